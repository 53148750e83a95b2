import { parentPort, workerData } from 'node:worker_threads';
import SQLite from 'better-sqlite3';
import { assert } from '../../../shared/values/assert.ts';
import { readDb } from '../store/sql.ts';
import { tryRules, type TrialGiven } from './trial-store.ts';

/** Matches all history again under a draft, on a connection of its own that cannot write: the engine and the window go on meanwhile. */
export type TrialJob = TrialGiven & { readonly file: string };

assert(parentPort, 'this file runs in a worker thread');
const port = parentPort;
// Whoever starts this file hands it a job and nothing else.
const { file, ...given } = workerData as TrialJob;
const database = new SQLite(file, { readonly: true });
// One moment for all of it: what is read or matched meanwhile is not in some months and missing in others.
database.exec('BEGIN');
const tried = tryRules(readDb(database), given, progress => port.postMessage(progress));
database.exec('COMMIT');
database.close();
port.postMessage(tried);
