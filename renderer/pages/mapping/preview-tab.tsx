import { Box, MenuItem, Select, Typography } from '@mui/material';
import { useState } from 'react';
import type { PreviewRecord } from '../../../shared/contract/mappings.ts';
import type { MappingId } from '../../../shared/values/id.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Panel } from '../../components/page.tsx';
import { Status } from '../../components/status-chip.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useQuery } from '../../engine/use-engine.tsx';
import { count, counted } from '../../text/format.ts';
import type { StatusWord } from '../../text/words.ts';
import type { Transforms } from './how-text.ts';
import { DryRun } from './dry-run.tsx';
import { PreviewChecks, PreviewFields, PreviewTotals } from './preview-record.tsx';

type PreviewProps = { id: MappingId; version: number | undefined; rev: number; transforms: Transforms };
const COUNTS = [5, 20, 50];
const DRY_RUNS = [200, 1_000];

/** Whole records through the mapping: the source left, the document right, and whether the money adds up. */
export function PreviewTab({ id, version, rev, transforms }: PreviewProps) {
  const [records, setRecords] = useState(20);
  const [at, setAt] = useState(0);
  const isDry = records > Math.max(...COUNTS);
  const preview = useQuery([], client => client.mappings.preview({ id, records: isDry ? 1 : records, ...(version === undefined ? {} : { version }) }), [id, version, records, rev]);
  if (preview.status !== 'ready') return <Waiting on={preview} />;
  if (preview.value.length === 0) return <EmptyState title="No sample record yet" text="Read the schema of the source again while it has orders; samples are kept from it." />;
  const choice = (
    <Select variant="standard" disableUnderline value={records} onChange={event => { setRecords(Number(event.target.value)); setAt(0); }} inputProps={{ 'aria-label': 'How many records' }}>
      {COUNTS.map(each => <MenuItem key={each} value={each}>{each} records</MenuItem>)}
      {DRY_RUNS.map(each => <MenuItem key={each} value={each}>{count(each)} by cause</MenuItem>)}
    </Select>
  );
  if (isDry) return <DryRun id={id} version={version} rev={rev} records={records} choice={choice} />;
  const failing = preview.value.filter(({ issues }) => issues.some(({ severity }) => severity === 'stops')).length;
  const chosen = preview.value[Math.min(at, preview.value.length - 1)];
  return (
    <Box sx={{ flex: 1, minHeight: 0, display: 'grid', gridTemplateColumns: { xs: '130px minmax(0, 1fr)', md: '215px minmax(0, 1fr)', xl: '260px minmax(0, 1fr)' }, gap: 1.5 }}>
      <Panel title={failing === 0 ? 'All pass' : `${failing} would fail`} actions={choice}>
        <RecordList records={preview.value} at={at} onChoose={setAt} />
      </Panel>
      {chosen && (
        <Box sx={{ minHeight: 0, minWidth: 0, display: 'flex', flexDirection: 'column', gap: 1.25 }}>
          <PreviewFields record={chosen} transforms={transforms} />
          <PreviewChecks record={chosen} />
          <PreviewTotals record={chosen} />
        </Box>
      )}
    </Box>
  );
}

function outcomeOf(issues: PreviewRecord['issues']): StatusWord {
  if (issues.length === 0) return { label: 'Passes', tone: 'good' };
  const stops = issues.filter(({ severity }) => severity === 'stops').length;
  return stops > 0 ? { label: counted(stops, 'issue'), tone: 'broken' } : { label: counted(issues.length, 'warning'), tone: 'problem' };
}

function RecordList({ records, at, onChoose }: { records: readonly PreviewRecord[]; at: number; onChoose: (index: number) => void }) {
  return (
    <Box role="listbox" aria-label="Sample records" tabIndex={0} sx={{ overflowY: 'auto', flex: 1 }}
      onKeyDown={event => { const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]; if (step !== undefined) { event.preventDefault(); onChoose(Math.min(records.length - 1, Math.max(0, at + step))); } }}>
      {records.map(({ reference, issues }, index) => (
        // The same order may come twice when a person asked for it by its reference.
        <Box key={`${index} ${reference}`} role="option" aria-selected={index === at} onClick={() => onChoose(index)}
          sx={theme => ({ px: 1.5, py: 0.75, cursor: 'pointer', borderBottom: 1, borderColor: 'divider', backgroundColor: index === at ? theme.tones.selected.soft : 'transparent' })}>
          <Typography variant="body2" noWrap sx={{ fontWeight: 600 }}>{reference}</Typography>
          <Status status={outcomeOf(issues)} />
        </Box>
      ))}
    </Box>
  );
}
