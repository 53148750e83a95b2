import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, test } from 'vitest';
import { serveLoopback, type Loopback } from '../../main/hosts/serve-loopback.ts';
import { openBrowser, openWindow, sidewaysOverflow, type Window, type WindowOptions } from '../support/browser.ts';
import { fakeEngine } from '../support/fake-engine.ts';

const root = path.resolve(import.meta.dirname, '../..');
const axe = readFileSync(path.join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');
const PAGES = ['connections', 'connections/con_sage/schema', 'mappings', 'mappings/map_order', 'mappings/map_order/preview', 'mappings/map_order/versions', 'runs', 'runs/records', 'runs/records/rec_18'] as const;

let browser: Browser;
let host: Loopback | undefined;
let opened: Window | undefined;

beforeAll(async () => { browser = await openBrowser(); });
afterAll(() => browser.close());
afterEach(async () => {
  await opened?.context.close();
  await host?.close();
  opened = host = undefined;
});

/** The window over a pretend engine that answers at once, signed in as somebody of its list. */
async function open(who: string, options: Partial<WindowOptions> & { firstRun?: boolean } = {}): Promise<Window> {
  const { firstRun = false, ...rest } = options;
  host = await serveLoopback(fakeEngine({ firstRun }) as never, { pageFolder: path.join(root, 'dist/renderer'), token: 'for-this-test' });
  opened = await openWindow(browser, host.url, { folder: 'window', ...rest });
  if (firstRun) return opened;
  await opened.page.getByRole('button', { name: new RegExp(`^Sign in as ${who}`) }).click();
  await opened.page.getByRole('navigation', { name: 'Pages' }).waitFor();
  return opened;
}

async function goTo(page: Page, to: string): Promise<void> {
  await page.evaluate(hash => { window.location.hash = hash; }, `#/${to}`);
  await page.locator('h1').waitFor();
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
}

const row = (page: Page, index: number) => page.locator(`.ag-row[row-index="${index}"]`);

test('every page of the set-up fits 1280 × 800, has no barrier that a machine finds, and nothing to complain of', async () => {
  const { page, complaints } = await open('Ada');
  for (const to of PAGES) {
    await goTo(page, to);
    await page.evaluate(axe);
    const barriers = await page.evaluate(async () => {
      // axe puts itself on the window of the page.
      const { violations } = await (window as unknown as { axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { target: string[] }[] }[] }> } }).axe.run();
      return violations.filter(({ impact }) => impact === 'critical' || impact === 'serious').map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
    });
    assert.deepEqual(barriers, [], `#/${to}`);
    assert.equal(await sidewaysOverflow(page), 0, `#/${to} is wider than the window`);
  }
  assert.deepEqual(complaints, []);
});

test('the launch token leaves the address, and the session survives a reload', async () => {
  const { page } = await open('Ada');
  assert.ok(!page.url().includes('token'));
  await page.reload();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
});

test('the first person becomes the admin', async () => {
  const { page } = await open('', { firstRun: true });
  await page.getByLabel('Your name').fill('Grace First');
  await page.getByLabel('E-mail').fill('grace@northwind.example');
  await page.getByLabel('Password', { exact: false }).first().fill('correct horse battery');
  await page.getByLabel('Password again').fill('correct horse');
  await page.getByText('The two differ.').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Create the workspace' }).isDisabled());
  await page.getByLabel('Password again').fill('correct horse battery');
  await page.getByRole('button', { name: 'Create the workspace' }).click();
  await page.getByRole('button', { name: /Grace First/ }).waitFor();
});

test('what was typed into the connection form is there after closing it and after reloading', async () => {
  const { page } = await open('Ada');
  await goTo(page, 'connections/new');
  await page.getByRole('button', { name: /Sage 200/ }).last().click();
  await page.getByLabel('Client id').fill('half-typed-id');
  await page.getByRole('button', { name: 'Close' }).click();
  await page.reload();
  await goTo(page, 'connections/new');
  assert.equal(await page.getByLabel('Client id').inputValue(), 'half-typed-id');
});

