/**
 * What an invoice number is, whatever its padding: a company that lets its numbers grow from 7 to 20 characters gets its numeric ones
 * padded anew, and words left as they are. '0001234' and '00000000000000001234' are one invoice, 'A001' and 'A01' are two.
 */
export function invoiceKey(text: string): string {
  const bare = text.trim().toUpperCase();
  return /^\d+$/.test(bare) ? bare.replace(/^0+(?=\d)/, '') : bare;
}

export const isSameInvoice = (a: string, b: string): boolean => invoiceKey(a) === invoiceKey(b);
