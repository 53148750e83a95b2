import assert from 'node:assert/strict';
import { test } from 'vitest';
import { actionWord, summaryOf } from '../../renderer/pages/audit/audit-text.ts';
import { changedParts } from '../../renderer/pages/settings/settings-text.ts';
import { aside, kindWord, reconciliationPath, standing } from '../../renderer/text/close-words.ts';
import { reasons } from '../../renderer/text/words.ts';
import { DEFAULT_SETTINGS } from '../../main/engine/settings/default-settings.ts';
import { figuresOf, makeBooks } from '../support/fake-close-data.ts';

const unsigned = { preparedBy: null, reviewedBy: null };
const figures = (signed: { preparedBy: string | null; reviewedBy: string | null } = unsigned) => {
  const [book] = makeBooks();
  assert.ok(book);
  return figuresOf(book, signed, reason => reasons[reason]);
};

test('a reconciliation says what is worst about it first', () => {
  const one = figures();
  const tied = { ...one, unexplainedMinor: 0, open: 0 };
  const words = [one, { ...one, open: 0, suggested: 0, unexplainedMinor: 5 }, { ...tied, suggested: 3 }, { ...tied, suggested: 0 }, { ...tied, suggested: 0, preparedBy: 'Priya' }, { ...tied, locked: true }, { ...one, refreshedAt: null }];
  assert.deepEqual(words.map(each => standing(each).label), [`${one.open} open`, 'Does not tie', '3 suggested', 'Ready to sign', 'Signed once', 'Locked', 'Not read yet']);
});

test('an account is not said twice', () => {
  assert.equal(aside(figures()), '1250 · GBP');
  assert.equal(aside({ ...figures(), label: 'Amazon UK · clearing 1250' }), 'GBP');
  assert.equal(aside({ ...figures(), label: 'Bank 1250 GBP' }), '');
});

test('an account with a slash has an address', () => {
  assert.equal(reconciliationPath({ key: { ...figures().key, kind: 'invoices', account: 'AMAZON/Amazon UK' } }), 'reconciliation/invoices/AMAZON%2FAmazon%20UK');
});

test('kinds and actions are said in words', () => {
  assert.equal(kindWord('creditNote'), 'Credit note');
  assert.equal(actionWord('deadLetters.applyFix'), 'Dead letters: apply fix');
});

test('an audit detail is summed up in one line, and text that is no JSON is left as it is', () => {
  assert.equal(summaryOf('{"reason":"postedTwice","minor":4599,"entries":["a","b","c"]}'), 'reason: postedTwice · minor: 4599 · entries: 3 of them');
  assert.equal(summaryOf('erased'), 'erased');
});

test('changed settings are named', () => {
  assert.deepEqual(changedParts(DEFAULT_SETTINGS, { ...DEFAULT_SETTINGS, holdAboveMinor: 100_000, skuAliases: [{ sku: 'MUG-BLU2', itemCode: 'MUG-BLU' }] }), ['SKU aliases', 'hold limit']);
});
