import { Box, Button, Link, Typography } from '@mui/material';
import type { Cause } from '../../../shared/contract/dead-letters.ts';
import type { Run } from '../../../shared/contract/runs.ts';
import type { Today } from '../../../shared/contract/settings.ts';
import type { Period } from '../../../shared/values/date.ts';
import { CloseBoard } from '../../components/close-board.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { Status } from '../../components/status-chip.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useSignedIn } from '../../engine/person.tsx';
import { useQuery } from '../../engine/use-engine.tsx';
import { href } from '../../stores/route-store.ts';
import { useUi } from '../../stores/ui-store.ts';
import { ago, count, counted, money, month } from '../../text/format.ts';
import { runStates, workflows } from '../../text/words.ts';
import { DayChart } from './day-chart.tsx';

const RUNS_SHOWN = 4;
const CAUSES_SHOWN = 5;
/** The engine names the work; these are its pages. */
const PAGES: Record<string, string> = { failed: 'dead-letters', held: 'holds', reconcile: 'reconciliation' };

export function TodayPage() {
  const period = useUi(ui => ui.period);
  const { person } = useSignedIn();
  const today = useQuery(['today', 'runs', 'deadLetters', 'holds', 'reconciliation', 'close', 'mappings'], client => client.today.get({ period }), [period]);
  const board = useQuery(['reconciliation', 'close', 'statements'], client => client.reconciliation.board({ period }), [period]);
  const causes = useQuery('deadLetters', client => client.deadLetters.causes({}));
  const runs = useQuery('runs', client => client.runs.list({}));
  if (today.status !== 'ready') return <Page title="Today"><Waiting on={today} rows={12} /></Page>;
  const { nextSteps, orders, perDay, badges } = today.value;
  const boardPanel = (
    <Panel key="board" title={`Close board, ${month(period)}`} actions={<Button href={href('close')}>Sign and lock</Button>}>
      {board.status !== 'ready' ? <Waiting on={board} rows={6} />
        : board.value.length === 0 ? <EmptyState title="Nothing to reconcile in this month yet" text="Run order to cash and import the statements; the reconciliations of the month appear here." />
        : <CloseBoard figures={board.value} />}
    </Panel>
  );
  const failedPanel = <FailedPanel key="failed" causes={causes.status === 'ready' ? causes.value : undefined} waiting={causes.status !== 'ready' ? <Waiting on={causes} rows={4} /> : null} />;
  const wide = person.role === 'operator' ? [failedPanel, boardPanel] : [boardPanel, failedPanel];
  return (
    <Page title={title(today.value, period)} scroll>
      <NextSteps steps={nextSteps} />
      <Counts orders={orders} badges={badges} period={period} />
      <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: 'minmax(0, 1fr)', xl: 'minmax(0, 2fr) minmax(360px, 1fr)' }, alignItems: 'start' }}>
        <Box sx={{ display: 'grid', gap: 1.5, minWidth: 0 }}>{wide}</Box>
        <Box sx={{ display: 'grid', gap: 1.5, minWidth: 0, gridTemplateColumns: { xs: 'minmax(0, 1fr) minmax(0, 1fr)', xl: 'minmax(0, 1fr)' } }}>
          <Panel title="Orders against postings, per day"><DayChart days={perDay} /></Panel>
          <RunsPanel runs={runs.status === 'ready' ? runs.value : undefined} waiting={runs.status !== 'ready' ? <Waiting on={runs} rows={4} /> : null} />
        </Box>
      </Box>
    </Page>
  );
}

function title({ daysToClose }: Today, period: Period): string {
  if (daysToClose === null) return `${month(period)} is closed`;
  if (daysToClose < 0) return `${month(period)} is ${counted(-daysToClose, 'day')} over its closing day`;
  return daysToClose === 0 ? `${month(period)} closes today` : `${counted(daysToClose, 'day')} to close ${month(period)}`;
}

