import { Box, Button, useMediaQuery } from '@mui/material';
import { useMemo, useState } from 'react';
import type { Judged, RuleName, RuleTrial, TrialCase, TrialCounts, TrialOutcome } from '../../../shared/contract/match-rules.ts';
import type { Period } from '../../../shared/values/date.ts';
import { FilterChips, type FilterChoice } from '../../components/filter-chips.tsx';
import { Panel } from '../../components/page.tsx';
import { PlainTable } from '../../components/plain-table.tsx';
import { Banner } from '../../components/status-chip.tsx';
import { usePages } from '../../engine/use-engine.tsx';
import { customColumn, moneyColumn, statusColumn, textColumn, type Column } from '../../grid/columns.tsx';
import { DataGrid } from '../../grid/data-grid.tsx';
import { ruleWord } from '../../text/close-words.ts';
import { count, counted, duration, moment, month, tenths } from '../../text/format.ts';
import { trialOutcomes } from '../../text/words.ts';
import { CaseDrawer } from './case-drawer.tsx';

const columnsFor = (wide: boolean): readonly Column<TrialCase>[] => [
  statusColumn('outcome', 'Outcome', trialOutcomes, { width: 150 }),
  customColumn('period', 'Month', { width: 128, text: row => row.period, render: row => month(row.period) }),
  textColumn('reference', 'Reference', { flex: 1, minWidth: 130, strong: true }),
  moneyColumn('amountMinor', 'Amount', { currency: row => row.currency, showCurrency: wide, width: wide ? 118 : 92 }),
  textColumn('rule', 'Rule', { flex: 1, minWidth: 150, text: row => ruleWord(row.rule), hidden: !wide }),
  textColumn('account', 'Account', { width: 96, hidden: !wide }),
];
const rowId = ({ place }: TrialCase): string => String(place);

type Show = TrialOutcome | 'all';
type Only = { rule?: RuleName; period?: Period };

