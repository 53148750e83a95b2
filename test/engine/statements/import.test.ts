import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { AppError } from '../../../shared/contract/errors.ts';
import { contract } from '../../../shared/contract/contract.ts';
import { UPLOAD_PIECE_BYTES, type StatementFile } from '../../../shared/contract/statements.ts';
import { sql } from '../../../main/engine/store/sql.ts';
import { AMAZON, openMonth, SHOPIFY_EU, type Month } from '../reconciliation/fake-month.ts';

let month: Month;
beforeEach(() => { month = openMonth([AMAZON, SHOPIFY_EU]); });
afterEach(() => month.end());

const bring = (fileName: string, text: string, more: { account?: string; columns?: never } = {}) => month.statements.import(month.task(), { fileName, base64: Buffer.from(text).toString('base64'), ...more });
async function imported(answer: ReturnType<typeof bring>): Promise<StatementFile[]> {
  const result = await answer;
  return result.outcome === 'imported' ? result.files : assert.fail(`${result.outcome} ${JSON.stringify(result)}`);
}
const refused = (code: string, says = /./) => (error: unknown): boolean => error instanceof AppError && error.code === code && says.test(error.message);

const CSV = `Date,Value date,Description,Reference,Paid out,Paid in,Balance
05/10/2026,05/10/2026,BACS CREDIT AMAZON,AMZ28471000001,,72.25,1072.25
19/10/2026,19/10/2026,BACS CREDIT AMAZON,AMZ28471000002,,128.85,1201.10
`;
const AMAZON_FILE = (id = '28471000001') => [
  'settlement-id\tsettlement-start-date\tsettlement-end-date\tdeposit-date\ttotal-amount\tcurrency\ttransaction-type\torder-id\tamount-type\tamount-description\tamount\tposted-date',
  `${id}\t2026-09-17T00:00:00+00:00\t2026-09-30T00:00:00+00:00\t2026-10-02T00:00:00+00:00\t72.25\tGBP\t\t\t\t\t\t`,
  `${id}\t\t\t\t\tGBP\tOrder\t202-0000000-0000000\tItemPrice\tPrincipal\t85.00\t2026-09-28`,
  `${id}\t\t\t\t\tGBP\tOrder\t202-0000000-0000000\tItemFees\tCommission\t-12.75\t2026-09-28`, '',
].join('\n');

describe('placing a file', () => {
  test('a gateway report finds the clearing account of its channel by name and currency', async () => {
    const [file] = await imported(bring('settlement.txt', AMAZON_FILE()));
    assert.deepEqual({ account: file?.account, payout: file?.payoutReference, entries: file?.entries }, { account: '1250', payout: '28471000001', entries: 3 });
  });

  test('a table that names no currency is asked about, and the answer decides the currency', async () => {
    const answer = await bring('euro.csv', CSV);
    assert.equal(answer.outcome, 'needsAccount');
    const [file] = await imported(bring('euro.csv', CSV, { account: '1201' }));
    assert.deepEqual({ account: file?.account, currency: file?.currency, opening: file?.openingMinor, closing: file?.closingMinor }, { account: '1201', currency: 'EUR', opening: 100_000, closing: 120_110 });
  });

  test('the next file of that layout goes to the same account by itself', async () => {
    await imported(bring('october.csv', CSV, { account: '1201' }));
    const [file] = await imported(bring('november.csv', CSV.replaceAll('/10/2026', '/11/2026')));
    assert.equal(file?.account, '1201');
  });

  test('a file in another currency than the account is refused', async () => {
    await assert.rejects(bring('settlement.txt', AMAZON_FILE(), { account: '1201' }), refused('statement.currency', /in GBP, account 1201 is kept in EUR/));
  });

  test('a table without known columns is asked about', async () => {
    const answer = await bring('odd.csv', 'Kolumna,Wartosc,Opis\n05-10-2026,72.25,abc\n06-10-2026,1.25,def\n');
    assert.equal(answer.outcome, 'needsColumns');
  });

  test('columns with unheard-of names are proposed by the matcher, and the answer is remembered for the layout', async () => {
    const odd = (month: string) => `Gebongt,Wieviel,Wofür\n05-${month}-2026,72.25,abc\n16-${month}-2026,1.25,def\n`;
    const answer = await bring('odd.csv', odd('10'));
    assert.equal(answer.outcome, 'needsColumns');
    const { suggested } = answer.outcome === 'needsColumns' ? answer : assert.fail();
    assert.deepEqual([suggested?.date, suggested?.amount], ['Gebongt', 'Wieviel']);
    const columns = suggested && { ...suggested, description: 'Wofür' };
    await imported(bring('odd.csv', odd('10'), { account: '1200', columns: columns as never }));
    const [file] = await imported(bring('odd-november.csv', odd('11')));
    assert.deepEqual({ account: file?.account, entries: file?.entries }, { account: '1200', entries: 2 });
  });

  test('what the file tells of itself stands in the form, also when no column is known', async () => {
    const answer = await bring('odd.csv', 'Kolumna;Wartosc;Druga\n05-10-2026;1.072,25;3,00\n06-10-2026;1,25;4,00\n');
    const { suggested } = answer.outcome === 'needsColumns' ? answer : assert.fail();
    assert.deepEqual([suggested?.delimiter, suggested?.decimal, suggested?.amount], [';', ',', null]);
  });

  test('Linnworks\' own list of orders is not taken for money', async () => {
    const text = 'Order Id,Reference Number,Source,SubSource,Processed Date,Currency,Order Total\n1,203-1,AMAZON,Amazon UK,2026-10-02,GBP,31.59\n';
    await assert.rejects(bring('orders.csv', text), refused('statement.orders', /lists orders of Linnworks/));
  });

  test('something that is no statement is refused with its place', async () => {
    await assert.rejects(bring('photo.png', '\u0089PNG\r\n\u001a\n'), (error: unknown) => error instanceof AppError && error.recovery === 'fixInput');
    await assert.rejects(bring('nothing.csv', ''), refused('statement.empty'));
  });
});

