import { hash } from 'node:crypto';
/** The chain starts from here. */
export const GENESIS = '0'.repeat(64);
const sha256 = (text) => hash('sha256', text, 'hex');
/** Keys sorted at every depth, so that the same detail always gives the same bytes. */
export function canonicalJson(value) {
    return JSON.stringify(value, (_key, inner) => inner !== null && typeof inner === 'object' && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
        : inner) ?? 'null';
}
/** Seals a detail that may later be erased: the salt keeps a short detail from being guessed back. */
export const detailHash = (salt, detail) => sha256(`${salt}\n${detail}`);
/** JSON of an array is unambiguous: no field can run into its neighbour. */
export const entryHash = ({ seq, at, actor, action, detailHash: sealed, prevHash }) => sha256(JSON.stringify([seq, at, actor, action, sealed, prevHash]));
/** What is wrong with the next entry of a chain, or null. An erased detail (null) breaks nothing. */
export function flawOf(entry, previous) {
    if (entry.seq !== previous.seq + 1)
        return `entry ${previous.seq + 1} is missing`;
    if (entry.prevHash !== previous.hash)
        return `entry ${entry.seq} does not follow entry ${previous.seq}`;
    if (entryHash(entry) !== entry.hash)
        return `entry ${entry.seq} was changed after it was written`;
    if (entry.detail !== null && detailHash(entry.salt ?? '', entry.detail) !== entry.detailHash)
        return `the detail of entry ${entry.seq} was changed after it was written`;
    return null;
}
