import { Box, Button, Typography } from '@mui/material';
import { useEffect, useMemo, useRef, useState, type ClipboardEvent } from 'react';
import { lookups as contractGroup, type LookupChange, type LookupCoverage, type LookupRow, type LookupTable } from '../../../shared/contract/lookups.ts';
import type { InputOf } from '../../../shared/contract/method.ts';
import type { LookupTableId } from '../../../shared/values/id.ts';
import { ActButton } from '../../components/act-button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { FileButton } from '../../components/file-button.tsx';
import { FilterChips } from '../../components/filter-chips.tsx';
import { KeyHints } from '../../components/key-hints.tsx';
import { CoverageBanner } from '../../components/lookup-coverage.tsx';
import { Page } from '../../components/page.tsx';
import { Banner, Status } from '../../components/status-chip.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useCommand, usePages, useQuery } from '../../engine/use-engine.tsx';
import { useWhyNot } from '../../engine/why-not.ts';
import { customColumn, editableColumn, numberColumn, statusColumn, textColumn, type Column } from '../../grid/columns.tsx';
import { DataGrid, type GridHandle } from '../../grid/data-grid.tsx';
import { saveFile } from '../../grid/grid-text.ts';
import { useNotices } from '../../stores/notice-store.ts';
import { go } from '../../stores/route-store.ts';
import { count, counted } from '../../text/format.ts';
import { lookupStates } from '../../text/words.ts';
import { AddRowsDialog, type Adding } from './add-rows-dialog.tsx';
import { ImportDialog, type LookupFile } from './import-dialog.tsx';
import { useTurns } from './use-turns.ts';

const BACK = { to: 'lookups', label: 'Back to lookup tables' };
const LONGEST = 200;

type Show = 'all' | 'waiting' | 'missing';
type Unmapped = LookupCoverage['unmapped'][number] & { target: string };

/** What the row says now, or will say once it is approved. */
const cellsOf = ({ values, proposed, state }: LookupRow): readonly string[] => (state === 'removed' ? values : proposed ?? values) ?? [];

/** A change that waits shows what it replaces. */
function Cell({ row, at }: { row: LookupRow; at: number }) {
  const [now, then] = [row.values?.[at] ?? '', cellsOf(row)[at] ?? ''];
  if (row.state === 'removed') return <Box component="span" sx={{ textDecoration: 'line-through', color: 'text.secondary' }}>{then}</Box>;
  if (row.state !== 'changed' || now === then) return <>{then}</>;
  return <><Box component="span" sx={{ textDecoration: 'line-through', color: 'text.secondary', mr: 1 }}>{now || '(nothing)'}</Box>{then}</>;
}

type Shape = Pick<LookupTable, 'keyColumn' | 'valueColumns'>;

const rowColumns = ({ keyColumn, valueColumns }: Shape, canEdit: boolean): Column<LookupRow>[] => [
  textColumn<LookupRow>('key', keyColumn, { flex: 2, minWidth: 180, strong: true }),
  ...valueColumns.map((column, at) => editableColumn<LookupRow>(`value${at}`, column, {
    flex: 2, minWidth: 150, sortable: false, filter: false, maxLength: LONGEST, isEditable: () => canEdit, text: row => cellsOf(row)[at] ?? '', render: row => <Cell row={row} at={at} />,
  })),
  statusColumn<LookupRow>('state', 'State', lookupStates, { width: 140 }),
];

/** With one column the row is made in its cell; with several it is asked for as a whole, since it leaves the list once it is there. */
const missingColumns = ({ keyColumn, valueColumns }: Shape, canEdit: boolean): Column<Unmapped>[] => [
  textColumn<Unmapped>('value', keyColumn, { flex: 2, minWidth: 180, strong: true }),
  ...(valueColumns.length > 1 ? [] : valueColumns).map((column, at) => editableColumn<Unmapped>(`value${at}`, column, { flex: 2, minWidth: 150, sortable: false, filter: false, maxLength: LONGEST, isEditable: () => canEdit, text: () => '', render: () => <Box component="span" sx={{ color: 'text.secondary' }}>{canEdit ? 'Enter to add' : ''}</Box> })),
  numberColumn<Unmapped>('times', 'Times', { width: 90 }),
  customColumn<Unmapped>('example', 'For example', { width: 190, text: ({ example }) => example, render: ({ example }) => example }),
  textColumn<Unmapped>('target', 'Looked up for', { width: 190, mono: true }),
];

