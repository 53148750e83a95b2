import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import SQLite from 'better-sqlite3';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, onTestFailed, test } from 'vitest';
import { askSageStaff, startApp, type App } from '../support/app.ts';
import { enterAs, openBrowser, openPage, openWindow, PEOPLE, type Role, type Window } from '../support/browser.ts';
import { acceptWhatIsSure, chooseStatements, leaveTheRestEmpty, mapOrdersTo, panel, readAndMatch, rowsOf, settlementsRun, submitMapping } from './journey-steps.ts';

/** One company's October, from the first page to the locked month, by four people with a window each. Every test goes on where the one before it ended. */
const ORDERS = 150;
const FOLDER = 'journey';

let app: App;
let browser: Browser;
const windows = {} as Record<Role, Window>;
const of = (role: Role): Page => windows[role].page;
const picture = (role: Role, name: string): Promise<void> => windows[role].picture(`${role}-${name}`);

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp({ orders: ORDERS }), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

let broken = false;
beforeEach(({ skip }) => {
  skip(broken, 'the journey was cut off before');
  onTestFailed(async () => {
    broken = true;
    for (const role of Object.keys(windows) as Role[]) {
      await picture(role, 'when-it-failed');
      process.stderr.write(windows[role].complaints.map(complaint => `${role}: ${complaint}\n`).join(''));
    }
  });
});

async function seat(role: Role): Promise<Page> {
  windows[role] = await openWindow(browser, app.url, { folder: FOLDER });
  await enterAs(windows[role], role);
  return of(role);
}

