import { hash } from 'node:crypto';

/** The chain starts from here. */
export const GENESIS = '0'.repeat(64);

const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** Keys sorted at every depth, so that the same detail always gives the same bytes. */
export const canonicalJson = (value: unknown): string => JSON.stringify(inOrder(value)) ?? 'null';

function inOrder(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(inOrder);
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([name, inner]) => [name, inOrder(inner)]));
}

/** Seals a detail that may later be erased: the salt keeps a short detail from being guessed back. */
export const detailHash = (salt: string, detail: string): string => sha256(`${salt}\n${detail}`);

export type Sealed = { seq: number; at: string; actor: string; action: string; detailHash: string; prevHash: string };

/** JSON of an array is unambiguous: no field can run into its neighbour. */
export const entryHash = ({ seq, at, actor, action, detailHash: sealed, prevHash }: Sealed): string =>
  sha256(JSON.stringify([seq, at, actor, action, sealed, prevHash]));

export type StoredEntry = Sealed & { hash: string; salt: string | null; detail: string | null };

/** What is wrong with the next entry of a chain, or null. An erased detail (null) breaks nothing. */
export function flawOf(entry: StoredEntry, previous: { seq: number; hash: string }): string | null {
  if (entry.seq !== previous.seq + 1) return `entry ${previous.seq + 1} is missing`;
  if (entry.prevHash !== previous.hash) return `entry ${entry.seq} does not follow entry ${previous.seq}`;
  if (entryHash(entry) !== entry.hash) return `entry ${entry.seq} was changed after it was written`;
  if (entry.detail !== null && detailHash(entry.salt ?? '', entry.detail) !== entry.detailHash) return `the detail of entry ${entry.seq} was changed after it was written`;
  return null;
}