/** One row per missing value, whichever places of mappings look it up. */
function unmappedOf(uses: readonly LookupCoverage[]): Unmapped[] {
  const byValue = new Map<string, Unmapped>();
  for (const { unmapped, target } of uses) {
    for (const one of unmapped) {
      const known = byValue.get(one.value.toLowerCase());
      byValue.set(one.value.toLowerCase(), known ? { ...known, times: known.times + one.times, target: `${known.target}, ${target}` } : { ...one, target });
    }
  }
  return [...byValue.values()].toSorted((a, b) => b.times - a.times);
}

/** '2 rows added, 1 changed; they wait for approval'. */
function doneText({ added, changed, removed }: { added: number; changed: number; removed: number }, { needsApproval }: LookupTable): string {
  const parts = ([[added, 'added'], [changed, 'changed'], [removed, 'taken away']] as const).filter(([rows]) => rows > 0).map(([rows, word], at) => `${at === 0 ? counted(rows, 'row') : count(rows)} ${word}`);
  return parts.length === 0 ? 'Nothing differs from what the table says already' : `${parts.join(', ')}${needsApproval ? '; it waits for another admin’s approval' : ''}`;
}

/** One lookup table: its rows, what waits for approval, and what the month's orders have that it has not. */
export function LookupEditor({ id, show }: { id: LookupTableId; show: string | undefined }) {
  const tables = useQuery('lookups', client => client.lookups.list({}));
  const table = tables.status === 'ready' ? tables.value.find(one => one.id === id) : undefined;
  if (tables.status !== 'ready') return <Page title="Lookup table" back={BACK}><Waiting on={tables} /></Page>;
  if (!table) return <Page title="Lookup table" back={BACK}><Typography>This table is not there any more.</Typography></Page>;
  return <Editor table={table} show={show === 'missing' || show === 'waiting' ? show : 'all'} />;
}

