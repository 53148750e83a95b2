import { AppError } from '../../../shared/contract/errors.ts';
import { instant } from '../../../shared/values/date.ts';
import type { Instant } from '../../../shared/values/date.ts';
import type { Json, Refusal, Sent, StepName } from '../connectors/connector.ts';
import { backOffMs, MAX_ATTEMPTS } from './back-off.ts';
import type { Failure, Letter, Outcome } from './outbox-store.ts';

export type Attempted = {
  letter: Letter; outcome: Outcome; request: string; status: string; answer: string;
  /** The system said something we could use, even when this letter is not through: it is not down. */
  answered: boolean;
  /** Our own mistake on the way; the delivery ends with it once everything is settled. */
  mistake?: unknown;
};

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
const MAX_WAVE = 2_048;
/** Waves in which nothing but refusals to answer came back before the system counts as down. */
const MAX_BAD_WAVES = 4;
const ANSWER_CHARS = 4_000;

/**
 * Sends the queued letters of some steps, wave by wave, until none is left. A letter whose answer was lost is asked about, never
 * sent again blindly. Throws `fixConnection` (the sign-in is gone) or `retry` (the system is down) with everything settled and saved.
 */
export async function deliver(delivery: Delivery): Promise<void> {
  const { lanes, turn } = delivery;
  let limit = lanes * MIN_WAVE_PER_LANE;
  let settled: Attempted[] = [];
  let badWaves = 0;
  for (;;) {
    if (settled.length > 0) badWaves = settled.some(({ answered }) => answered) ? 0 : badWaves + 1;
    const reason = reasonToEnd(settled, badWaves);
    const ends = reason !== null || delivery.stopped();
    // A delivery that ends claims nothing: a letter that is claimed but not sent would count as maybe sent.
    const letters = turn(settled, ends ? 0 : limit);
    if (reason !== null) throw reason;
    if (ends) return;
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

/** Why no more letters may go out: our own mistake, a sign-in that is gone, a system that is down. */
function reasonToEnd(settled: readonly Attempted[], badWaves: number): unknown {
  const mistaken = settled.find(({ mistake }) => mistake !== undefined);
  if (mistaken) return mistaken.mistake;
  const signedOut = settled.find(({ outcome }) => outcome.kind === 'queued');
  if (signedOut) return new AppError('outbox.signedOut', 'fixConnection', signedOut.status);
  if (badWaves < MAX_BAD_WAVES) return null;
  return new AppError('outbox.down', 'retry', `The system does not answer (${settled[0]?.status ?? ''}). The run waits; nothing is lost. Resume it when the system is back.`);
}

async function sendWave(letters: readonly Letter[], delivery: Delivery): Promise<Attempted[]> {
  const results: Attempted[] = [];
  let next = 0;
  let ended = false;
  const lane = async (): Promise<void> => {
    for (let letter = letters[next++]; letter; letter = letters[next++]) {
      const result = ended ? notSent(letter) : await attempt(letter, delivery);
      if (result.outcome.kind === 'queued' || result.mistake !== undefined) ended = true;
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(delivery.lanes, letters.length) }, lane));
  // What ended the wave comes first: its words say why.
  return results.sort((a, b) => Number(a.status === NOT_SENT) - Number(b.status === NOT_SENT));
}

const NOT_SENT = 'not sent: the wave had ended';
const notSent = (letter: Letter): Attempted => ({ letter, outcome: { kind: 'queued' }, request: '', status: NOT_SENT, answer: '', answered: false });

/** A letter in doubt is asked about; only when the system certainly does not hold it, it is sent (again), a limited number of times. */
async function attempt(letter: Letter, delivery: Delivery): Promise<Attempted> {
  const body = JSON.parse(letter.body) as Json;
  const inDoubt = letter.state === 'inDoubt';
  let asked = false;
  try {
    const found = inDoubt ? await delivery.find(letter, body) : null;
    asked = inDoubt;
    if (inDoubt && found === null && letter.attempts >= MAX_ATTEMPTS) return givenUp(letter);
    const sent = found ?? (await delivery.send(letter, body));
    const answer = JSON.stringify(sent.answer);
    return { letter, outcome: { kind: 'sent', id: sent.id, number: sent.number, answer, wasThere: found !== null }, request: letter.body, status: found ? 'already there' : 'accepted', answer: answer.slice(0, ANSWER_CHARS), answered: true };
  } catch (error) {
    const outcome = outcomeOf(error, letter, { delivery, asked });
    const failed: Attempted = { letter, outcome, request: letter.body, status: error instanceof Error ? error.message.slice(0, 300) : 'failed', answer: '', answered: asked || outcome.kind === 'buried' };
    return error instanceof AppError ? failed : { ...failed, mistake: error };
  }
}

/** Sent often enough, never answered, and certainly not there: a person has to look at it, the others go on. */
function givenUp(letter: Letter): Attempted {
  const message = `${letter.reference} was sent ${letter.attempts} times; the system gave no proper answer and does not hold it. Look at the document, then send it again.`;
  return { letter, outcome: { kind: 'buried', failure: { code: 'outbox.unanswered', about: letter.step, field: null, recovery: 'fixRecord', message } }, request: letter.body, status: 'given up: not there', answer: '', answered: true };
}

function outcomeOf(error: unknown, letter: Letter, { delivery, asked }: { delivery: Delivery; asked: boolean }): Outcome {
  const nextTryAt = instant(Date.parse(delivery.now()) + backOffMs(letter.attempts + 1, delivery.random()));
  const inDoubt = letter.state === 'inDoubt';
  const sent = asked || !inDoubt;
  // A mistake of ours: what was being sent may have arrived.
  if (!(error instanceof AppError)) return { kind: 'inDoubt', message: 'Tieout made a mistake while this was being sent. It is asked about before it is sent again.', nextTryAt, sent };
  const refusal = delivery.refusal(error);
  if (refusal) return { kind: 'buried', failure: refusal };
  const failure: Failure = { code: error.code, about: '', field: error.field ?? null, recovery: error.recovery, message: error.message };
  if (error.recovery === 'fixConnection') return { kind: 'queued' };
  // A question that failed (find) leaves the doubt as it was; a lost write begins one.
  if (error.code === 'http.lost' || (inDoubt && error.recovery === 'retry')) return { kind: 'inDoubt', message: error.message, nextTryAt, sent };
  if (error.recovery === 'retry' && letter.attempts + 1 < MAX_ATTEMPTS) return { kind: 'retry', failure, nextTryAt };
  if (!sent) return { kind: 'buried', failure: { ...failure, message: `${failure.message} It may have arrived: look for ${letter.reference} in the system before sending it again.` } };
  return { kind: 'buried', failure };
}
