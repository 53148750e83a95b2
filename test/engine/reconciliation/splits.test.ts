import assert from 'node:assert/strict';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { AppError } from '../../../shared/contract/errors.ts';
import type { Entry } from '../../../shared/contract/reconciliation.ts';
import { addMonths } from '../../../shared/values/date.ts';
import type { EntryId } from '../../../shared/values/id.ts';
import { sql } from '../../../main/engine/store/sql.ts';
import { AMAZON, OCTOBER, openMonth, type Month } from './fake-month.ts';

const NOVEMBER = addMonths(OCTOBER, 1);
const key = { kind: 'payments' as const, account: '1200', period: OCTOBER };

let month: Month;
beforeEach(async () => {
  month = openMonth([{ ...AMAZON, clearingBank: '' }]);
  month.bankStatement('1200', { opening: '0.00', from: '2026-10-01', to: '2026-10-31', lines: `
    on         | amount | reference    | party    | text
    2026-10-05 | 97.00  | COLLECTED    | FERN LTD | two invoices less charges
    2026-10-20 | 31.00  | WHS-20419    | OAK LTD  | ` });
  month.post('cash', '1200', `
    on         | kind    | amount | reference | second
    2026-10-05 | receipt | 60.00  | 109500    | WHS-20410
    2026-10-06 | receipt | 40.00  | 109501    | WHS-20411
    2026-10-20 | receipt | 50.00  | 109502    | WHS-20430`);
  await month.refresh();
});
afterEach(() => month.end());

const refused = (code: string, words = /./) => (error: unknown): boolean => error instanceof AppError && error.code === code && words.test(error.message);
const all = (period = OCTOBER): Entry[] => [...month.entries('payments', '1200', 'left', period), ...month.entries('payments', '1200', 'right', period)];
/** The line of an amount, or else the part. */
const line = (minor: number, period = OCTOBER): Entry => all(period).filter(({ amountMinor }) => amountMinor === minor).sort((a, b) => Number(a.part !== null) - Number(b.part !== null))[0] ?? assert.fail(`no line of ${minor}`);
type Wanted = { amountMinor: number; reference?: string; note?: string };
const split = (whole: Pick<Entry, 'id'> | undefined, ...parts: Wanted[]): Entry[] => month.write(context => month.reconciliation.split(context, { entryId: whole?.id ?? assert.fail('nothing to split'), parts: parts.map(part => ({ reference: '', note: '', ...part })) })).parts;
const join = (of: Pick<Entry, 'id'> | undefined): Entry => month.write(context => month.reconciliation.join(context, { entryId: of?.id ?? assert.fail('nothing to join') }));
const matchAll = (...entries: Entry[]) => month.write(context => month.reconciliation.matchEntries(context, { leftIds: idsOf(entries, 'left'), rightIds: idsOf(entries, 'right'), note: '' }));
const part = (...entries: Entry[]) => month.write(context => month.reconciliation.matchPart(context, { leftIds: idsOf(entries, 'left'), rightIds: idsOf(entries, 'right'), note: '' }));
const idsOf = (entries: readonly Entry[], side: Entry['side']): EntryId[] => entries.filter(entry => entry.side === side).map(({ id }) => id);
const tell = ({ part: of, amountMinor, state, reference }: Entry): string => `${of ? `${of.number} of ${of.of} of ${of.line}` : 'whole'} ${reference} ${amountMinor} ${state}`;
const lastAudit = (): string => month.store.read.get<{ entry: string }>(sql`SELECT e.action || ' ' || d.detail AS entry FROM audit_entry e JOIN audit_detail d ON d.seq = e.seq ORDER BY e.seq DESC LIMIT 1`)?.entry ?? '';

const INVOICES: Wanted[] = [{ amountMinor: 6000, reference: 'WHS-20410' }, { amountMinor: 4000, reference: '109501' }, { amountMinor: -300, note: 'Collecting bank kept its charge' }];

