import { groupedByPlace, membersOf, type Grouped } from './grouped.ts';
import { addReference, NONE } from './intern.ts';
import { isConsistent, isSameMoney, isUsualLag, learn, likenessAt } from './by-reference.ts';
import { hashReference, hashSqueezed, MAX_PARTS, MAX_RUNS, MAX_TEXT_PARTS, namedIn } from './references.ts';
import type { MatchRule } from './rules.ts';
import { spokenBy, type Side, type Texts } from './side.ts';
import type { Work } from './work.ts';

const MAX_WORD_RUNS = 400;
/** Room for the parts of a text and of the longest word behind them. */
const starts = new Int32Array(MAX_TEXT_PARTS + MAX_WORD_RUNS);
const ends = new Int32Array(MAX_TEXT_PARTS + MAX_WORD_RUNS);

const classOf = (byte: number): number => (byte >= 48 && byte <= 57 ? 2 : (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) ? 1 : 0);

/**
 * Hands over the numbers of all known references that stand in a text on the boundaries of its parts; straight from the bytes, since there may be millions.
 * A part is a run of letters or of digits; but 4600HVNHVRJ9H9M, where they change again and again, is one, and does not name order 4600.
 */
function eachNamed({ bytes }: Side, { from, to }: Texts, entry: number, find: () => number, found: (reference: number) => void): void {
  const end = to[entry] ?? 0;
  let [parts, kind, word] = [0, 0, 0];
  for (let at = from[entry] ?? 0; at <= end; at += 1) {
    const next = at < end ? classOf(bytes[at] ?? 0) : 0;
    if (next === kind) continue;
    if (kind === 0) {
      if (parts >= MAX_TEXT_PARTS) break;
      word = parts;
    } else ends[parts - 1] = at;
    if (next !== 0 && parts < starts.length) starts[parts++] = at;
    else if (next === 0 && parts - word > MAX_RUNS) {
      ends[word] = at;
      parts = word + 1;
    }
    kind = next;
  }
  for (let first = 0; first < parts; first += 1) {
    for (let last = first; last < Math.min(parts, first + MAX_PARTS); last += 1) {
      if (!hashReference(bytes, starts[first] ?? 0, ends[last] ?? 0)) continue;
      const reference = find();
      if (reference !== NONE) found(reference);
    }
  }
}

/** The open entries of a side, the known references that each carries or names (of entry `at`, from `from[at]` to `from[at + 1]`), and for each reference the entries that carry it as their own. */
export type Spoken = { readonly open: Int32Array; readonly from: Int32Array; readonly names: Int32Array; readonly carriers: Grouped };

/** Both sides, the references that either carries known before any text is read for them. */
export function spokenOn(work: Work): { left: Spoken; right: Spoken } {
  for (const name of [...work.left.payouts, ...work.right.payouts]) addReference(work.references, name, 0);
  const [ownLeft, ownRight] = [carriedOn(work, 'left'), carriedOn(work, 'right')];
  const size = work.references.size();
  return { left: spokenBySide(work, 'left', ownLeft, size), right: spokenBySide(work, 'right', ownRight, size) };
}

/** What each open entry carries: its reference, a second one where there is such a column, and its reference without what stands between its parts. */
type Carried = { readonly open: Int32Array; readonly columns: readonly Int32Array[] };

/** Entries of different families know nothing of each other: the same reference has another number for each. */
function carriedOn(work: Work, sideName: 'left' | 'right'): Carried {
  const side = work[sideName];
  const open = sideName === 'left' ? work.openLeft() : work.openRight();
  const own = work.references[sideName];
  const familyOf = (entry: number): number => (side.family ? (side.family[entry] ?? 0) : 0);
  const { also } = side;
  const columns = [open.map(entry => own[entry] ?? NONE)];
  if (also) columns.push(open.map(entry => (hashReference(side.bytes, also.from[entry] ?? 0, also.to[entry] ?? 0) ? work.references.add(familyOf(entry)) : NONE)));
  if (!work.settings.isCurated) columns.push(open.map(entry => (hashSqueezed(side.bytes, side.reference.from[entry] ?? 0, side.reference.to[entry] ?? 0) ? work.references.add(SQUEEZED + familyOf(entry)) : NONE)));
  return { open, columns };
}

/** Families are numbered below this. */
const SQUEEZED = 256;

