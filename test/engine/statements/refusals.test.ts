import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { readStatement } from '../../../main/engine/statements/read-statement.ts';
import { MAX_ISSUES, type ReadStatement } from '../../../main/engine/statements/statement.ts';
import { fixtureBytes, readFixture, readText } from './read-fixture.ts';

const bytesOf = (...parts: (string | number[])[]): Uint8Array => Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));
const refusedAs = (reading: ReadStatement, code: string, words: RegExp): void => {
  assert.equal(reading.ok, false);
  assert.ok(reading.issues.some(issue => issue.code === code && words.test(issue.message)), JSON.stringify(reading.issues));
};
const read = (bytes: Uint8Array): ReadStatement => readStatement(bytes, { fileName: 'statement.csv' });

const OTHER_KINDS: readonly [string, Uint8Array, RegExp][] = [
  ['a PDF', bytesOf('%PDF-1.7\n1 0 obj'), /a PDF/],
  ['an Excel workbook', bytesOf('PK\x03\x04\x14\0\x06\0\x08\0[Content_Types].xml'), /Excel workbook is not complete/],
  ['an old Excel file', bytesOf([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), /old Excel/],
  ['a compressed file', bytesOf([0x1f, 0x8b, 8, 0]), /gzip/],
  ['a sign-in page', bytesOf('\n<!DOCTYPE html><html><body>Sign in</body></html>'), /web page/],
  ['another XML', bytesOf('<?xml version="1.0"?><rss><channel/></rss>'), /XML is no bank statement/],
  ['JSON', bytesOf('{"data":[]}'), /JSON/],
  ['prose', bytesOf('Dear customer,\nplease find your statement attached.\n'), /no format that is known|no header row/],
];
for (const [name, bytes, words] of OTHER_KINDS) test(`${name} is refused by name, whatever it is called`, () => refusedAs(read(bytes), read(bytes).issues[0]?.code ?? '', words));

test('an empty file is refused', () => {
  refusedAs(read(new Uint8Array()), 'statement.empty', /empty/);
  refusedAs(read(bytesOf('\xef\xbb\xbf \r\n')), 'statement.empty', /empty/);
});

test('bytes that are no text are refused', () => refusedAs(read(bytesOf([1, 2, 0, 200, 9, 0, 7, 0, 0])), 'statement.encoding', /not text/));

test('a camt period that ends on a day that does not exist ends with its last line', () => {
  const text = Buffer.from(fixtureBytes('camt053-two-statements.xml')).toString('utf8');
  const period = '<ns2:FrToDt><ns2:FrDtTm>2026-10-01T00:00:00</ns2:FrDtTm><ns2:ToDtTm>2026-11-31T23:59:59</ns2:ToDtTm></ns2:FrToDt>';
  const { statements: [statement] } = readText(text.replace('<ns2:Acct>', `${period}<ns2:Acct>`));
  assert.equal(statement?.toOn, statement?.entries.map(({ bookedOn }) => bookedOn).toSorted().at(-1));
});

test('a file that ends too early is refused or says so, wherever it is cut', () => {
  for (const name of ['camt053-two-statements.xml', 'ofx1.qfx', 'bai2.txt', 'amazon-v2.txt', 'paypal-stl.csv']) {
    const whole = fixtureBytes(name);
    const expected = readFixture(name).issues.length;
    for (let length = 40; length < whole.length - 4; length += 37) {
      const reading = read(whole.subarray(0, length));
      assert.ok(!reading.ok || reading.issues.length > expected, `${name} cut at ${length}`);
    }
  }
});

test('a truncated XML names the line and is not ok', () => refusedAs(read(fixtureBytes('camt053-two-statements.xml').subarray(0, 2_000)), 'statement.truncated', /ends at line \d+/));

test('a CSV cut inside its last row is refused', () => {
  refusedAs(readText('Date,Description,Amount,Balance\n13/10/2026,A,1.00,1.00\n14/10/2026,B,2'), 'statement.truncated', /line 3/);
  refusedAs(readText('Date,Description,Amount\n13/10/2026,"A,1.00\n14/10/2026,B,2.00\n'), 'statement.truncated', /quoted text/);
});

test('entities cannot be declared, in camt or in OFX', () => {
  const bomb = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>';
  const camt = new TextDecoder().decode(fixtureBytes('camt052-no-namespace.xml'));
  refusedAs(readText(bomb + camt.replace('<Id>R1</Id>', '<Id>&b;&f;</Id>')), 'statement.doctype', /refused for safety/);
  refusedAs(readText(camt.replace('<Id>R1</Id>', '<Id>&f;</Id>')), 'statement.xml', /broken at line 1/);
  const ofx = new TextDecoder().decode(fixtureBytes('ofx2.ofx'));
  refusedAs(readText(ofx.replace('<OFX>', '<!DOCTYPE OFX [<!ENTITY x SYSTEM "http://example.org/">]><OFX>')), 'statement.doctype', /refused for safety/);
});

test('XML nested deeper than any statement is refused', () => refusedAs(readText(`<Document><BkToCstmrStmt>${'<a>'.repeat(200)}`), 'statement.xml', /nested deeper/));

test('an entry whose amount cannot be read makes the reading unreliable and is named by line', () => {
  const camt = new TextDecoder().decode(fixtureBytes('camt052-no-namespace.xml')).replace('>10.00<', '>12..34<');
  refusedAs(readText(camt), 'statement.amount', /line 3/);
  refusedAs(readText('Date,Description,Amount\n13/10/2026,A,1.00\n14/10/2026,B,x1\n'), 'statement.amount', /'Amount' at line 3/);
  refusedAs(readText('Date,Description,Amount\n13/10/2026,A,1.00\nlater,B,1.00\n'), 'statement.date', /'Date' at line 3/);
});

test('a minus in front does not turn an unsigned camt amount around', () => {
  const camt = new TextDecoder().decode(fixtureBytes('camt052-no-namespace.xml')).replace('>10.00<', '>-10.00<');
  refusedAs(readText(camt), 'statement.amount', /line 3/);
});

test('findings are bounded and say how many are left out', () => {
  const rows = Array.from({ length: MAX_ISSUES + 50 }, (_, index) => `13/10/2026,A,x${index}`);
  const { issues } = readText(`Date,Description,Amount\n${rows.join('\n')}\n`);
  assert.equal(issues.length, MAX_ISSUES + 1);
  assert.equal(issues.at(-1)?.message, '50 more findings are not listed.');
});

test('messages hold no names, accounts or texts of the file', () => {
  for (const name of ['camt053-two-statements.xml', 'mt940-german.sta', 'ofx1.qfx', 'bai2.txt', 'bank-uk.csv', 'ebay.csv', 'paypal-german.csv']) {
    const messages = readFixture(name).issues.map(({ message }) => message).join('\n');
    assert.doesNotMatch(messages, /Buyer|SMITH|STRIPE|AMAZON|GB29|88411200|28471003921/);
  }
});

test('whatever a file holds, reading it gives a value', () => {
  const seeds = ['camt053-two-statements.xml', 'mt940-german.sta', 'ofx1.qfx', 'bai2.txt', 'bank.qif', 'bank-german.csv', 'amazon-v2.txt', 'ebay.csv', 'shopify.csv', 'stripe-report.csv', 'paypal-us.csv', 'paypal-stl.csv', 'adyen.csv'].map(fixtureBytes);
  fc.assert(fc.property(fc.constantFrom(...seeds), fc.nat(), fc.nat(), fc.uint8Array({ maxLength: 6 }), (seed, at, skip, planted) => {
    const place = at % seed.length;
    const damaged = Buffer.concat([seed.subarray(0, place), planted, seed.subarray(Math.min(seed.length, place + (skip % 40)))]);
    const { ok, statements, issues } = read(damaged);
    assert.ok(ok || issues.length > 0);
    for (const { amountMinor } of statements.flatMap(statement => statement.entries)) assert.ok(Number.isSafeInteger(amountMinor) && !Object.is(amountMinor, -0));
  }), { numRuns: 400 });
});
