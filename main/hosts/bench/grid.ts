import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import SQLite from 'better-sqlite3';
import type { PageRequest } from '../../../shared/contract/page.ts';
import { openEngine } from '../../engine/engine.ts';
import { callerOf } from '../caller.ts';
import type { EngineCaller } from '../caller.ts';
import { hostOptions } from '../host-options.ts';
import { figure, quantile, ratio } from './figures.ts';
import type { Figure, Measured } from './figures.ts';
import { ACCOUNT, ADMIN, makeFullWorkspace, PERIOD } from './full-workspace.ts';

const PAGE_ROWS = 100;
const CALLS = 25;
const AIM = 3;
const KEY = { kind: 'payments' as const, account: ACCOUNT, period: PERIOD };

type Rows = { readonly rows: readonly { readonly id?: string; readonly seq?: number }[] };
type Grid = (caller: EngineCaller, page: PageRequest) => Promise<Rows>;

const GRIDS: Readonly<Record<string, { readonly ask: Grid; readonly bare: string }>> = {
  records: { ask: (caller, page) => caller.runs.records({ period: PERIOD, page }), bare: 'SELECT id, reference, number, channel, occurred_on, amount_minor, currency, state, stage, reason, document FROM record WHERE id = ?' },
  entries: { ask: (caller, page) => caller.reconciliation.entries({ key: KEY, side: 'left', page }), bare: 'SELECT id, side, entry_kind, on_day, reference, order_reference, party, text, amount_minor, open_minor, currency, state, match_id, reason, reason_text FROM entry WHERE id = ?' },
  letters: { ask: (caller, page) => caller.deadLetters.list({ page }), bare: 'SELECT id, record_id, error_code, error_about, reference, step, channel, amount_minor, currency, message, error_field, attempts, buried_at FROM letter WHERE id = ?' },
  audit: { ask: (caller, page) => caller.audit.list({ page }), bare: 'SELECT e.seq, e.at, e.actor, e.action, d.detail, e.hash FROM audit_entry e JOIN audit_detail d ON d.seq = e.seq WHERE e.seq = ?' },
};

type View = Pick<PageRequest, 'sort' | 'filter'> & { readonly at: (rows: number, call: number) => number };

const anywhere = (rows: number, call: number): number => Math.floor(((call * 0.618) % 1) * Math.max(0, rows - PAGE_ROWS));
const top = () => 0;
const middle = (rows: number) => Math.floor(rows / 2);
const end = (rows: number) => Math.max(0, rows - PAGE_ROWS);
const byAmount = { sort: [{ field: 'amountMinor', direction: 'desc' as const }], filter: {} };

/** What people do in a grid: open it, sort it, filter it, search in it, drag its scroll bar. */
const views = (rows: number): Readonly<Record<string, Readonly<Record<string, View>>>> => {
  const plain = { sort: [], filter: {} };
  const reference = String(1_000_000 + Math.floor(rows / 3));
  const places = { first: { ...plain, at: top }, middle: { ...plain, at: middle }, end: { ...plain, at: end }, anywhere: { ...plain, at: anywhere } };
  const sorted = { byAmount: { ...byAmount, at: top }, byAmountAnywhere: { ...byAmount, at: anywhere } };
  const contains = { contains: { sort: [], filter: { reference }, at: top }, containsNone: { sort: [], filter: { reference: 'no such order' }, at: top } };
  return {
    records: {
      ...places, ...sorted, ...contains, byReference: { sort: [{ field: 'reference', direction: 'asc' }], filter: {}, at: anywhere }, failed: { sort: [], filter: { state: 'failed' }, at: top },
      posted: { sort: [], filter: { state: 'posted' }, at: middle }, failedByAmount: { ...byAmount, filter: { state: 'failed' }, at: top },
    },
    entries: { ...places, ...sorted, ...contains, open: { sort: [], filter: { state: 'open' }, at: middle } },
    letters: { ...places, ...sorted, ...contains, waiting: { sort: [], filter: { status: 'waiting' }, at: middle } },
    audit: { ...places, contains: { sort: [], filter: { action: 'runs' }, at: top }, bySeq: { sort: [{ field: 'seq', direction: 'asc' }], filter: {}, at: anywhere } },
  };
};