function spokenBySide(work: Work, sideName: 'left' | 'right', { open, columns }: Carried, size: number): Spoken {
  const side = work[sideName];
  const from = new Int32Array(open.length + 1);
  let [names, count, start] = [new Int32Array(Math.max(16, open.length * 2)), 0, 0];
  const say = (reference: number): void => {
    for (let at = start; at < count; at += 1) if (names[at] === reference) return;
    if (count === names.length) {
      const larger = new Int32Array(names.length * 2);
      larger.set(names);
      names = larger;
    }
    names[count++] = reference;
  };
  let family = 0;
  const find = (): number => work.references.find(family);
  for (let at = 0; at < open.length; at += 1) {
    const entry = open[at] ?? 0;
    start = count;
    from[at] = start;
    for (const column of columns) if (column[at] !== NONE) say(column[at] ?? NONE);
    if (side.speaks !== null && side.speaks[entry] !== 1) continue;
    family = side.family ? (side.family[entry] ?? 0) : 0;
    eachNamed(side, side.also ?? side.reference, entry, find, say);
    eachNamed(side, side.text, entry, find, say);
  }
  from[open.length] = count;
  const [all, places] = [new Int32Array(open.length * columns.length), new Int32Array(open.length * columns.length)];
  for (const [at, column] of columns.entries()) {
    all.set(open, at * open.length);
    places.set(column, at * open.length);
  }
  return { open, from, names, carriers: groupedByPlace(all, places, size) };
}

const namedAt = ({ from, names }: Spoken, at: number): Int32Array => names.subarray(from[at] ?? 0, from[at + 1] ?? 0);

/** A reference that more entries of a side name than this is a word that they have in common, such as the year of all invoices, or the payout of all sales. */
const MAX_NAMERS = 20;

/** Open entries that name more than one reference which the other side knows. */
export function severalNamed(work: Work, spoken: { left: Spoken; right: Spoken }): Work['severalNamed'] {
  const known = (numbers: Int32Array): Uint8Array => {
    const isKnown = new Uint8Array(work.references.size());
    for (const reference of numbers) if (reference !== NONE) isKnown[reference] = 1;
    return isKnown;
  };
  const of = ({ open, from, names }: Spoken, isKnown: Uint8Array): Set<number> => {
    const several = new Set<number>();
    const namers = new Int32Array(work.references.size());
    for (let name = 0; name < (from[open.length] ?? 0); name += 1) namers[names[name] ?? 0] = (namers[names[name] ?? 0] ?? 0) + 1;
    for (let at = 0; at < open.length; at += 1) {
      let count = 0;
      for (let name = from[at] ?? 0; name < (from[at + 1] ?? 0); name += 1) if ((namers[names[name] ?? 0] ?? 0) <= MAX_NAMERS) count += isKnown[names[name] ?? 0] ?? 0;
      if (count > 1) several.add(open[at] ?? 0);
    }
    return several;
  };
  return { left: of(spoken.left, known(work.references.right)), right: of(spoken.right, known(work.references.left)) };
}

/** Carriers of one reference that are looked at; more, and it is a word that everybody writes. */
const MAX_CARRIERS = 500;

/** For open entries of the left those of the right that go by a reference of theirs. */
export type Links = ReadonlyMap<number, readonly number[]>;

/** For each open entry of the left those of the right that it names, or that name it. */
export function linksOf(left: Spoken, right: Spoken): Links {
  const links = new Map<number, number[]>();
  const link = (l: number, r: number): void => {
    const known = links.get(l);
    if (!known) links.set(l, [r]);
    else if (!known.includes(r)) known.push(r);
  };
  eachCarrier(left, right.carriers, link);
  eachCarrier(right, left.carriers, (r, l) => link(l, r));
  return links;
}

function eachCarrier({ open, from, names }: Spoken, carriers: Grouped, found: (entry: number, carrier: number) => void): void {
  for (let at = 0; at < open.length; at += 1) {
    for (let name = from[at] ?? 0; name < (from[at + 1] ?? 0); name += 1) {
      const group = carriers.groupOf(names[name] ?? NONE);
      if (group < 0) continue;
      const [start, end] = [carriers.from[group] ?? 0, carriers.from[group + 1] ?? 0];
      if (end - start > MAX_CARRIERS) continue;
      for (let member = start; member < end; member += 1) found(open[at] ?? 0, carriers.members[member] ?? 0);
    }
  }
}

const few = (members: Int32Array): readonly number[] => (members.length <= MAX_CARRIERS ? [...members] : []);

const isSameFamily = ({ left, right }: Work, l: number, r: number): boolean => !left.family || !right.family || left.family[l] === right.family[r];

/** One names the other and the amounts are equal; it counts when each is the only one for the other. All such pairs teach first, then each is looked at. */
export function matchNamed(work: Work, rule: MatchRule, links: Links): void {
  const claims = new Map<number, number>();
  const single: { l: number; r: number }[] = [];
  for (const [l, rights] of links) {
    const fits = rights.filter(r => isSameMoney(work, l, r) && isSameFamily(work, l, r));
    for (const r of fits) claims.set(r, (claims.get(r) ?? 0) + 1);
    if (fits.length === 1 && fits[0] !== undefined) single.push({ l, r: fits[0] });
  }
  const pairs = single.filter(({ r }) => claims.get(r) === 1);
  for (const { l, r } of pairs) learn(work, l, r);
  work.habits = work.lesson.habits();
  for (const { l, r } of pairs) if (isConsistent(work, l, r)) work.take(rule, l, r);
}

