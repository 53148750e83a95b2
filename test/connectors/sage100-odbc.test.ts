import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, test, vi } from 'vitest';
import type { AppError } from '../../shared/contract/errors.ts';
import type { LocalDate } from '../../shared/values/date.ts';
import type { Connector, Session } from '../../main/engine/connectors/connector.ts';
import { bridgeCommand, connectionText, OdbcError, openOdbcBridge } from '../../main/engine/connectors/odbc/bridge.ts';
import type { OdbcBridge } from '../../main/engine/connectors/odbc/bridge.ts';
import { connectorOf } from '../../main/engine/connectors/registry.ts';
import { pageSql, readCursor, recordsOf, writeCursor } from '../../main/engine/connectors/sage100/odbc/questions.ts';
import { VIEWS } from '../../main/engine/connectors/sage100/odbc/tables.ts';
import { sage100 } from '../../main/engine/connectors/sage100/sage100.ts';
import { BY_ODBC } from '../../main/engine/connectors/sage100/settings.ts';
import { sage100Dictionary } from '../../main/sandboxes/sage100/dictionary.ts';
import { makeWorld } from '../../main/sandboxes/world/make-world.ts';
import { hasOdbc } from '../../tools/odbc.mjs';
import { sage100Body } from './bodies.ts';
import { afterTest, cleanUp, connectSage100, folder, openWorkspace, startSage100 } from './workspace.ts';
import type { Workspace } from './workspace.ts';

afterEach(cleanUp);

const NEEDED = 'needs unixODBC and its SQLite driver, which are not installed here (Debian: apt-get install unixodbc libsqliteodbc)';
const over = hasOdbc();

const whole = makeWorld({ seed: 7, orders: 230 });
const world = { ...whole, openingSales: whole.openingSales.filter(sale => sale.currency === 'GBP').slice(0, 3) };
const [FIRST, LAST] = ['2026-10-01' as LocalDate, '2026-10-31' as LocalDate];
const none = (): AbortSignal => new AbortController().signal;
const odbc: Connector = connectorOf('sage100', { profile: BY_ODBC });
const erp = odbc.erp ?? assert.fail('Sage 100 is an ERP');

const iso = (day: string): string => (/^\d{8}$/.test(day) ? `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}` : '');

/** The company's tables as the driver would show them: days as days, text padded as ProvideX pads it. */
function tablesOf(dir: string): string {
  const file = join(dir, 'tables.db');
  const dictionary = sage100Dictionary({ shortFields: false, invoiceNumberLength: 7 });
  const from = new Database(join(dir, 'sage100.sqlite'), { readonly: true });
  const to = new Database(file);
  to.pragma('synchronous = OFF');
  to.exec('BEGIN');
  to.exec("CREATE TABLE SY_Company (CompanyCode VARCHAR(3), CompanyName VARCHAR(50)); INSERT INTO SY_Company VALUES ('ABC', 'Another Company'), ('NWH', 'Northwind Home Ltd')");
  // Every file that the lists read, whether it holds anything or not.
  const files = new Set(Object.values(VIEWS).flatMap(({ sources }) => sources.flatMap(({ table, children = {} }) => [table, ...Object.values(children).map(child => child.table)])));
  for (const name of files) {
    const columns = dictionary.columns(name);
    to.exec(`CREATE TABLE ${name} (${columns.map(column => `${column.name} ${column.kind === 'day' ? 'DATE' : column.kind === 'decimal' ? `DECIMAL(${column.length},${column.places})` : `VARCHAR(${column.length})`}`).join(', ')})`);
    const insert = to.prepare(`INSERT INTO ${name} VALUES (${columns.map(() => '?').join(', ')})`);
    for (const row of from.prepare('SELECT fields FROM record WHERE file = ? ORDER BY random()').all(name) as { fields: string }[]) {
      const fields = JSON.parse(row.fields) as Record<string, string>;
      insert.run(columns.map(column => (column.kind === 'day' ? iso(fields[column.name] ?? '') : (fields[column.name] ?? '') + (column.name === 'CustomerName' ? '   ' : ''))));
    }
  }
  to.exec('COMMIT');
  from.close();
  to.close();
  return file;
}

type Both = { workspace: Workspace; gateway: Session; tables: Session; file: string; id: string };

