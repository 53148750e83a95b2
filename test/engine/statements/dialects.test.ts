import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { ReadStatement } from '../../../main/engine/statements/statement.ts';
import { fixtureBytes, readText, told } from './read-fixture.ts';

const codes = ({ issues }: ReadStatement): string[] => issues.map(({ code }) => code);
const amounts = ({ statements }: ReadStatement): number[] => statements.flatMap(({ entries }) => entries.map(({ amountMinor }) => amountMinor));
const fixture = (name: string): string => new TextDecoder().decode(fixtureBytes(name));

describe('MT940', () => {
  const message = (...fields: string[]): string => [':20:1', ':25:NL34RABO0142623393', ':28C:1', ...fields, '-'].join('\n');

  test('amounts are read with a comma, with a point, and grouped', () => {
    const reading = readText(message(':60F:C261001EUR1.000,00', ':61:2610021002C1.234,56NTRFNONREF', ':61:2610021002D34.56NTRFNONREF', ':61:2610021002CR800,NTRFNONREF', ':62F:C261031EUR3000,'));
    assert.deepEqual(amounts(reading), [123456, -3456, 80000]);
    assert.deepEqual([reading.ok, reading.issues], [true, []]);
  });

  test('entries before any currency wait for the closing balance to name it', () => {
    const reading = readText(message(':61:2610021002C100,NTRFNONREF', ':62F:C261031JPY100,'));
    assert.deepEqual(reading.statements.map(({ currency, entries }) => [currency, entries[0]?.amountMinor, entries[0]?.currency]), [['JPY', 100, 'JPY']]);
  });

  test('only a narrative right after its entry belongs to it', () => {
    const reading = readText(message(':86:about the statement', ':60F:C261001EUR0,', ':61:2610021002C1,NTRFNONREF', ':86:about the entry', ':62F:C261031EUR1,', ':86:about the balance'));
    assert.deepEqual(reading.statements[0]?.entries.map(({ text }) => text), ['about the entry']);
  });

  test('a statement without its closing balance says so; an interim report needs none', () => {
    assert.deepEqual(codes(readText(message(':60F:C261001EUR0,', ':61:2610021002C1,NTRFNONREF'))), ['statement.truncated']);
    const interim = readText(message(':34F:EUR0,', ':13D:2610021200+0100', ':61:2610021002C1,NTRFNONREF', ':90C:1EUR1,'));
    assert.deepEqual([interim.format, interim.issues], ['mt942', []]);
  });

  test('totals that differ from the entries are named by line', () => {
    const interim = readText(message(':34F:EUR0,', ':61:2610021002C1,NTRFNONREF', ':90C:2EUR1,'));
    assert.deepEqual(interim.issues.map(({ line, code }) => [line, code]), [[6, 'statement.controlTotal']]);
  });
});

describe('camt', () => {
  const entry = (amount: string, more = ''): string => `<Ntry><Amt Ccy="CHF">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>${more}<BookgDt><Dt>2026-10-02</Dt></BookgDt></Ntry>`;
  const document = (inside: string): string => `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.13"><BkToCstmrDbtCdtNtfctn><Ntfctn><Id>1</Id>${inside}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`;

  test('an account that names no currency is in that of its first entry', () => {
    const reading = readText(document(entry('1.00') + entry('2.00')));
    assert.deepEqual([reading.statements[0]?.currency, amounts(reading), reading.issues], ['CHF', [100, 200], []]);
  });

  test('entries that are not booked are counted and are no entries', () => {
    const reading = readText(document(entry('1.00', '<Sts><Cd>PDNG</Cd></Sts>') + entry('2.00', '<Sts>BOOK</Sts>')));
    assert.deepEqual([reading.statements[0]?.pending, amounts(reading), codes(reading)], [1, [200], ['statement.pending']]);
  });

  test('the totals that the bank repeats are checked, whether they count the booked entries or all', () => {
    const summary = (count: number, sum: string): string => `<TxsSummry><TtlNtries><NbOfNtries>${count}</NbOfNtries></TtlNtries><TtlCdtNtries><Sum>${sum}</Sum></TtlCdtNtries></TxsSummry>`;
    const two = entry('1.00', '<Sts>PDNG</Sts>') + entry('2.00');
    for (const [count, sum] of [[1, '2.00'], [2, '3.00']] as const) assert.ok(!codes(readText(document(summary(count, sum) + two))).includes('statement.controlTotal'));
    assert.ok(codes(readText(document(summary(2, '2.50') + two))).includes('statement.controlTotal'));
  });

  test('one page of several says that the others are missing', () =>
    assert.deepEqual(codes(readText(document(`<NtfctnPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></NtfctnPgntn>${entry('1.00')}`))), ['statement.truncated']));

  test('an empty line before the XML declaration does no harm, and lines are counted with it', () => {
    const reading = readText(`\n\n<?xml version="1.0"?>\n${document(entry('1.00') + entry('x'))}`);
    assert.deepEqual([amounts(reading), reading.refusedFor?.line], [[100], 4]);
  });

  test('texts in CDATA are texts', () =>
    assert.equal(readText(document(entry('1.00', '<AddtlNtryInf><![CDATA[Fees & <more>]]></AddtlNtryInf>'))).statements[0]?.entries[0]?.text, 'Fees & <more>'));
});

