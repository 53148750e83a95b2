import { Box, Typography } from '@mui/material';
import { useEffect, type KeyboardEvent } from 'react';
import type { Run } from '../../../shared/contract/runs.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Panel } from '../../components/page.tsx';
import { Status } from '../../components/status-chip.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useQuery } from '../../engine/use-engine.tsx';
import { useProgress, type RunProgress } from '../../stores/progress-store.ts';
import { go } from '../../stores/route-store.ts';
import { count, moment, month } from '../../text/format.ts';
import { runStates, workflows } from '../../text/words.ts';
import { RunPanel } from './run-panel.tsx';

const LIVE_MS = 1_500;

/** Runs left, newest first; the chosen one right, live while it works. */
export function RunsTab({ chosen }: { chosen: string | undefined }) {
  const runs = useQuery('runs', client => client.runs.list({}));
  const progress = useProgress(store => store.runs);
  const isWorking = runs.status === 'ready' && runs.value.some(({ id, state }) => !ENDED.has(state) && state !== 'paused' && !ENDED.has(progress[id]?.state ?? state));
  const { reload } = runs;
  useEffect(() => {
    if (!isWorking) return undefined;
    // Events tell the counts; the documents by step are only in the ledger.
    const timer = setInterval(reload, LIVE_MS);
    return () => clearInterval(timer);
  }, [isWorking, reload]);
  if (runs.status !== 'ready') return <Waiting on={runs} />;
  const list = runs.value.map(run => withProgress(run, progress[run.id]));
  const shown = list.find(({ id }) => id === chosen) ?? list[0];
  if (!shown) return <EmptyState title="Nothing was run yet" text="A run reads the orders of a month, posts what they need in the ledger, and accounts for every single one." />;
  return (
    <Box sx={{ flex: 1, minHeight: 0, display: 'grid', gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: '290px minmax(0, 1fr)', xl: '360px minmax(0, 1fr)' }, gap: 1.5 }}>
      <Panel><RunList runs={list} chosen={shown} /></Panel>
      <RunPanel key={shown.id} run={shown} />
    </Box>
  );
}

const ENDED: ReadonlySet<Run['state']> = new Set(['cancelled', 'failed', 'finished', 'stopped']);

/** The ledger of runs, with what was told since it was read. A run that has ended in the ledger is not taken back. */
function withProgress(run: Run, told: RunProgress | undefined): Run {
  if (!told || ENDED.has(run.state)) return run;
  const { state, step, counts, secondsLeft } = told;
  return { ...run, state, step, counts, secondsLeft };
}

function RunList({ runs, chosen }: { runs: readonly Run[]; chosen: Run }) {
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = step === undefined ? undefined : runs[runs.indexOf(chosen) + step];
    if (!next) return;
    event.preventDefault();
    go(`runs/${next.id}`, { replace: true });
  };
  return (
    <Box role="listbox" aria-label="Runs" tabIndex={0} onKeyDown={onKeyDown} sx={{ overflowY: 'auto', flex: 1 }}>
      {runs.map(run => (
        <Box key={run.id} role="option" aria-selected={run === chosen} onClick={() => go(`runs/${run.id}`)}
          sx={theme => ({ px: 1.75, py: 1, cursor: 'pointer', borderBottom: 1, borderColor: 'divider', backgroundColor: run === chosen ? theme.tones.selected.soft : 'transparent', '&:hover': run === chosen ? {} : { backgroundColor: 'action.hover' } })}>
          <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}><Typography variant="h3" component="span" noWrap sx={{ flex: 1 }}>{workflows[run.workflow]}</Typography><Status status={runStates[run.state]} /></Box>
          <Typography variant="body2">{month(run.period)} · {count(run.counts.read)} read{run.counts.failed > 0 ? ` · ${count(run.counts.failed)} failed` : ''}</Typography>
          <Typography variant="caption" color="textSecondary">{run.startedBy}, {moment(run.startedAt)}</Typography>
        </Box>
      ))}
    </Box>
  );
}
