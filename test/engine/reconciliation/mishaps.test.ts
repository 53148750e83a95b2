import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { AMAZON, OCTOBER, openMonth, rows as rowsOf, SHOPIFY_EU, WHOLESALE, type Month } from './fake-month.ts';

/** Each thing that goes wrong in real months: planted alone, and what the app says about it. */
let month: Month;
beforeEach(() => { month = openMonth([AMAZON, WHOLESALE, SHOPIFY_EU]); });
afterEach(() => month.end());

const A = '203-1111111-1111111';
const B = '203-2222222-2222222';
const LATE = '203-9999999-9999999';

type Kind = 'payments' | 'invoices' | 'returns';

/** Every reason that is shown, a line each, and the figure that must be nothing. */
async function said(kind: Kind, account: string): Promise<string[]> {
  await month.refresh();
  const entries = [...month.entries(kind, account, 'left'), ...month.entries(kind, account, 'right')];
  const differences = month.matches(kind, account).filter(({ differenceMinor }) => differenceMinor !== 0);
  const { unexplainedMinor, open } = month.figures(kind, account);
  return [
    ...entries.flatMap(({ reason, state, reasonText }) => (reason === null ? [] : [`${reason} (${state}): ${reasonText}`])),
    ...differences.map(({ differenceReason, why }) => `${differenceReason ?? 'null'} (difference): ${why}`),
    `unexplained ${unexplainedMinor}, open ${open}`,
  ];
}

const order = (parts: Record<string, string>): void => {
  const row = { reference: A, number: '109390', despatched: '2026-10-05', amount: '31.59', status: '', state: '', reason: '', edited: '', party: '', ...parts };
  month.orders(AMAZON.key, `${Object.keys(row).join(' | ')}\n${Object.values(row).join(' | ')}`);
};
const settle = (lines: string, { payout = '28471000002', to = '2026-10-14' } = {}): void => month.settlement('1250', { payout, from: '2026-10-01', to, lines });
const PAID = `on | kind | order | amount
  2026-10-05 | sale | ${A} | 31.59
  2026-10-05 | fee | ${A} | -4.74
  2026-10-16 | payout | | -26.85`;
const POSTED = `on | kind | amount | reference | second
  2026-10-05 | receipt | 31.59 | 109390 | ${A}
  2026-10-16 | bankPayment | -4.74 | 28471000002 | FEE-28471000002
  2026-10-19 | transfer | -26.85 | 28471000002 | PO-28471000002`;

describe('invoices', () => {
  test('order posted twice', async () => {
    order({});
    month.post('sales', 'AMZGBP', `on | kind | amount | reference | second
      2026-10-05 | invoice | 31.59 | 0000109390 | ${A}
      2026-10-06 | invoice | 31.59 | 109390 | ${A}`);
    assert.deepEqual(await said('invoices', AMAZON.key), [
      `postedTwice (explained): ${A} stands twice in the ledger with 31.59 GBP: 0000109390 of 5 October and 109390 of 6 October. Reverse the second in the ERP.`, 'unexplained 0, open 0',
    ]);
  });

  test('invoice in November for an October despatch', async () => {
    order({ despatched: '2026-10-30' });
    month.post('sales', 'AMZGBP', `on | kind | amount | reference | second\n2026-11-02 | invoice | 31.59 | 109390 | ${A}`);
    assert.deepEqual(await said('invoices', AMAZON.key), [
      `invoicedLater (explained): Order ${A} was despatched on 30 October and invoiced on 2 November (31.59 GBP). It belongs to the cut-off of 2026-10.`, 'unexplained 0, open 0',
    ]);
  });

  test('despatched, not invoiced', async () => {
    order({});
    assert.match((await said('invoices', AMAZON.key))[0] ?? '', /^despatchedNotInvoiced .*despatched on 5 October and is not invoiced/);
  });

  test('an order that failed names why it is not posted', async () => {
    order({ state: 'failed', reason: 'Unknown SKU MUG-BLU2.' });
    assert.deepEqual(await said('invoices', AMAZON.key), [
      `orderNotPosted (explained): Order ${A} could not be posted: Unknown SKU MUG-BLU2. Put it right under Failed or Held, then read both sides again.`, 'unexplained 0, open 0',
    ]);
  });

  test('order edited after posting', async () => {
    order({ amount: '20.00', edited: 'yes' });
    month.post('sales', 'AMZGBP', `on | kind | amount | reference | second\n2026-10-05 | invoice | 31.59 | 109390 | ${A}`);
    assert.match((await said('invoices', AMAZON.key))[0] ?? '', /^orderEditedAfterPosting \(difference\): Order .* was edited after it was posted: 20.00 GBP outside, 31.59 GBP in the ledger/);
  });

  test('two orders of the same amount, day and customer', async () => {
    month.orders(AMAZON.key, `reference | number | despatched | amount | party
      ${A} | 109390 | 2026-10-05 | 31.59 | Hannah Bell
      ${B} | 109391 | 2026-10-05 | 31.59 | Hannah Bell`);
    month.post('sales', 'AMZGBP', `on | kind | amount | reference | second
      2026-10-05 | invoice | 31.59 | 109390 | ${A}
      2026-10-05 | invoice | 31.59 | 109391 | ${B}`);
    const words = await said('invoices', AMAZON.key);
    assert.equal(words.filter(line => line.startsWith('sameAmountSameDay (matched)')).length, 2);
  });

  test('an invoice that nothing outside stands behind stays unexplained', async () => {
    month.post('sales', 'AMZGBP', 'on | kind | amount | reference | second\n2026-10-05 | invoice | 31.59 | 99 | MANUAL');
    assert.deepEqual(await said('invoices', AMAZON.key), ['unexplained 3159, open 1']);
  });
});

