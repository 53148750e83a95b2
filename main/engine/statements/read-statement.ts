import { tellUnbalanced } from './balance.ts';
import { entryIn } from './drafts.ts';
import { readers } from './formats.ts';
import { refusal } from './issues.ts';
import { isRefusal, sniff } from './sniff.ts';
import type { Keep, Reading, ReadOptions, ReadStatement, StatementEntry } from './statement.ts';
import { bytesOf, type Bytes } from './text-encoding.ts';

/**
 * Recognises the format by its content, reads it, and says what is wrong. Entries go to `keep` as they come, so that memory does not
 * follow the size of the file. Never throws for what a file holds.
 */
export function readEntries(bytes: Bytes, options: ReadOptions, keep: Keep): Reading {
  const source = sniff(bytes);
  if (isRefusal(source)) return source;
  const reader = readers.find(each => each.recognises(source, options));
  if (!reader) return refusal('unknown', 1, 'statement.format', unknownFormat(source.opening));
  const reading = reader.read(source, options, keep);
  tellUnbalanced(reading.statements, reading.issues);
  if (source.surprise !== null)
    reading.issues.push({ line: 1, code: 'statement.encoding', message: `The file claims to be ${source.surprise} but is not; it was read as ${source.encoding}. Check names with accents.` });
  return reading;
}

/** Bytes in, value out, for files that fit into memory with all their entries. */
export function readStatement(bytes: Uint8Array | Bytes, options: ReadOptions): ReadStatement {
  const kept: StatementEntry[][] = [];
  const reading = readEntries(bytes instanceof Uint8Array ? bytesOf(bytes) : bytes, options, (part, entry) => void (kept[part] ??= []).push(entry));
  return { ...reading, statements: reading.statements.map(head => ({ ...head, entries: head.parts.flatMap(part => kept[part] ?? []).map(entry => entryIn(head, entry)) })) };
}

function unknownFormat(opening: string): string {
  const remedy = 'Import camt.052/053/054, MT940, OFX, BAI2, QIF, a CSV with a header row, or a settlement report as the gateway offers it.';
  if (/^\s*<\?xml|^\s*</.test(opening)) return `This XML is no bank statement. ${remedy}`;
  if (/^\s*[[{]/.test(opening)) return `This is JSON, not a statement. ${remedy}`;
  return `The file is in no format that is known here. ${remedy}`;
}
