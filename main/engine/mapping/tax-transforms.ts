import { formatMinor, splitMinor } from '../../../shared/values/money.ts';
import type { Currency } from '../../../shared/values/money.ts';
import type { PricedOrder } from '../pricing/priced-order.ts';
import { addDecimals, compareDecimals, divideDecimals, isDecimalText, multiplyDecimals, negateDecimal, plainDecimal, roundDecimal } from './decimal-text.ts';
import { notANumber, onDecimal } from './number-transforms.ts';
import { sourceReader } from './paths.ts';
import { asText, problem } from './record-context.ts';
import type { Problem, Scope, Value } from './record-context.ts';
import { eg, needed, optional } from './transform.ts';
import type { Parameters, Transform } from './transform.ts';

const GROUP = 'VAT and price';

/** The rates of the UK; other countries name theirs. */
const UK_RATES = '20, 5, 0';
/** How far a stated rate may lie from a legal one, in points: what rounding of small amounts does to it. */
const NEAR = '0.5';

const ratesOf = (text: string | undefined): string[] => (text === undefined || text.trim() === '' ? UK_RATES : text).split(',').map(rate => rate.trim()).filter(isDecimalText);

const distance = (a: string, b: string): string => (addDecimals([a, negateDecimal(b)]) ?? '').replace('-', '');

/** The legal rate that a stated one stands for. */
function snapped(rate: string, rates: readonly string[], near: string): string | Problem {
  const found = rates.filter(legal => (compareDecimals(distance(rate, legal), near) ?? 1) <= 0).toSorted((a, b) => compareDecimals(distance(rate, a), distance(rate, b)) ?? 0)[0];
  return found ?? problem('tax.oddRate', rate, `${rate} % is not near any of the rates ${rates.join(', ')} %. Correct the order, or add the rate in the mapping.`);
}

/** A rate that is written in the step, or read from a field of the record. */
function rateReader({ rate = '', path = '' }: Parameters): (scope: Scope) => string | Problem {
  const read = path === '' ? null : sourceReader(path);
  return scope => {
    const text = (read === null ? rate : asText(read(scope))).trim();
    return isDecimalText(text) ? text : problem('tax.noRate', text, `"${text}" is not a VAT rate. Enter one such as 20, or correct the field ${path}.`);
  };
}

const rateCheck = ({ rate = '', path = '' }: Parameters): string | null => (path === '' && !isDecimalText(rate) ? 'Enter the VAT rate, such as 20, or choose the field that has it.' : null);

/** The VAT of an amount to the penny, half up; whatever stands beside it follows by adding or taking off, so that net and VAT always make the gross. */
function vatOf(value: Value, rate: string | Problem, { holdsVat, give }: { holdsVat: boolean; give: 'VAT' | 'the other' }): Value | Problem {
  if (typeof rate !== 'string') return rate;
  return onDecimal(value, text => {
    const product = multiplyDecimals(text, rate);
    const vat = product === null ? null : divideDecimals(product, holdsVat ? addDecimals(['100', rate]) ?? '' : '100', 2);
    if (vat === null || give === 'VAT') return vat;
    return roundDecimal(addDecimals([text, holdsVat ? negateDecimal(vat) : vat]) ?? '', 2);
  });
}

/** What is known about a document's money, by the words people choose from. */
const FIGURES: Readonly<Record<string, (priced: PricedOrder) => number>> = {
  'goods net': ({ lines }) => lines.reduce((sum, line) => sum + line.netMinor, 0),
  'goods tax': ({ lines }) => lines.reduce((sum, line) => sum + line.taxMinor, 0),
  'goods gross': ({ lines }) => lines.reduce((sum, line) => sum + line.grossMinor, 0),
  'carriage net': ({ carriage }) => carriage?.netMinor ?? 0,
  'carriage tax': ({ carriage }) => carriage?.taxMinor ?? 0,
  'carriage gross': ({ carriage }) => carriage?.grossMinor ?? 0,
  rounding: ({ rounding }) => rounding?.grossMinor ?? 0,
  net: ({ netMinor }) => netMinor,
  tax: ({ taxMinor }) => taxMinor,
  gross: ({ grossMinor }) => grossMinor,
};

const LINE_FIGURES = ['net', 'tax', 'gross', 'net of one'] as const;

const unpriced = (reference: string): Problem => problem('order.unpriced', reference, `Order ${reference} has no prices yet. See what is wrong with its items or tax rates.`);

