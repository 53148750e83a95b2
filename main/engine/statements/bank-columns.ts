import { createHash } from 'node:crypto';
import { decimalMarkOf, isBlankAmount, parseAmount } from './amount-text.ts';
import { columnName, type TableRow } from './csv-table.ts';
import { dateFormatOf, parseDay } from './date-text.ts';
import { isRefusal, sniff } from './sniff.ts';
import type { CsvColumns } from './statement.ts';
import type { Bytes } from './text-encoding.ts';

type Role = Exclude<keyof CsvColumns, 'dateFormat' | 'decimal' | 'delimiter'>;

/** How banks in Britain, Ireland, Germany, Austria, France, Spain and the Netherlands head their columns; the earlier name wins. */
const NAMES: Record<Role, readonly string[]> = {
  date: ['booking date', 'posting date', 'posted date', 'transaction date', 'date', 'completed date', 'entry date', 'process date', 'processing date', 'date posted', 'trans date', 'post date', 'effective date', 'buchungstag', 'buchungsdatum', 'datum', 'date operation', 'date de l operation', 'date d operation', 'date de comptabilisation', 'date comptable', 'fecha operacion', 'fecha de operacion', 'fecha contable', 'f contable', 'fecha', 'boekdatum', 'boekingsdatum', 'transactiedatum', 'data contabile', 'data', 'started date', 'value date'],
  valueDate: ['value date', 'valuta datum', 'valutadatum', 'valuta', 'wertstellung', 'wertstellungsdatum', 'wertstellungstag', 'date valeur', 'date de valeur', 'fecha valor', 'fecha de valor', 'f valor', 'rentedatum', 'data valuta'],
  description: ['transaction description', 'description', 'narrative', 'details', 'transaction details', 'particulars', 'memo', 'label', 'verwendungszweck', 'buchungstext', 'umsatztext', 'libelle', 'libelle operation', 'libelle de l operation', 'libelle simplifie', 'concepto', 'descripcion', 'movimiento', 'omschrijving', 'naam omschrijving', 'mededelingen', 'descrizione', 'notes', 'narrative 1', 'text'],
  reference: ['reference', 'ref', 'payment reference', 'customer reference', 'bank reference', 'transaction reference', 'kundenreferenz', 'kundenreferenz end to end', 'referenz', 'reference operation', 'numero d operation', 'referencia', 'kenmerk', 'riferimento', 'transaction id', 'transferwise id', 'fitid', 'id'],
  amount: ['amount', 'transaction amount', 'value', 'net amount', 'betrag', 'umsatz', 'montant', 'montant de l operation', 'importe', 'bedrag', 'importo', 'amount local currency'],
  paidIn: ['paid in', 'credit', 'credits', 'credit amount', 'money in', 'deposit', 'deposits', 'amount in', 'credit value', 'haben', 'gutschrift', 'gutschriften', 'haber', 'abono', 'abonos', 'ingreso', 'ingresos', 'bij', 'accrediti', 'avere', 'receipts'],
  paidOut: ['paid out', 'debit', 'debits', 'debit amount', 'money out', 'withdrawal', 'withdrawals', 'amount out', 'debit value', 'soll', 'lastschrift', 'lastschriften', 'belastung', 'debe', 'cargo', 'cargos', 'gasto', 'gastos', 'af', 'addebiti', 'dare', 'payments'],
  direction: ['debit credit', 'credit debit', 'dr cr', 'cr dr', 'd c', 'c d', 'credit debit indicator', 'debit credit indicator', 'soll haben', 's h', 'soll haben kennzeichen', 'af bij', 'sens', 'debe haber', 'type', 'transaction type', 'direction'],
  fee: ['fee', 'fees', 'gebuhr', 'frais', 'comision'],
  balance: ['balance', 'running balance', 'account balance', 'closing balance', 'ledger balance', 'saldo', 'saldo nach buchung', 'kontostand', 'solde', 'saldo na mutatie', 'saldo disponible', 'balance after'],
  currency: ['currency', 'ccy', 'currency code', 'account currency', 'waehrung', 'wahrung', 'devise', 'moneda', 'divisa', 'munt', 'muntsoort', 'valuta currency'],
  party: ['counter party', 'counterparty', 'counterparty name', 'partner name', 'payee', 'payer', 'payee name', 'merchant', 'merchant name', 'beneficiary', 'name', 'party', 'beguenstigter zahlungspflichtiger', 'begunstigter zahlungspflichtiger', 'name zahlungsbeteiligter', 'auftraggeber empfanger', 'auftraggeber empfaenger', 'auftraggeber begunstigter', 'zahlungsempfanger', 'zahlungsempfanger in', 'zahlungspflichtige r', 'empfanger', 'auftraggeber', 'beneficiaire', 'tiers', 'contrepartie', 'beneficiario', 'ordenante', 'naam tegenpartij', 'tegenpartij', 'controparte'],
  account: ['account', 'account number', 'account no', 'account iban', 'auftragskonto', 'iban auftragskonto', 'bezeichnung auftragskonto', 'konto', 'kontonummer', 'compte', 'numero de compte', 'cuenta', 'rekening', 'rekeningnummer', 'iban', 'third party account'],
};
const ROLES = Object.keys(NAMES) as Role[];

const CODES = ['gbp', 'eur', 'usd', 'chf', 'sek', 'nok', 'dkk', 'pln', 'cad', 'aud', 'nzd', 'jpy', 'czk', 'hkd', 'sgd', 'zar'];
const CURRENCY_WORDS = new Map([...CODES.map((code): [string, string] => [code, code.toUpperCase()]), ['euro', 'EUR'], ['euros', 'EUR'], ['pounds', 'GBP'], ['sterling', 'GBP']]);

