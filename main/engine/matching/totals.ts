import { areNamesHabitual, likenessAt } from './by-reference.ts';
import { learnSchedules, scheduleFor, type Kept } from './fees.ts';
import { addReference, NONE } from './intern.ts';
import type { MatchRule } from './rules.ts';
import type { Links, Spoken } from './mentions.ts';
import { spokenBy } from './side.ts';
import { countBelow } from './sorted.ts';
import { uniqueSubset } from './subset.ts';
import type { Difference, Work } from './work.ts';
import { mentionsOf } from './written.ts';

const MAX_MEMBERS = 20_000;

type Group = { left: number[]; right: number[] };

/** What a side comes to: as its amounts stand, less the fees that were kept back, and as gateways show deductions without their sign. */
function totalsOf(amounts: Float64Array, fees: Float64Array | null, kinds: (entry: number) => string, entries: readonly number[]): { gross: number; net: number; signed: number } {
  let [gross, fee, signed] = [0, 0, 0];
  for (const entry of entries) {
    const amount = amounts[entry] ?? 0;
    gross += amount;
    if (fees && !Number.isNaN(fees[entry])) fee += fees[entry] ?? 0;
    signed += amount > 0 && DEDUCTION.test(kinds(entry)) ? -amount : amount;
  }
  return { gross, net: gross - fee, signed };
}

const DEDUCTION = /^(refund|fee|reserve|chargeback|withheld|deduction)s?$/i;

/** How the two sides of a group come to the same; null when they do not. */
export function agreement(work: Work, { left, right }: Group): { difference: Difference | null; apart: number } | null {
  const [ours, theirs] = [totalsOf(work.left.amount, work.left.fee, l => work.left.kinds[work.left.kind[l] ?? 0] ?? '', left), totalsOf(work.rightAmount, work.right.fee, r => work.right.kinds[work.right.kind[r] ?? 0] ?? '', right)];
  if (ours.gross === theirs.gross) return { difference: null, apart: 0 };
  const ways: readonly (readonly [number, number, string])[] = [
    [ours.net, theirs.gross, 'The fees that the left side states are the difference.'], [ours.gross, theirs.net, 'The fees that the right side states are the difference.'], [ours.net, theirs.net, 'Less the fees that both sides state, they are equal.'],
    [ours.gross, 2 * theirs.gross - theirs.net, 'The fees that the right side states are the difference.'], [2 * ours.gross - ours.net, theirs.gross, 'The fees that the left side states are the difference.'],
    [ours.signed, theirs.gross, 'Refunds, fees and reserves are shown without their sign.'], [ours.gross, theirs.signed, 'Refunds, fees and reserves are shown without their sign.'],
  ];
  const way = ways.find(([a, b]) => a === b);
  return way ? { difference: { reason: 'fee', why: way[2] }, apart: theirs.gross - ours.gross } : null;
}

const isOneCurrency = (work: Work, { left, right }: Group): boolean => {
  const currency = work.left.currency[left[0] ?? 0];
  return left.every(l => work.left.currency[l] === currency) && right.every(r => work.rightCurrency[r] === currency);
};

/** A settlement and the line that pays it: everything that belongs to it adds up, fees taken off. */
export const matchPayouts = (work: Work, rule: MatchRule, spoken: { left: Spoken; right: Spoken }): void => takeAgreeing(work, rule, payoutGroups(work, spoken));

const MAX_KEPT_SHARE = 0.25;

