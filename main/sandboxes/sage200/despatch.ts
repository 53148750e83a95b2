import { despatchRules } from './bodies.ts';
import { customerById } from './customer-account.ts';
import { DESPATCHED_FULL, DESPATCHED_PART, FREE_TEXT, LIVE, STANDARD } from './enums.ts';
import { checkBody, dayField, idField, listField, numberField, textField, type Body } from './field-rules.ts';
import { momentOf, todayOf, type Office } from './office.ts';
import { isLocked, orderById, type OrderRow } from './sop-orders.ts';
import { linesOf, ONE_E5, type LineRow } from './sop-lines.ts';
import { badValue, nullField, ruleBroken } from './sage-error.ts';

const outstanding = (line: LineRow): number => line.quantity_e5 - line.despatched_e5;
const canDespatch = (line: LineRow): boolean => (line.type === STANDARD || line.type === FREE_TEXT) && line.quantity_e5 > 0;

/** Goods decide whether an order is fully despatched; an order of free text only is despatched by its free text. */
function isFullyDespatched(lines: readonly LineRow[]): boolean {
  const goods = lines.filter(line => line.type === STANDARD && line.quantity_e5 > 0);
  const deciding = goods.length > 0 ? goods : lines.filter(canDespatch);
  return deciding.length > 0 && deciding.every(line => outstanding(line) <= 0);
}

/** POST sop_confirm_despatch. */
export function confirmDespatch(office: Office, body: Body): Body {
  checkBody(body, despatchRules);
  const orderId = idField(body, 'sop_order_return_id') ?? 0;
  if (!office.store.get('SELECT 1 FROM sop_order WHERE id = ?', orderId)) throw badValue(`The sales order with id ${orderId} does not exist.`);
  const order = orderById(office, orderId);
  const items = listField(body, 'items');
  if (items.length === 0) throw nullField('items');
  if (order.status !== LIVE) throw ruleBroken(`The order ${order.document_no} is not live and cannot be despatched.`);
  if (isLocked(office, order)) throw ruleBroken(`The order ${order.document_no} is locked by another user.`);
  const lines = linesOf(office, orderId);
  for (const item of items) despatchLine(office, order, lines, item);
  const after = linesOf(office, orderId);
  const on = dayField(body, 'despatch_receipt_date', todayOf(office));
  const at = momentOf(office);
  const full = isFullyDespatched(after);
  office.store.run('UPDATE sop_order SET despatch_status = ?, despatched_on = ?, updated_at = ? WHERE id = ?', full ? DESPATCHED_FULL : DESPATCHED_PART, on, at, orderId);
  const tracking = listField(body, 'tracking_items')[0] ?? {};
  office.store.run('INSERT INTO despatch_receipt (despatch_no, order_id, despatched_on, consignment_no, notes, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    String(office.store.next('despatch_no', 4_001)).padStart(10, '0'), orderId, on, textField(tracking, 'consignment_no'), textField(tracking, 'notes'), at, at);
  return { sop_order_return_id: orderId, despatch_receipt_date: `${on}T00:00:00Z`, items: after.filter(canDespatch).map(line => itemOf(office, order, line)) };
}

function despatchLine(office: Office, order: OrderRow, lines: readonly LineRow[], item: Body): void {
  const id = idField(item, 'id');
  const line = lines.find(candidate => candidate.id === id);
  if (!line || !canDespatch(line)) throw badValue(`The line with id ${id} of order ${order.document_no} cannot be despatched.`);
  const quantity = numberField(item, 'quantity', 5) ?? 0;
  if (quantity <= 0) throw badValue('The quantity to despatch must be greater than zero.');
  if (quantity > outstanding(line)) throw ruleBroken(`The quantity to despatch is more than the outstanding quantity of ${line.code || line.description} on order ${order.document_no}.`);
  line.despatched_e5 += quantity;
  office.store.run('UPDATE sop_line SET despatched_e5 = despatched_e5 + ?, updated_at = ? WHERE id = ?', quantity, momentOf(office), line.id);
  if (line.product_id !== null) office.store.run('UPDATE product SET stock_e5 = stock_e5 - ?, allocated_e5 = allocated_e5 - ? WHERE id = ?', quantity, quantity, line.product_id);
}

function itemOf(office: Office, order: OrderRow, line: LineRow): Body {
  const customer = customerById(office, order.customer_id);
  return {
    id: line.id, sop_order_return_id: order.id, document_no: order.document_no, customer_id: customer.id, customer_reference: customer.reference, customer_name: customer.name,
    product_id: line.product_id, item_code: line.code, item_name: line.description.slice(0, 60), quantity: outstanding(line) / ONE_E5, line_quantity: line.quantity_e5 / ONE_E5,
    despatch_receipt_quantity: line.despatched_e5 / ONE_E5, outstanding_quantity: outstanding(line) / ONE_E5, available_quantity: outstanding(line) / ONE_E5, warehouse_name: line.warehouse_id === null ? '' : 'MAIN',
    document_date: `${order.document_on}T00:00:00Z`,
  };
}

const MAX_PENDING = 500;

/** GET sop_confirm_despatch: orders with something left to despatch; `$filter=sop_order_return_id eq n` asks for one. */
export function pendingDespatches(office: Office, query: URLSearchParams): Body[] {
  const one = /sop_order_return_id\s+eq\s+(\d+)/i.exec(query.get('$filter') ?? '')?.[1];
  const ids = one
    ? office.store.all<{ id: number }>('SELECT id FROM sop_order WHERE id = ? AND status = ? AND despatch_status <> ?', Number(one), LIVE, DESPATCHED_FULL)
    : office.store.all<{ id: number }>('SELECT id FROM sop_order WHERE status = ? AND despatch_status <> ? ORDER BY id LIMIT ?', LIVE, DESPATCHED_FULL, MAX_PENDING);
  return ids.map(({ id }) => {
    const order = orderById(office, id);
    return { sop_order_return_id: id, items: linesOf(office, id).filter(line => canDespatch(line) && outstanding(line) > 0).map(line => itemOf(office, order, line)) };
  });
}
