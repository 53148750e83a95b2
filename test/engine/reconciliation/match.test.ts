import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { addDays, localDate } from '../../../shared/values/date.ts';
import { compare } from '../../../main/engine/reconciliation/compare.ts';
import { sumOf, type ReconEntry, type Shape, type Side } from '../../../main/engine/reconciliation/entry.ts';
import { MATCH_RULES } from '../../../main/engine/reconciliation/match-rules.ts';
import { match, type MatchResult } from '../../../main/engine/reconciliation/match.ts';
import { mentionsIn, referenceKey } from '../../../main/engine/matching/references.ts';
import { minor, rows } from './fake-month.ts';

const blank = { currency: 'GBP', reference: '', orderReference: '', payout: '', party: '', text: '' };

const entriesOf = (side: Side, table: string): ReconEntry[] => rows(table).map((row, index): ReconEntry => ({
  ...blank, id: `${side[0] ?? ''}${index + 1}`, side, source: `${side} ${index + 1}`, kind: row['kind'] ?? (side === 'left' ? 'bank' : 'receipt'), on: localDate(row['on'] ?? ''), amountMinor: minor(row['amount'] ?? ''),
  reference: row['reference'] ?? '', orderReference: row['order'] ?? '', payout: row['payout'] ?? '', party: row['party'] ?? '', text: row['text'] ?? '',
}));

const told = ({ matches, suggestions, open }: MatchResult): string[] => [
  ...matches.map(each => `${each.rule}: ${each.left.map(({ id }) => id).join('+')} = ${each.right.map(({ id }) => id).join('+')}${each.differenceMinor === 0 ? '' : ` off by ${each.differenceMinor} (${each.differenceReason ?? 'no reason'})`}`),
  ...suggestions.map(each => `suggested ${each.rule}: ${each.left.map(({ id }) => id).join('+')} = ${each.right.map(({ id }) => id).join('+')}`),
  ...open.map(({ id }) => `open: ${id}`),
];

type Case = { name: string; shape: Shape; left: string; right: string; expected: string[] };

