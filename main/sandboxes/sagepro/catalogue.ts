import { columnsOf, type Body } from '../gateway/body.ts';
import { read, rowsOf, write } from '../gateway/books.ts';
import { noKey } from '../gateway/gateway-error.ts';
import type { Row } from '../gateway/listing.ts';
import type { Fields } from '../gateway/record-store.ts';
import { mills, millsText, type Company } from './company.ts';
import { PRODUCT, shown, STOCK } from './names.ts';

export function changeProduct(company: Company, code: string, body: Body): Row {
  const before = read(company, 'icitem', code);
  if (!before) throw noKey(`Item ${code} is not on file.`);
  const { ionhand: _ionhand, ...given } = columnsOf(company, { file: 'icitem', object: 'icitem', names: PRODUCT }, body);
  return shown(company, { file: 'icitem', names: PRODUCT }, write(company, 'icitem', { ...before, ...given, item: code }));
}

/** The stock counted elsewhere. The item's own total follows. */
export function changeStock(company: Company, [code = '', loctid = '']: readonly string[], body: Body): Row {
  const before = read(company, 'iciloc', code, loctid);
  const quantity = read(company, 'iciqty', code, loctid, '');
  const item = read(company, 'icitem', code);
  if (!before || !quantity || !item) throw noKey(`Item ${code} has no inventory rows at location ${loctid || '(blank)'}.`);
  const given = columnsOf(company, { file: 'iciloc', object: 'iciloc', names: STOCK }, body);
  const change = given['lonhand'] === undefined ? 0 : mills(given, 'lonhand') - mills(before, 'lonhand');
  write(company, 'iciqty', { ...quantity, qonhand: millsText(mills(quantity, 'qonhand') + change) });
  write(company, 'icitem', { ...item, ionhand: millsText(mills(item, 'ionhand') + change) });
  return stockRow(company, write(company, 'iciloc', { ...before, ...given, item: code, loctid }));
}

/** No column holds what open orders have taken: it is what their lines still owe. */
export function stockRow(company: Company, fields: Fields): Row {
  const { item = '', loctid = '' } = fields;
  const allocated = rowsOf(company, 'sotran', { item }).filter(line => line['loctid'] === loctid).reduce((sum, line) => sum + mills(line, 'qtyord'), 0);
  return { ...shown(company, { file: 'iciloc', names: STOCK }, fields), Allocated: millsText(allocated), Available: millsText(mills(fields, 'lonhand') - allocated) };
}
