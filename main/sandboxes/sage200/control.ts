import { readBooks } from './books.ts';
import { LIVE, ON_HOLD, STANDARD } from './enums.ts';
import { confirmDespatch } from './despatch.ts';
import type { Faults } from './faults.ts';
import { numberField, textField, type Body } from './field-rules.ts';
import { addSupplier } from './pop-orders.ts';
import { momentOf, type Office } from './office.ts';
import { closePeriods } from './periods.ts';
import { json, type Reply } from './reply.ts';
import { linesOf, ONE_E5 } from './sop-lines.ts';
import { editTransaction, type Staff } from './staff.ts';

/** The warehouse sends an order off that nobody outside asked for yet. */
function despatchByHand(office: Office, documentNo: string): number {
  const order = office.store.get<{ id: number }>('SELECT id FROM sop_order WHERE document_no = ?', documentNo);
  if (!order) return 0;
  const items = linesOf(office, order.id).filter(line => line.type === STANDARD).map(line => ({ id: line.id, quantity: line.quantity_e5 / ONE_E5 }));
  confirmDespatch(office, { sop_order_return_id: order.id, items });
  return 1;
}

type StaffWork = (office: Office, body: Body) => number;

/** What a test or the demo can ask Sage's own people to do; each answers with how many records it touched. */
const STAFF_WORK: Readonly<Record<string, StaffWork>> = {
  'release-customer': (office, body) =>
    office.store.changes('UPDATE customer SET on_hold = 0, updated_at = ? WHERE reference = ?', momentOf(office), textField(body, 'reference')),
  'hold-customer': (office, body) =>
    office.store.changes('UPDATE customer SET on_hold = 1, updated_at = ? WHERE reference = ?', momentOf(office), textField(body, 'reference')),
  'release-order': (office, body) =>
    office.store.changes('UPDATE sop_order SET status = ?, over_credit = 0, updated_at = ? WHERE document_no = ? AND status = ?', LIVE, momentOf(office), textField(body, 'document_no'), ON_HOLD),
  'add-supplier': (office, body) => addSupplier(office, { name: textField(body, 'name'), reference: textField(body, 'reference'), currency: 'GBP', onHold: false }),
  reprice: (office, body) =>
    office.store.changes('UPDATE product SET price_minor = ?, updated_at = ? WHERE code = ?', numberField(body, 'priceMinor', 0) ?? 0, momentOf(office), textField(body, 'code')),
  'despatch-order': (office, body) => despatchByHand(office, textField(body, 'document_no')),
  'edit-transaction': (office, body) => (editTransaction(office, numberField(body, 'urn', 0) ?? 0, numberField(body, 'grossMinor', 0) ?? 0) ? 1 : 0),
};

/** The sandbox's own addresses, beside those of Sage: books, faults, staff, periods. */
export function answerControl(parts: { office: Office; faults: Faults; staff: Staff }, request: { method: string; path: string; body: Body }): Reply {
  const { office, faults, staff } = parts;
  const { body } = request;
  switch (`${request.method} ${request.path}`) {
    case 'GET /sandbox/books':
      return json(200, readBooks(office));
    case 'GET /sandbox/faults':
      return json(200, { faults: faults.list() });
    case 'POST /sandbox/faults':
      return json(200, faults.set(body));
    case 'POST /sandbox/periods':
      return json(200, office.store.transaction(() => closePeriods(office, body)));
    case 'POST /sandbox/staff': {
      const action = textField(body, 'action');
      if (action === 'post-invoices') return json(200, { done: staff.postInvoices() });
      const work = STAFF_WORK[action];
      if (!work) return json(400, { message: `There is no staff action named '${action}'.` });
      return json(200, { done: office.store.transaction(() => work(office, body)) });
    }
    default:
      return json(404, { message: `The sandbox has nothing at ${request.path}.` });
  }
}
