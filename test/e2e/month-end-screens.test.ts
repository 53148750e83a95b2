import assert from 'node:assert/strict';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, test } from 'vitest';
import { serveLoopback, type Loopback } from '../../main/hosts/serve-loopback.ts';
import { chooseMonth, openBrowser, openWindow, sidewaysOverflow, type Window } from '../support/browser.ts';
import { closeHandlers } from '../support/fake-engine-close.ts';
import { fakeEngine, PEOPLE } from '../support/fake-engine.ts';

/** The month-end pages in a real browser, over a pretend engine with two thousand lines a side: what the keyboard and the roles do. */
const pageFolder = path.join(import.meta.dirname, '..', '..', 'dist', 'renderer');
let browser: Browser;
let loopback: Loopback;
let window: Window;

beforeAll(async () => { browser = await openBrowser(); });
afterAll(() => browser.close());
beforeEach(async () => {
  let who = '';
  const engine = fakeEngine({ extra: closeHandlers(() => who) });
  const call: typeof engine.call = (caller, name, input, signal) => {
    who = PEOPLE.find(({ id }) => id === caller)?.name ?? '';
    return engine.call(caller, name, input, signal);
  };
  loopback = await serveLoopback({ ...engine, call }, { pageFolder, token: 'a-token-of-the-browser-tests-of-month-end' });
});
afterEach(async () => {
  await window.context.close();
  await loopback.close();
});

async function enter(name: string, role: string, address: string): Promise<Page> {
  window = await openWindow(browser, loopback.url, { folder: 'month-end-screens' });
  const { page } = window;
  await page.getByRole('button', { name: `Sign in as ${name}, ${role}` }).click();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  await chooseMonth(page);
  await page.evaluate(hash => { location.hash = hash; }, `#/${address}`);
  return page;
}

const AMAZON = 'reconciliation/payments/1250';
const rowUnderKeyboard = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.closest('[role="row"]')?.textContent ?? '');
const sideUnderKeyboard = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.closest('[role="region"]')?.getAttribute('aria-label') ?? '');

test('a line is matched with its candidate by keyboard, and the keyboard stands on the next open line', async () => {
  const page = await enter('Priya Raman', 'accountant', `${AMAZON}?show=open`);
  const left = page.getByRole('region', { name: 'Settlement and bank' });
  await left.getByRole('gridcell', { name: '203-4410185-7200005' }).click();
  await page.getByRole('button', { name: 'Candidate 1' }).waitFor();
  await page.keyboard.press('1');
  await page.getByRole('group', { name: 'Selection' }).getByText('✓').waitFor();
  await page.keyboard.press('m');
  await page.getByText('2 lines matched').waitFor();
  await left.getByRole('gridcell', { name: '203-4410185-7200005' }).waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement?.closest('[role="row"]')?.textContent?.includes('203-4410222-7200006') === true);
  await page.keyboard.press('Tab');
  await page.waitForFunction(() => document.activeElement?.closest('[role="region"]')?.getAttribute('aria-label') === 'Sage cash book');
  await page.keyboard.press('Tab');
  assert.equal(await sideUnderKeyboard(page), 'Settlement and bank');
  assert.match(await rowUnderKeyboard(page), /203-4410222-7200006/);
  assert.deepEqual(window.complaints, []);
});

test('a difference is matched only with its reason', async () => {
  const page = await enter('Priya Raman', 'accountant', `${AMAZON}?show=open`);
  await page.getByRole('region', { name: 'Settlement and bank' }).getByRole('gridcell', { name: '203-4410222-7200006' }).click();
  await page.keyboard.press('Space');
  await page.getByRole('region', { name: 'Sage cash book' }).getByRole('gridcell', { name: '109403' }).click();
  await page.keyboard.press('Space');
  await page.keyboard.press('m');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('The sides differ by GBP −13.99').waitFor();
  await dialog.getByRole('combobox', { name: 'Reason' }).fill('fee');
  await page.getByRole('option', { name: 'Fee', exact: true }).click();
  await dialog.getByRole('button', { name: 'Match' }).click();
  await page.getByText('2 lines matched; GBP −13.99 is fee').waitFor();
});

