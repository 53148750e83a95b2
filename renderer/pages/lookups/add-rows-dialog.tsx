import { Alert, Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField, Typography } from '@mui/material';
import { useRef, useState } from 'react';
import type { LookupChange, LookupTable } from '../../../shared/contract/lookups.ts';
import type { AppError } from '../../../shared/contract/errors.ts';
import { counted } from '../../text/format.ts';
import { pastedRows } from './pasted-rows.ts';

/** One row typed, from `key` on where that is known, or several pasted: `pasted` is what is on the clipboard. */
export type Adding = { pasted: string; key?: string };

type AddRowsDialogProps = { adding: Adding | undefined; table: LookupTable; busy: boolean; error: AppError | undefined; onAdd: (rows: LookupChange[]) => Promise<boolean>; onClose: () => void; /** The dialog is gone: the keyboard goes back into the grid. */ onGone: () => void };

export function AddRowsDialog({ adding, onGone, ...rest }: AddRowsDialogProps) {
  return <Dialog open={adding !== undefined} onClose={rest.onClose} disableRestoreFocus slotProps={{ transition: { onExited: onGone } }} maxWidth="sm" fullWidth>{adding && (adding.pasted === '' ? <OneRow {...rest} begun={adding.key ?? ''} /> : <ManyRows {...rest} pasted={adding.pasted} />)}</Dialog>;
}

type FormProps = Omit<AddRowsDialogProps, 'adding' | 'onGone'>;

/** Enter adds the row and begins the next one. */
function OneRow({ table, busy, error, onAdd, onClose, begun }: FormProps & { begun: string }) {
  const columns = [table.keyColumn, ...table.valueColumns];
  const [cells, setCells] = useState<string[]>(columns.map((_, at) => (at === 0 ? begun : '')));
  const [added, setAdded] = useState(0);
  const first = useRef<HTMLInputElement>(null);
  const [key = '', ...values] = cells;
  const add = async () => {
    if (!await onAdd([{ key, values }])) return;
    if (begun !== '') { onClose(); return; }
    setAdded(count => count + 1);
    setCells(columns.map(() => ''));
    first.current?.focus();
  };
  return (
    <form onSubmit={event => { event.preventDefault(); if (key.trim() !== '' && !busy) void add(); }}>
      <DialogTitle>Add rows to {table.name}</DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        <Typography color="textSecondary">Enter adds the row and begins the next. A row that is there already takes the new value. Many rows: copy them in a spreadsheet and paste them into the grid.</Typography>
        <Box sx={{ display: 'grid', gridTemplateColumns: `repeat(${Math.min(3, columns.length)}, 1fr)`, gap: 1.5, pt: 1 }}>
          {columns.map((column, at) => (
            <TextField key={column} label={column} autoFocus={at === (begun === '' ? 0 : 1)} required={at === 0} value={cells[at] ?? ''} inputRef={at === 0 ? first : undefined} slotProps={{ htmlInput: { maxLength: 200 } }} onChange={event => setCells(cells.with(at, event.target.value))} />
          ))}
        </Box>
        {error && <Alert severity="error">{error.message}</Alert>}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Typography variant="body2" color="textSecondary" role="status" sx={{ flex: 1 }}>{added > 0 && `${counted(added, 'row')} added`}</Typography>
        <Button variant="outlined" onClick={onClose}>{added > 0 ? 'Done' : 'Cancel'}</Button>
        <Button type="submit" variant="contained" disabled={key.trim() === '' || busy}>Add</Button>
      </DialogActions>
    </form>
  );
}

const SHOWN_ROWS = 8;

function ManyRows({ table, busy, error, onAdd, onClose, pasted }: FormProps & { pasted: string }) {
  const { rows, problem } = pastedRows(pasted, table);
  const columns = [table.keyColumn, ...table.valueColumns];
  const add = async () => { if (await onAdd(rows)) onClose(); };
  return (
    <form onSubmit={event => { event.preventDefault(); if (problem === null && !busy) void add(); }}>
      <DialogTitle>Paste {counted(rows.length, 'row')} into {table.name}</DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
        {problem !== null && <Alert severity="error">{problem}</Alert>}
        {rows.length > 0 && (
          <Box component="table" sx={{ borderCollapse: 'collapse', fontSize: 13, width: '100%', '& th, & td': { textAlign: 'left', px: 1, py: 0.5, borderBottom: 1, borderColor: 'divider', overflowWrap: 'anywhere' } }}>
            <thead><tr>{columns.map(column => <th key={column}>{column}</th>)}</tr></thead>
            <tbody>{rows.slice(0, SHOWN_ROWS).map(({ key, values }) => <tr key={key}><td>{key}</td>{table.valueColumns.map((column, at) => <td key={column}>{values?.[at] === '' ? '–' : values?.[at]}</td>)}</tr>)}</tbody>
          </Box>
        )}
        {rows.length > SHOWN_ROWS && <Typography variant="body2" color="textSecondary">and {counted(rows.length - SHOWN_ROWS, 'more row', 'more rows')}</Typography>}
        <Typography variant="body2" color="textSecondary">Rows that are there already take the new values{table.needsApproval ? '; everything waits for another admin’s approval' : ''}.</Typography>
        {error && <Alert severity="error">{error.message}</Alert>}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button variant="outlined" onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="contained" autoFocus disabled={problem !== null || busy}>Paste</Button>
      </DialogActions>
    </form>
  );
}
