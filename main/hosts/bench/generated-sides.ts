/** One line of either side, as a file of transactions holds it. */
export type GeneratedRow = {
  id: string; reference: string; amountMinor: number; currency: string; date: string; party: string; kind: string; text: string; account: string; payout: string; feeMinor: number | null;
};

/** What truly belongs together. A group of one side only is a pair that undoes itself. */
export type TrueGroup = { readonly left: readonly string[]; readonly right: readonly string[]; readonly kind: string };
export type GeneratedSides = { readonly left: GeneratedRow[]; readonly right: GeneratedRow[]; readonly truth: TrueGroup[] };

export type Chance = { below(limit: number): number; share(share: number): boolean; pick<T>(values: readonly [T, ...T[]] | readonly T[]): T; shuffle<T>(values: T[]): T[] };

/** The same seed, the same chance (Mulberry32). */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below, share: share => next() < share,
    // Asked for values there are only.
    pick: <T>(values: readonly T[]): T => values[below(values.length)] as T,
    shuffle(values) {
      for (let at = values.length - 1; at > 0; at -= 1) {
        const other = below(at + 1);
        const [a, b] = [values[at], values[other]];
        if (a !== undefined && b !== undefined) [values[at], values[other]] = [b, a];
      }
      return values;
    },
  };
}

const FIRST = ['Anna', 'Ben', 'Carla', 'David', 'Emma', 'Farid', 'Grace', 'Hugo', 'Isla', 'Jack', 'Kate', 'Liam', 'Mia', 'Noah', 'Olive', 'Peter', 'Queenie', 'Rosa', 'Sam', 'Tara', 'Uma', 'Victor', 'Wendy', 'Xavier', 'Yasmin', 'Zoe', 'Amir', 'Bridget', 'Callum', 'Dora'] as const;
const LAST = ['Adams', 'Baker', 'Clarke', 'Dixon', 'Evans', 'Fletcher', 'Graham', 'Hughes', 'Irving', 'Jones', 'Kelly', 'Lambert', 'Morgan', 'Norton', 'Osborne', 'Patel', 'Quinn', 'Roberts', 'Singh', 'Taylor', 'Underwood', 'Vaughan', 'Walker', 'Young', 'Ziegler', 'Marsh', 'Holloway', 'Prentice', 'Sandford', 'Whitfield'] as const;
const TRADES = ['Traders', 'Stores', 'Supplies', 'Interiors', 'Foods', 'Garden Centre', 'Electrical', 'Textiles', 'Bakery', 'Motors', 'Wholesale', 'Furniture', 'Pharmacy', 'Books', 'Hardware'] as const;
const FORMS = ['Ltd', 'Limited', 'plc', 'LLP', '& Co', ''] as const;

export const personName = (chance: Chance, people: number): string => {
  const person = chance.below(people);
  return `${FIRST[person % FIRST.length] ?? ''} ${LAST[Math.floor(person / FIRST.length) % LAST.length] ?? ''}${person >= FIRST.length * LAST.length ? ` ${String.fromCharCode(65 + (Math.floor(person / (FIRST.length * LAST.length)) % 26))}${Math.floor(person / (FIRST.length * LAST.length * 26)) || ''}` : ''}`;
};

export const companyName = (company: number): string =>
  `${LAST[company % LAST.length] ?? ''} ${TRADES[Math.floor(company / LAST.length) % TRADES.length] ?? ''} ${company >= LAST.length * TRADES.length ? `${FIRST[Math.floor(company / (LAST.length * TRADES.length)) % FIRST.length] ?? ''} ` : ''}${FORMS[company % FORMS.length] ?? ''}`.trim();

const MS_A_DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5);
export const dayText = (day: number): string => new Date(START + day * MS_A_DAY).toISOString().slice(0, 10);

/** One slip of the finger: a figure or letter changed, left out, doubled, or swapped with its neighbour. */
export function withSlip(chance: Chance, text: string): string {
  const places = text.split('').flatMap((letter, at) => (/[A-Za-z0-9]/.test(letter) ? [at] : []));
  const at = chance.pick(places);
  const letter = text[at] ?? '';
  const other = /[0-9]/.test(letter) ? String((Number(letter) + 1 + chance.below(9)) % 10) : String.fromCharCode(65 + chance.below(26));
  switch (chance.below(4)) {
    case 0: return text.slice(0, at) + other + text.slice(at + 1);
    case 1: return text.slice(0, at) + text.slice(at + 1);
    case 2: return text.slice(0, at) + letter + text.slice(at);
    default: return at + 1 < text.length && /[A-Za-z0-9]/.test(text[at + 1] ?? '') ? text.slice(0, at) + (text[at + 1] ?? '') + letter + text.slice(at + 2) : text.slice(0, at) + other + text.slice(at + 1);
  }
}

/** How a name arrives at the other end: cut, in capitals, without its legal form, with its first name as a letter. */
export function abbreviated(chance: Chance, name: string): string {
  const words = name.split(' ');
  switch (chance.below(5)) {
    case 0: return name.toUpperCase().slice(0, 18).trim();
    case 1: return words.filter(word => !/^(Ltd|Limited|plc|LLP|&|Co)$/.test(word)).join(' ');
    case 2: return words.length > 1 ? `${words[0]?.[0] ?? ''} ${words.slice(1).join(' ')}` : name;
    case 3: return words.map(word => (word.length > 5 ? word[0] + word.slice(1).replaceAll(/[aeiou]/g, '') : word)).join(' ').toUpperCase();
    default: return withSlip(chance, name);
  }
}