describe('returns', () => {
  test('credit note at another price', async () => {
    order({});
    month.returns(AMAZON.key, `id | reference | on | amount\n40001 | ${A} | 2026-10-12 | 24.00`);
    month.post('sales', 'AMZGBP', `on | kind | amount | reference | second\n2026-10-12 | creditNote | -22.08 | 40001 | ${A}`);
    assert.deepEqual(await said('returns', AMAZON.key), [
      `creditAtOtherPrice (difference): Credit note 40001 is not at the price of the refund for order ${A}: 24.00 GBP outside, 22.08 GBP in the ledger. Credit the difference at the original price.`, 'unexplained 0, open 0',
    ]);
  });

  test('refund without a credit note', async () => {
    order({});
    settle(`on | kind | order | amount\n2026-10-12 | refund | ${A} | -10.00\n2026-10-16 | payout | | 10.00`);
    assert.match((await said('returns', AMAZON.key))[0] ?? '', /^refundWithoutCreditNote \(explained\): The gateway refunded 10.00 GBP for order .*; commerce knows no return/);
    assert.match((await said('payments', '1250'))[0] ?? '', /^refundWithoutCreditNote/);
  });

  test('credit note without a refund', async () => {
    order({});
    month.post('sales', 'AMZGBP', `on | kind | amount | reference | second\n2026-10-12 | creditNote | -12.99 | CN-109390 | ${A}`);
    assert.match((await said('returns', AMAZON.key))[0] ?? '', /^creditNoteWithoutRefund \(explained\): Credit note CN-109390 of 12.99 GBP/);
  });

  test('chargeback won', async () => {
    order({});
    settle(`on | kind | order | amount
      2026-10-12 | chargeback | ${A} | -31.59
      2026-10-23 | chargebackReversal | ${A} | 31.59`);
    const words = await said('returns', AMAZON.key);
    assert.deepEqual(words, [`chargebackWon (matched): The dispute over order ${A} was won on 23 October.`, 'unexplained 0, open 0']);
  });
});

