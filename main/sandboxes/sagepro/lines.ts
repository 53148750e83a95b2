import { rateOf } from '../decimal.ts';
import { columnsOf, type Body } from '../gateway/body.ts';
import { read, write } from '../gateway/books.ts';
import { notOnFile, refused } from '../gateway/gateway-error.ts';
import type { Fields } from '../gateway/record-store.ts';
import { extensionMinor, mills, millsText, minor, minorText, type Company } from './company.ts';

const ONE = 1_000;

export type LinePlace = { file: 'sotran' | 'artran'; object: string; names: Readonly<Record<string, string>>; path: string; location: string };

/**
 * One line of an order or an invoice. Freight, discounts and tax are items without stock; a stocked item must have its rows at the location,
 * or order entry breaks afterwards. The amount is worked out anew from quantity, price and discount.
 */
export function draftLine(company: Company, { file, object, names, path, location }: LinePlace, body: Body): { fields: Fields; quantity: number; extendedMinor: number; taxRateMills: number; isStocked: boolean } {
  const { TaxAmount: _worked, ...asked } = body;
  const given = columnsOf(company, { file, object, path, names }, asked);
  const code = given['item'] ?? '';
  const item = read(company, 'icitem', code);
  if (!item) throw notOnFile(object, `${path}ItemCode`, `Item ${code || '(blank)'} is not on file.`);
  const isStocked = item['stkcode'] === 'Y';
  const loctid = isStocked ? given['loctid'] || location : '';
  if (isStocked && (!read(company, 'iciloc', code, loctid) || !read(company, 'iciqty', code, loctid, ''))) throw notOnFile(object, `${path}LocationId`, `Item ${code} has no inventory rows at location ${loctid}.`);
  const quantityColumn = names['Quantity'] ?? '';
  const quantity = isStocked ? mills(given, quantityColumn) : mills(given, quantityColumn) || ONE;
  if (quantity <= 0) throw refused('CI_Required', 'The line has no quantity.', `${path}Quantity`);
  const price = given['price'] === undefined ? mills(item, 'price') : mills(given, 'price');
  const taxcode = given['taxcode'] ?? item['taxcode'] ?? '';
  const tax = taxcode ? read(company, 'sytax', taxcode) : undefined;
  if (taxcode && !tax) throw notOnFile(object, `${path}TaxCode`, `Tax code ${taxcode} is not on file.`);
  const extendedMinor = extensionMinor({ quantity, price, discount: mills(given, 'disc') });
  return {
    quantity, extendedMinor, isStocked, taxRateMills: tax ? mills(tax, 'taxrate') : 0,
    fields: { ...given, item: code, descrip: given['descrip'] || (item['itmdesc'] ?? ''), price: millsText(price), loctid, taxcode, extprice: minorText(extendedMinor) },
  };
}

/** Tax once for each code over its lines, half up. */
export function taxMinor(lines: readonly { code: string; rateMills: number; amountMinor: number }[]): number {
  const byCode = Map.groupBy(lines, ({ code }) => code);
  return [...byCode.values()].reduce((sum, same) => sum + rateOf(same.reduce((total, { amountMinor }) => total + amountMinor, 0), (same[0]?.rateMills ?? 0) * 1_000), 0);
}

/** Goods that leave (or, with a negative quantity, come back). */
export function moveStock(company: Company, { item, loctid }: { item: string; loctid: string }, quantity: number): void {
  const change = (file: string, column: string, ...key: string[]): void => {
    const row = read(company, file, ...key);
    if (row) write(company, file, { ...row, [column]: millsText(mills(row, column) - quantity) });
  };
  change('iciloc', 'lonhand', item, loctid);
  change('iciqty', 'qonhand', item, loctid, '');
  change('icitem', 'ionhand', item);
}

export const amountOf = (line: Fields): number => minor(line, 'extprice');
