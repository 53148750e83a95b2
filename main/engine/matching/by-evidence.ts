import { areNamesHabitual, lagOf } from './by-reference.ts';
import { weigherFor, type Evidence } from './evidence.ts';
import { indexAmounts, nearNumbers } from './amount-index.ts';
import { feeOf, grossesFor, type FeeSchedule } from './fees.ts';
import type { Links } from './mentions.ts';
import { NONE } from './intern.ts';
import { wordsOf, type Likeness } from './party.ts';
import { areReferencesForeign } from './habits.ts';
import type { MatchRule } from './rules.ts';
import type { Side } from './side.ts';
import { reversalsOn } from './reversals.ts';
import { countBelow } from './sorted.ts';
import type { Work } from './work.ts';

export type Candidate = { readonly entry: number; readonly evidence: Evidence };
/** For open entries of each side their likeliest partners, best first; `byName` adds those that only share a name and are near in amount. */
export type Ranked = { readonly left: Map<number, Candidate[]>; readonly right: Map<number, Candidate[]>; byName(): void };

export const nothingRanked = (): Ranked => ({ left: new Map(), right: new Map(), byName: () => undefined });

/** In all the open entries together, no more wrong pairs than this are to be expected. */
const MAX_ACCIDENTS = 0.01;
/** Bits that a pair must be ahead of any other that either of the two could be in. */
const MIN_MARGIN = 7;
/** However few entries there are, so many bits must speak for a pair; and more where no name does: neighbouring invoices of one price and day are not one. */
const MIN_BITS = 18;
const MIN_NAMELESS_BITS = 24;
/** Only entries whose true partner is missing or disfigured can be paired wrongly: never more than this share of a side. */
const PARTNERLESS = 0.15;
const MIN_LEFTOVER = 20;
/** An amount that no larger share of a side has. */
const RARE = 0.0001;
const MAX_ROUNDS = 6;
const MAX_KEPT = 6;

/** Pairs that everything together proves, each the best of both by far; what stays open keeps its ranked candidates. */
export function matchByEvidence(work: Work, rules: { near: MatchRule | null; amount: MatchRule | null }, links: Links): Ranked {
  const base = rules.near ?? rules.amount;
  if (!base) return nothingRanked();
  const open = { left: work.openLeft(), right: work.openRight() };
  work.habits = work.lesson.habits();
  const difference = work.settings.rules.find(({ strategy }) => strategy === 'referenceDifference');
  // Without a reference that proves the pair, a difference is a fee only if it is one to the penny.
  const weigher = weigherFor(work, { ...base, toleranceMinor: difference?.toleranceMinor ?? 0, toleranceBasisPoints: 0 }, open, links);
  const weigh = (l: number, r: number, isLinked: boolean): void => {
    const evidence = weigher.weigh(l, r, isLinked);
    if (evidence.bits <= 0) return;
    keep(work, ranked.left, l, { entry: r, evidence }, 'right');
    keep(work, ranked.right, r, { entry: l, evidence }, 'left');
  };
  const windowDays = rules.amount?.windowDays ?? base.windowDays;
  const ranked: Ranked = { left: new Map(), right: new Map(), byName: () => eachNamesake(work, windowDays, ranked.left, weigh) };
  eachCandidate(work, windowDays, open, links, difference?.toleranceMinor ?? 0, weigh);
  takeFarAhead(work, rules, ranked);
  return ranked;
}

function tellingOn({ isTelling }: Side): number {
  let count = 0;
  for (const each of isTelling) count += each;
  return count;
}

