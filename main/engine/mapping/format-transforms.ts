import { Currency, formatMinor, minorDigits, parseMoney } from '../../../shared/values/money.ts';
import { divideDecimals, isDecimalText, multiplyDecimals, plainDecimal, roundDecimal } from './decimal-text.ts';
import { notANumber, onDecimal } from './number-transforms.ts';
import { asText, problem } from './record-context.ts';
import type { Problem } from './record-context.ts';
import { eg, needed, optional } from './transform.ts';
import type { Transform } from './transform.ts';
import { areAlike, convertUnits, UNIT_NAMES } from './unit-conversion.ts';

const GROUP = 'Units and formats';

const placesOf = (text: string | undefined, fallback: number): number => (text !== undefined && /^\d$/.test(text.trim()) ? Number(text) : fallback);

const currencyOf = (given: string | undefined, ofOrder: Currency): Currency | Problem => {
  if (given === undefined || given.trim() === '') return ofOrder;
  const known = Currency.safeParse(given.trim().toUpperCase());
  return known.success ? known.data : problem('currency.unknown', given, `"${given}" is not a currency that Tieout keeps. Enter its code, such as GBP.`);
};

const isProblem = (currency: Currency | Problem): currency is Problem => typeof currency === 'object';

/** '1234567' → '1,234,567'. */
const grouped = (digits: string, separator: string): string => digits.replace(/\B(?=(?:\d{3})+$)/g, separator);

