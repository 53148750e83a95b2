import { z } from 'zod';
import { Instant, Period } from '../values/date.ts';
import { LookupTableId, MappingId } from '../values/id.ts';
import { anyone, command, query, task, workers } from './method.ts';
import { Nothing, PageRequest, pageOf } from './page.ts';

/** Changes that one call may carry: what a person pastes at once. */
export const MAX_LOOKUP_CHANGES = 2_000;
export const MAX_LOOKUP_ROWS = 50_000;
const MAX_CSV_CHARACTERS = 8_000_000;

/** No mark of a list written in a step itself: 'Amazon=AMZ; eBay=EBY' can never be the name of a table. */
export const LookupName = z.string().trim().min(1).max(60).regex(/^[^=;\r\n]*$/, 'a name without = and ;');
const Column = z.string().trim().min(1).max(60).regex(/^[^\r\n]*$/, 'one line');
export const LookupText = z.string().max(200).regex(/^[^\r\n]*$/, 'one line').transform(text => text.trim());

const UsedBy = z.object({ mapping: MappingId, name: z.string(), target: z.string(), isLive: z.boolean() });

export const LookupTable = z.object({
  id: LookupTableId,
  name: z.string(),
  /** What the values on the left are, and what they are translated to. */
  keyColumn: z.string(),
  valueColumns: z.array(z.string()),
  note: z.string(),
  /** Rises with every change; a save against an older number is refused. */
  rev: z.int(),
  rows: z.int(),
  /** Rows whose change waits for somebody else's approval. */
  waiting: z.int(),
  /** Names of those who proposed what waits. */
  authors: z.array(z.string()),
  /** The caller proposed some of what waits, and so cannot approve it. */
  isOwnWork: z.boolean(),
  /** A submitted, approved or published mapping uses it: changes are proposals until another person approves them. */
  needsApproval: z.boolean(),
  usedBy: z.array(UsedBy),
  changedAt: Instant,
});
export type LookupTable = z.infer<typeof LookupTable>;

export const LookupRow = z.object({
  key: z.string(),
  /** What runs use now; null while the row only is proposed. */
  values: z.array(z.string()).nullable(),
  /** What waits for approval; null when nothing waits, or when the removal does. */
  proposed: z.array(z.string()).nullable(),
  state: z.enum(['inForce', 'added', 'changed', 'removed']),
});
export type LookupRow = z.infer<typeof LookupRow>;

/** How far a table reaches in the records of a month, at one place where a mapping uses it. */
export const LookupCoverage = z.object({
  table: LookupTableId, tableName: z.string(),
  mapping: MappingId, mappingName: z.string(), version: z.int(), target: z.string(),
  period: Period,
  /** Records looked at; `isWhole` is false where the month has more than are looked at. */
  records: z.int(), isWhole: z.boolean(),
  /** Values met and those without a row, counted as often as they occur. */
  values: z.int(), missing: z.int(),
  /** Missing values take "otherwise" instead of stopping the record. */
  hasOtherwise: z.boolean(),
  /** The missing ones, most frequent first, with a record that has it. */
  unmapped: z.array(z.object({ value: z.string(), times: z.int(), example: z.string() })),
});
export type LookupCoverage = z.infer<typeof LookupCoverage>;

const at = { id: LookupTableId, rev: z.int() };
/** `values` null takes the row away. */
const LookupChange = z.object({ key: LookupText.refine(text => text !== '', 'a value to look up'), values: z.array(LookupText).max(5).nullable() });
export type LookupChange = z.output<typeof LookupChange>;

const Changed = z.object({ table: LookupTable, added: z.int(), changed: z.int(), removed: z.int() });

export const lookups = {
  list: query({ may: anyone, input: Nothing, output: z.array(LookupTable) }),
  page: query({ may: anyone, input: z.object({ id: LookupTableId, page: PageRequest }), output: pageOf(LookupRow) }),
  create: command({
    may: workers,
    input: z.object({ name: LookupName, keyColumn: Column, valueColumns: z.array(Column).min(1).max(5), note: z.string().max(300).default('') }),
    output: LookupTable,
  }),
  /** Rows added, changed and taken away at once. Where a mapping in use needs the table they wait for approval. */
  edit: command({ may: workers, input: z.object({ ...at, changes: z.array(LookupChange).min(1).max(MAX_LOOKUP_CHANGES) }), output: Changed }),
  /** Another admin than the authors: from now on runs use what waited. */
  approve: command({ may: ['admin'], input: z.object(at), output: Changed }),
  /** What waits is forgotten; what is in force stays. */
  discard: command({ may: workers, input: z.object({ ...at, reason: z.string().trim().min(3).max(300) }), output: Changed }),
  /** `replace` also takes away the rows that the file does not have. */
  importCsv: command({ may: workers, input: z.object({ ...at, content: z.string().max(MAX_CSV_CHARACTERS), mode: z.enum(['merge', 'replace']) }), output: Changed }),
  /** Sorted by key, one row a line, quoted only where needed: fit for version control. What waits is included. */
  exportCsv: query({ may: anyone, input: z.object({ id: LookupTableId }), output: z.object({ fileName: z.string(), content: z.string() }) }),
  /** Refused while a mapping uses it. */
  remove: command({ may: workers, input: z.object(at), output: z.object({ removed: z.int() }) }),
  /** One entry for each place where a mapping's newest version uses a table. Without a period: last month, or the newest month with records. */
  coverage: task({ may: anyone, input: z.object({ table: LookupTableId.optional(), mapping: MappingId.optional(), period: Period.optional() }), output: z.array(LookupCoverage) }),
};
