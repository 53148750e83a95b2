import { TrialLine, TrialResult, type RuleTrial, type TrialCase } from '../../../shared/contract/match-rules.ts';
import type { Page, PageRequest } from '../../../shared/contract/page.ts';
import type { ReconciliationKey } from '../../../shared/contract/reconciliation.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import type { Instant, Period } from '../../../shared/values/date.ts';
import type { RuleTrialId } from '../../../shared/values/id.ts';
import { z } from 'zod';
import { isLocked } from '../close/close-store.ts';
import { sayMoney } from '../close/say-money.ts';
import { byMatch, entriesOf, type StoredEntry } from '../reconciliation/entry-store.ts';
import type { Shape } from '../reconciliation/entry.ts';
import { differenceJudge } from '../reconciliation/explain.ts';
import { accountsOf } from '../reconciliation/figures-store.ts';
import type { RuleBook } from '../reconciliation/match-rules.ts';
import { matchRows, refusalsBy } from '../reconciliation/match-store.ts';
import { orderFact } from '../reconciliation/source-store.ts';
import { orderOf, pageRows, whereOf } from '../store/page-sql.ts';
import type { PageColumns } from '../store/page-sql.ts';
import { fragment, raw, sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';
import { standOf, type StoredVersion } from './rules-store.ts';
import { tallyTrial, type ListedCase, type Stored } from './trial.ts';

/** Every reconciliation that was ever read, month by month. */
const reconciliationsRead = (db: ReadDb): ReconciliationKey[] => db.all<ReconciliationKey>(sql`SELECT kind, account, period FROM reconciliation_state ORDER BY period, kind, account`);

/** What an account is, also where the settings do not know it any more. */
function shapeOf(settings: Settings, key: ReconciliationKey, entries: readonly StoredEntry[]): Shape {
  if (key.kind !== 'payments') return key.kind;
  const known = accountsOf(settings, key.period).find(account => account.key.kind === 'payments' && account.key.account === key.account);
  return known?.shape ?? (entries.some(({ kind }) => kind === 'bank') ? 'bank' : 'clearing');
}

/** One reconciliation as it stands; orders are asked for one by one, only where amounts differ. */
function readReconciliation(db: ReadDb, settings: Settings, key: ReconciliationKey): Stored {
  const entries = entriesOf(db, key);
  const shape = shapeOf(settings, key, entries);
  const members = byMatch(entries);
  const currency = entries[0]?.currency ?? '';
  return {
    key, shape, locked: isLocked(db, key.period), entries, refusals: refusalsBy(db, key),
    judge: differenceJudge({ shape, orders: { get: reference => orderFact(db, reference) }, format: minor => sayMoney(minor, currency) }),
    matches: matchRows(db, key).filter(({ state }) => state === 'confirmed').map(({ id, rule, automatic, why, madeBy }) => {
      const own = members.get(id) ?? [];
      return { rule, automatic: automatic === 1, why, madeBy, left: own.filter(({ side }) => side === 'left'), right: own.filter(({ side }) => side === 'right') };
    }),
  };
}

export type TrialGiven = { readonly settings: Settings; readonly draft: RuleBook; readonly inForce: RuleBook };
export type TrialProgress = { readonly done: number; readonly total: number; readonly period: Period };
export type Tried = { readonly result: TrialResult; readonly cases: readonly ListedCase[]; readonly stand: string };

/** Tries rules on all that was ever read. One account of one month is in memory at a time. */
export function tryRules(db: ReadDb, { settings, draft, inForce }: TrialGiven, tell: (progress: TrialProgress) => void): Tried {
  const tally = tallyTrial({ draft, inForce });
  const keys = reconciliationsRead(db);
  for (const [done, key] of keys.entries()) {
    tell({ done, total: keys.length, period: key.period });
    tally.add(readReconciliation(db, settings, key));
  }
  return { ...tally.result(), stand: standOf(db) };
}

export type NewTrial = { readonly id: RuleTrialId; readonly version: number; readonly seal: string; readonly stand: string; readonly startedBy: string; readonly startedAt: Instant; readonly endedAt: Instant; readonly result: TrialResult };

/** Trials whose cases are kept one by one; older ones keep their figures. */
const KEPT_WHOLE = 5;

export function saveTrial(db: WriteDb, trial: NewTrial, cases: readonly ListedCase[]): void {
  db.run(sql`INSERT INTO match_rules_trial (id, version, seal, stand, started_by, started_at, ended_at, result)
    VALUES (${trial.id}, ${trial.version}, ${trial.seal}, ${trial.stand}, ${trial.startedBy}, ${trial.startedAt}, ${trial.endedAt}, ${JSON.stringify(trial.result)})`);
  for (const { outcome, rule, kind, account, period, why, instead, amountMinor, currency, reference, lines } of cases) {
    db.run(sql`INSERT INTO match_rules_case (trial_id, outcome, rule, kind, account, period, why, instead, amount_minor, currency, reference, lines)
      VALUES (${trial.id}, ${outcome}, ${rule}, ${kind}, ${account}, ${period}, ${why}, ${instead}, ${amountMinor}, ${currency}, ${reference}, ${JSON.stringify(lines)})`);
  }
  db.run(sql`DELETE FROM match_rules_case WHERE trial_id IN (SELECT id FROM match_rules_trial ORDER BY rowid DESC LIMIT -1 OFFSET ${KEPT_WHOLE})`);
}

/** The newest trial of a version, and whether it still says something of it. */
export function trialOf(db: ReadDb, { version, seal }: Pick<StoredVersion, 'version' | 'seal'>): RuleTrial | null {
  const row = db.get<Omit<NewTrial, 'result'> & { result: string }>(sql`SELECT id, version, seal, stand, started_by AS startedBy, started_at AS startedAt, ended_at AS endedAt, result
    FROM match_rules_trial WHERE version = ${version} ORDER BY rowid DESC LIMIT 1`);
  if (!row) return null;
  const { id, startedBy, startedAt, endedAt } = row;
  return {
    ...TrialResult.parse(JSON.parse(row.result)), id, version, startedBy, startedAt, seconds: (Date.parse(endedAt) - Date.parse(startedAt)) / 1_000,
    isOfTheseRules: row.seal === seal, isOfNewestData: row.stand === standOf(db),
  };
}

const COLUMNS: PageColumns = {
  outcome: { column: 'outcome', filter: 'equals' }, rule: { column: 'rule', filter: 'equals' }, kind: { column: 'kind', filter: 'equals' }, account: { column: 'account', filter: 'contains' }, period: { column: 'period', filter: 'equals' },
  reference: { column: 'reference', filter: 'contains' }, why: { column: 'why', filter: 'contains' }, instead: { column: 'instead', filter: 'contains' }, amountMinor: { column: 'amount_minor', filter: 'equals' },
};

const Lines = z.array(TrialLine);

export function pageCases(db: ReadDb, trial: RuleTrialId, page: PageRequest): Page<TrialCase> {
  const { rows, total } = pageRows<Omit<TrialCase, 'lines'> & { lines: string }>(db, {
    columns: raw('place, outcome, rule, kind, account, period, why, instead, amount_minor AS amountMinor, currency, reference, lines'), from: raw('match_rules_case'), key: raw('match_rules_case.place'),
    where: fragment`trial_id = ${trial} AND ${whereOf(COLUMNS, page.filter)}`, order: orderOf(COLUMNS, page.sort, 'place'),
  }, page);
  return { total, rows: rows.map(row => ({ ...row, lines: Lines.parse(JSON.parse(row.lines)) })) };
}
