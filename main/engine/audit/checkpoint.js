import { createHmac, timingSafeEqual } from 'node:crypto';
/** Signs a head of the chain with a key that is kept outside the file (the vault): whoever cuts the tail off can't sign a shorter one. */
export const signHead = (key, seq, hash) => createHmac('sha256', key).update(`${seq}\n${hash}`).digest('hex');
export function signatureFits(key, seq, hash, signature) {
    const expected = Buffer.from(signHead(key, seq, hash));
    const given = Buffer.from(signature);
    return expected.length === given.length && timingSafeEqual(expected, given);
}
