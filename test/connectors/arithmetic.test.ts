import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { decimalText, exact, exactText, jsonNumber, toMinor } from '../../main/engine/connectors/decimal.ts';
import { formatMinor } from '../../shared/values/money.ts';
import type { Currency } from '../../shared/values/money.ts';
import { advance, byChange, isAfter, readCursor, sortableMoment, writeCursor } from '../../main/engine/connectors/paging.ts';
import type { Change, ChangeCursor } from '../../main/engine/connectors/paging.ts';
import { slidingMinute } from '../../main/engine/connectors/rate-limit.ts';
import { mask, samplesOf, valuesAt } from '../../main/engine/connectors/samples.ts';

describe('decimals of outside systems', () => {
  test('are rounded half up, without the noise of floating point', () => {
    const table = `
      23.325              GBP  2333
      4.665               GBP  467
      4.664999999999999   GBP  467
      23.324999999999996  GBP  2333
      4.6649              GBP  466
      -4.665              GBP  -467
      0.1                 JPY  0
      0.5                 JPY  1
      1.2345              KWD  1235
      1e-7                GBP  0
      1.5e3               GBP  150000
      27.99               GBP  2799`;
    for (const line of table.trim().split('\n')) {
      const [value = '', currency = '', minor = ''] = line.trim().split(/\s+/);
      assert.equal(toMinor(exact(Number(value)) ?? assert.fail(value), currency as Currency), Number(minor), line);
    }
  });

  test('what is no number is no amount', () => {
    for (const value of [null, '', 'abc', '1,5', NaN, Infinity, true, {}, []] as never[]) assert.equal(exact(value), undefined, String(value));
    assert.deepEqual(['20', '20.1', '19.95', ''], [decimalText(20), decimalText(20.1), decimalText('19.950'), decimalText(null)]);
  });

  test('every amount in minor units goes into a body as a number with exactly its digits, and back', () =>
    fc.assert(fc.property(fc.integer({ min: -9_999_999_999, max: 9_999_999_999 }), minor => {
      const text = formatMinor(minor, 'GBP');
      const literal = JSON.stringify(jsonNumber(text));
      assert.equal(exactText(exact(literal) ?? 0n), exactText(exact(text) ?? 1n));
      assert.equal(toMinor(exact(JSON.parse(literal)) ?? 0n, 'GBP'), minor);
    })));

  test('a unit price of five decimals keeps them', () => {
    assert.equal(JSON.stringify({ price: jsonNumber('23.32500'), other: jsonNumber('0.00001') }), '{"price":23.325,"other":0.00001}');
  });
});

describe('reading by change', () => {
  test('moments sort as time does, to the seventh digit', () => {
    const moments = ['2026-10-31T23:30:00+01:00', '2026-10-31T22:30:00.1039999Z', '2026-10-31T22:30:00.19Z', '2026-10-31T22:30:01Z'];
    assert.deepEqual(moments.map(sortableMoment), [...moments.map(sortableMoment)].sort());
    assert.equal(sortableMoment('0001-01-01T00:00:00Z'), '');
  });

  const change = fc.record({ id: fc.stringMatching(/^[0-9a-f]{1,3}$/), changed: fc.constantFrom('2026-10-01', '2026-10-02', '2026-10-03') });

  test('whatever the batches, and wherever reading stopped, every change comes exactly once', () =>
    fc.assert(fc.property(fc.uniqueArray(change, { selector: one => one.id, maxLength: 40 }), fc.integer({ min: 1, max: 7 }), fc.array(fc.boolean()), (changes: Change[], size, restarts) => {
      const given: string[] = [];
      let cursor: ChangeCursor | null = null;
      for (let round = 0; ; round += 1) {
        const waiting = changes.filter(one => isAfter(one, cursor)).sort(byChange);
        if (waiting.length === 0) break;
        const batch = waiting.slice(0, size);
        given.push(...batch.map(one => one.id));
        cursor = advance('2026-10', cursor, batch);
        if (restarts[round]) cursor = readCursor(writeCursor(cursor), '2026-10');
      }
      assert.deepEqual([...given].sort(), changes.map(one => one.id).sort());
    })));

  test('a cursor of another month, or no cursor at all, begins anew', () => {
    for (const text of ['', 'nonsense', '{}', '{"scope":"2026-09","changed":"x","ids":[]}', null]) assert.equal(readCursor(text, '2026-10'), null);
  });
});

describe('our own count of calls', () => {
  test('no minute ever holds more calls than the system takes', () =>
    fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), fc.array(fc.integer({ min: 0, max: 9_000 }), { maxLength: 120 }), (perMinute, pauses) => {
      let now = 1_000_000;
      const limit = slidingMinute(() => now);
      const sent = pauses.map(pause => (now += pause) + limit.book('orders', perMinute));
      for (const at of sent) assert.ok(sent.filter(other => other > at - 60_000 && other <= at).length <= perMinute);
    })));

  test('a limit that is not reached costs no waiting, and is shown', () => {
    const limit = slidingMinute(() => 5);
    assert.deepEqual(Array.from({ length: 150 }, () => limit.book('orders', 150)).filter(wait => wait > 0), []);
    assert.deepEqual(limit.usage(), { limitPerMinute: 150, used: 150 });
    assert.equal(limit.book('orders', 150), 61_000);
    assert.equal(limit.book('stock', 150), 0);
  });

  test('a pause that the system asks for holds back everything of that endpoint', () => {
    let now = 0;
    const limit = slidingMinute(() => now);
    limit.pause('orders', 12_000);
    assert.deepEqual([limit.book('orders', 150), limit.pauseLeft('orders'), limit.pauseLeft('stock')], [12_000, 12_000, 0]);
    now = 13_000;
    assert.deepEqual([limit.book('orders', 150), limit.pauseLeft('orders')], [0, 0]);
  });
});

describe('samples', () => {
  test('walk lists and named properties, and hide people', () => {
    const record = { Items: [{ SKU: 'A' }, { SKU: 'B' }], ExtendedProperties: [{ Name: 'Gift', Value: 'Hello' }], Buyer: { Name: 'Anna Berg', Mail: 'anna.berg@example.com' } };
    assert.deepEqual(valuesAt(record, 'Items[].SKU'), ['A', 'B']);
    assert.deepEqual(valuesAt(record, 'ExtendedProperties[Gift]'), ['Hello']);
    assert.deepEqual(samplesOf([record], 'Buyer.Name', { personal: true }), ['A••• B•••']);
    assert.ok(!/nna|erg|ample/.test(mask('anna.berg@example.com LS1 1AA')));
  });
});
