import { safeStorage } from 'electron';

const PREFIX = 'app1.';

/** Where nothing but a fixed password protects the secrets, none are stored. */
const NO_KEYCHAIN = 'This computer has no keychain that Tieout can use. Install GNOME Keyring or KWallet, sign in again, and save the connection once more.';

async function assertKeychain(): Promise<void> {
  const weak = process.platform === 'linux' && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend());
  if (weak || !(await safeStorage.isAsyncEncryptionAvailable())) throw new Error(NO_KEYCHAIN);
}

/** Seals credentials with the keychain of the operating system. The prefix tells which door sealed them. */
export async function seal(text: string): Promise<string> {
  await assertKeychain();
  return PREFIX + (await safeStorage.encryptStringAsync(text)).toString('base64url');
}

export async function open(sealed: string): Promise<string> {
  if (!sealed.startsWith(PREFIX)) throw new Error('These credentials were sealed outside the desktop app. Enter them again in this connection.');
  await assertKeychain();
  const { result } = await safeStorage.decryptStringAsync(Buffer.from(sealed.slice(PREFIX.length), 'base64url'));
  return result;
}
