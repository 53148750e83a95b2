import { Box } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import type { CellFocusedEvent, CellKeyDownEvent, GridApi, GridReadyEvent, IDatasource, RowClassParams, RowClassRules, RowDoubleClickedEvent, SuppressKeyboardEventParams } from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import { useCallback, useEffect, useImperativeHandle, useInsertionEffect, useMemo, useRef, useState, type ReactNode, type Ref } from 'react';
import { AppError } from '../../shared/contract/errors.ts';
import type { Page, PageRequest } from '../../shared/contract/page.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { Failure, Waiting } from '../components/waiting.tsx';
import { useNotices } from '../stores/notice-store.ts';
import { usePreferencesStore } from '../stores/preferences-store.ts';
import { count } from '../text/format.ts';
import type { Tone } from '../text/words.ts';
import type { Column } from './columns.tsx';
import { GridFooter } from './grid-footer.tsx';
import { forgetColumns, recallColumns, rememberColumns } from './grid-memory.ts';
import { registerGridModules } from './grid-modules.ts';
import { gridStyles } from './grid-styles.ts';
import { asClipboardTable, asCsv, everyRow, saveFile } from './grid-text.ts';
import { gridTheme, ROW_HEIGHT } from './grid-theme.ts';

registerGridModules();

/** A block of the infinite row model. */
const BLOCK_ROWS = 100;
/** What one act may cover; more than this is never selected at once. */
const MAX_SELECTED = 500;

export type GridHandle<T> = {
  /** Puts the keyboard into the grid, on the row it was on. */
  focus: () => void;
  focusRow: (id: string) => void;
  /** The next row under the sort and filters on the screen; undefined at the end. */
  focusNext: (from: string) => T | undefined;
  select: (ids: readonly string[]) => void;
  /** What is selected this very moment. */
  selected: () => T[];
  clearSelection: () => void;
  reload: () => void;
};

/** Another `key` means other rows; another `version` the same rows, read anew in place. */
export type GridPages<T> = { load: (request: PageRequest) => Promise<Page<T>>; key: string; version: number };

type Source<T> =
  /** Everything at hand: short lists. */
  | { rows: readonly T[]; pages?: never; filter?: never }
  /** Pages from the engine, made by usePages; `filter` is what the page itself asks for. */
  | { rows?: never; pages: GridPages<T>; filter?: Readonly<Record<string, string>> };

type DataGridProps<T> = Source<T> & {
  /** Columns are remembered per person under this name. */
  id: string;
  /** What the rows are, for screen readers: "Orders of October". */
  label: string;
  /** One row in a word, for the count: "order". */
  unit?: string;
  columns: readonly Column<T>[];
  rowId: (row: T) => string;
  selection?: 'none' | 'one' | 'many';
  onSelect?: (rows: T[]) => void;
  /** Enter or a double click. */
  onOpen?: (row: T) => void;
  /** Lists where a row is a door: one click opens it. */
  openOnClick?: boolean;
  /** The row the keyboard or the mouse is on: a panel beside the grid follows it. */
  onFocusRow?: (row: T) => void;
  /** Keys of the page; answer true when the key was used. Keys with Ctrl, Alt or Meta never come here. */
  onKey?: (key: string, row: T | undefined, event: KeyboardEvent) => boolean;
  /** A cell of an editable column was changed by a person; the rows show it once they are read anew. */
  onEdit?: (row: T, column: string, text: string) => void;
  /** Where the keyboard goes when a cell was changed: down, or nowhere because the row leaves the list. */
  afterEdit?: 'down' | 'stay';
  /** Pinned under the rows. Give a row with only the fields that have a total. */
  totals?: T | undefined;
  rowTone?: (row: T) => Tone | 'selected' | undefined;
  /** The keyboard begins here when the page opens. */
  autoFocus?: boolean;
  empty: { title: string; text?: ReactNode; action?: ReactNode };
  footer?: ReactNode;
  ref?: Ref<GridHandle<T>>;
};

