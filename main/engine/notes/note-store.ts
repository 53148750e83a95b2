import { Note } from '../../../shared/contract/notes.ts';
import type { ReconciliationKey } from '../../../shared/contract/reconciliation.ts';
import { list, sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';

/** A line that a note is about, and the month that it stands in. What is written about a part is about its line: parts may be joined again. */
export type NotedLine = ReconciliationKey & { id: string; side: string; source: string };

export const linesById = (db: ReadDb, ids: readonly string[]): NotedLine[] => db.all<NotedLine>(sql`SELECT id, kind, account, period, side, line_source AS source FROM entry WHERE id IN ${list(ids)} ORDER BY id`);

type Row = { id: string; period: string; text: string; lines: number; file_name: string | null; file_bytes: number | null; file_hash: string | null; by_name: string; at: string };

const fromRow = ({ file_name: name, file_bytes: bytes, file_hash: sha256, by_name: by, ...rest }: Row): Note => Note.parse({ ...rest, by, file: name === null ? null : { name, bytes, sha256 } });

export const notesAbout = (db: ReadDb, entryIds: readonly string[]): Note[] => db.all<Row>(sql`
  SELECT n.id, n.period, n.text, (SELECT count(*) FROM note_line c WHERE c.note_id = n.id AND c.kind = n.kind AND c.account = n.account) AS lines, n.file_name, n.file_bytes, n.file_hash, n.by_name, n.at
  FROM note n WHERE n.id IN (SELECT l.note_id FROM entry e JOIN note_line l ON l.kind = e.kind AND l.account = e.account AND l.side = e.side AND l.source = e.line_source WHERE e.id IN ${list(entryIds)})
  ORDER BY n.at DESC, n.id DESC`).map(fromRow);

export const noteById = (db: ReadDb, id: string): Note | undefined => db.all<Row>(sql`
  SELECT n.id, n.period, n.text, (SELECT count(*) FROM note_line c WHERE c.note_id = n.id) AS lines, n.file_name, n.file_bytes, n.file_hash, n.by_name, n.at FROM note n WHERE n.id = ${id}`).map(fromRow)[0];

export function insertNote(db: WriteDb, note: Omit<Note, 'lines'>, { kind, account, period }: ReconciliationKey, lines: readonly NotedLine[]): void {
  db.run(sql`INSERT INTO note (id, kind, account, period, text, file_name, file_bytes, file_hash, by_name, at)
    VALUES (${note.id}, ${kind}, ${account}, ${period}, ${note.text}, ${note.file?.name ?? null}, ${note.file?.bytes ?? null}, ${note.file?.sha256 ?? null}, ${note.by}, ${note.at})`);
  for (const { side, source } of lines) db.run(sql`INSERT INTO note_line (kind, account, side, source, note_id) VALUES (${kind}, ${account}, ${side}, ${source}, ${note.id}) ON CONFLICT DO NOTHING`);
}
