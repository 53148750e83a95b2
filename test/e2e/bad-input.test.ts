import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type App } from '../support/app.ts';
import { enterAs, openBrowser, openPage, openWindow, type Role, type Window } from '../support/browser.ts';
import { prepareWorkspace } from '../support/prepared-workspace.ts';
import { chooseStatements, panel, rowsOf } from './journey-steps.ts';

/** What is wrong is said in a sentence where it was typed, and nothing is half done. */
const FOLDER = 'bad-input';
const CAMT = 'bank-1200-2026-10.camt053.xml';

let dir: string;
let app: App;
let browser: Browser;

beforeAll(async () => {
  dir = await prepareWorkspace({ orders: 120 });
  [app, browser] = await Promise.all([startApp({ orders: 120, dir }), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function inWindow(role: Role | null, work: (page: Page, window: Window) => Promise<void>): Promise<void> {
  const window = await openWindow(browser, app.url, { folder: FOLDER });
  try {
    if (role !== null) await enterAs(window, role);
    await work(window.page, window);
  } catch (error) {
    await window.picture('when-it-failed');
    throw error;
  } finally {
    await window.context.close();
  }
}

test('a wrong password is refused without saying which part was wrong, and the address stays typed', () => inWindow(null, async (page, { picture }) => {
  await page.getByRole('textbox', { name: 'E-mail' }).fill('priya@northwind.example');
  await page.getByRole('textbox', { name: 'Password' }).fill('not her password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('alert').filter({ hasText: /e-mail|password/i }).waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'E-mail' }).inputValue(), 'priya@northwind.example');
  assert.equal(await page.getByRole('navigation', { name: 'Pages' }).count(), 0);
  await picture('wrong-password');
}));

test('a truncated, a foreign and a renamed file are each refused in a sentence, and nothing is imported', () => inWindow('accountant', async (page, { picture }) => {
  await openPage(page, 'Statements');
  const files = rowsOf(page.getByRole('grid', { name: 'Imported statements' }));
  await files.first().waitFor();
  const before = await page.getByRole('status').filter({ hasText: /files$/ }).innerText();
  const camt = readFileSync(path.join(app.dir, 'month-end files', CAMT), 'utf8').replaceAll('2026-10', '2026-12');
  const bad: readonly [string, string, RegExp][] = [
    ['december.camt053.xml', camt.slice(0, camt.length * 0.6), /ends|truncated|cut off|incomplete/i],
    ['december-in-dollars.camt053.xml', camt.replaceAll('"GBP"', '"USD"').replaceAll('<Ccy>GBP', '<Ccy>USD'), /USD/],
    ['december.csv', '%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n', /PDF/],
  ];
  for (const [name, text, says] of bad) {
    const dialog = await chooseStatements(page, { name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) });
    const alert = dialog.getByRole('alert');
    await alert.or(dialog.getByRole('combobox', { name: 'Account in Sage' })).waitFor();
    if (await alert.count() === 0) await chooseAccount(page, dialog, /^1200/);
    await alert.waitFor();
    assert.match(await alert.innerText(), says, name);
    assert.equal(await dialog.getByRole('heading', { name: `${name} was not imported` }).count(), 1);
    await picture(`refused-${name}`);
    await dialog.getByRole('button', { name: 'Done' }).click();
  }
  assert.equal(await page.getByRole('status').filter({ hasText: /files$/ }).innerText(), before);
}));

test('a statement that does not add up is refused with its figures; it is taken as it is only for a reason, which stays with it', () => inWindow('accountant', async (page, { picture }) => {
  await openPage(page, 'Statements');
  const files = page.getByRole('grid', { name: 'Imported statements' });
  await rowsOf(files).first().waitFor();
  const camt = readFileSync(path.join(app.dir, 'month-end files', CAMT), 'utf8').replaceAll('2026-10', '2027-01');
  const name = 'january.camt053.xml';
  const bring = async (): Promise<Locator> => {
    const short = camt.replace(/(<Cd>CLBD<\/Cd>[^]*?<Amt[^>]*>)(\d+)/, (_, before: string, pounds: string) => `${before}${Number(pounds) + 7}`);
    assert.notEqual(short, camt);
    const dialog = await chooseStatements(page, { name, mimeType: 'application/xml', buffer: Buffer.from(short) });
    await dialog.getByText(/does not add up/).or(dialog.getByRole('combobox', { name: 'Account in Sage' })).first().waitFor();
    if (await dialog.getByRole('combobox', { name: 'Account in Sage' }).count() > 0) await chooseAccount(page, dialog, /^1200/);
    await dialog.getByText(/does not add up: opening .* a difference of 7\.00 GBP/).waitFor();
    return dialog;
  };
  const first = await bring();
  await first.getByRole('heading', { name: `${name} was not imported` }).waitFor();
  await picture('does-not-add-up');
  // Leaving it out is what Enter does.
  await page.keyboard.press('Enter');
  await first.waitFor({ state: 'hidden' });
  assert.equal(await files.getByText(name).count(), 0);

  const second = await bring();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  const take = second.getByRole('button', { name: 'Take it as it is', exact: true });
  await take.waitFor();
  assert.equal(await take.isDisabled(), true);
  await page.keyboard.type('The bank corrects it in February');
  await picture('taken-as-it-is-reason');
  await page.keyboard.press('Control+Enter');
  await second.getByRole('button', { name: 'Done' }).click();
  await files.getByText('Taken as it is').waitFor();
  await files.getByText(name).click();
  await page.keyboard.press('Enter');
  const shown = page.getByRole('dialog', { name: 'Statement' });
  await shown.getByText(/took it, because: *The bank corrects it in February/).waitFor();
  await picture('taken-as-it-is');
}));

async function chooseAccount(page: Page, dialog: Locator, account: RegExp): Promise<void> {
  await dialog.getByRole('combobox', { name: 'Account in Sage' }).click();
  await page.getByRole('option', { name: account }).click();
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
}

test('the same statement twice is refused by name', () => inWindow('accountant', async (page, { picture }) => {
  await openPage(page, 'Statements');
  const dialog = await chooseStatements(page, [path.join(app.dir, 'month-end files', CAMT)]);
  await dialog.getByRole('alert').filter({ hasText: CAMT }).waitFor();
  await picture('imported-twice');
}));

test('a mapping that leaves a required field empty names the field and cannot be submitted', () => inWindow('operator', async (page, { picture }) => {
  await openPage(page, 'Mappings');
  await page.getByRole('gridcell', { name: 'Linnworks Order → Sage 200 Sales order' }).click();
  await page.getByRole('button', { name: 'Edit as a new version' }).click();
  await page.getByText('v2 draft').waitFor();
  const row = rowsOf(page.getByRole('grid', { name: 'Target fields' })).filter({ hasText: 'Customer order no.' });
  await row.getByRole('gridcell').first().click();
  await page.keyboard.press('x');
  await page.getByText(/1 required field without a source \(Customer order no\.\)/).waitFor();
  await expect.poll(() => page.getByRole('button', { name: 'Submit', exact: true }).isDisabled()).toBe(true);
  await picture('required-field-unmapped');
}));

test('the auditor looks at everything, and the buttons that change something are off and say why', () => inWindow('auditor', async (page, { picture }) => {
  for (const [name, button] of [['Statements', 'Import statement'], ['Reconcile', 'Read and match'], ['Failed', 'Resubmit'], ['Held', 'Release…'], ['Close', 'Sign as preparer']] as const) {
    await openPage(page, name);
    assert.equal(await page.getByRole('button', { name: button }).isDisabled(), true, name);
    assert.ok(await page.getByLabel(/needs the role/).count() > 0, `${name} says who may`);
  }
  await picture('auditor-close');
  await openPage(page, 'Connections');
  await panel(page, /^Linnworks/).waitFor();
  for (const button of ['Settings', 'Remove', 'Add connection']) assert.equal(await page.getByRole('button', { name: button }).count(), 0);
}));

test('a wrong Linnworks token gets a plain reason and a way on', () => inWindow('admin', async (page, { picture }) => {
  await openPage(page, 'Connections');
  await panel(page, /^Linnworks/).getByRole('button', { name: 'Settings' }).click();
  const wizard = page.getByRole('dialog');
  await wizard.getByLabel(/token/i).fill('00000000-0000-0000-0000-000000000000');
  await wizard.getByRole('button', { name: 'Save and go on' }).click();
  await wizard.getByRole('button', { name: 'Test', exact: true }).click();
  const result = wizard.getByRole('status', { name: 'Result of the test' });
  await result.waitFor();
  assert.match(await result.innerText(), /token/i);
  assert.doesNotMatch(await result.innerText(), /\b(400|401|exception|stack)\b/i);
  await picture('wrong-token');
}));
