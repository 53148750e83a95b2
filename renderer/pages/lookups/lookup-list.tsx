import AddIcon from '@mui/icons-material/Add';
import { useState } from 'react';
import { lookups as contractGroup, type LookupTable } from '../../../shared/contract/lookups.ts';
import { ActButton } from '../../components/act-button.tsx';
import { Page } from '../../components/page.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useQuery } from '../../engine/use-engine.tsx';
import { useWhyNot } from '../../engine/why-not.ts';
import { customColumn, momentColumn, numberColumn, textColumn, type Column } from '../../grid/columns.tsx';
import { DataGrid } from '../../grid/data-grid.tsx';
import { go } from '../../stores/route-store.ts';
import { NewTableDialog } from './new-table-dialog.tsx';

const usedBy = ({ usedBy: uses }: LookupTable): string => (uses.length === 0 ? 'nothing yet' : uses.map(({ name, target }) => `${target} (${name})`).join(', '));

const columns: readonly Column<LookupTable>[] = [
  textColumn('name', 'Table', { flex: 2, minWidth: 180, strong: true }),
  customColumn('columns', 'Translates', { flex: 2, minWidth: 200, text: row => `${row.keyColumn} → ${row.valueColumns.join(', ')}`, render: row => `${row.keyColumn} → ${row.valueColumns.join(', ')}` }),
  numberColumn('rows', 'Rows', { width: 90 }),
  numberColumn('waiting', 'Waiting', { width: 92, help: 'Rows whose change waits for another person’s approval' }),
  customColumn('usedBy', 'Used by', { flex: 3, minWidth: 220, text: usedBy, render: usedBy }),
  momentColumn('changedAt', 'Changed', { width: 124 }),
];

/** Every table that mappings can look values up in. */
export function LookupList() {
  const tables = useQuery('lookups', client => client.lookups.list({}));
  const [adding, setAdding] = useState(false);
  const notAllowed = useWhyNot()(contractGroup.create);
  const add = <ActButton variant="contained" startIcon={<AddIcon />} whyNot={notAllowed} onClick={() => setAdding(true)}>New table</ActButton>;
  if (tables.status !== 'ready') return <Page title="Lookup tables"><Waiting on={tables} /></Page>;
  return (
    <Page title="Lookup tables" actions={tables.value.length > 0 && add}>
      <DataGrid<LookupTable> id="lookup-tables" label="Lookup tables" unit="table" columns={columns} rows={tables.value} rowId={({ id }) => id} onOpen={({ id }) => go(`lookups/${id}`)} openOnClick autoFocus selection="none"
        empty={{ title: 'No lookup table yet', text: 'A lookup table translates what the shop says into what the ledger wants: payment methods into accounts, channels into cost centres. A step of a mapping names it, and here you see what it does not know yet.', action: add }} />
      <NewTableDialog open={adding} onClose={() => setAdding(false)} />
    </Page>
  );
}
