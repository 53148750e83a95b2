import { rowsOf } from '../gateway/books.ts';
import { badRequest } from '../gateway/gateway-error.ts';
import { readJournal, type ImportedLine } from '../gateway/journal-import.ts';
import type { Company } from './company.ts';
import { postGl, type GlEntry } from './general-ledger.ts';

const COLUMNS = 'SourceJournal,PostingDate,DocumentNo,Account,Debit,Credit,Comment';

/** What somebody at Sage does with a journal file: imports it by Visual Integrator and posts it. All of it or nothing; answers how many entries. */
export function importJournal(company: Company, csv: string): number {
  const journals = readJournal(csv, { columns: COLUMNS, currency: company.currency }).map(lines => ({ day: lines[0]?.day ?? '', entries: lines.map(line => entryOf(company, line)) }));
  company.store.transaction(() => {
    for (const { day, entries } of journals) postGl(company, { journal: 'GJ', day, entries });
  });
  return journals.length;
}

function entryOf(company: Company, { account, minor, comment, document }: ImportedLine): GlEntry {
  const [found] = rowsOf(company, 'GL_Account', { Account: account });
  if (!found) throw badRequest('BadJournal', `Account ${account || '(blank)'} of document ${document} is not on file.`);
  return { accountKey: found['AccountKey'] ?? '', minor, comment, document };
}
