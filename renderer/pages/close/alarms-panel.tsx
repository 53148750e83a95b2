import { Box, Typography } from '@mui/material';
import { useState } from 'react';
import { contract } from '../../../shared/contract/contract.ts';
import type { Alarm } from '../../../shared/contract/close.ts';
import { ActButton } from '../../components/act-button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Panel } from '../../components/page.tsx';
import { Status } from '../../components/status-chip.tsx';
import { useCommand, useQuery } from '../../engine/use-engine.tsx';
import { useWhyNot } from '../../engine/why-not.ts';
import { useNotices } from '../../stores/notice-store.ts';
import { counted, moment } from '../../text/format.ts';

/** Records of signed months that a system shows otherwise now. Not there while nothing of the kind was found. */
export function AlarmsPanel() {
  const say = useNotices(store => store.say);
  const whyNot = useWhyNot();
  const [asked, setAsked] = useState<readonly Alarm[]>();
  const alarms = useQuery(['close', 'reconciliation', 'runs'], client => client.close.alarms({}));
  const acknowledge = useCommand((client, input: { ids: Alarm['id'][]; reason: string }) => client.close.acknowledge(input), { inline: true });
  if (alarms.status !== 'ready' || alarms.value.length === 0) return null;
  const open = alarms.value.filter(({ acknowledgedAt }) => acknowledgedAt === null);
  const done = async (reason: string) => {
    if (!asked || !await acknowledge.run({ ids: asked.map(({ id }) => id), reason })) return;
    setAsked(undefined);
    say(`${counted(asked.length, 'change')} acknowledged`);
  };
  const noAct = whyNot(contract.close.acknowledge);
  return (
    <Panel title="Changed after signing" sx={open.length > 0 ? { borderColor: 'error.main' } : {}} actions={open.length > 1 && <ActButton variant="outlined" whyNot={noAct} onClick={() => setAsked(open)}>{`Acknowledge all ${open.length}…`}</ActButton>}>
      <Box component="ul" aria-label="Changes after signing" sx={{ listStyle: 'none', m: 0, p: 0, maxHeight: 320, overflowY: 'auto' }}>
        {alarms.value.map(alarm => (
          <Box component="li" key={alarm.id} sx={{ display: 'flex', gap: 1.5, alignItems: 'center', px: 1.75, py: 0.75, fontSize: 13, '& + &': { borderTop: 1, borderColor: 'divider' } }}>
            <Status status={alarm.acknowledgedAt === null ? { label: 'New', tone: 'broken' } : { label: 'Seen', tone: 'quiet' }} sx={{ minWidth: 62 }} />
            <Box sx={{ flex: 1, minWidth: 0 }}>
              <Box>{alarm.text}</Box>
              <Typography variant="caption" color="text.secondary">{alarm.acknowledgedAt === null ? `found ${moment(alarm.foundAt)}` : `${alarm.acknowledgedBy}, ${moment(alarm.acknowledgedAt)}: ${alarm.reason}`}</Typography>
            </Box>
            {alarm.acknowledgedAt === null && <ActButton whyNot={noAct} aria-label={`Acknowledge ${alarm.reference}`} onClick={() => setAsked([alarm])}>Acknowledge…</ActButton>}
          </Box>
        ))}
      </Box>
      <ConfirmDialog open={asked !== undefined} title={asked?.length === 1 ? 'Acknowledge the change' : `Acknowledge ${asked?.length ?? 0} changes`} action="Acknowledge" text={asked?.length === 1 ? asked[0]?.text : 'The month stays locked as it was signed. If its figures must follow, an admin reopens it and two people sign again.'}
        reason={{ label: 'What it is, and what was done' }} busy={acknowledge.busy} error={acknowledge.error} onClose={() => { setAsked(undefined); acknowledge.clear(); }} onConfirm={reason => { void done(reason); }} />
    </Panel>
  );
}
