import assert from 'node:assert/strict';
import { test } from 'vitest';
import { makeWorld } from '../../../main/sandboxes/world/make-world.ts';
import { worldFiles } from '../../../main/sandboxes/world/files.ts';
import type { Settlement } from '../../../main/sandboxes/world/world-types.ts';
import { sumMinor, type Statement } from '../../../main/engine/statements/statement.ts';
import { fixtureBytes, readFixture, readText } from './read-fixture.ts';

const world = makeWorld({ seed: 7, orders: 300 });
const files = worldFiles(world).map(file => ({ ...file, reading: readText(file.content, { fileName: file.name, ...(file.account === '1201' ? { defaultCurrency: 'EUR' } : {}) }) }));

const camel = (kind: string): string => kind.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

function sumsOf(parts: readonly [string, number][]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const [key, minor] of parts) sums.set(key, (sums.get(key) ?? 0) + minor);
  return Object.fromEntries([...sums].filter(([, minor]) => minor !== 0).sort());
}

const happened = ({ lines }: Settlement): Record<string, number> =>
  sumsOf(lines.flatMap(line => [[`${camel(line.kind)} ${line.orderReference}`, line.amountMinor], [`fee ${line.orderReference}`, line.feeMinor]]));
const read = ({ entries }: Statement): Record<string, number> =>
  sumsOf(entries.filter(({ kind }) => kind !== 'payout').map(entry => [`${entry.kind} ${entry.orderReference}`, entry.amountMinor]));

test('every file of the sandbox month is read without a finding', () => {
  for (const { name, reading } of files) assert.deepEqual([name, reading.ok, reading.issues], [name, true, []]);
});

test('the settlements read are the settlements that happened, by order and by kind, and sum to zero', () => {
  const statements = files.filter(({ kind }) => kind === 'settlement').flatMap(({ reading }) => reading.statements);
  assert.deepEqual(statements.map(({ payoutReference }) => payoutReference).sort(), world.settlements.map(({ id }) => id).sort());
  for (const statement of statements) {
    const settlement = world.settlements.find(({ id }) => id === statement.payoutReference);
    assert.ok(settlement);
    assert.equal(statement.payoutMinor, settlement.payoutMinor);
    assert.equal(sumMinor(statement.entries), 0);
    assert.deepEqual(read(statement), happened(settlement));
  }
});

test('the bank statements read are the bank lines that happened, and balance', () => {
  for (const { account, reading } of files.filter(({ kind }) => kind === 'bank')) {
    const [statement] = reading.statements;
    assert.ok(statement);
    const lines = world.bankLines.filter(line => line.bankCode === account && line.bookedOn <= '2026-10-31');
    assert.deepEqual(statement.entries.map(entry => [entry.bookedOn, entry.amountMinor]), lines.map(line => [line.bookedOn, line.amountMinor]));
    assert.equal((statement.openingMinor ?? NaN) + sumMinor(statement.entries), statement.closingMinor);
  }
});

test('entries are named differently within a file and the same when it is read again', () => {
  for (const { name, content, reading } of files) {
    const ids = reading.statements.flatMap(statement => statement.entries.map(({ id }) => id));
    assert.equal(new Set(ids).size, ids.length, name);
    assert.deepEqual(readText(content).statements.flatMap(statement => statement.entries.map(({ id }) => id)), ids);
  }
});

const edited = (name: string, from: string, to: string) => readText(new TextDecoder().decode(fixtureBytes(name)).replace(from, to));

test('a settlement whose lines do not sum to its payout says by how much, and nothing is repaired', () => {
  const reading = edited('amazon-v2.txt', '\t-15.30\t', '\t-16.30\t');
  assert.equal(reading.ok, true);
  assert.match(reading.issues[0]?.message ?? '', /sum to 76\.77 GBP, but the payout \(line 2\) is 77\.77 GBP, a difference of 1\.00 GBP\. Download it again/);
  assert.equal(reading.statements[0]?.payoutMinor, 7777);
  assert.deepEqual(edited('ebay.csv', '"-10.96"', '"-10.00"').issues.map(({ code }) => code), ['statement.unbalanced']);
  assert.deepEqual(edited('stripe-report.csv', '-33.25,0.00,-33.25', '-33.00,0.00,-33.00').issues.map(({ code }) => code), ['statement.unbalanced']);
});

test('a row whose net is not gross less fee says so', () => {
  assert.deepEqual(edited('shopify.csv', '45.00,1.00,43.80', '45.00,1.00,43.70').issues.map(({ line, code }) => [line, code]), [[2, 'statement.rowTotal']]);
  assert.deepEqual(edited('stripe-report.csv', '100.00,1.75,98.25', '100.00,1.70,98.25').issues.map(({ line, code }) => [line, code]), [[2, 'statement.rowTotal']]);
});

test('a payout without its transfer row says that its total cannot be checked', () => {
  const text = new TextDecoder().decode(fixtureBytes('ebay.csv')).split('\n').filter(line => !line.includes('"Payout","--"')).join('\n');
  const other = '"Oct 6, 2026","Payout","--","","-5.00","GBP","Oct 6, 2026","6149","Funds sent","","","","","","GBP","",""\n';
  const other2 = '"Oct 6, 2026","Other fee","--","","5.00","GBP","Oct 6, 2026","6149","Paid","","","","","","GBP","",""\n';
  assert.ok(readText(text + other + other2).issues.some(({ code }) => code === 'statement.payoutMissing'));
});

test('Amazon settlements of the continent use a decimal comma and days with points', () => {
  const text = new TextDecoder().decode(fixtureBytes('amazon-v2.txt')).replaceAll('GBP', 'EUR').replace(/\t(-?\d+)\.(\d\d)(?=\t)/g, '\t$1,$2').replace(/2026-10-(\d\d) /g, '$1.10.2026 ');
  const reading = readText(text);
  assert.deepEqual(reading.issues, []);
  assert.equal(sumMinor(reading.statements[0]?.entries ?? []), 0);
  assert.equal(reading.statements[0]?.entries[0]?.bookedOn, '2026-10-02');
});

test('the footers of a PayPal settlement report are checked', () => {
  assert.deepEqual(edited('paypal-stl.csv', '"RF","GBP",2000', '"RF","GBP",2001').issues.map(({ code }) => code), ['statement.controlTotal']);
  assert.deepEqual(edited('paypal-stl.csv', '"CR",1542\n"SC"', '"CR",1543\n"SC"').issues.map(({ code }) => code), ['statement.unbalanced']);
});

test('a settlement in another currency than the rest of its rows is named', () => {
  const reading = edited('amazon-v2.txt', 'GBP\tRefund', 'USD\tRefund');
  assert.ok(reading.issues.some(({ code }) => code === 'statement.currency'));
});

test('two downloads of the same month read the same', () => assert.deepEqual(readFixture('stripe-report.csv'), readFixture('stripe-report.csv')));
