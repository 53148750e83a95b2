import { AppError } from '../../../shared/contract/errors.ts';
import type { Connector } from '../connectors/connector.ts';
import { authorizationAddress, OAuthTokens, tokensFromCallback } from '../connectors/oauth.ts';
import type { Started } from '../connectors/oauth.ts';
import { listenForRedirect } from '../connectors/redirect-listener.ts';
import type { Listener } from '../connectors/redirect-listener.ts';

export type Attempt = { connectionId: string; listener: Listener };

export type BrowserSignIns = {
  /** Opens the listener and answers the address for the system browser. An earlier attempt of the same connection ends. */
  begin(attempt: { name: string; connectionId: string; connector: Connector; settings: Readonly<Record<string, string>>; secrets: Readonly<Record<string, string>>; nowMs: () => number }): Promise<string>;
  /** Resolves with the tokens once the browser came back. */
  finish(name: string, connectionId: string, signal: AbortSignal): Promise<OAuthTokens>;
};

/** Sign-ins that wait for a browser; they live as long as the engine and hold nothing but an open port. */
export function browserSignIns(): BrowserSignIns {
  const attempts = new Map<string, Attempt>();

  function end(name: string): void {
    attempts.get(name)?.listener.close();
    attempts.delete(name);
  }

  return {
    async begin({ name, connectionId, connector, settings, secrets, nowMs }) {
      const { oauth } = connector.wire;
      if (!oauth) throw new AppError('signIn.notNeeded', 'fixInput', `${connector.label} needs no sign-in in the browser: enter its secrets.`);
      for (const [earlier, attempt] of attempts) if (attempt.connectionId === connectionId) end(earlier);
      const client = oauth.client(settings, secrets);
      // The state is made with the address, which needs the port; the listener compares it when the browser comes back.
      let started: Started | null = null;
      const redirectUri = settings['redirectUri'] || oauth.defaultRedirect;
      const listener = await listenForRedirect({
        redirectUri, isDefault: redirectUri === oauth.defaultRedirect, state: () => started?.state ?? null,
        finish: callback => {
          if (!started) throw new AppError('signIn.state', 'fixConnection', 'The answer of the browser does not belong to this sign-in. Start it again from Tieout.');
          return tokensFromCallback(client, callback, started, nowMs);
        },
      });
      try {
        started = await authorizationAddress(client, listener.redirectUri);
      } catch (error) {
        listener.close();
        throw error;
      }
      attempts.set(name, { connectionId, listener });
      return started.url;
    },

    async finish(name, connectionId, signal) {
      const attempt = attempts.get(name);
      if (attempt?.connectionId !== connectionId) throw new AppError('signIn.stopped', 'fixInput', 'This sign-in is not waited for any more. Start it again.');
      const stop = (): void => attempt.listener.close();
      signal.addEventListener('abort', stop, { once: true });
      try {
        if (signal.aborted) stop();
        return OAuthTokens.parse(await attempt.listener.result);
      } finally {
        signal.removeEventListener('abort', stop);
        attempts.delete(name);
      }
    },
  };
}
