import { AppError } from '../../../shared/contract/errors.ts';
import { queryText } from './addresses.ts';
import type { Ask, Connector, Json, Refusal } from './connector.ts';
import { errorText } from './error-text.ts';
import { LinkError } from './http-client.ts';
import type { Http, HttpAnswer } from './http-client.ts';
import { isWorthRepeating, LOST_WRITE_STATUSES, outcomeOf } from './http-outcomes.ts';
import { parseJson } from './json-value.ts';
import { slidingMinute } from './rate-limit.ts';
import type { Signed, SignIn } from './wire.ts';

/** What a client tells its connection about itself. */
export type Watch = {
  /** Waits that a person should know of: a pause the system asked for, or a full minute. */
  waiting(milliseconds: number): void;
  waited(): void;
  answered(kind: 'read' | 'write'): void;
  failed(error: AppError): void;
};

export type Wait = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

export type ClientOptions = {
  connector: Connector;
  signIn: SignIn;
  http: Http;
  nowMs: () => number;
  wait: Wait;
  /** 0 ≤ x < 1: spreads repeats, so that many clients do not come back at the same moment. */
  random: () => number;
  watch: Watch;
};

export type Client = { request(ask: Ask): Promise<Json>; usage(): { limitPerMinute: number; used: number } | null };

const READ_ATTEMPTS = 4;
const FIRST_BACK_OFF_MS = 500;
const THROTTLE_WAITS_MS = [5_000, 10_000, 20_000, 30_000, 30_000, 30_000];
const MAX_RETRY_AFTER_MS = 120_000;
const WORTH_TELLING_MS = 1_000;

/** The answer behind an AppError of a client: for the attempt's record, and for what a refusal is about. */
export class RefusedAnswer extends Error {
  override name = 'RefusedAnswer';
  readonly status: number;
  readonly body: string;
  readonly refusal: Refusal | null;
  constructor(status: number, body: string, refusal: Refusal | null) {
    super(`answer ${status}`);
    this.status = status;
    this.body = body;
    this.refusal = refusal;
  }
}

/** What the system refused, in the connector's reading; null when the error is no refusal that it knows. */
export const refusalOf = (error: unknown): Refusal | null => (error instanceof AppError && error.cause instanceof RefusedAnswer ? error.cause.refusal : null);

/** Speaks to one system: signs, counts, waits, repeats what is safe to repeat, and gives every other answer its meaning. */
export function openClient({ connector, signIn, http, nowMs, wait, random, watch }: ClientOptions): Client {
  const limits = slidingMinute(nowMs);
  const system = connector.label;

  async function waitOut(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    if (milliseconds < WORTH_TELLING_MS) return wait(milliseconds, signal);
    watch.waiting(milliseconds);
    try {
      await wait(milliseconds, signal);
    } finally {
      watch.waited();
    }
  }

  /** Waits as long as our own count or the system's request for a pause demands. */
  function turnOf(ask: Ask): Promise<void> | null {
    const { endpoint, perMinute } = connector.wire.limitOf(ask.path);
    const milliseconds = perMinute === null ? limits.pauseLeft(endpoint) : limits.book(endpoint, perMinute);
    return milliseconds > 0 ? waitOut(milliseconds, ask.signal) : null;
  }

  const exchange = (ask: Ask, signed: Signed): Promise<HttpAnswer> =>
    http.exchange({
      origin: signed.origin,
      path: pathUnder(signed, ask) + queryText(ask.query),
      method: ask.method,
      headers: ask.idempotencyKey === undefined ? signed.headers : { ...signed.headers, 'idempotency-key': ask.idempotencyKey },
      body: ask.body === undefined ? undefined : JSON.stringify(ask.body),
      signal: ask.signal,
    });

  async function attempt(ask: Ask): Promise<Json> {
    let repeats = 0;
    let throttled = 0;
    let renewed = false;
    for (;;) {
      ask.signal?.throwIfAborted();
      const turn = turnOf(ask);
      if (turn) await turn;
      const ready = signIn.sign(ask.path);
      const signed = ready instanceof Promise ? await ready : ready;
      let answer: HttpAnswer;
      try {
        answer = await exchange(ask, signed);
      } catch (error) {
        if (!(error instanceof LinkError)) throw error;
        if (ask.write || error.trouble === 'aborted' || !mayPass(error) || repeats + 1 >= READ_ATTEMPTS) throw failureOfLink(error, ask, system, signed.origin);
        await waitOut(backOff(repeats++, random), ask.signal);
        continue;
      }
      if (answer.status >= 200 && answer.status < 300) {
        const body = parseJson(answer.text);
        if (body !== undefined) return body;
        if (ask.write || repeats + 1 >= READ_ATTEMPTS) throw unreadable(answer, ask, system);
        await waitOut(backOff(repeats++, random), ask.signal);
      } else if (answer.status === 429 || connector.wire.isThrottled(answer.status, answer.text)) {
        const pauseMs = pauseOf(answer, throttled, nowMs());
        if (pauseMs === null) throw refused(answer, ask, connector);
        throttled += 1;
        limits.pause(connector.wire.limitOf(ask.path).endpoint, pauseMs);
      } else if (answer.status === 401 && !renewed) {
        renewed = true;
        await signIn.renew(signed.stamp);
      } else if (!ask.write && isWorthRepeating(answer.status) && repeats + 1 < READ_ATTEMPTS) {
        await waitOut(retryAfterMs(answer, nowMs()) ?? backOff(repeats, random), ask.signal);
        repeats += 1;
      } else {
        throw refused(answer, ask, connector);
      }
    }
  }

  return {
    async request(ask) {
      try {
        const body = await attempt(ask);
        watch.answered(ask.write ? 'write' : 'read');
        return body;
      } catch (error) {
        if (error instanceof AppError) watch.failed(error);
        throw error;
      }
    },
    usage: () => limits.usage(),
  };
}

