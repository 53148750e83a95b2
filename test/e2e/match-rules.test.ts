import assert from 'node:assert/strict';
import path from 'node:path';
import SQLite from 'better-sqlite3';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveLoopback, type Loopback } from '../../main/hosts/serve-loopback.ts';
import { DEFAULT_SETTINGS } from '../../main/engine/settings/default-settings.ts';
import { enterAs, openBrowser, openWindow, PEOPLE, sidewaysOverflow, type Window } from '../support/browser.ts';
import { cleanUp, newEngine } from '../support/new-engine.ts';
import { rowsOf } from './journey-steps.ts';

/** Matching rules from the first look to the approval by another admin, over two months of a bank account, one of them signed. */
const FOLDER = 'match-rules';
const AT = '2026-11-02T09:00:00.000Z';

let loopback: Loopback;
let browser: Browser;
let alex: Window;
let page: Page;

/** Pairs of a bank line and a receipt: how many days apart, and what stands. */
const PAIRS = [
  ...Array.from({ length: 18 }, (_, at) => ({ rule: 'exactReference', apart: at % 4, reference: `WHS-${20_400 + at}` })),
  { rule: 'amountAndDate', apart: 1, reference: '' }, { rule: 'amountAndDate', apart: 2, reference: '' }, { rule: 'amountAndDate', apart: 4, reference: '' }, { rule: 'amountAndDate', apart: 5, reference: '' },
  { rule: 'refused', apart: 5, reference: '' }, { rule: 'manual', apart: 2, reference: '' }, { rule: 'open', apart: 6, reference: '' },
] as const;

function fill(file: string): void {
  const database = new SQLite(file);
  const entry = database.prepare(`INSERT INTO entry (id, kind, account, period, side, source, entry_kind, on_day, amount_minor, open_minor, currency, reference, order_reference, payout, party, text, state, match_id)
    VALUES (?, 'payments', '1200', ?, ?, ?, ?, ?, ?, 0, 'GBP', ?, ?, '', ?, '', ?, ?)`);
  const match = database.prepare(`INSERT INTO match (id, kind, account, period, rule, automatic, state, why, difference_minor, score, made_by, made_at, lines) VALUES (?, 'payments', '1200', ?, ?, ?, 'confirmed', ?, 0, 1, ?, '${AT}', 2)`);
  for (const period of ['2026-09', '2026-10']) {
    for (const [at, { rule, apart, reference }] of PAIRS.entries()) {
      const [left, right, minor] = [`ent_${period.slice(5)}L${at}`, `ent_${period.slice(5)}R${at}`, 2_000 + at * 431 + (period === '2026-10' ? 7 : 0)];
      const stands = rule !== 'refused' && rule !== 'open';
      const [id, state] = [stands ? `mat_${period.slice(5)}M${at}` : null, stands ? 'matched' : 'open'];
      const day = (days: number): string => `${period}-${String(2 + (at % 20) + days).padStart(2, '0')}`;
      entry.run(left, period, 'left', `line ${left}`, 'bank', day(0), minor, reference, reference, `CUSTOMER ${at}`, state, id);
      entry.run(right, period, 'right', `posting ${right}`, 'receipt', day(apart), minor, `1095${at}`, reference || `WHS-${21_000 + at}`, '', state, id);
      if (id !== null) match.run(id, period, rule, rule === 'manual' ? 0 : 1, rule === 'amountAndDate' ? 'Equal amounts, one of them without a reference, and no other line or posting fits.' : 'Both name it.', rule === 'manual' ? 'Priya Accountant' : 'Tieout');
      if (rule === 'refused') database.prepare(`INSERT INTO match_refusal (kind, account, period, members, rule, automatic, by_name, at) VALUES ('payments', '1200', ?, ?, 'amountAndDate', 1, 'Priya Accountant', '${AT}')`).run(period, [left, right].sort().join(' '));
    }
    database.prepare(`INSERT INTO reconciliation_state (kind, account, period, currency, opening_minor, closing_minor, outside_minor, findings, slips, customers, rules_version, rules_seal, refreshed_at) VALUES ('payments', '1200', ?, 'GBP', 0, 0, 0, '[]', '[]', '[]', 0, 'x', '${AT}')`).run(period);
  }
  database.exec(`INSERT INTO period_close (period, prepared_by, prepared_at, reviewed_by, reviewed_at, figures_hash) VALUES ('2026-09', 'Priya', '${AT}', 'Alex', '${AT}', 'x')`);
  database.close();
}

beforeAll(async () => {
  const engine = await newEngine();
  const admin = await engine.as('admin');
  const { settings, rev } = await admin.settings.get({});
  const channel = { key: 'A/B', label: 'Wholesale', currency: 'GBP', customerPolicy: 'webSales' as const, customerReference: 'WEB', clearingBank: '1250', bank: '1200', feeNominal: '7901', salesNominal: '4000', costCentre: '', department: '', feeTiers: [] };
  await admin.settings.save({ settings: { ...DEFAULT_SETTINGS, ...settings, channels: [channel] }, rev, reason: 'a channel' });
  await admin.people.save({ name: 'Una Second', email: 'una@northwind.example', role: 'admin', password: 'sandbox-password', active: true });
  fill(engine.file);
  loopback = await serveLoopback(engine.engine, { pageFolder: path.join(import.meta.dirname, '..', '..', 'dist', 'renderer'), token: 'a-token-of-the-browser-tests-of-match-rules' });
  browser = await openBrowser();
  alex = await openWindow(browser, loopback.url, { folder: FOLDER });
  page = alex.page;
  await enterAs(alex, 'admin');
});
afterAll(async () => {
  await browser?.close();
  await loopback?.close();
  await cleanUp();
});

