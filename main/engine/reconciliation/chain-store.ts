import type { Chain } from '../../../shared/contract/reconciliation.ts';
import { Chain as ChainSchema } from '../../../shared/contract/reconciliation.ts';
import type { Page, PageRequest } from '../../../shared/contract/page.ts';
import { firstDayOf, lastDayOf } from '../../../shared/values/date.ts';
import type { Period } from '../../../shared/values/date.ts';
import { orderOf, pageRows, whereOf } from '../store/page-sql.ts';
import type { PageColumns } from '../store/page-sql.ts';
import { fragment, raw, sql } from '../store/sql.ts';
import type { ReadDb } from '../store/sql.ts';

/** Which lines of the reconciliations are a step of an order's chain. */
const STEPS = {
  invoice: "e.kind = 'invoices' AND e.side = 'right'",
  receipt: "e.kind = 'payments' AND e.side = 'right' AND e.entry_kind = 'receipt'",
  payout: "e.kind = 'payments' AND e.side = 'left' AND e.entry_kind IN ('sale', 'bank')",
  returned: "e.kind = 'returns' AND e.side = 'left'",
  credited: "e.kind = 'returns' AND e.side = 'right'",
} as const;
type Step = keyof typeof STEPS;

const has = (step: Step): string => `EXISTS (SELECT 1 FROM entry e WHERE e.order_reference = r.reference AND ${STEPS[step]})`;
/** Where the chain stops, in its own order. */
const GAP = `CASE WHEN r.status = 'cancelled' AND NOT ${has('invoice')} THEN 'none' WHEN r.despatched_on IS NULL AND NOT ${has('invoice')} THEN 'despatch' WHEN NOT ${has('invoice')} THEN 'invoice'
  WHEN NOT ${has('receipt')} THEN 'receipt' WHEN NOT ${has('payout')} THEN 'payout'
  WHEN EXISTS (SELECT 1 FROM entry e WHERE e.order_reference = r.reference AND e.kind = 'returns' AND e.state <> 'matched') THEN 'return' ELSE 'none' END`;

const COLUMNS: PageColumns = {
  reference: { column: 'r.reference', filter: 'contains' }, number: { column: 'r.number', filter: 'contains' }, channel: { column: 'r.channel', filter: 'contains' }, party: { column: 'r.party', filter: 'contains' },
  soldOn: { column: 'r.occurred_on', filter: 'prefix' }, despatchedOn: { column: 'r.despatched_on', filter: 'prefix' }, orderMinor: { column: 'r.amount_minor', filter: 'equals' }, status: { column: 'r.status', filter: 'equals' },
  gap: { column: `(${GAP})`, filter: 'equals' },
};

type Row = { recordId: string; reference: string; number: string; channel: string; party: string; currency: string; soldOn: string; despatchedOn: string | null; status: string; orderMinor: number; gap: string };
type Line = { id: string; kind: string; side: string; source: string; entryKind: string; on: string; reference: string; payout: string; minor: number; state: string; reasonText: string; period: string };

/** Lines of an order, each source once, as the last month that held it shows it. A line that stood whole before it was split is not counted beside its parts, nor parts beside the line they were joined to. */
const linesOf = (db: ReadDb, reference: string): Line[] => db.all<Line>(sql`
  SELECT e.id, e.kind, e.side, e.source, e.entry_kind AS entryKind, e.on_day AS "on", e.reference, e.payout, e.amount_minor AS minor, e.state, e.reason_text AS reasonText, max(e.period) AS period
  FROM entry e WHERE e.order_reference = ${reference} AND NOT EXISTS (
    SELECT 1 FROM line_split s WHERE s.kind = e.kind AND s.account = e.account AND s.side = e.side AND s.source = e.line_source AND s.period > e.period
      AND (CASE WHEN e.part_of IS NULL THEN 1 ELSE 0 END) = EXISTS (SELECT 1 FROM line_part p WHERE p.split_id = s.id AND (e.part_of IS NULL OR e.source = 'part ' || p.place || ' of ' || s.source)))
    AND NOT (e.part_of IS NOT NULL AND EXISTS (SELECT 1 FROM entry n WHERE n.kind = e.kind AND n.account = e.account AND n.side = e.side AND n.source = e.part_of AND n.period > e.period))
  GROUP BY e.kind, e.account, e.side, e.source ORDER BY e.on_day, e.id`);

const IS_STEP: Readonly<Record<Step, (line: Line) => boolean>> = {
  invoice: ({ kind, side }) => kind === 'invoices' && side === 'right',
  receipt: ({ kind, side, entryKind }) => kind === 'payments' && side === 'right' && entryKind === 'receipt',
  payout: ({ kind, side, entryKind }) => kind === 'payments' && side === 'left' && (entryKind === 'sale' || entryKind === 'bank'),
  returned: ({ kind, side }) => kind === 'returns' && side === 'left',
  credited: ({ kind, side }) => kind === 'returns' && side === 'right',
};

function stepOf(lines: readonly Line[], step: Step) {
  const own = lines.filter(IS_STEP[step]);
  const [first] = own;
  if (!first) return null;
  const names = [...new Set(own.map(({ payout, reference }) => (step === 'payout' && payout !== '' ? payout : reference)))].filter(name => name !== '');
  return { reference: names.join(', '), on: first.on, minor: own.reduce((sum, { minor }) => sum + minor, 0) };
}

/** Who would say why a chain stops: the line before the gap, which waits for the missing one. */
const SAYS_WHY: Readonly<Record<string, (line: Line) => boolean>> = {
  invoice: ({ kind, side }) => kind === 'invoices' && side === 'left', receipt: ({ kind, side }) => kind === 'payments' && side === 'left', payout: ({ kind, side }) => kind === 'payments' && side === 'right', return: ({ kind }) => kind === 'returns',
};
const OTHERWISE: Readonly<Record<string, string>> = {
  none: '', despatch: 'Not sent off yet.', invoice: 'No invoice stands in the ledger.', receipt: 'No receipt stands in the ledger.', payout: 'No payout or bank line names it yet.', return: 'What came back and what was credited do not agree.',
};

function chainOf(db: ReadDb, row: Row): Chain {
  const lines = row.reference === '' ? [] : linesOf(db, row.reference);
  const said = lines.find(line => SAYS_WHY[row.gap]?.(line) === true && line.state !== 'matched' && line.reasonText !== '')?.reasonText;
  return ChainSchema.parse({
    ...row, invoice: stepOf(lines, 'invoice'), receipt: stepOf(lines, 'receipt'), payout: stepOf(lines, 'payout'), returned: stepOf(lines, 'returned'), credited: stepOf(lines, 'credited'), gapText: said ?? OTHERWISE[row.gap] ?? '',
  });
}

/** Orders that were sold or sent off in the month, oldest first. */
export function pageChains(db: ReadDb, period: Period, page: PageRequest): Page<Chain> {
  const { rows, total } = pageRows<Row>(db, {
    columns: raw(`r.id AS recordId, r.reference, r.number, r.channel, r.party, r.currency, r.occurred_on AS soldOn, r.despatched_on AS despatchedOn, r.status, r.amount_minor AS orderMinor, ${GAP} AS gap`),
    from: raw('record r'), key: raw('r.place'), order: orderOf(COLUMNS, page.sort, 'r.occurred_on, r.id'),
    where: fragment`r.kind = 'order' AND (r.period = ${period} OR r.despatched_on BETWEEN ${firstDayOf(period)} AND ${lastDayOf(period)}) AND ${whereOf(COLUMNS, page.filter)}`,
  }, page);
  return { rows: rows.map(row => chainOf(db, row)), total };
}
