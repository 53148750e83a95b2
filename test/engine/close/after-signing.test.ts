import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'vitest';
import type { ShopListing } from '../../../main/engine/close/check-store.ts';
import { sql } from '../../../main/engine/store/sql.ts';
import type { Order } from '../../../shared/canonical/order.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { addMonths, instant, localDate } from '../../../shared/values/date.ts';
import { ada, AMAZON, OCTOBER, openMonth, sam, type Month } from '../reconciliation/fake-month.ts';

const SHOP = { id: 'con_linnworks', label: 'Linnworks' };

const orderOf = (given: Partial<Order> = {}): Order => {
  const at = instant(Date.UTC(2026, 9, 5, 9));
  const address = { name: 'Sian', company: '', address1: '', address2: '', town: '', region: '', postcode: '', country: 'GB', email: '', phone: '' };
  return {
    kind: 'order', externalId: 'o-1', number: '109390', reference: '203-1-1', channel: AMAZON.key, currency: 'GBP', receivedAt: at, paidAt: at, despatchedAt: at, cancelledAt: null, changedAt: at, status: 'despatched', paymentMethod: 'AMAZON',
    buyer: address, delivery: address, lines: [{ sku: 'MUG-BLU', title: 'Mug', quantity: 1, grossMinor: 3159, taxRate: '20', taxMinor: 527, parts: [] }], carriageMinor: 0, carriageTaxMinor: 0, discountMinor: 0, grossMinor: 3159, exchangeRate: '1', ...given,
  };
};

/** An order as the shop lists it. */
const listed = (order: Order): ShopListing => ({
  connectionId: SHOP.id, kind: 'order', externalId: order.externalId, reference: order.reference, occurredOn: localDate(order.receivedAt.slice(0, 10)), despatchedOn: order.despatchedAt && localDate(order.despatchedAt.slice(0, 10)),
  canonical: JSON.stringify(order), amountMinor: order.grossMinor, currency: order.currency, status: order.status,
});

let month: Month;
beforeEach(async () => {
  month = openMonth([{ ...AMAZON, bank: '' }]);
  month.orders(AMAZON.key, 'id | reference | number | despatched | amount\no-1 | 203-1-1 | 109390 | 2026-10-05 | 31.59');
  keepBody(orderOf());
  month.shops.push(SHOP);
  month.shopListing.push(listed(orderOf()));
  month.settlement('1250', { payout: '7782001', from: '2026-10-01', to: '2026-10-31', lines: 'on | kind | order | amount\n2026-10-05 | sale | 203-1-1 | 31.59' });
  month.post('cash', '1250', 'on | kind | amount | reference | second\n2026-10-05 | receipt | 31.59 | 109390 | 203-1-1');
  month.post('sales', 'AMZGBP', 'on | kind | amount | reference | second\n2026-10-05 | invoice | 31.59 | 109390 | 203-1-1');
  await month.refresh();
});
afterEach(() => month.end());

/** The record as a run would have kept it, and keeps it when the shop says something else. */
function keepBody(order: Order): void {
  month.write(({ db, audit }) => {
    const canonical = JSON.stringify(order);
    db.run(sql`UPDATE record SET body_hash = ${`hash ${canonical}`}, amount_minor = ${order.grossMinor}, status = ${order.status} WHERE external_id = ${order.externalId}`);
    db.run(sql`INSERT INTO record_body (place, body, canonical) SELECT place, '{}', ${canonical} FROM record WHERE external_id = ${order.externalId} ON CONFLICT (place) DO UPDATE SET canonical = excluded.canonical`);
    audit('test.order', {});
  });
}

const check = () => month.close.check(month.task(), { period: OCTOBER });
const blockers = () => month.close.state(month.query, { period: OCTOBER }).blockers;
const open = () => month.close.alarms(month.query, {}).filter(({ acknowledgedAt }) => acknowledgedAt === null);
const said = () => open().map(({ text }) => text);
async function lock(): Promise<void> {
  await check();
  month.write(context => month.close.prepare(context, { period: OCTOBER, note: '' }));
  month.write(context => month.close.review(context, { period: OCTOBER, note: '' }), sam);
}
const posting = (reference: string) => month.ledger.find(one => one.reference === reference) ?? assert.fail(reference);