test('the first page names the company and its people; the admin signs in', async () => {
  const window = await openWindow(browser, app.url, { folder: FOLDER });
  windows.admin = window;
  const { page } = window;
  await page.getByRole('heading', { level: 1, name: 'Sign in to Tieout' }).waitFor();
  assert.equal(await page.getByText('Northwind Home Ltd · Sandbox').count(), 1);
  for (const name of Object.values(PEOPLE)) assert.equal(await page.getByRole('button', { name: `Sign in as ${name}` }).count(), 1);
  await picture('admin', 'sign-in');
  await enterAs(window, 'admin');
  await page.getByRole('link', { name: /Connect the shop and the ERP/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Connections' }).waitFor();
  await picture('admin', 'connections-not-set-up');
});

test('Linnworks is tested and read; Sage is signed in to in the browser, its company chosen', async () => {
  const page = of('admin');
  const linnworks = panel(page, /^Linnworks/);
  await linnworks.getByRole('button', { name: 'Test', exact: true }).click();
  await linnworks.getByText(/Linnworks works: \d checks passed/).waitFor();
  await linnworks.getByRole('button', { name: 'Read schema' }).click();
  await page.getByText(/fields of \d+ kinds of record were read from Linnworks/).waitFor();
  await picture('admin', 'linnworks-tested');

  const sage = panel(page, /^Sage 200/);
  await sage.getByRole('button', { name: 'Settings' }).click();
  const wizard = page.getByRole('dialog', { name: 'Sage 200' });
  await wizard.getByRole('button', { name: 'Save and go on' }).click();
  const opens = windows.admin.context.waitForEvent('page');
  await wizard.getByRole('button', { name: 'Sign in to Sage 200' }).click();
  await signInAtSage(await opens);
  await wizard.getByText('Which company’s books does this connection write?').waitFor();
  await wizard.getByRole('radio', { name: /^Northwind Home Ltd/ }).check();
  await picture('admin', 'sage-company');
  await wizard.getByRole('button', { name: 'Use this company' }).click();
  await wizard.getByRole('button', { name: 'Test', exact: true }).click();
  await wizard.getByText(/fields of \d+ kinds of record were found/).waitFor();
  await picture('admin', 'sage-tested');
  await wizard.getByRole('button', { name: 'Done' }).click();
  for (const card of [linnworks, sage]) await card.getByText('Ready', { exact: true }).waitFor();
});

async function signInAtSage(sageId: Page): Promise<void> {
  await sageId.getByRole('heading', { name: 'Sage ID sandbox' }).waitFor();
  await sageId.screenshot({ path: path.join('.artefacts', 'e2e', FOLDER, 'sage-id.png') });
  const [username = '', password = ''] = await sageId.locator('b').allInnerTexts();
  await sageId.getByLabel('Email').fill(username);
  await sageId.getByLabel('Password').fill(password);
  await sageId.getByRole('button', { name: 'Allow' }).click();
  await sageId.getByText('You are signed in').waitFor();
  await sageId.close();
}

test('the discovered schema shows Sage’s own custom fields', async () => {
  const page = of('admin');
  await panel(page, /^Sage 200/).getByRole('button', { name: 'Schema' }).click();
  await page.getByRole('button', { name: /^Sales order/ }).click();
  await page.getByRole('group', { name: 'Which fields' }).getByRole('button', { name: 'Custom' }).click();
  const fields = rowsOf(page.getByRole('grid', { name: 'Fields' }));
  await fields.filter({ hasText: 'analysis_code_1' }).waitFor();
  assert.equal(await fields.count(), 5);
  await picture('admin', 'schema-custom-fields');
});

test('the operator maps orders with the keyboard, previews whole orders and submits; the author has no way to approve', async () => {
  const page = await seat('operator');
  await mapOrdersTo(page, 'Sales order');
  await picture('operator', 'mapping-suggestions');
  await acceptWhatIsSure(page);
  assert.ok(await leaveTheRestEmpty(page) > 0);
  await picture('operator', 'mapping-settled');
  await page.getByRole('tab', { name: 'Preview' }).click();
  await page.getByRole('heading', { name: 'All pass' }).waitFor();
  await page.getByText('Gross equals what the buyer paid').waitFor();
  await picture('operator', 'mapping-preview');
  await submitMapping(page, 'Reviewed against October’s orders.');
  assert.equal(await page.getByRole('button', { name: 'Approve' }).count(), 0);
  for (const document of ['Customer', 'Sales receipt']) {
    await mapOrdersTo(page, document);
    await acceptWhatIsSure(page);
    await submitMapping(page, 'As the template has it.');
  }
});

test('the admin approves what another person wrote, and publishes it', async () => {
  const page = of('admin');
  for (const document of ['Sales order', 'Customer', 'Sales receipt']) {
    await openPage(page, 'Mappings');
    await page.getByRole('gridcell', { name: `Linnworks Order → Sage 200 ${document}` }).click();
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('v1 published').waitFor();
  }
  await openPage(page, 'Mappings');
  await picture('admin', 'mappings-in-use');
});

test('order-to-cash shows its progress, pauses, goes on, and every order is accounted for', async () => {
  const page = of('operator');
  await openPage(page, 'Runs');
  await page.getByRole('button', { name: 'Run October 2026' }).click();
  await page.getByRole('status', { name: 'Progress of the run' }).waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Paused. Nothing is on the way').waitFor();
  await picture('operator', 'run-paused');
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('option', { name: /^Order to cash Finished/ }).waitFor();
  const counts = page.getByRole('group', { name: 'What became of the records' });
  const count = async (name: string): Promise<number> => Number(/\d+$/.exec(await counts.getByRole('link', { name: new RegExp(`^${name}\\b`) }).innerText())?.[0]);
  const [read = 0, ...parts] = await Promise.all(['Read', 'Posted', 'Held', 'Failed', 'Skipped', 'In doubt', 'Waiting'].map(count));
  assert.equal(read, ORDERS);
  assert.equal(read, parts.reduce((sum, part) => sum + part));
  assert.deepEqual(parts.slice(-2), [0, 0], 'nothing stays in doubt, though Sage answered 504 after it had saved');
  await picture('operator', 'run-finished');
  await page.getByRole('tab', { name: 'Orders' }).click();
  await page.getByText(`${ORDERS} orders`).waitFor();
  await picture('operator', 'orders');
});

test('failed orders are grouped by cause; the fixes mend them, and they are seen passing', async () => {
  const page = of('operator');
  await openPage(page, 'Failed');
  const causes = page.getByRole('region', { name: 'Causes' });
  await causes.getByRole('button', { name: /^Unknown SKU/ }).first().waitFor();
  await picture('operator', 'failed-by-cause');
  await editOneOrder(page, causes);
  assert.equal(await askSageStaff(app, { action: 'release-customer', reference: 'PENNIN01' }), 1);
  for (const cause of [/on hold/, /closed period/, /^Unknown SKU/, /^Unknown SKU/, /^No tax code/]) await applyFix(page, causes, cause);
  await expect.poll(() => page.getByRole('button', { name: /^Mended/ }).innerText()).toMatch(/Mended\s*6/);
  await causes.getByText('0 causes').waitFor();
  await page.getByRole('button', { name: /running$/ }).waitFor({ state: 'detached' });
  await picture('operator', 'failed-all-mended');
});

async function editOneOrder(page: Page, causes: Locator): Promise<void> {
  await causes.getByRole('button', { name: /^Text too long/ }).click();
  await rowsOf(page.getByRole('grid', { name: 'Failed orders' })).first().getByRole('gridcell').nth(2).click();
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('dialog', { name: 'Failed order' });
  const name = drawer.getByRole('textbox', { name: 'delivery_address.postal_name' });
  await drawer.getByText(/has \d+ characters; the target takes 60/).first().waitFor();
  await picture('operator', 'failed-order');
  await name.fill('Village Hall Keepers of Somerset');
  await drawer.getByRole('button', { name: 'Save and resubmit' }).click();
  await page.getByText('sent again', { exact: false }).first().waitFor();
  await drawer.getByRole('button', { name: 'Close' }).click({ timeout: 500 }).catch(() => undefined);
}

async function applyFix(page: Page, causes: Locator, cause: RegExp): Promise<void> {
  const entry = causes.getByRole('button', { name: cause }).first();
  const title = await entry.getByRole('paragraph').innerText();
  await entry.click();
  const form = causes.getByRole('form', { name: `Fix: ${title}` });
  const choice = form.getByRole('combobox', { name: 'Sage tax code' });
  if (await choice.count() > 0) {
    await choice.click();
    await page.getByRole('option', { name: /Outside scope/ }).click();
  }
  await form.getByRole('button', { name: /^Apply to all/ }).click();
  await entry.filter({ hasText: title }).waitFor({ state: 'detached' });
}

test('the accountant imports the month’s files and runs the settlements', async () => {
  const page = await seat('accountant');
  await openPage(page, 'Statements');
  const folder = path.join(app.dir, 'month-end files');
  const files = readdirSync(folder).sort();
  const dialog = await chooseStatements(page, files.map(name => path.join(folder, name)));
  await answerAccounts(page, dialog);
  await picture('accountant', 'statements-imported');
  for (const name of files) assert.equal(await dialog.getByText(name, { exact: true }).count(), 1, name);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await settlementsRun(page);
  await picture('accountant', 'settlements-posted');
});

/** Reports that name no account are asked for once each. */
async function answerAccounts(page: Page, dialog: Locator): Promise<void> {
  const accounts: readonly [RegExp, RegExp][] = [[/bank-1201/, /^1201/], [/ebay/, /^1251/], [/shopify-eu/, /^1253/], [/shopify-uk/, /^1252/]];
  for (;;) {
    const asked = dialog.getByRole('heading', { name: /^Which account is/ });
    await asked.or(dialog.getByRole('button', { name: 'Done' })).waitFor();
    if (await asked.count() === 0) return;
    const question = await asked.innerText();
    const [, wanted] = accounts.find(([file]) => file.test(question)) ?? assert.fail(question);
    await dialog.getByRole('combobox', { name: 'Account in Sage' }).click();
    await page.getByRole('option', { name: wanted }).click();
    await picture('accountant', 'statement-account');
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await asked.filter({ hasText: question }).waitFor({ state: 'detached' });
  }
}

test('both sides stand beside each other; a match is taken apart and made again by hand, without the mouse', async () => {
  const page = of('accountant');
  await readAndMatch(page);
  await picture('accountant', 'reconcile-payments');
  await page.getByRole('group', { name: 'Kind' }).getByRole('button', { name: 'Invoices' }).click();
  const shown = page.getByRole('group', { name: 'Lines shown' });
  const orders = page.getByRole('grid', { name: 'Despatched orders' });
  const takeApart = async (): Promise<void> => {
    await shown.getByRole('button', { name: /^Matched/ }).click();
    await rowsOf(orders).first().getByRole('gridcell').nth(1).click();
    await page.getByRole('region', { name: 'About this line' }).getByText('Matched', { exact: true }).waitFor();
    await page.keyboard.press('Backspace');
    await shown.getByRole('button', { name: 'Open 2' }).click();
    await rowsOf(orders).first().getByRole('gridcell').nth(1).click();
  };
  await takeApart();
  await page.getByRole('list', { name: 'Candidates' }).getByText('same reference, same amount').waitFor();
  await picture('accountant', 'reconcile-open-with-candidate');
  await page.keyboard.press('1');
  await page.getByRole('button', { name: 'Candidate 1', pressed: true }).waitFor();
  await page.keyboard.press('m');
  await shown.getByRole('button', { name: 'Open 0' }).waitFor();
  await takeApart();
  await explainBothSides(page);
  await shown.getByRole('button', { name: 'Open 0' }).waitFor();
  await page.getByRole('status', { name: /^Unexplained/ }).getByText('0.00').waitFor();
  await picture('accountant', 'reconcile-explained-by-hand');
});

/** What stays open gets a reason and a note, typed without looking for the mouse. */
async function explainBothSides(page: Page): Promise<void> {
  for (const [side, reason] of [['Despatched orders', 'Missing in the ledger'], ['Sage sales invoices', 'Missing in the shop']] as const) {
    await rowsOf(page.getByRole('grid', { name: side })).first().getByRole('gridcell').nth(1).click();
    await page.keyboard.press('e');
    const dialog = page.getByRole('dialog', { name: 'Why does this line stay open?' });
    await dialog.getByRole('combobox', { name: 'Reason' }).fill(reason);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('The shop and Sage are asked about this one.');
    if (side === 'Despatched orders') await picture('accountant', 'reconcile-reason');
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });
  }
}

