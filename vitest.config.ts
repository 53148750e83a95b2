import { defineConfig } from 'vitest/config';

const BROWSER_TESTS = 'test/e2e/**/*.test.ts';

/** Two projects: the browser journeys, with more patience, and everything else; three files at a time, since each waits half of the time for a browser or a system. */
export default defineConfig({
  test: {
    reporters: ['default', './tools/closing-line-reporter.mjs'],
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'code',
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: [BROWSER_TESTS],
          pool: 'forks',
          // Modules are loaded once for all files of a process: they hold no state, and loading them anew took a fifth of the time.
          isolate: false,
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: [BROWSER_TESTS],
          pool: 'forks',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
});
