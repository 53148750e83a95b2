/** What only the desktop shell can do; absent in a browser. Every method may be missing in an older shell. */
export type Shell = {
  /** Tells the preload that the page listens for its port. */
  pageReady?: () => void;
  openLink?: (url: string) => Promise<void> | void;
};

declare global {
  interface Window {
    tieoutShell?: Shell;
  }
}

export const shell = (): Shell | undefined => window.tieoutShell;

/** Opens an address of an outside system where the person is signed in: their own browser. */
export function openLink(url: string): void {
  const opened = shell()?.openLink?.(url);
  if (shell()?.openLink) {
    void opened;
    return;
  }
  window.open(url, '_blank', 'noopener');
}
