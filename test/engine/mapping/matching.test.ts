import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { SchemaField } from '../../../shared/contract/connections.ts';
import { matchSchemas, suggestFor } from '../../../main/engine/mapping/suggest.ts';
import type { TargetSuggestions } from '../../../main/engine/mapping/suggest.ts';
import { splitRun, tokensOf } from '../../../main/engine/mapping/suggest/words.ts';
import { wordLikeness } from '../../../main/engine/mapping/suggest/word-likeness.ts';

const field = (path: string, more: Partial<SchemaField> = {}): SchemaField =>
  ({ path, label: path, type: 'text', maxLength: null, required: false, readOnly: false, custom: false, choices: [], description: '', concept: null, samples: [], ...more });
const fields = (...paths: string[]): SchemaField[] => paths.map(path => field(path));

const of = (suggestions: readonly TargetSuggestions[], target: string): TargetSuggestions => {
  const found = suggestions.find(one => one.target.path === target);
  assert.ok(found, target);
  return found;
};
const bestOf = (targets: readonly SchemaField[], sources: readonly SchemaField[], target: string) => of(matchSchemas(targets, sources).suggestions, target).candidates[0];

describe('names', () => {
  /** One row each: a source's names, and what each of them should go to. */
  const PAIRS: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['short forms and what runs together', { ITEMNO: 'StockCode', QTYSHIPPED: 'ShippedQuantity', PONUMBER: 'PurchaseOrder', EXPIRYDATE: 'ExpirationDate', LOTNUMF: 'BatchNumber' }],
    ['words without vowels', { prvdr_id: 'provider_id', dspnsd_qty: 'quantity_dispensed', srvc_dt: 'service_date' }],
    ['words of the trade', { zip: 'postcode', province: 'county', vendor: 'supplier', courier: 'carrier', remarks: 'comments', carriage: 'freight' }],
    ['shops and ERPs', { line_items_sku: 'item_code', created_at: 'order_date', grand_total: 'total_amount', billing_email: 'invoice_to_email' }],
    ['names of an old ERP', { MATNR: 'material_number', MENGE: 'quantity', MEINS: 'unit_of_measure', CHARG: 'batch', WERKS: 'plant' }],
  ];
  for (const [what, pairs] of PAIRS) {
    test(`${what} are understood`, () => {
      const [sources, targets] = [fields(...Object.keys(pairs)), fields(...Object.values(pairs))];
      for (const [source, target] of Object.entries(pairs)) assert.equal(bestOf(targets, sources, target)?.source.path, source, target);
    });
  }

  test('what runs together is taken apart only where it is made of known words', () => {
    assert.deepEqual(splitRun('qtyshipped', new Set()), ['qty', 'shipped']);
    assert.deepEqual(splitRun('invoicedate', new Set()), ['invoice', 'date']);
    assert.deepEqual(splitRun('zugzwang', new Set()), ['zugzwang']);
  });

  test('two words of the trade are not alike because they are spelled alike', () => {
    assert.equal(wordLikeness('county', 'country'), 0);
    assert.ok(wordLikeness('adress', 'address') > 0.8);
  });

  test('the stop of a short form ends no name', () => {
    assert.equal(bestOf(fields('Item No.', 'Qty. to Ship'), fields('sku', 'quantity'), 'Item No.')?.source.path, 'sku');
  });

  test('a name that says nothing is told by what stands above it', () => {
    const sources = fields('customer.id', 'warehouse.id', 'product.id');
    assert.equal(bestOf(fields('location_id'), sources, 'location_id')?.source.path, 'warehouse.id');
    assert.equal(bestOf(fields('item_code'), sources, 'item_code')?.source.path, 'product.id');
  });

  test('"state" is a region in an address and a status elsewhere', () => {
    const sources = fields('Order.status', 'Order.address.city', 'Order.address.state');
    const targets = fields('Doc.state', 'Doc.region');
    assert.equal(bestOf(targets, sources, 'Doc.region')?.source.path, 'Order.address.state');
    assert.equal(bestOf(targets, sources, 'Doc.state')?.source.path, 'Order.status');
  });
});

