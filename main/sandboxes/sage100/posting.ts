import { assert } from '../../../shared/values/assert.ts';
import { nextNumber, read, remove, rowsOf, write } from '../gateway/books.ts';
import type { Fields } from '../gateway/record-store.ts';
import { addMoney, minor, moneyText, quantity, quantityText, type Company } from './company.ts';
import { accountKey, postGl, type GlEntry } from './general-ledger.ts';
import { closeBatch, INVOICE, INVOICE_LINE, inShipping } from './invoices.ts';
import { DETAIL, HEADER, linesOfOrder, orderTotal, reserve } from './sales-orders.ts';

const HISTORY = 'AR_InvoiceHistoryHeader';
const SEQUENCE = '000000';

/** The daily sales update: every invoice and credit memo that is entered becomes history, an open item and a journal. */
export function postDailySales(company: Company, { postOn }: { postOn?: string | undefined } = {}): number {
  const entered = company.store.find(INVOICE).map(({ fields }) => fields);
  for (const invoice of entered) postInvoice(company, invoice, postOn ?? invoice['InvoiceDate'] ?? '');
  closeBatch(company, 'SO');
  return entered.length;
}

function postInvoice(company: Company, invoice: Fields, day: string): void {
  const { InvoiceNo = '', InvoiceType = '', SalesOrderNo = '' } = invoice;
  const lines = rowsOf(company, INVOICE_LINE, { InvoiceNo });
  const sign = InvoiceType === 'CM' ? -1 : 1;
  const total = sign * orderTotal(invoice);
  const register = postGl(company, { journal: 'SO', day, entries: entriesOf(invoice, sign) });
  writeHistory(company, { invoice, lines, sign, day, register });
  const deposit = sign * minor(invoice, 'DepositAmt');
  openItem(company, { invoice, day, total, balance: total - deposit });
  lines.forEach((line, index) => moveStock(company, { line, sign, order: SalesOrderNo, invoice, index }));
  const customer = read(company, 'AR_Customer', invoice['ARDivisionNo'] ?? '', invoice['CustomerNo'] ?? '');
  assert(customer, 'an invoice has a customer');
  addMoney(company, 'AR_Customer', customer, 'CurrentBalance', total - deposit);
  for (const { fields } of company.store.find('SO_InvoiceTracking', { where: [{ column: 'InvoiceNo', is: '=', value: InvoiceNo }] })) {
    write(company, 'AR_InvoiceHistoryTracking', { ...fields, HeaderSeqNo: SEQUENCE });
    remove(company, 'SO_InvoiceTracking', fields);
  }
  for (const line of lines) remove(company, INVOICE_LINE, line);
  remove(company, INVOICE, invoice);
  if (SalesOrderNo) settleOrder(company, { number: SalesOrderNo, invoice, day });
}

function entriesOf(invoice: Fields, sign: number): GlEntry[] {
  const document = invoice['InvoiceNo'] ?? '';
  const entry = (name: Parameters<typeof accountKey>[0], amount: number, comment: string): GlEntry => ({ accountKey: accountKey(name), minor: sign * amount, comment, document });
  const deposit = minor(invoice, 'DepositAmt');
  return [
    entry('receivables', orderTotal(invoice) - deposit, invoice['BillToName'] ?? ''), entry('deposits', deposit, 'Deposit'), entry('discounts', minor(invoice, 'DiscountAmt'), 'Discount'),
    entry('sales', -minor(invoice, 'TaxableAmt') - minor(invoice, 'NonTaxableAmt'), 'Sales'), entry('freight', -minor(invoice, 'FreightAmt'), 'Freight'), entry('salesTax', -minor(invoice, 'SalesTaxAmt'), 'Sales tax'),
  ];
}

type Posted = { invoice: Fields; lines: readonly Fields[]; sign: number; day: string; register: string };

