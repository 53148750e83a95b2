import { formatMinor } from '../../../shared/values/money.ts';
import type { Address } from '../../../shared/canonical/order.ts';
import type { ErpReferences, Json } from '../connectors/connector.ts';
import { countryCodeOf } from '../mapping/countries.ts';
import { entriesOf } from '../mapping/document-entries.ts';
import type { RecordContext } from '../mapping/record-context.ts';
import { hundredthsOf } from '../pricing/tax-code.ts';
import type { PricedOrder } from '../pricing/priced-order.ts';
import type { RuleName } from './rule-list.ts';

/** What is known of a document beside its body. `closed`: why its day takes no postings, or null. */
export type Known = { readonly context: RecordContext; readonly closed: string | null };

type Found = { readonly rule: RuleName; readonly code: string; readonly about: string; readonly field: string; readonly message: string };
export type DocumentRule = (body: Json, priced: PricedOrder | null, known: Known) => Found[];

type ListName = 'customers' | 'products' | 'taxCodes' | 'banks' | 'currencies' | 'warehouses';

/** What ERPs call the fields that name an entry of one of their lists by its id. */
const REFERENCES: readonly (readonly [ListName, RegExp, string])[] = [
  ['customers', /^customer_?id$/i, 'customer'], ['products', /^(product|stock_?item)_?id$/i, 'item'], ['taxCodes', /^tax_?code_?id$/i, 'tax code'],
  ['banks', /^bank_?id$/i, 'bank account'], ['currencies', /^currency_?id$/i, 'currency'], ['warehouses', /^warehouse_?id$/i, 'warehouse'],
];
const TAX_FIELD = /^tax_?(code|class)(_?id)?$/i;

type Meaning = { readonly reference: (typeof REFERENCES)[number] | null; readonly isTax: boolean };

/** Documents have the same few names over and over: each is looked at once. */
const meanings = new Map<string, Meaning>();
const MAX_NAMES = 2_000;

function meaningOf(name: string): Meaning {
  let meaning = meanings.get(name);
  if (!meaning) {
    if (meanings.size >= MAX_NAMES) meanings.clear();
    meanings.set(name, (meaning = { reference: REFERENCES.find(([, pattern]) => pattern.test(name)) ?? null, isTax: TAX_FIELD.test(name) }));
  }
  return meaning;
}

const LINES = /^line(s|items)$/i;
/** Lines that are looked at; a document of more is refused by the target anyway. */
const MAX_LINES = 5_000;

type Place = { readonly list: string; readonly index: number } | null;
type Visit = (field: { readonly name: string; readonly value: string | number; readonly line: Place; readonly meaning: Meaning }) => void;

function visitFields(record: { readonly [name: string]: Json }, line: Place, visit: Visit): void {
  for (const name of Object.keys(record)) {
    const meaning = meaningOf(name);
    const value = record[name];
    if ((meaning.reference || meaning.isTax) && (typeof value === 'string' || typeof value === 'number')) visit({ name, value, line, meaning });
  }
}

/** The fields of a body and of its lines that name something of the ERP's, without building a path for each. `line` null: the document's own. */
function eachReference(body: Json, visit: Visit): void {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return;
  visitFields(body, null, visit);
  for (const list of Object.keys(body)) {
    const lines = body[list];
    if (!Array.isArray(lines) || !LINES.test(list)) continue;
    lines.slice(0, MAX_LINES).forEach((entry, index) => { if (typeof entry === 'object' && entry !== null && !Array.isArray(entry)) visitFields(entry, { list, index }, visit); });
  }
}

const pathOf = (name: string, line: Place): string => (line ? `${line.list}[${line.index}].${name}` : name);

const ids = new WeakMap<ErpReferences, Partial<Record<ListName, ReadonlySet<string>>>>();

function idsOf(references: ErpReferences, list: ListName): ReadonlySet<string> {
  const known = ids.get(references) ?? {};
  ids.set(references, known);
  return (known[list] ??= new Set(references[list].map(({ id }) => id)));
}

/** Every id that the body names is in the ERP's own list; a list that the ERP does not give is not asked. */
function references(body: Json, _priced: PricedOrder | null, { context: { references: lists } }: Known): Found[] {
  const found: Found[] = [];
  eachReference(body, ({ name: field, value, line, meaning: { reference } }) => {
    if (!reference || value === '') return;
    const [list, , name] = reference;
    const all = idsOf(lists, list);
    if (all.size === 0 || all.has(String(value))) return;
    const path = pathOf(field, line);
    found.push({ rule: 'reference', code: 'reference.unknown', about: `${name} ${value}`, field: path, message: `The ERP has no ${name} ${value} (${path}). Correct the mapping, or add it there and read the lists again.` });
  });
  return found;
}