describe('payments', () => {
  test('a paid order, its fee and its payout explain everything', async () => {
    order({});
    settle(PAID);
    month.post('cash', '1250', POSTED);
    assert.deepEqual(await said('payments', '1250'), ['unexplained 0, open 0']);
  });

  test('payout with an order that was cancelled later', async () => {
    order({ status: 'cancelled', despatched: '' });
    settle(PAID);
    month.post('cash', '1250', POSTED.split('\n').filter(line => !line.includes('receipt')).join('\n'));
    const words = await said('payments', '1250');
    assert.match(words[0] ?? '', /^paidOutOrderCancelled \(explained\): Payout 28471000002 includes order .* with 31.59 GBP, but the order was cancelled/);
    assert.equal(words.at(-1), 'unexplained 0, open 0');
  });

  test('fee above the contract', async () => {
    order({});
    settle(PAID.replace('-4.74', '-5.37').replace('-26.85', '-26.22'));
    month.post('cash', '1250', POSTED.replace('-4.74', '-5.37').replace('-26.85', '-26.22'));
    assert.deepEqual(await said('payments', '1250'), [
      `feeAboveContract (matched): Amazon UK charged 5.37 GBP on order ${A}; the contract gives 4.74 GBP. Claim 0.63 GBP back.`, 'unexplained 0, open 0',
    ]);
  });

  test.each([
    { sale: '10.00', fee: '0.80', agreed: null },
    { sale: '10.00', fee: '1.50', agreed: '0.80' },
    { sale: '10.01', fee: '1.50', agreed: null },
    { sale: '31.59', fee: '5.37', agreed: '4.74' },
  ])('a fee contract in steps, 8 % to 10.00 and 15 % above: $fee on $sale', async ({ sale, fee, agreed }) => {
    month.end();
    month = openMonth([{ ...AMAZON, feeTiers: [{ upToMinor: 1_000, basisPoints: 800, flatMinor: 0 }, { upToMinor: null, basisPoints: 1_500, flatMinor: 0 }] }]);
    order({ amount: sale });
    settle(`on | kind | order | amount
      2026-10-05 | sale | ${A} | ${sale}
      2026-10-05 | fee | ${A} | -${fee}`);
    month.post('cash', '1250', `on | kind | amount | reference | second
      2026-10-05 | receipt | ${sale} | 109390 | ${A}
      2026-10-16 | bankPayment | -${fee} | 28471000002 | FEE-28471000002`);
    const words = (await said('payments', '1250')).filter(line => line.startsWith('feeAboveContract'));
    assert.deepEqual(words.map(line => /the contract gives ([0-9.]+) GBP/.exec(line)?.[1]), agreed === null ? [] : [agreed]);
  });

  test('payout missing a line, and a sale that no payout can hold yet', async () => {
    month.orders(AMAZON.key, `reference | number | despatched | amount
      ${A} | 109390 | 2026-10-05 | 31.59
      ${B} | 109391 | 2026-10-06 | 12.00
      ${LATE} | 109392 | 2026-10-30 | 15.00`);
    settle(PAID);
    month.post('cash', '1250', `${POSTED}\n2026-10-06 | receipt | 12.00 | 109391 | ${B}\n2026-10-29 | receipt | 15.00 | 109392 | ${LATE}`);
    const words = await said('payments', '1250');
    assert.match(words[0] ?? '', /^missingFromPayout .*12.00 GBP, 6 October\) is in none of the payouts up to 14 October/);
    assert.match(words[1] ?? '', /^notInPayoutYet .*15.00 GBP\) is of 30 October; the settlements reach to 14 October/);
    assert.equal(words.at(-1), 'unexplained 0, open 0');
  });

  test('reserve held back and released', async () => {
    settle(`on | kind | order | amount
      2026-10-14 | reserve | | -50.00
      2026-10-28 | reserveRelease | | 50.00
      2026-10-28 | reserve | | -70.00
      2026-10-30 | payout | | 70.00`, { to: '2026-10-28' });
    month.post('cash', '1250', 'on | kind | amount | reference\n2026-10-30 | transfer | 70.00 | 28471000002');
    const words = await said('payments', '1250');
    assert.ok(words.some(line => line.startsWith('reserveHeld (explained): The gateway holds 70.00 GBP back since 28 October')));
    assert.ok(words.some(line => line.startsWith('reserveReleased (matched)')));
    assert.equal(words.at(-1), 'unexplained 0, open 0');
  });

  test('payout in transit at the end of the month', async () => {
    settle(`on | kind | order | amount\n2026-10-28 | sale | ${A} | 26.85\n2026-10-30 | payout | | -26.85`);
    order({ amount: '26.85', despatched: '2026-10-28' });
    month.post('cash', '1250', `on | kind | amount | reference | second\n2026-10-28 | receipt | 26.85 | 109390 | ${A}`);
    assert.match((await said('payments', '1250'))[0] ?? '', /^payoutInTransit .*left the gateway on 30 October; the bank does not show it yet/);
  });
});

