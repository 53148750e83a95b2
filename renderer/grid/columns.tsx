import { Box } from '@mui/material';
import type { ColDef } from 'ag-grid-community';
import type { Instant, LocalDate } from '../../shared/values/date.ts';
import { Status } from '../components/status-chip.tsx';
import { amount, count, day, moment, money, percent, plainAmount } from '../text/format.ts';
import type { StatusWord } from '../text/words.ts';

/** A column that can also say its value as plain text, for copying, exporting and finding. */
export type Column<T> = ColDef<T> & { colId: string; headerName: string; context: { text: (row: T) => string } };

type Field<T> = keyof T & string;
export type ColumnOptions = {
  width?: number;
  /** Takes a share of the room that is left. */
  flex?: number;
  minWidth?: number;
  hidden?: boolean;
  sortable?: boolean;
  filter?: boolean;
  /** A longer explanation of the heading. */
  help?: string;
};

function column<T>(field: string, header: string, text: (row: T) => string, options: ColumnOptions & { rest?: ColDef<T> }): Column<T> {
  const { width, flex, minWidth, hidden = false, sortable = true, filter = true, help, rest = {} } = options;
  return {
    colId: field,
    headerName: header,
    context: { text },
    sortable,
    filter: filter ? 'agTextColumnFilter' : false,
    filterParams: { filterOptions: ['contains'], maxNumConditions: 1, debounceMs: 250 },
    initialHide: hidden,
    ...(flex === undefined ? { initialWidth: width ?? 130 } : { initialFlex: flex, minWidth: minWidth ?? width ?? 120 }),
    ...(help === undefined ? {} : { headerTooltip: help }),
    ...rest,
  };
}

/** Words as they are; the whole text as a tooltip. */
export function textColumn<T>(field: Field<T>, header: string, { text, strong = false, mono = false, ...options }: ColumnOptions & { text?: (row: T) => string; strong?: boolean; mono?: boolean } = {}): Column<T> {
  const read = text ?? ((row: T) => String(row[field] ?? ''));
  return column<T>(field, header, read, {
    ...options,
    rest: {
      valueGetter: ({ data }) => (data ? read(data) : ''),
      tooltipValueGetter: ({ data }) => (data ? read(data) : ''),
      cellClass: [strong ? 'tieout-strong' : '', mono ? 'tieout-mono' : ''].filter(name => name !== ''),
    },
  });
}

type MoneyOptions<T> = ColumnOptions & { currency: (row: T) => string; /** Where more than one currency is on the screen. */ showCurrency?: boolean; /** 0 as a dash: fewer digits to read over. */ dashZero?: boolean };

type EditableOptions<T> = ColumnOptions & { text: (row: T) => string; /** What stands in the cell instead of the text. */ render?: (row: T) => React.ReactNode; isEditable: (row: T) => boolean; maxLength: number };

/** Text that is changed in its cell: Enter or F2 begins, Enter keeps it, Esc does not. The grid's `onEdit` is told. */
export function editableColumn<T>(id: string, header: string, { text, render, isEditable, maxLength, ...options }: EditableOptions<T>): Column<T> {
  return column<T>(id, header, text, {
    ...options,
    rest: {
      valueGetter: ({ data }) => (data ? text(data) : ''), tooltipValueGetter: ({ data }) => (data ? text(data) : ''),
      editable: ({ data }) => data !== undefined && isEditable(data), cellEditor: 'agTextCellEditor', cellEditorParams: { maxLength }, cellClass: 'tieout-editable',
      ...(render === undefined ? {} : { cellRenderer: ({ data }: { data?: T }) => (data ? <>{render(data)}</> : null) }),
    },
  });
}

/** Whole minor units, right-aligned, tabular; the one way of showing money in a grid. */
export function moneyColumn<T>(field: Field<T>, header: string, { currency, showCurrency = false, dashZero = false, ...options }: MoneyOptions<T>): Column<T> {
  const minorOf = (row: T) => row[field] as number | null | undefined;
  const shown = (row: T) => {
    const minor = minorOf(row);
    if (minor === null || minor === undefined || (dashZero && minor === 0)) return '–';
    return showCurrency ? money(minor, currency(row)) : amount(minor, currency(row));
  };
  const plain = (row: T) => { const minor = minorOf(row); return minor === null || minor === undefined ? '' : plainAmount(minor, currency(row)); };
  return column<T>(field, header, plain, {
    width: 120, filter: false, ...options,
    rest: { valueGetter: ({ data }) => (data ? minorOf(data) : null), valueFormatter: ({ data }) => (data ? shown(data) : ''), cellClass: 'tieout-number', headerClass: 'tieout-number-head' },
  });
}

