import { Worker } from 'node:worker_threads';
import { AppError } from '../../../shared/contract/errors.ts';

/** A month of any size goes through in chunks: garbage is cleared away early rather than kept. */
const LIMITS = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 512 };

type Asked<Progress> = { readonly workerFile: URL; readonly job: unknown; readonly signal: AbortSignal; tell(progress: Progress): void; readonly stopped: { readonly code: string; readonly message: string } };

/**
 * Runs a thread that only reads the workspace to its end, while the engine goes on; it answers with `result`, and with anything else about how far it is.
 * Stopped by the signal, it is ended where it stands; nothing of it is kept.
 */
export function inReaderThread<Progress extends object, Finished extends { readonly result: unknown }>({ workerFile, job, signal, tell, stopped }: Asked<Progress>): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const end = (): AppError => new AppError(stopped.code, 'fixInput', stopped.message);
    if (signal.aborted) { reject(end()); return; }
    const worker = new Worker(workerFile, { workerData: job, resourceLimits: LIMITS });
    const stop = (): void => { reject(end()); void worker.terminate(); };
    signal.addEventListener('abort', stop, { once: true });
    worker.on('message', (message: Progress | Finished) => {
      if ('result' in message) resolve(message);
      else tell(message);
    });
    worker.once('error', reject);
    worker.once('exit', () => {
      signal.removeEventListener('abort', stop);
      reject(new Error('a thread that reads ended early'));
    });
  });
}
