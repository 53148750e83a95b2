import { AppError } from '../../../shared/contract/errors.ts';
import type { Adjustment, Entry, Figures, Match, Reason, reconciliation, ReconciliationKey } from '../../../shared/contract/reconciliation.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import { assert } from '../../../shared/values/assert.ts';
import type { Period } from '../../../shared/values/date.ts';
import type { AdjustmentId, EntryId, MatchId } from '../../../shared/values/id.ts';
import type { Commit, CommandContext, Handlers } from '../handler.ts';
import type { ReadDb } from '../store/sql.ts';
import { adjustedEntries, getAdjustment, insertAdjustment, listAdjustments, setAdjustmentState } from './adjustment-store.ts';
import { candidatesFor } from './candidates.ts';
import { pageChains } from './chain-store.ts';
import { keyOf, money, nameOf, present } from './chosen-store.ts';
import { entriesOf, pageEntries, setReason, shown } from './entry-store.ts';
import { sumOf } from './entry.ts';
import { accountsOf, boardOf, figuresOf, type Account } from './figures-store.ts';
import { membersOf } from './match.ts';
import { confirmMatch, deleteMatch, forgetRefusal, getMatch, insertMatch, matchRow, pageMatches, refuseMatch, type MatchRow } from './match-store.ts';
import { refreshReconciliation, type RefreshDeps } from './refresh-store.ts';
import { joinParts, readSplit, splitLine } from './split-handlers.ts';

export type ReconciliationDeps = RefreshDeps & {
  /** Writes the approved posting to the outbox, in the same transaction. Its amount is signed as the cash book: money out is negative. */
  enqueueAdjustment(commit: Commit, adjustment: Adjustment): void;
  /** The board of a locked month as it was signed; null while it is open. */
  signedBoard(db: ReadDb, period: Period): Figures[] | null;
};

function accountOf(settings: Settings, key: ReconciliationKey): Account {
  const account = accountsOf(settings, key.period).find(each => each.key.kind === key.kind && each.key.account === key.account);
  if (!account) throw new AppError('reconciliation.unknown', 'fixInput', `There is no reconciliation of ${key.kind} for “${key.account}”. Its account or channel is not in the settings.`, { field: 'key' });
  return account;
}

function existing(db: ReadDb, id: MatchId): MatchRow {
  const row = matchRow(db, id);
  if (!row) throw new AppError('reconciliation.noMatch', 'fixInput', 'This match is not there any more: both sides were read again, or somebody took it apart.');
  return row;
}

function read(db: ReadDb, id: string): Match {
  const match = getMatch(db, id);
  if (!match) throw new AppError('reconciliation.noMatch', 'fixInput', 'This match is not there any more: both sides were read again, or somebody took it apart.');
  return match;
}

export const reconciliationHandlers = (deps: ReconciliationDeps): Handlers<typeof reconciliation> => ({
  board: ({ db }, { period }) => deps.signedBoard(db, period) ?? boardOf(db, { settings: deps.settings(db), period, signatures: deps.signatures(db, period) }),
  figures: ({ db }, { key }) => deps.signedBoard(db, key.period)?.find(signed => signed.key.kind === key.kind && signed.key.account === key.account) ?? figuresOf(db, accountOf(deps.settings(db), key), deps.signatures(db, key.period)),
  entries: ({ db }, { key, side, page }) => pageEntries(db, key, side, page),
  matches: ({ db }, { key, page }) => pageMatches(db, key, page),
  match: ({ db }, { id }) => read(db, id),

  candidates({ db }, { entryId }) {
    const [entry] = present(db, [entryId]);
    if (!entry) return [];
    const key = keyOf(db, [entryId]);
    const { shape } = accountOf(deps.settings(db), key);
    const others = entriesOf(db, key).filter(({ side, state }) => side !== entry.side && state !== 'matched');
    return candidatesFor(entry, others, { shape, format: minor => money(minor, entry.currency) }).map(({ entries, ...rest }) => ({ ...rest, entries: entries.map(shown) }));
  },

  chains: ({ db }, { period, page }) => pageChains(db, period, page),
  refresh: (context, { period }) => refreshReconciliation(deps, context, period),
  matchEntries: (context, input) => matchByHand(deps, context, input),

  confirm({ db, audit, caller, now }, { matchId }) {
    const row = existing(db, matchId);
    deps.refuseLocked(db, row.period);
    if (row.state === 'confirmed') throw new AppError('reconciliation.confirmed', 'fixInput', 'This match is confirmed already.');
    confirmMatch(db, matchId, { by: caller.name, at: now });
    audit('reconciliation.confirm', { match: matchId, kind: row.kind, account: row.account, period: row.period, rule: row.rule, differenceMinor: row.differenceMinor });
    return read(db, matchId);
  },

  unmatch({ db, audit, caller, now }, { matchId, note }) {
    const row = existing(db, matchId);
    deps.refuseLocked(db, row.period);
    const before = read(db, matchId);
    const members = membersOf([...before.left, ...before.right]);
    refuseMatch(db, row, members, { by: caller.name, at: now });
    const entries = deleteMatch(db, matchId);
    audit('reconciliation.unmatch', { match: matchId, kind: row.kind, account: row.account, period: row.period, rule: row.rule, automatic: row.automatic === 1, entries: members.split(' '), note });
    return { entries };
  },

  explain({ db, audit, caller }, { entryIds, reason, note }) {
    const entries = present(db, entryIds);
    const key = keyOf(db, entryIds);
    deps.refuseLocked(db, key.period);
    const busy = entries.find(({ state }) => state === 'matched' || state === 'suggested');
    if (busy) throw new AppError('reconciliation.notOpen', 'fixInput', `${nameOf(busy)} of ${money(busy.amountMinor, busy.currency)} is ${busy.state}. Only open entries need a reason; take its match apart first.`);
    for (const { id } of entries) setReason(db, id, { reason, text: note, by: caller.name });
    audit('reconciliation.explain', { ...key, entries: entries.map(({ id, amountMinor, reason: before }) => ({ id, amountMinor, before })), reason, note });
    return { explained: entries.length };
  },

  splitOf: ({ db }, { entryId }) => readSplit(db, entryId),
  split: (context, { entryId, parts }) => ({ parts: splitLine(deps, context, entryId, parts).map(shown) }),
  join: (context, { entryId }) => shown(joinParts(deps, context, entryId)),
  matchPart: (context, input) => matchPart(deps, context, input),

  proposeAdjustment: (context, input) => propose(deps, context, input),
  adjustments: ({ db }, { period }) => listAdjustments(db, period),
  decideAdjustment: (context, input) => decide(deps, context, input),
});

