import { Alert, Box, Button, DialogActions, DialogContent, MenuItem, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import type { OutputOf } from '../../shared/contract/method.ts';
import type { CsvColumns, statements } from '../../shared/contract/statements.ts';
import type { z } from 'zod';

type Columns = z.output<typeof CsvColumns>;
type NeedsColumns = Extract<OutputOf<typeof statements.import>, { outcome: 'needsColumns' }>;
type Role = 'date' | 'valueDate' | 'description' | 'reference' | 'amount' | 'paidIn' | 'paidOut' | 'balance' | 'currency' | 'party' | 'direction' | 'fee';

const ROLES: readonly { role: Role; label: string }[] = [
  { role: 'date', label: 'Date' }, { role: 'amount', label: 'Amount (signed)' }, { role: 'paidIn', label: 'Paid in' }, { role: 'paidOut', label: 'Paid out' },
  { role: 'description', label: 'Description' }, { role: 'reference', label: 'Reference' }, { role: 'party', label: 'Payer or payee' }, { role: 'balance', label: 'Balance' },
  { role: 'currency', label: 'Currency' }, { role: 'valueDate', label: 'Value date' }, { role: 'direction', label: 'Debit or credit' }, { role: 'fee', label: 'Fee' },
];
/** '' lets the engine find out from the rows. */
const DATE_FORMATS = [['', 'as the rows show'], ['DMY', 'day, month, year'], ['MDY', 'month, day, year'], ['YMD', 'year, month, day']] as const;
const NONE = '';
const SAMPLE_ROWS = 4;

const START: Columns = { date: '', valueDate: null, description: null, reference: null, amount: null, paidIn: null, paidOut: null, balance: null, currency: null, party: null, dateFormat: '', decimal: '.', delimiter: ',' };

type ColumnsFormProps = { outcome: NeedsColumns; onColumns: (columns: Columns) => void; onCancel: () => void };

/** An unknown CSV: the person says which column is what, over the file's own first rows. Remembered for the layout. */
export function ColumnsForm({ outcome: { header, sample, suggested }, onColumns, onCancel }: ColumnsFormProps) {
  const [columns, setColumns] = useState<Columns>(suggested ?? START);
  const hasAmount = columns.amount !== null || columns.paidIn !== null || columns.paidOut !== null;
  const missing = columns.date === '' ? 'Choose the column of the date.' : hasAmount ? '' : 'Choose the column of the amount, or those of paid in and paid out.';
  const choose = (role: Role, name: string) => setColumns(before => ({ ...before, [role]: role === 'date' ? name : name === NONE ? null : name }));
  return (
    <form onSubmit={event => { event.preventDefault(); if (missing === '') onColumns(columns); }}>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        <Box sx={{ overflowX: 'auto', border: 1, borderColor: 'divider', borderRadius: 1 }}>
          <Box component="table" aria-label="First rows of the file" sx={{ borderCollapse: 'collapse', fontSize: 12.5, width: '100%', '& th, & td': { textAlign: 'left', px: 1.25, py: 0.5, whiteSpace: 'nowrap', borderBottom: 1, borderColor: 'divider' } }}>
            <thead><tr>{header.map((name, index) => <th key={`${name} ${index}`}>{name}</th>)}</tr></thead>
            <tbody>
              <tr>{header.map((name, index) => <Box component="td" key={`${name} ${index}`} sx={{ color: 'primary.main', fontWeight: 600 }}>{ROLES.filter(({ role }) => columns[role] === name).map(({ label }) => label).join(', ') || '–'}</Box>)}</tr>
              {sample.slice(0, SAMPLE_ROWS).map((row, index) => <tr key={index}>{header.map((_, cell) => <td key={cell}>{row[cell] ?? ''}</td>)}</tr>)}
            </tbody>
          </Box>
        </Box>
        <Box sx={{ display: 'grid', gridTemplateColumns: 'repeat(3, minmax(0, 1fr))', gap: 1.75 }}>
          {ROLES.map(({ role, label }) => (
            <TextField key={role} select label={label} value={columns[role] ?? NONE} onChange={event => choose(role, event.target.value)} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}>
              <MenuItem value={NONE}>—</MenuItem>
              {header.map((name, index) => <MenuItem key={`${name} ${index}`} value={name}>{name}</MenuItem>)}
            </TextField>
          ))}
          <TextField select label="Dates are written" value={columns.dateFormat} onChange={event => setColumns(before => ({ ...before, dateFormat: event.target.value }))} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}>{DATE_FORMATS.map(([format, label]) => <MenuItem key={format} value={format}>{label}</MenuItem>)}</TextField>
          <TextField select label="Decimals are written with" value={columns.decimal} onChange={event => setColumns(before => ({ ...before, decimal: event.target.value === ',' ? ',' : '.' }))}><MenuItem value=".">. (1,234.50)</MenuItem><MenuItem value=",">, (1.234,50)</MenuItem></TextField>
        </Box>
        {missing !== '' && <Alert severity="info">{missing}</Alert>}
        <Typography variant="caption" color="textSecondary">Remembered for files with the same headings.</Typography>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button variant="outlined" onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="contained" disabled={missing !== ''}>Import</Button>
      </DialogActions>
    </form>
  );
}
