import { Box, Button, Typography } from '@mui/material';
import type { TrialCase, TrialLine } from '../../../shared/contract/match-rules.ts';
import { Amount } from '../../components/amount.tsx';
import { SideDrawer } from '../../components/side-drawer.tsx';
import { Status } from '../../components/status-chip.tsx';
import { go } from '../../stores/route-store.ts';
import { useUi } from '../../stores/ui-store.ts';
import { kindWord, reconciliationKinds, ruleWord, sides } from '../../text/close-words.ts';
import { day, month } from '../../text/format.ts';
import { trialOutcomes } from '../../text/words.ts';

/** One match that would change: why, both sides' lines, and the way to them. */
export function CaseDrawer({ found, onClose }: { found: TrialCase | undefined; onClose: () => void }) {
  return (
    <SideDrawer open={found !== undefined} label="Match as tried" title={found ? `${ruleWord(found.rule)} · ${month(found.period)}` : ''} onClose={onClose} width={680}>
      {found && <Detail found={found} />}
    </SideDrawer>
  );
}

const WHAT: Readonly<Record<TrialCase['outcome'], string>> = {
  won: 'The draft would match these lines by itself; nobody has.', lost: 'These lines are matched by this rule; the draft would leave them open, or match them otherwise.',
  contradict: 'The draft would match these lines, and a person matched some of them otherwise.', again: 'The draft would match these lines, and a person took exactly this match apart.',
};

function Detail({ found: { outcome, kind, account, period, why, instead, lines } }: { found: TrialCase }) {
  const setPeriod = useUi(store => store.setPeriod);
  const open = ({ amountMinor }: TrialLine) => {
    setPeriod(period);
    go(`reconciliation/${kind}/${encodeURIComponent(account)}?show=all&amount=${amountMinor}`);
  };
  return (
    <>
      <Box sx={{ display: 'flex', gap: 2, alignItems: 'center' }}><Status status={trialOutcomes[outcome]} filled /><Typography color="textSecondary">{`${reconciliationKinds[kind]} · ${account}`}</Typography></Box>
      <Typography>{WHAT[outcome]}</Typography>
      {why !== '' && <Typography><strong>Why: </strong>{why}</Typography>}
      {instead !== '' && <Typography><strong>People: </strong>{instead}</Typography>}
      {(['left', 'right'] as const).map(side => (
        <Box key={side}>
          <Typography variant="h3" sx={{ mb: 0.5 }}>{sides[kind][side]}</Typography>
          <Box component="ul" aria-label={sides[kind][side]} sx={{ listStyle: 'none', m: 0, p: 0 }}>
            {lines.filter(line => line.side === side).map((line, at) => (
              <Box component="li" key={at} sx={{ display: 'flex', gap: 1.5, alignItems: 'center', borderBottom: 1, borderColor: 'divider', py: 0.5, fontSize: 13 }}>
                <Box component="span" sx={{ color: 'text.secondary', whiteSpace: 'nowrap', width: 92 }}>{day(line.on)}</Box>
                <Box component="span" sx={{ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{[kindWord(line.kind), line.reference, line.party].filter(text => text !== '').join(' · ')}</Box>
                <Amount minor={line.amountMinor} currency={line.currency} showCurrency strong />
                <Button onClick={() => open(line)} aria-label={`Open ${line.reference || line.party || day(line.on)} under Reconcile`}>Open</Button>
              </Box>
            ))}
          </Box>
        </Box>
      ))}
    </>
  );
}
