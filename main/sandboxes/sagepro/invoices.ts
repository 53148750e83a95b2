import { columnsOf, linesIn, textIn, type Body } from '../gateway/body.ts';
import { read, rowsOf, write } from '../gateway/books.ts';
import { badRequest, noKey, refused } from '../gateway/gateway-error.ts';
import type { Row } from '../gateway/listing.ts';
import type { Fields } from '../gateway/record-store.ts';
import { extensionMinor, mills, millsText, minor, minorText, padded, type Company } from './company.ts';
import { addTo, customerOf } from './customers.ts';
import { ACCOUNTS, postGl } from './ledger.ts';
import { amountOf, draftLine, moveStock, taxMinor } from './lines.ts';
import { INVOICE, INVOICE_LINE, shown } from './names.ts';
import { close, DEFAULT_LOCATION, linesOf } from './orders.ts';

/** The habit of this site: tax is a line of its own on an invoice. */
export const TAX_ITEM = 'TAX-01';
const IS_TAX = /^TAX-/;
const IS_FREIGHT = /^SHIP-/;

const nextInvoice = (company: Company): string => padded(String(company.store.next('invno') + 55_000));

/** Signs are kept: a credit memo is negative throughout. The invoice is in the ledger at once; Sage Pro has no batch to post. */
function postInvoice(company: Company, header: Fields, lines: readonly Fields[]): Fields {
  const amount = lines.reduce((sum, line) => sum + amountOf(line), 0);
  const { invno = '', custno = '', invdte = '', ponum = '', artype = '' } = header;
  const invoice = write(company, 'armast', { ...header, arstat: '', invamt: minorText(amount), paidamt: minorText(0), balance: minorText(amount) });
  lines.forEach((line, index) => write(company, 'artran', { ...line, invno, tranlineno: String(index + 1), custno, ponum, artype, invdte }));
  const tax = lines.filter(line => IS_TAX.test(line['item'] ?? '')).reduce((sum, line) => sum + amountOf(line), 0);
  const entry = (name: keyof typeof ACCOUNTS, value: number) => ({ account: ACCOUNTS[name][0], minor: value, descrip: `Invoice ${invno.trim()}`, reference: ponum });
  postGl(company, { source: 'SJ', day: invdte, entries: [entry('receivables', amount), entry('sales', tax - amount), entry('salesTax', -tax)] });
  addTo(company, custno, 'balance', amount);
  return invoice;
}

const taxLine = (tax: number): Fields[] => (tax === 0 ? [] : [{ item: TAX_ITEM, descrip: 'Tax', price: minorText(tax), qtyord: millsText(1_000), qtyshp: millsText(1_000), extprice: minorText(tax) }]);

export type Shipping = { salesOrderNo: string; day: string; /** By line number, in thousandths; missing lines leave whole. */ quantities?: Readonly<Record<string, number>> };

/** Staff ship an order: what leaves is invoiced, the rest stays open; a complete order moves to the history. */
export function shipOrder(company: Company, { salesOrderNo, day, quantities = {} }: Shipping): Fields {
  const order = read(company, 'somast', padded(salesOrderNo));
  if (!order) throw noKey(`Sales order ${salesOrderNo.trim()} is not open.`);
  const lines = linesOf(company, 'sotran', order['sono'] ?? '');
  const leaving = lines.map(line => ({ line, quantity: Math.min(mills(line, 'qtyord'), quantities[line['tranlineno'] ?? ''] ?? mills(line, 'qtyord')) })).filter(({ quantity }) => quantity > 0);
  const invno = nextInvoice(company);
  const billed = leaving.map(({ line, quantity }): Fields => {
    const amount = extensionMinor({ quantity, price: mills(line, 'price'), discount: mills(line, 'disc') });
    const { item = '', descrip = '', loctid = '', price = '', origqtyord = '', taxcode = '' } = line;
    return { item, descrip, loctid, price, taxcode, qtyord: origqtyord, qtyshp: millsText(quantity), extprice: minorText(amount) };
  });
  const tax = taxMinor(leaving.map(({ line }, index) => ({ code: line['taxcode'] ?? '', rateMills: mills(line, 'taxrate'), amountMinor: amountOf(billed[index] ?? {}) })));
  const goods = billed.reduce((sum, line) => sum + amountOf(line), 0);
  for (const { line, quantity } of leaving) {
    write(company, 'sotran', { ...line, qtyord: millsText(mills(line, 'qtyord') - quantity), qtyshp: millsText(mills(line, 'qtyshp') + quantity), shipdate: day, shipqty: millsText(quantity) });
    moveStock(company, { item: line['item'] ?? '', loctid: line['loctid'] ?? '' }, line['stkcode'] === 'Y' ? quantity : 0);
  }
  const { custno = '', sono = '', ponum = '', pterms = '' } = order;
  const invoice = postInvoice(company, { invno, custno, artype: '', ornum: sono, ponum, pterms, invdte: day, sotrack: `1Z999AA1${invno.trim().padStart(7, '0')}` }, [...billed, ...taxLine(tax)]);
  addTo(company, custno, 'onorder', -goods - tax);
  const after = write(company, 'somast', { ...order, shpamt: minorText(minor(order, 'shpamt') + goods), sotrack: invoice['sotrack'] ?? '' });
  if (linesOf(company, 'sotran', sono).every(line => mills(line, 'qtyord') === 0)) close(company, { ...after, sostat: 'C' });
  return invoice;
}

