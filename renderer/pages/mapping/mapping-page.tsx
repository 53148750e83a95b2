import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';

export function MappingPage() {
  return <Page title="Mappings"><EmptyState title="Nothing here yet" /></Page>;
}