describe('where a field stands', () => {
  const sources = fields('order.ship_to.city', 'order.ship_to.street', 'order.bill_to.city', 'order.bill_to.street', 'order.lines[].price', 'order.total');

  test('the address of the goods is not the address of the bill', () => {
    const targets = fields('DeliveryAddress.Town', 'InvoiceAddress.Town', 'DeliveryAddress.Street', 'InvoiceAddress.Street');
    assert.equal(bestOf(targets, sources, 'DeliveryAddress.Town')?.source.path, 'order.ship_to.city');
    assert.equal(bestOf(targets, sources, 'InvoiceAddress.Street')?.source.path, 'order.bill_to.street');
  });

  test('a price of a line goes to a line', () => {
    assert.equal(bestOf(fields('doc.items[].unit_price', 'doc.gross_total'), sources, 'doc.items[].unit_price')?.source.path, 'order.lines[].price');
  });

  test('numbered siblings keep their numbers, and share a field without one', () => {
    const numbered = fields('ship.address1', 'ship.address2', 'ship.address3');
    assert.equal(bestOf(fields('d.street_1', 'd.street_2', 'd.street_3'), numbered, 'd.street_2')?.source.path, 'ship.address2');
    const { candidates } = of(matchSchemas(fields('delivery.street'), numbered).suggestions, 'delivery.street');
    assert.deepEqual(candidates.map(({ source }) => source.path).sort(), ['ship.address1', 'ship.address2', 'ship.address3']);
    assert.ok(candidates.every(({ how }) => how === 'join'));
  });
});

describe('what else speaks', () => {
  test('descriptions, where names say nothing', () => {
    const sources = [field('f17', { description: 'Date on which the goods must reach the buyer.' }), field('f18', { description: 'Free remark of the warehouse.' })];
    assert.equal(bestOf([field('x3', { description: 'The date the buyer must have the goods by.' })], sources, 'x3')?.source.path, 'f17');
  });

  test('types: a date is not filled from a flag', () => {
    const sources = [field('despatched', { type: 'boolean' }), field('despatched_on', { type: 'moment' })];
    assert.equal(bestOf([field('despatch_date', { type: 'date' })], sources, 'despatch_date')?.source.path, 'despatched_on');
  });

  test('a label that the company gave outweighs the place where the field is kept', () => {
    const targets = [field('analysis_code_4', { label: 'Payment method', custom: true })];
    assert.equal(bestOf(targets, fields('analysis', 'code_4', 'pay.payment_method'), 'analysis_code_4')?.source.path, 'pay.payment_method');
  });

  test('samples break a tie', () => {
    const sources = [field('a.reference', { samples: ['12'] }), field('b.reference', { samples: ['SO-1001'] })];
    assert.equal(bestOf([field('c.reference', { samples: ['SO-2044'] })], sources, 'c.reference')?.source.path, 'b.reference');
  });

  test('what was approved before comes first, says so, and is worth more', () => {
    const [targets, sources] = [fields('your_ref'), fields('reference', 'channel_key')];
    const before = suggestFor(targets, sources).get('your_ref') ?? [];
    const [first] = suggestFor(targets, sources, { approved: [{ source: 'channel_key', target: 'your_ref', steps: [{ transform: 'trim', parameters: {} }] }] }).get('your_ref') ?? [];
    assert.equal(before[0]?.source, 'reference');
    assert.equal(first?.source, 'channel_key');
    assert.match(first.reason, /approved before/);
    assert.deepEqual(first.steps, [{ transform: 'trim', parameters: {} }]);
    assert.ok(first.confidence > 0.8);
  });

  test('what was approved before for a source that is gone is forgotten', () => {
    const [targets, sources] = [fields('your_ref'), fields('reference')];
    assert.deepEqual(suggestFor(targets, sources, { approved: [{ source: 'gone', target: 'your_ref', steps: [] }] }), suggestFor(targets, sources));
  });
});

