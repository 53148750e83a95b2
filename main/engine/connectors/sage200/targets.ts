import { AppError } from '../../../../shared/contract/errors.ts';
import { addDays, LocalDate } from '../../../../shared/values/date.ts';
import type { Json, Sent, Session, StepName, Target } from '../connector.ts';
import { exact } from '../decimal.ts';
import { isObject, listAt, textAt, valueAt } from '../json-value.ts';
import { sentAs, takenUnseen } from '../sent.ts';
import { CASH_BOOK } from './documents.ts';
import { allOf, firstRows, quoted } from './query.ts';

const post = (session: Session, path: string, body: Json, signal: AbortSignal | undefined): Promise<Json> => session.request({ method: 'POST', path, body, write: true, signal });

function needed(body: Json, field: string): string {
  const text = textAt(body, field);
  if (text) return text;
  throw new AppError('field.required', 'fixRecord', `The document has no ${field}, so Sage could not be asked whether it holds it already. Map ${field}.`, { field });
}

/** A document may have been moved to another day (a closed period) before it was looked for; a reference used again years later is another order. */
const MOVED_DAYS = 92;

const customer: Target = {
  step: 'customer', entity: 'customers', dateField: '', referenceField: 'reference',
  async send(session, body, signal) {
    const answer = await post(session, '/customers', body, signal);
    return sentAs('Sage', { id: textAt(answer, 'id'), number: textAt(answer, 'reference'), answer });
  },
  /** Ours only when the name agrees as well: the same reference may be somebody else's account. */
  async find(session, body, signal) {
    const [row] = await firstRows(session, '/customers', { filter: `reference eq ${quoted(needed(body, 'reference'))}`, select: 'id,reference,name', top: 1, signal });
    if (row === undefined || textAt(row, 'name').toLowerCase() !== textAt(body, 'name').toLowerCase()) return null;
    return { id: textAt(row, 'id'), number: textAt(row, 'reference'), answer: row };
  },
};

const salesOrder: Target = {
  step: 'salesOrder', entity: 'sop_orders', dateField: 'document_date', customerField: 'customer_id',
  async send(session, body, signal) {
    const answer = await post(session, '/sop_orders', body, signal);
    return sentAs('Sage', { id: textAt(answer, 'id'), number: textAt(answer, 'document_no'), answer });
  },
  async find(session, body, signal) {
    const customerId = textAt(body, 'customer_id');
    const on = LocalDate.safeParse(textAt(body, 'document_date').slice(0, 10));
    const days = on.success ? [`document_date ge ${addDays(on.data, -MOVED_DAYS)}`, `document_date le ${addDays(on.data, MOVED_DAYS)}`] : [];
    const filter = allOf([`customer_document_no eq ${quoted(needed(body, 'customer_document_no'))}`, customerId && `customer_id eq ${customerId}`, "document_status ne 'EnumDocumentStatusCancelled'", ...days]);
    const [row] = await firstRows(session, '/sop_orders', { filter, expand: 'lines', top: 1, signal });
    return row === undefined ? null : { id: textAt(row, 'id'), number: textAt(row, 'document_no'), answer: row };
  },
};

/** Found by our reference, which Sage keeps as the supplier's document number; a cancelled one is none. */
const purchaseOrder: Target = {
  step: 'purchaseOrder', entity: 'pop_orders', dateField: 'document_date',
  async send(session, body, signal) {
    const answer = await post(session, '/pop_orders', body, signal);
    return sentAs('Sage', { id: textAt(answer, 'id'), number: textAt(answer, 'document_no'), answer });
  },
  async find(session, body, signal) {
    const filter = allOf([`supplier_document_no eq ${quoted(needed(body, 'supplier_document_no'))}`, `supplier_id eq ${needed(body, 'supplier_id')}`, "document_status ne 'EnumDocumentStatusCancelled'"]);
    const [row] = await firstRows(session, '/pop_orders', { filter, expand: 'lines', top: 1, signal });
    return row === undefined ? null : { id: textAt(row, 'id'), number: textAt(row, 'document_no'), answer: row };
  },
};

const despatch: Target = {
  step: 'despatch', entity: 'sop_confirm_despatch', dateField: 'despatch_receipt_date',
  async send(session, body, signal) {
    const answer = await post(session, '/sop_confirm_despatch', body, signal);
    return { id: textAt(body, 'sop_order_return_id'), number: textAt(listAt(answer, 'items')[0] ?? null, 'document_no'), answer };
  },
  /** Found when every line that was to leave has left as far as was asked. */
  async find(session, body, signal) {
    const orderId = needed(body, 'sop_order_return_id');
    const order = await session.request({ method: 'GET', path: `/sop_orders/${orderId}`, query: { $expand: 'lines' }, signal });
    const lines = new Map(listAt(order, 'lines').map(line => [textAt(line, 'id'), line]));
    const items = listAt(body, 'items');
    const isDone = (item: Json): boolean => (exact(valueAt(lines.get(textAt(item, 'id')) ?? null, 'despatch_receipt_quantity')) ?? 0n) >= (exact(valueAt(item, 'quantity')) ?? 0n);
    return items.length > 0 && items.every(isDone) ? { id: orderId, number: textAt(order, 'document_no'), answer: order } : null;
  },
};

const LEDGER_COLUMNS = 'id,customer_id,trader_transaction_type,reference,second_reference,transaction_date,document_gross_value,document_outstanding_value,document_allocated_value,urn';

