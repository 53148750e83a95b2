import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { AppError } from '../../../shared/contract/errors.ts';
import { instant } from '../../../shared/values/date.ts';
import { blockersOf, sign, type OpenWork, type SignOff } from '../../../main/engine/close/close.ts';
import { isLocked, refuseLocked } from '../../../main/engine/close/close-store.ts';
import { ada, AMAZON, OCTOBER, openMonth, priya, rows, sam, type Month } from '../reconciliation/fake-month.ts';

const at = instant(Date.UTC(2026, 10, 4));
const states: Record<string, SignOff> = {
  open: { preparedBy: null, preparedAt: null, reviewedBy: null, reviewedAt: null, figuresHash: '' },
  prepared: { preparedBy: 'Priya', preparedAt: at, reviewedBy: null, reviewedAt: null, figuresHash: 'h1' },
  locked: { preparedBy: 'Priya', preparedAt: at, reviewedBy: 'Sam', reviewedAt: at, figuresHash: 'h1' },
};

/** Every state × every step × who takes it, whether something blocks it and whether the figures are still those that were signed. */
const SIGN_OFFS = `
  state    | step    | by    | blocked | figures | gives
  open     | prepare | Priya | no      | h1      | prepared by Priya
  open     | prepare | Priya | yes     | h1      | close.blocked
  open     | review  | Sam   | no      | h1      | close.notPrepared
  open     | reopen  | Ada   | no      | h1      | close.notSigned
  prepared | prepare | Sam   | no      | h2      | prepared by Sam
  prepared | review  | Priya | no      | h1      | close.samePerson
  prepared | review  | Sam   | no      | h1      | locked by Sam
  prepared | review  | Sam   | no      | h2      | close.changed
  prepared | review  | Sam   | yes     | h1      | close.blocked
  prepared | reopen  | Ada   | no      | h1      | open
  locked   | prepare | Priya | no      | h1      | period.locked
  locked   | review  | Sam   | no      | h1      | period.locked
  locked   | review  | Ada   | yes     | h2      | period.locked
  locked   | reopen  | Ada   | yes     | h2      | open`;

describe('signatures', () => {
  for (const { state = '', step, by = '', blocked, figures = '', gives } of rows(SIGN_OFFS)) {
    test(`${state}: ${by} takes the step ${step ?? ''}${blocked === 'yes' ? ' while something blocks it' : ''} with ${figures}: ${gives ?? ''}`, () => {
      const before = states[state] ?? assert.fail(state);
      const outcome = sign(before, step === 'reopen' ? { action: 'reopen', by, at } : { action: step === 'review' ? 'review' : 'prepare', by, at, figuresHash: figures, blockers: blocked === 'yes' ? ['something'] : [] });
      const { preparedBy, reviewedBy } = outcome.ok ? outcome.signOff : before;
      assert.equal(outcome.ok ? (reviewedBy !== null ? `locked by ${reviewedBy}` : preparedBy !== null ? `prepared by ${preparedBy}` : 'open') : outcome.code, gives);
    });
  }
});

const nothing: OpenWork = { board: [], findings: [], proof: [], journal: 0, failed: 0, held: 0, inDoubt: 0, running: 0, adjustments: 0 };
describe('what stands in the way', () => {
  const cases: [string, Partial<OpenWork>, RegExp | null][] = [
    ['nothing', {}, null], ['failed records', { failed: 3 }, /^3 records failed\. Put them right under Failed/], ['one held record', { held: 1 }, /^1 record is held/], ['a run', { running: 1 }, /^1 run is not finished/],
    ['a posting in doubt', { inDoubt: 1 }, /in doubt/], ['a journal entry', { journal: 1 }, /^1 journal entry waits for the ERP’s own staff/], ['a total that differs', { proof: ['It differs.'] }, /^It differs\.$/], ['a gap', { findings: ['A gap.'] }, /^A gap\.$/], ['an adjustment', { adjustments: 2 }, /^2 adjustments are proposed or not posted/],
  ];
  for (const [name, work, expected] of cases) {
    test(`${name} ${expected === null ? 'blocks nothing' : 'is a sentence'}`, () => {
      const blockers = blockersOf({ ...nothing, ...work });
      if (expected === null) assert.deepEqual(blockers, []);
      else assert.match(blockers.join('\n'), expected);
    });
  }
});