test('a bank charge is proposed by the accountant, approved by the admin, posted, and everything ends at 0.00', async () => {
  const page = of('accountant');
  await page.getByRole('group', { name: 'Kind' }).getByRole('button', { name: 'Payments' }).click();
  await page.getByRole('combobox', { name: 'Account' }).click();
  await page.getByRole('option', { name: /^Bank 1200/ }).click();
  await page.getByRole('group', { name: 'Lines shown' }).getByRole('button', { name: /^Explained/ }).click();
  await rowsOf(page.getByRole('grid', { name: 'Settlement and bank' })).filter({ hasText: 'Bank charge' }).getByRole('gridcell').nth(1).click();
  await page.keyboard.press('w');
  const dialog = page.getByRole('dialog', { name: /^Post/ });
  await dialog.getByText('It is above the limit').waitFor();
  await picture('accountant', 'bank-charge-proposed');
  await dialog.getByRole('button', { name: 'Propose' }).click();
  await dialog.waitFor({ state: 'detached' });

  await openPage(page, 'Close');
  assert.equal(await page.getByRole('button', { name: /^Approve/ }).isDisabled(), true, 'who proposes does not decide');
  const admin = of('admin');
  await openPage(admin, 'Close');
  await admin.getByRole('button', { name: /^Approve/ }).click();
  await admin.getByText('it is posted by the next run').waitFor();
  await picture('admin', 'bank-charge-approved');
  await settlementsRun(page);
  await readAndMatch(page);

  await openPage(page, 'Close');
  await page.getByText('Linnworks was not asked for its counts and totals').waitFor();
  await page.getByRole('button', { name: 'Ask both systems' }).click();
  await page.getByText('Every reconciliation is at 0.00 unexplained').waitFor();
  const board = await page.getByRole('table', { name: 'Close board' }).getByRole('row').filter({ has: page.getByRole('cell') }).allInnerTexts();
  assert.ok(board.length >= 15);
  for (const row of board) assert.match(row, /\t0\.00\t/, row);
  await picture('accountant', 'ready-to-sign');
});