/** Members of one payment that are added up. */
const MAX_TOGETHER = 200;

const sum = (amounts: Float64Array, entries: readonly number[]): number => entries.reduce((total, entry) => total + (amounts[entry] ?? 0), 0);

const MIN_NUMBER = 3;

/** Numbers of some length in what an entry says; with fewer than two it names no more than one. */
function numbersIn({ bytes, reference, also, text }: Side, entry: number): number {
  let numbers = 0;
  for (const { from, to } of [also ?? reference, text]) {
    let run = 0;
    for (let at = from[entry] ?? 0; at < (to[entry] ?? 0); at += 1) {
      run = classOf(bytes[at] ?? 0) === 2 ? run + 1 : 0;
      if (run === MIN_NUMBER) numbers += 1;
    }
  }
  return numbers;
}

const isCarried = ({ from, groupOf }: Grouped, reference: number): boolean => groupOf(reference) >= 0 && from[groupOf(reference)] !== from[groupOf(reference) + 1];

/** One line that names several of the other side, and they add up to it. */
export function matchPaidTogether(work: Work, rule: MatchRule, left: Spoken, right: Spoken): void {
  const namesSeveral = (from: Spoken, to: Spoken, side: Side, isOpen: (entry: number) => boolean, isOpenOther: (entry: number) => boolean, found: (entry: number, named: number[]) => void): void => {
    for (const [at, entry] of from.open.entries()) {
      if (!isOpen(entry) || from.from[at] === from.from[at + 1] || numbersIn(side, entry) < 2 || (side.speaks && side.speaks[entry] === 0) || !namedAt(from, at).some(name => isCarried(to.carriers, name))) continue;
      const family = side.family ? (side.family[entry] ?? 0) : 0;
      const named = [...new Set(namedIn(spokenBy(side, entry), key => few(membersOf(to.carriers, to.carriers.groupOf(addReference(work.references, key, family))))))].filter(isOpenOther);
      if (named.length > 1 && named.length <= MAX_TOGETHER) found(entry, named);
    }
  };
  const isAlikeMoney = (l: number, r: number): boolean => work.rightCurrency[r] === work.left.currency[l] && Math.sign(work.rightAmount[r] ?? 0) === Math.sign(work.left.amount[l] ?? 0);
  const claims: { left: number[]; right: number[] }[] = [];
  namesSeveral(left, right, work.left, work.isOpenLeft, work.isOpenRight, (l, named) => {
    const rights = named.filter(r => isAlikeMoney(l, r));
    if (rights.length > 1 && sum(work.rightAmount, rights) === work.left.amount[l]) claims.push({ left: [l], right: rights });
  });
  namesSeveral(right, left, work.right, work.isOpenRight, work.isOpenLeft, (r, named) => {
    const lefts = named.filter(l => isAlikeMoney(l, r));
    if (lefts.length > 1 && sum(work.left.amount, lefts) === work.rightAmount[r]) claims.push({ left: lefts, right: [r] });
  });
  // Two lines that name the same ones, and could both pay them, are left to a person.
  const claimedLeft = timesEach(claims.flatMap(claim => claim.left));
  const claimedRight = timesEach(claims.flatMap(claim => claim.right));
  for (const claim of claims) {
    if (claim.left.every(l => claimedLeft.get(l) === 1) && claim.right.every(r => claimedRight.get(r) === 1)) work.takeGroup(rule, claim.left, claim.right);
  }
}

function timesEach(entries: readonly number[]): Map<number, number> {
  const times = new Map<number, number>();
  for (const entry of entries) times.set(entry, (times.get(entry) ?? 0) + 1);
  return times;
}

/** Pairs of which each names only the other, or carries a reference that only the other carries, though the amounts are apart. */
export function singleLinks(work: Work, links: Links): { l: number; r: number }[] {
  const back = new Map<number, number>();
  const forward: { l: number; r: number }[] = [];
  for (const [l, rights] of links) {
    if (!work.isOpenLeft(l)) continue;
    const open = rights.filter(r => work.isOpenRight(r) && isSameFamily(work, l, r) && Math.sign(work.left.amount[l] ?? 0) === Math.sign(work.rightAmount[r] ?? 0));
    // One whose reference is a word that many have is nobody's rival.
    if (open.length <= MAX_NAMERS) for (const r of open) back.set(r, (back.get(r) ?? 0) + 1);
    if (open.length === 1 && open[0] !== undefined) forward.push({ l, r: open[0] });
  }
  return forward.filter(({ r }) => back.get(r) === 1);
}

/** The names do not disagree, and the days are as they always are. */
export const isVouchedFor = (work: Work, l: number, r: number): boolean => likenessAt(work, l, r) !== 'different' && isUsualLag(work, l, r);
