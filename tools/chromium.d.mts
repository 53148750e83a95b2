/** The executable of a Chromium that is there already. */
export function installedChromium(): string | undefined;
/** The same; on Debian as root it is installed when missing. */
export function findChromium(): Promise<string | undefined>;
