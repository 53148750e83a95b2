import { z } from 'zod';
import { Instant, LocalDate } from '../values/date.ts';
import { StatementId } from '../values/id.ts';
import { anyone, command, query, task, workers } from './method.ts';
import { Nothing } from './page.ts';

export const CsvColumns = z.object({
  date: z.string(),
  valueDate: z.string().nullable(),
  description: z.string().nullable(),
  reference: z.string().nullable(),
  amount: z.string().nullable(),
  paidIn: z.string().nullable(),
  paidOut: z.string().nullable(),
  balance: z.string().nullable(),
  currency: z.string().nullable(),
  party: z.string().nullable(),
  /** Says debit or credit beside an unsigned amount. */
  direction: z.string().nullable().optional(),
  /** A fee that the row takes besides its amount. */
  fee: z.string().nullable().optional(),
  dateFormat: z.string(),
  decimal: z.enum(['.', ',']),
  delimiter: z.string().length(1),
});

export const StatementFile = z.object({
  id: StatementId,
  fileName: z.string(),
  format: z.string(),
  account: z.string(),
  currency: z.string(),
  fromOn: LocalDate.nullable(),
  toOn: LocalDate.nullable(),
  openingMinor: z.int().nullable(),
  closingMinor: z.int().nullable(),
  payoutReference: z.string().nullable(),
  entries: z.int(),
  importedBy: z.string(),
  importedAt: Instant,
  issues: z.array(z.string()),
  /** It does not add up, and somebody took it all the same: by how much, and why. */
  asItIs: z.object({ finding: z.string(), reason: z.string() }).nullable(),
});
export type StatementFile = z.infer<typeof StatementFile>;

/** A file is at most this large in one message (base64 adds a third); a larger one is uploaded in pieces first. */
export const MAX_FILE_BYTES = 48 * 1024 * 1024;
export const MAX_UPLOAD_BYTES = 4 * 1024 * 1024 * 1024;
/** One piece fits into a call of any host. */
export const UPLOAD_PIECE_BYTES = 640 * 1024;

const ImportInput = z.object({
  fileName: z.string().max(255),
  /** Empty when the file was uploaded in pieces. */
  base64: z.string().max(Math.ceil(MAX_FILE_BYTES / 3) * 4),
  upload: z.string().max(60).optional(),
  /** Account code (clearing or bank account in the ERP) when the file does not tell. */
  account: z.string().max(40).optional(),
  columns: CsvColumns.optional(),
});

const ImportOutcome = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('imported'), files: z.array(StatementFile) }),
  z.object({ outcome: z.literal('needsAccount'), found: z.string(), choices: z.array(z.object({ value: z.string(), label: z.string() })) }),
  z.object({ outcome: z.literal('needsColumns'), header: z.array(z.string()), sample: z.array(z.array(z.string())), suggested: CsvColumns.nullable() }),
  /** Refused: what it states is not what its lines give. Nothing is stored. `count`: of statements, where the first of many are told. */
  z.object({ outcome: z.literal('doesNotAddUp'), count: z.int(), findings: z.array(z.object({ line: z.int(), message: z.string() })) }),
]);

export const statements = {
  list: query({ may: anyone, input: Nothing, output: z.array(StatementFile) }),
  /** Adds a piece to a large file, which a call without `upload` begins. It is imported by that name, and is gone then. */
  upload: task({
    may: workers,
    input: z.object({ upload: z.string().max(60).optional(), base64: z.string().max(Math.ceil(UPLOAD_PIECE_BYTES / 3) * 4) }),
    output: z.object({ upload: z.string(), bytes: z.int() }),
  }),
  /**
   * Reads and stores a file. The same bytes or the same statement again is refused as a duplicate, by name.
   * An unknown CSV layout answers `needsColumns`; the mapping given then is remembered for the layout. A statement that does not add up
   * is refused as `doesNotAddUp`.
   */
  import: task({ may: workers, input: ImportInput, output: ImportOutcome }),
  /** Imports a statement that does not add up as it is; nothing is mended, and the reason stays with it. */
  importAsItIs: task({ may: ['accountant', 'admin'], input: ImportInput.extend({ reason: z.string().trim().min(3).max(300) }), output: ImportOutcome }),
  /** Takes an import back, as long as none of its lines is matched or posted. */
  remove: command({ may: ['accountant', 'admin'], input: z.object({ id: StatementId, reason: z.string().trim().min(3).max(300) }), output: Nothing }),
};
