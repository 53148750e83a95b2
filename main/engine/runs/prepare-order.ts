import type { Order } from '../../../shared/canonical/order.ts';
import type { ChannelSettings, Settings } from '../../../shared/contract/settings.ts';
import { assert } from '../../../shared/values/assert.ts';
import { dayIn } from '../../../shared/values/date.ts';
import type { LocalDate } from '../../../shared/values/date.ts';
import { formatMinor } from '../../../shared/values/money.ts';
import type { Documents, ErpReferences, Json } from '../connectors/connector.ts';
import type { CompiledMapping } from '../mapping/apply-mapping.ts';
import type { RecordContext } from '../mapping/record-context.ts';
import type { Failure } from '../outbox/outbox-store.ts';
import { priceOrder } from '../pricing/price-order.ts';
import type { PricingLookups } from '../pricing/price-order.ts';
import type { PricedOrder } from '../pricing/priced-order.ts';
import { leftOut } from '../workflows/order-rules.ts';
import type { OrderRules } from '../workflows/order-rules.ts';
import { typedLike, valueAt, withValueAt } from './body-path.ts';
import { findCustomer } from './find-customer.ts';
import type { CustomerIndex } from './find-customer.ts';

/** Everything a document needs beside the order itself, looked up once per pass. */
export type Tools = {
  settings: Settings;
  rules: OrderRules;
  documentStep: 'salesOrder' | 'invoice';
  /** Lookup tables as they are in force when the pass begins. */
  table: RecordContext['table'];
  channels: ReadonlyMap<string, ChannelSettings>;
  references: ErpReferences;
  customers: CustomerIndex;
  lookups: PricingLookups;
  banks: ReadonlyMap<string, string>;
  orderMapping: CompiledMapping;
  /** The same mapping with every text cut to its limit. */
  shorteningMapping: CompiledMapping;
  /** The field of the order's body that holds its day. */
  orderDateField: string;
  /** The field of a new customer's body that takes the reference we make; null where the ERP gives the number. */
  customerReferenceField: string | null;
  customerMapping: CompiledMapping | null;
  receiptMapping: CompiledMapping | null;
  validateOrder: (body: Json, priced: PricedOrder | null) => readonly Failure[];
  documents: Partial<Documents>;
  referenceTaken(reference: string): boolean;
};

export type Prepared =
  | { kind: 'skip'; reason: string }
  | { kind: 'wait'; reason: string }
  | { kind: 'hold'; reason: string }
  | { kind: 'fail'; failure: Failure }
  | { kind: 'customer'; key: string; body: Json }
  | { kind: 'ready'; step: 'salesOrder' | 'invoice'; body: Json; on: LocalDate };

const fail = (code: string, about: string, message: string, field: string | null = null): Prepared => ({ kind: 'fail', failure: { code, about, field, recovery: 'fixRecord', message } });

/** A day of the record's documents: its own, or the later day that a person moved it to. */
export const postingDay = (own: LocalDate, postOn: LocalDate | null): LocalDate => (postOn !== null && postOn > own ? postOn : own);

type Asked = { order: Order; raw: Json; postOn: LocalDate | null; released: boolean; overrides: Readonly<Record<string, string>> };

/** What becomes of one order in the ERP: nothing (with the reason), a look by a person, a customer first, or its document. Pure. */
export function prepareOrder({ order, raw, postOn, released, overrides }: Asked, tools: Tools): Prepared {
  const channel = tools.channels.get(order.channel);
  if (!channel) return fail('channel.unknown', order.channel, `Channel ${order.channel} has no settings. Add it under Settings, Channels.`);
  const reason = leftOut(order, tools.rules) ?? nothingToCharge(order);
  if (reason) return { kind: 'skip', reason };
  const limit = tools.settings.holdAboveMinor;
  if (tools.rules.holds && !released && limit > 0 && order.grossMinor > limit) return { kind: 'hold', reason: `Order ${order.reference} is ${formatMinor(order.grossMinor, order.currency)} ${order.currency}, above the limit for posting without a look.` };
  const pricing = priceOrder(order, tools.lookups);
  if (!pricing.ok) {
    const [issue] = pricing.issues;
    return issue ? fail(issue.code, issue.about, pricing.issues.map(one => one.message).join(' '), issue.field) : fail('order.unpriced', order.reference, 'The order could not be priced.');
  }
  const found = findCustomer(order, channel, tools.customers, tools.referenceTaken);
  const base: RecordContext = { order, priced: pricing.priced, references: tools.references, settings: tools.settings, channel, customerId: null, bankId: tools.banks.get(channel.clearingBank) ?? null, timeZone: tools.settings.timeZone, table: tools.table };
  if (found.kind === 'unclear') return fail('customer.unclear', channel.label, found.message, 'customer_id');
  if (found.kind === 'create' && !tools.rules.createsCustomers) return fail('customer.unknown', channel.label, `The ERP has no customer for the buyer of order ${order.reference}, and this workflow creates none. Create the account there, then send the order again.`, 'customer_id');
  if (found.kind === 'create') return newCustomer(raw, { ...base, priced: null }, found, tools);
  const context = { ...base, customerId: found.customer.id };
  return tools.documentStep === 'invoice' ? ledgerInvoice(order, pricing.priced, context, postOn, tools) : salesOrder(raw, context, { postOn, overrides }, tools);
}