/** Rounds: what is still open could make so many wrong pairs; what is taken leaves fewer, and the next round may ask for less. */
function takeFarAhead(work: Work, rules: { near: MatchRule | null; amount: MatchRule | null }, ranked: Ranked): void {
  const isForeign = areReferencesForeign(work.habits, { left: tellingOn(work.left), right: tellingOn(work.right) });
  const strays = { left: straysIn(ranked.left), right: straysIn(ranked.right) };
  const undone = { left: undoneOn(work, 'left'), right: undoneOn(work, 'right') };
  let hopeful = [...ranked.left.keys()].filter(l => (ranked.left.get(l)?.[0]?.evidence.bits ?? 0) >= MIN_BITS && !undone.left.has(l));
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const leftover = (side: 'left' | 'right', isOpen: (entry: number) => boolean): number => Math.min(1 + strays[side].filter(isOpen).length, Math.max(MIN_LEFTOVER, work[side].size * PARTNERLESS));
    const needed = Math.max(MIN_BITS, Math.log2(leftover('left', work.isOpenLeft) * leftover('right', work.isOpenRight)) - Math.log2(MAX_ACCIDENTS));
    const pairs: { l: number; r: number; rule: MatchRule; evidence: Evidence }[] = [];
    for (const l of hopeful) {
      const found = bestOf(ranked.left.get(l), work.isOpenRight, needed);
      if (!found || undone.right.has(found.entry) || bestOf(ranked.right.get(found.entry), work.isOpenLeft, needed)?.entry !== l) continue;
      const rule = ruleFor(rules, found.evidence, { isForeign, isRare: work.coincidence(l, found.entry, false) <= RARE });
      if (rule) pairs.push({ l, r: found.entry, rule, evidence: found.evidence });
    }
    let taken = 0;
    for (const { l, r, rule, evidence } of pairs) if (work.take(rule, l, r, evidence.difference)) taken += 1;
    if (taken === 0) break;
    hopeful = hopeful.filter(work.isOpenLeft);
  }
}

/** Entries that another of the same side undoes under the same reference: neither looks for a partner elsewhere. */
const undoneOn = (work: Work, side: 'left' | 'right'): Set<number> =>
  new Set(reversalsOn(work, side).filter(({ first }) => (work.references[side][first] ?? NONE) !== NONE).flatMap(({ first, second }) => [first, second]));

/** Entries that may have no partner among the others. */
const straysIn = (lists: ReadonlyMap<number, readonly Candidate[]>): number[] => [...lists].filter(([, candidates]) => !isKnownTwin(candidates)).map(([entry]) => entry);

const isNamed = ({ party }: Evidence): boolean => party === 'same' || party === 'alike';

/** The likeliest partner, when enough speaks for it and no other comes near. */
function bestOf(kept: readonly Candidate[] | undefined, isOpen: (entry: number) => boolean, needed: number): Candidate | null {
  let [first, rival]: [Candidate | undefined, Candidate | undefined] = [undefined, undefined];
  for (const candidate of kept ?? []) {
    if (!isOpen(candidate.entry)) continue;
    if (!first) first = candidate;
    else {
      rival = candidate;
      break;
    }
  }
  // Of a full list the last stands for those that were not kept.
  if (!rival && kept?.length === MAX_KEPT) rival = kept.at(-1);
  return first && first.evidence.bits >= (isNamed(first.evidence) ? needed : Math.max(needed, MIN_NAMELESS_BITS)) && (rival === first || isFarAhead(first.evidence, rival?.evidence)) ? first : null;
}

/** Its reference and amount stand on the other side, so it is no stray that could be paired with anything. */
const isKnownTwin = ([first]: readonly Candidate[]): boolean => first !== undefined && first.evidence.reference === 'same' && first.evidence.isAmountEqual;

/** Between two that carry one reference and amount nothing decides but another name: one of them stands there twice, and which is not for the days to say, nor for a name that one leaves out. */
function isFarAhead(first: Evidence, rival: Evidence | undefined): boolean {
  if (!rival) return true;
  const areTwins = first.reference === 'same' && rival.reference === 'same' && first.isAmountEqual === rival.isAmountEqual;
  return areTwins ? rival.party === 'different' && first.bits - first.dayBits - (rival.bits - rival.dayBits) >= MIN_MARGIN : first.bits - rival.bits >= MIN_MARGIN;
}

