import { EventEmitter } from 'node:events';
import type { Dispatcher } from 'undici';

export type WholeAnswer = { status: number; headers: Record<string, string | string[] | undefined>; text: string };

const STOPPED = 'stopped';
const stopsOf = new WeakMap<AbortSignal, EventEmitter>();

/** One listener on a signal, however many requests it stops: a listener of its own is a tenth of what a request costs. */
function stopOf(signal: AbortSignal): EventEmitter {
  let stop = stopsOf.get(signal);
  if (!stop) {
    const made = new EventEmitter().setMaxListeners(0);
    signal.addEventListener('abort', () => made.emit(STOPPED), { once: true });
    stopsOf.set(signal, made);
    stop = made;
  }
  return stop;
}

const decoder = new TextDecoder();

/** Answers are small and wanted whole, so they are taken in as they come; a stream for each would cost more than they do. */
export function wholeAnswer(dispatcher: Dispatcher, request: Dispatcher.DispatchOptions, signal: AbortSignal | undefined): Promise<WholeAnswer> {
  return new Promise((resolve, reject) => {
    const stop = signal && stopOf(signal);
    const chunks: Buffer[] = [];
    let controller: Dispatcher.DispatchController | null = null;
    let status = 0;
    let answered: WholeAnswer['headers'] = {};
    const stopped = (): void => {
      // One that still waits for a socket has nothing to break off; it is told when its turn comes.
      controller?.abort(reasonOf(signal));
      if (controller === null) reject(reasonOf(signal));
    };
    stop?.once(STOPPED, stopped);
    dispatcher.dispatch(request, {
      onRequestStart(started) {
        controller = started;
        if (signal?.aborted) started.abort(reasonOf(signal));
      },
      onResponseStart(_controller, statusCode, headers) {
        status = statusCode;
        answered = headers;
      },
      onResponseData: (_controller, chunk) => void chunks.push(chunk),
      onResponseEnd() {
        stop?.off(STOPPED, stopped);
        const [only] = chunks;
        resolve({ status, headers: answered, text: decoder.decode(only && chunks.length === 1 ? only : Buffer.concat(chunks)) });
      },
      onResponseError(_controller, error) {
        stop?.off(STOPPED, stopped);
        reject(error);
      },
    });
  });
}

const reasonOf = (signal: AbortSignal | undefined): Error => (signal?.reason instanceof Error ? signal.reason : new DOMException('Stopped.', 'AbortError'));
