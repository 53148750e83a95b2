import { groupCommit } from './group-commit.ts';
import type { Delivered, Verified, Verifier } from './signatures.ts';

/** A delivery at the door. The body is read only when it is known whom it is for; its reader stops where it grows too large. */
export type Knock = { connectionId: string; headers: Delivered['headers']; body(): Promise<Uint8Array | 'too large' | 'cut short'> };
export type Answer = { status: 200 | 400 | 401 | 404 | 413 | 503; text: string };

export type TakenDelivery = Verified & { connectionId: string; body: Uint8Array };

export type ReceiverDeps = {
  /** Null: there is no such connection, or its webhooks are off. */
  verifierFor(connectionId: string): Promise<Verifier | null>;
  isKnown(connectionId: string, id: string): boolean;
  /** One durable transaction; says of each whether it was new. */
  journal(batch: readonly TakenDelivery[]): readonly boolean[];
  wait(ms: number): Promise<void>;
  nowMs(): number;
  onNews(): void;
  onRefused(connectionId: string, reason: string): void;
  onMistake(error: unknown): void;
};

export type Receiver = { receive(knock: Knock): Promise<Answer>; close(): Promise<void> };

const TAKEN: Answer = { status: 200, text: 'Taken.' };
const TAKEN_BEFORE: Answer = { status: 200, text: 'Taken before.' };
const UNKNOWN: Answer = { status: 404, text: 'Nothing listens at this address.' };
const CUT_SHORT: Answer = { status: 400, text: 'The body ended before it was whole.' };
const TOO_LARGE: Answer = { status: 413, text: 'A delivery may hold 1 MB.' };
/** The sender keeps the delivery and tries again. */
const NOT_NOW: Answer = { status: 503, text: 'It could not be kept. Send it again later.' };

/** Checks deliveries and writes them down. Who hears "taken" can forget the delivery: it is on the disk. */
export function makeReceiver(deps: ReceiverDeps): Receiver {
  const commits = groupCommit<TakenDelivery, boolean>({ save: batch => deps.journal(batch), wait: deps.wait, nowMs: deps.nowMs });
  let isOpen = true;

  async function take(knock: Knock): Promise<Answer> {
    const { connectionId, headers } = knock;
    const verify = await deps.verifierFor(connectionId);
    if (verify === null) return UNKNOWN;
    const body = await knock.body();
    if (body === 'too large') return TOO_LARGE;
    if (body === 'cut short') return CUT_SHORT;
    const verified = verify({ headers, body }, deps.nowMs());
    if (!verified.ok) {
      deps.onRefused(connectionId, verified.reason);
      return { status: 401, text: verified.reason };
    }
    if (deps.isKnown(connectionId, verified.id)) return TAKEN_BEFORE;
    if (!isOpen) return NOT_NOW;
    const isNew = await commits.add({ ...verified, connectionId, body });
    if (isNew) deps.onNews();
    return isNew ? TAKEN : TAKEN_BEFORE;
  }

  return {
    async receive(knock) {
      if (!isOpen) return NOT_NOW;
      try {
        return await take(knock);
      } catch (error) {
        deps.onMistake(error);
        return NOT_NOW;
      }
    },
    async close() {
      isOpen = false;
      await commits.settled();
    },
  };
}
