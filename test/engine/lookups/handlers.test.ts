import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { commit } from '../../../main/engine/commit.ts';
import type { Caller, Commit, TaskContext } from '../../../main/engine/handler.ts';
import { lookupHandlers } from '../../../main/engine/lookups/handlers.ts';
import { lookupReader } from '../../../main/engine/lookups/lookup-store.ts';
import { insertMapping, saveVersion } from '../../../main/engine/mapping/mapping-store.ts';
import type { Version } from '../../../main/engine/mapping/mapping-store.ts';
import { openStore } from '../../../main/engine/store/open-store.ts';
import type { Store } from '../../../main/engine/store/open-store.ts';
import { sql } from '../../../main/engine/store/sql.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { lookups } from '../../../shared/contract/lookups.ts';
import type { LookupTable } from '../../../shared/contract/lookups.ts';
import type { Step } from '../../../shared/contract/mappings.ts';
import { instant, Period } from '../../../shared/values/date.ts';
import { MappingId } from '../../../shared/values/id.ts';
import { context, order } from '../mapping/sample-record.ts';

const person = (name: string, role: Caller['role']): Caller => ({ personId: `per_${name.toLowerCase()}`, name, role, session: 's' });
const [sam, olga, alex, ann] = [person('Sam', 'accountant'), person('Olga', 'operator'), person('Alex', 'admin'), person('Ann', 'admin')];
const now = instant(Date.parse('2026-11-02T09:00:00Z'));
const mapping = MappingId.parse('map_1');

let folder: string;
let store: Store;
let ids = 0;

const handlers = lookupHandlers({ previewContext: db => ({ timeZone: 'Europe/London', table: lookupReader(db), prepare: () => ({ order, context: { ...context, table: lookupReader(db) }, issues: [] }) }) });
const as = <T>(caller: Caller, work: (at: Commit) => T): T => commit({ store, now: () => now, newId: prefix => `${prefix}_${(ids += 1)}` }, caller, work);
const asked = (caller = sam) => ({ db: store.read, caller, now });
const at = ({ id, rev }: LookupTable) => ({ id, rev });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tieout-lookups-'));
  store = openStore({ file: join(folder, 'tieout.sqlite'), migrations: join(import.meta.dirname, '../../../resources/migrations') });
  as(alex, ({ db, audit }) => {
    for (const { personId, name } of [sam, olga, alex, ann]) db.run(sql`INSERT INTO person (id, name, email, role, active, password_hash, created_at) VALUES (${personId}, ${name}, ${`${name}@x.example`}, 'admin', 1, '', ${now})`);
    for (const id of ['con_shop', 'con_erp']) db.run(sql`INSERT INTO connection (id, system, label, environment, settings, state, state_text) VALUES (${id}, 'linnworks', ${id}, 'Sandbox', '{}', 'ready', '')`);
    insertMapping(db, { id: mapping, name: 'Orders', sourceConnection: 'con_shop', sourceEntity: 'Order', targetConnection: 'con_erp', targetEntity: 'sop_orders' }, now);
    audit('test.setUp', {});
  });
});

afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

/** A version of the mapping whose fields look values up. */
function mapped(state: Version['state'], ...fields: readonly [target: string, source: string, steps: Step[]][]): void {
  as(alex, ({ db, audit }) => {
    const stored = fields.map(([path, source, steps]) => ({
      target: { path, label: path, type: 'text' as const, description: '', maxLength: null, required: false, readOnly: false, custom: false, choices: [], samples: [], concept: null }, decision: 'changed' as const, source, steps, candidates: [],
    }));
    saveVersion(db, { mappingId: mapping, version: 1, state, rev: 1, authors: ['per_sam'], approvedBy: null, note: '', fields: stored, history: [], changedAt: now });
    audit('test.mapping', {});
  });
}

const lookup = (parameters: Record<string, string> = {}): Step => ({ transform: 'lookup', parameters: { table: 'payment methods', ...parameters } });
const methods = (state: Version['state']) => mapped(state, ['pay_method', 'Totals.Method', [{ transform: 'trim', parameters: {} }, lookup()]]);

function records(period: string, bodies: readonly object[]): void {
  as(alex, ({ db, audit }) => {
    for (const body of bodies) {
      ids += 1;
      db.run(sql`INSERT INTO record (place, id, connection_id, kind, external_id, reference, number, channel, period, occurred_on, amount_minor, currency, status, body_hash, changed_at, read_at, state, stage, reason, document)
        VALUES (${ids}, ${`rec_${ids}`}, 'con_shop', 'order', ${`x${ids}`}, ${`R-${ids}`}, ${`${ids}`}, 'A/B', ${period}, ${`${period}-05`}, 100, 'GBP', 'open', '', ${now}, ${now}, 'waiting', '', '', '')`);
      db.run(sql`INSERT INTO record_body (place, body, canonical) VALUES (${ids}, ${JSON.stringify(body)}, '{}')`);
    }
    audit('test.records', { records: bodies.length });
  });
}

