import { ToPage, type FromPage, type Result } from '../../shared/contract/wire.ts';
import { listeners, type EngineEvent, type Transport } from './transport.ts';

const RESTARTED: Result = {
  ok: false,
  error: { code: 'engine.restarted', recovery: 'retry', message: 'Tieout’s engine was restarted in the middle of this step. Try it again.' },
};

/**
 * Over a MessagePort that the preload hands to the page. When the engine restarts the page is given a new port:
 * calls under way then end with `engine.restarted`, and everything on the screen reloads.
 */
export function portTransport(first: MessagePort): Transport & { replacePort(port: MessagePort): void } {
  const events = listeners<EngineEvent>();
  const connection = listeners<boolean>();
  const waiting = new Map<number, (result: Result) => void>();
  let nextId = 1;
  let port = first;

  function onMessage(event: MessageEvent): void {
    const parsed = ToPage.safeParse(event.data);
    if (!parsed.success) return;
    if (parsed.data.type === 'event') {
      events.tell({ name: parsed.data.name, payload: parsed.data.payload });
      return;
    }
    waiting.get(parsed.data.id)?.(parsed.data.result);
    waiting.delete(parsed.data.id);
  }

  function listenTo(next: MessagePort): void {
    port = next;
    port.onmessage = onMessage;
    port.onmessageerror = null;
    port.start();
  }

  listenTo(first);

  return {
    call: (method, input, signal) => new Promise((resolve, reject) => {
      const id = nextId++;
      const send = (message: FromPage) => port.postMessage(message);
      waiting.set(id, resolve);
      signal?.addEventListener('abort', () => {
        if (!waiting.delete(id)) return;
        send({ type: 'cancel', id });
        reject(signal.reason);
      }, { once: true });
      send({ type: 'request', id, method, input });
    }),
    onEvent: events.add,
    onConnection: connection.add,
    /** The host binds the person to the port when they sign in, so there is nothing to send. */
    setSession: () => {},
    replacePort(next) {
      port.close();
      listenTo(next);
      for (const answer of waiting.values()) answer(RESTARTED);
      waiting.clear();
      connection.tell(true);
    },
  };
}
