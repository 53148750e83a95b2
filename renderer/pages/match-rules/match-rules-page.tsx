import { Tab, Tabs } from '@mui/material';
import { useRef } from 'react';
import type { MatchRulesState, RuleSet } from '../../../shared/contract/match-rules.ts';
import { Page } from '../../components/page.tsx';
import { Status } from '../../components/status-chip.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useCommand, useQuery } from '../../engine/use-engine.tsx';
import { useProgress } from '../../stores/progress-store.ts';
import { go, useRoute } from '../../stores/route-store.ts';
import { moment } from '../../text/format.ts';
import { DraftBanner } from './draft-banner.tsx';
import { RulesTab } from './rules-tab.tsx';
import { TRIAL_TASK, TrialTab } from './trial-tab.tsx';
import { VersionsTab } from './versions-tab.tsx';

/** `#/match-rules` the rules and how well each does, `/trial` what a draft would change, `/versions` who changed them. */
export function MatchRulesPage() {
  const { rest: [first] } = useRoute();
  const shown = first === 'trial' || first === 'versions' ? first : 'rules';
  const state = useQuery(['matchRules', 'reconciliation'], client => client.matchRules.state({}));
  if (state.status !== 'ready') return <Page title="Match rules"><Waiting on={state} rows={14} /></Page>;
  return <Loaded state={state.value} shown={shown} />;
}

function Loaded({ state, shown }: { state: MatchRulesState; shown: 'rules' | 'trial' | 'versions' }) {
  const { inForce, draft } = state;
  // Several changes in a row are made one after the other, each against what the last one left.
  const newest = useRef(state.rev);
  newest.current = Math.max(newest.current, state.rev);
  const change = useCommand(async (client, rules: RuleSet) => {
    const answer = await client.matchRules.change({ rev: newest.current, rules });
    newest.current = answer.rev;
    return answer;
  });
  const trying = useCommand((client, _: undefined, signal) => client.matchRules.try({}, { signal }));
  const tryIt = async () => {
    go('match-rules/trial');
    await trying.run(undefined);
    useProgress.getState().tellTask({ task: TRIAL_TASK, text: '', done: 1, total: 1 });
  };
  const trial = { busy: trying.busy, start: () => { void tryIt(); }, stop: trying.cancel };
  const since = inForce.version === 0 ? 'As delivered' : `v${inForce.version} in force since ${inForce.inForceSince === null ? '' : moment(inForce.inForceSince)}, approved by ${inForce.approvedBy}`;
  return (
    <Page title="Match rules" beside={<Status status={{ label: since, tone: 'good' }} filled />}>
      <Tabs value={shown} aria-label="Rules, trial and versions" onChange={(_, tab: string) => go(tab === 'rules' ? 'match-rules' : `match-rules/${tab}`)} sx={{ borderBottom: 1, borderColor: 'divider', mt: -1, flex: 'none' }}>
        <Tab value="rules" label="Rules" />
        <Tab value="trial" label="Trial on all history" />
        <Tab value="versions" label="Versions" />
      </Tabs>
      {draft && <DraftBanner state={state} draft={draft} trial={trial} isBesideTrial={shown === 'trial'} />}
      {shown === 'rules' ? <RulesTab state={state} busy={change.busy} onChange={rules => { void change.run(rules); }} /> : shown === 'trial' ? <TrialTab state={state} trial={trial} /> : <VersionsTab state={state} />}
    </Page>
  );
}
