import { existsSync } from 'node:fs';
import { runQuietly } from './child.mjs';

/** Installs packages on Debian as root, and does nothing elsewhere. What came of it is for the caller to see. */
export async function installOnDebian(what, packages) {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return;
  process.stderr.write(`Installing ${what} (apt-get)…\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const updated = await runQuietly('apt-get', ['update', '-qq'], { env });
  const installed = await runQuietly('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
  if (installed.status !== 0) process.stderr.write(`${updated.text}${installed.text}\n`);
}
