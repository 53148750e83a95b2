import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { generateShop } from '../../main/hosts/bench/generate-shop.ts';
import type { GeneratedRow } from '../../main/hosts/bench/generated-sides.ts';
import { parseArguments } from '../../main/hosts/cli/arguments.ts';
import { commands } from '../../main/hosts/cli/commands.ts';
import { matchFiles } from '../../main/hosts/cli/match.ts';

let folder = '';
beforeEach(() => { folder = mkdtempSync(path.join(os.tmpdir(), 'tieout-match-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const HEADER = 'id,reference,amount_minor,currency,date,party,kind,text';
const file = (name: string, text: string): string => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};
const match = (left: string, right: string, ...words: string[]) => matchFiles(parseArguments(['--left', file('L.csv', left), '--right', file('R.csv', right), '--out', path.join(folder, 'M.csv'), ...words], commands['match']?.options ?? {}));
const written = (name = 'M.csv'): string[] => readFileSync(path.join(folder, name), 'utf8').trim().split('\n');

describe('tieout match', () => {
  test('writes matches, then suggestions, best first, in the columns of the contract', async () => {
    const figures = await match(`${HEADER}\na1,INV-1001,1000,GBP,2026-03-05,"Adams, Ltd",sale,"said ""paid"""\na2,INV-2002,700,GBP,2026-03-05,Baker,sale,\n`, `${HEADER}\r\nb1,inv 1001,1000,GBP,2026-03-06,Adams,receipt,\r\nb2,INV-2002,350,GBP,2026-03-05,Baker,receipt,`);
    assert.deepEqual(written(), ['match,left_ids,right_ids,rule,automatic,score', 'M1,a1,b1,exactReference,1,1', written()[2] ?? '']);
    assert.match(written()[2] ?? '', /^S1,a2,b2,\w+,0,0\.\d+$/);
    const { seconds, peakRssMb, ...counts } = figures;
    assert.deepEqual(counts, { left: 2, right: 2, automatic: 1, automaticEntries: 2, suggested: 1, suggestedEntries: 2, open: 0, byRule: { exactReference: 1 } });
    assert.ok(seconds > 0 && peakRssMb > 0);
  });

  test('says why on demand: of each match, and of each open line what blocks its nearest', async () => {
    await match(`${HEADER}\na1,INV-1001,1000,GBP,2026-03-05,Adams,sale,\na2,INV-2002,700,GBP,2026-03-05,Baker,sale,`, `${HEADER}\nb1,INV-1001,1000,GBP,2026-03-06,Adams,receipt,\nb2,INV-2002,350,GBP,2026-03-05,Baker,receipt,`, '--why', '--open', path.join(folder, 'O.csv'));
    assert.match(written()[1] ?? '', /Both carry INV-1001 and 10\.00 GBP, and no other entry does/);
    assert.match(written('O.csv')[1] ?? '', /^left,a2,"?Nearest: b2 \(3\.50 GBP less/);
  });

  const row = 'a1,INV-1,1000,GBP,2026-03-05,,,';
  for (const [wrong, text, complaint] of [
    ['a missing column', 'id,reference,currency,date\na1,x,GBP,2026-03-05', /line 1, column amount_minor: the header has no column amount_minor/],
    ['a day that does not exist', `${HEADER}\n${row}\na2,INV-2,1000,GBP,2026-02-30,,,`, /line 3, column date: “2026-02-30” is not a day/],
    ['an amount with decimals', `${HEADER}\na1,INV-1,10.00,GBP,2026-03-05,,,`, /line 2, column amount_minor: “10\.00” is not a whole number of minor units/],
    ['an id that stands twice', `${HEADER}\n${row}\n${row}`, /line 3, column id: “a1” stands on an earlier row too/],
    ['an id with a blank', `${HEADER}\na 1,INV-1,1000,GBP,2026-03-05,,,`, /line 2, column id/],
    ['a row that is too short', `${HEADER}\na1,INV-1,1000`, /line 2, column currency: the row ends after 3 of 8 fields/],
    ['a quotation mark that is never closed', `${HEADER}\na1,"INV-1,1000,GBP,2026-03-05,,,`, /line 2, column reference: a quotation mark is never closed/],
    ['a currency that is none', `${HEADER}\na1,INV-1,1000,POUNDS,2026-03-05,,,`, /line 2, column currency/],
  ] as const) {
    test(`${wrong} is refused by line and column, and nothing is written`, async () => {
      await assert.rejects(match(text, `${HEADER}\n`), complaint);
      assert.deepEqual(readdirSync(folder).sort(), ['L.csv', 'R.csv']);
    });
  }

  test('a file that is not there, and rules that are none, are refused by name', async () => {
    const options = commands['match']?.options ?? {};
    await assert.rejects(matchFiles(parseArguments(['--left', 'nowhere.csv', '--right', 'nowhere.csv', '--out', 'x'], options)), /--left nowhere\.csv cannot be opened/);
    await assert.rejects(matchFiles(parseArguments(['--right', 'x'], options)), /--left names a CSV file/);
    await assert.rejects(match(`${HEADER}\n`, `${HEADER}\n`, '--rules', file('rules.json', '{"rules":[{"name":"guess"}]}')), /rules\.json: .*Invalid option/);
  });

  test('what a file holds is what the entries are: a month through CSV is matched as the month itself', async () => {
    const { left, right, truth } = generateShop({ seed: 71, size: 600 });
    const csv = (rows: readonly GeneratedRow[]): string => `${HEADER},account,payout,fee_minor\n${rows.map(each => [each.id, each.reference, each.amountMinor, each.currency, each.date, each.party, each.kind, each.text, each.account, each.payout, each.feeMinor ?? ''].join(',')).join('\n')}`;
    const figures = await match(csv(left), csv(right));
    const groups = new Set(truth.map(group => `${group.left.toSorted().join(' ')},${group.right.toSorted().join(' ')}`));
    const automatic = written().slice(1).map(each => each.split(',')).filter(each => each[4] === '1');
    assert.deepEqual(automatic.filter(([, l = '', r = '']) => !groups.has(`${l.split(' ').sort().join(' ')},${r.split(' ').sort().join(' ')}`)), []);
    assert.ok(automatic.length === figures.automatic && figures.automatic > 500);
  });
});