describe('a line in parts', () => {
  test('its parts stand in its place, and no figure moves but the number of open items', () => {
    const before = month.figures('payments', '1200');
    const parts = split(line(9700), ...INVOICES);
    assert.deepEqual(parts.map(tell), ['1 of 3 of COLLECTED WHS-20410 6000 open', '2 of 3 of COLLECTED 109501 4000 open', '3 of 3 of COLLECTED COLLECTED -300 open']);
    assert.deepEqual(month.figures('payments', '1200'), { ...before, open: before.open + 2 });
    assert.ok(!all().some(({ amountMinor }) => amountMinor === 9700));
    assert.match(lastAudit(), /^reconciliation\.split .*"amountMinor":9700.*"note":"Collecting bank kept its charge"/);
  });

  test('parts with a reference of their own are matched by the next reading; the split stays', async () => {
    split(line(9700), ...INVOICES);
    await month.refresh();
    assert.deepEqual(month.entries('payments', '1200', 'left').filter(({ part: of }) => of !== null).map(tell), ['1 of 3 of COLLECTED WHS-20410 6000 matched', '2 of 3 of COLLECTED 109501 4000 matched', '3 of 3 of COLLECTED COLLECTED -300 open']);
    const figures = month.figures('payments', '1200');
    assert.deepEqual([figures.leftCount, figures.leftMinor, figures.automatic], [2, 12800, 2]);
  });

  test('the parts sum to the line, none is nothing, and one of the other sign says why', () => {
    const { id } = line(9700);
    assert.throws(() => split({ id }, { amountMinor: 6000 }, { amountMinor: 3000 }), refused('reconciliation.partSum', /come to 90\.00 GBP, the line to 97\.00 GBP: 7\.00 GBP is missing/));
    assert.throws(() => split({ id }, { amountMinor: 6000 }, { amountMinor: 4000 }), refused('reconciliation.partSum', /3\.00 GBP is too much/));
    assert.throws(() => split({ id }, { amountMinor: 9700 }, { amountMinor: 0 }), refused('reconciliation.partOfNothing', /Part 2/));
    assert.throws(() => split({ id }, { amountMinor: 10000 }, { amountMinor: -300 }), refused('reconciliation.partSign', /Part 2 of -3\.00 GBP goes the other way/));
  });

  test('what is matched is not split, nor what is being posted', () => {
    const [a] = split(line(6000), { amountMinor: 2000 }, { amountMinor: 4000 });
    matchAll(...split(line(3100), { amountMinor: 2000 }, { amountMinor: 1100 }).slice(0, 1), a ?? assert.fail());
    assert.throws(() => split(a, { amountMinor: 1000 }, { amountMinor: 1000 }), refused('reconciliation.matched', /Part 1 of 2 of 109500/));
    const { id } = line(5000);
    month.write(context => month.reconciliation.proposeAdjustment(context, { key, entryIds: [id], kind: 'correction', nominalCode: '7900', narrative: 'Not ours' }));
    assert.throws(() => split({ id }, { amountMinor: 2000 }, { amountMinor: 3000 }), refused('reconciliation.adjusted', /109502/));
  });

  test('a part is split like a line: its parts stand beside the others, at most twenty of them', () => {
    const [first, rest] = split(line(9700), { amountMinor: 6000, reference: 'WHS-20410' }, { amountMinor: 3700, note: 'the rest' });
    split(rest, { amountMinor: 3000 }, { amountMinor: 700, reference: 'WHS-1' });
    assert.deepEqual(month.entries('payments', '1200', 'left').slice(0, 3).map(tell), ['1 of 3 of COLLECTED WHS-20410 6000 open', '2 of 3 of COLLECTED COLLECTED 3000 open', '3 of 3 of COLLECTED WHS-1 700 open']);
    assert.equal(line(3000).text, 'the rest');
    assert.throws(() => split(first, ...Array.from({ length: 19 }, () => ({ amountMinor: 1 })), { amountMinor: 5981 }), refused('reconciliation.tooManyParts', /22 parts; at most 20/));
  });

  test('what a person said of the line holds for its parts', async () => {
    const whole = line(9700);
    month.write(context => month.reconciliation.explain(context, { entryIds: [whole.id], reason: 'paidTogether', note: 'Fern pays for two shops.' }));
    const before = month.figures('payments', '1200');
    const [first] = split(whole, ...INVOICES);
    assert.deepEqual([first?.state, first?.reasonText], ['explained', 'Fern pays for two shops.']);
    assert.equal(month.figures('payments', '1200').unexplainedMinor, before.unexplainedMinor);
    await month.refresh();
    assert.equal(line(-300).reasonText, 'Fern pays for two shops.');
  });
});

