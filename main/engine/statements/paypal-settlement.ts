import { isCurrencyCode, parseMinor } from './amount-text.ts';
import { checkBalance } from './balance.ts';
import { newTableEnd, rowsOf, watchCut, type TableRow } from './csv-table.ts';
import { parseDay } from './date-text.ts';
import type { StatementReader } from './formats.ts';
import { headOf, openDrafts, type Draft } from './drafts.ts';
import { collectIssues, readingOf, refusal, type Issues } from './issues.ts';
import { withFee } from './payouts.ts';
import { oneLine, type StatementEntry, type StatementEntryKind } from './statement.ts';
import { reportEnd, under } from './table-values.ts';

/** PayPal's STL and TRR reports: rows that begin with their type, amounts in minor units with CR or DR beside them. */
const FORMAT = 'paypal-settlement';

/** The first three characters of an event code are its group; the code itself decides where they differ. */
const KINDS: readonly [RegExp, StatementEntryKind][] = [
  [/^T04/, 'payout'],
  [/^T0[1]/, 'fee'],
  [/^T1107|^T1110|^T1114/, 'refund'],
  [/^T1108|^T1111|^T1202|^T1115/, 'chargebackReversal'],
  [/^T11|^T12/, 'chargeback'],
  [/^T15|^T21/, 'reserve'],
  [/^T00/, 'sale'],
];

function kindOf(code: string, minor: number): StatementEntryKind {
  const kind = KINDS.find(([pattern]) => pattern.test(code))?.[1] ?? 'other';
  if (kind === 'reserve' && minor > 0) return 'reserveRelease';
  return kind === 'sale' && minor < 0 ? 'other' : kind;
}

const signed = (side: string, text: string): number | undefined => {
  const minor = text.trim() === '' ? 0 : parseMinor(text);
  return minor !== undefined && /^DR?$/i.test(side) ? 0 - minor : minor;
};

type Layout = Map<string, number>;
const cellOf = (row: TableRow, layout: Layout, name: string): string => {
  const index = layout.get(name);
  return index === undefined ? '' : (row.cells[index] ?? '');
};

function readRow(row: TableRow, layout: Layout, issues: Issues): StatementEntry[] {
  const cell = (name: string): string => cellOf(row, layout, name);
  const currency = cell('Gross Transaction Currency');
  const gross = signed(cell('Transaction Debit or Credit'), cell('Gross Transaction Amount'));
  const fee = signed(cell('Fee Debit or Credit'), cell('Fee Amount'));
  const bookedOn = parseDay(cell('Transaction Completion Date') || cell('Transaction Initiation Date'), 'YMD');
  if (gross === undefined || fee === undefined || !isCurrencyCode(currency)) {
    issues.refuse(row.line, 'statement.amount', `The row at line ${row.line} has no readable amount and currency.`);
    return [];
  }
  if (bookedOn === undefined) {
    issues.refuse(row.line, 'statement.date', `The row at line ${row.line} has no readable date.`);
    return [];
  }
  const status = cell('Transactional Status');
  if (/^[DP]$/.test(status)) {
    issues.note(row.line, 'statement.pending', `The transaction at line ${row.line} is not completed and is left out.`);
    return [];
  }
  const feeCurrency = cell('Fee Currency');
  if (fee !== 0 && feeCurrency !== '' && feeCurrency !== currency) issues.note(row.line, 'statement.currency', `The fee at line ${row.line} is in another currency than its transaction.`);
  const code = cell('Transaction Event Code');
  const invoice = cell('Invoice ID');
  const id = cell('Transaction ID');
  return withFee({
    id: `${row.line}-${id}`, line: row.line, kind: kindOf(code, gross), bookedOn, amountMinor: gross, currency, reference: invoice || id, orderReference: invoice || null,
    party: oneLine(cell('Consumer Business Name') || [cell('First Name'), cell('Last Name')].join(' ')), text: oneLine([code, cell('Transaction Subject'), cell('PayPal Reference ID')].filter(part => part !== '').join(' · ')),
  }, fee);
}

/** What the entries of one currency add up to, as the footers repeat it: gross credits, gross debits, fee credits, fee debits. */
type Totals = number[];
type Book = { currency: string; draft: Draft; totals: Totals };

