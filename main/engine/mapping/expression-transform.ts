import { formatMinor } from '../../../shared/values/money.ts';
import { parseDecimal, Decimal } from './exact-decimal.ts';
import { compileExpression, EXPRESSION_NAMES, isFault, Line, MAX_EXPRESSION_LIST, MAX_EXPRESSION_TEXT } from './expression-language.ts';
import type { Expression, ExpressionName } from './expression-language.ts';
import { sourceReader } from './paths.ts';
import { asText, problem } from './record-context.ts';
import type { Problem, Scalar, Scope, Value } from './record-context.ts';
import { eg, needed } from './transform.ts';
import type { Transform } from './transform.ts';

type Money = { readonly netMinor: number; readonly taxMinor: number; readonly grossMinor: number };

const amountOf = (minor: number, { context: { order } }: Scope): Decimal => parseDecimal(formatMinor(minor, order.currency));
const moneyOf = ({ netMinor, taxMinor, grossMinor }: Money, scope: Scope): { net: Decimal; tax: Decimal; gross: Decimal } =>
  ({ net: amountOf(netMinor, scope), tax: amountOf(taxMinor, scope), gross: amountOf(grossMinor, scope) });

type PricedLine = NonNullable<Scope['line']>;
const lineOf = (line: PricedLine, scope: Scope): Line => new Line({ sku: line.sku, itemCode: line.itemCode, title: line.description, quantity: BigInt(line.quantity), ...moneyOf(line, scope) });

const unpriced = ({ context: { order } }: Scope): Problem => problem('order.unpriced', order.reference, `Order ${order.reference} has no prices yet. See what is wrong with its items or tax rates.`);

const textsOf = (value: Value): string[] => (Array.isArray(value) ? value : value === null ? [] : [value]).map(asText);

/** What each name holds for a record; a problem where the record has no such thing. */
const HOLDS: Readonly<Record<Exclude<ExpressionName, 'fields'>, (value: Value, scope: Scope) => unknown>> = {
  value: asText,
  values: textsOf,
  order: (_value, scope) => {
    const { number, reference, channel, status, currency, paymentMethod, delivery, grossMinor, carriageMinor, discountMinor } = scope.context.order;
    return { number, reference, channel, status, currency, paymentMethod, country: delivery.country, gross: amountOf(grossMinor, scope), carriage: amountOf(carriageMinor, scope), discount: amountOf(discountMinor, scope) };
  },
  document: (_value, scope) => {
    const { priced } = scope.context;
    return priced ? { ...moneyOf(priced, scope), carriage: amountOf(priced.carriage?.grossMinor ?? 0, scope) } : unpriced(scope);
  },
  lines: (_value, scope) => scope.context.priced?.lines.map(line => lineOf(line, scope)) ?? unpriced(scope),
  line: (_value, scope) => {
    const { line, charge } = scope;
    if (line) return lineOf(line, scope);
    return charge ? new Line({ sku: '', itemCode: '', title: charge.description, quantity: 1n, ...moneyOf(charge, scope) }) : problem('mapping.notOnALine', 'line', 'The expression uses "line", which document lines only have. Use "lines" on a field of the whole document.');
  },
  channel: (_value, { context: { channel, order } }) =>
    (channel ? { label: channel.label, customer: channel.customerReference, clearingBank: channel.clearingBank, salesNominal: channel.salesNominal, costCentre: channel.costCentre, department: channel.department }
      : problem('channel.unknown', order.channel, `The channel ${order.channel} has no settings. Add it under Settings, Channels.`)),
  settings: (_value, { context: { settings } }) => ({ carriageNominal: settings.carriageNominal, roundingNominal: settings.roundingNominal, writeOffNominal: settings.writeOffNominal }),
};

const isProblem = (held: unknown): held is Problem => typeof held === 'object' && held !== null && 'issue' in held;

const isTooLarge = (held: unknown): boolean => (typeof held === 'string' ? held.length > MAX_EXPRESSION_TEXT : Array.isArray(held) && (held.length > MAX_EXPRESSION_LIST || held.some(isTooLarge)));

