import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { PackFormat, PackInput, Proof } from '../../../shared/contract/close.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import type { Figures, ReconciliationKey } from '../../../shared/contract/reconciliation.ts';
import type { Instant, LocalDate, Period } from '../../../shared/values/date.ts';
import { firstDayOf, lastDayOf } from '../../../shared/values/date.ts';
import type { TaskContext } from '../handler.ts';
import { listAdjustments } from '../reconciliation/adjustment-store.ts';
import { ENTRY_COLUMNS, shown, storedEntry, type EntryRow } from '../reconciliation/entry-store.ts';
import { REASON_LABELS } from '../reconciliation/reasons.ts';
import { sql } from '../store/sql.ts';
import type { ReadDb } from '../store/sql.ts';
import { ageings, allCarried } from './proof-store.ts';
import { buildPack, kindWord, type DifferentMatch, type ExceptionEntry, type MatchSummary, type PackFacts, type PackNote } from './build-pack.ts';
import { headOf, readSignOff } from './close-store.ts';
import { packCsv } from './pack-csv.ts';
import { packPdf } from './pack-pdf.ts';
import { packWorkbook } from './pack-workbook.ts';
import type { Pack } from './pack.ts';
import { listAlarms } from './signed-store.ts';

export type PackDeps = {
  company: string;
  board(db: ReadDb, period: Period): Figures[];
  proof(db: ReadDb, period: Period): Proof;
  /** The version of Tieout. */
  version: string;
};

type Keyed = { kind: ReconciliationKey['kind']; account: string };

/** Lines that are not plainly matched: open ones, and those that have a name although they matched. */
const exceptionsOf = (db: ReadDb, period: Period): ExceptionEntry[] => db.all<EntryRow & Keyed>(sql`
  SELECT kind, account, ${ENTRY_COLUMNS} FROM entry WHERE period = ${period} AND (state <> 'matched' OR reason IS NOT NULL) ORDER BY kind, account, on_day, id`)
  .map(({ kind, account, ...row }) => ({ ...shown(storedEntry(row)), key: { kind, account, period } }));

const differencesOf = (db: ReadDb, period: Period): DifferentMatch[] => db.all<Keyed & { id: string; rule: string; why: string; reason: keyof typeof REASON_LABELS | null; minor: number; on: LocalDate | null; reference: string | null }>(sql`
  SELECT m.kind, m.account, m.id, m.rule, m.why, m.difference_reason AS reason, m.difference_minor AS minor,
    (SELECT min(e.on_day) FROM entry e WHERE e.match_id = m.id) AS "on", (SELECT min(e.reference) FROM entry e WHERE e.match_id = m.id) AS reference
  FROM match m WHERE m.period = ${period} AND m.state = 'confirmed' AND m.difference_minor <> 0 ORDER BY m.kind, m.account, m.id`)
  .map(({ kind, account, reason, on, reference, ...row }) => ({ ...row, key: { kind, account, period }, reason: reason === null ? '' : REASON_LABELS[reason], on: on ?? firstDayOf(period), reference: reference ?? '' }));

const matchSummaries = (db: ReadDb, period: Period): MatchSummary[] => db.all<Keyed & Omit<MatchSummary, 'key' | 'automatic'> & { automatic: number }>(sql`
  SELECT m.kind, m.account, m.rule, m.automatic, count(*) AS count, sum(s.lines) AS lines, sum(s.leftMinor) AS leftMinor, sum(s.rightMinor) AS rightMinor, sum(m.difference_minor) AS differenceMinor
  FROM match m JOIN (
    SELECT match_id, count(*) AS lines, sum(CASE WHEN side = 'left' THEN amount_minor ELSE 0 END) AS leftMinor, sum(CASE WHEN side = 'right' THEN amount_minor ELSE 0 END) AS rightMinor
    FROM entry WHERE period = ${period} AND match_id IS NOT NULL GROUP BY match_id) s ON s.match_id = m.id
  WHERE m.period = ${period} AND m.state = 'confirmed' GROUP BY m.kind, m.account, m.rule, m.automatic ORDER BY m.kind, m.account, m.rule, m.automatic`)
  .map(({ kind, account, automatic, ...row }) => ({ ...row, automatic: automatic === 1, key: { kind, account, period } }));

const notesOf = (db: ReadDb, period: Period): PackNote[] => db.all<Keyed & Omit<PackNote, 'key'>>(sql`
  SELECT n.kind, n.account, coalesce((SELECT group_concat(name, ', ' ORDER BY on_day, id) FROM (
      SELECT coalesce(e.line_name, nullif(e.reference, ''), e.text) AS name, e.on_day, min(e.id) AS id FROM note_line l JOIN entry e ON e.kind = l.kind AND e.account = l.account AND e.side = l.side AND (e.source = l.source OR e.part_of = l.source)
      WHERE l.note_id = n.id AND e.period = n.period GROUP BY e.kind, e.account, e.side, e.line_source)), '') AS about,
    n.text, coalesce(n.file_name, '') AS fileName, coalesce(n.file_hash, '') AS fileHash, n.by_name AS by, n.at
  FROM note n WHERE n.period = ${period} ORDER BY n.kind, n.account, n.at, n.id`).map(({ kind, account, ...row }) => ({ ...row, key: { kind, account, period } }));

