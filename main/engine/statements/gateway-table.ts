import { amountText, currencyIn, digitsOf, isBlankAmount, parseAmount } from './amount-text.ts';
import { columnName, type TableRow } from './csv-table.ts';
import { dayReader } from './date-text.ts';
import { openDrafts } from './drafts.ts';
import type { StatementReader } from './formats.ts';
import { gatewayColumns, type GatewayColumns } from './gateway-columns.ts';
import { collectIssues, readingOf, refusal, type Issues } from './issues.ts';
import { payoutBooks, withFee, type PayoutRow } from './payouts.ts';
import type { Source } from './sniff.ts';
import { HOME_CURRENCY, oneLine, type StatementEntryKind } from './statement.ts';
import { rowsBelow, survey } from './table-values.ts';

/** Reports whose gateway shows in their columns. The rest is the same for all: gross, fee and net in one row. */
const BRANDS: readonly { format: string; account: string; shows: RegExp }[] = [
  { format: 'gocardless', account: 'GoCardless', shows: /\bgocardless fees\b/ },
  { format: 'worldpay', account: 'Worldpay', shows: /\bworldpay\b|\border code\b.*\b(?:merchant code|administration code)\b|\b(?:merchant code|administration code)\b.*\border code\b|\btransfer batch\b/ },
  { format: 'etsy', account: 'Etsy', shows: /\bfees taxes\b/ },
  { format: 'tiktok', account: 'TikTok Shop', shows: /\btiktok\b/ },
  { format: 'mollie', account: 'Mollie', shows: /\bmollie\b/ },
  { format: 'sumup', account: 'SumUp', shows: /\bsumup\b/ },
  { format: 'square', account: 'Square', shows: /\bsquare\b/ },
];
const ANY = { format: 'gateway-csv', account: '' };

const KINDS: readonly [RegExp, StatementEntryKind][] = [
  [/payout|withdraw|transfer to bank|sent to your bank|deposit|disbursement|auszahlung|virement|transferencia/i, 'payout'],
  [/(?:chargeback|dispute).*(?:won|revers|cancel)|(?:won|revers).*(?:chargeback|dispute)/i, 'chargebackReversal'],
  [/chargeback|dispute|late.?failure|charged.?back/i, 'chargeback'],
  [/refund|return|erstattung|rückzahlung|remboursement|reembolso|devoluci|rimborso/i, 'refund'],
  [/releas/i, 'reserveRelease'],
  [/reserve|hold/i, 'reserve'],
  [/^(?:fees?|marketing|tax|billing|service|adjustment fee)\b|\bfees?\b|gebühr|frais|comisi/i, 'fee'],
  [/sale|charge|payment|order|donation|settled|capture|paid|purchase|verkauf|bestellung|zahlung|venta|pago|vente|paiement|vendita/i, 'sale'],
];
/** A payout that comes back is money in; any other leaves, however its sign is written. */
const RETURNED = /revers|fail|return|cancel/i;
const UNSETTLED = /pending|declin|denied|fail|cancel|void|expired|refused|uncaptured|in progress/i;

/** A word that nobody knows, or none, is a sale or a refund when the row has an order. */
function kindOf(words: string, netMinor: number, hasOrder: boolean): StatementEntryKind {
  return KINDS.find(([pattern]) => pattern.test(words))?.[1] ?? (words === '' || hasOrder ? (netMinor < 0 ? 'refund' : 'sale') : 'other');
}

type Report = { columns: GatewayColumns; header: readonly string[]; headerIndex: number; delimiter: string; brand: { format: string; account: string } };
type Reader = { report: Report; day(text: string): string | undefined; amount(row: TableRow, at: number, currency: string): number | undefined; currency: string };

const SAMPLE_ROWS = 40;

/** The first row of the opening ones that is a header of such a report. */
function reportIn({ head, delimiter }: Source): Report | null {
  for (const [headerIndex, { cells: header }] of head.entries()) {
    if (header.length < 4) continue;
    const columns = gatewayColumns({ header, rows: head.slice(headerIndex + 1, headerIndex + 1 + SAMPLE_ROWS).filter(row => row.cells.length >= header.length - 1) });
    if (!columns) continue;
    const names = header.map(columnName).join(' ');
    return { columns, header, headerIndex, delimiter, brand: BRANDS.find(({ shows }) => shows.test(names)) ?? ANY };
  }
  return null;
}

const cellAt = (row: TableRow, at: number): string => (at < 0 ? '' : (row.cells[at] ?? ''));

