import ArrowUpwardIcon from '@mui/icons-material/ArrowUpward';
import DeleteIcon from '@mui/icons-material/DeleteOutlined';
import { Autocomplete, Box, IconButton, MenuItem, TextField, Tooltip, Typography } from '@mui/material';
import type { Step } from '../../../shared/contract/mappings.ts';
import type { Transform, Transforms } from './how-text.ts';

const MAX_STEPS = 12;

type StepsEditorProps = { steps: readonly Step[]; transforms: Transforms; canEdit: boolean; onChange: (steps: Step[]) => void };

/** The steps of "how", in order, each with its own parameters and an example of what it does. */
export function StepsEditor({ steps, transforms, canEdit, onChange }: StepsEditorProps) {
  const replace = (index: number, step: Step) => onChange(steps.map((each, at) => (at === index ? step : each)));
  const remove = (index: number) => onChange(steps.filter((_, at) => at !== index));
  const raise = (index: number) => onChange(steps.toSpliced(index, 1).toSpliced(index - 1, 0, ...steps.slice(index, index + 1)));
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1 }}>
      {steps.length === 0 && <Typography variant="body2" color="textSecondary">Copied as it is.</Typography>}
      {steps.map((step, index) => (
        // Steps have no identity of their own; their place is what they are.
        <Box key={`${index} ${step.transform}`} sx={{ border: 1, borderColor: 'divider', borderRadius: 1, p: 1, display: 'flex', flexDirection: 'column', gap: 1 }}>
          <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.5 }}>
            <Typography variant="body2" sx={{ fontWeight: 600, flex: 1 }}>{index + 1}. {transforms.get(step.transform)?.label ?? step.transform}</Typography>
            {canEdit && index > 0 && <Tooltip title="Earlier"><IconButton aria-label={`Move step ${index + 1} up`} onClick={() => raise(index)}><ArrowUpwardIcon sx={{ fontSize: 16 }} /></IconButton></Tooltip>}
            {canEdit && <Tooltip title="Remove"><IconButton aria-label={`Remove step ${index + 1}`} onClick={() => remove(index)}><DeleteIcon sx={{ fontSize: 16 }} /></IconButton></Tooltip>}
          </Box>
          <StepDetail step={step} transform={transforms.get(step.transform)} canEdit={canEdit} onChange={next => replace(index, next)} />
        </Box>
      ))}
      {canEdit && steps.length < MAX_STEPS && <AddStep transforms={transforms} onAdd={transform => onChange([...steps, { transform, parameters: {} }])} />}
    </Box>
  );
}

function StepDetail({ step, transform, canEdit, onChange }: { step: Step; transform: Transform | undefined; canEdit: boolean; onChange: (step: Step) => void }) {
  if (!transform) return <Typography variant="caption" color="error">This step is not known any more. Remove it.</Typography>;
  const [example] = transform.examples;
  return (
    <>
      {transform.parameters.map(({ name, label, required, choices }) => (
        <TextField key={name} label={label} required={required} disabled={!canEdit} select={choices.length > 0} value={step.parameters[name] ?? ''} slotProps={{ htmlInput: { maxLength: 500 } }} onChange={event => onChange({ ...step, parameters: { ...step.parameters, [name]: event.target.value } })}>
          {choices.map(choice => <MenuItem key={choice} value={choice}>{choice}</MenuItem>)}
        </TextField>
      ))}
      <Typography variant="caption" color="textSecondary">{transform.help}{example ? ` For example “${example.given}” gives “${example.gives}”.` : ''}</Typography>
    </>
  );
}

function AddStep({ transforms, onAdd }: { transforms: Transforms; onAdd: (transform: string) => void }) {
  const options = [...transforms.values()].toSorted((a, b) => a.group.localeCompare(b.group) || a.label.localeCompare(b.label));
  return (
    <Autocomplete<Transform> size="small" options={options} value={null} blurOnSelect clearOnBlur getOptionLabel={({ label }) => label} groupBy={({ group }) => group} onChange={(_, chosen) => { if (chosen) onAdd(chosen.name); }}
      renderOption={({ key, ...rest }, { label, help }) => <Box component="li" key={key} {...rest}><Box><Box sx={{ fontWeight: 600 }}>{label}</Box><Box sx={{ fontSize: 12, color: 'text.secondary' }}>{help}</Box></Box></Box>}
      renderInput={parameters => <TextField {...parameters} label="Add a step" />} />
  );
}
