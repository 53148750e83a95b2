import { Autocomplete, Box, Button, ButtonBase, TextField, Typography } from '@mui/material';
import { useState, type KeyboardEvent, type Ref } from 'react';
import type { MappingField, MappingSummary, Step } from '../../../shared/contract/mappings.ts';
import { Key } from '../../components/key-hints.tsx';
import { CoverageBanner } from '../../components/lookup-coverage.tsx';
import { Panel } from '../../components/page.tsx';
import { Banner } from '../../components/status-chip.tsx';
import { useQuery } from '../../engine/use-engine.tsx';
import { Confidence } from '../../grid/columns.tsx';
import { candidateSource, howText, type Transforms } from './how-text.ts';
import { Opinion, opinionOf } from './model-opinion.tsx';
import { StepsEditor } from './steps-editor.tsx';
import { useTried } from './use-tried.ts';
import { leftEmpty, type acceptance } from './use-mapping.ts';

type FieldPanelProps = {
  field: MappingField;
  summary: MappingSummary;
  transforms: Transforms;
  canEdit: boolean;
  onTry: (index: number) => void;
  onDecide: (change: ReturnType<typeof acceptance>) => void;
  /** Puts the keyboard back where it was. */
  onDone: () => void;
  ref?: Ref<HTMLElement>;
};

type Edited = { source: string | null; steps: Step[] };

/** The chosen field: its candidates with their evidence, the steps of "how", and what is known of it. */
export function FieldPanel({ field, summary, transforms, canEdit, onTry, onDecide, onDone, ref }: FieldPanelProps) {
  const { target, candidates } = field;
  const opinion = opinionOf(field);
  const [edited, setEdited] = useState<Edited>();
  const shown = edited ?? { source: field.source, steps: field.steps };
  const tried = useTried(canEdit ? { id: summary.id, target: target.path, ...shown } : undefined);
  const sources = useQuery('connections', client => client.connections.schema({ id: summary.sourceConnection }), [summary.sourceConnection]);
  const paths = sources.status === 'ready' ? (sources.value.find(({ name }) => name === summary.sourceEntity)?.fields ?? []).map(({ path }) => path) : [];
  const save = () => {
    onDecide({ target: target.path, decision: 'changed', source: shown.source, steps: shown.steps });
    setEdited(undefined);
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && edited) { event.preventDefault(); save(); }
    if (event.key === 'Escape' && !event.defaultPrevented) { event.preventDefault(); setEdited(undefined); onDone(); }
  };
  return (
    <Panel title={target.label} sx={{ overflow: 'hidden' }}>
      <Box ref={ref} onKeyDown={onKeyDown} sx={{ overflowY: 'auto', p: 1.75, display: 'flex', flexDirection: 'column', gap: 2, flex: 1 }}>
        <About field={field} />
        {field.issue !== null && <Banner tone="broken">{field.issue}</Banner>}
        {opinion && <Opinion opinion={opinion} transforms={transforms} canEdit={canEdit} onSteps={steps => setEdited({ source: candidates[0] ? candidateSource(candidates[0]) : shown.source, steps })} />}
        <Box>
          <Typography variant="overline" component="h3" color="textSecondary">Candidates</Typography>
          {candidates.length === 0 && <Typography color="textSecondary">No source looks like this field. Choose one below, or leave it empty.</Typography>}
          <Box role="radiogroup" aria-label="Candidates" sx={{ display: 'flex', flexDirection: 'column', gap: 0.75 }}>
            {candidates.map((candidate, index) => (
              <ButtonBase key={candidate.source} role="radio" aria-checked={candidateSource(candidate) === shown.source} disabled={!canEdit} onClick={() => { setEdited(undefined); if (field.decision === 'open') onTry(index); else setEdited({ source: candidateSource(candidate), steps: candidate.steps }); }}
                sx={theme => ({ display: 'block', textAlign: 'left', border: 1, borderRadius: 1, px: 1.25, py: 0.75, borderColor: candidateSource(candidate) === shown.source ? 'primary.main' : 'divider', backgroundColor: candidateSource(candidate) === shown.source ? theme.tones.selected.soft : 'transparent' })}>
                <Box sx={{ display: 'flex', gap: 1, fontSize: 13 }}><Box sx={{ flex: 1, fontWeight: 600, overflowWrap: 'anywhere' }}>{candidate.source === '' ? 'from the record as a whole' : candidate.source}</Box><Confidence share={candidate.confidence} /></Box>
                <Typography variant="caption" component="div" color="textSecondary">{candidate.reason}{candidate.steps.length > 0 ? ` · ${howText(candidate.steps, transforms)}` : ''}</Typography>
              </ButtonBase>
            ))}
          </Box>
        </Box>
        <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.25 }}>
          <Typography variant="overline" component="h3" color="textSecondary" sx={{ mb: -0.5 }}>How</Typography>
          <Autocomplete<string, false, false, true> freeSolo size="small" options={paths} value={shown.source ?? ''} disabled={!canEdit} onInputChange={(_, typed, reason) => { if (reason !== 'reset') setEdited({ ...shown, source: typed.trim() === '' ? null : typed.trim() }); }} onChange={(_, chosen) => setEdited({ ...shown, source: chosen === null || chosen === '' ? null : chosen })}
            renderInput={parameters => <TextField {...parameters} label="Source" placeholder="none: a constant, or made by a step" />} />
          <StepsEditor steps={shown.steps} transforms={transforms} sources={paths} tried={tried} canEdit={canEdit} onChange={steps => setEdited({ ...shown, steps })} />
          <Sample {...(tried && tried.issueAt === null ? { before: tried.before, after: tried.after, issue: tried.issue } : field)} isTrying={edited !== undefined && tried === undefined} />
          <Coverage mapping={summary.id} field={field} />
        </Box>
      </Box>
      {canEdit && (
        <Box sx={{ display: 'flex', gap: 1, p: 1.25, borderTop: 1, borderColor: 'divider', alignItems: 'center' }}>
          <Button variant="contained" disabled={!edited} onClick={save}>Save how</Button>
          <Key>Ctrl Enter</Key>
          <Box sx={{ flex: 1 }} />
          <Button variant="outlined" onClick={() => { onDecide(leftEmpty(field)); setEdited(undefined); onDone(); }}>Leave empty</Button>
        </Box>
      )}
    </Panel>
  );
}

