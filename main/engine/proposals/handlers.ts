import { AppError } from '../../../shared/contract/errors.ts';
import type { Decision, Proposal, proposals } from '../../../shared/contract/proposals.ts';
import { periodOf } from '../../../shared/values/date.ts';
import type { Period } from '../../../shared/values/date.ts';
import type { CommandContext, Handlers } from '../handler.ts';
import { replacePostedVersion } from '../records/record-store.ts';
import type { ReadDb } from '../store/sql.ts';
import { decideProposal, listProposals, proposalById, saysOf } from './proposal-store.ts';

export type ProposalDeps = {
  /** Throws `period.locked` for a signed-off period. */
  refuseLocked(db: ReadDb, period: Period): void;
  /** What Tieout posts itself goes out with the next run of these months, which is started. */
  sendAgain(context: CommandContext, periods: readonly Period[]): void;
};

/** What a decision makes of a proposal; undefined: it can't be decided so any more. */
function decided({ state, doneBy }: Proposal, decision: Decision): 'accepted' | 'done' | 'dismissed' | undefined {
  if (state === 'open' && decision === 'dismiss') return 'dismissed';
  if (state === 'open' && decision === 'accept') return doneBy === 'nobody' ? 'done' : 'accepted';
  return state === 'accepted' && decision === 'done' && doneBy === 'staff' ? 'done' : undefined;
}

function found(db: ReadDb, id: string): Proposal {
  const proposal = proposalById(db, id);
  if (!proposal) throw new AppError('proposal.unknown', 'fixInput', 'This change is not in the workspace.', { field: 'id' });
  return proposal;
}

function decide(context: CommandContext, { refuseLocked, sendAgain }: ProposalDeps, ask: { id: string; decision: Decision; reason: string }): Proposal {
  const { db, audit, caller, now } = context;
  const proposal = found(db, ask.id);
  const state = decided(proposal, ask.decision);
  if (!state) throw new AppError('proposal.decided', 'fixInput', `Order ${proposal.reference}: this change is ${proposal.state} already${proposal.decidedBy ? ` (${proposal.decidedBy})` : ''}. Look at it again.`);
  refuseLocked(db, periodOf(proposal.postsOn));
  decideProposal(db, proposal.id, { state, by: caller.name, at: now, reason: ask.reason });
  // From here on the books count as saying what the shop says: only what changes after this is a new proposal.
  if (ask.decision === 'accept') replacePostedVersion(db, proposal.recordId, saysOf(db, proposal.id));
  audit(`proposals.${ask.decision}`, { proposal: proposal.id, order: proposal.reference, kind: proposal.kind, remedy: proposal.remedy, differences: proposal.differences, before: proposal.state, after: state, reason: ask.reason });
  if (state === 'accepted' && proposal.doneBy === 'tieout') sendAgain(context, [proposal.period]);
  return found(db, proposal.id);
}

export const proposalHandlers = (deps: ProposalDeps): Handlers<typeof proposals> => ({
  list: ({ db }, { page }) => listProposals(db, page),
  get: ({ db }, { id }) => found(db, id),
  decide: (context, ask) => decide(context, deps, ask),
});
