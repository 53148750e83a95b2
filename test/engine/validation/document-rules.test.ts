import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { Json } from '../../../main/engine/connectors/connector.ts';
import { RULES, severityOf } from '../../../main/engine/validation/rule-list.ts';
import type { RuleName } from '../../../main/engine/validation/rule-list.ts';
import { FIELD_RULES } from '../../../main/engine/validation/rules.ts';
import type { RuleField } from '../../../main/engine/validation/rules.ts';
import { compileValidation } from '../../../main/engine/validation/validate.ts';
import type { Known } from '../../../main/engine/validation/document-rules.ts';
import { context, order, references } from '../mapping/sample-record.ts';

const field = (path: string): RuleField => ({ path, label: path, type: 'decimal', maxLength: null, required: false, choices: [] });
const validate = compileValidation(['customer_id', 'lines[].product_id', 'lines[].warehouse_id', 'lines[].selling_unit_price', 'lines[].line_quantity', 'lines[].tax_code_id', 'lines[charge].selling_unit_price', 'lines[charge].tax_code_id'].map(field));

const goods = { product_id: 27865, warehouse_id: 12, line_quantity: 1, selling_unit_price: 27.99, tax_code_id: 1728 };
const carriage = { line_quantity: 1, selling_unit_price: 3.6, tax_code_id: 1728 };
const body = (change: { [name: string]: Json } = {}, line: { [name: string]: Json } = {}): Json => ({ customer_id: 1057, lines: [{ ...goods, ...line }, carriage], ...change });
const known = (change: Partial<Known['context']> = {}, closed: string | null = null): Known => ({ context: { ...context, customerId: '1057', ...change }, closed });
const delivery = (change: Partial<typeof order.delivery>): Partial<Known['context']> => ({ order: { ...order, delivery: { ...order.delivery, ...change } } });
const customer = (change: Partial<(typeof references)['customers'][number]>): Partial<Known['context']> => ({ references: { ...references, customers: references.customers.map(each => (each.id === '1057' ? { ...each, ...change } : each)) } });

/** What is wrong with a document, and what is told of it: `rule field`. */
const CASES: readonly [string, Json, Known, string[]][] = [
  ['nothing', body(), known(), []],
  ['a customer that the ERP does not have', body({ customer_id: 77 }), known(), ['reference customer_id']],
  ['an item and a warehouse that it does not have', body({}, { product_id: 1, warehouse_id: 2 }), known(), ['reference lines[0].product_id', 'reference lines[0].warehouse_id']],
  ['a list that the ERP does not give is not asked', body({}, { warehouse_id: 2 }), known({ references: { ...references, warehouses: [] } }), []],
  ['a price that is not what was paid', body({}, { selling_unit_price: 28 }), known(), ['totals lines']],
  ['two where one was bought', body({}, { line_quantity: 2 }), known(), ['totals lines']],
  ['a tax code of another rate', body({}, { tax_code_id: 1736 }), known(), ['vatCode lines[0].tax_code_id']],
  ['nobody at no street of nowhere', body(), known(delivery({ name: '', address1: ' ', town: '', postcode: '' })), ['address delivery.name', 'address delivery.address1', 'address delivery.town']],
  ['a country that is none', body(), known(delivery({ country: 'Atlantis' })), ['address delivery.country']],
  ['a customer on hold who is not active', body(), known(customer({ onHold: true, active: false })), ['creditLimit customer', 'creditLimit customer']],
  ['an order above the credit limit', body(), known(customer({ creditLimit: '30.00' })), ['creditLimit customer']],
  ['a limit of nothing is none', body(), known(customer({ creditLimit: '0' })), []],
  ['a closed day', body(), known({}, 'May is locked.'), ['period document_date']],
];

describe('the rules of a whole document', () => {
  for (const [what, document, about, expected] of CASES) {
    test(`${what}: ${expected.join(', ') || 'it passes'}`, () => {
      const issues = validate(document, about.context.priced, about);
      assert.deepEqual(issues.map(({ rule, field: path }) => `${rule} ${path}`), expected);
      for (const { rule, severity, message } of issues) assert.ok(severity === severityOf(rule) && message.length > 20, message);
    });
  }
  test('every rule of the list has a case, here or field by field', () => {
    const tried = new Set<RuleName>([...CASES.flatMap(([, , , expected]) => expected.map(text => text.split(' ')[0] as RuleName)), ...FIELD_RULES.map(({ name }) => name), 'lines']);
    assert.deepEqual(RULES.map(({ name }) => name).filter(name => !tried.has(name)), []);
  });
});
