import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { AppError } from '../../../shared/contract/errors.ts';
import { problemOf, RuleSet, type RuleName, type RuleSetting, type RuleTrial } from '../../../shared/contract/match-rules.ts';
import type { Period } from '../../../shared/values/date.ts';
import type { RuleTrialId } from '../../../shared/values/id.ts';
import { tryRules, saveTrial } from '../../../main/engine/match-rules/trial-store.ts';
import { rulesInForce, versionAtWork } from '../../../main/engine/match-rules/rules-store.ts';
import type { Caller } from '../../../main/engine/handler.ts';
import { bookOf, MATCH_RULES, SHIPPED_BOOK, SHIPPED_RULES } from '../../../main/engine/reconciliation/match-rules.ts';
import { ada, AMAZON, OCTOBER, openMonth, priya, sam, type Month } from '../reconciliation/fake-month.ts';

const alex: Caller = { personId: 'per_4', name: 'Alex', role: 'admin', session: 's4' };
const NOVEMBER = '2026-11' as Period;

const setting = (rules: RuleSet, name: RuleName): RuleSetting => rules.rules.find(rule => rule.name === name) ?? assert.fail();
const withRule = (name: RuleName, changes: Partial<RuleSetting>, rules: RuleSet = SHIPPED_RULES): RuleSet => ({ ...rules, rules: rules.rules.map(rule => (rule.name === name ? { ...rule, ...changes } : rule)) });

let month: Month;
beforeEach(async () => {
  month = openMonth([AMAZON]);
  month.bankStatement('1200', { opening: '0.00', from: '2026-10-01', to: '2026-10-31', lines: `
    on         | amount | reference | party
    2026-10-05 | 60.00  |           | BELL
    2026-10-08 | 70.00  |           | COOK
    2026-10-12 | 31.00  | WHS-20419 | FERN
    2026-10-14 | 44.00  |           | DALE
    2026-10-15 | 25.00  | WHS-20500 | EVANS
    2026-10-20 | 88.00  | WHS-20601 | GRAY` });
  month.post('cash', '1200', `
    on         | kind    | amount | reference | second
    2026-10-06 | receipt | 60.00  | 109500    | WHS-20410
    2026-10-12 | receipt | 70.00  | 109501    | WHS-20411
    2026-10-12 | receipt | 31.01  | 109502    | WHS-20419
    2026-10-20 | receipt | 44.00  | 109503    | WHS-20412
    2026-10-15 | receipt | 25.00  | 109504    | WHS-20500
    2026-10-20 | receipt | 88.00  | 109505    | WHS-20601`);
  await month.refresh();
});
afterEach(() => month.end());

const key = { kind: 'payments' as const, account: '1200', period: OCTOBER };
const line = (side: 'left' | 'right', minor: number) => month.entries('payments', '1200', side).find(({ amountMinor }) => amountMinor === minor) ?? assert.fail(`${side} ${minor}`);
const ruleAt = (minor: number): string => { const { matchId } = line('left', minor); return matchId === null ? '' : month.reconciliation.match(month.query, { id: matchId }).rule; };
const takeApart = (minor: number): void => { month.write(context => month.reconciliation.unmatch(context, { matchId: line('left', minor).matchId ?? assert.fail(), note: '' })); };
const matchByHand = (left: number, right: number): void => { month.write(context => month.reconciliation.matchEntries(context, { leftIds: [line('left', left).id], rightIds: [line('right', right).id], note: '' })); };

const state = (caller: Caller = ada) => month.matchRules.state({ ...month.query, caller }, {});
const change = (rules: RuleSet, caller: Caller = ada) => month.write(context => month.matchRules.change(context, { rev: state().rev, rules }), caller);
const inThread = (caller: Caller = priya) => month.matchRules.try(month.task(caller), {});
/** The same as in its thread, without waiting for one to start. */
function tryIt(): RuleTrial {
  const { db } = month.query;
  const draft = versionAtWork(db) ?? assert.fail();
  const { result, cases, stand } = tryRules(db, { settings: month.deps.settings(), draft: bookOf(draft.version, draft.rules), inForce: rulesInForce(db) }, () => undefined);
  month.write(({ db: write, audit, now, newId }) => {
    saveTrial(write, { id: newId('trl') as RuleTrialId, version: draft.version, seal: draft.seal, stand, startedBy: 'Priya', startedAt: now, endedAt: now, result }, cases);
    audit('test.try', {});
  });
  return state().trial ?? assert.fail();
}
const propose = (caller: Caller = ada) => month.write(context => month.matchRules.propose(context, { rev: state().rev, note: 'They lie nearer together now.' }), caller);
const approve = (caller: Caller = alex) => month.write(context => month.matchRules.approve(context, { rev: state().rev }), caller);
const refused = (code: string, message = /./) => (error: unknown): boolean => error instanceof AppError && error.code === code && message.test(error.message);
function putInForce(rules: RuleSet): void {
  change(rules);
  tryIt();
  propose();
  approve();
}

