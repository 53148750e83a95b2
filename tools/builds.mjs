// Builds are skipped when nothing they read has changed: the hash of their sources lies beside their result.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runQuietly } from './child.mjs';

const WINDOW_SOURCES = ['renderer', 'shared', 'vite.config.ts', 'package-lock.json'];
const SHELL_SOURCES = ['main', 'shared', 'resources', 'tools/build.mjs', 'package-lock.json'];

/** dist/renderer: the page that both Electron and the loopback host show. */
export function buildWindow() {
  if (!existsSync('renderer/index.html')) return Promise.resolve();
  const vite = path.join('node_modules', 'vite', 'bin', 'vite.js');
  return buildIfChanged({ name: 'the window', sources: WINDOW_SOURCES, folder: 'dist/renderer', script: [vite, 'build', '--logLevel', 'warn'] });
}

/** dist/main: the Electron shell and the engine, bundled. */
export function buildShell() {
  return buildIfChanged({ name: 'the desktop shell', sources: SHELL_SOURCES, folder: 'dist/main', script: ['tools/build.mjs'] });
}

async function buildIfChanged({ name, sources, folder, script }) {
  const stamp = path.join('dist', `${path.basename(folder)}.sources`);
  const wanted = hashOf(sources);
  if (existsSync(folder) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write(`Building ${name}…\n`);
  const { status, text } = await runQuietly(process.env.TIEOUT_NODE ?? process.execPath, script);
  if (status !== 0) throw new Error(`Building ${name} failed:\n${text}`);
  mkdirSync('dist', { recursive: true });
  writeFileSync(stamp, wanted);
}

function hashOf(sources) {
  const hash = createHash('sha256');
  for (const source of sources) addToHash(hash, source);
  return hash.digest('hex');
}

function addToHash(hash, place) {
  if (!existsSync(place)) return;
  if (statSync(place).isDirectory()) {
    for (const name of readdirSync(place).sort()) addToHash(hash, path.join(place, name));
    return;
  }
  hash.update(`${place}\0`).update(readFileSync(place));
}