/** The one grid of Tieout. Loads pages, keeps its place, remembers its columns, and works without a mouse. */
export function DataGrid<T>(props: DataGridProps<T>) {
  const { id, label, unit = 'row', columns, rowId, rows, pages, filter, selection = 'one', totals, empty, footer, ref } = props;
  const theme = useTheme();
  const say = useNotices(store => store.say);
  const person = usePreferencesStore(store => store.person);
  const [api, setApi] = useState<GridApi<T>>();
  const [paged, setPaged] = useState<{ total?: number; error?: AppError }>({});
  const [selected, setSelected] = useState(0);
  const [filtersOpen, setFiltersOpen] = useState(false);
  const [shown, setShown] = useState<number>();
  const latest = useRef(props);
  useInsertionEffect(() => { latest.current = props; });
  const isPaged = pages !== undefined;
  const filterKey = `${pages?.key} ${JSON.stringify(filter ?? {})}`;
  const version = pages?.version;

  const datasource = useMemo((): IDatasource => ({
    getRows(params) {
      const { startRow, endRow, sortModel, filterModel } = params;
      const load = latest.current.pages?.load;
      if (!load) return;
      const request = { start: startRow, end: endRow, ...asked(sortModel, filterModel, latest.current.filter) };
      load(request).then(
        page => { setPaged({ total: page.total }); params.successCallback(page.rows, page.total); },
        (error: unknown) => { setPaged(before => ({ ...before, error: asGridError(error) })); params.failCallback(); },
      );
    },
  }), []);

  const reload = useCallback(() => {
    if (!api || api.isDestroyed()) return;
    setPaged(({ total }) => (total === undefined ? {} : { total }));
    // With nothing loaded there is nothing to keep in place, and a cache of no rows would not ask again.
    if (isPaged && api.getDisplayedRowCount() === 0) api.purgeInfiniteCache();
    else if (isPaged) api.refreshInfiniteCache();
  }, [api, isPaged]);

  const askedVersion = useRef(version);
  useEffect(() => {
    if (askedVersion.current === version) return;
    askedVersion.current = version;
    reload();
  }, [version, reload]);

  const askedFilter = useRef(filterKey);
  useEffect(() => {
    if (!api || !isPaged || askedFilter.current === filterKey) return;
    askedFilter.current = filterKey;
    api.deselectAll();
    if (api.getDisplayedRowCount() > 0) api.ensureIndexVisible(0, 'top');
    api.purgeInfiniteCache();
  }, [api, isPaged, filterKey]);

  useEffect(() => {
    if (api && !api.isDestroyed()) api.setGridOption('pinnedBottomRowData', totals === undefined ? [] : [totals]);
  }, [api, totals]);

  useImperativeHandle(ref, () => handleOf(api, reload), [api, reload]);

  const onGridReady = (event: GridReadyEvent<T>) => {
    event.api.setGridAriaProperty('label', label);
    recallColumns(event.api, person, id);
    setApi(event.api);
  };
  const keepColumns = () => { if (api && !api.isDestroyed()) rememberColumns(api, id); };
  const visibleColumns = () => (api?.getAllDisplayedColumns() ?? []).flatMap(shownColumn => columns.filter(column => column.colId === shownColumn.getColId()));

  const exportRows = async () => {
    if (!api) return;
    const sort = api.getColumnState().filter(({ sort: direction }) => direction).map(({ colId, sort: direction }) => ({ colId, sort: direction ?? 'asc' }));
    const all: T[] = [];
    if (pages) all.push(...await everyRow(pages.load, asked(sort, api.getFilterModel(), filter)));
    else api.forEachNodeAfterFilterAndSort(node => { if (node.data) all.push(node.data); });
    saveFile(`${id}.csv`, asCsv(all, visibleColumns()));
    say(`${count(all.length)} rows exported to ${id}.csv`);
  };

  const onCellKeyDown = (event: CellKeyDownEvent<T>) => {
    // The grid passes on whatever DOM event it got; only keys are asked for here.
    const key = event.event as KeyboardEvent;
    const { onKey, onOpen } = latest.current;
    // Whoever types into a cell types a text, not the page's keys.
    if (event.api.getEditingCells().length > 0) return;
    if (key.ctrlKey || key.metaKey) {
      if (key.key === 'c') {
        const chosen = api?.getSelectedRows() ?? [];
        void navigator.clipboard.writeText(asClipboardTable(chosen.length > 0 ? chosen : event.data ? [event.data] : [], visibleColumns()));
        say(`${count(Math.max(1, chosen.length))} ${chosen.length > 1 ? 'rows' : 'row'} copied as a table`);
      }
      if (key.key === 'a' && selection === 'many') { key.preventDefault(); selectAll(api); }
      return;
    }
    if (key.altKey || event.rowPinned) return;
    if (onKey?.(key.key, event.data, key)) { key.preventDefault(); key.stopPropagation(); return; }
    if (key.key === 'Enter' && event.data && onOpen && !event.column.isCellEditable(event.node)) { key.preventDefault(); onOpen(event.data); }
  };

  const onCellFocused = (event: CellFocusedEvent<T>) => {
    if (event.rowIndex === null || event.rowPinned) return;
    const node = event.api.getDisplayedRowAtIndex(event.rowIndex);
    if (!node?.data) return;
    // Where one row is selected, it is the one that the keyboard is on.
    if (selection === 'one' && !node.isSelected()) node.setSelected(true, true, 'api');
    latest.current.onFocusRow?.(node.data);
  };

  const total = isPaged ? paged.total : shown ?? rows?.length;
  const overlay = isPaged && paged.error && paged.total === undefined ? <Failure error={paged.error} onRetry={reload} />
    : total === undefined ? <Waiting on={{ status: 'loading' }} />
    : total === 0 ? <EmptyState {...empty} /> : undefined;

  return (
    <Box sx={{ flex: 1, minHeight: 120, minWidth: 0, display: 'flex', flexDirection: 'column', border: 1, borderColor: 'divider', borderRadius: 1.5, overflow: 'hidden', backgroundColor: 'background.paper' }}>
      <Box sx={{ flex: 1, minHeight: 0, position: 'relative', ...gridStyles(theme) }}>
        <AgGridReact<T>
          key={`${id} ${isPaged}`}
          theme={useMemo(() => gridTheme(theme), [theme])}
          {...(isPaged
            ? { rowModelType: 'infinite' as const, datasource, cacheBlockSize: BLOCK_ROWS, maxBlocksInCache: 30, infiniteInitialRowCount: 1, blockLoadDebounceMillis: 40 }
            : { rowModelType: 'clientSide' as const, rowData: rows as T[] })}
          columnDefs={useMemo(() => columns.map(column => ({ ...column })), [columns])}
          defaultColDef={useMemo(() => ({ resizable: true, suppressHeaderMenuButton: true, suppressHeaderFilterButton: true, floatingFilter: filtersOpen, suppressFloatingFilterButton: true, suppressKeyboardEvent: ({ event, editing }: SuppressKeyboardEventParams<T>) => !editing && isOurs(event, selection) }), [filtersOpen, selection])}
          getRowId={useCallback(({ data }: { data: T }) => (data === latest.current.totals ? 'totals' : rowId(data)), [rowId])}
          rowHeight={ROW_HEIGHT}
          rowSelection={useMemo(() => selectionOf(selection, isPaged), [selection, isPaged])}
          selectionColumnDef={{ width: 40, resizable: false, suppressHeaderMenuButton: true }}
          rowClassRules={ROW_CLASSES}
          context={useMemo(() => ({ toneOf: (row: T) => latest.current.rowTone?.(row) }), [])}
          suppressCellFocus={false}
          enableCellTextSelection={false}
          suppressDragLeaveHidesColumns
          suppressMultiSort={false}
          multiSortKey="ctrl"
          tooltipShowDelay={700}
          tooltipShowMode="whenTruncated"
          suppressNoRowsOverlay
          animateRows={false}
          onGridReady={onGridReady}
          onFirstDataRendered={({ api: ready }) => { if (latest.current.autoFocus === true && mayTakeFocus()) focusAt(ready, 0); }}
          onSortChanged={keepColumns}
          onColumnMoved={({ finished }) => { if (finished) keepColumns(); }}
          onColumnResized={({ finished, source }) => { if (finished && source === 'uiColumnResized') keepColumns(); }}
          onColumnVisible={keepColumns}
          onModelUpdated={event => { if (!isPaged) setShown(event.api.getDisplayedRowCount()); }}
          onSelectionChanged={event => { const chosen = event.api.getSelectedRows().slice(0, MAX_SELECTED); setSelected(chosen.length); latest.current.onSelect?.(chosen); }}
          onRowClicked={({ data, rowPinned }) => { if (data && !rowPinned && latest.current.openOnClick === true) latest.current.onOpen?.(data); }}
          onRowDoubleClicked={(event: RowDoubleClickedEvent<T>) => { if (event.data && !event.rowPinned) latest.current.onOpen?.(event.data); }}
          readOnlyEdit
          stopEditingWhenCellsLoseFocus
          enterNavigatesVerticallyAfterEdit={props.afterEdit !== 'stay'}
          onCellEditRequest={({ data, column, newValue, oldValue }) => { const text = String(newValue ?? '').trim(); if (data && text !== String(oldValue ?? '')) latest.current.onEdit?.(data, column.getColId(), text); }}
          onCellKeyDown={event => { if ('column' in event) onCellKeyDown(event); }}
          onCellFocused={onCellFocused}
        />
        {overlay !== undefined && <Box sx={{ position: 'absolute', inset: total === 0 && filtersOpen ? '80px 0 0' : '35px 0 0', backgroundColor: 'background.paper', overflow: 'auto' }}>{overlay}</Box>}
      </Box>
      <GridFooter
        total={total} selected={selection === 'many' ? selected : 0} unit={unit} filtersOpen={filtersOpen} onFilters={() => setFiltersOpen(open => !open)}
        onExport={() => { void exportRows(); }} onResetColumns={() => { forgetColumns(id); api?.resetColumnState(); }}
        columns={() => (api?.getColumnState() ?? []).flatMap(({ colId, hide }) => columns.filter(column => column.colId === colId).map(({ headerName }) => ({ id: colId, label: headerName, hidden: hide === true })))}
        onColumn={(column, hidden) => api?.setColumnsVisible([column], !hidden)}
      >
        {footer}
      </GridFooter>
    </Box>
  );
}