test('what is delivered is what the app has always done', () => {
  assert.deepEqual(SHIPPED_BOOK.rules, MATCH_RULES);
  assert.deepEqual({ days: SHIPPED_BOOK.calendar, twice: SHIPPED_BOOK.duplicateDays }, { days: 'none', twice: Number.POSITIVE_INFINITY });
  assert.deepEqual(RuleSet.parse(SHIPPED_RULES), SHIPPED_RULES);
  assert.deepEqual({ ...state(), inForce: state().inForce.version }, { rev: 0, inForce: 0, draft: null, isOwnWork: false, trial: null, whyNotProposed: 'Nothing is being changed.' });
});

describe('what can be set is bounded', () => {
  for (const [name, changes, complaint] of [
    ['amountAndDate', { windowDays: 8 }, /at most 7 days apart while it matches by itself; up to 31 if it only asks/], ['amountAndDate', { automatic: false, windowDays: 31 }, null], ['amountAndDate', { windowDays: null }, /needs a number of days apart/],
    ['exactReference', { windowDays: 3 }, /has no days apart to set/], ['exactReference', { toleranceMinor: 1 }, /has no rounding/], ['exactReference', { on: false }, null], ['referenceDifference', { toleranceMinor: 101 }, /at most 100 rounding/],
    ['referenceDifference', { toleranceMinor: 500, automatic: false }, null], ['referenceDifference', { toleranceBasisPoints: 301 }, /at most 300 fee/], ['duplicate', { automatic: true }, /can only ask/], ['duplicate', { windowDays: null }, null], ['duplicate', { windowDays: 5 }, null],
  ] as const) {
    test(`${name} ${JSON.stringify(changes)}`, () => {
      const rules = withRule(name, changes);
      assert.equal(RuleSet.safeParse(rules).success, complaint === null);
      assert.match(problemOf(setting(rules, name))?.message ?? '', complaint ?? /^$/);
    });
  }

  test('the order is the order of the evidence, and every rule is there once', () => {
    assert.equal(RuleSet.safeParse({ ...SHIPPED_RULES, rules: SHIPPED_RULES.rules.toReversed() }).success, false);
    assert.equal(RuleSet.safeParse({ ...SHIPPED_RULES, rules: SHIPPED_RULES.rules.slice(1) }).success, false);
  });
});

