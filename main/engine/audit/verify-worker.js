import { parentPort, workerData } from 'node:worker_threads';
import SQLite from 'better-sqlite3';
import { assert } from '../../../shared/values/assert.ts';
import { readDb } from '../store/sql.ts';
import { auditChunk, listCheckpoints } from './audit-store.ts';
import { verifyTrail } from './verify.ts';
/** Reads the trail on a connection of its own, so that the engine answers meanwhile. */
const { file, key } = workerData;
assert(parentPort, 'this file runs in a worker thread');
const database = new SQLite(file, { readonly: true });
const db = readDb(database);
const verification = database.transaction(() => verifyTrail({ chunk: (after, limit) => auditChunk(db, after, limit), checkpoints: listCheckpoints(db) }, key))();
database.close();
parentPort.postMessage(verification);