const create = (): LookupTable => as(sam, now_ => handlers.create(now_, lookups.create.input.parse({ name: 'Payment methods', keyColumn: 'Shop method', valueColumns: ['Account'] })));
const edit = (caller: Caller, table: LookupTable, rows: Record<string, string | null>) =>
  as(caller, now_ => handlers.edit(now_, lookups.edit.input.parse({ ...at(table), changes: Object.entries(rows).map(([key, value]) => ({ key, values: value === null ? null : [value] })) })));
const inForce = () => Object.fromEntries(lookupReader(store.read)('payment methods')?.rows ?? []);
const audits = () => store.read.all<{ action: string }>(sql`SELECT action FROM audit_entry WHERE action LIKE 'lookups.%' ORDER BY rowid`).map(({ action }) => action);

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof AppError, String(error));
    return error.code;
  }
  return 'nothing was refused';
}

describe('who may change what runs use', () => {
  test('a table that no mapping in use needs is changed at once, by one person', () => {
    const { table, added } = edit(sam, create(), { PayPal: '1251', Amazon: '1250' });
    assert.deepEqual([added, table.rows, table.waiting, table.needsApproval], [2, 2, 0, false]);
    assert.deepEqual(inForce(), { paypal: ['1251'], amazon: ['1250'] });
    methods('draft');
    assert.equal(edit(olga, table, { PAYPAL: '1252' }).table.needsApproval, false);
    assert.deepEqual(inForce().paypal, ['1252']);
  });

  for (const state of ['submitted', 'approved', 'published'] as const) test(`once a ${state} mapping needs it, a change waits for another admin`, () => {
    const first = edit(sam, create(), { PayPal: '1251' }).table;
    methods(state);
    const { table } = edit(alex, first, { PayPal: '9999', Klarna: '1253' });
    assert.deepEqual([table.waiting, table.needsApproval, table.authors], [2, true, ['Alex']]);
    assert.deepEqual(inForce(), { paypal: ['1251'] });
    assert.equal(refusal(() => as(alex, now_ => handlers.approve(now_, at(table)))), 'lookup.ownWork');
    const approved = as(ann, now_ => handlers.approve(now_, at(table)));
    assert.deepEqual([approved.added, approved.changed, approved.table.waiting, approved.table.authors], [1, 1, 0, []]);
    assert.deepEqual(inForce(), { paypal: ['9999'], klarna: ['1253'] });
    assert.deepEqual(audits(), ['lookups.create', 'lookups.edit', 'lookups.edit', 'lookups.approve']);
  });

  test('whoever had a hand in what waits cannot approve it, also when others went on with it', () => {
    const first = create();
    methods('published');
    const { table } = edit(olga, edit(alex, first, { PayPal: '1' }).table, { Klarna: '2' });
    assert.deepEqual(table.authors, ['Alex', 'Olga']);
    assert.equal(refusal(() => as(alex, now_ => handlers.approve(now_, at(table)))), 'lookup.ownWork');
  });

  test('what waits can be forgotten, and nothing else is', () => {
    const first = edit(sam, create(), { PayPal: '1251' }).table;
    methods('published');
    const { table } = edit(olga, first, { PayPal: null, Klarna: '1' });
    const left = as(sam, now_ => handlers.discard(now_, { ...at(table), reason: 'wrong account' }));
    assert.deepEqual([left.table.waiting, left.table.rows], [0, 1]);
    assert.deepEqual(inForce(), { paypal: ['1251'] });
    assert.equal(refusal(() => as(ann, now_ => handlers.approve(now_, at(left.table)))), 'lookup.nothingWaits');
  });

  test('a table that changed meanwhile, an uneven row and a name that is taken are refused', () => {
    const table = create();
    edit(sam, table, { PayPal: '1' });
    assert.equal(refusal(() => edit(olga, table, { PayPal: '2' })), 'lookup.stale');
    assert.equal(refusal(create), 'lookup.exists');
    const [now_] = handlers.list(asked(), {});
    assert.ok(now_);
    assert.equal(refusal(() => as(sam, at_ => handlers.edit(at_, { ...at(now_), changes: [{ key: 'a', values: ['1', '2'] }] }))), 'lookup.columns');
  });

  test('a table that a mapping names stays; one that none names can go', () => {
    const table = edit(sam, create(), { PayPal: '1' }).table;
    methods('draft');
    assert.equal(refusal(() => as(sam, now_ => handlers.remove(now_, at(table)))), 'lookup.inUse');
    mapped('draft', ['pay_method', 'Totals.Method', [lookup({ table: 'A=B' })]]);
    assert.deepEqual(as(sam, now_ => handlers.remove(now_, at(table))), { removed: 1 });
    assert.deepEqual(handlers.list(asked(), {}), []);
  });
});

