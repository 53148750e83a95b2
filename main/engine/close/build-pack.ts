import type { Alarm, CarriedItem, Proof } from '../../../shared/contract/close.ts';
import type { Adjustment, Entry, Figures, ReconciliationKey } from '../../../shared/contract/reconciliation.ts';
import type { Instant, LocalDate, Period } from '../../../shared/values/date.ts';
import { lineName } from '../../../shared/values/line-name.ts';
import { ruleLabel } from '../reconciliation/match-rules.ts';
import { REASON_LABELS } from '../reconciliation/reasons.ts';
import type { Pack, PackCell, PackColumn, PackRow, PackSection } from './pack.ts';
import type { SignOff } from './close.ts';

export type MatchSummary = { key: ReconciliationKey; rule: string; automatic: boolean; count: number; lines: number; leftMinor: number; rightMinor: number; differenceMinor: number };
export type ExceptionEntry = Entry & { key: ReconciliationKey };
export type DifferentMatch = { key: ReconciliationKey; id: string; rule: string; why: string; reason: string; minor: number; on: LocalDate; reference: string };
export type PackNote = { key: ReconciliationKey; about: string; text: string; fileName: string; fileHash: string; by: string; at: Instant };

/** Everything a pack is made of; the same facts give the same pack. */
export type PackFacts = {
  company: string; period: Period; asOf: LocalDate; moment: Instant;
  /** All accounts of the month, or those that were asked for. */
  accounts: 'all' | 'chosen';
  board: readonly Figures[]; proof: Proof;
  carried: readonly CarriedItem[]; exceptions: readonly ExceptionEntry[]; differences: readonly DifferentMatch[]; matches: readonly MatchSummary[];
  adjustments: readonly Adjustment[]; alarms: readonly Alarm[]; notes: readonly PackNote[];
  signOff: SignOff;
  head: { seq: number; hash: string } | null;
  /** Name → version: the app, the mappings that the month's documents were made with, the rules. */
  versions: readonly (readonly [string, string])[];
};

const KINDS = { payments: 'Payments', invoices: 'Invoices', returns: 'Returns' } as const;
const nameOf = ({ kind, account }: ReconciliationKey): string => `${KINDS[kind]} ${account}`;
const text = (title: string, width: number): PackColumn => ({ title, type: 'text', width });
const amount = (title: string): PackColumn => ({ title, type: 'amount', width: 14 });
const count = (title: string): PackColumn => ({ title, type: 'count', width: 8 });
const day = (title: string): PackColumn => ({ title, type: 'day', width: 11 });
const CURRENCY = text('Currency', 8);
const row = (currency: string, ...cells: PackCell[]): PackRow => ({ currency, cells });
const strong = (currency: string, ...cells: PackCell[]): PackRow => ({ currency, cells, strong: true });
const sum = <T>(of: readonly T[], minorOf: (one: T) => number): number => of.reduce((total, one) => total + minorOf(one), 0);
export const kindWord = (kind: string): string => kind.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
const reasonOf = ({ reason }: Pick<Entry, 'reason'>): string => (reason === null ? '' : REASON_LABELS[reason]);

/** A total per currency: amounts of different currencies are never added, nor money with documents. */
function totals<T extends { currency: string }>(of: readonly T[], rowFor: (currency: string, own: readonly T[]) => PackRow): PackRow[] {
  return [...Map.groupBy(of, ({ currency }) => currency)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, own]) => rowFor(currency, own));
}

export function buildPack(facts: PackFacts): Pack {
  const { company, period, moment } = facts;
  return {
    title: `Month-end pack ${period}`, company, period, moment, fileStem: `month-end-${period}`,
    sections: [parameters(facts), summary(facts), statements(facts), rollForward(facts), controls(facts), exceptions(facts), ageing(facts), openItems(facts), journals(facts), matches(facts), alarms(facts), notes(facts)],
  };
}

function parameters({ company, period, asOf, accounts, board, signOff, head, versions, moment }: PackFacts): PackSection {
  const signature = (by: string | null, at: string | null): string => (by === null ? 'not signed' : `${by}, ${at ?? ''}`);
  const pairs: (readonly [string, string])[] = [
    ['Company', company], ['Period', period], ['As of', asOf], ['Accounts', accounts === 'all' ? `all ${board.length}` : board.map(({ key }) => nameOf(key)).join(', ')], ['Figures of', moment],
    ['Prepared', signature(signOff.preparedBy, signOff.preparedAt)], ['Reviewed', signature(signOff.reviewedBy, signOff.reviewedAt)], ['State', signOff.reviewedBy === null ? 'open: figures may change' : 'locked'],
    ['Audit entry', head === null ? 'none' : String(head.seq)], ['Audit seal', head?.hash ?? ''], ...versions,
  ];
  return { title: 'Parameters', columns: [text('What', 34), text('Value', 80)], rows: pairs.map(cells => ({ cells })) };
}