const asGridError = (error: unknown): AppError => (error instanceof AppError ? error : new AppError('window.unexpected', 'report', 'These rows could not be read. Reload the page; nothing that was saved is lost.', { cause: error }));

/** Asked again whenever a row's data changes, so that its colour follows. */
const ROW_CLASSES: RowClassRules = {
  'tieout-row-waiting': ({ data }: RowClassParams) => data === undefined,
  ...Object.fromEntries((['good', 'part', 'problem', 'broken', 'quiet', 'busy', 'selected'] as const).map(tone => [
    `tieout-row-${tone}`,
    ({ data, context }: RowClassParams) => data !== undefined && (context as { toneOf: (row: unknown) => string | undefined }).toneOf(data) === tone,
  ])),
};

type SortModel = readonly { colId: string; sort: string | null | undefined }[];

/** The grid's own sort and filters, and the page's filter, as the contract wants them. */
function asked(sortModel: SortModel, filterModel: Record<string, { filter?: string } | undefined>, own: Readonly<Record<string, string>> = {}): Pick<PageRequest, 'sort' | 'filter'> {
  const typed = Object.entries(filterModel ?? {}).flatMap(([field, model]) => (model?.filter ? [[field, model.filter] as const] : []));
  return {
    sort: sortModel.slice(0, 3).map(({ colId, sort }) => ({ field: colId, direction: sort === 'desc' ? 'desc' as const : 'asc' as const })),
    filter: { ...Object.fromEntries(typed), ...own },
  };
}

