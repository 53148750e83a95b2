import { Proposal } from '../../../shared/contract/proposals.ts';
import type { Difference } from '../../../shared/contract/proposals.ts';
import type { Page, PageRequest } from '../../../shared/contract/page.ts';
import type { Instant } from '../../../shared/values/date.ts';
import { orderOf, pageRows, whereOf } from '../store/page-sql.ts';
import type { PageColumns } from '../store/page-sql.ts';
import { raw, sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';

/** A proposal as it is found; who decides what comes later. */
export type Found = Pick<Proposal, 'kind' | 'differences' | 'postedMinor' | 'nowMinor' | 'document' | 'effect' | 'remedy' | 'doneBy' | 'instruction' | 'postsOn'> & {
  recordId: string;
  /** Both versions of the order, as canonical text. */
  posted: string; says: string;
};

const FIELDS = ['kind', 'postedMinor', 'nowMinor', 'document', 'effect', 'remedy', 'doneBy', 'instruction', 'postsOn', 'posted', 'says'] as const;

const COLUMNS: PageColumns = {
  reference: { column: 'r.reference', filter: 'contains' },
  channel: { column: 'r.channel', filter: 'contains' },
  kind: { column: 'p.kind', filter: 'equals' },
  remedy: { column: 'p.remedy', filter: 'equals' },
  document: { column: 'p.document', filter: 'prefix' },
  instruction: { column: 'p.instruction', filter: 'contains' },
  postedMinor: { column: 'p.posted_minor', filter: 'equals' },
  nowMinor: { column: 'p.now_minor', filter: 'equals' },
  state: { column: 'p.state', filter: 'equals' },
  foundAt: { column: 'p.found_at', filter: 'prefix' },
};

const SHOWN = raw(`p.id, p.record_id AS recordId, r.reference, r.channel, r.period, p.kind, p.differences, p.posted_minor AS postedMinor, p.now_minor AS nowMinor, r.currency, p.document, p.effect, p.remedy,
  p.done_by AS doneBy, p.instruction, p.posts_on AS postsOn, p.state, p.found_at AS foundAt, p.decided_by AS decidedBy, p.decided_at AS decidedAt, p.reason`);
const FROM = raw('proposal p JOIN record r ON r.id = p.record_id');

type Row = Record<string, unknown> & { differences: string };
const fromRow = (row: Row): Proposal => Proposal.parse({ ...row, differences: JSON.parse(row.differences) as Difference[] });

/** Those that wait for somebody come first. */
export function listProposals(db: ReadDb, page: PageRequest): Page<Proposal> {
  const { rows, total } = pageRows<Row>(db, { columns: SHOWN, from: FROM, key: raw('p.rowid'), where: whereOf(COLUMNS, page.filter), order: orderOf(COLUMNS, page.sort, "p.state = 'open' DESC, p.state = 'accepted' DESC, p.found_at DESC, p.id") }, page);
  return { rows: rows.map(fromRow), total };
}

export function proposalById(db: ReadDb, id: string): Proposal | undefined {
  const row = db.get<Row>(sql`SELECT ${SHOWN} FROM ${FROM} WHERE p.id = ${id}`);
  return row && fromRow(row);
}

type Stored = Found & { id: string; state: Proposal['state'] };

/** The last proposal about an order, whatever became of it. */
export function lastProposalOf(db: ReadDb, recordId: string): Stored | undefined {
  const row = db.get<Omit<Stored, 'differences'> & { differences: string }>(sql`
    SELECT id, record_id AS recordId, kind, differences, posted_minor AS postedMinor, now_minor AS nowMinor, document, effect, remedy, done_by AS doneBy, instruction, posts_on AS postsOn, posted, says, state
    FROM proposal WHERE record_id = ${recordId} ORDER BY found_at DESC, rowid DESC LIMIT 1`);
  return row && { ...row, differences: JSON.parse(row.differences) as Difference[] };
}

const differencesText = ({ differences }: Found): string => JSON.stringify(differences);

/** Both tell the same change: what a person saw and dismissed is not told again. */
export const tellsTheSame = (a: Found, b: Found): boolean => a.kind === b.kind && differencesText(a) === differencesText(b);

/** Nothing in it has changed, neither the order nor how the books stand. */
export const standsAsBefore = (a: Found, b: Found): boolean => tellsTheSame(a, b) && FIELDS.every(field => a[field] === b[field]);

export function insertProposal(db: WriteDb, id: string, found: Found, foundAt: Instant): void {
  db.run(sql`INSERT INTO proposal (id, record_id, kind, differences, posted_minor, now_minor, document, effect, remedy, done_by, instruction, posts_on, posted, says, state, found_at)
    VALUES (${id}, ${found.recordId}, ${found.kind}, ${differencesText(found)}, ${found.postedMinor}, ${found.nowMinor}, ${found.document}, ${found.effect}, ${found.remedy}, ${found.doneBy},
      ${found.instruction}, ${found.postsOn}, ${found.posted}, ${found.says}, 'open', ${foundAt})`);
}

/** An open proposal follows the shop and the ledger until somebody decides. */
export function updateProposal(db: WriteDb, id: string, found: Found): void {
  db.run(sql`UPDATE proposal SET kind = ${found.kind}, differences = ${differencesText(found)}, posted_minor = ${found.postedMinor}, now_minor = ${found.nowMinor}, document = ${found.document},
    effect = ${found.effect}, remedy = ${found.remedy}, done_by = ${found.doneBy}, instruction = ${found.instruction}, posts_on = ${found.postsOn}, posted = ${found.posted}, says = ${found.says}
    WHERE id = ${id} AND state = 'open'`);
}

type Decided = { state: Exclude<Proposal['state'], 'open'>; by: string; at: Instant; reason: string };

export function decideProposal(db: WriteDb, id: string, { state, by, at, reason }: Decided): void {
  db.run(sql`UPDATE proposal SET state = ${state}, decided_by = ${by}, decided_at = ${at}, reason = ${reason} WHERE id = ${id}`);
}

/** Accepted ones that Tieout carries out itself, with both versions of the order. */
export const acceptedToPost = (db: ReadDb, limit: number): { id: string; recordId: string; remedy: Proposal['remedy']; posted: string; says: string; postsOn: Proposal['postsOn'] }[] => db.all(sql`
  SELECT id, record_id AS recordId, remedy, posted, says, posts_on AS postsOn FROM proposal WHERE state = 'accepted' AND done_by = 'tieout' ORDER BY decided_at, id LIMIT ${limit}`);

/** What Tieout posted for an accepted proposal is in the ERP. */
export const markDone = (db: WriteDb, id: string): void => void db.run(sql`UPDATE proposal SET state = 'done' WHERE id = ${id} AND state = 'accepted'`);

export const saysOf = (db: ReadDb, id: string): string => db.get<{ says: string }>(sql`SELECT says FROM proposal WHERE id = ${id}`)?.says ?? '';