const CASES: readonly Case[] = [
  {
    name: 'the same reference and amount belong together, whatever the order of the lists', shape: 'clearing',
    left: `on | kind | order | amount
      2026-10-05 | sale | 203-1 | 31.59
      2026-10-05 | sale | 203-2 | 31.59`,
    right: `on | kind | order | amount
      2026-10-05 | receipt | 203-2 | 31.59
      2026-10-05 | receipt | 203-1 | 31.59`,
    expected: ['exactReference: l1 = r2', 'exactReference: l2 = r1'],
  },
  {
    name: 'INV-1 is not in INV-10', shape: 'bank',
    left: `on | reference | amount
      2026-10-05 | PAYMENT INV-1001 | 50.00`,
    right: `on | reference | amount
      2026-10-05 | INV-10010 | 50.00`,
    expected: ['open: l1', 'open: r1'],
  },
  {
    name: 'a reference written differently is the same reference', shape: 'bank',
    left: `on | reference | amount
      2026-10-09 | INV whs 0020410 | 96.00`,
    right: `on | reference | amount
      2026-10-08 | WHS-20410 | 96.00`,
    expected: ['normalisedReference: l1 = r1'],
  },
  {
    name: 'the fees of a payout are the one payment posted for them', shape: 'clearing',
    left: `on | kind | order | payout | amount
      2026-10-22 | fee | 203-3 | 7783 | -9.00
      2026-10-20 | fee | 203-2 | 7783 | 2.88
      2026-10-20 | fee | | 7782 | -1.00`,
    right: `on | kind | payout | amount
      2026-10-30 | bankPayment | 7783 | -6.12`,
    expected: ['payoutFees: l2+l1 = r1', 'open: l3'],
  },
  {
    name: 'a ledger that posts a payout as one sum is matched with everything in it', shape: 'clearing',
    left: `on | kind | order | payout | amount
      2026-10-05 | sale | A | 7782 | 31.59
      2026-10-08 | sale | B | 7782 | 120.00
      2026-10-08 | fee | | 7782 | -22.74`,
    right: `on | kind | payout | amount
      2026-10-16 | receipt | 7782 | 128.85`,
    expected: ['payoutTotal: l1+l3+l2 = r1'],
  },
  {
    name: 'a reference cut off by the bank is matched when nothing else fits', shape: 'bank',
    left: `on | reference | amount
      2026-10-06 | EBAY COMMERCE 6148 | 412.10`,
    right: `on | kind | payout | amount
      2026-10-06 | transfer | 6148220417 | 412.10`,
    expected: ['cutReference: l1 = r1'],
  },
  {
    name: 'one payment for two invoices names both, the second by its number only', shape: 'bank',
    left: `on | reference | amount
      2026-10-14 | WHS-20415+20433 | 300.00`,
    right: `on | order | amount
      2026-10-14 | WHS-20415 | 180.00
      2026-10-14 | WHS-20433 | 120.00`,
    expected: ['paidTogether: l1 = r1+r2'],
  },
  {
    name: 'a reserve and its release are together nothing', shape: 'clearing',
    left: `on | kind | amount
      2026-10-14 | reserve | -50.00
      2026-10-28 | reserveRelease | 50.00
      2026-10-28 | reserve | -70.00`,
    right: 'on | kind | amount',
    expected: ['reversal: l1+l2 = ', 'open: l3'],
  },
  {
    name: 'a penny under the same reference is rounding; more is a suggestion', shape: 'clearing',
    left: `on | kind | order | amount
      2026-10-05 | sale | 203-11 | 31.59
      2026-10-05 | sale | 203-12 | 31.59`,
    right: `on | kind | order | amount
      2026-10-05 | receipt | 203-11 | 31.60
      2026-10-05 | receipt | 203-12 | 41.59`,
    expected: ['referenceDifference: l1 = r1 off by 1 (rounding)', 'suggested referenceDifference: l2 = r2'],
  },
  {
    name: 'equal amounts whose references disagree are never matched', shape: 'clearing',
    left: `on | kind | order | amount
      2026-10-05 | sale | 203-1234 | 31.59`,
    right: `on | kind | order | amount
      2026-10-05 | receipt | 203-5678 | 31.59`,
    expected: ['open: l1', 'open: r1'],
  },
  {
    name: 'without a reference the only line of an amount near the day is certain', shape: 'bank',
    left: `on | text | amount
      2026-10-07 | ACCOUNT FEE SEPTEMBER | -18.50`,
    right: `on | kind | reference | amount
      2026-10-07 | bankPayment | CHARGE | -18.50`,
    expected: ['amountAndDate: l1 = r1'],
  },
  {
    name: 'two lines of one amount and day without a reference are suggested, never matched', shape: 'bank',
    left: `on | reference | amount
      2026-10-07 | NORTHWIND HOME | 60.00
      2026-10-07 | NORTHWIND HOME | 60.00`,
    right: `on | order | amount
      2026-10-07 | WHS-20410 | 60.00
      2026-10-07 | WHS-20411 | 60.00`,
    expected: ['suggested amountAndDate: l1 = r1', 'suggested amountAndDate: l2 = r2'],
  },
  {
    name: 'an invoice posted twice is matched once and the second stays open', shape: 'invoices',
    left: `on | kind | order | amount
      2026-10-07 | order | 19-1 | 60.00`,
    right: `on | kind | order | amount
      2026-10-08 | invoice | 19-1 | 60.00
      2026-10-07 | invoice | 19-1 | 60.00`,
    expected: ['exactReference: l1 = r2', 'open: r1'],
  },
];

describe('rules', () => {
  for (const { name, shape, left, right, expected } of CASES) {
    test(name, () => assert.deepEqual(told(match(entriesOf('left', left), entriesOf('right', right), { shape })), expected));
  }

  test('a match that a person took apart is not made again', () => {
    const [left, right] = [entriesOf('left', 'on | kind | order | amount\n2026-10-05 | sale | 203-1 | 31.59'), entriesOf('right', 'on | kind | order | amount\n2026-10-05 | receipt | 203-1 | 31.59')];
    assert.deepEqual(told(match(left, right, { shape: 'clearing', refused: new Set(['l1 r1']) })), ['open: l1', 'open: r1']);
  });

  test('every rule has a strategy, a label and a score between a suggestion and a proof', () => {
    for (const rule of MATCH_RULES) assert.ok(rule.label !== '' && rule.score > 0.5 && rule.score <= 1 && rule.shapes.length > 0, rule.name);
  });
});

