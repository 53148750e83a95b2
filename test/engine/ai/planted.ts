import { numbersFrom } from '../../support/chance.ts';

/** Values as a company's records hold them, made from a seed: nobody's. */
const GIVEN = `Anna Björn Çelik Dmitri Émilie François Grace Hanna Imran Jürgen Keiko Łukasz Mårten Niamh Ørjan Priya Quentin Rosa Søren Tomáš Umberto Věra Wei Xiomara Yusuf Zoë
  Bill Mark Will May Grant Penny Max Pat Rob Rose Frank Hope Joy Dawn Summer Jack Drew Miles Chase Dale Glen Cliff Rich Sue Ivy Lily Ruby Pearl Art April June Carol Iris Faith Siobhán Oluwaseun
  Mary-Jane Jean-Luc Li Wu Bo An Jo Al Ng Nguyễn 伟 明美 Иван Мария أحمد Ελένη`.split(/\s+/);
const FAMILY = `Berg Price Field Page Bank Street Cost Order Stock Young Green Brown White King Baker Mason Banks Fields Hill Wood Stone O'Connor O’Brien McAllister van-der-Berg Müller Sjögren Łuczak Dvořák
  Okonkwo Nakamura Fernández Ståhlberg Przybylski Haralambous D'Souza Wójcik Ngô Wang Li Kowalczyk Andersson Papadopoulos Rasmussen Featherstonehaugh Cholmondeley 田中 王 Петров خان`.split(/\s+/);
const HOSTS = ['example.com', 'mail.example.org', 'orders.example.co.uk', 'post.example.se', 'sales.example'];
/** Country, letters of the bank and digits behind the two of the check. */
const IBANS = [['GB', 'NWBK', 14], ['DE', '', 18], ['FR', '', 23], ['NL', 'ABNA', 10], ['SE', '', 20], ['NO', '', 11], ['IE', 'AIBK', 14], ['ES', '', 20]] as const;
const CARDS = ['4', '51', '34', '6011', '35'];

export type Planted = { readonly kind: 'name' | 'email' | 'iban' | 'card'; readonly value: string };

type Chance = { below(count: number): number; of<T>(choices: readonly T[]): T; digits(count: number): string };

export function chanceFrom(seed: number): Chance {
  const next = numbersFrom(seed);
  const below = (count: number): number => Math.floor(next() * count);
  return { below, of: choices => choices[below(choices.length)] as (typeof choices)[number], digits: count => Array.from({ length: count }, () => below(10)).join('') };
}

const inFours = (text: string): string => text.replace(/(.{4})(?=.)/g, '$1 ');

/** The last digit makes a card number one that a shop would take. */
function withCheckDigit(digits: string): string {
  const sum = Array.from(digits, Number).reverse().reduce((total, digit, at) => total + (at % 2 === 0 ? (digit * 2 > 9 ? digit * 2 - 9 : digit * 2) : digit), 0);
  return digits + String((10 - (sum % 10)) % 10);
}

function nameOf({ of, below }: Chance): string {
  const [given, family, second] = [of(GIVEN), of(FAMILY), of(FAMILY)];
  return [`${given} ${family}`, `${family}, ${given}`, `${given} ${family} ${second}`, `${given}_${family}`, `${given}${family}`, `${given} ${family}`.toUpperCase(), `${given} ${family}`.toLowerCase()][below(7)] ?? '';
}

function emailOf({ of, digits, below }: Chance): string {
  const [given, family] = [of(GIVEN), of(FAMILY)];
  return [`${given}.${family}@${of(HOSTS)}`, `${family}${digits(2)}@${of(HOSTS)}`, `order.total+${digits(3)}@${of(HOSTS)}`, `stock@${family}.example`.toLowerCase()][below(4)] ?? '';
}

function ibanOf({ of, digits, below }: Chance): string {
  const [country, bank, length] = of(IBANS);
  const iban = `${country}${digits(2)}${bank}${digits(length)}`;
  return [iban, inFours(iban), iban.toLowerCase()][below(3)] ?? '';
}

function cardOf({ of, digits, below }: Chance): string {
  const start = of(CARDS);
  const card = withCheckDigit(start + digits((start === '34' ? 14 : 15) - start.length));
  return [card, inFours(card), inFours(card).replaceAll(' ', '-')][below(3)] ?? '';
}

const MAKERS = { name: nameOf, email: emailOf, iban: ibanOf, card: cardOf };

/** So many different names, e-mails, IBANs and cards, as many of each. */
export function planted(count: number, seed: number): Planted[] {
  const chance = chanceFrom(seed);
  const kinds = Object.keys(MAKERS) as Planted['kind'][];
  const found = new Map<string, Planted>();
  for (let tries = 0; found.size < count && tries < count * 20; tries += 1) {
    const kind = kinds[found.size % kinds.length] ?? 'name';
    const value = MAKERS[kind](chance);
    found.set(value, { kind, value });
  }
  return [...found.values()];
}

/** JSON as careful writers of ASCII write it. */
const unicodeEscaped = (text: string): string => text.replace(/[^ -~]/gu, char => Array.from({ length: char.length }, (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''));

/** The forms in which a value may hide in bytes: as it is, in small letters, percent- or unicode-escaped, in Base64 at each of its three offsets, without its separators. */
export function disguises(value: string): string[] {
  const base64 = (text: string): string[] => [0, 1, 2].map(offset => {
    const whole = Buffer.from(`${'x'.repeat(offset)}${text}`, 'utf8').toString('base64').replace(/=+$/, '');
    // What depends on the neighbours is left out: the first letters of a shifted text and the last.
    return whole.slice(offset === 0 ? 0 : offset + 1, -2);
  });
  const hidden = [encodeURIComponent(value), encodeURIComponent(value).toLowerCase(), JSON.stringify(value).slice(1, -1), unicodeEscaped(value), value.normalize('NFD'), value.normalize('NFKC'), ...base64(value)];
  return [...new Set([value, value.toLowerCase(), value.toUpperCase(), value.replace(/[\s-]/g, ''), ...hidden])].filter(form => form.length > 3);
}