type ByHand = { leftIds: EntryId[]; rightIds: EntryId[]; differenceReason?: Reason | undefined; note: string };

function matchByHand(deps: ReconciliationDeps, { db, audit, caller, now, newId }: CommandContext, { leftIds, rightIds, differenceReason, note }: ByHand): Match {
  const ids = [...new Set([...leftIds, ...rightIds])];
  if (ids.length < 2) throw new AppError('reconciliation.tooFew', 'fixInput', 'Choose at least two entries to match.');
  const entries = present(db, ids);
  const key = keyOf(db, ids);
  deps.refuseLocked(db, key.period);
  const taken = entries.find(({ state }) => state === 'matched');
  if (taken) throw new AppError('reconciliation.matched', 'fixInput', `${nameOf(taken)} of ${money(taken.amountMinor, taken.currency)} is matched already. Take that match apart first.`);
  const [left, right] = [entries.filter(({ side }) => side === 'left'), entries.filter(({ side }) => side === 'right')];
  const differenceMinor = sumOf(right) - sumOf(left);
  if (differenceMinor !== 0 && differenceReason === undefined) {
    throw new AppError('reconciliation.difference', 'fixInput', `The sides differ by ${money(differenceMinor, entries[0]?.currency ?? '')}. Say why, or choose other entries.`, { field: 'differenceReason' });
  }
  for (const matchId of new Set(entries.flatMap(entry => (entry.matchId === null ? [] : [entry.matchId])))) deleteMatch(db, matchId);
  const id = newId('mat');
  forgetRefusal(db, membersOf(entries));
  insertMatch(db, {
    id, ...key, rule: 'manual', automatic: false, state: 'confirmed', why: note === '' ? 'Matched by hand.' : note, differenceMinor, differenceReason: differenceMinor === 0 ? null : (differenceReason ?? null),
    score: 1, madeBy: caller.name, madeAt: now, members: ids,
  });
  audit('reconciliation.match', { match: id, ...key, left: left.map(entry => entry.id), right: right.map(entry => entry.id), differenceMinor, differenceReason: differenceReason ?? null, note });
  return read(db, id);
}

type InPart = Omit<ByHand, 'differenceReason'>;

/**
 * A line is paid in part: it is split into what the other side comes to, which is matched, and the rest. Where the ledger's line is the larger one the rest is still owed
 * and is named so; where the outside's is, nobody knows yet what the rest is.
 */
