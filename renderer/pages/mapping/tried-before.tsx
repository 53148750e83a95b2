import { Box, Typography } from '@mui/material';
import type { MappingSummary } from '../../../shared/contract/mappings.ts';
import { useQuery } from '../../engine/use-engine.tsx';
import { month } from '../../text/format.ts';

/** What an approver should know: whether this very version was tried, and what came of it. */
export function TriedBefore({ summary: { id, version }, text }: { summary: MappingSummary; text: string }) {
  const tests = useQuery('mappings', client => client.mappings.backTests({ id }), [id]);
  const own = tests.status === 'ready' ? tests.value.filter(test => test.version === version && test.isCurrent) : [];
  const [last] = own;
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1 }}>
      {text}
      {tests.status === 'ready' && (last
        ? <Typography variant="body2"><b>{`Tried on ${month(last.period)}: `}</b>{last.sentence}</Typography>
        : <Typography variant="body2" color="textSecondary">This version was not tried on a past month yet. The tab “Try on a past month” says what it would have posted otherwise.</Typography>)}
    </Box>
  );
}
