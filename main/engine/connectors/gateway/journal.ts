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

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

type Form = { system: string; fileName: string; /** Source, day, document, account, debit, credit, comment: as the import calls them. */ columns: readonly [string, string, string, string, string, string, string]; day: (on: LocalDate) => string; maxComment: number };

/** The general journal as rows for the system's own import: one for each line, in the order of the entries. */
export function gatewayJournal({ system, fileName, columns, day, maxComment }: Form): Journal {
  function accountOf({ bankId, nominalCode }: JournalEntry['lines'][number], { banks }: ErpReferences): string {
    if (bankId === null) return nominalCode;
    const nominal = banks.find(({ id }) => id === bankId)?.nominal;
    if (nominal) return nominal;
    throw new AppError('journal.bankAccount', 'fixInput', `${system} names no account of the general ledger behind bank code ${bankId}. Set it there, then start a run, which reads the bank codes again.`);
  }
  return {
    steps: ['fee', 'transfer', 'adjustment'],
    file(entries, references) {
      const rows = entries.flatMap(({ document, on, narrative, currency, lines }) => lines.map(line => [
        'GJ', day(on), document, accountOf(line, references), line.amountMinor > 0 ? formatMinor(line.amountMinor, currency) : '', line.amountMinor < 0 ? formatMinor(-line.amountMinor, currency) : '', narrative.slice(0, maxComment),
      ]));
      return { fileName, content: `${[columns, ...rows].map(row => row.map(quoted).join(',')).join('\r\n')}\r\n` };
    },
  };
}
