import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../../shared/contract/errors.ts';
import { listenForRedirect } from '../../../main/engine/connectors/redirect-listener.ts';
import { makeWorld } from '../../../main/sandboxes/world/make-world.ts';
import { startProxy } from '../../connectors/fault-proxy.ts';
import { cleanUp, connectSage, openWorkspace, saveLinnworks, saveSage, signInAtSage, startLinnworks, startSage, testClock } from '../../connectors/workspace.ts';
import type { Workspace } from '../../connectors/workspace.ts';

afterEach(cleanUp);

const world = makeWorld({ seed: 7, orders: 60 });
const question = { method: 'GET', path: '/tax_codes' } as const;

async function refusedWith(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(() => assert.fail('nothing was refused'), (reason: unknown) => reason);
  assert.ok(error instanceof AppError, String(error));
  return error;
}

const first = (workspace: Workspace) => workspace.handlers.list(workspace.query(), {})[0] ?? assert.fail('no connection');
const tokensIn = async ({ store, vault }: Workspace): Promise<{ refreshToken: string; accessToken: string }> => {
  const row = store.read.get<{ sealed: string }>({ text: `SELECT sealed FROM connection_secret WHERE name = 'signIn'`, values: [] }) ?? assert.fail('nobody is signed in');
  return z.object({ refreshToken: z.string(), accessToken: z.string() }).parse(JSON.parse(await vault.open(row.sealed)));
};

/** What the token address was asked, by grant. */
const grants = (proxy: { seen: { path: string; body: string }[] }, grant: string): URLSearchParams[] => proxy.seen.filter(({ path }) => path === '/oauth/token').map(({ body }) => new URLSearchParams(body)).filter(form => form.get('grant_type') === grant);

