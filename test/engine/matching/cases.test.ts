import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { feeOf, learnSchedules } from '../../../main/engine/matching/fees.ts';
import { dayName, dayNumber, workingDays } from '../../../main/engine/matching/days.ts';
import { matchSides, suggest } from '../../../main/engine/matching/match-sides.ts';
import { likenessOf, wordsOf } from '../../../main/engine/matching/party.ts';
import { hashed, hashReference, referenceKey, slipsBetween } from '../../../main/engine/matching/references.ts';
import { DEFAULT_SETTINGS, RulesFile, settingsFrom, type MatchSettings } from '../../../main/engine/matching/rules.ts';
import { idOf, sideOf, type Row } from '../../../main/engine/matching/side.ts';
import { whyMatched, whySuggested } from '../../../main/engine/matching/why.ts';

/** 'reference | amount | day of March | name | text | payout | fee' a line. */
const rows = (name: string, table: string): Row[] => table.trim().split('\n').filter(line => line.trim() !== '').map((line, at): Row => {
  const [reference = '', amount = '0', day = '1', party = '', text = '', payout = '', fee = ''] = line.split('|').map(cell => cell.trim());
  const [, minor = amount, currency = 'GBP'] = /^(-?\d+)(?: ([A-Z]{3}))?$/.exec(amount) ?? [];
  return { id: `${name}${at + 1}`, reference, amountMinor: Number(minor), currency, on: `2026-03-${day.padStart(2, '0')}`, party, text, kind: '', payout, feeMinor: fee === '' ? null : Number(fee) };
});

function told(left: string, right: string, settings: MatchSettings = DEFAULT_SETTINGS): string[] {
  const [lefts, rights] = [sideOf(rows('l', left)), sideOf(rows('r', right))];
  const { work } = matchSides(lefts, rights, { settings });
  return Array.from({ length: work.matches.count() }, (_, at) => {
    const found = work.matches.at(at);
    assert.ok(whyMatched(work, at).length > 20, 'each match says why');
    return `${settings.rules[found.rule]?.name ?? ''}: ${found.left.map(entry => idOf(lefts, entry)).sort().join('+')} = ${found.right.map(entry => idOf(rights, entry)).sort().join('+')}`;
  });
}

