import ArrowDownwardIcon from '@mui/icons-material/ArrowDownward';
import ArrowUpwardIcon from '@mui/icons-material/ArrowUpward';
import DeleteIcon from '@mui/icons-material/DeleteOutlined';
import { Box, Button, IconButton, Tooltip, Typography } from '@mui/material';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { Step, TriedField } from '../../../shared/contract/mappings.ts';
import { AddStep } from './add-step.tsx';
import type { Transform, Transforms } from './how-text.ts';
import { ParameterField } from './parameter-field.tsx';

const MAX_STEPS = 12;
/** Longer explanations are folded. */
const SHORT_HELP = 130;

type StepsEditorProps = { steps: readonly Step[]; transforms: Transforms; sources: readonly string[]; tried: TriedField | undefined; canEdit: boolean; onChange: (steps: Step[]) => void };

/** The steps of "how", in order, each with its own parameters and what it makes of a record. Alt ↑ ↓ moves a step, Alt Delete removes it. */
export function StepsEditor({ steps, transforms, sources, tried, canEdit, onChange }: StepsEditorProps) {
  const list = useRef<HTMLDivElement>(null);
  const adder = useRef<HTMLInputElement>(null);
  const [wanted, setWanted] = useState<number | 'add'>();
  const replace = (index: number, step: Step) => onChange(steps.map((each, at) => (at === index ? step : each)));
  const remove = (index: number) => { onChange(steps.filter((_, at) => at !== index)); setWanted(steps.length === 1 ? 'add' : Math.max(0, index - 1)); };
  const move = (index: number, to: number) => {
    if (to < 0 || to >= steps.length) return;
    onChange(steps.toSpliced(index, 1).toSpliced(to, 0, ...steps.slice(index, index + 1)));
    setWanted(to);
  };
  // The keyboard follows the step that moved, goes to a new one's first parameter, and stays in the list when one is gone.
  useEffect(() => {
    if (wanted === undefined) return;
    setWanted(undefined);
    if (wanted === 'add') { adder.current?.focus(); return; }
    const box = list.current?.querySelectorAll<HTMLElement>('[data-step]')[wanted];
    (box?.querySelector<HTMLElement>('[data-begin] input, [data-begin] textarea, [data-begin] [role="combobox"]') ?? box)?.focus();
  }, [wanted]);
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    if (!event.altKey || !canEdit) return;
    const to = event.key === 'ArrowUp' ? index - 1 : event.key === 'ArrowDown' ? index + 1 : undefined;
    if (to !== undefined) { event.preventDefault(); event.stopPropagation(); move(index, to); }
    if (event.key === 'Delete' || event.key === 'Backspace') { event.preventDefault(); event.stopPropagation(); remove(index); }
  };
  return (
    <Box ref={list} sx={{ display: 'flex', flexDirection: 'column', gap: 1 }}>
      {steps.length === 0 && <Typography variant="body2" color="textSecondary">Copied as it is.</Typography>}
      {steps.length > 0 && tried && tried.reference !== '' && <Result label={`Order ${tried.reference} has`} text={tried.before} />}
      {steps.map((step, index) => (
        // Steps have no identity of their own; their place is what they are.
        <Box key={`${index} ${step.transform}`} data-step={index} tabIndex={-1} role="group" aria-label={`Step ${index + 1}: ${transforms.get(step.transform)?.label ?? step.transform}`} onKeyDown={event => onKeyDown(event, index)}
          sx={{ border: 1, borderColor: tried?.issueAt === index ? 'error.main' : 'divider', borderRadius: 1, p: 1, display: 'flex', flexDirection: 'column', gap: 1, '&:focus-visible': { outline: 2, outlineColor: 'primary.main' } }}>
          <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.25 }}>
            <Typography variant="body2" sx={{ fontWeight: 600, flex: 1, minWidth: 0 }}>{index + 1}. {transforms.get(step.transform)?.label ?? step.transform}</Typography>
            {canEdit && index > 0 && <Tooltip title="Earlier (Alt ↑)"><IconButton aria-label={`Move step ${index + 1} up`} onClick={() => move(index, index - 1)}><ArrowUpwardIcon sx={{ fontSize: 16 }} /></IconButton></Tooltip>}
            {canEdit && index < steps.length - 1 && <Tooltip title="Later (Alt ↓)"><IconButton aria-label={`Move step ${index + 1} down`} onClick={() => move(index, index + 1)}><ArrowDownwardIcon sx={{ fontSize: 16 }} /></IconButton></Tooltip>}
            {canEdit && <Tooltip title="Remove (Alt Delete)"><IconButton aria-label={`Remove step ${index + 1}`} onClick={() => remove(index)}><DeleteIcon sx={{ fontSize: 16 }} /></IconButton></Tooltip>}
          </Box>
          <StepDetail step={step} transform={transforms.get(step.transform)} sources={sources} canEdit={canEdit} onChange={next => replace(index, next)}>
            {tried?.issueAt === index && tried.issue !== null ? <Typography variant="caption" color="error" role="status">{tried.issue}</Typography>
              : tried?.steps[index] !== undefined && <Result label="gives" text={tried.steps[index] ?? ''} />}
          </StepDetail>
        </Box>
      ))}
      {canEdit && steps.length < MAX_STEPS && <AddStep ref={adder} transforms={transforms} onAdd={transform => { onChange([...steps, { transform, parameters: {} }]); setWanted(steps.length); }} />}
    </Box>
  );
}

