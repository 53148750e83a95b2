import { Box } from '@mui/material';
import { useRef } from 'react';
import { RecordState, type RecordRow } from '../../../shared/contract/runs.ts';
import type { Period } from '../../../shared/values/date.ts';
import { RecordId } from '../../../shared/values/id.ts';
import { FilterChips } from '../../components/filter-chips.tsx';
import { usePages } from '../../engine/use-engine.tsx';
import { dateColumn, moneyColumn, statusColumn, textColumn, type Column } from '../../grid/columns.tsx';
import { DataGrid, type GridHandle } from '../../grid/data-grid.tsx';
import { go } from '../../stores/route-store.ts';
import { month } from '../../text/format.ts';
import { recordStates } from '../../text/words.ts';
import { RecordPanel } from './record-panel.tsx';

/** Channels are named by source and sub-source, 'AMAZON/Amazon UK'; the second says it all. */
const channelName = ({ channel }: RecordRow): string => channel.split('/').at(-1) || channel;

const columns: readonly Column<RecordRow>[] = [
  textColumn('reference', 'Reference', { width: 164, strong: true }),
  textColumn('number', 'Order', { width: 78 }),
  textColumn('channel', 'Channel', { width: 100, text: channelName }),
  dateColumn('receivedOn', 'Received', { width: 104 }),
  moneyColumn('amountMinor', 'Amount', { width: 126, currency: row => row.currency, showCurrency: true }),
  statusColumn('state', 'State', recordStates, { width: 100 }),
  textColumn('stage', 'Where it stands', { flex: 3, minWidth: 120 }),
  textColumn('reason', 'Why', { flex: 3, minWidth: 100 }),
  textColumn('document', 'Document', { width: 106 }),
];

type RecordsTabProps = { period: Period; record: string | undefined; state: string | undefined };

/** Every order of the month, by state; the chosen one's timeline beside it. */
export function RecordsTab({ period, record, state }: RecordsTabProps) {
  const grid = useRef<GridHandle<RecordRow>>(null);
  const pages = usePages(['runs', 'deadLetters', 'holds'], (client, page) => client.runs.records({ period, page }), [period]);
  const shown = RecordState.safeParse(state).data;
  const query = shown === undefined ? '' : `?state=${shown}`;
  const opened = RecordId.safeParse(record).data;
  const open = (row: RecordRow) => go(`runs/records/${row.id}${query}`, { replace: opened !== undefined });
  const close = () => {
    go(`runs/records${query}`);
    grid.current?.focus();
  };
  return (
    <Box sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column', gap: 1.25, position: 'relative' }}>
      <Box sx={{ display: 'flex', flex: 'none' }}><FilterChips<string> label="State" chosen={shown ?? ''} choices={[{ value: '', label: 'All' }, ...RecordState.options.map(value => ({ value, label: recordStates[value].label }))]} onChoose={value => go(value === '' ? 'runs/records' : `runs/records?state=${value}`, { replace: true })} /></Box>
      <DataGrid<RecordRow> ref={grid} id="records" label={`Orders of ${month(period)}`} unit="order" columns={columns} pages={pages} rowId={row => row.id} filter={shown === undefined ? {} : { state: shown }}
        autoFocus={opened === undefined} onOpen={open} openOnClick onFocusRow={row => { if (opened !== undefined && row.id !== opened) open(row); }}
        empty={{ title: shown === undefined ? `No order of ${month(period)} was read yet` : `No order is ${recordStates[shown].label.toLowerCase()}`, text: shown === undefined ? 'Start a run: it reads every order of the month.' : 'Choose another state to see the others.' }} />
      {opened !== undefined && <RecordPanel id={opened} onClose={close} />}
    </Box>
  );
}