/** A difference in the amount is certain only under the same reference, or what people and banks make of it; nothing is certain against references or names that disagree. */
function ruleFor({ near, amount }: { near: MatchRule | null; amount: MatchRule | null }, { reference, isAmountEqual, difference, party }: Evidence, { isForeign, isRare }: { isForeign: boolean; isRare: boolean }): MatchRule | null {
  if (party === 'different') return null;
  // Of two documents of a series that came one after the other the amount would be as good as never the same by accident.
  if (reference === 'doubtful' && !(isAmountEqual && isRare && party === 'same')) return null;
  if (!isAmountEqual) return difference && ['same', 'cut', 'part', 'slip'].includes(reference) ? near : null;
  if (reference === 'apart') return isForeign ? amount : null;
  return reference === 'none' ? amount : near;
}

function keep(work: Work, lists: Map<number, Candidate[]>, entry: number, candidate: Candidate, otherSide: 'left' | 'right'): void {
  let list = lists.get(entry);
  if (!list) lists.set(entry, (list = []));
  const last = list.at(-1);
  if (list.length === MAX_KEPT && last && last.evidence.bits > candidate.evidence.bits) return;
  for (const kept of list) if (kept.entry === candidate.entry) return;
  let at = list.length;
  while (at > 0) {
    const before = list[at - 1];
    if (!before || before.evidence.bits > candidate.evidence.bits || (before.evidence.bits === candidate.evidence.bits && isEarlier(work, otherSide, before.entry, candidate.entry))) break;
    at -= 1;
  }
  list.splice(at, 0, candidate);
  if (list.length > MAX_KEPT) list.pop();
}

/** By day, then by id: never by where it stood in the input. */
export function isEarlier(work: Work, sideName: 'left' | 'right', a: number, b: number): boolean {
  const side = work[sideName];
  const days = (side.day[a] ?? 0) - (side.day[b] ?? 0);
  return days !== 0 ? days < 0 : compareIds(side, a, b) <= 0;
}

export function compareIds({ id, bytes }: Work['left'], a: number, b: number): number {
  const [fromA, fromB] = [id.from[a] ?? 0, id.from[b] ?? 0];
  const [lengthA, lengthB] = [(id.to[a] ?? 0) - fromA, (id.to[b] ?? 0) - fromB];
  for (let at = 0; at < Math.min(lengthA, lengthB); at += 1) {
    const apart = (bytes[fromA + at] ?? 0) - (bytes[fromB + at] ?? 0);
    if (apart !== 0) return apart;
  }
  return lengthA - lengthB;
}

/** Entries of one name and nearly one amount that are compared; more are no candidates. */
const MAX_BLOCK = 300;
/** A name is looked up by its rarest words; one that begins so many names says nothing. */
const WORDS_LOOKED_UP = 2;
const MAX_NAMES_OF_A_WORD = 300;
/** How far two amounts of one name may lie apart to be compared: a share, and something flat. */
const AMOUNT_REACH = 0.12;
const AMOUNT_REACH_MINOR = 200;
const SKELETON = 3;

/** Amounts that one is looked for under: its own, rounded, and less or more each fee. */
const MAX_WANTED = 4_096;

/** Pairs worth weighing: of one amount or one that a fee or rounding explains, or that name each other. */
function eachCandidate(work: Work, windowDays: number, open: { left: Int32Array; right: Int32Array }, links: Links, toleranceMinor: number, found: (l: number, r: number, isLinked: boolean) => void): void {
  const { left, right, schedules } = work;
  const index = indexAmounts(right, open.right, work.rightAmount);
  const numberOfName = new Map(right.parties.map((name, number) => [name, number]));
  const sameOnRight = left.parties.map(name => (name === '' ? NONE : (numberOfName.get(name) ?? NONE)));
  const askedBy = new Int32Array(right.size);
  const wanted = new Float64Array(MAX_WANTED);
  let l = 0;
  const offer = (r: number, isLinked: boolean): void => {
    if (askedBy[r] === l + 1 || !work.isOpenRight(r) || !isSameFamily(work, l, r)) return;
    askedBy[r] = l + 1;
    found(l, r, isLinked);
  };
  const offerNear = (r: number): void => {
    if (isInWindow(work, windowDays, l, r)) offer(r, false);
  };
  for (const entry of open.left) {
    l = entry;
    const [amount, party] = [left.amount[l] ?? 0, sameOnRight[left.party[l] ?? 0] ?? NONE];
    nearNumbers(left, l);
    for (const r of links.get(l) ?? NOBODY) offer(r, true);
    index.each(amount, party, offerNear);
    index.near(wanted, wantedFor(amount, toleranceMinor, schedules, wanted), party, offerNear);
  }
}

