import { Alert, Autocomplete, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import type { AppError } from '../../../shared/contract/errors.ts';
import { Reason } from '../../../shared/contract/reconciliation.ts';
import { reasons } from '../../text/words.ts';

type ReasonDialogProps = {
  title: string;
  text: string;
  action: string;
  /** A note is asked for, or only offered. */
  noteRequired: boolean;
  busy: boolean;
  error: AppError | undefined;
  onReason: (reason: Reason, note: string) => void;
  onClose: () => void;
};

const SHORTEST_NOTE = 3;
const byWord = Reason.options.toSorted((a, b) => reasons[a].localeCompare(reasons[b]));

/** Why a line stays open, or why two sides differ: a name from the list and the person's own words. */
export function ReasonDialog({ title, text, action, noteRequired, busy, error, onReason, onClose }: ReasonDialogProps) {
  const [reason, setReason] = useState<Reason | null>(null);
  const [note, setNote] = useState('');
  const ready = reason !== null && (!noteRequired || note.trim().length >= SHORTEST_NOTE) && !busy;
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs">
      <form onSubmit={event => { event.preventDefault(); if (ready) onReason(reason, note.trim()); }}>
        <DialogTitle>{title}</DialogTitle>
        <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
          <Typography>{text}</Typography>
          <Autocomplete openOnFocus autoHighlight options={byWord} getOptionLabel={option => reasons[option]} value={reason} onChange={(_, chosen) => setReason(chosen)} renderInput={input => <TextField {...input} autoFocus label="Reason" />} />
          <TextField label={noteRequired ? 'In your words' : 'Note (optional)'} multiline minRows={2} value={note} onChange={event => setNote(event.target.value.slice(0, 500))} helperText={noteRequired ? 'At least 3 characters; kept in the audit trail' : undefined}
            onKeyDown={event => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && ready) onReason(reason, note.trim()); }} />
          {error && <Alert severity="error">{error.message}</Alert>}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button variant="outlined" onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" disabled={!ready}>{action}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