const notOnALine = (name: string): Problem => problem('mapping.notOnALine', name, `The step "${name}" works on document lines only. Use it on a line field.`);

/** One line's share of an amount, by what the lines are worth or how many there are: the shares of all lines are the amount to the penny. */
function shareOf(amount: string, by: string, { line, context: { priced, order } }: Scope): string | Problem {
  if (!priced) return unpriced(order.reference);
  const place = line === null ? -1 : priced.lines.indexOf(line);
  if (place < 0) return notOnALine('Share of an amount');
  const minor = minorOf(amount, priced.currency);
  if (minor === null) return problem('value.tooFine', amount, `${amount} is not an amount of ${priced.currency}. Round it first.`);
  const weights = priced.lines.map(one => (by === 'quantity' ? one.quantity : by === 'equally' ? 1 : Math.abs(one.grossMinor)));
  return formatMinor(splitMinor(minor, weights)[place] ?? 0, priced.currency);
}

/** Whole minor units of a decimal text; null when it is finer than the currency, or no number. */
function minorOf(text: string, currency: Currency): number | null {
  const digits = formatMinor(0, currency).replace(/^0\.?/, '').length;
  const whole = plainDecimal(multiplyDecimals(text, `1${'0'.repeat(digits)}`) ?? 'x');
  return /^-?\d{1,15}$/.test(whole) ? Number(whole) : null;
}