describe('a change of the rules', () => {
  test('is tried before it is proposed, approved by another admin, and in force from the next reading', async () => {
    const drafted = change(withRule('amountAndDate', { windowDays: 3 }));
    assert.deepEqual([drafted.draft?.version, drafted.draft?.state, drafted.draft?.authors, drafted.isOwnWork], [1, 'draft', ['per_3'], true]);
    assert.throws(() => propose(), refused('matchRules.notTried', /not tried yet/));
    const trial = await inThread();
    assert.deepEqual([trial.total.lost, trial.total.won, trial.isOfTheseRules, trial.isOfNewestData], [1, 0, true, true]);
    change(withRule('amountAndDate', { windowDays: 2 }));
    assert.throws(() => propose(), refused('matchRules.notTried', /changed after they were tried/));
    tryIt();
    month.write(({ db, audit }) => { db.run({ text: "UPDATE reconciliation_state SET refreshed_at = '2026-11-03T10:00:00.000Z'", values: [] }); audit('test.read', {}); });
    assert.throws(() => propose(), refused('matchRules.notTried', /read after the rules were tried/));
    tryIt();
    assert.equal(propose().draft?.proposedBy, 'per_3');
    assert.throws(() => change(SHIPPED_RULES, alex), refused('matchRules.wrongState', /waits for approval/));
    assert.throws(() => approve(ada), refused('matchRules.ownWork'));
    assert.equal(state(alex).isOwnWork, false);
    assert.deepEqual([approve().inForce.version, state().draft, state().inForce.approvedBy], [1, null, 'per_4']);
    assert.equal(ruleAt(7000), 'amountAndDate', 'nothing happens before the next reading');
    await month.refresh();
    assert.deepEqual([ruleAt(7000), ruleAt(6000)], ['', 'amountAndDate']);
    assert.deepEqual(month.matchRules.versions(month.query, {}).map(({ version, state: stands, note }) => [version, stands, note]), [[1, 'inForce', 'They lie nearer together now.'], [0, 'retired', 'As delivered']]);
  });

  test('an earlier version is restored as a draft of its own', () => {
    putInForce(withRule('amountAndDate', { on: false }));
    const restored = month.write(context => month.matchRules.restore(context, { rev: state().rev, version: 0 }), alex);
    assert.deepEqual([restored.draft?.version, restored.draft?.rules], [2, SHIPPED_RULES]);
    assert.throws(() => month.write(context => month.matchRules.restore(context, { rev: state().rev, version: 7 }), alex), refused('matchRules.unknown'));
  });

  test('is sent back with a reason, discarded, and refused where somebody was quicker', () => {
    change(withRule('reversal', { on: false }));
    assert.throws(() => month.write(context => month.matchRules.change(context, { rev: 0, rules: SHIPPED_RULES }), ada), refused('matchRules.stale'));
    tryIt();
    propose();
    assert.deepEqual(month.write(context => month.matchRules.sendBack(context, { rev: state().rev, reason: 'Which reserves?' }), alex).draft?.note, 'Which reserves?');
    assert.equal(month.write(context => month.matchRules.discard(context, { rev: state().rev }), ada).draft, null);
    assert.deepEqual([month.matchRules.versions(month.query, {}).length, change(withRule('reversal', { on: false })).draft?.version], [1, 2]);
  });

  test('that changes nothing is not proposed', () => {
    change(SHIPPED_RULES);
    tryIt();
    assert.throws(() => propose(), refused('matchRules.notTried', /says what is in force already/));
  });
});

describe('a trial on all history', () => {
  test('tells what is won and lost, what people decided for and against it, and writes nothing but that', () => {
    takeApart(7000);
    matchByHand(4400, 4400);
    change(withRule('amountAndDate', { windowDays: 7 }, withRule('referenceDifference', { toleranceMinor: 0 })));
    const before = JSON.stringify([month.matches('payments', '1200'), month.entries('payments', '1200', 'left')]);
    const { total, byRule, byMonth, draft, inForce, sentence, id } = tryIt();
    assert.deepEqual(total, { won: 0, lost: 1, unchanged: 3, since: 0, agree: 1, contradict: 0, again: 1 });
    assert.deepEqual(byRule.map(({ rule, lost, unchanged, agree, again }) => ({ rule, lost, unchanged, agree, again })), [
      { rule: 'normalisedReference', lost: 0, unchanged: 2, agree: 0, again: 0 }, { rule: 'referenceDifference', lost: 1, unchanged: 0, agree: 0, again: 0 }, { rule: 'amountAndDate', lost: 0, unchanged: 1, agree: 1, again: 1 }]);
    assert.deepEqual([byMonth.map(({ period, locked }) => [period, locked]), draft.agree, inForce.agree], [[[OCTOBER, false]], 1, 0]);
    assert.match(sentence, /0 matches won, 1 lost, 3 unchanged\. Of 2 that people decided, it agrees with 1 \(50\.0 %\), would make 1 again that were taken apart\.$/);
    const { rows } = month.matchRules.cases(month.query, { trial: id, page: { start: 0, end: 50, sort: [], filter: {} } });
    assert.deepEqual(rows.map(({ outcome, rule, reference, instead, lines }) => [outcome, rule, reference, instead, lines.length]), [
      ['lost', 'referenceDifference', 'WHS-20419', '', 2], ['again', 'amountAndDate', 'WHS-20411', 'Priya took it apart. A reading does not make it again.', 2]]);
    assert.equal(JSON.stringify([month.matches('payments', '1200'), month.entries('payments', '1200', 'left')]), before);
  });

  test('a person who matched otherwise is contradicted, and what is won is told with both lines', () => {
    takeApart(6000);
    takeApart(7000);
    month.write(context => month.reconciliation.matchEntries(context, { leftIds: [line('left', 6000).id], rightIds: [line('right', 7000).id], differenceReason: 'manual', note: '' }));
    change(withRule('amountAndDate', { windowDays: 7 }));
    const { total, id } = tryIt();
    assert.deepEqual([total.won, total.contradict, total.again], [1, 0, 2], 'what was taken apart is not made again, so it contradicts nobody');
    const { rows } = month.matchRules.cases(month.query, { trial: id, page: { start: 0, end: 50, sort: [], filter: { outcome: 'won' } } });
    assert.deepEqual(rows.map(({ reference, why, lines }) => [reference, lines.map(({ side, on }) => `${side} ${on}`), /Equal amounts 6 days apart/.test(why)]), [['WHS-20412', ['left 2026-10-14', 'right 2026-10-20'], true]]);
    month.write(context => month.reconciliation.matchEntries(context, { leftIds: [line('left', 4400).id], rightIds: [line('right', 6000).id], differenceReason: 'manual', note: '' }));
    assert.deepEqual(tryIt().total.contradict, 1);
  });

  test('every month is tried, a locked one too; what has come since is told apart from what the draft changes', async () => {
    month.bankStatement('1200', { opening: '406.00', from: '2026-11-01', to: '2026-11-30', lines: 'on | amount | reference | party\n2026-11-05 | 19.00 | | HILL' });
    month.post('cash', '1200', 'on | kind | amount | reference | second\n2026-11-09 | receipt | 19.00 | 109600 | WHS-20700');
    await month.refresh(NOVEMBER);
    matchByHand(4400, 4400);
    month.write(({ db, audit }) => {
      db.run({ text: "INSERT INTO period_close (period, prepared_by, reviewed_by, figures_hash) VALUES ('2026-10', 'Priya', 'Sam', 'x')", values: [] });
      // As if a line of the match had come before the rule could see another.
      db.run({ text: "UPDATE match SET automatic = 1, rule = 'amountAndDate' WHERE rule = 'manual'", values: [] });
      audit('test.lock', {});
    });
    change(withRule('amountAndDate', { windowDays: 3 }));
    const { byMonth, byRuleAndMonth, total } = tryIt();
    assert.deepEqual(byMonth.map(({ period, locked, lost, since }) => ({ period, locked, lost, since })), [{ period: NOVEMBER, locked: false, lost: 1, since: 0 }, { period: OCTOBER, locked: true, lost: 1, since: 1 }]);
    assert.deepEqual([byRuleAndMonth.filter(({ rule }) => rule === 'amountAndDate').map(({ period, lost }) => [period, lost]), total.lost], [[[NOVEMBER, 1], [OCTOBER, 1]], 2]);
    await assert.rejects(month.refresh(OCTOBER), refused('period.locked'));
  });

  test('is stopped by whoever began it, and nothing of it is kept', async () => {
    change(withRule('reversal', { on: false }));
    const stop = new AbortController();
    const trying = month.matchRules.try({ ...month.task(ada), signal: stop.signal }, {});
    stop.abort();
    await assert.rejects(trying, refused('matchRules.trialStopped'));
    assert.equal(state().trial, null);
  });
});