function summary({ board }: PackFacts): PackSection {
  return {
    title: 'Summary', note: 'Unexplained = closing per ledger − explained. It is 0.00 where the account ties.',
    columns: [text('Reconciliation', 34), CURRENCY, count('Outside lines'), amount('Outside'), count('Ledger lines'), amount('Ledger'), count('Matched'), count('Open'), amount('Closing per ledger'), amount('Explained'), amount('Unexplained')],
    rows: [
      ...board.map(f => row(f.currency, `${KINDS[f.key.kind]} ${f.label}`, f.currency, f.leftCount, f.leftMinor, f.rightCount, f.rightMinor, f.automatic + f.manual, f.open, f.closingMinor, f.explainedMinor, f.unexplainedMinor)),
      ...(['payments', 'invoices', 'returns'] as const).flatMap(kind => totals(board.filter(({ key }) => key.kind === kind), (currency, own) => strong(currency, `${KINDS[kind]}, all of ${currency}`, currency, sum(own, f => f.leftCount), sum(own, f => f.leftMinor), sum(own, f => f.rightCount), sum(own, f => f.rightMinor), sum(own, f => f.automatic + f.manual), sum(own, f => f.open),
        sum(own, f => f.closingMinor), sum(own, f => f.explainedMinor), sum(own, f => f.unexplainedMinor)))),
    ],
  };
}

/** Each account as an accountant writes it: what it opened with, what moved, what it closed with, and what explains that. */
function statements({ board, proof }: PackFacts): PackSection {
  const rows = board.flatMap((figures): PackRow[] => {
    const { key, label, currency } = figures;
    const name = `${KINDS[key.kind]} ${label}`;
    const roll = proof.rollForward.find(one => one.key.kind === key.kind && one.key.account === key.account);
    const outsideMinor = figures.explainedMinor - sum(figures.explanations, ({ minor }) => minor);
    return [
      row(currency, name, 'Opening balance', null, currency, figures.openingMinor),
      ...(roll?.movements ?? []).map(({ kind, count: n, minor }) => row(currency, name, `Movement: ${kindWord(kind)}`, n, currency, minor)),
      strong(currency, name, 'Closing per ledger', null, currency, figures.closingMinor),
      row(currency, name, key.kind === 'payments' ? 'Balance the outside states' : 'Total outside', null, currency, outsideMinor),
      ...figures.explanations.map(({ label: reason, count: n, minor }) => row(currency, name, `Explained: ${reason}`, n, currency, minor)),
      strong(currency, name, 'Unexplained', null, currency, figures.unexplainedMinor),
    ];
  });
  return { title: 'Reconciliation statements', columns: [text('Reconciliation', 34), text('Line', 40), count('Lines'), CURRENCY, amount('Amount')], rows };
}

function rollForward({ proof }: PackFacts): PackSection {
  return {
    title: 'Roll-forward', note: 'Opening + movements = closing; the opening is what the month before closed with.',
    columns: [text('Reconciliation', 34), CURRENCY, amount('Closing before'), amount('Opening'), amount('Movements'), amount('Closing'), amount('Difference'), text('Proved', 60)],
    rows: proof.rollForward.map(({ key, label, currency, previousClosingMinor, openingMinor, movements, closingMinor, problems }) => {
      const moved = sum(movements, ({ minor }) => minor);
      return row(currency, `${KINDS[key.kind]} ${label}`, currency, previousClosingMinor, openingMinor, moved, closingMinor, closingMinor - openingMinor - moved, problems.length === 0 ? 'yes' : problems.join(' '));
    }),
  };
}

function controls({ proof }: PackFacts): PackSection {
  return {
    title: 'Counts and control totals', note: 'Asked from both systems, compared with what Tieout holds.',
    columns: [text('System', 20), text('What', 40), CURRENCY, count('Theirs'), amount('Their total'), count('Ours'), amount('Our total'), amount('Difference'), text('Asked at', 24)],
    rows: proof.controls.map(one => row(one.currency, one.system, one.what, one.currency, one.theirCount, one.theirMinor, one.ourCount, one.ourMinor, one.theirMinor - one.ourMinor, one.askedAt)),
  };
}

function exceptions({ exceptions: entries, differences }: PackFacts): PackSection {
  const rows = [
    ...entries.map(entry => row(entry.currency, nameOf(entry.key), entry.side === 'left' ? 'outside' : 'ledger', entry.on, kindWord(entry.kind), lineName(entry), entry.orderReference, entry.currency, entry.amountMinor, entry.state, reasonOf(entry), entry.reasonText)),
    ...differences.map(one => row(currencyOf(one.key, entries), nameOf(one.key), 'match', one.on, ruleLabel(one.rule), one.reference, '', currencyOf(one.key, entries), one.minor, 'difference', one.reason, one.why)),
  ];
  return {
    title: 'Exceptions', note: 'Every line that is open, explained, matched with a difference, or named although it matched, and why.',
    columns: [text('Reconciliation', 26), text('Side', 9), day('Date'), text('Kind', 16), text('Reference', 22), text('Order', 22), CURRENCY, amount('Amount'), text('State', 11), text('Reason', 26), text('Why', 90)], rows,
  };
}

