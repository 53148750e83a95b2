import type { HttpReply } from '../http.ts';
import { notFound, Refused } from './refusals.ts';
import { ID_FIELDS, STATUSES, type Kind } from './shapes.ts';
import type { Place, Store } from './store.ts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/** What a list may be narrowed to, besides the moment of the last change. */
const FILTERS: Readonly<Record<Kind, readonly string[]>> = {
  orders: ['status', 'customerId', 'referenceNumber'], customers: ['email', 'type'], products: ['status', 'barcode'], inventory: ['locationId'], payments: ['orderId', 'type'], returns: ['orderId', 'status'], shipments: ['orderId', 'trackingNumber'],
};

/** A page of a list in the order of the last change; `nextCursor` is null on the last page. */
export function listReply(store: Store, kind: Kind, query: URLSearchParams): HttpReply {
  const known = ['limit', 'cursor', 'updatedSince', 'sort', ...FILTERS[kind]];
  const unknown = [...query.keys()].find(name => !known.includes(name));
  if (unknown !== undefined) throw new Refused(400, 'unknown_parameter', `${kind} cannot be asked for ${unknown}. There are ${known.join(', ')}.`, unknown);
  if ((query.get('sort') ?? 'updatedAt') !== 'updatedAt') throw new Refused(400, 'bad_parameter', 'sort is updatedAt.', 'sort');
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > MAX_LIMIT) throw new Refused(400, 'bad_parameter', `limit is a whole number from 1 to ${MAX_LIMIT}.`, 'limit');
  const since = sinceOf(query.get('updatedSince') ?? '');
  const filters = Object.fromEntries(FILTERS[kind].flatMap(name => {
    const value = query.get(name);
    return value === null ? [] : [[name, value]];
  }));
  if (kind === 'orders' && filters['status'] !== undefined && !STATUSES.some(status => status === filters['status'])) throw new Refused(400, 'bad_parameter', `status is one of ${STATUSES.join(', ')}.`, 'status');
  const cursor = query.get('cursor');
  const rows = store.list(kind, { since, filters, after: cursor === null ? null : placeOf(cursor), limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  // Every kind has the field that names it, as text.
  const nextCursor = rows.length > limit && last ? cursorOf({ updatedAt: last.updatedAt, id: String((last as Record<string, unknown>)[ID_FIELDS[kind]]) }) : null;
  return { status: 200, body: { data: shown, nextCursor, totalCount: store.count(kind, { since, filters }) } };
}

export function oneReply(store: Store, kind: Kind, id: string): HttpReply {
  const record = store.get(kind, id);
  if (!record) throw notFound(kind.replace(/s$/, ''), id);
  return { status: 200, body: record };
}

/** 'YYYY-MM-DD' or an ISO moment; what changed at that very moment is included. */
function sinceOf(text: string): string {
  if (text === '') return '';
  const at = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,7})?(Z|[+-]\d{2}:\d{2}))?$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(at)) throw new Refused(400, 'bad_parameter', 'updatedSince is a moment such as 2026-10-01T00:00:00Z.', 'updatedSince');
  return new Date(at).toISOString();
}

const cursorOf = ({ updatedAt, id }: Place): string => Buffer.from(`${updatedAt} ${id}`).toString('base64url');

function placeOf(cursor: string): Place {
  const match = /^(\d{4}-\d{2}-\d{2}T[\d:.]+Z) (.+)$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!match) throw new Refused(400, 'bad_parameter', 'The cursor is not known.', 'cursor');
  return { updatedAt: match[1] ?? '', id: match[2] ?? '' };
}
