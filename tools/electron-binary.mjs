import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { runQuietly } from './child.mjs';

const PROBE_TIMEOUT_MS = 3000;
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;
const RELEASES = 'https://github.com/electron/electron/releases/download/';

/**
 * Electron's executable, or why there is none. Its package downloads the executable at first use; whether that can
 * work is asked first, in a few seconds, so that a machine without a way out is not kept waiting.
 */
export async function electronOrReason() {
  if (process.platform === 'linux' && process.getuid?.() === 0) return { reason: 'it does not run as root with its sandbox on' };
  const folder = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const installed = executableIn(folder);
  if (installed) return { executable: installed };
  if (!(await canDownload(folder))) return { reason: 'its download cannot be reached' };

  process.stderr.write('Downloading Electron, once (about 120 MB)…\n');
  const { status } = await runQuietly(process.execPath, [path.join(folder, 'install.js')], { timeout: DOWNLOAD_TIMEOUT_MS });
  const downloaded = status === 0 ? executableIn(folder) : undefined;
  return downloaded ? { executable: downloaded } : { reason: 'its download failed' };
}

/** Where Electron's own index.js would look, without its download. */
export function executableIn(folder) {
  const pathFile = path.join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : undefined;
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const executable = override ? path.join(override, name ?? 'electron') : name && path.join(folder, 'dist', name);
  return executable && existsSync(executable) ? executable : undefined;
}

async function canDownload(folder) {
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror ?? RELEASES;
  try {
    const answer = await fetch(`${mirror}v${version}/SHASUMS256.txt`, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    return answer.ok;
  } catch {
    return false;
  }
}
