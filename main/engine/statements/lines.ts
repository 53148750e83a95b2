/** Longer lines are cut into several: no statement has them, and a file without line ends must not fill the memory. */
const MAX_LINE_LENGTH = 1024 * 1024;

/** `isOpen` marks a last line without a line end: it may lack something. */
export type Line = { line: number; text: string; isOpen?: true };

/** Lines of a text that comes in pieces, whichever way they end; the pieces may be cut anywhere, also inside a line end. */
export function* linesOf(chunks: Iterable<string>): Generator<Line> {
  let rest = '';
  let line = 0;
  for (const chunk of chunks) {
    const text = rest + chunk;
    // A carriage return at the very end may be the first half of a line end.
    const end = text.endsWith('\r') ? text.length - 1 : text.length;
    let at = 0;
    let feed = text.indexOf('\n');
    let turn = text.indexOf('\r');
    for (;;) {
      if (feed >= 0 && feed < at) feed = text.indexOf('\n', at);
      if (turn >= 0 && turn < at) turn = text.indexOf('\r', at);
      const next = feed < 0 ? turn : turn < 0 ? feed : Math.min(feed, turn);
      if (next < 0 || next >= end) break;
      line += 1;
      yield { line, text: text.slice(at, next) };
      at = text.charAt(next) === '\r' && text.charAt(next + 1) === '\n' ? next + 2 : next + 1;
    }
    rest = text.slice(at);
    while (rest.length > MAX_LINE_LENGTH) {
      line += 1;
      yield { line, text: rest.slice(0, MAX_LINE_LENGTH) };
      rest = rest.slice(MAX_LINE_LENGTH);
    }
  }
  if (rest !== '') yield rest.endsWith('\r') ? { line: line + 1, text: rest.slice(0, -1) } : { line: line + 1, text: rest, isOpen: true };
}