function Result({ label, text }: { label: string; text: string }) {
  return (
    <Box sx={theme => ({ display: 'flex', gap: 1, fontSize: 12.5, backgroundColor: theme.grid.head, borderRadius: 1, px: 1, py: 0.5, overflowWrap: 'anywhere' })}>
      <Box sx={{ color: 'text.secondary', flex: 'none' }}>{label}</Box><Box sx={{ fontWeight: 600, minWidth: 0 }}>{text || '(nothing)'}</Box>
    </Box>
  );
}

type StepDetailProps = { step: Step; transform: Transform | undefined; sources: readonly string[]; canEdit: boolean; onChange: (step: Step) => void; /** What comes of it. */ children: ReactNode };

function StepDetail({ step, transform, sources, canEdit, onChange, children }: StepDetailProps) {
  if (!transform) return <Typography variant="caption" color="error">This step is not known any more. Remove it.</Typography>;
  const keep = (name: string, value: string) => {
    const { [name]: _before, ...others } = step.parameters;
    onChange({ ...step, parameters: value === '' ? others : { ...others, [name]: value } });
  };
  return (
    <>
      {transform.parameters.map((parameter, at) => (
        <Box key={parameter.name} {...(at === 0 ? { 'data-begin': true } : {})} sx={{ display: 'grid', '&:empty': { display: 'none' } }}>
          <ParameterField parameter={parameter} value={step.parameters[parameter.name] ?? ''} given={step.parameters} sources={sources} disabled={!canEdit} onChange={value => keep(parameter.name, value)} />
        </Box>
      ))}
      {children}
      <Help transform={transform} />
    </>
  );
}

/** What the step does, with examples; more of both on request. */
function Help({ transform: { help, examples } }: { transform: Transform }) {
  const [open, setOpen] = useState(false);
  const isLong = help.length > SHORT_HELP;
  const shown = open ? examples : examples.slice(0, 1);
  return (
    <Box sx={{ fontSize: 12, color: 'text.secondary', overflowWrap: 'anywhere' }}>
      {isLong && !open ? `${help.slice(0, help.lastIndexOf(' ', SHORT_HELP))} …` : help}
      {shown.map(({ given, gives, parameters }, at) => <Box key={at}>{open ? `${given === '' ? '(nothing)' : given}${parametersText(parameters)} → ${gives === '' ? '(nothing)' : gives}` : `“${given}”${parametersText(parameters)} gives “${gives}”`}</Box>)}
      {(isLong || examples.length > 1) && <Button size="small" sx={{ px: 0.5, minWidth: 0, fontSize: 12, mt: 0.25, ml: -0.5 }} aria-expanded={open} onClick={() => setOpen(!open)}>{open ? 'Less' : 'More and examples'}</Button>}
    </Box>
  );
}

const parametersText = (parameters: Readonly<Record<string, string>>): string => {
  const given = Object.values(parameters).filter(value => value !== '');
  return given.length === 0 ? '' : ` (${given.join(', ')})`;
};
