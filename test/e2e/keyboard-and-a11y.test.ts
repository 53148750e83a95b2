import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { startApp, type App } from '../support/app.ts';
import { chooseMonth, openBrowser, openPage, openWindow, sidewaysOverflow, type Window } from '../support/browser.ts';
import { prepareWorkspace } from '../support/prepared-workspace.ts';
import { rowsOf } from './journey-steps.ts';

/** The window over a month in its middle: every page without the mouse, without a barrier that a machine finds, at 1280 × 800, light and dark. */
const FOLDER = 'keyboard-and-a11y';
const AXE = readFileSync(path.join(import.meta.dirname, '..', '..', 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
const PAGES = [['t', 'Today'], ['r', 'Reconcile'], ['f', 'Failed'], ['h', 'Held'], ['d', 'Changed'], ['u', 'Runs'], ['s', 'Statements'], ['c', 'Close'], ['m', 'Mappings'], ['l', 'Lookups'], ['k', 'Match rules'], ['n', 'Connections'], ['o', 'Customers'], ['a', 'Audit'], ['p', 'People'], ['e', 'Settings']] as const;

let dir: string;
let app: App;
let browser: Browser;
let window: Window;
let page: Page;

beforeAll(async () => {
  dir = await prepareWorkspace({ orders: 120 });
  [app, browser] = await Promise.all([startApp({ orders: 120, dir }), openBrowser()]);
  window = await openWindow(browser, app.url, { folder: FOLDER });
  page = window.page;
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const Violations = z.array(z.object({ id: z.string(), impact: z.string().nullable(), nodes: z.array(z.object({ html: z.string() })) }));

/** What axe-core finds serious or critical, as lines that name the element. It comes in through the debugger: the page's own policy admits no foreign script. */
async function barriers(): Promise<string[]> {
  await page.evaluate(AXE);
  const found = Violations.parse(await page.evaluate('axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(({ html }) => ({ html })) })))'));
  return found.filter(({ impact }) => impact === 'serious' || impact === 'critical').flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

/** The page has what it shows: nothing waits any more. */
async function settled(): Promise<void> {
  await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
  await expect.poll(() => page.getByRole('main').locator('[aria-busy="true"], .MuiSkeleton-root').count()).toBe(0);
}

test('somebody signs in with the keyboard alone', async () => {
  await page.getByRole('button', { name: /^Sign in as Priya/ }).waitFor();
  assert.deepEqual(await barriers(), []);
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: /^Sign in as Priya Accountant, accountant/ }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  await chooseMonth(page);
});

test('the first Tab offers to skip to the page, and the keyboard is always seen', async () => {
  await settled();
  await page.evaluate(() => { if (document.activeElement instanceof HTMLElement) document.activeElement.blur(); });
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to the page' });
  assert.ok(((await skip.boundingBox())?.x ?? -1) >= 0, 'the link comes into the window');
  await window.picture('skip-link');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'page');
  const MANY = 12;
  for (let step = 0; step < MANY; step += 1) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(() => {
      const focused = document.activeElement;
      if (!focused || focused === document.body) return true;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(focused);
      return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    });
    assert.ok(seen, await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200) ?? ''));
  }
});

test('G and a letter opens every page; none has a barrier or runs out of 1280 pixels', async () => {
  const found: string[] = [];
  for (const [key, name] of PAGES) {
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await page.getByRole('navigation', { name: 'Pages' }).locator('[aria-current="page"]').filter({ hasText: name }).waitFor();
    await settled();
    await window.picture(name.toLowerCase());
    found.push(...(await barriers()).map(barrier => `${name}: ${barrier}`));
    if (await sidewaysOverflow(page) > 0) found.push(`${name}: is wider than the window`);
  }
  assert.deepEqual(found, []);
});

test('Ctrl K finds an order by its reference and opens it', async () => {
  await openPage(page, 'Runs');
  await page.getByRole('tab', { name: 'Orders' }).click();
  const reference = /\d{3}-\d{7}-\d{7}/.exec(await rowsOf(page.getByRole('grid', { name: /^Orders of/ })).filter({ hasText: /\d{3}-\d{7}-\d{7}/ }).first().innerText())?.[0] ?? '';
  await page.keyboard.press('Control+k');
  await page.keyboard.type(reference);
  await page.getByRole('option', { name: new RegExp(`Order.*${reference}`) }).waitFor();
  await window.picture('finder');
  assert.deepEqual(await barriers(), []);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Find anything' }).waitFor({ state: 'detached' });
  await page.getByRole('main').getByText(reference).first().waitFor();
});

test('the details beside a list have no barrier either', async () => {
  const found: string[] = [];
  await openPage(page, 'Failed');
  await rowsOf(page.getByRole('grid', { name: 'Failed orders' })).first().getByRole('gridcell').nth(2).click();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Failed order' }).getByRole('heading', { name: 'Timeline' }).waitFor();
  found.push(...await barriers());
  await page.keyboard.press('Escape');
  await openPage(page, 'Mappings');
  await page.getByRole('gridcell', { name: 'Linnworks Order → Sage 200 Sales order' }).click();
  for (const tab of ['Fields', 'Preview', 'Try on a past month', 'Versions']) {
    await page.getByRole('tab', { name: tab }).click();
    await settled();
    found.push(...await barriers());
  }
  assert.deepEqual(found, []);
});

test('a mapping is tried on the month that it posted, previewed whole and exported, with the keyboard alone', async () => {
  await openPage(page, 'Mappings');
  await page.getByRole('gridcell', { name: 'Linnworks Order → Sage 200 Sales order' }).click();
  await page.getByRole('gridcell', { name: /Customer order no/ }).or(page.getByRole('row').nth(2).getByRole('gridcell').first()).first().click();
  await page.keyboard.press('p');
  const whole = page.getByRole('dialog', { name: 'Whole record' });
  await whole.getByText('All 11 pass').waitFor();
  assert.deepEqual(await barriers(), []);
  await page.keyboard.press('Escape');
  await whole.waitFor({ state: 'detached' });
  await page.getByRole('tab', { name: 'Try on a past month' }).press('Enter');
  await page.getByRole('button', { name: 'Try v1 on October 2026' }).press('Enter');
  await page.getByText(/^\d+ documents, none differs/).waitFor();
  await page.getByRole('button', { name: /^All \d+ accounts/ }).press('Enter');
  await page.getByRole('dialog', { name: 'Double entry of the month' }).getByText('Sum').first().waitFor();
  await window.picture('mapping-tried');
  assert.deepEqual(await barriers(), []);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'More actions' }).press('Enter');
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Export as a file' }).press('Enter');
  assert.equal((await download).suggestedFilename(), 'linnworks-order-to-sage200-sop-orders.mapping.json');
});

test('dark is dark everywhere, and as readable', async () => {
  const light = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => page.evaluate(() => getComputedStyle(document.body).backgroundColor)).not.toBe(light);
  const found: string[] = [];
  for (const name of ['Today', 'Reconcile', 'Failed', 'Close', 'Settings']) {
    await openPage(page, name);
    await settled();
    await window.picture(`dark-${name.toLowerCase()}`);
    found.push(...(await barriers()).map(barrier => `${name}: ${barrier}`));
  }
  assert.deepEqual(found, []);
});

test('the window never complained: nothing was refused by its own security policy', () => {
  assert.deepEqual(window.complaints, []);
});
