import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import SQLite from 'better-sqlite3';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { MAX_ATTACHMENT_BYTES } from '../../../shared/contract/notes.ts';
import { UPLOAD_PIECE_BYTES } from '../../../shared/contract/statements.ts';
import type { EntryId } from '../../../shared/values/id.ts';
import type { EngineCaller } from '../../../main/hosts/caller.ts';
import { cleanUp, newEngine, refusalOf, type TestEngine } from '../../support/new-engine.ts';

const ids = (...names: string[]): EntryId[] => names.map(name => name as EntryId);
const line = (id: string, period: string, source: string): string => `('${id}', 'payments', '1200', '${period}', 'left', '${source}', 'bank', '2026-10-05', 100, 100, 'GBP', 'R-${source}', '', '', '', '', 'open')`;

describe('notes about lines', () => {
  let engine: TestEngine;
  let accountant: EngineCaller;
  beforeAll(async () => {
    engine = await newEngine();
    const file = new SQLite(engine.file);
    file.exec(`INSERT INTO entry (id, kind, account, period, side, source, entry_kind, on_day, amount_minor, open_minor, currency, reference, order_reference, payout, party, text, state)
      VALUES ${[line('ent_1', '2026-10', 'a'), line('ent_2', '2026-10', 'b'), line('ent_3', '2026-11', 'a'), line('ent_4', '2026-11', 'part 1 of b'), line('ent_5', '2026-11', 'part 2 of b')].join(', ')};
      UPDATE entry SET part_of = 'b', line_name = 'R-b', part_number = 1, part_count = 2 WHERE id IN ('ent_4', 'ent_5')`);
    file.close();
    accountant = await engine.as('accountant');
  });
  afterAll(cleanUp);

  async function uploaded(bytes: Buffer): Promise<string> {
    let upload: string | undefined;
    for (let at = 0; at < bytes.length; at += UPLOAD_PIECE_BYTES) {
      const base64 = bytes.subarray(at, at + UPLOAD_PIECE_BYTES).toString('base64');
      ({ upload } = await accountant.statements.upload(upload === undefined ? { base64 } : { upload, base64 }));
    }
    return upload ?? assert.fail();
  }

  test('a note stays with its line, also in the next month, and the trail keeps it', async () => {
    const note = await accountant.notes.add({ entryIds: ids('ent_1', 'ent_2'), text: 'The bank was asked.' });
    assert.deepEqual([note.by, note.lines, note.file], ['Priya Accountant', 2, null]);
    for (const id of ['ent_1', 'ent_2', 'ent_3']) assert.deepEqual((await accountant.notes.list({ entryIds: ids(id) })).map(({ text }) => text), ['The bank was asked.'], id);
    const [entry] = (await accountant.audit.list({ page: { start: 0, end: 1, filter: { action: 'notes.add' } } })).rows;
    assert.match(entry?.detail ?? '', /"text":"The bank was asked."/);
  });

  test('a note about a part is about its line, and is counted once for its parts', async () => {
    assert.deepEqual((await accountant.notes.list({ entryIds: ids('ent_4') })).map(({ text }) => text), ['The bank was asked.']);
    assert.equal((await accountant.notes.add({ entryIds: ids('ent_4', 'ent_5'), text: 'Paid in two parts.' })).lines, 1);
    assert.deepEqual((await accountant.notes.list({ entryIds: ids('ent_2') })).map(({ text, lines }) => `${text} ${lines}`), ['Paid in two parts. 1', 'The bank was asked. 2']);
  });

  test('a file lies under its hash beside the workspace, is given back as it was, and the same file twice is one', async () => {
    const bytes = Buffer.from(`%PDF-1.4 ${'statement of the bank '.repeat(50_000)}`);
    const add = async () => accountant.notes.add({ entryIds: ids('ent_1'), text: 'The bank’s letter.', file: { upload: await uploaded(bytes), name: '../../letter.pdf' } });
    const [first, second] = [await add(), await add()];
    assert.deepEqual([first.file?.name, first.file?.bytes, first.file?.sha256], ['letter.pdf', bytes.length, second.file?.sha256]);
    const folder = path.join(path.dirname(engine.file), 'attachments');
    assert.deepEqual(readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.length > 10), [path.join(first.file?.sha256.slice(0, 2) ?? '', first.file?.sha256 ?? '')]);
    assert.ok(Buffer.from((await accountant.notes.file({ id: first.id })).base64, 'base64').equals(bytes));
    writeFileSync(path.join(folder, first.file?.sha256.slice(0, 2) ?? '', first.file?.sha256 ?? ''), 'another letter');
    assert.deepEqual((await refusalOf(accountant.notes.file({ id: first.id }))).code, 'note.fileChanged');
  });

  test('what is too large, empty, gone or of another reconciliation is refused with its name', async () => {
    const add = (file: { upload: string; name: string }) => refusalOf(accountant.notes.add({ entryIds: ids('ent_1'), text: 'A scan.', file }));
    const large = await uploaded(Buffer.alloc(MAX_ATTACHMENT_BYTES + 1));
    assert.match((await add({ upload: large, name: 'scan.tif' })).message, /^“scan\.tif” is larger than 10 MB/);
    assert.equal((await add({ upload: 'upl_nobody', name: 'scan.tif' })).code, 'note.upload');
    assert.equal((await refusalOf(accountant.notes.add({ entryIds: ids('ent_1', 'ent_3'), text: 'Two months.' }))).code, 'reconciliation.mixed');
    assert.equal((await refusalOf(accountant.notes.add({ entryIds: ids('ent_9'), text: 'Nowhere.' }))).code, 'reconciliation.gone');
  });

  test('another person’s upload is not theirs to attach', async () => {
    const upload = await uploaded(Buffer.from('mine'));
    assert.equal((await refusalOf((await engine.as('operator')).notes.add({ entryIds: ids('ent_1'), text: 'Not mine.', file: { upload, name: 'x.txt' } }))).code, 'note.upload');
  });
});
