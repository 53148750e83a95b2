import { Box, Checkbox, MenuItem, Select } from '@mui/material';
import { RULE_LIMITS, type RuleRate, type RuleSetting } from '../../../shared/contract/match-rules.ts';
import { formatMinor, parseMoney } from '../../../shared/values/money.ts';
import { ruleWord } from '../../text/close-words.ts';
import { count, tenths } from '../../text/format.ts';
import { differing } from './differences.ts';
import { NumberCell } from './number-cell.tsx';

type RowProps = {
  rule: RuleSetting;
  /** As it is in force. */
  before: RuleSetting | undefined;
  rate: RuleRate | undefined;
  place: number; isChosen: boolean; canEdit: boolean;
  onChoose: () => void;
  /** false: it was refused, and the cell shows what holds. */
  onChange: (rule: RuleSetting) => boolean;
};

const figure = (n: number): string => (n === 0 ? '–' : count(n));
const hundredths = (text: string): number | null => { const money = parseMoney(text.trim() || '0', 'GBP'); return money && money.minor >= 0 ? money.minor : null; };
const days = (text: string): number | null => (/^\d{1,3}$/.test(text.trim()) ? Number(text.trim()) : null);
const modeOf = ({ automatic }: Pick<RuleSetting, 'automatic'>): 'automatic' | 'ask' => (automatic ? 'automatic' : 'ask');
const MODES = { automatic: 'Matches', ask: 'Asks' } as const;

/** One rule: its settings as controls for whoever may change them, and what came of it. */
export function RuleRow({ rule, before, rate, place, isChosen, canEdit, onChoose, onChange }: RowProps) {
  const name = ruleWord(rule.name);
  const limits = RULE_LIMITS[rule.name] ?? {};
  const changed = new Set(differing(before, rule));
  const set = (part: Partial<RuleSetting>): boolean => onChange({ ...rule, ...part });
  const cell = (field: keyof RuleSetting) => (changed.has(field) ? { className: 'word changed' } : { className: 'word' });
  const was = (field: keyof RuleSetting, text: string) => (changed.has(field) ? <Box component="s" sx={{ color: 'text.secondary', ml: 0.75, fontSize: 12 }}>{text}</Box> : null);
  const isFinding = limits.neverMatches === true;
  return (
    <Box component="tr" aria-selected={isChosen} sx={theme => ({ ...(isChosen ? { backgroundColor: theme.tones.selected.soft } : {}), ...(rule.on ? {} : { '& td': { color: 'text.secondary' } }), '& td.changed': { boxShadow: `inset 0 -2px 0 ${theme.tones.part.ink}` } })}>
      <td>
        <Box component="button" type="button" data-rule={rule.name} aria-pressed={isChosen} onClick={onChoose} sx={{ font: 'inherit', fontWeight: 600, color: 'inherit', background: 'none', border: 0, p: 0, cursor: 'pointer', textAlign: 'left', display: 'inline-flex', gap: 1 }}>
          <Box component="span" aria-hidden sx={{ color: 'text.secondary', width: 18, textAlign: 'right', fontWeight: 400 }}>{place}</Box>{name}
        </Box>
      </td>
      <td {...cell('on')}>{canEdit ? <Checkbox checked={rule.on} slotProps={{ input: { 'aria-label': `${name}: on` } }} onChange={event => { set({ on: event.target.checked }); }} sx={{ p: '3px', ml: '-3px' }} /> : rule.on ? 'On' : 'Off'}{was('on', before?.on === true ? 'on' : 'off')}</td>
      <td {...cell('automatic')}>
        {isFinding ? 'Is told' : canEdit ? (
          <Select variant="standard" disableUnderline value={modeOf(rule)} disabled={!rule.on} inputProps={{ 'aria-label': `${name}: what it finds` }} onChange={event => { set({ automatic: event.target.value === 'automatic' }); }} sx={{ fontSize: 13, '& .MuiSelect-select': { py: 0.25 } }}>
            {Object.entries(MODES).map(([value, label]) => <MenuItem key={value} value={value}>{label}</MenuItem>)}
          </Select>
        ) : MODES[modeOf(rule)]}
        {was('automatic', before ? MODES[modeOf(before)] : '')}
      </td>
      <td {...cell('windowDays')}>
        {!limits.windowDays ? <Box component="span" sx={{ color: 'text.secondary' }}>any</Box>
          : <NumberCell label={`${name}: days apart`} value={rule.windowDays === null ? '' : String(rule.windowDays)} placeholder="any" canEdit={canEdit && rule.on} onCommit={text => set({ windowDays: text.trim() === '' ? null : (days(text) ?? Number.NaN) })} />}
        {was('windowDays', before?.windowDays === null ? 'any' : String(before?.windowDays ?? ''))}
      </td>
      <td className="word">
        {limits.toleranceMinor && limits.toleranceBasisPoints ? (
          <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.5 }}>
            <NumberCell label={`${name}: rounding`} value={formatMinor(rule.toleranceMinor, 'GBP')} canEdit={canEdit && rule.on} onCommit={text => set({ toleranceMinor: hundredths(text) ?? Number.NaN })} />{was('toleranceMinor', formatMinor(before?.toleranceMinor ?? 0, 'GBP'))}
            {' or '}
            <NumberCell label={`${name}: fee in per cent`} value={formatMinor(rule.toleranceBasisPoints, 'GBP')} canEdit={canEdit && rule.on} onCommit={text => set({ toleranceBasisPoints: hundredths(text) ?? Number.NaN })} />%{was('toleranceBasisPoints', formatMinor(before?.toleranceBasisPoints ?? 0, 'GBP'))}
          </Box>
        ) : <Box component="span" sx={{ color: 'text.secondary' }}>{isFinding ? '' : 'nothing'}</Box>}
      </td>
      {isFinding ? <td colSpan={3}>{rate ? (rate.found === 0 ? '–' : `${count(rate.found)} posted twice`) : ''}</td> : (
        <><td>{rate ? figure(rate.matches) : ''}</td><td>{rate ? (rate.entries === 0 ? '–' : tenths(rate.entries, rate.matchable)) : ''}</td><td>{rate ? tenths(rate.takenApart, rate.matches + rate.takenApart) : ''}</td></>
      )}
    </Box>
  );
}
