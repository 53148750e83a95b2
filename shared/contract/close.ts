import { z } from 'zod';
import { Instant, LocalDate, Period } from '../values/date.ts';
import { AlarmId } from '../values/id.ts';
import { anyone, command, query, task } from './method.ts';
import { Nothing, PageRequest, pageOf } from './page.ts';
import { Entry, ReconciliationKey } from './reconciliation.ts';

export const CloseState = z.object({
  period: Period,
  /** What still stands in the way of signing, in sentences. */
  blockers: z.array(z.string()),
  /** What is wrong inside the ledger although every total agrees: how many, and the first of them in sentences with their remedy. `unseen`: what the ERP does not show, so that nobody looked. Whoever signs has seen it. */
  slips: z.object({ count: z.int(), first: z.array(z.string()), unseen: z.array(z.string()) }),
  preparedBy: z.string().nullable(), preparedAt: Instant.nullable(),
  reviewedBy: z.string().nullable(), reviewedAt: Instant.nullable(),
  locked: z.boolean(),
});
export type CloseState = z.infer<typeof CloseState>;

/** Opening + movements = closing of one account, minor units: opening and closing are the ledger's own figures, the movements are added up from what Tieout read. */
export const RollForward = z.object({
  key: ReconciliationKey,
  label: z.string(), currency: z.string(),
  openingMinor: z.int(),
  movements: z.array(z.object({ kind: z.string(), count: z.int(), minor: z.int() })),
  closingMinor: z.int(),
  /** What the month before ended with; null when it was not reconciled here. */
  previousClosingMinor: z.int().nullable(),
  /** What does not add up, in sentences; empty when it is proved. */
  problems: z.array(z.string()),
});
export type RollForward = z.infer<typeof RollForward>;

/** One count and control total, asked from a system and compared with what Tieout holds. Counts are null where the system states a balance only. */
export const Control = z.object({
  system: z.string(), what: z.string(), currency: z.string(),
  theirCount: z.int().nullable(), theirMinor: z.int(),
  ourCount: z.int().nullable(), ourMinor: z.int(),
  askedAt: Instant,
});
export type Control = z.infer<typeof Control>;

export const AgeBucket = z.enum(['0–30', '31–60', '61–90', 'over 90']);
export type AgeBucket = z.infer<typeof AgeBucket>;

/** What stays open of an account at the month's end, by age in days. */
export const Ageing = z.object({
  key: ReconciliationKey, label: z.string(), currency: z.string(),
  buckets: z.array(z.object({ bucket: AgeBucket, count: z.int(), leftMinor: z.int(), rightMinor: z.int() })),
});
export type Ageing = z.infer<typeof Ageing>;

/** An open item that goes into the next month's opening list. */
export const CarriedItem = Entry.extend({ key: ReconciliationKey, ageDays: z.int(), bucket: AgeBucket });
export type CarriedItem = z.infer<typeof CarriedItem>;

export const Proof = z.object({ rollForward: z.array(RollForward), controls: z.array(Control), ageing: z.array(Ageing), carried: z.int() });
export type Proof = z.infer<typeof Proof>;

/** A record of a locked month that a system shows otherwise than it was signed. */
export const Alarm = z.object({
  id: AlarmId,
  period: Period,
  system: z.string(), kind: z.string(), reference: z.string(),
  change: z.enum(['changed', 'missing', 'new']),
  /** What was signed and what the system says now, field by field. */
  differences: z.array(z.object({ field: z.string(), signed: z.string(), now: z.string() })),
  text: z.string(),
  foundAt: Instant,
  acknowledgedBy: z.string(), acknowledgedAt: Instant.nullable(), reason: z.string(),
});
export type Alarm = z.infer<typeof Alarm>;

export const PackFormat = z.enum(['xlsx', 'pdf', 'csv']);
export type PackFormat = z.infer<typeof PackFormat>;

/** `accounts`: 'payments 1250', 'invoices AMAZON/…'; missing: all of them. `asOf`: the day that ages are counted to; missing: the month's last. */
export const PackInput = z.object({ period: Period, format: PackFormat, accounts: z.array(z.string().max(80)).max(500).optional(), asOf: LocalDate.optional() });

export const close = {
  /** The month to close: the earliest open one since the books began. */
  current: query({ may: anyone, input: Nothing, output: z.object({ period: Period }) }),
  state: query({ may: anyone, input: z.object({ period: Period }), output: CloseState }),
  /** Roll-forward, control totals and ageing of a month. */
  proof: query({ may: anyone, input: z.object({ period: Period }), output: Proof }),
  /** Open items that go into the next month, oldest first. */
  carried: query({ may: anyone, input: z.object({ period: Period, page: PageRequest }), output: pageOf(CarriedItem) }),
  /** Asks the shop for its counts and totals of the month. Of a locked month it reads both systems and compares every record with what was signed. */
  check: task({ may: ['accountant', 'admin'], input: z.object({ period: Period }), output: z.object({ asked: z.int(), different: z.int(), alarms: z.int() }) }),
  /** The preparer signs; every reconciliation of the period must be at 0 unexplained. */
  prepare: command({ may: ['accountant', 'admin'], input: z.object({ period: Period, note: z.string().max(300).default('') }), output: CloseState }),
  /** The reviewer signs, never the preparer; the period locks for every command. */
  review: command({ may: ['accountant', 'admin'], input: z.object({ period: Period, note: z.string().max(300).default('') }), output: CloseState }),
  reopen: command({ may: ['admin'], input: z.object({ period: Period, reason: z.string().trim().min(3).max(300) }), output: CloseState }),
  /** Changes of locked months, newest first; those that somebody must look at before all others. */
  alarms: query({ may: anyone, input: Nothing, output: z.array(Alarm) }),
  acknowledge: command({ may: ['accountant', 'admin'], input: z.object({ ids: z.array(AlarmId).min(1).max(500), reason: z.string().trim().min(3).max(300) }), output: z.object({ acknowledged: z.int() }) }),
  /** The month-end pack as a file, base64. The same month, parameters and versions always give the same bytes. */
  pack: task({ may: anyone, input: PackInput, output: z.object({ fileName: z.string(), base64: z.string(), sha256: z.string() }) }),
};
