import { groupedBy, membersOf, type Grouped } from './grouped.ts';
import { NONE } from './intern.ts';
import { wordsOf } from './party.ts';
import type { MatchRule } from './rules.ts';
import { writtenOn, type Written } from './written.ts';
import { countBetween } from './sorted.ts';
import { agreement, hasPart } from './totals.ts';
import { windowsLess } from './windows-less.ts';
import type { Work } from './work.ts';

/** No more wrong groups than this are to be expected among all that a rule tries. */
const MAX_ACCIDENTS = 0.05;
/** Beside what is counted, so many pairs of sums are imagined, and one in fifty thousand of them equal; of round sums, one in a thousand. */
const IMAGINED_PAIRS = 10_000;
const USUAL_EQUALS = 0.2;
const USUAL_ROUND_EQUALS = 10;

/** How many groups would add up by accident: as often as sums do that cannot belong together. */
const accidents = (tried: number, { equal, pairs, isRound = false }: { equal: number; pairs: number; isRound?: boolean }): number => (tried * (equal + (isRound ? USUAL_ROUND_EQUALS : USUAL_EQUALS))) / (pairs + IMAGINED_PAIRS);

type Cluster = { readonly left: number[]; readonly right: number[] };

const MAX_CLUSTER = 14;
const MAX_CURRENCIES = 1 << 16;
const GAP_DAYS = 10;

const sum = (amounts: Float64Array, entries: readonly number[]): number => entries.reduce((total, entry) => total + (amounts[entry] ?? 0), 0);

/**
 * Everything that is open of one name within some days, several on one side at least, adds up to the same on both.
 * Sums of different names are compared too, to see how often that happens by accident; where it does, the rule proves nothing and is not applied.
 */
export function matchPartyTotals(work: Work, rule: MatchRule): void {
  const clusters = clustersOf(work, rule.windowDays);
  const sums = clusters.map(({ left, right }) => [sum(work.left.amount, left), sum(work.rightAmount, right)] as const);
  const byRightSum = new Map<number, number>();
  for (const [, theirs] of sums) byRightSum.set(theirs, (byRightSum.get(theirs) ?? 0) + 1);
  const equal = sums.reduce((count, [ours, theirs]) => count + (byRightSum.get(ours) ?? 0) - (ours === theirs ? 1 : 0), 0);
  const agreeing = clusters.filter(cluster => agreement(work, cluster) !== null && !hasPart(work, cluster));
  const isSafe = accidents(clusters.length, { equal, pairs: clusters.length * (clusters.length - 1) }) <= MAX_ACCIDENTS;
  const disagree = referencesDisagree(work);
  for (const cluster of agreeing) {
    if (isSafe && !disagree(cluster)) work.takeGroup(rule, cluster.left, cluster.right, agreement(work, cluster)?.difference ?? null);
    else work.proposals.push({ rule: rule.name, isWeak: false, ...cluster });
  }
}

/** Where references agree as a matter of course, two sides that each carry some of one series, and none in common, do not belong together. Invoices and receipts with numbers of their own may. */
function referencesDisagree(work: Work): (cluster: Cluster) => boolean {
  const [ours, theirs] = [writtenOn(work.left), writtenOn(work.right)];
  const seriesOf = (written: Written, entries: readonly number[]): number[] => entries.flatMap(entry => (written.placeOf(entry) < 0 ? [] : [written.letters(written.placeOf(entry))]));
  return ({ left, right }) => {
    if (work.habits.referenceAgreement < HABITUAL) return false;
    const series = new Set(seriesOf(ours, left));
    return seriesOf(theirs, right).some(each => series.has(each));
  };
}

const HABITUAL = 0.5;

