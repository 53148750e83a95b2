import { Autocomplete, Box, MenuItem, TextField } from '@mui/material';
import { useQuery } from '../../engine/use-engine.tsx';
import { MONO } from '../../theme.ts';
import type { Transform } from './how-text.ts';

const LONGEST = 500;

type Parameter = Transform['parameters'][number];
type ParameterFieldProps = { parameter: Parameter; value: string; /** All parameters of the step: a column belongs to a table. */ given: Readonly<Record<string, string>>; sources: readonly string[]; disabled: boolean; onChange: (value: string) => void };

/** One parameter of a step, asked for by what it is: a number, a choice, a field of the source, a table, rows, an expression. */
export function ParameterField(props: ParameterFieldProps) {
  const { parameter: { label, required, kind, choices }, value, sources, disabled, onChange } = props;
  switch (kind) {
    case 'choice':
      return (
        <TextField select label={label} required={required} disabled={disabled} value={value} onChange={event => onChange(event.target.value)}>
          {!required && <MenuItem value=""><em>as usual</em></MenuItem>}
          {choices.map(choice => <MenuItem key={choice} value={choice}>{choice}</MenuItem>)}
        </TextField>
      );
    case 'field': return <Typed {...props} options={sources} />;
    case 'fields': return <Fields {...props} />;
    case 'table': return <Table {...props} />;
    case 'column': return <TableColumn {...props} />;
    case 'number': return <TextField label={label} required={required} disabled={disabled} value={value} slotProps={{ htmlInput: { inputMode: 'decimal', maxLength: 30 } }} onChange={event => onChange(event.target.value)} />;
    case 'rows': return <TextField multiline minRows={3} maxRows={10} label={label} required={required} disabled={disabled} value={value} slotProps={{ htmlInput: { maxLength: LONGEST } }} onChange={event => onChange(event.target.value)} helperText="One case a line, or separated by semicolons" />;
    case 'expression':
      return <TextField multiline minRows={2} maxRows={8} label={label} required={required} disabled={disabled} value={value} slotProps={{ htmlInput: { maxLength: LONGEST, spellCheck: false, style: { fontFamily: MONO, fontSize: 12.5 } } }} onChange={event => onChange(event.target.value)} />;
    case 'text': return <TextField label={label} required={required} disabled={disabled} value={value} slotProps={{ htmlInput: { maxLength: LONGEST } }} onChange={event => onChange(event.target.value)} />;
  }
}

function Typed({ parameter: { label, required }, value, disabled, onChange, options, helperText }: ParameterFieldProps & { options: readonly string[]; helperText?: string | undefined }) {
  return (
    <Autocomplete<string, false, false, true> freeSolo size="small" options={options} inputValue={value} value={value} disabled={disabled} onInputChange={(_, typed, reason) => { if (reason !== 'reset') onChange(typed.slice(0, LONGEST)); }} onChange={(_, chosen) => onChange(chosen ?? '')}
      renderInput={parameters => <TextField {...parameters} label={label} required={required} helperText={helperText} />} />
  );
}

function Fields({ parameter: { label, required }, value, sources, disabled, onChange }: ParameterFieldProps) {
  const chosen = value.split(',').map(path => path.trim()).filter(path => path !== '');
  return (
    <Autocomplete<string, true, false, true> multiple freeSolo size="small" options={sources} value={chosen} disabled={disabled} onChange={(_, paths) => onChange(paths.map(path => path.trim()).join(', ').slice(0, LONGEST))}
      renderInput={parameters => <TextField {...parameters} label={label.replace(', separated by commas', '')} required={required && chosen.length === 0} />} />
  );
}

/** The tables of the workspace by name; rows may be written here instead. */
function Table(props: ParameterFieldProps) {
  const tables = useQuery('lookups', client => client.lookups.list({}));
  const names = tables.status === 'ready' ? tables.value.map(({ name }) => name) : [];
  const isUnknown = tables.status === 'ready' && props.value.trim() !== '' && !props.value.includes('=') && !names.some(name => name.toLowerCase() === props.value.trim().toLowerCase());
  return <Box><Typed {...props} options={names} helperText={isUnknown ? 'There is no table of this name yet: make it under Lookups.' : undefined} /></Box>;
}

/** Which column of the table named beside it; nothing to ask where it has only one. */
function TableColumn({ parameter: { label }, value, given, disabled, onChange }: ParameterFieldProps) {
  const tables = useQuery('lookups', client => client.lookups.list({}));
  const table = tables.status === 'ready' ? tables.value.find(({ name }) => name.toLowerCase() === (given['table'] ?? '').trim().toLowerCase()) : undefined;
  const columns = table?.valueColumns ?? [];
  if (columns.length < 2 && value === '') return null;
  return (
    <TextField select label={label} disabled={disabled} value={columns.includes(value) ? value : ''} onChange={event => onChange(event.target.value)} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}>
      <MenuItem value="">{columns[0] ?? 'the first'} (the first)</MenuItem>
      {columns.slice(1).map(column => <MenuItem key={column} value={column}>{column}</MenuItem>)}
    </TextField>
  );
}
