import assert from 'node:assert/strict';
import { beforeEach, test, vi } from 'vitest';
import { ipcMain, state } from './electron-mock.ts';

vi.mock('electron', () => import('./electron-mock.ts'));

const { answerShell } = await import('../../main/app/shell.ts');
const { seal, open } = await import('../../main/app/vault.ts');
const { menuTemplate } = await import('../../main/app/menu.ts');

const ready: unknown[] = [];
// Files of one process share their modules: the shell that another test started would answer this page as well.
ipcMain.removeAllListeners('shell:pageReady');
answerShell(page => ready.push(page));
const ours = { senderFrame: { parent: null, origin: 'app://tieout' }, sender: 'our page' };
const ask = async (channel: string, event: unknown, argument?: unknown) => state.ipcHandlers.get(channel)?.(event, argument);

beforeEach(() => { Object.assign(state.keychain, { backend: 'gnome_libsecret', available: true }); });

test('the page may ask for the version and open a web link', async () => {
  assert.equal(await ask('shell:version', ours), '0.1.0');
  await ask('shell:openLink', ours, 'https://www.linnworks.net/');
  assert.deepEqual(state.opened, ['https://www.linnworks.net/']);
});

test('a link that is no web page is refused', async () => {
  for (const url of ['file:///etc/passwd', 'javascript:alert(1)', 'smb://server/share', 'ms-msdt:/id', 'not a link', 5]) {
    await assert.rejects(ask('shell:openLink', ours, url), Error, String(url));
  }
  assert.equal(state.opened.length, 1);
});

test('another page, an embedded frame and a frame that is gone are refused', async () => {
  const others = [
    { senderFrame: { parent: null, origin: 'https://evil.example' } },
    { senderFrame: { parent: {}, origin: 'app://tieout' } },
    { senderFrame: null },
  ];
  for (const event of others) {
    await assert.rejects(ask('shell:version', event), /Only the page of Tieout/);
    ipcMain.emit('shell:pageReady', event);
  }
  assert.deepEqual(ready, []);
  ipcMain.emit('shell:pageReady', ours);
  assert.deepEqual(ready, ['our page']);
});

test('credentials are sealed by the keychain and opened again', async () => {
  const sealed = await seal('client-secret');
  assert.ok(!sealed.includes('client-secret'));
  assert.equal(await open(sealed), 'client-secret');
});

test('without a real keychain nothing is sealed', async () => {
  state.keychain.available = false;
  await assert.rejects(seal('secret'), /no keychain/);
});

test.runIf(process.platform === 'linux')('on Linux the fixed-password stand-in does not count as a keychain', async () => {
  for (const backend of ['basic_text', 'unknown'] as const) {
    state.keychain.backend = backend;
    await assert.rejects(seal('secret'), /Install GNOME Keyring or KWallet/);
  }
});

test('credentials that the browser host sealed are refused with the remedy', async () => {
  await assert.rejects(open('hostFile1.abc'), /Enter them again/);
});

test('developer tools are in the menu only while developing', () => {
  assert.match(JSON.stringify(menuTemplate({ packaged: false })), /toggleDevTools/);
  assert.doesNotMatch(JSON.stringify(menuTemplate({ packaged: true })), /toggleDevTools/);
});