/** A company with orders entered, shipped, posted and paid, seen both ways. */
async function both(): Promise<Both> {
  const dir = folder();
  const sandbox = await startSage100({ world, dir });
  const workspace = openWorkspace();
  const { session: gateway } = await connectSage100(workspace, sandbox);
  for (const step of ['salesOrder', 'receipt', 'creditNote'] as const) await sage100.erp.targets[step].send(gateway, await (sage100Body[step] ?? assert.fail(step)).body({ session: gateway }));
  const staff = (path: string, body: object = {}) => fetch(`${sandbox.url}/sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) });
  await staff('staff', { action: 'ship', salesOrderNo: sandbox.books().orders.find(order => order.status === 'N')?.number, on: '20261006' });
  await staff('post/dailySales');
  await staff('post/cashReceipts');
  await sage100.erp.targets.refund.send(gateway, await (sage100Body.refund ?? assert.fail('no refund')).body({ session: gateway }));
  await sage100.erp.targets.salesOrder.send(gateway, { ...(await (sage100Body.salesOrder ?? assert.fail('no order')).body({ session: gateway }) as object), CustomerPONo: 'SECOND' });
  await staff('staff', { action: 'ship', salesOrderNo: sandbox.books().orders.find(order => order.reference === 'SECOND')?.number, on: '20261007' });
  const file = tablesOf(dir);
  return { workspace, gateway, file, ...(await openTables(workspace, sandbox, file)) };
}

async function openTables(workspace: Workspace, { credentials }: { credentials: { companyCode: string; user: string; password: string } }, file: string): Promise<{ tables: Session; id: string }> {
  const { id } = await workspace.handlers.save(workspace.task(), {
    system: 'sage100', label: 'ODBC', environment: 'Sandbox', secrets: { password: credentials.password },
    settings: { profile: BY_ODBC, odbcSource: `Driver=SQLite3;Database=${file}`, companyCode: credentials.companyCode, user: credentials.user, odbcCurrency: 'GBP' },
  });
  return { id, tables: await workspace.sessions.open(id) };
}

async function allOf<T>(pages: AsyncIterable<T[]> | undefined): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages ?? []) all.push(...page);
  return all;
}

async function refusedWith(work: Promise<unknown>): Promise<AppError> {
  return (await work.then(() => assert.fail('nothing was refused'), (error: unknown) => error)) as AppError;
}

const sorted = (rows: readonly unknown[]): string[] => rows.map(row => JSON.stringify(row)).sort();

describe.runIf(over)('Sage 100 over ODBC', () => {
  test('shows the same lists, ledgers, balances and documents as its gateway', async () => {
    const { gateway, tables } = await both();
    const lists = await erp.references(tables, none());
    const expected = await sage100.erp.references(gateway, none());
    for (const name of Object.keys(expected) as (keyof typeof expected)[]) assert.deepEqual(sorted([lists[name]].flat()), sorted([expected[name]].flat()), name);
    for (const name of ['sales', 'cash'] as const) {
      const ask = { ledger: name, from: FIRST, to: LAST, changedSince: null, signal: none() };
      const seen = await allOf(erp.ledger(tables, ask));
      assert.ok(seen.length > 0);
      assert.deepEqual(sorted(seen), sorted(await allOf(sage100.erp.ledger(gateway, ask))), name);
    }
    const waiting = await allOf(erp.entered?.(tables, { signal: none() }));
    assert.equal(waiting.length, 2);
    assert.deepEqual(sorted(waiting), sorted(await allOf(sage100.erp.entered(gateway, { signal: none() }))));
    const shipped = await allOf(erp.shipments?.(tables, { from: FIRST, to: LAST, signal: none() }));
    assert.equal(shipped.length, 2);
    assert.deepEqual(sorted(shipped), sorted(await allOf(sage100.erp.shipments(gateway, { from: FIRST, to: LAST, signal: none() }))));
    for (const day of ['2026-09-30', '2026-10-31'] as LocalDate[]) assert.equal(await erp.bankBalance(tables, 'B', day), await sage100.erp.bankBalance(gateway, 'B', day));
    const total = { account: '01-AMZGBP', kind: 'invoice', from: FIRST, to: LAST } as const;
    assert.deepEqual(await erp.salesTotal(tables, total), await sage100.erp.salesTotal(gateway, total));
    const future = { ledger: 'sales', from: FIRST, to: LAST, changedSince: new Date(Date.now() + 3 * 86_400_000).toISOString(), signal: none() } as const;
    assert.ok((await allOf(erp.ledger(tables, future))).length <= (await allOf(erp.ledger(tables, { ...future, changedSince: null }))).length);
  });

  test('passes its connection test, finds the company’s own fields and their lengths, and says that it writes nothing', async () => {
    const { workspace, id, tables } = await both();
    const { ok, checks, message } = await workspace.handlers.test(workspace.task(), { id: id as Parameters<typeof workspace.handlers.test>[1]['id'] });
    assert.ok(ok, message);
    assert.match(checks[0]?.detail ?? '', /Northwind Home Ltd/);
    const entities = await odbc.discover(tables, none());
    const order = entities.find(entity => entity.name === 'SO_SalesOrder') ?? assert.fail('no orders');
    assert.deepEqual(['CustomerPONo', 'UDF_WEB_CHANNEL'].map(path => order.fields.find(field => field.path === path)?.maxLength), [30, 20]);
    assert.equal(order.fields.find(field => field.path === 'UDF_WEB_CHANNEL')?.custom, true);
    assert.deepEqual(entities.filter(entity => entity.canWrite), []);
    assert.deepEqual(Object.keys(erp.targets), []);
    assert.match(erp.cannot?.salesOrder ?? '', /ODBC reads only/);
    const error = await refusedWith(tables.request({ method: 'POST', path: '/AR/Customer', body: {}, write: true }));
    assert.match(error.message, /ODBC reads only/);
  });

  test('pages follow the key, each row once, also where the key has several parts or a list two tables', async () => {
    const { tables } = await both();
    for (const path of ['/AR/Customer', '/GL/DetailPosting', '/AR/CashReceiptsHistory', '/SO/Shipment', '/CI/Item']) {
      const read = async (limit: string): Promise<string[]> => {
        const rows: string[] = [];
        for (let cursor = ''; ; ) {
          const page = (await tables.request({ method: 'GET', path, query: { limit, ...(cursor && { cursor }) } })) as { Records: object[]; NextCursor: string };
          assert.ok(page.Records.length <= Number(limit));
          rows.push(...page.Records.map(row => JSON.stringify(row)));
          cursor = page.NextCursor;
          if (!cursor) return rows;
        }
      };
      const [small, large] = [await read(path === '/SO/Shipment' ? '1' : '5'), await read('500')];
      assert.deepEqual(small, large, path);
      assert.equal(new Set(small).size, small.length, path);
      assert.ok(small.length > 1, path);
    }
  });

  test('a data source that does not open, a table that is not there and a question it cannot be asked are told apart', async () => {
    const { workspace, tables } = await both();
    const credentials = { companyCode: 'NWH', user: 'x', password: 'y' };
    const nowhere = await openTables(workspace, { credentials }, '/no/such/folder/x.db');
    const closed = await refusedWith(erp.references(nowhere.tables, none()));
    assert.deepEqual([closed.code, closed.recovery, closed.field], ['signIn.refused', 'fixConnection', 'odbcSource']);
    const empty = join(folder(), 'empty.db');
    new Database(empty).close();
    const denied = await refusedWith(erp.references((await openTables(workspace, { credentials }, empty)).tables, none()));
    assert.deepEqual([denied.code, denied.recovery], ['odbc.question', 'askAdmin']);
    assert.match(denied.message, /no such table.*Role Maintenance/);
    assert.equal((await refusedWith(tables.request({ method: 'GET', path: '/CI/Item', query: { colour: 'red' } }))).code, 'http.400');
    assert.equal((await refusedWith(tables.request({ method: 'GET', path: '/SY/Nothing' }))).code, 'http.404');
  });
});

describe.runIf(over)('the bridge', () => {
  function bridgeTo(rows: readonly string[][], timeoutMs = 20_000): OdbcBridge {
    const file = join(folder(), 'b.db');
    const database = new Database(file);
    database.exec('CREATE TABLE T (k VARCHAR(10), v VARCHAR(300))');
    for (const row of rows) database.prepare('INSERT INTO T VALUES (?, ?)').run(...row);
    database.close();
    const bridge = openOdbcBridge({ timeoutMs, connection: async () => ({ source: `Driver=SQLite3;Database=${file}`, values: { PWD: 'a;b}c "d"' } }) });
    afterTest(() => bridge.close());
    return bridge;
  }

  test('hands every value over as it is: quotes, backslashes, tabs, other scripts, nothing', async () => {
    const rows = [['1', 'he said "no"'], ['2', 'C:\\temp\\n'], ['3', 'a\tb'], ['4', 'naïve – 東京'], ['5', ''], ['6', 'x'.repeat(300)], ['7', "O'Brien; DROP"], ['8', '{"json": [1]}']];
    assert.deepEqual((await bridgeTo(rows).query('SELECT * FROM T ORDER BY k', 100)).rows, rows);
  });

  test('stops at as many rows as were asked for, and answers questions in their turn', async () => {
    const bridge = bridgeTo(Array.from({ length: 20 }, (_, index) => [String(index).padStart(2, '0'), 'v']));
    const answers = await Promise.all([bridge.query('SELECT * FROM T ORDER BY k', 3), bridge.query("SELECT * FROM T WHERE k = '19'", 3), bridge.describe('T')]);
    assert.deepEqual(answers.map(({ rows }) => rows.length), [3, 1, 2]);
    assert.deepEqual(answers[1]?.rows, [['19', 'v']]);
    assert.deepEqual((await bridge.query("SELECT * FROM T WHERE k = 'none'", 3)).rows, []);
  });

  test('a row that cannot be told from the next is refused, never guessed at; afterwards it goes on', async () => {
    const bridge = bridgeTo([['1', 'two\nlines'], ['2', 'one']]);
    const error = await refusedWith(bridge.query('SELECT * FROM T ORDER BY k', 10));
    assert.ok((error as unknown) instanceof OdbcError);
    assert.match(error.message, /holds the end of a line/);
    assert.deepEqual((await bridge.query("SELECT * FROM T WHERE k = '2'", 10)).rows, [['2', 'one']]);
  });

  test('a data source that hangs is given up, and leaves no process and no file with the password behind', async () => {
    const before = new Set(readdirSync(tmpdir()));
    const bridge = bridgeTo([['1', 'v']], 2_000);
    await bridge.query('SELECT * FROM T', 1);
    const own = readdirSync(tmpdir()).filter(name => !before.has(name) && existsSync(join(tmpdir(), name, 'odbc.ini')))[0] ?? assert.fail('no file of its own');
    assert.match(readFileSync(join(tmpdir(), own, 'odbc.ini'), 'utf8'), /PWD=a;b}c "d"/);
    const slow = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT max(i) FROM n';
    assert.equal(((await refusedWith(bridge.query(slow, 1))) as unknown as OdbcError).trouble, 'lost');
    await vi.waitFor(() => assert.equal(existsSync(join(tmpdir(), own)), false), { timeout: 5_000 });
    assert.equal((await bridge.query('SELECT * FROM T', 1)).rows.length, 1);
  });

  test('a process that was ended is started again by the next question', async () => {
    const bridge = bridgeTo([['1', 'v']]);
    await bridge.query('SELECT * FROM T', 1);
    await bridge.close();
    assert.equal((await bridge.query('SELECT * FROM T', 1)).rows.length, 1);
  });
});

if (!over) test.skip(`Sage 100 over ODBC ${NEEDED}`);

describe('questions to Sage’s tables', () => {
  const view = VIEWS['/GL/DetailPosting'] ?? assert.fail('no such list');
  const source = view.sources[0] ?? assert.fail('no table');

  test('filter by leading key columns, write days as ODBC does, and go on behind a key of several parts', () => {
    const query = new URLSearchParams({ accountKey: "0'1", from: '20261001', limit: '5' });
    assert.equal(pageSql(view, source, { query, behind: null }), "SELECT * FROM GL_DetailPosting WHERE AccountKey = '0''1' AND PostingDate >= {d '2026-10-01'} ORDER BY AccountKey, PostingDate, SourceJournal, JournalRegisterNo, SequenceNo");
    const behind = pageSql(view, source, { query: new URLSearchParams(), behind: ['1', '20261005', 'CR', '000001', '000002'] });
    assert.match(behind, /\(\(AccountKey > '1'\) OR \(AccountKey = '1' AND PostingDate > \{d '2026-10-05'\}\) OR /);
    assert.match(behind, /JournalRegisterNo = '000001' AND SequenceNo > '000002'\)\)/);
  });

  test('rows lose their padding and blank days; a cursor is read back as it was written', () => {
    assert.deepEqual(recordsOf({ columns: ['Name', 'InvoiceDate', 'DateUpdated', 'ShipDate'], rows: [['Acme   ', '2026-10-05 00:00:00', '1753-01-01', '']] }), [{ Name: 'Acme', InvoiceDate: '20261005', DateUpdated: '', ShipDate: '' }]);
    assert.deepEqual(readCursor(writeCursor({ source: 1, behind: ['a', 'ü;'] })), { source: 1, behind: ['a', 'ü;'] });
    assert.throws(() => readCursor('xx'), /none of ours/);
  });

  test('on Windows the 32-bit PowerShell runs the bridge, and neither there nor here is a password on the command line', () => {
    const { file, args } = bridgeCommand('win32', 'C:\\Windows');
    assert.equal(file, 'C:\\Windows\\SysWOW64\\WindowsPowerShell\\v1.0\\powershell.exe');
    assert.match(Buffer.from(args.at(-1) ?? '', 'base64').toString('utf16le'), /System\.Data\.Odbc\.OdbcConnection/);
    assert.ok(file.length + args.join(' ').length < 32_000, 'Windows takes no longer command line');
    const connection = { source: 'DSN=SOTAMAS90', values: { Company: 'ABC', UID: 'JSMITH', PWD: 'a;b}c' } };
    assert.equal(connectionText(connection, 'win32'), 'DSN=SOTAMAS90;Company=ABC;UID=JSMITH;PWD={a;b}}c}');
    assert.equal(connectionText(connection, 'linux'), 'DSN=SOTAMAS90\nCompany=ABC\nUID=JSMITH\nPWD=a;b}c');
  });
});