const CASES: readonly { name: string; left: string; right: string; expected: string[] }[] = [
  { name: 'one reference, one amount', left: 'INV-1001 | 5000 | 5', right: 'inv 1001 | 5000 | 9', expected: ['exactReference: l1 = r1'] },
  { name: 'INV-1 is not in INV-10', left: 'INV-1001 | 5000 | 5', right: 'INV-10010 | 5000 | 5', expected: [] },
  { name: 'neighbouring invoices of one price and day are two', left: 'INV-1001 | 5000 | 5', right: 'INV-1002 | 5000 | 5', expected: [] },
  { name: 'a text names the reference among other words', left: ' | 5000 | 5 | | FPS PAYMENT INV 01001 THANKS', right: 'INV-1001 | 5000 | 5', expected: ['normalisedReference: l1 = r1'] },
  { name: 'a sum alone proves nothing', left: ' | 5000 | 5', right: ' | 5000 | 5', expected: [] },
  { name: 'of two alike neither is taken', left: 'INV-1001 | 5000 | 5', right: 'INV-1001 | 5000 | 5\nINV-1001 | 5000 | 5', expected: [] },
  { name: 'the name tells, where the amount is rare', left: ' | 481327 | 5 | Northwind Interiors Ltd', right: ' | 481327 | 5 | NORTHWIND INTERIORS', expected: ['amountAndDate: l1 = r1'] },
  { name: 'a slip in the reference, everything else agrees', left: 'INV-20410 | 481327 | 5 | Northwind Ltd', right: 'INV-24010 | 481327 | 6 | Northwind', expected: ['nearReference: l1 = r1'] },
  { name: 'another name speaks louder than a slip', left: 'INV-20410 | 481327 | 5 | Northwind Ltd', right: 'INV-24010 | 481327 | 6 | Southgate', expected: [] },
  { name: 'part payments of one invoice add up', left: 'INV-77001 | 3000 | 5\nINV-77001 | 7000 | 20', right: 'INV-77001 | 10000 | 1', expected: ['referenceTotal: l1+l2 = r1'] },
  { name: 'one payment names two invoices, the second by its number', left: 'WHS-20415+20433 | 30000 | 14', right: 'WHS-20415 | 18000 | 14\nWHS-20433 | 12000 | 14', expected: ['paidTogether: l1 = r1+r2'] },
  { name: 'two payments that could both pay the two are left', left: 'WHS-20415+20433 | 30000 | 14\nWHS-20415 WHS-20433 | 30000 | 14', right: 'WHS-20415 | 18000 | 14\nWHS-20433 | 12000 | 14', expected: [] },
  { name: 'a payout is its sales less refunds and fees', left: 'A-1001 | 12000 | 5 | | | PO-7001 | 378\nA-1002 | -2000 | 6 | | | PO-7001 | 0', right: 'PO-7001 | 9622 | 8', expected: ['payoutTotal: l1+l2 = r1'] },
  { name: 'a payout that misses a line is left', left: 'A-1001 | 12000 | 5 | | | PO-7001 | 378\nA-1002 | -2000 | 6 | | | PO-7001 | 0', right: 'PO-7001 | 9122 | 8', expected: [] },
  { name: 'the fee that the line states is the difference', left: 'A-1001 | 12000 | 5 | | | | 378', right: 'A-1001 | 11622 | 5', expected: ['referenceDifference: l1 = r1'] },
  { name: 'a payment of one of several that it names is no fee', left: 'INV-30001 INV-30002 | 10300 | 5 | Northwind', right: 'INV-30001 | 10000 | 5 | Northwind\nINV-30002 | 700 | 5 | Northwind', expected: [] },
  { name: 'a word of letters and figures names no number in it', left: '4600HVNHVRJ9H9M | 12000 | 5\n#4600 | 700 | 5', right: '4600HVNHVRJ9H9M | 11998 | 5', expected: ['referenceDifference: l1 = r1'] },
  { name: 'a gateway names its payout in a text', left: 'A-1001 | 12000 | 5 | | | po_1N6uJFJxfzcUgPgDPhHR | 378\nA-1002 | -2000 | 6 | | | po_1N6uJFJxfzcUgPgDPhHR | 0', right: ' | 9622 | 8 | SHOPIFY | SHOPIFY po_1N6uJFJxfzcUgPgDPhHR', expected: ['payoutTotal: l1+l2 = r1'] },
  { name: 'what stands between the parts of a reference is anybody’s', left: 'INV202602356 | 481327 | 5', right: 'INV-2026-02356 | 481327 | 9', expected: ['normalisedReference: l1 = r1'] },
  { name: 'the year of an invoice is no invoice', left: 'INV-2026-00700 INV-2026-00800 | 30000 | 14', right: 'INV-2026-00700 | 18000 | 14\nINV-2026-00800 | 12000 | 14\nINV-2026-02026 | 500 | 14', expected: ['paidTogether: l1 = r1+r2'] },
  { name: 'two things that a number joins by accident are two', left: 'SI00187722/UK | 90229 | 5\nSI00187723/UK | 287293 | 6', right: ' | 377522 | 8 | | SI00187722/UK SI00187723/UK\n#187723 | 11995 | 6\n#187723 | -11995 | 6', expected: ['paidTogether: l1+l2 = r1'] },
  { name: 'of more lines than belong together the only set that adds up', left: 'INV-77001 | 3000 | 5\nINV-77001 | 7000 | 20\nINV-77001 | 4410 | 20', right: 'INV-77001 | 10000 | 1', expected: ['referenceTotal: l1+l2 = r1'] },
  { name: 'a line that stands twice is nobody’s but a person’s, whatever the names', left: 'A-1001 | 12000 | 5 | Anna Adams', right: 'A-1001 | 12000 | 5 | Anna Adams\nA-1001 | 12000 | 6', expected: [] },
  { name: 'half of what one reference asks is no fee', left: 'A-1001 | 6000 | 5', right: 'A-1001 | 12000 | 5', expected: [] },
  { name: 'another currency without a rate is left', left: 'A-1001 | 12000 EUR | 5', right: 'A-1001 | 10200 GBP | 5', expected: [] },
  { name: 'money out is no money in', left: 'A-1001 | 12000 | 5', right: 'A-1001 | -12000 | 5\nB-2001 | 500 | 5', expected: [] },
];

