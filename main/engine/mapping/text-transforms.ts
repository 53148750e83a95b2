import { asText, problem } from './record-context.ts';
import { sourceReader } from './paths.ts';
import { asciiOf, findPattern, wrapped } from './pattern.ts';
import { eg, needed, optional } from './transform.ts';
import type { Apply, Transform } from './transform.ts';

const GROUP = 'Text';
/** Longer than any field of an ERP. */
const MAX_TEXT = 99_999;

/** A step that looks at nothing but the text. */
const onText = (change: (text: string) => string): Apply => value => change(asText(value));

const whole = (text: string | undefined, fallback: number): number => {
  const number = Number(text);
  return text !== undefined && /^\d{1,5}$/.test(text.trim()) ? number : fallback;
};

const capitalised = (word: string): string => word.charAt(0).toLocaleUpperCase('en-GB') + word.slice(1).toLocaleLowerCase('en-GB');

/** Cuts at a character, never in the middle of a surrogate pair. */
function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = /[\uD800-\uDBFF]/.test(text.charAt(length - 1)) ? length - 1 : length;
  return text.slice(0, end).trimEnd();
}

export const textTransforms = {
  trim: {
    label: 'Remove outer spaces', help: 'Takes away spaces before and after the text.', group: GROUP, parameters: [],
    examples: [eg(' A1 ', 'A1'), eg('', '')],
    apply: () => onText(text => text.trim()),
  },
  tidySpaces: {
    label: 'Tidy spaces', help: 'Makes line breaks and runs of spaces one space each and removes outer ones.', group: GROUP, parameters: [],
    examples: [eg('1  High\n Street ', '1 High Street')],
    apply: () => onText(text => text.replace(/\s+/g, ' ').trim()),
  },
  cut: {
    label: 'Cut to a length', help: 'Keeps the first characters. The rest is lost: use it only where that does no harm.', group: GROUP,
    parameters: [needed('length', 'Most characters', 'number')],
    examples: [eg('203-1234567-1234567', '203-1234567', { length: '11' }), eg('short', 'short', { length: '30' })],
    apply: ({ length }) => {
      const most = whole(length, 0);
      return onText(text => cutText(text, most));
    },
  },
  lastCharacters: {
    label: 'Keep the last characters', help: 'Keeps the end of the text, where references differ most.', group: GROUP,
    parameters: [needed('length', 'Most characters', 'number')],
    examples: [eg('SHOPIFY-EU-0001234567', '0001234567', { length: '10' })],
    apply: ({ length }) => {
      const most = whole(length, 0);
      return onText(text => (text.length <= most ? text : text.slice(text.length - most)));
    },
  },
  upper: {
    label: 'Capitals', help: 'Writes the text in capital letters.', group: GROUP, parameters: [],
    examples: [eg('ls1 1aa', 'LS1 1AA')],
    apply: () => onText(text => text.toLocaleUpperCase('en-GB')),
  },
  lower: {
    label: 'Small letters', help: 'Writes the text in small letters.', group: GROUP, parameters: [],
    examples: [eg('Buyer@Example.COM', 'buyer@example.com')],
    apply: () => onText(text => text.toLocaleLowerCase('en-GB')),
  },
  titleCase: {
    label: 'Capital at each word', help: 'Writes each word with a capital first letter.', group: GROUP, parameters: [],
    examples: [eg('ANNA SMITH-JONES', 'Anna Smith-Jones')],
    apply: () => onText(text => text.replace(/[\p{L}'’]+/gu, capitalised)),
  },
  digitsOnly: {
    label: 'Keep digits only', help: 'Takes away everything that is not a digit.', group: GROUP, parameters: [],
    examples: [eg('INV-0042', '0042'), eg('none', '')],
    apply: () => onText(text => text.replace(/\D/g, '')),
  },
  lettersAndDigits: {
    label: 'Keep letters and digits only', help: 'Takes away spaces, hyphens and all other signs.', group: GROUP, parameters: [],
    examples: [eg('Harbour & Vine Ltd', 'HarbourVineLtd')],
    apply: () => onText(text => text.replace(/[^\p{L}\p{N}]/gu, '')),
  },
  replace: {
    label: 'Replace', help: 'Replaces every occurrence of one text by another.', group: GROUP,
    parameters: [needed('find', 'Find'), optional('with', 'Replace by')],
    examples: [eg('MUG/BLU/2', 'MUG-BLU-2', { find: '/', with: '-' }), eg('#1042', '1042', { find: '#', with: '' })],
    apply: ({ find = '', with: put = '' }) => onText(text => (find === '' ? text : text.split(find).join(put))),
  },
  before: {
    label: 'Put text in front', help: 'Adds a text before the value; an empty value stays empty.', group: GROUP,
    parameters: [needed('text', 'Text')],
    examples: [eg('109390', 'LW-109390', { text: 'LW-' }), eg('', '', { text: 'LW-' })],
    apply: ({ text: front = '' }) => onText(text => (text === '' ? '' : front + text)),
  },
  after: {
    label: 'Put text behind', help: 'Adds a text after the value; an empty value stays empty.', group: GROUP,
    parameters: [needed('text', 'Text')],
    examples: [eg('109390', '109390-R', { text: '-R' })],
    apply: ({ text: behind = '' }) => onText(text => (text === '' ? '' : text + behind)),
  },
  part: {
    label: 'One part', help: 'Splits the text at a separator and keeps one part; 1 is the first, -1 the last.', group: GROUP,
    parameters: [needed('separator', 'Separator'), needed('number', 'Which part', 'number')],
    examples: [eg('SHOPIFY/Northwind UK', 'SHOPIFY', { separator: '/', number: '1' }), eg('Anna Mary Smith', 'Smith', { separator: ' ', number: '-1' }), eg('one', '', { separator: '/', number: '2' })],
    apply: ({ separator = ' ', number = '1' }) => {
      const place = Number(number);
      return onText(text => text.split(separator).at(place > 0 ? place - 1 : place)?.trim() ?? '');
    },
  },
  substring: {
    label: 'Middle of the text', help: 'Keeps so many characters from a place on; the first is 1. Without a length, everything to the end.', group: GROUP,
    parameters: [needed('from', 'First character', 'number'), optional('length', 'Most characters', 'number')],
    examples: [eg('203-1234567-7654321', '1234567', { from: '5', length: '7' }), eg('INV0042', '0042', { from: '4' }), eg('AB', '', { from: '3', length: '2' })],
    apply: ({ from, length }) => {
      const start = Math.max(1, whole(from, 1)) - 1;
      const most = whole(length, MAX_TEXT);
      return onText(text => cutText(text.slice(start), most));
    },
  },
  between: {
    label: 'Between two marks', help: 'Keeps what stands between two texts; an empty mark stands for the beginning or the end. Nothing when a mark is missing.', group: GROUP,
    parameters: [optional('after', 'After'), optional('before', 'Before')],
    examples: [eg('Order [A-77] paid', 'A-77', { after: '[', before: ']' }), eg('Mug (blue)', 'Mug', { before: '(' }), eg('no marks', '', { after: '#' })],
    apply: ({ after: opening = '', before: closing = '' }) => onText(text => {
      const start = opening === '' ? 0 : text.indexOf(opening);
      if (start < 0) return '';
      const rest = text.slice(start + (opening === '' ? 0 : opening.length));
      const end = closing === '' ? rest.length : rest.indexOf(closing);
      return end < 0 ? '' : rest.slice(0, end).trim();
    }),
  },
  findPattern: {
    label: 'Find by its shape', help: 'Finds a reference inside of a text by its shape: 9 stands for a digit, A for a letter, * for any sign. Nothing when there is none.', group: GROUP,
    parameters: [needed('pattern', 'Shape, such as AA-9999')],
    examples: [eg('pls quote PO-4711 thanks', 'PO-4711', { pattern: 'AA-9999' }), eg('203-1234567-7654321', '203-1234567-7654321', { pattern: '999-9999999-9999999' }), eg('call 01134960000', '', { pattern: '9999' })],
    apply: ({ pattern = '' }) => value => findPattern(asText(value), pattern),
  },
  pad: {
    label: 'Fill up to a length', help: 'Puts signs before (or after) the text until it has the length, such as leading zeros. Longer texts stay; an empty one stays empty.', group: GROUP,
    parameters: [needed('length', 'Length', 'number'), needed('with', 'Sign'), optional('side', 'Where', ['before', 'after'])],
    examples: [eg('42', '000042', { length: '6', with: '0' }), eg('AB', 'AB..', { length: '4', with: '.', side: 'after' }), eg('1234567', '1234567', { length: '6', with: '0' }), eg('', '', { length: '6', with: '0' })],
    check: ({ with: sign = '', length }) => (sign.length !== 1 ? 'One sign is needed to fill up with, such as 0.' : whole(length, 0) > 500 ? 'The length is 500 at most.' : null),
    apply: ({ length, with: sign = '0', side }) => {
      const wanted = Math.min(whole(length, 0), 500);
      return onText(text => (text === '' ? '' : side === 'after' ? text.padEnd(wanted, sign) : text.padStart(wanted, sign)));
    },
  },
  asciiOnly: {
    label: 'Plain letters', help: 'Writes the text without accents and special signs, for systems that know the English alphabet only.', group: GROUP, parameters: [],
    examples: [eg('Zoë Müller – Størø', 'Zoe Muller - Storo'), eg('Straße “12”', 'Strasse "12"'), eg('日本', '')],
    apply: () => onText(asciiOf),
  },
  slug: {
    label: 'Short code of a text', help: 'Plain small letters and digits with hyphens between, as web addresses and short codes are written.', group: GROUP,
    parameters: [optional('length', 'Most characters', 'number')],
    examples: [eg('Blue Mug, 2nd édition', 'blue-mug-2nd-edition'), eg('Blue Mug, 2nd édition', 'blue-mug', { length: '9' })],
    apply: ({ length }) => {
      const most = whole(length, MAX_TEXT);
      return onText(text => asciiOf(text).toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, most).replace(/^-|-$/g, ''));
    },
  },
  wrapLine: {
    label: 'One line of a long text', help: 'Breaks a long text at words into lines of a fixed length and gives one of them; the last that is asked for may be told to take only what fits. Stops the record when text is left after the lines the ERP has.', group: GROUP,
    parameters: [needed('length', 'Characters in a line', 'number'), needed('line', 'Which line', 'number'), optional('of', 'Lines the ERP has', 'number')],
    examples: [
      eg('Leave with the neighbour at number 12', 'Leave with the', { length: '16', line: '1' }), eg('Leave with the neighbour at number 12', 'number 12', { length: '16', line: '3' }), eg('short', '', { length: '16', line: '2' }),
      eg('Leave with the neighbour at number 12', 'stops: text.tooLong', { length: '16', line: '1', of: '2' }), eg('ABCDEFGH', 'EFGH', { length: '4', line: '2' }),
    ],
    check: ({ length, line }) => (whole(length, 0) < 1 || whole(line, 0) < 1 ? 'The length and the line are whole numbers from 1.' : null),
    apply: ({ length, line, of }) => {
      const [wide, place, most] = [Math.max(1, whole(length, 1)), whole(line, 1), whole(of, 0)];
      return value => {
        const lines = wrapped(asText(value), wide);
        if (most > 0 && lines.length > most) return problem('text.tooLong', asText(value).slice(0, 60), `The text needs ${lines.length} lines of ${wide} characters; the ERP has ${most}. Shorten it in the record, or cut it in the mapping.`);
        return lines[place - 1] ?? null;
      };
    },
  },
  join: {
    label: 'Join with other fields', help: 'Puts other fields of the record behind this one, with a separator; empty ones are left out.', group: GROUP,
    parameters: [needed('paths', 'Other fields, separated by commas', 'fields'), optional('separator', 'Separator')],
    examples: [eg('AMAZON', 'AMAZON 109390', { paths: 'NumOrderId', separator: ' ' }), eg('', '109390', { paths: 'NumOrderId', separator: ' ' })],
    apply: ({ paths = '', separator = ' ' }) => {
      const readers = paths.split(',').map(path => sourceReader(path.trim()));
      return (value, scope) => [asText(value), ...readers.map(read => asText(read(scope)))].map(text => text.trim()).filter(text => text !== '').join(separator);
    },
  },
  orElse: {
    label: 'Or another field', help: 'Takes another field of the record when this one is empty.', group: GROUP,
    parameters: [needed('path', 'The other field', 'field')],
    examples: [eg('', '109390', { path: 'NumOrderId' }), eg('A1', 'A1', { path: 'NumOrderId' })],
    apply: ({ path = '' }) => {
      const read = sourceReader(path);
      return (value, scope) => (asText(value).trim() === '' ? read(scope) : value);
    },
  },
  emptyIf: {
    label: 'Empty if', help: 'Treats one text as nothing, whatever its capitals.', group: GROUP,
    parameters: [needed('text', 'Text')],
    examples: [eg('Redacted', '', { text: 'redacted' }), eg('Anna', 'Anna', { text: 'redacted' })],
    apply: ({ text: nothing = '' }) => onText(text => (text.trim().toLowerCase() === nothing.trim().toLowerCase() ? '' : text)),
  },
  refuseIf: {
    label: 'Stop the record if', help: 'Stops the record for a person to look at when the value is this text.', group: GROUP,
    parameters: [needed('text', 'Text')],
    examples: [eg('Redacted', 'stops: value.refused', { text: 'Redacted' }), eg('Anna', 'Anna', { text: 'Redacted' })],
    apply: ({ text: refused = '' }) => value =>
      (asText(value).trim().toLowerCase() === refused.trim().toLowerCase() ? problem('value.refused', asText(value), `The value is "${asText(value)}", which this mapping refuses. Correct the record or the mapping.`) : value),
  },
} satisfies Record<string, Transform>;
