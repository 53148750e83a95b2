import { app, ipcMain, shell, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import { PAGE_ORIGIN, shellChannels, type ShellMethods } from './shell-contract.ts';

/** Only web pages: a file: or a custom scheme could start a program. */
const Link = z.url({ protocol: /^https?$/ }).max(4000);

const methods: { [N in keyof ShellMethods]: (argument: unknown) => Promise<unknown> } = {
  openLink: url => shell.openExternal(Link.parse(url)),
  version: async () => app.getVersion(),
};

/** Only the page itself, in its main frame, may ask the shell for anything. */
export function isOurPage({ senderFrame }: Pick<IpcMainEvent | IpcMainInvokeEvent, 'senderFrame'>): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.origin === PAGE_ORIGIN;
}

/** Answers the page's calls to the shell. `onPageReady` hears of every page that waits for its port. */
export function answerShell(onPageReady: (page: Electron.WebContents) => void): void {
  for (const [name, method] of Object.entries(methods)) {
    ipcMain.handle(`shell:${name}`, (event, argument: unknown) => {
      if (!isOurPage(event)) throw new Error('Only the page of Tieout may ask the shell.');
      return method(argument);
    });
  }
  ipcMain.on(shellChannels.pageReady, event => {
    if (isOurPage(event)) onPageReady(event.sender);
  });
}
