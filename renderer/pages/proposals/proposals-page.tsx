import { useState } from 'react';
import { contract } from '../../../shared/contract/contract.ts';
import type { Decision, Proposal } from '../../../shared/contract/proposals.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { KeyHints } from '../../components/key-hints.tsx';
import { Page } from '../../components/page.tsx';
import { useCommand, usePages, useQuery } from '../../engine/use-engine.tsx';
import { useWhyNot } from '../../engine/why-not.ts';
import { momentColumn, moneyColumn, statusColumn, textColumn } from '../../grid/columns.tsx';
import { DataGrid } from '../../grid/data-grid.tsx';
import { useNotices } from '../../stores/notice-store.ts';
import { go, useRoute } from '../../stores/route-store.ts';
import { proposalKinds, proposalStates } from '../../text/words.ts';
import { ProposalDrawer } from './proposal-drawer.tsx';

const currency = ({ currency }: Proposal): string => currency;

const COLUMNS = [
  textColumn<Proposal>('reference', 'Order', { width: 190, strong: true }),
  textColumn<Proposal>('kind', 'What changed', { width: 130, text: ({ kind }) => proposalKinds[kind] }),
  moneyColumn<Proposal>('postedMinor', 'Posted', { currency, width: 110 }),
  moneyColumn<Proposal>('nowMinor', 'Shop says', { currency, showCurrency: true, width: 130 }),
  textColumn<Proposal>('instruction', 'What to do', { flex: 1, minWidth: 240 }),
  textColumn<Proposal>('document', 'Document', { width: 120, hidden: true }),
  textColumn<Proposal>('channel', 'Channel', { width: 150, hidden: true }),
  statusColumn<Proposal>('state', 'State', proposalStates, { width: 140 }),
  momentColumn<Proposal>('foundAt', 'Seen', { width: 130 }),
];

const proposalId = ({ id }: Proposal): string => id;

/** What may be decided about a proposal as it stands. */
export function decisionsFor({ state, doneBy }: Proposal): Decision[] {
  if (state === 'open') return ['accept', 'dismiss'];
  return state === 'accepted' && doneBy === 'staff' ? ['done'] : [];
}

const QUESTIONS: Readonly<Record<Decision, { title: string; action: string; said: string }>> = {
  accept: { title: 'Accept the change of order', action: 'Accept', said: 'accepted' },
  done: { title: 'Mark as done: order', action: 'Done', said: 'marked as done' },
  dismiss: { title: 'Leave the books as they are: order', action: 'Dismiss', said: 'dismissed; the books stay as they are' },
};
const KEYS: Readonly<Record<string, Decision>> = { a: 'accept', d: 'dismiss', m: 'done' };

export function ProposalsPage() {
  const { rest } = useRoute();
  const pages = usePages<Proposal>('proposals', (client, page) => client.proposals.list({ page }));
  const shown = useQuery('proposals', async client => (rest[0] === undefined ? undefined : client.proposals.get({ id: rest[0] as Proposal['id'] })), [rest[0]]);
  const notAllowed = useWhyNot()(contract.proposals.decide);
  const say = useNotices(store => store.say);
  const [asking, setAsking] = useState<{ proposal: Proposal; decision: Decision }>();
  const decide = useCommand((engine, input: { id: Proposal['id']; decision: Decision; reason: string }) => engine.proposals.decide(input), { inline: true });
  const open = shown.status === 'ready' ? shown.value : undefined;
  const question = asking && QUESTIONS[asking.decision];
  const onConfirm = async (reason: string) => {
    if (!asking || !question || !await decide.run({ id: asking.proposal.id, decision: asking.decision, reason })) return;
    say(`Order ${asking.proposal.reference} ${question.said}`);
    setAsking(undefined);
  };
  return (
    <Page title="Changed after posting">
      <DataGrid<Proposal>
        id="proposals" label="Orders changed after posting" unit="change" columns={COLUMNS} rowId={proposalId} pages={pages}
        onOpen={({ id }) => go(`proposals/${id}`)}
        onKey={(key, proposal) => {
          const decision = KEYS[key];
          if (!proposal || decision === undefined || notAllowed !== undefined || !decisionsFor(proposal).includes(decision)) return false;
          setAsking({ proposal, decision });
          return true;
        }}
        empty={{ title: 'No posted order has changed', text: 'When the shop edits or cancels an order that is in the ERP already, or says that it is only paid in part, it waits here with its double entry. Nothing is overwritten.' }}
      />
      <KeyHints keys={[['Enter', 'details'], ['A', 'accept'], ['D', 'dismiss'], ['M', 'mark as done']]} />
      <ProposalDrawer proposal={open} whyNot={notAllowed} decisions={open ? decisionsFor(open) : []} onDecide={decision => { if (open) setAsking({ proposal: open, decision }); }} onClose={() => go('proposals')} />
      <ConfirmDialog open={asking !== undefined} title={`${question?.title ?? ''} ${asking?.proposal.reference ?? ''}`} action={question?.action ?? ''}
        text={asking?.decision === 'dismiss' ? 'What is posted stays as it is. The reconciliation goes on showing the difference.' : `${asking?.proposal.instruction ?? ''} ${asking?.proposal.effect ?? ''}`}
        reason={{ label: asking?.decision === 'dismiss' ? 'Why the books stay as they are' : 'Note', required: asking?.decision === 'dismiss' }} busy={decide.busy} error={decide.error}
        onClose={() => { setAsking(undefined); decide.clear(); }} onConfirm={reason => { void onConfirm(reason); }} />
    </Page>
  );
}
