import { jaroWinkler } from './spelling.ts';
import { KNOWN_WORDS, nearTo } from './vocabulary.ts';

const SHORTEST_SPELLED = 4;
const LONGEST_SHORT_FORM = 6;
const SPELLING_FLOOR = 0.9;
/** Words of two schemas whose likenesses fit into 64 MB. */
const MOST_DENSE = 4_000;

/** Whether the letters of a short form stand in the word in order, the first one first, with no vowels of its own: `dspnsd` in dispensed. */
function isSkeleton(short: string, word: string): boolean {
  if (short.length < 3 || short.length > LONGEST_SHORT_FORM || short.length >= word.length * 0.8 || short.charCodeAt(0) !== word.charCodeAt(0) || /[aeiou]/.test(short.slice(1))) return false;
  let at = 0;
  for (const letter of word) if (letter === short[at]) at += 1;
  return at === short.length;
}

const INFLECTED = /(?:ed|ing|able|ment|er|or|al)$/;

/** How far two different words stand for one another by spelling alone: cut short, vowels dropped, one inside the other, misspelt. */
function spelledAlike(a: string, b: string): number {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  // Two words of the trade are told apart by what they mean: county is not nearly country.
  if (KNOWN_WORDS.has(a) && KNOWN_WORDS.has(b)) return long.replace(INFLECTED, '') === short ? 0.8 : 0;
  if (short.length >= 3 && long.startsWith(short)) return short.length >= 4 ? 0.55 + (0.4 * short.length) / long.length : 0.65;
  if (isSkeleton(short, long)) return 0.7;
  if (short.length < SHORTEST_SPELLED) return 0;
  if (long.endsWith(short)) return 0.4 + (0.4 * short.length) / long.length;
  if (short.length < 5 || a.charCodeAt(0) !== b.charCodeAt(0) || long.length - short.length > 3) return 0;
  const value = jaroWinkler(a, b);
  return value < SPELLING_FLOOR ? 0 : value * 0.85;
}

/** Likeness of two words in their compared form, 0 to 1. */
export function wordLikeness(a: string, b: string): number {
  if (a === b) return 1;
  return nearTo(a)?.get(b) ?? (/\d/.test(a) || /\d/.test(b) ? 0 : spelledAlike(a, b));
}

/** All words of the names of two schemas as numbers, with the words each is like: pairs of fields are then compared without looking at letters. */
export class WordTable {
  private readonly ids = new Map<string, number>();
  private readonly words: string[] = [];
  private readonly rows: (ReadonlyMap<number, number> | undefined)[] = [];
  private dense: Float32Array | null = null;
  private readonly byStart = new Map<string, number[]>();
  private readonly byEnd = new Map<string, number[]>();

  idsOf(tokens: readonly string[]): Int32Array {
    return Int32Array.from(new Set(tokens), token => this.idOf(token));
  }

  wordOf(id: number): string {
    return this.words[id] ?? '';
  }

  private idOf(token: string): number {
    let id = this.ids.get(token);
    if (id === undefined) {
      id = this.words.push(token) - 1;
      this.ids.set(token, id);
      // Words that can be spelled alike share their first letter, or their last three.
      for (const [index, key] of [[this.byStart, token.slice(0, 1)], [this.byEnd, token.slice(-3)]] as const) {
        const list = index.get(key);
        if (list) list.push(id);
        else index.set(key, [id]);
      }
    }
    return id;
  }

  /** After the last word: all likenesses side by side, where that is not too much. */
  close(): void {
    const count = this.words.length;
    if (count > MOST_DENSE) return;
    const dense = new Float32Array(count * count);
    for (let id = 0; id < count; id += 1) for (const [other, likeness] of this.neighbours(id)) dense[id * count + other] = likeness;
    this.dense = dense;
  }

  /** How much of a word is found in others, at best. */
  bestOf(id: number, others: Int32Array): number {
    let best = 0;
    if (this.dense) {
      const row = id * this.words.length;
      for (let at = 0; at < others.length; at += 1) {
        const likeness = this.dense[row + (others[at] as number)] as number;
        if (likeness > best) best = likeness;
      }
      return best;
    }
    const near = this.neighbours(id);
    for (const other of others) best = Math.max(best, near.get(other) ?? 0);
    return best;
  }

  /** The words that a word is like at all, itself included. Asked only after the last word is in. */
  neighbours(id: number): ReadonlyMap<number, number> {
    const known = this.rows[id];
    if (known) return known;
    const word = this.wordOf(id);
    const row = new Map<number, number>([[id, 1]]);
    const near = [...(nearTo(word)?.keys() ?? [])].flatMap(other => this.ids.get(other) ?? []);
    for (const other of [...near, ...(this.byStart.get(word.slice(0, 1)) ?? []), ...(this.byEnd.get(word.slice(-3)) ?? [])]) {
      if (row.has(other)) continue;
      const likeness = wordLikeness(word, this.wordOf(other));
      if (likeness > 0) row.set(other, likeness);
    }
    this.rows[id] = row;
    return row;
  }
}
