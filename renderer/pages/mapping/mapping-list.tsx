import AddIcon from '@mui/icons-material/Add';
import { Button } from '@mui/material';
import { useState } from 'react';
import { mappings as contractGroup, type MappingSummary } from '../../../shared/contract/mappings.ts';
import { Page } from '../../components/page.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useMay } from '../../engine/person.tsx';
import { useQuery } from '../../engine/use-engine.tsx';
import { customColumn, momentColumn, numberColumn, statusColumn, textColumn, type Column } from '../../grid/columns.tsx';
import { DataGrid } from '../../grid/data-grid.tsx';
import { go } from '../../stores/route-store.ts';
import { mappingStates } from '../../text/words.ts';
import { DriftBanner } from './drift-banner.tsx';
import { NewMappingDialog } from './new-mapping-dialog.tsx';

const columns: readonly Column<MappingSummary>[] = [
  textColumn('name', 'Mapping', { flex: 3, minWidth: 220, strong: true }),
  customColumn('version', 'Version', { width: 84, text: row => `v${row.version}`, render: row => `v${row.version}` }),
  statusColumn('state', 'State', mappingStates, { width: 165 }),
  customColumn('publishedVersion', 'In use', { width: 80, text: row => (row.publishedVersion === null ? '–' : `v${row.publishedVersion}`), render: row => (row.publishedVersion === null ? '–' : `v${row.publishedVersion}`) }),
  customColumn('decided', 'Decided', { width: 92, text: row => `${row.decided}/${row.fields}`, render: row => `${row.decided}/${row.fields}` }),
  numberColumn('needsMe', 'Needs me', { width: 92 }),
  numberColumn('requiredUnmapped', 'Missing', { width: 84, hidden: true, help: 'Required fields that nothing is mapped to' }),
  textColumn('author', 'Author', { width: 120 }),
  momentColumn('changedAt', 'Changed', { width: 124 }),
];

export function MappingList() {
  const mappings = useQuery('mappings', client => client.mappings.list({}));
  const [adding, setAdding] = useState(false);
  const may = useMay();
  const add = may(contractGroup.create) && <Button variant="contained" startIcon={<AddIcon />} onClick={() => setAdding(true)}>New mapping</Button>;
  if (mappings.status !== 'ready') return <Page title="Mappings"><Waiting on={mappings} /></Page>;
  const open = ({ id }: MappingSummary) => go(`mappings/${id}`);
  return (
    <Page title="Mappings" actions={add} hint={mappings.value.length === 0 ? 'A mapping says which field of the shop becomes which field of the ledger, and how. Suggestions are made for every field; a second person approves.' : undefined}>
      {mappings.value.map(({ id }) => <DriftBanner key={id} id={id} named />)}
      <DataGrid<MappingSummary> id="mappings" label="Mappings" unit="mapping" columns={columns} rows={mappings.value} rowId={row => row.id} onOpen={open} openOnClick autoFocus selection="none"
        empty={{ title: 'No mapping yet', text: 'Connect both systems and read their schemas first; then a mapping takes a minute.', action: add }} />
      <NewMappingDialog open={adding} onClose={() => setAdding(false)} />
    </Page>
  );
}
