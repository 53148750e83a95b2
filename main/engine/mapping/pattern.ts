/** A pattern without regular expressions: 9 a digit, A a letter, * any sign that is no space; every other sign stands for itself. */
const CLASSES: Readonly<Record<string, RegExp>> = { 9: /\p{Nd}/u, A: /\p{L}/u, '*': /\S/u };
/** Texts are searched up to here, so that no value can keep a run busy. */
const MAX_SEARCHED = 2_000;

const fits = (sign: string | undefined, wanted: string): boolean => sign !== undefined && (CLASSES[wanted]?.test(sign) ?? sign.toLowerCase() === wanted.toLowerCase());

/** The first piece of the text that has the pattern's shape, not inside of a longer number or word; null when there is none. */
export function findPattern(text: string, pattern: string): string | null {
  const signs = Array.from(text.slice(0, MAX_SEARCHED));
  const shape = Array.from(pattern);
  if (shape.length === 0) return null;
  const isPart = (sign: string | undefined, neighbour: string | undefined): boolean => sign !== undefined && neighbour !== undefined && /[\p{L}\p{Nd}]/u.test(sign) && /[\p{L}\p{Nd}]/u.test(neighbour);
  for (let start = 0; start + shape.length <= signs.length; start += 1) {
    const end = start + shape.length;
    if (!shape.every((wanted, at) => fits(signs[start + at], wanted))) continue;
    if (isPart(signs[start - 1], signs[start]) || isPart(signs[end], signs[end - 1])) continue;
    return signs.slice(start, end).join('');
  }
  return null;
}

/** Letters that do not fall apart into a plain letter and a mark. */
const FOLDED: Readonly<Record<string, string>> = {
  ß: 'ss', æ: 'ae', Æ: 'AE', œ: 'oe', Œ: 'OE', ø: 'o', Ø: 'O', đ: 'd', Đ: 'D', ð: 'd', Ð: 'D', þ: 'th', Þ: 'Th', ł: 'l', Ł: 'L', ı: 'i', '‘': "'", '’': "'", '“': '"', '”': '"', '–': '-', '—': '-', '…': '...', '£': 'GBP', '€': 'EUR', ' ': ' ',
};

/** The text in the 95 signs of ASCII: accents fall off, quotes and dashes become plain, what has no likeness is left out. */
export const asciiOf = (text: string): string =>
  text.replace(/[^\u0000-\u007F]/gu, sign => FOLDED[sign] ?? sign.normalize('NFKD').replace(/[^\u0000-\u007F]/gu, '')).replace(/[\u0000-\u0008\u000B-\u001F\u007F]/g, '');

/** Words filled into lines of a fixed length; a word longer than a line is cut there. Parts of the list begin no new line. */
export function wrapped(text: string, length: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(part => part !== '')) {
    let rest = word;
    if (line !== '' && line.length + 1 + rest.length > length) {
      lines.push(line);
      line = '';
    }
    for (; rest.length > length; rest = rest.slice(length)) lines.push(rest.slice(0, length));
    line = line === '' ? rest : `${line} ${rest}`;
  }
  return line === '' ? lines : [...lines, line];
}
