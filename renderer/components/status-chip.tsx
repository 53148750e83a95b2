import AutorenewIcon from '@mui/icons-material/Autorenew';
import CheckCircleIcon from '@mui/icons-material/CheckCircle';
import ErrorIcon from '@mui/icons-material/Error';
import ContrastIcon from '@mui/icons-material/Contrast';
import RadioButtonUncheckedIcon from '@mui/icons-material/RadioButtonUnchecked';
import WarningIcon from '@mui/icons-material/WarningAmber';
import { Box, type SxProps } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import type { ReactNode } from 'react';
import type { StatusWord, Tone } from '../text/words.ts';

const icons = { good: CheckCircleIcon, part: ContrastIcon, problem: WarningIcon, broken: ErrorIcon, quiet: RadioButtonUncheckedIcon, busy: AutorenewIcon } satisfies Record<Tone, unknown>;

/** An icon and a word; the colour only helps. `filled` for headings, plain inside grids. */
export function Status({ status, filled = false, sx }: { status: StatusWord; filled?: boolean; sx?: SxProps }) {
  const { tones } = useTheme();
  const Icon = icons[status.tone];
  const ground = filled ? { backgroundColor: tones[status.tone].soft, borderRadius: 1, px: 1, py: '2px' } : {};
  return (
    <Box component="span" sx={{ display: 'inline-flex', verticalAlign: 'middle', alignItems: 'center', gap: '5px', color: tones[status.tone].ink, fontWeight: 600, fontSize: 12.5, whiteSpace: 'nowrap', maxWidth: '100%', ...ground, ...(sx as object) }}>
      <Icon aria-hidden sx={{ fontSize: 15, flex: 'none' }} />
      <Box component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>{status.label}</Box>
    </Box>
  );
}

/** A sentence on a coloured ground: a banner inside a page. */
export function Banner({ tone, children, action }: { tone: Tone; children: ReactNode; action?: ReactNode }) {
  const { tones } = useTheme();
  const Icon = icons[tone];
  return (
    <Box role={tone === 'broken' ? 'alert' : 'status'} sx={{ display: 'flex', alignItems: 'center', gap: 1, px: 1.5, py: 0.75, borderRadius: 1, backgroundColor: tones[tone].soft, borderLeft: `3px solid ${tones[tone].ink}` }}>
      <Icon aria-hidden sx={{ fontSize: 18, color: tones[tone].ink, flex: 'none' }} />
      <Box sx={{ flex: 1, fontSize: 13, minWidth: 0 }}>{children}</Box>
      {action}
    </Box>
  );
}
