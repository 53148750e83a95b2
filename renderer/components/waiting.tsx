import { Box, Button, Skeleton, Typography } from '@mui/material';
import ErrorIcon from '@mui/icons-material/ErrorOutlineOutlined';
import type { AppError } from '../../shared/contract/errors.ts';
import { go } from '../stores/route-store.ts';
import { errorDetails, errorText } from '../text/error-text.ts';

type Awaited = { status: 'loading' } | { status: 'failed'; error: AppError; reload: () => void } | { status: 'ready' };

/** The first paint of a page: the outline of what comes, or the remedy when it cannot come. */
export function Waiting({ on, rows = 8 }: { on: Awaited; rows?: number }) {
  if (on.status === 'failed') return <Failure error={on.error} onRetry={on.reload} />;
  return (
    <Box aria-busy="true" aria-label="Loading" role="status" sx={{ display: 'flex', flexDirection: 'column', gap: 1.25, p: 2, flex: 1 }}>
      {Array.from({ length: rows }, (_, index) => <Skeleton key={index} variant="rounded" height={18} width={`${92 - ((index * 17) % 40)}%`} animation={false} />)}
    </Box>
  );
}

/** What went wrong, and the one thing to do about it. */
export function Failure({ error, onRetry }: { error: AppError; onRetry?: () => void }) {
  const { title, advice, button, act } = errorText(error);
  const acts = {
    retry: onRetry,
    copy: () => { void navigator.clipboard.writeText(errorDetails(error)); },
    connections: () => go('connections'),
    none: onRetry,
  };
  const onClick = acts[act];
  return (
    <Box role="alert" sx={{ display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: 0.75, p: 3, maxWidth: 640 }}>
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', color: 'error.main' }}><ErrorIcon aria-hidden fontSize="small" /><Typography variant="h2" component="p">{title}</Typography></Box>
      <Typography>{error.message}</Typography>
      {advice !== '' && <Typography color="textSecondary">{advice}</Typography>}
      {onClick && <Button variant="outlined" onClick={onClick} sx={{ mt: 1 }}>{act === 'none' ? 'Try again' : button}</Button>}
    </Box>
  );
}