describe('completeness', () => {
  test('a month is not signed before the shop was asked for its counts and totals', async () => {
    assert.deepEqual(blockers(), ['Linnworks was not asked for its counts and totals of 2026-10 since both sides were read. Ask both systems under Completeness.']);
    assert.deepEqual(await check(), { asked: 2, different: 0, alarms: 0 });
    assert.deepEqual(blockers(), []);
  });

  test('an order that the shop lists and Tieout does not hold is named with both counts and totals', async () => {
    month.shopListing.push(listed(orderOf({ externalId: 'o-2', reference: '203-1-2', number: '109391', grossMinor: 1200 })));
    assert.equal((await check()).different, 2);
    assert.deepEqual(blockers()[0], 'Linnworks states for orders received: 2, 43.59 GBP. Tieout holds 1, 31.59 GBP. Run the month again, then ask both systems again.');
  });

  test('the ledger’s own count and total are compared with the postings that were read', async () => {
    await check();
    month.write(({ db, audit }) => {
      db.run(sql`DELETE FROM ledger_posting WHERE ledger = 'sales'`);
      audit('test.lost', {});
    });
    assert.ok(blockers().includes('Sage 200 states for sales invoices of Amazon UK: 1, 31.59 GBP. Tieout holds 0, 0.00 GBP. Read both sides again.'), blockers().join('\n'));
    const [control] = month.close.proof(month.query, { period: OCTOBER }).controls.filter(({ what }) => what.startsWith('sales invoices'));
    assert.deepEqual(control && [control.theirCount, control.theirMinor, control.ourCount, control.ourMinor], [1, 3159, 0, 0]);
  });
});

describe('roll-forward', () => {
  const NOVEMBER = addMonths(OCTOBER, 1);

  test('opening and movements by kind lead to the closing balance', () => {
    const [roll] = month.close.proof(month.query, { period: OCTOBER }).rollForward;
    assert.deepEqual(roll && [roll.openingMinor, roll.movements, roll.closingMinor, roll.problems], [0, [{ kind: 'receipt', count: 1, minor: 3159 }], 3159, []]);
  });

  test('a movement that was not read is named', () => {
    month.write(({ db, audit }) => {
      db.run(sql`DELETE FROM ledger_posting WHERE ledger = 'cash'`);
      audit('test.lost', {});
    });
    assert.ok(blockers().some(line => line.includes('opening 0.00 GBP and movements of 0.00 GBP do not come to the closing 31.59 GBP; 31.59 GBP is not among the postings that were read')), blockers().join('\n'));
  });

  test('a month that does not open with what the one before closed with says so', async () => {
    await lock();
    month.post('cash', '1250', 'on | kind | amount | reference\n2026-10-30 | bankPayment | -4.00 | LATE');
    await month.refresh(NOVEMBER);
    const november = month.close.state(month.query, { period: NOVEMBER }).blockers;
    assert.ok(november.some(line => line.includes('2026-10 ended with 31.59 GBP, 2026-11 opens with 27.59 GBP. Something was posted into 2026-10 after it was read')), november.join('\n'));
  });

  test('open items of one month are the opening list of the next, older by its days', async () => {
    month.settlement('1250', { payout: '7782002', from: '2026-10-01', to: '2026-10-31', lines: 'on | kind | order | amount\n2026-10-20 | reserve | | -5.00' });
    await month.refresh();
    const page = { start: 0, end: 100, sort: [], filter: {} };
    const carried = (period: typeof OCTOBER) => month.close.carried(month.query, { period, page }).rows.filter(({ kind }) => kind === 'reserve').map(({ on, ageDays, bucket, amountMinor, reason }) => [on, ageDays, bucket, amountMinor, reason]);
    assert.deepEqual(carried(OCTOBER), [['2026-10-20', 11, '0–30', -500, 'reserveHeld']]);
    await month.refresh(NOVEMBER);
    assert.deepEqual(carried(NOVEMBER), [['2026-10-20', 41, '31–60', -500, 'reserveHeld']]);
    assert.deepEqual(month.close.proof(month.query, { period: NOVEMBER }).rollForward.flatMap(({ problems }) => problems), []);
  });
});