/** Takes the groups that add up; and of those that do not, the ones that lose exactly what the others lose. */
function takeAgreeing(work: Work, rule: MatchRule, groups: readonly Group[]): void {
  const waiting: { group: Group; kept: Kept }[] = [];
  for (const group of groups) {
    if (!isOneCurrency(work, group) || hasStranger(work, group) || !group.left.every(work.isOpenLeft) || !group.right.every(work.isOpenRight)) continue;
    const agreed = agreement(work, group);
    if (agreed) {
      take(work, rule, group, agreed.difference);
      continue;
    }
    const part = work.settings.isCurated ? null : partOf(work, group);
    if (part) {
      take(work, rule, part, null);
      continue;
    }
    const [ours, theirs] = [Math.abs(total(work.left.amount, group.left)), Math.abs(total(work.rightAmount, group.right))];
    const kept = { grossMinor: Math.max(ours, theirs), keptMinor: Math.abs(ours - theirs) };
    if (kept.keptMinor <= kept.grossMinor * MAX_KEPT_SHARE && (group.left.length === 1 || group.right.length === 1)) waiting.push({ group, kept });
  }
  const schedules = work.settings.isCurated ? work.settings.fees : [...work.settings.fees, ...learnSchedules(waiting.map(({ kept }) => kept))];
  for (const { group, kept } of waiting) {
    const schedule = scheduleFor(schedules, kept.grossMinor, kept.keptMinor);
    if (!schedule) work.proposals.push({ rule: rule.name, isWeak: false, ...group });
    else take(work, rule, group, { reason: 'fee', why: `The difference is the fee of ${schedule.name}.` });
  }
}

/** Members whose names are compared; a group of more is a settlement, which has the names of everybody. */
const MAX_NAMED = 20;

/** Where names agree as a matter of course, one that agrees with none of the other side has come in by a mistyped reference. */
function hasStranger(work: Work, { left, right }: Group): boolean {
  if (work.settings.isCurated || !areNamesHabitual(work) || left.length + right.length > MAX_NAMED) return false;
  return right.some(r => left.every(l => likenessAt(work, l, r) === 'different')) || left.some(l => right.every(r => likenessAt(work, l, r) === 'different'));
}

/** Above so many amounts a sum is nearly always reached by accident. */
const MAX_PART = 12;

/** One entry and the only set of several on the other side that comes to it, where more carry the reference than belong together. */
function partOf(work: Work, { left, right }: Group): Group | null {
  if (Math.max(left.length, right.length) > MAX_PART) return null;
  if (Math.min(left.length, right.length) > 1) return withoutStray(work, { left, right });
  const [many, amounts, sum] = right.length === 1 ? [left, work.left.amount, work.rightAmount[right[0] ?? 0] ?? 0] as const : [right, work.rightAmount, work.left.amount[left[0] ?? 0] ?? 0] as const;
  const found = uniqueSubset(many.map(entry => amounts[entry] ?? 0), sum);
  if (found.kind !== 'one' || found.members.length < 2 || found.members.length === many.length) return null;
  const members = found.members.flatMap(at => many[at] ?? []);
  return right.length === 1 ? { left: members, right } : { left, right: members };
}

/** Several on both sides that add up when one entry is left out, and no other one would do: its reference was mistyped, or belongs to another. */
function withoutStray(work: Work, { left, right }: Group): Group | null {
  const apart = total(work.left.amount, left) - total(work.rightAmount, right);
  const [lefts, rights] = [left.filter(l => work.left.amount[l] === apart), right.filter(r => work.rightAmount[r] === -apart)];
  if (apart === 0 || lefts.length + rights.length !== 1) return null;
  return { left: left.filter(l => l !== lefts[0]), right: right.filter(r => r !== rights[0]) };
}

const total = (amounts: Float64Array, entries: readonly number[]): number => entries.reduce((sum, entry) => sum + (amounts[entry] ?? 0), 0);

function take(work: Work, rule: MatchRule, { left, right }: Group, difference: Difference | null): void {
  const [l, r] = [left[0], right[0]];
  if (left.length === 1 && right.length === 1 && l !== undefined && r !== undefined) work.take(rule, l, r, difference);
  else work.takeGroup(rule, left, right, difference);
}

