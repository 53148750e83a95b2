import type { z } from 'zod';
import type { MappingState } from '../../../shared/contract/mappings.ts';

type State = z.infer<typeof MappingState>;

/** What people do with a version. `change` covers every edit of a draft; `edit` makes a new draft from a version. */
export const APPROVAL_STEPS = ['change', 'submit', 'approve', 'sendBack', 'publish', 'retire', 'edit'] as const;
export type ApprovalStep = (typeof APPROVAL_STEPS)[number];

export type Passage = { readonly ok: true; readonly state: State } | { readonly ok: false; readonly code: string; readonly message: string };

/** Draft → submitted → approved → published → retired. A state that a step may start from, and where it ends. */
const PASSAGES: Readonly<Record<ApprovalStep, Partial<Record<State, State>>>> = {
  change: { draft: 'draft' },
  submit: { draft: 'submitted' },
  approve: { submitted: 'approved' },
  sendBack: { submitted: 'draft' },
  publish: { approved: 'published' },
  retire: { approved: 'retired', published: 'retired' },
  edit: { approved: 'draft', published: 'draft', retired: 'draft' },
};

const REMEDIES: Readonly<Record<ApprovalStep, string>> = {
  change: 'Only a draft can be changed. Make a new draft from this version.',
  submit: 'Only a draft can be submitted. Make a new draft from this version.',
  approve: 'Only a submitted version can be approved. Ask its author to submit it.',
  sendBack: 'Only a submitted version can be sent back.',
  publish: 'Only an approved version can be published. Have it approved by somebody else than its author.',
  retire: 'Only an approved or published version can be retired.',
  edit: 'This version is still being worked on. Go on with it, or have it sent back.',
};

/** The next state of a version, or why the step is refused. Whoever had a hand in a version never approves it. */
export function nextState(state: State, step: ApprovalStep, { isAuthor }: { isAuthor: boolean }): Passage {
  const next = PASSAGES[step][state];
  if (next === undefined) return { ok: false, code: 'mapping.wrongState', message: `The version is ${state}. ${REMEDIES[step]}` };
  if (step === 'approve' && isAuthor) return { ok: false, code: 'mapping.ownWork', message: 'An author cannot approve their own mapping. Ask another admin to approve it.' };
  return { ok: true, state: next };
}
