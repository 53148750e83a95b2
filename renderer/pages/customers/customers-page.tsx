import { useState } from 'react';
import { contract } from '../../../shared/contract/contract.ts';
import type { CustomerLink } from '../../../shared/contract/customers.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { KeyHints } from '../../components/key-hints.tsx';
import { Page } from '../../components/page.tsx';
import { useCommand, usePages } from '../../engine/use-engine.tsx';
import { useWhyNot } from '../../engine/why-not.ts';
import { customColumn, momentColumn, statusColumn } from '../../grid/columns.tsx';
import { DataGrid } from '../../grid/data-grid.tsx';
import { useNotices } from '../../stores/notice-store.ts';
import { linkStates } from '../../text/words.ts';

type Decision = 'link' | 'refuse';

const said = (side: CustomerLink['erp']): string => (side ? [side.id, side.name, side.email, side.postcode].filter(Boolean).join(' · ') : 'gone from the ERP');
const told = ({ differences }: CustomerLink): string => differences.map(({ field, instruction }) => `${field}: ${instruction}`).join(' ');
const words = (id: string, header: string, text: (link: CustomerLink) => string) => customColumn<CustomerLink>(id, header, { text, render: text, flex: 1, minWidth: 190, sortable: false, filter: id === 'shop' });

const COLUMNS = [
  words('shop', 'In the shop', ({ shop }) => said(shop)),
  words('erp', 'In the ERP', ({ erp }) => said(erp)),
  words('evidence', 'What speaks for it', ({ evidence }) => evidence.join(' ')),
  words('differences', 'What should be told', told),
  statusColumn<CustomerLink>('state', 'State', linkStates, { width: 140 }),
  momentColumn<CustomerLink>('foundAt', 'Seen', { width: 130 }),
];
const linkId = ({ id }: CustomerLink): string => id;

const QUESTIONS: Readonly<Record<Decision, { title: string; action: string; text: string; said: string }>> = {
  link: { title: 'Link customer and account', action: 'Link', text: 'Nothing is merged or overwritten: what differs is told to the side that follows, field by field.', said: 'linked' },
  refuse: { title: 'Customer and account are not the same', action: 'Not the same', text: 'The two are not proposed together again.', said: 'kept apart' },
};
const KEYS: Readonly<Record<string, Decision>> = { l: 'link', x: 'refuse' };

/** Customers of the shop beside the accounts they may be, for a person to link. */
export function CustomersPage() {
  const pages = usePages<CustomerLink>('customers', (client, page) => client.customers.list({ page }));
  const notAllowed = useWhyNot()(contract.customers.decide);
  const say = useNotices(store => store.say);
  const [asking, setAsking] = useState<{ link: CustomerLink; decision: Decision }>();
  const decide = useCommand((engine, input: { id: CustomerLink['id']; decision: Decision; reason: string }) => engine.customers.decide(input), { inline: true });
  const question = asking && QUESTIONS[asking.decision];
  const ask = (link: CustomerLink, decision: Decision | undefined): boolean => {
    if (decision === undefined || notAllowed !== undefined || link.state !== 'proposed') return false;
    setAsking({ link, decision });
    return true;
  };
  const onConfirm = async (reason: string) => {
    if (!asking || !question || !await decide.run({ id: asking.link.id, decision: asking.decision, reason })) return;
    say(`${asking.link.shop.name} ${question.said}`);
    setAsking(undefined);
  };
  return (
    <Page title="Customers">
      <DataGrid<CustomerLink>
        id="customers" label="Customers and accounts that may be the same" unit="proposal" columns={COLUMNS} rowId={linkId} pages={pages}
        onOpen={link => { ask(link, 'link'); }} onKey={(key, link) => link !== undefined && ask(link, KEYS[key])}
        empty={{ title: 'Nothing is proposed', text: 'The workflow “Customers both ways” reads customers on both sides and proposes here which of them are the same, with what speaks for it. Nothing is merged.' }}
      />
      <KeyHints keys={[['L', 'link'], ['X', 'not the same']]} />
      <ConfirmDialog open={asking !== undefined} title={`${question?.title ?? ''}: ${asking?.link.shop.name ?? ''}`} action={question?.action ?? ''} text={`${question?.text ?? ''} ${asking?.link.evidence.join(' ') ?? ''}`}
        reason={{ label: 'Note', required: false }} busy={decide.busy} error={decide.error} onClose={() => { setAsking(undefined); decide.clear(); }} onConfirm={reason => { void onConfirm(reason); }} />
    </Page>
  );
}
