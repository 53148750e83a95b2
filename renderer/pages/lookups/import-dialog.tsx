import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle, FormControlLabel, Radio, RadioGroup, Typography } from '@mui/material';
import { useState } from 'react';
import type { AppError } from '../../../shared/contract/errors.ts';
import type { LookupTable } from '../../../shared/contract/lookups.ts';

export type LookupFile = { name: string; content: string };

type ImportDialogProps = { file: LookupFile | undefined; table: LookupTable; busy: boolean; error: AppError | undefined; onImport: (mode: 'merge' | 'replace') => void; onClose: () => void };

/** What becomes of the rows that the file does not have. */
export function ImportDialog({ file, table, busy, error, onImport, onClose }: ImportDialogProps) {
  return <Dialog open={file !== undefined} onClose={onClose} maxWidth="xs" fullWidth>{file && <Question file={file} table={table} busy={busy} error={error} onImport={onImport} onClose={onClose} />}</Dialog>;
}

function Question({ file, table, busy, error, onImport, onClose }: ImportDialogProps & { file: LookupFile }) {
  const [mode, setMode] = useState<'merge' | 'replace'>('merge');
  return (
    <form onSubmit={event => { event.preventDefault(); if (!busy) onImport(mode); }}>
      <DialogTitle>Import {file.name}</DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
        <Typography>Its first line has the headings {[table.keyColumn, ...table.valueColumns].join(', ')}, in any order.</Typography>
        <RadioGroup aria-label="Rows that the file does not have" value={mode} onChange={(_, chosen) => setMode(chosen === 'replace' ? 'replace' : 'merge')}>
          <FormControlLabel value="merge" control={<Radio size="small" autoFocus />} label="Add and change rows; keep all others" />
          <FormControlLabel value="replace" control={<Radio size="small" />} label="Make the table what the file says; take other rows away" />
        </RadioGroup>
        {table.needsApproval && <Typography variant="body2" color="textSecondary">A mapping in use needs this table: what changes waits for another admin’s approval.</Typography>}
        {error && <Alert severity="error">{error.message}</Alert>}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button variant="outlined" onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="contained" disabled={busy}>Import</Button>
      </DialogActions>
    </form>
  );
}
