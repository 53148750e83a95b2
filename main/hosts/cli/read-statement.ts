import { readFile, stat } from 'node:fs/promises';
import { readStatement } from '../../engine/statements/read-statement.ts';
import { MAX_FILE_BYTES, type ReadStatement } from '../../engine/statements/statement.ts';

const MAX_FILES = 1_000;

/** Reads statement and settlement files without a workspace. Exit 0: all read and nothing found; 1: findings are listed; 2: no file given. */
export async function readStatementCommand(files: string[]): Promise<{ output: unknown; exitCode: number }> {
  if (files.length === 0 || files.length > MAX_FILES) return { output: { error: `Name 1 to ${MAX_FILES} files to read.` }, exitCode: 2 };
  const output: ({ file: string } & ReadStatement)[] = [];
  for (const file of files) output.push({ file, ...(await readFileAt(file)) });
  const clean = output.every(({ ok, issues }) => ok && issues.length === 0);
  return { output, exitCode: clean ? 0 : 1 };
}

async function readFileAt(file: string): Promise<ReadStatement> {
  const unreadable = (code: string, message: string): ReadStatement => ({ format: 'unknown', ok: false, statements: [], issues: [{ line: 1, code, message }] });
  try {
    const { size } = await stat(file);
    if (size > MAX_FILE_BYTES) return unreadable('statement.tooLarge', `The file is larger than ${MAX_FILE_BYTES / 1024 / 1024} MB. Download it in shorter periods.`);
    return readStatement(await readFile(file), { fileName: file });
  } catch (error) {
    // Node's file errors carry a code such as ENOENT; anything else is our own mistake and must be seen.
    const { code } = error as { code?: string };
    if (typeof code !== 'string') throw error;
    return unreadable('statement.file', `The file cannot be opened (${code}). Check its name and that you may read it.`);
  }
}