describe('signing in with the browser', () => {
  test('goes from a new connection to a chosen company, with PKCE and a friendly page', async () => {
    const workspace = openWorkspace();
    const sandbox = await startSage({ world });
    const proxy = await startProxy(sandbox.url);
    const { handlers } = workspace;
    const { id, state, stateText } = await saveSage(workspace, { ...sandbox, url: proxy.url });
    assert.deepEqual([state, stateText], ['new', 'Sign in to Sage 200.']);
    const { url, attempt } = await handlers.beginSignIn(workspace.task(), { id });
    const address = new URL(url);
    assert.deepEqual(['response_type', 'audience', 'scope', 'code_challenge_method'].map(name => address.searchParams.get(name)), ['code', 's200ukipd/sage200', 'openid profile email offline_access', 'S256']);
    assert.match(address.searchParams.get('redirect_uri') ?? '', /^http:\/\/127\.0\.0\.1:\d+\/callback$/);
    const finished = handlers.finishSignIn(workspace.task(), { id, attempt });
    const page = await signInAtSage(sandbox, url);
    assert.match(await page.text(), /You can close this tab/);
    const connection = await finished;
    assert.deepEqual([connection.state, connection.stateText, connection.secretsHeld], ['new', 'Signed in. Choose the company.', ['clientSecret', 'signIn']]);
    assert.ok(connection.tokenExpiresAt);
    assert.equal(grants(proxy, 'authorization_code')[0]?.get('code_verifier')?.length, 43);
    const sites = await handlers.sites(workspace.task(), { id });
    assert.equal(sites.length, 1);
    assert.throws(() => workspace.command(commit => handlers.chooseSite(commit, { id, site: { siteId: 'x', siteName: 'x', companyId: '1', companyName: 'x' } })), /may not use that company/);
    const chosen = workspace.command(commit => handlers.chooseSite(commit, { id, site: sites[0] ?? assert.fail('no site') }));
    assert.deepEqual([chosen.state, chosen.site?.companyName], ['ready', world.company.name]);
  });

  test('an answer with another state is refused and does not end the waiting', async () => {
    const workspace = openWorkspace();
    const sandbox = await startSage({ world });
    const { id } = await saveSage(workspace, sandbox);
    const { url, attempt } = await workspace.handlers.beginSignIn(workspace.task(), { id });
    const finished = workspace.handlers.finishSignIn(workspace.task(), { id, attempt });
    const redirect = new URL(new URL(url).searchParams.get('redirect_uri') ?? '');
    const forged = await fetch(`${redirect.href}?code=stolen&state=guessed`);
    assert.equal(forged.status, 400);
    assert.equal((await fetch(new URL('/other', redirect))).status, 404);
    await signInAtSage(sandbox, url);
    assert.equal((await finished).state, 'new');
  });

  test('a person who denies is told that nobody was signed in', async () => {
    const workspace = openWorkspace();
    const sandbox = await startSage({ world });
    const { id } = await saveSage(workspace, sandbox);
    const { url, attempt } = await workspace.handlers.beginSignIn(workspace.task(), { id });
    const finished = refusedWith(workspace.handlers.finishSignIn(workspace.task(), { id, attempt }));
    const page = await signInAtSage(sandbox, url, { action: 'deny' });
    assert.match(await page.text(), /Nobody was signed in/);
    assert.deepEqual([(await finished).code, (await finished).recovery], ['signIn.denied', 'fixConnection']);
  });

  test('a wrong client secret is said as such, at its field', async () => {
    const workspace = openWorkspace();
    const sandbox = await startSage({ world });
    const { id } = await saveSage(workspace, sandbox, { secrets: { clientSecret: 'not-the-secret' } });
    const { url, attempt } = await workspace.handlers.beginSignIn(workspace.task(), { id });
    const finished = refusedWith(workspace.handlers.finishSignIn(workspace.task(), { id, attempt }));
    await signInAtSage(sandbox, url);
    const error = await finished;
    assert.deepEqual([error.code, error.field], ['signIn.client', 'clientSecret']);
    assert.ok(!JSON.stringify([error.message, String(error.cause)]).includes('not-the-secret'));
  });

  test('stops when asked, after the time limit, and when it is begun again', async () => {
    const workspace = openWorkspace();
    const { id } = await saveSage(workspace, await startSage({ world }));
    const begun = await workspace.handlers.beginSignIn(workspace.task(), { id });
    const controller = new AbortController();
    const stopped = refusedWith(workspace.handlers.finishSignIn(workspace.task(controller.signal), { id, attempt: begun.attempt }));
    controller.abort();
    assert.equal((await stopped).code, 'signIn.stopped');
    const second = await workspace.handlers.beginSignIn(workspace.task(), { id });
    const waiting = refusedWith(workspace.handlers.finishSignIn(workspace.task(), { id, attempt: second.attempt }));
    await workspace.handlers.beginSignIn(workspace.task(), { id });
    assert.equal((await waiting).code, 'signIn.stopped');
    const listener = await listenForRedirect({ redirectUri: 'http://127.0.0.1:0/callback', isDefault: false, state: () => 's', finish: async () => 'never', limitMs: 20 });
    assert.equal((await refusedWith(listener.result)).code, 'signIn.timeout');
  });

  test('a callback port that another program uses is named, unless nobody asked for that port', async () => {
    const taken = await listenForRedirect({ redirectUri: 'http://127.0.0.1:0/callback', isDefault: false, state: () => 's', finish: async () => 'x' });
    const again = { redirectUri: taken.redirectUri, state: () => 's', finish: async () => 'x' };
    const error = await refusedWith(listenForRedirect({ ...again, isDefault: false }));
    assert.deepEqual([error.code, error.field], ['signIn.portTaken', 'redirectUri']);
    const other = await listenForRedirect({ ...again, isDefault: true });
    assert.notEqual(other.redirectUri, taken.redirectUri);
    taken.close();
    other.close();
    assert.equal((await refusedWith(listenForRedirect({ ...again, redirectUri: 'https://example.com/callback', isDefault: false }))).code, 'signIn.redirect');
  });

  test('a system with a token needs no browser', async () => {
    const workspace = openWorkspace();
    const { id } = await saveLinnworks(workspace, await startLinnworks({ world }));
    assert.equal((await refusedWith(workspace.handlers.beginSignIn(workspace.task(), { id }))).code, 'signIn.notNeeded');
  });
});

