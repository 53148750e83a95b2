import { columnsOf, linesIn, textIn, type Body } from '../gateway/body.ts';
import { nextNumber, read, rowsOf, write } from '../gateway/books.ts';
import { notOnFile, refused } from '../gateway/gateway-error.ts';
import type { Row } from '../gateway/listing.ts';
import type { Fields } from '../gateway/record-store.ts';
import { minor, minorText, padded, today, type Company } from './company.ts';
import { addTo, customerOf } from './customers.ts';
import { payInvoice } from './invoices.ts';
import { ACCOUNTS, postGl } from './ledger.ts';
import { APPLICATION, PAYMENT, shown } from './names.ts';

/** A customer's payment: on invoices as far as it says which, open for the rest. A negative one is money given back. */
export function createPayment(company: Company, body: Body): Fields {
  const given = columnsOf(company, { file: 'arcash', object: 'arcash', names: PAYMENT }, body);
  const { custno = '', company: name = '' } = customerOf(company, body, 'arcash');
  const { bankno = '', paydate = today(company), ref = '', checkno = '' } = given;
  const bank = read(company, 'arbank', bankno);
  if (!bank) throw notOnFile('arcash', 'BankCode', `Bank code ${bankno || '(blank)'} is not on file.`);
  const amount = minor(given, 'amount');
  if (amount === 0) throw refused('CI_Required', 'The payment has no amount.', 'Amount');
  const rcptno = padded(nextNumber(company, 'rcptno', 1));
  const applications = linesIn(body, 'Applications').map((line, index) => {
    const path = `Applications[${index}].`;
    const fields = columnsOf(company, { file: 'arcshd', object: 'arcshd', names: APPLICATION, path }, line);
    const invoice = read(company, 'armast', padded(textIn(line, 'InvoiceNo')));
    if (!invoice || invoice['custno'] !== custno) throw notOnFile('arcshd', `${path}InvoiceNo`, `Customer ${custno} has no invoice ${textIn(line, 'InvoiceNo').trim() || '(blank)'}.`);
    return { invoice, applied: minor(fields, 'applied') };
  });
  const applied = applications.reduce((sum, one) => sum + one.applied, 0);
  if (applied > Math.max(0, amount)) throw refused('AR_OverApplied', 'The lines apply more than was received.', 'Applications');
  const payment = write(company, 'arcash', { ...given, rcptno, custno, paydate, unapplied: minorText(amount - applied) });
  for (const { invoice, applied: part } of applications) {
    write(company, 'arcshd', { rcptno, invno: invoice['invno'] ?? '', applied: minorText(part) });
    payInvoice(company, invoice, { amount: part, day: paydate });
  }
  addTo(company, custno, 'balance', -amount);
  const entry = (account: string, value: number) => ({ account, minor: value, descrip: `${checkno} ${name}`, reference: ref || checkno });
  postGl(company, { source: 'CR', day: paydate, entries: [entry(bank['glacct'] ?? '', amount), entry(ACCOUNTS.receivables[0], -amount)] });
  return payment;
}

export const paymentRow = (company: Company, fields: Fields): Row =>
  ({ ...shown(company, { file: 'arcash', names: PAYMENT }, fields), Applications: rowsOf(company, 'arcshd', { rcptno: fields['rcptno'] ?? '' }).map(row => shown(company, { file: 'arcshd', names: APPLICATION }, row)) });
