import CheckIcon from '@mui/icons-material/CheckCircle';
import ErrorIcon from '@mui/icons-material/Error';
import { Box, Button, LinearProgress, Typography } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import type { connections } from '../../../shared/contract/connections.ts';
import type { OutputOf } from '../../../shared/contract/method.ts';

export type TestResult = OutputOf<typeof connections.test>;

/** What was tried, step by step, and what came of it. */
export function Checks({ busy, result, onCancel }: { busy: boolean; result: TestResult | undefined; onCancel: () => void }) {
  const { tones } = useTheme();
  if (!result) {
    return busy ? (
      <Box role="status" sx={{ display: 'flex', alignItems: 'center', gap: 1.5 }}>
        <LinearProgress aria-label="Testing" sx={{ flex: 1 }} />
        <Typography variant="body2" color="textSecondary">Trying what a run would need…</Typography>
        <Button onClick={onCancel}>Cancel</Button>
      </Box>
    ) : null;
  }
  const tone = result.ok ? tones.good : tones.broken;
  return (
    <Box role="status" aria-label="Result of the test" sx={{ borderLeft: `3px solid ${tone.ink}`, backgroundColor: tone.soft, borderRadius: 1, px: 1.5, py: 1 }}>
      <Typography sx={{ fontWeight: 600, color: tone.ink, mb: 0.5 }}>{result.message}</Typography>
      {result.checks.map(({ label, ok, detail }) => (
        <Box key={label} sx={{ display: 'flex', gap: 0.75, alignItems: 'baseline', fontSize: 13 }}>
          {ok ? <CheckIcon titleAccess="passed" sx={{ fontSize: 14, color: tones.good.ink, alignSelf: 'center' }} /> : <ErrorIcon titleAccess="failed" sx={{ fontSize: 14, color: tones.broken.ink, alignSelf: 'center' }} />}
          <Box component="span" sx={{ flex: 'none' }}>{label}</Box>{detail !== result.message && <Box component="span" sx={{ color: 'text.secondary' }}>{detail}</Box>}
        </Box>
      ))}
    </Box>
  );
}
