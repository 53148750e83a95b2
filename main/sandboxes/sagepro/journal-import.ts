import { read } from '../gateway/books.ts';
import { badRequest } from '../gateway/gateway-error.ts';
import { readJournal, type ImportedLine } from '../gateway/journal-import.ts';
import type { Company } from './company.ts';
import { postGl, type GlEntry } from './ledger.ts';

const COLUMNS = 'source,trandate,refno,glacct,debit,credit,descrip';

/** What somebody at Sage Pro does with a journal file. All of it or nothing; answers how many entries. */
export function importJournal(company: Company, csv: string): number {
  const journals = readJournal(csv, { columns: COLUMNS, currency: company.currency }).map(lines => ({ day: lines[0]?.day ?? '', entries: lines.map(line => entryOf(company, line)) }));
  company.store.transaction(() => {
    for (const { day, entries } of journals) postGl(company, { source: 'GJ', day, entries });
  });
  return journals.length;
}

function entryOf(company: Company, { account, minor, comment, document }: ImportedLine): GlEntry {
  if (!read(company, 'glacnt', account)) throw badRequest('BadJournal', `Account ${account || '(blank)'} of document ${document} is not on file.`);
  return { account, minor, descrip: comment, reference: document };
}
