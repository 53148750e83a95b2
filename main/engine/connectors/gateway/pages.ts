import { AppError } from '../../../../shared/contract/errors.ts';
import type { Currency } from '../../../../shared/values/money.ts';
import type { Json, Session } from '../connector.ts';
import { exact, toMinor } from '../decimal.ts';
import { isObject, textAt, valueAt } from '../json-value.ts';

/** The gateways' own maximum. */
const PAGE = 500;
const MAX_PAGES = 4_000;

export type Asking = { query?: Readonly<Record<string, string>>; signal?: AbortSignal | undefined };

/** Every row that a gateway lists at an address: `{Records, NextCursor}`. A cursor that does not move on would go round for ever. */
export async function* pagesOf(session: Session, path: string, { query = {}, signal }: Asking = {}): AsyncGenerator<Json[]> {
  let cursor = '';
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await session.request({ method: 'GET', path, query: { ...query, limit: String(PAGE), ...(cursor && { cursor }) }, signal });
    const records = isObject(answer) ? answer['Records'] : undefined;
    if (!Array.isArray(records)) throw new AppError('http.malformed', 'retry', `The gateway answered ${path} without records. If this goes on, check the address of the gateway and its version.`);
    yield records;
    const next = textAt(answer, 'NextCursor');
    if (!next) return;
    if (next === cursor) throw new AppError('http.malformed', 'report', `The gateway gives the same page of ${path} again and again.`);
    cursor = next;
  }
  throw new AppError('gateway.tooMany', 'askAdmin', `There are more than ${MAX_PAGES * PAGE} rows at ${path}; they are too many to read at once.`);
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

export function amountAt(row: Json, name: string, currency: Currency): number {
  const minor = toMinor(exact(valueAt(row, name)) ?? 0n, currency);
  if (minor === undefined) throw new AppError('gateway.amount', 'report', `The gateway shows ${name} as an amount that is too large.`);
  return minor;
}