function NextSteps({ steps }: { steps: Today['nextSteps'] }) {
  if (steps.length === 0) return null;
  return (
    <Panel title="Next" sx={{ flex: 'none' }}>
      <Box component="ol" sx={{ m: 0, py: 0.75, pl: 0, listStyle: 'none', display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(380px, 1fr))', columnGap: 2 }}>
        {steps.map(({ text, page }, index) => (
          <Box component="li" key={text} sx={{ display: 'flex', gap: 1.25, px: 1.75, py: 0.5, alignItems: 'baseline' }}>
            <Box component="span" aria-hidden sx={{ color: 'text.secondary', fontSize: 12, fontWeight: 650, minWidth: 14 }}>{index + 1}</Box>
            <Link href={href(PAGES[page] ?? page)} underline="hover" color="text.primary" sx={{ fontWeight: 500 }}>{text}</Link>
          </Box>
        ))}
      </Box>
    </Panel>
  );
}

function Counts({ orders, badges, period }: { orders: Today['orders']; badges: Today['badges']; period: Period }) {
  const tiles = [
    { label: 'Orders read', value: orders.read, to: 'runs/records' },
    { label: 'Posted', value: orders.posted, to: 'runs/records?state=posted' },
    { label: 'Failed', value: badges.failed, to: 'dead-letters', bad: true },
    { label: 'Held', value: badges.held, to: 'holds' },
    { label: 'To reconcile', value: badges.reconcile, to: 'reconciliation' },
    { label: 'Mappings waiting', value: badges.mappings, to: 'mappings' },
    { label: 'Running', value: badges.running, to: 'runs' },
  ];
  return (
    <Box role="group" aria-label={`Counts of ${month(period)}`} sx={{ display: 'grid', gridTemplateColumns: 'repeat(7, minmax(0, 1fr))', border: 1, borderColor: 'divider', borderRadius: 1.5, backgroundColor: 'background.paper', overflow: 'hidden', flex: 'none' }}>
      {tiles.map(({ label, value, to, bad = false }) => (
        <Box key={label} component="a" href={href(to)} sx={{ px: 1.75, py: 1, textDecoration: 'none', color: 'text.primary', borderLeft: 1, borderColor: 'divider', ml: '-1px', '&:hover': { backgroundColor: 'action.hover' }, '&:focus-visible': { outlineOffset: -3 } }}>
          <Box sx={{ fontSize: 12, color: 'text.secondary', whiteSpace: 'nowrap', overflow: 'hidden', textOverflow: 'ellipsis' }}>{`${label} `}</Box>
          <Box sx={{ fontSize: 21, fontWeight: 650, lineHeight: 1.3, color: bad && value > 0 ? 'error.main' : value === 0 ? 'text.secondary' : 'text.primary' }}>{count(value)}</Box>
        </Box>
      ))}
    </Box>
  );
}

const atRisk = (amounts: Cause['amounts']): string => amounts.map(({ currency, minor }) => money(minor, currency)).join(' · ');

function totalAtRisk(causes: readonly Cause[]): string {
  const sums = new Map<string, number>();
  for (const { currency, minor } of causes.flatMap(({ amounts }) => amounts)) sums.set(currency, (sums.get(currency) ?? 0) + minor);
  return [...sums].map(([currency, minor]) => money(minor, currency)).join(' · ');
}

function FailedPanel({ causes, waiting }: { causes: readonly Cause[] | undefined; waiting: React.ReactNode }) {
  return (
    <Panel title="Failed, by cause" actions={causes && causes.length > 0 && <Typography color="textSecondary">{totalAtRisk(causes)} at risk</Typography>}>
      {!causes ? waiting : causes.length === 0 ? <Typography color="textSecondary" sx={{ px: 1.75, py: 1.5 }}>Nothing failed. Everything that was read was posted, held or skipped with a reason.</Typography> : (
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {causes.slice(0, CAUSES_SHOWN).map(cause => (
            <Box component="li" key={cause.key} sx={{ '& + &': { borderTop: 1, borderColor: 'divider' } }}>
              <Box component="a" href={href(`dead-letters?cause=${encodeURIComponent(cause.key)}`)} sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) 76px minmax(110px, auto) 84px', gap: 1.5, px: 1.75, minHeight: 34, alignItems: 'center', textDecoration: 'none', color: 'text.primary', fontSize: 13, '&:hover': { backgroundColor: 'action.hover' } }}>
                <Box component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', fontWeight: 500 }}>{cause.title}</Box>
                <Box component="span" sx={{ textAlign: 'right' }}>{counted(cause.count, 'order')}</Box>
                <Box component="span" sx={{ textAlign: 'right', fontWeight: 600, whiteSpace: 'nowrap' }}>{atRisk(cause.amounts)}</Box>
                <Box component="span" sx={{ textAlign: 'right', color: 'text.secondary', whiteSpace: 'nowrap' }}>{ago(cause.oldestAt)}</Box>
              </Box>
            </Box>
          ))}
          {causes.length > CAUSES_SHOWN && <Box component="li" sx={{ px: 1.75, py: 0.75, borderTop: 1, borderColor: 'divider' }}><Link href={href('dead-letters')}>{counted(causes.length - CAUSES_SHOWN, 'more cause')}</Link></Box>}
        </Box>
      )}
    </Panel>
  );
}

function RunsPanel({ runs, waiting }: { runs: readonly Run[] | undefined; waiting: React.ReactNode }) {
  return (
    <Panel title="Last runs" actions={<Button href={href('runs')}>All runs</Button>}>
      {!runs ? waiting : runs.length === 0 ? <Typography color="textSecondary" sx={{ px: 1.75, py: 1.5 }}>No run yet. Runs starts order to cash for a month.</Typography> : (
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {runs.slice(0, RUNS_SHOWN).map(run => (
            <Box component="li" key={run.id} sx={{ '& + &': { borderTop: 1, borderColor: 'divider' } }}>
              <Box component="a" href={href(`runs/${run.id}`)} sx={{ display: 'block', px: 1.75, py: 0.75, textDecoration: 'none', color: 'text.primary', fontSize: 13, '&:hover': { backgroundColor: 'action.hover' } }}>
                <Box sx={{ display: 'flex', gap: 1, alignItems: 'center' }}><Box component="span" sx={{ fontWeight: 600, flex: 1 }}>{workflows[run.workflow]}</Box><Status status={runStates[run.state]} /></Box>
                <Box sx={{ color: 'text.secondary', fontSize: 12 }}>{`${month(run.period)} · ${count(run.counts.read)} read · ${count(run.counts.posted)} posted · ${count(run.counts.failed)} failed · ${ago(run.startedAt)}`}</Box>
              </Box>
            </Box>
          ))}
        </Box>
      )}
    </Panel>
  );
}
