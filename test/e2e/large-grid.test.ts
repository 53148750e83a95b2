import assert from 'node:assert/strict';
import SQLite from 'better-sqlite3';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type App } from '../support/app.ts';
import { enterAs, openBrowser, openPage, openWindow, type Window } from '../support/browser.ts';
import { rowsOf } from './journey-steps.ts';

/** A hundred thousand orders in one month: pages come from the engine as they are scrolled to, and the place is kept. */
const RECORDS = 100_000;
const STATES = ['posted', 'posted', 'posted', 'posted', 'held', 'failed', 'skipped', 'posted'] as const;

let app: App;
let browser: Browser;
let window: Window;
let page: Page;

beforeAll(async () => {
  app = await startApp({ orders: 120 });
  fillWithOrders(app.database);
  browser = await openBrowser();
  window = await openWindow(browser, app.url, { folder: 'large-grid' });
  page = window.page;
  await enterAs(window, 'operator');
  await openPage(page, 'Runs');
  await page.getByRole('tab', { name: 'Orders' }).click();
  await page.getByText('100,000 orders').waitFor();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** Orders as the reader stores them, R-000001 to R-100000, their amounts falling as their references rise, and a run that waits to go on. */
function fillWithOrders(file: string): void {
  const database = new SQLite(file);
  const connection = database.prepare("SELECT id FROM connection WHERE system = 'linnworks'").pluck().get();
  const insert = database.prepare(`INSERT INTO record (id, connection_id, kind, external_id, reference, number, channel, period, occurred_on, amount_minor, currency, status, body_hash, changed_at, read_at, state, stage, reason, document)
    VALUES (?, ?, 'order', ?, ?, ?, ?, '2026-10', ?, ?, 'GBP', 'despatched', '', '2026-10-31T00:00:00.000Z', '2026-10-31T00:00:00.000Z', ?, 'read', '', '')`);
  database.transaction(() => {
    for (let n = 1; n <= RECORDS; n += 1) {
      const reference = `R-${String(n).padStart(6, '0')}`;
      const day = String(1 + Math.floor((n - 1) / (RECORDS / 31))).padStart(2, '0');
      insert.run(`rec_${String(n).padStart(36, '0')}`, connection, reference, reference, String(200_000 + n), n % 2 === 0 ? 'AMAZON/Amazon UK' : 'EBAY/northwind_home', `2026-10-${day}`, 10_000_000 - n, STATES[n % STATES.length]);
    }
    database.prepare(`INSERT INTO run (id, workflow, period, state, started_by, started_at, ended_at, step, counts, message)
      VALUES ('run_00000000-0000-4000-8000-000000000001', 'orderToCash', '2026-10', 'paused', 'Sam Operator', '2026-10-31T00:00:00.000Z', NULL, 'Posting', '{"read":0,"posted":0,"held":0,"failed":0,"skipped":0,"inDoubt":0,"waiting":0}', '')`).run();
  })();
  database.close();
}

const grid = () => page.getByRole('grid', { name: 'Orders of October 2026' });
const row = (reference: string) => rowsOf(grid()).filter({ hasText: reference });

/** Drags the bar to a share of the list. */
async function scrollTo(share: number): Promise<void> {
  await grid().evaluate((viewport, to) => { viewport.scrollTop = to * (viewport.scrollHeight - viewport.clientHeight); }, share);
}
const shown = () => rowsOf(grid()).filter({ hasText: /R-\d{6}/ }).allInnerTexts();
async function firstShown(): Promise<string> {
  return (await shown()).map(text => /R-\d{6}/.exec(text)?.[0] ?? '').toSorted()[0] ?? '';
}

test('the middle and the end of a hundred thousand orders are reached', async () => {
  await row('R-000001').waitFor();
  await scrollTo(0.5);
  await row('R-050000').waitFor({ state: 'attached' });
  await window.picture('middle');
  await scrollTo(1);
  await row('R-100000').waitFor();
  await window.picture('end');
});

test('the place is kept when something changes elsewhere', async () => {
  await scrollTo(0.5);
  await row('R-050000').waitFor({ state: 'attached' });
  const before = await firstShown();
  const elsewhere = await openWindow(browser, app.url, { folder: 'large-grid' });
  await enterAs(elsewhere, 'admin');
  await openPage(elsewhere.page, 'Runs');
  const asked = page.waitForResponse(response => response.request().postDataJSON()?.method === 'runs.records');
  await elsewhere.page.getByRole('button', { name: 'Cancel run' }).click();
  await elsewhere.page.getByRole('dialog').getByRole('button', { name: 'Cancel run' }).click();
  await asked;
  await elsewhere.context.close();
  await row('R-050000').waitFor({ state: 'attached' });
  assert.equal(await firstShown(), before);
});

test('sorting and filtering ask the engine, over all of them', async () => {
  await grid().getByRole('columnheader', { name: 'Amount' }).click();
  await row('R-100000').waitFor();
  await page.getByRole('button', { name: 'Filter by column' }).click();
  await grid().getByRole('textbox', { name: /Reference/ }).fill('R-0777');
  await page.getByText('100 orders').waitFor();
  await row('R-077799').waitFor();
  await window.picture('sorted-and-filtered');
  await grid().getByRole('textbox', { name: /Reference/ }).fill('');
  await page.getByRole('group', { name: 'State' }).getByRole('button', { name: 'Held' }).click();
  await page.getByText('12,500 orders').waitFor();
  await expect.poll(async () => (await shown()).every(text => /Held/.test(text))).toBe(true);
  assert.deepEqual(window.complaints, []);
});