/** An absolute address is taken only on the host that was signed for, so that a token never goes elsewhere. */
function pathUnder(signed: Signed, ask: Ask): string {
  if (!/^[a-z]+:\/\//i.test(ask.path)) return `${signed.basePath}${ask.path.startsWith('/') ? '' : '/'}${ask.path}`;
  const url = new URL(ask.path);
  if (url.origin !== signed.origin) throw new AppError('http.foreignHost', 'report', `A request to ${url.host} was stopped: the sign-in is not for that host.`);
  return url.pathname + url.search;
}

const mayPass = ({ trouble }: LinkError): boolean => trouble !== 'tooLarge' && trouble !== 'certificate';

const backOff = (repeats: number, random: () => number): number => FIRST_BACK_OFF_MS * 2 ** repeats * (0.75 + random() / 2);

function retryAfterMs({ retryAfter }: HttpAnswer, nowMs: number): number | null {
  if (retryAfter === null) return null;
  const milliseconds = /^\d{1,6}$/.test(retryAfter.trim()) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - nowMs;
  return Number.isNaN(milliseconds) ? null : Math.min(MAX_RETRY_AFTER_MS, Math.max(0, milliseconds));
}

const pauseOf = (answer: HttpAnswer, throttled: number, nowMs: number): number | null => {
  const usual = THROTTLE_WAITS_MS[throttled];
  return usual === undefined ? null : (retryAfterMs(answer, nowMs) ?? usual);
};

const LINK_SENTENCES: Readonly<Record<LinkError['trouble'], string>> = {
  refused: 'does not answer at {host}. Check that it is running and that this computer reaches it',
  unknownHost: 'cannot be found at {host}. Check the address and the internet connection',
  certificate: 'shows a certificate at {host} that does not prove who it is. Ask whoever runs the network before going on',
  timeout: 'took too long to answer at {host}',
  lost: 'broke off in the middle at {host}',
  tooLarge: 'gave an answer at {host} that is too large to be read',
  aborted: 'was not waited for',
};

export function failureOfLink(error: LinkError, ask: Pick<Ask, 'write' | 'signal'>, system: string, origin: string): AppError | Error {
  const { trouble } = error;
  const host = new URL(origin).host;
  const mayHaveHappened = trouble === 'lost' || trouble === 'timeout' || trouble === 'aborted' || trouble === 'tooLarge';
  if (ask.write && mayHaveHappened) return lostWrite(system, trouble === 'timeout' ? 'no answer in time' : 'the line broke off', error);
  if (trouble === 'aborted') return ask.signal?.reason instanceof Error ? ask.signal.reason : new DOMException('Stopped.', 'AbortError');
  const code = trouble === 'timeout' ? 'http.timeout' : trouble === 'certificate' ? 'http.certificate' : trouble === 'tooLarge' ? 'http.tooLarge' : 'http.unreachable';
  const recovery = trouble === 'certificate' ? 'fixConnection' : trouble === 'tooLarge' ? 'report' : 'retry';
  return new AppError(code, recovery, `${system} ${LINK_SENTENCES[trouble].replace('{host}', host)}.`, { cause: error });
}

const lostWrite = (system: string, why: string, cause: unknown): AppError =>
  new AppError('http.lost', 'retry', `${system} may or may not have taken this (${why}). It is asked before anything is sent again.`, { cause });

function unreadable(answer: HttpAnswer, ask: Ask, system: string): AppError {
  const cause = new RefusedAnswer(answer.status, answer.text.slice(0, 2_000), null);
  if (ask.write) return lostWrite(system, 'its answer cannot be read', cause);
  return new AppError('http.malformed', 'retry', `${system} gave an answer that cannot be read. If this goes on, check that nothing between this computer and ${system} changes what is sent.`, { cause });
}

function refused(answer: HttpAnswer, ask: Ask, connector: Connector): AppError {
  const { status, text } = answer;
  const body = parseJson(text) ?? text;
  const write = ask.write === true;
  const refusal = write && status >= 400 && status < 500 ? connector.refusal(status, body, ask.body ?? null) : null;
  const cause = new RefusedAnswer(status, text.slice(0, 2_000), refusal);
  if (refusal) return new AppError(refusal.code, refusal.recovery, refusal.message, { cause, ...(refusal.field !== null && { field: refusal.field }) });
  if (write && LOST_WRITE_STATUSES.has(status)) return lostWrite(connector.label, `answer ${status}`, cause);
  const [recovery, sentence] = outcomeOf(status, { write });
  const words = errorText(text);
  return new AppError(`http.${status}`, recovery, `${sentence.replaceAll('{system}', connector.label)}${words ? `: ${words.replace(/[.\s]+$/, '')}` : ''}.`, { cause });
}
