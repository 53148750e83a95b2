import { AppError } from '../../../../shared/contract/errors.ts';
import type { LocalDate } from '../../../../shared/values/date.ts';
import { formatMinor } from '../../../../shared/values/money.ts';
import type { Documents, ErpReferences, Journal, JournalEntry, Json } from '../connector.ts';

const entryOf = (entry: JournalEntry): Json => entry;

/** Sage's US systems take no cash-book posting from outside: their staff import general journals. */
export const journalDocuments = {
  bankPosting: ({ bankId, amountMinor, currency, on, nominalCode, secondReference, narrative }) =>
    entryOf({ document: secondReference, on, narrative, currency, lines: [{ bankId, nominalCode: '', amountMinor: -amountMinor }, { bankId: null, nominalCode, amountMinor }] }),
  transfer: ({ fromBankId, toBankId, amountMinor, currency, on, secondReference, narrative }) =>
    entryOf({ document: secondReference, on, narrative, currency, lines: [{ bankId: fromBankId, nominalCode: '', amountMinor: -amountMinor }, { bankId: toBankId, nominalCode: '', amountMinor }] }),
} satisfies Partial<Documents>;

/** How a system's own import of general journals reads a file: what its seven columns are called, and how it writes a day. */
export type JournalForm = { system: string; fileName: string; columns: readonly [source: string, day: string, document: string, account: string, debit: string, credit: string, comment: string]; source: string; dayText: (on: LocalDate) => string; maxComment: number };

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function accountOf({ bankId, nominalCode }: JournalEntry['lines'][number], { banks }: ErpReferences, system: string): string {
  if (bankId === null) return nominalCode;
  const nominal = banks.find(({ id }) => id === bankId)?.nominal;
  if (nominal) return nominal;
  throw new AppError('journal.bankAccount', 'fixInput', `${system} names no G/L account behind bank code ${bankId}. Set it there, then discover the connection again.`);
}

/** One row for each line, in the order of the entries. */
export const journalFile = ({ system, fileName, columns, source, dayText, maxComment }: JournalForm): Journal['file'] => (entries, references) => {
  const rows = entries.flatMap(entry => entry.lines.map(line => [
    source, dayText(entry.on), entry.document, accountOf(line, references, system), line.amountMinor > 0 ? formatMinor(line.amountMinor, entry.currency) : '', line.amountMinor < 0 ? formatMinor(-line.amountMinor, entry.currency) : '',
    entry.narrative.slice(0, maxComment),
  ]));
  return { fileName, content: `${[columns, ...rows].map(row => row.map(quoted).join(',')).join('\r\n')}\r\n` };
};
