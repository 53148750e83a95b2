import { decimalMarkOf, isBlankAmount, parseAmount } from './amount-text.ts';
import { columnName, type TableRow } from './csv-table.ts';
import { dateFormatOf, parseDay } from './date-text.ts';

/**
 * Gateway reports of any kind: which columns hold gross, fee and net is proved by arithmetic over the first rows, not by their names alone.
 * Columns are places in the row.
 */
export type GatewayColumns = {
  gross: number;
  /** Several when the report splits its fees; each row's fees together are gross less net. */
  fees: readonly number[];
  net: number;
  date: number;
  paidOn: number;
  currency: number;
  type: number;
  order: number;
  id: number;
  payout: number;
  party: number;
  text: number;
  status: number;
};

const NET = /\b(?:net|netto|neto|nettobetrag)\b|^(?:total )?settlement amount$|^amount minus fees?$|^payable sc$/;
const GROSS = /\b(?:gross|brutto|bruto|brut|bruttobetrag)\b|\btotal amount$|^(?:amount|total|transaction amount|payment amount|original amount|captured amount|charge amount|total revenue|total payment amount|betrag|importe|montant|order amount|sale amount)$/;
const FEE = /\b(?:fees?|commission|charges|gebuhr|gebuhren|entgelt|comision|frais|markup|interchange|mdr|provision)\b/;
/** Tax on the fees comes beside them in some reports and inside them in others. */
const FEE_TAX = /^(?:vat|gst|tax|vat on fees?|tax on fees?|fee (?:vat|tax)|mwst|iva)$/;
const NO_AMOUNT = /\b(?:date|currency|id|type|name|number|rate|percent|percentage|code|description|debit|credit)\b/;
const SETTLED = /\b(?:settled|settlement|payout|sc|nc)\b/;

const NAMES: Readonly<Record<'date' | 'paidOn' | 'currency' | 'type' | 'order' | 'id' | 'payout' | 'party' | 'text' | 'status', readonly string[]>> = {
  date: ['transaction date', 'transaction creation date', 'date', 'booking date', 'event date', 'created at', 'created utc', 'created', 'created date', 'creation date', 'resources created at', 'order settled time', 'settled at', 'settled date', 'settlement date', 'processed at', 'processed date', 'payment date', 'completed date', 'captured at', 'capture date', 'date utc', 'datum', 'fecha', 'payouts arrival date', 'payout date', 'arrival date'],
  paidOn: ['payout date', 'payouts arrival date', 'arrival date', 'settled date', 'settlement date', 'order settled time', 'transfer date', 'deposit date', 'available on'],
  currency: ['settlement currency', 'settled currency', 'payout currency', 'net currency', 'transfer currency', 'currency', 'currency code', 'payouts currency', 'wahrung', 'devise', 'moneda', 'valuta'],
  type: ['transaction type', 'record type', 'event type', 'resource type', 'resources type', 'type', 'reporting category', 'category', 'action', 'payment type', 'event', 'typ', 'tipo'],
  order: ['order id', 'order number', 'order no', 'order code', 'order reference', 'order adjustment id', 'merchant order reference', 'merchant reference', 'merchant reference1', 'order', 'invoice id', 'invoice number', 'external reference', 'external identifier', 'payments reference', 'reference', 'cart id', 'bestellung', 'bestellnummer', 'commande', 'numero de commande', 'pedido', 'ordine'],
  id: ['transaction id', 'payment id', 'psp reference', 'gateway txn id', 'resources id', 'payments id', 'charge id', 'reference id', 'transaction reference', 'id'],
  payout: ['payout id', 'payouts id', 'links payout', 'payout reference', 'payouts reference', 'payment batch reference', 'settlement id', 'settlement reference', 'settlement batch reference', 'settlement batch', 'payable batch', 'batch id', 'batch number', 'transfer id', 'transfer batch id', 'deposit id', 'statement id', 'payout', 'auszahlung', 'auszahlungs id', 'versement', 'abrechnung', 'liquidacion'],
  party: ['customer name', 'customer', 'buyer name', 'name', 'full name', 'payer name', 'customers company name', 'payer', 'kunde'],
  text: ['description', 'title', 'details', 'info', 'resources description', 'payment method', 'note', 'beschreibung', 'descripcion'],
  status: ['status', 'state', 'payment status', 'transaction status'],
};

const MAX_CANDIDATES = 12;

type Sample = { header: readonly string[]; rows: readonly TableRow[] };

