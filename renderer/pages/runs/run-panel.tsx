import { Box, Button, LinearProgress, Typography } from '@mui/material';
import { useState } from 'react';
import { runs as contractGroup, type Run } from '../../../shared/contract/runs.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Panel } from '../../components/page.tsx';
import { Banner, Status } from '../../components/status-chip.tsx';
import { useMay } from '../../engine/person.tsx';
import { useCommand } from '../../engine/use-engine.tsx';
import { clock, count, duration, moment, month } from '../../text/format.ts';
import { runStates, workflows } from '../../text/words.ts';
import { RunCountsLine } from './run-counts.tsx';
import { StepFunnel } from './step-funnel.tsx';

const RESUMABLE: ReadonlySet<Run['state']> = new Set(['paused', 'stopped', 'failed']);
const CANCELLABLE: ReadonlySet<Run['state']> = new Set(['running', 'pausing', 'paused', 'stopped']);
const WORKING: ReadonlySet<Run['state']> = new Set(['running', 'pausing', 'cancelling']);

/** A rate over less than this says nothing. */
const SHORT_MS = 2_000;

/** One run: what became of every record, how far each step is, and what can be done with it now. */
export function RunPanel({ run }: { run: Run }) {
  const may = useMay();
  const [cancelling, setCancelling] = useState(false);
  const pause = useCommand(client => client.runs.pause({ id: run.id }));
  const resume = useCommand(client => client.runs.resume({ id: run.id }));
  const cancel = useCommand((client, reason: string) => client.runs.cancel({ id: run.id, reason }), { inline: true });
  const { state, counts } = run;
  const done = counts.read - counts.waiting;
  const actions = may(contractGroup.pause) && (
    <>
      {state === 'running' && <Button variant="outlined" disabled={pause.busy} onClick={() => { void pause.run(undefined); }}>Pause</Button>}
      {RESUMABLE.has(state) && <Button variant="contained" disabled={resume.busy} onClick={() => { void resume.run(undefined); }}>Resume</Button>}
      {CANCELLABLE.has(state) && <Button color="error" onClick={() => { cancel.clear(); setCancelling(true); }}>Cancel run</Button>}
    </>
  );
  return (
    <Box sx={{ minWidth: 0, minHeight: 0, overflowY: 'auto', display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <Panel title={<Box component="span" sx={{ display: 'flex', gap: 1.25, alignItems: 'center' }}>{workflows[run.workflow]}, {month(run.period)}<Status status={runStates[state]} filled /></Box>} actions={actions} sx={{ flex: 'none' }}>
        <Box sx={{ p: 1.75, display: 'flex', flexDirection: 'column', gap: 1.75 }}>
          {run.message !== '' && <Banner tone={state === 'failed' ? 'broken' : 'problem'}>{run.message}</Banner>}
          {WORKING.has(state) && (
            <Box role="status" aria-label="Progress of the run">
              <Box sx={{ display: 'flex', gap: 2, mb: 0.5 }}>
                <Typography sx={{ fontWeight: 600 }}>{run.steps.find(({ step }) => step === run.step)?.label ?? run.step}</Typography>
                <Typography color="textSecondary">{count(done)} of {count(counts.read)}</Typography>
                <Box sx={{ flex: 1 }} />
                <Typography color="textSecondary">{run.recordsPerSecond > 0 ? `${run.recordsPerSecond.toFixed(1)} a second` : ''}{run.secondsLeft === null ? '' : ` · ${duration(run.secondsLeft)} left`}</Typography>
              </Box>
              <LinearProgress aria-label="Records done" variant={counts.read > 0 ? 'determinate' : 'indeterminate'} value={counts.read > 0 ? (100 * done) / counts.read : 0} sx={{ height: 8, borderRadius: 4 }} />
            </Box>
          )}
          <RunCountsLine counts={counts} />
          <Typography variant="body2" color="textSecondary">
            Started by {run.startedBy}, {moment(run.startedAt)}{run.endedAt ? `; ended ${clock(run.endedAt)}, after ${duration((Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000)}` : ''}{run.endedAt && Date.parse(run.endedAt) - Date.parse(run.startedAt) > SHORT_MS && run.recordsPerSecond > 0 ? `, ${run.recordsPerSecond.toFixed(1)} a second` : ''}.
          </Typography>
        </Box>
      </Panel>
      <Panel title="Documents by step" sx={{ flex: 'none' }}><StepFunnel steps={run.steps} current={WORKING.has(state) ? run.step : undefined} /></Panel>
      <ConfirmDialog open={cancelling} title="Cancel this run?" action="Cancel run" destructive reason={{ label: 'Why?', required: false }} busy={cancel.busy} error={cancel.error} text="What was posted stays posted. Orders that wait are read again by the next run; nothing is posted twice."
        onConfirm={reason => { void cancel.run(reason).then(answer => { if (answer) setCancelling(false); }); }} onClose={() => setCancelling(false)} />
    </Box>
  );
}
