import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { compileExpression, isFault } from '../../../main/engine/mapping/expression-language.ts';
import { expressionTransforms } from '../../../main/engine/mapping/expression-transform.ts';
import { addDecimals, divideDecimals } from '../../../main/engine/mapping/decimal-text.ts';
import { asText, isProblem } from '../../../main/engine/mapping/record-context.ts';
import type { Scope, Value } from '../../../main/engine/mapping/record-context.ts';
import { context, priced, rawOrder } from './sample-record.ts';

const scope: Scope = { raw: rawOrder, context, line: null, charge: null };

function outcome(expression: string, value: Value = '', at: Scope = scope): string {
  const given = expressionTransforms.expression.apply({ expression })(value, at);
  return isProblem(given) ? `${given.issue.code}: ${given.issue.message}` : asText(given);
}

/** What the person who types it is told, with the character. */
const told = (expression: string): string | null => expressionTransforms.expression.check({ expression });

describe('what is typed wrongly is said while it is typed, with its place', () => {
  const TABLE = `
    order.gross + "a"                | Character 1: "+" does not go between exact number and text.
    order.grss                       | Character 7: No such key: grss.
    order.gross >                    | Character 14: The expression ends too early.
    ordr.gross                       | Character 1: There is no "ordr" here.
    1.5 + ordr                       | Character 7: There is no "ordr" here.
    0.5 * 0.5 + "x"                  | Character 1: "+" does not go between exact number and text.
    value / 2                        | Character 1: A division has to say how it rounds
    1e3                              | Character 1: Write the number with its digits
    fields[value]                    | Character 1: Name the field in quotes
    fields                           | Character 1: Name one field
    lines                            | Character 1: The expression gives list of Line.
    order                            | Character 1: The expression gives order.
    value == "a" ? 1 : "b"           | Character 1: Both outcomes must be of one kind, but they are 'whole number' and 'text'.
    ""                               | (none)
  `;
  for (const row of TABLE.trim().split('\n')) {
    const [expression = '', wanted = ''] = row.split(' | ').map(cell => cell.trim());
    test(`${expression} → ${wanted}`, () => {
      const message = told(expression);
      if (wanted === '(none)') assert.equal(message, null);
      else assert.ok(message?.startsWith(wanted), message ?? 'nothing was said');
    });
  }
});

