import { GENESIS, flawOf } from './audit-log.ts';
import { signatureFits } from './checkpoint.ts';
const CHUNK = 5000;
/** Walks the whole chain: an edit, a gap, a reordering, a cut tail or a forged checkpoint is found and named. `key` null: signatures can't be checked here. */
export function verifyTrail({ chunk, checkpoints }, key) {
    const waiting = new Map(checkpoints.map(checkpoint => [checkpoint.seq, checkpoint]));
    let previous = { seq: 0, hash: GENESIS };
    const bad = (seq, reason) => ({ ok: false, entries: previous.seq, checkpoints: checkpoints.length, firstBad: seq, reason });
    for (let entries = chunk(0, CHUNK); entries.length > 0; entries = chunk(previous.seq, CHUNK)) {
        for (const entry of entries) {
            const flaw = flawOf(entry, previous);
            if (flaw)
                return bad(entry.seq, flaw);
            const checkpoint = waiting.get(entry.seq);
            if (checkpoint && checkpoint.hash !== entry.hash)
                return bad(entry.seq, `entry ${entry.seq} is not the one that was signed`);
            waiting.delete(entry.seq);
            previous = { seq: entry.seq, hash: entry.hash };
        }
    }
    const cut = [...waiting.keys()].sort((a, b) => a - b)[0];
    if (cut !== undefined)
        return bad(previous.seq + 1, `entries up to ${cut} were signed, but the trail ends at ${previous.seq}`);
    const forged = key === null ? undefined : checkpoints.find(({ seq, hash, signature }) => !signatureFits(key, seq, hash, signature));
    if (forged)
        return bad(forged.seq, `the signature of checkpoint ${forged.seq} is not ours`);
    return { ok: true, entries: previous.seq, checkpoints: checkpoints.length, firstBad: null, reason: '' };
}
