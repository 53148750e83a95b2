import type { Period } from '../../../shared/values/date.ts';
import type { Workspace } from '../workspace.ts';

/** Counts in the ERP's own storage, not in ours: is every order there once, at what the buyer paid? */
export async function countBooks({ sandboxes }: Workspace, period: Period) {
  if (!sandboxes) return { expected: 0, found: 0, duplicates: 0, missing: 0, grossDifferences: 0, invoicesMissing: 0, trialBalanceMinor: 0 };
  const books = sandboxes.books();
  // Orders that are sold: neither cancelled nor unpaid. An edited one was posted as it was before the edit.
  const expected = sandboxes.world.orders.filter(order => order.status === 'despatched' || order.status === 'open');
  const byReference = Map.groupBy(books.orders, order => order.reference);
  const found = expected.filter(order => byReference.has(order.reference));
  const differs = found.filter(order => byReference.get(order.reference)?.some(document => document.grossMinor !== order.grossMinor));
  return {
    period, expected: expected.length, found: found.length, duplicates: books.duplicates, missing: expected.length - found.length, grossDifferences: differs.length,
    invoicesMissing: expected.filter(order => order.status === 'despatched' && !books.invoiced.has(books.invoiceReference(order))).length,
    trialBalanceMinor: books.trialBalanceMinor,
  };
}