/** An invoice or credit memo of its own: no order stands behind it, and goods move only when they come back. */
export function createInvoice(company: Company, body: Body): Fields {
  const given = columnsOf(company, { file: 'armast', object: 'armast', names: INVOICE }, withoutNotes(body));
  const artype = given['artype'] ?? '';
  if (artype !== '' && artype !== 'C') throw badRequest('BadType', 'Type is blank for an invoice, or C for a credit memo.', 'Type');
  const customer = customerOf(company, body, 'armast');
  if (!given['invdte']) throw refused('CI_Required', 'The document has no date.', 'InvoiceDate');
  const bodies = linesIn(body, 'LineItems');
  if (bodies.length === 0) throw refused('CI_Required', 'The document has no lines.', 'LineItems');
  const sign = artype === 'C' ? -1 : 1;
  const drafts = bodies.map((line, index) => draftLine(company, { file: 'artran', object: 'artran', names: INVOICE_LINE, path: `LineItems[${index}].`, location: DEFAULT_LOCATION }, line));
  const tax = drafts.some(({ fields }) => IS_TAX.test(fields['item'] ?? '')) ? 0 : taxMinor(drafts.map(({ fields, taxRateMills, extendedMinor }) => ({ code: fields['taxcode'] ?? '', rateMills: taxRateMills, amountMinor: extendedMinor })));
  const notes = textIn(body, 'Notes');
  const lines = [...drafts.map(({ fields, quantity, extendedMinor }): Fields => ({ ...fields, qtyord: millsText(quantity), qtyshp: millsText(sign * quantity), extprice: minorText(sign * extendedMinor) })), ...taxLine(sign * tax)];
  if (sign < 0) for (const { fields, quantity, isStocked } of drafts) if (isStocked) moveStock(company, { item: fields['item'] ?? '', loctid: fields['loctid'] ?? '' }, -quantity);
  return postInvoice(company, { pterms: customer['pterms'] ?? '', ...given, invno: nextInvoice(company), custno: customer['custno'] ?? '', artype, ornum: given['ornum'] ? padded(given['ornum']) : '' }, lines.map((line, index) => (index === 0 ? { ...line, arinvnts: notes } : line)));
}

const withoutNotes = ({ Notes: _notes, ...body }: Body): Body => body;

/** Notes stand on an invoice's first line; freight and tax are sums of the lines that stand for them. */
export function invoiceRow(company: Company, fields: Fields): Row {
  const lines = rowsOf(company, 'artran', { invno: fields['invno'] ?? '' }).sort((a, b) => Number(a['tranlineno']) - Number(b['tranlineno']));
  const sumOf = (kind: RegExp): string => minorText(lines.filter(line => kind.test(line['item'] ?? '')).reduce((sum, line) => sum + amountOf(line), 0));
  return { ...shown(company, { file: 'armast', names: INVOICE }, fields), Notes: lines[0]?.['arinvnts'] ?? '', FreightAmount: sumOf(IS_FREIGHT), LineItems: lines.map(line => shown(company, { file: 'artran', names: INVOICE_LINE }, line)) };
}

export function payInvoice(company: Company, invoice: Fields, { amount, day }: { amount: number; day: string }): void {
  const paid = minor(invoice, 'paidamt') + amount;
  write(company, 'armast', { ...invoice, paidamt: minorText(paid), balance: minorText(minor(invoice, 'invamt') - paid) });
  for (const line of rowsOf(company, 'artran', { invno: invoice['invno'] ?? '' })) write(company, 'artran', { ...line, paydate: day });
}
