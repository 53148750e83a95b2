import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { parseMoney } from '../../shared/values/money.ts';
import { dayIn, type Instant } from '../../shared/values/date.ts';
import { worldFiles } from '../../main/sandboxes/world/files.ts';
import { exchangeRateOn } from '../../main/sandboxes/world/make-orders.ts';
import { makeWorld } from '../../main/sandboxes/world/make-world.ts';
import type { MishapName, SaleOrder, World, WorldFile } from '../../main/sandboxes/world/world-types.ts';

const EVERY_MISHAP: readonly MishapName[] = [
  'order-posted-twice', 'invoice-in-november', 'credit-note-at-todays-price', 'refund-without-credit-note', 'credit-note-without-refund', 'payout-with-cancelled-order',
  'fee-above-contract', 'payout-missing-line', 'same-amount-day-customer', 'reserve-held-and-released', 'chargeback-won', 'order-edited-after-posting', 'bank-reference-cut',
  'sku-renamed', 'vat-at-20.1', 'country-without-tax-code', 'two-invoices-paid-at-once', 'half-an-invoice-paid', 'receipt-allocated-elsewhere',
  'rate-of-another-day',
];

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
const minor = (text: string): number => parseMoney(text, 'GBP')?.minor ?? assert.fail(`not an amount: ${text}`);
const file = (files: readonly WorldFile[], part: string): string => files.find(each => each.name.includes(part))?.content ?? assert.fail(`no file ${part}`);
const order = (world: World, reference: string | undefined): SaleOrder => world.orders.find(each => each.reference === reference) ?? assert.fail(`no order ${reference}`);
const mishap = (world: World, name: MishapName) => world.mishaps.find(each => each.name === name) ?? assert.fail(`no mishap ${name}`);
const balanceOf = (statement: string, code: 'OPBD' | 'CLBD'): number => minor(new RegExp(`${code}.*?<Amt Ccy="GBP">([\\d.]+)<`).exec(statement)?.[1] ?? '');

const world = makeWorld({ seed: 1, orders: 2000 });

describe('a world made from a seed', () => {
  test('is the same every time and another with another seed', () => {
    assert.deepEqual(makeWorld({ seed: 1, orders: 2000 }), world);
    assert.notDeepEqual(makeWorld({ seed: 2, orders: 2000 }).orders[0], world.orders[0]);
  });

  test.each([[1, 40], [2, 41], [3, 200], [4, 200], [5, 333], [6, 2000]])('adds up with seed %i and %i orders', (seed, orders) => {
    const made = makeWorld({ seed, orders });
    assert.equal(made.orders.length, orders);
    checkOrders(made);
    checkSettlements(made);
    if (orders >= 200) assert.deepEqual(new Set(made.mishaps.map(each => each.name)), new Set(EVERY_MISHAP));
  });

  test('holds even a handful of orders', () => {
    for (const orders of [5, 8, 13]) checkSettlements(makeWorld({ seed: orders, orders }));
  });

  test('has every mishap once, each about records that exist', () => {
    assert.deepEqual(world.mishaps.map(each => each.name).sort(), [...EVERY_MISHAP].sort());
    const known = new Set([...world.orders.map(each => each.reference), ...world.refunds.map(each => each.id), ...world.bankLines.map(each => each.id), ...world.settlements.flatMap(each => each.lines.map(line => line.id))]);
    for (const { references } of world.mishaps) for (const reference of references) assert.ok(known.has(reference), reference);
  });

  test('has the failures an operator must fix', () => {
    const count = (reason: string) => world.orders.filter(each => each.expectedFailure === reason).length;
    assert.deepEqual(['unknown-sku', 'customer-on-hold', 'text-too-long', 'missing-tax-code', 'closed-period', 'timeout-after-save'].map(count), [14, 4, 4, 3, 3, 5]);
    assert.equal(world.orders.filter(each => each.sageFault === 'timeout-after-save').length, 5);
    assert.ok(world.orders.some(each => each.sageFault === 'busy-once'));
  });

  test('has orders whose day in London is not their day in UTC', () => {
    const moved = world.orders.filter(each => dayIn('Europe/London', each.receivedAt as Instant) !== each.receivedAt.slice(0, 10));
    assert.ok(moved.some(each => each.receivedAt.startsWith('2026-09-30T23:30')));
    assert.ok(world.orders.some(each => each.receivedAt.startsWith('2026-10-31T23:30')));
  });

  test('has the composite whose parent Sage does not know', () => {
    const sold = new Set(world.orders.flatMap(each => each.lines.map(line => line.sku)));
    const composites = world.products.filter(product => product.parts.length > 0);
    assert.deepEqual(composites.map(product => product.sageCode !== null), [true, false]);
    for (const { sku, parts } of composites) {
      assert.ok(sold.has(sku));
      for (const part of parts) assert.ok(world.products.some(product => product.sku === part.sku && product.sageCode === part.sku));
    }
  });
});