/** Open entries by the settlement they belong to, with the entries of the other side that carry or name it. */
function payoutGroups(work: Work, { left, right }: { left: Spoken; right: Spoken }): Group[] {
  const groups = new Map<number, Group>();
  const groupOf = (reference: number): Group => {
    let group = groups.get(reference);
    if (!group) groups.set(reference, (group = { left: [], right: [] }));
    return group;
  };
  const numbers = { left: work.left.payouts.map(name => addReference(work.references, name, 0)), right: work.right.payouts.map(name => addReference(work.references, name, 0)) };
  const own = (side: 'left' | 'right', entry: number): number => numbers[side][work[side].payout[entry] ?? 0] ?? NONE;
  for (const l of left.open) if (work.isOpenLeft(l) && own('left', l) !== NONE) groupOf(own('left', l)).left.push(l);
  for (const r of right.open) if (work.isOpenRight(r) && own('right', r) !== NONE) groupOf(own('right', r)).right.push(r);
  const addNamed = (side: 'left' | 'right', { open, from, names }: Spoken, isOpen: (entry: number) => boolean): void => {
    for (let at = 0; at < open.length; at += 1) {
      const entry = open[at] ?? 0;
      if (!isOpen(entry) || own(side, entry) !== NONE) continue;
      let [named, count] = [NONE, 0];
      for (let name = from[at] ?? 0; name < (from[at + 1] ?? 0); name += 1) {
        if (!groups.has(names[name] ?? NONE)) continue;
        named = names[name] ?? NONE;
        count += 1;
      }
      // A line that names several settlements pays none of them in particular.
      if (count === 1) groupOf(named)[side].push(entry);
      const begun = count === 0 && !work.settings.isCurated ? beginsOne(side, entry) : NONE;
      if (begun !== NONE) groupOf(begun)[side].push(entry);
    }
  };
  const begins = { left: cutNames(work.left.payouts, numbers.left), right: cutNames(work.right.payouts, numbers.right) };
  /** The settlement of the other side whose name a bank cut off in this line's text. */
  const beginsOne = (side: 'left' | 'right', entry: number): number => {
    const { reference, text } = spokenBy(work[side], entry);
    const found = new Set(mentionsOf(`${reference} ${text}`).map(({ whole }) => begins[side === 'left' ? 'right' : 'left'](whole)).filter(number => number !== NONE && groups.has(number)));
    return found.size === 1 ? ([...found][0] ?? NONE) : NONE;
  };
  addNamed('left', left, work.isOpenLeft);
  addNamed('right', right, work.isOpenRight);
  return [...groups.values()].filter(group => group.left.length > 0 && group.right.length > 0 && group.left.length + group.right.length <= MAX_MEMBERS);
}

/** What is left of a name must be this long to be told from others. */
const MIN_CUT = 8;

/** The number of the one name that begins so and goes on; NONE for none, several, or a whole one. */
function cutNames(names: readonly string[], numbers: readonly number[]): (word: string) => number {
  const sorted = names.map((name, at) => ({ whole: name.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''), number: numbers[at] ?? NONE })).filter(({ whole }) => whole.length > MIN_CUT).sort((a, b) => (a.whole < b.whole ? -1 : 1));
  return word => {
    if (word.length < MIN_CUT) return NONE;
    const at = countBelow(sorted.length, place => sorted[place]?.whole ?? '', word);
    const [first, next] = [sorted[at], sorted[at + 1]];
    return first && first.whole.length > word.length && first.whole.startsWith(word) && !next?.whole.startsWith(word) ? first.number : NONE;
  };
}

const isGroup = ({ left, right }: Group): boolean => left.length > 0 && right.length > 0 && left.length + right.length > 2 && left.length + right.length <= MAX_MEMBERS;

/** All open entries of one reference that add up to the same on both sides. */
export const matchTotals = (work: Work, rule: MatchRule): void => takeAgreeing(work, rule, [...bySameReference(work)].filter(isGroup));

