import { AppError } from '../../../shared/contract/errors.ts';
import type { Vault } from '../handler.ts';

export type Sealed = { readonly name: string; readonly sealed: string };

/** Opens what is stored for a connection. A vault that cannot open it (another user, a changed keychain) is a plain refusal. */
export async function openSecrets(vault: Vault, sealed: readonly Sealed[]): Promise<Record<string, string>> {
  try {
    return Object.fromEntries(await Promise.all(sealed.map(async secret => [secret.name, await vault.open(secret.sealed)] as const)));
  } catch {
    throw new AppError('connection.vault', 'fixConnection', 'The stored sign-in cannot be opened on this computer or by this user. Enter the secrets again, or sign in again.');
  }
}

export const sealSecrets = (vault: Vault, secrets: Readonly<Record<string, string>>): Promise<Sealed[]> =>
  Promise.all(Object.entries(secrets).map(async ([name, text]) => ({ name, sealed: await vault.seal(text) })));

/** A vault for tests and for places without a keychain: it hides nothing from who can read this process. */
export function memoryVault(): Vault {
  const held = new Map<string, string>();
  return {
    async seal(text) {
      const sealed = `sealed ${held.size + 1}`;
      held.set(sealed, text);
      return sealed;
    },
    async open(sealed) {
      const text = held.get(sealed);
      if (text === undefined) throw new Error('not sealed by this vault');
      return text;
    },
  };
}
