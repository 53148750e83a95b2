import { Box, Button, Typography } from '@mui/material';
import type { MappingField, ModelOpinion, Step } from '../../../shared/contract/mappings.ts';
import { howText, type Transforms } from './how-text.ts';

const VERDICTS: Record<ModelOpinion['verdict'], string> = { agrees: 'agrees', chosen: 'put this first', none: 'finds none of them right' };

/** What a model said of a field, if it was asked. */
export const opinionOf = ({ decision, candidates }: MappingField): ModelOpinion | undefined => (decision === 'none' ? undefined : candidates.find(({ opinion }) => opinion !== undefined)?.opinion);

export const opinionText = ({ model, verdict, words }: ModelOpinion): string => `${model} ${VERDICTS[verdict]}${words === '' ? '.' : `: “${words}”`}`;

type OpinionProps = { opinion: ModelOpinion; transforms: Transforms; canEdit: boolean; onSteps: (steps: Step[]) => void };

/** A model's words as its own, beside what the matcher says; its steps are taken only by a person. */
export function Opinion({ opinion, transforms, canEdit, onSteps }: OpinionProps) {
  const { model, verdict, words, steps } = opinion;
  return (
    <Box component="section" aria-label="What the model says" sx={theme => ({ borderLeft: `3px solid ${theme.tones.busy.ink}`, backgroundColor: theme.tones.busy.soft, borderRadius: 1, px: 1.25, py: 0.75, display: 'flex', flexDirection: 'column', gap: 0.5 })}>
      <Typography variant="caption" color="textSecondary">The model {model} {VERDICTS[verdict]}. Nothing is decided by it.</Typography>
      {words !== '' && <Typography variant="body2" sx={{ fontStyle: 'italic', overflowWrap: 'anywhere' }}>“{words}”</Typography>}
      {steps !== null && (
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap' }}>
          <Typography variant="caption" sx={{ flex: 1, minWidth: 120 }}>It proposes: {howText(steps, transforms) || 'copy as it is'}</Typography>
          {canEdit && <Button size="small" onClick={() => onSteps(steps)}>Try its steps</Button>}
        </Box>
      )}
    </Box>
  );
}
