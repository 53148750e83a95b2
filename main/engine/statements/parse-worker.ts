import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../../shared/values/assert.ts';
import { readStatement } from './read-statement.ts';
import type { ReadOptions } from './statement.ts';

/** Reads one large file on a thread of its own, so that the engine answers meanwhile. */
const { bytes, options } = workerData as { bytes: Uint8Array; options: ReadOptions };
assert(parentPort, 'this file runs in a worker thread');
parentPort.postMessage(readStatement(bytes, options));
