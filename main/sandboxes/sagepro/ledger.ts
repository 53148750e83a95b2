import { assert } from '../../../shared/values/assert.ts';
import { nextNumber, read, write } from '../gateway/books.ts';
import { mills, millsText, minorText, type Company } from './company.ts';

export const ACCOUNTS = {
  receivables: ['1100-00', 'Accounts receivable'],
  salesTax: ['2200-00', 'Sales tax payable'],
  retained: ['3000-00', 'Retained earnings'],
  sales: ['4000-00', 'Sales'],
  freight: ['4100-00', 'Freight income'],
  discounts: ['4200-00', 'Discounts and rounding'],
  fees: ['6100-00', 'Channel fees'],
  bankCharges: ['6200-00', 'Bank charges'],
} as const;

export type GlEntry = { account: string; minor: number; descrip: string; reference: string };

/** One journal: debits positive, credits negative, together nothing. The day decides the period. */
export function postGl(company: Company, { source, day, entries }: { source: 'SJ' | 'CR' | 'GJ'; day: string; entries: readonly GlEntry[] }): void {
  const moved = entries.filter(({ minor }) => minor !== 0);
  assert(moved.reduce((sum, { minor }) => sum + minor, 0) === 0, 'debits equal credits');
  const batchno = nextNumber(company, `batch ${source}`, 10);
  moved.forEach(({ account, minor, descrip, reference }, index) => {
    const [debit, credit] = [Math.max(0, minor), Math.max(0, -minor)];
    write(company, 'gltran', { glacct: account, trandate: day, source, batchno, seqno: String(index + 1).padStart(6, '0'), debit: minorText(debit), credit: minorText(credit), refno: reference.slice(0, 20), descrip: descrip.slice(0, 60) });
    const key = { glacct: account, fyear: day.slice(0, 4), fperiod: day.slice(5, 7) };
    const period = read(company, 'glbal', key.glacct, key.fyear, key.fperiod) ?? {};
    write(company, 'glbal', { ...key, debit: millsText(mills(period, 'debit') + debit * 10), credit: millsText(mills(period, 'credit') + credit * 10) });
  });
}
