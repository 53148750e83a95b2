import { Box } from '@mui/material';
import { matchRules as contractGroup, type MatchRulesState, type RuleVersion } from '../../../shared/contract/match-rules.ts';
import { ActButton } from '../../components/act-button.tsx';
import { Panel } from '../../components/page.tsx';
import { Status } from '../../components/status-chip.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useCommand, useQuery } from '../../engine/use-engine.tsx';
import { useWhyNot } from '../../engine/why-not.ts';
import { useNotices } from '../../stores/notice-store.ts';
import { go } from '../../stores/route-store.ts';
import { ruleWord } from '../../text/close-words.ts';
import { moment } from '../../text/format.ts';
import { ruleVersionStates } from '../../text/words.ts';
import { differing } from './differences.ts';

/** Who changed the rules, when and why, what each version set otherwise than the one before, and the way back to it. */
export function VersionsTab({ state }: { state: MatchRulesState }) {
  const whyNot = useWhyNot();
  const say = useNotices(store => store.say);
  const versions = useQuery('matchRules', client => client.matchRules.versions({}));
  const restore = useCommand((client, version: number) => client.matchRules.restore({ rev: state.rev, version }));
  if (versions.status !== 'ready') return <Waiting on={versions} />;
  const notAllowed = whyNot(contractGroup.restore) ?? (state.draft?.state === 'proposed' ? `v${state.draft.version} waits for approval. Send it back first.` : undefined);
  const onRestore = async (version: number) => {
    if (!await restore.run(version)) return;
    say('Restored as a draft. Try it on all history, then propose it.');
    go('match-rules');
  };
  return (
    <Panel title="Versions" sx={{ overflow: 'hidden' }}>
      <Box component="ul" aria-label="Versions" sx={{ overflowY: 'auto', listStyle: 'none', m: 0, p: 0 }}>
        {versions.value.map((version, at) => (
          <Box component="li" key={version.version} sx={{ px: 1.75, py: 1, borderBottom: 1, borderColor: 'divider', fontSize: 13 }}>
            <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.25 }}>
              <Box sx={{ fontWeight: 650 }}>{version.version === 0 ? 'As delivered' : `v${version.version}`}</Box><Status status={ruleVersionStates[version.state]} />
              <Box component="span" sx={{ color: 'text.secondary' }}>{byWhom(version)}</Box><Box sx={{ flex: 1 }} />
              {version.state === 'retired' && <ActButton whyNot={notAllowed} disabled={restore.busy} onClick={() => { void onRestore(version.version); }} aria-label={`Restore ${version.version === 0 ? 'what was delivered' : `version ${version.version}`}`}>Restore as a draft</ActButton>}
            </Box>
            {version.version > 0 && version.note !== '' && <Box>{`“${version.note}”`}</Box>}
            {changesOf(versions.value[at + 1], version).map(change => <Box key={change} sx={{ color: 'text.secondary' }}>{change}</Box>)}
            {version.tried !== '' && <Box sx={{ color: 'text.secondary' }}>{`Tried: ${version.tried}`}</Box>}
          </Box>
        ))}
      </Box>
    </Panel>
  );
}

function byWhom({ version, authors, approvedBy, inForceSince, changedAt }: RuleVersion): string {
  if (version === 0) return 'what every workspace begins with';
  return [`by ${authors.join(' and ')}`, changedAt === null ? '' : moment(changedAt), approvedBy === '' ? '' : `approved by ${approvedBy}`, inForceSince === null ? '' : `in force since ${moment(inForceSince)}`].filter(text => text !== '').join(' · ');
}

const FIELDS = { name: '', on: 'on', automatic: 'matches by itself', windowDays: 'days apart', toleranceMinor: 'rounding in minor units', toleranceBasisPoints: 'fee in hundredths of a per cent' } as const;
const said = (value: string | number | boolean | null): string => (value === null ? 'any' : value === true ? 'yes' : value === false ? 'no' : String(value));

function changesOf(before: RuleVersion | undefined, { rules }: RuleVersion): string[] {
  if (!before) return [];
  const days = before.rules.days === rules.days ? [] : [`Days counted: ${before.rules.days} → ${rules.days}`];
  return [...days, ...rules.rules.flatMap((rule, at) => differing(before.rules.rules[at], rule).map(field => `${ruleWord(rule.name)}, ${FIELDS[field]}: ${said(before.rules.rules[at]?.[field] ?? null)} → ${said(rule[field])}`))];
}
