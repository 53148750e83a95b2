import assert from 'node:assert/strict';
import { clarity } from '../../main/engine/connectors/clarity/clarity.ts';
import type { Documents, ErpReferences, Json, Session, StepName } from '../../main/engine/connectors/connector.ts';
import { listAt } from '../../main/engine/connectors/json-value.ts';
import { sage100 } from '../../main/engine/connectors/sage100/sage100.ts';
import { gatewayProfile } from '../../main/engine/connectors/sage200/gateway/gateway-profile.ts';
import { sage200 } from '../../main/engine/connectors/sage200/sage200.ts';
import { sagepro } from '../../main/engine/connectors/sagepro/sagepro.ts';
import type { Instant, LocalDate } from '../../shared/values/date.ts';

/** Documents as a run would write them, one of each kind, for the standard suite. */
type Bodies = Readonly<Partial<Record<StepName, { path: string; body(ready: { session: Session }): Promise<Json> }>>>;

const ON = '2026-10-05' as LocalDate;
const REFERENCE = "203-1234567-O'BRIEN";

type Money = Parameters<Documents['receipt']>[0];
type Ledger = Parameters<Documents['invoice']>[0];

const money = (customerId: string, bankId: string, change: Partial<Money> = {}): Money => ({ customerId, bankId, amountMinor: 3159, currency: 'GBP', on: ON, reference: '109390', secondReference: 'T-2', ...change });
const ledgerDocument = (customerId: string, taxCodeId: string, change: Partial<Ledger> = {}): Ledger => ({
  customerId, on: ON, currency: 'GBP', exchangeRate: '1', reference: '109390', secondReference: 'T-1', netMinor: 2632, taxMinor: 527, tax: [{ taxCodeId, netMinor: 2632, taxMinor: 527, rate: '20' }],
  nominal: [{ code: '4000', costCentre: 'WEB', department: 'AMZ', narrative: 'Amazon 109390', netMinor: 2632 }], ...change,
});
const later = (make: () => Json) => async (): Promise<Json> => make();

const { documents, targets, references } = sage200.erp;

async function sage200Lists(session: Session): Promise<{ customer: string; product: number; bank(code: string): string; lists: ErpReferences }> {
  const lists = await references(session);
  const idOf = (rows: readonly { id: string; reference?: string; code?: string }[], name: string): string => rows.find(row => row.reference === name || row.code === name)?.id ?? assert.fail(`no ${name}`);
  return { lists, customer: idOf(lists.customers, 'AMZGBP'), product: Number(idOf(lists.products, 'MUG-WHT')), bank: code => idOf(lists.banks, code) };
}

async function sage200Order(session: Session): Promise<Json> {
  const { customer, product } = await sage200Lists(session);
  return {
    customer_id: Number(customer), document_date: `${ON}T00:00:00Z`, customer_document_no: REFERENCE,
    lines: [
      { line_type: 'EnumLineTypeStandard', product_id: product, warehouse_id: 12, line_quantity: 2, selling_unit_price: 27.99, selling_unit_price_overridden: true, tax_code_id: 1728 },
      { line_type: 'EnumLineTypeCharge', code: 'CARR', description: 'Carriage', selling_unit_price: 3.6, tax_code_id: 1728 },
    ],
  };
}

async function sage200Purchase(session: Session): Promise<Json> {
  const { product } = await sage200Lists(session);
  const supplier = (await sage200.erp.suppliers(session)).find(({ reference }) => reference === 'ODOWD') ?? assert.fail('no supplier');
  return {
    supplier_id: Number(supplier.id), document_date: `${ON}T00:00:00Z`, supplier_document_no: "PO4102-O'D",
    lines: [{ line_type: 'EnumLineTypeStandard', product_id: product, warehouse_id: 12, line_quantity: 48, unit_buying_price: 4.16667, tax_code_id: 1728, supplier_part_ref: 'S-MUG' }],
  };
}

/** Two postings of a customer that cancel each other, tied together. */
async function sage200Allocation(session: Session, debit: 'invoice' | 'refund', credit: 'receipt' | 'creditNote'): Promise<Json> {
  const { customer, bank } = await sage200Lists(session);
  const made = { invoice: () => documents.invoice(ledgerDocument(customer, '1728', { secondReference: 'A-1' })), creditNote: () => documents.creditNote(ledgerDocument(customer, '1728', { secondReference: 'A-2' })), receipt: () => documents.receipt(money(customer, bank('1250'), { secondReference: 'A-3' })), refund: () => documents.refund(money(customer, bank('1250'), { secondReference: 'A-4' })) };
  const ids: string[] = [];
  for (const step of [debit, credit]) {
    const target = targets[step] ?? assert.fail(step);
    const sent = await target.send(session, made[step]());
    for await (const page of sage200.erp.ledger(session, { ledger: 'sales', from: ON, to: ON, changedSince: null, signal: new AbortController().signal })) ids.push(...page.filter(posting => posting.urn === sent.number).map(posting => posting.externalId));
  }
  return documents.allocation({ customerId: customer, on: ON, currency: 'GBP', transactions: ids.map(id => ({ id, amountMinor: 3159 })) });
}

