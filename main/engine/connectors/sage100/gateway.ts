import { AppError } from '../../../../shared/contract/errors.ts';
import { localDate } from '../../../../shared/values/date.ts';
import type { LocalDate } from '../../../../shared/values/date.ts';
import { Currency } from '../../../../shared/values/money.ts';
import type { Json, Session } from '../connector.ts';
import { exact, toMinor } from '../decimal.ts';
import { isObject, textAt, valueAt } from '../json-value.ts';

/** The gateway's own maximum. */
const PAGE = 500;
const MAX_PAGES = 4_000;

export type Asking = { query?: Readonly<Record<string, string>>; signal?: AbortSignal | undefined };

/** Every row that the gateway lists at an address. A cursor that does not move on would go round for ever. */
export async function* pagesOf(session: Session, path: string, { query = {}, signal }: Asking = {}): AsyncGenerator<Json[]> {
  let cursor = '';
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await session.request({ method: 'GET', path, query: { ...query, limit: String(PAGE), ...(cursor && { cursor }) }, signal });
    const records = isObject(answer) ? answer['Records'] : undefined;
    if (!Array.isArray(records)) throw new AppError('http.malformed', 'retry', `The gateway of Sage 100 answered ${path} without records. If this goes on, check the address of the gateway and its version.`);
    yield records;
    const next = textAt(answer, 'NextCursor');
    if (!next) return;
    if (next === cursor) throw new AppError('http.malformed', 'report', `The gateway of Sage 100 gives the same page of ${path} again and again.`);
    cursor = next;
  }
  throw new AppError('sage100.tooMany', 'askAdmin', `Sage 100 holds more than ${MAX_PAGES * PAGE} rows at ${path}; they are too many to read at once.`);
}

export async function allRows(session: Session, path: string, asking: Asking = {}): Promise<Json[]> {
  const rows: Json[] = [];
  for await (const page of pagesOf(session, path, asking)) rows.push(...page);
  return rows;
}

export async function firstRow(session: Session, path: string, { query = {}, signal }: Asking): Promise<Json | undefined> {
  for await (const rows of pagesOf(session, path, { query, signal })) return rows[0];
  return undefined;
}

/** '2026-10-05' as Sage keeps it: '20261005'. */
export const sageDay = (day: string): string => day.slice(0, 10).replaceAll('-', '');

/** Blank, and 1753 of the SQL edition, are no day. */
export function dayAt(row: Json, name: string): LocalDate | null {
  const text = textAt(row, name).trim();
  return /^\d{8}$/.test(text) && text > '18000101' ? localDate(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`) : null;
}

/** A customer is a division and a number; one alone may be two customers. */
export const customerId = (row: Json): string => `${textAt(row, 'ARDivisionNo').trim()}-${textAt(row, 'CustomerNo').trim()}`;

export function amountAt(row: Json, name: string, currency: Currency): number {
  const minor = toMinor(exact(valueAt(row, name)) ?? 0n, currency);
  if (minor === undefined) throw new AppError('sage100.amount', 'report', `Sage 100 shows ${name} as an amount that is too large.`);
  return minor;
}

export async function companyOf(session: Session, signal: AbortSignal | undefined): Promise<{ code: string; name: string; currency: Currency; invoiceNumberLength: string }> {
  const code = (session.settings['companyCode'] ?? '').trim();
  const row = (await allRows(session, '/SY/Company', { signal })).find(one => textAt(one, 'CompanyCode') === code);
  if (row === undefined) throw new AppError('sage100.noCompany', 'fixConnection', `The gateway does not show company ${code}. Correct the company code, or let the gateway's administrator add it.`);
  const currency = Currency.safeParse(textAt(row, 'CurrencyCode'));
  if (!currency.success) throw new AppError('sage100.currency', 'fixConnection', `The currency of company ${code} (${textAt(row, 'CurrencyCode') || 'none'}) is not one that Tieout keeps books in.`);
  return { code, name: textAt(row, 'CompanyName'), currency: currency.data, invoiceNumberLength: textAt(row, 'InvoiceNoLength') };
}
