import { spawn } from 'node:child_process';

const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const SIGNAL_EXIT_BASE = 128;
const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };

/** Runs a script in the fitting Node until it ends, passes signals on, and answers with its exit status. */
export function run(args, options = {}) {
  return runCommand(process.env.TIEOUT_NODE, args, options);
}

export function runCommand(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    const forward = signal => child.kill(signal);
    for (const signal of FORWARDED_SIGNALS) process.on(signal, forward);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const forwarded of FORWARDED_SIGNALS) process.off(forwarded, forward);
      resolve(code ?? SIGNAL_EXIT_BASE + (SIGNAL_NUMBERS[signal] ?? 0));
    });
  });
}

/** Runs a command without showing it; its words come back, for use when it fails. */
export async function runQuietly(command, args, options = {}) {
  const said = [];
  const status = await new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    child.stdout.on('data', chunk => said.push(chunk));
    child.stderr.on('data', chunk => said.push(chunk));
    child.on('error', reject);
    child.on('close', code => resolve(code ?? 1));
  });
  return { status, text: Buffer.concat(said).toString('utf8') };
}
