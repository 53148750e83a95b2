import { Box, Button, LinearProgress, Typography } from '@mui/material';
import { useState, type ReactNode } from 'react';
import { connections as contractGroup, type Connection, type System } from '../../../shared/contract/connections.ts';
import { webhooks as webhookGroup } from '../../../shared/contract/webhooks.ts';
import { EnvironmentChip } from '../../components/environment-chip.tsx';
import { Panel } from '../../components/page.tsx';
import { Banner, Status } from '../../components/status-chip.tsx';
import { useMay } from '../../engine/person.tsx';
import { useCommand, useQuery } from '../../engine/use-engine.tsx';
import { useNotices } from '../../stores/notice-store.ts';
import { go } from '../../stores/route-store.ts';
import { ago, count, moment } from '../../text/format.ts';
import { connectionStates } from '../../text/words.ts';
import { Checks, type TestResult } from './checks.tsx';
import { SignInButton } from './sign-in-button.tsx';

type CardProps = { connection: Connection; system: System | undefined; onRemove: () => void };

/** One system: its health in a sentence, what it was last used for, and what can be done with it. */
export function ConnectionCard({ connection, system, onRemove }: CardProps) {
  const may = useMay();
  const say = useNotices(store => store.say);
  const test = useCommand((client, _: undefined, signal) => client.connections.test({ id: connection.id }, { signal }));
  const [result, setResult] = useState<TestResult>();
  const discover = useCommand((client, _: undefined, signal) => client.connections.discover({ id: connection.id }, { signal }));
  const register = useCommand((client, _: undefined, signal) => client.webhooks.register({ connectionId: connection.id }, { signal }));
  const mayChange = may(contractGroup.save);
  const tryIt = async () => {
    setResult(undefined);
    setResult(await test.run(undefined));
  };
  const read = async () => {
    const found = await discover.run(undefined);
    if (found) say(`${count(found.fields)} fields of ${count(found.entities)} kinds of record were read from ${connection.label}`);
  };
  const tellAddress = async () => {
    const registered = await register.run(undefined);
    if (registered) say(`${connection.label} tells ${registered.address} of changes from now on`);
  };
  return (
    <Panel title={<Box component="span" sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>{connection.label}<EnvironmentChip environment={connection.environment} /></Box>} actions={<Status status={connectionStates[connection.state]} filled />}>
      <Box sx={{ p: 1.75, display: 'flex', flexDirection: 'column', gap: 1.5 }}>
        <Typography>{connection.stateText}</Typography>
        <ConnectionDrift connection={connection} />
        <Facts connection={connection} system={system} />
        {(test.busy || result !== undefined) && <Checks busy={test.busy} result={result} onCancel={test.cancel} />}
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
          {connection.auth === 'oauth' && system && mayChange && connection.state !== 'ready' && <SignInButton connection={connection} system={system} onSignedIn={signedIn => { if (signedIn.site === null) go(`connections/${signedIn.id}?stage=site`); }} />}
          {connection.auth === 'oauth' && mayChange && connection.state === 'ready' && connection.site === null && <Button variant="contained" onClick={() => go(`connections/${connection.id}?stage=site`)}>Choose company</Button>}
          {may(contractGroup.test) && <Button variant="outlined" disabled={test.busy} onClick={() => { void tryIt(); }}>Test</Button>}
          {connection.discoveredAt !== null && <Button variant="outlined" onClick={() => go(`connections/${connection.id}/schema`)}>Schema</Button>}
          {may(contractGroup.discover) && connection.discoveredAt === null && <Button variant="outlined" disabled={discover.busy} onClick={() => { void read(); }}>{discover.busy ? 'Reading the schema…' : 'Read schema'}</Button>}
          {connection.webhooks && may(webhookGroup.register) && <Button variant="outlined" disabled={register.busy || connection.webhooks.address === null} onClick={() => { void tellAddress(); }}>Register webhooks</Button>}
          {mayChange && <Button variant="outlined" onClick={() => go(`connections/${connection.id}`)}>Settings</Button>}
          <Box sx={{ flex: 1 }} />
          {may(contractGroup.remove) && <Button color="error" onClick={onRemove}>Remove</Button>}
        </Box>
      </Box>
    </Panel>
  );
}

