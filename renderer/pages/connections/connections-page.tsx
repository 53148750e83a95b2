import AddIcon from '@mui/icons-material/Add';
import { Box, Button } from '@mui/material';
import { useState } from 'react';
import { connections as contractGroup, type Connection, type System } from '../../../shared/contract/connections.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useMay } from '../../engine/person.tsx';
import { useCommand, useQuery } from '../../engine/use-engine.tsx';
import { useNotices } from '../../stores/notice-store.ts';
import { go, useRoute } from '../../stores/route-store.ts';
import { ConnectionCard } from './connection-card.tsx';
import { ConnectionWizard } from './connection-wizard.tsx';
import { SchemaView } from './schema-view.tsx';

/** The systems and their state. `#/connections/new`, `#/connections/<id>` opens the wizard, `#/connections/<id>/schema` the fields. */
export function ConnectionsPage() {
  const { rest: [id, part], parameters } = useRoute();
  const systems = useQuery('connections', client => client.connections.systems({}));
  const list = useQuery('connections', client => client.connections.list({}));
  const say = useNotices(store => store.say);
  const [removing, setRemoving] = useState<Connection>();
  const remove = useCommand((client, input: { id: Connection['id']; reason: string }) => client.connections.remove(input), { inline: true });
  const may = useMay();

  if (systems.status !== 'ready') return <Page title="Connections"><Waiting on={systems} /></Page>;
  if (list.status !== 'ready') return <Page title="Connections"><Waiting on={list} /></Page>;
  const connection = list.value.find(candidate => candidate.id === id);
  if (connection && part === 'schema') return <SchemaView connection={connection} />;

  const mayChange = may(contractGroup.save);
  const confirmRemove = async (reason: string) => {
    if (!removing || !await remove.run({ id: removing.id, reason })) return;
    say(`${removing.label} is removed`);
    setRemoving(undefined);
  };
  const add = mayChange && <Button variant="contained" startIcon={<AddIcon />} onClick={() => go('connections/new')}>Add connection</Button>;
  return (
    <Page title="Connections" actions={add} scroll hint={list.value.length === 0 ? 'Connect the shop system and the accounting system. Tieout reads from one, posts into the other, and proves that both agree.' : undefined}>
      {list.value.length === 0 && <EmptyState title="No system is connected yet" text={mayChange ? 'Have the keys or tokens of your shop and your ERP at hand.' : 'An admin connects the systems.'} action={add} />}
      <Box sx={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(min(480px, 100%), 1fr))', gap: 1.75, alignItems: 'start', maxWidth: 1640 }}>
        {list.value.map(each => <ConnectionCard key={each.id} connection={each} system={systemOf(systems.value, each)} onRemove={() => { remove.clear(); setRemoving(each); }} />)}
      </Box>
      <ConnectionWizard open={id === 'new' || (connection !== undefined && part === undefined)} systems={systems.value} connection={connection} at={parameters['stage']} onClose={() => go('connections')} />
      <ConfirmDialog open={removing !== undefined} title={`Remove ${removing?.label ?? ''}?`} destructive action="Remove connection" reason={{ label: 'Why is it removed?' }} busy={remove.busy} error={remove.error}
        text="Its sign-in is forgotten and runs can no longer use it. Records, mappings and the audit trail stay." onConfirm={reason => { void confirmRemove(reason); }} onClose={() => setRemoving(undefined)} />
    </Page>
  );
}

const systemOf = (systems: readonly System[], connection: Connection): System | undefined => systems.find(({ key }) => key === connection.system);
