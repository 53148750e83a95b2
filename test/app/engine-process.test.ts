import assert from 'node:assert/strict';
import { afterEach, beforeEach, test, vi } from 'vitest';
import type { WebContents } from 'electron';
import { app, FakePage, state } from './electron-mock.ts';

vi.mock('electron', () => import('./electron-mock.ts'));

const { restartWaitMs, startEngineProcess } = await import('../../main/app/engine-process.ts');
const { main, quitAfter, workspaceFrom } = await import('../../main/app/main.ts');

beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(state, { forked: [], windows: [], errors: [], quits: 0, hasLock: true });
});
afterEach(() => { vi.useRealTimers(); });

const vault = { seal: async (text: string) => `sealed ${text}`, open: async (): Promise<string> => { throw new Error('Unlock the keychain.'); } };
const refusals: string[] = [];
const start = () => startEngineProcess({ entry: '/utility.mjs', workspace: '/books', version: '0.1.0', vault, onRefused: message => refusals.push(message) });
const newPage = () => new FakePage() as FakePage & WebContents;
const lastFork = () => { const forked = state.forked.at(-1); assert.ok(forked); return forked; };

test('the engine is told its workspace, and every page gets a port of its own', () => {
  const engine = start();
  const [one, two] = [newPage(), newPage()];
  engine.attach(one);
  engine.attach(two);
  assert.deepEqual(lastFork().messages[0]?.message, { type: 'open', workspace: '/books', version: '0.1.0' });
  assert.equal(lastFork().said('window').length, 2);
  assert.deepEqual([one, two].map(({ posted }) => posted.map(({ channel, ports }) => [channel, ports.length])), [[['engine-port', 1]], [['engine-port', 1]]]);
});

test('an engine that ends is started again, a little later each time, and its pages get new ports', () => {
  const engine = start();
  const page = newPage();
  engine.attach(page);
  lastFork().emit('exit', 139);
  assert.equal(state.forked.length, 1);
  vi.advanceTimersByTime(restartWaitMs(1));
  assert.equal(state.forked.length, 2);
  assert.equal(page.posted.length, 2);
  assert.deepEqual([1, 2, 3, 20].map(restartWaitMs), [500, 1000, 2000, 30_000]);
});

test('a page that is gone gets no port after a restart', () => {
  const engine = start();
  const page = newPage();
  engine.attach(page);
  page.emit('destroyed');
  lastFork().emit('exit', 1);
  vi.advanceTimersByTime(restartWaitMs(1));
  assert.equal(page.posted.length, 1);
});

test('an engine that never stays up is given up, with a sentence for the person', () => {
  start();
  const MORE_THAN_IT_TRIES = 20;
  for (let time = 0; time < MORE_THAN_IT_TRIES && refusals.length === 0; time += 1) {
    lastFork().emit('exit', 1);
    vi.advanceTimersByTime(restartWaitMs(20));
  }
  assert.equal(state.forked.length, 7);
  assert.match(refusals.at(-1) ?? '', /several times in a row/);
});

test('the keychain answers the engine, and its refusal is handed on as a sentence', async () => {
  start();
  lastFork().emit('message', { type: 'vault', id: 1, act: 'seal', text: 'secret' });
  lastFork().emit('message', { type: 'vault', id: 2, act: 'open', text: 'x' });
  lastFork().emit('message', { type: 'something else' });
  await vi.advanceTimersByTimeAsync(1);
  assert.deepEqual(lastFork().said('vaultAnswer').map(({ message }) => message), [
    { type: 'vaultAnswer', id: 1, text: 'sealed secret' },
    { type: 'vaultAnswer', id: 2, text: null, message: 'Unlock the keychain.' },
  ]);
});

test('closing waits for the engine to close its file, but not for ever', async () => {
  const engine = start();
  const closed = engine.close();
  assert.equal(lastFork().said('close').length, 1);
  assert.equal(lastFork().kill.mock.calls.length, 0);
  await vi.advanceTimersByTimeAsync(5_000);
  assert.equal(lastFork().kill.mock.calls.length, 1);
  await closed;
  assert.equal(state.forked.length, 1);
});

test('the app opens one window, with the engine beside it, and a second start brings it to the front', async () => {
  await main();
  assert.equal(state.windows.length, 1);
  assert.equal(state.forked.length, 1);
  app.emit('second-instance');
  assert.equal(state.windows.length, 1);
  assert.equal(state.windows[0]?.focus.mock.calls.length, 1);
});

test('a second instance ends at once', async () => {
  state.hasLock = false;
  await main();
  assert.equal(state.quits, 1);
  assert.equal(state.forked.length, 0);
});

test('the app ends only after the engine has closed', async () => {
  app.removeAllListeners('will-quit');
  let closes = 0;
  let prevented = 0;
  quitAfter(async () => { closes += 1; });
  const event = { preventDefault: () => { prevented += 1; } };
  app.emit('will-quit', event as Electron.Event);
  await vi.advanceTimersByTimeAsync(1);
  app.emit('will-quit', event as Electron.Event);
  assert.deepEqual({ closes, prevented, quits: state.quits }, { closes: 1, prevented: 1, quits: 1 });
});

test('the workspace lies in the application data unless another folder is named', () => {
  assert.equal(workspaceFrom(['tieout'], '/data/Tieout'), '/data/Tieout/workspace');
  assert.equal(workspaceFrom(['tieout', '--workspace=/books/2026'], '/data/Tieout'), '/books/2026');
});
