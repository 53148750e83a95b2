import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type App } from '../support/app.ts';
import { enterAs, openBrowser, openPage, openWindow, sidewaysOverflow, type Window } from '../support/browser.ts';
import { prepareWorkspace } from '../support/prepared-workspace.ts';

/** A lookup table from nothing to the next run's use of it: made, filled and used without the mouse, changed by one person and approved by another. */
const FOLDER = 'lookups';

let dir: string;
let app: App;
let browser: Browser;
let priya: Window;
let page: Page;

beforeAll(async () => {
  dir = await prepareWorkspace({ orders: 120 });
  [app, browser] = await Promise.all([startApp({ orders: 120, dir }), openBrowser()]);
  priya = await openWindow(browser, app.url, { folder: FOLDER });
  page = priya.page;
  await enterAs(priya, 'accountant');
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const grid = (name: string) => page.getByRole('grid', { name });
const press = async (...keys: string[]) => { for (const key of keys) await page.keyboard.press(key); };
const cell = (key: string, column = 1) => page.getByRole('row').filter({ hasText: key }).getByRole('gridcell').nth(column + 1);

test('a table is made and filled with the keyboard', async () => {
  await press('g', 'l');
  await page.getByRole('heading', { name: 'No lookup table yet' }).waitFor();
  await priya.picture('no-table');
  await page.getByRole('button', { name: 'New table' }).first().press('Enter');
  await page.getByRole('textbox', { name: 'Name' }).fill('Channel codes');
  await page.getByRole('textbox', { name: 'What is looked up' }).fill('Shop channel');
  await page.getByRole('textbox', { name: 'What it becomes' }).fill('Analysis code, Cost centre');
  await priya.picture('new-table');
  await press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Channel codes' }).waitFor();
  await page.getByRole('button', { name: 'Add rows' }).press('Enter');
  for (const row of [['Amazon', 'AMZ', 'WEB'], ['eBay', 'EBY', 'WEB']]) {
    for (const [at, text] of row.entries()) { if (at > 0) await press('Tab'); await page.keyboard.type(text); }
    if (row[0] === 'eBay') await priya.picture('add-rows');
    await press('Enter');
    await page.getByRole('dialog').getByRole('textbox').first().and(page.locator('[value=""]')).waitFor();
  }
  await press('Escape');
  await expect.poll(() => grid('Rows of Channel codes').getByRole('row').count()).toBe(3);
});
