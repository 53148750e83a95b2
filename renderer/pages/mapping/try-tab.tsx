import { Box, Button, LinearProgress, MenuItem, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import type { BackTest } from '../../../shared/contract/back-tests.ts';
import { mappings as contractGroup, type MappingSummary } from '../../../shared/contract/mappings.ts';
import { Period } from '../../../shared/values/date.ts';
import { ActButton } from '../../components/act-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useMay } from '../../engine/person.tsx';
import { useCommand, useQuery } from '../../engine/use-engine.tsx';
import { useProgress } from '../../stores/progress-store.ts';
import { useUi } from '../../stores/ui-store.ts';
import { moment, month } from '../../text/format.ts';
import { TryResult } from './try-result.tsx';

type TryProps = { summary: MappingSummary; version: number | undefined };

/** A version on a month that is past: which documents would differ from what was posted. Nothing is sent. */
export function TryTab({ summary, version }: TryProps) {
  const { id } = summary;
  const may = useMay();
  const current = useUi(store => store.period);
  const [asked, setAsked] = useState<string>(current);
  const [chosen, setChosen] = useState<BackTest['id']>();
  const tests = useQuery('mappings', client => client.mappings.backTests({ id }), [id]);
  const trying = useCommand((client, period: Period, signal) => client.mappings.backTest({ id, period, ...(version === undefined ? {} : { version }) }, { signal }));
  const period = Period.safeParse(asked);
  const whyNot = !may(contractGroup.backTest) ? 'An auditor reads what others tried.' : !period.success ? 'Choose a month.' : summary.decided === 0 ? 'Nothing is mapped yet.' : undefined;
  const run = async () => {
    if (!period.success) return;
    const done = await trying.run(period.data);
    useProgress.getState().tellTask({ task: 'mappings.backTest', text: '', done: 1, total: 1 });
    if (done) setChosen(done.id);
  };
  const list = tests.status === 'ready' ? tests.value : [];
  const shown = list.find(test => test.id === chosen) ?? list.find(test => test.version === summary.version) ?? list[0];
  return (
    <Box sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column', gap: 1.25 }}>
      <Box component="form" onSubmit={event => { event.preventDefault(); if (whyNot === undefined && !trying.busy) void run(); }} sx={{ display: 'flex', alignItems: 'center', gap: 1.25, flexWrap: 'wrap', pt: 0.75, flex: 'none' }}>
        <TextField type="month" label="Month" value={asked} onChange={event => setAsked(event.target.value)} slotProps={{ inputLabel: { shrink: true } }} sx={{ width: 165 }} />
        {trying.busy ? <Button variant="outlined" onClick={trying.cancel}>Stop</Button>
          : <ActButton type="submit" variant="contained" whyNot={whyNot}>{`Try v${summary.version}${period.success ? ` on ${month(period.data)}` : ''}`}</ActButton>}
        <Typography variant="body2" color="textSecondary">Against the documents that were posted. Nothing is sent.</Typography>
        <Box sx={{ flex: 1 }} />
        {list.length > 1 && shown && (
          <TextField select label="Tried before" value={shown.id} onChange={event => setChosen(list.find(test => test.id === event.target.value)?.id)} sx={{ width: 300 }}>
            {list.map(test => <MenuItem key={test.id} value={test.id}>{`v${test.version} on ${month(test.period)} · ${moment(test.startedAt)}`}</MenuItem>)}
          </TextField>
        )}
      </Box>
      {trying.busy && <TryProgress />}
      {tests.status !== 'ready' ? <Waiting on={tests} />
        : shown ? <TryResult key={shown.id} test={shown} />
        : !trying.busy && <EmptyState title="Not tried yet" text="Choose a month that was posted. Every document of it is made anew by this version and compared with what is in the books: field by field, and account by account." />}
    </Box>
  );
}

function TryProgress() {
  const progress = useProgress(store => store.tasks['mappings.backTest']);
  const text = progress?.text ?? 'Starting';
  const part = progress?.total ? (100 * progress.done) / progress.total : 0;
  return (
    <Box sx={{ flex: 'none' }}>
      <Typography variant="body2" color="textSecondary" role="status">{text}</Typography>
      <LinearProgress aria-label={text} variant={progress?.total ? 'determinate' : 'indeterminate'} value={part} />
    </Box>
  );
}
