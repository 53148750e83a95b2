import { z } from 'zod';
import { Instant, LocalDate, Period } from '../values/date.ts';
import { ProposalId, RecordId } from '../values/id.ts';
import { anyone, command, query } from './method.ts';
import { PageRequest, pageOf } from './page.ts';

/** What happened to an order in the shop after its document was posted. */
export const ProposalKind = z.enum(['edit', 'cancellation', 'partPayment']);
export type ProposalKind = z.infer<typeof ProposalKind>;

/** What brings the books in line. amendOrder: nothing is invoiced yet, the order itself is changed; correctReceipt: the receipt stands at more than was paid. */
export const Remedy = z.enum(['creditInFull', 'creditDifference', 'creditAndPostAnew', 'amendOrder', 'correctReceipt', 'nothing']);
export type Remedy = z.infer<typeof Remedy>;

/** accepted: agreed, and waiting to be posted or for the ERP's staff; done: it is in the ERP; dismissed: the books stay as they are. */
export const ProposalState = z.enum(['open', 'accepted', 'done', 'dismissed']);
export type ProposalState = z.infer<typeof ProposalState>;

export const Difference = z.object({ field: z.string(), posted: z.string(), now: z.string() });
export type Difference = z.infer<typeof Difference>;

export const Proposal = z.object({
  id: ProposalId,
  recordId: RecordId,
  reference: z.string(),
  channel: z.string(),
  period: Period,
  kind: ProposalKind,
  differences: z.array(Difference),
  /** The order's gross as it was posted, and as the shop says now. */
  postedMinor: z.int(),
  nowMinor: z.int(),
  currency: z.string(),
  /** What is in the ERP, by its number. */
  document: z.string(),
  /** The double entry of the remedy, in words. */
  effect: z.string(),
  remedy: Remedy,
  /** Who carries it out once it is accepted. */
  doneBy: z.enum(['tieout', 'staff', 'nobody']),
  /** What to do, as a sentence to whoever does it. */
  instruction: z.string(),
  postsOn: LocalDate,
  state: ProposalState,
  foundAt: Instant,
  decidedBy: z.string(),
  decidedAt: Instant.nullable(),
  reason: z.string(),
});
export type Proposal = z.infer<typeof Proposal>;

/** accept: carry it out; done: the ERP's staff have carried it out; dismiss: leave the books as they are. */
export const Decision = z.enum(['accept', 'done', 'dismiss']);
export type Decision = z.infer<typeof Decision>;

/** Orders that changed in the shop after they were posted. Nothing is overwritten: a person decides what the books say. */
export const proposals = {
  list: query({ may: anyone, input: z.object({ page: PageRequest }), output: pageOf(Proposal) }),
  get: query({ may: anyone, input: z.object({ id: ProposalId }), output: Proposal }),
  /** Refused in a locked period. A reason is needed to dismiss. */
  decide: command({
    may: ['admin', 'accountant'],
    input: z.object({ id: ProposalId, decision: Decision, reason: z.string().trim().max(300).default('') })
      .refine(({ decision, reason }) => decision !== 'dismiss' || reason.length >= 3, { path: ['reason'], message: 'say why the books stay as they are' }),
    output: Proposal,
  }),
};
