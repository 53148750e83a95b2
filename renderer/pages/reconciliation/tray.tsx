import { Box } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import type { Entry } from '../../../shared/contract/reconciliation.ts';
import { ActButton } from '../../components/act-button.tsx';
import { Amount } from '../../components/amount.tsx';
import { counted, money } from '../../text/format.ts';
import { partOf, whyNoMatch, type Picked } from './selection.ts';

export type TrayActs = { match: () => void; paidInFull: () => void; partPayment: () => void; split: () => void; explain: () => void; writeOff: () => void; confirm: () => void; unmatch: () => void };

type TrayProps = { picked: Picked; focused: Entry | undefined; currency: string; acts: TrayActs; whyNot: string | undefined; noAdjustment: string | undefined; busy: boolean };

/** Between the two grids: what is picked on each side, the difference, and what can be done with it. */
export function Tray({ picked, focused, currency, acts, whyNot, noAdjustment, busy }: TrayProps) {
  const { tones } = useTheme();
  const { left, right, leftMinor, rightMinor, differenceMinor } = picked;
  const both = left.length + right.length;
  const tone = both < 2 ? undefined : tones[differenceMinor === 0 ? 'good' : 'problem'];
  const noMatch = whyNot ?? whyNoMatch(picked);
  const part = partOf(picked);
  const nothing = both === 0 ? 'Choose a line first.' : undefined;
  return (
    <Box role="group" aria-label="Selection" sx={{ display: 'flex', alignItems: 'center', gap: 1.25, flex: 'none', border: 1, borderColor: 'divider', borderRadius: 1.5, backgroundColor: tone?.soft ?? 'background.paper', px: 1.5, minHeight: 44, flexWrap: 'wrap', py: 0.5 }}>
      <Sum label="Left" lines={left.length} minor={leftMinor} currency={currency} />
      <Sum label="Right" lines={right.length} minor={rightMinor} currency={currency} />
      <Box role="status" aria-label={`Difference ${differenceMinor === 0 ? 'none' : ''}`} sx={{ color: tone?.ink ?? 'text.secondary', fontSize: 12, whiteSpace: 'nowrap' }}>
        {'Difference '}<Amount minor={both === 0 ? 0 : differenceMinor} currency={currency} strong sx={{ fontSize: 15 }} />{both > 1 && differenceMinor === 0 ? ' ✓' : ''}
      </Box>
      <Box sx={{ flex: 1 }} />
      {focused?.state === 'suggested' ? (
        <>
          <ActButton shortcut="N" variant="outlined" whyNot={whyNot} disabled={busy} onClick={acts.unmatch}>Take apart</ActButton>
          <ActButton shortcut="Y" variant="contained" whyNot={whyNot} disabled={busy} onClick={acts.confirm}>Confirm</ActButton>
        </>
      ) : focused?.matchId ? (
        <ActButton shortcut="⌫" variant="outlined" whyNot={whyNot} disabled={busy} onClick={acts.unmatch}>Take apart</ActButton>
      ) : (
        <>
          <ActButton shortcut="E" variant="outlined" whyNot={whyNot ?? nothing} disabled={busy} onClick={acts.explain}>Reason…</ActButton>
          <ActButton shortcut="W" variant="outlined" whyNot={whyNot ?? noAdjustment ?? nothing} disabled={busy} onClick={acts.writeOff}>Write off…</ActButton>
          {part ? <ActButton shortcut="P" variant="outlined" whyNot={noMatch} disabled={busy} title={`Splits the larger line: ${money(part.restMinor, currency)} stays open`} onClick={acts.partPayment}>Part payment</ActButton>
            : <ActButton shortcut="S" variant="outlined" whyNot={whyNot ?? (focused ? undefined : 'Move to a line first.')} disabled={busy} onClick={acts.split}>Split…</ActButton>}
          {both > 1 && differenceMinor !== 0 && <ActButton shortcut="F" variant="outlined" whyNot={noMatch} disabled={busy} onClick={acts.paidInFull}>Rest is a fee</ActButton>}
          <ActButton shortcut="M" variant="contained" whyNot={noMatch} disabled={busy} onClick={acts.match}>{differenceMinor !== 0 && both > 1 ? 'Match…' : 'Match'}</ActButton>
        </>
      )}
    </Box>
  );
}

function Sum({ label, lines, minor, currency }: { label: string; lines: number; minor: number; currency: string }) {
  return <Box component="span" sx={{ fontSize: 12, color: 'text.secondary', whiteSpace: 'nowrap', minWidth: 128 }}>{`${label} ${counted(lines, 'line')} `}<Amount minor={minor} currency={currency} strong sx={{ fontSize: 14, color: 'text.primary' }} /></Box>;
}