/** A line's tax code has the rate that pricing proved; another would make the ERP's gross another than what was paid. */
function vatCodes(body: Json, priced: PricedOrder | null, { context: { references: { taxCodes } } }: Known): Found[] {
  if (!priced) return [];
  const pieceAt = (index: number) => priced.lines[index] ?? (index === priced.lines.length ? priced.carriage ?? priced.rounding : priced.rounding);
  const rateOf = (name: string): string | undefined => (taxCodes.find(({ id, code }) => id === name || code === name) ?? taxCodes.find(({ id }) => id.split(' ').at(-1) === name))?.rate;
  const found: Found[] = [];
  eachReference(body, ({ name: field, value: given, line, meaning: { isTax } }) => {
    const piece = line && isTax ? pieceAt(line.index) : null;
    const value = String(given);
    if (!piece || value === '' || value === piece.taxCodeId || piece.taxCodeId.split(' ').at(-1) === value) return;
    const [stated, proved] = [rateOf(value), rateOf(piece.taxCodeId)];
    // An unknown code is the business of the rule before.
    if (stated === undefined || proved === undefined || hundredthsOf(stated) === hundredthsOf(proved)) return;
    const path = pathOf(field, line);
    found.push({ rule: 'vatCode', code: 'vatCode.rate', about: `${value} for ${proved} %`, field: path, message: `${path} is tax code ${value} (${stated} %), but the order proves ${proved} %. Map it with the step “Tax code”.` });
  });
  return found;
}

/** The ERP will add the document up to what the buyer paid. */
function totals(body: Json, priced: PricedOrder | null, { context }: Known): Found[] {
  if (!priced) return [];
  const [customer] = entriesOf(body, { kind: 'order' }, [], { ...context, priced });
  const gross = customer?.minor ?? 0;
  if (gross === priced.paidMinor) return [];
  const list = typeof body === 'object' && body !== null && !Array.isArray(body) ? Object.keys(body).find(name => LINES.test(name)) ?? 'lines' : 'lines';
  return [{ rule: 'totals', code: 'totals.differ', about: list, field: list, message: `The document does not add up: the ERP makes ${formatMinor(gross, priced.currency)} ${priced.currency} of its lines, and the buyer paid ${formatMinor(priced.paidMinor, priced.currency)}. Map prices, quantities and tax codes by their own steps.` }];
}

const has = (text: string): boolean => text.trim() !== '';

function addressFaults({ name, company, address1, town, postcode, country }: Address): [string, string][] {
  return [
    ...(has(name) || has(company) ? [] : [['name', 'names nobody'] as [string, string]]),
    ...(has(address1) ? [] : [['address1', 'has no street'] as [string, string]]),
    ...(has(town) || has(postcode) ? [] : [['town', 'has neither town nor postcode'] as [string, string]]),
    ...(!has(country) ? [['country', 'has no country'] as [string, string]] : countryCodeOf(country.trim()) === undefined ? [['country', `is in “${country}”, which is no country that is known`] as [string, string]] : []),
  ];
}

const address: DocumentRule = (_body, _priced, { context: { order } }) =>
  addressFaults(order.delivery).map(([field, fault]) => ({ rule: 'address', code: 'address.incomplete', about: field, field: `delivery.${field}`, message: `The delivery address of order ${order.reference} ${fault}. Correct it in the shop before the goods leave.` }));

const customersById = new WeakMap<ErpReferences, ReadonlyMap<string, ErpReferences['customers'][number]>>();

function customerById(references: ErpReferences, id: string): ErpReferences['customers'][number] | undefined {
  let known = customersById.get(references);
  if (!known) customersById.set(references, (known = new Map(references.customers.map(customer => [customer.id, customer]))));
  return known.get(id);
}

/** Decimal text of a limit against an amount; '0' and nothing mean that there is none. */
function creditLimit(_body: Json, _priced: PricedOrder | null, { context: { references: lists, customerId, order } }: Known): Found[] {
  const customer = customerId === null ? undefined : customerById(lists, customerId);
  if (!customer) return [];
  const { reference, onHold, active } = customer;
  const found = (code: string, message: string): Found => ({ rule: 'creditLimit', code, about: reference, field: 'customer', message });
  const limit = Number((customer.creditLimit ?? '0').split('.')[0]);
  return [
    ...(onHold ? [found('customer.onHold', `Customer ${reference} is on hold: the ERP will refuse the order. Release it there, or choose another account.`)] : []),
    ...(active ? [] : [found('customer.inactive', `Customer ${reference} is not active. Make it active in the ERP, or choose another account.`)]),
    ...(limit > 0 && Number(formatMinor(order.grossMinor, order.currency).split('.')[0]) > limit ? [found('customer.creditLimit', `Order ${order.reference} alone is above the credit limit of ${reference} (${customer.creditLimit} ${customer.currency}). Raise it in the ERP, or take payment first.`)] : []),
  ];
}

const period: DocumentRule = (_body, _priced, { closed, context: { order } }) =>
  (closed === null ? [] : [{ rule: 'period', code: 'period.closed', about: 'period', field: 'document_date', message: `Order ${order.reference} falls on a closed day: ${closed} Post it on an open day.` }]);

/** The rules that look at a whole document. Field by field stands in rules.ts. */
export const DOCUMENT_RULES: readonly DocumentRule[] = [references, totals, vatCodes, address, creditLimit, period];
