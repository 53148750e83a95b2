import type { Contract } from '../../../shared/contract/contract.ts';
import type { Commit, Vault } from '../handler.ts';
import type { ReadDb } from '../store/sql.ts';
import { connectionById, saveSealedSecret, sealedSecrets, setConnectionState, setLastUse, setTokenExpiry } from './connection-store.ts';
import { openSecrets } from './credentials.ts';
import type { SessionRecords } from './sessions.ts';

export type SessionStoreOptions = {
  db: ReadDb;
  vault: Vault;
  /** As the engine itself: sessions work on while nobody watches. */
  commit<T>(groups: readonly (keyof Contract)[], work: (commit: Commit) => T): T;
};

/** What sessions keep in the workspace. Names of secrets go into the trail, the secrets never. */
export const sessionRecords = ({ db, vault, commit }: SessionStoreOptions): SessionRecords => ({
  connection: id => connectionById(db, id),
  secrets: id => openSecrets(vault, sealedSecrets(db, id)),

  async saveSecret(id, { name, text }) {
    const sealed = await vault.seal(text);
    commit(['connections'], ({ db: writable, audit, now }) => {
      saveSealedSecret(writable, id, { name, sealed }, now);
      audit('connections.secretRenewed', { connection: id, secret: name });
    });
  },

  saveState(id, state, stateText) {
    commit(['connections'], ({ db: writable, audit }) => {
      setConnectionState(writable, id, state, stateText);
      audit('connections.state', { connection: id, state, text: stateText });
    });
  },

  saveUse(id, { readAt, writeAt, tokenExpiresAt }) {
    commit(['connections'], ({ db: writable, audit }) => {
      setLastUse(writable, id, { readAt, writeAt });
      setTokenExpiry(writable, id, tokenExpiresAt);
      audit('connections.used', { connection: id, readAt, writeAt });
    });
  },
});
