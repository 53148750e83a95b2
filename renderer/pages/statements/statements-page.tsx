import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';

export function StatementsPage() {
  return <Page title="Statements"><EmptyState title="Nothing here yet" /></Page>;
}
