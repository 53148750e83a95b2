import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';

export function ReconciliationPage() {
  return <Page title="Reconcile"><EmptyState title="Nothing here yet" /></Page>;
}
