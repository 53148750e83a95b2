import type { Ageing, CarriedItem, Control, RollForward } from '../../../shared/contract/close.ts';
import type { Page, PageRequest } from '../../../shared/contract/page.ts';
import type { Figures, ReconciliationKey } from '../../../shared/contract/reconciliation.ts';
import { firstDayOf, lastDayOf } from '../../../shared/values/date.ts';
import type { Instant, LocalDate, Period } from '../../../shared/values/date.ts';
import { ENTRY_COLUMNS, shown, storedEntry, type EntryRow } from '../reconciliation/entry-store.ts';
import { readState } from '../reconciliation/figures-store.ts';
import { orderOf, pageRows, whereOf } from '../store/page-sql.ts';
import type { PageColumns } from '../store/page-sql.ts';
import { fragment, list, raw, sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';
import { ageingOf, carriedItem } from './ageing.ts';
import { previousKey, rollForwardOf } from './proof.ts';

type Movement = RollForward['movements'][number];

/** What moved an account in the month, added up by kind from the postings that were read. */
function movementsOf(db: ReadDb, { kind, account, period }: ReconciliationKey, customers: readonly string[]): Movement[] {
  const [first, last] = [firstDayOf(period), lastDayOf(period)];
  if (kind === 'payments') {
    return db.all<Movement>(sql`SELECT kind, count(*) AS count, sum(amount_minor) AS minor FROM ledger_posting
      WHERE ledger = 'cash' AND account = ${account} AND posted_on BETWEEN ${first} AND ${last} GROUP BY kind ORDER BY kind`);
  }
  const document = kind === 'invoices' ? 'invoice' : 'creditNote';
  return db.all<Movement>(sql`SELECT kind, count(*) AS count, ${raw(kind === 'returns' ? '-sum(amount_minor)' : 'sum(amount_minor)')} AS minor FROM ledger_posting
    WHERE ledger = 'sales' AND kind = ${document} AND account IN ${list(customers)} AND posted_on BETWEEN ${first} AND ${last} GROUP BY kind`);
}

/** Items that were open at the end of the month before and that this month's list does not hold, whether open or matched. A line that stood whole may stand in parts now, or its parts be joined. */
const lostItems = (db: ReadDb, key: ReconciliationKey): { reference: string; minor: number }[] => {
  const { kind, account, period } = previousKey(key);
  return db.all(sql`SELECT coalesce(nullif(e.reference, ''), nullif(e.order_reference, ''), e.text) AS reference, e.amount_minor AS minor FROM entry e
    WHERE e.kind = ${kind} AND e.account = ${account} AND e.period = ${period} AND e.state <> 'matched' AND e.entry_kind NOT IN ('opening', 'difference')
      AND NOT EXISTS (SELECT 1 FROM entry n WHERE n.kind = ${kind} AND n.account = ${account} AND n.period = ${key.period} AND n.side = e.side
        AND (n.source = e.line_source OR n.part_of = e.line_source)) ORDER BY e.on_day, e.id`);
};

/** Accounts that were read; one that was not is in the way of signing by itself. */
export const rollForwards = (db: ReadDb, board: readonly Figures[]): RollForward[] => board.filter(({ refreshedAt }) => refreshedAt !== null).map(({ key, label, currency, openingMinor, closingMinor }) => {
  const before = key.kind === 'payments' ? readState(db, previousKey(key)) : undefined;
  return rollForwardOf({
    key, label, currency, openingMinor, closingMinor, previousClosingMinor: before?.closingMinor ?? null,
    movements: movementsOf(db, key, readState(db, key)?.customers ?? []), lost: lostItems(db, key),
  });
});

type TotalRow = { kind: string; account: string; currency: string; entries: number | null; minor: number; askedAt: Instant };

const totalsOf = (db: ReadDb, on: LocalDate): TotalRow[] => db.all<TotalRow>(sql`
  SELECT kind, account, currency, entries, amount_minor AS minor, read_at AS askedAt FROM control_total WHERE on_day = ${on} ORDER BY kind, account, currency`);

/** What the shop is asked for, and the same counted here. */
const SHOP_COUNTS = {
  'shop.received': { what: 'orders received', where: raw("kind = 'order'"), day: raw('occurred_on') },
  'shop.despatched': { what: 'orders sent off', where: raw("kind = 'order' AND status <> 'cancelled'"), day: raw('despatched_on') },
  'shop.returns': { what: 'returns and refunds', where: raw("kind = 'return'"), day: raw('occurred_on') },
} as const;
export type ShopCount = keyof typeof SHOP_COUNTS;
export const SHOP_KINDS = Object.keys(SHOP_COUNTS) as ShopCount[];

/** How many records of a connection this workspace holds for a count of the shop, by currency. */
export function heldOf(db: ReadDb, kind: ShopCount, { connectionId, period }: { connectionId: string; period: Period }): { currency: string; count: number; minor: number }[] {
  const { where, day } = SHOP_COUNTS[kind];
  return db.all(sql`SELECT currency, count(*) AS count, sum(amount_minor) AS minor FROM record
    WHERE connection_id = ${connectionId} AND ${where} AND ${day} BETWEEN ${firstDayOf(period)} AND ${lastDayOf(period)} GROUP BY currency ORDER BY currency`);
}

export type Shop = { id: string; label: string };

/** The shops' counts that were asked for the month, beside what is held now. */
export function shopControls(db: ReadDb, period: Period, shops: readonly Shop[]): Control[] {
  const totals = totalsOf(db, lastDayOf(period));
  return shops.flatMap(({ id, label }) => SHOP_KINDS.flatMap(kind => {
    const theirs = totals.filter(total => total.kind === kind && total.account === id && total.currency !== '');
    const ours = heldOf(db, kind, { connectionId: id, period });
    return theirs.map(({ currency, entries, minor, askedAt }): Control => {
      const held = ours.find(own => own.currency === currency);
      return { system: label, what: SHOP_COUNTS[kind].what, currency, theirCount: entries, theirMinor: minor, ourCount: held?.count ?? 0, ourMinor: held?.minor ?? 0, askedAt };
    });
  }));
}

/** The ERP's own counts and totals, asked when its ledgers were read, beside what was read. */
export function ledgerControls(db: ReadDb, rolls: readonly RollForward[], erp: string): Control[] {
  const [first] = rolls;
  if (!first) return [];
  const totals = totalsOf(db, lastDayOf(first.key.period));
  return rolls.flatMap(({ key, label, currency, openingMinor, closingMinor, movements }): Control[] => {
    const kind = key.kind === 'payments' ? 'bankBalance' : key.kind === 'invoices' ? 'salesTotal.invoice' : 'salesTotal.creditNote';
    const asked = totals.find(total => total.kind === kind && total.account === key.account && total.currency === currency);
    if (!asked) return [];
    const ours = movements.reduce((sum, { count, minor }) => ({ count: sum.count + count, minor: sum.minor + minor }), { count: 0, minor: 0 });
    const what = key.kind === 'payments' ? `the month's movement of ${key.account}` : `${key.kind === 'invoices' ? 'sales invoices' : 'credit notes'} of ${label}`;
    return [{ system: erp, what, currency, theirCount: asked.entries, theirMinor: closingMinor - openingMinor, ourCount: ours.count, ourMinor: ours.minor, askedAt: asked.askedAt }];
  });
}

/** When the shop was asked last for a month; null: never. */
export const shopAskedAt = (db: ReadDb, period: Period, connectionId: string): Instant | null =>
  db.get<{ at: Instant | null }>(sql`SELECT max(read_at) AS at FROM control_total WHERE kind = 'shop.received' AND account = ${connectionId} AND on_day = ${lastDayOf(period)}`)?.at ?? null;

/** What was asked before is forgotten: a currency that nothing is sold in any more must not stay. */
export function forgetShopTotals(db: WriteDb, period: Period, connectionId: string): void {
  db.run(sql`DELETE FROM control_total WHERE account = ${connectionId} AND on_day = ${lastDayOf(period)} AND kind IN ${list(SHOP_KINDS)}`);
}

const isCarried = (period: Period) => fragment`period = ${period} AND state <> 'matched'`;

const CARRIED_COLUMNS: PageColumns = {
  id: { column: 'id', filter: 'equals' }, kind: { column: 'entry_kind', filter: 'equals' }, on: { column: 'on_day', filter: 'prefix' }, reference: { column: 'reference', filter: 'contains' },
  orderReference: { column: 'order_reference', filter: 'contains' }, party: { column: 'party', filter: 'contains' }, amountMinor: { column: 'amount_minor', filter: 'equals' }, reason: { column: 'reason', filter: 'equals' },
  reasonText: { column: 'reason_text', filter: 'contains' }, state: { column: 'state', filter: 'equals' }, side: { column: 'side', filter: 'equals' }, ageDays: { column: 'on_day', filter: 'prefix' }, account: { column: 'account', filter: 'equals' },
};

type CarriedRow = EntryRow & { kind: ReconciliationKey['kind']; account: string };
const itemOf = (period: Period, asOf: LocalDate) => ({ kind, account, ...row }: CarriedRow): CarriedItem => carriedItem({ kind, account, period }, shown(storedEntry(row)), asOf);

export function pageCarried(db: ReadDb, period: Period, page: PageRequest): Page<CarriedItem> {
  const { rows, total } = pageRows<CarriedRow>(db, {
    columns: fragment`kind, account, ${ENTRY_COLUMNS}`, from: raw('entry'), key: raw('entry.rowid'), order: orderOf(CARRIED_COLUMNS, page.sort, 'on_day, id'),
    where: fragment`${isCarried(period)} AND ${whereOf(CARRIED_COLUMNS, page.filter)}`,
  }, page);
  return { rows: rows.map(itemOf(period, lastDayOf(period))), total };
}

/** Everything that stays open at the end of the month, oldest first, with its age on a day. */
export const allCarried = (db: ReadDb, period: Period, asOf: LocalDate): CarriedItem[] => db.all<CarriedRow>(sql`
  SELECT kind, account, ${ENTRY_COLUMNS} FROM entry WHERE ${isCarried(period)} ORDER BY kind, account, on_day, id`).map(itemOf(period, asOf));

export const ageings = (board: readonly Figures[], items: readonly CarriedItem[]): Ageing[] => ageingOf(board, items);
