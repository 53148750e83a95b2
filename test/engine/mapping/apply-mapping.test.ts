import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { compileMapping } from '../../../main/engine/mapping/apply-mapping.ts';
import type { MappedField, TargetField } from '../../../main/engine/mapping/apply-mapping.ts';
import { readBody } from '../../../main/engine/mapping/paths.ts';
import type { RecordContext } from '../../../main/engine/mapping/record-context.ts';
import type { Step } from '../../../shared/contract/mappings.ts';
import { context, order, priced, rawOrder } from './sample-record.ts';

const target = (path: string, rest: Partial<TargetField> = {}): TargetField => ({ path, label: path, type: 'text', maxLength: null, required: false, choices: [], ...rest });

/** `trim > cut length=5` as steps. */
const stepsOf = (text: string): Step[] => text.split('>').map(part => part.trim()).filter(part => part !== '').map(part => {
  const [transform = '', ...parameters] = part.split(' ');
  return { transform, parameters: Object.fromEntries(parameters.map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1).replaceAll('_', ' ')])) };
});

const field = (path: string, source: string | null, steps = '', rest: Partial<TargetField> = {}): MappedField => ({ target: target(path, rest), source, steps: stepsOf(steps) });

/** target path : type | source | steps | what the body says there, or ! the code of the issue */
const TABLE = `
  customer_document_no : text            | GeneralInfo.ReferenceNum      | trim                        | 203-1234567-1234567
  short : text(11)                       | GeneralInfo.ReferenceNum      | cut length=11               | 203-1234567
  short : text(11)                       | GeneralInfo.ReferenceNum      |                             | ! field.tooLong
  analysis_code_2 : text                 | NumOrderId                    |                             | 109390
  document_date : date                   | GeneralInfo.ReceivedDate      | dayInBooks > startOfDay     | 2026-05-23T00:00:00Z
  customer_id : integer                  |                               | customerId                  | 1057
  exchange_rate : decimal                | TotalsInfo.ConversionRate     | exchangeRate                | 1
  total : money                          | TotalsInfo.Subtotal           |                             | 23.325
  total : money                          | TotalsInfo.Subtotal           | round places=2              | 23.33
  total : money                          | GeneralInfo.Source            |                             | ! field.type
  count : integer                        | TotalsInfo.Subtotal           |                             | ! field.type
  use_invoice_address : boolean          |                               | constant value=false        | false
  flag : boolean                         | Processed                     |                             | true
  empty : text                           | CustomerInfo.Address.Address2 |                             | (nothing)
  missing : text                         | Nowhere.AtAll                 |                             | (nothing)
  needed : required text                 | CustomerInfo.Address.Address2 |                             | ! field.required
  type : choice(A,B)                     | GeneralInfo.Source            |                             | ! field.choice
  type : choice(A,B)                     | GeneralInfo.Source            | lookup table=AMAZON=A       | A
  delivery_address.city : text           | CustomerInfo.Address.Town     |                             | Leeds
  note : text                            | ExtendedProperties[Gift note] |                             | With love
  skus : text                            | Items[].SKU                   |                             | MUG-BLU
  contacts[].emails[].email : text       | CustomerInfo.Address.EmailAddress |                         | x7y@marketplace.example
  lines[].product_id : integer           | Items[].SKU                   | itemId                      | 27865
  lines[].selling_unit_price : decimal   | Items[].PricePerUnit          | unitPrice                   | 27.99
  lines[].description : text             | Items[].Title                 |                             | Blue mug
  lines[].order : text                   | NumOrderId                    |                             | 109390
  odd : text                             | NumOrderId                    | spell_backwards             | ! mapping.unknownStep
`;

function targetOf(text: string): TargetField {
  const [path = '', kind = ''] = text.split(' : ').map(part => part.trim());
  const required = kind.startsWith('required ');
  const [, type = 'text', inner = ''] = /^(\w+)(?:\(([^)]*)\))?$/.exec(kind.replace('required ', '')) ?? [];
  return target(path, { type: type as TargetField['type'], required, maxLength: type === 'text' && inner ? Number(inner) : null, choices: type === 'choice' ? inner.split(',') : [] });
}

describe('one field of the record', () => {
  for (const row of TABLE.trim().split('\n')) {
    const [left = '', source = '', steps = '', gives = ''] = row.split('|').map(cell => cell.trim());
    test(row.trim().replace(/\s+/g, ' '), () => {
      const wanted = targetOf(left);
      const { body, issues } = compileMapping([{ target: wanted, source: source === '' ? null : source, steps: stepsOf(steps) }])(rawOrder, { ...context, priced: { ...priced, carriage: null } });
      if (gives.startsWith('! ')) assert.deepEqual(issues.map(issue => issue.code), [gives.slice(2)]);
      else {
        assert.deepEqual(issues, []);
        assert.equal(String(readBody(body, wanted.path) ?? '(nothing)'), gives);
      }
    });
  }
});

