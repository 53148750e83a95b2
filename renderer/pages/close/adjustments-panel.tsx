import { Box, Typography } from '@mui/material';
import { useState } from 'react';
import { contract } from '../../../shared/contract/contract.ts';
import type { Adjustment } from '../../../shared/contract/reconciliation.ts';
import type { Period } from '../../../shared/values/date.ts';
import { ActButton } from '../../components/act-button.tsx';
import { Amount } from '../../components/amount.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Panel } from '../../components/page.tsx';
import { Status } from '../../components/status-chip.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useSignedIn } from '../../engine/person.tsx';
import { useCommand, useQuery } from '../../engine/use-engine.tsx';
import { useWhyNot } from '../../engine/why-not.ts';
import { useNotices } from '../../stores/notice-store.ts';
import { adjustmentKinds } from '../../text/close-words.ts';
import { money, month } from '../../text/format.ts';
import { adjustmentStates } from '../../text/words.ts';

/** Postings that were proposed; another person than the proposer decides. */
export function AdjustmentsPanel({ period, locked }: { period: Period; locked: boolean }) {
  const { person } = useSignedIn();
  const whyNot = useWhyNot();
  const say = useNotices(store => store.say);
  const [refusing, setRefusing] = useState<Adjustment>();
  const adjustments = useQuery('reconciliation', client => client.reconciliation.adjustments({ period }), [period]);
  const decide = useCommand((client, input: { id: Adjustment['id']; approve: boolean; reason: string }) => client.reconciliation.decideAdjustment(input));
  const noDecision = ({ proposedBy }: Adjustment): string | undefined => {
    if (locked) return `${month(period)} is signed and locked.`;
    return whyNot(contract.reconciliation.decideAdjustment) ?? (proposedBy === person.name ? 'You proposed it; another person decides.' : undefined);
  };
  const act = async (adjustment: Adjustment, approve: boolean, reason = '') => {
    if (!await decide.run({ id: adjustment.id, approve, reason })) return;
    setRefusing(undefined);
    say(`${money(adjustment.amountMinor, adjustment.currency)} ${approve ? 'approved; it is posted by the next run' : 'refused'}`);
  };
  return (
    <Panel title="Adjustments">
      {adjustments.status !== 'ready' ? <Waiting on={adjustments} rows={3} /> : adjustments.value.length === 0 ? <Typography color="text.secondary" sx={{ px: 1.75, py: 1.5 }}>None. Write-offs, fees and bank charges are proposed from Reconcile with W.</Typography> : (
        <Box component="ul" aria-label="Adjustments" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {adjustments.value.map(adjustment => (
            <Box component="li" key={adjustment.id} sx={{ display: 'flex', gap: 1.5, alignItems: 'center', px: 1.75, minHeight: 48, fontSize: 13, '& + &': { borderTop: 1, borderColor: 'divider' } }}>
              <Box sx={{ flex: 1, minWidth: 0 }}>
                <Box sx={{ fontWeight: 600, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{`${adjustmentKinds[adjustment.kind]}: ${adjustment.narrative}`}</Box>
                <Box sx={{ color: 'text.secondary', fontSize: 12, whiteSpace: 'nowrap', overflow: 'hidden', textOverflow: 'ellipsis' }}>{`account ${adjustment.key.account} · nominal ${adjustment.nominalCode} · proposed by ${adjustment.proposedBy}${adjustment.decidedBy === null ? '' : ` · decided by ${adjustment.decidedBy}`}`}</Box>
              </Box>
              <Amount minor={adjustment.amountMinor} currency={adjustment.currency} showCurrency strong />
              {adjustment.state !== 'proposed' ? <Status status={adjustmentStates[adjustment.state]} /> : (
                <>
                  <ActButton variant="outlined" whyNot={noDecision(adjustment)} disabled={decide.busy} aria-label={`Refuse ${adjustment.narrative}`} onClick={() => setRefusing(adjustment)}>Refuse…</ActButton>
                  <ActButton variant="contained" whyNot={noDecision(adjustment)} disabled={decide.busy} aria-label={`Approve ${adjustment.narrative}`} onClick={() => { void act(adjustment, true); }}>Approve</ActButton>
                </>
              )}
            </Box>
          ))}
        </Box>
      )}
      <ConfirmDialog open={refusing !== undefined} title="Refuse the adjustment" action="Refuse" text={refusing ? `${money(refusing.amountMinor, refusing.currency)}, ${refusing.narrative}. Its lines are open again for another proposal.` : ''} reason={{ label: 'Why it is refused' }} busy={decide.busy} error={decide.error}
        onClose={() => { setRefusing(undefined); decide.clear(); }} onConfirm={reason => { if (refusing) void act(refusing, false, reason); }} />
    </Panel>
  );
}