describe('what is certain', () => {
  for (const { name, left, right, expected } of CASES) test(name, () => assert.deepEqual(told(left, right), expected));

  test('a rules file states rates, fees and the rules themselves, in order', () => {
    const settings = settingsFrom(RulesFile.parse({ rates: [{ from: 'EUR', to: 'GBP', rate: 0.85, source: 'ECB' }], fees: [{ name: 'card', tiers: [{ upToMinor: 10_000, basisPoints: 290, flatMinor: 30 }, { upToMinor: null, basisPoints: 150 }] }] }));
    assert.deepEqual(told('A-1001 | 12000 EUR | 5\nA-1002 | 20000 | 5', 'A-1001 | 10200 | 5\nA-1002 | 19700 | 5', settings), ['referenceDifference: l1 = r1', 'referenceDifference: l2 = r2']);
    assert.deepEqual(told('INV-77001 | 3000 | 5\nINV-77001 | 7000 | 20', 'INV-77001 | 10000 | 1', settingsFrom(RulesFile.parse({ rules: [{ name: 'exactReference' }] }))), []);
    assert.throws(() => RulesFile.parse({ rules: [{ name: 'guess' }] }));
  });

  test('a ledger that shows money with the opposite sign is matched all the same', () => {
    const lines = (sign: number) => Array.from({ length: 12 }, (_, at) => `A-${2000 + at * 7} | ${sign * (1000 + at * 37)} | 5`).join('\n');
    assert.equal(told(lines(1), lines(-1)).length, 12);
  });
});

describe('what is proposed', () => {
  test('a payout that names nothing and lacks two of a window’s sales, where no other two would do', () => {
    const sales = [1_031, 2_477, 3_911, 4_603, 5_227].map((amount, at) => `A-10${at}1 | ${amount} | ${5 + (at % 2)} | | | PO-7001`).join('\n');
    const [lefts, rights] = [sideOf(rows('l', sales)), sideOf(rows('r', ` | ${1_031 + 3_911 + 5_227} | 8 | | DEPOSIT`))];
    const matched = matchSides(lefts, rights, { settings: DEFAULT_SETTINGS });
    assert.equal(matched.work.matches.count(), 0, 'a sum alone proves nothing');
    assert.deepEqual(suggest(matched).filter(({ rule }) => rule === 'payoutWindow').map(({ left }) => [...left].map(entry => idOf(lefts, entry)).sort()), [['l1', 'l3', 'l5']]);
  });
});

describe('what stands twice', () => {
  const twice = (left: string, right: string, settings: MatchSettings = DEFAULT_SETTINGS): string[] => {
    const matched = matchSides(sideOf(rows('l', left)), sideOf(rows('r', right)), { settings });
    const suggestions = suggest(matched);
    const names = (side: 'left' | 'right', entries: readonly number[]): string => entries.map(entry => idOf(matched.work[side], entry)).join('+');
    const at = suggestions.findIndex(({ rule }) => rule === 'duplicate');
    if (at >= 0) assert.ok(suggestions.slice(0, at).every(({ candidate }) => candidate !== null), 'partners come first');
    return suggestions.filter(({ rule }) => rule === 'duplicate').map(suggestion => `${names('left', suggestion.left)} | ${names('right', suggestion.right)}: ${whySuggested(matched.work, suggestion).replace(/.*\. (?=[^.]+\.$)/, '')}`);
  };
  const CASES: readonly (readonly [name: string, left: string, right: string, expected: readonly string[]])[] = [
    ['of two postings of one sale the earlier is the original', 'A-1001 | 12000 | 5', 'A-1001 | 12000 | 6\nA-1001 | 12000 | 5', [' | r2+r1: r2 is earlier and so the original: match it and reverse r1.']],
    ['of two on one day either may be it', 'A-1001 | 12000 | 5\nA-1001 | 12000 | 5', 'A-1001 | 12000 | 5', ['l1+l2 | : Both are of one day, so either may be the original: match one and reverse the other.']],
    ['as many on the other side: two sales, not one twice', 'A-1001 | 12000 | 5\nA-1001 | 12000 | 5', 'A-1001 | 12000 | 5\nA-1001 | 12000 | 5', []],
    ['nobody knows it on the other side', '', 'A-1001 | 12000 | 6\nA-1001 | 12000 | 5', []],
    ['halves of one amount', 'A-1001 | 12000 | 5 | Anna', 'A-1001 | 6000 | 5 | Anna\nA-1001 | 6000 | 6 | Anna', []],
    ['weeks apart', 'A-1001 | 12000 | 1', 'A-1001 | 12000 | 1\nA-1001 | 12000 | 30', []],
    ['of another name', 'A-1001 | 12000 | 5 | Anna Adams', 'A-1001 | 12000 | 5 | Anna Adams\nA-1001 | 12000 | 6 | Bob Baker', []],
  ];
  for (const [name, left, right, expected] of CASES) test(name, () => assert.deepEqual(twice(left, right), expected));

  test('a rules file leaves it out or says how near the days are, and cannot make it automatic', () => {
    const [left, right] = ['A-1001 | 12000 | 5', 'A-1001 | 12000 | 5\nA-1001 | 12000 | 9'];
    const withDays = (windowDays: number) => settingsFrom(RulesFile.parse({ rules: [{ name: 'exactReference' }, { name: 'duplicate', windowDays }] }));
    assert.equal(twice(left, right, settingsFrom(RulesFile.parse({ rules: [{ name: 'exactReference' }] }))).length, 0);
    assert.deepEqual([twice(left, right, withDays(1)).length, twice(left, right, withDays(3)).length], [0, 1]);
    assert.throws(() => RulesFile.parse({ rules: [{ name: 'duplicate', automatic: true }] }), /cannot be automatic/);
  });
});

