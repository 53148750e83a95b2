import type { Journal } from '../connector.ts';
import { journalFile } from '../gateway/journal-file.ts';
import { sageProDay } from './gateway.ts';

/** Rows under the names of Sage Pro's own columns of postings, for its import of general journals. */
export const journal: Journal = {
  steps: ['fee', 'transfer', 'adjustment'],
  file: journalFile({ system: 'Sage Pro', fileName: 'sagepro-general-journal.csv', columns: ['source', 'trandate', 'refno', 'glacct', 'debit', 'credit', 'descrip'], source: 'GJ', dayText: sageProDay, maxComment: 60 }),
};
