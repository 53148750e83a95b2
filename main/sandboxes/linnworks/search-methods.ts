import type { LiveOrder } from './account.ts';
import { BadCall, inputOf, type Input } from './call-input.ts';
import { entriesPerPage, ok, type Call, type Method } from './method.ts';
import { sourceOf } from './order-views.ts';
import { cancellationRow, paged, processedRow, refundRow } from './search-views.ts';

const MIN_RESULTS = 20;
const MAX_RESULTS = 500;
const LONGEST_SEARCH_MS = 93 * 86_400_000;

const DATES: Record<string, (live: LiveOrder) => string | null> = {
  processed: live => live.processedAt,
  payment: live => live.order.paidAt,
  cancelled: live => live.cancelledAt,
  received: live => live.order.receivedAt,
};

export const searchMethods: Record<string, Method> = {
  'ProcessedOrders/SearchProcessedOrders': {
    perMinute: 150, wrapped: true,
    run(call) {
      const { input, account, redact } = call;
      const entries = input.integer('ResultsPerPage', MIN_RESULTS);
      if (entries < MIN_RESULTS || entries > MAX_RESULTS) throw new BadCall(`ResultsPerPage must be between ${MIN_RESULTS} and ${MAX_RESULTS}`);
      const rows = sortRows(input, findProcessed(call));
      return ok({ ProcessedOrders: paged(rows, { entriesPerPage: entries, pageNumber: input.integer('PageNumber', 1) }, live => processedRow(live, account, { redact })) });
    },
  },
  'ReturnsRefunds/SearchReturnsRefundsPaged': { perMinute: 150, run: searchReturns },
};

function findProcessed({ account, input }: Call): LiveOrder[] {
  const from = input.instant('FromDate');
  const to = input.instant('ToDate');
  const dateField = input.text('DateField').toLowerCase();
  const dateOf = DATES[dateField];
  if ((from !== undefined || to !== undefined) && !dateOf) throw new BadCall('Invalid parameter DateField');
  const term = input.text('SearchTerm').toLowerCase();
  const filters = input.list('SearchFilters').map(given => inputOf(typeof given === 'object' && given !== null ? Object.fromEntries(Object.entries(given)) : {}));
  return account.byLastUpdate().filter(live => {
    if (live.state === 'open') return false;
    const at = dateOf?.(live) ?? null;
    if (dateOf && (from !== undefined || to !== undefined) && (at === null || (from !== undefined && at < from) || (to !== undefined && at > to))) return false;
    return matchesTerm(live, term) && filters.every(filter => matchesFilter(live, filter));
  });
}

function matchesTerm({ order }: LiveOrder, term: string): boolean {
  return term === '' || [String(order.number), order.reference, order.buyer.fullName, order.buyer.email, order.buyer.postcode].some(value => value.toLowerCase().includes(term));
}

function matchesFilter(live: LiveOrder, filter: Input): boolean {
  const term = filter.text('SearchTerm').toLowerCase();
  const field = filter.text('SearchField').toLowerCase();
  if (field === 'source') return sourceOf(live).source.toLowerCase() === term;
  if (field === 'subsource') return sourceOf(live).subSource.toLowerCase() === term;
  if (field === 'itemidentifier') return live.order.lines.some(line => line.sku.toLowerCase() === term);
  throw new BadCall('Invalid parameter SearchField');
}

function sortRows(input: Input, rows: LiveOrder[]): LiveOrder[] {
  const direction = input.object('SearchSorting')?.text('SortDirection', 'ASC').toUpperCase() === 'DESC' ? -1 : 1;
  const dateOf = DATES[input.text('DateField').toLowerCase()] ?? DATES['processed'];
  const key = (live: LiveOrder): string => dateOf?.(live) ?? '';
  return rows.sort((a, b) => direction * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.order.number - b.order.number));
}

/** Returns, refunds or cancellations of up to three months. */
function searchReturns({ account, input, redact }: Call) {
  const from = input.instant('from');
  const to = input.instant('to');
  if (from === undefined || to === undefined) throw new BadCall(`Invalid parameter ${from === undefined ? 'from' : 'to'}`);
  if (Date.parse(to) - Date.parse(from) > LONGEST_SEARCH_MS) throw new BadCall('Date range can not be longer than 3 months');
  const page = { entriesPerPage: entriesPerPage(input, 'numEntriesPerPage', { most: 200, otherwise: 50 }), pageNumber: input.integer('pageNum', 1) };
  const within = (at: string | null): boolean => at !== null && at >= from && at <= to;
  const history = input.text('historyType', 'REFUNDS').toUpperCase();
  const term = input.text('searchTerm').toLowerCase();
  if (history === 'CANCELLATIONS') {
    const rows = account.byLastUpdate().filter(live => live.state === 'cancelled' && within(live.cancelledAt) && matchesTerm(live, term));
    return ok(paged(rows, page, (live, index) => cancellationRow(live, account, { row: index + 1, redact })));
  }
  if (history !== 'RETURNS' && history !== 'REFUNDS') throw new BadCall('Invalid parameter historyType');
  const byActioned = input.text('dateType', 'ALLDATES').toUpperCase() === 'ACTIONED';
  const rows = account.world.refunds.flatMap(refund => {
    const live = account.byNumber(refund.orderNumber);
    const wanted = refund.inLinnworks && within(byActioned ? refund.actionedAt : refund.createdAt) && (history === 'REFUNDS' || refund.quantity > 0);
    return live && wanted && matchesTerm(live, term) ? [{ refund, live }] : [];
  });
  return ok(paged(rows, page, ({ refund, live }, index) => refundRow(refund, live, account, { row: index + 1, redact })));
}
