import { contextBridge, ipcRenderer } from 'electron';
import { PAGE_ORIGIN, shellChannels, type TieoutShell } from './shell-contract.ts';

const shell: TieoutShell = {
  pageReady: () => ipcRenderer.send(shellChannels.pageReady),
  openLink: url => ipcRenderer.invoke(shellChannels.openLink, url),
  version: () => ipcRenderer.invoke(shellChannels.version),
};

contextBridge.exposeInMainWorld('tieoutShell', shell);

// A port cannot pass through the bridge; a message to the page's own origin carries it.
ipcRenderer.on(shellChannels.enginePort, event => {
  window.postMessage({ type: shellChannels.enginePort }, PAGE_ORIGIN, [...event.ports]);
});
