import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, test } from 'vitest';
import { AppError } from '../../shared/contract/errors.ts';
import { STEPS } from '../../main/engine/connectors/connector.ts';
import type { Documents, Sent, StepName, Target } from '../../main/engine/connectors/connector.ts';
import { connectors } from '../../main/engine/connectors/registry.ts';
import { openListener } from './fault-trials.ts';
import type { Trial } from './fault-trials.ts';
import { ledgerOf, none, OCTOBER, ordersOf, profiles } from './profiles.ts';
import type { Profile, Ready } from './profiles.ts';
import { CLARITY_FAULTS } from '../../main/sandboxes/clarity/faults.ts';
import { GATEWAY_FAULTS } from '../../main/sandboxes/gateway/serve-gateway.ts';
import { LINNWORKS_FAULTS } from '../../main/sandboxes/linnworks/faults.ts';
import { FAULTS as SAGE200_FAULTS } from '../../main/sandboxes/sage200/faults.ts';
import { cleanUp, openWorkspace } from './workspace.ts';

afterEach(cleanUp);

const MAX_ATTEMPTS = 8;
/** Deliveries come by themselves, a few milliseconds after the change. */
const MAX_LOOKS = 2_000;
/** Patience of a connection whose system is slow; the HTTP client tells it to within a second. */
const PATIENCE_MS = 400;
const TOO_LATE_MS = 4_000;
const LATE_MS = 20;
const SANDBOX_FAULTS = { linnworks: Object.keys(LINNWORKS_FAULTS), sage200: SAGE200_FAULTS, clarity: Object.keys(CLARITY_FAULTS), sage100: GATEWAY_FAULTS, sagepro: GATEWAY_FAULTS } satisfies Record<string, readonly string[]>;
const sorted = (texts: readonly string[]): string[] => [...texts].sort();

async function refusalOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(() => assert.fail('nothing was refused'), (reason: unknown) => reason);
  assert.ok(error instanceof AppError, String(error));
  return error;
}

test('every connector is in the suite', () => {
  assert.deepEqual(sorted([...new Set(profiles.map(profile => profile.system))]), sorted(connectors.map(({ key }) => key)));
});

test('every fault of every sandbox is in the suite', () => {
  const inSuite = (system: string): string[] => sorted([...new Set(profiles.filter(profile => profile.system === system).flatMap(({ trials }) => Object.keys(trials)))]);
  for (const [system, faults] of Object.entries(SANDBOX_FAULTS)) assert.deepEqual(inSuite(system), sorted(faults), system);
  assert.deepEqual(sorted(Object.keys(SANDBOX_FAULTS)), sorted(connectors.map(({ key }) => key)));
});

test('an answer that takes longer than the connection waits is asked for again, and in the end refused by name; a write is in doubt and found', async () => {
  await Promise.all(profiles.map(async system => {
    const ready = await system.connect({ timeoutMs: PATIENCE_MS });
    const { session, sandboxUrl } = ready;
    const { switch: turn } = system;
    // As often as the client asks: every answer comes too late.
    await turn.on(sandboxUrl, 'slow', { delayMs: TOO_LATE_MS, times: 4 });
    const error = await refusalOf(session.request(system.ask));
    assert.deepEqual([error.code, error.recovery], ['http.timeout', 'retry'], system.name);
    await turn.off(sandboxUrl, 'slow');
    const step = Object.values(system.trials).flatMap(trial => (trial.tried === 'writing' ? [trial.step] : []))[0] ?? assert.fail('nothing is written');
    const target = { ...system.connector.erp?.targets, ...system.connector.commerce?.targets }[step] ?? assert.fail(step);
    const body = await bodyFor(system, step, ready);
    await turn.on(sandboxUrl, 'slow', { delayMs: TOO_LATE_MS, times: 1, method: 'POST' });
    const doubt = await refusalOf(target.send(session, body));
    await turn.off(sandboxUrl, 'slow');
    assert.deepEqual([doubt.code, doubt.recovery], ['http.lost', 'retry'], system.name);
    assert.ok(await target.find(session, body), `${system.name}: what was written is not found`);
    assert.deepEqual(sorted(await system.readAll(session)), sorted(system.expected()), system.name);
  }));
});