function checkOrders(made: World): void {
  const rates = new Map(made.products.map(product => [product.sku, product.vatRate]));
  for (const each of made.orders) {
    assert.equal(each.grossMinor, sum(each.lines.map(line => line.grossMinor)) + each.carriageGrossMinor - each.discountGrossMinor, each.reference);
    assert.ok(each.grossMinor > 0 && Number.isInteger(each.grossMinor), each.reference);
    assert.equal(each.despatchedAt !== null, each.status === 'despatched', each.reference);
    assert.equal(each.cancelledAt !== null, each.status === 'cancelled', each.reference);
    assert.ok((each.despatchedAt ?? '9999') > (each.paidAt ?? each.receivedAt), each.reference);
    for (const moment of [each.receivedAt, each.paidAt, each.despatchedAt, each.cancelledAt]) assert.ok(moment === null || moment <= each.lastUpdatedAt);
    for (const line of each.lines) assert.ok(rates.has(line.sku) && line.grossMinor > 0);
  }
  assert.equal(new Set(made.orders.map(each => each.reference)).size, made.orders.length);
  assert.equal(new Set(made.orders.map(each => each.id)).size, made.orders.length);
  assert.deepEqual(made.orders.map(each => each.receivedAt), made.orders.map(each => each.receivedAt).sort());
}

/** Σ (amount + fee) = payout; and every sale of the month is in exactly one payout, or in none because it is not due yet or was left out. */
function checkSettlements(made: World): void {
  for (const settlement of made.settlements) {
    assert.equal(sum(settlement.lines.map(line => line.amountMinor + line.feeMinor)), settlement.payoutMinor);
    assert.ok(settlement.payoutMinor > 0);
    const [banked] = made.bankLines.filter(line => line.amountMinor === settlement.payoutMinor && line.bookedOn === settlement.bankedOn);
    assert.ok(banked, settlement.id);
  }
  const paidOut = made.settlements.flatMap(settlement => settlement.lines.filter(line => line.kind === 'sale').map(line => line.orderReference));
  assert.equal(new Set(paidOut).size, paidOut.length);
  const references = new Set([...made.orders.map(each => each.reference), ...made.openingSales.map(each => each.reference)]);
  for (const reference of paidOut) assert.ok(references.has(reference ?? ''));
  const paid = new Set(paidOut);
  const cancelled = made.mishaps.find(each => each.name === 'payout-with-cancelled-order')?.references ?? [];
  for (const each of made.orders) if (paid.has(each.reference)) assert.ok(each.status === 'despatched' || cancelled.includes(each.reference), each.reference);
}

describe('the mishaps are what their names say', () => {
  test('a payout covers an order that was cancelled later', () => {
    const [reference] = mishap(world, 'payout-with-cancelled-order').references;
    const cancelled = order(world, reference);
    const payout = world.settlements.find(each => each.lines.some(line => line.orderReference === reference && line.kind === 'sale'));
    assert.ok(payout && (cancelled.cancelledAt ?? '') > payout.paidOn);
  });

  test('a despatched and paid order is in no payout of its time', () => {
    const { references: [reference], amountMinor } = mishap(world, 'payout-missing-line');
    assert.equal(order(world, reference).grossMinor, amountMinor);
    assert.ok(!world.settlements.some(each => each.lines.some(line => line.orderReference === reference)));
  });

  test('one order has a fee above the contract', () => {
    const { references, amountMinor } = mishap(world, 'fee-above-contract');
    const amazon = world.settlements.filter(each => each.channel === 'amazon-uk').flatMap(each => each.lines).filter(line => line.kind === 'sale');
    const excess = amazon.filter(line => -line.feeMinor !== Math.floor((line.amountMinor * 1500 + 5000) / 10_000));
    assert.deepEqual(excess.map(line => line.orderReference), references);
    assert.equal(sum(excess.map(line => line.feeMinor + Math.floor((line.amountMinor * 1500 + 5000) / 10_000))), amountMinor);
  });

  test('a reserve is held, released and held again; a chargeback is won back', () => {
    const lines = world.settlements.flatMap(each => each.lines);
    assert.equal(sum(lines.filter(line => line.kind.startsWith('reserve')).map(line => line.amountMinor)), mishap(world, 'reserve-held-and-released').amountMinor);
    assert.equal(sum(lines.filter(line => line.kind.startsWith('chargeback')).map(line => line.amountMinor + line.feeMinor)), 0);
    assert.equal(lines.filter(line => line.kind.startsWith('chargeback')).length, 2);
  });

  test('two orders of one buyer have the same day and amount', () => {
    const [first, second] = mishap(world, 'same-amount-day-customer').references.map(reference => order(world, reference));
    assert.deepEqual([first?.buyer.email, first?.grossMinor], [second?.buyer.email, second?.grossMinor]);
  });

  test('trade customers pay two invoices at once and half of one', () => {
    const two = mishap(world, 'two-invoices-paid-at-once');
    assert.equal(sum(two.references.map(reference => order(world, reference).grossMinor)), two.amountMinor);
    assert.ok(world.bankLines.some(line => line.amountMinor === two.amountMinor));
    const half = mishap(world, 'half-an-invoice-paid');
    assert.equal(Math.floor(order(world, half.references[0]).grossMinor / 2), half.amountMinor);
  });

  test('the receipt of one order is put on the invoice of another of its account, and a euro invoice carries the rate of another day', () => {
    const [own, other] = mishap(world, 'receipt-allocated-elsewhere').references.map(reference => order(world, reference));
    assert.ok(own && other && own.reference !== other.reference && own.channel === other.channel && own.status === 'despatched' && other.status === 'despatched');
    const action = world.staff.find(each => each.kind === 'invoice-at-rate-of') ?? assert.fail('nothing is invoiced at another rate');
    const rated = order(world, mishap(world, 'rate-of-another-day').references[0]);
    assert.equal(action.orderReference, rated.reference);
    assert.notEqual(exchangeRateOn(action.on), rated.exchangeRate);
  });

  test('no day has the exchange rate of another', () => {
    assert.equal(new Set(Array.from({ length: 31 }, (_, index) => exchangeRateOn(`2026-10-${String(index + 1).padStart(2, '0')}`))).size, 31);
  });

  test('bank references have at most eighteen characters', () => {
    assert.ok(world.bankLines.every(line => line.reference.length <= 18));
  });
});

