import { contract, type Contract } from '../../shared/contract/contract.ts';
import { AppError, toWireError } from '../../shared/contract/errors.ts';
import type { Connection } from '../../shared/contract/connections.ts';
import type { MappingField, MappingSummary } from '../../shared/contract/mappings.ts';
import type { Group, Method, OutputOf, ParsedInputOf } from '../../shared/contract/method.ts';
import type { Person } from '../../shared/contract/people.ts';
import type { Run } from '../../shared/contract/runs.ts';
import type { Result } from '../../shared/contract/wire.ts';
import { instant } from '../../shared/values/date.ts';
import type { ConnectionId, MappingId, PersonId } from '../../shared/values/id.ts';
import { DEFAULT_AI } from '../../main/engine/ai/ai-store.ts';
import { transformsByName } from '../../main/engine/mapping/transforms.ts';
import { fieldsOf, previewOf } from './fake-mapping-data.ts';
import { connections, earlierRuns, LINNWORKS, pageOf, PERIOD, records, runOf, SAGE, schema, systems, timelineOf } from './fake-run-data.ts';

type Handler<M> = M extends Method ? (input: ParsedInputOf<M>, signal: AbortSignal) => OutputOf<M> | Promise<OutputOf<M>> : never;
export type FakeHandlers = { [G in keyof Contract]?: { [N in keyof Contract[G]]?: Handler<Contract[G][N]> } };
type Event = { name: string; payload: unknown };

const NOW = instant(Date.UTC(2026, 10, 21, 9));
const guest = (id: string, name: string, role: Person['role']): Person => ({ id: `per_${id}` as PersonId, name, email: `${id}@northwind.example`, role, active: true, createdAt: NOW });
export const PEOPLE: Person[] = [guest('ada', 'Ada Admin', 'admin'), guest('priya', 'Priya Raman', 'accountant'), guest('sam', 'Sam Okoro', 'operator'), guest('ines', 'Ines Vidal', 'auditor')];

/** An engine that remembers only what the window shows: for looking at the pages, and for the tests of the window. */
export function fakeEngine({ firstRun = false, extra = () => ({}) }: { firstRun?: boolean; extra?: (tell: (event: Event) => void) => FakeHandlers } = {}) {
  const listeners = new Set<(event: Event) => void>();
  const tell = (event: Event) => { for (const listener of listeners) listener(event); };
  const changed = (...groups: (keyof Contract)[]) => tell({ name: 'changed', payload: { groups } });
  let isNew = firstRun;
  const session = { person: undefined as Person | undefined };
  const handlers: Record<string, Record<string, unknown>> = {};
  const add = (more: FakeHandlers) => { for (const [group, methods] of Object.entries(more)) handlers[group] = { ...handlers[group], ...methods }; };

  add({
    people: {
      welcome: () => ({ firstRun: isNew, workspace: 'Northwind Ltd', environment: 'Sandbox' as const, version: '0.1.0', guests: isNew ? [] : PEOPLE.map(({ name, email, role }) => ({ name, email, role, password: 'sandbox-password' })) }),
      createFirstAdmin: ({ name, email }) => { isNew = false; const person = { ...guest('first', name, 'admin'), email }; PEOPLE.unshift(person); return person; },
      signIn: ({ email, password }) => {
        const person = PEOPLE.find(candidate => candidate.email === email);
        if (!person || password === 'wrong') throw new AppError('people.password', 'fixInput', 'This e-mail and password do not belong together.', { field: 'password' });
        return { session: person.id, person };
      },
      signOut: () => ({}),
      me: () => { if (!session.person) throw new AppError('people.signIn', 'fixInput', 'Sign in first.'); return session.person; },
      list: () => PEOPLE,
    },
    today: {
      get: ({ period }) => ({ period, daysToClose: 3, badges: { reconcile: 14, failed: 10, held: 6, changed: 0, mappings: 1, lookups: 0, rules: 0, running: 0, alarms: 0 }, orders: { read: 2040, posted: 2020, failed: 10, held: 6 }, perDay: [], nextSteps: [{ text: 'Mend 10 failed orders', page: 'dead-letters' }] }),
      find: ({ text }) => records.filter(({ reference, number }) => `${reference} ${number}`.includes(text)).slice(0, 8).map(({ id, reference, channel, amountMinor, currency }) => ({ kind: 'order' as const, id, title: reference, detail: `${channel} · ${currency} ${(amountMinor / 100).toFixed(2)}`, page: `runs/records/${id}` })),
    },
    connections: connectionHandlers(changed),
    mappings: mappingHandlers(changed, () => session.person?.name ?? ''),
    ai: { state: () => ({ settings: DEFAULT_AI, rev: 0, keyHeld: false, ready: false, notReady: 'No language model is in use.', spentMicro: 0, calls: 0, testedAt: null }) },
    runs: runHandlers(tell, changed),
  });
  add(extra(tell));

  async function call(caller: string | null, name: string, input: unknown, signal: AbortSignal = new AbortController().signal): Promise<Result> {
    const [group = '', method = ''] = name.split('.');
    const declared = (contract as Record<string, Group>)[group]?.[method];
    const handler = handlers[group]?.[method] as ((input: unknown, signal: AbortSignal) => unknown) | undefined;
    try {
      session.person = PEOPLE.find(({ id }) => id === caller);
      if (!declared || !handler) throw new AppError('fake.method', 'report', `The pretend engine does not know ${name}.`);
      if (declared.may !== 'public' && !session.person) throw new AppError('people.signIn', 'fixInput', 'Sign in first.');
      return { ok: true, output: declared.output.parse(await handler(declared.input.parse(input), signal)) };
    } catch (error) {
      if (!(error instanceof AppError)) process.stderr.write(`${name}: ${String(error)}\n`);
      return { ok: false, error: toWireError(error) };
    }
  }
  return { call, tell, onEvent: (listener: (event: never) => void) => { listeners.add(listener as (event: Event) => void); return () => { listeners.delete(listener as (event: Event) => void); }; } };
}

