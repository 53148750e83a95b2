import { assert } from '../../../shared/values/assert.ts';
import { minorDigits, multiplyHalfUp, splitMinor } from '../../../shared/values/money.ts';
import type { Currency } from '../../../shared/values/money.ts';
import type { ErpReferences, Json } from '../connectors/connector.ts';
import { hundredthsOf, taxIn } from '../pricing/tax-code.ts';
import type { PricedOrder } from '../pricing/priced-order.ts';
import { roundDecimal } from './decimal-text.ts';
import { readBody } from './paths.ts';
import { asText } from './record-context.ts';
import type { RecordContext, Scalar } from './record-context.ts';

/** One side of a double entry in minor units: a debit is above zero, a credit below. */
export type Entry = { readonly account: string; readonly minor: number };

type LineRole = 'quantity' | 'price' | 'discount' | 'tax' | 'nominal' | 'costCentre' | 'department';

/** What ERPs call the fields of a line that carry its money and its accounts. */
const LINE_ROLES: readonly (readonly [LineRole, RegExp])[] = [
  ['discount', /discount_?percent/i], ['quantity', /quantity/i], ['price', /unit_?price$/i], ['tax', /tax_?(code|class|rate)(_?id)?$/i],
  ['costCentre', /cost_?cent(re|er)/i], ['department', /department/i], ['nominal', /nominal_?(reference|code|account.*)$|^gl_?account/i],
];
const LINES = /^line(s|items)$/i;
const roles = new Map<string, LineRole | null>();
const MAX_ROLES = 1_000;

function roleOf(name: string): LineRole | null {
  let role = roles.get(name);
  if (role === undefined) {
    role = LINE_ROLES.find(([, pattern]) => pattern.test(name))?.[0] ?? null;
    if (roles.size >= MAX_ROLES) roles.clear();
    roles.set(name, role);
  }
  return role;
}

type Lists = { readonly customers: ReadonlyMap<string, string>; readonly banks: ReadonlyMap<string, string>; readonly rates: ReadonlyMap<string, number> };
const lists = new WeakMap<ErpReferences, Lists>();

/** The ERP's lists are the same object for a whole back-test, so they are indexed once. */
function listsOf(references: ErpReferences): Lists {
  let known = lists.get(references);
  if (!known) {
    const rates = new Map<string, number>();
    // A tax code is named by its id, by its code, or by the last part of an id that has several.
    for (const { id, code, rate } of references.taxCodes) for (const name of [id.split(' ').at(-1) ?? '', code, id]) rates.set(name, hundredthsOf(rate) ?? 0);
    known = { rates, customers: new Map(references.customers.map(({ id, reference }) => [id, reference])), banks: new Map(references.banks.map(({ id, code }) => [id, code])) };
    lists.set(references, known);
  }
  return known;
}

const textAt = (body: Json, path: string): string => {
  const value = readBody(body, path);
  return value === undefined || (typeof value === 'object' && value !== null) ? '' : asText(value as Scalar);
};

const PRICE_PLACES = 5;
const QUANTITY_PLACES = 5;

/** Decimal text as whole units of its last place; null when it is no number. */
function scaled(text: string, places: number): number | null {
  const rounded = roundDecimal(text, places);
  return rounded === null ? null : Number(rounded.replace('.', ''));
}

type Line = { readonly account: string; readonly hundredths: number; /** As the ERP prices lines: with or without VAT. */ readonly minor: number };
type Fields = Partial<Record<LineRole, string>>;

function fieldsOf(line: Json): Fields {
  const fields: Fields = {};
  if (typeof line !== 'object' || line === null || Array.isArray(line)) return fields;
  for (const [name, value] of Object.entries(line)) {
    const role = roleOf(name);
    if (role !== null && value !== null && typeof value !== 'object') fields[role] ??= asText(value);
  }
  return fields;
}

/** What the document was priced as at this place, for what the line itself leaves to the ERP. */
const pricedAt = (priced: PricedOrder, index: number) => priced.lines[index] ?? (index === priced.lines.length ? priced.carriage ?? priced.rounding : priced.rounding);

function accountOf({ nominal, costCentre = '', department = '' }: Fields, index: number, priced: PricedOrder, { channel, settings }: RecordContext): string {
  if (nominal !== undefined && nominal !== '') return [nominal, costCentre, department].filter(part => part !== '').join('/');
  if (index < priced.lines.length) return channel?.salesNominal || 'Sales';
  return (index === priced.lines.length && priced.carriage ? settings.carriageNominal : settings.roundingNominal) || 'Sales';
}