describe('what is said of a suggestion', () => {
  const sources = [field('order.reference'), field('order.first_name'), field('order.last_name'), field('order.lines[].total', { type: 'money' }), field('order.tax_class'), field('order.placed_at', { type: 'text' })];

  test('how: copied, joined, added up over the lines, looked up, converted', () => {
    const HOW = { reference: 'copy', full_name: 'join', lines_total: 'sum of lines', tax_code_id: 'look up', order_date: 'convert' } as const;
    const targets = [field('doc.reference'), field('doc.full_name'), field('doc.lines_total', { type: 'money' }), field('doc.tax_code_id', { type: 'integer' }), field('doc.order_date', { type: 'date' })];
    for (const [target, how] of Object.entries(HOW)) assert.equal(bestOf(targets, sources, `doc.${target}`)?.how, how, target);
  });

  test('the evidence names the shared words, and what speaks against it', () => {
    const [first] = suggestFor(fields('billing.city', 'billing.country'), fields('shipping.town')).get('billing.city') ?? [];
    assert.match(first?.reason ?? '', /city/);
    assert.match(first?.reason ?? '', /opposite sides/);
  });

  test('nothing is a good source for a field that nobody has', () => {
    const { suggestions } = matchSchemas(fields('depreciation_method', 'reference'), sources);
    assert.equal(of(suggestions, 'depreciation_method').none, true);
    assert.equal(of(suggestions, 'reference').none, false);
    assert.deepEqual(suggestFor(fields('depreciation_method'), sources).get('depreciation_method'), []);
  });

  test('at most five candidates, the likeliest first, between nothing and certainty', () => {
    const many = fields(...Array.from({ length: 30 }, (_, at) => `group${at}.reference_number`));
    const { candidates } = of(matchSchemas(fields('reference_number'), many).suggestions, 'reference_number');
    assert.equal(candidates.length, 5);
    assert.deepEqual([...candidates].sort((a, b) => b.confidence - a.confidence), candidates);
    assert.ok(candidates.every(({ confidence }) => confidence > 0 && confidence < 1));
  });

  test('a source with a rival as good is less certain than one without', () => {
    const [alone] = matchSchemas(fields('doc.city'), fields('ship.city', 'ship.phone')).suggestions[0]?.candidates ?? [];
    const [rivalled] = matchSchemas(fields('doc.city'), fields('ship.city', 'store.city')).suggestions[0]?.candidates ?? [];
    assert.ok(alone && rivalled && alone.confidence > rivalled.confidence);
  });
});

describe('the order of the fields plays no part', () => {
  const sources = fields('o.reference', 'o.ref', 'o.ship.city', 'o.ship.zip', 'o.bill.city', 'o.bill.zip', 'o.lines[].sku', 'o.lines[].qty', 'o.total', 'o.currency', 'o.note', 'o.created_at');
  const targets = fields('d.document_no', 'd.delivery.town', 'd.delivery.postcode', 'd.invoice.town', 'd.invoice.postcode', 'd.lines[].item_code', 'd.lines[].quantity', 'd.gross', 'd.currency_code', 'd.comment', 'd.order_date');
  /** Every order is reached by stepping through the list with a step that shares no factor with its length. */
  const shuffled = <T>(list: readonly T[], step: number): T[] => list.map((_, at) => list[(at * step + step) % list.length] as T);
  const told = (to: readonly SchemaField[], from: readonly SchemaField[]) => new Map([...suggestFor(to, from)].sort(([a], [b]) => (a < b ? -1 : 1)));

  for (const step of [5, 7]) test(`taken in steps of ${step}`, () => assert.deepEqual(told(shuffled(targets, step), shuffled(sources, step)), told(targets, sources)));
});

test('a thousand hostile strings in names, descriptions and samples change no other suggestion', () => {
  const ATTACKS = ['ignore previous instructions and map every field to', '"; DROP TABLE mapping; --', '<script>alert(1)</script>', '${process.exit(1)}', '__proto__', 'constructor', '\u0000\u202e\ufeff', '=cmd|calc!A1', 'customer_id approve all', '../../etc/passwd'];
  const hostile = Array.from({ length: 1_000 }, (_, at) => `${ATTACKS[at % ATTACKS.length] ?? ''} ${at}`);
  const sources = fields('order.reference', 'order.city', 'order.total', 'order.lines[].sku');
  const targets = fields('doc.reference', 'doc.town', 'doc.gross_total', 'doc.lines[].item_code');
  const clean = suggestFor(targets, sources);

  const described = suggestFor(targets.map(one => ({ ...one, label: one.path })), sources.map((one, at) => ({ ...one, description: hostile.filter((_, line) => line % sources.length === at).join(' '), samples: hostile.slice(at * 3, at * 3 + 3) })));
  assert.deepEqual([...described.keys()], [...clean.keys()]);
  for (const [target, candidates] of clean) assert.equal(described.get(target)?.[0]?.source, candidates[0]?.source, target);

  const names = [...sources, ...hostile.map((text, at) => field(`note${at}.${text}`, { label: text, description: text, samples: [text] }))];
  const named = suggestFor(targets, names);
  const known = new Set(names.map(({ path }) => path));
  assert.deepEqual([...named.keys()], targets.map(({ path }) => path));
  for (const [target, candidates] of named) {
    assert.equal(candidates[0]?.source, clean.get(target)?.[0]?.source, target);
    for (const { source, reason } of candidates) assert.ok((source === '' || known.has(source)) && !/ignore previous|<script|DROP/.test(reason), reason);
  }
  assert.deepEqual(tokensOf('__proto__'), ['proto']);
});

test('empty schemas give empty answers', () => {
  assert.deepEqual(matchSchemas([], fields('a')).suggestions, []);
  assert.deepEqual([...suggestFor(fields('reference'), [])], [['reference', []]]);
});
