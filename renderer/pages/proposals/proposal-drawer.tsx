import { Box, Typography } from '@mui/material';
import type { Decision, Proposal } from '../../../shared/contract/proposals.ts';
import { ActButton } from '../../components/act-button.tsx';
import { SideDrawer } from '../../components/side-drawer.tsx';
import { Status } from '../../components/status-chip.tsx';
import { day, moment } from '../../text/format.ts';
import { proposalKinds, proposalStates } from '../../text/words.ts';

const WORDS: Readonly<Record<Decision, string>> = { accept: 'Accept…', done: 'Mark as done…', dismiss: 'Dismiss…' };

type DrawerProps = { proposal: Proposal | undefined; whyNot: string | undefined; decisions: readonly Decision[]; onDecide: (decision: Decision) => void; onClose: () => void };

/** What was posted beside what the shop says now, the double entry, and who decided what. */
export function ProposalDrawer({ proposal, whyNot, decisions, onDecide, onClose }: DrawerProps) {
  return (
    <SideDrawer open={proposal !== undefined} label="Change after posting" title={proposal ? `Order ${proposal.reference}` : ''} onClose={onClose} width={640}
      actions={decisions.length > 0 && decisions.map(decision => <ActButton key={decision} variant={decision === 'dismiss' ? 'outlined' : 'contained'} whyNot={whyNot} onClick={() => onDecide(decision)}>{WORDS[decision]}</ActButton>)}>
      {proposal && <>
        <Box sx={{ display: 'flex', gap: 2, alignItems: 'center' }}>
          <Status status={proposalStates[proposal.state]} filled />
          <Typography>{`${proposalKinds[proposal.kind]} · ${proposal.document ? `document ${proposal.document}` : 'its document is on its way'} · ${proposal.channel}`}</Typography>
        </Box>
        <Differences proposal={proposal} />
        <Fact title="What to do" text={proposal.instruction} />
        <Fact title="Effect on the books" text={`${proposal.effect}${proposal.doneBy === 'nobody' ? '' : ` Dated ${day(proposal.postsOn)}.`}`} />
        {proposal.decidedAt !== null && <Fact title={`${proposalStates[proposal.state].label}: ${proposal.decidedBy}, ${moment(proposal.decidedAt)}`} text={proposal.reason || 'No note was left.'} />}
      </>}
    </SideDrawer>
  );
}

function Fact({ title, text }: { title: string; text: string }) {
  return <Box><Typography variant="h3" sx={{ mb: 0.5 }}>{title}</Typography><Typography>{text}</Typography></Box>;
}

function Differences({ proposal: { differences } }: { proposal: Proposal }) {
  return (
    <Box component="table" sx={{ borderCollapse: 'collapse', width: '100%', fontSize: 13, '& th, & td': { textAlign: 'left', verticalAlign: 'top', borderBottom: 1, borderColor: 'divider', py: 0.75, pr: 1.5 }, '& th': { fontWeight: 600 } }}>
      <thead><tr><th scope="col">Field</th><th scope="col">As it was posted</th><th scope="col">As the shop says now</th></tr></thead>
      <tbody>{differences.map(({ field, posted, now }) => <tr key={field}><th scope="row">{field}</th><td>{posted}</td><td>{now}</td></tr>)}</tbody>
    </Box>
  );
}
