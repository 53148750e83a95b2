import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import type { lookups } from '../../../shared/contract/lookups.ts';
import type { InputOf } from '../../../shared/contract/method.ts';
import { useCommand } from '../../engine/use-engine.tsx';
import { go } from '../../stores/route-store.ts';

const MOST_COLUMNS = 5;

/** A name, what is looked up, and what it becomes. */
export function NewTableDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return <Dialog open={open} onClose={onClose} maxWidth="sm" fullWidth>{open && <Form onClose={onClose} />}</Dialog>;
}

function Form({ onClose }: { onClose: () => void }) {
  const [given, setGiven] = useState({ name: '', keyColumn: '', values: '', note: '' });
  const create = useCommand((client, input: InputOf<typeof lookups.create>) => client.lookups.create(input), { inline: true });
  const valueColumns = given.values.split(',').map(name => name.trim()).filter(name => name !== '').slice(0, MOST_COLUMNS);
  const isComplete = given.name.trim() !== '' && given.keyColumn.trim() !== '' && valueColumns.length > 0;
  const make = async () => {
    const made = await create.run({ name: given.name, keyColumn: given.keyColumn, valueColumns, note: given.note });
    if (!made) return;
    onClose();
    go(`lookups/${made.id}`);
  };
  return (
    <form onSubmit={event => { event.preventDefault(); if (isComplete && !create.busy) void make(); }}>
      <DialogTitle>New lookup table</DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        <Typography color="textSecondary">Rows are added afterwards: typed, pasted from a spreadsheet, or imported from a file.</Typography>
        <TextField autoFocus label="Name" required placeholder="Payment methods" value={given.name} slotProps={{ htmlInput: { maxLength: 60 } }} onChange={event => setGiven({ ...given, name: event.target.value.replace(/[=;]/g, '') })} helperText="Steps of mappings name the table by it." />
        <TextField label="What is looked up" required placeholder="Shop’s payment method" value={given.keyColumn} slotProps={{ htmlInput: { maxLength: 60 } }} onChange={event => setGiven({ ...given, keyColumn: event.target.value })} />
        <TextField label="What it becomes" required placeholder="Ledger account" value={given.values} slotProps={{ htmlInput: { maxLength: 300 } }} onChange={event => setGiven({ ...given, values: event.target.value })} helperText="One column, or up to five separated by commas; a step takes the first unless it names another." />
        <TextField label="Note" value={given.note} slotProps={{ htmlInput: { maxLength: 300 } }} onChange={event => setGiven({ ...given, note: event.target.value })} />
        {create.error && <Alert severity="error">{create.error.message}</Alert>}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button variant="outlined" onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="contained" disabled={!isComplete || create.busy}>Make the table</Button>
      </DialogActions>
    </form>
  );
}