/** Fields of this system that published mappings use and that have changed since they were approved: runs wait. */
function ConnectionDrift({ connection: { id } }: { connection: Connection }) {
  const drift = useQuery(['mappings', 'connections'], client => client.mappings.drift({}));
  if (drift.status !== 'ready') return null;
  const own = drift.value.flatMap(({ mappingId, name, drifts, sourceConnection, targetConnection }) => drifts.filter(({ side }) => (side === 'source' ? sourceConnection : targetConnection) === id).map(each => ({ ...each, mappingId, name })));
  const [first] = own;
  if (!first) return null;
  return <Banner tone="broken" action={<Button onClick={() => go(`mappings/${first.mappingId}`)}>Open mapping</Button>}>{`${first.message}${own.length > 1 ? ` ${own.length - 1} more ${own.length === 2 ? 'field has' : 'fields have'} changed.` : ''}`}</Banner>;
}

function Facts({ connection, system }: { connection: Connection; system: System | undefined }) {
  const { site, tokenExpiresAt, lastReadAt, lastWriteAt, rateLimit, discoveredAt, webhooks } = connection;
  return (
    <Box component="dl" sx={{ display: 'grid', gridTemplateColumns: 'auto minmax(0, 1fr) auto minmax(0, 1fr)', columnGap: 1.5, rowGap: 0.5, m: 0, fontSize: 13 }}>
      <Fact name="System">{system?.label ?? connection.system}</Fact>
      <Fact name="Company">{site ? site.companyName : '–'}</Fact>
      <Fact name="Last read">{lastReadAt ? ago(lastReadAt) : 'never'}</Fact>
      <Fact name="Last written">{lastWriteAt ? ago(lastWriteAt) : 'never'}</Fact>
      <Fact name="Sign-in until">{tokenExpiresAt ? moment(tokenExpiresAt) : '–'}</Fact>
      <Fact name="Schema read">{discoveredAt ? ago(discoveredAt) : 'never'}</Fact>
      {rateLimit && <Fact name="Requests" wide><RateLimit {...rateLimit} /></Fact>}
      {webhooks && <Fact name="Webhooks" wide><WebhookFacts {...webhooks} /></Fact>}
    </Box>
  );
}

/** The address to give to the shop, and whether what comes there is good. */
function WebhookFacts({ address, lastReceivedAt, waiting, refused, refusedBecause }: NonNullable<Connection['webhooks']>) {
  return (
    <>
      <Box component="code" sx={{ overflowWrap: 'anywhere' }}>{address ?? 'Nothing listens at the moment.'}</Box>
      <Box>Last delivery {lastReceivedAt ? ago(lastReceivedAt) : 'never'}{waiting > 0 && `, ${count(waiting)} wait for a run`}</Box>
      {refused > 0 && <Box sx={{ color: 'error.main' }}>{count(refused)} refused. {refusedBecause}</Box>}
    </>
  );
}

function Fact({ name, wide = false, children }: { name: string; wide?: boolean; children: ReactNode }) {
  return (
    <>
      <Box component="dt" sx={{ color: 'text.secondary' }}>{name}</Box>
      <Box component="dd" sx={{ m: 0, minWidth: 0, ...(wide ? { gridColumn: 'span 3' } : {}) }}>{children}</Box>
    </>
  );
}

const NEARLY_FULL = 0.9;

function RateLimit({ limitPerMinute, used, waitingSeconds }: { limitPerMinute: number; used: number; waitingSeconds: number }) {
  const share = Math.min(1, used / Math.max(1, limitPerMinute));
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
      <LinearProgress aria-label="Requests of this minute" variant="determinate" value={share * 100} color={share > NEARLY_FULL ? 'warning' : 'primary'} sx={{ width: 90, height: 5, borderRadius: 3 }} />
      <span>{count(used)} of {count(limitPerMinute)} a minute{waitingSeconds > 0 ? `, next in ${waitingSeconds} s` : ''}</span>
    </Box>
  );
}