describe("the month's files", () => {
  const files = worldFiles(world);

  test("an Amazon settlement's rows add up to its total, which is the payout", () => {
    for (const settlement of world.settlements.filter(each => each.channel === 'amazon-uk')) {
      const [columns = '', head = '', ...rows] = file(files, settlement.id).trimEnd().split('\n');
      const at = (row: string, column: string) => row.split('\t')[columns.split('\t').indexOf(column)] ?? '';
      assert.equal(columns.split('\t').length, 24);
      assert.equal(minor(at(head, 'total-amount')), settlement.payoutMinor);
      assert.equal(sum(rows.map(row => minor(at(row, 'amount')))), settlement.payoutMinor);
    }
  });

  test("eBay's net amounts and payouts cancel out", () => {
    const nets = file(files, 'ebay-uk').trimEnd().split('\r\n').slice(5).map(row => minor(row.split('","')[10] ?? ''));
    assert.equal(sum(nets), 0);
  });

  test("Shopify's nets per payout are the payouts", () => {
    for (const settlement of world.settlements.filter(each => each.channel.startsWith('shopify'))) {
      const rows = file(files, `${settlement.channel}-payments`).split('\n').map(row => row.split(',')).filter(row => row[7] === settlement.id);
      assert.equal(sum(rows.map(row => minor(row[11] ?? ''))), settlement.payoutMinor);
      for (const row of rows) assert.equal(minor(row[9] ?? '') - minor(row[10] ?? ''), minor(row[11] ?? ''));
    }
  });

  test('the camt.053 statement runs from its opening to its closing balance', () => {
    const statement = file(files, 'camt053');
    const entries = [...statement.matchAll(/<Ntry><Amt Ccy="GBP">([\d.]+)<\/Amt><CdtDbtInd>(CRDT|DBIT)/g)].map(([, amount = '', side]) => (side === 'CRDT' ? minor(amount) : -minor(amount)));
    assert.equal(balanceOf(statement, 'OPBD') + sum(entries), balanceOf(statement, 'CLBD'));
    assert.equal(entries.length, world.bankLines.filter(line => line.bankCode === '1200' && line.bookedOn < '2026-11-01').length);
    assert.ok(world.bankLines.some(line => line.bookedOn >= '2026-11-01'));
  });

  test("the euro account's CSV keeps a running balance", () => {
    const rows = file(files, 'bank-1201').trimEnd().split('\r\n').slice(1).map(row => row.split(','));
    const moved = sum(rows.map(row => minor(row[5] || '0') - minor(row[4] || '0')));
    assert.equal(minor(rows.at(-1)?.[6] ?? ''), (world.openingBalances.find(each => each.bankCode === '1201')?.amountMinor ?? 0) + moved);
  });

  test("no buyer's name is in a settlement", () => {
    const settlements = files.filter(each => each.kind === 'settlement').map(each => each.content).join('\n');
    for (const { buyer } of world.orders.slice(0, 300)) assert.ok(!settlements.includes(buyer.fullName), buyer.fullName);
  });
});