/** Milliseconds of each call. */
type Timed = { readonly ours: readonly number[]; readonly bare: readonly number[] };

/** The same page through the contract and, by its rows' keys, straight from SQLite, in turn. */
async function timePage(caller: EngineCaller, database: SQLite.Database, { ask, bare }: { ask: Grid; bare: string }, view: View, rows: number): Promise<Timed> {
  const statement = database.prepare(bare);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let call = 0; call < CALLS; call += 1) {
    const start = view.at(rows, call);
    const startedAt = performance.now();
    const page = await ask(caller, { start, end: start + PAGE_ROWS, sort: view.sort, filter: view.filter });
    ours.push(performance.now() - startedAt);
    const bareStartedAt = performance.now();
    for (const row of page.rows) statement.get(row.id ?? row.seq);
    theirs.push(performance.now() - bareStartedAt);
  }
  return { ours, bare: theirs };
}

type Times = Map<string, Timed[]>;

async function takeRun(caller: EngineCaller, database: SQLite.Database, rows: number, times: Times): Promise<void> {
  for (const [grid, asked] of Object.entries(GRIDS)) {
    for (const [name, view] of Object.entries(views(rows)[grid] ?? {})) {
      const key = `${grid}.${name}`;
      times.set(key, [...(times.get(key) ?? []), await timePage(caller, database, asked, view, rows)]);
    }
  }
}

function figuresOf(times: Times): Record<string, Figure> {
  const shares = [['p50', 0.5], ['p95', 0.95]] as const;
  return Object.fromEntries([...times].flatMap(([key, runs]) => shares.map(([name, share]) => [`${key}.${name}`, figure('ms', runs.map(({ ours }) => quantile(ours, share)))] as const)));
}

/** Pages of large grids through the contract, as the window asks for them, beside the same rows read by their keys. */
export async function benchGrid({ runs, rows, dir: kept }: { runs: number; rows: number; dir?: string | undefined }): Promise<Measured> {
  const dir = kept ?? mkdtempSync(path.join(os.tmpdir(), 'tieout-bench-'));
  const place = { workspace: dir, name: 'Measured', version: '0', vault: { seal: async (text: string) => text, open: async (sealed: string) => sealed } };
  const times: Times = new Map();
  try {
    await makeFullWorkspace(place, rows);
    const options = hostOptions(place);
    const engine = await openEngine(options);
    const database = new SQLite(options.file, { readonly: true });
    try {
      const { session } = await callerOf(engine, null).people.signIn({ email: ADMIN.email, password: ADMIN.password });
      for (let run = 0; run < runs; run += 1) await takeRun(callerOf(engine, session), database, rows, times);
    } finally {
      database.close();
      await engine.close();
    }
  } finally {
    if (kept === undefined) rmSync(dir, { recursive: true, force: true });
  }
  const all = (side: keyof Timed, share: number): number[] => Array.from({ length: runs }, (_, run) => quantile([...times.values()].flatMap(timed => timed[run]?.[side] ?? []), share));
  const slowest = Array.from({ length: runs }, (_, run) => Math.max(...[...times.values()].map(timed => quantile(timed[run]?.ours ?? [], 0.95))));
  return {
    name: 'grid', runs,
    figures: { rows: figure('rows', [rows]), slowestPageP95: figure('ms', slowest), anyPageP50: figure('ms', all('ours', 0.5)), anyPageP95: figure('ms', all('ours', 0.95)), ...figuresOf(times) },
    ratios: { 'page/sql': ratio(all('ours', 0.5), all('bare', 0.5), AIM) },
    missing: [],
  };
}
