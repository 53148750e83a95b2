import { asText, problem } from './record-context.ts';
import { sourceReader } from './paths.ts';
import { eg, needed, optional } from './transform.ts';
import type { Apply, Transform } from './transform.ts';

const GROUP = 'Text';

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
    parameters: [needed('length', 'Most characters')],
    examples: [eg('203-1234567-1234567', '203-1234567', { length: '11' }), eg('short', 'short', { length: '30' })],
    apply: ({ length }) => {
      const most = whole(length, 0);
      return onText(text => cutText(text, most));
    },
  },
  lastCharacters: {
    label: 'Keep the last characters', help: 'Keeps the end of the text, where references differ most.', group: GROUP,
    parameters: [needed('length', 'Most characters')],
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
    parameters: [needed('separator', 'Separator'), needed('number', 'Which part')],
    examples: [eg('SHOPIFY/Northwind UK', 'SHOPIFY', { separator: '/', number: '1' }), eg('Anna Mary Smith', 'Smith', { separator: ' ', number: '-1' }), eg('one', '', { separator: '/', number: '2' })],
    apply: ({ separator = ' ', number = '1' }) => {
      const place = Number(number);
      return onText(text => text.split(separator).at(place > 0 ? place - 1 : place)?.trim() ?? '');
    },
  },
  join: {
    label: 'Join with other fields', help: 'Puts other fields of the record behind this one, with a separator; empty ones are left out.', group: GROUP,
    parameters: [needed('paths', 'Other fields, separated by commas'), optional('separator', 'Separator')],
    examples: [eg('AMAZON', 'AMAZON 109390', { paths: 'NumOrderId', separator: ' ' }), eg('', '109390', { paths: 'NumOrderId', separator: ' ' })],
    apply: ({ paths = '', separator = ' ' }) => {
      const readers = paths.split(',').map(path => sourceReader(path.trim()));
      return (value, scope) => [asText(value), ...readers.map(read => asText(read(scope)))].map(text => text.trim()).filter(text => text !== '').join(separator);
    },
  },
  orElse: {
    label: 'Or another field', help: 'Takes another field of the record when this one is empty.', group: GROUP,
    parameters: [needed('path', 'The other field')],
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
