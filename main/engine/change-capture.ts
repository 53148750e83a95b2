import type { Connection } from '../../shared/contract/connections.ts';
import { AppError } from '../../shared/contract/errors.ts';
import type { Sessions } from './connections/sessions.ts';
import { connectorOf } from './connectors/registry.ts';
import { takesWebhooks, isPolled } from './connectors/change-settings.ts';
import type { Connector } from './connectors/connector.ts';
import { commit } from './commit.ts';
import type { EngineEvent, EngineOptions } from './engine.ts';
import type { TaskContext } from './handler.ts';
import { automationOf, beginRuns, hasChanges, hasUnfinished, isFree } from './runs/automatic-runs.ts';
import type { Automation } from './runs/automatic-runs.ts';
import type { RunControl } from './runs/run-control.ts';
import type { Store } from './store/open-store.ts';
import type { Knock, Answer } from './webhooks/receiver.ts';
import { openWebhooks } from './webhooks/handlers.ts';
import type { WebhookDoor } from './webhooks/handlers.ts';
import { makeWatch } from './webhooks/watch.ts';
import { hasNews, takeUpNews } from './webhooks/webhook-store.ts';

/** What a host needs to listen for deliveries. */
export type WebhookListening = {
  /** Whether a connection takes deliveries, so that somebody should listen for them. */
  wanted(): boolean;
  receive(knock: Knock): Promise<Answer>;
  /** The origin where the host listens; null: no longer. */
  listensAt(origin: string | null): void;
};

export type ChangeCapture = {
  handlers: WebhookDoor['handlers'];
  listening: WebhookListening;
  /** Adds what is known of the webhooks of a connection. */
  shown(connection: Connection): Connection;
  onEvent(event: EngineEvent): void;
  /** Looks for what was left over from before. */
  begin(): void;
  /** Runs that begin by themselves come first, so that none begins while the others are being paused. */
  close(): Promise<void>;
};

type Given = { options: EngineOptions; store: Store; system: TaskContext; sessions: Sessions; control: RunControl; connectorFor(connectionId: string): Connector };

/** Deliveries come in hundreds a second; what follows from them is thought of this long after the first of them. */
const TELL_MS = 1_000;

/** Puts together who hears of changes, who looks for them, and what begins then. */
export function captureChanges({ options, store, system, sessions, control, connectorFor }: Given): ChangeCapture {
  const { vault, now, newId, wait, onMistake } = options;
  const db = store.read;
  const nowMs = (): number => Date.parse(now());
  const automation = (): Automation | null => automationOf(db, now(), connectorFor);
  const closing = new AbortController();
  let telling: Promise<void> | null = null;

  function begin(by: 'webhook' | 'schedule'): boolean {
    const ready = automation();
    if (!ready || !isFree(db, ready)) return false;
    try {
      return system.commit(['runs', 'connections'], context => {
        const [run] = beginRuns(context, control, ready, by);
        if (run !== undefined) context.audit('webhooks.takenUp', { run, by, deliveries: takeUpNews(context.db, [ready.source.id], run) });
        return run !== undefined;
      });
    } catch (error) {
      if (!(error instanceof AppError)) onMistake('webhooks.begin', error);
      return false;
    }
  }

  async function tell(): Promise<void> {
    await wait(TELL_MS, closing.signal).catch(() => {});
    telling = null;
    if (closing.signal.aborted) return;
    watch.poke();
    system.announce('changed', { groups: ['webhooks', 'connections', 'audit'] });
  }

  const watch = makeWatch({
    reason() {
      const ready = automation();
      if (!ready) return null;
      if (takesWebhooks(ready.source.settings) && hasNews(db, [ready.source.id])) return 'news';
      return hasUnfinished(db, ready, system.caller.name) ? 'unfinished' : null;
    },
    isPolled: () => isPolled(automation()?.source.settings ?? {}),
    isFree() {
      const ready = automation();
      return ready !== null && isFree(db, ready);
    },
    async look(signal) {
      const ready = automation();
      const found = ready !== null && await hasChanges(db, await sessions.open(ready.source.id), ready, signal);
      return { found, rateLimit: (ready && sessions.live(ready.source.id)?.rateLimit) ?? null };
    },
    begin, nowMs, wait: (ms, signal) => wait(ms, signal), onMistake: error => onMistake('webhooks.watch', error),
  });

  const door = openWebhooks({
    db, vault, sessions, connectorOf, nowMs, wait: ms => wait(ms), onMistake,
    commit: work => commit({ store, now, newId }, system.caller, work),
    onNews: () => void (telling ??= tell()),
  });

  return {
    handlers: door.handlers,
    listening: { wanted: door.wanted, receive: door.receive, listensAt: door.listensAt },
    shown(connection) {
      const webhooks = door.stateOf(connection);
      return webhooks ? { ...connection, webhooks } : connection;
    },
    onEvent({ name, payload }) {
      // Both payloads are the engine's own; see shared/contract/events.ts.
      const { groups = [], state = 'running' } = payload as { groups?: readonly string[]; state?: string };
      if (name === 'changed' && groups.includes('connections')) door.forgetSecrets();
      const matters = name === 'runProgress' ? state !== 'running' : groups.some(group => ['connections', 'settings', 'close'].includes(group));
      if (matters) watch.poke();
    },
    begin: () => watch.poke(),
    async close() {
      closing.abort();
      await watch.close();
      await door.close();
    },
  };
}
