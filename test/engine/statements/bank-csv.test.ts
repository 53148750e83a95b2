import assert from 'node:assert/strict';
import { test } from 'vitest';
import { csvLayout as layoutOf } from '../../../main/engine/statements/bank-columns.ts';
import { readStatement } from '../../../main/engine/statements/read-statement.ts';
import { bytesOf } from '../../../main/engine/statements/text-encoding.ts';
import type { CsvColumns, ReadStatement } from '../../../main/engine/statements/statement.ts';
import { fixtureBytes, readText } from './read-fixture.ts';

const csvLayout = (file: Uint8Array) => layoutOf(bytesOf(file));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const amounts = ({ statements }: ReadStatement): number[] => statements.flatMap(statement => statement.entries.map(entry => entry.amountMinor));
const codes = ({ issues }: ReadStatement): string[] => issues.map(({ code }) => code);

/** Header rows of real banks' downloads, and what their columns are taken for. */
const HEADERS: readonly [string, Partial<CsvColumns>][] = [
  ['Number,Date,Account,Amount,Subcategory,Memo', { date: 'Date', amount: 'Amount', account: 'Account', description: 'Memo' }],
  ['Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,Debit Amount,Credit Amount,Balance', { date: 'Transaction Date', paidOut: 'Debit Amount', paidIn: 'Credit Amount', balance: 'Balance', description: 'Transaction Description', account: 'Account Number' }],
  ['Date, Type, Description, Value, Balance, Account Name, Account Number', { date: 'Date', amount: 'Value', balance: 'Balance', account: 'Account Number' }],
  ['Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP),Spending Category,Notes', { date: 'Date', amount: 'Amount (GBP)', balance: 'Balance (GBP)', party: 'Counter Party', reference: 'Reference' }],
  ['Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance', { date: 'Completed Date', amount: 'Amount', fee: 'Fee', currency: 'Currency', balance: 'Balance' }],
  ['Buchungstag;Valuta;Auftraggeber/Empfänger;Verwendungszweck;Betrag (EUR);Saldo', { date: 'Buchungstag', valueDate: 'Valuta', party: 'Auftraggeber/Empfänger', amount: 'Betrag (EUR)', balance: 'Saldo' }],
  ['Date opération;Date valeur;Libellé;Débit euros;Crédit euros', { date: 'Date opération', valueDate: 'Date valeur', description: 'Libellé', paidOut: 'Débit euros', paidIn: 'Crédit euros' }],
  ['Fecha operación;Fecha valor;Concepto;Cargo;Abono;Saldo;Divisa', { date: 'Fecha operación', paidOut: 'Cargo', paidIn: 'Abono', currency: 'Divisa' }],
];
for (const [header, expected] of HEADERS)
  test(`columns are suggested for ${header.slice(0, 40)}…`, () => {
    const { suggested } = csvLayout(bytes(`${header}\n`));
    for (const [role, column] of Object.entries(expected)) assert.equal(suggested?.[role as keyof CsvColumns], column);
  });

test('the same layout has the same signature next month, another has another', () => {
  const october = csvLayout(bytes('Date,Description,Amount\n13/10/2026,A,1.00\n'));
  const november = csvLayout(bytes('Date,Description,Amount\n14/11/2026,B,2.00\n'));
  assert.equal(october.signature, november.signature);
  assert.deepEqual(october.sample, [['13/10/2026', 'A', '1.00']]);
  assert.notEqual(october.signature, csvLayout(bytes('Date,Details,Amount\n')).signature);
});

test('remembered columns are used, and a missing one is named', () => {
  const csvColumns: CsvColumns = { date: 'When', amount: 'How much', description: 'What', dateFormat: 'MDY' };
  const reading = readText('When,What,How much\n10/02/2026,Sale,5.00\n', { csvColumns });
  assert.equal(reading.statements[0]?.entries[0]?.bookedOn, '2026-10-02');
  const renamed = readText('When,What,Value of it\n10/02/2026,Sale,5.00\n', { csvColumns });
  assert.equal(renamed.ok, false);
  assert.match(renamed.issues[0]?.message ?? '', /'How much' that holds the amount is missing/);
});

test('a file without a header is read by column numbers, suggested only when there is one date and one amount', () => {
  const text = '13/10/2026,AMAZON PAYMENTS,"1,200.50"\n14/10/2026,CHARGES,-40.00\n';
  const { suggested } = csvLayout(bytes(text));
  assert.deepEqual(suggested, { date: '#1', amount: '#3', description: '#2' });
  assert.ok(suggested);
  assert.deepEqual(amounts(readText(text, { csvColumns: suggested })), [120050, -4000]);
  assert.equal(csvLayout(bytes('13/10/2026,A,1.00,9.00\n14/10/2026,B,2.00,7.00\n')).suggested, null);
});

test('a table whose amount column cannot be told is refused with what is missing', () => {
  const reading = readText('Date,Description,Stuff\n13/10/2026,A,1.00\n');
  assert.equal(reading.ok, false);
  assert.match(reading.issues[0]?.message ?? '', /the amount \(or paid in and paid out\)/);
  assert.match(readText('Period,Description,Amount\n13/10/2026,A,1.00\n').issues[0]?.message ?? '', /the date/);
});