test('two people sign, the month locks, and what would change it is refused', async () => {
  const accountant = of('accountant');
  const slips = accountant.getByRole('list', { name: 'To put right in the ERP' });
  await slips.getByText(/is allocated to invoice \d+ of order .* Take the allocation off in the ERP/).waitFor();
  await slips.getByText(/is posted at 1\.\d{4}, the rate of \d+ October/).waitFor();
  await accountant.getByText('2 lines are to be put right in the ERP. Signing says that you have seen them.').waitFor();
  await accountant.getByRole('textbox', { name: 'Note (optional)' }).fill('All lines looked at.');
  await accountant.getByRole('button', { name: 'Sign as preparer' }).click();
  await accountant.getByText('October 2026 is signed by the preparer').waitFor();
  assert.equal(await accountant.getByRole('button', { name: 'Sign as reviewer' }).isDisabled(), true);
  const admin = of('admin');
  await admin.getByRole('button', { name: 'Sign as reviewer' }).click();
  await admin.getByText('October 2026 is signed and locked').waitFor();
  await picture('admin', 'locked');
  const operator = of('operator');
  await openPage(operator, 'Runs');
  await operator.getByRole('button', { name: 'Run October 2026' }).click();
  await operator.getByRole('alert').filter({ hasText: /2026-10 is closed: Priya Accountant prepared it and Alex Admin reviewed it/ }).waitFor();
  await picture('operator', 'refused-because-locked');
  await openPage(accountant, 'Reconcile');
  await accountant.getByText(/October 2026 is locked: prepared by Priya Accountant, reviewed by Alex Admin/).waitFor();
  assert.equal(await accountant.getByRole('button', { name: 'Read and match' }).isDisabled(), true);
  await picture('accountant', 'locked-workbench');
});