function writeHistory(company: Company, { invoice, lines, sign, day, register }: Posted): void {
  const { InvoiceNo = '' } = invoice;
  const signed = (name: string): string => moneyText(sign * minor(invoice, name));
  write(company, HISTORY, {
    ...invoice, HeaderSeqNo: SEQUENCE, ModuleCode: 'S/O', TransactionDate: day, SourceJournal: 'SO', JournalNoGLBatchNo: register, ShippingInvoice: invoice['ShipperID'] ? 'Y' : 'N',
    TaxableSalesAmt: signed('TaxableAmt'), NonTaxableSalesAmt: signed('NonTaxableAmt'), FreightAmt: signed('FreightAmt'), SalesTaxAmt: signed('SalesTaxAmt'), DiscountAmt: signed('DiscountAmt'), DepositAmt: signed('DepositAmt'),
  });
  lines.forEach((line, index) => write(company, 'AR_InvoiceHistoryDetail', {
    ...line, InvoiceNo, HeaderSeqNo: SEQUENCE, DetailSeqNo: String(index + 1).padStart(6, '0'), QuantityShipped: quantityText(sign * quantity(line, 'QuantityShipped')), ExtensionAmt: moneyText(sign * minor(line, 'ExtensionAmt')),
    AppliedSalesOrderNo: invoice['SalesOrderNo'] ?? '', AppliedCustomerPONo: invoice['CustomerPONo'] ?? '',
  }));
  if (minor(invoice, 'DepositAmt') !== 0) {
    write(company, 'AR_InvoiceHistoryPayment', { InvoiceNo, HeaderSeqNo: SEQUENCE, PaymentSeqNo: '000001', PaymentType: invoice['PaymentType'] ?? '', PaymentTypeCategory: 'D', TransactionAmt: signed('DepositAmt'), SalesOrderNo: invoice['SalesOrderNo'] ?? '' });
  }
}

type Opened = { invoice: Fields; day: string; total: number; balance: number };

/** A credit memo that names its invoice takes from it what it still owes; the rest stays open as a credit. */
function openItem(company: Company, { invoice, day, total, balance }: Opened): void {
  const { ARDivisionNo = '', CustomerNo = '', InvoiceNo = '', InvoiceType = '', ApplyToInvoiceNo = '' } = invoice;
  const owed = ApplyToInvoiceNo ? read(company, 'AR_OpenInvoice', ARDivisionNo, CustomerNo, ApplyToInvoiceNo, 'IN') : undefined;
  const applied = owed ? Math.max(0, Math.min(minor(owed, 'Balance'), -balance)) : 0;
  if (owed && applied > 0) {
    write(company, 'AR_OpenInvoice', { ...owed, Balance: moneyText(minor(owed, 'Balance') - applied) });
    recordPayment(company, { item: owed, day, amount: -applied, type: 'C', checkNo: '', reference: InvoiceNo });
  }
  write(company, 'AR_OpenInvoice', { ...invoice, PostingDate: day, InvoiceHistoryHeaderSeqNo: SEQUENCE, CreditMemoInvoiceReference: ApplyToInvoiceNo, Balance: moneyText(balance + applied) });
  const item = { ARDivisionNo, CustomerNo, InvoiceNo, InvoiceType };
  recordPayment(company, { item, day, amount: total, type: 'I', checkNo: '', reference: invoice['SalesOrderNo'] ?? '' });
  if (total !== balance) recordPayment(company, { item, day, amount: balance - total, type: 'P', checkNo: '', reference: 'DEPOSIT' });
}

type Movement = { item: Fields; day: string; amount: number; type: string; checkNo: string; reference: string };

function recordPayment(company: Company, { item, day, amount, type, checkNo, reference }: Movement): void {
  const { ARDivisionNo = '', CustomerNo = '', InvoiceNo = '', InvoiceType = '' } = item;
  const count = rowsOf(company, 'AR_TransactionPaymentHistory', { ARDivisionNo, CustomerNo, InvoiceNo }).length;
  write(company, 'AR_TransactionPaymentHistory', {
    ARDivisionNo, CustomerNo, InvoiceNo, InvoiceType, TransactionDate: day, SequenceNo: String(count + 1).padStart(6, '0'), TransactionType: type, PaymentDate: type === 'P' ? day : '', CheckNo: checkNo, PaymentReference: reference.slice(0, 14),
    TransactionAmt: moneyText(amount),
  });
}

