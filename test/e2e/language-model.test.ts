import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { callerOf } from '../../main/hosts/caller.ts';
import { connectBoth } from '../../main/hosts/cli/demo-connect.ts';
import type { People } from '../../main/hosts/cli/demo-steps.ts';
import { openHostVault } from '../../main/hosts/file-vault.ts';
import { GUESTS } from '../../main/hosts/sandbox-workspace.ts';
import { openWorkspace } from '../../main/hosts/workspace.ts';
import { answering, completion, json, modelServer } from '../engine/ai/model-server.ts';
import type { ModelServer } from '../engine/ai/model-server.ts';
import { startApp, type App } from '../support/app.ts';
import { enterAs, openBrowser, openPage, openWindow, type Window } from '../support/browser.ts';

/** A model is switched on, asked about a mapping and taken at its word or not: in the window, against a service on this machine. */
const FOLDER = 'language-model';

let dir: string;
let service: ModelServer;
let app: App;
let browser: Browser;

/** Both systems connected and one mapping begun that no template covers. */
async function begunWorkspace(): Promise<string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tieout-e2e-'));
  const workspace = await openWorkspace({ dir: folder, vault: await openHostVault(folder), version: '0.0.0', begin: { sandbox: { pair: 'linnworks-sage200', seed: 1, orders: 20 }, name: 'Northwind Home Ltd' } });
  const entries = await Promise.all(GUESTS.map(async ({ email, password, role }) => [role, callerOf(workspace.engine, (await callerOf(workspace.engine, null).people.signIn({ email, password })).session)] as const));
  // GUESTS holds one person of each role.
  const people = Object.fromEntries(entries) as People;
  await connectBoth(workspace.sandboxes, people);
  const connections = await people.operator.connections.list({});
  const [shop, erp] = (['linnworks', 'sage200'] as const).map(system => connections.find(connection => connection.system === system));
  assert.ok(shop && erp);
  await people.operator.mappings.create({ sourceConnection: shop.id, sourceEntity: 'Order', targetConnection: erp.id, targetEntity: 'sop_orders' });
  await workspace.close();
  return folder;
}

