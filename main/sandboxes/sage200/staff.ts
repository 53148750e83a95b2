import { exchangeRateOn } from '../world/make-orders.ts';
import type { StaffAction } from '../world/world-types.ts';
import { allocate } from './allocations.ts';
import { bankByCode, bankById, postBankMoney, postCustomerMoney } from './cash-book.ts';
import { CONTROL, OUTSIDE_SCOPE_ID, SUSPENSE, taxCode } from './chart.ts';
import { customerById, inHome, RATE_ONE, rateFor, type CustomerRow } from './customer-account.ts';
import { divideHalfUp, scaled } from '../decimal.ts';
import { COMPLETE, CREDIT_NOTE, DESPATCHED_FULL, INVOICE, INVOICED_FULL, INVOICED_NONE, LIVE } from './enums.ts';
import { isBody } from './field-rules.ts';
import { nextUrn, postNominal } from './nominal-ledger.ts';
import { momentOf, STAFF, type Office } from './office.ts';
import type { TaxGroup } from './order-totals.ts';
import { firstOpenDay } from './periods.ts';
import { postSalesDocument, type SalesDocument } from './sales-ledger.ts';
import { linesOf } from './sop-lines.ts';
import { allocateElsewhere } from './staff-slips.ts';
import { orderById, type OrderRow } from './sop-orders.ts';

/** Sage cuts the customer's document number to fit the ledger's second reference. */
export const LEDGER_REFERENCE = 20;
const ORDER_REFERENCE = 30;
/** Written out rather than bound, so that SQLite sees that the partial index holds exactly these. */
const DUE = `SELECT id FROM sop_order WHERE despatch_status = '${DESPATCHED_FULL}' AND invoice_status = '${INVOICED_NONE}' AND status = ? ORDER BY id LIMIT ?`;
const BATCH = 25;
const PAUSE_MS = 15;

export type Staff = {
  /** Says that something was despatched; in automatic mode the invoice follows within milliseconds. */
  nudge: () => void;
  /** Posts every invoice that is due, now. */
  postInvoices: () => number;
  /** A payout has reached the bank: what they change in the allocations at month-end, as far as those are made. */
  tidyAllocations: () => void;
  close: () => void;
};

/** The people in the accounts office: they invoice what was despatched, and make the month's mistakes beside it. */
export function hireStaff(office: Office, mode: 'automatic' | 'manual'): Staff {
  const actionsByOrder = actionsOf(office);
  let timer: NodeJS.Timeout | undefined;

  function postBatch(): number {
    const due = office.store.all<{ id: number }>(DUE, LIVE, BATCH);
    if (due.length > 0) office.store.transaction(() => due.forEach(({ id }) => invoiceOrder(office, orderById(office, id), actionsByOrder)));
    return due.length;
  }

  function tick(): void {
    timer = undefined;
    if (postBatch() === BATCH) nudge();
  }

  function nudge(): void {
    if (mode === 'automatic' && !timer) timer = setTimeout(tick, PAUSE_MS);
  }

  function postInvoices(): number {
    office.store.transaction(() => postStandingActions(office));
    let posted = 0;
    for (let batch = postBatch(); batch > 0; batch = postBatch()) posted += batch;
    return posted;
  }

  function tidyAllocations(): void {
    for (const action of office.world.staff) {
      if (action.kind !== 'allocate-elsewhere' || isDone(office, action, 0)) continue;
      office.store.transaction(() => allocateElsewhere(office, action) && isFirstTime(office, action, 0));
    }
  }

  if (mode === 'automatic') {
    office.store.transaction(() => postStandingActions(office));
    nudge();
  }
  return { nudge, postInvoices, tidyAllocations, close: () => clearTimeout(timer) };
}

type ActionMap = ReadonlyMap<string, readonly StaffAction[]>;
const orderKey = (reference: string): string => reference.slice(0, ORDER_REFERENCE).toUpperCase();

function actionsOf(office: Office): ActionMap {
  const refunds = new Map(office.world.refunds.map(refund => [refund.id, refund.orderReference]));
  const byOrder = new Map<string, StaffAction[]>();
  for (const action of office.world.staff) {
    const reference = 'orderReference' in action ? action.orderReference : action.kind === 'credit-at-todays-price' ? refunds.get(action.refundId) : undefined;
    if (reference !== undefined) byOrder.set(orderKey(reference), [...(byOrder.get(orderKey(reference)) ?? []), action]);
  }
  return byOrder;
}

/** Whether this action is still to be done; says so once. */
function isFirstTime(office: Office, action: StaffAction, orderId: number): boolean {
  return office.store.changes('INSERT OR IGNORE INTO staff_done (key) VALUES (?)', doneKey(action, orderId)) === 1;
}

