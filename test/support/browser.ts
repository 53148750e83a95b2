import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { installedChromium } from '../../tools/chromium.mjs';

const PICTURES = path.join(import.meta.dirname, '..', '..', '.artefacts', 'e2e');
const PATIENCE_MS = 30_000;
const CHROMIUM_FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** The month of the sandbox world. */
const MONTH = 'October 2026';

/** As they introduce themselves on the sign-in page of a sandbox workspace. */
export const PEOPLE = { admin: 'Alex Admin, admin', accountant: 'Priya Accountant, accountant', operator: 'Sam Operator, operator', auditor: 'Olga Auditor, auditor' } as const;
export type Role = keyof typeof PEOPLE;

export async function openBrowser(): Promise<Browser> {
  const executablePath = installedChromium();
  assert.ok(executablePath, 'The browser tests need Chromium or Chrome: `npm test` installs it on Debian; elsewhere install one, or set CHROMIUM_PATH.');
  return chromium.launch({ executablePath, args: CHROMIUM_FLAGS, timeout: PATIENCE_MS });
}

/** One person's window: its page, what it complained about, and pictures of it. */
export type Window = {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors and warnings of the console, and mistakes nobody caught. */
  readonly complaints: string[];
  /** A picture under .artefacts/e2e/FOLDER, numbered in the order they were taken. */
  picture(name: string): Promise<void>;
};

export type WindowOptions = { folder: string; width?: number; height?: number; dark?: boolean };

const taken = new Map<string, number>();

/** The pictures of the last time would be taken for those of this one. */
function startFolder(folder: string): void {
  taken.set(folder, 0);
  rmSync(path.join(PICTURES, folder), { recursive: true, force: true });
  mkdirSync(path.join(PICTURES, folder), { recursive: true });
}

export async function openWindow(browser: Browser, url: string, { folder, width = 1280, height = 800, dark = false }: WindowOptions): Promise<Window> {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'en-GB', timezoneId: 'Europe/London', colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce', acceptDownloads: true });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', message => { if (['error', 'warning'].includes(message.type())) complaints.push(message.text()); });
  page.on('pageerror', error => complaints.push(String(error)));
  await page.goto(url);
  if (!taken.has(folder)) startFolder(folder);
  return {
    page, context, complaints,
    async picture(name) {
      const number = (taken.get(folder) ?? 0) + 1;
      taken.set(folder, number);
      await page.screenshot({ path: path.join(PICTURES, folder, `${String(number).padStart(2, '0')}-${name}.png`) });
    },
  };
}

/** Signs in by the list of people and chooses the sandbox's month. */
export async function enterAs({ page }: Window, role: Role): Promise<void> {
  await page.getByRole('button', { name: `Sign in as ${PEOPLE[role]}` }).click();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  await chooseMonth(page);
}

/** The window opens on the month before today's; the sandbox lives in one month. */
export async function chooseMonth(page: Page): Promise<void> {
  const period = page.getByRole('banner').getByRole('combobox', { name: 'Period' });
  const key = async (): Promise<number> => Date.parse(`1 ${await period.innerText()}`);
  const wanted = Date.parse(`1 ${MONTH}`);
  const MAX_CLICKS = 240;
  for (let click = 0; click < MAX_CLICKS; click += 1) {
    const shown = await key();
    if (shown === wanted) return;
    await page.getByRole('button', { name: shown > wanted ? 'Month before' : 'Month after' }).click();
  }
  throw new Error(`${MONTH} could not be chosen in the top bar.`);
}

/** Opens a page by its name in the rail. */
export async function openPage(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: new RegExp(`^${name}\\b`) }).click();
  await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
}

/** Nothing is drawn wider than the window. */
export const sidewaysOverflow = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