/** The rules that matched the month's accounts, as of when each was read last; of a month that is read whole they are the same everywhere. */
const rulesOf = (db: ReadDb, period: Period): string[] => db.all<{ version: number; seal: string; accounts: number }>(sql`
  SELECT rules_version AS version, rules_seal AS seal, count(*) AS accounts FROM reconciliation_state WHERE period = ${period} GROUP BY rules_version, rules_seal ORDER BY rules_version, rules_seal`)
  .map(({ version, seal, accounts }) => `${version === 0 ? 'as delivered' : `version ${version}`}, ${seal} (${accounts} accounts)`);

/** What the figures were made with: the app, the versions of the mappings that made the month's documents, the rules that matched. */
function versionsOf(db: ReadDb, version: string, period: Period): (readonly [string, string])[] {
  const mappings = db.all<{ step: string; version: number; count: number }>(sql`
    SELECT l.step, l.mapping_version AS version, count(*) AS count FROM letter l JOIN record r ON r.id = l.record_id
    WHERE r.period = ${period} AND l.mapping_version IS NOT NULL AND l.state = 'sent' GROUP BY l.step, l.mapping_version ORDER BY l.step, l.mapping_version`);
  return [
    ['Tieout', version], ...mappings.map(({ step, version: used, count }) => [`Mapping of ${kindWord(step)}`, `version ${used} (${count} documents)`] as const),
    ...rulesOf(db, period).map(rules => ['Matching rules', rules] as const),
  ];
}

const nameOf = ({ kind, account }: ReconciliationKey): string => `${kind} ${account}`;

function chosenBoard(board: readonly Figures[], accounts: readonly string[] | undefined): Figures[] {
  if (accounts === undefined) return [...board];
  const unknown = accounts.find(name => !board.some(({ key }) => nameOf(key) === name));
  if (unknown !== undefined) throw new AppError('close.account', 'fixInput', `There is no reconciliation “${unknown}” in this month. Choose among ${board.map(({ key }) => nameOf(key)).join(', ')}.`, { field: 'accounts' });
  return board.filter(({ key }) => accounts.includes(nameOf(key)));
}

type Input = z.output<typeof PackInput>;

/** What the pack of a month is made of, read in one go. */
export function packFacts(deps: PackDeps, db: ReadDb, { period, accounts, asOf = lastDayOf(period) }: Input): PackFacts {
  const board = chosenBoard(deps.board(db, period), accounts);
  const names = new Set(board.map(({ key }) => nameOf(key)));
  const isChosen = ({ key }: { key: ReconciliationKey }): boolean => names.has(nameOf(key));
  const signOff = readSignOff(db, period);
  const proof = deps.proof(db, period);
  const carried = allCarried(db, period, asOf).filter(isChosen);
  const readAt = board.flatMap(({ refreshedAt }) => refreshedAt ?? []).sort().at(-1);
  return {
    company: deps.company, period, asOf, accounts: accounts === undefined ? 'all' : 'chosen', board, carried, signOff,
    moment: signOff.reviewedAt ?? signOff.preparedAt ?? readAt ?? (`${firstDayOf(period)}T00:00:00.000Z` as Instant),
    proof: { ...proof, rollForward: proof.rollForward.filter(isChosen), ageing: ageings(board, carried) },
    exceptions: exceptionsOf(db, period).filter(isChosen), differences: differencesOf(db, period).filter(isChosen), matches: matchSummaries(db, period).filter(isChosen),
    adjustments: listAdjustments(db, period).filter(isChosen), alarms: listAlarms(db, period), notes: notesOf(db, period).filter(isChosen), head: headOf(db, period), versions: versionsOf(db, deps.version, period),
  };
}

const FILES: Readonly<Record<PackFormat, (pack: Pack) => Buffer | Promise<Buffer>>> = { xlsx: packWorkbook, pdf: packPdf, csv: packCsv };

/** Makes the pack as a file and writes its hash into the audit trail. */
export async function makePack(deps: PackDeps, { db, commit }: TaskContext, input: Input): Promise<{ fileName: string; base64: string; sha256: string }> {
  const pack = buildPack(packFacts(deps, db, input));
  const bytes = await FILES[input.format](pack);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const fileName = `${pack.fileStem}.${input.format}`;
  commit(['close'], ({ audit }) => audit('close.pack', { period: input.period, format: input.format, accounts: input.accounts ?? 'all', asOf: input.asOf ?? lastDayOf(input.period), fileName, bytes: bytes.length, sha256 }));
  return { fileName, base64: bytes.toString('base64'), sha256 };
}