function About({ field: { target } }: { field: MappingField }) {
  const facts = [target.type, target.maxLength === null ? '' : `at most ${target.maxLength} characters`, target.required ? 'required' : '', target.custom ? 'custom field' : ''].filter(fact => fact !== '').join(' · ');
  return (
    <Box>
      <Typography variant="body2" sx={{ fontFamily: 'ui-monospace, Consolas, "Liberation Mono", monospace', overflowWrap: 'anywhere' }}>{target.path}</Typography>
      <Typography variant="caption" component="div" color="textSecondary">{facts}</Typography>
      {target.description !== '' && <Typography variant="body2" sx={{ mt: 0.5 }}>{target.description}</Typography>}
      {target.choices.length > 0 && <Typography variant="caption" component="div" color="textSecondary">One of: {target.choices.slice(0, 12).join(', ')}</Typography>}
    </Box>
  );
}

function Sample({ before, after, issue, isTrying }: Pick<MappingField, 'before' | 'after' | 'issue'> & { isTrying: boolean }) {
  if (isTrying || (before === '' && after === '' && issue === null)) return null;
  return (
    <Box role="status" sx={theme => ({ display: 'grid', gridTemplateColumns: 'auto 1fr', columnGap: 1.5, rowGap: 0.25, fontSize: 13, backgroundColor: theme.grid.head, borderRadius: 1, p: 1, overflowWrap: 'anywhere' })}>
      <Box sx={{ color: 'text.secondary' }}>Before</Box><Box>{before || '(nothing)'}</Box>
      <Box sx={{ color: 'text.secondary' }}>After</Box><Box sx={{ fontWeight: 600 }}>{after || '(nothing)'}</Box>
      {issue !== null && <Box sx={{ gridColumn: 'span 2', color: 'error.main' }}>{issue}</Box>}
    </Box>
  );
}

/** How far the tables reach that the saved steps of this field look up. */
function Coverage({ mapping, field }: { mapping: MappingSummary['id']; field: MappingField }) {
  const names = field.steps.map(({ parameters }) => parameters['table'] ?? '').filter(name => name !== '' && !name.includes('='));
  const coverage = useQuery('lookups', client => (names.length === 0 ? Promise.resolve([]) : client.lookups.coverage({ mapping })), [mapping, names.join()]);
  if (coverage.status !== 'ready') return null;
  return coverage.value.filter(({ target }) => target === field.target.path).map(use => <CoverageBanner key={use.table} use={use} named="table" />);
}
