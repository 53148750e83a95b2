/** A file that may be read from its start more than once, in pieces. */
export type Bytes = { readonly size: number; chunks(): Iterable<Uint8Array> };

const CHUNK_BYTES = 1024 * 1024;
const HEAD_BYTES = 1_024;

/** Bytes in memory, in pieces of any size. */
export const bytesOf = (bytes: Uint8Array, chunkBytes = CHUNK_BYTES): Bytes => ({
  size: bytes.length,
  * chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  },
});

/** The first bytes of a file. */
export function headBytes(bytes: Bytes, length: number): Uint8Array {
  const head = new Uint8Array(Math.min(length, bytes.size));
  let at = 0;
  for (const chunk of bytes.chunks()) {
    const part = chunk.subarray(0, head.length - at);
    head.set(part, at);
    at += part.length;
    if (at === head.length) break;
  }
  return head.subarray(0, at);
}

/** How a bank wrote its letters. `surprise` tells what the file claims and does not keep. */
export type TextEncoding = { encoding: string; surprise: string | null };

const BOMS: readonly [string, readonly number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** The text, piece by piece; letters that straddle two pieces stay whole, and a byte order mark is no text. */
export function* textOf(bytes: Bytes, encoding: string, fatal = false): Generator<string> {
  const decoder = new TextDecoder(encoding, { fatal });
  let isFirst = true;
  for (const chunk of bytes.chunks()) {
    const text = decoder.decode(chunk, { stream: true });
    if (text === '') continue;
    // A UTF-8 mark before a text that turned out to be Windows-1252.
    yield isFirst && encoding === 'windows-1252' ? text.replace(/^\u00ef\u00bb\u00bf/, '') : text;
    isFirst = false;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}

/** Decodes the whole file once, keeping nothing: does every byte fit? */
function fits(bytes: Bytes, encoding: string): boolean {
  try {
    for (const text of textOf(bytes, encoding, true)) if (text === '') break;
    return true;
  } catch {
    return false;
  }
}

/** UTF-16 without a mark: every second byte of Latin text is zero. */
function wideEncoding(head: Uint8Array): string | null {
  let even = 0;
  let odd = 0;
  head.forEach((byte, index) => {
    if (byte !== 0) return;
    if (index % 2 === 0) even += 1;
    else odd += 1;
  });
  if (head.length < 4) return null;
  if (odd > head.length / 4 && even === 0) return 'utf-16le';
  if (even > head.length / 4 && odd === 0) return 'utf-16be';
  return null;
}

function declaredEncoding(start: Uint8Array): string | null {
  const head = String.fromCharCode(...start);
  const xml = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(head);
  if (xml) return (xml[1] ?? '').toLowerCase();
  const ofx = /^CHARSET:\s*([A-Za-z0-9-]+)/m.exec(head);
  return ofx && /^\d+$/.test(ofx[1] ?? '') ? `windows-${ofx[1]}` : null;
}

/**
 * UTF-8 with or without a mark, UTF-16 either way, what the file declares, else Windows-1252 (which holds ISO-8859-1's letters).
 * Undefined for bytes that are no text.
 */
export function encodingOf(bytes: Bytes): TextEncoding | undefined {
  const start = headBytes(bytes, HEAD_BYTES * 8);
  const head = start.subarray(0, HEAD_BYTES);
  const bom = BOMS.find(([, mark]) => mark.every((byte, index) => head[index] === byte));
  const wide = bom?.[0] ?? wideEncoding(head);
  if (wide) {
    if (fits(bytes, wide)) return { encoding: wide, surprise: null };
    return wide === 'utf-8' ? { encoding: 'windows-1252', surprise: 'utf-8' } : undefined;
  }
  if (start.includes(0)) return undefined;
  const declared = declaredEncoding(head);
  const claimsUtf8 = declared === null || declared === 'utf-8' || declared === 'utf8' || declared.startsWith('utf-16');
  if (!claimsUtf8 && fits(bytes, declared)) return { encoding: declared, surprise: null };
  if (fits(bytes, 'utf-8')) return { encoding: 'utf-8', surprise: null };
  return { encoding: 'windows-1252', surprise: declared };
}
