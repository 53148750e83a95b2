import { Box, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import type { FailureCause } from '../../../shared/contract/mappings.ts';
import type { MappingId } from '../../../shared/values/id.ts';
import { Panel } from '../../components/page.tsx';
import { Status } from '../../components/status-chip.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useQuery } from '../../engine/use-engine.tsx';
import { customColumn, numberColumn, textColumn, type Column } from '../../grid/columns.tsx';
import { DataGrid } from '../../grid/data-grid.tsx';
import { count, counted } from '../../text/format.ts';

const COLUMNS: readonly Column<FailureCause>[] = [
  customColumn('severity', 'Outcome', { width: 130, text: ({ severity }) => (severity === 'stops' ? 'Would fail' : 'Warning'), render: ({ severity }) => <Status status={severity === 'stops' ? { label: 'Would fail', tone: 'broken' } : { label: 'Warning', tone: 'problem' }} /> }),
  textColumn('label', 'Check', { width: 150, strong: true }),
  numberColumn('records', 'Records', { width: 92 }),
  textColumn('message', 'Why, and what to do', { flex: 3, minWidth: 260 }),
  customColumn('examples', 'Such as', { flex: 1, minWidth: 170, text: ({ examples }) => examples.join(', '), render: ({ examples }) => <span title={examples.join(', ')}>{examples.join(', ')}</span> }),
];

type DryRunProps = { id: MappingId; version: number | undefined; rev: number; records: number; choice: ReactNode };

/** Many records at once: how many would fail, grouped by what a person would mend. */
export function DryRun({ id, version, rev, records, choice }: DryRunProps) {
  const run = useQuery([], client => client.mappings.dryRun({ id, records, ...(version === undefined ? {} : { version }) }), [id, version, records, rev]);
  if (run.status !== 'ready') return <Waiting on={run} />;
  const { records: tried, pass, fail, causes } = run.value;
  return (
    <Box sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column', gap: 1.25 }}>
      <Panel sx={{ flex: 'none' }}>
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, px: 1.75, py: 1 }}>
          <Typography sx={{ fontWeight: 650 }}>{`${counted(tried, 'record')}: ${count(pass)} would pass, ${count(fail)} would fail`}</Typography>
          <Box sx={{ flex: 1 }} />{choice}
        </Box>
      </Panel>
      <DataGrid<FailureCause> id="mapping-dry-run" label="Causes" unit="cause" columns={COLUMNS} rows={causes} rowId={({ code, message }) => `${code} ${message}`} selection="none" empty={{ title: 'Everything passes', text: 'None of these records would be stopped.' }} />
    </Box>
  );
}
