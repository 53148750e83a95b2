import { lagOf } from './by-reference.ts';
import { whyDuplicate } from './duplicates.ts';
import type { Evidence } from './evidence.ts';
import type { Matched } from './match-sides.ts';
import { idOf, partyOf, payoutOf, referenceOf } from './side.ts';
import type { Suggestion } from './suggestions.ts';
import type { Work } from './work.ts';

const MINOR_DIGITS = 2;

const money = (minor: number, currency: string): string => `${minor < 0 ? '−' : ''}${(Math.abs(minor) / 10 ** MINOR_DIGITS).toFixed(MINOR_DIGITS)} ${currency}`;
const daysApart = (days: number): string => (days === 0 ? 'on the same day' : `${Math.abs(days)} day${Math.abs(days) === 1 ? '' : 's'} apart`);
const amounts = ({ left }: Work, l: number): string => money(left.amount[l] ?? 0, left.currencies[left.currency[l] ?? 0] ?? '');
const named = (work: Work, l: number, r: number): string => referenceOf(work.left, l) || referenceOf(work.right, r);

/** Why entries belong together, in a sentence that an accountant can check. */
export function whyMatched(work: Work, match: number): string {
  const { left, right, rule: number, difference } = work.matches.at(match);
  const rule = work.settings.rules[number]?.strategy ?? '';
  const [l, r] = [left[0], right[0]];
  const tail = difference ? ` ${difference.why}` : '';
  if (l === undefined || r === undefined) return `Both stand on one side and come to nothing.${tail}`;
  if (left.length + right.length > 2) return `${groupWords(work, rule, left, right)}${tail}`;
  switch (rule) {
    case 'exactReference': return `Both carry ${named(work, l, r)} and ${amounts(work, l)}, and no other entry does.`;
    case 'normalisedReference': return `One names ${referenceOf(work.left, l) || referenceOf(work.right, r)} as the other writes it, the amount is ${amounts(work, l)} on both sides, and nothing else fits.`;
    case 'referenceDifference': return `Both carry ${named(work, l, r)}, and no other entry does.${tail}`;
    case 'nearReference': return `“${referenceOf(work.left, l)}” and “${referenceOf(work.right, r)}” are nearly one, ${amounts(work, l)}, ${daysApart(lagOf(work, l, r))}, and nothing else comes near.${tail}`;
    default: return `${amounts(work, l)}, ${daysApart(lagOf(work, l, r))}${partyOf(work.left, l) === '' ? '' : `, of ${partyOf(work.left, l)}`}, and nothing else comes near.${tail}`;
  }
}

function groupWords(work: Work, rule: string, left: readonly number[], right: readonly number[]): string {
  const counts = `${left.length} on the left and ${right.length} on the right`;
  const [l, r] = [left[0] ?? 0, right[0] ?? 0];
  switch (rule) {
    case 'payoutTotal': return `Payout ${payoutOf(work.left, l) || payoutOf(work.right, r) || named(work, l, r)}: ${counts} come to the same.`;
    case 'paidTogether': return `One line names the ${Math.max(left.length, right.length)} others, and they add up to it.`;
    case 'partyTotal': return `All that is open of ${partyOf(work.left, l) || partyOf(work.right, r)} in these days, ${counts}, adds up, and no part of it does.`;
    case 'payoutWindow': return `Everything open in these days, ${counts}, adds up, and no other days do.`;
    default: return `${counts} share ${named(work, l, r)}, and they add up to the same.`;
  }
}

/** What speaks for a pair and what against it. */
export function evidenceWords(work: Work, l: number, r: number, { reference, isAmountEqual, difference, party }: Evidence): { speaksFor: string[]; speaksAgainst: string[] } {
  const [speaksFor, speaksAgainst]: [string[], string[]] = [[], []];
  const apart = (work.rightAmount[r] ?? 0) - (work.left.amount[l] ?? 0);
  if (reference === 'same') speaksFor.push('same reference');
  if (reference === 'slip') speaksFor.push('the references are one slip apart');
  if (reference === 'twoSlips') speaksFor.push('the references are two slips apart');
  if (reference === 'doubtful') speaksFor.push('the references are nearly one, but may be two of a series');
  if (reference === 'cut') speaksFor.push('one reference is cut off');
  if (reference === 'apart') speaksAgainst.push('the references differ');
  if (isAmountEqual) speaksFor.push('same amount');
  else speaksAgainst.push(`${money(Math.abs(apart), work.left.currencies[work.left.currency[l] ?? 0] ?? '')} ${apart > 0 ? 'more' : 'less'}${difference ? `, perhaps ${difference.reason}` : ''}`);
  speaksFor.push(daysApart(lagOf(work, l, r)));
  if (party === 'same' || party === 'alike') speaksFor.push(party === 'same' ? 'same name' : 'a name that is alike');
  if (party === 'different') speaksAgainst.push('another name');
  return { speaksFor, speaksAgainst };
}

export function whySuggested(work: Work, { left, right, candidate, duplicate }: Suggestion): string {
  if (duplicate) return whyDuplicate(work, duplicate);
  const [l, r] = [left[0], right[0]];
  if (l === undefined || r === undefined) return 'Two entries of one side come to nothing. Confirm it if one undoes the other.';
  if (!candidate) return `${left.length} on the left and ${right.length} on the right add up to the same in these days. A sum alone proves nothing: confirm it if they belong together.`;
  const { speaksFor, speaksAgainst } = evidenceWords(work, l, r, candidate.evidence);
  return `For it: ${speaksFor.join(', ')}.${speaksAgainst.length > 0 ? ` Against it: ${speaksAgainst.join(', ')}.` : ' Another answer is as good.'}`;
}

const MAX_NEAREST = 3;

/** Why an entry is open: its nearest candidates, and what blocks each. */
export function whyOpen({ work, ranked }: Matched, side: 'left' | 'right', entry: number): string {
  const other = side === 'left' ? work.right : work.left;
  const candidates = (ranked[side].get(entry) ?? []).slice(0, MAX_NEAREST);
  if (candidates.length === 0) return 'Nothing on the other side has its reference, its amount in these days, or its name with an amount that is near.';
  const isOpen = side === 'left' ? work.isOpenRight : work.isOpenLeft;
  const words = candidates.map(({ entry: partner, evidence }) => {
    const [l, r] = side === 'left' ? [entry, partner] : [partner, entry];
    const { speaksAgainst } = evidenceWords(work, l, r, evidence);
    const block = !isOpen(partner) ? 'it is matched with another' : speaksAgainst.length > 0 ? speaksAgainst.join(', ') : candidates.length > 1 ? 'another fits as well' : 'too little speaks for it';
    return `${idOf(other, partner)} (${block})`;
  });
  return `Nearest: ${words.join('; ')}.`;
}