test('a refused address is marked at its own field', async () => {
  const { page } = await open('Ada');
  await goTo(page, 'connections/con_sage');
  await page.getByRole('button', { name: 'Advanced' }).click();
  await page.getByLabel('API address').fill('http://nowhere');
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await page.getByText('Nothing answers at http://nowhere.').waitFor();
  assert.equal(await page.getByLabel('API address').getAttribute('aria-invalid'), 'true');
});

test('suggestions are accepted, passed over, left empty and taken back without a mouse', async () => {
  const { page } = await open('Sam');
  await goTo(page, 'mappings/map_order');
  await row(page, 3).locator('.ag-cell').first().click();
  await page.keyboard.press('Enter');
  await row(page, 3).getByText('Accepted').waitFor();
  await page.keyboard.press('Space');
  await row(page, 4).getByText('DespatchByDate').waitFor();
  await page.keyboard.press('Enter');
  await row(page, 4).getByText('Changed').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('x');
  await row(page, 7).getByText('Empty', { exact: true }).waitFor();
  await page.keyboard.press('u');
  await row(page, 7).getByText('Accepted').waitFor();
  await page.keyboard.press('a');
  await page.getByText('suggestions accepted').waitFor();
  await row(page, 8).getByText('Accepted').waitFor();
});

test('a mapping with a required field missing cannot be submitted; with it, its author cannot approve it', async () => {
  const { page } = await open('Sam');
  await goTo(page, 'mappings/map_order');
  assert.ok(await page.getByRole('button', { name: 'Submit' }).isDisabled());
  await page.getByRole('button', { name: 'Show required' }).click();
  await page.getByText('Carrier reference', { exact: true }).click();
  await page.keyboard.press('e');
  await page.getByRole('combobox', { name: 'Source' }).fill('ShippingInfo.TrackingNumber');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: 'Submit' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Submit' }).click();
  await page.getByText('v7 waiting for approval').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Approve' }).count(), 0);
});

test('a run counts live, adds up, is paused and goes on', async () => {
  const { page } = await open('Sam');
  await goTo(page, 'runs');
  await page.getByRole('button', { name: 'Run October 2026' }).or(page.getByRole('button', { name: /^Run \w+ \d{4}$/ })).first().click();
  const counts = page.getByRole('group', { name: 'What became of the records' });
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  const numbers = (await counts.getByRole('link').allInnerTexts()).map(text => Number(text.replaceAll(/\D/g, '')));
  assert.equal(numbers[0], numbers.slice(1).reduce((sum, number) => sum + number, 0));
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
});

test('the orders of the month come in pages, keep to their filter, and one shows its timeline under the keyboard', async () => {
  const { page } = await open('Priya');
  await page.getByRole('button', { name: 'Month before' }).waitFor();
  const period = page.getByRole('combobox', { name: 'Period' });
  const MAX_CLICKS = 240;
  for (let click = 0; click < MAX_CLICKS && (await period.innerText()) !== 'October 2026'; click += 1) await page.getByRole('button', { name: 'Month before' }).click();
  await goTo(page, 'runs/records');
  await page.getByText('2,040 orders').waitFor();
  await page.getByRole('group', { name: 'State' }).getByRole('button', { name: 'Failed' }).click();
  await page.getByText('10 orders').waitFor();
  await row(page, 0).locator('.ag-cell').first().click();
  const panel = page.getByRole('complementary', { name: 'Timeline of the order' });
  const first = await panel.getByRole('heading', { level: 2 }).innerText();
  await page.keyboard.press('ArrowDown');
  await page.waitForFunction(before => document.querySelector('[role="complementary"] h2')?.textContent !== before, first);
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
});

test('Ctrl K finds an order by its number and opens it; G and a letter go to a page', async () => {
  const { page } = await open('Priya', { dark: true });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('109400');
  await page.getByRole('option', { name: /Order/ }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('complementary', { name: 'Timeline of the order' }).getByText('Order 109400').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('n');
  await page.getByRole('heading', { level: 1, name: 'Connections' }).waitFor();
});