describe('document lines', () => {
  const lineFields = [
    field('lines[].line_type', null, 'constant value=Standard'), field('lines[].sku', 'Items[].SKU'), field('lines[].quantity', 'Items[].Quantity', 'lineQuantity', { type: 'decimal' }),
    field('lines[charge].line_type', null, 'constant value=Charge'), field('lines[charge].price', 'ShippingInfo.PostageCost', 'chargePrice', { type: 'decimal' }),
    field('lines[rounding].line_type', null, 'constant value=FreeText'), field('lines[rounding].price', null, 'unitPrice', { type: 'decimal' }),
  ];
  const line = priced.lines[0];
  assert.ok(line);

  test('goods come first, then carriage, then rounding, each from its own fields', () => {
    const rounding = { description: 'Rounding', taxCodeId: '1736', grossMinor: -1, netMinor: -1, taxMinor: 0, unitPrice: '-0.01000' };
    const { body, issues } = compileMapping(lineFields)(rawOrder, { ...context, priced: { ...priced, rounding } });
    assert.deepEqual(issues, []);
    assert.deepEqual(body, { lines: [{ line_type: 'Standard', sku: 'MUG-BLU', quantity: 1 }, { line_type: 'Charge', price: 3.6 }, { line_type: 'FreeText', price: -0.01 }] });
  });

  test('an order without carriage has no carriage line', () => {
    const { body } = compileMapping(lineFields)(rawOrder, { ...context, priced: { ...priced, carriage: null } });
    assert.deepEqual(body, { lines: [{ line_type: 'Standard', sku: 'MUG-BLU', quantity: 1 }] });
  });

  test('the parts of a kit take the raw fields of the line they were sold in', () => {
    const kit = { ...priced, carriage: null, lines: [{ ...line, quantity: 2, productId: '1' }, { ...line, quantity: 4, productId: '2' }] };
    const { body } = compileMapping([field('lines[].id', 'Items[].SKU', 'itemId'), field('lines[].title', 'Items[].Title'), field('lines[].quantity', 'Items[].Quantity', 'lineQuantity')])(rawOrder, { ...context, priced: kit });
    assert.deepEqual(body, { lines: [{ id: '1', title: 'Blue mug', quantity: '2' }, { id: '2', title: 'Blue mug', quantity: '4' }] });
  });

  test('carriage that no field carries is an issue, so the document never falls short of the order', () => {
    const { issues } = compileMapping([field('lines[].sku', 'Items[].SKU')])(rawOrder, context);
    assert.deepEqual(issues.map(issue => [issue.code, issue.about]), [['mapping.noChargeLine', 'carriage']]);
  });

  test('an order that could not be priced makes no lines and says so', () => {
    const { issues } = compileMapping([field('lines[].sku', 'Items[].SKU')])(rawOrder, { ...context, priced: null });
    assert.deepEqual(issues.map(issue => issue.code), ['order.unpriced']);
  });

  test('an issue on a line names the line', () => {
    const { issues } = compileMapping([field('lines[].sku', 'Items[].SKU', '', { maxLength: 3 })])(rawOrder, { ...context, priced: { ...priced, carriage: null } });
    assert.deepEqual(issues.map(issue => [issue.field, issue.about]), [['lines[0].sku', 'lines[].sku']]);
  });
});

test('the list of lines keeps the capitals that the system gives it', () => {
  const { body, issues } = compileMapping([field('Lines[].ItemCode', 'Items[].SKU', 'itemCode'), field('Lines[charge].ItemCode', '', 'constant value=/FREIGHT')])(rawOrder, context);
  assert.deepEqual(issues, []);
  assert.deepEqual(body, { Lines: [...priced.lines.map(line => ({ ItemCode: line.itemCode })), { ItemCode: '/FREIGHT' }] });
});

test('the trace tells what each step made of the value', () => {
  const { trace } = compileMapping([field('document_date', 'GeneralInfo.ReceivedDate', 'dayInBooks > startOfDay')], { trace: true })(rawOrder, context);
  assert.deepEqual(trace, [{ target: 'document_date', path: 'document_date', source: 'GeneralInfo.ReceivedDate', before: '2026-05-22T23:09:35Z', steps: [{ transform: 'dayInBooks', text: '2026-05-23' }, { transform: 'startOfDay', text: '2026-05-23T00:00:00Z' }], after: '2026-05-23T00:00:00Z', issue: null }]);
});

test('a customer that is not known stops the record', () => {
  const { issues } = compileMapping([field('customer_id', null, 'customerId')])(rawOrder, { ...context, customerId: null });
  assert.deepEqual(issues.map(issue => [issue.code, issue.about, issue.field]), [['customer.unknown', 'AMZGBP', 'customer_id']]);
});

test('a mapped value is never lost: it is in the body, or an issue names its field', () => {
  const value = fc.oneof(fc.string({ minLength: 1 }), fc.integer(), fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true }));
  const type = fc.constantFrom('text', 'integer', 'decimal', 'money', 'date', 'moment', 'boolean', 'choice') as fc.Arbitrary<TargetField['type']>;
  const steps = fc.constantFrom('', 'trim', 'upper', 'round places=2', 'dayInBooks', 'number', 'lookup table=a=b', 'yesNo', 'countryCode', 'trim > number > round places=2');
  fc.assert(fc.property(value, type, steps, fc.integer({ min: 0, max: 20 }), (given, kind, how, maxLength) => {
    const plain: RecordContext = { ...context, order: { ...order } };
    const { body, issues } = compileMapping([field('a.b', 'x', how, { type: kind, maxLength, choices: kind === 'choice' ? ['A'] : [] })], { trace: false })({ x: given }, plain);
    const sent = readBody(body, 'a.b');
    const blank = typeof given === 'string' && given.trim() === '';
    assert.ok(sent !== undefined || issues.some(issue => issue.field === 'a.b') || blank, `${String(given)} vanished`);
  }));
});
