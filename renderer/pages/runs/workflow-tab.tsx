import { Box, Typography } from '@mui/material';
import type { WorkflowDocument, WorkflowProblem, WorkflowStep } from '../../../shared/contract/workflows.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Panel } from '../../components/page.tsx';
import { Status } from '../../components/status-chip.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useQuery } from '../../engine/use-engine.tsx';
import { href } from '../../stores/route-store.ts';
import { counted } from '../../text/format.ts';
import { workflowSteps } from '../../text/words.ts';

/** What a run does, step by step, in the order in which it does it. */
export function WorkflowTab() {
  const workflows = useQuery(['workflows', 'connections', 'settings'], client => client.workflows.list({}));
  if (workflows.status !== 'ready') return <Waiting on={workflows} rows={10} />;
  if (workflows.value.length === 0) return <EmptyState title="No workflow yet" text={<>A workflow belongs to two systems. <a href={href('connections')}>Connect</a> a shop and an ERP first.</>} />;
  return (
    <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 1fr) minmax(0, 1fr)' }, alignItems: 'start', overflowY: 'auto', pb: 2 }}>
      {workflows.value.map(({ document, problems }) => <Steps key={document.key} document={document} problems={problems} />)}
    </Box>
  );
}

function Steps({ document: { name, about, steps, version }, problems }: { document: WorkflowDocument; problems: readonly WorkflowProblem[] }) {
  const ready = problems.length === 0 ? { label: 'Ready', tone: 'good' } as const : { label: counted(problems.length, 'problem'), tone: 'problem' } as const;
  return (
    <Panel title={name} actions={<><Typography variant="caption" color="textSecondary">Version {version}</Typography><Status status={ready} /></>}>
      <Typography color="textSecondary" sx={{ px: 1.75, pt: 1.25, pb: 0.75, fontSize: 13 }}>{about}</Typography>
      <Box component="ol" aria-label={`Steps of ${name}`} sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {steps.map((step, index) => <Step key={step.id} step={step} number={index + 1} problems={problems.filter(problem => problem.step === step.id)} />)}
      </Box>
    </Panel>
  );
}

function Step({ step, number, problems }: { step: WorkflowStep; number: number; problems: readonly WorkflowProblem[] }) {
  return (
    <Box component="li" sx={{ display: 'flex', gap: 1.25, alignItems: 'baseline', px: 1.75, py: 0.75, fontSize: 13, borderTop: 1, borderColor: 'divider' }}>
      <Box component="span" aria-hidden sx={{ color: 'text.secondary', minWidth: 18, textAlign: 'right', fontVariantNumeric: 'tabular-nums' }}>{number}</Box>
      <Box component="span" sx={{ width: 92, flex: 'none', color: 'text.secondary', fontSize: 12 }}>{workflowSteps[step.step]}</Box>
      <Box sx={{ minWidth: 0 }}>
        {step.label}
        {problems.map(({ message }) => <Box key={message} sx={{ color: 'warning.main', fontSize: 12.5 }}>{message}</Box>)}
      </Box>
    </Box>
  );
}
