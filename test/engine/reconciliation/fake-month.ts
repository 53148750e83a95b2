import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChannelSettings, Settings } from '../../../shared/contract/settings.ts';
import { instant, lastDayOf, localDate, type LocalDate, type Period } from '../../../shared/values/date.ts';
import type { Allocated, Erp, LedgerPosting, PostingKind } from '../../../main/engine/connectors/connector.ts';
import { closeHandlers } from '../../../main/engine/close/handlers.ts';
import type { ShopListing } from '../../../main/engine/close/check-store.ts';
import { refuseLocked, signaturesOf, signedMonth } from '../../../main/engine/close/close-store.ts';
import { watchSigned } from '../../../main/engine/close/signed-store.ts';
import type { Shop } from '../../../main/engine/close/proof-store.ts';
import { commit } from '../../../main/engine/commit.ts';
import type { Caller, Commit, CommandContext, QueryContext, TaskContext } from '../../../main/engine/handler.ts';
import { matchRulesHandlers } from '../../../main/engine/match-rules/handlers.ts';
import { rulesInForce } from '../../../main/engine/match-rules/rules-store.ts';
import { boardOf, findingsOf, slipsIn } from '../../../main/engine/reconciliation/figures-store.ts';
import { reconciliationHandlers } from '../../../main/engine/reconciliation/handlers.ts';
import type { RateTable } from '../../../main/engine/reconciliation/slip-store.ts';
import { statementHandlers } from '../../../main/engine/statements/handlers.ts';
import { entry, statement, type StatementEntryKind } from '../../../main/engine/statements/statement.ts';
import { insertStatement } from '../../../main/engine/statements/statement-store.ts';
import { openStore } from '../../../main/engine/store/open-store.ts';
import { sql } from '../../../main/engine/store/sql.ts';
import type { Adjustment } from '../../../shared/contract/reconciliation.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../resources/migrations', import.meta.url));
export const OCTOBER = '2026-10' as Period;

const channel = (given: Partial<ChannelSettings> & Pick<ChannelSettings, 'key' | 'label'>): ChannelSettings => ({
  currency: 'GBP', customerPolicy: 'webSales', customerReference: '', clearingBank: '', bank: '1200', feeNominal: '7901', salesNominal: '4000', costCentre: '', department: '', feeTiers: [], ...given,
});
export const AMAZON = channel({ key: 'AMAZON/Amazon UK', label: 'Amazon UK', customerReference: 'AMZGBP', clearingBank: '1250', feeTiers: [{ upToMinor: null, basisPoints: 1500, flatMinor: 0 }] });
export const SHOPIFY_EU = channel({ key: 'SHOPIFY/Shopify EU', label: 'Shopify EU', currency: 'EUR', customerReference: 'SHPEUR', clearingBank: '1253', bank: '1201' });
export const WHOLESALE = channel({ key: 'DIRECT/Wholesale', label: 'Wholesale', customerPolicy: 'perBuyer' });

export const settingsWith = (channels: ChannelSettings[]): Settings => ({
  timeZone: 'Europe/London', invoiceMode: 'sop', channels, carriageNominal: '4905', roundingNominal: '8201', writeOffNominal: '8200', writeOffLimitMinor: 500, taxCodes: [], skuAliases: [], stockMaster: 'erp', priceMaster: 'erp', holdAboveMinor: 0,
  booksOpenFrom: localDate('2026-10-01'), erpConcurrency: 2,
});

export const priya: Caller = { personId: 'per_1', name: 'Priya', role: 'accountant', session: 's1' };
export const sam: Caller = { personId: 'per_2', name: 'Sam', role: 'accountant', session: 's2' };
export const ada: Caller = { personId: 'per_3', name: 'Ada', role: 'admin', session: 's3' };

/** '31.59' → 3159; the tables below are written as an accountant writes them. */
export const minor = (text: string): number => {
  const [, sign = '', whole = '0', pence = '0'] = /^([-−]?)([\d,]+)(?:\.(\d\d))?$/.exec(text.trim()) ?? [];
  const value = Number(whole.replaceAll(',', '')) * 100 + Number(pence);
  return sign === '' || value === 0 ? value : -value;
};

/** Rows of a table written as text: cells between bars, the first row names the columns. */
export function rows(table: string): Record<string, string>[] {
  const [head = [], ...body] = table.trim().split('\n').map(line => line.split('|').map(cell => cell.trim()));
  return body.map(cells => Object.fromEntries(head.map((name, index) => [name, cells[index] ?? ''])));
}

