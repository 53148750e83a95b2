import type { StatementFile } from '../../../shared/contract/statements.ts';
import { StatementFile as StatementFileSchema } from '../../../shared/contract/statements.ts';
import type { Period } from '../../../shared/values/date.ts';
import { list, raw, sql } from '../store/sql.ts';
import type { Fragment, ReadDb, WriteDb } from '../store/sql.ts';
import type { CsvColumns, Statement, StatementEntry, StatementIssue } from './statement.ts';

type Row = Omit<StatementFile, 'issues' | 'asItIs'> & { issues: string; unbalanced: string | null; takenBecause: string | null };
const fromRow = ({ issues, unbalanced, takenBecause, ...rest }: Row): StatementFile =>
  StatementFileSchema.parse({ ...rest, issues: JSON.parse(issues), asItIs: unbalanced === null ? null : { finding: unbalanced, reason: takenBecause } });

const COLUMNS = raw(`s.id, s.file_name AS fileName, s.format, s.account, s.currency, s.from_on AS fromOn, s.to_on AS toOn, s.opening_minor AS openingMinor, s.closing_minor AS closingMinor,
  s.payout_reference AS payoutReference, (SELECT count(*) FROM statement_line l WHERE l.statement_id = s.id) AS entries, s.imported_by AS importedBy, s.imported_at AS importedAt, s.issues, s.unbalanced, s.taken_because AS takenBecause`);

const select = (db: ReadDb, where: Fragment): StatementFile[] => db.all<Row>(sql`SELECT ${COLUMNS} FROM statement s WHERE ${where}`).map(fromRow);

export const listStatements = (db: ReadDb): StatementFile[] => select(db, raw('1 ORDER BY s.account, s.from_on, s.id'));

export const statementsById = (db: ReadDb, ids: readonly string[]): StatementFile[] =>
  db.all<Row>(sql`SELECT ${COLUMNS} FROM statement s WHERE s.id IN ${list(ids)} ORDER BY s.account, s.from_on, s.id`).map(fromRow);

export type FirstImport = { fileName: string; importedBy: string; importedAt: string };

export const importOfBytes = (db: ReadDb, fileHash: string): FirstImport | undefined => db.get<FirstImport>(sql`
  SELECT file_name AS fileName, imported_by AS importedBy, imported_at AS importedAt FROM statement WHERE file_hash = ${fileHash} ORDER BY imported_at LIMIT 1`);

export const importOfIdentity = (db: ReadDb, identity: string): FirstImport | undefined => db.get<FirstImport>(sql`
  SELECT file_name AS fileName, imported_by AS importedBy, imported_at AS importedAt FROM statement WHERE identity = ${identity}`);

export type LineMark = { on: string; amountMinor: number; reference: string; text: string };

/** Bank lines of an account within days, for telling whether two statements hold the same ones. */
export const linesBetween = (db: ReadDb, { account, from, to }: { account: string; from: string; to: string }): (LineMark & { fileName: string })[] => db.all(sql`
  SELECT l.booked_on AS "on", l.amount_minor AS amountMinor, l.reference, l.text, s.file_name AS fileName FROM statement_line l JOIN statement s ON s.id = l.statement_id
  WHERE s.account = ${account} AND l.booked_on BETWEEN ${from} AND ${to} ORDER BY l.booked_on, l.statement_id, l.line`);

export type NewStatement = {
  id: string; fileName: string; fileHash: string; identity: string; format: string; account: string; statement: Omit<Statement, 'entries'> & { unbalanced: StatementIssue | null; entries: Iterable<StatementEntry> }; issues: readonly string[]; /** Why it is taken though it does not add up. */ takenBecause: string | null; importedBy: string; importedAt: string; newId: (prefix: string) => string;
};

