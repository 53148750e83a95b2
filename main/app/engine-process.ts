import { MessageChannelMain, utilityProcess, type UtilityProcess, type WebContents } from 'electron';
import { FromEngineProcess, type ToEngineProcess } from '../../shared/contract/engine-process.ts';
import { shellChannels } from './shell-contract.ts';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** An engine that ran this long was healthy: the next failure starts counting again. */
const HEALTHY_AFTER_MS = 60_000;
const MAX_RESTARTS_IN_A_ROW = 6;
/** How long quitting waits for the engine to finish its transaction and close the file. */
const CLOSE_WITHIN_MS = 5_000;

export const restartWaitMs = (failuresInARow: number): number => Math.min(FIRST_WAIT_MS * 2 ** Math.max(0, failuresInARow - 1), LONGEST_WAIT_MS);

export type EngineProcessOptions = {
  /** The bundled main/hosts/utility.ts. */
  readonly entry: string;
  readonly workspace: string;
  readonly version: string;
  readonly vault: { seal(text: string): Promise<string>; open(sealed: string): Promise<string> };
  /** The engine cannot go on; the sentence is for the person. */
  readonly onRefused: (message: string) => void;
};
export type EngineProcess = {
  /** Gives this page a port of its own, now and after every restart. */
  attach(page: WebContents): void;
  close(): Promise<void>;
};

/** Runs the engine in a process of its own, restarts it when it ends, and hands every page its port. */
export function startEngineProcess({ entry, workspace, version, vault, onRefused }: EngineProcessOptions): EngineProcess {
  const pages = new Set<WebContents>();
  let child: UtilityProcess | undefined;
  let closing = false;
  let failuresInARow = 0;
  const send = (to: UtilityProcess, message: ToEngineProcess, ports: Electron.MessagePortMain[] = []) => to.postMessage(message, ports);

  function connect(page: WebContents, to: UtilityProcess): void {
    const { port1, port2 } = new MessageChannelMain();
    send(to, { type: 'window' }, [port1]);
    page.postMessage(shellChannels.enginePort, null, [port2]);
  }

  async function answerVault(from: UtilityProcess, id: number, act: 'seal' | 'open', text: string): Promise<void> {
    try {
      send(from, { type: 'vaultAnswer', id, text: await vault[act](text) });
    } catch (error) {
      send(from, { type: 'vaultAnswer', id, text: null, message: error instanceof Error ? error.message : 'The keychain does not answer.' });
    }
  }

  function onMessage(from: UtilityProcess, message: unknown): void {
    const parsed = FromEngineProcess.safeParse(message);
    if (!parsed.success) return;
    if (parsed.data.type === 'vault') void answerVault(from, parsed.data.id, parsed.data.act, parsed.data.text);
    if (parsed.data.type === 'refused') {
      closing = true;
      onRefused(parsed.data.message);
    }
  }

  function onExit(startedAt: number): void {
    child = undefined;
    if (closing) return;
    failuresInARow = performance.now() - startedAt > HEALTHY_AFTER_MS ? 1 : failuresInARow + 1;
    if (failuresInARow > MAX_RESTARTS_IN_A_ROW) {
      onRefused('The engine of Tieout stopped several times in a row. What was saved is safe. Restart the computer; if it happens again, send the log to support.');
      return;
    }
    setTimeout(start, restartWaitMs(failuresInARow));
  }

  function start(): void {
    if (closing) return;
    const started = utilityProcess.fork(entry, [], { serviceName: 'Tieout engine' });
    const startedAt = performance.now();
    child = started;
    started.on('message', message => onMessage(started, message));
    started.on('exit', () => onExit(startedAt));
    send(started, { type: 'open', workspace, version });
    for (const page of pages) connect(page, started);
  }

  start();
  return {
    attach(page) {
      if (!pages.has(page)) page.once('destroyed', () => pages.delete(page));
      pages.add(page);
      if (child) connect(page, child);
    },
    close() {
      closing = true;
      const ending = child;
      if (!ending) return Promise.resolve();
      return new Promise(resolve => {
        const deadline = setTimeout(() => ending.kill(), CLOSE_WITHIN_MS);
        ending.once('exit', () => { clearTimeout(deadline); resolve(); });
        send(ending, { type: 'close' });
      });
    },
  };
}
