import { Box, Button, InputBase, ToggleButton, ToggleButtonGroup, Typography } from '@mui/material';
import SearchIcon from '@mui/icons-material/Search';
import { useMemo, useState } from 'react';
import { connections as contractGroup, type Connection, type Entity, type SchemaField } from '../../../shared/contract/connections.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useMay } from '../../engine/person.tsx';
import { useCommand, useQuery } from '../../engine/use-engine.tsx';
import { customColumn, numberColumn, textColumn, type Column } from '../../grid/columns.tsx';
import { DataGrid } from '../../grid/data-grid.tsx';
import { ago, count, counted } from '../../text/format.ts';

const NO_ENTITIES: readonly Entity[] = [];

type Row = SchemaField & { key: string; entity: string };

/** Narrower than this, descriptions are left to the tooltips; a person may show the column. */
const WIDE_PX = 1600;

const KINDS = { all: 'All', required: 'Required', custom: 'Custom', writable: 'Writable' } as const;
type KindFilter = keyof typeof KINDS;

const passes: Record<KindFilter, (field: SchemaField) => boolean> = { all: () => true, required: field => field.required, custom: field => field.custom, writable: field => !field.readOnly };

const marksOf = ({ required, readOnly, custom }: SchemaField): string => [required ? 'required' : '', custom ? 'custom' : '', readOnly ? 'read only' : ''].filter(mark => mark !== '').join(', ');

const columns: readonly Column<Row>[] = [
  textColumn('path', 'Field', { flex: 3, minWidth: 200, mono: true }),
  textColumn('label', 'Name', { flex: 2, minWidth: 110 }),
  textColumn('type', 'Type', { width: 78 }),
  numberColumn('maxLength', 'Length', { width: 72 }),
  customColumn<Row>('marks', 'Marks', { width: 112, text: marksOf, render: row => <Marks field={row} /> }),
  textColumn('concept', 'Shared concept', { flex: 2, minWidth: 120, text: row => row.concept ?? '' }),
  textColumn('samples', 'Samples', { flex: 2, minWidth: 100, text: row => row.samples.join(' · ') }),
  textColumn('description', 'Description', { flex: 3, minWidth: 150, hidden: window.innerWidth < WIDE_PX }),
  textColumn('entity', 'Record', { width: 120, hidden: true }),
];

function Marks({ field }: { field: SchemaField }) {
  return (
    <Box component="span" sx={{ display: 'inline-flex', gap: 0.75, fontSize: 12, fontWeight: 600 }}>
      {field.required && <Box component="span" sx={theme => ({ color: theme.tones.problem.ink })}>● required</Box>}
      {field.custom && <Box component="span" sx={theme => ({ color: theme.tones.busy.ink })}>◆ custom</Box>}
      {field.readOnly && <Box component="span" sx={{ color: 'text.secondary' }}>read only</Box>}
    </Box>
  );
}