function matchPart(deps: ReconciliationDeps, context: CommandContext, { leftIds, rightIds, note }: InPart): { match: Match; rest: Entry } {
  const { db, caller } = context;
  const entries = present(db, [...leftIds, ...rightIds]);
  const [left, right] = [entries.filter(({ side }) => side === 'left'), entries.filter(({ side }) => side === 'right')];
  const [leftMinor, rightMinor] = [sumOf(left), sumOf(right)];
  const [larger, smaller] = Math.abs(leftMinor) > Math.abs(rightMinor) ? [left, right] : [right, left];
  const [line, ...others] = larger;
  const paidMinor = sumOf(smaller);
  if (!line || others.length > 0 || paidMinor === 0 || leftMinor === rightMinor || Math.sign(leftMinor) !== Math.sign(rightMinor)) {
    throw new AppError('reconciliation.noPart', 'fixInput', 'A part payment is one line on one side and a smaller sum of the same sign on the other. Choose so, or split the line yourself.');
  }
  const taken = smaller.find(({ state }) => state === 'matched');
  if (taken) throw new AppError('reconciliation.matched', 'fixInput', `${nameOf(taken)} of ${money(taken.amountMinor, taken.currency)} is matched already. Take that match apart first.`);
  const restMinor = line.amountMinor - paidMinor;
  const [paid, rest] = splitLine(deps, context, line.id, [paidMinor, restMinor].map(amountMinor => ({ amountMinor, reference: '', note: '' })));
  assert(paid !== undefined && rest !== undefined, 'a line was split in two');
  const amounts = `${money(paidMinor, line.currency)} of ${money(line.amountMinor, line.currency)}`;
  if (line.side === 'right') setReason(db, rest.id, { reason: 'partPaid', text: note || `${amounts} is paid; the rest is owed.`, by: caller.name });
  const ids = (side: 'left' | 'right'): EntryId[] => [...smaller, paid].filter(entry => entry.side === side).map(({ id }) => id as EntryId);
  const match = matchByHand(deps, context, { leftIds: ids('left'), rightIds: ids('right'), note: note || `Part payment: ${amounts}; the rest stays open.` });
  return { match, rest: shown(present(db, [rest.id])[0] ?? rest) };
}

type Proposed = { key: ReconciliationKey; entryIds: EntryId[]; kind: Adjustment['kind']; nominalCode: string; narrative: string };

function propose(deps: ReconciliationDeps, { db, audit, caller, now, newId }: CommandContext, { key, entryIds, kind, nominalCode, narrative }: Proposed): Adjustment {
  deps.refuseLocked(db, key.period);
  const entries = present(db, entryIds);
  const own = keyOf(db, entryIds);
  if (own.kind !== key.kind || own.account !== key.account || own.period !== key.period) throw new AppError('reconciliation.mixed', 'fixInput', 'The chosen entries belong to another reconciliation.');
  if (key.kind !== 'payments') throw new AppError('reconciliation.noJournal', 'fixInput', 'An adjustment is a cash-book posting, so it belongs to a clearing or bank account. Correct an invoice or a credit note in the ERP itself.');
  const underWay = adjustedEntries(db, key.period);
  const twice = entries.find(({ id }) => underWay.has(id));
  if (twice) throw new AppError('reconciliation.adjusted', 'fixInput', `An adjustment for ${nameOf(twice)} of ${money(twice.amountMinor, twice.currency)} is under way already.`);
  const amountMinor = sumOf(entries.filter(({ side }) => side === 'left')) - sumOf(entries.filter(({ side }) => side === 'right'));
  if (amountMinor === 0) throw new AppError('reconciliation.nothing', 'fixInput', 'The chosen entries come to nothing, so there is nothing to post. Match them with each other.');
  const adjustment: Adjustment = {
    // The id was made for an adjustment just now; its brand cannot be known to the compiler.
    id: newId('adj') as AdjustmentId, key, kind, amountMinor, currency: entries[0]?.currency ?? '', nominalCode, narrative, state: 'proposed', proposedBy: caller.name, decidedBy: null,
  };
  insertAdjustment(db, adjustment, { entryIds, at: now });
  audit('reconciliation.proposeAdjustment', { ...adjustment, entries: entryIds });
  return adjustment;
}

function decide(deps: ReconciliationDeps, commit: CommandContext, { id, approve, reason }: { id: AdjustmentId; approve: boolean; reason: string }): Adjustment {
  const { db, audit, caller } = commit;
  const adjustment = getAdjustment(db, id);
  if (!adjustment) throw new AppError('reconciliation.noAdjustment', 'fixInput', 'This adjustment does not exist.');
  deps.refuseLocked(db, adjustment.key.period);
  if (adjustment.state !== 'proposed') throw new AppError('reconciliation.decided', 'fixInput', `This adjustment is ${adjustment.state} already.`);
  if (adjustment.proposedBy === caller.name) throw new AppError('reconciliation.ownProposal', 'askAdmin', `${caller.name} proposed this adjustment; another person decides it.`);
  const limit = deps.settings(db).writeOffLimitMinor;
  if (approve && Math.abs(adjustment.amountMinor) > limit && caller.role !== 'admin') {
    throw new AppError('reconciliation.overLimit', 'askAdmin', `${money(adjustment.amountMinor, adjustment.currency)} is above the limit of ${money(limit, adjustment.currency)}: an admin approves it.`);
  }
  if (!approve && reason.trim() === '') throw new AppError('reconciliation.whyRefused', 'fixInput', 'Say why the adjustment is refused.', { field: 'reason' });
  const decided: Adjustment = { ...adjustment, state: approve ? 'approved' : 'refused', decidedBy: caller.name };
  setAdjustmentState(db, id, { state: decided.state, by: caller.name });
  if (approve) deps.enqueueAdjustment(commit, decided);
  audit('reconciliation.decideAdjustment', { adjustment: id, ...adjustment.key, amountMinor: adjustment.amountMinor, approve, reason });
  return decided;
}
