import { Box, Button, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { contract } from '../../../shared/contract/contract.ts';
import type { CloseState } from '../../../shared/contract/close.ts';
import type { Period } from '../../../shared/values/date.ts';
import { ActButton } from '../../components/act-button.tsx';
import { CloseBoard } from '../../components/close-board.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { Banner, Status } from '../../components/status-chip.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useSignedIn } from '../../engine/person.tsx';
import { useCommand, useQuery } from '../../engine/use-engine.tsx';
import { useWhyNot } from '../../engine/why-not.ts';
import { useNotices } from '../../stores/notice-store.ts';
import { href } from '../../stores/route-store.ts';
import { useUi } from '../../stores/ui-store.ts';
import { counted, moment, month } from '../../text/format.ts';
import { AdjustmentsPanel } from './adjustments-panel.tsx';
import { AlarmsPanel } from './alarms-panel.tsx';
import { CarriedPanel } from './carried-panel.tsx';
import { JournalPanel } from './journal-panel.tsx';
import { PackButton } from './pack-button.tsx';
import { CompletenessPanel, RollForwardPanel } from './proof-panels.tsx';

export function ClosePage() {
  const period = useUi(ui => ui.period);
  const state = useQuery(['close', 'reconciliation', 'deadLetters', 'holds', 'runs', 'statements'], client => client.close.state({ period }), [period]);
  const board = useQuery(['reconciliation', 'close', 'statements'], client => client.reconciliation.board({ period }), [period]);
  const proof = useQuery(['close', 'reconciliation', 'runs', 'statements'], client => client.close.proof({ period }), [period]);
  const title = `Close ${month(period)}`;
  if (state.status !== 'ready') return <Page title={title}><Waiting on={state} rows={10} /></Page>;
  return (
    <Page title={title} scroll beside={<Status filled status={stage(state.value)} />} actions={<PackButton period={period} />}>
      <AlarmsPanel />
      <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: 'minmax(0, 1fr)', xl: 'minmax(0, 1fr) minmax(0, 1fr)' }, alignItems: 'start' }}>
        <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: 'minmax(0, 1fr) minmax(0, 1fr)', xl: 'minmax(0, 1fr)' }, alignItems: 'stretch' }}>
          <Box sx={{ display: 'grid', gap: 1.5, alignContent: 'start' }}>
            <Blockers state={state.value} />
            <Slips slips={state.value.slips} />
          </Box>
          <Signatures key={period} state={state.value} period={period} />
        </Box>
        <Box sx={{ display: 'grid', gap: 1.5, minWidth: 0 }}>
          <Panel title="Reconciliations of the month">{board.status === 'ready' ? <CloseBoard figures={board.value} /> : <Waiting on={board} rows={6} />}</Panel>
          <JournalPanel />
          <AdjustmentsPanel period={period} locked={state.value.locked} />
          {proof.status === 'ready' ? (
            <>
              <CompletenessPanel controls={proof.value.controls} period={period} locked={state.value.locked} />
              <RollForwardPanel rollForward={proof.value.rollForward} />
              <CarriedPanel key={period} period={period} ageing={proof.value.ageing} items={proof.value.carried} />
            </>
          ) : <Panel title="Completeness"><Waiting on={proof} rows={4} /></Panel>}
        </Box>
      </Box>
    </Page>
  );
}

function stage({ locked, preparedBy, blockers }: CloseState) {
  if (locked) return { label: 'Locked', tone: 'good' } as const;
  if (preparedBy !== null) return { label: 'Waits for the reviewer', tone: 'part' } as const;
  return blockers.length === 0 ? { label: 'Ready to sign', tone: 'good' } as const : { label: `${blockers.length} in the way`, tone: 'problem' } as const;
}

function Blockers({ state: { blockers, locked, period } }: { state: CloseState }) {
  return (
    <Panel title="In the way of signing">
      {locked ? <Typography sx={{ p: 1.75 }}>{`${month(period)} is locked. Every command that would change it is refused; only an admin can reopen it, with a reason.`}</Typography>
        : blockers.length === 0 ? <Box sx={{ p: 1.75 }}><Banner tone="good">Nothing. Every reconciliation is at 0.00 unexplained.</Banner></Box> : (
          <Box component="ol" aria-label="Blockers" sx={{ listStyle: 'none', m: 0, p: 0 }}>
            {blockers.map((blocker, index) => (
              <Box component="li" key={blocker} sx={{ display: 'flex', gap: 1.25, px: 1.75, py: 0.75, fontSize: 13, '& + &': { borderTop: 1, borderColor: 'divider' } }}>
                <Box component="span" aria-hidden sx={{ color: 'warning.main', fontWeight: 650, minWidth: 16 }}>{index + 1}</Box>{blocker}
              </Box>
            ))}
          </Box>
        )}
      {!locked && blockers.length > 0 && <Box sx={{ px: 1.75, py: 1, borderTop: 1, borderColor: 'divider', display: 'flex', gap: 1 }}><Button variant="outlined" href={href('reconciliation')}>Reconcile</Button><Button variant="outlined" href={href('dead-letters')}>Failed</Button><Button variant="outlined" href={href('holds')}>Held</Button></Box>}
    </Panel>
  );
}