/** What a system has: its kinds of record, their fields, custom ones marked. */
export function SchemaView({ connection }: { connection: Connection }) {
  const schema = useQuery('connections', client => client.connections.schema({ id: connection.id }), [connection.id]);
  const [entity, setEntity] = useState<string>();
  const [text, setText] = useState('');
  const [kind, setKind] = useState<KindFilter>('all');
  const may = useMay();
  const discover = useCommand((client, _: undefined, signal) => client.connections.discover({ id: connection.id }, { signal }));
  const entities = schema.status === 'ready' ? schema.value : NO_ENTITIES;
  const shown = entities.find(({ name }) => name === entity) ?? entities[0];
  const searching = text.trim() !== '';
  const rows = useMemo(() => rowsOf(searching ? entities : shown ? [shown] : [], { text, kind }), [entities, shown, searching, text, kind]);

  const read = may(contractGroup.discover) && <Button variant="outlined" disabled={discover.busy} onClick={() => { void discover.run(undefined); }}>{discover.busy ? 'Reading the schema…' : 'Read schema again'}</Button>;
  return (
    <Page title={`Schema of ${connection.label}`} actions={<>{discover.busy && <Button onClick={discover.cancel}>Cancel</Button>}{read}</>}
      beside={<Typography variant="body2" color="textSecondary">{connection.discoveredAt ? `read ${ago(connection.discoveredAt)}` : ''}</Typography>}
      back={{ to: 'connections', label: 'Back to connections' }}>
      {schema.status !== 'ready' ? <Waiting on={schema} /> : entities.length === 0 ? <EmptyState title="The schema was not read yet" text="Reading it asks the system which records and fields it has; nothing is changed there." action={read} /> : (
        <Box sx={{ flex: 1, minHeight: 0, display: 'grid', gridTemplateColumns: { xs: '130px minmax(0, 1fr)', md: '184px minmax(0, 1fr)' }, gap: 1.5 }}>
          <EntityList entities={entities} chosen={searching ? undefined : shown} onChoose={name => { setEntity(name); setText(''); }} />
          <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1, minHeight: 0, minWidth: 0 }}>
            <Box sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
              <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.75, px: 1, border: 1, borderColor: 'divider', borderRadius: 1, backgroundColor: 'background.paper', width: 300 }}>
                <SearchIcon aria-hidden fontSize="small" sx={{ color: 'text.secondary' }} />
                <InputBase fullWidth value={text} onChange={event => setText(event.target.value)} placeholder="Find a field in every record" inputProps={{ 'aria-label': 'Find a field' }} />
              </Box>
              <ToggleButtonGroup exclusive size="small" value={kind} aria-label="Which fields" onChange={(_, chosen: KindFilter | null) => { if (chosen) setKind(chosen); }}>
                {(Object.keys(KINDS) as KindFilter[]).map(each => <ToggleButton key={each} value={each}>{KINDS[each]}</ToggleButton>)}
              </ToggleButtonGroup>
            </Box>
            <DataGrid<Row> id="schema" label="Fields" unit="field" columns={columns} rows={rows} rowId={row => row.key} empty={{ title: 'No field fits', text: 'Search for another word, or show all kinds.' }} />
          </Box>
        </Box>
      )}
    </Page>
  );
}

function rowsOf(entities: readonly Entity[], { text, kind }: { text: string; kind: KindFilter }): Row[] {
  const wanted = text.trim().toLowerCase();
  return entities.flatMap(({ name, fields }) => fields
    .filter(field => passes[kind](field) && (wanted === '' || `${field.path} ${field.label} ${field.description}`.toLowerCase().includes(wanted)))
    .map(field => ({ ...field, key: `${name} ${field.path}`, entity: name })));
}

function EntityList({ entities, chosen, onChoose }: { entities: readonly Entity[]; chosen: Entity | undefined; onChoose: (name: string) => void }) {
  return (
    <Box component="nav" aria-label="Kinds of record" sx={{ overflowY: 'auto', display: 'flex', flexDirection: 'column', gap: '2px' }}>
      {entities.map(entity => {
        const custom = entity.fields.filter(field => field.custom).length;
        const access = entity.canWrite ? (entity.canRead ? 'read, write' : 'write') : 'read';
        return (
          <Button key={entity.name} color="inherit" aria-pressed={entity === chosen} onClick={() => onChoose(entity.name)} sx={{ justifyContent: 'flex-start', textAlign: 'left', ...(entity === chosen ? { backgroundColor: 'background.paper', boxShadow: theme => `inset 3px 0 0 ${theme.palette.primary.main}` } : {}) }}>
            <Box sx={{ minWidth: 0 }}>
              <Box sx={{ fontWeight: 600, overflow: 'hidden', textOverflow: 'ellipsis' }}>{entity.label}</Box>
              <Box sx={{ color: 'text.secondary', fontSize: 12, fontWeight: 400 }}>{counted(entity.fields.length, 'field')}{custom > 0 ? ` · ${count(custom)} custom` : ''} · {access}</Box>
            </Box>
          </Button>
        );
      })}
    </Box>
  );
}
