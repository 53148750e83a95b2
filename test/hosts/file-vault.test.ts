import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'vitest';
import { openFileVault, openHostVault } from '../../main/hosts/file-vault.ts';

const newWorkspace = (): string => path.join(mkdtempSync(path.join(tmpdir(), 'tieout-vault-')), 'workspace');

test('what is sealed opens again after a restart, and never looks the same twice', async () => {
  const workspace = newWorkspace();
  const first = await openFileVault(workspace);
  const sealed = await first.seal('client-secret £');
  assert.notEqual(sealed, await first.seal('client-secret £'));
  assert.ok(!sealed.includes('client-secret'));
  assert.equal(await (await openFileVault(workspace)).open(sealed), 'client-secret £');
});

test.skipIf(process.platform === 'win32')('the key file can be read by its owner only, also after somebody opened it up', async () => {
  const workspace = newWorkspace();
  await openFileVault(workspace);
  assert.equal(statSync(`${workspace}.key`).mode & 0o777, 0o600);
  chmodSync(`${workspace}.key`, 0o644);
  await openFileVault(workspace);
  assert.equal(statSync(`${workspace}.key`).mode & 0o777, 0o600);
});

test('a changed seal, another key and the seal of the desktop app are refused with the remedy', async () => {
  const vault = await openFileVault(newWorkspace());
  const sealed = await vault.seal('secret');
  const changed = sealed.slice(0, -3) + (sealed.endsWith('AAA') ? 'BBB' : 'AAA');
  for (const bad of [changed, await (await openFileVault(newWorkspace())).seal('secret'), 'app1.Zm9v', 'hostFile1.', 'hostKeychain1.Zm9v', '']) {
    await assert.rejects(vault.open(bad), /enter them again/);
  }
});

test('a damaged key file is reported, not replaced', async () => {
  const workspace = newWorkspace();
  writeFileSync(`${workspace}.key`, 'not a key');
  await assert.rejects(openFileVault(workspace), /is damaged/);
  assert.equal(readFileSync(`${workspace}.key`, 'utf8'), 'not a key');
});

test('without a keychain that answers, the key file is used', async () => {
  const before = process.env['DBUS_SESSION_BUS_ADDRESS'];
  delete process.env['DBUS_SESSION_BUS_ADDRESS'];
  try {
    if (process.platform !== 'linux') return;
    const workspace = newWorkspace();
    const vault = await openHostVault(workspace);
    assert.ok(existsSync(`${workspace}.key`));
    assert.equal(await vault.open(await vault.seal('secret')), 'secret');
  } finally {
    if (before !== undefined) process.env['DBUS_SESSION_BUS_ADDRESS'] = before;
  }
});