const nothingToCharge = ({ grossMinor }: Order): string | null => (grossMinor === 0 ? 'Nothing to charge (a resend or an exchange).' : null);

function newCustomer(raw: Json, context: RecordContext, { key, reference }: { key: string; reference: string }, { customerMapping, customerReferenceField }: Tools): Prepared {
  if (!customerMapping) return fail('mapping.missing', 'customer', 'There is no published mapping for customers. Publish one, then send the order again.');
  const { body, issues } = customerMapping(raw, context);
  const [issue] = issues;
  if (issue) return fail(issue.code, issue.about, issue.message, issue.field);
  return { kind: 'customer', key, body: customerReferenceField === null ? body : { ...(body as { [name: string]: Json }), [customerReferenceField]: reference } };
}

/** An override that asks for the mapped text cut to what the target takes. */
export const SHORTENED = '✂';

/** Sets what a person typed over the mapping's result. */
export function withOverrides(body: Json, overrides: Readonly<Record<string, string>>, shortened: () => Json): Json {
  return Object.entries(overrides).reduce((result, [path, text]) => {
    const value = text === SHORTENED ? valueAt(shortened(), path) : typedLike(text, valueAt(result, path));
    return value === undefined ? result : withValueAt(result, path, value);
  }, body);
}

function salesOrder(raw: Json, context: RecordContext, { postOn, overrides }: { postOn: LocalDate | null; overrides: Readonly<Record<string, string>> }, tools: Tools): Prepared {
  const { body, issues } = tools.orderMapping(raw, context);
  const on = postingDay(dayIn(context.timeZone, context.order.receivedAt), postOn);
  const dated = postOn === null ? body : withValueAt(body, tools.orderDateField, `${on}T00:00:00Z`);
  const final = withOverrides(dated, overrides, () => tools.shorteningMapping(raw, context).body);
  const open = issues.filter(issue => !Object.hasOwn(overrides, issue.field));
  const [first] = [...open.map(({ code, about, field, message }): Failure => ({ code, about, field, recovery: 'fixRecord', message })), ...tools.validateOrder(final, context.priced)];
  return first ? { kind: 'fail', failure: first } : { kind: 'ready', step: 'salesOrder', body: final, on };
}

/** Ledger mode: the despatched order becomes a sales invoice; goods and carriage go to their nominals. Net and VAT are told, not computed there, so no penny is left to round. */
function ledgerInvoice(order: Order, priced: PricedOrder, context: RecordContext, postOn: LocalDate | null, { settings, documents }: Tools): Prepared {
  const { channel, customerId } = context;
  if (order.despatchedAt === null || channel === null || customerId === null) return { kind: 'wait', reason: 'Not despatched yet; it is invoiced on despatch.' };
  const on = postingDay(dayIn(settings.timeZone, order.despatchedAt), postOn);
  const { carriage } = priced;
  const goods = priced.lines.reduce((sum, line) => sum + line.netMinor, 0);
  const analysis = { costCentre: channel.costCentre, department: channel.department };
  const nominal = [
    { code: channel.salesNominal, ...analysis, narrative: `${channel.label} ${order.number}`, netMinor: goods },
    ...(carriage ? [{ code: settings.carriageNominal, ...analysis, narrative: 'Carriage', netMinor: carriage.netMinor }] : []),
  ];
  assert(documents.invoice, 'ledger mode is refused before an order is prepared when the ERP takes no invoices');
  const body = documents.invoice({
    customerId, on, currency: priced.currency, exchangeRate: order.exchangeRate, reference: order.number, secondReference: order.reference.slice(0, 20),
    netMinor: nominal.reduce((sum, row) => sum + row.netMinor, 0), taxMinor: priced.paidMinor - nominal.reduce((sum, row) => sum + row.netMinor, 0),
    tax: ledgerTax(priced), nominal,
  });
  return { kind: 'ready', step: 'invoice', body, on };
}

/** Tax by code from the pieces themselves, which add up to what was paid whatever the price mode; the rounding line of an order with net prices is none of them. */
export function ledgerTax(priced: PricedOrder): { taxCodeId: string; netMinor: number; taxMinor: number }[] {
  const rows = new Map<string, { taxCodeId: string; netMinor: number; taxMinor: number }>();
  for (const piece of [...priced.lines, ...(priced.carriage ? [priced.carriage] : [])]) {
    const row = rows.get(piece.taxCodeId) ?? { taxCodeId: piece.taxCodeId, netMinor: 0, taxMinor: 0 };
    rows.set(piece.taxCodeId, { ...row, netMinor: row.netMinor + piece.netMinor, taxMinor: row.taxMinor + piece.taxMinor });
  }
  return [...rows.values()];
}
