import { randomBytes } from 'node:crypto';
import type { TaskContext, Vault } from '../handler.ts';
import { keepSigningKey, sealedSigningKey } from './audit-store.ts';

const KEY_BYTES = 32;

/** The key that signs checkpoints: made once, sealed by the vault, opened when it is needed. */
export function signingKeyOf(vault: Vault, { db, commit }: Pick<TaskContext, 'db' | 'commit'>): () => Promise<string> {
  let opened: Promise<string> | null = null;
  async function open(): Promise<string> {
    const stored = sealedSigningKey(db);
    if (stored !== null) return vault.open(stored);
    const sealed = await vault.seal(randomBytes(KEY_BYTES).toString('base64'));
    commit(['audit'], ({ db: write, audit }) => {
      keepSigningKey(write, sealed);
      audit('audit.signingKey', { made: true });
    });
    return vault.open(sealedSigningKey(db) ?? sealed);
  }
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
}