beforeAll(async () => {
  // It takes another source where it can, and speaks of why.
  service = await modelServer(({ body, ...given }) => {
    if (body.includes('"ready"')) json(given.response, 200, completion('{"ready":true}', { usage: { prompt_tokens: 40, completion_tokens: 6 } }));
    else answering(({ candidates }) => ({ source: candidates[1]?.source ?? candidates[0]?.source ?? 'none', steps: [{ transform: 'upper', parameters: [] }], why: 'Both hold the reference that the channel gave the order.' }))({ body, ...given });
  });
  dir = await begunWorkspace();
  [app, browser] = await Promise.all([startApp({ orders: 20, dir }), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await service?.close();
  rmSync(dir, { recursive: true, force: true });
});

const withKeys = async (page: Page, ...keys: string[]): Promise<void> => { for (const key of keys) await page.keyboard.press(key); };

async function openMapping(window: Window): Promise<void> {
  await openPage(window.page, 'Mappings');
  await window.page.getByRole('grid').getByText(/Order →/).first().dblclick();
  await window.page.getByRole('grid', { name: 'Target fields' }).waitFor();
}

test('an admin switches a model on, tries it, and sees what it costs', async () => {
  const window = await openWindow(browser, app.url, { folder: FOLDER });
  const { page } = window;
  await enterAs(window, 'admin');
  await openMapping(window);
  await page.getByLabel(/No language model is in use/).waitFor();
  await openPage(page, 'Settings');
  const panel = page.locator('section').filter({ has: page.getByRole('heading', { name: /Language model/ }) });
  await panel.scrollIntoViewIfNeeded();
  await panel.getByRole('switch').check();
  await panel.getByLabel('Address of the service').fill('http://model.example/v1');
  await panel.getByLabel('Model', { exact: true }).fill('pretend-1');
  await panel.getByRole('button', { name: 'Save language model' }).click();
  await panel.getByText(/not reached over TLS/).waitFor();
  await window.picture('settings-refused');
  await panel.getByLabel('Address of the service').fill(service.url);
  await panel.getByLabel('Key', { exact: true }).fill('the-secret-key');
  await panel.getByLabel('A million tokens read').fill('2.50');
  await panel.getByLabel('A million tokens written').fill('10');
  await panel.getByRole('button', { name: 'Save language model' }).click();
  await panel.getByText(/In the vault/).waitFor();
  await panel.getByRole('button', { name: 'Test connection' }).click();
  await panel.getByText(/pretend-1 answers in the form it is told/).waitFor();
  // 40 tokens at 2.50 and 6 at 10.00 a million.
  await panel.getByText(/1 call this month, USD 0.00016 of 10.00/).waitFor();
  await window.picture('settings');
  assert.deepEqual(window.complaints, []);
  await window.context.close();
});

test('somebody asks the model with the keyboard, sees the bytes before they leave, and decides on what it says', async () => {
  const window = await openWindow(browser, app.url, { folder: FOLDER });
  const { page } = window;
  await enterAs(window, 'operator');
  await openMapping(window);
  await page.locator('button:enabled', { hasText: 'Ask the model' }).waitFor();
  await page.getByRole('grid', { name: 'Target fields' }).getByRole('gridcell').first().focus();
  const before = service.captured.length;
  await withKeys(page, 'm');
  const dialog = page.getByRole('dialog', { name: 'This is what will be sent' });
  await dialog.getByText(/at most USD/).waitFor();
  const shown = (await dialog.getByLabel('The request', { exact: true }).textContent()) ?? '';
  await window.picture('before-sending');
  await dialog.getByRole('button', { name: 'Laid out' }).click();
  await window.picture('laid-out');
  await withKeys(page, 'Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.equal(service.captured.length, before, 'nothing has left');
  await withKeys(page, 'm');
  const send = dialog.getByRole('button', { name: /^Send/ });
  await send.and(page.locator(':focus')).waitFor();
  await withKeys(page, 'Enter');
  await page.getByRole('dialog', { name: 'What the model says' }).getByText('Another source first').waitFor();
  await window.picture('answer');
  assert.equal(shown.endsWith(service.captured[before]?.body ?? 'nothing came'), true, 'what came is what was shown');
  await withKeys(page, 'Enter');
  const grid = page.getByRole('grid', { name: 'Target fields' });
  const said = grid.getByRole('row').filter({ has: page.getByRole('img', { name: 'the model says so' }) }).first();
  await said.click();
  await page.getByLabel('What the model says').getByText(/Both hold the reference/).waitFor();
  await window.picture('opinion');
  await withKeys(page, 'Enter');
  await grid.getByText('Accepted').first().waitFor();
  assert.deepEqual(window.complaints, []);
  await window.context.close();
});

test('an auditor reads what left, what it cost and who followed it', async () => {
  const window = await openWindow(browser, app.url, { folder: FOLDER, dark: true });
  const { page } = window;
  await enterAs(window, 'auditor');
  await openPage(page, 'Audit');
  await page.getByLabel('What', { exact: true }).fill('languageModel.ask');
  await page.getByRole('grid').getByText('People: sign in').first().waitFor({ state: 'detached' });
  await page.getByRole('grid').getByText('Language model: ask').first().click();
  await page.getByRole('row', { selected: true }).getByText('Language model: ask').waitFor();
  await withKeys(page, 'Enter');
  await page.getByLabel('Audit entry').getByText(/"sha256"/).waitFor();
  await window.picture('audit');
  await withKeys(page, 'Escape');
  await openPage(page, 'Mappings');
  await page.getByRole('grid').getByText(/Order →/).first().dblclick();
  await page.getByLabel(/needs the role/).first().waitFor();
  await window.picture('dark-mapping');
  await window.context.close();
});
