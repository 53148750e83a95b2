import AccountBalanceIcon from '@mui/icons-material/BalanceOutlined';
import ArticleIcon from '@mui/icons-material/DescriptionOutlined';
import CableIcon from '@mui/icons-material/CableOutlined';
import DifferenceIcon from '@mui/icons-material/DifferenceOutlined';
import ErrorIcon from '@mui/icons-material/ReportGmailerrorredOutlined';
import GroupIcon from '@mui/icons-material/GroupOutlined';
import LockIcon from '@mui/icons-material/LockOutlined';
import PanToolIcon from '@mui/icons-material/PanToolOutlined';
import PersonSearchIcon from '@mui/icons-material/PersonSearchOutlined';
import PlayIcon from '@mui/icons-material/PlayCircleOutlined';
import RuleIcon from '@mui/icons-material/RuleOutlined';
import SchemaIcon from '@mui/icons-material/AltRouteOutlined';
import SettingsIcon from '@mui/icons-material/SettingsOutlined';
import TableIcon from '@mui/icons-material/TableChartOutlined';
import TodayIcon from '@mui/icons-material/TodayOutlined';
import VerifiedIcon from '@mui/icons-material/FactCheckOutlined';
import { lazy, type ComponentType } from 'react';
import type { Today } from '../shared/contract/settings.ts';

export type PageRoute = {
  /** First part of the address, `#/runs/…`. */
  page: string;
  label: string;
  /** G, then this letter, opens it. */
  key: string;
  Icon: ComponentType<{ fontSize?: 'small' }>;
  Component: ComponentType;
  badge?: keyof Today['badges'];
  /** A line above it in the rail: less used from here on. */
  dividerBefore?: boolean;
};

/** Every page, in the order of the rail: most used first. */
export const routes: readonly PageRoute[] = [
  { page: 'today', label: 'Today', key: 't', Icon: TodayIcon, Component: lazy(async () => ({ default: (await import('./pages/today/today-page.tsx')).TodayPage })) },
  { page: 'reconciliation', label: 'Reconcile', key: 'r', Icon: AccountBalanceIcon, badge: 'reconcile', Component: lazy(async () => ({ default: (await import('./pages/reconciliation/reconciliation-page.tsx')).ReconciliationPage })) },
  { page: 'dead-letters', label: 'Failed', key: 'f', Icon: ErrorIcon, badge: 'failed', Component: lazy(async () => ({ default: (await import('./pages/dead-letters/dead-letters-page.tsx')).DeadLettersPage })) },
  { page: 'holds', label: 'Held', key: 'h', Icon: PanToolIcon, badge: 'held', Component: lazy(async () => ({ default: (await import('./pages/holds/holds-page.tsx')).HoldsPage })) },
  { page: 'proposals', label: 'Changed', key: 'd', Icon: DifferenceIcon, badge: 'changed', Component: lazy(async () => ({ default: (await import('./pages/proposals/proposals-page.tsx')).ProposalsPage })) },
  { page: 'runs', label: 'Runs', key: 'u', Icon: PlayIcon, badge: 'running', Component: lazy(async () => ({ default: (await import('./pages/runs/runs-page.tsx')).RunsPage })) },
  { page: 'statements', label: 'Statements', key: 's', Icon: ArticleIcon, Component: lazy(async () => ({ default: (await import('./pages/statements/statements-page.tsx')).StatementsPage })) },
  { page: 'close', label: 'Close', key: 'c', Icon: LockIcon, badge: 'alarms', Component: lazy(async () => ({ default: (await import('./pages/close/close-page.tsx')).ClosePage })) },
  { page: 'mappings', label: 'Mappings', key: 'm', Icon: SchemaIcon, badge: 'mappings', dividerBefore: true, Component: lazy(async () => ({ default: (await import('./pages/mapping/mapping-page.tsx')).MappingPage })) },
  { page: 'lookups', label: 'Lookups', key: 'l', Icon: TableIcon, badge: 'lookups', Component: lazy(async () => ({ default: (await import('./pages/lookups/lookups-page.tsx')).LookupsPage })) },
  { page: 'match-rules', label: 'Match rules', key: 'k', Icon: RuleIcon, badge: 'rules', Component: lazy(async () => ({ default: (await import('./pages/match-rules/match-rules-page.tsx')).MatchRulesPage })) },
  { page: 'connections', label: 'Connections', key: 'n', Icon: CableIcon, Component: lazy(async () => ({ default: (await import('./pages/connections/connections-page.tsx')).ConnectionsPage })) },
  { page: 'customers', label: 'Customers', key: 'o', Icon: PersonSearchIcon, Component: lazy(async () => ({ default: (await import('./pages/customers/customers-page.tsx')).CustomersPage })) },
  { page: 'audit', label: 'Audit', key: 'a', Icon: VerifiedIcon, dividerBefore: true, Component: lazy(async () => ({ default: (await import('./pages/audit/audit-page.tsx')).AuditPage })) },
  { page: 'people', label: 'People', key: 'p', Icon: GroupIcon, Component: lazy(async () => ({ default: (await import('./pages/people/people-page.tsx')).PeoplePage })) },
  { page: 'settings', label: 'Settings', key: 'e', Icon: SettingsIcon, Component: lazy(async () => ({ default: (await import('./pages/settings/settings-page.tsx')).SettingsPage })) },
];

export const HOME = 'today';
