import { addDecimals, compareDecimals, divideDecimals, multiplyDecimals, plainDecimal } from './decimal-text.ts';
import { listOf, notANumber } from './number-transforms.ts';
import { sourceReader } from './paths.ts';
import { asText, problem } from './record-context.ts';
import type { Apply } from './transform.ts';
import { eg, needed, optional } from './transform.ts';
import type { Transform } from './transform.ts';

const GROUP = 'Lists and lines';
/** Parts that a text is split into. */
const MAX_PARTS = 1_000;
const AVERAGE_PLACES = 6;

/** The value that comes first by its number: the smallest, or the largest. */
const extreme = (wanted: 1 | -1): Apply => value => {
  const texts = listOf(value);
  let best: string | null = null;
  for (const text of texts) {
    const order = best === null ? compareDecimals(text, text) : compareDecimals(text, best);
    if (order === null) return notANumber(text);
    if (best === null || order === wanted) best = text;
  }
  return best;
};

export const listTransforms = {
  split: {
    label: 'Split into a list', help: 'Cuts a text at a separator into a list, for the steps that count, join or pick from one.', group: GROUP,
    parameters: [needed('separator', 'Separator')],
    examples: [eg('red, blue, red', 'red, blue, red', { separator: ',' }), eg('A/B', 'A, B', { separator: '/' })],
    apply: ({ separator = ',' }) => value => asText(value).split(separator, MAX_PARTS).map(text => text.trim()).filter(text => text !== ''),
  },
  joinList: {
    label: 'Join a list', help: 'Writes the values of a list one after another with a separator: the SKUs of all lines, for example.', group: GROUP,
    parameters: [optional('separator', 'Separator')],
    examples: [eg('MUG | BOWL', 'MUG / BOWL', { separator: ' / ' }), eg('MUG | BOWL', 'MUG, BOWL')],
    apply: ({ separator = ', ' }) => value => listOf(value).join(separator === '' ? ', ' : separator),
  },
  distinct: {
    label: 'Each value once', help: 'Takes repeated values out of a list, whatever their capitals; the order stays.', group: GROUP, parameters: [],
    examples: [eg('MUG | BOWL | mug', 'MUG, BOWL')],
    apply: () => value => {
      const seen = new Set<string>();
      return listOf(value).filter(text => !seen.has(text.toLowerCase()) && seen.add(text.toLowerCase()));
    },
  },
  smallest: {
    label: 'Smallest of a list', help: 'The smallest number of a list, for example the lowest price of the lines.', group: GROUP, parameters: [],
    examples: [eg('9.5 | 10 | 9.45', '9.45'), eg('9 | many', 'stops: value.notANumber')],
    apply: () => extreme(-1),
  },
  largest: {
    label: 'Largest of a list', help: 'The largest number of a list, for example the longest lead time of the lines.', group: GROUP, parameters: [],
    examples: [eg('9.5 | 10 | 9.45', '10')],
    apply: () => extreme(1),
  },
  weighted: {
    label: 'Weighted by another list', help: 'Multiplies a list with another, line by line (weight × quantity), and gives the sum of the products, or their average by weight.', group: GROUP,
    parameters: [needed('path', 'The other list', 'field'), optional('as', 'As', ['sum', 'average'])],
    examples: [eg('0.35', '0.35', { path: 'Items[].Quantity' }), eg('27.99', '27.99', { path: 'Items[].Quantity', as: 'average' }), eg('1 | 2', 'stops: list.otherLength', { path: 'Items[].Quantity' })],
    apply: ({ path = '', as = 'sum' }) => {
      const read = sourceReader(path);
      return (value, scope) => {
        const [texts, weights] = [listOf(value), listOf(read(scope))];
        if (texts.length !== weights.length) return problem('list.otherLength', path, `The list has ${texts.length} values and ${path} has ${weights.length}. Choose two fields of the same lines.`);
        if (texts.length === 0) return null;
        const products = texts.map((text, index) => multiplyDecimals(text, weights[index] ?? ''));
        const sum = addDecimals(products.map(product => product ?? ''));
        if (sum === null) return notANumber([...texts, ...weights].find(text => compareDecimals(text, text) === null) ?? '');
        if (as !== 'average') return plainDecimal(sum);
        const average = divideDecimals(sum, addDecimals(weights) ?? '', AVERAGE_PLACES);
        return average === null ? problem('value.noWeight', path, `The weights of ${path} sum to nothing, so there is no average. Correct the record, or take the sum.`) : plainDecimal(average);
      };
    },
  },
} satisfies Record<string, Transform>;
