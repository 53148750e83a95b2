import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { maskIdentifiers, maskText, shapeOf } from '../../../main/engine/ai/mask.ts';
import * as clarity from '../../../main/engine/connectors/clarity/schema-table.ts';
import * as linnworks from '../../../main/engine/connectors/linnworks/schema-table.ts';
import * as sage100 from '../../../main/engine/connectors/sage100/schema-table.ts';
import * as sage200 from '../../../main/engine/connectors/sage200/schema-table.ts';
import * as sage200Gateway from '../../../main/engine/connectors/sage200/gateway/schema-table.ts';
import * as sagePro from '../../../main/engine/connectors/sagepro/schema-table.ts';
import { textTable } from '../../support/text-table.ts';
import { disguises, planted } from './planted.ts';

const LONG = 400;

test('a value becomes its shape', () => {
  for (const { value = '', shape } of textTable(`
    value                  | shape
    Anna Berg              | Aaaa Aaaa
    anna.berg@example.com  | x@x.x
    anna%40example.com     | x@x.x
    LS1 1AA                | AA9 9AA
    4111 1111 1111 1111    | 9999 9999 9999 9999
    4111111111111111       | 9{16}
    GB29NWBK60161331926819 | AA99AAAA9{14}
    2026-10-31             | 9999-99-99
    £12.50                 | ?99.99
    田中 様                | aa a
    ４１１１               | 9999
  `)) assert.equal(shapeOf(value), shape, value);
});

test('names of fields keep the words of the trade and lose everything else', () => {
  for (const { name = '', masked } of textTable(`
    name                                   | masked
    GeneralInfo.ReferenceNum               | GeneralInfo.ReferenceNum
    lines[].selling_unit_price             | lines[].selling_unit_price
    analysis_code_15                       | analysis_code_15
    ExtendedProperties[Gift Message]       | ExtendedProperties[Gift Message]
    ExtendedProperties[Anna Berg]          | ExtendedProperties[Aaaa Aaaa]
    ExtendedProperties[anna@order.example] | ExtendedProperties[x@x.x]
    Bill to name                           | Bill to name
    Bill Price                             | Aaaa Price
    may be empty                           | may be empty
    May Young                              | Aaa Aaaaa
    notesAnnaBerg                          | notesAaaaAaaa
    A n n a                                | A a a a
    Order for 07 70 09 00 12 3             | Order for 99 99 99 99 99 9
    Card 4111-1111-1111-1111               | Card 9999-9999-9999-9999
    YW5uYUBleGFtcGxlLmNvbQ                 | AA5aAAAaaAAaaAaaAaAaaA
  `)) assert.equal(maskText(name, LONG), masked);
});

test('the fields that are shipped are told as they are, so that a model can work with them', () => {
  const fields = [clarity, linnworks, sage100, sage200, sage200Gateway, sagePro].flatMap(tables => Object.values(tables).filter(table => Array.isArray(table)).flat());
  assert.ok(fields.length > 700);
  assert.deepEqual(fields.flatMap(({ path, label }) => [path, label]).filter(name => maskText(name, LONG) !== name), []);
  const told = fields.filter(({ description }) => maskText(description, LONG) === description.replace('…', '...'));
  assert.ok(told.length / fields.length > 0.97, `${told.length} of ${fields.length} descriptions`);
});

const anyText = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.string({ unit: 'binary', maxLength: 80 }), fc.lorem());

test('a shape holds no letter or digit of what it is the shape of', () => {
  fc.assert(fc.property(anyText, value => {
    const shape = shapeOf(value);
    assert.match(shape, /^[ -~]*$/);
    assert.equal(shape.replace(/\{\d+\}/g, '').replace(/x@x\.x/, '').replace(/[Aa9]/g, '').match(/[A-Za-z0-9]/), null, shape);
  }), { numRuns: 500 });
});

test('a masked text is ASCII, and masking it again changes nothing', () => {
  fc.assert(fc.property(anyText, value => {
    const masked = maskText(value, LONG);
    assert.match(masked, /^[ -~]*$/);
    assert.equal(maskText(maskText(masked, LONG), LONG), maskText(masked, LONG));
  }), { numRuns: 500 });
});

const person = fc.constantFrom(...planted(2_000, 7).map(({ value }) => value));
const word = fc.constantFrom('Order', 'customer', 'delivery address', 'Total', 'notes for', 'lines[].', 'price');

test('whatever a planted value is put between, no form of it comes through', () => {
  fc.assert(fc.property(person, word, word, fc.constantFrom(' ', '.', '_', ' - ', ': ', '[', '/'), (value, before, after, seam) => {
    const masked = maskText(`${before}${seam}${value}${seam}${after}`, LONG);
    for (const form of disguises(value)) assert.ok(!masked.includes(form), `${form} in ${masked}`);
    const shape = shapeOf(`${before}${seam}${value}${seam}${after}`);
    for (const form of disguises(value)) assert.ok(!shape.includes(form), `${form} in ${shape}`);
  }), { numRuns: 2_000 });
});

test('samples that a person lets through carry no e-mail, IBAN or card all the same', () => {
  for (const { kind, value } of planted(2_000, 11)) {
    if (kind === 'name') continue;
    const shown = maskIdentifiers(`paid by ${value} today`, LONG);
    for (const form of disguises(value)) assert.ok(!shown.includes(form), `${form} in ${shown}`);
  }
  assert.equal(maskIdentifiers('  Blue mug, 2 pieces  ', LONG), 'Blue mug, 2 pieces');
});