/** Each candidate column's amounts in cents of whatever currency; null where the cell is blank, undefined for a column that is no amount. */
function amountsOf({ rows }: Sample, at: number): (number | null)[] | undefined {
  const texts = rows.map(row => row.cells[at] ?? '');
  const { decimal } = decimalMarkOf(texts);
  const amounts = texts.map(text => (isBlankAmount(text) ? null : parseAmount(text, decimal, 3)));
  return amounts.every(amount => amount !== undefined) ? amounts : undefined;
}

type Amounts = { at: number; name: string; values: (number | null)[] };

function candidates(sample: Sample, names: readonly string[], pattern: RegExp): Amounts[] {
  const found = names.flatMap((name, at): Amounts[] => {
    if (!pattern.test(name) || NO_AMOUNT.test(name)) return [];
    const values = amountsOf(sample, at);
    return values ? [{ at, name, values }] : [];
  });
  return found.slice(0, MAX_CANDIDATES);
}

/** |net − gross| is the fee in every row that has them, and at least one row says something. */
function isProved(gross: Amounts, fees: readonly Amounts[], net: Amounts): boolean {
  let told = 0;
  for (const [row, total] of net.values.entries()) {
    const fee = fees.reduce((sum, { values }) => sum + (values[row] ?? 0), 0);
    const before = gross.values[row] ?? null;
    if (total === null && before === null && fee === 0) continue;
    if (Math.abs((total ?? 0) - (before ?? 0)) !== Math.abs(fee)) return false;
    if ((total ?? 0) !== 0) told += 1;
  }
  return told > 0;
}

/** The columns of money that are proved, those of the settlement before those of the sale, shorter names before longer ones. */
function moneyColumns(sample: Sample, names: readonly string[]): Pick<GatewayColumns, 'gross' | 'fees' | 'net'> | null {
  const [grosses, fees, nets, taxes] = [GROSS, FEE, NET, FEE_TAX].map(pattern => candidates(sample, names, pattern)) as [Amounts[], Amounts[], Amounts[], Amounts[]];
  const feeSets = [...fees.map(fee => [fee]), ...(fees.length > 1 ? [fees] : []), ...(taxes.length > 0 ? [...fees.map(fee => [fee, ...taxes]), [...fees, ...taxes]] : [])].filter(set => set.length > 0);
  const ranked = grosses.flatMap(gross => nets.filter(({ at }) => at !== gross.at).flatMap(net => feeSets.filter(set => set.every(({ at }) => at !== gross.at && at !== net.at)).map(set => ({ gross, net, set }))));
  const settled = ({ gross, net, set }: (typeof ranked)[number]): number => [gross, net, ...set].filter(({ name }) => SETTLED.test(name)).length;
  const length = ({ gross, net, set }: (typeof ranked)[number]): number => [gross, net, ...set].reduce((sum, { name }) => sum + name.length, 0);
  const found = ranked.filter(({ gross, net, set }) => isProved(gross, set, net)).sort((a, b) => settled(b) - settled(a) || length(a) - length(b))[0];
  return found ? { gross: found.gross.at, fees: found.set.map(({ at }) => at), net: found.net.at } : null;
}

/** The first of the names that is a column here, and holds days where days are asked for. */
function placeOf(names: readonly string[], wanted: readonly string[], fits: (at: number) => boolean = () => true): number {
  return wanted.map(name => names.indexOf(name)).find(at => at >= 0 && fits(at)) ?? -1;
}

/** What a table's columns are, or null when nothing proves that it is a gateway's report. */
export function gatewayColumns(sample: Sample): GatewayColumns | null {
  const names = sample.header.map(columnName);
  const money = moneyColumns(sample, names);
  if (!money) return null;
  const days = (at: number): boolean => {
    const texts = sample.rows.map(row => row.cells[at] ?? '').filter(text => !isBlankAmount(text));
    const { format } = dateFormatOf(texts);
    return texts.length > 0 && texts.every(text => parseDay(text, format) !== undefined);
  };
  const date = placeOf(names, NAMES.date, days);
  if (date < 0) return null;
  const at = (role: Exclude<keyof typeof NAMES, 'date'>): number => placeOf(names, NAMES[role], role === 'paidOn' ? days : undefined);
  return { ...money, date, paidOn: at('paidOn'), currency: at('currency'), type: at('type'), order: at('order'), id: at('id'), payout: at('payout'), party: at('party'), text: at('text'), status: at('status') };
}
