import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../../shared/values/assert.ts';
import { parseToSpool, type FileJob } from './statement-file.ts';

/** Reads one large file on a thread of its own, so that the engine answers meanwhile. */
assert(parentPort, 'this file runs in a worker thread');
parentPort.postMessage(parseToSpool(workerData as FileJob));