export const formatTransforms = {
  formatNumber: {
    label: 'Write a number', help: 'Writes a number with a fixed count of decimals, a decimal mark and, if wanted, thousands separators.', group: GROUP,
    parameters: [needed('places', 'Decimals', 'number'), optional('decimalMark', 'Decimal mark', ['.', ',']), optional('thousands', 'Thousands', ['none', 'comma', 'point', 'space'])],
    examples: [eg('1234567.5', '1,234,567.50', { places: '2', thousands: 'comma' }), eg('1234.5', '1.234,50', { places: '2', decimalMark: ',', thousands: 'point' }), eg('-0.125', '-0.13', { places: '2' }), eg('x', 'stops: value.notANumber', { places: '2' })],
    apply: ({ places, decimalMark = '.', thousands = 'none' }) => {
      const decimals = placesOf(places, 2);
      const separator = { comma: ',', point: '.', space: ' ' }[thousands] ?? '';
      return value => onDecimal(value, text => {
        const rounded = roundDecimal(text, decimals);
        if (rounded === null) return null;
        const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)\.?(\d*)$/.exec(rounded) ?? [];
        return sign + grouped(whole, separator) + (fraction === '' ? '' : (decimalMark === ',' ? ',' : '.') + fraction);
      });
    },
  },
  divide: {
    label: 'Divide', help: 'Divides by a fixed number, rounded half up to the decimals given.', group: GROUP,
    parameters: [needed('by', 'By', 'number'), needed('places', 'Decimals', 'number')],
    examples: [eg('10', '3.3333', { by: '3', places: '4' }), eg('-5', '-0.42', { by: '12', places: '2' })],
    check: ({ by = '' }) => (isDecimalText(by) && /[1-9]/.test(by) ? null : `"${by}" cannot divide. Enter a number other than zero.`),
    apply: ({ by = '1', places }) => value => onDecimal(value, text => divideDecimals(text, by, placesOf(places, 2))),
  },
  minorToDecimal: {
    label: 'Pence to pounds', needsRecord: true, help: "Writes an amount in minor units (1250 pence) as a decimal (12.50), with the digits of the order's currency or of the one named.", group: GROUP,
    parameters: [optional('currency', 'Currency')],
    examples: [eg('1250', '12.50'), eg('-5', '-0.05'), eg('1250', '1250', { currency: 'JPY' }), eg('1250', '1.250', { currency: 'KWD' }), eg('12.5', 'stops: value.notWhole'), eg('', '')],
    apply: ({ currency }) => (value, { context }) => {
      const text = asText(value).trim();
      const known = currencyOf(currency, context.order.currency);
      if (text === '' || isProblem(known)) return text === '' ? null : known;
      const minor = Number(text);
      return /^-?\d{1,16}$/.test(text) && Number.isSafeInteger(minor) ? formatMinor(minor, known) : problem('value.notWhole', text, `"${text}" is not a whole number of minor units. Leave this step out if the amount has decimals already.`);
    },
  },
  decimalToMinor: {
    label: 'Pounds to pence', needsRecord: true, help: "Writes an amount with decimals (12.50) as a whole number of minor units (1250). An amount finer than the currency's smallest coin stops the record.", group: GROUP,
    parameters: [optional('currency', 'Currency')],
    examples: [eg('12.5', '1250'), eg('-0.05', '-5'), eg('1250', '1250', { currency: 'JPY' }), eg('12.345', 'stops: value.tooFine'), eg('', '')],
    apply: ({ currency }) => (value, { context }) => {
      const text = asText(value).trim();
      const known = currencyOf(currency, context.order.currency);
      if (text === '' || isProblem(known)) return text === '' ? null : known;
      if (!isDecimalText(text)) return notANumber(text);
      const money = parseMoney(text, known);
      return money ? String(money.minor) : problem('value.tooFine', text, `${text} has more decimals than ${known} has (${minorDigits(known)}). Round it first.`);
    },
  },
  convertUnit: {
    label: 'Convert a unit', help: 'Changes weights (kg, lb, oz …), lengths (cm, in …) and volumes by their exact definitions, rounded once, half up.', group: GROUP,
    parameters: [needed('from', 'From', UNIT_NAMES), needed('to', 'To', UNIT_NAMES), optional('places', 'Decimals', 'number')],
    examples: [eg('1', '453.59237', { from: 'lb', to: 'g', places: '5' }), eg('0.35', '350', { from: 'kg', to: 'g' }), eg('12', '0.75', { from: 'oz', to: 'lb' }), eg('10', '25.4', { from: 'in', to: 'cm' }), eg('100', '39.37', { from: 'cm', to: 'in', places: '2' }), eg('heavy', 'stops: value.notANumber', { from: 'g', to: 'kg' })],
    check: ({ from = '', to = '' }) => (areAlike(from, to) ? null : `${from} cannot become ${to}: one is no unit of the same kind. Choose two weights, two lengths or two volumes.`),
    apply: ({ from = '', to = '', places }) => {
      const decimals = placesOf(places, 6);
      return value => onDecimal(value, text => {
        const converted = convertUnits(text, { from, to, places: decimals });
        return converted === null ? null : plainDecimal(converted);
      });
    },
  },
  toCompanyCurrency: {
    label: "In the company's currency", help: "Turns an amount of the order's currency into the company's, by the order's own rate (units of its currency for one of the company's), rounded half up to two decimals.", group: 'Order', parameters: [optional('decimals', 'Decimals', 'number')],
    examples: [eg('31.59', '31.59'), eg('x', 'stops: value.notANumber')],
    apply: ({ decimals }) => (value, { context: { order } }) => onDecimal(value, text => divideDecimals(text, order.exchangeRate, placesOf(decimals, 2))),
  },
  percent: {
    label: 'Percentage of', help: 'Takes a percentage of an amount, exact and then rounded half up: a commission, a surcharge.', group: GROUP,
    parameters: [needed('rate', 'Per cent', 'number'), optional('places', 'Decimals', 'number')],
    examples: [eg('31.59', '4.74', { rate: '15' }), eg('100', '2.875', { rate: '2.875', places: '3' })],
    check: ({ rate = '' }) => (isDecimalText(rate) ? null : `"${rate}" is not a number. Enter the rate in per cent, such as 15.`),
    apply: ({ rate = '0', places }) => value => onDecimal(value, text => {
      const product = multiplyDecimals(text, rate);
      return product === null ? null : divideDecimals(product, '100', placesOf(places, 2));
    }),
  },
} satisfies Record<string, Transform>;
