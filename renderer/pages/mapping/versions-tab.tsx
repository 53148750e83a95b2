import { Box, Button, MenuItem, TextField } from '@mui/material';
import { useState } from 'react';
import { mappings as contractGroup, type mappings } from '../../../shared/contract/mappings.ts';
import type { OutputOf } from '../../../shared/contract/method.ts';
import type { MappingId } from '../../../shared/values/id.ts';
import { ActButton } from '../../components/act-button.tsx';
import { Panel } from '../../components/page.tsx';
import { Status } from '../../components/status-chip.tsx';
import { useMay } from '../../engine/person.tsx';
import { useCommand, useQuery } from '../../engine/use-engine.tsx';
import { textColumn, type Column } from '../../grid/columns.tsx';
import { DataGrid } from '../../grid/data-grid.tsx';
import { go } from '../../stores/route-store.ts';
import { moment } from '../../text/format.ts';
import { mappingStates } from '../../text/words.ts';

type Version = OutputOf<typeof mappings.get>['versions'][number];
type Difference = OutputOf<typeof mappings.compare>[number];

const columns: readonly Column<Difference>[] = [
  textColumn('label', 'Target field', { flex: 2, minWidth: 160, strong: true }),
  textColumn('target', 'Path', { flex: 2, minWidth: 160, hidden: true, mono: true }),
  textColumn('before', 'Before', { flex: 3, minWidth: 160 }),
  textColumn('after', 'After', { flex: 3, minWidth: 160 }),
];

/** Every version is kept; any two are compared, and any is the start of a new draft. */
export function VersionsTab({ id, versions }: { id: MappingId; versions: readonly Version[] }) {
  const newest = versions.toSorted((a, b) => b.version - a.version);
  const [to, setTo] = useState(newest[0]?.version ?? 1);
  const [from, setFrom] = useState(newest[1]?.version ?? newest[0]?.version ?? 1);
  const may = useMay();
  const [last] = newest;
  const beingEdited = last?.state === 'draft' || last?.state === 'submitted' ? `v${last.version} is being worked on. Publish it, or go on with it.` : undefined;
  const differences = useQuery('mappings', client => client.mappings.compare({ id, from, to }), [id, from, to]);
  const edit = useCommand((client, version: number) => client.mappings.edit({ id, version }));
  const restore = async (version: number) => { if (await edit.run(version)) go(`mappings/${id}`); };
  const choice = (label: string, value: number, onChange: (version: number) => void) => (
    <TextField select label={label} value={value} onChange={event => onChange(Number(event.target.value))} sx={{ width: 120 }}>
      {newest.map(({ version }) => <MenuItem key={version} value={version}>v{version}</MenuItem>)}
    </TextField>
  );
  return (
    <Box sx={{ flex: 1, minHeight: 0, display: 'grid', gridTemplateColumns: '340px minmax(0, 1fr)', gap: 1.5 }}>
      <Panel title="Versions">
        <Box component="ul" sx={{ overflowY: 'auto', listStyle: 'none', m: 0, p: 0 }}>
          {newest.map(({ version, state, author, changedAt, note }) => (
            <Box component="li" key={version} sx={{ px: 1.75, py: 1, borderBottom: 1, borderColor: 'divider' }}>
              <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}><Box sx={{ fontWeight: 650 }}>v{version}</Box><Status status={mappingStates[state]} /><Box sx={{ flex: 1 }} />
                <Button onClick={() => go(`mappings/${id}?version=${version}`)} aria-label={`Show version ${version}`}>Show</Button>
                {may(contractGroup.edit) && state !== 'draft' && <ActButton disabled={edit.busy} whyNot={beingEdited} onClick={() => { void restore(version); }} aria-label={`Edit from here, version ${version}`}>Edit from here</ActButton>}
              </Box>
              <Box sx={{ fontSize: 12, color: 'text.secondary' }}>{author}, {moment(changedAt)}</Box>
              {note !== '' && <Box sx={{ fontSize: 13 }}>{note}</Box>}
            </Box>
          ))}
        </Box>
      </Panel>
      <Box sx={{ minHeight: 0, minWidth: 0, display: 'flex', flexDirection: 'column', gap: 1.25 }}>
        <Box sx={{ display: 'flex', gap: 1.5, pt: 0.75 }}>{choice('Compare', from, setFrom)}{choice('With', to, setTo)}</Box>
        <DataGrid<Difference> id="mapping-compare" label="Differences" unit="difference" columns={columns} rows={differences.status === 'ready' ? differences.value : []} rowId={row => row.target} selection="none" empty={{ title: differences.status === 'loading' ? 'Comparing…' : 'Nothing differs', text: `Version ${from} and version ${to} map every field alike.` }} />
      </Box>
    </Box>
  );
}
