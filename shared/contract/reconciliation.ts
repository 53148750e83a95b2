import { z } from 'zod';
import { Instant, LocalDate, Period } from '../values/date.ts';
import { AdjustmentId, EntryId, MatchId, RecordId } from '../values/id.ts';
import { anyone, command, query, task } from './method.ts';
import { PageRequest, pageOf } from './page.ts';

export const ReconciliationKind = z.enum(['payments', 'invoices', 'returns']);
export type ReconciliationKind = z.infer<typeof ReconciliationKind>;

/** One reconciliation: a kind, an account (clearing or bank account for payments, channel for the others), a period. */
export const ReconciliationKey = z.object({ kind: ReconciliationKind, account: z.string().max(60), period: Period });
export type ReconciliationKey = z.output<typeof ReconciliationKey>;

/** Why an item is open, by name; the mishaps of real months among them. */
export const Reason = z.enum([
  'payoutInTransit', 'notInPayoutYet', 'despatchedNotInvoiced', 'invoicedLater', 'postedTwice', 'creditAtOtherPrice',
  'refundWithoutCreditNote', 'creditNoteWithoutRefund', 'paidOutOrderCancelled', 'feeAboveContract', 'missingFromPayout',
  'sameAmountSameDay', 'reserveHeld', 'reserveReleased', 'chargeback', 'chargebackWon', 'orderEditedAfterPosting', 'orderNotPosted',
  'vatDifference', 'currencyDifference', 'rounding', 'fee', 'timing', 'paidTogether', 'partPaid', 'bankCharge', 'missingInLedger',
  'missingInCommerce', 'amountDiffers', 'openingItem', 'allocatedElsewhere', 'rateNotOfTheDay', 'manual',
]);
export type Reason = z.infer<typeof Reason>;

export const EntryState = z.enum(['open', 'explained', 'suggested', 'matched', 'partMatched']);

export const Entry = z.object({
  id: EntryId,
  side: z.enum(['left', 'right']),
  kind: z.string(),
  on: LocalDate,
  reference: z.string(),
  orderReference: z.string(),
  party: z.string(),
  text: z.string(),
  amountMinor: z.int(),
  openMinor: z.int(),
  currency: z.string(),
  state: EntryState,
  matchId: MatchId.nullable(),
  reason: Reason.nullable(),
  reasonText: z.string(),
  /** Which part of which line it is, when somebody split the line; `line` is what that line is called. */
  part: z.object({ line: z.string(), number: z.int(), of: z.int() }).nullable(),
});
export type Entry = z.infer<typeof Entry>;

export const Match = z.object({
  id: MatchId,
  rule: z.string(),
  automatic: z.boolean(),
  state: z.enum(['suggested', 'confirmed']),
  why: z.string(),
  differenceMinor: z.int(),
  differenceReason: Reason.nullable(),
  score: z.number(),
  madeBy: z.string(),
  madeAt: Instant,
  left: z.array(Entry),
  right: z.array(Entry),
});
export type Match = z.infer<typeof Match>;

/** The statement at the foot of the screen; minor units. unexplained = closing − explained, and must be 0. */
export const Figures = z.object({
  key: ReconciliationKey,
  label: z.string(),
  currency: z.string(),
  leftCount: z.int(), rightCount: z.int(),
  leftMinor: z.int(), rightMinor: z.int(),
  automatic: z.int(), manual: z.int(), suggested: z.int(), open: z.int(),
  openingMinor: z.int(), movementsMinor: z.int(),
  /** The ledger's own closing figure, asked from the ERP, not added up from our rows. */
  closingMinor: z.int(),
  explainedMinor: z.int(),
  unexplainedMinor: z.int(),
  explanations: z.array(z.object({ reason: Reason, label: z.string(), count: z.int(), minor: z.int() })),
  refreshedAt: Instant.nullable(),
  preparedBy: z.string().nullable(), reviewedBy: z.string().nullable(), locked: z.boolean(),
});
export type Figures = z.infer<typeof Figures>;

/** A part of a line: whole minor units, never nothing. A reference of its own takes the place of the line's, and the part is then matched by it. */
export const LinePart = z.object({ amountMinor: z.int(), reference: z.string().trim().max(60).default(''), note: z.string().trim().max(200).default('') });
export type LinePart = z.output<typeof LinePart>;

/** A line in parts: as the system shows it, and what became of each part. */
export const LineSplit = z.object({
  line: z.object({ side: z.enum(['left', 'right']), kind: z.string(), on: LocalDate, reference: z.string(), orderReference: z.string(), party: z.string(), text: z.string(), amountMinor: z.int(), currency: z.string() }),
  parts: z.array(z.object({
    number: z.int(), amountMinor: z.int(), reference: z.string(), note: z.string(),
    /** Null where an earlier month matched it: `settledIn`. */
    entry: Entry.nullable(), settledIn: Period.nullable(),
  })),
  by: z.string(), at: Instant,
  /** Why the parts cannot be joined now, and what to do first; null when they can. */
  whyNotJoin: z.string().nullable(),
});
export type LineSplit = z.infer<typeof LineSplit>;

const ChainStep = z.object({ reference: z.string(), on: LocalDate, minor: z.int() }).nullable();

