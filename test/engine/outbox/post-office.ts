import { join } from 'node:path';
import { commit } from '../../../main/engine/commit.ts';
import type { Json, Sent } from '../../../main/engine/connectors/connector.ts';
import { deliver } from '../../../main/engine/outbox/deliver.ts';
import type { Attempted, Delivery } from '../../../main/engine/outbox/deliver.ts';
import { claimLetters, doubtEverythingSending, enqueueLetter, nextTryAt, settleLetter } from '../../../main/engine/outbox/outbox-store.ts';
import type { Letter } from '../../../main/engine/outbox/outbox-store.ts';
import { sql } from '../../../main/engine/store/sql.ts';
import { openStore } from '../../../main/engine/store/open-store.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { afterwards, folder, testClock } from '../../support/new-engine.ts';
import type { TestClock } from '../../support/new-engine.ts';

const ENGINE = { personId: 'system', name: 'Tieout', role: 'system', session: null } as const;

/** What becomes of one sending at the target: taken, taken without an answer, not taken without an answer, busy, refused, signed out. */
export type Mood = 'take' | 'takeAndLoseAnswer' | 'loseBoth' | 'busy' | 'refuse' | 'signedOut' | 'mistake';

export const lost = () => new AppError('http.lost', 'retry', 'The line broke off.');
export const busy = () => new AppError('http.503', 'retry', 'The system is busy.');
export const signedOut = () => new AppError('http.401', 'fixConnection', 'Sign in again.');
export const refused = () => new AppError('http.400', 'fixRecord', 'The system refused this record: no tax code.');

/** A pretend system that keeps what it took, with a mood for each sending and each question. */
export function fakeTarget({ mood, answersQuestions = () => true }: { mood(key: string, sending: number): Mood; answersQuestions?(key: string): boolean }) {
  const holds = new Map<string, number>();
  const sendings: string[] = [];
  const questions: string[] = [];
  let underway = 0;
  let most = 0;
  const keyOf = (body: Json): string => (body as { key: string }).key;
  return {
    holds, sendings, questions,
    mostAtOnce: () => most,
    async send(body: Json): Promise<Sent> {
      const key = keyOf(body);
      sendings.push(key);
      const now = mood(key, sendings.filter(one => one === key).length);
      underway += 1;
      most = Math.max(most, underway);
      await new Promise(resolve => setImmediate(resolve));
      underway -= 1;
      if (now === 'take' || now === 'takeAndLoseAnswer') holds.set(key, (holds.get(key) ?? 0) + 1);
      if (now === 'takeAndLoseAnswer' || now === 'loseBoth') throw lost();
      if (now === 'busy') throw busy();
      if (now === 'refuse') throw refused();
      if (now === 'signedOut') throw signedOut();
      if (now === 'mistake') throw new TypeError('our own mistake');
      return { id: key, number: key, answer: { key } };
    },
    async find(body: Json): Promise<Sent | null> {
      const key = keyOf(body);
      questions.push(key);
      if (!answersQuestions(key)) throw busy();
      return holds.has(key) ? { id: key, number: key, answer: { key } } : null;
    },
  };
}

export type PostOffice = {
  clock: TestClock;
  put(...keys: string[]): void;
  states(): Record<string, string>;
  letter(key: string): { state: string; attempts: number; message: string; nextTryAt: string | null };
  deliver(target: Pick<Delivery, 'lanes'> & ReturnType<typeof fakeTarget>, options?: { stopped?: () => boolean; random?: () => number; onTurn?: (settled: readonly Attempted[]) => void }): Promise<void>;
  /** What a restart after a crash does. */
  crash(): void;
};

/** The outbox over a real file, and nothing else of the engine. */
export function openPostOffice(clock: TestClock = testClock()): PostOffice {
  const store = openStore({ file: join(folder(), 'tieout.sqlite'), migrations: 'resources/migrations' });
  afterwards(() => store.close());
  let count = 0;
  const newId = (prefix: string): string => `${prefix}_${(count += 1)}`;
  const inCommit = <T>(work: Parameters<typeof commit<T>>[2]): T => commit({ store, now: clock.now, newId }, ENGINE, work);
  inCommit(({ db, audit }) => {
    db.run(sql`INSERT INTO connection (id, system, label, environment, settings, state, state_text) VALUES ('con_1', 'sage200', 'Sage 200', 'Sandbox', '{}', 'ready', '')`);
    audit('test.connection', {});
  });
  return {
    clock,
    put: (...keys) => inCommit(({ db, audit, now }) => {
      for (const key of keys) enqueueLetter(db, { id: newId('let'), key, runId: null, recordId: null, connectionId: 'con_1', step: 'salesOrder', reference: key, channel: '', amountMinor: 100, currency: 'GBP', body: JSON.stringify({ key }), mappingVersion: null }, now);
      audit('test.put', { keys });
    }),
    states: () => Object.fromEntries(store.read.all<{ key: string; state: string }>(sql`SELECT key, state FROM letter ORDER BY rowid`).map(({ key, state }) => [key, state])),
    letter: key => store.read.get(sql`SELECT state, attempts, message, next_try_at AS nextTryAt FROM letter WHERE key = ${key}`) ?? { state: 'none', attempts: 0, message: '', nextTryAt: null },
    deliver: (target, { stopped = () => false, random = () => 0, onTurn = () => undefined } = {}) => deliver({
      steps: ['salesOrder'], lanes: target.lanes, stopped, random,
      send: (_letter, body) => target.send(body),
      find: (_letter, body) => target.find(body),
      refusal: error => (error instanceof AppError && error.code === 'http.400' ? { code: 'taxCode.missing', about: '', field: null, recovery: 'fixRecord', message: error.message } : null),
      turn(settled, limit): Letter[] {
        onTurn(settled);
        return inCommit(({ db, audit, now }) => {
          for (const { letter, outcome } of settled) settleLetter(db, letter, outcome, now);
          audit('test.turn', { settled: settled.length });
          return claimLetters(db, ['salesOrder'], limit, now);
        });
      },
      nextTryAt: () => nextTryAt(store.read, ['salesOrder']),
      now: clock.now, wait: ms => clock.wait(ms),
    }),
    crash: () => inCommit(({ db, audit, now }) => {
      doubtEverythingSending(db, now);
      audit('test.crash', {});
    }),
  };
}
