import { CssBaseline, useMediaQuery } from '@mui/material';
import { ThemeProvider } from '@mui/material/styles';
import { useEffect, useMemo } from 'react';
import { ErrorBoundary } from './frame/error-boundary.tsx';
import { Notices } from './components/notices.tsx';
import { EngineProvider, useEngine, useQuery } from './engine/use-engine.tsx';
import { SignedInProvider } from './engine/person.tsx';
import type { Transport } from './engine/transport.ts';
import { Frame } from './frame/frame.tsx';
import { Splash } from './frame/splash.tsx';
import { SignInPage } from './pages/sign-in/sign-in-page.tsx';
import { useNotices } from './stores/notice-store.ts';
import { usePreferences, usePreferencesStore } from './stores/preferences-store.ts';
import { makeTheme } from './theme.ts';

export function App({ transport }: { transport: Transport }) {
  const { mode, density } = usePreferences();
  const systemDark = useMediaQuery('(prefers-color-scheme: dark)');
  const shown = mode === 'system' ? (systemDark ? 'dark' : 'light') : mode;
  const theme = useMemo(() => makeTheme(shown, density), [shown, density]);
  const fail = useNotices(store => store.fail);
  return (
    <ThemeProvider theme={theme}>
      <CssBaseline />
      <ErrorBoundary>
        <EngineProvider transport={transport} onFailure={fail}>
          <Gate />
          <Notices />
        </EngineProvider>
      </ErrorBoundary>
    </ThemeProvider>
  );
}

/** Nobody signed in: the sign-in page. Somebody: the window, under their name and with their preferences. */
function Gate() {
  const { setSession, onSignedOut } = useEngine();
  const welcome = useQuery('people', client => client.people.welcome({}));
  const me = useQuery('people', client => client.people.me({}));
  const { reload } = me;
  useEffect(() => onSignedOut(reload), [onSignedOut, reload]);
  const setPerson = usePreferencesStore(store => store.setPerson);
  const personId = me.status === 'ready' && !me.error ? me.value.id : undefined;
  useEffect(() => {
    if (personId !== undefined) setPerson(personId);
  }, [personId, setPerson]);

  if (welcome.status !== 'ready') return <Splash on={welcome} />;
  if (me.status === 'loading') return <Splash on={me} />;
  const refused = me.status === 'failed' ? me.error : me.error;
  if (refused && (refused.recovery === 'retry' || refused.recovery === 'report')) {
    if (me.status === 'failed') return <Splash on={me} />;
  } else if (refused || me.status === 'failed') {
    return <SignInPage welcome={welcome.value} onSignedIn={session => { setSession(session); welcome.reload(); me.reload(); }} />;
  }
  if (me.status !== 'ready') return <Splash on={me} />;
  const { workspace, environment, version } = welcome.value;
  return (
    <SignedInProvider value={{ person: me.value, workspace, environment, version }}>
      <Frame onSignedOut={() => { setSession(null); me.reload(); welcome.reload(); }} />
    </SignedInProvider>
  );
}
