/** A tag and the text after it. `end` tells the file's last tag apart from a file that breaks off. */
export type OfxToken = { line: number; isClosing: boolean; name: string; value: string };

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
const plain = (text: string): string => (text.includes('&') ? text.replace(/&(amp|lt|gt|quot|apos|nbsp);/gi, (_, name: string) => ENTITIES[name.toLowerCase()] ?? '').replace(/&#(\d{1,5});/g, (_, code: string) => String.fromCharCode(Number(code))) : text);

const CDATA = '<![CDATA[';
const MAX_VALUE = 100_000;

/** Where a text of `<…` may be cut: at the next tag, if it is whole. */
function tokenEnd(text: string, from: number): number {
  for (let at = text.indexOf('<', from); at >= 0; at = text.indexOf('<', at + 1)) {
    if (text.startsWith(CDATA, at)) {
      const close = text.indexOf(']]>', at);
      if (close < 0) return -1;
      at = close;
    } else if (/[A-Za-z/?!]/.test(text.charAt(at + 1))) return at;
  }
  return -1;
}

const valueOf = (raw: string): string => {
  const value = raw.slice(0, MAX_VALUE);
  const literal = value.includes(CDATA) ? value.replace(/<!\[CDATA\[([^]*?)\]\]>/g, (_, inside: string) => inside.replaceAll('&', '&amp;')) : value;
  return plain(literal.trim());
};

/**
 * Tags of OFX 1 (SGML, where leaves need no end) and OFX 2 (XML), from a text in pieces. It knows no entities beyond the five of XML,
 * so nothing can be declared or fetched; a document type comes out as the tag '!DOCTYPE'.
 */
export function* ofxTokens(chunks: Iterable<string>): Generator<OfxToken> {
  let text = '';
  let line = 1;
  const count = (part: string): void => { for (let at = part.indexOf('\n'); at >= 0; at = part.indexOf('\n', at + 1)) line += 1; };
  function* cut(isLast: boolean): Generator<OfxToken> {
    let at = tokenEnd(text, 0);
    if (at < 0) return;
    count(text.slice(0, at));
    for (;;) {
      const close = text.indexOf('>', at);
      const next = close < 0 ? -1 : tokenEnd(text, close);
      if (close < 0 || (next < 0 && !isLast)) break;
      const match = /^<(\/?)([A-Za-z!][\w.]*)/.exec(text.slice(at, Math.min(close, at + 100)));
      const end = next < 0 ? text.length : next;
      if (match) yield { line, isClosing: match[1] === '/', name: (match[2] ?? '').toUpperCase(), value: valueOf(text.slice(close + 1, end)) };
      count(text.slice(at, end));
      at = end;
      if (next < 0) break;
    }
    text = text.slice(at);
  }
  for (const chunk of chunks) {
    text += chunk;
    yield* cut(false);
    // A text that never comes to a tag is no OFX; what was longer than any value is let go.
    if (text.length > chunk.length + 2 * MAX_VALUE) text = text.slice(-MAX_VALUE);
  }
  yield* cut(true);
}
