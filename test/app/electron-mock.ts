import type * as ElectronModule from 'electron';
import { EventEmitter } from 'node:events';
import { vi } from 'vitest';

/**
 * Stands in for Electron where its executable is not: just what main/app uses, typed against Electron's own types, so that
 * an upgrade which changes them does not compile.
 */
type Handler = (event: unknown, ...args: unknown[]) => unknown;

export const state = {
  ipcHandlers: new Map<string, Handler>(),
  keychain: { backend: 'gnome_libsecret' as 'basic_text' | 'gnome_libsecret' | 'unknown', available: true },
  opened: [] as string[],
  forked: [] as FakeUtility[],
  windows: [] as FakeWindow[],
  errors: [] as string[],
  hasLock: true,
  quits: 0,
};

export class FakePort extends EventEmitter {
  other: FakePort | undefined;
  start = vi.fn();
  close = vi.fn();
  postMessage = vi.fn();
}

export class FakeUtility extends EventEmitter {
  messages: { message: unknown; ports: unknown[] }[] = [];
  kill = vi.fn(() => this.emit('exit', 0));
  entry: string;

  constructor(entry: string) {
    super();
    this.entry = entry;
  }

  postMessage(message: unknown, ports: unknown[] = []): void {
    this.messages.push({ message, ports });
  }

  said(type: string): { message: unknown; ports: unknown[] }[] {
    return this.messages.filter(({ message }) => (message as { type: string }).type === type);
  }
}

export class FakePage extends EventEmitter {
  posted: { channel: string; ports: unknown[] }[] = [];
  openHandler: ((details: { url: string }) => { action: string }) | undefined;

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }

  postMessage(channel: string, _message: unknown, ports: unknown[] = []): void {
    this.posted.push({ channel, ports });
  }
}

export class FakeWindow extends EventEmitter {
  options: unknown;
  url = '';
  webContents = new FakePage();
  show = vi.fn();
  focus = vi.fn();
  restore = vi.fn();

  constructor(options: unknown) {
    super();
    this.options = options;
    state.windows.push(this);
  }

  static getAllWindows(): FakeWindow[] {
    return state.windows;
  }

  isMinimized(): boolean {
    return true;
  }

  async loadURL(url: string): Promise<void> {
    this.url = url;
  }
}

class FakeChannel {
  port1 = new FakePort();
  port2 = new FakePort();
}

const emitter = new EventEmitter();
const protocolHandlers = new Map<string, unknown>();

type Electron = typeof ElectronModule;
/** The part of a module that is there, checked name by name; what it returns stands in for Electron's own classes. */
const as = <T>(part: unknown): T => part as T;

export const app = as<Electron['app']>(Object.assign(emitter, {
  isPackaged: true,
  enableSandbox: vi.fn(),
  setName: vi.fn(),
  setPath: vi.fn(),
  getPath: (name: string) => `/people/ada/${name}`,
  getVersion: () => '0.1.0',
  requestSingleInstanceLock: () => state.hasLock,
  whenReady: async () => {},
  quit: () => { state.quits += 1; },
} satisfies Partial<Record<keyof Electron['app'], unknown>>));

export const BrowserWindow = as<Electron['BrowserWindow']>(FakeWindow);
export const MessageChannelMain = as<Electron['MessageChannelMain']>(FakeChannel);
export const dialog = as<Electron['dialog']>({ showErrorBox: (_title: string, text: string) => { state.errors.push(text); } } satisfies Partial<Electron['dialog']>);
export const Menu = as<Electron['Menu']>({ buildFromTemplate: (template: unknown) => as<Electron.Menu>(template), setApplicationMenu: vi.fn() } satisfies Partial<Electron['Menu']>);
export const shell = as<Electron['shell']>({ openExternal: async (url: string) => { state.opened.push(url); } } satisfies Partial<Electron['shell']>);
export const protocol = as<Electron['protocol']>({ registerSchemesAsPrivileged: vi.fn() } satisfies Partial<Electron['protocol']>);
export const session = as<Electron['session']>({
  defaultSession: as<Electron.Session>({
    protocol: { handle: (scheme: string, handler: unknown) => { protocolHandlers.set(scheme, handler); } },
    setPermissionRequestHandler: vi.fn(),
    setPermissionCheckHandler: vi.fn(),
    setDevicePermissionHandler: vi.fn(),
  } satisfies Partial<Record<keyof Electron.Session, unknown>>),
} satisfies Partial<Electron['session']>);
export const ipcMain = as<Electron['ipcMain']>(Object.assign(new EventEmitter(), {
  handle: (channel: string, handler: Handler) => { state.ipcHandlers.set(channel, handler); },
} satisfies Partial<Record<keyof Electron['ipcMain'], unknown>>));
export const utilityProcess = as<Electron['utilityProcess']>({
  fork: (entry: string) => {
    const forked = new FakeUtility(entry);
    state.forked.push(forked);
    return as<Electron.UtilityProcess>(forked);
  },
} satisfies Partial<Record<keyof Electron['utilityProcess'], unknown>>);
export const safeStorage = as<Electron['safeStorage']>({
  getSelectedStorageBackend: () => state.keychain.backend,
  isAsyncEncryptionAvailable: async () => state.keychain.available,
  encryptStringAsync: async (text: string) => Buffer.from(text).reverse(),
  decryptStringAsync: async (sealed: Buffer) => ({ result: Buffer.from(sealed).reverse().toString('utf8'), shouldReEncrypt: false }),
} satisfies Partial<Electron['safeStorage']>);

export const mock = { app, BrowserWindow, MessageChannelMain, dialog, Menu, shell, protocol, session, ipcMain, utilityProcess, safeStorage } satisfies Partial<Electron>;