const currencyOf = (key: ReconciliationKey, entries: readonly ExceptionEntry[]): string => entries.find(entry => entry.key.kind === key.kind && entry.key.account === key.account)?.currency ?? '';

function ageing({ proof, asOf }: PackFacts): PackSection {
  const rows = proof.ageing.filter(({ buckets }) => buckets.some(({ count: n }) => n > 0)).flatMap(({ key, label, currency, buckets }) => buckets.map(({ bucket, count: n, leftMinor, rightMinor }) => row(currency, `${KINDS[key.kind]} ${label}`, bucket, n, currency, leftMinor, rightMinor, rightMinor - leftMinor)));
  return { title: 'Ageing of open items', note: `Days from an item’s own date to ${asOf}.`, columns: [text('Reconciliation', 34), text('Days', 10), count('Items'), CURRENCY, amount('Outside'), amount('Ledger'), amount('Ledger less outside')], rows };
}

function openItems({ carried }: PackFacts): PackSection {
  return {
    title: 'Open items carried forward', note: 'The opening list of the next month.',
    columns: [text('Reconciliation', 26), text('Side', 9), day('Date'), count('Age'), text('Days', 9), text('Kind', 16), text('Reference', 22), text('Order', 22), text('Party', 24), CURRENCY, amount('Amount'), text('Reason', 26)],
    rows: [
      ...carried.map(item => row(item.currency, nameOf(item.key), item.side === 'left' ? 'outside' : 'ledger', item.on, item.ageDays, item.bucket, kindWord(item.kind), lineName(item), item.orderReference, item.party, item.currency, item.amountMinor, reasonOf(item))),
      ...totals(carried, (currency, own) => strong(currency, `Outside ${currency}`, 'outside', null, null, '', '', '', '', `${own.filter(({ side }) => side === 'left').length} items`, currency, sum(own.filter(({ side }) => side === 'left'), i => i.amountMinor), '')),
      ...totals(carried, (currency, own) => strong(currency, `Ledger ${currency}`, 'ledger', null, null, '', '', '', '', `${own.filter(({ side }) => side === 'right').length} items`, currency, sum(own.filter(({ side }) => side === 'right'), i => i.amountMinor), '')),
    ],
  };
}

function journals({ adjustments }: PackFacts): PackSection {
  return {
    title: 'Journals and adjustments', columns: [text('Account', 20), text('Kind', 14), text('Nominal', 9), text('Narrative', 44), CURRENCY, amount('Amount'), text('State', 10), text('Proposed by', 20), text('Decided by', 20)],
    rows: [
      ...adjustments.map(one => row(one.currency, one.key.account, kindWord(one.kind), one.nominalCode, one.narrative, one.currency, one.amountMinor, one.state, one.proposedBy, one.decidedBy ?? '')),
      ...totals(adjustments.filter(({ state }) => state === 'posted'), (currency, own) => strong(currency, `Posted ${currency}`, '', '', `${own.length} adjustments`, currency, sum(own, one => one.amountMinor), 'posted', '', '')),
    ],
  };
}

function matches({ matches: groups, board }: PackFacts): PackSection {
  return {
    title: 'Matches by rule', columns: [text('Reconciliation', 34), text('Rule', 40), text('Made', 10), count('Matches'), count('Lines'), CURRENCY, amount('Outside'), amount('Ledger'), amount('Difference')],
    rows: groups.map(({ key, rule, automatic, count: n, lines, leftMinor, rightMinor, differenceMinor }) => {
      const figures = board.find(one => one.key.kind === key.kind && one.key.account === key.account);
      return row(figures?.currency ?? '', `${KINDS[key.kind]} ${figures?.label ?? key.account}`, ruleLabel(rule), automatic ? 'by rule' : 'by hand', n, lines, figures?.currency ?? '', leftMinor, rightMinor, differenceMinor);
    }),
  };
}

function alarms({ alarms: found }: PackFacts): PackSection {
  return {
    title: 'Changes after signing', note: 'What either system showed otherwise after both signatures.', columns: [text('Found at', 24), text('What', 90), text('Acknowledged by', 20), text('Reason', 50)],
    rows: found.map(({ foundAt, text: said, acknowledgedBy, reason }) => ({ cells: [foundAt, said, acknowledgedBy, reason] })),
  };
}

function notes({ notes: written }: PackFacts): PackSection {
  return {
    title: 'Notes and attachments', columns: [text('Reconciliation', 26), text('About', 30), text('Note', 60), text('File', 30), text('SHA-256 of the file', 66), text('By', 20), text('At', 24)],
    rows: written.map(({ key, about, text: said, fileName, fileHash, by, at }) => ({ cells: [nameOf(key), about, said, fileName, fileHash, by, at] })),
  };
}
