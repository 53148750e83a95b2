/** How a bank wrote its letters. `surprise` tells what the file claims and does not keep. */
export type DecodedText = { text: string; encoding: string; surprise: string | null };

const HEAD_BYTES = 1_024;

const BOMS: readonly [string, readonly number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

const decode = (bytes: Uint8Array, encoding: string, fatal: boolean): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** UTF-16 without a mark: every second byte of Latin text is zero. */
function wideEncoding(bytes: Uint8Array): string | null {
  const head = bytes.subarray(0, HEAD_BYTES);
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

function declaredEncoding(bytes: Uint8Array): string | null {
  const head = String.fromCharCode(...bytes.subarray(0, HEAD_BYTES));
  const xml = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(head);
  if (xml) return (xml[1] ?? '').toLowerCase();
  const ofx = /^CHARSET:\s*([A-Za-z0-9-]+)/m.exec(head);
  return ofx && /^\d+$/.test(ofx[1] ?? '') ? `windows-${ofx[1]}` : null;
}

/**
 * UTF-8 with or without a mark, UTF-16 either way, what the file declares, else Windows-1252 (which holds ISO-8859-1's letters).
 * Undefined for bytes that are no text.
 */
export function decodeText(bytes: Uint8Array): DecodedText | undefined {
  const bom = BOMS.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte));
  const wide = bom?.[0] ?? wideEncoding(bytes);
  if (wide) {
    const text = decode(bytes, wide, true);
    if (text !== undefined) return { text, encoding: wide, surprise: null };
    const loose = wide === 'utf-8' ? decode(bytes.subarray(3), 'windows-1252', true) : undefined;
    return loose === undefined ? undefined : { text: loose, encoding: 'windows-1252', surprise: 'utf-8' };
  }
  if (bytes.subarray(0, HEAD_BYTES * 8).includes(0)) return undefined;
  const declared = declaredEncoding(bytes);
  const claimsUtf8 = declared === null || declared === 'utf-8' || declared === 'utf8' || declared.startsWith('utf-16');
  if (!claimsUtf8) {
    const text = decode(bytes, declared, true);
    if (text !== undefined) return { text, encoding: declared, surprise: null };
  }
  const utf8 = decode(bytes, 'utf-8', true);
  if (utf8 !== undefined) return { text: utf8, encoding: 'utf-8', surprise: null };
  const text = decode(bytes, 'windows-1252', true);
  return text === undefined ? undefined : { text, encoding: 'windows-1252', surprise: declared === null ? null : declared };
}