describe('bank', () => {
  const statement = (lines: string): void => month.bankStatement('1200', { opening: '100.00', from: '2026-10-01', to: '2026-10-31', lines });
  const OPENING = 'on | kind | amount | reference | second\n2026-09-30 | opening | 100.00 | OPENING |';

  test('a charge that nobody posted', async () => {
    statement('on | amount | reference | party | text\n2026-10-29 | -12.75 | | NORTHERN COUNTIES BANK | BACS SUBMISSION FEES');
    month.post('cash', '1200', OPENING);
    assert.deepEqual(await said('payments', '1200'), [
      'bankCharge (explained): The bank took 12.75 GBP on 29 October (BACS SUBMISSION FEES); the ledger does not hold it. Propose a bank charge for it.', 'unexplained 0, open 0',
    ]);
  });

  test('a customer who paid two invoices at once, or half of one', async () => {
    month.orders(WHOLESALE.key, `reference | number | despatched | amount | party
      WHS-20415 | 109500 | 2026-10-05 | 180.00 | Bell & Co
      WHS-20433 | 109501 | 2026-10-06 | 120.00 | Bell & Co
      WHS-20440 | 109502 | 2026-10-07 | 99.00 | Fern Ltd`);
    statement(`on | amount | reference | party | text
      2026-10-14 | 300.00 | WHS-20415+20433 | BELL & CO |
      2026-10-15 | 49.50 | WHS-20440 PART | FERN LTD |`);
    month.post('cash', '1200', `${OPENING}
      2026-10-14 | receipt | 300.00 | WHS-20415 | BK-1
      2026-10-15 | receipt | 49.50 | WHS-20440 | BK-2`);
    const words = await said('payments', '1200');
    assert.match(words[0] ?? '', /^paidTogether \(matched\): BELL & CO paid 300.00 GBP .* more than the 180.00 GBP of order WHS-20415/);
    assert.match(words[1] ?? '', /^partPaid \(matched\): FERN LTD paid 49.50 GBP .* of the 99.00 GBP of order WHS-20440/);
    assert.equal(words.at(-1), 'unexplained 0, open 0');
  });

  test('a payout whose reference the bank cut off', async () => {
    month.settlement('1250', { payout: '6148220417', from: '2026-10-01', to: '2026-10-04', lines: 'on | kind | order | amount\n2026-10-05 | payout | | -80.00' });
    statement('on | amount | reference | party | text\n2026-10-06 | 80.00 | EBAY COMMERCE 6148 | EBAY COMMERCE UK LTD |');
    month.post('cash', '1200', `${OPENING}\n2026-10-06 | transfer | 80.00 | 6148220417 | PO-6148220417`);
    assert.deepEqual(await said('payments', '1200'), ['unexplained 0, open 0']);
    assert.equal(month.matches('payments', '1200').find(({ rule }) => rule === 'cutReference')?.left[0]?.reference, 'EBAY COMMERCE 6148');
  });

  test('a gap between two statements', async () => {
    month.bankStatement('1200', { opening: '100.00', from: '2026-10-01', to: '2026-10-10', fileName: 'first.xml', lines: 'on | amount | reference\n2026-10-10 | 5.00 | X' });
    month.bankStatement('1200', { opening: '130.00', from: '2026-10-20', to: '2026-10-31', fileName: 'second.xml', lines: 'on | amount | reference\n2026-10-31 | 1.00 | Y' });
    month.post('cash', '1200', OPENING);
    await month.refresh();
    const { blockers } = month.close.state(month.query, { period: '2026-10' as never });
    assert.ok(blockers.some(line => line.includes('25.00 GBP is missing between “first.xml” (to 10 October) and “second.xml” (from 20 October)')), blockers.join('\n'));
  });

  test('a posting changed in the ledger after it was matched is opened again', async () => {
    statement('on | amount | reference | party | text\n2026-10-06 | 80.00 | WHS-20410 | |');
    month.post('cash', '1200', `${OPENING}\n2026-10-06 | receipt | 80.00 | WHS-20410 |`);
    assert.deepEqual(await said('payments', '1200'), ['unexplained 0, open 0']);
    const changed = month.ledger.find(({ reference }) => reference === 'WHS-20410');
    if (changed) changed.amountMinor = 9000;
    await month.refresh();
    const figures = month.figures('payments', '1200');
    assert.deepEqual({ suggested: figures.suggested, unexplained: figures.unexplainedMinor }, { suggested: 1, unexplained: 1000 });
  });
});