describe('the parts', () => {
  test('a hash stands for the key of a reference and nothing else', () => {
    const hashOf = (text: string): string => (hashReference(Buffer.from(text), 0, Buffer.byteLength(text)) ? `${hashed.high} ${hashed.low}` : '');
    const texts = ['INV-0042', 'inv 42', 'INV42', 'INV-420', 'A-1001', 'A1001', 'A-10010', '203-1234567-0234567', '203.1234567.234567', '000', 'AB', '', '1001', '01001', 'é1001'];
    for (const a of texts) for (const b of texts) assert.equal(hashOf(a) === hashOf(b), referenceKey(a) === referenceKey(b), `${a} and ${b}`);
  });

  test('slips are counted', () => {
    for (const [a, b, slips] of [['INV20410', 'INV20410', 0], ['INV20410', 'INV24010', 1], ['INV20410', 'INV2041', 1], ['INV20410', 'INV90411', 2], ['INV20410', 'XYZ99999', 3], ['A1', 'A2', 3]] as const) assert.equal(slipsBetween(a, b), slips, `${a} ${b}`);
  });

  test('names are alike when one shortens the other', () => {
    for (const [a, b, likeness] of [
      ['Northwind Traders Ltd', 'NORTHWIND TRADERS', 'same'], ['John Smith', 'J SMITH', 'alike'], ['Northwind Traders', 'NRTHWND TRDRS', 'alike'], ['Clarke Garden Centre plc', 'CLARKE GARDEN CENT', 'alike'], ['Adams Bakery', 'Adams Motors', 'different'],
      ['John Smith', 'Jane Smith', 'different'], ['', 'Baker', 'silent'], ['Müller GmbH', 'MULLER', 'same'], ['Customer 1001', 'Customer 1002', 'different'],
    ] as const) assert.equal(likenessOf(wordsOf(a), wordsOf(b)), likeness, `${a} and ${b}`);
  });

  test('working days step over weekends and bank holidays', () => {
    const days = workingDays(dayNumber('2026-01-01'), dayNumber('2026-12-31'), 'uk');
    assert.equal(days.between(dayNumber('2026-04-02'), dayNumber('2026-04-07')), 1, 'Good Friday to Easter Monday');
    assert.equal(days.between(dayNumber('2026-12-24'), dayNumber('2026-12-29')), 1, 'Christmas, with Boxing Day moved to Monday');
    assert.equal(workingDays(dayNumber('2026-01-01'), dayNumber('2026-12-31'), 'us').between(dayNumber('2026-11-25'), dayNumber('2026-11-27')), 1, 'Thanksgiving');
    assert.equal(dayName(dayNumber('2024-02-29')), '2024-02-29');
  });

  test('fees are learnt from pairs that agree on them to the penny', () => {
    const card = { name: 'card', tiers: [{ upToMinor: null, basisPoints: 290, flatMinor: 30 }] };
    const observed = Array.from({ length: 40 }, (_, at) => ({ grossMinor: 1_000 + at * 733, keptMinor: feeOf(card, 1_000 + at * 733) }));
    const [learnt, ...others] = learnSchedules([...observed, { grossMinor: 5_000, keptMinor: 777 }]);
    assert.deepEqual([learnt?.tiers, others.length], [card.tiers, 0]);
  });
});
