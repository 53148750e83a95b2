import { createAllocation } from './allocations.ts';
import { allocationRules, bankEntryRules, bankTransferRules, salesDocumentRules, salesReceiptRules } from './bodies.ts';
import { createBankMoney, createBankTransfer, createCustomerMoney } from './cash-book.ts';
import { amendCustomer, createCustomer, createProduct } from './customers.ts';
import { confirmDespatch } from './despatch.ts';
import { CREDIT_NOTE, INVOICE } from './enums.ts';
import { checkBody, textField, type Body, type Rules } from './field-rules.ts';
import { momentOf, type Office } from './office.ts';
import { validateDate } from './periods.ts';
import { createPurchaseOrder } from './pop-orders.ts';
import { readEntity } from './query.ts';
import { resourceAt } from './resources.ts';
import { notFound, type SageError } from './sage-error.ts';
import { createSalesDocument } from './sales-ledger.ts';
import { amendOrder, cancelOrder, createOrder } from './sop-orders.ts';

export type Posted = { value: unknown; failure?: SageError | undefined };
type Create = (office: Office, body: Body) => unknown;
type Amend = (office: Office, id: number, body: Body) => Posted;

const entity = (office: Office, address: string, id: number, expand = ''): unknown => readEntity(office.store, resourceAt(address), id, new URLSearchParams(expand ? { $expand: expand } : {}));

const checked = (rules: Rules, create: Create): Create => (office, body) => {
  checkBody(body, rules);
  return create(office, body);
};

/** Everything that can be posted, by address. */
export const CREATES: Readonly<Record<string, Create>> = {
  customers: (office, body) => entity(office, 'customers', createCustomer(office, body)),
  products: (office, body) => entity(office, 'products', createProduct(office, body)),
  sop_orders: (office, body) => entity(office, 'sop_orders', createOrder(office, body), 'lines'),
  pop_orders: (office, body) => entity(office, 'pop_orders', createPurchaseOrder(office, body), 'lines'),
  sop_confirm_despatch: confirmDespatch,
  sales_invoices: checked(salesDocumentRules, (office, body) => createSalesDocument(office, INVOICE, body)),
  sales_credit_notes: checked(salesDocumentRules, (office, body) => createSalesDocument(office, CREDIT_NOTE, body)),
  sales_receipts: checked(salesReceiptRules, (office, body) => createCustomerMoney(office, 'receipt', body)),
  sales_payments: checked(salesReceiptRules, (office, body) => createCustomerMoney(office, 'payment', body)),
  sales_allocations: checked(allocationRules, createAllocation),
  bank_receipt: checked(bankEntryRules, (office, body) => createBankMoney(office, 'receipt', body)),
  bank_payment: checked(bankEntryRules, (office, body) => createBankMoney(office, 'payment', body)),
  bank_transfer: checked(bankTransferRules, createBankTransfer),
  transaction_date_validation: validateDate,
};

export const AMENDS: Readonly<Record<string, Amend>> = {
  customers(office, id, body) {
    amendCustomer(office, id, body);
    return { value: entity(office, 'customers', id) };
  },
  sop_orders(office, id, body) {
    const failure = amendOrder(office, id, body);
    return { value: entity(office, 'sop_orders', id, 'lines'), failure };
  },
  sop_despatch_receipts(office, id, body) {
    const changed = office.store.changes('UPDATE despatch_receipt SET consignment_no = ?, notes = ?, updated_at = ? WHERE id = ?', textField(body, 'consignment_no'), textField(body, 'notes'), momentOf(office), id);
    if (changed === 0) throw notFound('sop_despatch_receipt', id);
    return { value: entity(office, 'sop_despatch_receipts', id) };
  },
  sales_posted_transactions(office, id, body) {
    const changed = office.store.changes('UPDATE sales_transaction SET queried = ?, updated_at = ? WHERE id = ?', textField(body, 'queried').slice(0, 1), momentOf(office), id);
    if (changed === 0) throw notFound('sales_posted_transaction', id);
    return { value: entity(office, 'sales_posted_transactions', id) };
  },
};

export const DELETES: Readonly<Record<string, (office: Office, id: number) => void>> = { sop_orders: cancelOrder };
