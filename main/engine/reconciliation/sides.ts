import type { ChannelSettings } from '../../../shared/contract/settings.ts';
import { addDays, firstDayOf, lastDayOf, type LocalDate, type Period } from '../../../shared/values/date.ts';
import { bankEntries, orderEntries, postingEntries, returnEntries, settlementEntries, type Lookups, type Posting, type RecordFact, type StatementLine } from './entries.ts';
import { sumOf, type DraftEntry, type Shape } from './entry.ts';
import type { OutsideLine, PayoutFact } from './evidence.ts';
import { gapsBetween, type StatementSpan } from './statement-gaps.ts';
import { dayName } from './evidence.ts';

/** How far before the first period a clearing account's postings are read: what was sold then is paid out now. */
export const LOOKBACK_DAYS = 62;
/** How far after the period is looked to know what became of its open items. */
export const LOOKAHEAD_DAYS = 31;

/** Everything that the two sides of one reconciliation are made of. */
export type Material = {
  shape: Shape; account: string; label: string; period: Period; firstPeriod: Period; channels: readonly ChannelSettings[]; currency: string;
  format: (minor: number) => string;
  lookups: Lookups; orders: ReadonlyMap<string, RecordFact>; records: readonly RecordFact[];
  lines: readonly StatementLine[]; statements: readonly (StatementSpan & PayoutFact)[];
  /** The bank lines that payouts of a clearing account reach. */
  bankLines: readonly StatementLine[];
  postings: readonly Posting[];
  creditNotes: readonly Posting[];
  openingMinor: number; closingMinor: number;
  /** Balance of a clearing account before the first posting that is read. */
  broughtForwardMinor: number;
  earlierDifferences: readonly { id: string; period: string; minor: number; why: string }[];
};

/** The sides as they are now, the outside's own balance, and what is beyond the period. */
export type Sides = {
  drafts: DraftEntry[]; outsideMinor: number; findings: string[];
  laterLeft: OutsideLine[]; laterRight: OutsideLine[]; bankLines: OutsideLine[]; creditNotes: OutsideLine[];
};

export const ledgerStart = (firstPeriod: Period): LocalDate => addDays(firstDayOf(firstPeriod), -LOOKBACK_DAYS);

/** `belonging`: of all lines up to the period's end, what belongs to this one; an earlier period may have matched it, or a person have split it. */
export function buildSides(material: Material, belonging: (due: DraftEntry[]) => DraftEntry[]): Sides {
  const lastDay = lastDayOf(material.period);
  const left = leftOf(material);
  const right = rightOf(material);
  const drafts = belonging([...left, ...right].filter(({ on }) => on <= lastDay));
  const outside = outsideOf(material, left, drafts);
  return {
    drafts, ...outside,
    laterLeft: left.filter(({ on }) => on > lastDay), laterRight: right.filter(({ on }) => on > lastDay),
    bankLines: bankEntries(material.bankLines, material.lookups), creditNotes: postingEntries(material.creditNotes, 'returns', material.lookups),
  };
}

function leftOf(material: Material): DraftEntry[] {
  const { shape, lines, lookups, records, orders, firstPeriod, channels } = material;
  const start = firstDayOf(firstPeriod);
  if (shape === 'clearing') return settlementEntries(lines);
  if (shape === 'bank') return [...bankOpening(material), ...bankEntries(lines.filter(({ on }) => on >= start), lookups)];
  const own = records.filter(({ channel }) => channels.some(({ key }) => key === channel));
  const entries = shape === 'invoices' ? orderEntries(own.filter(({ kind }) => kind === 'order')) : returnEntries(own.filter(({ kind }) => kind === 'return'), lines.filter(({ on }) => on >= start), lookups, orders);
  const before = new Set(postingEntries(material.postings.filter(({ on }) => on < start), shape, lookups).map(({ orderReference }) => orderReference));
  // What was documented before Tieout looked is settled; what was not is still to be done.
  return entries.filter(({ on, orderReference }) => on >= start || !before.has(orderReference));
}

