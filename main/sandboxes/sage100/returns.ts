import { columnsOf, linesIn, type Body } from '../gateway/body.ts';
import { nextNumber, read, rowsOf, write } from '../gateway/books.ts';
import { notOnFile, refused } from '../gateway/gateway-error.ts';
import type { Fields } from '../gateway/record-store.ts';
import { padInvoiceNumber, quantity, type Company, today } from './company.ts';
import { customerOf } from './customers.ts';
import { createCreditMemo, INVOICE } from './invoices.ts';

const HEADER = 'RA_ReturnHeader';
const LINE = 'RA_ReturnDetail';
const OBJECT = 'RA_Return_Bus';

/** A return is announced; what comes of it is decided when the goods are received and staff generate the transactions. */
export function createReturn(company: Company, body: Body): { returned: Fields; lines: Fields[] } {
  const given = columnsOf(company, { file: HEADER, object: OBJECT }, body);
  const { ARDivisionNo = '', CustomerNo = '', CustomerName = '' } = customerOf(company, body, OBJECT);
  const drafts = linesIn(body);
  if (drafts.length === 0) throw refused('CI_Required', 'The return has no lines.', 'Lines');
  const RMANo = nextNumber(company, 'RMANo', 7);
  const lines = drafts.map((line, index): Fields => {
    const path = `Lines[${index}].`;
    const fields = columnsOf(company, { file: LINE, object: OBJECT, path }, line);
    const InvoiceNo = padInvoiceNumber(company, fields['InvoiceNo'] ?? '');
    const ItemCode = fields['ItemCode'] ?? '';
    const sold = rowsOf(company, 'AR_InvoiceHistoryDetail', { InvoiceNo, ItemCode })[0];
    if (!sold || !rowsOf(company, 'AR_InvoiceHistoryHeader', { InvoiceNo, ARDivisionNo, CustomerNo })[0]) throw notOnFile(OBJECT, `${path}InvoiceNo`, `Item ${ItemCode} is not on invoice ${InvoiceNo || '(blank)'} of customer ${ARDivisionNo}-${CustomerNo}.`);
    if (quantity(fields, 'QuantityReturned') <= 0 || quantity(fields, 'QuantityReturned') > quantity(sold, 'QuantityShipped')) throw refused('RA_Quantity', `Line ${index + 1} returns more than was shipped, or nothing.`, `${path}QuantityReturned`);
    const sequence = String(index + 1).padStart(6, '0');
    return {
      ...fields, RMANo, InvoiceNo, LineKey: sequence, LineSeqNo: `${sequence}00`.padStart(14, '0'), HeaderSeqNo: sold['HeaderSeqNo'] ?? '', DetailSeqNo: sold['DetailSeqNo'] ?? '', ItemType: sold['ItemType'] ?? '1',
      CustomerAction: fields['CustomerAction'] || 'C', ItemAction: fields['ItemAction'] || 'S', UnitPrice: fields['CustomerAction'] === 'R' ? '0.000000' : (sold['UnitPrice'] ?? '0.000000'),
    };
  });
  const returned = write(company, HEADER, { BillToName: CustomerName, RMADate: today(company), ...given, RMANo, RMAStatus: 'N', ARDivisionNo, CustomerNo });
  return { returned, lines: lines.map(line => write(company, LINE, line)) };
}

/** Receives what was announced and generates its credit memos, one for each invoice; answers how many. */
export function generateCreditMemos(company: Company, day: string): number {
  let made = 0;
  for (const returned of rowsOf(company, HEADER, { RMAStatus: 'N' })) {
    const { RMANo = '', ARDivisionNo = '', CustomerNo = '' } = returned;
    const lines = rowsOf(company, LINE, { RMANo });
    for (const line of lines) write(company, LINE, { ...line, QuantityReceived: line['QuantityReturned'] ?? '' });
    const credited = lines.filter(line => line['CustomerAction'] === 'C');
    for (const invoiceNo of new Set(credited.map(line => line['InvoiceNo'] ?? ''))) {
      const { invoice } = createCreditMemo(company, {
        InvoiceType: 'CM', InvoiceDate: day, ARDivisionNo, CustomerNo, ApplyToInvoiceNo: invoiceNo, Comment: returned['Comment'] ?? '',
        Lines: credited.filter(line => line['InvoiceNo'] === invoiceNo).map(line => ({ ItemCode: line['ItemCode'], QuantityShipped: line['QuantityReturned'], UnitPrice: line['UnitPrice'] })),
      });
      const entered = read(company, INVOICE, invoice['InvoiceNo'] ?? '');
      if (entered) write(company, INVOICE, { ...entered, RMANo });
      made += 1;
    }
    write(company, HEADER, { ...returned, RMAStatus: 'O' });
  }
  return made;
}
