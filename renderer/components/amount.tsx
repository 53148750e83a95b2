import { Box, type SxProps } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { amount, money } from '../text/format.ts';

type AmountProps = { minor: number; currency: string; /** Where more than one currency is on the screen. */ showCurrency?: boolean; strong?: boolean; sx?: SxProps };

/** Money outside a grid: tabular, never broken over two lines. */
export function Amount({ minor, currency, showCurrency = false, strong = false, sx }: AmountProps) {
  return <Box component="span" sx={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap', fontWeight: strong ? 650 : 'inherit', ...(sx as object) }}>{showCurrency ? money(minor, currency) : amount(minor, currency)}</Box>;
}

/** The figure that ends a reconciliation: a colour, an icon in a word, and the amount. 0.00 is the aim. */
export function Unexplained({ minor, currency, large = false }: { minor: number; currency: string; large?: boolean }) {
  const { tones } = useTheme();
  const tone = tones[minor === 0 ? 'good' : 'broken'];
  if (!large) return <Box component="span" sx={{ color: tone.ink, fontWeight: 650, fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>{amount(minor, currency)}</Box>;
  return (
    <Box role="status" aria-label={`Unexplained ${money(minor, currency)}`} sx={{ display: 'flex', alignItems: 'baseline', gap: 1.25, px: 1.75, py: 0.75, borderRadius: 1.25, backgroundColor: tone.soft, color: tone.ink, whiteSpace: 'nowrap' }}>
      <Box component="span" sx={{ fontSize: 11, fontWeight: 700, letterSpacing: '0.06em' }}>{minor === 0 ? '✓ ' : ''}UNEXPLAINED</Box>
      <Box component="span" sx={{ fontSize: 22, fontWeight: 700, fontVariantNumeric: 'tabular-nums', lineHeight: 1.1 }}>{amount(minor, currency)}</Box>
      <Box component="span" sx={{ fontSize: 12, fontWeight: 600 }}>{currency}</Box>
    </Box>
  );
}