function moveStock(company: Company, { line, sign, order, invoice, index }: { line: Fields; sign: number; order: string; invoice: Fields; index: number }): void {
  const { ItemCode = '', WarehouseCode = '', OrderLineKey = '' } = line;
  const { InvoiceNo = '' } = invoice;
  const shipped = quantity(line, 'QuantityShipped');
  const row = line['ItemType'] === '1' ? read(company, 'IM_ItemWarehouse', ItemCode, WarehouseCode) : undefined;
  if (row) {
    write(company, 'IM_ItemWarehouse', { ...row, QuantityOnHand: quantityText(quantity(row, 'QuantityOnHand') - sign * shipped) });
    const item = read(company, 'CI_Item', ItemCode);
    if (item) write(company, 'CI_Item', { ...item, TotalQuantityOnHand: quantityText(quantity(item, 'TotalQuantityOnHand') - sign * shipped) });
  }
  if (!order) return;
  inShipping(company, line, -shipped);
  reserve(company, line, -shipped);
  write(company, 'SO_ARInvoiceHistoryLink', {
    SalesOrderNo: order, SequenceNo: OrderLineKey.padStart(14, '0'), InvoiceNo, InvoiceHistoryHeaderSeqNo: SEQUENCE, InvoiceHistoryDetailSeqNo: String(index + 1).padStart(6, '0'), InvoiceDate: invoice['InvoiceDate'] ?? '',
    UnitOfMeasure: line['UnitOfMeasure'] ?? '', QuantityShipped: line['QuantityShipped'] ?? '', UnitPrice: line['UnitPrice'] ?? '',
  });
  const ordered = read(company, DETAIL, order, OrderLineKey);
  if (ordered) write(company, DETAIL, { ...ordered, QuantityShipped: quantityText(quantity(ordered, 'QuantityShipped') + shipped), QuantityBackordered: quantityText(quantity(ordered, 'QuantityOrdered') - quantity(ordered, 'QuantityShipped') - shipped) });
}

/** A complete order lives on in history only; an incomplete one goes on as a back order. */
function settleOrder(company: Company, { number, invoice, day }: { number: string; invoice: Fields; day: string }): void {
  const order = read(company, HEADER, number);
  if (!order) return;
  const lines = linesOfOrder(company, number);
  const done = { ...order, LastInvoiceOrderNo: invoice['InvoiceNo'] ?? '', LastInvoiceOrderDate: day, CurrentInvoiceNo: '', DepositAmt: '0.00' };
  if (lines.some(line => line['ItemType'] === '1' && quantity(line, 'QuantityShipped') < quantity(line, 'QuantityOrdered'))) return void write(company, HEADER, { ...done, OrderStatus: 'O', OrderType: 'B' });
  write(company, 'SO_SalesOrderHistoryHeader', { ...done, DepositAmt: order['DepositAmt'] ?? '0.00', OrderStatus: 'C', LastInvoiceDate: day, LastInvoiceNo: invoice['InvoiceNo'] ?? '' });
  for (const line of lines) {
    write(company, 'SO_SalesOrderHistoryDetail', { ...line, SequenceNo: (line['LineKey'] ?? '').padStart(14, '0'), OriginalLine: 'Y', OriginalUnitPrice: line['UnitPrice'] ?? '', LastUnitPrice: line['UnitPrice'] ?? '', QuantityOrderedOriginal: line['QuantityOrdered'] ?? '', QuantityOrderedRevised: line['QuantityOrdered'] ?? '', LastExtensionAmt: line['ExtensionAmt'] ?? '' });
    remove(company, DETAIL, line);
  }
  remove(company, HEADER, order);
  const customer = read(company, 'AR_Customer', order['ARDivisionNo'] ?? '', order['CustomerNo'] ?? '');
  if (customer) addMoney(company, 'AR_Customer', customer, 'OpenOrderAmt', -orderTotal(order));
}

