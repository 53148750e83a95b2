import assert from 'node:assert/strict';
import { test } from 'vitest';
import { z } from 'zod';
import { bench } from '../../main/hosts/bench/bench.ts';
import { parseArguments } from '../../main/hosts/cli/arguments.ts';
import { commands } from '../../main/hosts/cli/commands.ts';

const Spread = { median: z.number(), min: z.number(), max: z.number() };
const Measured = z.strictObject({
  name: z.string(), runs: z.int(), figures: z.record(z.string(), z.strictObject({ unit: z.string(), ...Spread })), ratios: z.record(z.string(), z.strictObject({ ...Spread, aim: z.number() })), missing: z.array(z.string()),
});

const argumentsOf = (words: readonly string[]) => parseArguments(words, commands['bench']?.options ?? {});

test('bench grid prints figures and its ratio to bare SQL as the contract has them', async () => {
  const measured = Measured.parse(await bench(argumentsOf(['grid', '--rows', '2000', '--runs', '1', '--json'])));
  assert.deepEqual([measured.name, measured.runs, Object.keys(measured.ratios), measured.missing], ['grid', 1, ['page/sql'], []]);
  const { rows, ...times } = measured.figures;
  assert.equal(rows?.median, 2000);
  for (const [name, { unit, min, median, max }] of Object.entries(times)) assert.ok(unit === 'ms' && min >= 0 && min <= median && median <= max, name);
}, 120_000);

test('a measurement that does not exist is refused by name', async () => {
  await assert.rejects(bench(argumentsOf(['speed'])), /bench speed does not exist; there are sync, grid, .*start/);
  await assert.rejects(bench(argumentsOf(['grid', '--runs', '0'])), /--runs must be 1 to 100/);
});
