import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, vi } from 'vitest';
import type { Session, WebContents } from 'electron';
import { FakePage, state } from './electron-mock.ts';

vi.mock('electron', () => import('./electron-mock.ts'));

const { answerPageRequest, lockPage, lockSession, openWindow, windowOptions } = await import('../../main/app/window.ts');

test('a window is sandboxed, isolated from Node and without developer tools when packaged', () => {
  const { sandbox, contextIsolation, nodeIntegration, nodeIntegrationInWorker, webviewTag, webSecurity, devTools } = windowOptions('/p.cjs').webPreferences ?? {};
  assert.deepEqual(
    { sandbox, contextIsolation, nodeIntegration, nodeIntegrationInWorker, webviewTag, webSecurity, devTools },
    { sandbox: true, contextIsolation: true, nodeIntegration: false, nodeIntegrationInWorker: false, webviewTag: false, webSecurity: true, devTools: false },
  );
});

test('a window opens the page of its own scheme and shows itself when it has something to show', () => {
  openWindow('/p.cjs');
  const window = state.windows.at(-1);
  assert.equal(window?.url, 'app://tieout/');
  assert.equal(window?.show.mock.calls.length, 0);
  window?.emit('ready-to-show');
  assert.equal(window?.show.mock.calls.length, 1);
});

function pageWith() {
  const page = new FakePage();
  lockPage(page as unknown as WebContents);
  const isStopped = (name: string, url: string): boolean => {
    let stopped = false;
    page.emit(name, { url, preventDefault: () => { stopped = true; } });
    return stopped;
  };
  return { page, isStopped };
}

test('the page cannot be led elsewhere', () => {
  const { isStopped } = pageWith();
  for (const url of ['https://evil.example/', 'file:///etc/passwd', 'app://tieout.evil/', 'app://other/', 'javascript:alert(1)', 'data:text/html,x']) {
    assert.ok(isStopped('will-navigate', url), url);
    assert.ok(isStopped('will-frame-navigate', url), url);
  }
  assert.ok(!isStopped('will-navigate', 'app://tieout/index.html'));
  assert.ok(isStopped('will-redirect', 'app://tieout/'));
  assert.ok(isStopped('will-attach-webview', ''));
});

test('the page opens no window of its own', () => {
  assert.deepEqual(pageWith().page.openHandler?.({ url: 'https://example.com' }), { action: 'deny' });
});

test('nothing but copying is granted to the page', () => {
  const set = { setPermissionRequestHandler: vi.fn(), setPermissionCheckHandler: vi.fn(), setDevicePermissionHandler: vi.fn() };
  lockSession(set as unknown as Session);
  const request = set.setPermissionRequestHandler.mock.calls[0]?.[0] as (page: null, permission: string, answer: (granted: boolean) => void) => void;
  const check = set.setPermissionCheckHandler.mock.calls[0]?.[0] as (page: null, permission: string) => boolean;
  const granted: string[] = [];
  for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'clipboard-sanitized-write', 'openExternal', 'hid', 'usb', 'fileSystem']) {
    request(null, permission, yes => { if (yes) granted.push(permission); });
    assert.equal(check(null, permission), permission === 'clipboard-sanitized-write', permission);
  }
  assert.deepEqual(granted, ['clipboard-sanitized-write']);
});

test('app:// serves the files of the window under a strict policy, and nothing outside their folder', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tieout-app-'));
  writeFileSync(path.join(folder, 'index.html'), '<title>Tieout</title>');
  const ask = (url: string, method = 'GET') => answerPageRequest(folder, { url, method });
  const page = await ask('app://tieout/');
  assert.equal(await page.text(), '<title>Tieout</title>');
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'self'.*frame-ancestors 'none'/);
  for (const url of ['app://tieout/../package.json', 'app://tieout/%2e%2e/%2e%2e/etc/passwd', 'app://tieout/..%2f..%2fpackage.json', 'app://other/', 'app://tieout/nothing.js']) {
    assert.equal((await ask(url)).status, 404, url);
  }
  assert.equal((await ask('app://tieout/', 'POST')).status, 404);
});
