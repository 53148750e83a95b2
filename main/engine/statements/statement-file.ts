import { appendFileSync, closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spooledEntries, spoolEntries, type SpoolBlock } from './entry-spool.ts';
import { readEntries } from './read-statement.ts';
import type { Reading, ReadOptions, StatementEntry } from './statement.ts';
import type { Bytes } from './text-encoding.ts';

const CHUNK_BYTES = 1024 * 1024;

/** A file on disk as bytes that may be read more than once, a piece at a time. */
export function fileBytes(file: string): Bytes {
  const descriptor = openSync(file, 'r');
  const { size } = fstatSync(descriptor);
  closeSync(descriptor);
  return { size, chunks: () => chunksOf(file) };
}

function* chunksOf(file: string): Generator<Uint8Array> {
  const descriptor = openSync(file, 'r');
  try {
    // Readers copy what they keep, so that one buffer serves the whole file.
    const chunk = new Uint8Array(CHUNK_BYTES);
    for (let length = readSync(descriptor, chunk); length > 0; length = readSync(descriptor, chunk)) yield chunk.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

export type FileJob = { file: string; spool: string; options: ReadOptions };
export type ParsedFile = { reading: Reading; blocks: SpoolBlock[] };

/** Reads a file and leaves its entries in another one, so that no file is too large for the memory. */
export function parseToSpool({ file, spool, options }: FileJob): ParsedFile {
  const descriptor = openSync(spool, 'w', 0o600);
  try {
    const { keep, close } = spoolEntries({ append: bytes => void writeSync(descriptor, bytes) });
    const reading = readEntries(fileBytes(file), options, keep);
    return { reading, blocks: close() };
  } finally {
    closeSync(descriptor);
  }
}

/** The entries that `parseToSpool` left, for one statement. */
export function* entriesInSpool(spool: string, blocks: readonly SpoolBlock[], parts: readonly number[]): Generator<StatementEntry> {
  const descriptor = openSync(spool, 'r');
  try {
    const read = (offset: number, length: number): Uint8Array => {
      const bytes = new Uint8Array(length);
      readSync(descriptor, bytes, 0, length, offset);
      return bytes;
    };
    yield* spooledEntries({ read }, blocks, parts);
  } finally {
    closeSync(descriptor);
  }
}

/** A folder of its own for what an import needs on disk. Nobody else may look into it, and it goes when the import ends. */
export function temporaryFolder(): { file(name: string): string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'tieout-statement-'));
  return { file: name => path.join(folder, name), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export const writeBytes = (file: string, bytes: Uint8Array): void => writeFileSync(file, bytes, { mode: 0o600 });

/** Files that come in pieces because they are too large for one message. */
export type Uploads = {
  /** Adds a piece to the person's file, which a null begins; gives its size so far. */
  add(id: string, by: string, bytes: Uint8Array): number;
  /** The file as it stands; null for one that nobody uploads, or somebody else. */
  file(id: string, by: string): string | null;
  remove(id: string): void;
};

const MAX_UPLOADS = 4;

export function keepUploads(): Uploads {
  const open = new Map<string, { by: string; size: number; folder: ReturnType<typeof temporaryFolder> }>();
  const remove = (id: string): void => {
    open.get(id)?.folder.remove();
    open.delete(id);
  };
  return {
    remove,
    file: (id, by) => { const upload = open.get(id); return upload?.by === by ? upload.folder.file('upload') : null; },
    add(id, by, bytes) {
      // Whoever closes the window in the middle leaves a file behind; the oldest goes when a new one needs its place.
      if (!open.has(id) && open.size >= MAX_UPLOADS) remove([...open.keys()][0] ?? '');
      const upload = open.get(id) ?? { by, size: 0, folder: temporaryFolder() };
      open.set(id, upload);
      appendFileSync(upload.folder.file('upload'), bytes, { mode: 0o600 });
      upload.size += bytes.length;
      return upload.size;
    },
  };
}