/** Open entries of one name, told apart by its words, cut where some days pass without any. */
function clustersOf(work: Work, windowDays: number): Cluster[] {
  const names = new Map<number, { side: 0 | 1; entry: number; day: number }[]>();
  const numbers = new Map<string, number>();
  // One number for a name on both sides, however it is written.
  const numbersOf = (parties: readonly string[]): (party: number) => number => {
    const known = new Int32Array(parties.length).fill(NONE);
    return party => {
      if (known[party] === NONE) {
        const name = wordsOf(parties[party] ?? '').join(' ');
        if (!numbers.has(name)) numbers.set(name, numbers.size);
        known[party] = numbers.get(name) ?? 0;
      }
      return known[party] ?? 0;
    };
  };
  const put = (side: 0 | 1, entry: number, name: number, currency: number, day: number): void => {
    if (!isOfBoth(name)) return;
    const key = name * MAX_CURRENCIES + currency;
    const members = names.get(key);
    if (members) members.push({ side, entry, day });
    else names.set(key, [{ side, entry, day }]);
  };
  const [ofLeft, ofRight] = [numbersOf(work.left.parties), numbersOf(work.right.parties)];
  const [openLeft, openRight] = [work.openLeft(), work.openRight()];
  const [lefts, rights] = [timesEach(openLeft, work.left.party, ofLeft), timesEach(openRight, work.right.party, ofRight)];
  // Most names are of one entry, or of one side.
  const isOfBoth = (name: number): boolean => (lefts.get(name) ?? 0) > 0 && (rights.get(name) ?? 0) > 0 && (lefts.get(name) ?? 0) + (rights.get(name) ?? 0) > 2;
  for (const l of openLeft) if (work.left.party[l] !== 0) put(0, l, ofLeft(work.left.party[l] ?? 0), work.left.currency[l] ?? 0, work.left.day[l] ?? 0);
  for (const r of openRight) if (work.right.party[r] !== 0) put(1, r, ofRight(work.right.party[r] ?? 0), work.rightCurrency[r] ?? 0, work.right.day[r] ?? 0);
  const clusters: Cluster[] = [];
  for (const members of names.values()) {
    members.sort((a, b) => a.day - b.day);
    for (let from = 0; from < members.length;) {
      let to = from + 1;
      while (to < members.length && (members[to]?.day ?? 0) - (members[to - 1]?.day ?? 0) <= GAP_DAYS) to += 1;
      const part = members.slice(from, to);
      from = to;
      const cluster = { left: part.filter(({ side }) => side === 0).map(({ entry }) => entry), right: part.filter(({ side }) => side === 1).map(({ entry }) => entry) };
      const span = (part.at(-1)?.day ?? 0) - (part[0]?.day ?? 0);
      if (cluster.left.length > 0 && cluster.right.length > 0 && part.length > 2 && part.length <= MAX_CLUSTER && span <= windowDays * 2) clusters.push(cluster);
    }
  }
  return clusters;
}

/** How many of some entries go by each name. */
function timesEach(entries: Int32Array, parties: Int32Array, nameOf: (party: number) => number): Map<number, number> {
  const times = new Map<number, number>();
  for (const entry of entries) {
    const party = parties[entry] ?? 0;
    if (party !== 0) times.set(nameOf(party), (times.get(nameOf(party)) ?? 0) + 1);
  }
  return times;
}

/** Entries of one side that come as one: of one settlement, or all of one kind in whole days. */
type Batch = { readonly isSettlement: boolean; readonly members: readonly number[]; readonly firstDay: number; readonly lastDay: number; readonly currency: number; readonly sums: readonly number[] };

const MAX_BATCH_DAYS = 3;
const MIN_MEMBERS = 2;
const MAX_MEMBERS = 5_000;
const BATCHES_TRIED = 500_000;

/** One line that is the sum of a whole settlement, or of everything of one kind in whole days, when no other line and no other days fit. */
export function matchWindows(work: Work, rule: MatchRule): void {
  matchBatches(work, rule, 'left');
  matchBatches(work, rule, 'right');
}

