import { columnsOf, linesIn, textIn, type Body } from '../gateway/body.ts';
import { nextNumber, read, rowsOf, write } from '../gateway/books.ts';
import { notOnFile, refused } from '../gateway/gateway-error.ts';
import type { Fields } from '../gateway/record-store.ts';
import { minor, moneyText, padInvoiceNumber, type Company, today } from './company.ts';
import { customerOf } from './customers.ts';
import { openBatch } from './invoices.ts';

const HEADER = 'AR_CashReceiptsHeader';
const OBJECT = 'AR_CashReceipts_bus';
/** Cards and bank transfers are kept apart from cash and cheques on a deposit. */
const CARD_TYPES: ReadonlySet<string> = new Set(['VISA', 'MC', 'AMEX', 'WEB']);

/** A customer's payment on a deposit of its own, in the batch that is open: entered, not posted. */
export function createCashReceipt(company: Company, body: Body): { receipt: Fields; lines: Fields[] } {
  const { Lines: _lines, DepositDesc: described, ...columns } = body;
  const given = columnsOf(company, { file: HEADER, object: OBJECT }, columns);
  const { ARDivisionNo = '', CustomerNo = '' } = customerOf(company, body, OBJECT);
  const { CheckNo = '', BankCode = '', DepositDate = today(company) } = given;
  if (!CheckNo) throw refused('CI_Required', 'The receipt has no check number; staff enter a word such as APPLY.', 'CheckNo');
  if (!read(company, 'GL_Bank', BankCode)) throw notOnFile(OBJECT, 'BankCode', `Bank code ${BankCode || '(blank)'} is not on file.`);
  const amount = minor(given, 'PostingAmt');
  if (amount === 0) throw refused('CI_Required', 'The receipt has no amount.', 'PostingAmt');
  const lines = linesIn(body).map((line, index) => {
    const path = `Lines[${index}].`;
    const fields = columnsOf(company, { file: 'AR_CashReceiptsDetail', object: OBJECT, path }, line);
    const InvoiceNo = padInvoiceNumber(company, fields['InvoiceNo'] ?? '');
    const [open] = rowsOf(company, 'AR_OpenInvoice', { InvoiceNo, ARDivisionNo, CustomerNo });
    if (!open) throw notOnFile(OBJECT, `${path}InvoiceNo`, `Invoice ${InvoiceNo || '(blank)'} of customer ${ARDivisionNo}-${CustomerNo} is not open.`);
    return { ...fields, InvoiceNo, InvoiceType: open['InvoiceType'] ?? 'IN' };
  });
  const applied = lines.reduce((sum, line) => sum + minor(line, 'AmountPosted'), 0);
  // A negative receipt gives money back.
  if (amount > 0 ? applied > amount : applied < amount) throw refused('AR_OverApplied', 'The lines apply more than was received.', 'Lines');
  const DepositNo = nextNumber(company, 'DepositNo', 5);
  const BatchNo = openBatch(company, 'CR');
  const isCard = CARD_TYPES.has(given['PaymentType'] ?? '');
  write(company, 'AR_CashReceiptsDeposit', { DepositNo, BatchNo, DepositDesc: textIn({ described }, 'described').slice(0, 30), BankCode, DepositDate, [isCard ? 'CreditCardDepositAmt' : 'CashDepositAmt']: moneyText(amount) });
  const key = { DepositNo, ARDivisionNo, CustomerNo, CheckNo };
  return {
    receipt: write(company, HEADER, { ...given, ...key, BatchNo, DepositDate, CashAmountApplied: moneyText(applied) }),
    lines: lines.map(line => write(company, 'AR_CashReceiptsDetail', { ...line, ...key })),
  };
}