/** A posting to the sales ledger is answered with its urn, which is also how the ledger shows it. */
function ledgerTarget(step: StepName, path: string, type: string): Target {
  const find: Target['find'] = async (session, body, signal) => {
    const customerId = textAt(body, 'customer_id');
    const filter = allOf([
      customerId && `customer_id eq ${customerId}`, `second_reference eq ${quoted(needed(body, 'second_reference'))}`, `trader_transaction_type eq ${quoted(`TradingAccountEntryType${type}`)}`,
    ]);
    const [row] = await firstRows(session, '/sales_posted_transactions', { filter, select: LEDGER_COLUMNS, top: 1, signal });
    return row === undefined ? null : { id: textAt(row, 'urn'), number: textAt(row, 'urn'), answer: row };
  };
  return { step, entity: path, dateField: 'transaction_date', customerField: 'customer_id', find, send: (session, body, signal) => sendForUrn(session, { path, body, find, signal }) };
}

/** Where the answer holds no urn, Sage took it all the same: it is looked for at once, and stays in doubt when it cannot be. */
async function sendForUrn(session: Session, { path, body, find, signal }: { path: string; body: Json; find: Target['find']; signal: AbortSignal | undefined }): Promise<Sent> {
  const answer = await post(session, `/${path}`, withoutMarker(body), signal);
  const urn = textAt(answer, 'urn');
  if (urn) return { id: urn, number: urn, answer };
  const found = await find(session, body, signal).catch((cause: unknown) => {
    throw takenUnseen('Sage', cause);
  });
  if (!found) throw takenUnseen('Sage', new Error('no row with the second reference of the document'));
  return found;
}

function allocationTarget(step: StepName): Target {
  return {
    step, entity: 'sales_allocations', dateField: 'allocation_date', customerField: 'customer_id',
    async send(session, body, signal) {
      const answer = await post(session, '/sales_allocations', body, signal);
      return { id: idsOf(body).join('+'), number: '', answer };
    },
    /** Found when each of the transactions is allocated at least as far as was asked: receipts are allocated once, by us. */
    async find(session, body, signal) {
      const ids = idsOf(body);
      if (ids.length === 0) return null;
      const rows = await firstRows(session, '/sales_posted_transactions', { filter: ids.map(id => `id eq ${id}`).join(' or '), select: LEDGER_COLUMNS, top: ids.length, signal });
      const byId = new Map(rows.map(row => [textAt(row, 'id'), row]));
      const isDone = (line: Json): boolean => magnitude(valueAt(byId.get(textAt(line, 'posted_tran_id')) ?? null, 'document_allocated_value')) >= magnitude(valueAt(line, 'value_to_allocate'));
      return listAt(body, 'allocation_lines').every(isDone) ? { id: ids.join('+'), number: '', answer: rows } : null;
    },
  };
}

const MAX_ALLOCATED = 100;
const idsOf = (body: Json): string[] => listAt(body, 'allocation_lines').slice(0, MAX_ALLOCATED).map(line => textAt(line, 'posted_tran_id')).filter(Boolean);

function magnitude(value: Json): bigint {
  const read = exact(value) ?? 0n;
  return read < 0n ? -read : read;
}

/** A cash-book document is known by its urn, which is also how the ledger shows it. */
function cashBookTarget(step: StepName, { path, bank }: { path: (body: Json) => string; bank: string }): Target {
  const entity = step === 'transfer' ? 'bank_transfer' : 'bank_payment';
  const find: Target['find'] = async (session, body, signal) => {
    const filter = allOf([`bank_id eq ${needed(body, bank)}`, `second_reference eq ${quoted(needed(body, 'second_reference'))}`]);
    const [row] = await firstRows(session, '/bank_posted_transactions', { filter, select: 'id,bank_id,reference,second_reference,transaction_date,cheque_value,urn', top: 1, signal });
    return row === undefined ? null : { id: textAt(row, 'urn'), number: textAt(row, 'urn'), answer: row };
  };
  return { step, entity, dateField: 'transaction_date', find, send: (session, body, signal) => sendForUrn(session, { path: path(body), body, find, signal }) };
}

function withoutMarker(body: Json): Json {
  if (!isObject(body)) return body;
  const { [CASH_BOOK]: _marker, ...document } = body;
  return document;
}

const bankPath = (body: Json): string => (textAt(body, CASH_BOOK) === 'bank_receipt' ? 'bank_receipt' : 'bank_payment');

export const targets: Readonly<Partial<Record<StepName, Target>>> = {
  customer, salesOrder, despatch, purchaseOrder,
  invoice: ledgerTarget('invoice', 'sales_invoices', 'Invoice'),
  receipt: ledgerTarget('receipt', 'sales_receipts', 'PurchasePaymentSalesReceipt'),
  allocation: allocationTarget('allocation'),
  creditNote: ledgerTarget('creditNote', 'sales_credit_notes', 'CreditNote'),
  refund: ledgerTarget('refund', 'sales_payments', 'PurchaseReceiptSalesPayment'),
  refundAllocation: allocationTarget('refundAllocation'),
  fee: cashBookTarget('fee', { path: bankPath, bank: 'bank_id' }),
  transfer: cashBookTarget('transfer', { path: () => 'bank_transfer', bank: 'bank_from_id' }),
  adjustment: cashBookTarget('adjustment', { path: bankPath, bank: 'bank_id' }),
};
