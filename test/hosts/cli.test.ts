import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, test } from 'vitest';
import { commands } from '../../main/hosts/cli/commands.ts';
import { parseArguments } from '../../main/hosts/cli/arguments.ts';
import { cleanUp, folder, newEngine } from '../support/new-engine.ts';

const CLI = join(import.meta.dirname, '..', '..', 'main', 'hosts', 'cli.ts');

type Ended = { code: number; stdout: string; stderr: string };

/** The command line as a process of its own. */
function tieout(...words: string[]): Promise<Ended> {
  return new Promise(resolve => {
    execFile(process.execPath, [CLI, ...words], { timeout: 150_000 }, (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }));
  });
}

describe('the command line', { timeout: 180_000 }, () => {
  afterEach(cleanUp);

  test('without a command, or with one that does not exist, it shows what there is and ends with 2', async () => {
    for (const words of [[], ['fly'], ['constructor']]) {
      const { code, stdout, stderr } = await tieout(...words);
      assert.deepEqual([code, stdout], [2, ''], words.join());
      for (const name of Object.keys(commands)) assert.match(stderr, new RegExp(`tieout ${name}`));
      if (words[0] !== undefined) assert.match(stderr, new RegExp(`there is no command ${words[0]}`));
    }
  });

  test('--help is answered, not complained about: exit code 0', async () => {
    for (const words of [['--help'], ['verify', '--help']]) assert.equal((await tieout(...words)).code, 0, words.join(' '));
  });

  test('an unknown option is refused by name before anything is done', async () => {
    const { code, stdout, stderr } = await tieout('demo', '--ordrs', '5');
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^tieout: unknown option --ordrs; --help lists what there is\n$/);
  });

  test('a value of the wrong kind ends with 2 and one line that says so', async () => {
    const { code, stderr } = await tieout('demo', '--orders', 'many');
    assert.equal(code, 2);
    assert.match(stderr, /--orders must be a whole number, not many/);
    assert.equal(stderr.trim().split('\n').length, 1, 'no stack');
  });

  test('a finding ends with 1: a trail that does not hold', async () => {
    const file = join(folder(), 'export.jsonl');
    writeFileSync(file, '{"seq": 1}\n');
    const { code, stdout } = await tieout('verify', '--export', file, '--json');
    assert.equal(code, 1);
    assert.match((JSON.parse(stdout) as { reason: string }).reason, /line 1 of the export is not an entry/);
  });

  test('what it was asked wrongly ends with 2: no workspace there', async () => {
    const { code, stdout, stderr } = await tieout('verify', '--dir', folder(), '--json');
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^tieout: There is no workspace in /);
  });

  test('--json prints exactly one JSON value on stdout, with exit code 0 when all is well', async () => {
    const { file, close } = await newEngine();
    await close();
    const { code, stdout } = await tieout('verify', '--dir', join(file, '..'), '--json');
    assert.equal(code, 0);
    assert.equal(stdout.trimEnd().split('\n').length, 1);
    assert.equal((JSON.parse(stdout) as { ok: boolean }).ok, true);
  });

  test('the demo prints one JSON value on stdout too; its story is on stderr', async () => {
    const dir = folder();
    const { code, stdout, stderr } = await tieout('demo', '--json', '--orders', '20', '--dir', dir);
    assert.equal(code, 0, `${stderr}\n${stdout}`);
    assert.equal(stdout.trimEnd().split('\n').length, 1);
    const output = JSON.parse(stdout) as { orders: { read: number }; period: { locked: boolean }; dir: string };
    assert.deepEqual([output.period.locked, output.dir, output.orders.read], [true, dir, 20]);
    assert.match(stderr, /Running order-to-cash/);
  });
});

describe('the words of a command line', () => {
  const options = { port: 'value', fault: 'many', 'no-open': 'flag' } as const;

  test('values follow their name or an equals sign; the same option many times only where it may be', () => {
    const args = parseArguments(['--port=81', 'file.csv', '--fault', 'slow', '--fault', 'busy:3', '--no-open', '--json'], options);
    assert.deepEqual([args.number('port', 0), args.words, args.all('fault'), args.flag('no-open'), args.json, args.help], [81, ['file.csv'], ['slow', 'busy:3'], true, true, false]);
  });

  test('an equals sign in a value stays', () => assert.equal(parseArguments(['--port=a=b'], options).text('port'), 'a=b'));
  test('an option without its value is refused', () => assert.throws(() => parseArguments(['--port'], options), /--port needs a value/));
  test('an option is not found on Object’s own prototype', () => assert.throws(() => parseArguments(['--constructor'], options), /unknown option/));
  test('a number is whole and not negative', () => {
    for (const text of ['-1', '1.5', 'x', '']) assert.throws(() => parseArguments([`--port=${text}`], options).number('port', 0), /whole number/, text);
  });
});
