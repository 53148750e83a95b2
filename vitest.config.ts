import { defineConfig } from 'vitest/config';

const BROWSER_TESTS = 'test/e2e/**/*.test.ts';

/** Two projects, one after the other: the browser journeys, two at a time and with more patience, and everything else, three at a time, since much of it waits for a pretend system. */
export default defineConfig({
  test: {
    reporters: ['default', './tools/closing-line-reporter.mjs'],
    projects: [
      {
        test: {
          name: 'code',
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
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
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
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