/** A month with a ledger that is a list, in a real database, behind the real doors. */
export function openMonth(channels: ChannelSettings[] = [AMAZON]) {
  const folder = mkdtempSync(path.join(tmpdir(), 'tieout-month-'));
  const store = openStore({ file: path.join(folder, 'tieout.db'), migrations: MIGRATIONS });
  let ids = 0;
  const newId = (prefix: string): string => `${prefix}_${++ids}`;
  const now = () => instant(Date.UTC(2026, 10, 3, 9));
  const ledger: LedgerPosting[] = [];
  const enqueued: Adjustment[] = [];
  const settings = settingsWith(channels);
  /** Shops that are asked for their counts, and what they list; none unless a test says so. */
  const shops: Shop[] = [];
  const shopListing: ShopListing[] = [];
  const tables = new Map<string, RateTable>();
  const inLedger = (kind: 'sales' | 'cash', account: string) => ledger.filter(posting => posting.ledger === kind && posting.account === account);
  const erp = {
    async *ledger(_session: unknown, { ledger: name, from, to }: { ledger: string; from: LocalDate; to: LocalDate }) {
      yield ledger.filter(posting => posting.ledger === name && posting.on >= from && posting.on <= to).map(posting => ({ ...posting }));
    },
    bankBalance: async (_session: unknown, bank: string, on: LocalDate) => inLedger('cash', bank).filter(posting => posting.on <= on).reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    async salesTotal(_session: unknown, ask: { account: string; kind: string; from: LocalDate; to: LocalDate }) {
      const found = inLedger('sales', ask.account).filter(({ kind, on }) => kind === ask.kind && on >= ask.from && on <= ask.to);
      return { count: found.length, amountMinor: found.reduce((sum, { amountMinor }) => sum + amountMinor, 0) };
    },
  } as unknown as Erp;
  const deps = {
    settings: () => settings, rules: rulesInForce, refuseLocked, signatures: signaturesOf,
    openErp: async () => ({ connectionId: 'con_sage', erp, session: { settings: {}, site: null, request: async () => null } }),
    watchSigned, table: (_db: unknown, name: string) => tables.get(name) ?? null, signedBoard: (db: CommandContext['db'] | QueryContext['db'], period: Period) => signedMonth(db, period)?.board ?? null,
    enqueueAdjustment: (_commit: Commit, adjustment: Adjustment) => void enqueued.push(adjustment),
  };
  const reconciliation = reconciliationHandlers(deps);
  const matchRules = matchRulesHandlers({ file: store.file, workerFile: new URL('../../../main/engine/match-rules/rule-trial-worker.ts', import.meta.url), settings: () => settings });
  const statements = statementHandlers(deps);
  const close = closeHandlers({
    company: 'Northwind Home Ltd', version: '1.0.0', openErp: deps.openErp, shops: () => shops, erpLabel: () => 'Sage 200', journalWaiting: () => 0,
    async *listing() { yield shopListing; },
    board: (db, period) => signedMonth(db, period)?.board ?? boardOf(db, { settings, period, signatures: signaturesOf(db, period) }), findings: (db, period) => findingsOf(db, period).map(({ finding }) => finding), slips: slipsIn, unseenInLedger: () => [], booksOpenFrom: () => OCTOBER,
  });
  const query: QueryContext = { db: store.read, caller: priya, now: now() };
  const write = <T>(work: (context: CommandContext) => T, caller: Caller = priya): T => commit({ store, now, newId }, caller, work);
  const task = (caller: Caller = priya): TaskContext => ({
    db: store.read, caller, signal: new AbortController().signal, now, newId, announce: () => undefined, commit: (_groups, work) => commit({ store, now, newId }, caller, work),
  });
  write(({ db, audit }) => {
    for (const [id, system] of [['con_sage', 'sage200'], ['con_linnworks', 'linnworks']]) {
      db.run(sql`INSERT INTO connection (id, system, label, environment, settings, state, state_text) VALUES (${id ?? ''}, ${system ?? ''}, ${system ?? ''}, 'Sandbox', '{}', 'ready', '')`);
    }
    audit('test.start', {});
  });

  const month = {
    store, ledger, settings, tables, shops, shopListing, enqueued, deps, reconciliation, matchRules, statements, close, query, write, task,
    /** on | kind | amount | reference | second, and of the sales ledger: urn, currency, rate and base, and what money is allocated to ('invoice 7: 31.59, invoice 8: 12.00'). */
    post(ledgerName: 'sales' | 'cash', account: string, table: string): void {
      for (const row of rows(table)) {
        ledger.push({
          ledger: ledgerName, externalId: `${ledgerName}-${ledger.length + 1}`, kind: row['kind'] as PostingKind, account, customerId: null, on: localDate(row['on'] ?? ''), amountMinor: minor(row['amount'] ?? ''),
          taxMinor: minor(row['vat'] ?? '0'), openMinor: 0, currency: row['currency'] === 'EUR' ? 'EUR' : 'GBP', reference: row['reference'] ?? '', secondReference: row['second'] ?? '', narrative: row['narrative'] ?? '', urn: row['urn'] || String(ledger.length + 1),
          ...(row['rate'] && { base: { currency: 'GBP' as const, amountMinor: minor(row['base'] ?? ''), rate: row['rate'] } }), ...(row['to'] !== undefined && { allocatedTo: allocatedIn(row['to']) }),
        });
      }
    },
    /** reference | number | despatched | amount | status | state | party | reason | currency | sold | rate */
    orders(channelKey: string, table: string): void {
      write(({ db, audit }) => {
        for (const row of rows(table)) saveRecord(db, 'order', channelKey, row, newId);
        audit('test.orders', {});
      });
    },
    returns(channelKey: string, table: string): void {
      write(({ db, audit }) => {
        for (const row of rows(table)) saveRecord(db, 'return', channelKey, row, newId);
        audit('test.returns', {});
      });
    },
    /** One settlement: on | kind | order | amount; the payout's own row included. */
    settlement(account: string, { payout, from, to, lines }: { payout: string; from: string; to: string; lines: string }): void {
      const entries = rows(lines).map((row, index) => entry({
        id: String(index), line: index + 2, kind: row['kind'] as StatementEntryKind, bookedOn: row['on'] ?? '', amountMinor: minor(row['amount'] ?? ''), currency: 'GBP', reference: row['order'] || payout,
        orderReference: row['order'] || null, payoutReference: payout, text: row['text'] ?? '',
      }));
      save(account, `settlement-${payout}.txt`, statement({ account: 'Amazon', currency: 'GBP', entries, fromOn: from, toOn: to, payoutReference: payout, payoutMinor: -(entries.find(({ kind }) => kind === 'payout')?.amountMinor ?? 0) }));
    },
    /** A bank statement: on | amount | reference | party | text */
    bankStatement(account: string, { opening, from, to, lines, fileName = `bank-${account}-${from}.xml` }: { opening: string; from: string; to: string; lines: string; fileName?: string }): void {
      const entries = rows(lines).map((row, index) => entry({
        id: String(index), line: index + 2, kind: 'bank', bookedOn: row['on'] ?? '', amountMinor: minor(row['amount'] ?? ''), currency: 'GBP', reference: row['reference'] ?? '', party: row['party'] ?? '', text: row['text'] ?? '',
      }));
      const openingMinor = minor(opening);
      save(account, fileName, statement({ account: 'GB29NWBK60161331926819', currency: 'GBP', entries, fromOn: from, toOn: to, openingMinor, closingMinor: openingMinor + entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0) }));
    },
    refresh: (period: Period = OCTOBER) => reconciliation.refresh(task(), { period }),
    figures: (kind: 'payments' | 'invoices' | 'returns', account: string, period: Period = OCTOBER) => reconciliation.figures(query, { key: { kind, account, period } }),
    entries(kind: 'payments' | 'invoices' | 'returns', account: string, side: 'left' | 'right', period: Period = OCTOBER) {
      return reconciliation.entries(query, { key: { kind, account, period }, side, page: { start: 0, end: 500, sort: [], filter: {} } }).rows;
    },
    matches: (kind: 'payments' | 'invoices' | 'returns', account: string, period: Period = OCTOBER) =>
      reconciliation.matches(query, { key: { kind, account, period }, page: { start: 0, end: 500, sort: [], filter: {} } }).rows,
    lastDay: lastDayOf(OCTOBER),
    end(): void {
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };

  function save(account: string, fileName: string, value: ReturnType<typeof statement>): void {
    write(({ db, audit, caller, now: at }) => {
      const id = newId('sta');
      insertStatement(db, { id, fileName, fileHash: id, identity: id, format: 'test', account, statement: { ...value, unbalanced: null }, issues: [], takenBecause: null, importedBy: caller.name, importedAt: at, newId });
      audit('test.statement', {});
    });
  }
  return month;
}

