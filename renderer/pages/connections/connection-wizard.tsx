import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, Step, StepLabel, Stepper, Typography } from '@mui/material';
import { useState } from 'react';
import type { Connection, connections, System } from '../../../shared/contract/connections.ts';
import type { InputOf } from '../../../shared/contract/method.ts';
import { Panel } from '../../components/page.tsx';
import { useCommand } from '../../engine/use-engine.tsx';
import { useDrafts } from '../../stores/draft-store.ts';
import { ConnectionForm, firstValues, type FormValues } from './connection-form.tsx';
import { SignInButton } from './sign-in-button.tsx';
import { SiteStep } from './site-step.tsx';
import { TestStep } from './test-step.tsx';

type WizardProps = { open: boolean; systems: readonly System[]; connection: Connection | undefined; /** The step to begin with, from the address. */ at: string | undefined; onClose: () => void };
type Stage = 'system' | 'settings' | 'signIn' | 'site' | 'test';

const STAGES: Record<Stage, string> = { system: 'System', settings: 'Settings', signIn: 'Sign in', site: 'Company', test: 'Test' };

function firstStage(at: string | undefined, connection: Connection | undefined, drafted: string | undefined): Stage {
  const asked = (Object.keys(STAGES) as Stage[]).find(stage => stage === at);
  if (connection && asked) return asked;
  return connection || drafted !== undefined ? 'settings' : 'system';
}

const stagesOf = (auth: Connection['auth'] | undefined): Stage[] => ['system', 'settings', ...(auth === 'oauth' ? ['signIn' as const, 'site' as const] : []), 'test'];

/** Everything from choosing a system to the first test. What was typed stays, also when the dialog is closed or the window reloaded. */
export function ConnectionWizard({ open, ...rest }: WizardProps) {
  return (
    <Dialog open={open} onClose={rest.onClose} maxWidth="sm" fullWidth>
      {open && <Wizard key={rest.connection?.id ?? 'new'} {...rest} />}
    </Dialog>
  );
}

function Wizard({ systems, connection, at, onClose }: Omit<WizardProps, 'open'>) {
  const form = connection?.id ?? 'connection-new';
  const draft = useDrafts(store => store.drafts[form]);
  const { change, drop } = useDrafts();
  const [saved, setSaved] = useState(connection);
  const [stage, setStage] = useState<Stage>(firstStage(at, connection, draft?.['system']));
  const [secrets, setSecrets] = useState<FormValues>({});
  const system = systems.find(({ key }) => key === (saved?.system ?? draft?.['system']));
  const save = useCommand((client, input: InputOf<typeof connections.save>) => client.connections.save(input), { inline: true });

  const stages = stagesOf(saved?.auth ?? system?.auth);
  const next = (after: Stage) => setStage(stages[stages.indexOf(after) + 1] ?? 'test');
  const values = system ? { ...firstValues(system, saved), ...draft } : {};

  const submit = async () => {
    if (!system) return;
    const kept = await save.run(saveInput(system, saved, { values, secrets }));
    if (!kept) return;
    setSaved(kept);
    setSecrets({});
    drop(form);
    // How one signs in may follow from what was typed.
    setStage(kept.auth === 'oauth' ? 'signIn' : 'test');
  };

  return (
    <Box component="form" onSubmit={event => { event.preventDefault(); if (stage === 'settings') void submit(); }} sx={{ display: 'contents' }}>
      <DialogTitle sx={{ pb: 1.5 }}>{saved ? saved.label : 'Add a connection'}</DialogTitle>
      <DialogContent sx={{ minHeight: 360, display: 'flex', flexDirection: 'column', gap: 2.5 }}>
        <Stepper activeStep={stages.indexOf(stage)} sx={{ py: 0.5 }}>
          {stages.map(each => <Step key={each}><StepLabel>{STAGES[each]}</StepLabel></Step>)}
        </Stepper>
        {stage === 'system' && <SystemChoice systems={systems} onChoose={chosen => { change(form, { system: chosen.key }); setStage('settings'); }} />}
        {stage === 'settings' && system && <ConnectionForm system={system} connection={saved} values={values} secrets={secrets} error={save.error} onChange={part => change(form, part)} onSecret={part => setSecrets(before => ({ ...before, ...part }))} />}
        {stage === 'signIn' && system && saved && <SignInStep system={system} connection={saved} onSignedIn={signedIn => { setSaved(signedIn); next('signIn'); }} />}
        {stage === 'site' && saved && <SiteStep connection={saved} onChosen={chosen => { setSaved(chosen); next('site'); }} />}
        {stage === 'test' && saved && <TestStep connection={saved} />}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        {stage === 'settings' && !saved && <Button onClick={() => setStage('system')}>Another system</Button>}
        {saved && (stage === 'signIn' || stage === 'site' || stage === 'test') && <Button onClick={() => setStage(stages[stages.indexOf(stage) - 1] ?? 'settings')}>Back</Button>}
        <Box sx={{ flex: 1 }} />
        <Button variant="outlined" onClick={onClose}>{stage === 'test' ? 'Done' : 'Close'}</Button>
        {saved && stage === 'signIn' && saved.state === 'ready' && <Button variant="contained" onClick={() => next('signIn')}>Next</Button>}
        {stage === 'settings' && <Button type="submit" variant="contained" disabled={save.busy}>{save.busy ? 'Saving…' : 'Save and go on'}</Button>}
      </DialogActions>
    </Box>
  );
}

function saveInput(system: System, saved: Connection | undefined, { values, secrets }: { values: FormValues; secrets: FormValues }): InputOf<typeof connections.save> {
  const settings = Object.fromEntries(system.fields.filter(({ kind }) => kind !== 'secret').map(({ name }) => [name, (values[name] ?? '').trim()]));
  const given = Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== ''));
  return {
    ...(saved ? { id: saved.id } : {}),
    system: system.key, label: values['label'] ?? '', settings, secrets: given,
    // The choices of the form are those of the contract.
    environment: (values['environment'] ?? 'Production') as Connection['environment'],
  };
}

function SystemChoice({ systems, onChoose }: { systems: readonly System[]; onChoose: (system: System) => void }) {
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 1.5 }}>
      {systems.map((system, index) => (
        <Button key={system.key} variant="outlined" color="inherit" autoFocus={index === 0} onClick={() => onChoose(system)} sx={{ p: 2, textAlign: 'left', justifyContent: 'flex-start', whiteSpace: 'normal' }}>
          <Box>
            <Typography variant="h2" component="span" sx={{ display: 'block' }}>{system.label}</Typography>
            <Typography variant="body2" component="span" color="textSecondary">{system.side === 'commerce' ? 'Orders come from here' : 'Documents are posted here'}; {system.auth === 'oauth' ? 'you sign in with it in the browser.' : 'it gives you a token.'}</Typography>
          </Box>
        </Button>
      ))}
    </Box>
  );
}

function SignInStep({ system, connection, onSignedIn }: { system: System; connection: Connection; onSignedIn: (connection: Connection) => void }) {
  return (
    <Panel sx={{ p: 2, gap: 1.5 }}>
      <Typography>{connection.state === 'ready' ? `Signed in. ${connection.stateText}` : `${system.label} asks for its own sign-in, in the browser. Tieout never sees the password; it keeps a token that you can take back at any time.`}</Typography>
      <Box><SignInButton connection={connection} system={system} onSignedIn={onSignedIn} /></Box>
    </Panel>
  );
}
