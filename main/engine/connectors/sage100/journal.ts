import type { Journal } from '../connector.ts';
import { journalFile } from '../gateway/journal-file.ts';
import { sageDay } from './gateway.ts';

/** Rows for a Visual Integrator import of general journals. */
export const journal: Journal = {
  steps: ['fee', 'transfer', 'adjustment'],
  file: journalFile({ system: 'Sage 100', fileName: 'sage100-general-journal.csv', columns: ['SourceJournal', 'PostingDate', 'DocumentNo', 'Account', 'Debit', 'Credit', 'Comment'], source: 'GJ', dayText: sageDay, maxComment: 50 }),
};