/** 'invoice 7: 31.59, invoice 8: 12.00' */
const allocatedIn = (text: string): Allocated[] => text.split(',').filter(part => part.trim() !== '').map(part => {
  const [, kind = '', urn = '', amount = ''] = /^\s*(\w+) (\w+): (\S+)\s*$/.exec(part) ?? [];
  return { kind: kind as PostingKind, urn, reference: urn, amountMinor: minor(amount) };
});

export type Month = ReturnType<typeof openMonth>;

function saveRecord(db: CommandContext['db'], kind: 'order' | 'return', channelKey: string, row: Record<string, string>, newId: (prefix: string) => string): void {
  const id = newId('rec');
  const on = row['on'] || row['sold'] || row['despatched'] || '2026-10-01';
  db.run(sql`INSERT INTO record (id, connection_id, kind, external_id, reference, number, channel, period, occurred_on, despatched_on, party, amount_minor, currency, status, body_hash, changed_at, read_at, state, stage, reason, document, posted_hash)
    VALUES (${id}, 'con_linnworks', ${kind}, ${row['id'] || id}, ${row['reference'] ?? ''}, ${row['number'] ?? ''}, ${channelKey}, '2026-10', ${on}, ${row['despatched'] || null}, ${row['party'] ?? ''},
      ${minor(row['amount'] ?? '')}, ${row['currency'] || 'GBP'}, ${row['status'] || (kind === 'order' ? 'despatched' : 'refunded')}, ${row['edited'] === 'yes' ? 'after' : 'before'}, '2026-11-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z', ${row['state'] || 'posted'}, '',
      ${row['reason'] ?? ''}, '', 'before')`);
  if (row['rate']) db.run(sql`INSERT INTO record_body (place, body, canonical) SELECT place, '{}', ${JSON.stringify({ exchangeRate: row['rate'] })} FROM record WHERE id = ${id}`);
}
