import { Alert, Box, Button, TextField, Typography } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { useState, type FormEvent, type ReactNode } from 'react';
import type { OutputOf } from '../../../shared/contract/method.ts';
import type { people } from '../../../shared/contract/people.ts';
import { useCommand } from '../../engine/use-engine.tsx';
import { roleAdvice, roles } from '../../text/words.ts';
import { HeardOnly } from '../../components/heard-only.tsx';
import { Mark } from '../../components/mark.tsx';

type Welcome = OutputOf<typeof people.welcome>;
type SignInProps = { welcome: Welcome; onSignedIn: (session: string) => void };

/** The door: the first person becomes the admin; a sandbox workspace lists its people. */
export function SignInPage({ welcome, onSignedIn }: SignInProps) {
  return (
    <Box component="main" sx={{ height: '100%', overflowY: 'auto', display: 'grid', placeItems: 'center', p: 3 }}>
      <Box sx={{ width: '100%', maxWidth: 440, display: 'flex', flexDirection: 'column', gap: 2.5 }}>
        <Box sx={{ display: 'flex', gap: 1.75, alignItems: 'center' }}>
          <Mark size={44} />
          <Box>
            <Typography variant="h1">{welcome.firstRun ? 'Set up Tieout' : 'Sign in to Tieout'}</Typography>
            <Typography color="textSecondary">{welcome.workspace} · {welcome.environment}</Typography>
          </Box>
        </Box>
        {welcome.firstRun ? <FirstAdmin onSignedIn={onSignedIn} /> : <SignIn welcome={welcome} onSignedIn={onSignedIn} />}
        <Typography variant="caption" color="textSecondary">Version {welcome.version}. Everything stays on this machine.</Typography>
      </Box>
    </Box>
  );
}

function SignIn({ welcome, onSignedIn }: SignInProps) {
  const { guests } = welcome;
  const { tones } = useTheme();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useCommand((client, input: { email: string; password: string }) => client.people.signIn(input), { inline: true });
  const enter = async (input: { email: string; password: string }) => {
    const answer = await signIn.run(input);
    if (answer) onSignedIn(answer.session);
  };
  return (
    <>
      {guests.length > 0 && (
        <Card title="The people of this sandbox" text="Pick one: each sees what their role sees.">
          <Box component="ul" aria-label="People of this sandbox" sx={{ listStyle: 'none', m: 0, p: 0, display: 'flex', flexDirection: 'column', gap: 0.75 }}>
            {guests.map((guest, index) => (
              <li key={guest.email}>
                <Button fullWidth variant="outlined" color="inherit" autoFocus={index === 0} disabled={signIn.busy} onClick={() => { void enter({ email: guest.email, password: guest.password }); }} sx={{ justifyContent: 'flex-start', gap: 1.25, py: 0.75, textAlign: 'left' }}>
                  <Box aria-hidden sx={{ width: 30, height: 30, borderRadius: '50%', display: 'grid', placeItems: 'center', fontSize: 12, fontWeight: 700, color: tones.good.ink, backgroundColor: tones.good.soft, flex: 'none' }}>{initials(guest.name)}</Box>
                  <Box sx={{ minWidth: 0 }}>
                    <Box sx={{ fontWeight: 650, lineHeight: 1.3 }}><HeardOnly>Sign in as </HeardOnly>{guest.name}<Box component="span" sx={{ color: 'text.secondary', fontWeight: 500 }}>, {roles[guest.role]}</Box></Box>
                    <Box sx={{ color: 'text.secondary', fontWeight: 400, fontSize: 12, whiteSpace: 'normal', lineHeight: 1.35 }}>{roleAdvice[guest.role]}</Box>
                  </Box>
                </Button>
              </li>
            ))}
          </Box>
        </Card>
      )}
      <Card title={guests.length > 0 ? 'Or with an address' : undefined}>
        <Form onSubmit={() => { void enter({ email, password }); }}>
          <TextField label="E-mail" type="email" autoComplete="username" required value={email} onChange={event => setEmail(event.target.value)} autoFocus={guests.length === 0} />
          <TextField label="Password" type="password" autoComplete="current-password" required value={password} onChange={event => setPassword(event.target.value)} />
          {signIn.error && <Alert severity="error">{signIn.error.message}</Alert>}
          <Button type="submit" variant="contained" disabled={signIn.busy}>Sign in</Button>
        </Form>
      </Card>
    </>
  );
}

function FirstAdmin({ onSignedIn }: Pick<SignInProps, 'onSignedIn'>) {
  const [given, setGiven] = useState({ name: '', email: '', password: '', again: '' });
  const create = useCommand(async (client, { name, email, password }: typeof given) => {
    await client.people.createFirstAdmin({ name, email, password });
    return client.people.signIn({ email, password });
  }, { inline: true });
  const differs = given.again !== '' && given.again !== given.password;
  const field = (name: keyof typeof given) => ({ value: given[name], required: true, error: create.error?.field === name, onChange: (event: { target: { value: string } }) => setGiven({ ...given, [name]: event.target.value }) });
  const submit = async () => {
    const answer = differs ? undefined : await create.run(given);
    if (answer) onSignedIn(answer.session);
  };
  return (
    <Card title="You are the first: you become the admin" text="An admin connects systems, approves mappings and adds people. Others are added later.">
      <Form onSubmit={() => { void submit(); }}>
        <TextField label="Your name" autoComplete="name" autoFocus {...field('name')} />
        <TextField label="E-mail" type="email" autoComplete="username" {...field('email')} />
        <TextField label="Password" type="password" autoComplete="new-password" helperText="At least 10 characters; a few words are best." slotProps={{ htmlInput: { minLength: 10 } }} {...field('password')} />
        <TextField label="Password again" type="password" autoComplete="new-password" {...field('again')} error={differs} helperText={differs ? 'The two differ.' : ' '} />
        {create.error && <Alert severity="error">{create.error.message}</Alert>}
        <Button type="submit" variant="contained" disabled={create.busy || differs}>Create the workspace</Button>
      </Form>
    </Card>
  );
}

function Form({ onSubmit, children }: { onSubmit: () => void; children: ReactNode }) {
  return <Box component="form" onSubmit={(event: FormEvent) => { event.preventDefault(); onSubmit(); }} sx={{ display: 'flex', flexDirection: 'column', gap: 1.75 }}>{children}</Box>;
}

function Card({ title, text, children }: { title?: string | undefined; text?: string; children: ReactNode }) {
  return (
    <Box component="section" sx={{ border: 1, borderColor: 'divider', borderRadius: 2, backgroundColor: 'background.paper', p: 2.25 }}>
      {title !== undefined && <Typography variant="h2" sx={{ mb: text === undefined ? 1.5 : 0.25 }}>{title}</Typography>}
      {text !== undefined && <Typography color="textSecondary" sx={{ mb: 1.5 }}>{text}</Typography>}
      {children}
    </Box>
  );
}

const initials = (name: string): string => name.split(/\s+/).map(part => part[0] ?? '').slice(0, 2).join('').toUpperCase();
