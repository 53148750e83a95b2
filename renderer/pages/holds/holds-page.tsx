import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';

export function HoldsPage() {
  return <Page title="Held"><EmptyState title="Nothing here yet" /></Page>;
}
