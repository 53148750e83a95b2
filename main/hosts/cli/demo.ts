import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Figures } from '../../../shared/contract/reconciliation.ts';
import { openFileVault } from '../file-vault.ts';
import { PAIRS } from '../pairs/pair.ts';
import { pairs } from '../pairs/pairs.ts';
import { version } from '../version.ts';
import { openWorkspace } from '../workspace.ts';
import type { Workspace } from '../workspace.ts';
import type { Arguments } from './arguments.ts';
import { countBooks } from './demo-books.ts';
import { connectBoth } from './demo-connect.ts';
import { mapAll } from './demo-mapping.ts';
import { closeMonth, settle } from './demo-close.ts';
import { fixFailures, importFiles, signInAll } from './demo-month.ts';
import { PERIOD, runToEnd, say } from './demo-steps.ts';
import type { People } from './demo-steps.ts';

const row = (figures: Figures) => ({
  kind: figures.key.kind, account: figures.key.account, label: figures.label, currency: figures.currency, period: figures.key.period, left: figures.leftCount, right: figures.rightCount,
  automatic: figures.automatic, suggested: figures.suggested, manual: figures.manual, open: figures.open, closingMinor: figures.closingMinor, unexplainedMinor: figures.unexplainedMinor,
  explanations: figures.explanations,
});

/** Steps 3–9 of the product's first journey, on the sandboxes, as four people. With --dir it goes on where it was cut off. */
export async function demo(args: Arguments): Promise<{ output: unknown; exitCode: number }> {
  const startedAt = Date.now();
  const asked = args.text('pair') ?? 'linnworks-sage200';
  const pair = PAIRS.find(name => name === asked);
  if (!pair) throw new RangeError(`--pair must be one of ${PAIRS.join(', ')}`);
  const dir = path.resolve(args.text('dir') ?? mkdtempSync(path.join(os.tmpdir(), 'tieout-demo-')));
  const sandbox = { pair, seed: args.number('seed', 1), orders: args.number('orders', 2000) };
  const workspace = await openWorkspace({ dir, vault: await openFileVault(dir), version: version(), begin: { sandbox, name: 'Northwind Home Ltd' } });
  try {
    const people = await signInAll(workspace);
    const locked = (await people.auditor.close.state({ period: PERIOD })).locked;
    say(`Connecting ${pairs[pair].label}`);
    await connectBoth(workspace.sandboxes, people);
    say('Mapping orders, customers and receipts');
    const mapping = await mapAll(people);
    let resubmitted = 0;
    if (!locked) {
      say('Running order-to-cash');
      await runToEnd(workspace, people.operator, 'orderToCash');
      say('Fixing what failed');
      resubmitted = await fixFailures(workspace, people);
      if (workspace.sandboxes?.advanceShop) {
        say('A shop edits an order that is posted already');
        await workspace.sandboxes.advanceShop();
        await runToEnd(workspace, people.operator, 'orderToCash');
      }
      say('Importing the month’s files');
      await importFiles(dir, people, workspace);
      await settle(workspace, people);
      say('Reconciling and closing the month');
      await closeMonth(workspace, people, PERIOD);
    }
    const output = await report(workspace, people, { pair, mapping, resubmitted });
    return { output: { ...output, dir, seconds: Math.round((Date.now() - startedAt) / 100) / 10 }, exitCode: isDone(output) ? 0 : 1 };
  } finally {
    await workspace.close();
  }
}

type Counted = { pair: string; mapping: Awaited<ReturnType<typeof mapAll>>; resubmitted: number };

async function report(workspace: Workspace, { auditor }: People, { pair, mapping, resubmitted }: Counted) {
  const [run] = (await auditor.runs.list({})).filter(one => one.workflow === 'orderToCash' && one.period === PERIOD);
  const counts = run?.counts ?? { read: 0, posted: 0, held: 0, failed: 0, skipped: 0, inDoubt: 0, waiting: 0 };
  const board = await auditor.reconciliation.board({ period: PERIOD });
  const state = await auditor.close.state({ period: PERIOD });
  const audit = await auditor.audit.verify({});
  return {
    pair, orders: { ...counts, resubmitted }, books: await countBooks(workspace, PERIOD), shipments: workspace.sandboxes?.shipments?.() ?? null, mapping, reconciliation: board.map(row),
    period: { locked: state.locked, preparedBy: state.preparedBy, reviewedBy: state.reviewedBy, blockers: state.blockers },
    audit: { entries: audit.entries, verified: audit.ok, reason: audit.reason },
  };
}

function isDone({ orders, books, shipments, reconciliation, period, audit }: Awaited<ReturnType<typeof report>>): boolean {
  const balanced = orders.read === orders.posted + orders.held + orders.failed + orders.skipped && orders.inDoubt === 0;
  const clean = books.duplicates === 0 && books.missing === 0 && books.grossDifferences === 0;
  const told = shipments === null || (shipments.found === shipments.expected && shipments.twice === 0);
  return balanced && clean && told && reconciliation.every(one => one.unexplainedMinor === 0) && period.locked && audit.verified;
}
