import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { FIELD_RULES, totalsOf } from '../../../main/engine/validation/rules.ts';
import type { RuleField } from '../../../main/engine/validation/rules.ts';
import { compileValidation } from '../../../main/engine/validation/validate.ts';
import type { Json } from '../../../main/engine/connectors/connector.ts';
import { priced } from '../mapping/sample-record.ts';

const field = (path: string, rest: Partial<RuleField> = {}): RuleField => ({ path, label: path, type: 'text', maxLength: null, required: false, choices: [], ...rest });

/** rule | field | a value that passes | a value that does not */
const CASES: readonly [string, RuleField, Json, Json][] = [
  ['required', field('reference', { required: true }), '109390', ''],
  ['type', field('name'), 'A', 4],
  ['type', field('customer_id', { type: 'integer' }), 1057, 10.5],
  ['type', field('value', { type: 'money' }), 31.59, '31.59'],
  ['type', field('on', { type: 'date' }), '2026-05-23T00:00:00Z', '2026-13-45'],
  ['type', field('flag', { type: 'boolean' }), true, 'true'],
  ['length', field('postcode', { maxLength: 10 }), 'LS1 1AA', 'LS1 1AA, LEEDS'],
  ['choice', field('line_type', { type: 'choice', choices: ['Standard', 'Charge'] }), 'Charge', 'Gift'],
];

describe('each rule: one record that passes, one that does not', () => {
  for (const [rule, target, good, bad] of CASES) {
    test(`${rule}: ${target.path}`, () => {
      const validate = compileValidation([target]);
      assert.deepEqual(validate({ [target.path]: good }, null), []);
      assert.deepEqual(validate({ [target.path]: bad }, null).map(issue => issue.field), [target.path]);
    });
  }
  test('no rule is without a case', () => {
    assert.deepEqual(FIELD_RULES.map(rule => rule.name).filter(name => !CASES.some(([rule]) => rule === name)), []);
  });
});

const schema = [field('customer_id', { type: 'integer', required: true }), field('delivery_address.postal_name', { maxLength: 60, required: true }), field('lines[].product_id', { type: 'integer', required: true }), field('lines[charge].code', { required: true })];

test('every issue is told, not the first', () => {
  const issues = compileValidation(schema)({ delivery_address: { postal_name: 'x'.repeat(61) }, lines: [{}, {}] }, priced);
  assert.deepEqual(issues.map(issue => `${issue.code} ${issue.field}`), ['field.required customer_id', 'field.tooLong delivery_address.postal_name', 'field.required lines[0].product_id', 'field.required lines[1].code']);
});

test('a required field below a group that is not there is not missed', () => {
  const issues = compileValidation(schema)({ customer_id: 1, lines: [{ product_id: 1 }, { code: 'CARR' }] }, priced);
  assert.deepEqual(issues, []);
});

test('a document with fewer lines than the order is found', () => {
  const issues = compileValidation(schema)({ customer_id: 1, lines: [{ product_id: 1 }] }, priced);
  assert.deepEqual(issues.map(issue => issue.code), ['totals.differ']);
});

test('a document without lines is found', () => {
  assert.deepEqual(compileValidation(schema)({ customer_id: 1, lines: [] }, priced).map(issue => issue.code), ['lines.none']);
});

describe('totals add up', () => {
  test('net + VAT = gross = paid', () => assert.equal(totalsOf(priced), null));
  test('a penny more than paid', () => assert.match(totalsOf({ ...priced, grossMinor: 3160, taxMinor: 528, taxes: [{ taxCodeId: '1728', code: '1', rate: '20', netMinor: 2632, taxMinor: 528 }] }) ?? '', /not what the buyer paid/));
  test('lines that do not make the gross', () => assert.match(totalsOf({ ...priced, carriage: null }) ?? '', /lines/));
});
