import assert from 'node:assert/strict';
import fc from 'fast-check';
import { afterEach, describe, test } from 'vitest';
import { AppError } from '../../../shared/contract/errors.ts';
import { numbersFrom } from '../../support/chance.ts';
import { cleanUp, testClock } from '../../support/new-engine.ts';
import { fakeTarget, openPostOffice } from './post-office.ts';
import type { Mood } from './post-office.ts';

const keys = (count: number): string[] => Array.from({ length: count }, (_, index) => `order ${index + 1}`);
const always = (mood: Mood) => ({ mood: () => mood });

async function failureOf(delivery: Promise<void>): Promise<AppError> {
  try {
    await delivery;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return assert.fail('the delivery did not end with a reason');
}

describe('delivering letters', () => {
  afterEach(cleanUp);

  test('letters go out once each, in the order in which they were queued', async () => {
    const office = openPostOffice();
    office.put(...keys(20));
    const target = fakeTarget(always('take'));
    await office.deliver({ ...target, lanes: 1 });
    assert.deepEqual(target.sendings, keys(20));
    assert.deepEqual([...new Set(Object.values(office.states()))], ['sent']);
  });

  test('never more are on the way at once than there are lanes', async () => {
    const office = openPostOffice();
    office.put(...keys(40));
    const target = fakeTarget(always('take'));
    await office.deliver({ ...target, lanes: 3 });
    assert.equal(target.mostAtOnce(), 3);
    assert.equal(target.holds.size, 40);
  });

  test('waves grow while the target is quick, so that many letters need few commits', async () => {
    const office = openPostOffice();
    office.put(...keys(300));
    const waves: number[] = [];
    await office.deliver({ ...fakeTarget(always('take')), lanes: 2 }, { onTurn: settled => waves.push(settled.length) });
    assert.deepEqual(waves, [0, 8, 16, 32, 64, 128, 52]);
  });

  test('a letter whose answer was lost is in doubt; the target is asked, holds it, and nothing is sent twice', async () => {
    const office = openPostOffice();
    office.put('order 1');
    const target = fakeTarget(always('takeAndLoseAnswer'));
    await office.deliver({ ...target, lanes: 1 });
    assert.deepEqual([target.sendings, target.questions, office.states()], [['order 1'], ['order 1'], { 'order 1': 'sent' }]);
  });

  test('a letter that never arrived is asked about first, then sent again', async () => {
    const office = openPostOffice();
    office.put('order 1');
    const target = fakeTarget({ mood: (_key, sending) => (sending === 1 ? 'loseBoth' : 'take') });
    await office.deliver({ ...target, lanes: 1 });
    assert.deepEqual([target.sendings.length, target.questions.length, target.holds.get('order 1')], [2, 1, 1]);
  });

  test('after a crash every letter that was on the way is asked about before anything is sent', async () => {
    const office = openPostOffice();
    office.put(...keys(6));
    const target = fakeTarget(always('take'));
    let turns = 0;
    const crash = office.deliver({ ...target, lanes: 2 }, { onTurn: () => { if ((turns += 1) === 2) throw new Error('the power went'); } });
    await assert.rejects(crash, /the power went/);
    assert.deepEqual([...new Set(Object.values(office.states()))], ['sending'], 'six arrived, and the file does not know');
    office.crash();
    await office.deliver({ ...target, lanes: 2 });
    assert.deepEqual([target.questions.toSorted(), target.sendings.length, [...target.holds.values()]], [keys(6), 6, [1, 1, 1, 1, 1, 1]]);
  });

  test('a letter the target refused is buried with its reason and the others go on', async () => {
    const office = openPostOffice();
    office.put(...keys(3));
    await office.deliver({ ...fakeTarget({ mood: key => (key === 'order 2' ? 'refuse' : 'take') }), lanes: 1 });
    assert.deepEqual(office.states(), { 'order 1': 'sent', 'order 2': 'buried', 'order 3': 'sent' });
    assert.match(office.letter('order 2').message, /no tax code/);
  });

  test('busy: the letter waits its time and goes out later', async () => {
    const office = openPostOffice();
    office.put('order 1');
    const startedAt = office.clock.nowMs();
    const target = fakeTarget({ mood: (_key, sending) => (sending < 3 ? 'busy' : 'take') });
    await office.deliver({ ...target, lanes: 1 });
    assert.deepEqual([target.sendings.length, office.states()], [3, { 'order 1': 'sent' }]);
    assert.ok(office.clock.nowMs() - startedAt >= 2_000 + 4_000, 'two waits lie between three attempts');
  });

  test('a letter that stays busy while others pass is buried after six attempts', async () => {
    const office = openPostOffice(testClock({ tickMs: 400 }));
    office.put('order 1');
    const target = fakeTarget({ mood: key => (key === 'order 1' ? 'busy' : 'take') });
    // Something else goes through between its attempts, so the system is not down.
    let extra = 0;
    await office.deliver({ ...target, lanes: 2 }, { onTurn: () => { if ((extra += 1) < 200) queueMicrotask(() => office.put(`other ${extra}`)); } });
    assert.deepEqual([office.letter('order 1').state, office.letter('order 1').attempts], ['buried', 6]);
  });

  test('a letter that the target never answers, though it answers questions, is buried once it is certain that it is not there', async () => {
    const office = openPostOffice();
    office.put('order 1', 'order 2');
    const target = fakeTarget({ mood: key => (key === 'order 1' ? 'loseBoth' : 'take') });
    await office.deliver({ ...target, lanes: 1 });
    assert.deepEqual(office.states(), { 'order 1': 'buried', 'order 2': 'sent' });
    assert.deepEqual([target.sendings.filter(key => key === 'order 1').length, target.holds.get('order 1')], [6, undefined]);
    assert.match(office.letter('order 1').message, /does not hold it/);
  });

  test('401: the delivery ends with the remedy; nothing is lost, nothing is in doubt, nothing stays claimed', async () => {
    const office = openPostOffice();
    office.put(...keys(30));
    const failure = await failureOf(office.deliver({ ...fakeTarget({ mood: key => (Number(key.slice(6)) > 4 ? 'signedOut' : 'take') }), lanes: 2 }));
    assert.deepEqual([failure.recovery, failure.message], ['fixConnection', 'Sign in again.']);
    const states = Object.values(office.states());
    assert.deepEqual([states.filter(state => state === 'sent').length, states.filter(state => state === 'queued').length], [4, 26]);
  });

  test('401 while asking about a letter in doubt: the doubt stays, so after signing in it is asked again', async () => {
    const office = openPostOffice();
    office.put('order 1');
    const target = fakeTarget({ mood: () => 'takeAndLoseAnswer' });
    let signedIn = false;
    const guarded = { ...target, find: (body: Parameters<typeof target.find>[0]) => (signedIn ? target.find(body) : Promise.reject(new AppError('http.401', 'fixConnection', 'Sign in again.'))) };
    assert.equal((await failureOf(office.deliver({ ...guarded, lanes: 1 }))).recovery, 'fixConnection');
    assert.equal(office.letter('order 1').state, 'inDoubt');
    signedIn = true;
    await office.deliver({ ...guarded, lanes: 1 });
    assert.deepEqual([target.sendings.length, target.holds.get('order 1')], [1, 1]);
  });

  test('the system is down: it ends with “retry”, everything is settled and nothing stays claimed', async () => {
    for (const mood of ['busy', 'loseBoth'] as const) {
      const office = openPostOffice();
      office.put(...keys(50));
      const failure = await failureOf(office.deliver({ ...fakeTarget({ mood: () => mood, answersQuestions: () => false }), lanes: 2 }));
      assert.deepEqual([failure.code, failure.recovery], ['outbox.down', 'retry']);
      assert.match(failure.message, /nothing is lost/);
      assert.equal(Object.values(office.states()).includes('sending'), false);
    }
  });

  test('a single letter finds out as well that the system is down', async () => {
    const office = openPostOffice();
    office.put('order 1');
    const failure = await failureOf(office.deliver({ ...fakeTarget({ mood: () => 'loseBoth', answersQuestions: () => false }), lanes: 2 }));
    assert.equal(failure.code, 'outbox.down');
    assert.equal(office.letter('order 1').state, 'inDoubt');
  });

  test('asked to stop in mid-wave, it finishes what is on the way and begins nothing', async () => {
    const office = openPostOffice();
    office.put(...keys(30));
    const target = fakeTarget(always('take'));
    await office.deliver({ ...target, lanes: 2 }, { stopped: () => target.sendings.length > 3 });
    const states = Object.values(office.states());
    assert.deepEqual([states.filter(state => state === 'sent').length, states.filter(state => state === 'queued').length], [8, 22]);
  });

  test('a mistake of ours ends the delivery with everything settled; what was being sent is in doubt', async () => {
    const office = openPostOffice();
    office.put(...keys(10));
    await assert.rejects(office.deliver({ ...fakeTarget({ mood: key => (key === 'order 3' ? 'mistake' : 'take') }), lanes: 2 }), TypeError);
    const states = office.states();
    assert.deepEqual([states['order 1'], states['order 3'], Object.values(states).includes('sending')], ['sent', 'inDoubt', false]);
  });

  test('whatever is lost on the way, every letter ends at the target exactly once', async () => {
    const moods: readonly Mood[] = ['take', 'take', 'takeAndLoseAnswer', 'loseBoth', 'busy'];
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 4 }), async (seed, count, lanes) => {
      const next = numbersFrom(seed);
      const office = openPostOffice();
      office.put(...keys(count));
      const target = fakeTarget({ mood: (_key, sending) => (sending >= 5 ? 'take' : moods[Math.floor(next() * moods.length)] ?? 'take'), answersQuestions: () => next() < 0.8 });
      for (let round = 0; round < 40 && Object.values(office.states()).some(state => state !== 'sent'); round += 1) {
        // Each round may end early: the power fails, or the system counts as down. Then it is begun again.
        let turns = 0;
        const powerFailsAt = next() < 0.4 ? 1 + Math.floor(next() * 4) : Infinity;
        await office.deliver({ ...target, lanes }, { random: next, onTurn: () => { if ((turns += 1) > powerFailsAt) throw new Error('the power went'); } }).catch(() => undefined);
        office.crash();
      }
      assert.deepEqual(Object.values(office.states()), keys(count).map(() => 'sent'));
      assert.deepEqual([...target.holds.values()], keys(count).map(() => 1));
    }), { numRuns: 12 });
  }, 180_000);
});
