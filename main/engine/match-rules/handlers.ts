import { AppError } from '../../../shared/contract/errors.ts';
import { TrialResult, type MatchRulesState, type matchRules, type RuleSet } from '../../../shared/contract/match-rules.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import { assert } from '../../../shared/values/assert.ts';
import type { RuleTrialId } from '../../../shared/values/id.ts';
import type { Caller, CommandContext, Handlers, TaskContext } from '../handler.ts';
import { bookOf, sealOf, SHIPPED_RULES } from '../reconciliation/match-rules.ts';
import { withAuthor } from '../store/authors.ts';
import { inReaderThread } from '../store/reader-thread.ts';
import type { ReadDb } from '../store/sql.ts';
import { asDelivered, newestVersion, putVersion, ratesOf, revOf, rulesInForce, shownVersion, versionAtWork, versionInForce, versionNumbered, versionsKept, type StoredVersion } from './rules-store.ts';
import type { TrialJob } from './rule-trial-worker.ts';
import { pageCases, saveTrial, trialOf, type TrialProgress, type Tried } from './trial-store.ts';

export type MatchRulesDeps = {
  /** The workspace's file, which the thread reads. */
  readonly file: string;
  readonly workerFile: URL;
  settings(db: ReadDb): Settings;
};

const TASK = 'matchRules.try';

const fixInput = (code: string, message: string, field?: string): AppError => new AppError(code, 'fixInput', message, field === undefined ? {} : { field });

function whyNotProposed(db: ReadDb, draft: StoredVersion): string {
  const trial = trialOf(db, draft);
  if (draft.seal === rulesInForce(db).seal) return 'The draft says what is in force already. Change a rule, or discard it.';
  if (!trial?.isOfTheseRules) return trial ? 'The rules were changed after they were tried. Try them on all history again.' : 'The rules were not tried yet. Try them on all history first.';
  return trial.isOfNewestData ? '' : 'Accounts were read after the rules were tried. Try them again, on what the books say now.';
}

function stateOf(db: ReadDb, caller: Caller): MatchRulesState {
  const [draft, inForce] = [versionAtWork(db), versionInForce(db)];
  return {
    rev: revOf(db), inForce: inForce ? shownVersion(db, inForce) : asDelivered('inForce'), draft: draft ? shownVersion(db, draft) : null, isOwnWork: draft?.authors.includes(caller.personId) ?? false,
    trial: draft ? trialOf(db, draft) : null, whyNotProposed: draft ? whyNotProposed(db, draft) : 'Nothing is being changed.',
  };
}

function unchanged(db: ReadDb, rev: number): void {
  if (revOf(db) !== rev) throw fixInput('matchRules.stale', 'Somebody else changed the rules meanwhile. Look at them again, then repeat the step.');
}

/** The version at work, if nobody changed it since it was read and it stands where the step begins. */
function atWork(db: ReadDb, rev: number, state: 'draft' | 'proposed'): StoredVersion {
  unchanged(db, rev);
  const draft = versionAtWork(db);
  if (!draft) throw fixInput('matchRules.noDraft', 'Nothing of the rules is being changed. Change one first.');
  if (draft.state !== state) {
    throw fixInput('matchRules.wrongState', state === 'draft' ? `Version ${draft.version} waits for approval. Send it back first.` : `Version ${draft.version} is a draft. Ask its author to propose it.`);
  }
  return draft;
}

/** Each setting that differs, as 'amountAndDate windowDays: 5 → 3'. */
function differences(before: RuleSet, after: RuleSet): string[] {
  const rules = after.rules.flatMap((rule, at) => {
    const was = before.rules[at];
    // Both are whole rule sets, in the one fixed order.
    return was ? (Object.keys(rule) as (keyof typeof rule)[]).flatMap(field => (rule[field] === was[field] ? [] : [`${rule.name} ${field}: ${String(was[field])} → ${String(rule[field])}`])) : [];
  });
  return before.days === after.days ? rules : [`days: ${before.days} → ${after.days}`, ...rules];
}

/** Puts rules into the draft, which is begun if there is none. */
function write({ db, audit, caller, now }: CommandContext, rules: RuleSet, action: string, detail: Readonly<Record<string, unknown>>): MatchRulesState {
  const draft = versionAtWork(db);
  if (draft?.state === 'proposed') throw fixInput('matchRules.wrongState', `Version ${draft.version} waits for approval. Send it back before you change it.`);
  const version = draft?.version ?? newestVersion(db) + 1;
  const before = draft?.rules ?? versionInForce(db)?.rules ?? SHIPPED_RULES;
  putVersion(db, { version, state: 'draft', rules, seal: sealOf(rules), note: draft?.note ?? '', authors: withAuthor(draft?.authors ?? [], caller.personId), changedAt: now, proposedBy: null, approvedBy: null, inForceSince: null });
  audit(action, { version, ...detail, changes: differences(before, rules) });
  return stateOf(db, caller);
}