const sage200Money = (make: (lists: Awaited<ReturnType<typeof sage200Lists>>) => Json) => async ({ session }: { session: Session }): Promise<Json> => make(await sage200Lists(session));
const fee = (bank: string): Parameters<Documents['bankPosting']>[0] => ({ bankId: bank, amountMinor: 474, currency: 'GBP', on: ON, nominalCode: '7901', costCentre: 'WEB', department: 'AMZ', taxCodeId: '1728', taxMinor: 79, reference: 'FEE', secondReference: 'T-3', narrative: 'Amazon fee' });

export const sage200Body: Bodies = {
  customer: { path: '/customers', body: later(() => ({ reference: 'NEWCUST1', name: "O'Brien & Sons", currency_id: 1, contacts: [{ last_name: "O'Brien", emails: [{ email: 'ob@example.com' }] }] })) },
  salesOrder: { path: '/sop_orders', body: ({ session }) => sage200Order(session) },
  purchaseOrder: { path: '/pop_orders', body: ({ session }) => sage200Purchase(session) },
  despatch: {
    path: '/sop_confirm_despatch',
    async body({ session }) {
      const { id } = await targets.salesOrder?.send(session, await sage200Order(session)) ?? assert.fail('no order');
      const salesOrder = await session.request({ method: 'GET', path: `/sop_orders/${id}`, query: { $expand: 'lines' } });
      return documents.despatch({ salesOrder, on: ON });
    },
  },
  invoice: { path: '/sales_invoices', body: sage200Money(({ customer }) => documents.invoice(ledgerDocument(customer, '1728'))) },
  creditNote: { path: '/sales_credit_notes', body: sage200Money(({ customer }) => documents.creditNote(ledgerDocument(customer, '1728'))) },
  receipt: { path: '/sales_receipts', body: sage200Money(({ customer, bank }) => documents.receipt(money(customer, bank('1250')))) },
  refund: { path: '/sales_payments', body: sage200Money(({ customer, bank }) => documents.refund(money(customer, bank('1250')))) },
  allocation: { path: '/sales_allocations', body: ({ session }) => sage200Allocation(session, 'invoice', 'receipt') },
  refundAllocation: { path: '/sales_allocations', body: ({ session }) => sage200Allocation(session, 'refund', 'creditNote') },
  fee: { path: '/bank_payment', body: sage200Money(({ bank }) => documents.bankPosting(fee(bank('1250')))) },
  adjustment: { path: '/bank_receipt', body: sage200Money(({ bank }) => documents.bankPosting({ ...fee(bank('1250')), amountMinor: -1, taxMinor: 0, taxCodeId: null, secondReference: 'T-4' })) },
  transfer: { path: '/bank_transfer', body: sage200Money(({ bank }) => documents.transfer({ fromBankId: bank('1250'), toBankId: bank('1200'), amountMinor: 12885, currency: 'GBP', on: ON, reference: 'PAYOUT', secondReference: 'T-5', narrative: 'Payout 2' })) },
};

export const sage100Body: Bodies = {
  customer: { path: '/AR/Customer', body: later(() => ({ ARDivisionNo: '02', CustomerName: "O'Brien & Sons", EmailAddress: 'ob@example.com', ZipCode: '78701' })) },
  salesOrder: { path: '/SO/SalesOrder', body: later(() => ({ ARDivisionNo: '01', CustomerNo: 'AMZGBP', OrderDate: `${ON}T00:00:00Z`, CustomerPONo: REFERENCE, FreightAmt: 3, UDF_WEB_CHANNEL: 'amazon', Lines: [{ ItemCode: 'MUG-WHT', QuantityOrdered: 2, UnitPrice: 12.491667 }] })) },
  receipt: { path: '/AR/CashReceipts', body: later(() => sage100.erp.documents.receipt(money('01-AMZGBP', 'B'))) },
  refund: { path: '/AR/CashReceipts', body: later(() => sage100.erp.documents.refund(money('01-AMZGBP', 'B', { secondReference: 'RF-1' }))) },
  creditNote: { path: '/SO/Invoice', body: later(() => sage100.erp.documents.creditNote(ledgerDocument('01-AMZGBP', 'VAT TX', { taxMinor: 526 }))) },
};