for (const system of profiles) {
  const { system: key, connector } = system;
  describe(`${system.name} keeps the promises of a connector`, () => {
    test('a test of a good connection passes every check and says what it found', async () => {
      const { workspace, id } = await system.connect();
      const { ok, checks } = await workspace.handlers.test(workspace.task(), { id });
      assert.deepEqual([ok, checks.length, checks.every(check => check.ok && check.detail.length > 5)], [true, connector.checks.length, true]);
      assert.equal(workspace.handlers.list(workspace.query(), {})[0]?.state, 'ready');
    });

    test('a test with wrong credentials fails with a reason that a person can act on', async () => {
      const workspace = openWorkspace();
      const { id, says } = await system.wrong(workspace);
      const { ok, message, checks } = await workspace.handlers.test(workspace.task(), { id });
      assert.equal(ok, false);
      assert.match(message, says);
      assert.equal(checks.at(-1)?.ok, false);
      assert.equal(workspace.handlers.list(workspace.query(), {})[0]?.state, 'signedOut');
    });

    test('discovery finds fields with types and samples, and the custom ones', async () => {
      const { workspace, id } = await system.connect();
      const { entities, fields } = await workspace.handlers.discover(workspace.task(), { id });
      const schema = workspace.handlers.schema(workspace.query(), { id });
      assert.equal(schema.length, entities);
      assert.equal(schema.reduce((sum, entity) => sum + entity.fields.length, 0), fields);
      assert.ok(schema.flatMap(entity => entity.fields).some(field => field.path === system.custom && field.custom));
      for (const entity of schema) assert.equal(new Set(entity.fields.map(field => field.path)).size, entity.fields.length, `${entity.name} names a field twice`);
    });

    test('reading every page gives exactly what is there, once', async () => {
      const { session } = await system.connect();
      assert.deepEqual(sorted(await system.readAll(session)), sorted(system.expected()));
    });

    test('a list that comes in many pages is read whole, each row once', async () => {
      const { proxy, session } = await system.connect();
      const wanted = system.manyPages(proxy);
      const before = proxy.seen.length;
      assert.deepEqual(sorted(await system.readAll(session)), sorted(wanted));
      assert.ok(proxy.seen.slice(before).filter(({ path }) => path.includes(system.listPath.split('/').at(-1) ?? '')).length > 1, 'it came in one page');
    });

    resuming(system);
    writing(system);

    goingWrong(system);

    test('a session that is refused in mid-run is renewed once, and nothing is missing', async () => {
      const { proxy, session } = await system.connect();
      proxy.plan(system.listPath, { kind: 'answer', status: 401 });
      assert.deepEqual(sorted(await system.readAll(session)), sorted(system.expected()));
    });

    test('a sign-in that stays refused says who must act', async () => {
      const { workspace, proxy, session } = await system.connect();
      proxy.plan(system.listPath, { kind: 'answer', status: 401 }, { kind: 'answer', status: 401 });
      const error = await refusalOf(system.readAll(session));
      assert.equal(error.recovery, 'fixConnection');
      assert.match(error.message, /sign in again/i);
      assert.equal(workspace.handlers.list(workspace.query(), {})[0]?.state, 'signedOut');
    });

    test('a pause that the system asks for is waited out, as long as it says or as experience says', async () => {
      const { workspace, proxy, session } = await system.connect();
      const tooMany = { kind: 'answer', status: 429, body: '{"Message":"API calls quota exceeded! Maximum admitted 150 per Minute."}' } as const;
      proxy.plan(system.listPath, { ...tooMany, headers: { 'retry-after': '12' } }, tooMany, tooMany);
      assert.deepEqual(sorted(await system.readAll(session)), sorted(system.expected()));
      assert.deepEqual(workspace.clock.waits, [12_000, 10_000, 20_000]);
    });

    test('a system that never stops asking for pauses is given up after a bounded time', async () => {
      const { workspace, proxy, session } = await system.connect();
      proxy.plan(system.listPath, ...Array.from({ length: 20 }, () => ({ kind: 'answer', status: 429 }) as const));
      const error = await refusalOf(system.readAll(session));
      assert.deepEqual([error.code, error.recovery], ['http.429', 'retry']);
      assert.deepEqual(workspace.clock.waits, [5_000, 10_000, 20_000, 30_000, 30_000, 30_000]);
    });

    test('waiting can be stopped', async () => {
      const { workspace, proxy, session } = await system.connect();
      const controller = new AbortController();
      proxy.plan(new URL(system.ask.path, 'http://any').pathname, { kind: 'answer', status: 429 });
      workspace.clock.wait = async (_milliseconds, signal) => {
        controller.abort(new Error('stopped by a person'));
        signal?.throwIfAborted();
      };
      await assert.rejects(session.request({ ...system.ask, signal: controller.signal }));
    });

    test('a read is tried again after an answer of 500, 502 or 504 and after a broken line', async () => {
      const { proxy, session } = await system.connect();
      proxy.plan(new URL(system.ask.path, 'http://any').pathname, { kind: 'answer', status: 502 });
      await session.request(system.ask);
      proxy.plan(system.listPath, { kind: 'answer', status: 504, body: '<html>504</html>' }, { kind: 'loseAnswer' }, { kind: 'answer', status: 500 });
      assert.deepEqual(sorted(await system.readAll(session)), sorted(system.expected()));
    });

    test('a system that stays down is a failing connection, and works again by itself', async () => {
      const { workspace, proxy, session } = await system.connect();
      proxy.plan(system.listPath, ...Array.from({ length: 4 }, () => ({ kind: 'answer', status: 503 }) as const));
      assert.equal((await refusalOf(system.readAll(session))).recovery, 'retry');
      assert.equal(workspace.handlers.list(workspace.query(), {})[0]?.state, 'failing');
      await system.readAll(session);
      assert.equal(workspace.handlers.list(workspace.query(), {})[0]?.state, 'ready');
    });

    test('a malformed body is never taken for an empty one', async () => {
      const { proxy, session } = await system.connect();
      const cut = { kind: 'alter', change: (body: string) => body.slice(0, body.length / 2) } as const;
      proxy.plan(system.listPath, cut);
      assert.deepEqual(sorted(await system.readAll(session)), sorted(system.expected()));
      proxy.plan(system.listPath, cut, cut, cut, cut);
      assert.equal((await refusalOf(system.readAll(session))).code, 'http.malformed');
    });

    test('an empty body is an answer', async () => {
      const { proxy, session } = await system.connect();
      proxy.plan(system.ask.path, { kind: 'answer', status: 200, body: '' }, { kind: 'answer', status: 204 });
      assert.deepEqual([await session.request(system.ask), await session.request(system.ask)], [null, null]);
    });

    test('fields that are not known yet do no harm', async () => {
      const { proxy, session } = await system.connect();
      proxy.plan(system.listPath, { kind: 'alter', change: body => body.replaceAll('{"', '{"brand_new":{"a":[1,null]},"') });
      assert.deepEqual(sorted(await system.readAll(session)), sorted(system.expected()));
    });

    test('an unreachable host is said by name', async () => {
      const { workspace, id } = await system.connect();
      const connection = workspace.handlers.list(workspace.query(), {})[0];
      const settings = Object.fromEntries(Object.entries(connection?.settings ?? {}).map(([name, text]) => [name, name === 'redirectUri' ? text : text.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:9')]));
      await workspace.handlers.save(workspace.task(), { id, system: key, label: 'Moved', environment: 'QA', settings, secrets: {} });
      const { ok, message } = await workspace.handlers.test(workspace.task(), { id });
      assert.equal(ok, false);
      assert.match(message, connector.auth === 'oauth' ? /sign in/i : /does not answer at 127\.0\.0\.1:9/);
    });

    test('a plain http address of another computer is refused before anything is sent', async () => {
      const workspace = openWorkspace();
      const address = connector.fields.find(field => field.kind === 'url' && field.required) ?? assert.fail('no address');
      const other = Object.fromEntries(connector.fields.filter(field => field.kind === 'text').map(field => [field.name, 'x']));
      const secrets = Object.fromEntries(connector.fields.filter(field => field.kind === 'secret').map(field => [field.name, 'x']));
      const error = await refusalOf(workspace.handlers.save(workspace.task(), { system: key, label: 'Plain', environment: 'Production', settings: { ...other, ...system.settings, [address.name]: 'http://api.example.com' }, secrets }));
      assert.deepEqual([error.code, error.field], ['connection.insecure', address.name]);
    });

    test('no secret is ever in the audit trail, the log, an answer or the open part of the file', async () => {
      const { workspace, proxy, session, id } = await system.connect();
      await system.readAll(session);
      await workspace.handlers.test(workspace.task(), { id });
      const text = workspace.everything() + JSON.stringify(workspace.handlers.list(workspace.query(), {}));
      const bearers = proxy.seen.flatMap(({ headers }) => headers.authorization?.replace(/^Bearer /, '') ?? []);
      const typed = proxy.seen.filter(({ path }) => /Authorize|oauth|session$/i.test(path)).flatMap(({ body }) => [...(body.startsWith('{') ? Object.values(JSON.parse(body)) : new URLSearchParams(body).values())].map(String));
      assert.ok(bearers.length > 0 && typed.length > 0);
      const secrets = [...bearers, ...typed].filter(secret => secret.length >= 16 && !/^https?:|^authorization_code$|^refresh_token$|^tieout-sandbox/.test(secret));
      for (const secret of new Set(secrets)) if (!Object.values(workspace.handlers.list(workspace.query(), {})[0]?.settings ?? {}).includes(secret)) assert.ok(!text.includes(secret), `${secret} is in the open`);
    });
  });
}

type Tried<Kind extends Trial['tried']> = Extract<Trial, { tried: Kind }> & { fault: string };

/** Everything that its sandbox can do wrong, switched on one after the other. */
function goingWrong(system: Profile): void {
  const { connector, switch: turn } = system;
  const whole = async ({ session }: Ready, fault: string): Promise<void> => assert.deepEqual(sorted(await system.readAll(session)), sorted(system.expected()), fault);
  const stateOf = ({ workspace }: Ready): string | undefined => workspace.handlers.list(workspace.query(), {})[0]?.state;
  const of = <Kind extends Trial['tried']>(kind: Kind): Tried<Kind>[] =>
    Object.entries(system.trials).flatMap(([fault, trial]) => (trial.tried === kind ? [{ ...trial, fault } as Tried<Kind>] : [])); // compared just before
  const named = (trials: readonly { fault: string }[]): string => trials.map(({ fault }) => fault).join(', ');

  test('every fault that its sandbox has is tried', () => {
    assert.deepEqual(sorted(Object.keys(system.trials)), sorted(system.faults));
  });

  test(`${named(of('reading'))}: reading is whole or refused with a reason, and goes on afterwards`, async () => {
    const ready = await system.connect();
    for (const { fault } of of('reading')) {
      // Once is passed over; as often as five times is more than patience covers.
      for (const times of [1, 5]) {
        await turn.on(ready.sandboxUrl, fault, { times });
        for (let attempt = 1; ; attempt += 1) {
          const read = await system.readAll(ready.session).catch((error: unknown) => error);
          if (Array.isArray(read)) assert.deepEqual(sorted(read), sorted(system.expected()), fault);
          else assert.ok(read instanceof AppError && read.message.length > 20, `${fault}: ${String(read)}`);
          if (Array.isArray(read) && (await turn.left(ready.sandboxUrl, fault)) === 0) break;
          assert.ok(attempt < MAX_ATTEMPTS, `${fault} never ends, or never strikes: ${String(read)}`);
        }
      }
    }
  });

  test(`${named([...of('slow'), ...of('showing'), ...of('lasting')])}: as long as it lasts reading is whole or refused with its reason, and never taken for an empty list; afterwards it is whole`, async () => {
    const ready = await system.connect();
    const { sandboxUrl, session } = ready;
    for (const { fault } of of('slow')) {
      await turn.on(sandboxUrl, fault, { delayMs: LATE_MS });
      await whole(ready, fault);
      await turn.off(sandboxUrl, fault);
    }
    for (const { fault, never } of of('showing')) {
      await turn.on(sandboxUrl, fault);
      await whole(ready, fault);
      for await (const { records } of connector.commerce?.orders(session, { period: OCTOBER, cursor: null, timeZone: 'Europe/London', signal: none() }) ?? []) {
        assert.ok(records.some(({ raw }) => never.test(JSON.stringify(raw))), `${fault} never struck`);
        for (const { record } of records) assert.ok(!never.test(JSON.stringify(record)), `${fault}: ${record?.reference}`);
      }
      await turn.off(sandboxUrl, fault);
    }
    for (const { fault, provoke, code, recovery, says } of of('lasting')) {
      await whole(ready, fault);
      await turn.on(sandboxUrl, fault);
      for (const read of [() => system.readAll(session), () => ledgerOf(connector, session)]) {
        provoke?.(ready, system.listPath);
        const error = await refusalOf(read());
        assert.deepEqual([error.code, error.recovery], [code, recovery], fault);
        assert.match(error.message, says);
      }
      assert.notEqual(stateOf(ready), 'ready', fault);
      ready.proxy.calmDown();
      await turn.off(sandboxUrl, fault);
      await whole(ready, fault);
      assert.equal(stateOf(ready), 'ready', fault);
    }
  });

  test(`${named(of('writing'))}: what is written meanwhile is refused or in doubt, and in the end it is there once`, async () => {
    for (const { fault, step } of of('writing')) {
      const ready = await system.connect();
      const target = { ...connector.erp?.targets, ...connector.commerce?.targets }[step] ?? assert.fail(`it writes no ${step}`);
      const body = await bodyFor(system, step, ready);
      await turn.on(ready.sandboxUrl, fault, { times: 1 });
      assert.equal((await refusalOf(target.send(ready.session, body))).recovery, 'retry', fault);
      assert.equal(await turn.left(ready.sandboxUrl, fault), 0, `${fault} never struck`);
      // As the engine does after a doubt: it is asked first, and sent again only when it is not there.
      const there = (await target.find(ready.session, body)) ?? (await target.send(ready.session, body));
      assert.deepEqual(nameOf(await target.find(ready.session, body)), nameOf(there), fault);
      await cleanUp();
    }
  });

  if (connector.webhooks?.register) {
    test(`${named(of('delivering'))}: only what it signed and what is fresh counts, once; and what was never told is read all the same`, async () => {
      for (const { fault, come, good } of of('delivering')) {
        const ready = await system.connect();
        const heard = await openListener();
        let secret = '';
        await connector.webhooks?.register?.(ready.session, { address: heard.address, signal: none(), keep: async made => void (secret = made) });
        await turn.on(ready.sandboxUrl, fault);
        const target = connector.commerce?.targets?.shipment ?? assert.fail('nothing can be changed there');
        await target.send(ready.session, await bodyFor(system, 'shipment', ready));
        for (let looks = 0; looks < MAX_LOOKS && (heard.count() < come || (await turn.left(ready.sandboxUrl, fault)) > 0); looks += 1) await delay(5);
        assert.deepEqual([heard.count(), heard.good(secret).length, new Set(heard.good(secret).map(({ id }) => id)).size], [come, good, Math.min(1, good)], fault);
        await whole(ready, fault);
        await cleanUp();
      }
    });
  }
}

/** Going on where a reading stopped, the way the connector says it can. */
function resuming(system: Profile): void {
  const { commerce, erp } = system.connector;
  if (commerce) {
    test('reading goes on from any saved cursor without loss or repetition', async () => {
      const { proxy, session } = await system.connect();
      system.manyPages(proxy);
      const pages = await ordersOf(commerce, session);
      assert.ok(pages.length > 1, 'there is only one page to go on from');
      for (const [index, { cursor }] of pages.entries()) {
        const rest = await ordersOf(commerce, session, cursor);
        assert.deepEqual(rest.flatMap(({ ids }) => ids), pages.slice(index + 1).flatMap(({ ids }) => ids), `after page ${index + 1}`);
      }
    });
  }
  if (erp) {
    test(erp.readsWhole ? 'the ledger, whose changes have no moment, is read whole again and tells each posting once' : 'the ledger is read again only from what moved, and together that is the whole', async () => {
      const ready = await system.connect();
      const before = await ledgerOf(system.connector, ready.session);
      const since = new Date().toISOString();
      if (erp.targets.receipt) await erp.targets.receipt.send(ready.session, await bodyFor(system, 'receipt', ready));
      await system.post(ready);
      const moved = await ledgerOf(system.connector, ready.session, since);
      const after = await ledgerOf(system.connector, ready.session);
      const keys = (postings: readonly { externalId: string }[]): string[] => sorted(postings.map(({ externalId }) => externalId));
      for (const read of [before, moved, after]) assert.equal(new Set(keys(read)).size, read.length, 'a posting is told twice');
      assert.deepEqual(sorted([...new Set([...keys(before), ...keys(moved)])]), keys(after));
      assert.equal(after.length, before.length + (erp.targets.receipt ? 1 : 0));
      const future = new Date(Date.now() + 3_600_000).toISOString();
      assert.equal((await ledgerOf(system.connector, ready.session, future)).length, erp.readsWhole ? after.length : 0);
    });
  }
}

const bodyFor = (system: Profile, step: StepName, ready: Ready) => system.writes[step]?.body(ready) ?? assert.fail(`the suite knows no ${step}`);
const nameOf = (sent: Sent | null): unknown[] => [sent?.id, sent?.number];

/** Steps of a sale at the ERP; 'shipment' is told to the shop. */
const ERP_STEPS = STEPS.filter(step => step !== 'shipment');
const DESCRIBED: readonly (readonly [keyof Documents, readonly StepName[]])[] = [
  ['despatch', ['despatch']], ['invoice', ['invoice']], ['creditNote', ['creditNote']], ['receipt', ['receipt']], ['refund', ['refund']], ['allocation', ['allocation', 'refundAllocation']], ['bankPosting', ['fee', 'adjustment']], ['transfer', ['transfer']],
];

function writing(system: Profile): void {
  const { erp, commerce } = system.connector;
  const targets = Object.entries({ ...erp?.targets, ...commerce?.targets }) as [StepName, Target][]; // keys of the connector's own tables

  test(`what it writes is declared: ${targets.map(([step]) => step).join(', ') || 'nothing'}`, async () => {
    const { session } = await system.connect();
    const entities = await system.connector.discover(session, none());
    assert.deepEqual(sorted(Object.keys(system.writes)), sorted(targets.map(([step]) => step)));
    if (erp) assert.ok(targets.every(([, target]) => !entities.some(entity => entity.name === target.entity) || entities.some(entity => entity.name === target.entity && entity.canWrite)));
    const isWritten = (step: StepName): boolean => targets.some(([name]) => name === step) || erp?.journal?.steps.includes(step) === true;
    // Orders and customers are shaped by a mapping; every other document has its own description, or staff make it.
    if (erp) for (const [document, steps] of DESCRIBED) assert.equal(document in erp.documents, steps.every(isWritten), document);
  });

  if (erp) {
    test('whatever it cannot be asked to do, it says why, and what happens instead', () => {
      const { targets: written, journal, postJournal, cannot = {} } = erp;
      const able = new Set<string>([...Object.keys(written), ...(journal?.steps ?? []), ...(postJournal ? ['postJournal'] : []), ...(erp.shows ?? [])]);
      for (const ability of [...ERP_STEPS, 'postJournal', 'baseValues', 'allocations'] as const) {
        const reason = cannot[ability];
        assert.equal(reason === undefined, able.has(ability), `${ability}: ${reason ?? 'neither possible nor explained'}`);
        if (reason !== undefined) assert.match(reason, /^[A-Z].{20,}\.$/);
      }
    });
  }

  if (erp) {
    test(`what its sales ledger shows besides amounts is there and adds up: ${erp.shows?.join(', ') ?? 'nothing'}`, async () => {
      const { session } = await system.connect();
      const postings = await ledgerOf(system.connector, session);
      const shows = new Set(erp.shows ?? []);
      const base = (await erp.references(session, none())).currencies.find(({ isBase }) => isBase)?.code;
      for (const { kind, urn, account, amountMinor, openMinor, currency, base: value, allocatedTo } of postings) {
        assert.equal(value !== undefined, shows.has('baseValues'), urn);
        assert.equal(allocatedTo !== undefined, shows.has('allocations') && (kind === 'receipt' || kind === 'refund'), urn);
        if (value) assert.deepEqual([value.currency, Math.abs(value.amountMinor - Math.round(amountMinor / Number(value.rate))) <= 2, value.currency !== currency || value.rate === '1'], [base, true, true], urn);
        assert.equal(new Set(allocatedTo?.map(document => `${document.kind} ${document.urn}`)).size, allocatedTo?.length ?? 0, 'each document once');
        if (openMinor === amountMinor) assert.deepEqual(allocatedTo ?? [], [], urn);
        for (const part of allocatedTo ?? []) {
          const document = postings.find(other => other.account === account && other.kind === part.kind && other.urn === part.urn) ?? assert.fail(`${part.kind} ${part.urn} is not in the ledger`);
          assert.ok(part.amountMinor * amountMinor < 0 && part.amountMinor * document.amountMinor > 0 && Math.abs(part.amountMinor) <= Math.abs(document.amountMinor), part.urn);
        }
      }
      if (shows.has('allocations')) assert.ok(postings.some(({ allocatedTo }) => allocatedTo && allocatedTo.length > 0), 'nothing is allocated, so nothing is proved');
    });
  }

  for (const [step, target] of targets) {
    const path = system.writes[step]?.path ?? step;
    const posted = (ready: Ready): number => ready.proxy.seen.filter(({ method, path: seen }) => method !== 'GET' && (path.endsWith('/') ? seen.includes(path) : seen.split('?')[0]?.endsWith(path))).length;

    test(`${step}: nothing is found before; looked for before it is written again, it is there once${erp?.dropsRepeats ? ', and written again it is the same one' : ''}`, async () => {
      const ready = await system.connect();
      const body = await bodyFor(system, step, ready);
      assert.equal(await target.find(ready.session, body), null);
      const sent = await target.send(ready.session, body);
      assert.ok(sent.id, 'it has no name');
      assert.deepEqual(nameOf(await target.find(ready.session, body)), nameOf(sent));
      if (erp?.dropsRepeats) assert.deepEqual(nameOf(await target.send(ready.session, body)), nameOf(sent));
    });

    test(`${step}: an answer that is lost, cut, empty or late after the write leaves it in doubt, and it is found`, async () => {
      for (const fault of [{ kind: 'loseAnswer' }, { kind: 'alter', change: (text: string) => text.slice(0, text.length / 2) }, { kind: 'alter', change: () => '' }] as const) {
        const ready = await system.connect();
        const body = await bodyFor(system, step, ready);
        const before = posted(ready);
        ready.proxy.plan(path, fault);
        const sent = await target.send(ready.session, body).catch((error: unknown) => error);
        assert.equal(posted(ready), before + 1, 'a write is never repeated by itself');
        // An empty answer may be looked up at once; everything else is a doubt that the engine settles.
        if (sent instanceof AppError) assert.deepEqual([sent.code, sent.recovery], ['http.lost', 'retry']);
        else assert.ok(fault.kind === 'alter' && fault.change('x') === '' && (sent as Sent).id, String(sent));
        assert.ok(await target.find(ready.session, body), 'what was written is not found');
        await cleanUp();
      }
    });

    test(`${step}: refused for the sign-in it is written after signing in again; a pause is waited out; out of order it was not taken, or is in doubt`, async () => {
      const ready = await system.connect();
      const body = await bodyFor(system, step, ready);
      for (const [status, code] of [[500, 'http.lost'], [504, 'http.lost'], [503, 'http.503']] as const) {
        ready.proxy.plan(path, { kind: 'answer', status });
        assert.equal((await refusalOf(target.send(ready.session, body))).code, code, String(status));
      }
      assert.equal(await target.find(ready.session, body), null);
      ready.proxy.plan(path, { kind: 'answer', status: 429, headers: { 'retry-after': '7' } }, { kind: 'answer', status: 401 });
      assert.ok((await target.send(ready.session, body)).id);
      assert.ok(ready.workspace.clock.waits.includes(7_000));
    });
  }
}
