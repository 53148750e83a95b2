import { Worker } from 'node:worker_threads';
import { Verification } from '../../../shared/contract/audit.ts';
import { auditChunk, auditHead, insertCheckpoint, listAudit, listCheckpoints } from './audit-store.ts';
import { signHead } from './checkpoint.ts';
const EXPORT_CHUNK = 5000;
function verifyInWorker(workerFile, file, key, signal) {
    return new Promise((resolve, reject) => {
        const worker = new Worker(workerFile, { workerData: { file, key } });
        const stop = () => void worker.terminate();
        signal.addEventListener('abort', stop, { once: true });
        worker.once('message', message => resolve(Verification.parse(message)));
        worker.once('error', reject);
        worker.once('exit', () => {
            signal.removeEventListener('abort', stop);
            reject(new Error('the verification ended early'));
        });
    });
}
/** Signs the present head, so that a later cut of the tail is noticed. */
export async function checkpoint({ commit, db }, signingKey) {
    const key = await signingKey();
    const { seq, hash } = auditHead(db);
    if (seq === 0 || listCheckpoints(db).some(existing => existing.seq === seq))
        return;
    commit(['audit'], ({ db: write, audit: record, now }) => {
        insertCheckpoint(write, { seq, at: now, hash, signature: signHead(key, seq, hash) });
        record('audit.checkpoint', { seq, hash });
    });
}
export const auditHandlers = ({ file, signingKey, workerFile }) => ({
    list: ({ db }, { page }) => listAudit(db, page),
    verify: async ({ signal }) => verifyInWorker(workerFile, file, await signingKey(), signal),
    async export(context) {
        await checkpoint(context, signingKey);
        const { db, now } = context;
        const lines = [];
        let after = 0;
        for (let entries = auditChunk(db, after, EXPORT_CHUNK); entries.length > 0; entries = auditChunk(db, after, EXPORT_CHUNK)) {
            for (const entry of entries)
                lines.push(JSON.stringify(entry));
            after = entries[entries.length - 1]?.seq ?? after;
        }
        for (const signed of listCheckpoints(db))
            lines.push(JSON.stringify({ checkpoint: signed }));
        return { fileName: `audit-${now().slice(0, 10)}.jsonl`, base64: Buffer.from(`${lines.join('\n')}\n`).toString('base64') };
    },
});
