import { z } from 'zod';
import { Instant } from '../values/date.ts';
import { LetterId, RecordId } from '../values/id.ts';
import { Recovery } from './errors.ts';
import { anyone, command, query, workers } from './method.ts';
import { Nothing, PageRequest, pageOf } from './page.ts';

/** What a person can do about a cause, suggested by rule; applying it mends every letter of the cause. */
export const SuggestedFix = z.object({
  /** alias: SKU → item code; taxCode: rate and country → tax code; shorten: cut a text to its limit; date: post on another day; release: after the customer was released in the ERP; edit: by hand. */
  kind: z.enum(['alias', 'taxCode', 'shorten', 'date', 'release', 'edit', 'retry']),
  text: z.string(),
  /** What would be used, e.g. the item code; a person may change it. */
  value: z.string(),
  choices: z.array(z.object({ value: z.string(), label: z.string() })),
  confidence: z.number().nullable(),
});
export type SuggestedFix = z.infer<typeof SuggestedFix>;

export const Cause = z.object({
  /** Stable: error code and what it is about, e.g. `product.unknown MUG-BLU2`. */
  key: z.string(),
  title: z.string(),
  recovery: Recovery,
  count: z.int(),
  amounts: z.array(z.object({ currency: z.string(), minor: z.int() })),
  oldestAt: Instant,
  fix: SuggestedFix.nullable(),
});
export type Cause = z.infer<typeof Cause>;

export const DeadLetter = z.object({
  id: LetterId,
  recordId: RecordId.nullable(),
  cause: z.string(),
  reference: z.string(),
  step: z.string(),
  channel: z.string(),
  amountMinor: z.int(),
  currency: z.string(),
  message: z.string(),
  field: z.string().nullable(),
  attempts: z.int(),
  buriedAt: Instant,
  /** requeued letters are on their way again; mended ones passed; discarded ones never will be sent. */
  status: z.enum(['waiting', 'requeued', 'mended', 'discarded']),
});
export type DeadLetter = z.infer<typeof DeadLetter>;

export const Attempt = z.object({ at: Instant, request: z.string(), status: z.string(), answer: z.string() });

export const LetterDetail = z.object({
  letter: DeadLetter,
  /** Fields of the document as they would be sent; those marked editable may be changed before resubmitting. */
  fields: z.array(z.object({ path: z.string(), value: z.string(), editable: z.boolean(), maxLength: z.int().nullable(), issue: z.string().nullable() })),
  attempts: z.array(Attempt),
  mappingVersion: z.int().nullable(),
});
export type LetterDetail = z.infer<typeof LetterDetail>;

/** One act covers at most this many letters. */
export const MAX_LETTERS = 500;
const ids = z.array(LetterId).min(1).max(MAX_LETTERS);

export const deadLetters = {
  causes: query({ may: anyone, input: Nothing, output: z.array(Cause) }),
  list: query({ may: anyone, input: z.object({ cause: z.string().max(300).optional(), page: PageRequest }), output: pageOf(DeadLetter) }),
  get: query({ may: anyone, input: z.object({ id: LetterId }), output: LetterDetail }),
  /** Overrides fields of one letter's document; validated like the original. */
  edit: command({ may: workers, input: z.object({ id: LetterId, changes: z.record(z.string().max(100), z.string().max(2000)) }), output: LetterDetail }),
  /** Mends the cause for all of its letters (adds the alias, the tax code …) and sends them again. */
  applyFix: command({ may: workers, input: z.object({ cause: z.string().max(300), kind: SuggestedFix.shape.kind, value: z.string().max(200) }), output: z.object({ requeued: z.int() }) }),
  requeue: command({ may: workers, input: z.object({ ids }), output: z.object({ requeued: z.int() }) }),
  discard: command({ may: workers, input: z.object({ ids, reason: z.string().trim().min(3).max(300) }), output: z.object({ discarded: z.int() }) }),
};

export const Hold = z.object({
  id: LetterId,
  recordId: RecordId.nullable(),
  reference: z.string(),
  rule: z.string(),
  reason: z.string(),
  amountMinor: z.int(),
  currency: z.string(),
  heldAt: Instant,
});
export type Hold = z.infer<typeof Hold>;

export const holds = {
  list: query({ may: anyone, input: z.object({ page: PageRequest }), output: pageOf(Hold) }),
  /** Lets held orders go on; the reason is kept. */
  release: command({ may: workers, input: z.object({ ids, reason: z.string().trim().min(3).max(300) }), output: z.object({ released: z.int() }) }),
};