type Changed = (...groups: (keyof Contract)[]) => void;

function connectionHandlers(changed: Changed): NonNullable<FakeHandlers['connections']> {
  const held = structuredClone(connections);
  const find = (id: ConnectionId): Connection => held.find(connection => connection.id === id) ?? (held[0] as Connection);
  const set = (id: ConnectionId, part: Partial<Connection>): Connection => { Object.assign(find(id), part); changed('connections'); return find(id); };
  return {
    systems: () => systems,
    list: () => held,
    save: ({ id, system, label, environment, settings, secrets }) => {
      if (settings['apiUrl'] === 'http://nowhere') throw new AppError('connections.address', 'fixInput', 'Nothing answers at http://nowhere. Check the API address.', { field: 'apiUrl' });
      if (id) return set(id, { label, environment, settings });
      const connection: Connection = { ...(connections[0] as Connection), id: `con_${held.length + 1}` as ConnectionId, system, label, environment, settings, secretsHeld: Object.keys(secrets), state: system === 'sage200' ? 'signedOut' : 'new', stateText: system === 'sage200' ? 'Not signed in yet. Sign in to Sage.' : 'Not tested yet. Test it.', site: null, lastReadAt: null, discoveredAt: null };
      held.push(connection);
      changed('connections');
      return connection;
    },
    remove: ({ id }) => { held.splice(held.indexOf(find(id)), 1); changed('connections'); return {}; },
    beginSignIn: () => ({ url: 'http://127.0.0.1:9/authorize', attempt: 'attempt-1' }),
    finishSignIn: ({ id }, signal) => new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve(set(id, { state: 'ready', stateText: 'Ready. Signed in until 17:00.' })), 1_500);
      signal.addEventListener('abort', () => { clearTimeout(timer); reject(new AppError('connections.cancelled', 'fixInput', 'Signing in was cancelled.')); });
    }),
    sites: () => [{ siteId: 's-1', siteName: 'Northwind', companyId: '1', companyName: 'Northwind Ltd' }, { siteId: 's-1', siteName: 'Northwind', companyId: '2', companyName: 'Northwind Test' }],
    chooseSite: ({ id, site }) => set(id, { site }),
    test: ({ id }) => (find(id).state === 'signedOut'
      ? { ok: false, message: 'Sage refused the token. Sign in to Sage again.', checks: [{ label: 'Address answers', ok: true, detail: '84 ms' }, { label: 'Token is accepted', ok: false, detail: '401: the refresh token was used twice' }] }
      : { ok: true, message: 'Everything that a run needs works.', checks: [{ label: 'Address answers', ok: true, detail: '61 ms' }, { label: 'Token is accepted', ok: true, detail: 'session until 14:20' }, { label: 'Orders can be read', ok: true, detail: '3 orders of today' }] }),
    discover: () => { changed('connections'); return { entities: 3, fields: 32 }; },
    schema: () => schema,
  };
}