describe('OFX', () => {
  const file = (inside: string, currency = '<CURDEF>EUR'): string => `OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>${currency}<BANKACCTFROM><ACCTID>1</BANKACCTFROM><BANKTRANLIST>${inside}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`;
  const transaction = (amount: string, more = ''): string => `<STMTTRN><TRNTYPE>OTHER<DTPOSTED>20261002<TRNAMT>${amount}<FITID>1${more}</STMTTRN>`;

  test('each amount tells its own decimal mark', () => {
    assert.deepEqual(amounts(readText(file(['-12.50', '-12,5', '1.234,56', '1,234.56', '+7'].map(amount => transaction(amount)).join('')))), [-1250, -1250, 123456, 123456, 700]);
    assert.deepEqual(codes(readText(file(transaction('1,234')))), ['statement.amount']);
  });

  test('small letters, CDATA and a stray < are read', () => {
    const reading = readText(file(transaction('1.00', '<memo><![CDATA[A & B]]></memo><NAME>Size < 5')));
    assert.deepEqual(reading.statements[0]?.entries.map(({ text, party }) => [text, party]), [['A & B', 'Size < 5']]);
  });

  test('trades of an investment account are counted, not read', () => {
    const text = '<?xml version="1.0"?><?OFX OFXHEADER="200"?><OFX><INVSTMTRS><CURDEF>USD</CURDEF><INVACCTFROM><ACCTID>1</ACCTID></INVACCTFROM><INVTRANLIST><BUYSTOCK><INVBUY><TOTAL>-5.00</TOTAL></INVBUY></BUYSTOCK><INVBANKTRAN><STMTTRN><DTPOSTED>20261002</DTPOSTED><TRNAMT>5.00</TRNAMT></STMTTRN></INVBANKTRAN></INVTRANLIST></INVSTMTRS></OFX>';
    const reading = readText(text);
    assert.deepEqual([amounts(reading), codes(reading)], [[500], ['statement.skipped']]);
    assert.match(reading.issues[0]?.message ?? '', /1 trades/);
  });
});

test('BAI2 that names no currency is in dollars, as the standard says, and says so', () => {
  const reading = readText(fixture('bai2.txt').replaceAll('GBP', ''));
  assert.deepEqual([reading.statements[0]?.currency, codes(reading)], ['USD', ['statement.currencyAssumed']]);
});

test('a QIF record without its end is named', () =>
  assert.ok(codes(readText('!Type:Bank\nD13/10/2026\nT1.00\n^\nD14/10/2026\nT2.0')).includes('statement.truncated')));

describe('tables', () => {
  test('a currency is a code, a sign or a word; anything else is refused by its line', () => {
    const file = (currency: string): string => `Date,Description,Amount,Currency\n13/10/2026,A,1.00,${currency}\n`;
    assert.deepEqual(['gbp', '£', 'Euro'].map(currency => readText(file(currency)).statements[0]?.currency), ['GBP', 'GBP', 'EUR']);
    assert.match(readText(file('EU')).refusedFor?.message ?? '', /'Currency' at line 2/);
  });

  test('totals below the rows, and headers that come again, are no entries', () => {
    const reading = readText('sep=,\nDate,Description,Amount (GBP)\n13/10/2026,A,1.00\nDate,Description,Amount (GBP)\n14/10/2026,Total Wine,2.00\nTotal,,3.00\n');
    assert.deepEqual([amounts(reading), reading.issues.map(({ line, code }) => [line, code])], [[100, 200], [[6, 'statement.skipped']]]);
  });

  test('a word that says neither debit nor credit is refused by its line', () =>
    assert.match(readText(`Date,Description,Amount (GBP),Type\n${'13/10/2026,A,1.00,Credit\n'.repeat(70)}14/10/2026,B,2.00,Mixed\n`).refusedFor?.message ?? '', /'Type' at line 72/));

  test('Soll and Haben, and Cr and Dr, stand behind the amount', () => {
    assert.deepEqual(amounts(readText('Buchungstag;Text;Umsatz in EUR\n13.10.2026;A;1.100,00 H\n14.10.2026;B;4,50 S\n')), [110000, -450]);
    assert.deepEqual(amounts(readText('Date,Description,Amount (INR)\n13-Oct-2026,A,"1,00,000.00 Cr"\n14-Oct-2026,B,4.50Dr\n')), [10000000, -450]);
  });

  test('line ends of old Macs are line ends', () => assert.deepEqual(amounts(readText('Date,Description,Amount (GBP)\r13/10/2026,A,1.00\r14/10/2026,B,2.00\r')), [100, 200]));

  test('a last figure without a line end is not trusted in silence', () => {
    assert.deepEqual(codes(readText('Date,Description,Amount (GBP)\n13/10/2026,A,1.00\n14/10/2026,B,2')), ['statement.lineEnd']);
    assert.deepEqual(codes(readText('Date,Amount (GBP),Description\n13/10/2026,1.00,A\n14/10/2026,2.00,B')), []);
  });

  test('quotes that a bank forgot to double are part of the text', () =>
    assert.equal(readText('Date,Description,Amount (GBP)\n13/10/2026,"19" rack, used",1.00\n').statements[0]?.entries[0]?.text, '19" rack, used'));
});