/** What came of a trial: the sentence, people's decisions, rules and months, and the cases with their lines. */
export function TrialResult({ trial }: { trial: RuleTrial }) {
  const [by, setBy] = useState<'rule' | 'month'>('rule');
  const [show, setShow] = useState<Show>('all');
  const [only, setOnly] = useState<Only>({});
  const [open, setOpen] = useState<TrialCase>();
  const wide = useMediaQuery('(min-width: 1600px)');
  const columns = useMemo(() => columnsFor(wide), [wide]);
  const pages = usePages<TrialCase>([], (client, page) => client.matchRules.cases({ trial: trial.id, page }), [trial.id]);
  const filter: Record<string, string> = { ...(show === 'all' ? {} : { outcome: show }), ...(only.rule ? { rule: only.rule } : {}), ...(only.period ? { period: only.period } : {}) };
  const { total } = trial;
  const outcomes: readonly TrialOutcome[] = ['won', 'lost', 'contradict', 'again'];
  const all = outcomes.reduce((sum, outcome) => sum + total[outcome], 0);
  const choices: FilterChoice<Show>[] = [{ value: 'all', label: 'All' }, ...outcomes.filter(outcome => total[outcome] > 0).map(outcome => ({ value: outcome, label: trialOutcomes[outcome].label, count: total[outcome] }))];
  const name = (label: string, part: Only) => {
    const isChosen = only.rule === part.rule && only.period === part.period;
    return <Button aria-pressed={isChosen} onClick={() => setOnly(isChosen ? {} : part)} sx={{ minHeight: 24, p: 0, justifyContent: 'flex-start', fontWeight: isChosen ? 700 : 500, fontSize: 13, color: 'text.primary' }}>{label}</Button>;
  };
  return (
    <>
      <Banner tone={total.lost + total.contradict + total.again === 0 ? 'good' : 'part'}>
        <Box component="span" sx={{ fontWeight: 650, fontSize: 14 }}>{trial.sentence}</Box>
        <Box component="span" sx={{ color: 'text.secondary', ml: 1 }}>{`v${trial.version}, tried by ${trial.startedBy}, ${moment(trial.startedAt)}, in ${duration(trial.seconds)}.`}</Box>
        {!trial.isOfTheseRules && <Box component="span" sx={{ ml: 1 }}><b>The rules were changed since: try them again.</b></Box>}
        {trial.isOfTheseRules && !trial.isOfNewestData && <Box component="span" sx={{ ml: 1 }}><b>Accounts were read since: try them again.</b></Box>}
      </Banner>
      <Box sx={{ flex: 1, minHeight: 0, display: 'grid', gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: '500px minmax(0, 1fr)', xl: '620px minmax(0, 1fr)' }, gap: 1.5 }}>
        <Box role="region" aria-label="People, rules and months" tabIndex={0} sx={{ minHeight: 0, overflowY: 'auto', display: 'flex', flexDirection: 'column', gap: 1.25 }}>
          <Panel title="Against what people decided" sx={{ flex: 'none' }}><People trial={trial} /></Panel>
          <Panel title="Automatic matches" sx={{ flex: 'none' }} actions={<FilterChips label="By rule or by month" chosen={by} onChoose={setBy} choices={[{ value: 'rule', label: 'By rule' }, { value: 'month', label: 'By month' }]} />}>
            <PlainTable label={by === 'rule' ? 'What the draft changes, by rule' : 'What the draft changes, by month'}>
              <thead><tr><th scope="col">{by === 'rule' ? 'Rule' : 'Month'}</th><th scope="col">Won</th><th scope="col">Lost</th><th scope="col">Same</th><th scope="col" title="Won or lost alike by the rules in force: lines or decisions have come since">Since</th><th scope="col" title="A person confirmed or made exactly this match">Agree</th><th scope="col" title="A person matched otherwise, or took exactly this match apart">Against</th></tr></thead>
              <tbody>
                {by === 'rule' ? trial.byRule.map(row => <tr key={row.rule}><td>{name(ruleWord(row.rule), { rule: row.rule })}</td><Counts of={row} /></tr>)
                  : trial.byMonth.map(row => <tr key={row.period}><td>{name(`${month(row.period)}${row.locked ? ' (locked)' : ''}`, { period: row.period })}</td><Counts of={row} /></tr>)}
                <tr style={{ fontWeight: 650 }}><td>All</td><Counts of={total} /></tr>
              </tbody>
            </PlainTable>
          </Panel>
        </Box>
        <Box sx={{ minHeight: 0, minWidth: 0, display: 'flex', flexDirection: 'column', gap: 1 }}>
          <Box sx={{ display: 'flex', flex: 'none', gap: 1, alignItems: 'center' }}>
            <FilterChips label="Which matches" choices={choices} chosen={show} onChoose={setShow} />
            {(only.rule ?? only.period) !== undefined && <Button onClick={() => setOnly({})}>{`Only ${only.rule ? ruleWord(only.rule) : only.period ? month(only.period) : ''} · show all`}</Button>}
          </Box>
          <DataGrid<TrialCase> key={String(wide)} id={wide ? 'rule-trial-wide' : 'rule-trial'} label="Matches that would change" unit="case" columns={columns} pages={pages} filter={filter} rowId={rowId} selection="none" onOpen={setOpen} openOnClick
            empty={{ title: 'No such match', text: all === 0 ? 'Every match would be made as it stands.' : 'Choose another view above, or the cases of this trial are not kept any more: try the rules again.' }}
            footer={trial.listed < all && trial.listed > 0 ? `${counted(trial.listed, 'case')} of ${count(all)} are listed; all are counted.` : undefined} />
        </Box>
      </Box>
      <CaseDrawer found={open} onClose={() => setOpen(undefined)} />
    </>
  );
}

const Counts = ({ of: { won, lost, unchanged, since, agree, contradict, again } }: { of: TrialCounts }) => <>{[won, lost, unchanged, since, agree, contradict + again].map((n, at) => <td key={at}>{n === 0 ? '–' : count(n)}</td>)}</>;

/** Precision: of the matches that people decided on, how many the rules would make as people did. */
function People({ trial: { draft, inForce } }: { trial: RuleTrial }) {
  const row = (label: string, { matches, agree, contradict, again }: Judged) => (
    <tr><td>{label}</td><td>{count(matches)}</td><td>{count(agree)}</td><td>{count(contradict)}</td><td>{count(again)}</td><td><strong>{tenths(agree, agree + contradict + again)}</strong></td></tr>
  );
  return (
    <PlainTable label="Against what people decided">
      <thead><tr><th scope="col" /><th scope="col" title="Automatic matches over all history">Matches</th><th scope="col" title="A person confirmed or made exactly this match">Agree</th><th scope="col" title="A person matched some of its lines otherwise">Contradict</th><th scope="col" title="A person took exactly this match apart; a reading does not make it again">Taken apart</th><th scope="col" title="Agree, of all that people decided">Precision</th></tr></thead>
      <tbody>{row('In force', inForce)}{row('Draft', draft)}</tbody>
    </PlainTable>
  );
}
