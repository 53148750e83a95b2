import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { POSIX_BRIDGE } from './posix-bridge.ts';
import { POWERSHELL_BRIDGE } from './powershell-bridge.ts';

/** Rows of text, as the driver gives them: what there is none of is ''. */
export type Table = { columns: string[]; rows: string[][] };

export type OdbcBridge = {
  query(sql: string, max: number): Promise<Table>;
  /** The columns of a table: name, type, length. */
  describe(table: string): Promise<Table>;
  close(): Promise<void>;
};

/** refused: the data source does not open. question: it does not answer this. lost: the bridge or the driver behind it is gone, or took too long. missing: there is no ODBC here. */
export type OdbcTrouble = 'refused' | 'question' | 'lost' | 'missing';

export class OdbcError extends Error {
  override name = 'OdbcError';
  readonly trouble: OdbcTrouble;
  constructor(trouble: OdbcTrouble, message: string) {
    super(message);
    this.trouble = trouble;
  }
}

/** One line of an answer. */
const Line = z.object({ id: z.number(), columns: z.array(z.string()).optional(), row: z.array(z.string()).optional(), end: z.literal(true).optional(), error: z.string().optional() });

type Request = { connect: string } | { describe: string } | { sql: string; max: number };
type Waiting = { trouble: OdbcTrouble; table: Table; resolve: (table: Table) => void; reject: (error: OdbcError) => void; timer: NodeJS.Timeout };
type Running = { child: ChildProcessWithoutNullStreams; waiting: Map<number, Waiting>; connected: Promise<Table> };

/** `source` as a person wrote it, with semicolons between its parts; `values` are added to it. */
export type OdbcConnection = { source: string; values: Readonly<Record<string, string>> };

export type BridgeOptions = {
  /** Asked for when a process begins: they hold the password. */
  connection: () => Promise<OdbcConnection>;
  timeoutMs: number;
  platform?: NodeJS.Platform;
};

const POWERSHELL_32 = String.raw`SysWOW64\WindowsPowerShell\v1.0\powershell.exe`;

/** What runs the bridge here. The script goes by the command line, the connection by the pipe. */
export function bridgeCommand(platform: NodeJS.Platform, windowsFolder = 'C:\\Windows'): { file: string; args: string[] } {
  if (platform !== 'win32') return { file: 'sh', args: ['-c', POSIX_BRIDGE] };
  return { file: `${windowsFolder}\\${POWERSHELL_32}`, args: ['-NoLogo', '-NoProfile', '-NonInteractive', '-EncodedCommand', Buffer.from(POWERSHELL_BRIDGE, 'utf16le').toString('base64')] };
}

/**
 * ODBC behind a process of its own: Sage's driver is a 32-bit one, and one that hangs takes nothing else with it. A process that ends is
 * started again by the next question, and whoever was waiting is told.
 */
export function openOdbcBridge({ connection, timeoutMs, platform = process.platform }: BridgeOptions): OdbcBridge {
  let running: Running | null = null;
  let lastId = 0;

  function start(): Running {
    const { file, args } = bridgeCommand(platform, process.env['SystemRoot']);
    const child = spawn(file, args, { stdio: 'pipe', windowsHide: true, detached: platform !== 'win32' });
    const waiting = new Map<number, Waiting>();
    const started: Running = { child, waiting, connected: connection().then(parts => ask(started, { connect: connectionText(parts, platform) })) };
    started.connected.catch(() => end(started, new OdbcError('lost', 'The connection was not made.')));
    createInterface({ input: child.stdout }).on('line', line => answered(started, line));
    child.stderr.resume();
    child.stdin.on('error', () => end(started, new OdbcError('lost', 'The ODBC bridge does not listen any more.')));
    child.on('error', error => end(started, new OdbcError('missing', `The ODBC bridge cannot be started: ${error.message}`)));
    child.on('exit', () => end(started, new OdbcError('lost', 'The ODBC bridge has ended.')));
    return started;
  }

  function ask(bridge: Running, request: Request): Promise<Table> {
    const id = (lastId += 1);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => end(bridge, new OdbcError('lost', 'The data source took too long to answer.')), timeoutMs);
      bridge.waiting.set(id, { trouble: 'connect' in request ? 'refused' : 'question', table: { columns: [], rows: [] }, resolve, reject, timer });
      bridge.child.stdin.write(`${JSON.stringify({ id, ...request })}\n`);
    });
  }

  function answered({ waiting }: Running, text: string): void {
    const line = Line.safeParse(parsed(text));
    const one = line.success ? waiting.get(line.data.id) : undefined;
    if (!line.success || !one) return;
    const { id, columns, row, error, end: isEnd } = line.data;
    if (columns) one.table.columns = columns;
    if (row) one.table.rows.push(row);
    if (error === undefined && !isEnd) return;
    waiting.delete(id);
    clearTimeout(one.timer);
    if (error === undefined) one.resolve(one.table);
    else one.reject(new OdbcError(/\bisql: (command )?not found\b/.test(error) ? 'missing' : one.trouble, error.trim()));
  }

  function end(bridge: Running, error: OdbcError): void {
    if (running === bridge) running = null;
    for (const { reject, timer } of bridge.waiting.values()) {
      clearTimeout(timer);
      reject(error);
    }
    bridge.waiting.clear();
    stop(bridge.child);
  }

  /** With everything that it started: a client of a driver that hangs would stay behind. */
  function stop(child: ChildProcessWithoutNullStreams): void {
    if (platform === 'win32' || child.pid === undefined) return void child.kill();
    try {
      process.kill(-child.pid, 'SIGTERM');
    } catch {
      child.kill(); // it has ended by itself
    }
  }

  async function asked(request: Request): Promise<Table> {
    running ??= start();
    const bridge = running;
    await bridge.connected;
    return ask(bridge, request);
  }

  return {
    query: (sql, max) => asked({ sql, max }),
    describe: table => asked({ describe: table }),
    async close() {
      const bridge = running;
      if (!bridge) return;
      running = null;
      const ended = new Promise<void>(resolve => bridge.child.once('exit', () => resolve()));
      bridge.child.stdin.end();
      stop(bridge.child);
      await ended;
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Windows takes one text, where braces keep a semicolon in a value from ending it; unixODBC takes a line for each. */
export function connectionText({ source, values }: OdbcConnection, platform: NodeJS.Platform): string {
  const added = Object.entries(values).filter(([, text]) => text !== '');
  if (platform === 'win32') return [source, ...added.map(([name, text]) => `${name}=${/[;{}]/.test(text) ? `{${text.replaceAll('}', '}}')}}` : text}`)].join(';');
  return [...source.split(';').map(part => part.trim()).filter(Boolean), ...added.map(([name, text]) => `${name}=${text}`)].join('\n');
}
