import AddIcon from '@mui/icons-material/Add';
import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, MenuItem, TextField } from '@mui/material';
import { useState } from 'react';
import type { ChannelSettings } from '../../../shared/contract/settings.ts';
import { Currency } from '../../../shared/values/money.ts';
import { Panel } from '../../components/page.tsx';
import { customColumn, textColumn } from '../../grid/columns.tsx';
import { DataGrid } from '../../grid/data-grid.tsx';
import { ROW_HEIGHT } from '../../grid/grid-theme.ts';
import { FeeTiers, feeText, tiersFrom, typedTiers, type TypedTier } from './fee-tiers.tsx';

type ChannelsPanelProps = { channels: readonly ChannelSettings[]; readOnly: boolean; onChannels: (channels: ChannelSettings[]) => void };

const COLUMNS = [
  textColumn<ChannelSettings>('label', 'Channel', { width: 150, strong: true }),
  textColumn<ChannelSettings>('key', 'In the shop', { flex: 1, minWidth: 160 }),
  textColumn<ChannelSettings>('currency', 'Currency', { width: 86 }),
  customColumn<ChannelSettings>('customer', 'Customer in Sage', { text: channel => (channel.customerPolicy === 'perBuyer' ? 'one per buyer' : channel.customerReference), render: channel => (channel.customerPolicy === 'perBuyer' ? 'one per buyer' : channel.customerReference), width: 140 }),
  textColumn<ChannelSettings>('clearingBank', 'Clearing', { width: 90 }),
  textColumn<ChannelSettings>('bank', 'Bank', { width: 80 }),
  textColumn<ChannelSettings>('salesNominal', 'Sales', { width: 80 }),
  textColumn<ChannelSettings>('feeNominal', 'Fees', { width: 80 }),
  customColumn<ChannelSettings>('fee', 'Fee contract', { text: ({ feeTiers }) => feeText(feeTiers), render: ({ feeTiers }) => feeText(feeTiers), width: 132 }),
];
const channelKey = ({ key }: ChannelSettings): string => key;

const SHOWN_ROWS = 12;
/** Heading, rows and foot of the grid, without empty room under them. */
const heightFor = (rows: number): number => 96 + ROW_HEIGHT * Math.min(SHOWN_ROWS, Math.max(4, rows));

const EMPTY: ChannelSettings = { key: '', label: '', currency: 'GBP', customerPolicy: 'webSales', customerReference: '', clearingBank: '', bank: '1200', feeNominal: '7901', salesNominal: '4000', costCentre: '', department: '', feeTiers: [] };

/** How each channel is kept in the books: its customer, its clearing account, its fees. */
export function ChannelsPanel({ channels, readOnly, onChannels }: ChannelsPanelProps) {
  const [editing, setEditing] = useState<{ channel: ChannelSettings; before: string | undefined }>();
  const onDone = (channel: ChannelSettings) => {
    onChannels(editing?.before === undefined ? [...channels, channel] : channels.map(each => (each.key === editing.before ? channel : each)));
    setEditing(undefined);
  };
  return (
    <Panel title="Channels" actions={<Button startIcon={<AddIcon fontSize="small" />} disabled={readOnly} onClick={() => setEditing({ channel: EMPTY, before: undefined })}>Add channel</Button>}>
      <Box sx={{ height: heightFor(channels.length), p: 1.25, display: 'flex' }}>
        <DataGrid<ChannelSettings> id="channels" label="Channels" unit="channel" columns={COLUMNS} rowId={channelKey} rows={channels} onOpen={channel => setEditing({ channel, before: channel.key })}
          empty={{ title: 'No channel yet', text: 'A channel is where orders come from: a marketplace, a shop, the wholesale desk.' }} />
      </Box>
      {editing && <ChannelDialog channel={editing.channel} isNew={editing.before === undefined} readOnly={readOnly} taken={channels.map(({ key }) => key).filter(key => key !== editing.before)} onDone={onDone} onClose={() => setEditing(undefined)}
        onRemove={() => { onChannels(channels.filter(({ key }) => key !== editing.before)); setEditing(undefined); }} />}
    </Panel>
  );
}

