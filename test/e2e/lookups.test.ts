import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type App } from '../support/app.ts';
import { enterAs, openBrowser, openWindow, sidewaysOverflow, type Window } from '../support/browser.ts';
import { prepareWorkspace } from '../support/prepared-workspace.ts';
import { rowsOf } from './journey-steps.ts';

/** A lookup table from nothing to what the next run uses: filled and used with the keyboard, changed by one person and approved by another. */
const FOLDER = 'lookups';

let dir: string;
let app: App;
let browser: Browser;
let priya: Window;
let page: Page;

beforeAll(async () => {
  dir = await prepareWorkspace({ orders: 60 });
  [app, browser] = await Promise.all([startApp({ orders: 60, dir }), openBrowser()]);
  priya = await openWindow(browser, app.url, { folder: FOLDER });
  page = priya.page;
  await enterAs(priya, 'accountant');
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const press = async (...keys: string[]): Promise<void> => { for (const key of keys) await page.keyboard.press(key); };
const rows = (of: Page = page) => rowsOf(of.getByRole('grid', { name: 'Rows of Channels' }));
const paste = (text: string): Promise<void> => page.evaluate(given => {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', given);
  document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}, text);
async function openTable(of: Page): Promise<void> {
  await of.keyboard.press('g');
  await of.keyboard.press('l');
  await of.getByRole('grid', { name: 'Lookup tables' }).getByText('Channels', { exact: true }).click();
  await of.getByRole('heading', { level: 1, name: 'Channels' }).waitFor();
}

test('a table is made, filled row by row, pasted into and changed in its cells without the mouse', async () => {
  await press('g', 'l');
  await page.getByRole('button', { name: 'New table' }).press('Enter');
  for (const [name, text] of [['Name', 'Channels'], ['What is looked up', 'Shop channel'], ['What it becomes', 'Analysis code']] as const) await page.getByRole('textbox', { name }).fill(text);
  await press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Channels' }).waitFor();
  await page.getByText('No mapping uses this table yet').waitFor();
  await press('Insert');
  await page.getByRole('textbox', { name: 'Shop channel' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.type('Amazon');
  await press('Tab');
  await page.keyboard.type('AMZ');
  await press('Enter');
  await page.getByRole('dialog').getByText('1 row added').waitFor();
  await press('Escape');
  await expect.poll(() => rows().count()).toBe(1);
  await rows().first().getByRole('gridcell', { name: 'Amazon' }).and(page.locator(':focus')).waitFor();
  await paste('Shop channel\tAnalysis code\nEtsy\tETS\nOnBuy\tONB\n');
  await page.getByRole('heading', { name: 'Paste 2 rows into Channels' }).waitFor();
  await press('Enter');
  await expect.poll(() => rows().count()).toBe(3);
  await rows().first().getByRole('gridcell', { name: 'Amazon' }).and(page.locator(':focus')).waitFor();
  await press('ArrowRight', 'Enter');
  await page.keyboard.type('AMZN');
  await press('Enter');
  await rows().first().getByRole('gridcell', { name: 'AMZN' }).waitFor();
  await priya.picture('rows');
});

test('a step of a mapping names it, shows what it makes of an order at once, and what of the month it does not know', async () => {
  await press('g', 'm');
  await page.getByText('Linnworks Order → Sage 200 Sales order').click();
  await page.getByRole('button', { name: 'Edit as a new version' }).click();
  await page.getByRole('textbox', { name: 'Filter fields' }).fill('analysis_code_1');
  await rowsOf(page.getByRole('grid', { name: 'Target fields' })).first().getByRole('gridcell').first().click();
  await press('e');
  await page.getByRole('combobox', { name: 'Add a step' }).fill('look up in');
  await press('Enter');
  await page.getByRole('combobox', { name: /^Table/ }).and(page.locator(':focus')).waitFor();
  await page.keyboard.type('Channels');
  await press('Escape');
  await page.getByRole('group', { name: 'Step 1: Look up in a table' }).getByText(/^(AMZN|The lookup table "Channels" has no row for)/).waitFor();
  await page.getByRole('combobox', { name: 'Add a step' }).fill('expression');
  await press('Enter');
  const expression = page.getByRole('textbox', { name: 'Expression' });
  await expression.and(page.locator(':focus')).waitFor();
  await page.keyboard.type('value + ordr.currency');
  await page.getByText('Character 9: There is no "ordr" here.').waitFor();
  await priya.picture('steps');
  await press('Alt+Delete');
  await expect.poll(() => page.getByRole('group', { name: /^Step \d/ }).count()).toBe(1);
  await press('Control+Enter');
  await page.getByText(/values? of October 2026 have a row; \d+ have none/).first().waitFor();
  await priya.picture('coverage');
  await page.getByRole('button', { name: 'Fill in' }).press('Enter');
  const missing = rowsOf(page.getByRole('grid', { name: 'Values that Channels does not have' }));
  await missing.first().waitFor();
  const before = await missing.count();
  await missing.first().getByRole('gridcell').nth(1).click();
  await press('Enter');
  await page.keyboard.type('SHO');
  await press('Enter');
  await expect.poll(() => missing.count()).toBe(before - 1);
});

test('once the mapping is submitted, a change waits for an admin who is not its author', async () => {
  await press('g', 'm');
  await page.getByText('Linnworks Order → Sage 200 Sales order').click();
  await page.getByRole('button', { name: 'Submit' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Submit' }).click();
  await page.getByText('v2 waiting for approval').waitFor();
  await openTable(page);
  await page.getByText('In use: changes are approved by another admin').waitFor();
  await rows().filter({ hasText: 'Amazon' }).getByRole('gridcell').nth(2).click();
  await press('Enter');
  await page.keyboard.type('AMZ-UK');
  await press('Enter');
  await rows().filter({ hasText: 'Amazon' }).getByText('Change waits').waitFor();
  await rows().filter({ hasText: 'Etsy' }).getByRole('gridcell').nth(1).click();
  await press('Delete');
  await page.getByRole('dialog').getByRole('button', { name: 'Take away' }).press('Enter');
  await rows().filter({ hasText: 'Etsy' }).getByText('Removal waits').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Approve 2' }).isDisabled());
  assert.equal(await sidewaysOverflow(page), 0);
  await priya.picture('waiting');

  const alex = await openWindow(browser, app.url, { folder: FOLDER });
  await enterAs(alex, 'admin');
  await alex.page.getByRole('link', { name: /^Lookups\b.*1$/ }).waitFor();
  await openTable(alex.page);
  await alex.page.getByRole('button', { name: 'Approve 2' }).click();
  await alex.page.getByText('2 rows approved. The next run uses them.').waitFor();
  await expect.poll(() => rows(alex.page).filter({ hasText: 'Etsy' }).count()).toBe(0);
  await alex.picture('approved');
  await rows().filter({ hasText: 'AMZ-UK' }).getByText('In force').waitFor();
  assert.deepEqual([...priya.complaints, ...alex.complaints], []);
});
