import OpenAI, { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import { z } from 'zod';
import { assert } from '../../../shared/values/assert.ts';
import type { Tokens } from './cost.ts';

const MAX_ANSWER_BYTES = 512 * 1024;
const MAX_TOKENS = 10_000_000;
/** A service that is busy says when to come back; longer than this nobody waits for. */
const LONGEST_PAUSE_S = 30;
const MAX_TRIES = 2;
const MAX_QUOTED = 160;

export type Service = { readonly baseUrl: string; readonly key: string | null; readonly timeoutMs: number };
type Sending = { readonly signal: AbortSignal; wait(ms: number, signal?: AbortSignal): Promise<void> };

/** What became of a request. `sent`: it may have been carried out and charged. */
export type Outcome =
  | { readonly ok: true; readonly text: string; readonly tokens: Tokens | null; readonly model: string }
  | { readonly ok: false; readonly code: Failure; readonly message: string; readonly sent: boolean; readonly tokens: Tokens | null };

export type Failure = 'key' | 'address' | 'form' | 'busy' | 'service' | 'unreachable' | 'timeout' | 'tooLarge' | 'unreadable' | 'refused' | 'truncated' | 'cancelled';

const TokenCount = z.int().min(0).max(MAX_TOKENS);
const Usage = z.object({ prompt_tokens: TokenCount, completion_tokens: TokenCount });
const Completion = z.object({
  model: z.string().max(200).catch(''),
  choices: z.array(z.object({ finish_reason: z.string().nullish(), message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }) })).min(1).max(8),
  usage: z.unknown(),
});

class TooLarge extends Error {
  override name = 'TooLarge';
}

/** The whole answer, or a refusal to read on: a service that talks without end is cut off. */
async function limited(answer: Response): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of answer.body ?? []) {
    size += piece.byteLength;
    if (size > MAX_ANSWER_BYTES) throw new TooLarge('the answer is too large');
    pieces.push(piece);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}

export const HEADERS: Readonly<Record<string, string>> = { accept: 'application/json', 'content-type': 'application/json', 'user-agent': 'Tieout' };

/** Where a service takes questions. */
export const completionsUrl = (baseUrl: string): string => `${baseUrl.replace(/\/+$/, '')}/chat/completions`;

/** Lets through one request: to the address that was shown, with the bytes that were shown and these headers alone. What the library would tell of this machine stays here. */
function onlyWhatWasShown(body: string, { baseUrl, key }: Service): typeof fetch {
  const shown = completionsUrl(baseUrl);
  return async (url, init) => {
    assert((typeof url === 'string' || url instanceof URL) && String(url) === shown && init?.method?.toUpperCase() === 'POST' && init.body === body, 'what is sent is what was shown');
    const answer = await fetch(shown, { method: 'POST', headers: { ...HEADERS, ...(key === null ? {} : { authorization: `Bearer ${key}` }) }, body, redirect: 'error', signal: init.signal ?? null });
    return new Response(await limited(answer), { status: answer.status, headers: answer.headers });
  };
}

const failed = (code: Failure, message: string, { sent = false, tokens = null }: { sent?: boolean; tokens?: Tokens | null } = {}): Outcome => ({ ok: false, code, message, sent, tokens });

/** The service's own words, shortened, on one line and without anything that looks like a key. */
const quoted = (text: string): string => text.replace(/[^ -~]+/g, ' ').replace(/\b(?:sk|key|Bearer)[-_ ][\w-]{6,}/gi, '…').slice(0, MAX_QUOTED).trim();

function isCausedBy(error: unknown, found: (cause: Error) => boolean): boolean {
  let cause = error;
  for (let depth = 0; depth < 5 && cause instanceof Error; depth += 1) {
    if (found(cause)) return true;
    cause = cause.cause;
  }
  return false;
}

