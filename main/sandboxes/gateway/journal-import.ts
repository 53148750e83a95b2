import { Currency, parseMoney } from '../../../shared/values/money.ts';
import { badRequest } from './gateway-error.ts';

export type JournalRow = { day: string; document: string; account: string; minor: number; comment: string };

const MAX_ROWS = 100_000;

/** What somebody at Sage does with a journal file: imports it, document by document. Answers the rows of each. */
export function readJournalFile(csv: string, { columns, currency, hasAccount }: { columns: string; currency: string; hasAccount: (account: string) => boolean }): JournalRow[][] {
  const [head, ...lines] = csv.split(/\r?\n/).filter(line => line !== '').slice(0, MAX_ROWS);
  if (head !== columns) throw badRequest('BadJournal', `The file begins with ${columns}.`);
  const rows = lines.map((line, index) => rowOf(line, index + 2, currency));
  const unknown = rows.find(({ account }) => !hasAccount(account));
  if (unknown) throw badRequest('BadJournal', `Account ${unknown.account || '(blank)'} is not on file.`);
  return [...Map.groupBy(rows, ({ day, document }) => `${day} ${document}`).values()];
}

function rowOf(line: string, number: number, currency: string): JournalRow {
  const cells = [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) => cell.replace(/^"|"$/g, '').replaceAll('""', '"'));
  const [, day = '', document = '', account = '', debit = '', credit = '', comment = ''] = cells;
  const amount = (text: string): number => {
    const minor = text === '' ? 0 : parseMoney(text, Currency.parse(currency))?.minor;
    if (minor === undefined) throw badRequest('BadJournal', `Line ${number}: ${text} is no amount.`);
    return minor;
  };
  return { day, document, account, minor: amount(debit) - amount(credit), comment };
}
