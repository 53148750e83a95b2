import assert from 'node:assert/strict';
import SQLite from 'better-sqlite3';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { contract } from '../../../shared/contract/contract.ts';
import type { Method } from '../../../shared/contract/method.ts';
import type { Role } from '../../../shared/contract/method.ts';
import { DEFAULT_SETTINGS } from '../../../main/engine/settings/default-settings.ts';
import { cleanUp, newEngine, type TestEngine } from '../../support/new-engine.ts';

const PERIOD = '2026-10';
const KEY = { kind: 'payments', account: '1200', period: PERIOD };

const AT = '2026-11-02T09:00:00.000Z';

/** One thing of each kind that belongs to October, which two people have signed. */
const OCTOBER = `
  INSERT INTO connection (id, system, label, environment, settings, state, state_text) VALUES ('con_shop', 'linnworks', 'Linnworks', 'Sandbox', '{}', 'new', '');
  INSERT INTO period_close (period, prepared_by, prepared_at, reviewed_by, reviewed_at, figures_hash) VALUES ('${PERIOD}', 'Priya Accountant', '${AT}', 'Alex Admin', '${AT}', '');
  INSERT INTO record (id, connection_id, kind, external_id, reference, number, channel, period, occurred_on, amount_minor, currency, status, body_hash, changed_at, read_at, state, stage, reason, document)
    VALUES ('rec_1', 'con_shop', 'order', 'o-1', '203-1', '1', 'A/B', '${PERIOD}', '2026-10-05', 3159, 'GBP', 'open', 'h', '${AT}', '${AT}', 'failed', '', '', '');
  INSERT INTO letter (id, key, record_id, connection_id, step, reference, channel, amount_minor, currency, body, state, error_code, message, buried_at, created_at, changed_at)
    VALUES ('let_1', 'a', 'rec_1', 'con_shop', 'salesOrder', '203-1', 'A/B', 3159, 'GBP', '{}', 'buried', 'period.closed', '', '${AT}', '${AT}', '${AT}'),
      ('let_2', 'b', 'rec_1', 'con_shop', 'receipt', '203-1', 'A/B', 3159, 'GBP', '{}', 'held', NULL, '', NULL, '${AT}', '${AT}');
  INSERT INTO run (id, workflow, period, state, started_by, started_at, step, counts, message) VALUES ('run_1', 'orderToCash', '${PERIOD}', 'paused', 'Sam', '${AT}', '', '{"read":0,"posted":0,"held":0,"failed":0,"skipped":0,"inDoubt":0,"waiting":0}', '');
  INSERT INTO proposal (id, record_id, kind, differences, posted_minor, now_minor, document, effect, remedy, done_by, instruction, posts_on, says, posted, state, found_at)
    VALUES ('pro_1', 'rec_1', 'edit', '[]', 1, 2, '', '', 'nothing', 'nobody', '', '2026-10-31', '{}', '{}', 'open', '${AT}');
  INSERT INTO entry (id, kind, account, period, side, source, entry_kind, on_day, amount_minor, open_minor, currency, reference, order_reference, payout, party, text, state, match_id)
    VALUES ('ent_1', 'payments', '1200', '${PERIOD}', 'left', 'line lin_1', 'bank', '2026-10-05', 100, 0, 'GBP', '', '', '', '', '', 'matched', 'mat_1'), ('ent_2', 'payments', '1200', '${PERIOD}', 'right', 'p1', 'receipt', '2026-10-05', 100, 0, 'GBP', '', '', '', '', '', 'matched', 'mat_1'),
      ('ent_3', 'payments', '1200', '${PERIOD}', 'left', 'l3', 'bank', '2026-10-06', 7, 7, 'GBP', '', '', '', '', '', 'open', NULL), ('ent_4', 'payments', '1200', '${PERIOD}', 'right', 'p3', 'receipt', '2026-10-06', 7, 7, 'GBP', '', '', '', '', '', 'open', NULL);
  INSERT INTO entry (id, kind, account, period, side, source, entry_kind, on_day, amount_minor, open_minor, currency, reference, order_reference, payout, party, text, state, part_of, line_name, part_number, part_count)
    VALUES ('ent_5-01', 'payments', '1200', '${PERIOD}', 'left', 'part 1 of l5', 'bank', '2026-10-06', 5, 5, 'GBP', '', '', '', '', '', 'explained', 'l5', 'l5', 1, 2), ('ent_6', 'payments', '1200', '${PERIOD}', 'left', 'part 2 of l5', 'bank', '2026-10-06', 4, 4, 'GBP', '', '', '', '', '', 'explained', 'l5', 'l5', 2, 2);
  INSERT INTO line_split (id, kind, account, period, side, source, entry_kind, on_day, amount_minor, currency, reference, order_reference, payout, party, text, places, by_name, at) VALUES ('ent_5', 'payments', '1200', '${PERIOD}', 'left', 'l5', 'bank', '2026-10-06', 9, 'GBP', '', '', '', '', '', 2, 'Priya', '${AT}');
  INSERT INTO line_part (split_id, place, amount_minor, reference, note) VALUES ('ent_5', 1, 5, '', ''), ('ent_5', 2, 4, '', '');
  INSERT INTO match (id, kind, account, period, rule, automatic, state, why, difference_minor, score, made_by, made_at) VALUES ('mat_1', 'payments', '1200', '${PERIOD}', 'manual', 0, 'confirmed', '', 0, 1, 'Priya', '${AT}'), ('mat_2', 'payments', '1200', '${PERIOD}', 'manual', 1, 'suggested', '', 0, 1, 'Tieout', '${AT}');
  INSERT INTO adjustment (id, kind, recon_kind, account, period, amount_minor, currency, nominal_code, narrative, entry_ids, state, proposed_by, proposed_at) VALUES ('adj_1', 'fee', 'payments', '1200', '${PERIOD}', 7, 'GBP', '7901', 'fee', '["ent_3"]', 'proposed', 'Priya', '${AT}');
  INSERT INTO statement (id, file_name, file_hash, identity, format, account, currency, from_on, to_on, issues, imported_by, imported_at) VALUES ('sta_1', 'october.csv', 'x', 'x', 'bank-csv', '1200', 'GBP', '2026-10-20', '2026-11-05', '[]', 'Priya', '${AT}');
  INSERT INTO statement_line (id, statement_id, line, kind, booked_on, amount_minor, currency, reference, party, text) VALUES ('lin_1', 'sta_1', 1, 'bank', '2026-10-05', 100, 'GBP', '', '', '');
`;

