import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';

export function RunsPage() {
  return <Page title="Runs"><EmptyState title="Nothing here yet" /></Page>;
}