const tooLarge = (name: string): Problem => problem('expression.tooLarge', name, `"${name}" is larger than expressions look at (${MAX_EXPRESSION_TEXT} characters, ${MAX_EXPRESSION_LIST} entries). Shorten it in a step before.`);

/** Values of all names that the expression uses. */
function given({ names }: Expression, readers: ReadonlyMap<string, (scope: Scope) => Value>, value: Value, scope: Scope): Record<string, unknown> | Problem {
  const held: Record<string, unknown> = {};
  for (const name of names) {
    const one = name === 'fields' ? new Map([...readers].map(([path, read]) => [path, asText(read(scope))])) : HOLDS[name](value, scope);
    if (isProblem(one)) return one;
    if (isTooLarge(one instanceof Map ? [...one.values()] : one)) return tooLarge(name);
    held[name] = one;
  }
  return held;
}

/** The checker lets no other type through. */
function resultOf(result: unknown): Value {
  if (Array.isArray(result)) return result.slice(0, MAX_EXPRESSION_LIST).map(one => resultOf(one) as Scalar);
  if (result instanceof Decimal) return result.text;
  return typeof result === 'bigint' ? result.toString() : result as Scalar;
}

const NAMES_HELP = Object.entries(EXPRESSION_NAMES).map(([name, { about }]) => `${name}: ${about}`).join('; ');

export const expressionTransforms = {
  expression: {
    label: 'Expression', help: `Works out a value by a formula, for what no other step does. Amounts are exact: 0.2 is a fifth, and a division says its decimals: divide(a, b, 2). Names: ${NAMES_HELP}. Functions: size, string, int, decimal, round, divide, sum, smallest, largest; .startsWith, .endsWith, .contains, .trim, .lowerAscii, .upperAscii, .indexOf, .lastIndexOf, .substring, .parts, .joined, .size; .all, .exists, .exists_one, .map, .filter.`, group: 'Expression',
    parameters: [needed('expression', 'Expression', 'expression')],
    examples: [
      eg('', 'large', { expression: 'order.gross > 30.50 ? "large" : "small"' }), eg('MUG', 'MUG-GBP', { expression: 'value + "-" + order.currency' }), eg('10.00', '12', { expression: 'decimal(value) * 1.2' }),
      eg('', '26.33', { expression: 'divide(order.gross * 100, 120, 2)' }), eg('', '0.30', { expression: '0.10 + 0.20' }), eg('', '27.99', { expression: 'sum(lines.filter(x, x.sku.startsWith("MUG")).map(x, x.gross))' }),
      eg('', 'MUG-BLU × 1', { expression: 'lines.map(x, x.sku + " × " + string(x.quantity)).joined(", ")' }), eg('', 'true', { expression: 'lines.exists(x, ["MUG-BLU", "BOWL"].exists(y, y == x.sku))' }), eg('', 'AMAZON/AMZ', { expression: 'fields["GeneralInfo.Source"] + "/" + channel.department' }),
      eg('A-77', '77', { expression: 'value.contains("-") ? value.parts("-")[1] : value' }), eg('x', 'stops: expression.failed', { expression: 'decimal(value) * 2' }), eg('', 'stops: mapping.notOnALine', { expression: 'line.sku' }), eg('', 'stops: expression.wrong', { expression: 'value / 2' }),
    ],
    check({ expression = '' }) {
      const compiled = compileExpression(expression);
      return isFault(compiled) ? `Character ${compiled.at}: ${compiled.message}` : null;
    },
    apply({ expression = '' }) {
      const compiled = compileExpression(expression);
      if (isFault(compiled)) return () => problem('expression.wrong', expression, `The expression is wrong at character ${compiled.at}: ${compiled.message} Correct it in the mapping.`);
      const readers = new Map(compiled.paths.map(path => [path, sourceReader(path)]));
      return (value, scope) => {
        const held = given(compiled, readers, value, scope);
        if (isProblem(held)) return held;
        try {
          const result = resultOf(compiled.evaluate(held));
          return isTooLarge(result) ? tooLarge('the result') : result;
        } catch (error) {
          return problem('expression.failed', expression, `The expression cannot be worked out for this record: ${error instanceof Error ? error.message : String(error)} Correct the record or the expression.`);
        }
      };
    },
  },
} satisfies Record<string, Transform>;
