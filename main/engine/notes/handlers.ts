import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../../shared/contract/errors.ts';
import type { Note, notes } from '../../../shared/contract/notes.ts';
import { MAX_ATTACHMENT_BYTES } from '../../../shared/contract/notes.ts';
import type { Period } from '../../../shared/values/date.ts';
import type { NoteId } from '../../../shared/values/id.ts';
import type { Handlers, TaskContext } from '../handler.ts';
import type { ReadDb } from '../store/sql.ts';
import { insertNote, linesById, noteById, notesAbout, type NotedLine } from './note-store.ts';

export type NoteDeps = {
  /** The folder that attached files lie in, each under its hash. */
  folder: string;
  /** A file that this person uploaded; null when there is none of that name. */
  uploaded(upload: string, by: string): string | null;
  forget(upload: string): void;
  /** Throws `period.locked` for a signed-off period. */
  refuseLocked(db: ReadDb, period: Period): void;
};

type Attached = NonNullable<Note['file']>;

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const placeOf = (folder: string, sha256: string): string => path.join(folder, sha256.slice(0, 2), sha256);

/** Lies under its own hash, so the same file twice is one file, and another one under its name is noticed. */
function keepFile({ folder, uploaded }: NoteDeps, by: string, { upload, name }: { upload: string; name: string }): Attached {
  const given = uploaded(upload, by);
  if (given === null) throw new AppError('note.upload', 'fixInput', `“${name}” is not here any more. Choose the file again.`, { field: 'file' });
  const { size } = statSync(given);
  if (size > MAX_ATTACHMENT_BYTES) throw new AppError('note.tooLarge', 'fixInput', `“${name}” is larger than ${MAX_ATTACHMENT_BYTES / 1024 / 1024} MB. Attach a smaller copy, or the page that matters.`, { field: 'file' });
  if (size === 0) throw new AppError('note.empty', 'fixInput', `“${name}” is empty. Choose another file.`, { field: 'file' });
  const bytes = readFileSync(given);
  const sha256 = sha256Of(bytes);
  const place = placeOf(folder, sha256);
  if (!existsSync(place)) {
    mkdirSync(path.dirname(place), { recursive: true, mode: 0o700 });
    writeFileSync(`${place}.new`, bytes, { mode: 0o600 });
    renameSync(`${place}.new`, place);
  }
  return { name: path.basename(name.replaceAll('\\', '/')), bytes: bytes.length, sha256 };
}

function linesOf(db: ReadDb, ids: readonly string[]): [NotedLine, ...NotedLine[]] {
  const [first, ...others] = linesById(db, ids);
  if (!first || others.length + 1 !== new Set(ids).size) throw new AppError('reconciliation.gone', 'fixInput', 'Some of the chosen entries are not there any more. Both sides were read again meanwhile; choose anew.');
  if (others.some(({ kind, account, period }) => kind !== first.kind || account !== first.account || period !== first.period)) throw new AppError('reconciliation.mixed', 'fixInput', 'The chosen entries belong to different reconciliations. Choose entries of one.');
  return [first, ...others];
}

async function add(deps: NoteDeps, { db, commit, caller }: TaskContext, { entryIds, text, file }: { entryIds: readonly string[]; text: string; file?: { upload: string; name: string } | undefined }): Promise<Note> {
  const [first] = linesOf(db, entryIds);
  deps.refuseLocked(db, first.period);
  const attached = file ? keepFile(deps, caller.personId, file) : null;
  if (file) deps.forget(file.upload);
  return commit(['notes', 'reconciliation'], ({ db: write, audit, now, newId }) => {
    const lines = linesOf(write, entryIds);
    deps.refuseLocked(write, first.period);
    // The id was made for a note just now; its brand cannot be known to the compiler.
    const note = { id: newId('not') as NoteId, period: first.period, text, file: attached, by: caller.name, at: now };
    insertNote(write, note, first, lines);
    audit('notes.add', { note: note.id, kind: first.kind, account: first.account, period: first.period, entries: lines.map(({ id }) => id), text, file: attached });
    return { ...note, lines: new Set(lines.map(({ side, source }) => `${side} ${source}`)).size };
  });
}

export const noteHandlers = (deps: NoteDeps): Handlers<typeof notes> => ({
  list: ({ db }, { entryIds }) => notesAbout(db, entryIds),
  add: (context, input) => add(deps, context, input),

  file({ db }, { id }) {
    const file = noteById(db, id)?.file;
    if (!file) throw new AppError('note.unknown', 'fixInput', 'This note has no file.', { field: 'id' });
    const place = placeOf(deps.folder, file.sha256);
    const bytes = existsSync(place) ? readFileSync(place) : null;
    if (bytes === null || sha256Of(bytes) !== file.sha256) throw new AppError('note.fileChanged', 'askAdmin', `“${file.name}” was ${bytes === null ? 'removed' : 'changed'} outside of Tieout: it is not the file that was attached. Restore it from a backup of the workspace’s folder.`);
    return { fileName: file.name, base64: bytes.toString('base64') };
  },
});