const code = (expected: string) => (error: unknown): boolean => error instanceof AppError && error.code === expected;

describe('a month behind its doors', () => {
  let month: Month;
  beforeAll(async () => {
    month = openMonth([{ ...AMAZON, bank: '' }]);
    month.orders(AMAZON.key, 'reference | number | despatched | amount\n203-1-1 | 109390 | 2026-10-05 | 31.59');
    month.settlement('1250', { payout: '7782001', from: '2026-10-01', to: '2026-10-31', lines: 'on | kind | order | amount\n2026-10-05 | sale | 203-1-1 | 31.59\n2026-10-06 | sale | 203-1-2 | 8.00' });
    month.post('cash', '1250', 'on | kind | amount | reference | second\n2026-10-05 | receipt | 31.59 | 109390 | 203-1-1');
    month.post('sales', 'AMZGBP', 'on | kind | amount | reference | second\n2026-10-05 | invoice | 31.59 | 109390 | 203-1-1');
    await month.refresh();
  });
  afterAll(() => month.end());
  const prepare = (caller = priya) => month.write(context => month.close.prepare(context, { period: OCTOBER, note: '' }), caller);
  const review = (caller = sam) => month.write(context => month.close.review(context, { period: OCTOBER, note: '' }), caller);
  const state = () => month.close.state(month.query, { period: OCTOBER });
  const unknownSale = () => month.entries('payments', '1250', 'left').find(({ orderReference }) => orderReference === '203-1-2') ?? assert.fail();

  test('an unexplained entry keeps the preparer from signing', () => {
    assert.throws(() => prepare(), code('close.blocked'));
    assert.ok(state().blockers.some(line => line.includes('-8.00 GBP is unexplained') || line.includes('8.00 GBP is unexplained')), state().blockers.join('\n'));
  });

  test('the preparer explains it and signs; the same person cannot review', () => {
    const { id } = unknownSale();
    month.write(context => month.reconciliation.explain(context, { entryIds: [id], reason: 'manual', note: 'A sale of the old shop, written to its owner.' }));
    assert.deepEqual(state().blockers, []);
    assert.equal(prepare().preparedBy, 'Priya');
    assert.throws(() => review(priya), code('close.samePerson'));
  });

  test('figures that changed after the signature are prepared again before they are reviewed', () => {
    month.write(context => month.reconciliation.explain(context, { entryIds: [unknownSale().id], reason: 'timing', note: 'It belongs to November.' }));
    assert.throws(() => review(), code('close.changed'));
    prepare();
    assert.equal(review().locked, true);
    assert.ok(isLocked(month.store.read, OCTOBER));
  });

  test('nothing writes into a locked period', async () => {
    const { id } = unknownSale();
    assert.throws(() => refuseLocked(month.store.read, OCTOBER), code('period.locked'));
    assert.throws(() => month.write(context => month.reconciliation.explain(context, { entryIds: [id], reason: 'manual', note: 'changed my mind' })), code('period.locked'));
    await assert.rejects(month.refresh(), code('period.locked'));
    const [match] = month.matches('payments', '1250');
    assert.throws(() => month.write(context => month.reconciliation.unmatch(context, { matchId: match?.id ?? assert.fail(), note: '' })), code('period.locked'));
  });

  test('an admin reopens it with a reason, and the next reading works', async () => {
    month.write(context => month.close.reopen(context, { period: OCTOBER, reason: 'a late credit note' }), ada);
    assert.equal(state().locked, false);
    await month.refresh();
    assert.equal(unknownSale().reasonText, 'It belongs to November.');
  });
});
