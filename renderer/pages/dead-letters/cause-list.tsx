import { Autocomplete, Box, ButtonBase, TextField, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import { contract } from '../../../shared/contract/contract.ts';
import type { Cause, SuggestedFix } from '../../../shared/contract/dead-letters.ts';
import { ActButton } from '../../components/act-button.tsx';
import { useCommand } from '../../engine/use-engine.tsx';
import { useWhyNot } from '../../engine/why-not.ts';
import { useNotices } from '../../stores/notice-store.ts';
import { ago, counted, money, percent } from '../../text/format.ts';

type CauseListProps = { causes: readonly Cause[]; chosen: string | undefined; onChoose: (cause: string | undefined) => void; onApplied: () => void };

const atRisk = ({ amounts }: Cause): string => amounts.map(({ currency, minor }) => money(minor, currency)).join(' · ');

/** Root causes, the dearest in orders first; the chosen one shows the act that mends all of its orders. */
export function CauseList({ causes, chosen, onChoose, onApplied }: CauseListProps) {
  const orders = causes.reduce((sum, { count }) => sum + count, 0);
  return (
    <Box component="section" aria-label="Causes" sx={{ border: 1, borderColor: 'divider', borderRadius: 1.5, backgroundColor: 'background.paper', overflowY: 'auto', minHeight: 0 }}>
      <Row chosen={chosen === undefined} onClick={() => onChoose(undefined)} title="All causes" detail={`${counted(causes.length, 'cause')} · ${counted(orders, 'order')}`} />
      {causes.map(cause => (
        <Box key={cause.key}>
          <Row chosen={cause.key === chosen} onClick={() => onChoose(cause.key)} title={cause.title} detail={`${counted(cause.count, 'order')} · ${atRisk(cause)} · oldest ${ago(cause.oldestAt)}`} />
          {cause.key === chosen && cause.fix && <FixForm key={cause.key} cause={cause} fix={cause.fix} onApplied={onApplied} />}
        </Box>
      ))}
    </Box>
  );
}

function Row({ chosen, onClick, title, detail }: { chosen: boolean; onClick: () => void; title: string; detail: string }) {
  return (
    <ButtonBase onClick={onClick} aria-pressed={chosen} sx={theme => ({
      display: 'block', width: '100%', textAlign: 'left', px: 1.75, py: 1, borderBottom: 1, borderColor: 'divider',
      ...(chosen ? { backgroundColor: theme.tones.selected.soft, boxShadow: `inset 3px 0 0 ${theme.palette.primary.main}` } : { '&:hover': { backgroundColor: 'action.hover' } }),
      '&.Mui-focusVisible': { outlineOffset: '-3px' },
    })}>
      <Typography sx={{ fontWeight: 600, lineHeight: 1.35 }}>{title}</Typography>
      <Typography variant="caption" color="textSecondary">{detail}</Typography>
    </ButtonBase>
  );
}

/** What the value of a fix is called; '' where the fix needs none. */
const VALUES: Record<SuggestedFix['kind'], string> = {
  alias: 'Sage item code', taxCode: 'Sage tax code', shorten: '', date: 'Posting date', release: '', edit: '', retry: '',
};

function FixForm({ cause, fix, onApplied }: { cause: Cause; fix: SuggestedFix; onApplied: () => void }) {
  const whyNot = useWhyNot();
  const say = useNotices(store => store.say);
  const [value, setValue] = useState(fix.value);
  useEffect(() => setValue(fix.value), [fix.value]);
  const apply = useCommand((client, given: string) => client.deadLetters.applyFix({ cause: cause.key, kind: fix.kind, value: given }));
  const label = VALUES[fix.kind];
  const needsValue = label !== '';
  if (fix.kind === 'edit') return <Box sx={{ px: 1.75, py: 1.25, borderBottom: 1, borderColor: 'divider' }}><Typography>{fix.text}</Typography><Typography color="textSecondary" variant="caption">Open an order at the right, change it, and send it again.</Typography></Box>;
  const onApply = async () => {
    const answer = await apply.run(value.trim());
    if (!answer) return;
    say(`${counted(answer.requeued, 'order')} mended and sent again`);
    onApplied();
  };
  return (
    <Box component="form" aria-label={`Fix: ${cause.title}`} onSubmit={event => { event.preventDefault(); void onApply(); }} sx={{ px: 1.75, py: 1.25, display: 'flex', flexDirection: 'column', gap: 1.25, borderBottom: 1, borderColor: 'divider' }}>
      <Typography>{fix.text}{fix.confidence !== null && <Box component="span" sx={{ color: 'text.secondary' }}>{` · ${percent(fix.confidence)} sure`}</Box>}</Typography>
      {needsValue && (fix.choices.length > 0
        ? <Autocomplete freeSolo size="small" options={fix.choices} getOptionLabel={choice => (typeof choice === 'string' ? choice : choice.value)} value={value} inputValue={value} onInputChange={(_, text) => setValue(text)}
            renderOption={(props, choice) => <li {...props} key={choice.value}><Box><Typography sx={{ fontWeight: 600 }}>{choice.value}</Typography><Typography variant="caption" color="textSecondary">{choice.label}</Typography></Box></li>}
            renderInput={input => <TextField {...input} label={label} />} />
        : <TextField label={label} value={value} onChange={event => setValue(event.target.value)} slotProps={{ htmlInput: { maxLength: 200 } }} />)}
      <ActButton type="submit" variant="contained" whyNot={whyNot(contract.deadLetters.applyFix)} disabled={apply.busy || (needsValue && value.trim() === '')}>
        {`Apply to all ${cause.count > 1 ? `${cause.count} ` : ''}and resubmit`}
      </ActButton>
    </Box>
  );
}
