import { ToEngineProcess, type FromEngineProcess } from '../../shared/contract/engine-process.ts';
import { AppError } from '../../shared/contract/errors.ts';
import type { Vault } from '../engine/handler.ts';
import { openWorkspace, type Workspace } from './workspace.ts';
import { servePort, type EnginePort } from './serve-port.ts';

/** Electron's side of a utility process, as far as it is used; its types live in the package that only main/app imports. */
type ElectronPort = {
  postMessage(message: unknown): void;
  on(name: 'message', listener: (event: { data: unknown; ports: ElectronPort[] }) => void): void;
  on(name: 'close', listener: () => void): void;
  start(): void;
};

export function electronPort(port: ElectronPort): EnginePort {
  return {
    post: message => port.postMessage(message),
    onMessage(listener) {
      port.on('message', ({ data }) => listener(data));
      port.start();
    },
    onClose: listener => port.on('close', listener),
  };
}

/** Asks the shell, which alone can reach the keychain, to seal and to open. */
export function vaultOver(send: (message: FromEngineProcess) => void): { vault: Vault; onAnswer(id: number, text: string | null, message?: string): void } {
  const waiting = new Map<number, { resolve: (text: string) => void; reject: (error: Error) => void }>();
  let nextId = 1;
  const ask = (act: 'seal' | 'open', text: string) => new Promise<string>((resolve, reject) => {
    const id = nextId++;
    waiting.set(id, { resolve, reject });
    send({ type: 'vault', id, act, text });
  });
  return {
    vault: { seal: text => ask('seal', text), open: sealed => ask('open', sealed) },
    onAnswer(id, text, message = 'The keychain does not answer.') {
      const asker = waiting.get(id);
      waiting.delete(id);
      if (text === null) asker?.reject(new AppError('vault.refused', 'fixConnection', message));
      else asker?.resolve(text);
    },
  };
}

/** The engine inside Electron's utility process: opened by the first message, one port for each window, closed by the last. */
export function runUtility(parent: ElectronPort, exit: (code: number) => void): void {
  const send = (message: FromEngineProcess) => parent.postMessage(message);
  const { vault, onAnswer } = vaultOver(send);
  let opened: Promise<Workspace> | undefined;

  async function open(dir: string, version: string): Promise<Workspace> {
    const workspace = await openWorkspace({ dir, version, vault });
    send({ type: 'ready' });
    return workspace;
  }

  async function close(): Promise<void> {
    await (await opened?.catch(() => undefined))?.close();
    send({ type: 'closed' });
    exit(0);
  }

  parent.on('message', ({ data, ports }) => {
    const message = ToEngineProcess.parse(data);
    if (message.type === 'open') {
      opened ??= open(message.workspace, message.version);
      opened.catch((error: unknown) => {
        send({ type: 'refused', message: error instanceof AppError ? error.message : 'The workspace cannot be opened. Restart Tieout; if it happens again, send the log to support.' });
      });
    }
    if (message.type === 'window') {
      const port = ports[0];
      if (port) opened?.then(({ engine }) => servePort(engine, electronPort(port)), () => {});
    }
    if (message.type === 'vaultAnswer') onAnswer(message.id, message.text, message.message);
    if (message.type === 'close') void close();
  });
}

// Electron's own types of it differ in what we do not use, and are not always loaded.
const parentPort = (process as unknown as { parentPort?: ElectronPort }).parentPort;
if (parentPort) runUtility(parentPort, code => process.exit(code));
