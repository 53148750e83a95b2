import { z } from 'zod';
import { Instant, LocalDate, Period } from '../values/date.ts';
import { RecordId, RunId } from '../values/id.ts';
import { anyone, command, query, workers } from './method.ts';
import { Nothing, PageRequest, pageOf } from './page.ts';

/** What a run does. orderToCash = the whole chain; the others are parts of it that follow later events. */
export const Workflow = z.enum(['orderToCash', 'settlements', 'inventory', 'products', 'customers', 'purchaseOrders']);
export type Workflow = z.infer<typeof Workflow>;

/** stopped: the process ended in mid-run; it is resumed at the next start or by hand. */
export const RunState = z.enum(['running', 'pausing', 'paused', 'cancelling', 'cancelled', 'stopped', 'failed', 'finished']);
export type RunState = z.infer<typeof RunState>;

/** The law of every run: read = posted + held + failed + skipped + inDoubt + waiting; a finished run has waiting 0 and inDoubt 0. */
export const RunCounts = z.object({ read: z.int(), posted: z.int(), held: z.int(), failed: z.int(), skipped: z.int(), inDoubt: z.int(), waiting: z.int() });
export type RunCounts = z.infer<typeof RunCounts>;

/** Documents by kind within a run: the funnel of the steps. */
export const StepCount = z.object({ step: z.string(), label: z.string(), queued: z.int(), posted: z.int(), failed: z.int(), inDoubt: z.int() });

export const Run = z.object({
  id: RunId,
  workflow: Workflow,
  period: Period,
  state: RunState,
  startedBy: z.string(),
  startedAt: Instant,
  endedAt: Instant.nullable(),
  step: z.string(),
  counts: RunCounts,
  steps: z.array(StepCount),
  recordsPerSecond: z.number(),
  secondsLeft: z.int().nullable(),
  /** Why it paused or failed, with the remedy; '' otherwise. */
  message: z.string(),
});
export type Run = z.infer<typeof Run>;

export const RecordState = z.enum(['waiting', 'posted', 'held', 'failed', 'skipped', 'inDoubt']);

export const RecordRow = z.object({
  id: RecordId,
  reference: z.string(),
  number: z.string(),
  channel: z.string(),
  receivedOn: LocalDate,
  amountMinor: z.int(),
  currency: z.string(),
  state: RecordState,
  /** Where the chain stands in words: "invoiced, receipt allocated", "despatched, not invoiced". */
  stage: z.string(),
  reason: z.string(),
  document: z.string(),
});
export type RecordRow = z.infer<typeof RecordRow>;

export const TimelineEntry = z.object({ at: Instant, who: z.string(), what: z.string(), detail: z.string() });

export const runs = {
  list: query({ may: anyone, input: Nothing, output: z.array(Run) }),
  get: query({ may: anyone, input: z.object({ id: RunId }), output: Run }),
  /** Starts in the background and answers at once; progress comes as events. Refused while another run of the workflow works on the period. */
  start: command({ may: workers, input: z.object({ workflow: Workflow, period: Period }), output: Run }),
  pause: command({ may: workers, input: z.object({ id: RunId }), output: Run }),
  resume: command({ may: workers, input: z.object({ id: RunId }), output: Run }),
  cancel: command({ may: workers, input: z.object({ id: RunId, reason: z.string().max(300).default('') }), output: Run }),
  /** What the ERP takes from its own staff only, as the file that its import reads; `entries` 0 where nothing waits or the ERP takes everything from outside. */
  journal: query({ may: anyone, input: Nothing, output: z.object({ entries: z.int(), fileName: z.string(), content: z.string() }) }),
  records: query({ may: anyone, input: z.object({ period: Period.optional(), page: PageRequest }), output: pageOf(RecordRow) }),
  /** Everything that happened to one order, in both systems. */
  timeline: query({ may: anyone, input: z.object({ recordId: RecordId }), output: z.object({ record: RecordRow, entries: z.array(TimelineEntry), source: z.string() }) }),
};
