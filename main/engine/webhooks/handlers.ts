import { hash } from 'node:crypto';
import type { SystemKey, WebhookState } from '../../../shared/contract/connections.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import type { webhooks as contractGroup } from '../../../shared/contract/webhooks.ts';
import { connectionById, findConnection, listConnections, saveSealedSecret, sealedSecrets } from '../connections/connection-store.ts';
import type { StoredConnection } from '../connections/connection-store.ts';
import { openSecrets, sealSecrets } from '../connections/credentials.ts';
import type { Sessions } from '../connections/sessions.ts';
import { schemeOf, takesWebhooks, WEBHOOK_SECRET } from '../connectors/change-settings.ts';
import type { Connector } from '../connectors/connector.ts';
import type { Commit, Handlers, TaskContext, Vault } from '../handler.ts';
import type { ReadDb } from '../store/sql.ts';
import { makeReceiver } from './receiver.ts';
import type { Receiver, TakenDelivery } from './receiver.ts';
import { verifierOf } from './signatures.ts';
import type { Verifier } from './signatures.ts';
import { insertDelivery, isKnown, listDeliveries, newsOf } from './webhook-store.ts';

export type WebhookDeps = {
  db: ReadDb;
  vault: Vault;
  sessions: Pick<Sessions, 'open'>;
  connectorOf(system: SystemKey, settings: Readonly<Record<string, string>>): Connector;
  /** As the engine itself, without telling the windows each time: deliveries come in hundreds a second. */
  commit<T>(work: (commit: Commit) => T): T;
  nowMs(): number;
  wait(ms: number): Promise<void>;
  onNews(): void;
  onMistake(where: string, error: unknown): void;
};

export type WebhookDoor = Receiver & {
  handlers: Handlers<typeof contractGroup>;
  /** Whether a connection takes deliveries, so that somebody should listen for them. */
  wanted(): boolean;
  /** The host listens here; null: no longer. */
  listensAt(origin: string | null): void;
  /** For the card of a connection whose webhooks are on; undefined for others. */
  stateOf(connection: Pick<StoredConnection, 'id' | 'system' | 'settings'>): WebhookState | undefined;
  /** Settings or secrets of connections changed: they are opened anew at the next delivery. */
  forgetSecrets(): void;
};

/** The newest secret and the one before it: deliveries that are on their way were signed with that. */
const SECRETS_KEPT = 2;

const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);

/** One audit entry a transaction, which names each delivery and what its body was. */
function journal({ db, audit, now }: Commit, batch: readonly TakenDelivery[]): boolean[] {
  const isNew = batch.map(delivery => insertDelivery(db, delivery, now));
  const taken = batch.filter((_, index) => isNew[index]);
  audit('webhooks.received', { taken: taken.map(({ connectionId, id, body }) => ({ connection: connectionId, id, body: hash('sha256', body, 'hex') })), duplicates: batch.length - taken.length });
  return isNew;
}

export function openWebhooks(deps: WebhookDeps): WebhookDoor {
  const { db, vault, sessions, connectorOf } = deps;
  const verifiers = new Map<string, Promise<Verifier>>();
  const refusals = new Map<string, { refused: number; refusedBecause: string }>();
  let listening: string | null = null;

  const takes = ({ system, settings }: Pick<StoredConnection, 'system' | 'settings'>): boolean => takesWebhooks(settings) && connectorOf(system, settings).webhooks !== undefined;
  const addressOf = (connectionId: string): string | null => listening && `${listening}/hooks/${connectionId}`;
  const secretsOf = async (connectionId: string): Promise<string[]> => words((await openSecrets(vault, sealedSecrets(db, connectionId).filter(({ name }) => name === WEBHOOK_SECRET)))[WEBHOOK_SECRET] ?? '');

  async function verifierFor(connectionId: string): Promise<Verifier | null> {
    const known = verifiers.get(connectionId);
    if (known) return known;
    const connection = findConnection(db, connectionId);
    if (!connection || !takes(connection)) return null;
    const opening = secretsOf(connectionId).then(secrets => verifierOf(schemeOf(connection.settings), secrets));
    verifiers.set(connectionId, opening);
    // A keychain that does not answer now may answer the next delivery.
    opening.catch(() => verifiers.delete(connectionId));
    return opening;
  }

  const receiver = makeReceiver({
    verifierFor,
    isKnown: (connectionId, id) => isKnown(db, connectionId, id),
    journal: batch => deps.commit(commit => journal(commit, batch)),
    wait: deps.wait, nowMs: deps.nowMs,
    onNews: deps.onNews,
    onRefused: (id, reason) => void refusals.set(id, { refused: (refusals.get(id)?.refused ?? 0) + 1, refusedBecause: reason }),
    onMistake: error => deps.onMistake('webhooks.receive', error),
  });

  async function register(context: TaskContext, connectionId: string): Promise<{ address: string }> {
    const connection = connectionById(db, connectionId);
    const { webhooks, label } = connectorOf(connection.system, connection.settings);
    if (!takes(connection)) throw new AppError('webhooks.off', 'fixInput', `Switch on the webhooks of ${connection.label} first.`, { field: 'webhooks' });
    if (!webhooks?.register) throw new AppError('webhooks.byHand', 'fixInput', `${label} cannot be given the address from here. Enter it in ${label}, and the secret that it shows in this connection.`);
    const address = addressOf(connectionId);
    if (address === null) throw new AppError('webhooks.closed', 'retry', 'Nothing listens for webhooks at the moment. Wait a moment, or restart Tieout.');
    const keep = async (secret: string): Promise<void> => {
      const secrets = [secret, ...(await secretsOf(connectionId))].slice(0, SECRETS_KEPT);
      const [sealed] = await sealSecrets(vault, { [WEBHOOK_SECRET]: secrets.join(' ') });
      context.commit(['connections'], ({ db: writable, audit, now }) => {
        if (sealed) saveSealedSecret(writable, connectionId, sealed, now);
        audit('webhooks.register', { connection: connectionId, address, secret: WEBHOOK_SECRET });
      });
    };
    await webhooks.register(await sessions.open(connectionId), { address, keep, signal: context.signal });
    return { address };
  }

  return {
    ...receiver,
    handlers: {
      deliveries: (context, { connectionId }) => listDeliveries(context.db, connectionId),
      register: (context, { connectionId }) => register(context, connectionId),
    },
    wanted: () => listConnections(db).some(takes),
    listensAt: origin => void (listening = origin),
    stateOf: connection => (takes(connection) ? { address: addressOf(connection.id), ...newsOf(db, connection.id), ...(refusals.get(connection.id) ?? { refused: 0, refusedBecause: '' }) } : undefined),
    forgetSecrets: () => verifiers.clear(),
  };
}
