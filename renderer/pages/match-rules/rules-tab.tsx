import { Box, MenuItem, TextField, Typography } from '@mui/material';
import { useRef, useState, type KeyboardEvent } from 'react';
import { matchRules as contractGroup, problemOf, type MatchRulesState, type RuleName, type RuleRates, type RuleSet, type RuleSetting } from '../../../shared/contract/match-rules.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Panel } from '../../components/page.tsx';
import { PlainTable } from '../../components/plain-table.tsx';
import { Banner } from '../../components/status-chip.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useQuery } from '../../engine/use-engine.tsx';
import { useWhyNot } from '../../engine/why-not.ts';
import { ruleWord } from '../../text/close-words.ts';
import { count, tenths } from '../../text/format.ts';
import { RuleMonths } from './rule-months.tsx';
import { RuleRow } from './rule-row.tsx';

type RulesProps = { state: MatchRulesState; busy: boolean; onChange: (rules: RuleSet) => void };

const DAYS: Readonly<Record<RuleSet['days'], string>> = { all: 'All days', ukWorking: 'Working days, UK bank holidays', usWorking: 'Working days, US bank holidays' };

/** Every rule in the order of its evidence: what is set, what it matched, and how often a person took that apart. */
export function RulesTab({ state, busy, onChange }: RulesProps) {
  const { inForce, draft } = state;
  const whyNot = useWhyNot();
  const rates = useQuery(['matchRules', 'reconciliation', 'close'], client => client.matchRules.rates({}));
  const [chosen, setChosen] = useState<RuleName>('exactReference');
  const [wrong, setWrong] = useState<{ rule: RuleName; message: string }>();
  const table = useRef<HTMLTableSectionElement>(null);
  const set = draft?.rules ?? inForce.rules;
  const notAllowed = whyNot(contractGroup.change) ?? (draft?.state === 'proposed' ? `v${draft.version} waits for approval. Send it back to change it.` : undefined);
  const canEdit = notAllowed === undefined;
  const changeRule = (rule: RuleSetting): boolean => {
    const problem = problemOf(rule);
    setWrong(problem ? { rule: rule.name, message: problem.message } : undefined);
    if (problem) return false;
    onChange({ ...set, rules: set.rules.map(each => (each.name === rule.name ? rule : each)) });
    return true;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const names = [...(table.current?.querySelectorAll<HTMLButtonElement>('button[data-rule]') ?? [])];
    const at = names.findIndex(name => name === event.target);
    const next = names[at + step];
    if (step === 0 || at < 0 || !next) return;
    event.preventDefault();
    next.focus();
    next.click();
  };
  const rateOf = (name: RuleName) => (rates.status === 'ready' ? rates.value.byRule.find(({ rule }) => rule === name) : undefined);
  return (
    <Box sx={{ flex: 1, minHeight: 0, overflowY: 'auto', display: 'grid', gap: 1.5, gridTemplateColumns: { xs: 'minmax(0, 1fr)', xl: 'minmax(0, 1fr) 580px' }, gridAutoRows: 'max-content', alignItems: 'start', alignContent: 'start' }}>
      <Panel title="Rules, the strongest evidence first" actions={<>
        {!canEdit && <Typography variant="caption" color="textSecondary">{draft?.state === 'proposed' ? notAllowed : 'An admin changes them.'}</Typography>}
        <TextField select label="Days are counted as" value={set.days} disabled={!canEdit || busy} onChange={event => onChange({ ...set, days: event.target.value as RuleSet['days'] })} sx={{ width: 260, my: 0.75 }}>
          {Object.entries(DAYS).map(([value, label]) => <MenuItem key={value} value={value}>{label}</MenuItem>)}
        </TextField>
      </>}>
        {wrong && <Box sx={{ px: 1.5, pt: 1 }}><Banner tone="broken">{`“${ruleWord(wrong.rule)}” ${wrong.message}. Nothing was changed.`}</Banner></Box>}
        <PlainTable label="Match rules">
          <thead><tr>
            <th scope="col">Rule</th><th scope="col" className="word">On</th><th scope="col" className="word">What it finds</th><th scope="col" className="word">Days apart</th><th scope="col" className="word">Differs by</th>
            <th scope="col" title="Matches that it made by itself and that stand">Matches</th><th scope="col" title={AUTO_RATE}>Auto-match</th><th scope="col" title={FALSE_RATE}>False-match</th>
          </tr></thead>
          <tbody ref={table} onKeyDown={onKeyDown}>
            {set.rules.map((rule, at) => (
              <RuleRow key={rule.name} rule={rule} before={inForce.rules.rules[at]} rate={rateOf(rule.name)} place={at + 1} isChosen={chosen === rule.name} canEdit={canEdit && !busy} onChoose={() => setChosen(rule.name)} onChange={changeRule} />
            ))}
            {rates.status === 'ready' && <Total rates={rates.value} />}
          </tbody>
        </PlainTable>
        <Typography variant="caption" color="textSecondary" sx={{ px: 1.75, py: 1, display: 'block', borderTop: 1, borderColor: 'divider' }}>
          {'The order is fixed: a weak rule never takes what a strong one could still prove. '}<strong>Auto-match rate</strong>{`: ${AUTO_RATE} `}<strong>False-match rate</strong>{`: ${FALSE_RATE}`}
        </Typography>
      </Panel>
      {rates.status !== 'ready' ? <Waiting on={rates} rows={6} />
        : rates.value.byMonth.length === 0 ? <Panel title={ruleWord(chosen)}><EmptyState title="No month was matched yet" text="Under Reconcile, read and match a month. How each rule did then stands here, month by month." /></Panel>
        : <RuleMonths rule={chosen} rates={rates.value} />}
    </Box>
  );
}

const AUTO_RATE = 'lines that the rule matched by itself, of all lines that were matched by any rule or by hand.';
const FALSE_RATE = 'matches that the rule made by itself and a person took apart later, of all that it made by itself.';

function Total({ rates: { total } }: { rates: RuleRates }) {
  return (
    <Box component="tr" sx={{ '& td': { fontWeight: 650, borderTop: 1, borderColor: 'divider' } }}>
      <td>All rules</td><td /><td /><td /><td />
      <td>{count(total.matches)}</td><td>{tenths(total.entries, total.matchable)}</td><td>{tenths(total.takenApart, total.matches + total.takenApart)}</td>
    </Box>
  );
}
