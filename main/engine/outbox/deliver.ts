import { AppError } from '../../../shared/contract/errors.ts';
import { instant } from '../../../shared/values/date.ts';
import type { Instant } from '../../../shared/values/date.ts';
import type { Json, Refusal, Sent, StepName } from '../connectors/connector.ts';
import { backOffMs, MAX_ATTEMPTS } from './back-off.ts';
import type { Failure, Letter, Outcome } from './outbox-store.ts';

export type Attempted = { letter: Letter; outcome: Outcome; request: string; status: string; answer: string };

export type Delivery = {
  steps: readonly StepName[];
  /** Letters on the way at once. */
  lanes: number;
  send(letter: Letter, body: Json): Promise<Sent>;
  find(letter: Letter, body: Json): Promise<Sent | null>;
  /** What the system's own words say about a refused letter; null leaves it to the error. */
  refusal(error: unknown): Refusal | null;
  /** One commit: settles what came back and claims the next letters. */
  turn(settled: readonly Attempted[], limit: number): Letter[];
  nextTryAt(): Instant | null;
  now(): Instant;
  random(): number;
  wait(ms: number): Promise<void>;
  /** Asked between waves: true ends the delivery with nothing on the way. */
  stopped(): boolean;
};

/** A wave is sized to about this long, so that progress shows and a crash leaves little in doubt. */
const WAVE_MS = 1_000;
const MIN_WAVE_PER_LANE = 4;
const MAX_WAVE = 512;
/** Waves in which nothing but refusals to answer came back before the system counts as down. */
const MAX_BAD_WAVES = 4;
const ANSWER_CHARS = 4_000;

/**
 * Sends the queued letters of some steps, wave by wave, until none is left. A letter whose answer was lost is asked about, never
 * sent again blindly. Throws `fixConnection` (the sign-in is gone) or `retry` (the system is down) with everything settled and saved.
 */
export async function deliver(delivery: Delivery): Promise<void> {
  const { lanes, turn, stopped } = delivery;
  let limit = lanes * MIN_WAVE_PER_LANE;
  let settled: Attempted[] = [];
  let badWaves = 0;
  for (;;) {
    const letters = turn(settled, stopped() ? 0 : limit);
    const broken = settled.find(({ outcome }) => outcome.kind === 'queued');
    if (broken) throw new AppError('outbox.signedOut', 'fixConnection', broken.status);
    badWaves = settled.length > 0 && settled.every(({ outcome }) => outcome.kind === 'retry' || outcome.kind === 'inDoubt') ? badWaves + 1 : 0;
    if (badWaves >= MAX_BAD_WAVES) throw new AppError('outbox.down', 'retry', `The system does not answer (${settled[0]?.status ?? ''}). The run waits; nothing is lost. Resume it when the system is back.`);
    if (stopped()) return;
    if (letters.length === 0) {
      const next = delivery.nextTryAt();
      if (next === null) return;
      await delivery.wait(Math.max(10, Math.min(1_000, Date.parse(next) - Date.parse(delivery.now()))));
      settled = [];
      continue;
    }
    const startedAt = Date.parse(delivery.now());
    settled = await sendWave(letters, delivery);
    const tookMs = Date.parse(delivery.now()) - startedAt;
    limit = Math.max(lanes * MIN_WAVE_PER_LANE, Math.min(MAX_WAVE, tookMs < WAVE_MS / 2 ? limit * 2 : tookMs > WAVE_MS * 2 ? Math.ceil(limit / 2) : limit));
  }
}

async function sendWave(letters: readonly Letter[], delivery: Delivery): Promise<Attempted[]> {
  const results: Attempted[] = [];
  let next = 0;
  let signedOut = false;
  const lane = async (): Promise<void> => {
    for (let letter = letters[next++]; letter; letter = letters[next++]) {
      const result: Attempted = signedOut ? { letter, outcome: { kind: 'queued' }, request: '', status: 'not sent: signed out', answer: '' } : await attempt(letter, delivery);
      if (result.outcome.kind === 'queued') signedOut = true;
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(delivery.lanes, letters.length) }, lane));
  return results;
}

async function attempt(letter: Letter, delivery: Delivery): Promise<Attempted> {
  const body = JSON.parse(letter.body) as Json;
  try {
    const found = letter.state === 'inDoubt' ? await delivery.find(letter, body) : null;
    const sent = found ?? (await delivery.send(letter, body));
    const answer = JSON.stringify(sent.answer);
    return { letter, outcome: { kind: 'sent', id: sent.id, number: sent.number, answer, wasThere: found !== null }, request: letter.body, status: found ? 'already there' : 'accepted', answer: answer.slice(0, ANSWER_CHARS) };
  } catch (error) {
    return { letter, outcome: outcomeOf(error, letter, delivery), request: letter.body, status: error instanceof Error ? error.message.slice(0, 300) : 'failed', answer: '' };
  }
}

function outcomeOf(error: unknown, letter: Letter, delivery: Delivery): Outcome {
  const refusal = delivery.refusal(error);
  if (refusal) return { kind: 'buried', failure: refusal };
  if (!(error instanceof AppError)) throw error;
  const failure: Failure = { code: error.code, about: '', field: error.field ?? null, recovery: error.recovery, message: error.message };
  if (error.recovery === 'fixConnection') return { kind: 'queued' };
  const nextTryAt = instant(Date.parse(delivery.now()) + backOffMs(letter.attempts + 1, delivery.random()));
  // A question that failed (find) leaves the doubt as it was; a lost write begins one.
  if (error.code === 'http.lost' || (letter.state === 'inDoubt' && error.recovery === 'retry')) return { kind: 'inDoubt', message: error.message, nextTryAt };
  if (error.recovery === 'retry' && letter.attempts + 1 < MAX_ATTEMPTS) return { kind: 'retry', failure, nextTryAt };
  return { kind: 'buried', failure };
}