describe('rotating refresh tokens', () => {
  async function signedIn(breakCommit: () => boolean = () => false) {
    const clock = testClock();
    const workspace = openWorkspace({ clock, breakCommit });
    const sandbox = await startSage({ world, accessTokenSeconds: 600, now: () => Date.parse(clock.now()) });
    const proxy = await startProxy(sandbox.url);
    const { id, session } = await connectSage(workspace, { ...sandbox, url: proxy.url });
    await session.request(question);
    return { workspace, clock, sandbox, proxy, id, session };
  }

  test('many requests that find the token stale refresh it once, and the new pair is saved before it is used', async () => {
    const { workspace, clock, proxy, session } = await signedIn();
    const before = await tokensIn(workspace);
    clock.forward(9.5 * 60_000);
    const from = proxy.seen.length;
    await Promise.all(Array.from({ length: 8 }, () => session.request(question)));
    assert.equal(grants(proxy, 'refresh_token').length, 1);
    const after = await tokensIn(workspace);
    assert.notEqual(after.refreshToken, before.refreshToken);
    const used = proxy.seen.slice(from).filter(({ path }) => path.includes('/tax_codes')).map(({ headers }) => headers.authorization);
    assert.deepEqual([...new Set(used)], [`Bearer ${after.accessToken}`]);
  });

  test('many requests that are refused at once sign in again once', async () => {
    const { proxy, session } = await signedIn();
    proxy.plan('/tax_codes', ...Array.from({ length: 5 }, () => ({ kind: 'answer', status: 401 }) as const));
    await Promise.all(Array.from({ length: 5 }, () => session.request(question)));
    assert.equal(grants(proxy, 'refresh_token').length, 1);
  });

  test('a refresh that Sage finds too early leaves the token in use', async () => {
    const { clock, sandbox, proxy, session } = await signedIn();
    await fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body: JSON.stringify({ name: 'early-refresh' }) });
    clock.forward(9.5 * 60_000);
    await session.request(question);
    await session.request(question);
    assert.equal(grants(proxy, 'refresh_token').length, 1, 'it is not asked again with every request');
    clock.forward(60_000);
    await session.request(question);
    assert.equal(grants(proxy, 'refresh_token').length, 2);
  });

  test('Sage ID being away for a moment stops nothing while the token lasts', async () => {
    const { clock, proxy, session } = await signedIn();
    clock.forward(9.5 * 60_000);
    proxy.plan('/oauth/token', { kind: 'answer', status: 503 });
    await session.request(question);
    clock.forward(60_000);
    proxy.plan('/oauth/token', { kind: 'answer', status: 503 });
    const error = await refusedWith(session.request(question));
    assert.deepEqual([error.code, error.recovery], ['signIn.unavailable', 'retry']);
  });

  test('a refresh token that was used elsewhere signs the connection out, in plain words', async () => {
    const { workspace, clock, sandbox, session } = await signedIn();
    const { refreshToken } = await tokensIn(workspace);
    await fetch(`${sandbox.url}/oauth/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken, client_id: sandbox.credentials.clientId, client_secret: sandbox.credentials.clientSecret }) });
    clock.forward(10 * 60_000);
    const error = await refusedWith(session.request(question));
    assert.deepEqual([error.code, error.recovery], ['signIn.expired', 'fixConnection']);
    assert.match(error.message, /Sage no longer accepts this sign-in .*: sign in again/);
    assert.deepEqual([first(workspace).state, first(workspace).stateText], ['signedOut', error.message]);
    assert.ok(workspace.events.some(({ name, payload }) => name === 'connectionState' && JSON.stringify(payload).includes('signedOut')));
  });

  test('a crash between the refresh and its saving loses the sign-in, says so, and never uses what was not saved', async () => {
    let dark = false;
    const { workspace, clock, proxy, id, session } = await signedIn(() => dark);
    const before = await tokensIn(workspace);
    clock.forward(10 * 60_000);
    dark = true;
    const asked = proxy.seen.length;
    await assert.rejects(session.request(question), /went dark/);
    assert.deepEqual(proxy.seen.slice(asked).filter(({ path }) => path.includes('/tax_codes')), [], 'the unsaved token was used');
    assert.deepEqual(await tokensIn(workspace), before);
    dark = false;
    workspace.sessions.forget(id);
    const after = await workspace.sessions.open(id);
    assert.equal((await refusedWith(after.request(question))).code, 'signIn.expired');
  });

  test('a save that failed for the moment is made up for before anything else', async () => {
    let full = false;
    const { workspace, clock, proxy, session } = await signedIn(() => full);
    clock.forward(10 * 60_000);
    full = true;
    await assert.rejects(session.request(question));
    full = false;
    await session.request(question);
    assert.equal(grants(proxy, 'refresh_token').length, 1);
    const { accessToken } = await tokensIn(workspace);
    assert.equal(proxy.seen.at(-1)?.headers.authorization, `Bearer ${accessToken}`);
  });
});