describe('gateway reports of any kind', () => {
  const report = (...rows: string[]): string => ['Date,Type,Order ID,Gross,Fee,Net,Currency,Payout ID', ...rows].join('\n');

  test('what gross and fee give must be the net in every row; the row that differs is named', () => {
    const first = Array.from({ length: 45 }, (_, at) => `2026-10-01,Sale,O-${at},10.00,-1.00,9.00,GBP,P1`);
    const reading = readText(`${report(...first, '2026-10-01,Sale,O-9,10.00,-1.00,8.50,GBP,P1')}\n`);
    assert.deepEqual([reading.format, reading.issues.map(({ line, code }) => [line, code])], ['gateway-csv', [[47, 'statement.rowTotal']]]);
  });

  test('columns that nothing proves are not guessed at', () =>
    assert.deepEqual([readText(`${report('2026-10-01,Sale,O-1,10.00,-1.00,7.00,GBP,P1')}\n`)].map(({ ok, refusedFor }) => [ok, refusedFor?.code]), [[false, 'statement.columns']]));

  test('a payout leaves the gateway however its sign is written, and one that came back is money in', () => {
    const reading = readText(`${report('2026-10-01,Sale,O-1,10.00,-1.00,9.00,GBP,P1', '2026-10-02,Payout,,9.00,0.00,9.00,GBP,P1', '2026-10-03,Payout failure,,9.00,0.00,9.00,GBP,P2')}\n`);
    assert.equal(told(reading), `
gateway-csv ok
 GBP opening null closing null payout P1 900 sum 0
  2 sale 2026-10-01 1000 GBP O-1 |  | Sale
  2 fee 2026-10-01 -100 GBP O-1 |  | Fee · Sale
  3 payout 2026-10-02 -900 GBP P1 |  | Payout
 GBP opening null closing null payout P2 -900 sum 900
  4 payout 2026-10-03 900 GBP P2 |  | Payout failure
! 4 statement.unbalanced`.trim());
  });

  test('rows that are pending or failed are left out and counted', () => {
    const reading = readText('Date,Status,Gross,Fee,Net,Currency\n2026-10-01,Paid,10.00,1.00,9.00,GBP\n2026-10-01,Failed,10.00,1.00,9.00,GBP\n');
    assert.deepEqual([amounts(reading), codes(reading)], [[1000, -100], ['statement.pending']]);
  });
});

describe('Klarna', () => {
  test('amounts with signs of their own mean the same as amounts that the type signs', () => {
    const signed = fixture('klarna.csv').replace(/"(FEE|RETURN)"(.*)"(\d+\.\d\d)"/g, '"$1"$2"-$3"');
    assert.deepEqual(readText(signed).statements.map(({ entries }) => entries.map(({ amountMinor }) => amountMinor)), readText(fixture('klarna.csv')).statements.map(({ entries }) => entries.map(({ amountMinor }) => amountMinor)));
  });

  test('rows that do not add up to the stated payout say by how much', () =>
    assert.match(readText(fixture('klarna.csv').replace('"95.62"', '"96.62"')).issues[0]?.message ?? '', /a difference of 1\.00 GBP/));

  test('a row of an unknown type without a sign is refused by its line', () =>
    assert.match(readText(fixture('klarna.csv').replace('"RETURN"', '"MYSTERY"')).refusedFor?.message ?? '', /line 9 has a type that is not known/));
});
