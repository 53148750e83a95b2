import { currencyCode } from './chart.ts';
import type { Office } from './office.ts';

export type BooksOrder = { id: number; documentNo: string; customerDocumentNo: string; customer: string; grossMinor: number; taxMinor: number; currency: string; status: string; despatched: string; invoiced: string; documentOn: string };
export type BooksTransaction = { id: number; urn: number; customer: string; type: string; reference: string; secondReference: string; grossMinor: number; taxMinor: number; outstandingMinor: number; currency: string; on: string; settledOn: string | null; user: string };
export type BooksBankTransaction = { urn: number; type: string; reference: string; secondReference: string; amountMinor: number; on: string; description: string; user: string };
export type BooksBank = { code: string; name: string; currency: string; balanceMinor: number; transactions: BooksBankTransaction[] };
export type BooksNominal = { reference: string; costCentre: string; department: string; name: string; debitMinor: number; creditMinor: number };

export type BooksPurchase = { documentNo: string; reference: string; supplier: string; netMinor: number; taxMinor: number; grossMinor: number; lines: { code: string; quantity: number; supplierPart: string }[] };

/** What the sandbox holds, read from its own storage; amounts are signed minor units. */
export type Books = {
  orders: BooksOrder[];
  transactions: BooksTransaction[];
  banks: BooksBank[];
  nominal: BooksNominal[];
  trialBalance: { debitMinor: number; creditMinor: number };
  /** What was ordered from suppliers. */
  purchases: BooksPurchase[];
  /** References that more than one sales order carries (cancelled ones aside). */
  duplicates: { customerDocumentNo: string; documentNos: string[] }[];
};

export function readBooks({ store }: Office): Books {
  const orders = store.all<Omit<BooksOrder, 'currency'> & { currencyId: number }>(`
    SELECT o.id, document_no AS documentNo, customer_document_no AS customerDocumentNo, c.reference AS customer, gross_minor AS grossMinor, tax_minor AS taxMinor, o.currency_id AS currencyId, status,
      despatch_status AS despatched, invoice_status AS invoiced, document_on AS documentOn FROM sop_order o JOIN customer c ON c.id = o.customer_id ORDER BY o.id`);
  const transactions = store.all<Omit<BooksTransaction, 'currency'> & { currencyId: number }>(`
    SELECT t.id, urn, c.reference AS customer, type, t.reference, second_reference AS secondReference, gross_minor AS grossMinor, tax_minor AS taxMinor, gross_minor - allocated_minor AS outstandingMinor,
      c.currency_id AS currencyId, transaction_on AS "on", settled_on AS settledOn, user_name AS user FROM sales_transaction t JOIN customer c ON c.id = t.customer_id ORDER BY t.id`);
  const nominal = store.all<BooksNominal>(`
    SELECT n.reference, cost_centre AS costCentre, department, name, SUM(debit_minor) AS debitMinor, SUM(credit_minor) AS creditMinor
    FROM nominal_transaction t JOIN nominal_code n ON n.id = t.nominal_code_id GROUP BY n.id ORDER BY n.reference, cost_centre, department`);
  const banks = store.all<{ id: number; code: string; name: string; currencyId: number; balanceMinor: number }>(
    'SELECT id, code, description AS name, currency_id AS currencyId, balance_minor AS balanceMinor FROM bank ORDER BY code');
  const entriesOf = (bankId: number): BooksBankTransaction[] => store.all<BooksBankTransaction>(`
    SELECT urn, type, reference, second_reference AS secondReference, value_minor AS amountMinor, transaction_on AS "on", description, user_name AS user
    FROM bank_transaction WHERE bank_id = ? ORDER BY transaction_on, id`, bankId);
  const duplicates = store.all<{ customerDocumentNo: string; documentNos: string }>(`
    SELECT customer_document_no AS customerDocumentNo, json_group_array(document_no) AS documentNos FROM sop_order
    WHERE customer_document_no <> '' AND status <> 'EnumDocumentStatusCancelled' GROUP BY customer_document_no HAVING COUNT(*) > 1`);
  const purchases = store.all<Omit<BooksPurchase, 'lines'> & { lines: string }>(`
    SELECT o.document_no AS documentNo, o.supplier_document_no AS reference, s.reference AS supplier, o.net_minor AS netMinor, o.tax_minor AS taxMinor, o.gross_minor AS grossMinor,
      (SELECT json_group_array(json_object('code', l.code, 'quantity', l.quantity_e5 / 100000.0, 'supplierPart', coalesce(l.rest ->> '$.supplier_part_ref', '')) ORDER BY l.number) FROM pop_line l WHERE l.order_id = o.id) AS lines
    FROM pop_order o JOIN supplier s ON s.id = o.supplier_id ORDER BY o.supplier_document_no, o.id`);
  return {
    purchases: purchases.map(({ lines, ...purchase }) => ({ ...purchase, lines: JSON.parse(lines) })),
    orders: orders.map(({ currencyId, ...order }) => ({ ...order, currency: currencyCode(currencyId) })),
    transactions: transactions.map(({ currencyId, ...transaction }) => ({ ...transaction, currency: currencyCode(currencyId) })),
    banks: banks.map(({ id, currencyId, ...bank }) => ({ ...bank, currency: currencyCode(currencyId), transactions: entriesOf(id) })),
    nominal,
    trialBalance: { debitMinor: nominal.reduce((sum, row) => sum + row.debitMinor, 0), creditMinor: nominal.reduce((sum, row) => sum + row.creditMinor, 0) },
    duplicates: duplicates.map(({ customerDocumentNo, documentNos }) => ({ customerDocumentNo, documentNos: JSON.parse(documentNos) })),
  };
}