describe('rules at work', () => {
  test('one that asks leaves what it finds to a person, and no weaker one takes it', async () => {
    putInForce(withRule('amountAndDate', { automatic: false }));
    await month.refresh();
    assert.deepEqual([line('left', 6000).state, line('left', 7000).state, ruleAt(6000), line('left', 2500).state], ['suggested', 'suggested', 'amountAndDate', 'matched']);
  });

  test('a difference is suggested though the last rule is off', async () => {
    putInForce(withRule('amountAndDate', { on: false }, withRule('referenceDifference', { toleranceMinor: 0 })));
    await month.refresh();
    assert.deepEqual([line('left', 6000).state, line('left', 3100).state, ruleAt(3100)], ['open', 'suggested', 'referenceDifference']);
  });

  test('days are working days where the rules say so', async () => {
    // Thursday 8 to Monday 12 October: four days, two of them working days.
    putInForce({ ...withRule('amountAndDate', { windowDays: 2 }), days: 'ukWorking' });
    await month.refresh();
    assert.deepEqual([ruleAt(7000), ruleAt(4400)], ['amountAndDate', '']);
  });

  test('matches of other rules and of people stay what they were, to the id', async () => {
    matchByHand(4400, 4400);
    const ids = (): string[] => [2500, 6000, 4400].map(minor => line('left', minor).matchId ?? '');
    const before = ids();
    putInForce(withRule('amountAndDate', { windowDays: 3 }));
    await month.refresh();
    assert.deepEqual([ids(), line('left', 7000).state], [before, 'open']);
  });

  test('what stands twice is named within its days, and not at all when the rule is off', async () => {
    month.post('cash', '1200', 'on | kind | amount | reference | second\n2026-10-27 | receipt | 25.00 | 109510 | WHS-20500');
    const named = (): string => month.entries('payments', '1200', 'right').find(({ reference }) => reference === '109510')?.reasonText ?? '';
    await month.refresh();
    assert.match(named(), /WHS-20500 stands twice in the ledger with 25\.00 GBP: 109504 of 15 October and 109510 of 27 October/);
    assert.equal(month.matchRules.rates(month.query, {}).byRule.find(({ rule }) => rule === 'duplicate')?.found, 1);
    putInForce(withRule('duplicate', { windowDays: 5 }));
    await month.refresh();
    assert.doesNotMatch(named(), /twice/);
  });
});

