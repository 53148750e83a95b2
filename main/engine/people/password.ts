import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';

/** scrypt with N = 2^15 (about 100 ms): OWASP's minimum; Argon2 is missing from Electron's BoringSSL. */
const COST = 2 ** 15;
const OPTIONS = { N: COST, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

export function hashPassword(password: string): string {
  const salt = randomBytes(16);
  return `scrypt$${COST}$${salt.toString('base64')}$${scryptSync(password.normalize('NFKC'), salt, 32, OPTIONS).toString('base64')}`;
}

/** Nobody's: comparing with it takes as long as with a real one, so that the time does not tell who has an account. */
export const NOBODYS_HASH = `scrypt$${COST}$${Buffer.alloc(16).toString('base64')}$${Buffer.alloc(32).toString('base64')}`;

export function passwordFits(password: string, stored: string): boolean {
  const [kind, cost, salt, key] = stored.split('$');
  if (kind !== 'scrypt' || !cost || !salt || !key) return false;
  const expected = Buffer.from(key, 'base64');
  const given = scryptSync(password.normalize('NFKC'), Buffer.from(salt, 'base64'), expected.length, { ...OPTIONS, N: Number(cost) });
  return timingSafeEqual(given, expected);
}