/** Puts the amounts that only a fee or rounding tells from this one into `into`, and says how many they are. */
function wantedFor(amount: number, toleranceMinor: number, schedules: readonly FeeSchedule[], into: Float64Array): number {
  let count = 0;
  for (let apart = 1; apart <= toleranceMinor && count + 2 < into.length; apart += 1) {
    into[count++] = amount + apart;
    into[count++] = amount - apart;
  }
  for (const schedule of schedules) {
    const net = amount - Math.sign(amount) * feeOf(schedule, amount);
    for (let apart = -1; apart <= 1 && count < into.length; apart += 1) into[count++] = net + apart;
    count = grossesFor(schedule, amount, into, count);
  }
  return count;
}

const isSameFamily = ({ left, right }: Work, l: number, r: number): boolean => !left.family || !right.family || left.family[l] === right.family[r];

function isInWindow(work: Work, windowDays: number, l: number, r: number): boolean {
  const lag = lagOf(work, l, r);
  return (lag >= work.habits.lag.low && lag <= work.habits.lag.high) || work.days.between(work.left.day[l] ?? 0, work.right.day[r] ?? 0) <= windowDays;
}

/** For what is still open, to be shown to a person: pairs of one name and nearly one amount, and of one amount on the nearest days. */
function eachNamesake(work: Work, windowDays: number, known: ReadonlyMap<number, readonly Candidate[]>, found: (l: number, r: number, isLinked: boolean) => void): void {
  const byName = nameBlocks(work, work.openRight());
  const byAmount = new Map<number, number[]>();
  for (const r of work.openRight()) {
    const block = byAmount.get(work.rightAmount[r] ?? 0);
    if (block) block.push(r);
    else byAmount.set(work.rightAmount[r] ?? 0, [r]);
  }
  for (const block of byAmount.values()) block.sort((a, b) => (work.right.day[a] ?? 0) - (work.right.day[b] ?? 0));
  // Where names agree as a matter of course, one of another name is no candidate among so many.
  const isForNames = work.openRight().length > MANY_ENTRIES && areNamesHabitual(work);
  for (const l of work.openLeft()) {
    const asked = new Set(known.get(l)?.map(({ entry }) => entry));
    const offer = (r: number): void => {
      if (asked.has(r) || !isSameFamily(work, l, r) || !isInWindow(work, windowDays, l, r)) return;
      asked.add(r);
      found(l, r, false);
    };
    for (const r of byName(l)) offer(r);
    for (const r of nearest(byAmount.get(work.left.amount[l] ?? 0), work.right.day, work.left.day[l] ?? 0)) if (!isForNames || work.left.party[l] === 0 || work.right.party[r] === 0) offer(r);
  }
}

const MANY_ENTRIES = 10_000;

/** Entries of one amount that are shown to each other on either side of a day. */
const MAX_NEAREST = 30;

/** The entries of a block around a day; whole days only, so that their order decides nothing. */
function nearest(block: readonly number[] | undefined, days: Int32Array, day: number): readonly number[] {
  if (!block || block.length <= 2 * MAX_NEAREST) return block ?? NOBODY;
  const before = countBelow(block.length, place => days[block[place] ?? 0] ?? 0, day);
  let [from, to] = [Math.max(0, before - MAX_NEAREST), Math.min(block.length, before + MAX_NEAREST)];
  while (from > 0 && days[block[from - 1] ?? 0] === days[block[from] ?? 0]) from -= 1;
  while (to < block.length && days[block[to] ?? 0] === days[block[to - 1] ?? 0]) to += 1;
  return to - from <= MAX_BLOCK ? block.slice(from, to) : NOBODY;
}

const NOBODY: readonly number[] = [];