test('a payment that stands twice at the bank is told, which was first and which repeats it, and waits for a person', async () => {
  month.bankStatement('1200', { opening: '318.00', from: '2026-11-01', to: '2026-11-30', lines: `
    on         | amount | reference | party
    2026-11-04 | 52.00  | WHS-20701 | IVES
    2026-11-06 | 52.00  | WHS-20701 | IVES
    2026-11-10 | 53.00  | WHS-20702 | IVES
    2026-11-10 | 53.00  | WHS-20703 | JUDD` });
  month.post('cash', '1200', 'on | kind | amount | reference | second\n2026-11-04 | receipt | 52.00 | 109700 | WHS-20701\n2026-11-10 | receipt | 53.00 | 109701 | WHS-20702');
  await month.refresh(NOVEMBER);
  const told = month.entries('payments', '1200', 'left', NOVEMBER).filter(({ on, state: stands }) => on > '2026-11' && stands === 'open').map(({ on, amountMinor, reason, reasonText }) => [on, amountMinor, reason, reasonText.replace(/^.*has it once\. /, '')]);
  assert.deepEqual(told, [
    ['2026-11-04', 5200, null, 'This is the earlier: match it. The other is the copy: a line that came twice, or a second payment to be posted and given back.'],
    ['2026-11-06', 5200, null, 'The other is earlier; this is the copy: a line that came twice, or a second payment to be posted and given back.'], ['2026-11-10', 5300, null, '']]);
});

describe('rates', () => {
  const rateOf = (name: RuleName) => { const { matches, entries, matchable, takenApart, confirmed } = month.matchRules.rates(month.query, {}).byRule.find(({ rule }) => rule === name) ?? assert.fail(); return { matches, entries, matchable, takenApart, confirmed }; };

  test('count lines that matched by themselves against all that are matched, and what people took apart', () => {
    assert.deepEqual(rateOf('amountAndDate'), { matches: 2, entries: 4, matchable: 10, takenApart: 0, confirmed: 0 });
    takeApart(7000);
    matchByHand(4400, 4400);
    assert.deepEqual(rateOf('amountAndDate'), { matches: 1, entries: 2, matchable: 10, takenApart: 1, confirmed: 0 });
    const { total, byMonth, byRuleAndMonth } = month.matchRules.rates(month.query, {});
    assert.deepEqual([total.entries, total.matchable, total.takenApart, byMonth.map(({ period, takenApart }) => [period, takenApart])], [8, 10, 1, [[OCTOBER, 1]]]);
    assert.deepEqual(byRuleAndMonth.find(({ rule, period }) => rule === 'amountAndDate' && period === OCTOBER)?.takenApart, 1);
  });

  test('a suggestion that is refused is no false match; one that is confirmed is the rule’s, but not automatic', async () => {
    putInForce(withRule('amountAndDate', { automatic: false }));
    await month.refresh();
    takeApart(7000);
    month.write(context => month.reconciliation.confirm(context, { matchId: line('left', 6000).matchId ?? assert.fail() }), sam);
    assert.deepEqual(rateOf('amountAndDate'), { matches: 0, entries: 0, matchable: 8, takenApart: 0, confirmed: 1 });
  });

  test('whoever matches alike by hand what was taken apart has changed their mind', () => {
    takeApart(7000);
    matchByHand(7000, 7000);
    assert.equal(rateOf('amountAndDate').takenApart, 0);
  });
});

test('months and rules read, admins change, and a bound names rule and field', () => {
  assert.equal(bookOf(3, withRule('opening', { on: false })).rules.some(({ name }) => name === 'opening'), false);
  const broken = RuleSet.safeParse(withRule('amountAndDate', { windowDays: 20 }));
  assert.deepEqual(broken.error?.issues.map(({ path, message }) => [path.join('.'), message]), [['rules.12.windowDays', 'the rule amountAndDate takes at most 7 days apart while it matches by itself; up to 31 if it only asks']]);
  assert.deepEqual(key.period, OCTOBER);
});
