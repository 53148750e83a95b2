import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { AppError } from '../../../shared/contract/errors.ts';
import type { Reason } from '../../../shared/contract/reconciliation.ts';
import { ada, AMAZON, OCTOBER, openMonth, priya, sam, type Month } from './fake-month.ts';

let month: Month;
beforeEach(async () => {
  month = openMonth([AMAZON]);
  month.bankStatement('1200', { opening: '0.00', from: '2026-10-01', to: '2026-10-31', lines: `
    on         | amount | reference      | party     | text
    2026-10-05 | 60.00  | NORTHWIND HOME | BELL & CO |
    2026-10-06 | 60.00  | NORTHWIND HOME | BELL & CO |
    2026-10-20 | 31.00  | WHS-20419      | FERN LTD  |
    2026-10-29 | -12.75 |                | BANK      | CHAPS FEE` });
  month.post('cash', '1200', `
    on         | kind    | amount | reference | second
    2026-10-05 | receipt | 60.00  | 109500    | WHS-20410
    2026-10-06 | receipt | 60.00  | 109501    | WHS-20411
    2026-10-20 | receipt | 31.59  | 109502    | WHS-20430`);
  await month.refresh();
});
afterEach(() => month.end());

const refused = (code: string) => (error: unknown): boolean => error instanceof AppError && error.code === code;
const left = (minor: number) => month.entries('payments', '1200', 'left').filter(({ amountMinor }) => amountMinor === minor);
const right = (minor: number) => month.entries('payments', '1200', 'right').filter(({ amountMinor }) => amountMinor === minor);
const key = { kind: 'payments' as const, account: '1200', period: OCTOBER };
const matchByHand = (differenceReason?: Reason) => month.write(context => month.reconciliation.matchEntries(context, {
  leftIds: left(3100).map(({ id }) => id), rightIds: right(3159).map(({ id }) => id), note: 'They agreed to round it.', ...(differenceReason ? { differenceReason } : {}),
}));

describe('matching by hand', () => {
  test('a difference needs its reason, and then it is explained', () => {
    assert.throws(() => matchByHand(), refused('reconciliation.difference'));
    const match = matchByHand('rounding');
    assert.deepEqual({ rule: match.rule, automatic: match.automatic, differenceMinor: match.differenceMinor, by: match.madeBy }, { rule: 'manual', automatic: false, differenceMinor: 59, by: 'Priya' });
    assert.deepEqual(month.figures('payments', '1200').explanations.find(({ reason }) => reason === 'rounding')?.minor, 59);
  });

  test('it stays through another reading, and taking it apart touches no other match', async () => {
    const match = matchByHand('rounding');
    await month.refresh();
    assert.equal(month.reconciliation.match(month.query, { id: match.id }).madeBy, 'Priya');
    const others = month.matches('payments', '1200').filter(({ id }) => id !== match.id);
    assert.deepEqual(month.write(context => month.reconciliation.unmatch(context, { matchId: match.id, note: '' })), { entries: 2 });
    assert.deepEqual(month.matches('payments', '1200'), others);
  });

  test('what is matched already is refused by name', () => {
    matchByHand('rounding');
    assert.throws(() => matchByHand('rounding'), refused('reconciliation.matched'));
  });

  test('a suggestion counts once it is confirmed', () => {
    const suggestions = month.matches('payments', '1200').filter(({ state }) => state === 'suggested');
    assert.equal(suggestions.length, 2);
    for (const { id } of suggestions) month.write(context => month.reconciliation.confirm(context, { matchId: id }));
    assert.deepEqual(month.figures('payments', '1200').suggested, 0);
    assert.deepEqual(left(6000).map(({ state }) => state), ['matched', 'matched']);
  });

  test('a suggestion that was taken apart is not made again', async () => {
    const [first] = month.matches('payments', '1200').filter(({ state }) => state === 'suggested');
    month.write(context => month.reconciliation.unmatch(context, { matchId: first?.id ?? assert.fail(), note: 'not these' }));
    await month.refresh();
    const pair = (entries: readonly { id: string }[]) => entries.map(({ id }) => id).sort();
    const again = month.matches('payments', '1200').map(match => pair([...match.left, ...match.right]));
    assert.ok(!again.some(members => members.join() === pair([...(first?.left ?? []), ...(first?.right ?? [])]).join()));
  });
});

test('candidates say what speaks for and against them, the likeliest first', () => {
  const [entry] = left(3100);
  const [best] = month.reconciliation.candidates(month.query, { entryId: entry?.id ?? assert.fail() });
  assert.equal(best?.entries[0]?.orderReference, 'WHS-20430');
  assert.match(best.speaksAgainst, /0\.59 GBP more/);
  assert.match(best.speaksFor, /same day/);
});

describe('adjustments', () => {
  const propose = () => month.write(context => month.reconciliation.proposeAdjustment(context, { key, entryIds: left(-1275).map(({ id }) => id), kind: 'bankCharge', nominalCode: '7900', narrative: 'CHAPS fee' }));
  const decide = (id: ReturnType<typeof propose>['id'], caller: typeof priya, approve = true) => month.write(context => month.reconciliation.decideAdjustment(context, { id, approve, reason: approve ? '' : 'wrong account' }), caller);

  test('the proposer never decides; above the limit an admin does; the posting goes to the outbox', () => {
    const adjustment = propose();
    assert.equal(adjustment.amountMinor, -1275);
    assert.throws(() => decide(adjustment.id, priya), refused('reconciliation.ownProposal'));
    assert.throws(() => decide(adjustment.id, sam), refused('reconciliation.overLimit'));
    assert.equal(decide(adjustment.id, ada).state, 'approved');
    assert.deepEqual(month.enqueued.map(({ id }) => id), [adjustment.id]);
    assert.throws(() => decide(adjustment.id, ada), refused('reconciliation.decided'));
  });

  test('an entry is adjusted once; after a refusal it may be proposed again', () => {
    const adjustment = propose();
    assert.throws(() => propose(), refused('reconciliation.adjusted'));
    decide(adjustment.id, sam, false);
    assert.equal(month.enqueued.length, 0);
    assert.equal(propose().state, 'proposed');
  });
});
