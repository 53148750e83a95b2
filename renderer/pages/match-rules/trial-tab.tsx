import { Box, Button, LinearProgress, Typography } from '@mui/material';
import { matchRules as contractGroup, type MatchRulesState } from '../../../shared/contract/match-rules.ts';
import { ActButton } from '../../components/act-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { useWhyNot } from '../../engine/why-not.ts';
import { useProgress } from '../../stores/progress-store.ts';
import { count } from '../../text/format.ts';
import type { TrialControl } from './draft-banner.tsx';
import { TrialResult } from './trial-result.tsx';

export const TRIAL_TASK = 'matchRules.try';

/** The draft on every month that was read, locked ones too: in memory, nothing is matched by it. */
export function TrialTab({ state: { draft, trial: tried }, trial }: { state: MatchRulesState; trial: TrialControl }) {
  const whyNot = useWhyNot();
  if (!draft) return <EmptyState title="Nothing is being changed" text="Change a rule first. Its draft is then tried on every month that was ever read: which matches it would win and lose, and how that agrees with what people confirmed or took apart." />;
  if (trial.busy) return <Progress stop={trial.stop} />;
  if (!tried) return <EmptyState title={`v${draft.version} was not tried yet`} text="Every month that was read, locked ones too, is matched again under the draft, in memory. Nothing is changed by it." action={<ActButton variant="contained" whyNot={whyNot(contractGroup.try)} onClick={trial.start}>Try on all history</ActButton>} />;
  return <TrialResult key={tried.id} trial={tried} />;
}

function Progress({ stop }: { stop: () => void }) {
  const progress = useProgress(store => store.tasks[TRIAL_TASK]);
  const text = progress?.text || 'Starting';
  return (
    <Box sx={{ flex: 'none', pt: 0.5 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, mb: 0.5 }}>
        <Typography variant="body2" color="textSecondary" role="status" sx={{ flex: 1 }}>{progress?.total ? `${text} · ${count(progress.done)} of ${count(progress.total)} accounts` : text}</Typography>
        <Button variant="outlined" onClick={stop}>Stop</Button>
      </Box>
      <LinearProgress aria-label={text} variant={progress?.total ? 'determinate' : 'indeterminate'} value={progress?.total ? (100 * progress.done) / progress.total : 0} />
    </Box>
  );
}
