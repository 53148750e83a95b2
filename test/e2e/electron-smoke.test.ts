import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron } from 'playwright-core';
import { test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const electron = path.join(root, 'node_modules', 'electron');

/** The executable is downloaded at the first `npm start`; where it never was, this journey cannot be made. */
function executable(): string | undefined {
  const named = path.join(electron, 'path.txt');
  const file = existsSync(named) ? path.join(electron, 'dist', readFileSync(named, 'utf8')) : undefined;
  return file !== undefined && existsSync(file) ? file : undefined;
}

const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
const canStart = executable() !== undefined && existsSync(path.join(root, 'dist/main/main.mjs')) && hasDisplay;

test.runIf(canStart)('the desktop app starts, shows the sign-in page and ends (needs the Electron executable and a display)', async () => {
  const workspace = path.join(mkdtempSync(path.join(tmpdir(), 'tieout-electron-')), 'workspace');
  const app = await _electron.launch({ executablePath: executable() ?? '', args: [root, `--workspace=${workspace}`] });
  try {
    const page = await app.firstWindow();
    await page.waitForSelector('h1');
    assert.equal(await page.evaluate(() => window.location.origin), 'app://tieout');
    assert.equal(await page.evaluate(() => typeof Reflect.get(window, 'require')), 'undefined');
  } finally {
    await app.close();
  }
});