describe('inside the ledger', () => {
  const TWO = `reference | number | despatched | amount
      ${A} | 109390 | 2026-10-05 | 31.59
      ${B} | 109391 | 2026-10-06 | 31.59`;
  const INVOICES = `on | kind | amount | reference | second | urn
      2026-10-05 | invoice | 31.59 | I-A | ${A} | 1
      2026-10-06 | invoice | 31.59 | I-B | ${B} | 2`;
  /** A's money is in the payout and in the cash book; what it is allocated to is said in the sales ledger. */
  const paid = (to: string): void => {
    month.orders(AMAZON.key, TWO);
    month.post('sales', 'AMZGBP', INVOICES);
    month.post('sales', 'AMZGBP', `on | kind | amount | reference | second | urn | to\n2026-10-05 | receipt | -31.59 | 109390 | ${A} | 3 | ${to}`);
    settle(PAID);
    month.post('cash', '1250', POSTED);
  };
  const slips = (): string[] => month.close.state(month.query, { period: OCTOBER }).slips.first;

  test('a receipt allocated to the invoice of another order is named where it matched, and stands in nobody’s way', async () => {
    paid('invoice 2: 31.59');
    const text = `Receipt 109390 of order ${A} is allocated to invoice I-B of order ${B} (31.59 GBP). Take the allocation off in the ERP and allocate the receipt to invoice I-A.`;
    assert.deepEqual(await said('payments', '1250'), [`allocatedElsewhere (matched): ${text}`, 'unexplained 0, open 0']);
    assert.deepEqual(slips(), [text]);
    assert.ok(!month.close.state(month.query, { period: OCTOBER }).blockers.some(line => line.includes('allocat')));
  });

  test('put right in the ERP it is said no more', async () => {
    paid('invoice 2: 31.59');
    await month.refresh();
    const receipt = month.ledger.find(({ kind, ledger }) => ledger === 'sales' && kind === 'receipt') ?? assert.fail('no receipt');
    receipt.allocatedTo = [{ kind: 'invoice', urn: '1', reference: 'I-A', amountMinor: 3159 }];
    assert.deepEqual(await said('payments', '1250'), ['unexplained 0, open 0']);
    assert.deepEqual(slips(), []);
  });

  for (const [what, to] of [['its own invoice', 'invoice 1: 31.59'], ['its own among others, in one session', 'invoice 1: 20.00, invoice 2: 11.59'], ['nothing yet', ''], ['an invoice that no order stands behind', 'invoice 9: 31.59'], ['an invoice that is not read', 'invoice 77: 31.59']] as const) {
    test(`a receipt on ${what} is no mishap`, async () => {
      month.post('sales', 'AMZGBP', 'on | kind | amount | reference | second | urn\n2026-10-05 | invoice | 900.00 | DAY-5 | DAY-5 | 9');
      paid(to);
      assert.deepEqual((await said('payments', '1250')).filter(line => line.includes('allocated')), []);
      assert.deepEqual(slips(), []);
    });
  }

  test('a receipt that is not paid out yet keeps its own reason, and the slip is told beside it', async () => {
    month.orders(AMAZON.key, TWO);
    month.post('sales', 'AMZGBP', INVOICES);
    month.post('sales', 'AMZGBP', `on | kind | amount | reference | second | urn | to\n2026-10-05 | receipt | -31.59 | 109390 | ${A} | 3 | invoice 2: 31.59`);
    settle(`on | kind | order | amount\n2026-10-02 | sale | ${LATE} | 1.00`, { to: '2026-10-03' });
    month.post('cash', '1250', `on | kind | amount | reference | second\n2026-10-05 | receipt | 31.59 | 109390 | ${A}`);
    const words = await said('payments', '1250');
    assert.ok(words.some(line => /^notInPayoutYet \(explained\): Receipt 109390 .* Expect it in the next payout\. Receipt 109390 of order .* is allocated to invoice I-B/.test(line)), words.join('\n'));
    assert.equal(slips().length, 1);
  });

  test('a refund on the credit note of another order is named as well', async () => {
    month.orders(AMAZON.key, TWO);
    month.returns(AMAZON.key, `id | reference | on | amount\n40001 | ${A} | 2026-10-12 | 24.00\n40002 | ${B} | 2026-10-12 | 24.00`);
    month.post('sales', 'AMZGBP', `on | kind | amount | reference | second | urn | to
      2026-10-12 | creditNote | -24.00 | 40001 | ${A} | 5 |
      2026-10-12 | creditNote | -24.00 | 40002 | ${B} | 6 |
      2026-10-12 | refund | 24.00 | 40001 | ${A} | 7 | creditNote 6: -24.00`);
    settle(`on | kind | order | amount\n2026-10-12 | refund | ${A} | -24.00\n2026-10-16 | payout | | 24.00`);
    month.post('cash', '1250', `on | kind | amount | reference | second\n2026-10-12 | refund | -24.00 | 40001 | ${A}`);
    assert.match((await said('payments', '1250'))[0] ?? '', /^allocatedElsewhere \(matched\): Refund 40001 of order .* is allocated to credit note 40002 of order .* allocate the refund to credit note 40001\.$/);
  });

  /** What is posted at which rate, and what is said: sold on 14 October at 1.1425, despatched and invoiced on the 16th. */
  const RATES = `
    case                                             | kind       | amount  | base    | rate     | says
    its order’s rate                                 | invoice    | 200.00  | 175.05  | 1.1425   |
    the rate of the day it is posted                 | invoice    | 200.00  | 174.06  | 1.149    |
    its order’s rate, rounded in the fourth decimal  | invoice    | 200.00  | 175.04  | 1.1426   |
    its order’s rate with two decimals               | invoice    | 200.00  | 175.44  | 1.14     |
    the rate of another day, a penny’s worth         | invoice    | 4.00    | 3.47    | 1.1538   |
    the rate of another day                          | invoice    | 200.00  | 173.34  | 1.1538   | rateNotOfTheDay (matched): Invoice I-1 of order #EU2001 (200.00 EUR, 16 October) is posted at 1.1538, the rate of 2 October; its order’s rate is 1.1425. The books hold 173.34 GBP instead of 175.05 GBP, 1.71 GBP too little. Post it again at 1.1425 in the ERP, or book the 1.71 GBP to exchange gains and losses.
    the rate of no day                               | invoice    | 200.00  | 166.67  | 1.2      | is posted at 1.2000; its order’s rate is 1.1425, which is 5.0 % away, and no day around it has that rate in the shop’s orders. The books hold 166.67 GBP instead of 175.05 GBP, 8.38 GBP too little
    a credit note at another day’s rate              | creditNote | -200.00 | -173.34 | 1.1538   | rateNotOfTheDay (matched): Credit note I-1 of order #EU2001 (200.00 EUR, 16 October) is posted at 1.1538, the rate of 2 October`;
  for (const { case: name = '', kind = '', amount = '', base, rate, says = '' } of rowsOf(RATES)) {
    test(`${kind} at ${name}: ${says === '' ? 'nothing is said' : 'it is named, with what it does to the books'}`, async () => {
      month.orders(SHOPIFY_EU.key, `reference | number | sold | despatched | amount | currency | rate
        #EU2000 | 1 | 2026-10-02 | 2026-10-02 | 10.00 | EUR | 1.1538
        #EU2001 | 2 | 2026-10-14 | 2026-10-16 | 200.00 | EUR | 1.1425
        #EU2002 | 3 | 2026-10-16 | 2026-10-17 | 10.00 | EUR | 1.149`);
      month.returns(SHOPIFY_EU.key, 'id | reference | on | amount | currency\n40001 | #EU2001 | 2026-10-16 | 200.00 | EUR');
      month.post('sales', 'SHPEUR', `on | kind | amount | reference | second | currency | base | rate\n2026-10-16 | ${kind} | ${amount} | I-1 | #EU2001 | EUR | ${base} | ${rate}`);
      const words = (await said(kind === 'invoice' ? 'invoices' : 'returns', SHOPIFY_EU.key)).filter(line => line.includes('posted at'));
      assert.equal(words.length, says === '' ? 0 : 1);
      assert.ok((words[0] ?? '').includes(says), words[0]);
    });
  }

  test('rates may come from a lookup table of days, whose weekends have the rate of the Friday; or nobody compares them', async () => {
    month.settings.exchangeRates = { from: 'table', table: 'ECB' };
    month.orders(SHOPIFY_EU.key, 'reference | number | sold | despatched | amount | currency | rate\n#EU2001 | 2 | 2026-10-14 | 2026-10-18 | 200.00 | EUR | 1.1425');
    month.post('sales', 'SHPEUR', 'on | kind | amount | reference | second | currency | base | rate\n2026-10-18 | invoice | 200.00 | I-1 | #EU2001 | EUR | 175.05 | 1.1425');
    await assert.rejects(month.refresh(), /take exchange rates from the lookup table “ECB”, and there is none of that name/);
    month.tables.set('ECB', { columns: ['USD', 'EUR'], rows: new Map([['2026-10-05', ['1.31', '1.1425']], ['2026-10-16', ['1.32', '1.15']]]) });
    assert.match((await said('invoices', SHOPIFY_EU.key))[0] ?? '', /is posted at 1\.1425, the rate of 5 October; the rate of 18 October in “ECB” is 1\.1500\./);
    month.settings.exchangeRates = { from: 'erp', table: '' };
    assert.deepEqual((await said('invoices', SHOPIFY_EU.key)).filter(line => line.includes('posted at')), []);
  });
});