/** Round sums are equal by accident far more often than others, and settlements are units of their own: each sort is judged by itself. */
const sortOf = ({ isSettlement }: Batch, amount: number): 0 | 1 | 2 | 3 => (isSettlement ? SETTLEMENT : amount % 1_000 === 0 ? ROUND : amount % 100 === 0 ? WHOLE : ODD);
const [ODD, WHOLE, ROUND, SETTLEMENT] = [0, 1, 2, 3] as const;

function matchBatches(work: Work, rule: MatchRule, side: 'left' | 'right'): void {
  const other = side === 'left' ? 'right' : 'left';
  const [lines, days] = [linesOf(work, other), work[other].day];
  const currencies = other === 'left' ? work.left.currency : work.rightCurrency;
  const batches = batchesOf(work, side);
  if (batches.length > BATCHES_TRIED) return;
  const sortedDays = Float64Array.from(other === 'left' ? work.openLeft() : work.openRight(), entry => days[entry] ?? 0).sort();
  const seen = [0, 1, 2, 3].map(() => ({ near: 0, far: 0, equalFar: 0 }));
  const found: { batch: Batch; line: number; amount: number }[] = [];
  for (const batch of batches) {
    const near = countBetween(sortedDays, batch.lastDay - 1, batch.lastDay + rule.windowDays);
    for (const amount of batch.sums) {
      const counts = seen[sortOf(batch, amount)];
      if (!counts) continue;
      counts.near += near;
      counts.far += sortedDays.length - near;
      for (const line of membersOf(lines, lines.groupOf(amount))) {
        if (currencies[line] !== batch.currency) continue;
        const lag = (days[line] ?? 0) - batch.lastDay;
        if (lag >= -1 && lag <= rule.windowDays) found.push({ batch, line, amount });
        else counts.equalFar += 1;
      }
    }
  }
  const isSafe = seen.map(({ near, far, equalFar }, sort) => accidents(near, { equal: equalFar, pairs: far, isRound: sort === ROUND || sort === WHOLE }) <= MAX_ACCIDENTS);
  const [byLine, byMember] = [new Map<number, number>(), new Map<number, Set<number>>()];
  const seenPairs = new Set<string>();
  const distinct = found.filter(({ batch, line }) => {
    const pair = `${line} ${batch.members.join(' ')}`;
    return !seenPairs.has(pair) && Boolean(seenPairs.add(pair));
  });
  for (const { batch, line } of distinct) {
    byLine.set(line, (byLine.get(line) ?? 0) + 1);
    for (const member of batch.members) byMember.set(member, (byMember.get(member) ?? new Set()).add(line));
  }
  const singles = linesOf(work, side);
  const ownAmounts = side === 'left' ? work.left.amount : work.rightAmount;
  // What one entry alone could pay, or be paid by, is not for a sum to decide.
  const isSingle = (batch: Batch, amount: number): boolean => singles.groupOf(amount) >= 0 || (!batch.isSettlement && batch.members.some(member => lines.groupOf(ownAmounts[member] ?? 0) >= 0));
  for (const { batch, line, amount } of distinct) {
    const isOnlyAnswer = byLine.get(line) === 1 && batch.members.every(member => byMember.get(member)?.size === 1);
    const group = side === 'left' ? { left: batch.members, right: [line] } : { left: [line], right: batch.members };
    if (isOnlyAnswer && isSafe[sortOf(batch, amount)] === true && !isSingle(batch, amount)) work.takeGroup(rule, group.left, group.right);
    else work.proposals.push({ rule: rule.name, isWeak: isSafe[sortOf(batch, amount)] !== true, ...group });
  }
  const isOpen = side === 'left' ? work.isOpenLeft : work.isOpenRight;
  const fees = work[side].fee;
  const windows = batches.filter(({ members }) => members.every(isOpen)).map(({ members, lastDay, currency }) => ({ members, lastDay, currency, values: members.map(member => (ownAmounts[member] ?? 0) - (fees && !Number.isNaN(fees[member]) ? (fees[member] ?? 0) : 0)) }));
  for (const { line, members } of windowsLess(work, side, windows, rule.windowDays)) work.proposals.push({ rule: rule.name, isWeak: true, ...(side === 'left' ? { left: members, right: [line] } : { left: [line], right: members }) });
}