export const sageProBody: Bodies = {
  stockLevel: { path: '/inventory/MUG-WHT/MAIN', body: later(() => ({ code: 'MUG-WHT', warehouseId: 'MAIN', quantity: '7.125' })) },
  price: { path: '/products/MUG-WHT', body: later(() => ({ code: 'MUG-WHT', price: '12.345' })) },
  customer: { path: '/customers', body: later(() => ({ Company: "O'Brien & Sons", Email: 'ob@example.com', webtier: 'WEB' })) },
  salesOrder: { path: '/orders', body: later(() => ({ CustomerNo: 'AMZGBP', OrderDate: `${ON}T00:00:00Z`, PONumber: REFERENCE, websono: 'WEB-1', LineItems: [{ ItemCode: 'MUG-WHT', Quantity: 2, UnitPrice: 12.491667, TaxCode: 'S' }] })) },
  receipt: { path: '/payments', body: later(() => sagepro.erp.documents.receipt(money('AMZGBP', '1250'))) },
  refund: { path: '/payments', body: later(() => sagepro.erp.documents.refund(money('AMZGBP', '1250', { secondReference: 'RF-1' }))) },
  invoice: { path: '/invoices', body: later(() => sagepro.erp.documents.invoice(ledgerDocument('AMZGBP', 'S'))) },
  creditNote: { path: '/invoices', body: later(() => sagepro.erp.documents.creditNote(ledgerDocument('AMZGBP', 'S'))) },
};

export const clarityBody: Bodies = {
  stockLevel: { path: '/inventory/MUG-WHT', body: later(() => ({ code: 'MUG-WHT', warehouseId: 'MAIN', quantity: '7' })) },
  price: { path: '/products/MUG-WHT', body: later(() => ({ code: 'MUG-WHT', price: '12.3457' })) },
  shipment: {
    path: '/shipments',
    async body({ session }) {
      const answer = await session.request({ method: 'GET', path: '/orders', query: { status: 'Confirmed', limit: '1' } });
      const order = listAt(answer, 'data')[0] ?? assert.fail('no order waits');
      return (clarity.commerce?.documents ?? assert.fail('tells the shop nothing')).shipment({ order, at: '2026-10-06T12:00:00.000Z' as Instant, carrier: 'DPD', service: 'Next day', trackingNumber: '15501234567890', lines: null });
    },
  },
};

/** Set, not added: what is there already is not told again. */
export const linnworksBody: Bodies = {
  stockLevel: { path: '/Stock/SetStockLevel', body: later(() => ({ code: 'MUG-WHT', warehouseId: '00000000-0000-0000-0000-000000000000', quantity: '7' })) },
};

export const sage200GatewayBody: Bodies = {
  stockLevel: { path: '/stockitems/MUG-WHT', body: later(() => ({ code: 'MUG-WHT', warehouseId: '', quantity: '7.125' })) },
  customer: { path: '/customers', body: later(() => ({ CustomerAccountRef: 'NEWCUST1', CustomerName: "O'Brien & Sons", EmailAddress: 'ob@example.com', PostCode: 'LS1 1AA' })) },
  salesOrder: { path: '/salesorders', body: later(() => gatewayOrder) },
  despatch: {
    path: '/salesorders/',
    async body({ session }) {
      const { answer } = await gatewayProfile.erp.targets.salesOrder.send(session, gatewayOrder);
      return gatewayProfile.erp.documents.despatch({ salesOrder: answer, on: ON });
    },
  },
  receipt: { path: '/customerpayments', body: later(() => gatewayProfile.erp.documents.receipt(money('AMZGBP', '1250'))) },
};

const gatewayOrder: Json = {
  CustomerAccountRef: 'AMZGBP', OrderDate: `${ON}T00:00:00Z`, CustomerOrderNumber: REFERENCE, AnalysisCode1: 'WEB', DeliveryAddress: { Name: 'Dana Ortiz', AddressLine1: '12 High Street', City: 'Leeds', PostCode: 'LS1 1AA' },
  Lines: [{ StockCode: 'MUG-WHT', Quantity: 2, UnitPrice: 27.99, TaxCode: '1' }, { Kind: 'Charge', StockCode: 'CARR', Description: 'Carriage', Quantity: 1, UnitPrice: 3.6, TaxCode: '1' }],
};