export const Adjustment = z.object({
  id: AdjustmentId,
  key: ReconciliationKey,
  kind: z.enum(['writeOff', 'fee', 'bankCharge', 'correction']),
  amountMinor: z.int(), currency: z.string(),
  nominalCode: z.string(), narrative: z.string(),
  state: z.enum(['proposed', 'approved', 'posted', 'refused']),
  proposedBy: z.string(), decidedBy: z.string().nullable(),
});
export type Adjustment = z.infer<typeof Adjustment>;

/** One order from its sale to its payout and back: what each system says of it, and where it stops. A step that nothing is known of is null. */
export const Chain = z.object({
  recordId: RecordId,
  reference: z.string(), number: z.string(), channel: z.string(), party: z.string(), currency: z.string(),
  soldOn: LocalDate, despatchedOn: LocalDate.nullable(), status: z.string(), orderMinor: z.int(),
  invoice: ChainStep, receipt: ChainStep, payout: ChainStep, returned: ChainStep, credited: ChainStep,
  gap: z.enum(['none', 'despatch', 'invoice', 'receipt', 'payout', 'return']),
  /** Why it stops there, in a sentence where one is known. */
  gapText: z.string(),
});
export type Chain = z.infer<typeof Chain>;

const entryIds = z.array(EntryId).min(1).max(500);

export const reconciliation = {
  /** Every reconciliation of the period with its figures: the close board. */
  board: query({ may: anyone, input: z.object({ period: Period }), output: z.array(Figures) }),
  figures: query({ may: anyone, input: z.object({ key: ReconciliationKey }), output: Figures }),
  entries: query({ may: anyone, input: z.object({ key: ReconciliationKey, side: z.enum(['left', 'right']), page: PageRequest }), output: pageOf(Entry) }),
  matches: query({ may: anyone, input: z.object({ key: ReconciliationKey, page: PageRequest }), output: pageOf(Match) }),
  match: query({ may: anyone, input: z.object({ id: MatchId }), output: Match }),
  /** Ranked partners on the other side of one open entry, each with what speaks for and against. */
  candidates: query({ may: anyone, input: z.object({ entryId: EntryId }), output: z.array(z.object({ entries: z.array(Entry), score: z.number(), speaksFor: z.string(), speaksAgainst: z.string() })) }),
  /** Orders of a month, each as order → invoice → receipt → payout → return, from the lines that were read. */
  chains: query({ may: anyone, input: z.object({ period: Period, page: PageRequest }), output: pageOf(Chain) }),
  /** Reads both sides anew (ERP ledger, commerce records, statement lines), matches what is unique, names what stays open. */
  refresh: task({ may: ['accountant', 'admin'], input: z.object({ period: Period }), output: z.array(Figures) }),
  /** Matches by hand; a difference other than 0 needs its reason. */
  matchEntries: command({ may: ['accountant', 'admin'], input: z.object({ leftIds: z.array(EntryId).max(500), rightIds: z.array(EntryId).max(500), differenceReason: Reason.optional(), note: z.string().max(500).default('') }), output: Match }),
  confirm: command({ may: ['accountant', 'admin'], input: z.object({ matchId: MatchId }), output: Match }),
  /** Takes one match (or suggestion) apart without touching any other. */
  unmatch: command({ may: ['accountant', 'admin'], input: z.object({ matchId: MatchId, note: z.string().max(500).default('') }), output: z.object({ entries: z.int() }) }),
  /** Names why entries stay open; they then count as explained and carry forward. */
  explain: command({ may: ['accountant', 'admin'], input: z.object({ entryIds, reason: Reason, note: z.string().trim().min(3).max(500) }), output: z.object({ explained: z.int() }) }),
  /** The line that a part comes from, with the other parts. */
  splitOf: query({ may: anyone, input: z.object({ entryId: EntryId }), output: LineSplit }),
  /** Puts 2 to 20 parts in the place of a line that is not matched; they sum to it exactly. A part is split like a line: its parts stand beside the others. */
  split: command({ may: ['accountant', 'admin'], input: z.object({ entryId: EntryId, parts: z.array(LinePart).min(2).max(20) }), output: z.object({ parts: z.array(Entry) }) }),
  /** Joins all parts of the line that this part comes from; none may be matched. */
  join: command({ may: ['accountant', 'admin'], input: z.object({ entryId: EntryId }), output: Entry }),
  /** Part payment: the one line that is larger than the other side is split, what the other side comes to is matched, the rest stays open. */
  matchPart: command({ may: ['accountant', 'admin'], input: z.object({ leftIds: z.array(EntryId).max(500), rightIds: z.array(EntryId).max(500), note: z.string().max(500).default('') }), output: z.object({ match: Match, rest: Entry }) }),
  /** Proposes a cash-book posting (the ERP's API has no journal); a second person approves it before it is posted. */
  proposeAdjustment: command({ may: ['accountant', 'admin'], input: z.object({ key: ReconciliationKey, entryIds, kind: Adjustment.shape.kind, nominalCode: z.string().max(8), narrative: z.string().trim().min(3).max(60) }), output: Adjustment }),
  adjustments: query({ may: anyone, input: z.object({ period: Period }), output: z.array(Adjustment) }),
  decideAdjustment: command({ may: ['accountant', 'admin'], input: z.object({ id: AdjustmentId, approve: z.boolean(), reason: z.string().max(300).default('') }), output: Adjustment }),
};
