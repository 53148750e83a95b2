import { Box, Button, Typography } from '@mui/material';
import { useState } from 'react';
import { matchRules as contractGroup, type MatchRulesState, type RuleVersion } from '../../../shared/contract/match-rules.ts';
import { ActButton } from '../../components/act-button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Banner } from '../../components/status-chip.tsx';
import { useCommand } from '../../engine/use-engine.tsx';
import { useWhyNot } from '../../engine/why-not.ts';
import { useNotices } from '../../stores/notice-store.ts';
import { counted } from '../../text/format.ts';
import { settingsThatDiffer } from './differences.ts';

export type TrialControl = { busy: boolean; start: () => void; stop: () => void };
type BannerProps = { state: MatchRulesState; draft: RuleVersion; trial: TrialControl; /** Below it the trial says itself what it found. */ isBesideTrial: boolean };
type Asking = 'propose' | 'sendBack' | 'approve';

/** What is being changed, how far it is, and the next step for this person. */
export function DraftBanner({ state, draft, trial, isBesideTrial }: BannerProps) {
  const { rev, inForce, isOwnWork, whyNotProposed } = state;
  const whyNot = useWhyNot();
  const say = useNotices(store => store.say);
  const [asking, setAsking] = useState<Asking>();
  const propose = useCommand((client, note: string) => client.matchRules.propose({ rev, note }), { inline: true });
  const sendBack = useCommand((client, reason: string) => client.matchRules.sendBack({ rev, reason }), { inline: true });
  const approve = useCommand(client => client.matchRules.approve({ rev }), { inline: true });
  const discard = useCommand(client => client.matchRules.discard({ rev }));
  const done = (answer: unknown, text: string) => { if (answer !== undefined) { setAsking(undefined); say(text); } };
  const differ = settingsThatDiffer(inForce.rules, draft.rules);
  const who = draft.authors.join(' and ');
  const tryButton = trial.busy ? <Button variant="outlined" onClick={trial.stop}>Stop the trial</Button>
    : <ActButton variant="outlined" whyNot={whyNot(contractGroup.try)} onClick={trial.start}>Try on all history</ActButton>;
  const tried = state.trial?.isOfTheseRules ? state.trial.sentence : '';
  return (
    <>
      {draft.state === 'draft' ? (
        <Banner tone="part" action={<Box sx={{ display: 'flex', gap: 1, flex: 'none' }}>
          <ActButton whyNot={whyNot(contractGroup.discard)} disabled={discard.busy} onClick={() => { void discard.run(undefined).then(answer => done(answer, 'Draft discarded. What is in force stays.')); }}>Discard</ActButton>
          {tryButton}
          <ActButton variant="contained" whyNot={whyNot(contractGroup.propose) ?? (whyNotProposed === '' ? undefined : whyNotProposed)} onClick={() => setAsking('propose')}>Propose…</ActButton>
        </Box>}>
          <strong>{`Draft v${draft.version} by ${who}`}</strong>{`: ${differ === 0 ? 'nothing differs from what is in force' : `${counted(differ, 'setting differs', 'settings differ')} from what is in force`}. `}
          {draft.note !== '' && `Sent back: “${draft.note}” `}{whyNotProposed !== '' ? whyNotProposed : isBesideTrial ? 'Tried on all that was read; it can be proposed.' : tried}
        </Banner>
      ) : (
        <Banner tone="part" action={<Box sx={{ display: 'flex', gap: 1, flex: 'none' }}>
          <ActButton whyNot={whyNot(contractGroup.sendBack)} onClick={() => setAsking('sendBack')}>Send back…</ActButton>
          {state.trial && !state.trial.isOfNewestData && tryButton}
          <ActButton variant="contained" whyNot={whyNot(contractGroup.approve) ?? (isOwnWork ? 'You had a hand in it. Another admin approves it.' : undefined)} onClick={() => setAsking('approve')}>Approve…</ActButton>
        </Box>}>
          <strong>{`v${draft.version} by ${who} waits for another admin`}</strong>{`: “${draft.note}” ${isBesideTrial ? '' : tried}`}{state.trial && !state.trial.isOfNewestData ? ' Accounts were read since it was tried.' : ''}
        </Banner>
      )}
      <ConfirmDialog open={asking === 'propose'} title={`Propose v${draft.version}`} text={<Text tried={tried}>Another admin approves it. Until then months are matched as before.</Text>} action="Propose" reason={{ label: 'Why are the rules changed?' }}
        busy={propose.busy} error={propose.error} onConfirm={note => { void propose.run(note).then(answer => done(answer, 'Proposed. Another admin approves it.')); }} onClose={() => { propose.clear(); setAsking(undefined); }} />
      <ConfirmDialog open={asking === 'sendBack'} title={`Send v${draft.version} back`} text={`${who} can change it and propose it again.`} action="Send back" reason={{ label: 'What should be different?' }}
        busy={sendBack.busy} error={sendBack.error} onConfirm={reason => { void sendBack.run(reason).then(answer => done(answer, 'Sent back.')); }} onClose={() => { sendBack.clear(); setAsking(undefined); }} />
      <ConfirmDialog open={asking === 'approve'} title={`Approve v${draft.version}`} action="Approve" busy={approve.busy} error={approve.error}
        text={<Text tried={tried}>From the next reading open months are matched by it: what a rule matched and would not match any more is open again. What people confirmed stays, and months that are signed and locked are never touched.</Text>}
        onConfirm={() => { void approve.run(undefined).then(answer => done(answer, `v${draft.version} is in force from the next reading.`)); }} onClose={() => { approve.clear(); setAsking(undefined); }} />
    </>
  );
}

const Text = ({ tried, children }: { tried: string; children: string }) => <><Typography sx={{ fontWeight: 600, mb: 1 }}>{tried}</Typography><Typography>{children}</Typography></>;