/** How a word begins, the vowels after its first letter left out, as people do who shorten it: PRENTICE and PRNTC are PRN. */
const skeletonOf = (word: string): string => (word.charAt(0) + word.slice(1).replaceAll(/[AEIOU]/g, '')).slice(0, SKELETON);

/** Open entries of the right by name: for one of the left, those whose name is alike and whose amount is near. */
function nameBlocks(work: Work, open: Int32Array): (l: number) => readonly number[] {
  const { left, right } = work;
  const byParty = Map.groupBy([...open].filter(r => right.party[r] !== 0).sort((a, b) => (work.rightAmount[a] ?? 0) - (work.rightAmount[b] ?? 0)), r => right.party[r] ?? 0);
  const byWord = new Map<string, number[]>();
  const byName = new Map<string, number[]>();
  for (const party of byParty.keys()) {
    const words = wordsOf(right.parties[party] ?? '');
    put(byName, words.join(' '), party);
    for (const word of new Set(words.map(skeletonOf))) put(byWord, word, party);
  }
  // Amounts are compared in no time, names are not: of all names of a word those of the right amount are looked for first.
  const entriesOf = new Map<string, readonly number[]>();
  const entriesOfWord = (word: string): readonly number[] => {
    let entries = entriesOf.get(word);
    if (!entries) entriesOf.set(word, (entries = (byWord.get(word) ?? []).flatMap(party => byParty.get(party) ?? NOBODY).sort((a, b) => (work.rightAmount[a] ?? 0) - (work.rightAmount[b] ?? 0))));
    return entries;
  };
  const namesOf = new Map<number, { readonly same: readonly number[] | null; readonly words: readonly string[] }>();
  const lookedUp = (party: number): { readonly same: readonly number[] | null; readonly words: readonly string[] } => {
    let known = namesOf.get(party);
    if (!known) {
      const words = wordsOf(left.parties[party] ?? '');
      const namesWith = (word: string): number => byWord.get(word)?.length ?? 0;
      const telling = words.map(skeletonOf).filter(word => namesWith(word) > 0 && namesWith(word) <= MAX_NAMES_OF_A_WORD).sort((a, b) => namesWith(a) - namesWith(b)).slice(0, WORDS_LOOKED_UP);
      // A name that the other side writes the same way is not looked for in other writings.
      namesOf.set(party, (known = { same: byName.get(words.join(' ')) ?? null, words: [...new Set(telling)] }));
    }
    return known;
  };
  return l => {
    const party = left.party[l] ?? 0;
    if (party === 0) return NOBODY;
    const amount = left.amount[l] ?? 0;
    const reach = Math.abs(amount) * AMOUNT_REACH + AMOUNT_REACH_MINOR;
    const near = (entries: readonly number[]): readonly number[] => between(entries, work.rightAmount, amount - reach, amount + reach);
    const { same, words } = lookedUp(party);
    const parties = same ?? new Set(words.flatMap(word => near(entriesOfWord(word)).map(r => right.party[r] ?? 0)));
    return [...parties].filter(other => isAlike(work.likeness(party, other))).flatMap(other => fewOf(near(byParty.get(other) ?? NOBODY)));
  };
}

function put<K>(groups: Map<K, number[]>, key: K, member: number): void {
  const group = groups.get(key);
  if (group) group.push(member);
  else groups.set(key, [member]);
}

/** Too many are no candidates but a name that says nothing; none of them is singled out by where it stands. */
const fewOf = (entries: readonly number[]): readonly number[] => (entries.length > MAX_BLOCK ? NOBODY : entries);

const isAlike = (likeness: Likeness): boolean => likeness === 'same' || likeness === 'alike';

/** Those of some entries, given in the order of their amounts, whose amount lies between two. */
function between(entries: readonly number[], amounts: Float64Array, from: number, to: number): readonly number[] {
  const start = countBelow(entries.length, place => amounts[entries[place] ?? 0] ?? 0, from);
  let end = start;
  while (end < entries.length && (amounts[entries[end] ?? 0] ?? 0) <= to) end += 1;
  return end === start ? NOBODY : entries.slice(start, end);
}
