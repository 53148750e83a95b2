import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, describe, test } from 'vitest';
import { makeCall } from '../../../main/engine/call.ts';
import type { AllHandlers, Powers } from '../../../main/engine/call.ts';
import { commit } from '../../../main/engine/commit.ts';
import type { Caller, CommandContext } from '../../../main/engine/handler.ts';
import { openStore } from '../../../main/engine/store/open-store.ts';
import { sql } from '../../../main/engine/store/sql.ts';
import { contract } from '../../../shared/contract/contract.ts';
import type { Result } from '../../../shared/contract/wire.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { afterwards, cleanUp, folder, newEngine, testClock } from '../../support/new-engine.ts';

const errorOf = (result: Result) => (result.ok ? assert.fail('it was not refused') : result.error);

describe('calling the engine', () => {
  afterEach(cleanUp);

  test('a method that does not exist is refused, whatever it is called', async () => {
    const { engine, sessionOf, mistakes } = await newEngine();
    const session = await sessionOf('admin');
    for (const name of ['people.fly', 'nothing', '', '__proto__', 'people.__proto__', 'people.constructor', 'constructor.name', '__proto__.toString', 'toString', 'people.list.name', 'x'.repeat(10_000)]) {
      const error = errorOf(await engine.call(session, name, {}));
      assert.deepEqual([error.code, error.recovery], ['method.unknown', 'report'], name);
      assert.ok(error.message.length < 120);
    }
    assert.deepEqual(mistakes, []);
  });

  test('wrong input names its field and is no mistake of ours', async () => {
    const { engine, sessionOf, mistakes } = await newEngine();
    const session = await sessionOf('admin');
    const table: [string, unknown, string][] = [
      ['people.save', { name: 'X', email: 'no address', role: 'admin', active: true }, 'email'],
      ['people.save', { name: '', email: 'a@b.example', role: 'admin', active: true }, 'name'],
      ['people.save', { name: 'X', email: 'a@b.example', role: 'boss', active: true }, 'role'],
      ['runs.start', { workflow: 'orderToCash', period: 'October' }, 'period'],
      ['runs.get', { id: 'let_1' }, 'id'],
      ['runs.records', { page: { start: 0, end: 100_000 } }, 'page'],
      ['deadLetters.requeue', { ids: [] }, 'ids'],
      ['deadLetters.requeue', { ids: Array.from({ length: 501 }, (_, index) => `let_${index}`) }, 'ids'],
      ['deadLetters.discard', { ids: ['let_1'], reason: '  x ' }, 'reason'],
      ['audit.list', null, 'page'],
      ['audit.list', [], ''],
    ];
    for (const [name, input, field] of table) {
      const error = errorOf(await engine.call(session, name, input));
      assert.deepEqual([error.code, error.recovery, error.field], ['input.invalid', 'fixInput', field], `${name} ${JSON.stringify(input).slice(0, 80)}: ${error.message}`);
    }
    assert.deepEqual(mistakes, []);
  });

  test('what the input has too much is dropped before a handler sees it', async () => {
    const { engine, sessionOf } = await newEngine();
    const input: unknown = JSON.parse('{"__proto__": {"role": "admin"}, "extra": 1}');
    const result = await engine.call(await sessionOf('auditor'), 'people.me', input);
    assert.equal(result.ok && (result.output as { role: string }).role, 'auditor');
  });

  test('a session that the engine did not give is nobody', async () => {
    const { engine } = await newEngine();
    for (const session of ['', 'session-1', '__proto__', 'constructor']) assert.equal(errorOf(await engine.call(session, 'people.me', {})).code, 'people.signIn');
  });
});

const ADA: Caller = { personId: 'per_1', name: 'Ada', role: 'admin', session: 's' };

