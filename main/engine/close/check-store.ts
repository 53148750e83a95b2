import { AppError } from '../../../shared/contract/errors.ts';
import { lastDayOf } from '../../../shared/values/date.ts';
import type { Period } from '../../../shared/values/date.ts';
import type { TaskContext } from '../handler.ts';
import { saveControlTotal } from '../reconciliation/ledger-store.ts';
import { readLedgers, type RefreshDeps } from '../reconciliation/refresh-store.ts';
import type { ReadDb } from '../store/sql.ts';
import { isLocked } from './close-store.ts';
import { isDifferent } from './proof.ts';
import { forgetShopTotals, heldOf, shopControls, SHOP_KINDS, type Shop, type ShopCount } from './proof-store.ts';
import { findingsSince, type SignedRecord } from './signed.ts';
import { listAlarms, ofRecord, raise, signedOfShop, watchSigned, type ShopRecord } from './signed-store.ts';

/** An order or return as the shop lists it now. */
export type ShopListing = ShopRecord & { amountMinor: number; currency: string; status: string };

export type CheckDeps = Pick<RefreshDeps, 'openErp'> & {
  /** The connected shops. */
  shops(db: ReadDb): Shop[];
  /** Everything that a shop lists for a month, from the first record on, in pages. Nothing is saved. */
  listing(shop: Shop, period: Period, signal: AbortSignal): AsyncIterable<ShopListing[]>;
};

const TASK = 'close.check';
/** A month of one shop: more is not a month. */
const MAX_LISTED = 5_000_000;

const COUNTED: Readonly<Record<ShopCount, (record: ShopListing) => string | null>> = {
  'shop.received': ({ kind, occurredOn }) => (kind === 'order' ? occurredOn : null),
  'shop.despatched': ({ kind, status, despatchedOn }) => (kind === 'order' && status !== 'cancelled' ? despatchedOn : null),
  'shop.returns': ({ kind, occurredOn }) => (kind === 'return' ? occurredOn : null),
};

type Tally = Map<ShopCount, Map<string, { count: number; minor: number }>>;

function count(tally: Tally, period: Period, record: ShopListing): void {
  for (const kind of SHOP_KINDS) {
    if (COUNTED[kind](record)?.slice(0, 7) !== period) continue;
    const currencies = tally.get(kind) ?? new Map<string, { count: number; minor: number }>();
    const before = currencies.get(record.currency) ?? { count: 0, minor: 0 };
    tally.set(kind, currencies.set(record.currency, { count: before.count + 1, minor: before.minor + record.amountMinor }));
  }
}

/** What a month is made of, as it is signed. */
const belongs = ({ kind, status, occurredOn, despatchedOn }: ShopListing, period: Period): boolean =>
  (kind === 'return' ? occurredOn : status === 'cancelled' ? null : despatchedOn)?.slice(0, 7) === period;

async function askShop(deps: CheckDeps, context: TaskContext, shop: Shop, period: Period): Promise<SignedRecord[]> {
  const tally: Tally = new Map();
  const listed: SignedRecord[] = [];
  const locked = isLocked(context.db, period);
  const signed = new Set(locked ? signedOfShop(context.db, period).map(({ kind, externalId }) => `${kind} ${externalId}`) : []);
  let read = 0;
  for await (const page of deps.listing(shop, period, context.signal)) {
    read += page.length;
    if (read > MAX_LISTED) throw new AppError('close.tooMany', 'report', `${shop.label} lists more than ${MAX_LISTED} records for ${period}. Reading was stopped; report this.`);
    for (const record of page) {
      count(tally, period, record);
      if (locked && (belongs(record, period) || signed.has(`${record.kind} ${record.externalId}`))) listed.push(ofRecord(record));
    }
    context.announce('taskProgress', { task: TASK, text: `Asking ${shop.label}`, done: read, total: null });
  }
  context.commit(['close'], ({ db, audit, now }) => {
    forgetShopTotals(db, period, shop.id);
    for (const kind of SHOP_KINDS) {
      const theirs = tally.get(kind) ?? new Map<string, { count: number; minor: number }>();
      // A currency that only one side knows is a difference as well; nothing at all is an answer too.
      const currencies = new Set([...theirs.keys(), ...heldOf(db, kind, { connectionId: shop.id, period }).map(({ currency }) => currency), ...(theirs.size === 0 ? [''] : [])]);
      for (const currency of currencies) saveControlTotal(db, { kind, account: shop.id, on: lastDayOf(period), entries: theirs.get(currency)?.count ?? 0, amountMinor: theirs.get(currency)?.minor ?? 0, currency }, now);
    }
    audit('close.controlTotals', { period, shop: shop.label, totals: Object.fromEntries([...tally].map(([kind, currencies]) => [kind, Object.fromEntries(currencies)])) });
  });
  return listed;
}

/**
 * Asks the shops for their counts and totals of a month. Of a locked month nothing is asked to be signed any more: there both systems
 * are read, and every record is compared with what was signed.
 */
export async function checkMonth(deps: CheckDeps, context: TaskContext, period: Period): Promise<{ asked: number; different: number; alarms: number }> {
  const { db } = context;
  const shops = deps.shops(db);
  const locked = isLocked(db, period);
  if (locked) {
    const opened = await deps.openErp();
    if (!opened) throw new AppError('close.noErp', 'fixConnection', 'No ERP is connected. Connect Sage and sign in, then compare again.');
    await readLedgers({ watchSigned }, opened, { context, period });
  }
  for (const shop of shops) {
    const listed = await askShop(deps, context, shop, period);
    if (!locked) continue;
    const findings = findingsSince(signedOfShop(db, period).filter(({ connectionId }) => connectionId === shop.id), listed, { whole: true });
    context.commit(['close', 'today'], commit => {
      raise(commit, period, findings);
      commit.audit('close.compared', { period, shop: shop.label, records: listed.length, different: findings.length });
    });
  }
  const controls = shopControls(db, period, shops);
  const alarms = listAlarms(db, period).filter(({ acknowledgedAt }) => acknowledgedAt === null).length;
  context.announce('taskProgress', { task: TASK, text: 'Both systems were asked', done: 1, total: 1 });
  return { asked: controls.length, different: controls.filter(isDifferent).length, alarms };
}
