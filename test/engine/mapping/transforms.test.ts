import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { asText, isProblem } from '../../../main/engine/mapping/record-context.ts';
import type { Scope, Value } from '../../../main/engine/mapping/record-context.ts';
import { SELF_SUFFICIENT, transformsByName } from '../../../main/engine/mapping/transforms.ts';
import { context, priced, rawOrder } from './sample-record.ts';

const scopes: Record<string, Scope> = {
  'Order line': { raw: rawOrder, context, line: priced.lines[0] ?? null, charge: null },
  Carriage: { raw: rawOrder, context, line: null, charge: priced.carriage },
};
const header: Scope = { raw: rawOrder, context, line: null, charge: null };

/** `a | b` stands for a list of two values. */
const valueOf = (text: string): Value => (text.includes(' | ') ? text.split(' | ') : text);

for (const [name, { group, examples, apply, parameters }] of transformsByName) {
  describe(name, () => {
    for (const example of examples) {
      test(`'${example.given}' with ${JSON.stringify(example.parameters)} gives '${example.gives}'`, () => {
        const outcome = apply(example.parameters)(valueOf(example.given), scopes[group] ?? header);
        assert.equal(isProblem(outcome) ? `stops: ${outcome.issue.code}` : asText(outcome), example.gives);
      });
    }
    test('has an example, and examples name only declared parameters', () => {
      assert.ok(examples.length > 0);
      const known = new Set(parameters.map(parameter => parameter.name));
      assert.deepEqual(examples.flatMap(example => Object.keys(example.parameters)).filter(parameter => !known.has(parameter)), []);
    });
  });
}

test('steps that need no source are steps that exist', () => {
  assert.deepEqual([...SELF_SUFFICIENT].filter(name => !transformsByName.has(name)), []);
});

test('a step of a line on the header says that it is in the wrong place', () => {
  const outcome = transformsByName.get('unitPrice')?.apply({})('27.99', header) ?? null;
  assert.ok(isProblem(outcome));
  assert.equal(outcome.issue.code, 'mapping.notOnALine');
});

test('an unknown SKU is named, with its alias where it has one', () => {
  const outcome = transformsByName.get('itemId')?.apply({})('MUG-RED', header) ?? null;
  assert.ok(isProblem(outcome));
  assert.deepEqual([outcome.issue.code, outcome.issue.about], ['product.unknown', 'MUG-RED']);
  assert.equal(transformsByName.get('itemId')?.apply({})('MUG-BLU2', header), '27865');
});
