import { readFileSync } from 'node:fs';

/** The system's own record of the highest memory this process had. */
export const peakMegabytes = (): number => (process.platform === 'linux' ? Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024 : process.resourceUsage().maxRSS / 1024);