/** Keys that the grid would take for itself: letters stay the window's shortcuts (Enter and F2 begin to change a cell), Delete is the page's, and so is Space where no row is selected with it. */
const isOurs = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent, selection: string): boolean =>
  key === 'Delete' || key === 'Backspace' || (key === ' ' ? selection === 'none' : key.length === 1 && !ctrlKey && !metaKey && !altKey);

function selectionOf(selection: 'none' | 'one' | 'many', isPaged: boolean) {
  if (selection === 'many') return { mode: 'multiRow' as const, checkboxes: true, headerCheckbox: !isPaged, enableClickSelection: false };
  return { mode: 'singleRow' as const, checkboxes: false, enableClickSelection: selection === 'one' };
}

/** Every row that is loaded, up to what one act may cover. */
function selectAll<T>(api: GridApi<T> | undefined): void {
  let chosen = 0;
  api?.forEachNode(node => {
    if (node.data && chosen < MAX_SELECTED) {
      node.setSelected(true, false, 'api');
      chosen += 1;
    }
  });
}

/** A person who already types or chose something keeps the keyboard. */
const mayTakeFocus = (): boolean => document.activeElement === null || document.activeElement === document.body || document.activeElement.closest('nav, [role="tablist"]') !== null;

function focusAt<T>(api: GridApi<T>, index: number): void {
  const column = api.getFocusedCell()?.column ?? api.getAllDisplayedColumns().find(each => each.getColDef().headerName !== undefined);
  if (!column) return;
  api.ensureIndexVisible(index);
  api.setFocusedCell(index, column);
}

function handleOf<T>(api: GridApi<T> | undefined, reload: () => void): GridHandle<T> {
  const focusIndex = (index: number) => { if (api && !api.isDestroyed()) focusAt(api, index); };
  return {
    focus: () => focusIndex(api?.getFocusedCell()?.rowIndex ?? 0),
    focusRow: id => { const index = api?.getRowNode(id)?.rowIndex; if (typeof index === 'number') focusIndex(index); },
    focusNext: from => {
      const index = (api?.getRowNode(from)?.rowIndex ?? -1) + 1;
      const next = api?.getDisplayedRowAtIndex(index)?.data;
      if (next) focusIndex(index);
      return next;
    },
    select: ids => { api?.deselectAll(); for (const id of ids) api?.getRowNode(id)?.setSelected(true, false, 'api'); },
    selected: () => api?.getSelectedRows().slice(0, MAX_SELECTED) ?? [],
    clearSelection: () => api?.deselectAll(),
    reload,
  };
}
