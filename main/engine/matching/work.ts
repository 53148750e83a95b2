import { internReferences, type References } from './intern.ts';
import { comparesParties, type Likeness } from './party.ts';
import type { FeeSchedule } from './fees.ts';
import type { MatchRule, MatchSettings } from './rules.ts';
import { workingDays, type WorkingDays } from './days.ts';
import type { Side } from './side.ts';
import { noHabits, referenceAgreement, startLesson, type Habits, type Lesson } from './habits.ts';

/** Why two amounts under one proof may differ. */
export type Difference = { readonly reason: string; readonly why: string };

/** What is certain so far, one entry of each side or a group. A suggestion waits for a person. */
export type Found = { readonly rule: number; readonly left: readonly number[]; readonly right: readonly number[]; readonly difference: Difference | null };

export type Matches = {
  count(): number;
  at(match: number): Found;
  ruleOf(match: number): number;
  /** The entry of a side when it stands alone there, else -1. */
  leftOf(match: number): number;
  rightOf(match: number): number;
};

/** Both sides, what is still open of them, and the one way to take entries together. */
export type Work = {
  readonly left: Side;
  readonly right: Side;
  readonly settings: MatchSettings;
  readonly references: References;
  /** Amounts of the right side in the sign of the left, its currencies in the left's numbers. */
  rightAmount: Float64Array;
  readonly rightCurrency: Uint16Array;
  readonly days: WorkingDays;
  readonly likeness: (left: number, right: number) => Likeness;
  /** The share of other entries that have this pair's amount, and its name where that is asked; at most so much. */
  readonly coincidence: (left: number, right: number, isNamed: boolean) => number;
  /** What the certain matches teach about the rest. */
  habits: Habits;
  readonly lesson: Lesson;
  /** Open entries that name more than one reference of the other side: no difference to one of these is a fee. */
  severalNamed: { readonly left: ReadonlySet<number>; readonly right: ReadonlySet<number> };
  /** Which side shows what is left after a fee: 1 the right, -1 the left, 0 when it is not known. */
  keeper: -1 | 0 | 1;
  /** The fees of the contract, and those that pairs with a difference agree on. */
  schedules: readonly FeeSchedule[];
  readonly matches: Matches;
  /** Groups that add up and are not the only answer, or by no more than their sum: for a person. */
  readonly proposals: { readonly rule: string; /** A sum that may well be an accident. */ readonly isWeak: boolean; readonly left: readonly number[]; readonly right: readonly number[] }[];
  isOpenLeft(entry: number): boolean;
  isOpenRight(entry: number): boolean;
  openLeft(): Int32Array;
  openRight(): Int32Array;
  /** False when a person took the same entries apart before. */
  take(rule: MatchRule, left: number, right: number, difference?: Difference | null): boolean;
  takeGroup(rule: MatchRule, left: readonly number[], right: readonly number[], difference?: Difference | null): boolean;
};

export type Refused = (left: readonly number[], right: readonly number[]) => boolean;

/** Groups stand behind pairs in the same columns, as numbers below this. */
const GROUP = -2;

export function startWork(left: Side, right: Side, settings: MatchSettings, refused: Refused | null): Work {
  const references = internReferences(left, right);
  const taken = [new Uint8Array(left.size), new Uint8Array(right.size)] as const;
  const [first, last] = spanOf(left, right);
  const store = storeOf(Math.max(left.size, right.size));
  const mark = (ls: readonly number[], rs: readonly number[]): void => {
    for (const entry of ls) taken[0][entry] = 1;
    for (const entry of rs) taken[1][entry] = 1;
  };
  const rules = new Map(settings.rules.map((rule, number) => [rule, number]));
  const [openLeft, openRight] = [openList(taken[0]), openList(taken[1])];
  return {
    left, right, settings, references, habits: noHabits(), severalNamed: { left: new Set(), right: new Set() }, keeper: 0, schedules: settings.fees, lesson: startLesson(referenceAgreement(references.left, references.right, references.size())), matches: store, proposals: [],
    rightAmount: right.amount, rightCurrency: renumber(left.currencies, right.currencies, right.currency),
    days: workingDays(first, last, settings.calendar), likeness: comparesParties(left.parties, right.parties), coincidence: countsCoincidences(left, right),
    isOpenLeft: entry => taken[0][entry] === 0, isOpenRight: entry => taken[1][entry] === 0, openLeft, openRight,
    take(rule, l, r, difference = null) {
      if (refused?.([l], [r])) return false;
      taken[0][l] = 1;
      taken[1][r] = 1;
      store.add(rules.get(rule) ?? 0, l, r, difference);
      return true;
    },
    takeGroup(rule, ls, rs, difference = null) {
      if (refused?.(ls, rs)) return false;
      mark(ls, rs);
      store.addGroup(rules.get(rule) ?? 0, ls, rs, difference);
      return true;
    },
  };
}

