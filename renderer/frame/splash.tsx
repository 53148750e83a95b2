import { Box, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import type { AppError } from '../../shared/contract/errors.ts';
import { Failure } from '../components/waiting.tsx';

const QUIET_MS = 400;

/** Before anything is known. Quiet at first, since the engine usually answers at once. */
export function Splash({ on }: { on: { status: 'loading' | 'ready' } | { status: 'failed'; error: AppError; reload: () => void } }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Box component="main" sx={{ height: '100%', display: 'grid', placeItems: 'center' }}>
      {on.status === 'failed' ? <Failure error={on.error} onRetry={on.reload} /> : slow && <Typography role="status" color="textSecondary">Opening the workspace…</Typography>}
    </Box>
  );
}
