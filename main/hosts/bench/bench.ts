import type { Arguments } from '../cli/arguments.ts';
import type { Measured } from './figures.ts';

const DEFAULT_RUNS = 5;
const MAX_RUNS = 100;

/** Code is loaded when its measurement is asked for: the browser, say, is needed for one of them only. */
const BENCHES: Readonly<Record<string, (asked: { runs: number; args: Arguments }) => Promise<Measured>>> = {
  sync: async ({ runs, args }) => (await import('./sync.ts')).benchSync({ runs, orders: args.number('orders', 10_000), rivals: args.text('rivals') }),
  grid: async ({ runs, args }) => (await import('./grid.ts')).benchGrid({ runs, rows: args.number('rows', 100_000), dir: args.text('dir') }),
  reconcile: async ({ runs, args }) => (await import('./reconcile.ts')).benchReconcile({ runs, rows: args.number('rows', 1_000_000), rivals: args.text('rivals') }),
  groups: async ({ runs }) => (await import('./groups.ts')).benchGroups({ runs }),
  start: async ({ runs, args }) => (await import('./start.ts')).benchStart({ runs, rows: args.number('rows', 100_000), dir: args.text('dir') }),
  mapping: async ({ runs, args }) => (await import('./mapping.ts')).benchMapping({ runs, orders: args.number('orders', 100_000) }),
  statements: async ({ runs, args }) => (await import('./statements.ts')).benchStatements({ runs, megabytes: args.number('megabytes', 1_024), folder: args.text('folder') }),
  webhooks: async ({ runs, args }) => (await import('./webhooks.ts')).benchWebhooks({ runs, seconds: args.number('seconds', 30) }),
};

/** One measurement by name, each side of a ratio in turn within this call. */
export async function bench(args: Arguments): Promise<Measured> {
  const name = args.words[0] ?? '';
  const measure = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (!measure) throw new RangeError(`bench ${name} does not exist; there are ${Object.keys(BENCHES).join(', ')}`);
  const runs = args.number('runs', DEFAULT_RUNS);
  if (runs < 1 || runs > MAX_RUNS) throw new RangeError(`--runs must be 1 to ${MAX_RUNS}, not ${runs}`);
  return measure({ runs, args });
}