const press = async (...keys: string[]): Promise<void> => { for (const key of keys) await page.keyboard.press(key); };
const ruleRow = (name: string, of: Page = page) => of.getByRole('table', { name: 'Match rules' }).getByRole('row').filter({ has: of.getByRole('button', { name }) });

test('every rule shows what is set and how it did, by month; the arrows walk them', async () => {
  await press('g', 'k');
  await page.getByText('As delivered').first().waitFor();
  await ruleRow('Same amount, days apart').getByText('17.3 %').waitFor();
  await alex.picture('rules');
  await ruleRow('Reference with a slip').getByRole('button').press('ArrowDown');
  const months = page.getByRole('table', { name: 'Same amount, days apart, by month' });
  await expect.poll(() => months.getByRole('row').nth(1).innerText()).toMatch(/October 2026\s+4\s+0\s+17\.3 %\s+1\s+20\.0 %/);
  assert.equal(await sidewaysOverflow(page), 0);
  await months.scrollIntoViewIfNeeded();
  await alex.picture('months');
});

test('a change is bounded, drafted, tried on all history, looked at case by case, and proposed', async () => {
  const days = page.getByRole('textbox', { name: 'Same amount, days apart: days apart' });
  await days.fill('20');
  await days.press('Enter');
  await page.getByText('“Same amount, days apart” takes at most 7 days apart while it matches by itself; up to 31 if it only asks. Nothing was changed.').waitFor();
  await days.fill('3');
  await days.press('Enter');
  await page.getByText('Draft v1 by Alex Admin').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Propose…' }).isDisabled());
  await alex.picture('draft');
  await page.getByRole('button', { name: 'Try on all history' }).press('Enter');
  await page.getByText(/2 accounts in 2 months, 100 lines: 0 matches won, 4 lost, 40 unchanged\./).first().waitFor();
  const cases = rowsOf(page.getByRole('grid', { name: 'Matches that would change' }));
  await expect.poll(() => cases.count()).toBe(4);
  await alex.picture('trial');
  await page.getByRole('button', { name: 'By month' }).press('Enter');
  await page.getByRole('table', { name: 'What the draft changes, by month' }).getByText('September 2026 (locked)').waitFor();
  await cases.first().getByRole('gridcell').first().click();
  const drawer = page.getByRole('dialog', { name: 'Match as tried' });
  await drawer.getByText('These lines are matched by this rule; the draft would leave them open').waitFor();
  await alex.picture('case');
  await drawer.getByRole('button', { name: /^Open .* under Reconcile/ }).first().press('Enter');
  await page.getByRole('button', { name: /^Only GBP .* · show all/ }).waitFor();
  await expect.poll(() => rowsOf(page.getByRole('grid', { name: 'Settlement and bank' })).count()).toBe(1);
  await alex.picture('opened');
  await press('g', 'k');
  await page.getByRole('button', { name: 'Propose…' }).press('Enter');
  await page.getByRole('dialog').getByRole('textbox', { name: 'Why are the rules changed?' }).fill('Four days apart were two sales, twice.');
  await press('Control+Enter');
  await page.getByText('v1 by Alex Admin waits for another admin').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Approve…' }).isDisabled());
});

test('an accountant reads them; another admin approves, and the versions say who and why', async () => {
  const priya = await openWindow(browser, loopback.url, { folder: FOLDER });
  await priya.page.getByRole('button', { name: `Sign in as ${PEOPLE.accountant}` }).click();
  await priya.page.getByRole('navigation', { name: 'Pages' }).waitFor();
  await priya.page.keyboard.press('g');
  await priya.page.keyboard.press('k');
  await ruleRow('Same amount, days apart', priya.page).locator('td', { hasText: /^35$/ }).locator('s', { hasText: '5' }).waitFor();
  assert.equal(await ruleRow('Same amount, days apart', priya.page).getByRole('textbox').count(), 0);
  await priya.context.close();
  const una = await openWindow(browser, loopback.url, { folder: FOLDER, dark: true });
  await una.page.getByRole('textbox', { name: 'E-mail' }).fill('una@northwind.example');
  await una.page.getByLabel('Password').fill('sandbox-password');
  await una.page.keyboard.press('Enter');
  await una.page.getByRole('link', { name: /^Match rules\b.*1$/ }).press('Enter');
  await una.page.getByRole('button', { name: 'Approve…' }).press('Enter');
  await una.page.getByRole('dialog').getByText(/0 matches won, 4 lost/).waitFor();
  await una.picture('approve');
  await una.page.keyboard.press('Enter');
  await una.page.getByText('v1 is in force from the next reading.').waitFor();
  await una.page.getByRole('tab', { name: 'Versions' }).press('Enter');
  const versions = una.page.getByRole('list', { name: 'Versions' }).getByRole('listitem');
  await versions.first().getByText('Same amount, days apart, days apart: 5 → 3').waitFor();
  await una.picture('versions');
  await una.page.getByRole('button', { name: 'Restore what was delivered' }).press('Enter');
  await una.page.getByText('Draft v2 by Una Second').waitFor();
  assert.deepEqual([...alex.complaints, ...priya.complaints, ...una.complaints], []);
});
