import { once } from 'node:events';
import type { Arguments, Options } from './arguments.ts';

export type Command = { readonly summary: string; readonly usage: string; readonly options: Options; run(args: Arguments): Promise<number> };

const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

/** Every command of the command line. Code is loaded when it is called, so that one command does not pay for another. */
export const commands: Readonly<Record<string, Command>> = {
  demo: {
    summary: 'From connecting to a locked month on the sandboxes, without a window.',
    usage: 'tieout demo [--pair linnworks-sage200|clarity-sage100|clarity-sagepro] [--orders N] [--seed S] [--dir DIR] [--json]',
    options: { pair: 'value', orders: 'value', seed: 'value' },
    async run(args) {
      const { demo } = await import('./demo.ts');
      const { output, exitCode } = await demo(args);
      print(output);
      return exitCode;
    },
  },
  sandbox: {
    summary: 'Runs one pretend system until it is stopped.',
    usage: 'tieout sandbox --system linnworks|sage200|clarity [--port P] [--orders N] [--seed S] [--fault F…] [--dir DIR]',
    options: { system: 'value', port: 'value', orders: 'value', seed: 'value', fault: 'many' },
    async run(args) {
      const { sandbox } = await import('./sandbox.ts');
      return sandbox(args, print);
    },
  },
  serve: {
    summary: 'The engine and its window on this machine.',
    usage: 'tieout serve [--port P] [--host 127.0.0.1] [--no-open] [--company NAME | --pair P --orders N --seed S] [--dir DIR] [--json]\n      A new folder begins as a sandbox to try, or with --company as an empty workspace of that company.',
    options: { port: 'value', host: 'value', 'no-open': 'flag', company: 'value', pair: 'value', orders: 'value', seed: 'value' },
    async run(args) {
      const { serve } = await import('./serve.ts');
      return serve(args, print);
    },
  },
  verify: {
    summary: 'Verifies the audit trail of a workspace, or of an export.',
    usage: 'tieout verify --dir DIR | --export FILE [--json]',
    options: { export: 'value' },
    async run(args) {
      const { verify } = await import('./verify.ts');
      const verification = await verify(args);
      print(verification);
      return verification.ok ? 0 : 1;
    },
  },
  'read-statement': {
    summary: 'Reads statement and settlement files.',
    usage: 'tieout read-statement FILE… [--json]',
    options: {},
    async run({ words }) {
      const { readStatementCommand } = await import('./read-statement.ts');
      return readStatementCommand(words, async text => {
        if (!process.stdout.write(text)) await once(process.stdout, 'drain');
      });
    },
  },
  suggest: {
    summary: 'Source fields for every field of a target schema, offline.',
    usage: 'tieout suggest --source FILE --target FILE [--json]',
    options: { source: 'value', target: 'value' },
    async run(args) {
      const { suggest } = await import('./suggest.ts');
      print(suggest(args));
      return 0;
    },
  },
  evaluate: {
    summary: 'Scores the suggestions on folders of schemas that people mapped.',
    usage: 'tieout evaluate --gold DIR [--json]',
    options: { gold: 'value' },
    async run(args) {
      const { evaluate } = await import('./evaluate.ts');
      print(evaluate(args));
      return 0;
    },
  },
  match: {
    summary: 'Matches two files of transactions: what is certain, what may be, what is open.',
    usage: 'tieout match --left L.csv --right R.csv --out M.csv [--rules F] [--why] [--open O.csv] [--json]',
    options: { left: 'value', right: 'value', out: 'value', rules: 'value', why: 'flag', open: 'value' },
    async run(args) {
      const { matchFiles } = await import('./match.ts');
      print(await matchFiles(args));
      return 0;
    },
  },
  bench: {
    summary: 'Measures beside a bare limit or a rival in the same run.',
    usage: 'tieout bench start|sync|grid|statements|reconcile|groups|webhooks|mapping [--runs N] [--orders N] [--rows N] [--folder DIR] [--megabytes N] [--seconds N] [--rivals DIR] [--json]',
    options: { runs: 'value', orders: 'value', rows: 'value', folder: 'value', megabytes: 'value', seconds: 'value', rivals: 'value' },
    async run(args) {
      const { bench } = await import('../bench/bench.ts');
      print(await bench(args));
      return 0;
    },
  },
};

export const usage = (): string => ['Tieout without a window. Every command takes --help, --json and --dir DIR.', '', ...Object.values(commands).map(command => `  ${command.usage}\n      ${command.summary}`), ''].join('\n');