function readLine(line: Json, index: number, priced: PricedOrder, context: RecordContext): Line {
  const fields = fieldsOf(line);
  const known = pricedAt(priced, index);
  const price = scaled(fields.price ?? '', PRICE_PLACES);
  const quantity = scaled(fields.quantity ?? '1', QUANTITY_PLACES) ?? 10 ** QUANTITY_PLACES;
  const full = price === null ? (known ? (priced.pricesIncludeTax ? known.grossMinor : known.netMinor) : 0)
    : multiplyHalfUp(price, quantity, 10 ** (PRICE_PLACES + QUANTITY_PLACES - minorDigits(priced.currency)));
  const discount = hundredthsOf(fields.discount ?? '0') ?? 0;
  const { rates } = listsOf(context.references);
  const hundredths = rates.get(fields.tax ?? '') ?? rates.get(known?.taxCodeId ?? '') ?? 0;
  return { account: accountOf(fields, index, priced, context), hundredths, minor: discount === 0 ? full : multiplyHalfUp(full, 10_000 - discount, 10_000) };
}

const VAT = 'VAT on sales';

/** What an ERP posts when it invoices the document: gross to the customer, each line's net to its account, VAT once a rate on the document. */
function orderEntries(body: Json, customer: string, context: RecordContext): Entry[] {
  const { priced } = context;
  if (!priced || typeof body !== 'object' || body === null || Array.isArray(body)) return [];
  const list = Object.entries(body).find(([name]) => LINES.test(name))?.[1];
  const lines = Array.isArray(list) ? list.map((line, index) => readLine(line, index, priced, context)) : [];
  const byAccount = new Map<string, number>();
  let gross = 0;
  let vat = 0;
  for (const hundredths of new Set(lines.map(line => line.hundredths))) {
    const members = lines.filter(line => line.hundredths === hundredths);
    const sum = members.reduce((total, line) => total + line.minor, 0);
    const tax = priced.pricesIncludeTax ? taxIn(sum, { hundredths }) : multiplyHalfUp(sum, hundredths, 10_000);
    const shares = priced.pricesIncludeTax && tax !== 0 ? splitMinor(tax, members.map(line => Math.max(0, line.minor))) : [];
    members.forEach((line, index) => byAccount.set(line.account, (byAccount.get(line.account) ?? 0) + line.minor - (shares[index] ?? 0)));
    gross += priced.pricesIncludeTax ? sum : sum + tax;
    vat += tax;
  }
  return [{ account: customer, minor: gross }, ...[...byAccount].map(([account, net]) => ({ account, minor: -net })), { account: VAT, minor: -vat }].filter(({ minor }) => minor !== 0);
}

/** The fields of a receipt's body that name its amount and its bank account. */
export type ReceiptFields = { readonly amount: string | null; readonly bank: string | null };

/** What a body does to the books: `order` when it is invoiced, `receipt` at once, `none` (a customer) nothing. */
export type Posts = { readonly kind: 'order' } | ({ readonly kind: 'receipt' } & ReceiptFields) | { readonly kind: 'none' };

const minorOf = (text: string, currency: Currency): number | null => scaled(text, minorDigits(currency));

/**
 * The double entry of a document as its body states it, in the order's currency: so that two bodies of one order can be compared account
 * by account. What a body leaves to the ERP is taken from the settings, as the ERP is set up by them. Debits and credits are equal.
 */
export function entriesOf(body: Json, posts: Posts, customerFields: readonly string[], context: RecordContext): Entry[] {
  if (posts.kind === 'none') return [];
  const id = customerFields.map(field => textAt(body, field)).join('-');
  const known = listsOf(context.references);
  const customer = `Sales ledger ${known.customers.get(id) ?? context.channel?.customerReference ?? id}`.trim();
  if (posts.kind === 'order') return balanced(orderEntries(body, customer, context));
  const amount = (posts.amount === null ? null : minorOf(textAt(body, posts.amount), context.order.currency)) ?? context.order.grossMinor;
  const bankId = posts.bank === null ? '' : textAt(body, posts.bank);
  const bank = `Bank ${known.banks.get(bankId) ?? (bankId || (context.channel?.clearingBank ?? ''))}`.trim();
  return amount === 0 ? [] : balanced([{ account: bank, minor: amount }, { account: customer, minor: -amount }]);
}

function balanced(entries: Entry[]): Entry[] {
  assert(entries.reduce((sum, { minor }) => sum + minor, 0) === 0, 'debits and credits of a document differ');
  return entries;
}
