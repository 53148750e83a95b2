import { z } from 'zod';
import { Instant, Period } from '../values/date.ts';
import { EntryId, NoteId } from '../values/id.ts';
import { anyone, query, task } from './method.ts';

/** An attachment is at most this large: a scan, a mail, an export; not an archive. */
export const MAX_ATTACHMENT_BYTES = 10 * 1024 * 1024;

/** What a person wrote about lines of a reconciliation; never changed. `file`: what proves it. */
export const Note = z.object({
  id: NoteId, period: Period, text: z.string(), lines: z.int(),
  file: z.object({ name: z.string(), bytes: z.int(), sha256: z.string() }).nullable(),
  by: z.string(), at: Instant,
});
export type Note = z.infer<typeof Note>;

const entryIds = z.array(EntryId).min(1).max(500);

export const notes = {
  /** Notes about any of these lines, newest first, those of earlier months included. */
  list: query({ may: anyone, input: z.object({ entryIds }), output: z.array(Note) }),
  /** Writes a note about lines of one reconciliation (of a match: about all of its lines). A file was uploaded before with `statements.upload`. */
  add: task({
    may: ['accountant', 'admin', 'operator'],
    input: z.object({ entryIds, text: z.string().trim().min(3).max(2_000), file: z.object({ upload: z.string().max(60), name: z.string().trim().min(1).max(120) }).optional() }),
    output: Note,
  }),
  /** The attached file, base64; refused when it is not the one that was attached. */
  file: query({ may: anyone, input: z.object({ id: NoteId }), output: z.object({ fileName: z.string(), base64: z.string() }) }),
};