describe('a file too large for one message', () => {
  const rows = (from: number, count: number): string => Array.from({ length: count }, (_, at) => `2026-10-${10 + ((from + at) % 18)},Payment ${from + at},REF${from + at},1.00,GBP\n`).join('');
  const upload = async (text: string): Promise<string> => {
    let id: string | undefined;
    for (let at = 0; at < text.length; at += UPLOAD_PIECE_BYTES) {
      const piece = Buffer.from(text.slice(at, at + UPLOAD_PIECE_BYTES)).toString('base64');
      id = (await month.statements.upload(month.task(), { ...(id ? { upload: id } : {}), base64: piece })).upload;
    }
    return id ?? assert.fail();
  };

  test('is uploaded in pieces and imported whole, and is gone then', async () => {
    const id = await upload(`Date,Description,Reference,Amount,Currency\n${rows(0, 40_000)}`);
    const [file] = await imported(month.statements.import(month.task(), { fileName: 'large.csv', base64: '', upload: id, account: '1200' }));
    assert.deepEqual({ entries: file?.entries, account: file?.account }, { entries: 40_000, account: '1200' });
    await assert.rejects(month.statements.import(month.task(), { fileName: 'large.csv', base64: '', upload: id }), refused('statement.upload', /is not here any more/));
  });

  test('is refused like a small one when it breaks off', async () => {
    const id = await upload(`Date,Description,Reference,Amount,Currency\n${rows(0, 40_000)}2026-10-30,Pay`);
    await assert.rejects(month.statements.import(month.task(), { fileName: 'large.csv', base64: '', upload: id, account: '1200' }), refused('statement.truncated', /line 40002/));
  });

  test('repeats no line of a file that is there already', async () => {
    await imported(month.statements.import(month.task(), { fileName: 'first.csv', base64: '', upload: await upload(`Date,Description,Reference,Amount,Currency\n${rows(0, 30_000)}`), account: '1200' }));
    const again = await upload(`Date,Description,Reference,Amount,Currency\n${rows(29_990, 29_000)}`);
    await assert.rejects(month.statements.import(month.task(), { fileName: 'second.csv', base64: '', upload: again, account: '1200' }), refused('statement.overlap', /lines of this file stand already in “first.csv”/));
  });
});

