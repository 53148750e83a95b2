import { defineConfig } from 'vitest/config';

const BROWSER_TESTS = 'test/e2e/**/*.test.ts';

/** Two projects: everything else runs two files at a time, the browser journeys one at a time with more patience. */
export default defineConfig({
  test: {
    reporters: ['default', './tools/closing-line-reporter.mjs'],
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'code',
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: [BROWSER_TESTS],
          pool: 'forks',
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: [BROWSER_TESTS],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
});
