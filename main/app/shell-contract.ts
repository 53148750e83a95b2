/** What only Electron can do for the page. In the browser these are absent, and the page does without. */
export type ShellMethods = {
  /** Opens a link in the person's own browser. */
  openLink(url: string): Promise<void>;
  version(): Promise<string>;
};

/** What the preload puts into the page as `window.tieoutShell`. */
export type TieoutShell = ShellMethods & {
  /** The page listens for its port; the shell may send it now. */
  pageReady(): void;
};

export const shellChannels = { openLink: 'shell:openLink', version: 'shell:version', pageReady: 'shell:pageReady', enginePort: 'engine-port' } as const;

/** Where the page lives. */
export const PAGE_SCHEME = 'app';
export const PAGE_ORIGIN = 'app://tieout';
