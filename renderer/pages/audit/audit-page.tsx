import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';

export function AuditPage() {
  return <Page title="Audit"><EmptyState title="Nothing here yet" /></Page>;
}
