import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';

export function ConnectionsPage() {
  return <Page title="Connections"><EmptyState title="Nothing here yet" /></Page>;
}