export function insertStatement(db: WriteDb, given: NewStatement): void {
  const { id, statement } = given;
  db.run(sql`INSERT INTO statement (id, file_name, file_hash, identity, format, account, external_account, currency, from_on, to_on, opening_minor, closing_minor, payout_reference, payout_minor, issues, unbalanced, taken_because, imported_by, imported_at)
    VALUES (${id}, ${given.fileName}, ${given.fileHash}, ${given.identity}, ${given.format}, ${given.account}, ${statement.account}, ${statement.currency}, ${statement.fromOn}, ${statement.toOn},
      ${statement.openingMinor}, ${statement.closingMinor}, ${statement.payoutReference}, ${statement.payoutMinor}, ${JSON.stringify(given.issues)},
      ${statement.unbalanced?.message ?? null}, ${given.takenBecause}, ${given.importedBy}, ${given.importedAt})`);
  for (const entry of statement.entries) {
    db.run(sql`INSERT INTO statement_line (id, statement_id, line, kind, booked_on, value_on, amount_minor, currency, reference, order_reference, payout_reference, party, text)
      VALUES (${given.newId('lin')}, ${id}, ${entry.line}, ${entry.kind}, ${entry.bookedOn}, ${entry.valueOn}, ${entry.amountMinor}, ${entry.currency}, ${entry.reference}, ${entry.orderReference},
        ${entry.payoutReference}, ${entry.party}, ${entry.text})`);
  }
}

/** The months in whose reconciliations lines of a statement stand. */
export const periodsHolding = (db: ReadDb, id: string): Period[] => db.all<{ period: Period }>(sql`
  SELECT DISTINCT period FROM entry WHERE side = 'left' AND (substr(line_source, 1, ${id.length + 1}) = ${`${id} `} OR line_source IN (SELECT 'line ' || l.id FROM statement_line l WHERE l.statement_id = ${id})) ORDER BY period`).map(({ period }) => period);

/** Lines of a statement that a match holds; they must be taken apart first. */
export const matchedLines = (db: ReadDb, id: string): number => db.get<{ n: number }>(sql`
  SELECT count(*) AS n FROM entry WHERE state = 'matched' AND side = 'left'
    AND (substr(line_source, 1, ${id.length + 1}) = ${`${id} `} OR line_source IN (SELECT 'line ' || l.id FROM statement_line l WHERE l.statement_id = ${id}))`)?.n ?? 0;

export function deleteStatement(db: WriteDb, id: string): number {
  db.run(sql`DELETE FROM statement_line WHERE statement_id = ${id}`);
  return db.run(sql`DELETE FROM statement WHERE id = ${id}`).changes;
}

export const knownAccount = (db: ReadDb, { format, externalAccount, currency }: { format: string; externalAccount: string; currency: string }): string | null =>
  externalAccount === '' ? null : (db.get<{ account: string }>(sql`SELECT account FROM known_account WHERE format = ${format} AND external_account = ${externalAccount} AND currency = ${currency}`)?.account ?? null);

export function rememberAccount(db: WriteDb, known: { format: string; externalAccount: string; currency: string; account: string }, at: string): void {
  if (known.externalAccount === '') return;
  db.run(sql`INSERT INTO known_account (format, external_account, currency, account, saved_at) VALUES (${known.format}, ${known.externalAccount}, ${known.currency}, ${known.account}, ${at})
    ON CONFLICT (format, external_account, currency) DO UPDATE SET account = excluded.account, saved_at = excluded.saved_at`);
}

export function csvLayoutOf(db: ReadDb, signature: string): { columns: CsvColumns | null; account: string } | undefined {
  const row = db.get<{ columns: string; account: string }>(sql`SELECT columns, account FROM csv_layout WHERE signature = ${signature}`);
  // The column holds what rememberLayout wrote.
  return row && { columns: JSON.parse(row.columns) as CsvColumns | null, account: row.account };
}

/** A layout that serves several accounts names none: the next file with it is asked about. */
export function rememberLayout(db: WriteDb, { signature, columns, account }: { signature: string; columns: CsvColumns | null; account: string }, at: string): void {
  db.run(sql`INSERT INTO csv_layout (signature, columns, account, saved_at) VALUES (${signature}, ${JSON.stringify(columns)}, ${account}, ${at})
    ON CONFLICT (signature) DO UPDATE SET columns = excluded.columns, account = CASE WHEN csv_layout.account = excluded.account THEN excluded.account ELSE '' END, saved_at = excluded.saved_at`);
}
