import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle, MenuItem, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import type { AppError } from '../../../shared/contract/errors.ts';
import type { Adjustment } from '../../../shared/contract/reconciliation.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import { adjustmentKinds } from '../../text/close-words.ts';
import { counted, money } from '../../text/format.ts';
import type { Picked } from './selection.ts';

export type AdjustmentForm = { kind: Adjustment['kind']; nominalCode: string; narrative: string };

type AdjustmentDialogProps = {
  picked: Picked;
  currency: string;
  account: string;
  settings: Settings | undefined;
  busy: boolean;
  error: AppError | undefined;
  onPropose: (form: AdjustmentForm) => void;
  onClose: () => void;
};

const SHORTEST = 3;
const KINDS = Object.keys(adjustmentKinds) as Adjustment['kind'][];

/** Sage's usual nominal of each kind, from the settings. */
function nominalOf(kind: Adjustment['kind'], account: string, settings: Settings | undefined): string {
  if (!settings) return '';
  const channel = settings.channels.find(({ clearingBank, bank }) => clearingBank === account || bank === account);
  return kind === 'fee' || kind === 'bankCharge' ? channel?.feeNominal ?? '' : settings.writeOffNominal;
}

/** What the lines are known to be; a write-off where nobody knows. */
function kindOf({ left, right }: Picked): Adjustment['kind'] {
  const reasons = new Set([...left, ...right].map(({ reason }) => reason));
  return reasons.size === 1 && reasons.has('bankCharge') ? 'bankCharge' : 'writeOff';
}

/** Proposes a cash-book posting; it is posted after a second person approved it. */
export function AdjustmentDialog({ picked, currency, account, settings, busy, error, onPropose, onClose }: AdjustmentDialogProps) {
  const minor = picked.leftMinor - picked.rightMinor;
  const [kind, setKind] = useState<Adjustment['kind']>(() => kindOf(picked));
  const [nominal, setNominal] = useState<string>();
  const [narrative, setNarrative] = useState(() => `${adjustmentKinds[kindOf(picked)]} ${[...picked.left, ...picked.right][0]?.reference ?? ''}`.trim().slice(0, 60));
  const code = nominal ?? nominalOf(kind, account, settings);
  const limit = settings?.writeOffLimitMinor;
  const ready = code.trim() !== '' && narrative.trim().length >= SHORTEST && minor !== 0 && !busy;
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs">
      <form onSubmit={event => { event.preventDefault(); if (ready) onPropose({ kind, nominalCode: code.trim(), narrative: narrative.trim() }); }}>
        <DialogTitle>{`Post ${money(minor, currency)} to account ${account}`}</DialogTitle>
        <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
          <Typography>{`For ${counted(picked.left.length + picked.right.length, 'line')}. Another person approves it in Close before it is posted.`}{limit !== undefined && Math.abs(minor) > limit ? ` It is above the limit of ${money(limit, currency)}, so an admin has to.` : ''}</Typography>
          <TextField select autoFocus label="Kind" value={kind} onChange={event => { const next = KINDS.find(each => each === event.target.value); if (next) { setKind(next); setNarrative(text => text.replace(adjustmentKinds[kind], adjustmentKinds[next])); } }}>
            {KINDS.map(each => <MenuItem key={each} value={each}>{adjustmentKinds[each]}</MenuItem>)}
          </TextField>
          <TextField label="Nominal code" value={code} onChange={event => setNominal(event.target.value.slice(0, 8))} helperText="The nominal account in Sage that takes the other side" />
          <TextField label="Narrative" value={narrative} onChange={event => setNarrative(event.target.value.slice(0, 60))} helperText={`${narrative.length} of 60`} />
          {minor === 0 && <Alert severity="info">The chosen lines come to nothing. Match them with each other instead.</Alert>}
          {error && <Alert severity="error">{error.message}</Alert>}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button variant="outlined" onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" disabled={!ready}>Propose</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
