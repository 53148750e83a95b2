import { assert } from '../../shared/values/assert.ts';
import type { Instant } from '../../shared/values/date.ts';
import type { NewId } from '../../shared/values/id.ts';
import { appendAudit } from './audit/audit-store.ts';
import type { Caller, Commit } from './handler.ts';
import type { Store } from './store/open-store.ts';

export type CommitOptions = { store: Store; now: () => Instant; newId: NewId };

/** One transaction, at least one audit entry: a change without one is a mistake of ours and rolls back. */
export function commit<T>({ store, now, newId }: CommitOptions, caller: Caller, work: (commit: Commit) => T): T {
  const at = now();
  return store.transaction(db => {
    let entries = 0;
    const result = work({
      db,
      caller,
      now: at,
      newId,
      audit(action, detail, as = caller.name) {
        entries += 1;
        appendAudit(db, { at, actor: as, action, detail, salt: newId('salt') });
      },
    });
    assert(entries > 0, 'a change was made without an audit entry');
    return result;
  });
}
