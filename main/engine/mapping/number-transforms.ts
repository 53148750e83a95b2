import { addDecimals, isDecimalText, multiplyDecimals, negateDecimal, roundDecimal } from './decimal-text.ts';
import { asText, problem } from './record-context.ts';
import type { Problem, Value } from './record-context.ts';
import { eg, needed, optional } from './transform.ts';
import type { Transform } from './transform.ts';

const GROUP = 'Numbers';

export const notANumber = (text: string): Problem => problem('value.notANumber', text, `"${text}" is not a number. Correct it in the source, or change the mapping.`);

/** Nothing stays nothing: an empty field is not the number zero. */
export const onDecimal = (value: Value, change: (text: string) => string | null): Value | Problem => {
  const text = asText(value).trim();
  return text === '' ? null : change(text) ?? notANumber(text);
};

export const listOf = (value: Value): string[] => (Array.isArray(value) ? value : [value]).map(asText).filter(text => text !== '');

export const numberTransforms = {
  number: {
    label: 'Number from text', help: 'Reads a number written with a decimal mark and thousands separators.', group: GROUP,
    parameters: [optional('decimalMark', 'Decimal mark', ['.', ','])],
    examples: [eg('£1,234.50', '1234.50'), eg('1.234,50', '1234.50', { decimalMark: ',' }), eg('twelve', 'stops: value.notANumber')],
    apply: ({ decimalMark = '.' }) => {
      const grouping = decimalMark === ',' ? /[.\s£€$]/g : /[,\s£€$]/g;
      return value => onDecimal(value, text => {
        const plain = text.replace(grouping, '').replace(',', '.');
        return isDecimalText(plain) ? plain : null;
      });
    },
  },
  round: {
    label: 'Round', help: 'Rounds half up to a number of decimals, by digits and not by floating point.', group: GROUP,
    parameters: [needed('places', 'Decimals', 'number')],
    examples: [eg('23.325', '23.33', { places: '2' }), eg('-1.005', '-1.01', { places: '2' }), eg('3', '3.00', { places: '2' })],
    apply: ({ places = '2' }) => {
      const decimals = /^\d$/.test(places) ? Number(places) : 2;
      return value => onDecimal(value, text => roundDecimal(text, decimals));
    },
  },
  multiply: {
    label: 'Multiply', help: 'Multiplies by a fixed factor, for example to change a unit.', group: GROUP,
    parameters: [needed('factor', 'Factor', 'number')],
    examples: [eg('0.4', '400', { factor: '1000' }), eg('12', '0.12', { factor: '0.01' })],
    apply: ({ factor = '1' }) => value => onDecimal(value, text => multiplyDecimals(text, factor)),
  },
  negate: {
    label: 'Change the sign', help: 'Turns a positive number negative and the other way round.', group: GROUP, parameters: [],
    examples: [eg('12.50', '-12.50'), eg('-3', '3'), eg('0', '0')],
    apply: () => value => onDecimal(value, text => (isDecimalText(text) ? negateDecimal(text) : null)),
  },
  total: {
    label: 'Sum of a list', help: 'Adds up the values of a list, for example one figure of every order line.', group: GROUP, parameters: [],
    examples: [eg('3.60 | 23.325', '26.925')],
    apply: () => value => addDecimals(listOf(value)) ?? notANumber(asText(value)),
  },
  count: {
    label: 'Count of a list', help: 'How many values the list has.', group: GROUP, parameters: [],
    examples: [eg('MUG | BOWL', '2')],
    apply: () => value => String(listOf(value).length),
  },
  first: {
    label: 'First of a list', help: 'Takes the first value of the list.', group: GROUP, parameters: [],
    examples: [eg('MUG | BOWL', 'MUG')],
    apply: () => value => listOf(value)[0] ?? null,
  },
} satisfies Record<string, Transform>;