async function tryDraft({ file, workerFile, settings }: MatchRulesDeps, context: TaskContext) {
  const { db, announce, signal } = context;
  const draft = versionAtWork(db);
  if (!draft) throw fixInput('matchRules.noDraft', 'Nothing of the rules is being changed, so there is nothing to try. Change a rule first.');
  const startedAt = context.now();
  announce('taskProgress', { task: TASK, text: 'Trying the rules on all history', done: 0, total: null });
  const { result, cases, stand } = await inReaderThread<TrialProgress, Tried>({
    workerFile, job: { file, settings: settings(db), draft: bookOf(draft.version, draft.rules), inForce: rulesInForce(db) } satisfies TrialJob, signal,
    stopped: { code: 'matchRules.trialStopped', message: 'The trial was stopped. Nothing of it was kept.' },
    tell: ({ done, total, period }) => announce('taskProgress', { task: TASK, text: `Matching ${period} again`, done, total }),
  });
  const id = context.newId('trl') as RuleTrialId;
  context.commit(['matchRules'], ({ db: writeDb, audit, caller, now }) => {
    saveTrial(writeDb, { id, version: draft.version, seal: draft.seal, stand, startedBy: caller.name, startedAt, endedAt: now, result: TrialResult.parse(result) }, cases);
    const { total, draft: judged, inForce, sentence } = result;
    audit('matchRules.try', { trial: id, version: draft.version, seal: draft.seal, stand, ...total, judged, inForce, sentence });
  });
  announce('taskProgress', { task: TASK, text: 'Tried', done: 1, total: 1 });
  // The draft may have been changed while it was tried; then the trial says of which rules it is not.
  const trial = trialOf(db, versionNumbered(db, draft.version) ?? draft);
  assert(trial, 'a trial that was just kept');
  return trial;
}

export const matchRulesHandlers = (deps: MatchRulesDeps): Handlers<typeof matchRules> => ({
  state: ({ db, caller }) => stateOf(db, caller),
  versions: ({ db }) => [...versionsKept(db).map(version => shownVersion(db, version)), asDelivered(versionInForce(db) ? 'retired' : 'inForce')],
  rates: ({ db }) => ratesOf(db),

  change(context, { rev, rules }) {
    unchanged(context.db, rev);
    return write(context, rules, 'matchRules.change', {});
  },

  restore(context, { rev, version }) {
    unchanged(context.db, rev);
    const from = version === 0 ? SHIPPED_RULES : versionNumbered(context.db, version)?.rules;
    if (!from) throw fixInput('matchRules.unknown', `There is no version ${version} of the rules. Go back to the list.`, 'version');
    return write(context, from, 'matchRules.restore', { from: version });
  },

  discard({ db, audit, caller, now }, { rev }) {
    const draft = atWork(db, rev, 'draft');
    putVersion(db, { ...draft, state: 'discarded', changedAt: now });
    audit('matchRules.discard', { version: draft.version });
    return stateOf(db, caller);
  },

  try: context => tryDraft(deps, context),
  cases: ({ db }, { trial, page }) => pageCases(db, trial, page),

  propose({ db, audit, caller, now }, { rev, note }) {
    const draft = atWork(db, rev, 'draft');
    const why = whyNotProposed(db, draft);
    if (why !== '') throw fixInput('matchRules.notTried', why);
    putVersion(db, { ...draft, state: 'proposed', note, authors: withAuthor(draft.authors, caller.personId), proposedBy: caller.personId, changedAt: now });
    audit('matchRules.propose', { version: draft.version, seal: draft.seal, note, trial: trialOf(db, draft)?.id ?? null });
    return stateOf(db, caller);
  },

  approve({ db, audit, caller, now }, { rev }) {
    const draft = atWork(db, rev, 'proposed');
    if (draft.authors.includes(caller.personId)) throw fixInput('matchRules.ownWork', 'An author cannot approve their own rules. Ask another admin to approve them.');
    const before = versionInForce(db);
    if (before) putVersion(db, { ...before, state: 'retired' });
    putVersion(db, { ...draft, state: 'inForce', approvedBy: caller.personId, inForceSince: now, changedAt: now });
    audit('matchRules.approve', { version: draft.version, seal: draft.seal, authors: draft.authors, retired: before?.version ?? 0, trial: trialOf(db, draft)?.id ?? null, changes: differences(before?.rules ?? SHIPPED_RULES, draft.rules) });
    return stateOf(db, caller);
  },

  sendBack({ db, audit, caller, now }, { rev, reason }) {
    const draft = atWork(db, rev, 'proposed');
    putVersion(db, { ...draft, state: 'draft', note: reason, proposedBy: null, changedAt: now });
    audit('matchRules.sendBack', { version: draft.version, reason });
    return stateOf(db, caller);
  },
});
