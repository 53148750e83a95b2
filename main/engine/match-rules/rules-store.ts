import { createHash } from 'node:crypto';
import { RuleSet, type RuleName, type RuleRate, type RuleRates, type RuleVersion, type RuleVersionState } from '../../../shared/contract/match-rules.ts';
import { RuleName as RuleNames } from '../../../shared/contract/match-rules.ts';
import type { Instant, Period } from '../../../shared/values/date.ts';
import { isLocked } from '../close/close-store.ts';
import { bookOf, SHIPPED_BOOK, SHIPPED_RULES, type RuleBook } from '../reconciliation/match-rules.ts';
import { authorsIn, namesOf } from '../store/authors.ts';
import { fragment, raw, sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';

/** A version as it is kept; people by their ids. */
export type StoredVersion = {
  readonly version: number; readonly state: RuleVersionState | 'discarded'; readonly rules: RuleSet; readonly seal: string; readonly rev: number; readonly note: string; readonly authors: readonly string[];
  readonly changedAt: Instant; readonly proposedBy: string | null; readonly approvedBy: string | null; readonly inForceSince: Instant | null;
};

type Row = Omit<StoredVersion, 'rules' | 'authors'> & { rules: string; authors: string };

const VERSION = raw('version, state, rules, seal, rev, note, authors, changed_at AS changedAt, proposed_by AS proposedBy, approved_by AS approvedBy, in_force_since AS inForceSince');
const fromRow = ({ rules, authors, ...row }: Row): StoredVersion => ({ ...row, rules: RuleSet.parse(JSON.parse(rules)), authors: authorsIn(authors) });

const one = (db: ReadDb, where: ReturnType<typeof fragment>): StoredVersion | undefined => {
  const row = db.get<Row>(sql`SELECT ${VERSION} FROM match_rules_version WHERE ${where}`);
  return row && fromRow(row);
};

const MAX_LISTED = 500;

export const versionNumbered = (db: ReadDb, version: number): StoredVersion | undefined => one(db, fragment`version = ${version}`);
/** The version that is being worked on or waits for approval; there is at most one. */
export const versionAtWork = (db: ReadDb): StoredVersion | undefined => one(db, fragment`state IN ('draft', 'proposed')`);
export const versionInForce = (db: ReadDb): StoredVersion | undefined => one(db, fragment`state = 'inForce'`);
export const versionsKept = (db: ReadDb): StoredVersion[] => db.all<Row>(sql`SELECT ${VERSION} FROM match_rules_version WHERE state <> 'discarded' ORDER BY version DESC LIMIT ${MAX_LISTED}`).map(fromRow);
export const newestVersion = (db: ReadDb): number => db.get<{ n: number }>(sql`SELECT coalesce(max(version), 0) AS n FROM match_rules_version`)?.n ?? 0;

/** Rises with every change of any version: rows are never deleted and each change adds one to its row. */
export const revOf = (db: ReadDb): number => db.get<{ n: number }>(sql`SELECT coalesce(sum(rev), 0) AS n FROM match_rules_version`)?.n ?? 0;

export function putVersion(db: WriteDb, { version, state, rules, seal, note, authors, changedAt, proposedBy, approvedBy, inForceSince }: Omit<StoredVersion, 'rev'>): void {
  db.run(sql`INSERT INTO match_rules_version (version, state, rules, seal, rev, note, authors, changed_at, proposed_by, approved_by, in_force_since)
    VALUES (${version}, ${state}, ${JSON.stringify(rules)}, ${seal}, 1, ${note}, ${authors.join(' ')}, ${changedAt}, ${proposedBy}, ${approvedBy}, ${inForceSince})
    ON CONFLICT (version) DO UPDATE SET state = excluded.state, rules = excluded.rules, seal = excluded.seal, rev = rev + 1, note = excluded.note, authors = excluded.authors, changed_at = excluded.changed_at,
      proposed_by = excluded.proposed_by, approved_by = excluded.approved_by, in_force_since = excluded.in_force_since`);
}

/** The rules that a reading applies now. */
export function rulesInForce(db: ReadDb): RuleBook {
  const version = versionInForce(db);
  return version ? bookOf(version.version, version.rules) : SHIPPED_BOOK;
}

const nameOf = (db: ReadDb, id: string | null): string => (id === null ? '' : namesOf(db, [id]).join(''));

/** As the contract shows it, with the names of people. */
export const shownVersion = (db: ReadDb, { version, state, rules, note, authors, changedAt, proposedBy, approvedBy, inForceSince }: StoredVersion): RuleVersion => ({
  version, state: state === 'discarded' ? 'retired' : state, rules, note, authors: namesOf(db, authors), changedAt, proposedBy: nameOf(db, proposedBy), approvedBy: nameOf(db, approvedBy), inForceSince,
  tried: db.get<{ sentence: string }>(sql`SELECT result ->> 'sentence' AS sentence FROM match_rules_trial WHERE version = ${version} ORDER BY rowid DESC LIMIT 1`)?.sentence ?? '',
});

export const asDelivered = (state: RuleVersionState): RuleVersion => ({ version: 0, state, rules: SHIPPED_RULES, note: 'As delivered', authors: [], changedAt: null, proposedBy: '', approvedBy: '', inForceSince: null, tried: '' });

/** Another text as soon as any account was read again: a trial is of one such text. What people decide in between is in the trial's moment, and does not make it old. */
export function standOf(db: ReadDb): string {
  const rows = db.all<{ line: string }>(sql`SELECT kind || ' ' || account || ' ' || period || ' ' || refreshed_at AS line FROM reconciliation_state ORDER BY period, kind, account`);
  return createHash('sha256').update(rows.map(({ line }) => line).join('\n')).digest('hex');
}

type Made = { period: Period; rule: string; automatic: number; matches: number; lines: number };
type Broken = { period: Period; rule: string; matches: number };

const nothing = (): RuleRate => ({ matches: 0, confirmed: 0, entries: 0, matchable: 0, takenApart: 0, found: 0 });
const plus = (a: RuleRate, b: Partial<RuleRate>): RuleRate => ({
  matches: a.matches + (b.matches ?? 0), confirmed: a.confirmed + (b.confirmed ?? 0), entries: a.entries + (b.entries ?? 0), matchable: a.matchable + (b.matchable ?? 0), takenApart: a.takenApart + (b.takenApart ?? 0), found: a.found + (b.found ?? 0),
});

/**
 * How well each rule did, by month: its automatic matches and their lines against all lines that anybody matched, and how many of them a person took apart. What a
 * person first took apart and later matched alike by hand was no mistake, and is not counted.
 */
export function ratesOf(db: ReadDb): RuleRates {
  const made = db.all<Made>(sql`SELECT period, rule, automatic, count(*) AS matches, sum(lines) AS lines FROM match WHERE state = 'confirmed' GROUP BY period, rule, automatic`);
  const broken = db.all<Broken>(sql`SELECT period, rule, count(*) AS matches FROM match_refusal WHERE automatic = 1 GROUP BY period, rule`);
  const found = db.all<{ period: Period; lines: number }>(sql`SELECT period, count(*) AS lines FROM entry WHERE reason = 'postedTwice' AND reason_by = '' GROUP BY period`);
  const periods = [...new Set([...made, ...broken, ...found].map(({ period }) => period))].sort().toReversed();
  const matchable = new Map(periods.map(period => [period, made.filter(row => row.period === period).reduce((sum, { lines }) => sum + lines, 0)]));
  const all = [...matchable.values()].reduce((sum, lines) => sum + lines, 0);
  const byRuleAndMonth = periods.flatMap(period => RuleNames.options.map(rule => ({ rule, period, ...rateOf({ rule, period, made, broken, found }), matchable: matchable.get(period) ?? 0 })));
  const added = (rows: readonly RuleRate[], lines: number): RuleRate => ({ ...rows.reduce(plus, nothing()), matchable: lines });
  return {
    total: added(byRuleAndMonth, all),
    byRule: RuleNames.options.map(rule => ({ rule, ...added(byRuleAndMonth.filter(row => row.rule === rule).map(withoutNames), all) })),
    byMonth: periods.map(period => ({ period, locked: isLocked(db, period), ...added(byRuleAndMonth.filter(row => row.period === period).map(withoutNames), matchable.get(period) ?? 0) })),
    byRuleAndMonth,
  };
}

const withoutNames = ({ matches, confirmed, entries, matchable, takenApart, found }: RuleRate): RuleRate => ({ matches, confirmed, entries, matchable, takenApart, found });

function rateOf({ rule, period, made, broken, found }: { rule: RuleName; period: Period; made: readonly Made[]; broken: readonly Broken[]; found: readonly { period: Period; lines: number }[] }): RuleRate {
  const own = made.filter(row => row.period === period && row.rule === rule);
  const automatic = own.find(row => row.automatic === 1);
  return plus(nothing(), {
    matches: automatic?.matches ?? 0, entries: automatic?.lines ?? 0, confirmed: own.find(row => row.automatic === 0)?.matches ?? 0,
    takenApart: broken.find(row => row.period === period && row.rule === rule)?.matches ?? 0,
    found: rule === 'duplicate' ? (found.find(row => row.period === period)?.lines ?? 0) : 0,
  });
}