function addTo({ draft, totals }: Book, entry: StatementEntry): void {
  const at = (entry.id.endsWith('-fee') ? 2 : 0) + (entry.amountMinor < 0 ? 1 : 0);
  totals[at] = (totals[at] ?? 0) + Math.abs(entry.amountMinor);
  draft.add(entry);
}

/** A file may foot each section and the whole; the whole counts where it is there. */
function checkFooters(footers: readonly TableRow[], books: ReadonlyMap<string, Book>, issues: Issues): void {
  for (const footer of footers.filter(({ cells }) => cells[0] === (footers.some(each => each.cells[0] === 'RF') ? 'RF' : 'SF'))) {
    const [, currency = '', ...figures] = footer.cells;
    if (!isCurrencyCode(currency)) continue;
    const totals = books.get(currency)?.totals ?? [0, 0, 0, 0];
    if (totals.some((total, index) => total !== parseMinor(figures[index] ?? '')))
      issues.note(footer.line, 'statement.controlTotal', `The totals at line ${footer.line} differ from the transactions of the report.`);
  }
}

function endsOf(footers: readonly TableRow[], currency: string): { openingMinor: number | null; closingMinor: number | null } {
  const own = footers.filter(({ cells }) => cells[0] === 'SF' && cells[1] === currency);
  const balance = (row: TableRow | undefined, at: number): number | null => (row ? (signed(row.cells[at] ?? '', row.cells[at + 1] ?? '') ?? null) : null);
  return { openingMinor: balance(own[0], 6), closingMinor: balance(own.at(-1), 8) };
}

const isSettlementHeader = ({ cells }: TableRow): boolean => cells[0] === 'CH' && cells.includes('Transaction ID') && cells.includes('Gross Transaction Amount');
const isSubscriptionHeader = ({ cells }: TableRow): boolean => cells[0] === 'CH' && cells.includes('Subscription ID');

const MAX_FOOTERS = 1_000;

export const paypalSettlement: StatementReader = {
  format: FORMAT,
  recognises: ({ head }) => head.some(isSettlementHeader) || head.some(isSubscriptionHeader),
  read(source, _options, keep) {
    const subscriptions = source.head.find(isSubscriptionHeader);
    if (subscriptions) return refusal('paypal-subscriptions', subscriptions.line, 'statement.format', `The report (line ${subscriptions.line}) lists subscriptions, not payments: nothing in it moved. Download PayPal's settlement (STL) or transaction (TRR) report.`);
    const issues = collectIssues();
    const drafts = openDrafts(keep, issues);
    const books = new Map<string, Book>();
    const footers: TableRow[] = [];
    const seen = new Set<string>();
    const end = newTableEnd();
    let layout: Layout = new Map();
    let cut = watchCut([]);
    let last: TableRow | null = null;
    for (const row of rowsOf(source.chunks(), source.delimiter, end)) {
      const [kind = ''] = row.cells;
      last = row;
      if (/^[A-Z]{2}$/.test(kind)) seen.add(kind);
      if (kind === 'CH') {
        layout = new Map(row.cells.map((name, index) => [name, index]));
        cut = watchCut(row.cells);
      } else if (kind === 'SB') {
        cut.see(row);
        for (const entry of readRow(row, layout, issues)) addTo(under(books, entry.currency, () => ({ currency: entry.currency, draft: drafts.open(), totals: [0, 0, 0, 0] })), entry);
      } else if ((kind === 'SF' || kind === 'RF') && footers.length < MAX_FOOTERS) footers.push(row);
    }
    if (end.problem || last?.cells[0] === 'SB') reportEnd(end, cut, issues);
    if (seen.has('RH') && seen.has('SF') && !seen.has('FF')) issues.note(last?.line ?? 1, 'statement.truncated', 'The report has no file footer (FF); it may end too early.');
    checkFooters(footers, books, issues);
    const statements = [...books.values()].map(({ currency, draft }) => {
      const head = headOf(draft, { account: 'PayPal', currency, ...endsOf(footers, currency) });
      checkBalance(head, draft, footers.findLast(({ cells }) => cells[0] === 'SF' && cells[1] === currency)?.line ?? 1, issues);
      return head;
    });
    return readingOf(FORMAT, statements, issues);
  },
};
