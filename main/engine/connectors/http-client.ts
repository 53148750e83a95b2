import { Pool } from 'undici';
import { assert } from '../../../shared/values/assert.ts';
import { wholeAnswer } from './http-answer.ts';

export type HttpRequest = {
  origin: string;
  /** With its query. */
  path: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  headers: Record<string, string>;
  body: string | undefined;
  signal: AbortSignal | undefined;
};

export type HttpAnswer = { status: number; retryAfter: string | null; text: string };

/** One request as the log shows it: no query values, no headers, no bodies. */
export type HttpLogLine = { origin: string; method: string; path: string; query: string[]; status: number | string; tookMs: number; answerBytes: number };

export type HttpOptions = {
  /** How long the first byte of an answer, and each next one, may take. */
  timeoutMs: number;
  /** Sockets per origin; more requests than that wait their turn here. */
  connections: number;
  nowMs: () => number;
  log?: ((line: HttpLogLine) => void) | undefined;
};

export type Http = { exchange(request: HttpRequest): Promise<HttpAnswer>; close(): Promise<void> };

/** refused: never arrived, so nothing happened there. lost: it may have been carried out. */
export type LinkTrouble = 'refused' | 'lost' | 'timeout' | 'tooLarge' | 'certificate' | 'unknownHost' | 'aborted';

/** No answer came, or none that may be read. */
export class LinkError extends Error {
  override name = 'LinkError';
  readonly trouble: LinkTrouble;
  constructor(trouble: LinkTrouble, cause: unknown) {
    super(`no answer: ${trouble}`, { cause });
    this.trouble = trouble;
  }
}

const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const MAX_ORIGINS = 12;
const CONNECT_TIMEOUT_MS = 15_000;
const KEEP_ALIVE_MS = 30_000;

const TROUBLES: Readonly<Record<string, LinkTrouble>> = {
  ECONNREFUSED: 'refused', EHOSTUNREACH: 'refused', ENETUNREACH: 'refused', UND_ERR_CONNECT_TIMEOUT: 'refused', EADDRNOTAVAIL: 'refused',
  ENOTFOUND: 'unknownHost', EAI_AGAIN: 'unknownHost',
  UND_ERR_HEADERS_TIMEOUT: 'timeout', UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'tooLarge', UND_ERR_ABORTED: 'aborted', ABORT_ERR: 'aborted',
};

function troubleOf(error: unknown, signal: AbortSignal | undefined): LinkTrouble {
  if (signal?.aborted) return 'aborted';
  const code = codeOf(error) || codeOf((error as { cause?: unknown } | null)?.cause);
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL|EPROTO/.test(code)) return 'certificate';
  return TROUBLES[code] ?? 'lost';
}

function codeOf(error: unknown): string {
  // An error of several tries (IPv6 and IPv4) keeps them in a list.
  const { code, errors } = (error ?? {}) as { code?: unknown; errors?: unknown[] };
  return typeof code === 'string' ? code : Array.isArray(errors) ? codeOf(errors[0]) : '';
}

/** Keep-alive sockets per origin, time and size limits, and no opinion about what an answer means. */
export function openHttp({ timeoutMs, connections, nowMs, log }: HttpOptions): Http {
  const pools = new Map<string, Pool>();

  function poolFor(origin: string): Pool {
    let pool = pools.get(origin);
    if (!pool) {
      assert(pools.size < MAX_ORIGINS, 'one client talks to a handful of hosts');
      pool = new Pool(origin, {
        connections, pipelining: 1, headersTimeout: timeoutMs, bodyTimeout: timeoutMs, keepAliveTimeout: KEEP_ALIVE_MS,
        maxResponseSize: MAX_ANSWER_BYTES, connect: { timeout: Math.min(CONNECT_TIMEOUT_MS, timeoutMs) },
      });
      pools.set(origin, pool);
    }
    return pool;
  }

  return {
    async exchange({ origin, path, method, headers, body, signal }) {
      const startedMs = log ? nowMs() : 0;
      try {
        signal?.throwIfAborted();
        const { status, headers: answered, text } = await wholeAnswer(poolFor(origin), { path, method, headers, body: body ?? null }, signal);
        const retryAfter = answered['retry-after'];
        if (log) log(lineOf({ origin, path, method }, status, nowMs() - startedMs, text.length));
        return { status, retryAfter: typeof retryAfter === 'string' ? retryAfter : null, text };
      } catch (error) {
        const trouble = troubleOf(error, signal);
        if (log) log(lineOf({ origin, path, method }, trouble, nowMs() - startedMs, 0));
        throw new LinkError(trouble, error);
      }
    },
    async close() {
      await Promise.all([...pools.values()].map(pool => pool.destroy()));
      pools.clear();
    },
  };
}

function lineOf({ origin, path, method }: { origin: string; path: string; method: string }, status: number | string, tookMs: number, answerBytes: number): HttpLogLine {
  const [bare = '', query = ''] = path.split('?', 2);
  return { origin, method, path: bare, query: query ? query.split('&').map(part => part.split('=', 1)[0] ?? '') : [], status, tookMs, answerBytes };
}
