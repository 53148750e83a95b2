import { Alert, Box, Button, Collapse, MenuItem, TextField } from '@mui/material';
import ExpandMoreIcon from '@mui/icons-material/ExpandMore';
import { useState } from 'react';
import { Environment, type Connection, type SettingField, type System } from '../../../shared/contract/connections.ts';
import type { AppError } from '../../../shared/contract/errors.ts';

/** What the form holds: names of the connector's fields, and `label` and `environment` of the connection itself. */
export type FormValues = Record<string, string>;

export function firstValues(system: System, connection: Connection | undefined): FormValues {
  const declared = Object.fromEntries(system.fields.filter(({ kind }) => kind !== 'secret').map(({ name, initial }) => [name, connection?.settings[name] ?? initial]));
  return { label: connection?.label ?? system.label, environment: connection?.environment ?? 'Production', ...declared };
}

type FormProps = {
  system: System;
  connection: Connection | undefined;
  values: FormValues;
  secrets: FormValues;
  error: AppError | undefined;
  onChange: (part: FormValues) => void;
  onSecret: (part: FormValues) => void;
};

/** Built from what the connector declares; a refusal is shown at its own field. */
export function ConnectionForm({ system, connection, values, secrets, error, onChange, onSecret }: FormProps) {
  const advanced = system.fields.filter(field => field.advanced);
  const atField = error?.field;
  const [advancedOpen, setAdvancedOpen] = useState(advanced.some(({ name }) => connection !== undefined && values[name] !== undefined && values[name] !== '' && values[name] !== system.fields.find(field => field.name === name)?.initial));
  const isOpen = advancedOpen || advanced.some(({ name }) => atField?.endsWith(name) === true);
  const input = (field: SettingField) => {
    const refusal = atField?.split('.').at(-1) === field.name ? error?.message : undefined;
    return field.kind === 'secret'
      ? <SecretInput key={field.name} field={field} held={connection?.secretsHeld.includes(field.name) ?? false} value={secrets[field.name] ?? ''} refusal={refusal} onChange={value => onSecret({ [field.name]: value })} />
      : <PlainInput key={field.name} field={field} value={values[field.name] ?? ''} refusal={refusal} onChange={value => onChange({ [field.name]: value })} />;
  };
  const isAtField = atField !== undefined && system.fields.some(({ name }) => atField.endsWith(name));
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
      <Box sx={{ display: 'grid', gridTemplateColumns: '1fr 160px', gap: 1.5 }}>
        <TextField label="Name" required value={values['label'] ?? ''} slotProps={{ htmlInput: { maxLength: 60 } }} onChange={event => onChange({ label: event.target.value })} helperText="As it appears in Tieout" />
        <TextField select label="Environment" value={values['environment'] ?? 'Production'} onChange={event => onChange({ environment: event.target.value })}>
          {Environment.options.map(option => <MenuItem key={option} value={option}>{option}</MenuItem>)}
        </TextField>
      </Box>
      {system.fields.filter(field => !field.advanced).map(input)}
      {advanced.length > 0 && (
        <Box>
          <Button color="inherit" aria-expanded={isOpen} onClick={() => setAdvancedOpen(!isOpen)} endIcon={<ExpandMoreIcon sx={{ transform: isOpen ? 'rotate(180deg)' : 'none' }} />}>Advanced</Button>
          <Collapse in={isOpen} unmountOnExit><Box sx={{ display: 'flex', flexDirection: 'column', gap: 2, pt: 1.5 }}>{advanced.map(input)}</Box></Collapse>
        </Box>
      )}
      {error && !isAtField && <Alert severity="error">{error.message}</Alert>}
    </Box>
  );
}

type InputProps = { field: SettingField; value: string; refusal: string | undefined; onChange: (value: string) => void };

function PlainInput({ field, value, refusal, onChange }: InputProps) {
  return (
    <TextField label={field.label} required={field.required} value={value} error={refusal !== undefined} helperText={refusal ?? field.help} select={field.kind === 'choice'}
      type={field.kind === 'number' ? 'number' : field.kind === 'url' ? 'url' : 'text'} slotProps={{ htmlInput: { maxLength: 500, spellCheck: false } }} onChange={event => onChange(event.target.value)}>
      {field.choices.map(choice => <MenuItem key={choice} value={choice}>{choice}</MenuItem>)}
    </TextField>
  );
}

function SecretInput({ field, held, value, refusal, onChange }: InputProps & { held: boolean }) {
  return (
    <TextField label={field.label} required={field.required && !held} value={value} type="password" autoComplete="off" error={refusal !== undefined} placeholder={held ? 'Kept. Type only to replace it.' : ''}
      helperText={refusal ?? `${field.help}${held ? ' A value is stored; it is never shown again.' : ''}`} slotProps={{ htmlInput: { maxLength: 2000, autoComplete: 'new-password' }, inputLabel: held ? { shrink: true } : {} }} onChange={event => onChange(event.target.value)} />
  );
}