function mappingHandlers(changed: Changed, me: () => string): NonNullable<FakeHandlers['mappings']> {
  let fields = fieldsOf();
  let summary: MappingSummary = {
    id: 'map_order' as MappingId, name: 'Linnworks Order → Sage 200 sales order', sourceConnection: LINNWORKS, sourceEntity: 'Order', targetConnection: SAGE, targetEntity: 'sop_orders', version: 7, state: 'draft', rev: 41, author: 'Sam Okoro', approvedBy: null, publishedVersion: 6,
    fields: 0, decided: 0, needsMe: 0, requiredUnmapped: 0, changedAt: NOW,
  };
  const undo: MappingField[][] = [];
  const count = (part: Partial<MappingSummary> = {}): MappingSummary => {
    summary = { ...summary, ...part, rev: summary.rev + 1, fields: fields.length, decided: fields.filter(({ decision }) => decision !== 'open').length, needsMe: fields.filter(({ decision, candidates }) => decision === 'open' && candidates.length > 0).length, requiredUnmapped: fields.filter(({ target, source, decision }) => target.required && (source === null || decision === 'none')).length };
    changed('mappings');
    return summary;
  };
  count();
  const change = (next: MappingField[]) => { undo.push(fields); fields = next; return count(); };
  return {
    list: () => [summary],
    get: () => ({ summary, fields, versions: [{ version: 7, state: summary.state, author: 'Sam Okoro', changedAt: NOW, note: '' }, { version: 6, state: 'published', author: 'Sam Okoro', changedAt: NOW, note: 'Carriage has its own tax code' }, { version: 5, state: 'retired', author: 'Priya Raman', changedAt: NOW, note: 'First month' }] }),
    create: () => summary,
    suggest: () => count(),
    decide: ({ changes }) => change(fields.map(field => {
      const decided = changes.find(({ target }) => target === field.target.path);
      return decided ? { ...field, ...decided, target: field.target, issue: null, reason: decided.decision === 'changed' ? `Chosen by ${me()}` : field.reason } : field;
    })),
    acceptAll: ({ threshold }) => {
      const chosen = fields.filter(({ decision, confidence }) => decision === 'open' && (confidence ?? 0) >= threshold);
      return { accepted: chosen.length, summary: change(fields.map(field => (chosen.includes(field) ? { ...field, decision: 'accepted' } : field))) };
    },
    undo: () => { fields = undo.pop() ?? fields; return count(); },
    transforms: () => [...transformsByName].map(([name, { label, help, group, parameters, examples }]) => ({ name, label, help, group, parameters: parameters.map(parameter => ({ ...parameter, choices: [...parameter.choices] })), examples: examples.slice(0, 2).map(({ parameters: used, ...example }) => ({ ...example, parameters: { ...used } })) })),
    preview: ({ records: many }) => previewOf(many),
    submit: () => { if (summary.requiredUnmapped > 0) throw new AppError('mapping.required', 'fixInput', `${summary.requiredUnmapped} required fields are not mapped yet.`); return count({ state: 'submitted' }); },
    approve: () => count({ state: 'approved', approvedBy: me() }),
    sendBack: () => count({ state: 'draft' }),
    publish: () => count({ state: 'published', publishedVersion: summary.version }),
    retire: () => count({ state: 'retired', publishedVersion: null }),
    drift: () => [],
    backTests: () => [],
    dryRun: ({ records: many }) => ({ records: many, pass: many, fail: 0, causes: [] }),
    edit: () => count({ state: 'draft', version: summary.version + 1 }),
    compare: () => [{ target: 'lines[].tax_code_id', label: 'Tax code', before: 'Items[].TaxRate, tax code by rate', after: 'Items[].TaxRate, tax code by rate and country' }, { target: 'analysis_code_2', label: 'Analysis code 2', before: '—', after: 'NumOrderId' }],
  };
}

const TICK_MS = 200;
const ORDERS_PER_TICK = 60;

function runHandlers(tell: (event: Event) => void, changed: Changed): NonNullable<FakeHandlers['runs']> {
  const runs = structuredClone(earlierRuns);
  const find = (id: string): Run => runs.find(run => run.id === id) ?? (runs[0] as Run);
  const set = (id: string, next: Run): Run => { runs[runs.indexOf(find(id))] = next; changed('runs'); return next; };
  const progress = ({ id: runId, state, step, counts, secondsLeft }: Run) => tell({ name: 'runProgress', payload: { runId, state, step, counts, done: counts.read - counts.waiting, total: counts.read, secondsLeft } });
  const work = (id: string) => {
    const run = find(id);
    if (run.state !== 'running') return;
    const read = Math.min(run.counts.read, run.counts.read - run.counts.waiting + ORDERS_PER_TICK);
    const next = runOf(id, read, { state: read === run.counts.read ? 'finished' : 'running', startedAt: run.startedAt, startedBy: run.startedBy });
    runs[runs.indexOf(run)] = next;
    progress(next);
    if (next.state === 'running') setTimeout(() => work(id), TICK_MS);
    else changed('runs', 'today');
  };
  return {
    list: () => runs,
    get: ({ id }) => find(id),
    start: ({ workflow, period }) => {
      const run = runOf(`run_${runs.length + 1}`, 0, { workflow, period, state: 'running', startedAt: NOW });
      runs.unshift(run);
      changed('runs');
      setTimeout(() => work(run.id), TICK_MS);
      return run;
    },
    pause: ({ id }) => { const run = set(id, { ...find(id), state: 'paused', message: 'Paused by a person. Resume it at any time.' }); progress(run); return run; },
    resume: ({ id }) => { const run = set(id, { ...find(id), state: 'running', message: '' }); setTimeout(() => work(id), TICK_MS); return run; },
    cancel: ({ id }) => { const run = set(id, { ...find(id), state: 'cancelled', endedAt: NOW }); progress(run); return run; },
    records: ({ period, page }) => pageOf(period === undefined || period === PERIOD ? records : [], page),
    timeline: ({ recordId }) => { const record = records.find(({ id }) => id === recordId) ?? (records[0] as (typeof records)[number]); return { record, entries: timelineOf(record), source: JSON.stringify({ NumOrderId: record.number, GeneralInfo: { ReferenceNum: record.reference, Source: record.channel }, TotalsInfo: { TotalCharge: record.amountMinor / 100 } }, null, 2) }; },
  };
}
