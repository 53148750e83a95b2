import { customerById, rateFor, type CustomerRow } from './customer-account.ts';
import { kept } from './customers.ts';
import { ACTIVE, CANCELLED, DESPATCHED_NONE, INVOICED_NONE, LIVE, ON_HOLD } from './enums.ts';
import { orderHeaderRules } from './bodies.ts';
import { checkBody, dayField, idField, isBody, listField, numberField, textField, type Body } from './field-rules.ts';
import { momentOf, todayOf, type Office } from './office.ts';
import { allocateStock, draftLine, insertLine, linesOf, retotal } from './sop-lines.ts';
import { badValue, notFound, ruleBroken, SageError } from './sage-error.ts';

export type OrderRow = {
  id: number; document_no: string; customer_id: number; customer_document_no: string; document_on: string; status: string; despatch_status: string; invoice_status: string; currency_id: number;
  rate_e6: number; discount_e2: number; gross_minor: number; tax_groups: string; inclusive: number; lock_id: number | null; locked_until: number | null; despatched_on: string | null; rest: string;
};
const COLUMNS = `id, document_no, customer_id, customer_document_no, document_on, status, despatch_status, invoice_status, currency_id, rate_e6, discount_e2, gross_minor, tax_groups, inclusive,
  lock_id, locked_until, despatched_on, rest`;

const KEPT = ['requested_delivery_date', 'promised_delivery_date', 'order_priority', 'payment_with_order', 'payment_type', 'payment_value', 'payment_reference', 'payment_method_id',
  'use_invoice_address', 'settlement_discount_days', 'settlement_discount_percent', 'document_created_by', 'delivery_address', ...Array.from({ length: 20 }, (_, index) => `analysis_code_${index + 1}`)];

const FIRST_DOCUMENT = 12_001;
const LOCK_MS = 15 * 60_000;

export function orderById(office: Office, id: number): OrderRow {
  const row = office.store.get<OrderRow>(`SELECT ${COLUMNS} FROM sop_order WHERE id = ?`, id);
  if (!row) throw notFound('sop_order', id);
  return row;
}

function requireUsable(office: Office, customer: CustomerRow, body: Body): void {
  if (customer.account_status_type !== ACTIVE) throw ruleBroken(`The customer account ${customer.reference} is inactive.`);
  if (customer.on_hold === 0) return;
  if (body['override_on_hold'] === true && office.settings.mayOverrideHolds) return;
  throw ruleBroken(`The customer account ${customer.reference} is on hold.`);
}

function discountOf(body: Body): number | undefined {
  const discount = numberField(body, 'document_discount_percent', 2);
  if (discount !== undefined && Math.abs(discount) > 9_999) throw badValue(`The value of field 'document_discount_percent' must be between -99.99 and 99.99.`);
  return discount;
}

/** POST sop_orders: numbered by Sage whatever number was sent, VAT worked out by Sage, on hold when the credit limit is passed. */
export function createOrder(office: Office, body: Body): number {
  checkBody(body, orderHeaderRules);
  const customer = customerById(office, idField(body, 'customer_id'));
  requireUsable(office, customer, body);
  if (body['payment_with_order'] === true && idField(body, 'payment_method_id') === undefined) throw new SageError('SageNullFieldException', `The field 'payment_method_id' must have a value.`);
  const drafts = listField(body, 'lines').map(line => draftLine(office, line, customer));
  const at = momentOf(office);
  const inclusive = office.settings.pricesIncludeTax;
  const discountE2 = discountOf(body) ?? 0;
  const id = office.store.run(
    `INSERT INTO sop_order (document_no, customer_id, customer_document_no, document_on, status, despatch_status, invoice_status, currency_id, rate_e6, discount_e2, goods_minor, charge_net_minor,
      charge_tax_minor, discount_minor, net_minor, tax_minor, gross_minor, tax_groups, over_credit, inclusive, rest, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, '[]', 0, ?, ?, ?, ?)`,
    String(office.store.next('document_no', FIRST_DOCUMENT)).padStart(10, '0'), customer.id, textField(body, 'customer_document_no'), dayField(body, 'document_date', todayOf(office)), LIVE,
    DESPATCHED_NONE, INVOICED_NONE, customer.currency_id, rateFor(office, customer.currency_id, numberField(body, 'exchange_rate', 6)), discountE2, inclusive ? 1 : 0,
    JSON.stringify(kept(body, KEPT)), at, at,
  );
  drafts.forEach((draft, index) => insertLine(office, id, index + 1, draft));
  const gross = retotal(office, { id, customerId: customer.id, discountE2, inclusive, oldGross: 0 });
  if (customer.credit_limit_minor > 0 && customer.balance_minor + customer.open_orders_minor + gross > customer.credit_limit_minor) {
    office.store.run('UPDATE sop_order SET status = ?, over_credit = 1 WHERE id = ?', ON_HOLD, id);
  }
  return id;
}

/** GET with `$expand=is_to_lock`: the next PUT must bring this number. */
export function lockOrder(office: Office, id: number): number {
  const order = orderById(office, id);
  if (isLocked(office, order)) throw ruleBroken(`The order ${order.document_no} is locked by another user.`);
  const lockId = office.store.next('lock_id', 70_001);
  office.store.run('UPDATE sop_order SET lock_id = ?, locked_until = ? WHERE id = ?', lockId, office.now() + LOCK_MS, id);
  return lockId;
}