/** A bank's CSV that begins in the signed month and ends after it. */
const CSV = Buffer.from('Date,Description,Amount,Balance\n30/10/2026,CHARGE,-12.50,100.00\n03/11/2026,PAYMENT,20.00,120.00\n').toString('base64');
const COLUMNS = { date: 'Date', valueDate: null, description: 'Description', reference: null, amount: 'Amount', paidIn: null, paidOut: null, balance: 'Balance', currency: null, party: null, dateFormat: 'DMY', decimal: '.', delimiter: ',' };

type Row = { as?: Role; input: Record<string, unknown> } | { free: string };

/** Every command and task of the contract: what it would do to October, or why no month is touched by it. */
const TABLE: Record<string, Row> = {
  'people.createFirstAdmin': { free: 'people belong to no month' }, 'people.signIn': { free: 'people belong to no month' }, 'people.signOut': { free: 'people belong to no month' }, 'people.save': { free: 'people belong to no month' },
  'connections.save': { free: 'an address, not a figure' }, 'connections.remove': { free: 'an address, not a figure' }, 'connections.beginSignIn': { free: 'an address, not a figure' }, 'connections.finishSignIn': { free: 'an address, not a figure' },
  'connections.sites': { free: 'reads' }, 'connections.chooseSite': { free: 'an address, not a figure' }, 'connections.test': { free: 'reads' }, 'connections.discover': { free: 'reads lists and samples of the first open month' },
  'mappings.create': { free: 'the next documents, not those that were made' }, 'mappings.suggest': { free: 'the next documents' }, 'mappings.decide': { free: 'the next documents' }, 'mappings.acceptAll': { free: 'the next documents' }, 'mappings.undo': { free: 'the next documents' },
  'mappings.submit': { free: 'the next documents' }, 'mappings.approve': { free: 'the next documents' }, 'mappings.sendBack': { free: 'the next documents' }, 'mappings.publish': { free: 'the next documents' }, 'mappings.edit': { free: 'the next documents' }, 'mappings.import': { free: 'the next documents' }, 'mappings.retire': { free: 'the next documents' },
  'mappings.backTest': { free: 'tries, and posts nothing' },
  'lookups.create': { free: 'the next documents' }, 'lookups.edit': { free: 'the next documents' }, 'lookups.importCsv': { free: 'the next documents' }, 'lookups.remove': { free: 'the next documents' },
  'lookups.approve': { free: 'the next documents' }, 'lookups.discard': { free: 'the next documents' }, 'lookups.coverage': { free: 'reads' },
  'ai.save': { free: 'belongs to no month' }, 'ai.test': { free: 'reads' }, 'ai.prepare': { free: 'reads' }, 'ai.ask': { free: 'the next documents' },
  'runs.start': { as: 'operator', input: { workflow: 'orderToCash', period: PERIOD } }, 'runs.resume': { as: 'operator', input: { id: 'run_1' } },
  'runs.pause': { free: 'a run of a signed month has ended: one that has not keeps it from being signed' }, 'runs.cancel': { free: 'ends a run, which posts less' },
  'deadLetters.edit': { as: 'operator', input: { id: 'let_1', changes: { date: '2026-10-31' } } }, 'deadLetters.applyFix': { as: 'operator', input: { cause: 'period.closed', kind: 'date', value: '2026-10-31' } },
  'deadLetters.requeue': { as: 'operator', input: { ids: ['let_1'] } }, 'deadLetters.discard': { as: 'operator', input: { ids: ['let_1'], reason: 'not ours' } },
  'holds.release': { as: 'operator', input: { ids: ['let_2'], reason: 'it is fine' } },
  'proposals.decide': { input: { id: 'pro_1', decision: 'dismiss', reason: 'nothing to do' } },
  'customers.decide': { free: 'who is whom, not a figure' },
  'statements.upload': { free: 'a file on its way, not in the books' },
  'statements.import': { input: { fileName: 'late.csv', base64: CSV, account: '1200', columns: COLUMNS } }, 'statements.importAsItIs': { input: { fileName: 'late.csv', base64: CSV, account: '1200', columns: COLUMNS, reason: 'the bank says so' } },
  'statements.remove': { input: { id: 'sta_1', reason: 'a mistake' } },
  'reconciliation.refresh': { input: { period: PERIOD } }, 'reconciliation.matchEntries': { input: { leftIds: ['ent_3'], rightIds: ['ent_4'] } }, 'reconciliation.confirm': { input: { matchId: 'mat_2' } }, 'reconciliation.unmatch': { input: { matchId: 'mat_1' } },
  'reconciliation.split': { input: { entryId: 'ent_3', parts: [{ amountMinor: 3 }, { amountMinor: 4 }] } }, 'reconciliation.join': { input: { entryId: 'ent_5-01' } }, 'reconciliation.matchPart': { input: { leftIds: ['ent_6'], rightIds: ['ent_4'] } },
  'reconciliation.explain': { input: { entryIds: ['ent_3'], reason: 'manual', note: 'later' } },
  'reconciliation.proposeAdjustment': { input: { key: KEY, entryIds: ['ent_3'], kind: 'fee', nominalCode: '7901', narrative: 'a fee' } }, 'reconciliation.decideAdjustment': { as: 'admin', input: { id: 'adj_1', approve: true } },
  'matchRules.change': { free: 'a draft' }, 'matchRules.restore': { free: 'a draft' }, 'matchRules.discard': { free: 'a draft' }, 'matchRules.try': { free: 'matches in memory only' }, 'matchRules.propose': { free: 'a draft that waits' },
  'matchRules.approve': { free: 'the next reading, which a signed month refuses' }, 'matchRules.sendBack': { free: 'a draft' },
  'notes.add': { input: { entryIds: ['ent_3'], text: 'Seen later.' } },
  'close.prepare': { input: { period: PERIOD } }, 'close.review': { as: 'admin', input: { period: PERIOD } },
  'close.reopen': { free: 'the one way back: by an admin, with a reason, both signatures go' }, 'close.check': { free: 'compares with what was signed' }, 'close.pack': { free: 'reads' }, 'close.acknowledge': { free: 'says that a change was seen' },
  'audit.verify': { free: 'reads' }, 'audit.export': { free: 'reads' },
  'settings.save': { free: 'the figures of a signed month are kept as they were signed' },
  'webhooks.register': { free: 'an address, not a figure' },
};