/** The cash receipts journal: deposits reach the ledger, lines pay invoices, and what nobody applied is a prepayment. */
export function postCashReceipts(company: Company, { postOn }: { postOn?: string | undefined } = {}): number {
  const receipts = company.store.find('AR_CashReceiptsHeader').map(({ fields }) => fields);
  for (const receipt of receipts) {
    const lines = rowsOf(company, 'AR_CashReceiptsDetail', { CheckNo: receipt['CheckNo'] ?? '' }).filter(line => line['DepositNo'] === receipt['DepositNo']);
    postReceipt(company, { receipt, lines, day: postOn ?? receipt['DepositDate'] ?? '' });
    for (const line of lines) remove(company, 'AR_CashReceiptsDetail', line);
    remove(company, 'AR_CashReceiptsHeader', receipt);
    const deposit = read(company, 'AR_CashReceiptsDeposit', receipt['DepositNo'] ?? '');
    if (deposit) remove(company, 'AR_CashReceiptsDeposit', deposit);
  }
  closeBatch(company, 'CR');
  return receipts.length;
}

function postReceipt(company: Company, { receipt, lines, day }: { receipt: Fields; lines: readonly Fields[]; day: string }): void {
  const { ARDivisionNo = '', CustomerNo = '', CheckNo = '', BankCode = '', DepositDate = '', DepositNo = '', BatchNo = '', PaymentType = '', OtherPaymentTypeRefNo = '', Comment = '' } = receipt;
  const bank = read(company, 'GL_Bank', BankCode);
  const customer = read(company, 'AR_Customer', ARDivisionNo, CustomerNo);
  assert(bank && customer, 'a receipt names a bank and a customer');
  const amount = minor(receipt, 'PostingAmt');
  const left = amount - lines.reduce((sum, line) => sum + minor(line, 'AmountPosted'), 0);
  const prepayment: Fields[] = left === 0 ? [] : [{ InvoiceNo: `PP${nextNumber(company, 'Prepayment', 5)}`, InvoiceType: 'PP', AmountPosted: moneyText(left) }];
  [...lines, ...prepayment].forEach((line, index) => {
    const { InvoiceNo = '', InvoiceType = 'IN' } = line;
    const paid = minor(line, 'AmountPosted');
    const open = read(company, 'AR_OpenInvoice', ARDivisionNo, CustomerNo, InvoiceNo, InvoiceType) ?? { ARDivisionNo, CustomerNo, InvoiceNo, InvoiceType, InvoiceDate: DepositDate, PostingDate: day, CheckNo, Comment };
    const written = write(company, 'AR_OpenInvoice', { ...open, Balance: moneyText(minor(open, 'Balance') - paid) });
    recordPayment(company, { item: written, day, amount: -paid, type: 'P', checkNo: CheckNo, reference: OtherPaymentTypeRefNo });
    write(company, 'AR_CashReceiptsHistory', {
      BankCode, DepositDate, DepositNo, DepositType: 'C', ARDivisionNo, CustomerNo, CheckNo, SequenceNo: String(index + 1).padStart(6, '0'), PostingDate: day, CustomerName: customer['CustomerName'] ?? '', OpenItemCustomer: 'Y',
      TransactionType: InvoiceType, InvoiceNo, InvoiceType, BatchNo, PaymentType, Comment: OtherPaymentTypeRefNo || Comment, CashAmountApplied: moneyText(paid), InvoiceBalance: written['Balance'] ?? '',
    });
  });
  addMoney(company, 'AR_Customer', customer, 'CurrentBalance', -amount);
  const entry = (key: string, value: number): GlEntry => ({ accountKey: key, minor: value, comment: `${CheckNo} ${customer['CustomerName'] ?? ''}`, document: OtherPaymentTypeRefNo.slice(0, 20) || CheckNo });
  postGl(company, { journal: 'CR', day, entries: [entry(bank['CashAccountKey'] ?? '', amount), entry(accountKey('receivables'), -amount)] });
}