export const taxTransforms = {
  vatSnap: {
    label: 'Nearest VAT rate', help: 'Takes a rate that a channel computed backwards (20.1, 19.97) for the legal one it stands for, within half a point. One that is near none stops the record.', group: GROUP,
    parameters: [optional('rates', 'Legal rates, separated by commas'), optional('near', 'Within, points', 'number')],
    examples: [eg('20.1', '20'), eg('4.98', '5'), eg('0', '0'), eg('17.5', 'stops: tax.oddRate'), eg('18.9', '19', { rates: '19, 7, 0' }), eg('23.6', '23', { rates: '23, 13.5, 9, 0', near: '1' }), eg('', '')],
    apply: ({ rates, near = '' }) => {
      const legal = ratesOf(rates);
      return value => {
        const text = asText(value).trim();
        return text === '' ? null : isDecimalText(text) ? snapped(text, legal, isDecimalText(near) ? near : NEAR) : notANumber(text);
      };
    },
  },
  vatRate: {
    label: 'VAT rate of two amounts', help: 'Works the rate out of a tax amount and the net in another field, and takes the legal rate it is nearest to.', group: GROUP,
    parameters: [needed('net', 'Field with the net', 'field'), optional('rates', 'Legal rates, separated by commas')],
    examples: [eg('4.665', '20', { net: 'TotalsInfo.Subtotal' }), eg('0', '0', { net: 'TotalsInfo.Subtotal' }), eg('3', 'stops: tax.oddRate', { net: 'TotalsInfo.Subtotal' }), eg('', '', { net: 'TotalsInfo.Subtotal' })],
    apply: ({ net = '', rates }) => {
      const read = sourceReader(net);
      const legal = ratesOf(rates);
      return (value, scope) => {
        const text = asText(value).trim();
        if (text === '') return null;
        const percent = divideDecimals(multiplyDecimals(text, '100') ?? '', asText(read(scope)).trim(), 2);
        return percent === null ? problem('tax.noNet', net, `No rate follows from ${text} and the net in ${net}. Correct the record, or choose another field.`) : snapped(percent, legal, NEAR);
      };
    },
  },
  takeVatOut: {
    label: 'Take VAT out of a gross', help: 'The net, or the VAT, that an amount with VAT holds: 120.00 at 20 % holds 20.00. The VAT is worked out exactly and rounded half up to pence; the net is the rest, so that the two make the gross.', group: GROUP,
    parameters: [optional('rate', 'Rate, per cent', 'number'), optional('path', 'or the field with the rate', 'field'), optional('give', 'Give', ['net', 'VAT'])],
    examples: [eg('31.59', '26.32', { rate: '20' }), eg('31.59', '5.27', { rate: '20', give: 'VAT' }), eg('27.99', '23.32', { path: 'Items[].TaxRate' }), eg('10', '10.00', { rate: '0' }), eg('10', 'stops: tax.noRate', { path: 'GeneralInfo.Source' }), eg('', '', { rate: '20' })],
    check: rateCheck,
    apply: parameters => {
      const rateOf = rateReader(parameters);
      return (value, scope) => vatOf(value, rateOf(scope), { holdsVat: true, give: parameters.give === 'VAT' ? 'VAT' : 'the other' });
    },
  },
  addVat: {
    label: 'Put VAT on a net', help: 'The gross, or the VAT, of an amount without VAT, rounded half up to pence.', group: GROUP,
    parameters: [optional('rate', 'Rate, per cent', 'number'), optional('path', 'or the field with the rate', 'field'), optional('give', 'Give', ['gross', 'VAT'])],
    examples: [eg('100', '120.00', { rate: '20' }), eg('23.325', '4.67', { rate: '20', give: 'VAT' }), eg('3', '3.60', { path: 'Items[].TaxRate' })],
    check: rateCheck,
    apply: parameters => {
      const rateOf = rateReader(parameters);
      return (value, scope) => vatOf(value, rateOf(scope), { holdsVat: false, give: parameters.give === 'VAT' ? 'VAT' : 'the other' });
    },
  },
  discount: {
    label: 'Take a discount off', help: 'The price after a percentage off, rounded half up.', group: GROUP,
    parameters: [needed('rate', 'Discount, per cent', 'number'), optional('places', 'Decimals', 'number')],
    examples: [eg('27.99', '25.19', { rate: '10' }), eg('100', '97.125', { rate: '2.875', places: '3' })],
    check: ({ rate = '' }) => (isDecimalText(rate) ? null : `"${rate}" is not a number. Enter the discount in per cent, such as 10.`),
    apply: ({ rate = '0', places = '2' }) => value => onDecimal(value, text => {
      const product = multiplyDecimals(text, addDecimals(['100', negateDecimal(rate)]) ?? '');
      return product === null ? null : roundDecimal(multiplyDecimals(product, '0.01') ?? '', /^\d$/.test(places) ? Number(places) : 2);
    }),
  },
  sharePennies: {
    label: "Share of an amount for this line", help: 'Shares an amount of the whole order (a discount, a delivery fee) over its lines by value, quantity or equally. The shares add up to the amount to the penny: what rounding leaves goes to the lines it hurts least.', group: 'Order line',
    parameters: [optional('by', 'By', ['value', 'quantity', 'equally'])],
    examples: [eg('3.60', '3.60'), eg('-1', '-1.00', { by: 'equally' }), eg('0.001', 'stops: value.tooFine'), eg('x', 'stops: value.notANumber'), eg('', '')],
    apply: ({ by = 'value' }) => (value, scope) => {
      const text = asText(value).trim();
      return text === '' ? null : isDecimalText(text) ? shareOf(text, by, scope) : notANumber(text);
    },
  },
  orderFigure: {
    label: 'Figure of the order', help: "A sum of the order's document as its money was settled: of goods, carriage or all, without VAT, the VAT, or with it.", group: 'Order',
    parameters: [needed('figure', 'Which', Object.keys(FIGURES))],
    examples: [eg('', '26.32', { figure: 'net' }), eg('', '3.60', { figure: 'carriage gross' }), eg('', '4.67', { figure: 'goods tax' }), eg('', '0.00', { figure: 'rounding' })],
    apply: ({ figure = 'gross' }) => (_value, { context: { priced, order } }) => (priced ? formatMinor(FIGURES[figure]?.(priced) ?? priced.grossMinor, priced.currency) : unpriced(order.reference)),
  },
  lineFigure: {
    label: 'Figure of the line', help: 'The net, VAT or gross of the document line, or the net of one, as the money of the order was settled.', group: 'Order line',
    parameters: [needed('figure', 'Which', LINE_FIGURES)],
    examples: [eg('', '23.32', { figure: 'net' }), eg('', '4.67', { figure: 'tax' }), eg('', '23.32', { figure: 'net of one' })],
    apply: ({ figure = 'gross' }) => (_value, { line, charge, context: { order } }) => {
      const priced = line ?? charge;
      if (!priced) return notOnALine('Figure of the line');
      if (figure === 'net of one') return divideDecimals(formatMinor(priced.netMinor, order.currency), String(line?.quantity ?? 1), 2) ?? unpriced(order.reference);
      return formatMinor(figure === 'net' ? priced.netMinor : figure === 'tax' ? priced.taxMinor : priced.grossMinor, order.currency);
    },
  },
} satisfies Record<string, Transform>;
