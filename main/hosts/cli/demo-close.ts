import { AppError } from '../../../shared/contract/errors.ts';
import type { Entry, Figures } from '../../../shared/contract/reconciliation.ts';
import type { Period } from '../../../shared/values/date.ts';
import type { EngineCaller } from '../caller.ts';
import { pairs } from '../pairs/pairs.ts';
import type { Workspace } from '../workspace.ts';
import { runToEnd, say } from './demo-steps.ts';
import type { People } from './demo-steps.ts';

const PAGE = 500;
const MAX_PAGES = 100;

async function entriesIn(caller: EngineCaller, key: Figures['key'], state: Entry['state']): Promise<Entry[]> {
  const found: Entry[] = [];
  for (const side of ['left', 'right'] as const) {
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const { rows } = await caller.reconciliation.entries({ key, side, page: { start: page * PAGE, end: (page + 1) * PAGE, filter: { state } } });
      found.push(...rows);
      if (rows.length < PAGE) break;
    }
  }
  return found;
}

/** What the accountant does with a suggestion: looks, and confirms when nothing is left over. */
async function confirmSuggestions({ accountant }: People, key: Figures['key']): Promise<void> {
  const { rows } = await accountant.reconciliation.matches({ key, page: { start: 0, end: PAGE, filter: { state: 'suggested' } } });
  for (const match of rows) {
    if (match.differenceMinor === 0 || match.differenceReason !== null) await accountant.reconciliation.confirm({ matchId: match.id });
  }
}

/** What was proposed before the demo was cut off still waits for its second person. */
async function decideProposals({ admin }: People, [first]: readonly Figures[]): Promise<boolean> {
  if (!first) return false;
  const waiting = (await admin.reconciliation.adjustments({ period: first.key.period })).filter(({ state }) => state === 'proposed' || state === 'approved');
  for (const { id, state } of waiting) if (state === 'proposed') await admin.reconciliation.decideAdjustment({ id, approve: true, reason: 'Seen on the statement.' });
  return waiting.length > 0;
}

/** A charge that the bank took and the ledger does not know: proposed by one person, approved by another, then posted. */
async function postBankCharges(workspace: Workspace, people: People, board: readonly Figures[]): Promise<boolean> {
  const chargeNominal = workspace.sandboxes ? pairs[workspace.sandboxes.pair].bankChargeNominal : '';
  let posted = await decideProposals(people, board);
  for (const { key } of board.filter(figures => figures.key.kind === 'payments')) {
    const charges = (await entriesIn(people.accountant, key, 'explained')).filter(entry => entry.side === 'left' && entry.reason === 'bankCharge');
    for (const charge of charges) {
      const proposed = await people.accountant.reconciliation.proposeAdjustment({ key, entryIds: [charge.id], kind: 'bankCharge', nominalCode: chargeNominal, narrative: `Bank charge ${charge.on}` });
      await people.admin.reconciliation.decideAdjustment({ id: proposed.id, approve: true, reason: 'Seen on the statement.' });
      posted = true;
    }
  }
  if (posted) await settle(workspace, people);
  return posted;
}

/** Open items without a name get one from the accountant, with a note; they are carried into November. */
async function nameTheRest({ accountant }: People, board: readonly Figures[]): Promise<void> {
  for (const { key, label } of board.filter(figures => figures.unexplainedMinor !== 0 || figures.open > 0)) {
    const nameless = (await entriesIn(accountant, key, 'open')).filter(entry => entry.reason === null);
    for (const entry of nameless) {
      say(`  ${label}: ${entry.on} ${entry.kind} ${entry.reference || entry.orderReference} ${entry.amountMinor} named by hand`);
      const reason = entry.side === 'left' ? 'missingInLedger' as const : 'missingInCommerce' as const;
      await accountant.reconciliation.explain({ entryIds: [entry.id], reason, note: `Looked at on closing: ${entry.text || entry.reference || entry.kind}` });
    }
  }
}

/** Posts what the statements prove; what the ERP takes from its own staff only, they import from the journal file, and it is seen in the ledger. */
export async function settle(workspace: Workspace, { accountant }: People): Promise<void> {
  await runToEnd(workspace, accountant, 'settlements');
  const { entries, content } = await accountant.runs.journal({});
  if (entries === 0 || !workspace.sandboxes?.importJournal) return;
  say(`  Sage's staff import a journal of ${entries} entries`);
  await workspace.sandboxes.importJournal(content);
  await runToEnd(workspace, accountant, 'settlements');
}

/** Refresh, confirm, put right, name, sign, sign again as somebody else. */
export async function closeMonth(workspace: Workspace, people: People, period: Period): Promise<void> {
  const { accountant, admin } = people;
  let board = await accountant.reconciliation.refresh({ period });
  if (await postBankCharges(workspace, people, board)) board = await accountant.reconciliation.refresh({ period });
  for (const { key } of board) await confirmSuggestions(people, key);
  await nameTheRest(people, await accountant.reconciliation.board({ period }));
  await accountant.close.check({ period });
  const state = await accountant.close.state({ period });
  if (state.blockers.length > 0) {
    for (const blocker of state.blockers) say(`  in the way: ${blocker}`);
    throw new AppError('demo.close', 'fixRecord', `The month can't be signed: ${state.blockers[0]}`);
  }
  if (state.preparedBy === null) await accountant.close.prepare({ period, note: 'All lines looked at.' });
  await admin.close.review({ period, note: 'Reviewed.' });
}
