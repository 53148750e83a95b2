import type { BackTestOutcome } from '../../shared/contract/back-tests.ts';
import type { RunState, Workflow } from '../../shared/contract/runs.ts';
import type { RuleVersionState, TrialOutcome } from '../../shared/contract/match-rules.ts';
import type { MappingState } from '../../shared/contract/mappings.ts';
import type { ProposalKind, ProposalState } from '../../shared/contract/proposals.ts';
import type { Reason } from '../../shared/contract/reconciliation.ts';
import type { WorkflowStep } from '../../shared/contract/workflows.ts';
import type { Role } from '../../shared/contract/method.ts';

/** What a state means at a glance; each has its own icon and colour, and the word is always there. */
export type Tone = 'good' | 'part' | 'problem' | 'broken' | 'quiet' | 'busy';
export type StatusWord = { label: string; tone: Tone };

export const recordStates = {
  waiting: { label: 'Waiting', tone: 'quiet' },
  posted: { label: 'Posted', tone: 'good' },
  held: { label: 'Held', tone: 'problem' },
  failed: { label: 'Failed', tone: 'broken' },
  skipped: { label: 'Skipped', tone: 'quiet' },
  inDoubt: { label: 'In doubt', tone: 'part' },
} satisfies Record<string, StatusWord>;

export const runStates: Record<RunState, StatusWord> = {
  running: { label: 'Running', tone: 'busy' },
  pausing: { label: 'Pausing', tone: 'busy' },
  paused: { label: 'Paused', tone: 'problem' },
  cancelling: { label: 'Cancelling', tone: 'busy' },
  cancelled: { label: 'Cancelled', tone: 'quiet' },
  stopped: { label: 'Stopped', tone: 'problem' },
  failed: { label: 'Failed', tone: 'broken' },
  finished: { label: 'Finished', tone: 'good' },
};

export const workflows: Record<Workflow, string> = { orderToCash: 'Order to cash', settlements: 'Settlements', inventory: 'Inventory', products: 'Products and prices', customers: 'Customers both ways', purchaseOrders: 'Purchase orders' };

/** What a step of a workflow does, in a word or two. */
export const workflowSteps: Record<WorkflowStep['step'], string> = {
  trigger: 'Read', condition: 'Only if', hold: 'Hold', findOrCreate: 'Find or create', link: 'Link', map: 'Map', validate: 'Check', route: 'Choose', create: 'Create', update: 'Update', wait: 'Wait', notify: 'Tell',
};

export const proposalKinds: Record<ProposalKind, string> = { edit: 'Edited', cancellation: 'Cancelled', partPayment: 'Paid in part' };

export const proposalStates: Record<ProposalState, StatusWord> = {
  open: { label: 'Waiting for you', tone: 'problem' },
  accepted: { label: 'Accepted', tone: 'busy' },
  done: { label: 'Done', tone: 'good' },
  dismissed: { label: 'Dismissed', tone: 'quiet' },
};

export const linkStates = {
  proposed: { label: 'Waiting for you', tone: 'problem' },
  linked: { label: 'Linked', tone: 'good' },
  refused: { label: 'Not the same', tone: 'quiet' },
} satisfies Record<string, StatusWord>;

export const lookupStates = {
  inForce: { label: 'In force', tone: 'good' },
  added: { label: 'New, waits', tone: 'part' },
  changed: { label: 'Change waits', tone: 'part' },
  removed: { label: 'Removal waits', tone: 'problem' },
} satisfies Record<string, StatusWord>;

export const mappingStates: Record<MappingState, StatusWord> = {
  draft: { label: 'Draft', tone: 'quiet' },
  submitted: { label: 'Waiting for approval', tone: 'part' },
  approved: { label: 'Approved', tone: 'good' },
  published: { label: 'Published', tone: 'good' },
  retired: { label: 'Retired', tone: 'quiet' },
};

export const tryOutcomes: Record<BackTestOutcome, StatusWord> = {
  differs: { label: 'Differs', tone: 'part' },
  wouldFail: { label: 'Would fail', tone: 'broken' },
  wouldPass: { label: 'Would pass', tone: 'good' },
  since: { label: 'Changed since', tone: 'quiet' },
  notRebuilt: { label: 'Not rebuilt', tone: 'problem' },
};

