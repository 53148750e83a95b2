import { balances } from '../../engine/statements/balance.ts';
import { entryIn } from '../../engine/statements/drafts.ts';
import { refusal } from '../../engine/statements/issues.ts';
import { readStatement } from '../../engine/statements/read-statement.ts';
import { entriesInSpool, fileBytes, parseToSpool, temporaryFolder } from '../../engine/statements/statement-file.ts';
import type { Reading, StatementEntry, StatementHead } from '../../engine/statements/statement.ts';
import type { Bytes } from '../../engine/statements/text-encoding.ts';

const MAX_FILES = 1_000;
/** Larger files are read past the memory: their entries wait on disk until they are printed. */
const MAX_IN_MEMORY_BYTES = 16 * 1024 * 1024;
const BATCH_ENTRIES = 1_000;

type Write = (text: string) => Promise<void>;
type Read = { reading: Reading; entries(head: StatementHead): Iterable<StatementEntry> };

/** Reads statement and settlement files without a workspace. Exit 0: all read and nothing found; 1: findings are listed; 2: no file given. */
export async function readStatementCommand(files: readonly string[], write: Write): Promise<number> {
  if (files.length === 0 || files.length > MAX_FILES) {
    await write(`${JSON.stringify({ error: `Name 1 to ${MAX_FILES} files to read.` })}\n`);
    return 2;
  }
  let isClean = true;
  for (const [index, file] of files.entries()) {
    await write(index === 0 ? '[' : ',');
    const { ok, issues } = await withReading(file, read => print(file, read, write));
    isClean &&= ok && issues.length === 0;
  }
  await write(']\n');
  return isClean ? 0 : 1;
}

async function withReading(file: string, show: (read: Read) => Promise<void>): Promise<Reading> {
  const folder = temporaryFolder();
  try {
    const found = readAt(file, folder.file('entries'));
    await show(found);
    return found.reading;
  } finally {
    folder.remove();
  }
}

function readAt(file: string, spool: string): Read {
  let bytes: Bytes;
  try {
    bytes = fileBytes(file);
  } catch (error) {
    // Node's file errors carry a code such as ENOENT; anything else is our own mistake and must be seen.
    const { code } = error as { code?: string };
    if (typeof code !== 'string') throw error;
    const issue = { line: 1, code: 'statement.file', message: `The file cannot be opened (${code}). Check its name and that you may read it.` };
    return { reading: refusal('unknown', issue.line, issue.code, issue.message), entries: () => [] };
  }
  if (bytes.size > MAX_IN_MEMORY_BYTES) {
    const { reading, blocks } = parseToSpool({ file, spool, options: { fileName: file } });
    return { reading, entries: ({ parts }) => entriesInSpool(spool, blocks, parts) };
  }
  const reading = readStatement(bytes, { fileName: file });
  const kept = new Map(reading.statements.map(({ parts, entries }) => [parts, entries]));
  return { reading, entries: ({ parts }) => kept.get(parts) ?? [] };
}

/** One reading as JSON, its entries in batches. `balances` says whether opening and entries give the closing balance (or a payout's lines its amount); null when nothing is stated. */
async function print(file: string, { reading: { format, ok, statements, issues }, entries }: Read, write: Write): Promise<void> {
  await write(`${JSON.stringify({ file, format, ok }).slice(0, -1)},"statements":[`);
  for (const [index, head] of statements.entries()) {
    const { balances: statedBalances, parts: _parts, unbalanced: _told, ...rest } = head;
    await write(`${index === 0 ? '' : ','}${JSON.stringify({ ...rest, balances: balances(head), statedBalances }).slice(0, -1)},"entries":[`);
    let batch: string[] = [];
    let isFirst = true;
    const flush = async (): Promise<void> => {
      if (batch.length > 0) await write(`${isFirst ? '' : ','}${batch.join(',')}`);
      isFirst &&= batch.length === 0;
      batch = [];
    };
    for (const each of entries(head)) {
      batch.push(JSON.stringify(entryIn(head, each)));
      if (batch.length === BATCH_ENTRIES) await flush();
    }
    await flush();
    await write(']}');
  }
  await write(`],"issues":${JSON.stringify(issues)}}`);
}