describe('hostile expressions', () => {
  const REFUSED = [
    'value.constructor', 'value.__proto__', 'order.constructor', 'order["constructor"]', 'order["__proto__"]', 'lines[0].constructor', 'order.gross.text', 'order.hasOwnProperty("x")', 'this', 'globalThis', 'process', 'require("fs")',
    'constructor', '__proto__', 'google', 'cel', 'cel.bind(x, "aaaa", x + x)', 'type(value)', 'dyn(value)', 'double("1.5")', 'double(1)', 'timestamp("2026-01-01T00:00:00Z")', 'duration("1h")', 'bytes(value)', 'value.matches("(a+)+$")', 'b"{}".json()', '{"a": 1}',
    'value.split("")', '["a"].join("b")', 'lines + lines', '[1] + [2]', 'has(order.gross)', 'fields.size()', 'value in fields', 'fields[order.number]', 'value.toString()', 'value["length"]', 'Function("return 1")', 'eval("1")', 'value = "a"', 'value; value', 'lines.map(value, value)',
  ];
  for (const expression of REFUSED) test(`${expression} is refused before any record`, () => { assert.notEqual(told(expression), null); });

  test('fields of a record named like parts of the language are texts or nothing', () => {
    const raw = JSON.parse('{"__proto__": {"polluted": "yes"}, "constructor": "plain", "a": {"prototype": "p"}}') as typeof rawOrder;
    assert.equal(outcome('fields["constructor"] + fields["a.prototype"]', '', { ...scope, raw }), 'plainp');
    assert.equal(outcome('fields["__proto__.nothing"] + fields["toString"] + fields["constructor.name"]'), '');
    assert.equal(({} as { polluted?: string }).polluted, undefined);
  });

  test('nesting without end is refused', () => {
    assert.match(told('('.repeat(200) + '1' + ')'.repeat(200)) ?? '', /maxDepth/);
    assert.match(told(`${'['.repeat(100)}1${']'.repeat(100)}`) ?? '', /maxDepth/);
    assert.match(told('1+'.repeat(240) + '1') ?? '', /maxAstNodes|maxDepth/);
    assert.match(told('x'.repeat(501)) ?? '', /500 characters/);
  });

  test('a look inside of a look goes over a short list that is written there, never over the lines again', () => {
    assert.equal(told('lines.exists(x, ["A", "B"].exists(y, y == x.sku))'), null);
    for (const expression of [
      'lines.map(x, lines.map(y, y.sku))', 'values.map(x, values.size())', 'lines.all(x, lines[0].sku == x.sku)', 'lines.map(x, x.title.parts("").map(y, y))', '[1].map(a, [1].map(b, [1].map(c, c)))', 'lines.map(x, x.sku).map(y, values.map(z, z))',
    ]) assert.notEqual(told(expression), null, expression);
  });

  test('texts and lists of any size stop the record instead of the program', () => {
    assert.match(outcome('value', 'x'.repeat(4_001)), /^expression\.tooLarge/);
    assert.match(outcome('values.size()', Array.from({ length: 1_001 }, () => 'x')), /^expression\.tooLarge/);
    assert.match(outcome('values.joined(", and then ")', Array.from({ length: 900 }, () => 'xyz')), /^expression\.failed/);
    assert.match(outcome('value + value', 'x'.repeat(3_000)), /^expression\.tooLarge/);
    const doubling = `value${'.parts("").joined("xxxxxxxxxxxx")'.repeat(5)}`;
    assert.match(outcome(doubling, 'abc'), /^expression\.(failed|tooLarge)/);
  });

  test('whatever is typed gives an expression or a fault, never anything else', () => {
    const pieces = fc.constantFrom('value', 'values', 'order.gross', 'lines', '.map(x, ', 'x', ')', '(', '[', ']', '"a"', '1', '0.5', '+', '-', '*', '/', '?', ':', '&&', '!', '.constructor', '["__proto__"]', 'fields', ',', ' ', '{', '}', 'size(', '.joined(', '.parts(', 'null', '\\', '`', '${');
    fc.assert(fc.property(fc.array(pieces, { maxLength: 24 }).map(list => list.join('')), typed => {
      const compiled = compileExpression(typed);
      if (isFault(compiled)) assert.ok(compiled.message !== '' && compiled.at >= 1 && compiled.at <= typed.length + 1, `${typed}: ${compiled.at}`);
      else assert.equal(typeof outcome(typed, 'a'), 'string');
    }), { numRuns: 2_000 });
  });
});

describe('amounts in expressions are exact', () => {
  test('tenths and fifths are what they say', () => {
    assert.equal(outcome('0.1 + 0.2'), '0.3');
    assert.equal(outcome('0.1 + 0.2 == 0.30 ? "equal" : "not"'), 'equal');
    assert.equal(outcome('order.gross * 1.1'), '34.749');
    assert.equal(outcome('round(order.gross * 1.1, 2)'), '34.75');
  });

  test('any amount survives any sum to the penny', () => {
    const amount = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }).map(minor => divideDecimals(String(minor), '100', 2) ?? '');
    fc.assert(fc.property(amount, amount, (a, b) => {
      assert.equal(outcome(`string(decimal("${a}") + decimal("${b}"))`), addDecimals([a, b]));
    }), { numRuns: 300 });
  });

  test('no type of the language is a floating-point number', () => {
    for (const expression of ['1.5', '-1.5', '[0.5].map(x, x)', 'true ? 0.5 : 0.25', 'sum([0.1, 0.2])']) {
      const compiled = compileExpression(expression);
      assert.ok(!isFault(compiled), expression);
      assert.notEqual(typeof compiled.evaluate({}), 'number');
    }
  });
});

test('the line in hand is that of the field, of carriage its own', () => {
  assert.equal(outcome('line.sku + " " + string(line.net)', '', { ...scope, line: priced.lines[0] ?? null }), 'MUG-BLU 23.32');
  assert.equal(outcome('line.title + " " + string(line.gross)', '', { ...scope, charge: priced.carriage }), 'Postage 3.60');
  assert.match(outcome('string(document.net)', '', { ...scope, context: { ...context, priced: null } }), /^order\.unpriced/);
});

test('a value that does not allow it names the reason', () => {
  assert.equal(outcome('string(decimal(value) + 1)', 'many'), 'expression.failed: The expression cannot be worked out for this record: "many" is not a number, or has too many digits. Correct the record or the expression.');
  assert.match(outcome('values[3]', 'a'), /index out of bounds/);
  assert.match(outcome('divide(order.gross, decimal("0"), 2)'), /divided by zero/);
});