const doneKey = (action: StaffAction, orderId: number): string => `${orderId}:${JSON.stringify(action)}`;
const isDone = (office: Office, action: StaffAction, orderId: number): boolean => office.store.get('SELECT 1 FROM staff_done WHERE key = ?', doneKey(action, orderId)) !== undefined;

function invoiceOrder(office: Office, order: OrderRow, actionsByOrder: ActionMap): void {
  const customer = customerById(office, order.customer_id);
  const actions = order.customer_document_no ? (actionsByOrder.get(orderKey(order.customer_document_no)) ?? []) : [];
  const late = actions.find(action => action.kind === 'post-invoice-late');
  const atRateOf = actions.find(action => action.kind === 'invoice-at-rate-of');
  const document = documentOf(office, order, customer);
  const rateE6 = atRateOf ? (scaled(exchangeRateOn(atRateOf.on), 6) ?? document.rateE6) : document.rateE6;
  const invoice = { ...document, rateE6, on: firstOpenDay(office, late?.on ?? order.despatched_on ?? order.document_on) };
  const { id } = postSalesDocument(office, { ...invoice, dueOn: invoice.on });
  office.store.run('UPDATE sop_line SET invoiced_e5 = quantity_e5 WHERE order_id = ?', order.id);
  office.store.run('UPDATE sop_order SET invoice_status = ?, status = ?, updated_at = ? WHERE id = ?', INVOICED_FULL, COMPLETE, momentOf(office), order.id);
  office.store.run('UPDATE customer SET open_orders_minor = open_orders_minor - ? WHERE id = ?', order.gross_minor, customer.id);
  takePaymentWithOrder(office, order, { invoiceId: id, on: invoice.on });
  for (const action of actions) if (action.kind !== 'post-invoice-late' && isFirstTime(office, action, order.id)) act(office, action, { order, customer, invoice });
}

/** The order's own totals, tax by tax and account by account: gross exactly the order's. */
function documentOf(office: Office, order: OrderRow, customer: CustomerRow): Omit<SalesDocument, 'on' | 'dueOn'> {
  const groups: TaxGroup[] = JSON.parse(order.tax_groups);
  const byPlace = new Map<string, SalesDocument['nominalItems'][number]>();
  for (const line of linesOf(office, order.id)) {
    if (line.net_minor === 0) continue;
    const key = [line.nominal_reference, line.nominal_cost_centre, line.nominal_department].join('/');
    const before = byPlace.get(key);
    byPlace.set(key, {
      code: line.nominal_reference, costCentre: line.nominal_cost_centre, department: line.nominal_department, narrative: `Order ${order.document_no}`, minor: (before?.minor ?? 0) + line.net_minor,
    });
  }
  return {
    type: INVOICE, customer, reference: order.document_no, secondReference: order.customer_document_no.slice(0, LEDGER_REFERENCE), rateE6: order.rate_e6,
    taxItems: groups.map(group => ({ id: group.taxCodeId, goodsMinor: group.goodsMinor, taxMinor: group.taxMinor })), nominalItems: [...byPlace.values()], user: STAFF, orderId: order.id,
  };
}

/** A payment that came with the order is posted and allocated when the order is invoiced. */
function takePaymentWithOrder(office: Office, order: OrderRow, { invoiceId, on }: { invoiceId: number; on: string }): void {
  const rest: unknown = JSON.parse(order.rest);
  if (!isBody(rest) || rest['payment_with_order'] !== true) return;
  const minor = rest['payment_value'] === undefined ? order.gross_minor : (scaled(rest['payment_value'], 2) ?? 0);
  const method = office.store.get<{ bank: number }>(`SELECT body ->> '$.bank_account_id' AS bank FROM reference_row WHERE resource = 'sop_payment_method' AND id = ?`, Number(rest['payment_method_id']));
  if (!method || minor <= 0) return;
  const receipt = postCustomerMoney(office, {
    kind: 'receipt', customerId: order.customer_id, bank: bankById(office, method.bank), minor, on, reference: String(rest['payment_reference'] ?? order.document_no).slice(0, LEDGER_REFERENCE),
    secondReference: order.customer_document_no.slice(0, LEDGER_REFERENCE), rateE6: order.rate_e6, user: STAFF,
  });
  const value = Math.min(minor, order.gross_minor);
  allocate(office, { customerId: order.customer_id, on, lines: [{ transactionId: invoiceId, minor: value }, { transactionId: receipt.id, minor: value }], user: STAFF });
}

type Scene = { order: OrderRow; customer: CustomerRow; invoice: Omit<SalesDocument, 'dueOn'> };