test('a line is split by keyboard, joined, split again, and its part is matched at once', async () => {
  const page = await enter('Priya Raman', 'accountant', `${AMAZON}?show=open`);
  const right = page.getByRole('region', { name: 'Sage cash book' });
  const whole = right.getByRole('gridcell', { name: '109404', exact: true });
  const under = (text: string) => page.waitForFunction(wanted => document.activeElement?.closest('[role="row"]')?.textContent?.includes(wanted) === true, text);
  await whole.click();
  await page.keyboard.press('s');
  const dialog = page.getByRole('dialog', { name: 'Split GBP 120.00' });
  await dialog.getByText('GBP 120.00 is missing').waitFor();
  await page.keyboard.type('60.02');
  await page.keyboard.press('Tab');
  await page.keyboard.type('PO-77');
  await dialog.getByText('GBP 59.98 is missing').waitFor();
  await window.picture('splitting');
  await page.keyboard.press('Enter');
  await dialog.getByText('✓ The parts come to GBP 120.00').waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('109404 stands in 2 parts').waitFor();
  await under('PO-77 · 1 of 2 of 109404');
  await page.getByRole('list', { name: 'Parts of the line' }).getByText('PO-77').waitFor();
  await window.picture('split');
  await page.keyboard.press('j');
  await page.getByText('109404 is whole again').waitFor();
  await under('109404');
  await page.keyboard.press('s');
  await dialog.waitFor();
  await page.keyboard.type('59.98');
  for (const key of ['Enter', 'Enter']) await page.keyboard.press(key);
  await under('1 of 2 of 109404');
  await page.getByRole('button', { name: 'Candidate 1' }).waitFor();
  await page.keyboard.press('1');
  await page.getByRole('group', { name: 'Selection' }).getByText('✓').waitFor();
  await page.keyboard.press('m');
  await page.getByText('2 lines matched').waitFor();
  await under('2 of 2 of 109404');
  await page.getByLabel('Part 1 of 2 is matched. Take that match apart first.').waitFor();
  await window.picture('part-matched');
  await page.keyboard.press('2');
  await page.getByRole('button', { name: 'Part payment' }).waitFor();
  await window.picture('part-payment');
  await page.keyboard.press('p');
  await page.getByText('2 lines matched; GBP 0.04 stays open: part paid').waitFor();
  assert.deepEqual(window.complaints, []);
});

test('suggestions are walked with Y and N, and a match is taken apart with Backspace', async () => {
  const page = await enter('Priya Raman', 'accountant', `${AMAZON}?show=suggested`);
  await page.getByRole('region', { name: 'Settlement and bank' }).getByRole('gridcell').nth(3).click();
  for (const [key, said] of [['y', 'Suggestion confirmed'], ['n', 'Taken apart: 2 lines open again']] as const) {
    await page.getByRole('region', { name: 'About this line' }).getByText('Same amount, days apart').waitFor();
    await page.keyboard.press(key);
    await page.getByText(said).waitFor();
  }
  await page.getByRole('button', { name: 'Suggested 27' }).waitFor();
  await page.getByRole('button', { name: /^Matched/ }).click();
  await page.getByRole('region', { name: 'Settlement and bank' }).getByRole('gridcell').nth(3).click();
  await page.getByRole('region', { name: 'About this line' }).getByText('Same reference and amount').first().waitFor();
  await page.keyboard.press('Backspace');
  await page.getByRole('button', { name: 'Open 11' }).waitFor();
});

test('a reason makes the last open line explained, and the unexplained figure 0.00', async () => {
  const page = await enter('Priya Raman', 'accountant', 'reconciliation/payments/1200?show=open');
  await page.getByRole('status', { name: 'Unexplained GBP 12.25' }).waitFor();
  await page.getByRole('gridcell', { name: /203-44/ }).click();
  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Reason' }).fill('bank');
  await page.getByRole('option', { name: 'Bank charge' }).click();
  await dialog.getByRole('textbox', { name: 'In your words' }).fill('October charges of the bank');
  await dialog.getByRole('button', { name: 'Explain' }).click();
  const left = page.getByRole('region', { name: 'Settlement and bank' });
  await left.getByText('Nothing open here').waitFor();
  await page.getByRole('button', { name: /^Suggested/ }).click();
  await left.getByText('Nothing open here').waitFor({ state: 'detached' });
  await page.getByRole('group', { name: 'Selection' }).getByText('Left 0 lines').waitFor();
  await left.getByRole('gridcell').nth(3).click();
  await page.keyboard.press('y');
  await page.getByRole('status', { name: 'Unexplained GBP 0.00' }).waitFor();
});

