// The launcher behind every npm script. Plain JavaScript without dependencies, so that it works before anything is
// installed and on a Node that is too old for the rest. Its own words go to stderr: stdout belongs to the command.
import path from 'node:path';
import { findChromium } from './chromium.mjs';
import { installDependencies } from './dependencies.mjs';
import { buildShell, buildWindow } from './builds.mjs';
import { run } from './child.mjs';
import { fittingNode } from './fitting-node.mjs';
import { prepareOdbc } from './odbc.mjs';

const root = path.resolve(import.meta.dirname, '..');
process.chdir(root);

const bin = (packageName, file) => path.join('node_modules', packageName, file);
const tsc = bin('typescript', 'bin/tsc');
const oxlint = bin('oxlint', 'bin/oxlint');
const vitest = bin('vitest', 'vitest.mjs');
const electronBuilder = bin('electron-builder', 'cli.js');

// Named outright: npm 10 leaves node_modules/.bin, where oxlint would look, empty.
const tsgolint = bin(`@oxlint-tsgolint/${process.platform}-${process.arch}`, process.platform === 'win32' ? 'tsgolint.exe' : 'tsgolint');

const TYPE_CHECKS = ['shared', 'engine', 'app', 'renderer', 'test'];
const NEEDS_WINDOW = ['serve', 'bench'];

const commands = {
  async start(args) {
    await buildWindow();
    await buildShell();
    return run(['tools/start.mjs', ...args]);
  },

  async tieout(args) {
    if (NEEDS_WINDOW.includes(args[0])) await buildWindow();
    return run(['main/hosts/cli.ts', ...args]);
  },

  async build() {
    await buildWindow();
    await buildShell();
    return 0;
  },

  /** All of them, so that one run shows everything there is to mend. */
  async check() {
    const failed = [];
    for (const layer of TYPE_CHECKS) {
      if ((await run([tsc, '-p', `tsconfig.${layer}.json`])) !== 0) failed.push(`tsconfig.${layer}.json`);
    }
    if ((await run([oxlint, '--type-aware', '-c', '.oxlintrc.json', 'main', 'renderer', 'shared', 'test'], { env: { ...process.env, OXLINT_TSGOLINT_PATH: path.resolve(tsgolint) } })) !== 0) failed.push('oxlint');
    return failed.length === 0 ? 0 : explain(1, `Not right yet: ${failed.join(', ')}.`);
  },

  /** Everything, or, with arguments, only the tests they name. */
  async test(args) {
    if (args.length === 0) {
      const status = await commands.check();
      if (status !== 0) return status;
    }
    if (args.length === 0 || args.some(arg => arg.includes('e2e'))) {
      const chromium = await findChromium();
      if (!chromium) return 1;
      process.env.CHROMIUM_PATH = chromium;
      await buildWindow();
    }
    if (args.length === 0 || args.some(arg => arg.includes('connectors'))) await prepareOdbc();
    return run([vitest, 'run', ...args]);
  },

  async package(args) {
    await commands.build();
    return run([electronBuilder, '--publish', 'never', ...args]);
  },
};

function explain(status, sentence) {
  process.stderr.write(`${sentence}\n`);
  return status;
}

async function main([name, ...args]) {
  const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined;
  if (!command) return explain(2, `Usage: node tools/run.mjs ${Object.keys(commands).join(' | ')}`);
  await installDependencies(root);
  const node = fittingNode(root);
  if (!node) return 1;
  process.env.PATH = [path.dirname(node), process.env.PATH].join(path.delimiter);
  process.env.TIEOUT_NODE = node;
  return command(args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = explain(1, error instanceof Error ? error.message : String(error));
}