export const ruleVersionStates: Record<RuleVersionState, StatusWord> = {
  draft: { label: 'Draft', tone: 'quiet' },
  proposed: { label: 'Waiting for approval', tone: 'part' },
  inForce: { label: 'In force', tone: 'good' },
  retired: { label: 'Retired', tone: 'quiet' },
};

export const trialOutcomes: Record<TrialOutcome, StatusWord> = {
  won: { label: 'Won', tone: 'good' },
  lost: { label: 'Lost', tone: 'problem' },
  contradict: { label: 'Against a person', tone: 'broken' },
  again: { label: 'Taken apart', tone: 'broken' },
};

export const decisions = {
  open: { label: 'Open', tone: 'problem' },
  accepted: { label: 'Accepted', tone: 'good' },
  changed: { label: 'Changed', tone: 'good' },
  none: { label: 'Empty', tone: 'quiet' },
} satisfies Record<string, StatusWord>;

export const connectionStates = {
  new: { label: 'Not set up', tone: 'problem' },
  signedOut: { label: 'Signed out', tone: 'problem' },
  ready: { label: 'Ready', tone: 'good' },
  failing: { label: 'Failing', tone: 'broken' },
} satisfies Record<string, StatusWord>;

export const letterStates = {
  waiting: { label: 'Waiting for you', tone: 'problem' },
  requeued: { label: 'Sent again', tone: 'busy' },
  mended: { label: 'Mended', tone: 'good' },
  discarded: { label: 'Discarded', tone: 'quiet' },
} satisfies Record<string, StatusWord>;

export const entryStates = {
  open: { label: 'Open', tone: 'problem' },
  explained: { label: 'Explained', tone: 'part' },
  suggested: { label: 'Suggested', tone: 'busy' },
  matched: { label: 'Matched', tone: 'good' },
  partMatched: { label: 'Part matched', tone: 'part' },
} satisfies Record<string, StatusWord>;

export const adjustmentStates = {
  proposed: { label: 'Proposed', tone: 'part' },
  approved: { label: 'Approved', tone: 'good' },
  posted: { label: 'Posted', tone: 'good' },
  refused: { label: 'Refused', tone: 'quiet' },
} satisfies Record<string, StatusWord>;

export const roles: Record<Role, string> = { admin: 'admin', accountant: 'accountant', operator: 'operator', auditor: 'auditor' };

/** What each role is for, in the words of the sign-in page. */
export const roleAdvice: Record<Role, string> = {
  admin: 'connects systems, approves mappings, keeps people and roles',
  accountant: 'maps, reconciles and signs the month',
  operator: 'runs the sync and mends what failed',
  auditor: 'reads everything and changes nothing',
};

export const reasons: Record<Reason, string> = {
  payoutInTransit: 'Payout on its way to the bank',
  notInPayoutYet: 'Not in a payout yet',
  despatchedNotInvoiced: 'Despatched, not invoiced',
  invoicedLater: 'Invoiced in a later month',
  postedTwice: 'Posted twice',
  creditAtOtherPrice: 'Credited at another price',
  refundWithoutCreditNote: 'Refund without credit note',
  creditNoteWithoutRefund: 'Credit note without refund',
  paidOutOrderCancelled: 'Paid out, order cancelled',
  feeAboveContract: 'Fee above the contract',
  missingFromPayout: 'Missing from the payout',
  sameAmountSameDay: 'Same amount on the same day',
  reserveHeld: 'Reserve held back',
  reserveReleased: 'Reserve released',
  chargeback: 'Chargeback',
  chargebackWon: 'Chargeback won',
  orderEditedAfterPosting: 'Order changed after posting',
  orderNotPosted: 'Order not posted',
  vatDifference: 'VAT difference',
  currencyDifference: 'Currency difference',
  rounding: 'Rounding',
  fee: 'Fee',
  timing: 'Timing',
  paidTogether: 'Several paid together',
  partPaid: 'Part paid',
  bankCharge: 'Bank charge',
  missingInLedger: 'Missing in the ledger',
  missingInCommerce: 'Missing in the shop',
  amountDiffers: 'Amount differs',
  openingItem: 'Opening item',
  allocatedElsewhere: 'Allocated to another order',
  rateNotOfTheDay: 'Not the day’s exchange rate',
  manual: 'Explained by a person',
};
