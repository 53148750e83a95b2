import type { LookupChange } from '../../../shared/contract/lookups.ts';

/** A row as it is kept: what runs use, and what waits for approval. `proposed` undefined: nothing waits; null: its removal waits. */
export type StoredRow = { readonly key: string; readonly inForce: readonly string[] | null; readonly proposed: readonly string[] | null | undefined };

export type Outcome = { readonly row: StoredRow | null; readonly kind: 'added' | 'changed' | 'removed' };

const isSame = (a: readonly string[] | null | undefined, b: readonly string[] | null | undefined): boolean => a === b || (!!a && !!b && a.length === b.length && a.every((cell, at) => cell === b[at]));

/** What the row says once everything that waits is approved; null when it is gone. */
export const saysThen = ({ inForce, proposed }: StoredRow): readonly string[] | null => (proposed === undefined ? inForce : proposed);

/** One change of a row, in force at once or waiting. null: it says so already. */
export function afterChange(row: StoredRow | undefined, { key, values }: LookupChange, { waits }: { waits: boolean }): Outcome | null {
  const before = row ? saysThen(row) : null;
  if (isSame(before, values) && (row === undefined || waits || row.proposed === undefined)) return null;
  const kind = values === null ? 'removed' : before === null ? 'added' : 'changed';
  if (!waits) return { kind, row: values === null ? null : { key, inForce: values, proposed: undefined } };
  const inForce = row?.inForce ?? null;
  if (values === null) return { kind, row: inForce === null ? null : { key: row?.key ?? key, inForce, proposed: null } };
  return { kind, row: { key, inForce, proposed: isSame(inForce, values) ? undefined : values } };
}

/** What waited is in force. */
export const afterApproval = (row: StoredRow): Outcome | null => {
  if (row.proposed === undefined) return null;
  const { key, inForce, proposed } = row;
  return { kind: proposed === null ? 'removed' : inForce === null ? 'added' : 'changed', row: proposed === null ? null : { key, inForce: proposed, proposed: undefined } };
};

/** What waited is forgotten. */
export const afterDiscard = (row: StoredRow): Outcome | null => {
  if (row.proposed === undefined) return null;
  const { key, inForce, proposed } = row;
  return { kind: proposed === null ? 'removed' : inForce === null ? 'added' : 'changed', row: inForce === null ? null : { key, inForce, proposed: undefined } };
};