/** What the bank says it held when the first period began; the ledger's own figure when no statement says. */
function bankOpening(material: Material): DraftEntry[] {
  const start = firstDayOf(material.firstPeriod);
  const minor = bankOpeningMinor(material) ?? material.broughtForwardMinor;
  if (minor === 0) return [];
  return [{ ...nothing(material, start), side: 'left', source: `opening ${start}`, kind: 'opening', amountMinor: minor, text: 'Balance brought forward per statement' }];
}

function bankOpeningMinor({ statements, lines, firstPeriod }: Material): number | null {
  const start = firstDayOf(firstPeriod);
  const first = statements.find(({ toOn }) => toOn === null || toOn >= start) ?? statements[0];
  if (!first) return null;
  if (first.openingMinor !== null) return first.openingMinor + sumOf(lines.filter(({ on }) => on < start && (first.fromOn === null || on >= first.fromOn)));
  const closed = statements.findLast(({ closingMinor }) => closingMinor !== null);
  return closed?.closingMinor === undefined || closed.closingMinor === null ? null : closed.closingMinor - sumOf(lines.filter(({ on }) => on >= start && (closed.toOn === null || on <= closed.toOn)));
}


const nothing = ({ currency }: Material, on: LocalDate) => ({ on, currency, reference: '', orderReference: '', payout: '', party: '' });

function rightOf(material: Material): DraftEntry[] {
  const { shape, postings, lookups, firstPeriod, broughtForwardMinor, earlierDifferences, period } = material;
  const start = shape === 'clearing' ? ledgerStart(firstPeriod) : firstDayOf(firstPeriod);
  const entries = postingEntries(postings.filter(({ on }) => on >= start), shape, lookups);
  if (shape === 'invoices' || shape === 'returns') return entries;
  const opening = broughtForwardMinor === 0 ? [] : [{ ...nothing(material, shape === 'clearing' ? addDays(start, -1) : start), side: 'right' as const, source: `opening ${start}`, kind: 'opening', amountMinor: broughtForwardMinor, text: 'Balance brought forward per ledger' }];
  const differences = earlierDifferences.map(({ id, period: agreedIn, minor, why }): DraftEntry => ({
    ...nothing(material, addDays(firstDayOf(period), -1)), side: 'right', source: `difference ${id}`, kind: 'difference', amountMinor: minor, text: `${agreedIn}: ${why}`,
  }));
  return [...opening, ...differences, ...entries];
}

function outsideOf(material: Material, left: readonly DraftEntry[], drafts: readonly DraftEntry[]): { outsideMinor: number; findings: string[] } {
  const { shape, statements, account, format, firstPeriod, period } = material;
  const [firstDay, lastDay] = [firstDayOf(period), lastDayOf(period)];
  if (shape === 'invoices' || shape === 'returns') return { outsideMinor: sumOf(drafts.filter(({ side }) => side === 'left')), findings: [] };
  const outsideMinor = sumOf(left.filter(({ on }) => on <= lastDay));
  const findings = shape === 'bank' ? gapsBetween(statements, { firstDay: firstDayOf(firstPeriod), lastDay, account, ledgerClosingMinor: material.closingMinor, format }) : [];
  if (shape === 'clearing' && !statements.some(({ toOn }) => toOn !== null && toOn >= firstDay)) findings.push(`No settlement of ${material.label} is imported for ${period}. Import it under Reconcile.`);
  if (shape === 'bank') findings.push(...closingFinding(material, outsideMinor, lastDay));
  return { outsideMinor, findings };
}

/** The last statement's own closing balance proves that every line of the month is here. */
function closingFinding({ statements, lines, account, format }: Material, outsideMinor: number, lastDay: LocalDate): string[] {
  const last = statements.findLast(({ closingMinor, toOn }) => closingMinor !== null && toOn !== null && toOn <= lastDay);
  if (!last || last.closingMinor === null || last.toOn === null) return [];
  const after = sumOf(lines.filter(({ on }) => on <= lastDay && last.toOn !== null && on > last.toOn));
  const difference = last.closingMinor + after - outsideMinor;
  return difference === 0 ? [] : [`The bank states ${format(last.closingMinor)} on ${dayName(last.toOn)} for ${account}, the imported lines come to ${format(outsideMinor - after)}: ${format(difference)} is missing. Import the missing statement.`];
}