/** The real dispatcher and the real commit over a real file; one handler is the test's own. */
function callWith(own: (context: CommandContext) => unknown, name: 'settings.save' | 'people.list' = 'settings.save') {
  const store = openStore({ file: join(folder(), 'tieout.sqlite'), migrations: 'resources/migrations' });
  afterwards(() => store.close());
  let count = 0;
  const mistakes: unknown[] = [];
  const handlers = Object.fromEntries(Object.entries(contract).map(([group, methods]) => [group, Object.fromEntries(Object.keys(methods).map(method => [method, `${group}.${method}` === name ? own : () => null]))])) as unknown as AllHandlers;
  const { now } = testClock();
  const powers: Powers = {
    caller: () => ADA,
    query: caller => ({ db: store.read, caller, now: now() }),
    command: (caller, _group, work) => commit({ store, now, newId: prefix => `${prefix}_${(count += 1)}` }, caller, work),
    task: () => assert.fail('no task here'),
    onMistake: (_method, error) => mistakes.push(error),
  };
  const call = makeCall(handlers, powers);
  const stored = () => ({ settings: store.read.all(sql`SELECT rev FROM setting`).length, entries: store.read.all<{ action: string }>(sql`SELECT action FROM audit_entry`).map(({ action }) => action) });
  return { call, mistakes, stored };
}

const put = ({ db }: CommandContext): unknown => db.run(sql`INSERT INTO setting (id, rev, value) VALUES (1, 1, '{}')`);
const SETTINGS_INPUT = { settings: { timeZone: 'Europe/London', invoiceMode: 'sop', channels: [], carriageNominal: '', roundingNominal: '', writeOffNominal: '', writeOffLimitMinor: 0, taxCodes: [], skuAliases: [], holdAboveMinor: 0, booksOpenFrom: '2026-10-01', erpConcurrency: 1 }, rev: 0 };

describe('a command is one transaction with its audit entry', () => {
  afterEach(cleanUp);

  test('with an entry, both are kept', async () => {
    const { call, stored } = callWith(context => {
      put(context);
      context.audit('settings.save', {});
      return { ...SETTINGS_INPUT, rev: 1 };
    });
    assert.equal((await call('s', 'settings.save', SETTINGS_INPUT)).ok, true);
    assert.deepEqual(stored(), { settings: 1, entries: ['settings.save'] });
  });

  test('without an entry it rolls back and is our mistake, whose text nobody sees', async () => {
    const { call, stored, mistakes } = callWith(context => {
      put(context);
      return { ...SETTINGS_INPUT, rev: 1 };
    });
    assert.deepEqual(errorOf(await call('s', 'settings.save', SETTINGS_INPUT)), { code: 'engine.unexpected', recovery: 'report', message: 'Tieout made a mistake and undid this step. Copy the details and report it.' });
    assert.deepEqual(stored(), { settings: 0, entries: [] });
    assert.match(String(mistakes[0]), /without an audit entry/);
  });

  test('a refusal after a change undoes the change and its entry', async () => {
    const { call, stored, mistakes } = callWith(context => {
      put(context);
      context.audit('settings.save', {});
      throw new AppError('settings.no', 'fixInput', 'No.', { field: 'rev' });
    });
    assert.deepEqual(errorOf(await call('s', 'settings.save', SETTINGS_INPUT)), { code: 'settings.no', recovery: 'fixInput', message: 'No.', field: 'rev' });
    assert.deepEqual([stored(), mistakes], [{ settings: 0, entries: [] }, []]);
  });

  test('a handler that answers something else than the contract says is our mistake, not the window’s', async () => {
    const { call, mistakes } = callWith(() => [{ id: 'per_1', name: 'Ada', password: 'secret' }], 'people.list');
    const result = await call('s', 'people.list', {});
    assert.equal(errorOf(result).code, 'engine.unexpected');
    assert.equal(mistakes.length, 1);
  });

  test('what an answer has too much does not leave the engine', async () => {
    const { call } = callWith(() => [{ id: 'per_1', name: 'Ada', email: 'ada@x.example', role: 'admin', active: true, createdAt: '2026-11-02T09:00:00.000Z', passwordHash: 'secret' }], 'people.list');
    assert.equal(JSON.stringify(await call('s', 'people.list', {})).includes('secret'), false);
  });

  test('a command that answers wrongly has changed nothing', async () => {
    const { call, stored } = callWith(context => {
      put(context);
      context.audit('settings.save', {});
      return { rev: 'one' };
    });
    assert.equal(errorOf(await call('s', 'settings.save', SETTINGS_INPUT)).code, 'engine.unexpected');
    assert.deepEqual(stored(), { settings: 0, entries: [] });
  });
});
