import { readers } from './formats.ts';
import { refusal } from './issues.ts';
import { isRefusal, sniff } from './sniff.ts';
import type { ReadOptions, ReadStatement } from './statement.ts';

/** Bytes in, value out: recognises the format by its content, reads it, and says what is wrong. Never throws for what a file holds. */
export function readStatement(bytes: Uint8Array, options: ReadOptions): ReadStatement {
  const source = sniff(bytes);
  if (isRefusal(source)) return source;
  const reader = readers.find(each => each.recognises(source, options));
  if (!reader) return refusal('unknown', 1, 'statement.format', unknownFormat(source.text));
  const reading = reader.read(source, options);
  if (source.surprise !== null)
    reading.issues.push({ line: 1, code: 'statement.encoding', message: `The file claims to be ${source.surprise} but is not; it was read as ${source.encoding}. Check names with accents.` });
  return reading;
}

function unknownFormat(text: string): string {
  const remedy = 'Import camt.052/053/054, MT940, OFX, BAI2, QIF, a CSV with a header row, or a settlement report as the gateway offers it.';
  if (/^\s*<\?xml|^\s*</.test(text)) return `This XML is no bank statement. ${remedy}`;
  if (/^\s*[[{]/.test(text)) return `This is JSON, not a statement. ${remedy}`;
  return `The file is in no format that is known here. ${remedy}`;
}
