import { z } from 'zod';
import file from '../../../resources/ai/plain-words.json' with { type: 'json' };

const { words: plainWords, short } = z.object({ short: z.string(), words: z.array(z.string()) }).parse(file);
/** Words that are no secret: of the trade and of English, without given names. */
const PLAIN: ReadonlySet<string> = new Set([...plainWords, short].flatMap(line => line.split(' ')));
const SHORT: ReadonlySet<string> = new Set(short.split(' '));

/** Given names that are words too count as words only before these. */
const WORD_BEFORE: ReadonlyMap<string, RegExp> = new Map([['bill', /^(?:to|of|address)$/], ['may', /^(?:be|not|have|hold|contain|differ|need|take)$/], ['will', /^(?:be|not|have|hold|contain|need|take)$/]]);

const MAX_TEXT = 600;
const LONG_RUN = 4;
const SHORT_NUMBER = 2;
/** Numbers this near to each other are groups of one: a card, a telephone, a day of birth. */
const NEAR_NUMBERS = 3;
const WEAK_WORD = 2;

const SHOWN_MAIL = 'x@x.x';
/** Whatever surrounds an @, also percent-escaped; brackets and separators of paths end it. */
const MAIL = /[^\s[\]<>(),;|"]*(?:@|%40)[^\s[\]<>(),;|"]*/gi;

/** One spelling of what can be written in several; nothing that cannot be seen. */
const plainText = (text: string): string => text.slice(0, MAX_TEXT).normalize('NFKC').replace(/[\p{Cf}\p{Co}\p{Cn}]/gu, '').replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Zs}]/gu, ' ').replace(/\uFE6B/g, '@');

const charShape = (char: string): string =>
  /\p{Lu}/u.test(char) ? 'A' : /\p{L}/u.test(char) ? 'a' : /\p{M}/u.test(char) ? '' : /\p{N}/u.test(char) ? '9' : /[ -~]/.test(char) ? char : '?';

const shortRuns = (shape: string): string => shape.replace(/([Aa9?])\1+/g, (run, char: string) => (run.length > LONG_RUN ? `${char}{${run.length}}` : run));

const shapeOfPart = (part: string): string => shortRuns(Array.from(part, charShape).join(''));

/** 'Anna Berg' → 'Aaaa Aaaa', 'LS1 1AA' → 'AA9 9AA', 'anna@berg.se' → 'x@x.x', 16 digits → '9{16}': what a value looks like, and nothing of what it says. */
export function shapeOf(value: string): string {
  const text = plainText(value);
  return /@|%40/.test(text) ? SHOWN_MAIL : shapeOfPart(text);
}

type Token = { readonly text: string; readonly kind: 'word' | 'number' | 'other'; readonly at: number };

/** Words are taken apart where capitals show the seam, so that `orderTotal` and `Order total` are the same two. */
function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(/\p{L}[\p{L}\p{M}]*|\p{N}+|[^\p{L}\p{N}]/gu)) {
    const [run] = match;
    if (!/^\p{L}/u.test(run)) { tokens.push({ text: run, kind: /^\p{N}/u.test(run) ? 'number' : 'other', at: match.index }); continue; }
    let at = match.index;
    for (const piece of run.split(/(?<=[\p{Ll}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u)) {
      tokens.push({ text: piece, kind: 'word', at });
      at += piece.length;
    }
  }
  return tokens;
}

function isPlain(words: readonly Token[], index: number): boolean {
  const word = words[index]?.text.toLowerCase() ?? '';
  const asWord = WORD_BEFORE.get(word);
  return asWord ? asWord.test(words[index + 1]?.text.toLowerCase() ?? '') : PLAIN.has(word);
}

/** The words that may be read: plain ones, and letters and the shortest words only beside one of them. */
function readableWords(words: readonly Token[]): ReadonlySet<Token> {
  const strong = words.map((word, index) => (word.text.length > WEAK_WORD || SHORT.has(word.text.toLowerCase())) && isPlain(words, index));
  return new Set(words.filter((word, index) => strong[index] === true || (word.text.length <= WEAK_WORD && (word.text.length === 1 ? /[a-z]/i.test(word.text) : isPlain(words, index)) && (strong[index - 1] === true || strong[index + 1] === true))));
}

/** Small numbers that stand alone: `Address1`, `analysis_code_15`. */
function readableNumbers(numbers: readonly Token[]): ReadonlySet<Token> {
  const gap = (a: Token | undefined, b: Token | undefined): number => (a && b ? b.at - (a.at + a.text.length) : Infinity);
  return new Set(numbers.filter((number, index) => /^[0-9]+$/.test(number.text) && number.text.length <= SHORT_NUMBER && gap(numbers[index - 1], number) > NEAR_NUMBERS && gap(number, numbers[index + 1]) > NEAR_NUMBERS));
}

/**
 * A name, label or description with everything unknown turned into its shape: people may have named a field after a customer, and a
 * description may quote a record. What is left are plain words of the trade, small numbers and punctuation, all of it ASCII.
 */
export function maskText(given: string, maxLength: number): string {
  const text = plainText(given).replace(MAIL, '@').slice(0, maxLength);
  const tokens = tokensOf(text);
  const words = readableWords(tokens.filter(({ kind }) => kind === 'word'));
  const numbers = readableNumbers(tokens.filter(({ kind }) => kind === 'number'));
  return tokens.map(token => (words.has(token) || numbers.has(token) ? token.text : shapeOfPart(token.text))).join('').replaceAll('@', SHOWN_MAIL).replace(/ +/g, ' ').trim();
}

const IBAN = /\b\p{L}{2}[\s.-]?\d{2}(?:[\s.-]?[\p{L}\d]){10,30}\b/gu;
/** Seven digits or more, however they are grouped: cards, accounts, telephones. */
const DIGITS = /\d(?:[\s().+/-]{0,2}\d){6,}/g;

/** A sample as a person allowed it to be sent: what identifies somebody by itself is turned into its shape even then. */
export function maskIdentifiers(given: string, maxLength: number): string {
  const text = plainText(given);
  return text.replace(MAIL, SHOWN_MAIL).replace(IBAN, shapeOfPart).replace(DIGITS, shapeOfPart).slice(0, maxLength).trim();
}
