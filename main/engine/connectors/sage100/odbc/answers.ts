import type { Json } from '../../connector.ts';
import type { HttpAnswer } from '../../http-client.ts';
import { textAt } from '../../json-value.ts';
import type { JsonObject } from '../../json-value.ts';
import type { OdbcBridge, Table } from '../../odbc/bridge.ts';
import { BadQuestion, childrenSql, pageSql, readCursor, recordsOf, writeCursor } from './questions.ts';
import type { Cursor } from './questions.ts';
import { VIEWS } from './tables.ts';
import type { Source, View } from './tables.ts';

const MAX_LIMIT = 500;
const MAX_CHILDREN = 100_000;
const MAX_COMPANIES = 1_000;

export type Company = { code: string; currency: string };

const answer = (status: number, body: Json): HttpAnswer => ({ status, retryAfter: null, text: JSON.stringify(body) });
const listed = (records: Json[], next = ''): HttpAnswer => answer(200, { Records: records, NextCursor: next });

/** Answers what the gateway would have been asked, from Sage's own tables. Reading is all that ODBC can do. */
export async function answerOverOdbc(bridge: OdbcBridge, company: Company, { method, path }: { method: string; path: string }): Promise<HttpAnswer> {
  const { pathname, searchParams } = new URL(path, 'odbc://sage100');
  if (method !== 'GET') return answer(405, { code: 'ReadOnly', message: 'ODBC reads only: connect to the gateway to write into Sage 100.', retryable: false });
  if (pathname === '/SY/Company') return listed([await companyRow(bridge, company)]);
  if (pathname === '/SY/Dictionary') return listed(dictionary(await bridge.describe(tableName(searchParams.get('table') ?? ''))));
  const view = Object.hasOwn(VIEWS, pathname) ? VIEWS[pathname] : undefined;
  if (!view) return answer(404, { code: 'CI_NoKey', message: `There is nothing at ${pathname} over ODBC.`, retryable: false });
  try {
    return await page(bridge, view, searchParams);
  } catch (error) {
    if (error instanceof BadQuestion) return answer(400, { code: 'BadQuery', message: error.message, retryable: false });
    throw error;
  }
}

/** One more than was asked for says whether there is a next page; a list of two tables goes on in the second. */
async function page(bridge: OdbcBridge, view: View, query: URLSearchParams): Promise<HttpAnswer> {
  const limit = Math.min(MAX_LIMIT, Math.max(1, Number(query.get('limit') ?? MAX_LIMIT) || MAX_LIMIT));
  const cursor = readCursor(query.get('cursor'));
  const found: { at: number; source: Source; record: JsonObject }[] = [];
  for (const [at, source] of view.sources.entries()) {
    if (at < (cursor?.source ?? 0) || found.length > limit) continue;
    const behind = cursor?.source === at ? cursor.behind : null;
    const rows = recordsOf(await bridge.query(pageSql(view, source, { query, behind }), limit + 1 - found.length));
    found.push(...rows.map(record => ({ at, source, record: { ...record, ...source.adds } })));
  }
  const shown = found.slice(0, limit);
  for (const source of view.sources) await addChildren(bridge, source, shown.filter(one => one.source === source).map(({ record }) => record));
  const last = shown.at(-1);
  const next: Cursor | null = found.length > limit && last ? { source: last.at, behind: last.source.key.map(column => textAt(last.record, column)) } : null;
  return listed(shown.map(({ record }) => record), next ? writeCursor(next) : '');
}

async function addChildren(bridge: OdbcBridge, { children = {} }: Source, records: readonly JsonObject[]): Promise<void> {
  for (const [name, { table, on }] of Object.entries(children)) {
    const keys = records.map(record => textAt(record, on)).sort();
    const [first, last] = [keys[0], keys.at(-1)];
    if (first === undefined || last === undefined) continue;
    const rows = Map.groupBy(recordsOf(await bridge.query(childrenSql({ table, on }, first, last), MAX_CHILDREN)), row => textAt(row, on));
    for (const record of records) record[name] = rows.get(textAt(record, on)) ?? [];
  }
}

/** The name is in a table of the whole system; where this user may not read it, the code has to do. */
async function companyRow(bridge: OdbcBridge, { code, currency }: Company): Promise<Json> {
  const companies = await bridge.query('SELECT CompanyCode, CompanyName FROM SY_Company', MAX_COMPANIES).then(recordsOf, () => []);
  const invoiceNumber = dictionary(await bridge.describe('AR_InvoiceHistoryHeader')).find(column => textAt(column, 'Name') === 'InvoiceNo');
  return { CompanyCode: code, CompanyName: textAt(companies.find(row => textAt(row, 'CompanyCode') === code), 'CompanyName') || code, CurrencyCode: currency, InvoiceNoLength: invoiceNumber ? String(lengthIn(invoiceNumber)) : '' };
}

const lengthIn = (column: Json): number => Number((column as JsonObject)['Length'] ?? 0); // made by `dictionary` below

/** A name of Sage's: letters, digits and underscores. Nothing else becomes part of a question. */
function tableName(text: string): string {
  if (!/^[A-Za-z][A-Za-z0-9_]{1,60}$/.test(text)) throw new BadQuestion(`"${text.slice(0, 20)}" is no table.`);
  return text;
}

function dictionary({ columns, rows }: Table): Json[] {
  const at = (name: string): number => columns.findIndex(column => column.toUpperCase() === name);
  const [name, type, length] = [at('COLUMN_NAME'), at('TYPE_NAME'), at('PRECISION')];
  return rows.map((row): Json => {
    const kind = /date/i.test(row[type] ?? '') ? 'day' : /dec|num|double|float|int/i.test(row[type] ?? '') ? 'decimal' : 'text';
    return { Name: row[name] ?? '', Kind: kind, Length: Number(row[length] ?? 0) || 0, Custom: (row[name] ?? '').startsWith('UDF_') ? 'Y' : 'N' };
  });
}
