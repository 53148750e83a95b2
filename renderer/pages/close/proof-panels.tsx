import { Box, Typography } from '@mui/material';
import { contract } from '../../../shared/contract/contract.ts';
import type { Control, Proof, RollForward } from '../../../shared/contract/close.ts';
import type { Period } from '../../../shared/values/date.ts';
import { ActButton } from '../../components/act-button.tsx';
import { Amount } from '../../components/amount.tsx';
import { Panel } from '../../components/page.tsx';
import { PlainTable } from '../../components/plain-table.tsx';
import { Status } from '../../components/status-chip.tsx';
import { useCommand } from '../../engine/use-engine.tsx';
import { useWhyNot } from '../../engine/why-not.ts';
import { useNotices } from '../../stores/notice-store.ts';
import { useProgress } from '../../stores/progress-store.ts';
import { reconciliationKinds } from '../../text/close-words.ts';
import { ago, count, counted, month } from '../../text/format.ts';

const TASK = 'close.check';

/** Counts and control totals of both systems beside what Tieout holds. */
export function CompletenessPanel({ controls, period, locked }: { controls: readonly Control[]; period: Period; locked: boolean }) {
  const say = useNotices(store => store.say);
  const whyNot = useWhyNot();
  const progress = useProgress(store => store.tasks[TASK]);
  const check = useCommand((client, asked: Period, signal) => client.close.check({ period: asked }, { signal }));
  const ask = async () => {
    const done = await check.run(period);
    useProgress.getState().tellTask({ task: TASK, text: '', done: 1, total: 1 });
    if (!done) return;
    if (locked) say(done.alarms === 0 ? `Both systems show ${month(period)} as it was signed` : `${counted(done.alarms, 'record')} of ${month(period)} ${done.alarms === 1 ? 'is' : 'are'} not as signed`);
    else say(done.different === 0 ? 'Counts and totals agree' : `${counted(done.different, 'total')} ${done.different === 1 ? 'differs' : 'differ'}`);
  };
  const different = controls.filter(isDifferent).length;
  return (
    <Panel title="Completeness" actions={(
      <>
        {controls.length > 0 && <Status status={different === 0 ? { label: 'All agree', tone: 'good' } : { label: `${counted(different, 'total')} ${different === 1 ? 'differs' : 'differ'}`, tone: 'broken' }} />}
        <ActButton variant="outlined" whyNot={whyNot(contract.close.check)} disabled={check.busy} onClick={() => { void ask(); }}>{check.busy ? progress ? `${progress.text} · ${count(progress.done)}` : 'Asking…' : locked ? 'Compare with both systems' : 'Ask both systems'}</ActButton>
      </>
    )}>
      {controls.length === 0 ? <Typography color="text.secondary" sx={{ px: 1.75, py: 1.5 }}>Nobody has asked yet. The shop and the ERP state their own counts and totals of the month; they are compared with what Tieout holds.</Typography> : (
        <PlainTable label="Counts and control totals">
          <thead><tr><th>What</th><th>Their count</th><th>Their total</th><th>Ours</th><th>Our total</th><th>Difference</th><th className="word">Asked</th></tr></thead>
          <tbody>
            {controls.map(control => (
              <tr key={`${control.system} ${control.what} ${control.currency}`}>
                <td><strong>{control.system}</strong><Box component="span" sx={{ ml: 0.75 }}>{control.what}</Box></td>
                <td>{control.theirCount === null ? '–' : count(control.theirCount)}</td>
                <td><Amount minor={control.theirMinor} currency={control.currency} showCurrency /></td>
                <td>{control.ourCount === null ? '–' : count(control.ourCount)}</td>
                <td><Amount minor={control.ourMinor} currency={control.currency} showCurrency /></td>
                <td>{isDifferent(control) ? <Box component="span" sx={{ color: 'error.main', fontWeight: 650 }}><Amount minor={control.theirMinor - control.ourMinor} currency={control.currency} strong /></Box> : '–'}</td>
                <td className="word"><Box component="span" sx={{ color: 'text.secondary' }}>{ago(control.askedAt)}</Box></td>
              </tr>
            ))}
          </tbody>
        </PlainTable>
      )}
    </Panel>
  );
}

const isDifferent = ({ theirCount, theirMinor, ourCount, ourMinor }: Control): boolean => theirMinor !== ourMinor || (theirCount !== null && theirCount !== ourCount);
const movedOf = ({ movements }: RollForward): number => movements.reduce((sum, { minor }) => sum + minor, 0);

/** Opening + movements = closing, account by account, and what does not add up. */
export function RollForwardPanel({ rollForward }: Pick<Proof, 'rollForward'>) {
  if (rollForward.length === 0) return null;
  const problems = rollForward.flatMap(roll => roll.problems);
  return (
    <Panel title="Roll-forward" actions={<Status status={problems.length === 0 ? { label: 'Proved', tone: 'good' } : { label: `${counted(problems.length, 'gap')}`, tone: 'broken' }} />}>
      <PlainTable label="Roll-forward">
        <thead><tr><th>Reconciliation</th><th>Closing before</th><th>Opening</th><th>Movements</th><th>Closing</th><th className="word">Proved</th></tr></thead>
        <tbody>
          {rollForward.map(roll => (
            <tr key={`${roll.key.kind} ${roll.key.account}`}>
              <td><Box component="span" sx={{ color: 'text.secondary', mr: 0.75 }}>{reconciliationKinds[roll.key.kind]}</Box><strong>{roll.label}</strong></td>
              <td>{roll.previousClosingMinor === null ? <Box component="span" sx={{ color: 'text.secondary' }}>–</Box> : <Amount minor={roll.previousClosingMinor} currency={roll.currency} />}</td>
              <td><Amount minor={roll.openingMinor} currency={roll.currency} /></td>
              <td title={roll.movements.map(({ kind, count: n }) => `${count(n)} ${kind}`).join(', ')}><Amount minor={movedOf(roll)} currency={roll.currency} /></td>
              <td><Amount minor={roll.closingMinor} currency={roll.currency} showCurrency strong /></td>
              <td className="word"><Status status={roll.problems.length === 0 ? { label: 'Yes', tone: 'good' } : { label: 'No', tone: 'broken' }} /></td>
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </Panel>
  );
}