describe('a statement that does not add up', () => {
  const SHORT = AMAZON_FILE().replace('\t-12.75\t', '\t-11.75\t');
  const given = { fileName: 'short.txt', base64: Buffer.from(SHORT).toString('base64') };
  const audits = () => month.store.read.all<{ action: string; detail: string }>(sql`SELECT e.action, d.detail FROM audit_entry e JOIN audit_detail d ON d.seq = e.seq WHERE e.action LIKE 'statements.import%'`);

  test('is refused with its line, the figures and what to do, and nothing is stored', async () => {
    const answer = await bring('short.txt', SHORT);
    const { count, findings } = answer.outcome === 'doesNotAddUp' ? answer : assert.fail(answer.outcome);
    assert.deepEqual([count, findings.map(({ line }) => line)], [1, [2]]);
    assert.match(findings[0]?.message ?? '', /lines sum to 73\.25 GBP, but the payout \(line 2\) is 72\.25 GBP, a difference of -1\.00 GBP\. Download it again/);
    assert.deepEqual([month.statements.list(month.query, {}), audits()], [[], []]);
  });

  test('is taken as it is for a reason, which is audited and stays with it', async () => {
    const [file] = await imported(month.statements.importAsItIs(month.task(), { ...given, reason: 'Amazon credits the pound in November' }));
    assert.deepEqual([file?.asItIs?.reason, file?.issues, file?.entries], ['Amazon credits the pound in November', [], 3]);
    assert.match(file?.asItIs?.finding ?? '', /difference of -1\.00 GBP/);
    assert.deepEqual(month.statements.list(month.query, {}), [file]);
    const [entry] = audits();
    assert.equal(entry?.action, 'statements.importAsItIs');
    assert.match(entry?.detail ?? '', /Amazon credits the pound in November.*difference of -1\.00 GBP/);
  });

  test('a reason for a file that adds up changes nothing: it is imported like any other', async () => {
    const [file] = await imported(month.statements.importAsItIs(month.task(), { fileName: 'whole.txt', base64: Buffer.from(AMAZON_FILE()).toString('base64'), reason: 'not needed' }));
    assert.deepEqual([file?.asItIs, audits().map(({ action }) => action)], [null, ['statements.import']]);
  });

  test('one of several in a file refuses the file, each with its own finding; one that is there already is not asked about again', async () => {
    const two = `${SHORT}${AMAZON_FILE('28471000002').split('\n').slice(1).join('\n')}`;
    assert.equal((await bring('two.txt', two)).outcome, 'doesNotAddUp');
    await imported(month.statements.importAsItIs(month.task(), { ...given, reason: 'as Amazon says' }));
    const [second, ...more] = await imported(bring('two.txt', two));
    assert.deepEqual([second?.payoutReference, second?.asItIs, more], ['28471000002', null, []]);
  });

  test('only those who answer for the books may take it', () => {
    assert.deepEqual(contract.statements.importAsItIs.may, ['accountant', 'admin']);
  });
});

describe('a statement imported twice', () => {
  test('the same bytes are refused, naming the first import', async () => {
    await imported(bring('first.txt', AMAZON_FILE()));
    await assert.rejects(bring('second.txt', AMAZON_FILE()), refused('statement.duplicate', /“second.txt” was imported already: as “first.txt” on 2026-11-03 by Priya/));
  });

  test('the same payout in other bytes is refused as well', async () => {
    await imported(bring('first.txt', AMAZON_FILE()));
    await assert.rejects(bring('again.txt', `${AMAZON_FILE()}\n`), refused('statement.duplicate', /as “first.txt”/));
  });

  test('a bank statement that repeats lines of another is refused with the first of them', async () => {
    await imported(bring('october.csv', CSV, { account: '1201' }));
    const longer = `${CSV}26/10/2026,26/10/2026,SEPA FEE,,6.50,,1194.60\n`;
    await assert.rejects(bring('longer.csv', longer, { account: '1201' }), refused('statement.overlap', /2 lines of this file stand already in “october.csv”, the first of 2026-10-05/));
  });

  test('taken back, it may be imported again', async () => {
    const [file] = await imported(bring('first.txt', AMAZON_FILE()));
    month.write(context => month.statements.remove(context, { id: file?.id ?? assert.fail(), reason: 'wrong company' }));
    assert.deepEqual(month.statements.list(month.query, {}), []);
    assert.equal((await imported(bring('first.txt', AMAZON_FILE()))).length, 1);
  });

  test('a file whose lines are matched cannot be taken back', async () => {
    const [file] = await imported(bring('first.txt', AMAZON_FILE()));
    month.post('cash', '1250', 'on | kind | amount | reference | second\n2026-09-28 | receipt | 85.00 | 109311 | 202-0000000-0000000');
    await month.refresh();
    assert.throws(() => month.write(context => month.statements.remove(context, { id: file?.id ?? assert.fail(), reason: 'wrong company' })), refused('statement.matched', /1 entries of “first.txt” are matched/));
  });
});
