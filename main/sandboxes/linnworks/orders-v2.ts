import { z } from 'zod';
import { parseInstant } from '../../../shared/values/date.ts';
import type { HttpReply, HttpRequest } from '../http.ts';
import type { Account, LiveOrder } from './account.ts';
import { isGuid } from './call-input.ts';
import { DEFAULT_ID, orderV2, statusOf } from './order-views.ts';

const MAX_ENTRIES = 200;
const DEFAULT_ENTRIES = 50;

const Search = z.object({ fromDate: z.string(), entriesPerPage: z.int(), includeProcessed: z.boolean(), onlyPaid: z.boolean(), locationId: z.string() });
/** Where the next page starts: after the order that was last shown. An order changed meanwhile moves to the end and is shown there. */
const Cursor = z.object({ search: Search, lastUpdatedAt: z.string(), number: z.int() });
type Search = z.infer<typeof Search>;

export function problem(status: number, title: string, detail: string): HttpReply {
  return { status, headers: { 'content-type': 'application/problem+json' }, body: { type: `https://httpstatuses.io/${status}`, title, status, detail, instance: '/v2/orders' } };
}

class BadSearch extends Error {}

/** GET /v2/orders: orders last updated since a moment, oldest change first, page by page with a search token. */
export function ordersV2({ query }: HttpRequest, account: Account, { redact }: { redact: boolean }): HttpReply {
  try {
    const names = new Map([...query].map(([name, value]) => [name.toLowerCase(), value]));
    const asked = [...query].filter(([name]) => name.toLowerCase() === 'id').flatMap(([, value]) => value.split(','));
    if (asked.length > 0) return page(asked.map(id => guid('id', id)).flatMap(id => account.byId(id) ?? []), { account, redact, total: asked.length, next: null });
    const token = names.get('searchtoken');
    const cursor = token === undefined || token === '' ? { search: searchIn(names), lastUpdatedAt: '', number: 0 } : cursorOf(account, guid('searchToken', token));
    return searched(cursor, account, { redact });
  } catch (refused) {
    if (refused instanceof BadSearch) return problem(400, 'One or more validation errors occurred.', refused.message);
    throw refused;
  }
}

function searched({ search, lastUpdatedAt, number }: z.infer<typeof Cursor>, account: Account, { redact }: { redact: boolean }): HttpReply {
  const matching = search.locationId !== '' && search.locationId !== DEFAULT_ID ? [] : account.byLastUpdate().filter(live => isWanted(live, search));
  const after = lastUpdatedAt === '' ? matching : matching.filter(live => live.lastUpdatedAt > lastUpdatedAt || (live.lastUpdatedAt === lastUpdatedAt && live.order.number > number));
  const shown = after.slice(0, search.entriesPerPage);
  const last = shown.at(-1);
  const next = last && shown.length === search.entriesPerPage ? account.saveToken({ search, lastUpdatedAt: last.lastUpdatedAt, number: last.order.number }) : null;
  return page(shown, { account, redact, total: matching.length, next });
}

function isWanted(live: LiveOrder, search: Search): boolean {
  return live.lastUpdatedAt >= search.fromDate && (search.includeProcessed || live.state === 'open') && (!search.onlyPaid || statusOf(live) === 1);
}

function page(shown: readonly LiveOrder[], { account, redact, total, next }: { account: Account; redact: boolean; total: number; next: string | null }): HttpReply {
  const show = (live: LiveOrder) => orderV2(live, account, { redact });
  return { status: 200, body: { TotalOrders: total, NextSearchToken: next, OpenOrders: shown.filter(live => live.state === 'open').map(show), ProcessedOrders: shown.filter(live => live.state !== 'open').map(show) } };
}

function searchIn(names: ReadonlyMap<string, string>): Search {
  const flag = (name: string): boolean => {
    const value = (names.get(name.toLowerCase()) ?? 'false').toLowerCase();
    if (value !== 'true' && value !== 'false') throw new BadSearch(`The value '${value}' is not valid for ${name}.`);
    return value === 'true';
  };
  const fromDate = names.get('fromdate') ?? '';
  const from = fromDate === '' ? '' : parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(fromDate) ? `${fromDate}T00:00:00Z` : fromDate);
  if (from === undefined) throw new BadSearch(`The value '${fromDate}' is not valid for fromDate.`);
  const entries = Number(names.get('entriesperpage') ?? DEFAULT_ENTRIES);
  if (!Number.isSafeInteger(entries) || entries < 1 || entries > MAX_ENTRIES) throw new BadSearch(`The field entriesPerPage must be between 1 and ${MAX_ENTRIES}.`);
  const location = names.get('locationid') ?? '';
  return { fromDate: from, entriesPerPage: entries, includeProcessed: flag('includeProcessed'), onlyPaid: flag('onlyPaid'), locationId: location === '' ? '' : guid('locationId', location) };
}

function cursorOf(account: Account, token: string): z.infer<typeof Cursor> {
  const found = Cursor.safeParse(account.cursorOf(token));
  if (!found.success) throw new BadSearch('The searchToken is not known.');
  return found.data;
}

function guid(name: string, value: string): string {
  if (!isGuid(value)) throw new BadSearch(`The value '${value}' is not valid for ${name}.`);
  return value.toLowerCase();
}
