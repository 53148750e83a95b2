import assert from 'node:assert/strict';
import { afterAll, beforeAll, test } from 'vitest';
import { formatMinor } from '../../../shared/values/money.ts';
import { addMonths, firstDayOf } from '../../../shared/values/date.ts';
import { vatOutputMinor } from '../../../main/engine/reconciliation/ledger-store.ts';
import { AMAZON, OCTOBER, openMonth, type Month } from './fake-month.ts';

/** The worked month of the accounting notes: Amazon UK, October 2026, line by line. */
let month: Month;

const A = '203-1111111-1111111';
const B = '203-2222222-2222222';
const C = '203-3333333-3333333';
const Z = '202-0000000-0000000';

export function workedMonth(): Month {
  const given = openMonth();
  given.orders(AMAZON.key, `
    reference | number | despatched | amount
    ${A}      | 109390 | 2026-10-05 | 31.59
    ${B}      | 109391 | 2026-10-08 | 120.00
    ${C}      | 109392 | 2026-10-22 | 60.00`);
  given.returns(AMAZON.key, `
    id    | reference | number | on         | amount
    40001 | ${B}      | 109391 | 2026-10-20 | 24.00`);
  given.settlement('1250', { payout: '28471000001', from: '2026-09-17', to: '2026-09-30', lines: `
    on         | kind   | order | amount
    2026-09-28 | sale   | ${Z}  | 85.00
    2026-09-28 | fee    | ${Z}  | -12.75
    2026-10-02 | payout |       | -72.25` });
  given.settlement('1250', { payout: '28471000002', from: '2026-10-01', to: '2026-10-14', lines: `
    on         | kind   | order | amount
    2026-10-05 | sale   | ${A}  | 26.32
    2026-10-05 | sale   | ${A}  | 5.27
    2026-10-05 | fee    | ${A}  | -4.74
    2026-10-08 | sale   | ${B}  | 120.00
    2026-10-08 | fee    | ${B}  | -18.00
    2026-10-16 | payout |       | -128.85` });
  given.settlement('1250', { payout: '28471000003', from: '2026-10-15', to: '2026-10-28', lines: `
    on         | kind   | order | amount
    2026-10-22 | sale   | ${C}  | 60.00
    2026-10-22 | fee    | ${C}  | -9.00
    2026-10-20 | refund | ${B}  | -24.00
    2026-10-20 | fee    | ${B}  | 2.88
    2026-10-30 | payout |       | -29.88` });
  given.bankStatement('1200', { opening: '1,000.00', from: '2026-10-01', to: '2026-10-31', lines: `
    on         | amount | reference      | party
    2026-10-05 | 72.25  | AMZ28471000001 | AMAZON PAYMENTS UK LTD
    2026-10-19 | 128.85 | AMZ28471000002 | AMAZON PAYMENTS UK LTD` });
  given.bankStatement('1200', { opening: '1,201.10', from: '2026-11-01', to: '2026-11-02', lines: `
    on         | amount | reference      | party
    2026-11-02 | 29.88  | AMZ28471000003 | AMAZON PAYMENTS UK LTD` });
  given.post('cash', '1250', `
    on         | kind        | amount  | reference   | second      | narrative
    2026-09-28 | receipt     | 85.00   | 109311      | ${Z}        |
    2026-10-02 | bankPayment | -12.75  | 28471000001 | 28471000001 | Fees
    2026-10-05 | transfer    | -72.25  | 28471000001 |             | Payout
    2026-10-05 | receipt     | 31.59   | 109390      | ${A}        |
    2026-10-08 | receipt     | 120.00  | 109391      | ${B}        |
    2026-10-16 | bankPayment | -22.74  | 28471000002 | 28471000002 | Fees
    2026-10-19 | transfer    | -128.85 | 28471000002 |             | Payout
    2026-10-20 | refund      | -24.00  | 40001       | ${B}        |
    2026-10-22 | receipt     | 60.00   | 109392      | ${C}        |
    2026-10-30 | bankPayment | -6.12   | 28471000003 | 28471000003 | Fees
    2026-11-02 | transfer    | -29.88  | 28471000003 |             | Payout`);
  given.post('cash', '1200', `
    on         | kind     | amount   | reference   | second
    2026-09-30 | opening  | 1,000.00 | OPENING     |
    2026-10-05 | transfer | 72.25    | 28471000001 |
    2026-10-19 | transfer | 128.85   | 28471000002 |
    2026-11-02 | transfer | 29.88    | 28471000003 |`);
  given.post('sales', 'AMZGBP', `
    on         | kind       | amount | vat   | reference | second
    2026-09-28 | invoice    | 85.00  | 14.17 | 109311    | ${Z}
    2026-10-05 | invoice    | 31.59  | 5.27  | 109390    | ${A}
    2026-10-08 | invoice    | 120.00 | 20.00 | 109391    | ${B}
    2026-10-22 | invoice    | 60.00  | 10.00 | 109392    | ${C}
    2026-10-20 | creditNote | -24.00 | -4.00 | 40001     | ${B}`);
  return given;
}

