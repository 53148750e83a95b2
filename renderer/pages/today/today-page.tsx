import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';

export function TodayPage() {
  return <Page title="Today"><EmptyState title="Nothing here yet" /></Page>;
}
