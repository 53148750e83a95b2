import { Box, Button, CircularProgress, Link, Typography } from '@mui/material';
import { useState } from 'react';
import type { Connection, System } from '../../../shared/contract/connections.ts';
import { openLink } from '../../engine/shell.ts';
import { useCommand } from '../../engine/use-engine.tsx';
import { useNotices } from '../../stores/notice-store.ts';

/** Opens the system's own sign-in page in the browser and waits until the person comes back from it. */
export function SignInButton({ connection, system, onSignedIn }: { connection: Connection; system: System; onSignedIn?: (connection: Connection) => void }) {
  const say = useNotices(store => store.say);
  const [url, setUrl] = useState<string>();
  const signIn = useCommand(async (client, _: undefined, signal) => {
    const begun = await client.connections.beginSignIn({ id: connection.id }, { signal });
    setUrl(begun.url);
    openLink(begun.url);
    return client.connections.finishSignIn({ id: connection.id, attempt: begun.attempt }, { signal });
  });
  const start = async () => {
    const signedIn = await signIn.run(undefined);
    setUrl(undefined);
    if (!signedIn) return;
    say(`Signed in to ${system.label}`);
    onSignedIn?.(signedIn);
  };
  if (!signIn.busy) return <Button variant="contained" onClick={() => { void start(); }}>Sign in to {system.label}</Button>;
  return (
    <Box role="status" sx={{ display: 'flex', alignItems: 'center', gap: 1.25, width: '100%', flexWrap: 'wrap' }}>
      <CircularProgress size={16} aria-hidden />
      <Typography variant="body2">Sign in to {system.label} in the browser that opened, then come back.{url !== undefined && <> Nothing opened? <Link href={url} target="_blank" rel="noopener">Open the sign-in page</Link>.</>}</Typography>
      <Button variant="outlined" onClick={signIn.cancel}>Cancel</Button>
    </Box>
  );
}
