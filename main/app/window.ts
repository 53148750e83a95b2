import { app, BrowserWindow, protocol, session, type BrowserWindowConstructorOptions, type Session, type WebContents } from 'electron';
import { PAGE_HEADERS, readPageFile } from '../hosts/page-files.ts';
import { PAGE_ORIGIN, PAGE_SCHEME } from './shell-contract.ts';

/** Before the app is ready: the page's scheme behaves like https, with an origin of its own. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
}

/** app://tieout/… : the files of the built window and nothing else. */
export async function answerPageRequest(folder: string, request: Pick<Request, 'url' | 'method'>): Promise<Response> {
  const { protocol: scheme, host, pathname } = new URL(request.url);
  const ours = `${scheme}//${host}` === PAGE_ORIGIN && request.method === 'GET';
  const file = ours ? await readPageFile(folder, pathname) : undefined;
  if (!file) return new Response('There is nothing at this address.', { status: 404, headers: PAGE_HEADERS });
  return new Response(file.body, { headers: file.headers });
}

export const windowOptions = (preload: string): BrowserWindowConstructorOptions => ({
  width: 1440,
  height: 900,
  minWidth: 900,
  minHeight: 600,
  title: 'Tieout',
  show: false,
  backgroundColor: '#ffffff',
  webPreferences: {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: !app.isPackaged,
  },
});

/** Copying an error's details to the clipboard is all the page may ask of the system. */
const GRANTED: readonly string[] = ['clipboard-sanitized-write'];

export function lockSession(locked: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>): void {
  locked.setPermissionRequestHandler((_page, permission, answer) => answer(GRANTED.includes(permission)));
  locked.setPermissionCheckHandler((_page, permission) => GRANTED.includes(permission));
  locked.setDevicePermissionHandler(() => false);
}

/** Whatever page there is stays where it is: no other address, no window of its own, no embedded page. */
export function lockPage(page: Pick<WebContents, 'on' | 'setWindowOpenHandler'>): void {
  const stay = (event: { preventDefault(): void }, url: string) => {
    if (!url.startsWith(`${PAGE_ORIGIN}/`)) event.preventDefault();
  };
  page.on('will-navigate', event => stay(event, event.url));
  page.on('will-frame-navigate', event => stay(event, event.url));
  page.on('will-redirect', event => event.preventDefault());
  page.on('will-attach-webview', event => event.preventDefault());
  page.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Once, when the app is ready: the page's files, the locks on every page that will ever be. */
export function prepareWindows(pageFolder: string): void {
  session.defaultSession.protocol.handle(PAGE_SCHEME, request => answerPageRequest(pageFolder, request));
  lockSession(session.defaultSession);
  app.on('web-contents-created', (_event, page) => lockPage(page));
}

export function openWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow(windowOptions(preload));
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${PAGE_ORIGIN}/`);
  return window;
}
