import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';

export function PeoplePage() {
  return <Page title="People"><EmptyState title="Nothing here yet" /></Page>;
}
