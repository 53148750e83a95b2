import { createHmac, timingSafeEqual } from 'node:crypto';

/** Signs a head of the chain with a key that is kept outside the file (the vault): whoever cuts the tail off can't sign a shorter one. */
export const signHead = (key: string, seq: number, hash: string): string => createHmac('sha256', key).update(`${seq}\n${hash}`).digest('hex');

export function signatureFits(key: string, seq: number, hash: string, signature: string): boolean {
  const expected = Buffer.from(signHead(key, seq, hash));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
