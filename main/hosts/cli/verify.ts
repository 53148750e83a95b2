import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import SQLite from 'better-sqlite3';
import { z } from 'zod';
import { AppError } from '../../../shared/contract/errors.ts';
import type { Verification } from '../../../shared/contract/audit.ts';
import { auditChunk, listCheckpoints, sealedSigningKey } from '../../engine/audit/audit-store.ts';
import { verifyTrail } from '../../engine/audit/verify.ts';
import type { StoredEntry } from '../../engine/audit/audit-log.ts';
import { readDb } from '../../engine/store/sql.ts';
import { openHostVault } from '../file-vault.ts';
import type { Arguments } from './arguments.ts';

const ExportLine = z.union([
  z.object({ checkpoint: z.object({ seq: z.int(), hash: z.string(), signature: z.string() }) }),
  z.object({ seq: z.int(), at: z.string(), actor: z.string(), action: z.string(), detailHash: z.string(), prevHash: z.string(), hash: z.string(), salt: z.string().nullable(), detail: z.string().nullable() }),
]);

/** Reads only; the workspace may be open elsewhere at the same time. */
export async function verify(args: Arguments): Promise<Verification> {
  const file = args.text('export');
  if (file !== undefined) return verifyExport(file);
  const dir = args.text('dir');
  if (dir === undefined) throw new RangeError('say which workspace: --dir DIR, or an export: --export FILE');
  return verifyWorkspace(path.resolve(dir));
}

async function verifyWorkspace(dir: string): Promise<Verification> {
  const file = path.join(dir, 'tieout.sqlite');
  if (!existsSync(file)) throw new AppError('verify.noWorkspace', 'fixInput', `There is no workspace in ${dir}.`);
  const database = new SQLite(file, { readonly: true });
  try {
    const db = readDb(database);
    const sealed = sealedSigningKey(db);
    // Without the key that sealed it, the chain is still checked; only the signatures are not.
    const key = sealed === null ? null : await (await openHostVault(dir)).open(sealed).catch(() => null);
    return database.transaction(() => verifyTrail({ chunk: (after, limit) => auditChunk(db, after, limit), checkpoints: listCheckpoints(db) }, key))();
  } finally {
    database.close();
  }
}

function verifyExport(file: string): Verification {
  const entries: StoredEntry[] = [];
  const checkpoints: { seq: number; hash: string; signature: string }[] = [];
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (line === '') continue;
    const parsed = ExportLine.safeParse(parseJson(line));
    if (!parsed.success) return { ok: false, entries: entries.length, checkpoints: checkpoints.length, firstBad: entries.length + 1, reason: `line ${index + 1} of the export is not an entry of an audit trail` };
    if ('checkpoint' in parsed.data) checkpoints.push(parsed.data.checkpoint);
    else entries.push(parsed.data);
  }
  // By place, not by number: a reordered line must show.
  let at = 0;
  const verification = verifyTrail({ chunk: (_after, limit) => entries.slice(at, (at += limit)), checkpoints }, null);
  // Every export ends with a signed head; without one nobody could tell that its end was cut off.
  return verification.ok && checkpoints.length === 0 ? { ...verification, ok: false, firstBad: entries.length + 1, reason: 'the export holds no signed head: its end was cut off, or it is no export of an audit trail' } : verification;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