/** What stands in nobody's way and is wrong all the same: every total agrees, so only this list shows it. */
function Slips({ slips: { count, first, unseen } }: Pick<CloseState, 'slips'>) {
  if (count === 0 && unseen.length === 0) return null;
  return (
    <Panel title="To put right in the ERP" actions={<Status status={count === 0 ? { label: 'Not all is checked', tone: 'quiet' } : { label: counted(count, 'line'), tone: 'problem' }} />}>
      {count > 0 && <Typography color="text.secondary" sx={{ px: 1.75, pt: 1.25, pb: 0.5, fontSize: 13 }}>Every total agrees; inside the ledger it is wrong. Signing says that it was seen.</Typography>}
      <Box component="ol" aria-label="To put right in the ERP" tabIndex={0} sx={{ listStyle: 'none', m: 0, p: 0, maxHeight: 320, overflowY: 'auto' }}>
        {first.map(slip => <Box component="li" key={slip} sx={{ px: 1.75, py: 0.75, fontSize: 13, '& + &': { borderTop: 1, borderColor: 'divider' } }}>{slip}</Box>)}
        {count > first.length && <Box component="li" sx={{ px: 1.75, py: 0.75, fontSize: 13, borderTop: 1, borderColor: 'divider', color: 'text.secondary' }}>{`and ${counted(count - first.length, 'more', 'more')}, all of them among the exceptions of the pack`}</Box>}
        {unseen.map(sentence => <Box component="li" key={sentence} sx={{ px: 1.75, py: 0.75, fontSize: 13, color: 'text.secondary', '& + &': { borderTop: 1, borderColor: 'divider' } }}>{sentence}</Box>)}
      </Box>
    </Panel>
  );
}

/** Two people sign, never the same one; the second signature locks the month. */
function Signatures({ state, period }: { state: CloseState; period: Period }) {
  const { person } = useSignedIn();
  const whyNot = useWhyNot();
  const say = useNotices(store => store.say);
  const [note, setNote] = useState('');
  const [reopening, setReopening] = useState(false);
  const prepare = useCommand((client, text: string) => client.close.prepare({ period, note: text }));
  const review = useCommand((client, text: string) => client.close.review({ period, note: text }));
  const reopen = useCommand((client, reason: string) => client.close.reopen({ period, reason }), { inline: true });
  const { preparedBy, preparedAt, reviewedBy, reviewedAt, blockers, locked } = state;
  const blocked = blockers.length > 0 ? `${counted(blockers.length, 'thing')} ${blockers.length === 1 ? 'is' : 'are'} in the way; they are listed beside.` : undefined;
  const noPrepare = preparedBy !== null ? `${preparedBy} signed already.` : whyNot(contract.close.prepare) ?? blocked;
  const noReview = preparedBy === null ? 'The preparer signs first.' : preparedBy === person.name ? 'You prepared it; another person reviews and signs.' : whyNot(contract.close.review) ?? blocked;
  const sign = async (run: Promise<CloseState | undefined>, said: string) => {
    if (!await run) return;
    setNote('');
    say(said);
  };
  return (
    <Panel title="Signatures" actions={locked && <ActButton color="error" whyNot={whyNot(contract.close.reopen)} onClick={() => setReopening(true)}>Reopen…</ActButton>}>
      <Box sx={{ p: 1.75, display: 'flex', flexDirection: 'column', gap: 1.5 }}>
        <Signature role="Prepared" by={preparedBy} at={preparedAt} waiting="Not signed yet" />
        <Signature role="Reviewed" by={reviewedBy} at={reviewedAt} waiting={preparedBy === null ? 'After the preparer' : `Not signed yet; anybody but ${preparedBy}`} />
        {!locked && (
          <>
            {state.slips.count > 0 && <Banner tone="problem">{`${counted(state.slips.count, 'line')} ${state.slips.count === 1 ? 'is' : 'are'} to be put right in the ERP. Signing says that you have seen ${state.slips.count === 1 ? 'it' : 'them'}.`}</Banner>}
            <TextField label="Note (optional)" value={note} onChange={event => setNote(event.target.value.slice(0, 300))} />
            <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
              <ActButton variant={preparedBy === null ? 'contained' : 'outlined'} whyNot={noPrepare} disabled={prepare.busy} onClick={() => { void sign(prepare.run(note), `${month(period)} is signed by the preparer`); }}>Sign as preparer</ActButton>
              <ActButton variant={preparedBy === null ? 'outlined' : 'contained'} whyNot={noReview} disabled={review.busy} onClick={() => { void sign(review.run(note), `${month(period)} is signed and locked`); }}>Sign as reviewer</ActButton>
              {preparedBy !== null && <ActButton whyNot={whyNot(contract.close.reopen)} onClick={() => setReopening(true)}>Take the signature back…</ActButton>}
            </Box>
            {preparedBy === person.name && <Typography variant="caption" color="text.secondary">You prepared it; another person reviews and signs.</Typography>}
          </>
        )}
      </Box>
      <ConfirmDialog open={reopening} destructive title={`Reopen ${month(period)}`} action="Reopen" text="Both signatures are taken away, and the month can be changed again. Your name and reason stay in the audit trail." reason={{ label: 'Why it is reopened' }} busy={reopen.busy} error={reopen.error}
        onClose={() => { setReopening(false); reopen.clear(); }} onConfirm={reason => { void reopen.run(reason).then(done => { if (done) { setReopening(false); say(`${month(period)} is open again`); } }); }} />
    </Panel>
  );
}

function Signature({ role, by, at, waiting }: { role: string; by: string | null; at: CloseState['preparedAt']; waiting: string }) {
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: '90px minmax(0, 1fr)', gap: 1, alignItems: 'baseline', borderBottom: 1, borderColor: 'divider', pb: 1 }}>
      <Box component="span" sx={{ color: 'text.secondary', fontSize: 12.5 }}>{role}</Box>
      {by === null ? <Box component="span" sx={{ color: 'text.secondary' }}>{waiting}</Box> : <span><strong>{by}</strong><Box component="span" sx={{ color: 'text.secondary', ml: 1 }}>{at === null ? '' : moment(at)}</Box></span>}
    </Box>
  );
}
