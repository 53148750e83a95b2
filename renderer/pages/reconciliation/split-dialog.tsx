import CloseIcon from '@mui/icons-material/Close';
import { Alert, Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, IconButton, TextField, Typography } from '@mui/material';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { AppError } from '../../../shared/contract/errors.ts';
import type { Entry, LinePart } from '../../../shared/contract/reconciliation.ts';
import { lineName } from '../../../shared/values/line-name.ts';
import { Amount } from '../../components/amount.tsx';
import { HeardOnly } from '../../components/heard-only.tsx';
import { KeyHints } from '../../components/key-hints.tsx';
import { kindWord } from '../../text/close-words.ts';
import { amount, amountFrom, day, money } from '../../text/format.ts';
import { addPart, partsFor, restAt, splitting, type PartRow } from './split-parts.ts';

type SplitDialogProps = {
  entry: Entry;
  /** What is picked on the other side: the parts that the line most likely consists of. */
  others: readonly Entry[];
  busy: boolean;
  error: AppError | undefined;
  onSplit: (parts: LinePart[]) => void;
  onClose: () => void;
};

const KEYS = [['Tab', 'next field'], ['=', 'the rest goes here'], ['+', 'another part'], ['Enter', 'the rest in the last part, then split']] as const;

/** A line into parts that come to it exactly. What is missing or too much is said while it is typed. */
export function SplitDialog({ entry, others, busy, error, onSplit, onClose }: SplitDialogProps) {
  const { currency } = entry;
  const [rows, setRows] = useState<PartRow[]>(() => partsFor(entry, others));
  const fields = useRef(new Map<number, HTMLInputElement>());
  const [wanted, setWanted] = useState<number>();
  const { restMinor, problem, parts } = splitting(entry, rows);
  useEffect(() => {
    if (wanted === undefined) return;
    fields.current.get(wanted)?.focus();
    setWanted(undefined);
  }, [wanted]);

  const set = (index: number, part: Partial<PartRow>) => setRows(before => before.map((row, at) => (at === index ? { ...row, ...part } : row)));
  const fill = (index: number) => setRows(restAt(entry, rows, index));
  const more = () => {
    setRows(addPart(rows));
    setWanted(rows.length);
  };
  const submit = () => {
    if (busy) return;
    if (parts) onSplit(parts);
    else if (restMinor !== undefined && restMinor !== 0) fill(rows.length - 1);
  };
  const onKeyDown = (index: number) => (event: KeyboardEvent) => {
    if (event.key !== '=' && event.key !== '+') return;
    event.preventDefault();
    if (event.key === '=') fill(index);
    else more();
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm">
      <form onSubmit={event => { event.preventDefault(); submit(); }}>
        <DialogTitle>{`Split ${money(entry.amountMinor, currency)}`}</DialogTitle>
        <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 1.25 }}>
          <Typography>{[`${kindWord(entry.kind)} ${lineName(entry)}`.trim(), day(entry.on), entry.party, entry.text].filter(word => word !== '').join(' · ')}</Typography>
          <Box role="table" aria-label="Parts" sx={{ display: 'grid', gridTemplateColumns: '24px 128px minmax(0, 1fr) minmax(0, 1.3fr) 32px', columnGap: 1, rowGap: 0.75, alignItems: 'start' }}>
            <Box role="row" sx={{ display: 'contents', '& > *': { fontSize: 12, color: 'text.secondary' } }}>
              <span role="columnheader"><HeardOnly>Part</HeardOnly></span><Box component="span" role="columnheader" sx={{ textAlign: 'right', pr: 1.75 }}>Amount</Box><span role="columnheader">Reference of its own</span><span role="columnheader">Note</span><span role="columnheader"><HeardOnly>Remove</HeardOnly></span>
            </Box>
            {rows.map((row, index) => (
              <Box role="row" key={row.key} sx={{ display: 'contents' }}>
                <Box role="cell" component="span" sx={{ color: 'text.secondary', pt: '8px', textAlign: 'right' }}>{index + 1}</Box>
                <span role="cell"><TextField size="small" autoFocus={index === 0} value={row.amount} error={row.amount.trim() !== '' && amountFrom(row.amount, currency) === undefined} placeholder={restMinor === undefined || index < rows.length - 1 || restMinor === 0 ? '' : amount(restMinor, currency)}
                  onChange={event => set(index, { amount: event.target.value.slice(0, 24) })} onKeyDown={onKeyDown(index)} inputRef={(field: HTMLInputElement | null) => { if (field) fields.current.set(index, field); else fields.current.delete(index); }}
                  slotProps={{ htmlInput: { 'aria-label': `Amount of part ${index + 1}`, inputMode: 'decimal', style: { textAlign: 'right', fontVariantNumeric: 'tabular-nums' } } }} /></span>
                <span role="cell"><TextField size="small" fullWidth value={row.reference} placeholder={index === 0 ? 'that of the line' : ''} onChange={event => set(index, { reference: event.target.value.slice(0, 60) })} slotProps={{ htmlInput: { 'aria-label': `Reference of part ${index + 1}` } }} /></span>
                <span role="cell"><TextField size="small" fullWidth value={row.note} onChange={event => set(index, { note: event.target.value.slice(0, 200) })} slotProps={{ htmlInput: { 'aria-label': `Note of part ${index + 1}` } }} /></span>
                <span role="cell">{rows.length > 2 && <IconButton size="small" aria-label={`Remove part ${index + 1}`} onClick={() => { setRows(rows.filter(other => other !== row)); setWanted(Math.min(index, rows.length - 2)); }} sx={{ mt: '2px' }}><CloseIcon fontSize="small" /></IconButton>}</span>
              </Box>
            ))}
          </Box>
          <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center' }}>
            <Button variant="outlined" disabled={rows.length >= 20} onClick={more}>Another part</Button>
            <Box role="status" sx={{ flex: 1, textAlign: 'right', color: problem === undefined ? 'success.main' : restMinor === undefined ? 'error.main' : 'warning.main', fontWeight: 600 }}>
              {problem ?? <>{'✓ The parts come to '}<Amount minor={entry.amountMinor} currency={currency} showCurrency /></>}
            </Box>
          </Box>
          {error && <Alert severity="error">{error.message}</Alert>}
          <KeyHints keys={KEYS} />
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button variant="outlined" onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" disabled={busy || restMinor === undefined || problem !== undefined && restMinor === 0}>{parts || restMinor === 0 ? 'Split' : 'Rest in the last part'}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