test('the auditor reads the trail and verifies it; a row changed in the file by hand is found by its number', async () => {
  const page = await seat('auditor');
  await openPage(page, 'Audit');
  await page.getByRole('gridcell', { name: 'Close: review' }).first().waitFor();
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByText('Nothing was changed, added or taken away').waitFor();
  await picture('auditor', 'verified');
  const changed = changeAnEntryByHand(app.database);
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByText(`Broken at entry ${changed}`).waitFor();
  await picture('auditor', 'broken');
});

/** What somebody with the file and a database program would do to make another person's act their own. */
function changeAnEntryByHand(file: string): number {
  const database = new SQLite(file);
  database.exec('DROP TRIGGER audit_entry_no_update');
  const seq = database.prepare("SELECT seq FROM audit_entry WHERE action = 'mappings.approve' ORDER BY seq LIMIT 1").pluck().get();
  database.prepare("UPDATE audit_entry SET actor = 'Sam Operator' WHERE seq = ?").run(seq);
  database.close();
  return Number(seq);
}

test('no window complained along the way, and none shows anything as still running', async () => {
  for (const [role, { complaints, page }] of Object.entries(windows)) {
    assert.deepEqual(complaints, [], role);
    assert.equal(await page.getByRole('button', { name: /running$/ }).count(), 0, role);
  }
});