function failureOf(error: unknown, signal: AbortSignal): Outcome {
  if (signal.aborted || error instanceof APIUserAbortError) return failed('cancelled', 'The question was cancelled.', { sent: true });
  if (isCausedBy(error, cause => cause instanceof TooLarge)) return failed('tooLarge', `The answer is larger than ${MAX_ANSWER_BYTES / 1024} KB and was not read.`, { sent: true });
  if (error instanceof APIConnectionTimeoutError) return failed('timeout', 'The service did not answer in time. Try again, or allow more seconds under Settings.', { sent: true });
  if (error instanceof APIConnectionError) return failed('unreachable', 'The service cannot be reached at this address. Check the address and the network; a redirect is not followed.', { sent: true });
  if (!(error instanceof APIError)) return failed('unreadable', 'The service’s answer cannot be read.', { sent: true });
  const { status } = error as { status: number | undefined };
  const said = quoted(error.message);
  if (status === 401 || status === 403) return failed('key', `The service refused the key (${status}). Enter another one under Settings.`);
  if (status === 404) return failed('address', `The service knows no such address or model (404: ${said}). Check both under Settings.`);
  if (status === 400 || status === 422) return failed('form', `The service refused the form of the question (${said}). Test the connection under Settings, then ask again.`);
  if (status === 429) return failed('busy', `The service takes no more questions now (${said}). Try again later.`);
  return failed('service', `The service failed (${status ?? 'no status'}: ${said}). Try again later.`, { sent: true });
}

function tokensOf(usage: unknown): Tokens | null {
  const parsed = Usage.safeParse(usage);
  return parsed.success ? { read: parsed.data.prompt_tokens, written: parsed.data.completion_tokens } : null;
}

function outcomeOf(completion: unknown): Outcome {
  const parsed = Completion.safeParse(completion);
  if (!parsed.success) return failed('unreadable', 'The service’s answer cannot be read.', { sent: true });
  const { choices: [choice], usage, model } = parsed.data;
  const tokens = tokensOf(usage);
  const content = choice?.message.content ?? '';
  if ((choice?.message.refusal ?? '') !== '' || choice?.finish_reason === 'content_filter') return failed('refused', 'The model refused to answer.', { sent: true, tokens });
  if (choice?.finish_reason === 'length') return failed('truncated', 'The model’s answer was cut off.', { sent: true, tokens });
  return content.trim() === '' ? failed('unreadable', 'The model answered nothing.', { sent: true, tokens }) : { ok: true, text: content, tokens, model };
}

const pauseSeconds = (error: unknown): number => (error instanceof APIError && (error.status === 429 || error.status === 503) ? Number(error.headers?.get('retry-after') ?? Number.NaN) : Number.NaN);

/**
 * Sends one request, its bytes as they are, and reads one answer, bounded in time and size. A service that says when to come back is asked
 * once more. Never throws for what the world does: every failure is an outcome.
 */
export async function askModel(body: string, service: Service, { signal, wait }: Sending): Promise<Outcome> {
  const client = new OpenAI({
    apiKey: service.key ?? 'none', adminAPIKey: null, baseURL: service.baseUrl.replace(/\/+$/, ''), organization: null, project: null, webhookSecret: null,
    maxRetries: 0, timeout: service.timeoutMs, logLevel: 'off', fetch: onlyWhatWasShown(body, service),
  });
  // The text was made by JSON.stringify: what the library makes of it again is the same text, which the guard above checks.
  const parameters = JSON.parse(body) as OpenAI.ChatCompletionCreateParamsNonStreaming;
  for (let tries = 1; ; tries += 1) {
    try {
      return outcomeOf(await client.chat.completions.create(parameters, { signal }));
    } catch (error) {
      const seconds = pauseSeconds(error);
      if (tries < MAX_TRIES && !signal.aborted && seconds >= 0 && seconds <= LONGEST_PAUSE_S) {
        try {
          await wait(seconds * 1_000, signal);
          continue;
        } catch {
          return failureOf(error, signal);
        }
      }
      return failureOf(error, signal);
    }
  }
}