describe('joining the parts', () => {
  test('the line is open again as it was, with its id, and the trail says so', () => {
    const before = line(9700);
    const parts = split(before, ...INVOICES);
    assert.deepEqual(join(parts[1]), before);
    assert.match(lastAudit(), /^reconciliation\.join /);
    assert.throws(() => join(before), refused('reconciliation.notSplit'));
    const again = split(before, { amountMinor: 9000 }, { amountMinor: 700 });
    assert.ok(again.every(({ id }) => !parts.some(old => old.id === id)), 'the id of a part is given once');
  });

  test('a part that is matched stands in the way, by name', () => {
    const parts = split(line(9700), { amountMinor: 6000 }, { amountMinor: 3700 });
    const match = matchAll(parts[0] ?? assert.fail(), line(6000));
    const [, open] = parts;
    assert.match(month.reconciliation.splitOf(month.query, { entryId: open?.id ?? assert.fail() }).whyNotJoin ?? '', /Part 1 of 2 of COLLECTED of 60\.00 GBP is matched/);
    assert.throws(() => join(open), refused('reconciliation.partMatched', /Take that match apart first/));
    month.write(context => month.reconciliation.unmatch(context, { matchId: match.id, note: '' }));
    assert.equal(join(open).amountMinor, 9700);
  });

  test('what was taken apart once stays refused for the parts together, and for the line again', async () => {
    const [pence, receipt] = [line(3100), line(5000)];
    const [a, b] = split(receipt, { amountMinor: 3100, reference: 'WHS-20419' }, { amountMinor: 1900 });
    await month.refresh();
    const made = month.matches('payments', '1200').find(({ left }) => left.some(({ id }) => id === pence.id)) ?? assert.fail('the reference proves it');
    month.write(context => month.reconciliation.unmatch(context, { matchId: made.id, note: 'not theirs' }));
    const [c] = split(a, { amountMinor: 3000 }, { amountMinor: 100 });
    await month.refresh();
    assert.ok(!month.matches('payments', '1200').some(({ left }) => left.some(({ id }) => id === pence.id)), 'the parts of the part were matched in its place');
    const joined = join(c ?? b);
    assert.equal(joined.id, receipt.id);
  });
});