describe('a month that two people signed is locked for every command', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    const made = await newEngine();
    await made.close();
    const file = new SQLite(made.file);
    file.exec(OCTOBER);
    file.close();
    engine = await made.reopen();
    const admin = await engine.as('admin');
    const { settings, rev } = await admin.settings.get({});
    const channel = { key: 'A/B', label: 'Shop', currency: 'GBP', customerPolicy: 'webSales' as const, customerReference: 'WEB', clearingBank: '1250', bank: '1200', feeNominal: '7901', salesNominal: '4000', costCentre: '', department: '', feeTiers: [] };
    await admin.settings.save({ settings: { ...DEFAULT_SETTINGS, ...settings, channels: [channel] }, rev, reason: 'a channel' });
  });
  afterAll(cleanUp);

  const changing = Object.entries(contract).flatMap(([group, methods]) => Object.entries(methods as Record<string, Method>).filter(([, { kind }]) => kind !== 'query').map(([name]) => `${group}.${name}`));

  test('the table names every command and task of the contract', () => {
    assert.deepEqual(Object.keys(TABLE).sort(), changing.sort());
  });

  for (const [name, row] of Object.entries(TABLE)) {
    if ('free' in row) continue;
    test(`${name} is refused`, async () => {
      const before = engine.engine;
      const result = await before.call(await engine.sessionOf(row.as ?? 'accountant'), name, row.input);
      assert.deepEqual(result.ok ? result.output : result.error, {
        code: 'period.locked', recovery: 'askAdmin', message: result.ok ? '' : result.error.message,
      });
      assert.match(result.ok ? '' : result.error.message, /closed: Priya Accountant prepared it/);
    });
  }

  test('nothing was changed by any of them', () => {
    const file = new SQLite(engine.file, { readonly: true });
    const count = (from: string): unknown => file.prepare(`SELECT count(*) FROM ${from}`).pluck().get();
    assert.deepEqual([count("entry WHERE state = 'open'"), count("match WHERE state = 'suggested'"), count("letter WHERE state IN ('buried', 'held') AND requeued = 0"), count("adjustment WHERE state = 'proposed'"), count('statement'), count('note'), count("record WHERE post_on IS NULL"), count('line_part')], [2, 1, 2, 1, 1, 0, 1, 2]);
    file.close();
  });
});