export function numberColumn<T>(field: Field<T>, header: string, options: ColumnOptions = {}): Column<T> {
  return column<T>(field, header, row => String(row[field] ?? ''), {
    width: 90, filter: false, ...options,
    rest: { valueGetter: ({ data }) => (data ? data[field] : null), valueFormatter: ({ value }) => (typeof value === 'number' ? count(value) : ''), cellClass: 'tieout-number', headerClass: 'tieout-number-head' },
  });
}

/** A day of the books, without a time. */
export function dateColumn<T>(field: Field<T>, header: string, options: ColumnOptions = {}): Column<T> {
  return column<T>(field, header, row => String(row[field] ?? ''), {
    width: 112, ...options,
    rest: { valueGetter: ({ data }) => (data ? data[field] : null), valueFormatter: ({ value }) => (typeof value === 'string' && value !== '' ? day(value as LocalDate) : '') },
  });
}

/** A moment on the clock, in the reader's time zone. */
export function momentColumn<T>(field: Field<T>, header: string, options: ColumnOptions = {}): Column<T> {
  return column<T>(field, header, row => String(row[field] ?? ''), {
    width: 130, filter: false, ...options,
    rest: { valueGetter: ({ data }) => (data ? data[field] : null), valueFormatter: ({ value }) => (typeof value === 'string' && value !== '' ? moment(value as Instant) : '') },
  });
}

/** An icon and a word. */
export function statusColumn<T>(field: Field<T>, header: string, words: Record<string, StatusWord>, options: ColumnOptions = {}): Column<T> {
  const wordOf = (row: T): StatusWord => words[String(row[field])] ?? { label: String(row[field]), tone: 'quiet' };
  return column<T>(field, header, row => wordOf(row).label, {
    width: 130, filter: false, ...options,
    rest: { valueGetter: ({ data }) => (data ? wordOf(data).label : ''), cellRenderer: ({ data }: { data?: T }) => (data ? <Status status={wordOf(data)} /> : null) },
  });
}

/** 0…1 as a short bar and whole per cent. */
export function confidenceColumn<T>(field: Field<T>, header: string, options: ColumnOptions = {}): Column<T> {
  const shareOf = (row: T) => row[field] as number | null;
  return column<T>(field, header, row => { const share = shareOf(row); return share === null ? '' : percent(share); }, {
    width: 110, filter: false, ...options,
    rest: {
      valueGetter: ({ data }) => (data ? shareOf(data) : null),
      cellRenderer: ({ data }: { data?: T }) => { const share = data ? shareOf(data) : null; return share === null ? <Box component="span" sx={{ color: 'text.secondary' }}>—</Box> : <Confidence share={share} />; },
    },
  });
}

export function Confidence({ share }: { share: number }) {
  const tone = share >= 0.9 ? 'success.main' : share >= 0.6 ? 'info.main' : 'warning.main';
  return (
    <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.75 }}>
      <Box aria-hidden component="span" sx={{ width: 36, height: 5, borderRadius: 3, backgroundColor: 'divider', overflow: 'hidden', display: 'inline-block' }}>
        <Box component="span" sx={{ display: 'block', height: '100%', width: `${share * 100}%`, backgroundColor: tone }} />
      </Box>
      <Box component="span" sx={{ minWidth: 22, textAlign: 'right' }}>{Math.round(share * 100)}</Box>
    </Box>
  );
}

/** A column drawn by the page itself; `text` is still what is copied and exported. */
export function customColumn<T>(id: string, header: string, { text, render, ...options }: ColumnOptions & { text: (row: T) => string; render: (row: T) => React.ReactNode }): Column<T> {
  return column<T>(id, header, text, {
    ...options,
    rest: { valueGetter: ({ data }) => (data ? text(data) : ''), cellRenderer: ({ data }: { data?: T }) => (data ? <>{render(data)}</> : null) },
  });
}