function linesOf(work: Work, side: 'left' | 'right'): Grouped {
  const amounts = side === 'left' ? work.left.amount : work.rightAmount;
  return groupedBy(side === 'left' ? work.openLeft() : work.openRight(), entry => amounts[entry] ?? 0);
}

function batchesOf(work: Work, sideName: 'left' | 'right'): Batch[] {
  const side = work[sideName];
  const [amounts, currencies] = sideName === 'left' ? [work.left.amount, work.left.currency] : [work.rightAmount, work.rightCurrency];
  const open = sideName === 'left' ? work.openLeft() : work.openRight();
  // Whole numbers that stand for a settlement, or for an account, kind and name; or for the sales of everybody, which a gateway pays out together.
  const kindOf = (entry: number): number => (side.account[entry] ?? 0) * side.kinds.length + (side.kind[entry] ?? 0);
  const ofOne = groupedBy(open, entry => ((side.payout[entry] ?? 0) !== 0 ? -(side.payout[entry] ?? 0) : kindOf(entry) * side.parties.length + (side.party[entry] ?? 0)));
  const ofAll = groupedBy(open.filter(entry => (side.payout[entry] ?? 0) === 0), kindOf);
  const batches: Batch[] = [];
  for (const unsorted of [...eachGroup(ofOne), ...eachGroup(ofAll)]) {
    if (unsorted.length < MIN_MEMBERS) continue;
    for (const members of Map.groupBy(unsorted, entry => currencies[entry] ?? 0).values()) {
      if (members.length < MIN_MEMBERS || members.length > MAX_MEMBERS) continue;
      const isSettlement = (side.payout[members[0] ?? 0] ?? 0) !== 0;
      members.sort((a, b) => (side.day[a] ?? 0) - (side.day[b] ?? 0) || a - b);
      for (const part of isSettlement ? [members] : windowsOf(members, side.day)) {
        const gross = sum(amounts, part);
        const fees = side.fee ? part.reduce((total, entry) => total + (Number.isNaN(side.fee?.[entry]) ? 0 : (side.fee?.[entry] ?? 0)), 0) : 0;
        const [first, last] = [part[0] ?? 0, part.at(-1) ?? 0];
        batches.push({ isSettlement, members: part, firstDay: side.day[first] ?? 0, lastDay: side.day[last] ?? 0, currency: currencies[first] ?? 0, sums: fees === 0 ? [gross] : [gross, gross - fees] });
      }
    }
  }
  return batches;
}

const eachGroup = (groups: Grouped): Int32Array[] => Array.from({ length: groups.from.length - 1 }, (_, group) => membersOf(groups, group));

/** All runs of one to three whole days; a day is in a run with everything of it. */
function windowsOf(members: readonly number[], day: Int32Array): number[][] {
  const days: number[][] = [];
  for (const entry of members) {
    const last = days.at(-1);
    if (last?.[0] !== undefined && day[last[0]] === day[entry]) last.push(entry);
    else days.push([entry]);
  }
  const windows: number[][] = [];
  for (let from = 0; from < days.length; from += 1) {
    for (let to = from; to < Math.min(days.length, from + MAX_BATCH_DAYS); to += 1) {
      if ((day[days[to]?.[0] ?? 0] ?? 0) - (day[days[from]?.[0] ?? 0] ?? 0) >= MAX_BATCH_DAYS + 2) break;
      const part = days.slice(from, to + 1).flat();
      if (part.length >= MIN_MEMBERS) windows.push(part);
    }
  }
  return windows;
}
