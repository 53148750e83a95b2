import { rowsOf } from '../gateway/books.ts';
import { badRequest } from '../gateway/gateway-error.ts';
import { parseMoney } from '../../../shared/values/money.ts';
import { Currency } from '../../../shared/values/money.ts';
import type { Company } from './company.ts';
import { postGl, type GlEntry } from './general-ledger.ts';

const COLUMNS = 'SourceJournal,PostingDate,DocumentNo,Account,Debit,Credit,Comment';
const MAX_ROWS = 100_000;

type Row = { day: string; document: string; entry: GlEntry };

/** What somebody at Sage does with a journal file: imports it by Visual Integrator and posts it. All of it or nothing; answers how many entries. */
export function importJournal(company: Company, csv: string): number {
  const [head, ...lines] = csv.split(/\r?\n/).filter(line => line !== '').slice(0, MAX_ROWS);
  if (head !== COLUMNS) throw badRequest('BadJournal', `The file begins with ${COLUMNS}.`);
  const entries = Map.groupBy(lines.map((line, index) => rowOf(company, line, index + 2)), ({ day, document }) => `${day} ${document}`);
  company.store.transaction(() => {
    for (const rows of entries.values()) postGl(company, { journal: 'GJ', day: rows[0]?.day ?? '', entries: rows.map(({ entry }) => entry) });
  });
  return entries.size;
}

function rowOf(company: Company, line: string, number: number): Row {
  const cells = [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) => cell.replace(/^"|"$/g, '').replaceAll('""', '"'));
  const [, day = '', document = '', account = '', debit = '', credit = '', comment = ''] = cells;
  const [found] = rowsOf(company, 'GL_Account', { Account: account });
  if (!found) throw badRequest('BadJournal', `Line ${number}: account ${account || '(blank)'} is not on file.`);
  const minor = (text: string): number => (text === '' ? 0 : (parseMoney(text, Currency.parse(company.currency))?.minor ?? Number.NaN));
  return { day, document, entry: { accountKey: found['AccountKey'] ?? '', minor: minor(debit) - minor(credit), comment, document } };
}
