import { AppError } from '../../../../shared/contract/errors.ts';
import { formatMinor } from '../../../../shared/values/money.ts';
import type { ErpReferences, Journal, JournalEntry } from '../connector.ts';
import { sageDay } from './gateway.ts';

const COLUMNS = ['SourceJournal', 'PostingDate', 'DocumentNo', 'Account', 'Debit', 'Credit', 'Comment'] as const;
const MAX_COMMENT = 50;

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function accountOf({ bankId, nominalCode }: JournalEntry['lines'][number], { banks }: ErpReferences): string {
  if (bankId === null) return nominalCode;
  const nominal = banks.find(({ id }) => id === bankId)?.nominal;
  if (nominal) return nominal;
  throw new AppError('sage100.bankAccount', 'fixInput', `Sage 100 names no G/L account behind bank code ${bankId}. Set it in Bank Code Maintenance, then discover the connection again.`);
}

/** Rows for a Visual Integrator import of general journals: one for each line, in the order of the entries. */
function file(entries: readonly JournalEntry[], references: ErpReferences): { fileName: string; content: string } {
  const rows = entries.flatMap(entry => entry.lines.map(line => [
    'GJ', sageDay(entry.on), entry.document, accountOf(line, references), line.amountMinor > 0 ? formatMinor(line.amountMinor, entry.currency) : '', line.amountMinor < 0 ? formatMinor(-line.amountMinor, entry.currency) : '', entry.narrative.slice(0, MAX_COMMENT),
  ]));
  return { fileName: 'sage100-general-journal.csv', content: `${[COLUMNS, ...rows].map(row => row.map(quoted).join(',')).join('\r\n')}\r\n` };
}

export const journal: Journal = { steps: ['fee', 'transfer', 'adjustment'], file };
