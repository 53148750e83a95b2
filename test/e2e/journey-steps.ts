import type { Locator, Page } from 'playwright-core';
import { openPage } from '../support/browser.ts';

/** A part of a page by its heading. */
export const panel = (page: Page, heading: string | RegExp): Locator => page.locator('section').filter({ has: page.getByRole('heading', { name: heading, level: 2 }) });

/** The rows of a grid, without its head. */
export const rowsOf = (grid: Locator): Locator => grid.getByRole('row').filter({ has: grid.page().getByRole('gridcell') });

/** Makes the mapping from the shop's orders to a document, with the keyboard: takes what is sure, leaves the rest empty. */
export async function mapOrdersTo(page: Page, document: string): Promise<void> {
  await openPage(page, 'Mappings');
  await page.getByRole('button', { name: 'New mapping' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Record' }).click();
  await page.getByRole('option', { name: 'Order', exact: true }).click();
  await dialog.getByRole('combobox', { name: 'Document' }).click();
  await page.getByRole('option', { name: document, exact: true }).click();
  await dialog.getByRole('button', { name: 'Make the mapping' }).click();
  await page.getByRole('heading', { level: 1, name: `Linnworks Order → Sage 200 ${document}` }).waitFor();
}

export async function acceptWhatIsSure(page: Page): Promise<void> {
  const grid = page.getByRole('grid', { name: 'Target fields' });
  await rowsOf(grid).first().getByRole('gridcell').first().click();
  await page.keyboard.press('a');
  await page.getByText(/suggestions? accepted/).waitFor();
}

/** What nothing sure was found for stays empty: X on each, the keyboard going on by itself. */
export async function leaveTheRestEmpty(page: Page): Promise<number> {
  const grid = page.getByRole('grid', { name: 'Target fields' });
  const needsMe = page.getByRole('button', { name: /^Needs me/ });
  await needsMe.click();
  const open = Number(/\d+/.exec(await needsMe.innerText())?.[0]);
  if (open === 0) return 0;
  await rowsOf(grid).first().getByRole('gridcell').first().click();
  for (let row = 0; row < open; row += 1) {
    await page.keyboard.press('x');
    await rowsOf(grid).nth(row).getByText('Empty', { exact: true }).waitFor();
  }
  await page.getByRole('button', { name: 'Needs me 0' }).waitFor();
  return open;
}

export async function submitMapping(page: Page, note: string): Promise<void> {
  await page.getByRole('button', { name: 'Submit', exact: true }).click();
  await page.getByRole('dialog').getByRole('textbox').fill(note);
  await page.getByRole('dialog').getByRole('button', { name: 'Submit' }).click();
  await page.getByText('v1 waiting for approval').waitFor();
}

/** Starts a run and waits until the newest in the list is finished. */
export async function settlementsRun(page: Page): Promise<void> {
  await openPage(page, 'Runs');
  const before = await page.getByRole('option', { name: /^Settlements/ }).count();
  await page.getByRole('button', { name: 'Other workflows' }).click();
  await page.getByRole('menuitem', { name: /^Settlements/ }).click();
  await page.getByRole('option', { name: /^Settlements Finished/ }).nth(before).waitFor();
}

export async function readAndMatch(page: Page): Promise<void> {
  await openPage(page, 'Reconcile');
  await page.getByRole('button', { name: 'Read and match' }).click();
  await page.getByText(/is read and matched/).waitFor();
}

/** Chooses statement files as the person does in the file dialog of their system. */
export async function chooseStatements(page: Page, files: string[] | { name: string; mimeType: string; buffer: Buffer }): Promise<Locator> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Import statement' }).click();
  await (await chooser).setFiles(files);
  return page.getByRole('dialog');
}
