import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField, Typography } from '@mui/material';
import { useState, type ReactNode } from 'react';
import type { AppError } from '../../shared/contract/errors.ts';

const SHORTEST_REASON = 3;
const LONGEST_REASON = 300;

type ConfirmDialogProps = {
  open: boolean;
  title: string;
  /** What will happen, and to how many. */
  text: ReactNode;
  /** A verb: "Remove connection". */
  action: string;
  /** Asks for a typed reason, which is kept in the audit trail. */
  reason?: { label: string; required?: boolean };
  destructive?: boolean;
  busy?: boolean;
  error?: AppError | undefined;
  onConfirm: (reason: string) => void;
  onClose: () => void;
};

/** The one dialog for what cannot be undone. Where undo exists, there is none. */
export function ConfirmDialog({ open, ...question }: ConfirmDialogProps) {
  return <Dialog open={open} onClose={question.onClose} maxWidth="xs" fullWidth>{open && <Question {...question} />}</Dialog>;
}

function Question({ title, text, action, reason, destructive = false, busy = false, error, onConfirm, onClose }: Omit<ConfirmDialogProps, 'open'>) {
  const [typed, setTyped] = useState('');
  const tooShort = reason !== undefined && reason.required !== false && typed.trim().length < SHORTEST_REASON;
  return (
      <form onSubmit={event => { event.preventDefault(); if (!tooShort && !busy) onConfirm(typed.trim()); }}>
        <DialogTitle>{title}</DialogTitle>
        <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
          <Typography component="div">{text}</Typography>
          {reason && <TextField autoFocus multiline minRows={2} label={reason.label} value={typed} onChange={event => setTyped(event.target.value.slice(0, LONGEST_REASON))} helperText={reason.required === false ? 'Optional; kept in the audit trail' : 'At least 3 characters; kept in the audit trail'} onKeyDown={event => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !tooShort && !busy) onConfirm(typed.trim()); }} />}
          {error && <Alert severity="error">{error.message}</Alert>}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button variant="outlined" onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" color={destructive ? 'error' : 'primary'} disabled={tooShort || busy} autoFocus={!reason}>{action}</Button>
        </DialogActions>
      </form>
  );
}