describe('after both signatures', () => {
  beforeEach(lock);

  test('nothing changed, nothing said; what is paid of an invoice later is no change of the month', async () => {
    posting('109390').openMinor = 1;
    assert.deepEqual(await check(), { asked: 2, different: 0, alarms: 0 });
    assert.deepEqual(said(), []);
  });

  test('a posting changed in the ledger is named field by field, once', async () => {
    Object.assign(posting('109390'), { amountMinor: 3059, narrative: 'corrected' });
    await check();
    await check();
    assert.deepEqual(said(), ['sage200 changed cash-book posting 109390 after 2026-10 was signed: amount 31.59 → 30.59, narrative nothing → corrected.']);
    assert.deepEqual(open()[0]?.differences, [{ field: 'amount', signed: '31.59', now: '30.59' }, { field: 'narrative', signed: '', now: 'corrected' }]);
  });

  test('the reading of the next month notices it as well', async () => {
    posting('109390').amountMinor = 3059;
    await month.refresh(addMonths(OCTOBER, 1));
    assert.match(said().join('\n'), /amount 31\.59 → 30\.59/);
  });

  test('a posting that came into the month is named', async () => {
    month.post('cash', '1250', 'on | kind | amount | reference\n2026-10-31 | bankPayment | -4.00 | LATE');
    await check();
    assert.deepEqual(said(), ['sage200 shows cash-book posting LATE in 2026-10 (bankPayment 2026-10-31 -4.00 GBP), which was not there when the month was signed.']);
  });

  test('a posting that is gone from the ledger is named', async () => {
    month.write(({ db, audit }) => {
      db.run(sql`UPDATE ledger_posting SET read_at = '2026-11-01T00:00:00.000Z'`);
      audit('test.read', {});
    });
    month.ledger.splice(month.ledger.indexOf(posting('109390')), 1);
    await check();
    assert.deepEqual(said(), ['sage200 no longer shows cash-book posting 109390 (receipt 2026-10-05 31.59 GBP), which was signed with 2026-10.']);
  });

  test('an order that the shop changed, lost or added is named', async () => {
    month.shopListing.splice(0, 1, listed(orderOf({ grossMinor: 2000, lines: [{ sku: 'MUG-RED', title: 'Mug', quantity: 1, grossMinor: 2000, taxRate: '20', taxMinor: 333, parts: [] }] })), listed(orderOf({ externalId: 'o-9', reference: '203-9-9' })));
    await check();
    assert.deepEqual(said().sort(), [
      'linnworks changed order 203-1-1 after 2026-10 was signed: gross 31.59 → 20.00, lines 1 × MUG-BLU 31.59 at 20 % → 1 × MUG-RED 20.00 at 20 %.',
      'linnworks shows order 203-9-9 in 2026-10 (2026-10-05 31.59 GBP), which was not there when the month was signed.',
    ]);
    month.shopListing.length = 0;
    await check();
    assert.ok(said().includes('linnworks no longer shows order 203-1-1 (2026-10-05 31.59 GBP), which was signed with 2026-10.'), said().join('\n'));
  });

  test('an order that a later run read otherwise is named; one that was only touched is not', async () => {
    keepBody(orderOf({ changedAt: instant(Date.UTC(2026, 10, 20)) }));
    await month.refresh(addMonths(OCTOBER, 1));
    assert.deepEqual(said(), []);
    keepBody(orderOf({ status: 'cancelled' }));
    await month.refresh(addMonths(OCTOBER, 1));
    assert.deepEqual(said(), ['linnworks changed order 203-1-1 after 2026-10 was signed: status despatched → cancelled.']);
  });

  test('somebody acknowledges it with a reason, and the trail keeps both', async () => {
    posting('109390').amountMinor = 3059;
    await check();
    const ids = open().map(({ id }) => id);
    month.write(context => month.close.acknowledge(context, { ids, reason: 'Corrected with the auditor; booked in November.' }), sam);
    assert.deepEqual(open(), []);
    const [alarm] = month.close.alarms(month.query, {});
    assert.deepEqual(alarm && [alarm.acknowledgedBy, alarm.reason], ['Sam', 'Corrected with the auditor; booked in November.']);
    const actions = month.store.read.all<{ action: string }>(sql`SELECT action FROM audit_entry WHERE action IN ('close.alarm', 'close.acknowledge') ORDER BY seq`).map(({ action }) => action);
    assert.deepEqual(actions, ['close.alarm', 'close.acknowledge']);
  });

  test('the figures of the locked month stay those that were signed, whatever the ledger and the settings say', async () => {
    const before = month.reconciliation.board(month.query, { period: OCTOBER });
    const csv = async () => (await month.close.pack(month.task(), { period: OCTOBER, format: 'csv' })).base64;
    const packed = await csv();
    month.deps.settings().channels.length = 0;
    posting('109390').openMinor = 5;
    await month.refresh(addMonths(OCTOBER, 1));
    assert.deepEqual(month.reconciliation.board(month.query, { period: OCTOBER }), before);
    assert.equal(await csv(), packed);
  });

  test('a reopened month is signed again by two people, and its records are hashed anew', async () => {
    posting('109390').amountMinor = 3059;
    await check();
    month.write(context => month.close.reopen(context, { period: OCTOBER, reason: 'The receipt was corrected.' }), ada);
    assert.equal(month.close.state(month.query, { period: OCTOBER }).preparedBy, null);
    assert.throws(() => month.write(context => month.close.review(context, { period: OCTOBER, note: '' }), sam), (error: unknown) => error instanceof AppError && error.code !== 'period.locked');
    posting('109390').amountMinor = 3159;
    await month.refresh();
    await lock();
    assert.deepEqual((await check()).alarms, 1, 'the old alarm stays until somebody acknowledges it; none is added');
    const signatures = month.store.read.all<{ action: string }>(sql`SELECT action FROM audit_entry WHERE action IN ('close.prepare', 'close.review', 'close.reopen') ORDER BY seq`).map(({ action }) => action);
    assert.deepEqual(signatures, ['close.prepare', 'close.review', 'close.reopen', 'close.prepare', 'close.review']);
  });
});
