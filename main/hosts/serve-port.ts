import { FromPage, type Result, type ToPage } from '../../shared/contract/wire.ts';
import type { Engine } from '../engine/engine.ts';
import { sessionAfter } from './session-of.ts';

/** Any message port: of Electron, of a worker thread, of the page. */
export type EnginePort = {
  post(message: ToPage): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
};

/** More calls at once than any page has; a page that loops must not fill the engine's memory. */
const MAX_CALLS_AT_ONCE = 500;

const failed = (code: string, message: string): Result => ({ ok: false, error: { code, recovery: 'report', message } });

/** One window: its calls, its cancellations, its events. The person who signed in is bound to the port, never read from a message. */
export function servePort(engine: Pick<Engine, 'call' | 'onEvent'>, port: EnginePort): void {
  const underWay = new Map<number, AbortController>();
  let session: string | null = null;
  let open = true;

  function reply(id: number, result: Result): void {
    if (!open) return;
    try {
      port.post({ type: 'reply', id, result });
    } catch {
      // An answer that cannot be cloned must still end the page's waiting.
      port.post({ type: 'reply', id, result: failed('host.answer', 'The answer could not be handed to the window. Copy the details and report it.') });
    }
  }

  async function answer(id: number, method: string, input: unknown): Promise<void> {
    if (underWay.has(id) || underWay.size >= MAX_CALLS_AT_ONCE) {
      reply(id, failed('host.busy', 'This window asks for too much at once. Reload it.'));
      return;
    }
    const controller = new AbortController();
    underWay.set(id, controller);
    const result = await engine.call(session, method, input, controller.signal);
    underWay.delete(id);
    session = sessionAfter(method, result, session);
    reply(id, result);
  }

  port.onMessage(message => {
    const parsed = FromPage.safeParse(message);
    if (!parsed.success) return;
    if (parsed.data.type === 'cancel') underWay.get(parsed.data.id)?.abort();
    else void answer(parsed.data.id, parsed.data.method, parsed.data.input);
  });
  const stopEvents = engine.onEvent(({ name, payload }) => {
    if (open) port.post({ type: 'event', name, payload });
  });
  port.onClose(() => {
    open = false;
    stopEvents();
    for (const controller of underWay.values()) controller.abort();
  });
}
