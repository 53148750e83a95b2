import { appendFileSync, renameSync, statSync } from 'node:fs';
import { AppError } from '../../shared/contract/errors.ts';
import { AssertionError } from '../../shared/values/assert.ts';

const MAX_LOG_BYTES = 1024 * 1024;
const MAX_FRAMES = 12;

/** Sentences of our own may be logged; what a parser or a driver says can quote the record it choked on, and so does assertNever. */
function ownSentence(error: Error): string | undefined {
  if (error instanceof AssertionError) return error.message.replace(/^(unexpected value)[^]*/, '$1');
  return error instanceof AppError ? error.message : undefined;
}

/** One mistake as a line of JSON: where, what kind, the frames of its stack. Never what a record holds. */
export function mistakeLine(at: string, where: string, error: unknown): string {
  if (!(error instanceof Error)) return `${JSON.stringify({ at, where, kind: typeof error })}\n`;
  const frames = (error.stack ?? '').split('\n').filter(line => /^\s+at /.test(line)).slice(0, MAX_FRAMES).map(line => line.trim());
  const code = 'code' in error ? String(error.code) : undefined;
  const cause = error.cause instanceof Error ? error.cause.name : undefined;
  return `${JSON.stringify({ at, where, kind: error.name, code, message: ownSentence(error), cause, frames })}\n`;
}

/** Writes the engine's own mistakes beside the workspace; the file before is kept once, so that the disk cannot fill. */
export function mistakeLog(file: string): (where: string, error: unknown) => void {
  return (where, error) => {
    try {
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG_BYTES) renameSync(file, `${file}.1`);
      appendFileSync(file, mistakeLine(new Date().toISOString(), where, error), { mode: 0o600 });
    } catch {
      // A log that cannot be written must not stop the engine.
    }
  };
}
