import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFileSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, test } from 'vitest';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
const inModules = (...parts: string[]): string => path.join(root, 'node_modules', ...parts);
const asar = (...args: string[]) => run(process.execPath, [inModules('@electron', 'asar', 'bin', 'asar.js'), ...args]);
const SLOW_MS = 90_000;
const OPEN_WITHIN_MS = 60_000;

/** A folder that electron-builder takes for Electron: any executable, with the place where Electron keeps its fuses. */
function standInElectron(folder: string): string {
  for (const part of ['resources', 'locales']) mkdirSync(path.join(folder, part), { recursive: true });
  copyFileSync('/bin/true', path.join(folder, 'electron'));
  const FUSES_OFF = Buffer.from([1, 9, ...Buffer.from('000000000')]);
  appendFileSync(path.join(folder, 'electron'), Buffer.concat([Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), FUSES_OFF]));
  writeFileSync(path.join(folder, 'version'), '45.4.1');
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'resources.pak', 'locales/en-US.pak']) writeFileSync(path.join(folder, name), '');
  return folder;
}

/** Opens the packaged engine the way the shell does, on a workspace of its own, and closes it again. */
const OPEN_PACKAGED_ENGINE = `
  import { EventEmitter } from 'node:events';
  const [entry, workspace] = process.argv.slice(1);
  const { runUtility } = await import(entry);
  const parent = Object.assign(new EventEmitter(), {
    start() {},
    postMessage(message) {
      if (message.type === 'vault') return void parent.emit('message', { data: { type: 'vaultAnswer', id: message.id, text: message.text }, ports: [] });
      process.stdout.write(message.type + (message.message ? ': ' + message.message : '') + '\\n');
      if (message.type === 'ready' || message.type === 'refused') parent.emit('message', { data: { type: 'close' }, ports: [] });
    },
  });
  runUtility(parent, code => process.exit(code));
  parent.emit('message', { data: { type: 'open', workspace, version: '0.1.0' }, ports: [] });
`;

describe.runIf(process.platform === 'linux')('the packaged app', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tieout-package-'));
  const app = path.join(folder, 'out', 'linux-unpacked');
  const archive = path.join(app, 'resources', 'app.asar');
  let files: string[] = [];

  beforeAll(async () => {
    await run(process.execPath, ['tools/build.mjs'], { cwd: root });
    const electron = standInElectron(path.join(folder, 'electron'));
    await run(process.execPath, [
      inModules('electron-builder', 'cli.js'), '--dir', '--linux', '--publish', 'never',
      `-c.electronDist=${electron}`, `-c.directories.output=${path.join(folder, 'out')}`,
    ], { cwd: root });
    files = (await asar('list', archive)).stdout.trim().split('\n');
  }, SLOW_MS);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('holds the shell, the engine and the migrations', () => {
    for (const file of ['/package.json', '/dist/main/main.mjs', '/dist/main/preload.cjs', '/dist/main/utility.mjs', '/resources/migrations/0001_initial.sql']) {
      assert.ok(files.includes(file), `${file} is missing from the archive; see files in electron-builder.yml`);
    }
  });

  test('holds no source, no test and no package but the native one', () => {
    const packages = new Set(files.map(file => /^\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]).filter(Boolean));
    assert.deepEqual([...packages], ['better-sqlite3']);
    assert.deepEqual(files.filter(file => file.endsWith('.ts') || file.startsWith('/test') || file.startsWith('/main/')), []);
    assert.deepEqual(files.filter(file => file.endsWith('.node')), [`/node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`]);
  });

  test('keeps its threads beside the archive, with the package they need', () => {
    const unpacked = `${archive}.unpacked`;
    const workers = files.filter(file => file.endsWith('-worker.mjs'));
    assert.ok(workers.length > 0);
    for (const file of [...workers, '/node_modules/better-sqlite3/package.json']) assert.ok(existsSync(path.join(unpacked, file)), `${file} is not beside the archive; see asarUnpack in electron-builder.yml`);
  });

  test('cannot be made to run as a plain Node or to load code from beside its archive', async () => {
    const { stdout } = await run(process.execPath, [inModules('@electron', 'fuses', 'dist', 'bin.js'), 'read', '--app', path.join(app, 'tieout')]);
    assert.match(stdout, /RunAsNode is Disabled/);
    assert.match(stdout, /EnableNodeOptionsEnvironmentVariable is Disabled/);
    assert.match(stdout, /EnableNodeCliInspectArguments is Disabled/);
    assert.match(stdout, /EnableEmbeddedAsarIntegrityValidation is Enabled/);
    assert.match(stdout, /OnlyLoadAppFromAsar is Enabled/);
    assert.match(stdout, /GrantFileProtocolExtraPrivileges is Disabled/);
  });

  test('its engine opens a workspace and closes it', async () => {
    const extracted = path.join(folder, 'extracted');
    await asar('extract', archive, extracted);
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', OPEN_PACKAGED_ENGINE, path.join(extracted, 'dist', 'main', 'utility.mjs'), path.join(folder, 'books')], { timeout: OPEN_WITHIN_MS });
    assert.deepEqual(stdout.trim().split('\n'), ['ready', 'closed']);
  }, SLOW_MS);
});
