import { execFile } from 'node:child_process';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/contract/errors.ts';
import { assert } from '../../shared/values/assert.ts';
import type { Vault } from '../engine/handler.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ASK_KEYCHAIN_MS = 5_000;
const OTHERS_MAY_READ = 0o077;

/** Which key sealed a text stands before it, so that a keychain that is locked today does not make yesterday's seals look damaged. */
type Key = { readonly prefix: 'hostKeychain1.' | 'hostFile1.'; readonly bytes: Buffer };

/**
 * The vault of the hosts without Electron: AES-256-GCM under one key. The key comes from the keychain of the operating system where a
 * command reaches it (Linux: secret-tool; macOS: security). Where none does, it lies in a file beside the workspace, `<workspace>.key`,
 * that only its owner can read: this protects copies and backups of the workspace, not the machine itself.
 */
export async function openHostVault(workspace: string): Promise<Vault> {
  const keychain = await keychainKey();
  const file = await readKeyFile(keyFileOf(workspace));
  const keys: Key[] = [];
  if (keychain) keys.push({ prefix: 'hostKeychain1.', bytes: keychain });
  if (file) keys.push({ prefix: 'hostFile1.', bytes: file });
  return keys.length > 0 ? vaultWith(keys) : openFileVault(workspace);
}

/** The same with the key file only: for workspaces that are thrown away, which must leave nothing in anybody's keychain. */
export async function openFileVault(workspace: string): Promise<Vault> {
  const file = keyFileOf(workspace);
  return vaultWith([{ prefix: 'hostFile1.', bytes: (await readKeyFile(file)) ?? (await newKeyFile(file)) }]);
}

const keyFileOf = (workspace: string): string => `${path.resolve(workspace)}.key`;

/** Seals with the first key, opens with the one that sealed. */
function vaultWith(keys: readonly Key[]): Vault {
  return {
    async seal(text) {
      const [key] = keys;
      assert(key, 'a vault has a key');
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce);
      const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return key.prefix + sealed.toString('base64url');
    },
    async open(sealed) {
      const key = keys.find(({ prefix }) => sealed.startsWith(prefix));
      if (!key) throw cannotOpen(sealed.startsWith('hostKeychain1.') ? 'Their key is in the keychain, which does not answer: unlock it and start Tieout again, or' : 'They were sealed by another door of Tieout:');
      const bytes = Buffer.from(sealed.slice(key.prefix.length), 'base64url');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key.bytes, bytes.subarray(0, NONCE_BYTES));
        decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
        return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw cannotOpen('They were sealed with another key, or changed since:', cause);
      }
    },
  };
}

const cannotOpen = (why: string, cause?: unknown): AppError =>
  new AppError('vault.cannotOpen', 'fixConnection', `The stored credentials of this connection cannot be read here. ${why} enter them again.`, { cause });

async function readKeyFile(file: string): Promise<Buffer | undefined> {
  let text: string;
  try {
    if (process.platform !== 'win32' && ((await stat(file)).mode & OTHERS_MAY_READ) !== 0) await chmod(file, 0o600);
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new AppError('vault.keyFile', 'askAdmin', `The key file ${file} cannot be read. Give its owner access, or remove it and enter the credentials again.`, { cause: error });
  }
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== KEY_BYTES) throw new AppError('vault.keyFile', 'askAdmin', `The key file ${file} is damaged. Restore it from a backup, or remove it and enter the credentials again.`);
  return key;
}

async function newKeyFile(file: string): Promise<Buffer> {
  const key = randomBytes(KEY_BYTES);
  await mkdir(path.dirname(file), { recursive: true });
  try {
    // 'wx': two hosts that start at once must not overwrite each other's key.
    await writeFile(file, `${key.toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
    return key;
  } catch (error) {
    const theirs = await readKeyFile(file);
    if (theirs) return theirs;
    throw error;
  }
}

type Keychain = { readonly read: readonly string[]; readonly write: readonly string[]; readonly writeInput: (key: string) => string };

/** The key is handed over on standard input: arguments can be read by every process of the machine. */
const KEYCHAINS: Partial<Record<NodeJS.Platform, Keychain>> = {
  linux: {
    read: ['secret-tool', 'lookup', 'application', 'tieout', 'purpose', 'vault-key'],
    write: ['secret-tool', 'store', '--label=Tieout vault key', 'application', 'tieout', 'purpose', 'vault-key'],
    writeInput: key => key,
  },
  darwin: {
    read: ['security', 'find-generic-password', '-a', 'vault-key', '-s', 'Tieout', '-w'],
    write: ['security', '-i'],
    writeInput: key => `add-generic-password -a vault-key -s Tieout -w ${key}\n`,
  },
};

/** The key in the keychain, made on first use; undefined where no keychain answers or it does not keep what it was given. */
async function keychainKey(): Promise<Buffer | undefined> {
  const keychain = KEYCHAINS[process.platform];
  if (!keychain || (process.platform === 'linux' && !process.env['DBUS_SESSION_BUS_ADDRESS'])) return undefined;
  const held = await readKeychain(keychain);
  if (held) return held;
  const key = randomBytes(KEY_BYTES).toString('base64');
  await ask(keychain.write, keychain.writeInput(key));
  const kept = await readKeychain(keychain);
  return kept?.toString('base64') === key ? kept : undefined;
}

async function readKeychain({ read }: Keychain): Promise<Buffer | undefined> {
  const key = Buffer.from((await ask(read))?.trim() ?? '', 'base64');
  return key.length === KEY_BYTES ? key : undefined;
}

function ask([command = '', ...args]: readonly string[], input = ''): Promise<string | undefined> {
  return new Promise(resolve => {
    const child = execFile(command, args, { timeout: ASK_KEYCHAIN_MS }, (error, stdout) => resolve(error ? undefined : stdout));
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}
