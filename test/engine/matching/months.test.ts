import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { matchSides } from '../../../main/engine/matching/match-sides.ts';
import { DEFAULT_SETTINGS } from '../../../main/engine/matching/rules.ts';
import { idOf, sideOf, type Row, type Side } from '../../../main/engine/matching/side.ts';

type Given = { readonly left: string; readonly right: string };
/** What an ordinary sale of the month looks like on both sides, by its number. */
type Plain = (at: number) => { readonly left: Partial<Row>; readonly right: Partial<Row> };

const PLAIN_SALES = 300;
const NAMES = ['Anna Adams', 'Bela Bartok', 'Carla Cole', 'Dora Dean', 'Emil Evans', 'Fay Ford', 'Gus Gray', 'Hal Hunt', 'Ida Ince', 'Jon Jones'];
const reference = (at: number): string => `INV-${20_000 + at * 137}`;
const onDay = (day: number): string => `2026-03-${String(1 + (day % 28)).padStart(2, '0')}`;

const sale = (at: number, parts: Partial<Row> = {}): Partial<Row> => ({ reference: reference(at), amountMinor: 1_009 + at * 1_171, on: onDay(at % 25), party: NAMES[at % NAMES.length] ?? '', ...parts });
/** Paid on the day or the next, under the invoice's number and name. */
const ordinary: Plain = at => ({ left: sale(at), right: sale(at, { on: onDay((at % 25) + (at % 2)) }) });

const rowOf = (id: string, parts: Partial<Row>): Row => ({ reference: '', text: '', amountMinor: 0, currency: 'GBP', on: '2026-03-01', party: '', kind: '', payout: '', ...parts, id });

/** 'reference | amount | day of March | name | text | payout' a line. */
const odd = (side: string, table: string): Row[] => table.split('\n').filter(line => line.trim() !== '').map((line, at) => {
  const [own = '', amount = '0', day = '1', party = '', text = '', payout = ''] = line.split('|').map(cell => cell.trim());
  const [, minor = amount, currency = 'GBP'] = /^(-?\d+)(?: ([A-Z]{3}))?$/.exec(amount) ?? [];
  return rowOf(`${side}${at + 1}`, { reference: own, amountMinor: Number(minor), currency, on: onDay(Number(day) - 1), party, text, payout });
});

/** What becomes of a few odd lines in a month of ordinary sales, all of which are matched. */
function among(plain: Plain, { left, right }: Given): string[] {
  const sales = Array.from({ length: PLAIN_SALES }, (_, at) => plain(at));
  const [lefts, rights] = [sideOf([...sales.map((each, at) => rowOf(`plain${at}`, each.left)), ...odd('l', left)]), sideOf([...sales.map((each, at) => rowOf(`plain${at}`, each.right)), ...odd('r', right)])];
  const { work } = matchSides(lefts, rights, { settings: DEFAULT_SETTINGS });
  const ids = (side: Side, entries: readonly number[]): string => entries.map(entry => idOf(side, entry)).sort().join('+');
  const found = Array.from({ length: work.matches.count() }, (_, at) => work.matches.at(at)).map(match => ({ rule: DEFAULT_SETTINGS.rules[match.rule]?.name ?? '', ours: ids(lefts, match.left), theirs: ids(rights, match.right) }));
  assert.equal(found.filter(({ ours, theirs }) => ours.startsWith('plain') && ours === theirs).length, PLAIN_SALES, 'the ordinary sales are matched');
  return found.filter(({ ours, theirs }) => ours !== theirs).map(({ rule, ours, theirs }) => `${rule}: ${ours} = ${theirs}`);
}

/** Five prices only. */
const priced: Plain = at => ({ left: sale(at, { amountMinor: [995, 1_995, 2_995, 3_995, 4_995][at % 5] ?? 0, party: '' }), right: sale(at, { amountMinor: [995, 1_995, 2_995, 3_995, 4_995][at % 5] ?? 0, on: onDay((at % 25) + (at % 2)), party: '' }) });
/** A card company that keeps 2.95 % and 32 pence of every second sale. */
const kept: Plain = at => {
  const gross = 1_009 + at * 1_171;
  return { left: sale(at), right: sale(at, { amountMinor: at % 2 === 0 ? gross : gross - Math.floor((gross * 295 + 5_000) / 10_000) - 32 }) };
};
/** The bank names the market place, never the buyer; ids are long. */
const marketPlace: Plain = at => ({ left: sale(at, { reference: `205-${String(4_000_117 + at * 7_919)}-${String(1_000_003 + at * 104_729)}` }), right: sale(at, { reference: `205-${String(4_000_117 + at * 7_919)}-${String(1_000_003 + at * 104_729)}`, party: 'Amazon UK' }) });
/** A bank that has no references of its own and writes what the payer wrote. */
const bankText: Plain = at => ({ left: sale(at, { reference: '', text: `FPI ${(NAMES[at % NAMES.length] ?? '').toUpperCase()} ${reference(at)}` }), right: sale(at) });
/** Some sales are paid in euros at par: somebody wrote the pound's figure into the euro's column. */
const parMistakes: Plain = at => ({ left: sale(at), right: sale(at) });

