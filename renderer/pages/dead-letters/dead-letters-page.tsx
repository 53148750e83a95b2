import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';

export function DeadLettersPage() {
  return <Page title="Failed"><EmptyState title="Nothing here yet" /></Page>;
}
