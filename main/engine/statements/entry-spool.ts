import type { Keep, StatementEntry } from './statement.ts';

/** Where the entries of a large file wait between being read and being stored: bytes that grow at the end. */
export type SpoolFile = { append(bytes: Uint8Array): void; read(offset: number, length: number): Uint8Array };

/** Which bytes hold entries of which part, in the order in which they were read. */
export type SpoolBlock = { part: number; offset: number; length: number };

/** What waits in memory before it is written: blocks stay few, and memory bounded whatever the file holds. */
const MAX_WAITING_CHARACTERS = 4 * 1024 * 1024;

export function spoolEntries(file: Pick<SpoolFile, 'append'>): { keep: Keep; close(): SpoolBlock[] } {
  const waiting = new Map<number, string[]>();
  const blocks: SpoolBlock[] = [];
  let characters = 0;
  let offset = 0;
  const flush = (): void => {
    for (const [part, lines] of waiting) {
      const bytes = new TextEncoder().encode(`${lines.join('\n')}\n`);
      file.append(bytes);
      blocks.push({ part, offset, length: bytes.length });
      offset += bytes.length;
    }
    waiting.clear();
    characters = 0;
  };
  return {
    keep(part, entry) {
      const line = JSON.stringify(entry);
      const lines = waiting.get(part);
      if (lines) lines.push(line);
      else waiting.set(part, [line]);
      characters += line.length;
      if (characters > MAX_WAITING_CHARACTERS) flush();
    },
    close() {
      flush();
      return blocks;
    },
  };
}

/** The entries of a statement, block by block. */
export function* spooledEntries(file: Pick<SpoolFile, 'read'>, blocks: readonly SpoolBlock[], parts: readonly number[]): Generator<StatementEntry> {
  for (const part of parts) {
    for (const { offset, length } of blocks.filter(block => block.part === part)) {
      const lines = new TextDecoder().decode(file.read(offset, length)).split('\n');
      // What was written here is what spoolEntries wrote.
      for (const line of lines) if (line !== '') yield JSON.parse(line) as StatementEntry;
    }
  }
}
