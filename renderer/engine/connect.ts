import { loopbackTransport } from './loopback-transport.ts';
import { portTransport } from './port-transport.ts';
import { shell } from './shell.ts';
import type { Transport } from './transport.ts';

const TOKEN_KEY = 'tieout.launchToken';
const SESSION_KEY = 'tieout.session';
/** What the preload posts together with the port. */
const PORT_MESSAGE = 'engine-port';

/** The port if the preload offers one, else HTTP to the host that served this page. */
export function connect(): Promise<Transport> {
  return shell() ? connectByPort() : Promise.resolve(connectByLoopback());
}

function connectByPort(): Promise<Transport> {
  return new Promise(resolve => {
    let transport: ReturnType<typeof portTransport> | undefined;
    window.addEventListener('message', event => {
      const port = event.ports[0];
      const name = typeof event.data === 'object' && event.data !== null && 'type' in event.data ? event.data.type : event.data;
      if (event.source !== window || name !== PORT_MESSAGE || !port) return;
      if (transport) {
        transport.replacePort(port);
        return;
      }
      transport = portTransport(port);
      resolve(transport);
    });
    shell()?.pageReady?.();
  });
}

function connectByLoopback(): Transport {
  return loopbackTransport({
    token: launchToken(),
    session: sessionStorage.getItem(SESSION_KEY),
    keepSession: session => (session === null ? sessionStorage.removeItem(SESSION_KEY) : sessionStorage.setItem(SESSION_KEY, session)),
  });
}

/** The token arrives in the fragment, which browsers neither send nor log, and leaves the address at once. */
function launchToken(): string {
  const given = /^#token=([^&/]+)/.exec(window.location.hash)?.[1];
  if (given === undefined) return sessionStorage.getItem(TOKEN_KEY) ?? '';
  sessionStorage.setItem(TOKEN_KEY, decodeURIComponent(given));
  window.history.replaceState(null, '', `${window.location.pathname}${window.location.search}`);
  return decodeURIComponent(given);
}
