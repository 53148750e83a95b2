import { Typography } from '@mui/material';
import LockIcon from '@mui/icons-material/LockOutlined';
import type { RuleName, RuleRate, RuleRates } from '../../../shared/contract/match-rules.ts';
import { Panel } from '../../components/page.tsx';
import { PlainTable } from '../../components/plain-table.tsx';
import { ruleWord } from '../../text/close-words.ts';
import { count, month, tenths } from '../../text/format.ts';
import { ruleAdvice } from './rule-advice.ts';

/** What the chosen rule asks for, and how it did month by month, newest first. */
export function RuleMonths({ rule, rates }: { rule: RuleName; rates: RuleRates }) {
  const own = new Map(rates.byRuleAndMonth.filter(row => row.rule === rule).map(row => [row.period, row]));
  const all = rates.byRule.find(row => row.rule === rule);
  const isFinding = rule === 'duplicate';
  const cells = (rate: RuleRate | undefined) => rate && (isFinding ? <td>{count(rate.found)}</td> : (
    <><td>{count(rate.matches)}</td><td>{count(rate.confirmed)}</td><td>{tenths(rate.entries, rate.matchable)}</td><td>{count(rate.takenApart)}</td><td>{tenths(rate.takenApart, rate.matches + rate.takenApart)}</td></>
  ));
  return (
    <Panel title={ruleWord(rule)}>
      <Typography variant="body2" color="textSecondary" sx={{ px: 1.75, py: 1 }}>{ruleAdvice[rule]}</Typography>
      <PlainTable label={`${ruleWord(rule)}, by month`}>
        <thead><tr>
          <th scope="col">Month</th>
          {isFinding ? <th scope="col">Posted twice</th> : <><th scope="col">Matches</th><th scope="col" title="Suggestions of the rule that a person confirmed">Confirmed</th><th scope="col">Auto-match</th><th scope="col" title="Automatic matches that a person took apart">Taken apart</th><th scope="col">False-match</th></>}
        </tr></thead>
        <tbody>
          {rates.byMonth.map(({ period, locked }) => <tr key={period}><td>{month(period)}{locked && <LockIcon aria-label="locked" sx={{ fontSize: 14, ml: 0.75, verticalAlign: -2, color: 'text.secondary' }} />}</td>{cells(own.get(period))}</tr>)}
          <tr style={{ fontWeight: 650 }}><td>All months</td>{cells(all)}</tr>
        </tbody>
      </PlainTable>
    </Panel>
  );
}