export const isLocked = (office: Office, order: OrderRow): boolean => order.lock_id !== null && (order.locked_until ?? 0) > office.now();

function requireAmendable(office: Office, order: OrderRow, body: Body): void {
  if (isLocked(office, order) && idField(body, 'lock_id') !== order.lock_id) throw ruleBroken(`The order ${order.document_no} is locked by another user.`);
  if (order.invoice_status !== INVOICED_NONE || order.status === CANCELLED) throw ruleBroken(`The order ${order.document_no} is complete or cancelled and cannot be amended.`);
}

/** PUT sop_orders: lines are saved one by one, so the lines before a failing one stay saved. Returns that failure. */
export function amendOrder(office: Office, id: number, body: Body): SageError | undefined {
  checkBody(body, orderHeaderRules, { partial: true });
  const order = orderById(office, id);
  requireAmendable(office, order, body);
  if (body['customer_id'] !== undefined && idField(body, 'customer_id') !== order.customer_id) throw ruleBroken('The customer of an order cannot be changed.');
  const customer = customerById(office, order.customer_id);
  requireUsable(office, customer, body);
  const before: unknown = JSON.parse(order.rest);
  const discountE2 = discountOf(body) ?? order.discount_e2;
  const keepLock = body['is_editing'] === true;
  office.store.run('UPDATE sop_order SET customer_document_no = ?, document_on = ?, discount_e2 = ?, rate_e6 = ?, rest = ?, lock_id = ?, locked_until = ?, updated_at = ? WHERE id = ?',
    textField(body, 'customer_document_no', order.customer_document_no), dayField(body, 'document_date', order.document_on), discountE2,
    rateFor(office, order.currency_id, numberField(body, 'exchange_rate', 6) ?? order.rate_e6), JSON.stringify(kept(body, KEPT, isBody(before) ? before : {})),
    keepLock ? order.lock_id : null, keepLock ? order.locked_until : null, momentOf(office), id);
  let failure: SageError | undefined;
  for (const line of listField(body, 'lines')) {
    try {
      office.store.transaction(() => amendLine(office, order, line, customer));
    } catch (error) {
      if (!(error instanceof SageError)) throw error;
      failure = error;
      break;
    }
  }
  retotal(office, { id, customerId: customer.id, discountE2, inclusive: order.inclusive === 1, oldGross: order.gross_minor });
  return failure;
}

const LINE_PROPERTIES = ['line_type', 'product_id', 'warehouse_id', 'code', 'description', 'tax_code_id', 'nominal_reference', 'nominal_cost_centre', 'nominal_department'];

function amendLine(office: Office, order: OrderRow, body: Body, customer: CustomerRow): void {
  const lines = linesOf(office, order.id);
  const id = idField(body, 'id');
  if (id === undefined) return void insertLine(office, order.id, Math.max(0, ...lines.map(line => line.number)) + 1, draftLine(office, body, customer));
  const line = lines.find(candidate => candidate.id === id);
  if (!line) throw notFound('sop_order_line', id);
  if (line.despatched_e5 > 0) throw ruleBroken(`Line ${line.number} of order ${order.document_no} is despatched and cannot be amended.`);
  allocateStock(office, line.product_id, -line.quantity_e5);
  if (body['is_to_delete'] === true) return void office.store.run('DELETE FROM sop_line WHERE id = ?', id);
  const current: Body = {
    line_type: line.type, product_id: line.product_id, warehouse_id: line.warehouse_id, code: line.code, description: line.description, tax_code_id: line.tax_code_id,
    nominal_reference: line.nominal_reference, nominal_cost_centre: line.nominal_cost_centre, nominal_department: line.nominal_department,
  };
  const sent = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined && value !== null));
  const draft = draftLine(office, { ...kept(current, LINE_PROPERTIES), line_quantity: line.quantity_e5 / 100_000, selling_unit_price: line.price_e5 / 100_000, ...sent }, customer);
  allocateStock(office, draft.product_id, draft.quantity_e5);
  office.store.run(
    `UPDATE sop_line SET product_id = ?, warehouse_id = ?, code = ?, description = ?, quantity_e5 = ?, price_e5 = ?, discount_e2 = ?, discount_value_e5 = ?, tax_code_id = ?, nominal_reference = ?,
      nominal_cost_centre = ?, nominal_department = ?, total_minor = ?, rest = ?, updated_at = ? WHERE id = ?`,
    draft.product_id, draft.warehouse_id, draft.code, draft.description, draft.quantity_e5, draft.price_e5, draft.discount_e2, draft.discount_value_e5, draft.tax_code_id, draft.nominal_reference,
    draft.nominal_cost_centre, draft.nominal_department, draft.total_minor, draft.rest, momentOf(office), id,
  );
}

/** DELETE sop_orders: an order of which nothing was despatched is cancelled. */
export function cancelOrder(office: Office, id: number): void {
  const order = orderById(office, id);
  requireAmendable(office, order, {});
  if (order.despatch_status !== DESPATCHED_NONE) throw ruleBroken(`The order ${order.document_no} is despatched and cannot be cancelled.`);
  for (const line of linesOf(office, id)) allocateStock(office, line.product_id, -line.quantity_e5);
  office.store.run('UPDATE sop_order SET status = ?, updated_at = ? WHERE id = ?', CANCELLED, momentOf(office), id);
  office.store.run('UPDATE customer SET open_orders_minor = open_orders_minor - ? WHERE id = ?', order.gross_minor, order.customer_id);
}
