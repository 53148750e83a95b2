import { isCurrencyCode, parseMinor } from './amount-text.ts';
import { checkBalance, spanOf } from './balance.ts';
import { readTable, type TableRow } from './csv-table.ts';
import { parseDay } from './date-text.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, refusal, type Issues } from './issues.ts';
import { withFee } from './payouts.ts';
import { oneLine, statement, type StatementEntry, type StatementEntryKind } from './statement.ts';
import { groupBy } from './table-values.ts';

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

/** Footers repeat the totals per currency: gross credits, gross debits, fee credits, fee debits. A file may foot each section and the whole. */
function checkFooters(footers: readonly TableRow[], entries: readonly StatementEntry[], issues: Issues): void {
  for (const footer of footers.filter(({ cells }) => cells[0] === (footers.some(each => each.cells[0] === 'RF') ? 'RF' : 'SF'))) {
    const [, currency = '', ...figures] = footer.cells;
    if (!isCurrencyCode(currency)) continue;
    const own = entries.filter(entry => entry.currency === currency);
    const of = (isFee: boolean, sign: 1 | -1): number => Math.abs(own.filter(({ id, amountMinor }) => id.endsWith('-fee') === isFee && Math.sign(amountMinor) === sign).reduce((sum, { amountMinor }) => sum + amountMinor, 0));
    const totals = [of(false, 1), of(false, -1), of(true, 1), of(true, -1)];
    if (totals.some((total, index) => total !== parseMinor(figures[index] ?? '')))
      issues.note(footer.line, 'statement.controlTotal', `The totals at line ${footer.line} differ from the transactions of the report.`);
  }
}

function endsOf(footers: readonly TableRow[], currency: string): { openingMinor: number | null; closingMinor: number | null } {
  const own = footers.filter(({ cells }) => cells[0] === 'SF' && cells[1] === currency);
  const balance = (row: TableRow | undefined, at: number): number | null => (row ? (signed(row.cells[at] ?? '', row.cells[at + 1] ?? '') ?? null) : null);
  return { openingMinor: balance(own[0], 6), closingMinor: balance(own.at(-1), 8) };
}

export const paypalSettlement: StatementReader = {
  format: FORMAT,
  recognises: ({ head }) => head.some(({ cells }) => cells[0] === 'CH' && cells.includes('Transaction ID') && cells.includes('Gross Transaction Amount')),
  read({ text, delimiter }) {
    const { rows, problem } = readTable(text, delimiter);
    if (problem) return refusal(FORMAT, problem.line, problem.code, problem.message);
    const issues = collectIssues();
    let layout: Layout = new Map();
    const entries: StatementEntry[] = [];
    for (const row of rows) {
      if (row.cells[0] === 'CH') layout = new Map(row.cells.map((name, index) => [name, index]));
      else if (row.cells[0] === 'SB') entries.push(...readRow(row, layout, issues));
    }
    if (rows.some(({ cells }) => cells[0] === 'RH') && rows.some(({ cells }) => cells[0] === 'SF') && !rows.some(({ cells }) => cells[0] === 'FF'))
      issues.note(rows.at(-1)?.line ?? 1, 'statement.truncated', 'The report has no file footer (FF); it may end too early.');
    const footers = rows.filter(({ cells }) => cells[0] === 'SF' || cells[0] === 'RF');
    checkFooters(footers, entries, issues);
    const statements = [...groupBy(entries, ({ currency }) => currency)].map(([currency, own]) => {
      const result = statement({ account: 'PayPal', currency, entries: own, ...spanOf(own), ...endsOf(footers, currency) });
      checkBalance(result, footers[0]?.line ?? 1, issues);
      return result;
    });
    return readingOf(FORMAT, statements, issues);
  },
};