/** Above this many entries the parts of a group are too many to be tried. */
const MAX_CONNECTED = 14;

/** The same for entries that share references over others. What adds up in parts is no one thing: a number that two of them happen to share has joined them. */
export function matchConnected(work: Work, rule: MatchRule, links: Links): void {
  const groups = connected(work, links).filter(isGroup);
  const isWhole = (group: Group): boolean => group.left.length + group.right.length <= MAX_CONNECTED && !hasPart(work, group);
  takeAgreeing(work, rule, groups.filter(isWhole));
  for (const group of groups) if (group.left.length + group.right.length > MAX_CONNECTED && isOneCurrency(work, group) && agreement(work, group)) work.proposals.push({ rule: rule.name, isWeak: false, ...group });
}

/** A part of the group comes to nothing by itself, so the whole is not the only answer. Every part is tried; there are few. */
export function hasPart(work: Work, { left, right }: { readonly left: readonly number[]; readonly right: readonly number[] }): boolean {
  const values = [...left.map(l => work.left.amount[l] ?? 0), ...right.map(r => -(work.rightAmount[r] ?? 0))];
  const sums = new Float64Array(1 << values.length);
  for (let part = 1; part < sums.length - 1; part += 1) {
    const last = 31 - Math.clz32(part);
    const sum = (sums[part ^ (1 << last)] ?? 0) + (values[last] ?? 0);
    if (sum === 0) return true;
    sums[part] = sum;
  }
  return false;
}

/** Members of one reference and sign: an order's sales and its refunds are totalled apart. */
function bySameReference(work: Work): Iterable<Group> {
  const groups = new Map<number, Group>();
  const [openLeft, openRight] = [work.openLeft(), work.openRight()];
  const [lefts, rights] = [timesOpen(work.references.left, openLeft, work.references.size()), timesOpen(work.references.right, openRight, work.references.size())];
  const put = (side: 'left' | 'right', entry: number, reference: number, amount: number): void => {
    if (reference === NONE || lefts[reference] === 0 || rights[reference] === 0 || (lefts[reference] ?? 0) + (rights[reference] ?? 0) < 3) return;
    const key = reference * 3 + Math.sign(amount) + 1;
    const group = groups.get(key);
    if (group) group[side].push(entry);
    else groups.set(key, { left: side === 'left' ? [entry] : [], right: side === 'right' ? [entry] : [] });
  };
  for (const l of openLeft) put('left', l, work.references.left[l] ?? NONE, work.left.amount[l] ?? 0);
  for (const r of openRight) put('right', r, work.references.right[r] ?? NONE, work.rightAmount[r] ?? 0);
  return groups.values();
}

function timesOpen(numbers: Int32Array, open: Int32Array, size: number): Uint32Array {
  const times = new Uint32Array(size);
  for (const entry of open) {
    const reference = numbers[entry] ?? NONE;
    if (reference !== NONE) times[reference] = (times[reference] ?? 0) + 1;
  }
  return times;
}

function connected(work: Work, links: Links): Group[] {
  const parents = new Map<number, number>();
  const rootOf = (node: number): number => {
    let root = node;
    for (let parent = parents.get(root); parent !== undefined && parent !== root; parent = parents.get(root)) root = parent;
    parents.set(node, root);
    return root;
  };
  for (const [l, rights] of links) {
    if (!work.isOpenLeft(l)) continue;
    for (const r of rights) if (work.isOpenRight(r)) parents.set(rootOf(~r), rootOf(l));
  }
  const groups = new Map<number, Group>();
  for (const node of [...parents.keys()]) {
    const root = rootOf(node);
    let group = groups.get(root);
    if (!group) groups.set(root, (group = { left: [], right: [] }));
    if (node >= 0) group.left.push(node);
    else group.right.push(~node);
  }
  return [...groups.values()].map(({ left, right }) => ({ left: left.sort((a, b) => a - b), right: right.sort((a, b) => a - b) }));
}
