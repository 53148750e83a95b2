import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';

export function ClosePage() {
  return <Page title="Close"><EmptyState title="Nothing here yet" /></Page>;
}