test('the grid pages, sorts and filters rows in force and rows that wait', () => {
  const first = edit(sam, create(), Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`key ${n}`, `${n}`]))).table;
  methods('published');
  const { table } = edit(olga, first, { 'key 3': '33', 'key 4': null, new: '1' });
  const page = (filter: Record<string, string>) => lookups.page.output.parse(handlers.page(asked(), lookups.page.input.parse({ id: table.id, page: { start: 0, end: 100, filter } })));
  assert.equal(page({}).total, 31);
  assert.deepEqual(page({ waiting: 'yes' }).rows, [
    { key: 'key 3', values: ['3'], proposed: ['33'], state: 'changed' }, { key: 'key 4', values: ['4'], proposed: null, state: 'removed' }, { key: 'new', values: null, proposed: ['1'], state: 'added' },
  ]);
  assert.deepEqual(page({ key: 'KEY 1' }).rows.map(({ key }) => key).slice(0, 3), ['key 1', 'key 10', 'key 11']);
  assert.equal(page({ values: '29' }).total, 1);
});

test('a file replaces or adds, and an export of it is the same file', () => {
  const table = edit(sam, create(), { PayPal: '1251', Cash: '1200' }).table;
  const merged = as(sam, now_ => handlers.importCsv(now_, { ...at(table), content: 'Shop method,Account\nKlarna,1253\npaypal,1252\n', mode: 'merge' }));
  assert.deepEqual([merged.added, merged.changed, merged.removed, merged.table.rows], [1, 1, 0, 3]);
  const content = 'Shop method,Account\nAmazon,1250\npaypal,1252\n';
  const replaced = as(sam, now_ => handlers.importCsv(now_, { ...at(merged.table), content, mode: 'replace' }));
  assert.deepEqual([replaced.added, replaced.changed, replaced.removed], [1, 0, 2]);
  assert.deepEqual(handlers.exportCsv(asked(), { id: table.id }), { fileName: 'payment-methods.csv', content });
  assert.equal(refusal(() => as(sam, now_ => handlers.importCsv(now_, { ...at(replaced.table), content: 'a,b\n', mode: 'merge' }))), 'lookup.file');
});

describe('coverage', () => {
  const bodies = (...methods_: string[]) => methods_.map((Method, n) => ({ Totals: { Method }, Items: [{ SKU: `MUG-${n}` }, { SKU: 'BOWL' }] }));
  const task: Omit<TaskContext, 'db'> = { caller: sam, signal: new AbortController().signal, now: () => now, newId: prefix => prefix, announce: () => undefined, commit: () => assert.fail('coverage writes nothing') };
  const coverage = async (input: object = {}) => lookups.coverage.output.parse(await handlers.coverage({ ...task, db: store.read }, lookups.coverage.input.parse(input)));

  test('says for last month how many values have a row, and which have none, before anything runs', async () => {
    const table = edit(sam, create(), { PayPal: '1251' }).table;
    methods('draft');
    records('2026-10', bodies('PayPal', ' paypal ', 'Klarna', 'KLARNA', 'Barter', ''));
    records('2026-09', bodies('Old'));
    const [use] = await coverage({ table: table.id });
    assert.ok(use);
    assert.deepEqual([use.period, use.records, use.isWhole, use.values, use.missing, use.hasOtherwise, use.target], ['2026-10', 6, true, 5, 3, false, 'pay_method']);
    assert.deepEqual(use.unmapped.map(({ value, times }) => [value, times]), [['Klarna', 2], ['Barter', 1]]);
    assert.match(use.unmapped[0]?.example ?? '', /^R-/);
    assert.deepEqual((await coverage({ mapping, period: Period.parse('2026-09') }))[0]?.unmapped.map(({ value }) => value), ['Old']);
    assert.deepEqual(await coverage({ period: Period.parse('2026-01') }), []);
  });

  test('counts a line field line by line, and what waits for approval as done', async () => {
    const first = edit(sam, create(), { 'MUG-0': '1' }).table;
    mapped('published', ['lines[].code', 'Items[].SKU', [lookup({ otherwise: 'X' })]], ['note', 'Totals.Method', [{ transform: 'expression', parameters: { expression: 'order.currency' } }, lookup()]]);
    records('2026-10', bodies('a', 'b'));
    const { table } = edit(olga, first, { BOWL: '2' });
    assert.equal(table.waiting, 1);
    const uses = await coverage({ table: table.id });
    assert.deepEqual(uses.map(({ target, values, missing, hasOtherwise }) => [target, values, missing, hasOtherwise]), [['lines[].code', 4, 1, true], ['note', 2, 2, false]]);
    assert.deepEqual(uses.map(({ unmapped }) => unmapped.map(({ value }) => value)), [['MUG-1'], ['GBP']]);
  });

  test('a table of gateways is asked for gateways', async () => {
    const table = edit(sam, create(), { Amazon: '1250' }).table;
    mapped('draft', ['ledger', 'Totals.Method', [{ transform: 'gatewayLedger', parameters: { table: 'Payment methods' } }]]);
    records('2026-10', bodies('203-1234567-1234567', '12-12345-12345', 'none of them'));
    assert.deepEqual((await coverage({ table: table.id }))[0]?.unmapped.map(({ value }) => value), ['eBay']);
  });

  test('a table that nothing uses covers nothing', async () => {
    create();
    assert.deepEqual(await coverage(), []);
  });
});
