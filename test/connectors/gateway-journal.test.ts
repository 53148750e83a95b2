import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { ErpReferences, JournalEntry } from '../../main/engine/connectors/connector.ts';
import { gatewayJournal, journalDocuments } from '../../main/engine/connectors/gateway/journal.ts';
import { readJournalFile } from '../../main/sandboxes/gateway/journal-import.ts';
import { localDate } from '../../shared/values/date.ts';

const COLUMNS = ['Source', 'Day', 'Document', 'Account', 'Debit', 'Credit', 'Comment'] as const;
const journal = gatewayJournal({ system: 'Sage', fileName: 'journal.csv', columns: COLUMNS, day: on => on.replaceAll('-', ''), maxComment: 20 });
const REFERENCES = { banks: [{ id: 'A', code: 'A', name: '', currency: 'GBP', nominal: '100-00' }, { id: 'B', code: 'B', name: '', currency: 'GBP', nominal: '101-00' }] } as unknown as ErpReferences; // only the banks are read

const on = localDate('2026-10-13');
const base = { currency: 'GBP' as const, on, reference: 'P-1', costCentre: '', department: '', taxCodeId: null, taxMinor: 0 };
const fee = journalDocuments.bankPosting({ ...base, bankId: 'B', amountMinor: 565, nominalCode: '610-00', secondReference: 'FEE-P-1', narrative: 'Web store, "fees" P-1' }) as unknown as JournalEntry; // what bankPosting makes is one
const payout = journalDocuments.transfer({ ...base, fromBankId: 'B', toBankId: 'A', amountMinor: 26_316, secondReference: 'PO-P-1', narrative: 'Web store payout P-1' }) as unknown as JournalEntry;

test('a fee leaves the clearing account, a payout moves to the bank, and debits equal credits', () => {
  assert.deepEqual(journal.file([fee, payout], REFERENCES).content.split('\r\n'), [
    'Source,Day,Document,Account,Debit,Credit,Comment',
    'GJ,20261013,FEE-P-1,101-00,,5.65,"Web store, ""fees"" P-"',
    'GJ,20261013,FEE-P-1,610-00,5.65,,"Web store, ""fees"" P-"',
    'GJ,20261013,PO-P-1,101-00,,263.16,Web store payout P-1',
    'GJ,20261013,PO-P-1,100-00,263.16,,Web store payout P-1',
    '',
  ]);
});

test('what the staff import is what was written, document by document', () => {
  const documents = readJournalFile(journal.file([fee, payout], REFERENCES).content, { columns: COLUMNS.join(','), currency: 'GBP', hasAccount: () => true });
  assert.deepEqual(documents.map(rows => rows.map(({ account, minor }) => [account, minor])), [[['101-00', -565], ['610-00', 565]], [['101-00', -26_316], ['100-00', 26_316]]]);
});

test('a bank code without an account stops the file and says where to set it', () => {
  assert.throws(() => journal.file([{ ...fee, lines: [{ bankId: 'C', nominalCode: '', amountMinor: 1 }] }], REFERENCES), /no account of the general ledger behind bank code C/);
});