type ChannelDialogProps = { channel: ChannelSettings; isNew: boolean; readOnly: boolean; taken: readonly string[]; onDone: (channel: ChannelSettings) => void; onRemove: () => void; onClose: () => void };
type TextName = 'key' | 'label' | 'customerReference' | 'clearingBank' | 'bank' | 'feeNominal' | 'salesNominal' | 'costCentre' | 'department';

function ChannelDialog({ channel, isNew, readOnly, taken, onDone, onRemove, onClose }: ChannelDialogProps) {
  const [draft, setDraft] = useState(channel);
  const [fees, setFees] = useState<readonly TypedTier[]>(() => typedTiers(channel.feeTiers));
  const feeTiers = tiersFrom(fees);
  const isTaken = taken.includes(draft.key.trim());
  const ready = draft.key.trim() !== '' && draft.label.trim() !== '' && !isTaken && feeTiers !== undefined;
  const field = (name: TextName, label: string, max: number, help?: string) => <TextField label={label} value={draft[name]} disabled={readOnly} helperText={help} onChange={event => setDraft({ ...draft, [name]: event.target.value.slice(0, max) })} />;
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm">
      <form onSubmit={event => { event.preventDefault(); if (ready) onDone({ ...draft, key: draft.key.trim(), label: draft.label.trim(), feeTiers }); }}>
        <DialogTitle>{isNew ? 'Add a channel' : draft.label}</DialogTitle>
        <DialogContent>
          <Box sx={{ display: 'grid', gridTemplateColumns: 'repeat(3, minmax(0, 1fr))', gap: 1.75, pt: 1, alignItems: 'start' }}>
            <Box sx={{ gridColumn: 'span 2' }}><TextField autoFocus label="Source / SubSource" value={draft.key} disabled={readOnly} error={isTaken} helperText={isTaken ? 'This channel is there already' : 'As the shop names it: AMAZON/Amazon UK'} onChange={event => setDraft({ ...draft, key: event.target.value.slice(0, 100) })} /></Box>
            {field('label', 'Name here', 60)}
            <TextField select label="Currency" value={draft.currency} disabled={readOnly} onChange={event => setDraft({ ...draft, currency: event.target.value })}>{Currency.options.map(code => <MenuItem key={code} value={code}>{code}</MenuItem>)}</TextField>
            <TextField select label="Customer in Sage" value={draft.customerPolicy} disabled={readOnly} onChange={event => setDraft({ ...draft, customerPolicy: event.target.value === 'perBuyer' ? 'perBuyer' : 'webSales' })}><MenuItem value="webSales">One web-sales account</MenuItem><MenuItem value="perBuyer">One per buyer</MenuItem></TextField>
            {field('customerReference', 'Customer account', 24, draft.customerPolicy === 'perBuyer' ? 'Not needed' : undefined)}
            {field('clearingBank', 'Clearing account', 8)}{field('bank', 'Bank account', 8)}{field('salesNominal', 'Sales nominal', 41)}
            {field('feeNominal', 'Fee nominal', 41)}{field('costCentre', 'Cost centre', 3)}{field('department', 'Department', 3)}
            <FeeTiers tiers={fees} currency={draft.currency} readOnly={readOnly} onTiers={setFees} />
          </Box>
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          {!isNew && !readOnly && <Button color="error" onClick={onRemove} sx={{ mr: 'auto' }}>Remove channel</Button>}
          <Button variant="outlined" onClick={onClose}>{readOnly ? 'Close' : 'Cancel'}</Button>
          {!readOnly && <Button type="submit" variant="contained" disabled={!ready}>{isNew ? 'Add' : 'Apply'}</Button>}
        </DialogActions>
      </form>
    </Dialog>
  );
}
