import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runQuietly } from './child.mjs';

const NPM_CI = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];

/** Installs what the lock names, unless it is there already. */
export async function installDependencies(root) {
  const lock = path.join(root, 'package-lock.json');
  const stamp = path.join(root, 'node_modules', '.tieout-lock');
  const wanted = createHash('sha256').update(readFileSync(lock)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;

  if (!installedSince(root, lock)) {
    refuseLinked(path.join(root, 'node_modules'));
    process.stderr.write('Installing dependencies (npm ci, about a minute the first time)…\n');
    const { status, text } = await npmCi(root);
    if (status !== 0) throw new Error(`npm ci failed:\n${text.split(/\n.*Clean install a project/)[0]}`);
  }
  writeFileSync(stamp, wanted);
}

/** npm ci empties node_modules first: through a link it would empty another checkout's. */
function refuseLinked(modules) {
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) throw new Error(`${modules} is a link and does not fit package-lock.json. Remove the link, or install where it points.`);
}

/** npm writes node_modules/.package-lock.json at the end of each install, whoever started it. */
function installedSince(root, lock) {
  const hidden = path.join(root, 'node_modules', '.package-lock.json');
  return existsSync(hidden) && statSync(hidden).mtimeMs >= statSync(lock).mtimeMs;
}

function npmCi(root) {
  const cli = process.env.npm_execpath;
  if (cli && /npm-cli\.c?js$/.test(cli)) return runQuietly(process.execPath, [cli, ...NPM_CI], { cwd: root });
  const windows = process.platform === 'win32';
  return runQuietly(windows ? 'npm.cmd' : 'npm', NPM_CI, { cwd: root, shell: windows });
}
