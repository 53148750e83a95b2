import { ABBREVIATIONS, canonical, KEPT_IN_NAMES, KNOWN_WORDS, PHRASES, SILENT, stem } from './vocabulary.ts';

/** Letters that old systems put before a name to say its type: cFullName, fTotalCharge, pkOrderID, dReceivedDate. */
const TYPE_PREFIX = /^(?:pk|fk|[cfndbis])(?=[A-Z][a-z])/;

/** `PricePerUnit`, `selling_unit_price`, `e-mail`, `Address1` → words in small letters. */
export function splitWords(name: string): string[] {
  return name.replace(TYPE_PREFIX, '').replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2').replace(/([A-Za-z])(\d)/g, '$1 $2').replace(/(\d)([A-Za-z])/g, '$1 $2')
    .toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(word => word !== '');
}

const INFLECTION = /(?:ing|ed|er|or|s)$/;
const isKnown = (word: string, own: ReadonlySet<string>): boolean => KNOWN_WORDS.has(word) || KNOWN_WORDS.has(stem(word)) || own.has(word) || (word.length > 5 && (KNOWN_WORDS.has(word.replace(INFLECTION, '')) || KNOWN_WORDS.has(word.replace(/d$/, ''))));

const SHORTEST_RUN = 5;
const LONGEST_RUN = 40;
const LONGEST_WORD = 16;
/** What a piece costs: whole words are cheap, short ones are often chance, letters that mean nothing are dear. */
const COSTS = { word: 1, three: 1.2, two: 1.6, unknown: 2.2, unknownLetter: 0.5 };
const MOST_UNKNOWN = 0.5;

function pieceCost(piece: string, own: ReadonlySet<string>): number {
  if (piece.length < 2 || !isKnown(piece, own)) return COSTS.unknown + COSTS.unknownLetter * piece.length;
  return piece.length === 2 ? COSTS.two : piece.length === 3 ? COSTS.three : COSTS.word;
}

/** Takes apart what runs together, `qtyshipped` → qty, shipped, the cheapest way; a word that is better left whole is. */
export function splitRun(run: string, own: ReadonlySet<string>): string[] {
  if (run.length < SHORTEST_RUN || run.length > LONGEST_RUN || isKnown(run, own) || !/^[a-z]+$/.test(run)) return [run];
  const best: { cost: number; from: number }[] = [{ cost: 0, from: 0 }];
  for (let end = 1; end <= run.length; end += 1) {
    let found = { cost: Infinity, from: 0 };
    for (let from = Math.max(0, end - LONGEST_WORD); from < end; from += 1) {
      const cost = (best[from]?.cost ?? Infinity) + pieceCost(run.slice(from, end), own);
      if (cost < found.cost) found = { cost, from };
    }
    best.push(found);
  }
  const pieces: string[] = [];
  for (let end = run.length; end > 0; end = best[end]?.from ?? 0) pieces.unshift(run.slice(best[end]?.from ?? 0, end));
  const unknown = pieces.filter(piece => piece.length < 2 || !isKnown(piece, own)).join('').length;
  return unknown > run.length * MOST_UNKNOWN ? [run] : pieces;
}

function withPhrases(words: readonly string[]): string[] {
  const told: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const phrase = PHRASES.get(words[at] ?? '')?.find(({ words: run }) => run.every((word, offset) => words[at + offset] === word));
    if (phrase) {
      told.push(...phrase.means);
      at += phrase.words.length - 1;
    } else told.push(words[at] ?? '');
  }
  return told;
}

const NO_WORDS: ReadonlySet<string> = new Set();

/** The words of a name in the one form in which they are compared: spelled out, phrases taken as one, one word for all that mean the same. */
export function tokensOf(name: string, own: ReadonlySet<string> = NO_WORDS): string[] {
  const spelled = splitWords(name).flatMap(word => splitRun(word, own)).flatMap(word => (ABBREVIATIONS.get(word) ?? ABBREVIATIONS.get(stem(word)) ?? word).split(' ')).map(stem);
  const words = withPhrases(withPhrases(spelled)).map(canonical);
  const told = words.filter(word => !SILENT.has(word) || KEPT_IN_NAMES.has(word));
  return told.length > 0 ? told : words;
}

/** The words of a sentence, without those that say nothing. Short forms are left alone: "no" is a word there. */
export function proseOf(text: string): string[] {
  const spelled = splitWords(text).map(word => (word === 'id' || word === 'ids' ? 'identifier' : stem(word)));
  return [...new Set(withPhrases(spelled).map(canonical).filter(word => word.length > 1 && !SILENT.has(word)))];
}
