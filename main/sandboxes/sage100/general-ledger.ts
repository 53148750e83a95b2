import { assert } from '../../../shared/values/assert.ts';
import { nextNumber, read, units, write } from '../gateway/books.ts';
import { minor, moneyText, type Company } from './company.ts';

/** Key, account as shown, name, type. Other files hold the key, never the number. */
export const ACCOUNTS = {
  receivables: ['000000001', '110-00', 'Accounts receivable'],
  inventory: ['000000002', '120-00', 'Inventory'],
  salesTax: ['000000003', '220-00', 'Sales tax payable'],
  retained: ['000000004', '300-00', 'Retained earnings'],
  sales: ['000000005', '400-00', 'Sales'],
  freight: ['000000006', '410-00', 'Freight income'],
  discounts: ['000000007', '420-00', 'Discounts allowed'],
  fees: ['000000009', '610-00', 'Channel fees'],
  bankCharges: ['000000010', '620-00', 'Bank charges'],
  deposits: ['000000008', '130-00', 'Customer deposits received'],
} as const;

export const accountKey = (name: keyof typeof ACCOUNTS): string => ACCOUNTS[name][0];

export type GlEntry = { accountKey: string; minor: number; comment: string; document: string };

/** One journal: debits positive, credits negative, together nothing. The posting day decides the period. */
export function postGl(company: Company, { journal, day, entries }: { journal: string; day: string; entries: readonly GlEntry[] }): string {
  const moved = entries.filter(entry => entry.minor !== 0);
  assert(moved.reduce((sum, entry) => sum + entry.minor, 0) === 0, 'debits equal credits');
  const register = nextNumber(company, `Register ${journal}`, 6);
  moved.forEach((entry, index) => {
    const [debit, credit] = [Math.max(0, entry.minor), Math.max(0, -entry.minor)];
    write(company, 'GL_DetailPosting', {
      AccountKey: entry.accountKey, PostingDate: day, SourceJournal: journal, JournalRegisterNo: register, SequenceNo: String(index + 1).padStart(6, '0'), DebitAmount: moneyText(debit), CreditAmount: moneyText(credit),
      PostingComment: entry.comment.slice(0, 50), DocumentNo: entry.document, SourceModule: journal === 'GJ' ? 'G/L' : 'A/R',
    });
    const key = { AccountKey: entry.accountKey, FiscalYear: day.slice(0, 4), FiscalPeriod: day.slice(4, 6) };
    const period = read(company, 'GL_PeriodPostingHistory', key.AccountKey, key.FiscalYear, key.FiscalPeriod) ?? {};
    write(company, 'GL_PeriodPostingHistory', { ...key, DebitAmount: moneyText(minor(period, 'DebitAmount') + debit), CreditAmount: moneyText(minor(period, 'CreditAmount') + credit) });
  });
  return register;
}

/** What tax a schedule takes of a class of goods, in millionths of a per cent. */
export function taxRate(company: Company, schedule: string, taxClass: string): number {
  const row = read(company, 'SY_SalesTaxSchedule', schedule, taxClass);
  return row ? units(row, 'TaxRate', 6) : 0;
}