function Editor({ table, show }: { table: LookupTable; show: Show }) {
  const { id, rev } = table;
  const inTurn = useTurns(table);
  const whyNot = useWhyNot();
  const notAllowed = whyNot(contractGroup.edit);
  const canEdit = notAllowed === undefined;
  const say = useNotices(store => store.say);
  const rows = usePages<LookupRow>('lookups', (client, page) => client.lookups.page({ id, page }), [id]);
  const coverage = useQuery('lookups', client => client.lookups.coverage({ table: id }), [id]);
  const uses = coverage.status === 'ready' ? coverage.value : [];
  const unmapped = useMemo(() => unmappedOf(coverage.status === 'ready' ? coverage.value : []), [coverage]);
  const [adding, setAdding] = useState<Adding>();
  const [file, setFile] = useState<LookupFile>();
  const [asking, setAsking] = useState<'delete' | 'discard' | 'remove'>();
  const [toDelete, setToDelete] = useState<LookupRow[]>([]);
  const grid = useRef<GridHandle<LookupRow>>(null);
  const missingGrid = useRef<GridHandle<Unmapped>>(null);
  const edit = useCommand((client, changes: LookupChange[]) => inTurn(newest => client.lookups.edit({ id, rev: newest, changes })), { inline: true });
  const inPlace = useCommand((client, changes: LookupChange[]) => inTurn(newest => client.lookups.edit({ id, rev: newest, changes })));
  const load = useCommand((client, input: Pick<InputOf<typeof contractGroup.importCsv>, 'content' | 'mode'>) => inTurn(newest => client.lookups.importCsv({ id, rev: newest, ...input })), { inline: true });
  const approve = useCommand(client => inTurn(newest => client.lookups.approve({ id, rev: newest })));
  const discard = useCommand((client, reason: string) => inTurn(newest => client.lookups.discard({ id, rev: newest, reason })), { inline: true });
  const remove = useCommand(client => client.lookups.remove({ id, rev }), { inline: true });
  const download = useCommand(client => client.lookups.exportCsv({ id }));

  const tell = (done: { added: number; changed: number; removed: number }) => say(doneText(done, table));
  const keep = async (changes: LookupChange[]): Promise<boolean> => {
    const done = await edit.run(changes);
    if (done) tell(done);
    return done !== undefined;
  };
  const editCell = (key: string, cells: readonly string[], column: string, text: string) => {
    const at = Number(column.replace('value', ''));
    void inPlace.run([{ key, values: table.valueColumns.map((_, place) => (place === at ? text : cells[place] ?? '')) }]);
  };
  // As text, because the table is another object after every change and its columns never are.
  const shape = JSON.stringify({ keyColumn: table.keyColumn, valueColumns: table.valueColumns });
  const columns = useMemo(() => rowColumns(JSON.parse(shape) as Shape, canEdit), [shape, canEdit]);
  const unmappedColumns = useMemo(() => missingColumns(JSON.parse(shape) as Shape, canEdit), [shape, canEdit]);
  const onKey = (key: string, row: LookupRow | Unmapped | undefined): boolean => {
    if (!canEdit) return false;
    if (key === 'Delete' && row && 'key' in row) { const chosen = grid.current?.selected() ?? []; setToDelete(chosen.length > 0 ? chosen : [row]); setAsking('delete'); return true; }
    return false;
  };
  // Also where nothing in the grid can hold the keyboard yet.
  useEffect(() => {
    if (!canEdit) return undefined;
    const onInsert = (event: KeyboardEvent) => {
      if (event.key !== 'Insert' || (event.target as HTMLElement).closest('input, textarea, [role="dialog"]')) return;
      event.preventDefault();
      setAdding({ pasted: '' });
    };
    window.addEventListener('keydown', onInsert);
    return () => window.removeEventListener('keydown', onInsert);
  }, [canEdit]);
  const onPaste = (event: ClipboardEvent) => {
    if (!canEdit || adding || (event.target as HTMLElement).closest('input, textarea')) return;
    const pasted = event.clipboardData.getData('text/plain');
    if (pasted.trim() !== '') { event.preventDefault(); setAdding({ pasted }); }
  };
  const onFiles = async (files: Iterable<File>) => {
    const [one] = files;
    if (one) setFile({ name: one.name, content: await one.text() });
  };
  const save = async () => {
    const made = await download.run(undefined);
    if (made) { saveFile(made.fileName, made.content); say(`${made.fileName} saved`); }
  };
  const choices = [{ value: 'all' as const, label: 'All', count: table.rows }, { value: 'waiting' as const, label: 'Waiting', count: table.waiting }, { value: 'missing' as const, label: 'Not mapped', count: coverage.status === 'ready' ? unmapped.length : undefined }];
  const approveOff = whyNot(contractGroup.approve) ?? (table.isOwnWork ? 'You proposed some of this. Another admin approves it.' : undefined);

  return (
    <Page title={table.name} back={BACK} beside={table.needsApproval && <Status status={{ label: 'In use: changes are approved by another admin', tone: 'part' }} filled />}
      actions={<>
        <ActButton variant="outlined" whyNot={notAllowed ?? (table.usedBy.length > 0 ? 'A mapping looks values up in this table.' : undefined)} onClick={() => setAsking('remove')}>Remove table</ActButton>
        <Button variant="outlined" onClick={() => { void save(); }}>Export</Button>
        <FileButton whyNot={notAllowed} label="Lookup table file" onFiles={files => { void onFiles(files); }}>Import</FileButton>
        <ActButton variant="contained" whyNot={notAllowed} shortcut="Insert" onClick={() => setAdding({ pasted: '' })}>Add rows</ActButton>
      </>}>
      {table.waiting > 0 && (
        <Banner tone="part" action={<Box sx={{ display: 'flex', gap: 1 }}>
          <ActButton whyNot={whyNot(contractGroup.discard)} onClick={() => setAsking('discard')}>Discard</ActButton>
          <ActButton variant="contained" whyNot={approveOff} disabled={approve.busy} onClick={() => { void approve.run(undefined).then(done => { if (done) say(`${counted(done.added + done.changed + done.removed, 'row')} approved. The next run uses them.`); }); }}>Approve {count(table.waiting)}</ActButton>
        </Box>}>
          {counted(table.waiting, 'row')} by {table.authors.join(', ')} {table.waiting === 1 ? 'waits' : 'wait'} for another admin. Until then runs use what is struck through.
        </Banner>
      )}
      {uses.map(use => <CoverageBanner key={`${use.mapping} ${use.target}`} use={use} named="place" action={use.missing > 0 && show !== 'missing' && <Button onClick={() => go(`lookups/${id}?show=missing`, { replace: true })}>Show</Button>} />)}
      {coverage.status === 'ready' && uses.length === 0 && table.usedBy.length === 0 && <Banner tone="quiet">No mapping uses this table yet. In a mapping, choose the step “Look up in a table” and name it.</Banner>}
      <Box sx={{ display: 'flex', flex: 'none' }}><FilterChips label="Which rows" choices={choices} chosen={show} onChoose={chosen => go(`lookups/${id}${chosen === 'all' ? '' : `?show=${chosen}`}`, { replace: true })} /></Box>
      <Box onPaste={onPaste} sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column' }}>
        {show === 'missing'
          ? <DataGrid<Unmapped> key="missing" ref={missingGrid} id="lookup-missing" label={`Values that ${table.name} does not have`} unit="value" columns={unmappedColumns} rows={unmapped} rowId={({ value }) => value} selection="none" autoFocus onKey={onKey} afterEdit="stay" {...(canEdit ? { onOpen: ({ value }: Unmapped) => setAdding({ pasted: '', key: value }) } : {})}
              onEdit={(row, column, text) => editCell(row.value, [], column, text)} footer={canEdit && <KeyHints keys={[['Enter', 'type what it becomes'], ['Insert', 'add a row']]} />}
              empty={{ title: coverage.status === 'loading' ? 'Counting the month’s orders …' : 'Nothing is missing', text: uses.length === 0 ? 'There are no orders to count yet, or no mapping uses this table.' : 'Every value of the month has a row.' }} />
          : <DataGrid<LookupRow> key={show} ref={grid} id="lookup-rows" label={`Rows of ${table.name}`} columns={columns} rowId={({ key }) => key} pages={rows} {...(show === 'waiting' ? { filter: { waiting: 'yes' } } : {})} selection={canEdit ? 'many' : 'none'} autoFocus onKey={onKey}
              onEdit={(row, column, text) => editCell(row.key, cellsOf(row), column, text)} rowTone={row => (row.state === 'inForce' ? undefined : 'part')}
              footer={canEdit && <KeyHints keys={[['Enter', 'change'], ['Insert', 'add'], ['Ctrl V', 'paste rows'], ['Space', 'select'], ['Delete', 'take away']]} />}
              empty={show === 'waiting' ? { title: 'Nothing waits', text: 'Changes of a table that a mapping in use needs wait here for another admin.' } : { title: 'No row yet', text: 'Add rows, paste them from a spreadsheet, or import a CSV file.' }} />}
      </Box>
      <AddRowsDialog adding={adding} table={table} busy={edit.busy} error={edit.error} onAdd={keep} onClose={() => { setAdding(undefined); edit.clear(); }} onGone={() => (show === 'missing' ? missingGrid : grid).current?.focus()} />
      <ImportDialog file={file} table={table} busy={load.busy} error={load.error} onClose={() => { setFile(undefined); load.clear(); }} onImport={mode => { void load.run({ content: file?.content ?? '', mode }).then(done => { if (done) { tell(done); setFile(undefined); } }); }} />
      <ConfirmDialog open={asking === 'delete'} title={`Take ${counted(toDelete.length, 'row')} away`} action="Take away" destructive busy={edit.busy} error={edit.error} text={`${toDelete.slice(0, 5).map(({ key }) => `“${key}”`).join(', ')}${toDelete.length > 5 ? ` and ${count(toDelete.length - 5)} more` : ''}. ${table.needsApproval ? 'Runs go on using them until another admin approves.' : 'Runs find them no more.'}`}
        onClose={() => { setAsking(undefined); edit.clear(); }} onConfirm={() => { void keep(toDelete.map(({ key }) => ({ key, values: null }))).then(done => { if (done) { setAsking(undefined); grid.current?.clearSelection(); } }); }} />
      <ConfirmDialog open={asking === 'discard'} title="Discard what waits" action="Discard" destructive reason={{ label: 'Why' }} busy={discard.busy} error={discard.error} text={`${counted(table.waiting, 'change')} by ${table.authors.join(', ')} will be forgotten. What is in force stays.`}
        onClose={() => { setAsking(undefined); discard.clear(); }} onConfirm={reason => { void discard.run(reason).then(done => { if (done) setAsking(undefined); }); }} />
      <ConfirmDialog open={asking === 'remove'} title={`Remove ${table.name}`} action="Remove table" destructive busy={remove.busy} error={remove.error} text={`The table and its ${counted(table.rows, 'row')} will be gone. Export it first to keep them.`}
        onClose={() => { setAsking(undefined); remove.clear(); }} onConfirm={() => { void remove.run(undefined).then(done => { if (done) { say(`${table.name} removed`); go('lookups'); } }); }} />
    </Page>
  );
}