describe('reading both sides again', () => {
  const receipt = () => month.ledger.find(({ reference }) => reference === '109500') ?? assert.fail();
  const parted = () => {
    const [first, second] = split(line(6000), { amountMinor: 3100 }, { amountMinor: 2900 });
    matchAll(first ?? assert.fail(), line(3100));
    return second ?? assert.fail();
  };

  test('another narrative leaves the split; another amount undoes it, takes its match apart and says so', async () => {
    parted();
    receipt().narrative = 'corrected';
    await month.refresh();
    assert.deepEqual(month.entries('payments', '1200', 'right').filter(({ part: of }) => of).map(entry => `${tell(entry)} ${entry.text}`), ['1 of 2 of 109500 109500 3100 matched corrected', '2 of 2 of 109500 109500 2900 open corrected']);
    receipt().amountMinor = 6100;
    await month.refresh();
    assert.match(tell(line(6100)), /^whole 109500 6100/);
    assert.match(line(6100).reasonText, /^Priya had split it into 31\.00 GBP and 29\.00 GBP\. It came to 60\.00 GBP then and to 61\.00 GBP now/);
    assert.notEqual(line(3100).state, 'matched');
    const said = month.store.read.all<{ detail: string }>(sql`SELECT d.detail FROM audit_entry e JOIN audit_detail d ON d.seq = e.seq WHERE e.action = 'reconciliation.refresh' AND d.detail LIKE '%splitsUndone%'`);
    assert.equal(said.length, 1);
    assert.match(said[0]?.detail ?? '', /"splitsUndone":\[\{"amountMinor":6000,"line":"109500","nowMinor":6100,"parts":\[3100,2900\]\}\]/);
    assert.match(said[0]?.detail ?? '', /"takenApart":\["mat_/);
  });

  test('what is wrong with the posting inside the ledger is told once, in however many parts it stands', async () => {
    month.orders(AMAZON.key, 'reference | number | despatched | amount\nWHS-20410 | 20410 | 2026-10-05 | 60.00\nWHS-20411 | 20411 | 2026-10-05 | 60.00');
    month.post('sales', 'AMZGBP', 'on | kind | amount | reference | second | urn | to\n2026-10-05 | invoice | 60.00 | I-A | WHS-20410 | 1 |\n2026-10-05 | invoice | 60.00 | I-B | WHS-20411 | 2 |\n2026-10-05 | receipt | -60.00 | 109500 | WHS-20410 | 3 | invoice 2: 60.00');
    const [first] = split(line(6000), { amountMinor: 3100, reference: 'OTHER-77' }, { amountMinor: 2900 });
    matchAll(first ?? assert.fail(), line(3100));
    await month.refresh();
    assert.match(month.close.state(month.query, { period: OCTOBER }).slips.first.join('\n'), /^Receipt 109500 of order WHS-20410 is allocated to invoice I-B[^\n]*$/);
    const matched = month.entries('payments', '1200', 'right').find(({ reference }) => reference === 'OTHER-77');
    assert.deepEqual([matched?.state, matched?.reason], ['matched', 'allocatedElsewhere']);
  });

  test('a line that is gone takes its parts with it', async () => {
    parted();
    month.ledger.splice(month.ledger.indexOf(receipt()), 1);
    month.write(({ db, audit }) => {
      // The clock of these tests stands still, so that the reading itself cannot tell what it did not see.
      db.run(sql`DELETE FROM ledger_posting WHERE reference = '109500'`);
      audit('test.gone', {});
    });
    await month.refresh();
    assert.ok(all().every(({ part: of }) => of === null));
    assert.equal(line(3100).matchId, null);
  });
});

describe('from month to month', () => {
  /** October with one line matched in part and everything else explained, signed by two people. */
  async function signedOctober(): Promise<void> {
    part(line(3100), line(5000));
    const open = all().filter(({ state }) => state === 'open').map(({ id }) => id);
    month.write(context => month.reconciliation.explain(context, { entryIds: open, reason: 'timing', note: 'Settled in November.' }));
    for (const account of month.close.state(month.query, { period: OCTOBER }).blockers) assert.doesNotMatch(account, /Bank/);
    month.write(({ db, audit }) => {
      db.run(sql`INSERT INTO period_close (period, prepared_by, prepared_at, reviewed_by, reviewed_at, figures_hash) VALUES (${OCTOBER}, 'Priya', '', 'Sam', '', '')`);
      audit('test.signed', {});
    });
  }

  test('the open part goes into the next month, is matched there, and nothing is lost between the two', async () => {
    await signedOctober();
    month.bankStatement('1200', { opening: '128.00', from: '2026-11-01', to: '2026-11-30', lines: 'on | amount | reference | party | text\n2026-11-03 | 19.00 | WHS-20430 | OAK LTD | ' });
    await month.refresh(NOVEMBER);
    assert.match(tell(line(1900, NOVEMBER)), /^(whole|2 of 2 of 109502) /);
    const carried = month.entries('payments', '1200', 'right', NOVEMBER).find(({ reference }) => reference === '109502') ?? assert.fail();
    assert.equal(tell(carried), '2 of 2 of 109502 109502 1900 matched');
    const proof = month.close.proof(month.query, { period: NOVEMBER });
    assert.deepEqual(proof.rollForward.flatMap(({ problems }) => problems), []);
    month.write(context => month.reconciliation.unmatch(context, { matchId: carried.matchId ?? assert.fail(), note: '' }));
    assert.throws(() => join(carried), refused('reconciliation.partMatched', /matched in 2026-10/));
    assert.match(tell(line(3100)), /matched/);
  });

  test('the month-end pack and the order’s chain call a part by its line, and count the line once', async () => {
    month.orders(AMAZON.key, 'reference | number | despatched | amount\nWHS-20430 | 20430 | 2026-10-18 | 50.00');
    const receipt = () => month.reconciliation.chains(month.query, { period: OCTOBER, page: { start: 0, end: 9, sort: [], filter: {} } }).rows[0]?.receipt;
    const whole = receipt();
    assert.equal(whole?.minor, 5000);
    await month.refresh(NOVEMBER);
    part(line(3100), line(5000));
    assert.deepEqual(receipt(), whole);
    await month.refresh(NOVEMBER);
    split(line(1900, NOVEMBER), { amountMinor: 1000 }, { amountMinor: 900 });
    assert.deepEqual(receipt(), whole);
    const { base64 } = await month.close.pack(month.task(), { period: OCTOBER, format: 'csv' });
    assert.match(Buffer.from(base64, 'base64').toString(), /2 of 2 of 109502.*19\.00/);
  });

  test('a line that changes after a part of it was signed leaves its rest open, and the signed part alone', async () => {
    await signedOctober();
    const posting = month.ledger.find(({ reference }) => reference === '109502') ?? assert.fail();
    posting.amountMinor = 4500;
    await month.refresh(NOVEMBER);
    assert.deepEqual(month.entries('payments', '1200', 'right', NOVEMBER).filter(({ part: of }) => of).map(tell), ['2 of 2 of 109502 109502 1400 open']);
    assert.deepEqual(month.entries('payments', '1200', 'right').filter(({ part: of }) => of).map(tell), ['1 of 2 of 109502 109502 3100 matched', '2 of 2 of 109502 109502 1900 explained']);
  });

  test('a carried line that is split, and joined, in the next month is not reported as lost', async () => {
    await month.refresh(NOVEMBER);
    const parts = split(line(9700, NOVEMBER), ...INVOICES);
    const problems = () => month.close.proof(month.query, { period: NOVEMBER }).rollForward.flatMap(({ problems: own }) => own);
    assert.deepEqual(problems(), []);
    await month.refresh();
    assert.match(tell(line(9700)), /^whole/);
    join(parts[0]);
    await month.refresh(NOVEMBER);
    assert.match(tell(line(9700, NOVEMBER)), /^whole/);
    assert.deepEqual(problems(), []);
  });
});

describe('part payment', () => {
  test('the larger line is split, what was paid is matched without a difference, and the rest is owed', () => {
    const { match, rest } = part(line(3100), line(5000));
    assert.deepEqual([match.differenceMinor, match.left.map(tell), match.right.map(tell)], [0, ['whole WHS-20419 3100 matched'], ['1 of 2 of 109502 109502 3100 matched']]);
    assert.deepEqual([tell(rest), rest.reason, rest.reasonText], ['2 of 2 of 109502 109502 1900 explained', 'partPaid', '31.00 GBP of 50.00 GBP is paid; the rest is owed.']);
  });

  test('of a line outside that is larger nobody knows what the rest is: it stays open', () => {
    const { rest } = part(line(9700), line(6000));
    assert.equal(tell(rest), '2 of 2 of COLLECTED COLLECTED 3700 open');
    part(rest, line(4000));
    assert.deepEqual(month.entries('payments', '1200', 'right').slice(0, 3).map(tell), ['whole 109500 6000 matched', '1 of 2 of 109501 109501 3700 matched', '2 of 2 of 109501 109501 300 explained']);
  });

  test('which of several lines is paid in part only a person can say', () => {
    assert.throws(() => part(line(3100), line(6000), line(4000)), refused('reconciliation.noPart', /one line on one side/));
    assert.equal(part(line(9700), line(4000), line(5000)).rest.amountMinor, 700);
  });
});

test('whatever is split, matched, taken apart, joined and read again: sums and counts of a side stay, every entry is in one place, and the gaps add up', async () => {
  const before = month.figures('payments', '1200');
  const step = fc.record({ act: fc.constantFrom('split', 'split', 'match', 'part', 'unmatch', 'join', 'refresh'), at: fc.nat(30), with: fc.nat(30), cut: fc.integer({ min: 1, max: 99 }) });
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), async steps => {
    for (const { act, at, with: other, cut } of steps) {
      const entries = all();
      const [entry, partner] = [entries[at % entries.length] ?? assert.fail(), entries[other % entries.length] ?? assert.fail()];
      const first = Math.trunc((entry.amountMinor * cut) / 100) || 1;
      try {
        if (act === 'split') split(entry, { amountMinor: first, note: 'one' }, { amountMinor: entry.amountMinor - first, note: 'another' });
        if (act === 'match') month.write(context => month.reconciliation.matchEntries(context, { leftIds: idsOf([entry, partner], 'left'), rightIds: idsOf([entry, partner], 'right'), differenceReason: 'timing', note: '' }));
        if (act === 'part') part(entry, partner);
        if (act === 'unmatch' && entry.matchId) month.write(context => month.reconciliation.unmatch(context, { matchId: entry.matchId ?? assert.fail(), note: '' }));
        if (act === 'join') join(entry);
        if (act === 'refresh') await month.refresh();
      } catch (error) {
        assert.ok(error instanceof AppError && error.code.startsWith('reconciliation.'), String(error));
      }
      checkLaws(before);
    }
  }), { numRuns: 15, seed: 7 });
});

function checkLaws(before: ReturnType<Month['figures']>): void {
  const figures = month.figures('payments', '1200');
  assert.deepEqual([figures.leftCount, figures.leftMinor, figures.rightCount, figures.rightMinor], [before.leftCount, before.leftMinor, before.rightCount, before.rightMinor]);
  const entries = all();
  const matches = month.matches('payments', '1200');
  const members = matches.flatMap(({ left, right }) => [...left, ...right].map(({ id }) => id));
  assert.equal(new Set(members).size, members.length);
  assert.deepEqual(entries.filter(({ matchId }) => matchId !== null).map(({ id }) => id).sort(), members.sort());
  const sum = (side: Entry['side']) => entries.filter(entry => entry.side === side && entry.state !== 'matched').reduce((total, { amountMinor }) => total + amountMinor, 0);
  const differences = matches.filter(({ state }) => state === 'confirmed').reduce((total, { differenceMinor }) => total + differenceMinor, 0);
  assert.equal(figures.rightMinor - figures.leftMinor, sum('right') - sum('left') + differences);
}