/** Amounts are counted in so many heaps: rough, and next to nothing to keep. */
const HEAPS = 1 << 16;
const heapOf = (amount: number): number => (Math.imul(Math.abs(amount) | 0, 0x9e3779b1) >>> 16) & (HEAPS - 1);

function countsCoincidences(left: Side, right: Side): Work['coincidence'] {
  const counted = (side: Side): ((entry: number, isNamed: boolean) => number) => {
    let counts: { heaps: Uint32Array; names: Uint32Array } | null = null;
    const count = () => {
      const [heaps, names] = [new Uint32Array(HEAPS), new Uint32Array(side.parties.length)];
      for (let entry = 0; entry < side.size; entry += 1) {
        const [heap, name] = [heapOf(side.amount[entry] ?? 0), side.party[entry] ?? 0];
        heaps[heap] = (heaps[heap] ?? 0) + 1;
        names[name] = (names[name] ?? 0) + 1;
      }
      return { heaps, names };
    };
    return (entry, isNamed) => {
      const { heaps, names } = (counts ??= count());
      const share = (times: number): number => Math.max(0, times - 1) / side.size;
      return share(heaps[heapOf(side.amount[entry] ?? 0)] ?? 0) * (isNamed ? share(names[side.party[entry] ?? 0] ?? 0) : 1);
    };
  };
  const [ours, theirs] = [counted(left), counted(right)];
  return (l, r, isNamed) => Math.max(ours(l, isNamed), theirs(r, isNamed));
}

function everyEntry(size: number): Int32Array {
  const entries = new Int32Array(size);
  for (let entry = 0; entry < size; entry += 1) entries[entry] = entry;
  return entries;
}

/** The entries of a side that are still open, in their order; looked through again only among those that were open before. */
function openList(taken: Uint8Array): () => Int32Array {
  let open = everyEntry(taken.length);
  return () => {
    let count = 0;
    for (let at = 0; at < open.length; at += 1) count += 1 - (taken[open[at] ?? 0] ?? 0);
    if (count === open.length) return open;
    const rest = new Int32Array(count);
    let to = 0;
    for (let at = 0; at < open.length; at += 1) if (taken[open[at] ?? 0] === 0) rest[to++] = open[at] ?? 0;
    open = rest;
    return open;
  };
}

type Store = Matches & { add(rule: number, left: number, right: number, difference: Difference | null): void; addGroup(rule: number, left: readonly number[], right: readonly number[], difference: Difference | null): void };

function storeOf(expected: number): Store {
  let capacity = Math.max(16, expected);
  let [rules, lefts, rights] = [new Uint8Array(capacity), new Int32Array(capacity), new Int32Array(capacity)];
  const groups: { left: readonly number[]; right: readonly number[] }[] = [];
  const differences = new Map<number, Difference>();
  let count = 0;
  const add = (rule: number, left: number, right: number, difference: Difference | null): void => {
    if (count === capacity) {
      capacity *= 2;
      const [r, a, b] = [new Uint8Array(capacity), new Int32Array(capacity), new Int32Array(capacity)];
      r.set(rules);
      a.set(lefts);
      b.set(rights);
      [rules, lefts, rights] = [r, a, b];
    }
    rules[count] = rule;
    lefts[count] = left;
    rights[count] = right;
    if (difference) differences.set(count, difference);
    count += 1;
  };
  const groupOf = (match: number) => groups[GROUP - (lefts[match] ?? 0)];
  return {
    add,
    addGroup(rule, left, right, difference) {
      groups.push({ left, right });
      add(rule, GROUP - (groups.length - 1), GROUP, difference);
    },
    count: () => count,
    ruleOf: match => rules[match] ?? 0,
    leftOf: match => Math.max(-1, lefts[match] ?? -1),
    rightOf: match => Math.max(-1, rights[match] ?? -1),
    at(match) {
      const group = (lefts[match] ?? 0) <= GROUP ? groupOf(match) : undefined;
      return { rule: rules[match] ?? 0, left: group?.left ?? [lefts[match] ?? 0], right: group?.right ?? [rights[match] ?? 0], difference: differences.get(match) ?? null };
    },
  };
}

/** The right side's numbers of names in the left side's numbering; names that the left does not know come behind its own. */
function renumber(leftNames: readonly string[], rightNames: readonly string[], numbers: Uint16Array): Uint16Array {
  const known = new Map(leftNames.map((name, number) => [name, number]));
  const to = rightNames.map((name, number) => known.get(name) ?? leftNames.length + number);
  return to.every((number, at) => number === at) ? numbers : numbers.map(number => to[number] ?? 0);
}

function spanOf(...sides: readonly Side[]): [number, number] {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { day, size } of sides) {
    for (let entry = 0; entry < size; entry += 1) {
      const value = day[entry] ?? 0;
      if (value < first) first = value;
      if (value > last) last = value;
    }
  }
  return first <= last ? [first, last] : [0, 0];
}