test('a gateway report of an unknown kind is not taken for a bank statement', () =>
  assert.deepEqual(codes(readText('Date,Type,Title,Currency,Amount,Fees & Taxes,Net\n"Sep 25, 2026",Sale,A,USD,5.00,-1.00,4.50\n')), ['statement.format']));

test('debits are money out whether the bank writes them positive or negative', () => {
  assert.deepEqual(amounts(readText('Date,Debit,Credit\n13/10/2026,40.00,\n14/10/2026,,5.00\n')), [-4000, 500]);
  assert.deepEqual(amounts(readText('Date,Debit,Credit\n13/10/2026,-40.00,0.00\n14/10/2026,0.00,5.00\n')), [-4000, 500]);
});

test('a column that says debit or credit gives the sign', () =>
  assert.deepEqual(amounts(readText('Datum;Bedrag;Af Bij\n13-10-2026;40,00;Af\n14-10-2026;5,00;Bij\n')), [-4000, 500]));

test('dates that fit both orders are read as in Britain, and the column is named', () => {
  const reading = readText('Date,Description,Amount\n02/03/2026,A,1.00\n04/05/2026,B,1.00\n', { defaultCurrency: 'GBP' });
  assert.deepEqual(reading.statements[0]?.entries.map(({ bookedOn }) => bookedOn), ['2026-03-02', '2026-05-04']);
  assert.deepEqual(codes(reading), ['statement.dateAmbiguous']);
  assert.match(reading.issues[0]?.message ?? '', /'Date'/);
});

test('amounts that do not tell point from comma are named', () =>
  assert.deepEqual(codes(readText('Date;Description;Amount\n2026-10-13;A;1.234\n', { defaultCurrency: 'EUR' })), ['statement.decimalAmbiguous', 'statement.amount']));

test('a broken chain of balances names the line and the statement is still read', () => {
  const reading = readText('Date,Amount,Balance\n13/10/2026,1.00,11.00\n14/10/2026,2.00,13.00\n15/10/2026,3.00,26.00\n16/10/2026,1.00,27.00\n', { defaultCurrency: 'GBP' });
  assert.equal(reading.ok, true);
  assert.deepEqual(reading.issues.map(({ line, code }) => [line, code]), [[4, 'statement.runningBalance'], [5, 'statement.unbalanced']]);
  assert.match(reading.issues[1]?.message ?? '', /difference of 10\.00 GBP/);
});

test('each currency of a file becomes a statement, and the file says so', () => {
  const reading = readText('Date,Amount,Currency\n13/10/2026,1.00,GBP\n14/10/2026,2.00,EUR\n');
  assert.deepEqual(reading.statements.map(({ currency }) => currency), ['GBP', 'EUR']);
  assert.deepEqual(codes(reading), ['statement.currency']);
});

test('a fee in its own column is an entry of its own', () =>
  assert.deepEqual(amounts(readText('Completed Date,Description,Amount,Fee,Currency,Balance\n2026-10-13,A,-10.00,0.50,GBP,89.50\n2026-10-14,B,5.00,0.00,GBP,94.50\n')), [-1000, -50, 500]));

test('rows above and below the table, and empty ones, are no entries', () =>
  assert.deepEqual(amounts(readText('My bank\n\nDate,Description,Amount\n13/10/2026,A,1.00\n,,\n14/10/2026,B,2.00\nEnd of statement\n')), [100, 200]));

const LETTERS = 'Buchungstag;Verwendungszweck;Betrag;Währung\n13.10.2026;Gebühr für Café;-4,50;EUR\n';
const encoded: readonly [string, Uint8Array][] = [
  ['UTF-8', bytes(LETTERS)],
  ['UTF-8 with a mark', bytes(`\ufeff${LETTERS}`)],
  ['Windows-1252', Buffer.from(LETTERS, 'latin1')],
  ['UTF-16, little end first, with a mark', Buffer.from(`\ufeff${LETTERS}`, 'utf16le')],
  ['UTF-16, little end first', Buffer.from(LETTERS, 'utf16le')],
  ['UTF-16, big end first', Buffer.from(LETTERS, 'utf16le').swap16()],
];
for (const [name, file] of encoded)
  test(`letters survive ${name}`, () => {
    const reading = readStatement(file, { fileName: 'a.csv' });
    assert.equal(reading.statements[0]?.entries[0]?.text, 'Gebühr für Café');
    assert.deepEqual(codes(reading), []);
  });

test('XML in the encoding that it declares is read, and one that lies about it says so', () => {
  const camt = (encoding: string): Uint8Array => Buffer.from(`<?xml version="1.0" encoding="${encoding}"?>${new TextDecoder().decode(fixtureBytes('camt052-no-namespace.xml')).replace('</Sts><ValDt>', '</Sts><AddtlNtryInf>Gebühr</AddtlNtryInf><ValDt>').replace('Ccy="USD"', 'Ccy="EUR"')}`, 'latin1');
  const honest = readStatement(camt('ISO-8859-1'), { fileName: 'a.xml' });
  assert.equal(honest.statements[0]?.entries[0]?.text, 'Gebühr');
  assert.deepEqual(codes(honest), []);
  assert.deepEqual(codes(readStatement(camt('UTF-8'), { fileName: 'a.xml' })), ['statement.encoding']);
});