function readRow(row: TableRow, { report, day, amount, currency: fallback }: Reader, issues: Issues): PayoutRow | null {
  const { columns } = report;
  const written = cellAt(row, columns.currency);
  const currency = currencyIn(written) ?? fallback;
  if (written !== '' && currencyIn(written) === null) issues.refuse(row.line, 'statement.currency', `The currency in the column '${report.header[columns.currency] ?? ''}' at line ${row.line} cannot be read.`);
  const [gross, net] = [amount(row, columns.gross, currency), amount(row, columns.net, currency)];
  const fees = columns.fees.map(at => amount(row, at, currency));
  const bookedOn = day(cellAt(row, columns.date));
  if (gross === undefined || net === undefined || fees.some(fee => fee === undefined)) return null;
  if (bookedOn === undefined) {
    issues.refuse(row.line, 'statement.date', `The date in the column '${report.header[columns.date] ?? ''}' at line ${row.line} cannot be read.`);
    return null;
  }
  const fee = fees.reduce<number>((sum, minor) => sum + (minor ?? 0), 0);
  if (Math.abs(net - gross) !== Math.abs(fee))
    issues.note(row.line, 'statement.rowTotal', `At line ${row.line} gross and fee do not give the net: ${amountText(Math.abs(net - gross) - Math.abs(fee), currency)} is unexplained.`);
  const type = cellAt(row, columns.type);
  const text = oneLine([type, cellAt(row, columns.text)].filter(part => part !== '').join(' · '));
  const kind = kindOf(type, net, cellAt(row, columns.order) !== '');
  if (gross === 0 && net === 0) {
    issues.note(row.line, 'statement.skipped', `The row at line ${row.line} has no amount and is left out.`);
    return null;
  }
  const isTransfer = kind === 'payout';
  const order = isTransfer ? '' : cellAt(row, columns.order);
  const payout = cellAt(row, columns.payout);
  const amountMinor = isTransfer ? (RETURNED.test(text) ? net : 0 - Math.abs(net)) : gross;
  const entries = withFee({
    id: String(row.line), line: row.line, kind, bookedOn, valueOn: day(cellAt(row, columns.paidOn)) ?? null, amountMinor, currency,
    reference: order || cellAt(row, columns.id) || payout, orderReference: order || null, payoutReference: payout || null, party: oneLine(cellAt(row, columns.party)), text,
  }, isTransfer ? 0 : net - gross);
  return { line: row.line, payout, paidOn: day(cellAt(row, columns.paidOn)) ?? null, currency, isTransfer, entries: entries.filter(each => each.amountMinor !== 0 || each.feeMinor === 0) };
}

function readerOf(source: Source, report: Report, fallback: string, issues: Issues): Reader {
  const { columns, header } = report;
  const money = [columns.gross, columns.net, ...columns.fees];
  const name = (at: number): string => header[at] ?? '';
  const { dateFormat, decimal } = survey(rowsBelow(source, report), row => ({ dates: [cellAt(row, columns.date)], amounts: money.map(at => cellAt(row, at)) }), { date: name(columns.date), amount: name(columns.gross) }, issues);
  return {
    report, currency: fallback, day: dayReader(dateFormat),
    amount(row, at, currency) {
      const text = cellAt(row, at);
      if (isBlankAmount(text)) return 0;
      const minor = parseAmount(text, decimal, digitsOf(currency));
      if (minor === undefined) issues.refuse(row.line, 'statement.amount', `The amount in the column '${name(at)}' at line ${row.line} cannot be read.`);
      return minor;
    },
  };
}

export const gatewayTable: StatementReader = {
  format: ANY.format,
  recognises: (source, { csvColumns }) => csvColumns === undefined && !/^\s*[<{[]/.test(source.opening) && reportIn(source) !== null,
  read(source, { defaultCurrency }, keep) {
    const report = reportIn(source);
    if (!report) return refusal(ANY.format, 1, 'statement.columns', 'No columns are recognised as gross, fee and net.');
    const issues = collectIssues();
    const reader = readerOf(source, report, defaultCurrency ?? HOME_CURRENCY, issues);
    const books = payoutBooks(openDrafts(keep, issues), issues);
    let unsettled = 0;
    for (const each of rowsBelow(source, report, issues)) {
      if (UNSETTLED.test(cellAt(each, report.columns.status))) { unsettled += 1; continue; }
      const row = readRow(each, reader, issues);
      if (row) books.add(row);
    }
    if (unsettled > 0) issues.note(source.head[report.headerIndex + 1]?.line ?? 1, 'statement.pending', `${unsettled} rows are pending, failed or cancelled and are left out.`);
    if (report.columns.currency < 0 && defaultCurrency === undefined) issues.note(1, 'statement.currencyAssumed', `No column names the currency; ${HOME_CURRENCY} is taken.`);
    return readingOf(report.brand.format, books.close({ account: report.brand.account }), issues);
  },
};
