import { rmSync } from 'node:fs';
import path from 'node:path';
import { localDate } from '../../../shared/values/date.ts';
import type { Period } from '../../../shared/values/date.ts';
import type { ConnectionId, MappingId, RunId } from '../../../shared/values/id.ts';
import type { ChannelSettings, Settings } from '../../../shared/contract/settings.ts';
import { commit } from '../../engine/commit.ts';
import { insertConnection, setConnectionState, setSite } from '../../engine/connections/connection-store.ts';
import { sessionRecords } from '../../engine/connections/session-store.ts';
import { openSessions } from '../../engine/connections/sessions.ts';
import type { Caller, Commit } from '../../engine/handler.ts';
import { insertMapping, saveVersion } from '../../engine/mapping/mapping-store.ts';
import { insertRun, runById } from '../../engine/runs/run-store.ts';
import { runToEnd } from '../../engine/runs/run.ts';
import type { RunDeps } from '../../engine/runs/work.ts';
import { DEFAULT_SETTINGS } from '../../engine/settings/default-settings.ts';
import { writeSettings } from '../../engine/settings/settings-store.ts';
import { openStore } from '../../engine/store/open-store.ts';
import type { Store } from '../../engine/store/open-store.ts';
import { hostOptions } from '../host-options.ts';
import { answerParent, timed } from './child.ts';
import { fortyFields } from './sync-mapping.ts';
import { CONCURRENCY, ENTITY, ledgerSystem, shop } from './sync-systems.ts';

const PERIOD = '2026-10' as Period;
const SHOP = 'con_shop' as ConnectionId;
const ERP = 'con_erp' as ConnectionId;
const MAPPING = 'map_orders' as MappingId;
const RUN = 'run_measured' as RunId;
const CALLER: Caller = { personId: 'per_1', name: 'Measured', role: 'system', session: null };
const KILOBYTES_A_MEGABYTE = 1024;

const CHANNEL: ChannelSettings = {
  key: 'AMAZON/Amazon UK', label: 'Amazon UK', currency: 'GBP', customerPolicy: 'webSales', customerReference: 'WEB', clearingBank: '1250', bank: '1250', feeNominal: '7901', salesNominal: '4000',
  costCentre: '', department: '', feeTiers: [],
};
const SETTINGS: Settings = { ...DEFAULT_SETTINGS, channels: [CHANNEL], erpConcurrency: CONCURRENCY, booksOpenFrom: localDate('2026-10-01') };

/** A workspace in which both systems are connected, the mapping is published and a run has been started. */
function prepareWorkspace({ db, audit, now }: Commit, url: string): void {
  const common = { label: '', environment: 'Sandbox', settings: { url }, stateText: 'Connected.' } as const;
  insertConnection(db, { ...common, id: SHOP, system: 'linnworks' });
  insertConnection(db, { ...common, id: ERP, system: 'sage200' });
  for (const id of [SHOP, ERP]) setConnectionState(db, id, 'ready', 'Connected.');
  setSite(db, ERP, { siteId: '1', siteName: 'Measured', companyId: '1', companyName: 'Measured' });
  writeSettings(db, SETTINGS, 1);
  insertMapping(db, { id: MAPPING, name: 'Orders', sourceConnection: SHOP, sourceEntity: 'Order', targetConnection: ERP, targetEntity: ENTITY }, now);
  saveVersion(db, { mappingId: MAPPING, version: 1, state: 'published', rev: 1, authors: ['per_1'], approvedBy: 'per_2', note: '', fields: [...fortyFields], history: [], approvedSchema: null, changedAt: now });
  insertRun(db, { id: RUN, workflow: 'orderToCash', period: PERIOD, startedBy: 'Measured', startedAt: now });
  audit('runs.start', { run: RUN });
}

/** What a run is handed in the app, with the two systems of this measurement in place of the registry's. */
function depsOf(store: Store, options: ReturnType<typeof hostOptions>) {
  const connectorOf = (system: string) => (system === shop.key ? shop : ledgerSystem);
  const commitAs: RunDeps['commit'] = (caller, _groups, work) => commit({ store, now: options.now, newId: options.newId }, caller, work);
  const records = sessionRecords({ db: store.read, vault: options.vault, commit: (groups, work) => commitAs(CALLER, groups, work) });
  const sessions = openSessions({ ...options, records, connectorOf, announce: () => {} });
  const deps: RunDeps = { ...options, db: store.read, commit: commitAs, announce: () => {}, openSession: sessions.open, connectorOf: id => (id === SHOP ? shop : ledgerSystem) };
  return { deps, commitAs, sessions };
}

async function measure(dir: string, url: string) {
  rmSync(dir, { recursive: true, force: true });
  const options = hostOptions({ workspace: dir, name: 'Measured', version: '0', vault: { seal: async text => text, open: async sealed => sealed } });
  const store = openStore({ file: options.file, migrations: path.join(options.resources, 'migrations') });
  try {
    const { deps, commitAs, sessions } = depsOf(store, options);
    commitAs(CALLER, [], context => prepareWorkspace(context, url));
    const run = runById(store.read, RUN);
    if (!run) throw new Error('the run was not kept');
    const { seconds, cpuSeconds, result: mistake } = await timed(() => runToEnd(run, CALLER, deps, { asked: 'go', abort: new AbortController() }));
    await sessions.close();
    if (mistake !== null) throw mistake instanceof Error ? mistake : new Error('the run failed');
    const ended = runById(store.read, RUN);
    return { seconds, cpuSeconds, state: ended?.state ?? '', posted: ended?.counts.posted ?? 0, message: ended?.message ?? '' };
  } finally {
    store.close();
  }
}

answerParent(async question => {
  const { dir, url } = question as { dir: string; url: string };
  return { ...await measure(dir, url), peakMb: process.resourceUsage().maxRSS / KILOBYTES_A_MEGABYTE };
});
