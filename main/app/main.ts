import { app, BrowserWindow, dialog } from 'electron';
import path from 'node:path';
import { startEngineProcess } from './engine-process.ts';
import { showMenu } from './menu.ts';
import { answerShell } from './shell.ts';
import * as vault from './vault.ts';
import { openWindow, prepareWindows, registerPageScheme } from './window.ts';

// dist/main holds this file, the preload and the engine's entry; dist/renderer the window.
const here = import.meta.dirname;
const places = {
  preload: path.join(here, 'preload.cjs'),
  engine: path.join(here, 'utility.mjs'),
  page: path.join(here, '..', 'renderer'),
};

/** `--workspace=DIR` names another folder than the one in the person's application data. */
export function workspaceFrom(args: readonly string[], userData: string): string {
  const named = args.find(arg => arg.startsWith('--workspace='))?.slice('--workspace='.length);
  return named ? path.resolve(named) : path.join(userData, 'workspace');
}

function showWindow(): void {
  const window = BrowserWindow.getAllWindows()[0];
  if (!window) {
    openWindow(places.preload);
    return;
  }
  if (window.isMinimized()) window.restore();
  window.focus();
}

/** One instance per person: two engines must not write into one workspace. */
export async function main(): Promise<void> {
  app.setName('Tieout');
  app.setPath('userData', path.join(app.getPath('appData'), 'Tieout'));
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  app.enableSandbox();
  registerPageScheme();
  app.on('second-instance', showWindow);
  await app.whenReady();

  prepareWindows(places.page);
  showMenu({ packaged: app.isPackaged });
  const engine = startEngineProcess({
    entry: places.engine,
    workspace: workspaceFrom(process.argv, app.getPath('userData')),
    version: app.getVersion(),
    vault,
    onRefused(message) {
      dialog.showErrorBox('Tieout cannot open this workspace', message);
      app.quit();
    },
  });
  answerShell(page => engine.attach(page));
  app.on('activate', showWindow);
  app.on('window-all-closed', () => { if (process.platform !== 'darwin') app.quit(); });
  quitAfter(() => engine.close());
  showWindow();
}

/** The engine closes its file first; only then does the app end. */
export function quitAfter(close: () => Promise<void>): void {
  let closed = false;
  app.on('will-quit', event => {
    if (closed) return;
    event.preventDefault();
    void close().finally(() => {
      closed = true;
      app.quit();
    });
  });
}

// Not awaited: Electron is not ready before this file has been read to its end.
if (process.versions['electron'] !== undefined) void main();