beforeAll(async () => {
  month = workedMonth();
  await month.refresh();
});
afterAll(() => month.end());

const pounds = (minor: number): string => formatMinor(minor, 'GBP');

function statementOf(kind: 'payments' | 'invoices' | 'returns', account: string): string {
  const figures = month.figures(kind, account);
  return [
    `opening      ${pounds(figures.openingMinor)}`, `movements    ${pounds(figures.movementsMinor)}`, `closing      ${pounds(figures.closingMinor)}`, `explained    ${pounds(figures.explainedMinor)}`,
    ...figures.explanations.map(({ label, count, minor }) => `  ${label} (${count}) ${pounds(minor)}`), `unexplained  ${pounds(figures.unexplainedMinor)}`,
    `matched ${figures.automatic}, by hand ${figures.manual}, suggested ${figures.suggested}, open ${figures.open}`,
  ].join('\n');
}

test('the clearing account closes at 29.88, explained by payout 3 in transit', () => assert.equal(statementOf('payments', '1250'), `\
opening      85.00
movements    -55.12
closing      29.88
explained    29.88
  Payout on its way to the bank (1) 29.88
unexplained  0.00
matched 10, by hand 0, suggested 0, open 0`));

test('the movements of the clearing account are those of the notes', () => {
  const right = month.entries('payments', '1250', 'right');
  const sum = (kind: string) => pounds(right.filter(entry => entry.kind === kind && entry.on >= '2026-10-01').reduce((total, { amountMinor }) => total + amountMinor, 0));
  assert.deepEqual({ receipts: sum('receipt'), refund: sum('refund'), fees: sum('bankPayment'), transfers: sum('transfer') }, { receipts: '211.59', refund: '-24.00', fees: '-41.61', transfers: '-201.10' });
});

test('the payout in transit says when it reached the bank', () => {
  const open = month.entries('payments', '1250', 'left').filter(({ state }) => state === 'explained');
  assert.deepEqual(open.map(({ reasonText }) => reasonText), ['Payout 28471000003 of 29.88 GBP left the gateway on 30 October and reached the bank on 2 November.']);
});

test('the bank account ties to its statement', () => assert.equal(statementOf('payments', '1200'), `\
opening      1000.00
movements    201.10
closing      1201.10
explained    1201.10
unexplained  0.00
matched 3, by hand 0, suggested 0, open 0`));

test('orders of 211.59 are invoices of 211.59', () => assert.equal(statementOf('invoices', AMAZON.key), `\
opening      0.00
movements    211.59
closing      211.59
explained    211.59
unexplained  0.00
matched 3, by hand 0, suggested 0, open 0`));

test('refunds of 24.00 are credit notes of 24.00', () => assert.equal(statementOf('returns', AMAZON.key), `\
opening      0.00
movements    24.00
closing      24.00
explained    24.00
unexplained  0.00
matched 1, by hand 0, suggested 0, open 0`));

test('VAT output of the channel is 35.27 less 4.00', () => {
  assert.equal(pounds(vatOutputMinor(month.store.read, { accounts: ['AMZGBP'], from: firstDayOf(OCTOBER), to: month.lastDay })), '31.27');
});

test('reading both sides again adds nothing, matches nothing twice and keeps every id', async () => {
  const before = { entries: month.entries('payments', '1250', 'left'), matches: month.matches('payments', '1250') };
  await month.refresh();
  assert.deepEqual({ entries: month.entries('payments', '1250', 'left'), matches: month.matches('payments', '1250') }, before);
});

test('the closing list is the opening list of November: payout 3 meets its transfer', async () => {
  const november = addMonths(OCTOBER, 1);
  await month.refresh(november);
  const figures = month.figures('payments', '1250', november);
  assert.deepEqual(
    { opening: pounds(figures.openingMinor), closing: pounds(figures.closingMinor), unexplained: pounds(figures.unexplainedMinor), left: figures.leftCount, right: figures.rightCount, open: figures.open },
    { opening: '29.88', closing: '0.00', unexplained: '0.00', left: 1, right: 1, open: 0 });
});
