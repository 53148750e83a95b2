// `npm start`: Tieout in its own window where Electron is available, else the same window in the browser.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import os from 'node:os';
import path from 'node:path';
import { runCommand } from './child.mjs';
import { electronOrReason } from './electron-binary.mjs';

const HELP = `npm start -- [options]
  --dir DIR    the workspace folder (default: ${defaultFolder()})
  --company N  begin a new workspace folder for the company N (without it: a sandbox to try)
  --pair P     begin a new sandbox with other systems: clarity-sage100 or clarity-sagepro
  --browser    open Tieout in the browser even where Electron is available
  --no-open    print the address only
  --port PORT  the port of the browser host (default: any free one)
`;

/** The folder that Electron calls userData, so that both doors open the same books. */
function defaultFolder() {
  const home = os.homedir();
  const places = {
    darwin: path.join(home, 'Library', 'Application Support'),
    win32: process.env.APPDATA ?? path.join(home, 'AppData', 'Roaming'),
  };
  const place = places[process.platform] ?? process.env.XDG_CONFIG_HOME ?? path.join(home, '.config');
  return path.join(place, 'Tieout', 'workspace');
}

function parse(args) {
  const options = { dir: defaultFolder(), browser: false, open: true, rest: [] };
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at];
    if (arg === '--dir' && args[at + 1]) options.dir = path.resolve(args[++at]);
    else if (arg === '--browser') options.browser = true;
    else if (arg === '--no-open') options.open = false;
    else options.rest.push(arg);
  }
  return options;
}

const hasDisplay = () => process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);

async function inElectron(executable, { dir }) {
  // Started from an editor that is itself an Electron app, this variable would turn Electron into a plain Node.
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  return runCommand(executable, ['.', `--workspace=${dir}`], { env });
}

function openBrowser(url) {
  const [command, ...args] = {
    darwin: ['open', url],
    win32: ['cmd', '/c', 'start', '""', url],
  }[process.platform] ?? ['xdg-open', url];
  const opener = spawn(command, args, { stdio: 'ignore', detached: true });
  opener.on('error', () => process.stderr.write('No browser could be opened; open the address above yourself.\n'));
  opener.unref();
}

/** The loopback host says its address in its first line; the rest of its words pass through. */
function inBrowser({ dir, open, rest }) {
  const host = spawn(process.execPath, ['main/hosts/cli.ts', 'serve', '--json', '--no-open', '--dir', dir, ...rest], {
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => host.kill(signal));
  createInterface({ input: host.stdout }).once('line', line => {
    const { url } = JSON.parse(line);
    process.stdout.write(`Tieout is open at ${url}\nThe workspace is ${dir}. Stop with Ctrl+C.\n`);
    if (open && hasDisplay()) openBrowser(url);
  });
  return new Promise((resolve, reject) => {
    host.on('error', reject);
    host.on('close', code => resolve(code ?? 0));
  });
}

async function start(args) {
  if (args.includes('--help')) {
    process.stdout.write(HELP);
    return 0;
  }
  const options = parse(args);
  if (options.browser) return inBrowser(options);
  const electron = hasDisplay() ? await electronOrReason() : { reason: 'no display' };
  if (electron.executable) return inElectron(electron.executable, options);
  process.stderr.write(`Electron is not available here (${electron.reason}): opening Tieout in the browser.\n`);
  return inBrowser(options);
}

process.exitCode = await start(process.argv.slice(2));
