import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle, MenuItem, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import type { Connection, System } from '../../../shared/contract/connections.ts';
import type { mappings } from '../../../shared/contract/mappings.ts';
import type { InputOf } from '../../../shared/contract/method.ts';
import { ConnectionId } from '../../../shared/values/id.ts';
import { Waiting } from '../../components/waiting.tsx';
import { useCommand, useQuery } from '../../engine/use-engine.tsx';
import { go } from '../../stores/route-store.ts';

/** Which record of which system becomes which document of which other. */
export function NewMappingDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return <Dialog open={open} onClose={onClose} maxWidth="sm" fullWidth>{open && <Choices onClose={onClose} />}</Dialog>;
}

function Choices({ onClose }: { onClose: () => void }) {
  const connections = useQuery('connections', async client => ({ systems: await client.connections.systems({}), list: await client.connections.list({}) }));
  const [given, setGiven] = useState({ source: '', sourceEntity: '', target: '', targetEntity: '' });
  const create = useCommand((client, input: InputOf<typeof mappings.create>) => client.mappings.create(input), { inline: true });
  if (connections.status !== 'ready') return <Waiting on={connections} rows={4} />;
  const sources = ofSide(connections.value, 'commerce');
  const targets = ofSide(connections.value, 'erp');
  const source = given.source || (sources[0]?.id ?? '');
  const target = given.target || (targets[0]?.id ?? '');
  const isComplete = source !== '' && target !== '' && given.sourceEntity !== '' && given.targetEntity !== '';
  const make = async () => {
    const made = await create.run({ sourceConnection: ConnectionId.parse(source), sourceEntity: given.sourceEntity, targetConnection: ConnectionId.parse(target), targetEntity: given.targetEntity });
    if (!made) return;
    onClose();
    go(`mappings/${made.id}`);
  };
  return (
    <form onSubmit={event => { event.preventDefault(); if (isComplete) void make(); }}>
      <DialogTitle>New mapping</DialogTitle>
      <DialogContent sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 2 }}>
        <Typography color="textSecondary" sx={{ gridColumn: 'span 2' }}>Every field of the document gets suggestions from names, types and samples. Nothing leaves this machine.</Typography>
        <TextField select label="From" value={source} sx={{ mt: 1 }} onChange={event => setGiven({ ...given, source: event.target.value, sourceEntity: '' })}>{sources.map(({ id, label }) => <MenuItem key={id} value={id}>{label}</MenuItem>)}</TextField>
        <TextField select label="To" value={target} sx={{ mt: 1 }} onChange={event => setGiven({ ...given, target: event.target.value, targetEntity: '' })}>{targets.map(({ id, label }) => <MenuItem key={id} value={id}>{label}</MenuItem>)}</TextField>
        <EntityChoice label="Record" connection={source} access="canRead" value={given.sourceEntity} onChange={sourceEntity => setGiven({ ...given, sourceEntity })} />
        <EntityChoice label="Document" connection={target} access="canWrite" value={given.targetEntity} onChange={targetEntity => setGiven({ ...given, targetEntity })} />
        {create.error && <Alert severity="error" sx={{ gridColumn: 'span 2' }}>{create.error.message}</Alert>}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button variant="outlined" onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="contained" disabled={!isComplete || create.busy}>{create.busy ? 'Suggesting…' : 'Make the mapping'}</Button>
      </DialogActions>
    </form>
  );
}

const ofSide = ({ systems, list }: { systems: System[]; list: Connection[] }, side: System['side']): Connection[] => list.filter(({ system }) => systems.find(({ key }) => key === system)?.side === side);

type EntityChoiceProps = { label: string; connection: string; access: 'canRead' | 'canWrite'; value: string; onChange: (name: string) => void };

function EntityChoice({ label, connection, access, value, onChange }: EntityChoiceProps) {
  const schema = useQuery('connections', client => (connection === '' ? Promise.resolve([]) : client.connections.schema({ id: ConnectionId.parse(connection) })), [connection]);
  const entities = schema.status === 'ready' ? schema.value.filter(entity => entity[access]) : [];
  const isEmpty = schema.status === 'ready' && entities.length === 0;
  return (
    <TextField select label={label} value={entities.some(({ name }) => name === value) ? value : ''} disabled={entities.length === 0} helperText={isEmpty ? 'Read the schema of this connection first.' : ' '} onChange={event => onChange(event.target.value)}>
      {entities.map(({ name, label: text }) => <MenuItem key={name} value={name}>{text}</MenuItem>)}
    </TextField>
  );
}