const CASES: readonly { readonly name: string; readonly plain: Plain; readonly given: Given; readonly expected: readonly string[] }[] = [
  { name: 'three pence apart, one customer, no common reference: rounding proves nothing', plain: ordinary, given: { left: 'INV-9623 | 488800 | 5 | Walt West', right: 'RCT-31434 | 488803 | 6 | Walt West' }, expected: [] },
  { name: 'the same amount to the penny, one customer, the receipt with a number of its own', plain: ordinary, given: { left: ' | 488800 | 5 | Walt West', right: ' | 488800 | 6 | Walt West' }, expected: ['amountAndDate: l1 = r1'] },
  { name: 'a fee is kept back, never added', plain: kept, given: { left: 'INV-900001 | 100000 | 5 | Walt West\nINV-900200 | 200000 | 5 | Vera Vale', right: 'INV-900001 | 102982 | 5 | Walt West\nINV-900200 | 194068 | 5 | Vera Vale' }, expected: ['referenceDifference: l2 = r2'] },
  { name: 'one reference, weeks too late, a price that many have: as likely mistyped as late', plain: priced, given: { left: 'INV-900001 | 2995 | 4', right: 'INV-900001 | 2995 | 20' }, expected: [] },
  { name: 'one reference, weeks too late, an amount that nobody else has: late', plain: priced, given: { left: 'INV-900001 | 299517 | 4', right: 'INV-900001 | 299517 | 20' }, expected: ['exactReference: l1 = r1'] },
  { name: 'a better partner has the amount and the name: the reference was mistyped', plain: ordinary, given: { left: 'INV-900001 | 255000 | 5 | Walt West', right: 'INV-900001 | 249000 | 5 | Walt West\nRCT-7 | 255000 | 5 | Walt West' }, expected: [] },
  { name: 'what is undone under its own reference looks for nobody', plain: ordinary, given: { left: 'ORD-109926 | 399500 | 5 | Walt West\nORD-109926 | -399500 | 5 | Walt West', right: 'ORD-109986 | 399500 | 5 | Walt West\nORD-109986 | -399500 | 5 | Walt West' }, expected: [] },
  { name: 'numbers given out within a day to one customer, and a fee between them: two documents', plain: kept, given: { left: 'INV-963435 | 172840 | 5 | Walt West', right: 'INV-963439 | 167709 | 6 | Walt West' }, expected: [] },
  { name: 'a stranger among the lines of one reference came in by a mistyped one, although they add up', plain: ordinary, given: { left: 'INV-949450 | 79500 | 5 | Walt West\nINV-949450 | 79500 | 5 | Walt West', right: 'INV-949450 | 79500 | 6 | Walt West\nINV-949450 | 79500 | 7 | Vera Vale' }, expected: [] },
  { name: 'the same figure in two currencies is a mistake, however often it is made', plain: parMistakes, given: { left: [1, 2, 3, 4, 5, 6].map(at => `INV-90000${at} | ${at}1368 PLN | 5`).join('\n'), right: [1, 2, 3, 4, 5, 6].map(at => `INV-90000${at} | ${at}1368 JPY | 5`).join('\n') }, expected: [] },
  { name: 'invoices and receipts with numbers of their own, all that is open of one customer', plain: ordinary, given: { left: 'INV-900001 | 111100 | 5 | Walt West\nINV-900200 | 222200 | 5 | Walt West\nINV-900400 | 77700 | 6 | Walt West', right: 'RCT-4410 | 150000 | 6 | Walt West\nRCT-4477 | 261000 | 7 | Walt West' }, expected: ['partyTotal: l1+l2+l3 = r1+r2'] },
  { name: 'the same with numbers of one series on both sides: they contradict each other', plain: ordinary, given: { left: 'INV-900001 | 111100 | 5 | Walt West\nINV-900200 | 222200 | 5 | Walt West\nINV-900400 | 77700 | 6 | Walt West', right: 'INV-400410 | 150000 | 6 | Walt West\nINV-400477 | 261000 | 7 | Walt West' }, expected: [] },
  { name: 'the sales of a day, each of another buyer, paid out in one sum that names nothing', plain: ordinary, given: { left: 'INV-900001 | 111137 | 20 | Walt West\nINV-900200 | 222211 | 20 | Vera Vale\nINV-900400 | 77773 | 20 | Uma Unwin', right: ' | 411121 | 22 | Stripe' }, expected: ['payoutWindow: l1+l2+l3 = r1'] },
  { name: 'where the names never agree another name is no reason against a slip in a long id', plain: marketPlace, given: { left: '205-9519783-7814870 | 488800 | 5 | Walt West', right: '205-9519783-7814370 | 488800 | 5 | Amazon UK' }, expected: ['nearReference: l1 = r1'] },
  { name: 'O read for 0 and I for 1 is the same reference', plain: ordinary, given: { left: 'ORD-113210 | 488800 | 5', right: 'ORD-I1321O | 488800 | 6' }, expected: ['normalisedReference: l1 = r1'] },
  { name: 'a text that names a reference but for one slip', plain: bankText, given: { left: ' | 488800 | 5 | Walt West | FPI WALT WEST INV-930471', right: 'INV-980471 | 488800 | 5 | Walt West' }, expected: ['nearReference: l1 = r1'] },
  { name: 'the name of a payout, cut off by the bank', plain: ordinary, given: { left: 'A-900001 | 111137 | 20 | | | po_1N6uJFJxfzcUgPgDPhHR\nA-900200 | 222211 | 20 | | | po_1N6uJFJxfzcUgPgDPhHR', right: ' | 333348 | 22 | STRIPE | STRIPE PO1N6UJFJXFZ' }, expected: ['payoutTotal: l1+l2 = r1'] },
  { name: 'a copy on the next day, where nothing is ever paid a day before it is sold', plain: ordinary, given: { left: 'INV-900001 | 488800 | 5 | Walt West\nINV-900001 | 488800 | 8 | Walt West', right: 'INV-900001 | 488800 | 5 | Walt West' }, expected: ['exactReference: l1 = r1'] },
];

describe('an odd line in an ordinary month', () => {
  for (const { name, plain, given, expected } of CASES) test(name, () => assert.deepEqual(among(plain, given), expected));
});
