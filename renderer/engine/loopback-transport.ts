import { Result, ToPage } from '../../shared/contract/wire.ts';
import { listeners, type EngineEvent, type Transport } from './transport.ts';

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5_000;
/** A line longer than this is no event of ours. */
const MAX_LINE_CHARACTERS = 1_000_000;

const UNREACHABLE: Result = {
  ok: false,
  error: { code: 'engine.unreachable', recovery: 'retry', message: 'Tieout’s engine does not answer. It is asked again by itself; what you typed is kept.' },
};

type Options = { token: string; session: string | null; keepSession: (session: string | null) => void };

/** Over HTTP on this machine: POST /call, and GET /events as lines of JSON. Events come by fetch because EventSource cannot send the token. */
export function loopbackTransport({ token, session, keepSession }: Options): Transport {
  const events = listeners<EngineEvent>();
  const connection = listeners<boolean>();
  let current = session;
  let stream = new AbortController();

  const headers = (): Record<string, string> => ({
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    ...(current === null ? {} : { 'x-tieout-session': current }),
  });

  async function call(method: string, input: unknown, signal?: AbortSignal): Promise<Result> {
    try {
      const response = await fetch('/call', { method: 'POST', headers: headers(), body: JSON.stringify({ method, input }), ...(signal ? { signal } : {}) });
      const parsed = Result.safeParse(await response.json());
      return parsed.success ? parsed.data : UNREACHABLE;
    } catch (error) {
      if (signal?.aborted) throw error;
      return UNREACHABLE;
    }
  }

  async function listen(mine: AbortController): Promise<void> {
    let wait = FIRST_WAIT_MS;
    while (!mine.signal.aborted) {
      try {
        const response = await fetch('/events', { headers: headers(), signal: mine.signal });
        if (response.ok && response.body) {
          wait = FIRST_WAIT_MS;
          connection.tell(true);
          await readLines(response.body, line => tellEvent(line, events.tell));
        }
      } catch {
        // The loop below tries again; a caller sees the state through onConnection.
      }
      if (mine.signal.aborted) return;
      connection.tell(false);
      await new Promise(resolve => setTimeout(resolve, wait));
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
  }

  void listen(stream);

  return {
    call,
    onEvent: events.add,
    onConnection: connection.add,
    setSession(next) {
      current = next;
      keepSession(next);
      stream.abort();
      stream = new AbortController();
      void listen(stream);
    },
  };
}

async function readLines(body: ReadableStream<Uint8Array>, onLine: (line: string) => void): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
    rest = (lines.pop() ?? '').slice(-MAX_LINE_CHARACTERS);
    for (const line of lines) if (line.trim() !== '') onLine(line);
  }
}

function tellEvent(line: string, tell: (event: EngineEvent) => void): void {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return;
  }
  const parsed = ToPage.safeParse(json);
  if (parsed.success && parsed.data.type === 'event') tell({ name: parsed.data.name, payload: parsed.data.payload });
}