function act(office: Office, action: StaffAction, { order, customer, invoice }: Scene): void {
  if (action.kind === 'allocate-elsewhere') return;
  const on = firstOpenDay(office, action.on);
  if (action.kind === 'post-invoice-twice') postSalesDocument(office, { ...invoice, on, dueOn: on, reference: order.document_no.replace(/^0+/, '') });
  if (action.kind !== 'credit-note' && action.kind !== 'credit-at-todays-price') return;
  const reference = action.kind === 'credit-note' ? action.reference : action.refundId;
  const groups: TaxGroup[] = JSON.parse(order.tax_groups);
  const main = [...groups].sort((a, b) => b.goodsMinor - a.goodsMinor)[0];
  const id = main?.taxCodeId ?? OUTSIDE_SCOPE_ID;
  const rate = taxCode(id)?.rate ?? 0;
  const taxMinor = divideHalfUp(BigInt(action.grossMinor) * BigInt(rate), BigInt(10_000 + rate));
  const goodsMinor = action.grossMinor - taxMinor;
  postSalesDocument(office, {
    type: CREDIT_NOTE, customer, on, dueOn: on, reference: reference.slice(0, LEDGER_REFERENCE), secondReference: order.customer_document_no.slice(0, LEDGER_REFERENCE), rateE6: order.rate_e6,
    taxItems: [{ id, goodsMinor, taxMinor }],
    nominalItems: [{ code: '4010', costCentre: customer.nominal_cost_centre, department: customer.nominal_department, narrative: `Credit for order ${order.document_no}`, minor: goodsMinor }], user: STAFF,
  });
}

/** What staff do without any order: bank charges and journals. */
function postStandingActions(office: Office): void {
  for (const action of office.world.staff) {
    if (action.kind !== 'bank-charge' && action.kind !== 'journal') continue;
    if (!isFirstTime(office, action, 0)) continue;
    const on = firstOpenDay(office, action.on);
    if (action.kind === 'journal') postJournal(office, { ...action, on });
    else {
      const bank = bankByCode(office, action.bankCode);
      postBankMoney(office, {
        kind: 'payment', bank, on, reference: 'CHARGE', secondReference: '', narrative: action.narrative, rateE6: rateFor(office, bank.currency_id, undefined), user: STAFF,
        analysis: [{ code: '7900', costCentre: '', department: '', narrative: action.narrative, goodsMinor: action.grossMinor, taxMinor: 0, taxCodeId: OUTSIDE_SCOPE_ID }],
      });
    }
  }
}

function postJournal(office: Office, journal: { nominalCode: string; on: string; grossMinor: number; narrative: string }): void {
  postNominal(office, {
    urn: nextUrn(office), on: journal.on, reference: 'JNL', source: 'NL', user: STAFF,
    entries: [
      { code: journal.nominalCode, costCentre: '', department: '', minor: journal.grossMinor, narrative: journal.narrative },
      { code: SUSPENSE, costCentre: '', department: '', minor: -journal.grossMinor, narrative: journal.narrative },
    ],
  });
}

/** Someone changes a posted entry after the fact: the ledger, the account and the nominal all follow. */
export function editTransaction(office: Office, urn: number, grossMinor: number): boolean {
  const row = office.store.get<{ id: number; customer_id: number; gross_minor: number; base_gross_minor: number; rate_e6: number; reference: string; transaction_on: string }>(
    'SELECT id, customer_id, gross_minor, base_gross_minor, rate_e6, reference, transaction_on FROM sales_transaction WHERE urn = ?', urn);
  if (!row) return false;
  const difference = grossMinor - row.gross_minor;
  const baseDifference = inHome(grossMinor, row.rate_e6 || RATE_ONE) - row.base_gross_minor;
  office.store.run(
    `UPDATE sales_transaction SET goods_minor = goods_minor + ?, gross_minor = ?, base_goods_minor = base_goods_minor + ?, base_gross_minor = base_gross_minor + ?,
      settled_on = CASE WHEN allocated_minor = ? THEN settled_on END, updated_at = ? WHERE id = ?`,
    difference, grossMinor, baseDifference, baseDifference, grossMinor, momentOf(office), row.id,
  );
  office.store.run('UPDATE customer SET balance_minor = balance_minor + ? WHERE id = ?', difference, row.customer_id);
  const narrative = 'Edited after posting';
  postNominal(office, {
    urn, on: row.transaction_on, reference: row.reference, source: 'SL', user: STAFF,
    entries: [
      { code: CONTROL, costCentre: '', department: '', minor: baseDifference, narrative },
      { code: SUSPENSE, costCentre: '', department: '', minor: -baseDifference, narrative },
    ],
  });
  return true;
}