test('a file that does not tell its columns or its account is asked about, and a second time it is refused by name', async () => {
  const page = await enter('Priya Raman', 'accountant', 'statements');
  const choose = (name: string) => page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from('Buchung;Betrag') });
  const dialog = page.getByRole('dialog');
  await choose('october.csv');
  await dialog.getByText('What is in the columns of october.csv?').waitFor();
  assert.equal(await dialog.getByRole('button', { name: 'Import' }).isDisabled(), true);
  await dialog.getByRole('combobox', { name: 'Amount (signed)' }).click();
  await page.getByRole('option', { name: 'Betrag' }).click();
  await dialog.getByRole('button', { name: 'Import' }).click();
  await dialog.getByText('Which account is october.csv?').waitFor();
  assert.equal(await dialog.getByRole('button', { name: 'Import' }).isDisabled(), true);
  await dialog.getByRole('combobox', { name: 'Account in Sage' }).click();
  await page.getByRole('option', { name: '1200 Bank current account' }).click();
  await dialog.getByRole('button', { name: 'Import' }).click();
  await dialog.getByText(/1,204 lines/).waitFor();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await choose('october.csv');
  await dialog.getByText(/was imported already/).waitFor();
});

test('one fix mends every order of a cause, and they are seen to pass', async () => {
  const page = await enter('Sam Okoro', 'operator', 'dead-letters');
  await page.getByRole('button', { name: /Unknown SKU MUG-BLU2/ }).click();
  assert.equal(await page.getByRole('combobox', { name: 'Sage item code' }).inputValue(), 'MUG-BLU');
  await page.getByRole('button', { name: 'Apply to all 14 and resubmit' }).click();
  await page.getByRole('gridcell', { name: 'Sent again' }).first().waitFor();
  await page.getByRole('button', { name: 'Mended 14' }).waitFor();
  await page.getByRole('gridcell', { name: 'Mended' }).first().waitFor();
});

test('an order is discarded only with a typed reason', async () => {
  const page = await enter('Sam Okoro', 'operator', 'dead-letters');
  await page.getByRole('gridcell', { name: '203-4401000-712000' }).click();
  await page.keyboard.press('d');
  const dialog = page.getByRole('dialog');
  assert.equal(await dialog.getByRole('button', { name: 'Discard' }).isDisabled(), true);
  await dialog.getByRole('textbox').fill('Cancelled by the buyer on the phone');
  await dialog.getByRole('button', { name: 'Discard' }).click();
  await page.getByText('1 order discarded').waitFor();
});

test('a change after posting is read field by field, and accepted or dismissed by keyboard', async () => {
  const page = await enter('Priya Raman', 'accountant', 'proposals');
  await page.getByRole('gridcell', { name: '203-8800001-11' }).click();
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('dialog', { name: 'Change after posting' });
  await drawer.getByRole('row', { name: 'Total 120.00 96.00' }).waitFor();
  await drawer.getByText('credit the sales ledger control 24.00 GBP').waitFor();
  await window.picture('proposal');
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'hidden' });
  await page.getByRole('gridcell', { name: '203-8800001-11' }).click();
  await page.keyboard.press('a');
  await page.getByRole('dialog').getByRole('button', { name: 'Accept' }).click();
  await page.getByText('Order 203-8800001-11 accepted').waitFor();
  await page.getByRole('gridcell', { name: '203-8800002-11' }).click();
  await page.keyboard.press('d');
  const question = page.getByRole('dialog');
  assert.equal(await question.getByRole('button', { name: 'Dismiss' }).isDisabled(), true);
  await question.getByRole('textbox').fill('It had left already');
  await question.getByRole('button', { name: 'Dismiss' }).click();
  await page.getByRole('gridcell', { name: 'Dismissed' }).waitFor();
});

test('who may not sign, approve or change sees why, and the auditor sees everything', async () => {
  const page = await enter('Ines Vidal', 'auditor', 'close');
  await page.getByRole('heading', { name: /^Close October/ }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Sign as preparer' }).isDisabled(), true);
  assert.equal(await page.getByRole('button', { name: /^Approve/ }).isDisabled(), true);
  assert.ok(await page.getByLabel('This needs the role accountant or admin.').count() > 0);
  for (const address of ['today', 'reconciliation', 'dead-letters', 'holds', 'proposals', 'customers', 'statements', 'audit', 'settings', 'people']) {
    await page.evaluate(hash => { location.hash = hash; }, `#/${address}`);
    await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
    await page.waitForTimeout(250);
    assert.equal(await sidewaysOverflow(page), 0, `${address} is wider than the window`);
    await window.picture(address);
  }
  assert.deepEqual(window.complaints, []);
});
