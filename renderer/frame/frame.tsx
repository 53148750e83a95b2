import { Box } from '@mui/material';
import { Suspense, useEffect } from 'react';
import { Banner } from '../components/status-chip.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Waiting } from '../components/waiting.tsx';
import { useEngine, useQuery } from '../engine/use-engine.tsx';
import { HOME, routes } from '../routes.tsx';
import { useProgress } from '../stores/progress-store.ts';
import { go, useRoute } from '../stores/route-store.ts';
import { useUi } from '../stores/ui-store.ts';
import { Finder } from './finder.tsx';
import { useWindowKeys } from './window-keys.ts';
import { Rail } from './rail.tsx';
import { Shortcuts } from './shortcuts.tsx';
import { TopBar } from './top-bar.tsx';

/** The rail, the bar, and the page between them. */
export function Frame({ onSignedOut }: { onSignedOut: () => void }) {
  const { connected, onEvent } = useEngine();
  const { page } = useRoute();
  const period = useUi(ui => ui.period);
  const { tellRun, tellTask } = useProgress();
  const today = useQuery(['today', 'runs', 'deadLetters', 'holds', 'proposals', 'mappings', 'reconciliation'], client => client.today.get({ period }), [period]);
  useWindowKeys();
  useEffect(() => onEvent('runProgress', tellRun), [onEvent, tellRun]);
  useEffect(() => onEvent('taskProgress', tellTask), [onEvent, tellTask]);

  const route = routes.find(candidate => candidate.page === page);
  useEffect(() => {
    if (!route) go(HOME, { replace: true });
  }, [route]);

  return (
    <Box sx={{ height: '100%', display: 'grid', gridTemplateColumns: 'auto minmax(0, 1fr)', gridTemplateRows: 'auto minmax(0, 1fr)', gridTemplateAreas: '"rail bar" "rail page"' }}>
      <Box component="a" href="#page" onClick={event => { event.preventDefault(); document.getElementById('page')?.focus(); }}
        sx={{ position: 'absolute', left: -9999, zIndex: 2000, p: 1, backgroundColor: 'background.paper', '&:focus': { left: 8, top: 8 } }}>Skip to the page</Box>
      <Rail badges={today.status === 'ready' ? today.value.badges : undefined} current={page} />
      <TopBar onSignedOut={onSignedOut} />
      <Box component="main" id="page" tabIndex={-1} sx={{ gridArea: 'page', minHeight: 0, minWidth: 0, display: 'flex', flexDirection: 'column', outline: 'none' }}>
        {!connected && <Box sx={{ px: 2.5, pt: 1 }}><Banner tone="problem">The engine does not answer. It is asked again by itself; what is on the screen may be out of date, and what you typed is kept.</Banner></Box>}
        <Box sx={{ flex: 1, minHeight: 0 }}>
          <ErrorBoundary resetOn={page}>
            <Suspense fallback={<Waiting on={{ status: 'loading' }} />}>{route && <route.Component key={route.page} />}</Suspense>
          </ErrorBoundary>
        </Box>
      </Box>
      <Finder />
      <Shortcuts />
    </Box>
  );
}
