import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle, FormControlLabel, MenuItem, Switch, TextField } from '@mui/material';
import { useState } from 'react';
import { contract } from '../../../shared/contract/contract.ts';
import { Role } from '../../../shared/contract/method.ts';
import type { InputOf } from '../../../shared/contract/method.ts';
import type { people, Person } from '../../../shared/contract/people.ts';
import { ActButton } from '../../components/act-button.tsx';
import { Page } from '../../components/page.tsx';
import { Status } from '../../components/status-chip.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useSignedIn } from '../../engine/person.tsx';
import { useCommand, useQuery } from '../../engine/use-engine.tsx';
import { useWhyNot } from '../../engine/why-not.ts';
import { customColumn, momentColumn, textColumn } from '../../grid/columns.tsx';
import { DataGrid } from '../../grid/data-grid.tsx';
import { useNotices } from '../../stores/notice-store.ts';
import { roleAdvice, roles } from '../../text/words.ts';

type Form = InputOf<typeof people.save>;

const COLUMNS = [
  textColumn<Person>('name', 'Name', { width: 220, strong: true }),
  textColumn<Person>('email', 'E-mail', { flex: 1, minWidth: 220 }),
  textColumn<Person>('role', 'Role', { width: 130, text: person => roles[person.role] }),
  customColumn<Person>('does', 'What the role does', { text: person => roleAdvice[person.role], render: person => roleAdvice[person.role], width: 330, sortable: false, filter: false }),
  customColumn<Person>('active', 'State', { text: person => (person.active ? 'Active' : 'Inactive'), render: person => <Status status={person.active ? { label: 'Active', tone: 'good' } : { label: 'Inactive', tone: 'quiet' }} />, width: 110, filter: false }),
  momentColumn<Person>('createdAt', 'Added', { width: 140, hidden: true }),
];
const personId = ({ id }: Person): string => id;

export function PeoplePage() {
  const list = useQuery('people', client => client.people.list({}));
  const whyNot = useWhyNot();
  const [editing, setEditing] = useState<Person | 'new'>();
  const [chosen, setChosen] = useState<Person>();
  const notAllowed = whyNot(contract.people.save);
  return (
    <Page title="People" actions={<>
      <ActButton variant="outlined" whyNot={notAllowed} disabled={!chosen} onClick={() => setEditing(chosen)}>Change…</ActButton>
      <ActButton variant="contained" whyNot={notAllowed} onClick={() => setEditing('new')}>Add person</ActButton>
    </>}>
      {list.status !== 'ready' ? <Waiting on={list} /> : (
        <DataGrid<Person> id="people" label="People" unit="person" columns={COLUMNS} rowId={personId} rows={list.value} onSelect={([person]) => setChosen(person)} onOpen={person => { if (notAllowed === undefined) setEditing(person); }}
          empty={{ title: 'Nobody yet', text: 'People sign in with their e-mail and a password; their role says what they may do.' }} />
      )}
      {editing !== undefined && <PersonDialog person={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </Page>
  );
}

const SHORTEST_PASSWORD = 10;

/** People are never deleted, since the audit trail names them; they are made inactive. */
function PersonDialog({ person, onClose }: { person: Person | undefined; onClose: () => void }) {
  const me = useSignedIn().person;
  const say = useNotices(store => store.say);
  const [form, setForm] = useState<Form>(person ? { id: person.id, name: person.name, email: person.email, role: person.role, active: person.active } : { name: '', email: '', role: 'operator', active: true });
  const [password, setPassword] = useState('');
  const save = useCommand((client, input: Form) => client.people.save(input), { inline: true });
  const wrong = (field: string) => (save.error?.field === field ? save.error.message : undefined);
  const passwordFits = person ? password === '' || password.length >= SHORTEST_PASSWORD : password.length >= SHORTEST_PASSWORD;
  const ready = form.name.trim() !== '' && form.email.includes('@') && passwordFits && !save.busy;
  const onSubmit = async () => {
    const saved = await save.run({ ...form, ...(password === '' ? {} : { password }) });
    if (!saved) return;
    say(person ? `${saved.name} changed` : `${saved.name} added as ${roles[saved.role]}`);
    onClose();
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs">
      <form onSubmit={event => { event.preventDefault(); if (ready) void onSubmit(); }}>
        <DialogTitle>{person ? `Change ${person.name}` : 'Add a person'}</DialogTitle>
        <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2, '& > :first-of-type': { mt: 1 } }}>
          <TextField autoFocus label="Name" value={form.name} error={wrong('name') !== undefined} helperText={wrong('name')} onChange={event => setForm({ ...form, name: event.target.value.slice(0, 80) })} />
          <TextField label="E-mail" type="email" value={form.email} error={wrong('email') !== undefined} helperText={wrong('email')} onChange={event => setForm({ ...form, email: event.target.value.slice(0, 200) })} />
          <TextField select label="Role" value={form.role} helperText={roleAdvice[form.role]} onChange={event => { const role = Role.options.find(each => each === event.target.value); if (role) setForm({ ...form, role }); }}>
            {Role.options.map(role => <MenuItem key={role} value={role}>{roles[role]}</MenuItem>)}
          </TextField>
          <TextField label={person ? 'New password (empty: as it is)' : 'Password'} type="password" autoComplete="new-password" value={password} error={wrong('password') !== undefined} helperText={wrong('password') ?? `At least ${SHORTEST_PASSWORD} characters; a sentence is best`} onChange={event => setPassword(event.target.value.slice(0, 200))} />
          {person && <FormControlLabel control={<Switch checked={form.active} disabled={person.id === me.id} onChange={(_, active) => setForm({ ...form, active })} />} label={form.active ? 'Active: may sign in' : 'Inactive: cannot sign in'} />}
          {save.error && !['name', 'email', 'password'].includes(save.error.field ?? '') && <Alert severity="error">{save.error.message}</Alert>}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button variant="outlined" onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" disabled={!ready}>{person ? 'Save' : 'Add'}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