/** 'Amount (GBP)' → the name without its currency, and the currency. */
export function headerCurrency(header: string): { name: string; currency: string | null } {
  const words = columnName(header).split(' ');
  const last = words.at(-1) ?? '';
  const currency = CURRENCY_WORDS.get(last);
  if (words.length < 2 || currency === undefined) return { name: words.join(' '), currency: null };
  const rest = words.slice(0, -1);
  return { name: (rest.at(-1) === 'in' && rest.length > 1 ? rest.slice(0, -1) : rest).join(' '), currency };
}

const DIRECTION_WORDS = /^(?:d|c|dr|cr|debit|credit|dbit|crdt|s|h|soll|haben|af|bij|in|out|\+|-)$/i;
const OUT_WORDS = /^(?:d|dr|debit|dbit|s|soll|af|out|-)$/i;
export const isOutgoing = (direction: string): boolean => OUT_WORDS.test(direction.trim());

/** Columns by their headers; null when no date or no amount is among them. */
function fromHeader(header: readonly string[], rows: readonly TableRow[]): CsvColumns | null {
  const names = header.map(text => headerCurrency(text).name);
  const found: Partial<Record<Role, string>> = {};
  const taken = new Set<number>();
  for (const role of ROLES) {
    const index = NAMES[role].map(name => names.findIndex((own, at) => own === name && !taken.has(at))).find(at => at >= 0);
    if (index === undefined) continue;
    const values = rows.map(row => (row.cells[index] ?? '').trim()).filter(value => value !== '');
    if (role === 'direction' && !(values.length > 0 && values.every(value => DIRECTION_WORDS.test(value)))) continue;
    if (role === 'amount' && found.amount !== undefined) continue;
    taken.add(index);
    found[role] = header[index] ?? '';
  }
  if (found.date === undefined || (found.amount === undefined && found.paidIn === undefined && found.paidOut === undefined)) return null;
  if (found.amount !== undefined && found.paidIn !== undefined && found.paidOut !== undefined) delete found.amount;
  if (found.amount !== undefined) { delete found.paidIn; delete found.paidOut; }
  if (found.amount === undefined) delete found.direction;
  return { ...found, date: found.date };
}

/** A file without a header is understood only when exactly one column holds dates and exactly one holds amounts. */
function fromValues(rows: readonly TableRow[]): CsvColumns | null {
  const width = rows[0]?.cells.length ?? 0;
  if (width < 2 || rows.some(row => row.cells.length !== width)) return null;
  const column = (at: number): string[] => rows.map(row => row.cells[at] ?? '');
  const all = Array.from({ length: width }, (_, at) => at);
  const dates = all.filter(at => column(at).every(text => /\d/.test(text) && parseDay(text, dateFormatOf(column(at)).format) !== undefined));
  const amounts = all.filter(at => column(at).every(text => /\d[.,]\d{2}\D*$/.test(text) && parseAmount(text, decimalMarkOf(column(at)).decimal, 2) !== undefined));
  const [date] = dates;
  const [amount] = amounts;
  if (dates.length !== 1 || amounts.length !== 1 || date === undefined || amount === undefined) return null;
  const text = all.find(at => at !== date && at !== amount && column(at).some(value => /\p{L}{3}/u.test(value)));
  return { date: `#${date + 1}`, amount: `#${amount + 1}`, ...(text === undefined ? {} : { description: `#${text + 1}` }) };
}

const MAX_PREAMBLE = 40;

export type BankLayout = { headerIndex: number; header: string[]; columns: CsvColumns | null };

/** Where the header is and what it means. Without one, columns go by their place: '#1', '#2'. */
export function bankLayout(head: readonly TableRow[]): BankLayout {
  for (const [headerIndex, row] of head.slice(0, MAX_PREAMBLE).entries()) {
    const columns = fromHeader(row.cells, head.slice(headerIndex + 1));
    if (columns) return { headerIndex, header: row.cells, columns };
  }
  const widest = Math.max(0, ...head.map(row => row.cells.length));
  const first = head.findIndex(row => row.cells.length === widest);
  const row = head[first];
  const looksLikeHeader = row !== undefined && row.cells.filter(cell => cell !== '').every(cell => !/\d{2}/.test(cell) && !isBlankAmount(cell));
  if (row && looksLikeHeader) return { headerIndex: first, header: row.cells, columns: null };
  return { headerIndex: -1, header: Array.from({ length: widest }, (_, at) => `#${at + 1}`), columns: fromValues(head) };
}

const SAMPLE_ROWS = 20;

/** The layout of a CSV file for the screen where columns are chosen. The same layout has the same signature next month. */
export function csvLayout(bytes: Bytes): { signature: string; header: string[]; sample: string[][]; suggested: CsvColumns | null } {
  const source = sniff(bytes);
  if (isRefusal(source)) return { signature: '', header: [], sample: [], suggested: null };
  const { head, delimiter } = source;
  const layout = bankLayout(head);
  const signature = createHash('sha256').update([delimiter, ...layout.header.map(columnName)].join('\n')).digest('hex').slice(0, 32);
  return { signature, header: layout.header, sample: head.slice(layout.headerIndex + 1, layout.headerIndex + 1 + SAMPLE_ROWS).map(row => row.cells), suggested: layout.columns };
}
