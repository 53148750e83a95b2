import AddIcon from '@mui/icons-material/Add';
import DeleteIcon from '@mui/icons-material/DeleteOutlined';
import { Box, Button, IconButton, InputAdornment, TextField, Typography } from '@mui/material';
import type { FeeTier } from '../../../shared/contract/settings.ts';
import { formatMinor, parseMoney } from '../../../shared/values/money.ts';

/** A step as it is typed; what it means is known once all of it is an amount. */
export type TypedTier = { readonly upTo: string; readonly percent: string; readonly flat: string };

const MAX_TIERS = 10;
const MAX_BASIS_POINTS = 10_000;
/** Per cent with two digits are hundredths as pence are, and limits are kept in two digits. */
const hundredths = (minor: number): string => formatMinor(minor, 'GBP');
const parsed = (text: string): number | undefined => {
  const minor = parseMoney(text, 'GBP')?.minor;
  return minor === undefined || minor < 0 ? undefined : minor;
};

export const feeText = (tiers: readonly FeeTier[]): string =>
  tiers.length === 0 ? 'not known' : tiers.map(({ upToMinor, basisPoints, flatMinor }) => `${hundredths(basisPoints)} %${flatMinor === 0 ? '' : ` + ${hundredths(flatMinor)}`}${upToMinor === null ? '' : ` to ${hundredths(upToMinor)}`}`).join(', then ');

export const typedTiers = (tiers: readonly FeeTier[]): TypedTier[] => tiers.map(({ upToMinor, basisPoints, flatMinor }) => ({ upTo: upToMinor === null ? '' : hundredths(upToMinor), percent: hundredths(basisPoints), flat: hundredths(flatMinor) }));

/** What is wrong with each part of a step, in the words under it. */
function wrongWith(tiers: readonly TypedTier[], at: number): Partial<TypedTier> {
  const { upTo = '', percent = '', flat = '' } = tiers[at] ?? {};
  const [limit, before] = [parsed(upTo) ?? 0, at === 0 ? 0 : (parsed(tiers[at - 1]?.upTo ?? '') ?? 0)];
  return {
    ...(at < tiers.length - 1 && limit <= before ? { upTo: before === 0 ? 'An amount such as 10.00' : `More than ${hundredths(before)}` } : {}),
    ...((parsed(percent) ?? MAX_BASIS_POINTS + 1) > MAX_BASIS_POINTS ? { percent: 'From 0.00 to 100.00' } : {}),
    ...(parsed(flat) === undefined ? { flat: 'An amount such as 0.30' } : {}),
  };
}

/** The steps that were typed; undefined while one of them is not right. */
export function tiersFrom(typed: readonly TypedTier[]): FeeTier[] | undefined {
  if (typed.some((_, at) => Object.keys(wrongWith(typed, at)).length > 0)) return undefined;
  return typed.map(({ upTo, percent, flat }, at) => ({ upToMinor: at === typed.length - 1 ? null : (parsed(upTo) ?? 0), basisPoints: parsed(percent) ?? 0, flatMinor: parsed(flat) ?? 0 }));
}

/** One more step before the last, which begins as the last is. */
const withStep = (tiers: readonly TypedTier[]): TypedTier[] => [...tiers.slice(0, -1), { percent: '0.00', flat: '0.00', ...tiers.at(-1), upTo: '' }, ...tiers.slice(-1)];
const right = { inputMode: 'decimal', style: { textAlign: 'right' } } as const;

type FeeTiersProps = { tiers: readonly TypedTier[]; currency: string; readOnly: boolean; onTiers: (tiers: TypedTier[]) => void };

/** The fee contract of a channel, step by step; the last step is for any amount. */
export function FeeTiers({ tiers, currency, readOnly, onTiers }: FeeTiersProps) {
  const change = (at: number, part: Partial<TypedTier>) => onTiers(tiers.map((tier, place) => (place === at ? { ...tier, ...part } : tier)));
  return (
    <Box role="group" aria-label="Fee contract" sx={{ gridColumn: '1 / -1', borderTop: 1, borderColor: 'divider', pt: 1.5, display: 'flex', flexDirection: 'column', gap: 1 }}>
      <Box sx={{ display: 'flex', alignItems: 'center' }}>
        <Typography variant="subtitle2" sx={{ flex: 1 }}>Fee contract</Typography>
        <Button startIcon={<AddIcon fontSize="small" />} disabled={readOnly || tiers.length >= MAX_TIERS} onClick={() => onTiers(withStep(tiers))}>{tiers.length === 0 ? 'Add the fee' : 'Add a step'}</Button>
      </Box>
      {tiers.length === 0 && <Typography variant="body2" color="text.secondary">No fee is known, so none is checked. With a contract, a settlement line above it is named.</Typography>}
      {tiers.map((tier, at) => {
        const isLast = at === tiers.length - 1;
        const wrong = wrongWith(tiers, at);
        const step = `step ${at + 1}`;
        return (
          <Box key={at} sx={{ display: 'grid', gridTemplateColumns: 'repeat(3, minmax(0, 1fr)) 40px', gap: 1.25, alignItems: 'start' }}>
            {isLast
              ? <Typography color="text.secondary" sx={{ pt: 1 }}>{tiers.length === 1 ? 'Any amount' : 'Any amount above'}</Typography>
              : <TextField label="Sales up to" value={tier.upTo} disabled={readOnly} error={wrong.upTo !== undefined} helperText={wrong.upTo} slotProps={{ htmlInput: { ...right, 'aria-label': `Sales up to, ${step}` }, input: { endAdornment: <InputAdornment position="end">{currency}</InputAdornment> } }} onChange={event => change(at, { upTo: event.target.value })} />}
            <TextField label="Of the gross" value={tier.percent} disabled={readOnly} error={wrong.percent !== undefined} helperText={wrong.percent} slotProps={{ htmlInput: { ...right, 'aria-label': `Fee, per cent, ${step}` }, input: { endAdornment: <InputAdornment position="end">%</InputAdornment> } }} onChange={event => change(at, { percent: event.target.value })} />
            <TextField label="And per order" value={tier.flat} disabled={readOnly} error={wrong.flat !== undefined} helperText={wrong.flat} slotProps={{ htmlInput: { ...right, 'aria-label': `Fee, fixed, ${step}` }, input: { endAdornment: <InputAdornment position="end">{currency}</InputAdornment> } }} onChange={event => change(at, { flat: event.target.value })} />
            <IconButton aria-label={`Remove ${step} of the fee`} disabled={readOnly} onClick={() => onTiers(tiers.filter((_, place) => place !== at))}><DeleteIcon fontSize="small" /></IconButton>
          </Box>
        );
      })}
    </Box>
  );
}