describe('references', () => {
  for (const [given, key] of [['INV-0042', 'INV.42'], ['inv 42', 'INV.42'], ['203-1234567-0234567', '203.1234567.234567'], ['#UK41003', 'UK.41003'], ['AB', ''], ['THANK YOU', '']] as const) {
    test(`“${given}” is “${key}”`, () => assert.equal(referenceKey(given), key));
  }
  test('a text names what stands in it as whole tokens', () => {
    assert.ok(mentionsIn('FASTER PAYMENT AMZ28471003921').includes('28471003921'));
    assert.ok(!mentionsIn('INV-10').includes('INV.1'));
  });
});

const kinds = { clearing: [['sale', 'refund', 'fee', 'payout', 'reserve', 'reserveRelease', 'chargeback', 'chargebackReversal'], ['receipt', 'refund', 'bankPayment', 'transfer']], bank: [['bank'], ['receipt', 'transfer', 'bankPayment']], invoices: [['order'], ['invoice']], returns: [['return', 'gatewayRefund'], ['creditNote']] } as const;

const side = (name: Side, shape: Shape) => fc.array(fc.record({
  kind: fc.constantFrom(...kinds[shape][name === 'left' ? 0 : 1]), day: fc.integer({ min: 0, max: 12 }), amountMinor: fc.integer({ min: -5, max: 8 }).map(units => units * 100), order: fc.constantFrom('', '', 'A-1001', 'A-1002', 'A-1003', 'A-10010'),
  payout: fc.constantFrom('', '', '7781001', '7782002'), reference: fc.constantFrom('', 'PAID A-1001', 'A1002', 'NORTHWIND'),
}), { maxLength: 12 }).map(drafts => drafts.map((draft, index): ReconEntry => ({
  ...blank, id: `${name}-${index}`, side: name, source: `${name} ${index}`, kind: draft.kind, on: addDays(localDate('2026-10-01'), draft.day), amountMinor: draft.amountMinor, orderReference: draft.order, payout: draft.payout, reference: draft.reference,
})));

const month = fc.constantFrom<Shape>('clearing', 'bank', 'invoices', 'returns').chain(shape => fc.record({ shape: fc.constant(shape), left: side('left', shape), right: side('right', shape) }));

describe('laws', () => {
  test('every entry is in one match, one suggestion or open, and the gaps add up to right less left', () => {
    fc.assert(fc.property(month, ({ shape, left, right }) => {
      const result = match(left, right, { shape });
      const placed = [...result.matches, ...result.suggestions].flatMap(each => [...each.left, ...each.right]).concat(result.open).map(({ id }) => id).sort();
      assert.deepEqual(placed, [...left, ...right].map(({ id }) => id).sort());
      const { differencesMinor, openLeftMinor, openRightMinor } = compare(left, right, result.matches);
      assert.equal(sumOf(right) - sumOf(left), differencesMinor + openRightMinor - openLeftMinor);
    }), { numRuns: 1_000 });
  });

  test('the order of the input changes nothing', () => {
    const shuffled = month.chain(given => fc.record({ given: fc.constant(given), left: fc.shuffledSubarray(given.left, { minLength: given.left.length }), right: fc.shuffledSubarray(given.right, { minLength: given.right.length }) }));
    fc.assert(fc.property(shuffled, ({ given, left, right }) => {
      assert.deepEqual(told(match(left, right, { shape: given.shape })), told(match(given.left, given.right, { shape: given.shape })));
    }), { numRuns: 1_000 });
  });

  test('a certain match without a difference has the same sum on both sides, and one with a difference has a reason', () => {
    fc.assert(fc.property(month, ({ shape, left, right }) => {
      for (const { differenceMinor, differenceReason } of match(left, right, { shape }).matches) assert.ok(differenceMinor === 0 || differenceReason !== null);
    }), { numRuns: 1_000 });
  });
});
