import { Box, Typography } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import type { Today } from '../../../shared/contract/settings.ts';
import { count, day } from '../../text/format.ts';

const WIDTH = 620;
const HEIGHT = 168;
const BASE = HEIGHT - 22;
const LEFT = 34;

/** Bars of orders with the postings in front of them: where a bar shows through, something was not posted. */
export function DayChart({ days }: { days: Today['perDay'] }) {
  const { palette, tones } = useTheme();
  if (days.length === 0) return <Typography color="textSecondary" sx={{ px: 1.75, py: 1.5 }}>No order was received in this month yet.</Typography>;
  const top = niceTop(Math.max(1, ...days.flatMap(({ orders, posted }) => [orders, posted])));
  const step = (WIDTH - LEFT) / days.length;
  const heightOf = (number: number) => (number / top) * (BASE - 10);
  const orders = days.reduce((sum, each) => sum + each.orders, 0);
  const posted = days.reduce((sum, each) => sum + each.posted, 0);
  return (
    <Box sx={{ px: 1.75, py: 1.25 }}>
      <Box component="svg" role="img" aria-label={`${count(orders)} orders received and ${count(posted)} documents posted in ${days.length} days`} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} sx={{ width: '100%', display: 'block', fontVariantNumeric: 'tabular-nums' }}>
        {[0, 0.5, 1].map(share => (
          <g key={share}>
            <line x1={LEFT} x2={WIDTH} y1={BASE - heightOf(top * share)} y2={BASE - heightOf(top * share)} stroke={palette.divider} />
            <text x={LEFT - 6} y={BASE - heightOf(top * share) + 4} textAnchor="end" fontSize={11} fill={palette.text.secondary}>{count(top * share)}</text>
          </g>
        ))}
        {days.map(({ on, orders: received, posted: sent }, index) => (
          <g key={on}>
            <title>{`${day(on)}: ${count(received)} orders, ${count(sent)} posted`}</title>
            <rect x={LEFT + index * step} y={0} width={step} height={BASE} fill="transparent" />
            <rect x={LEFT + index * step + step * 0.16} y={BASE - heightOf(received)} width={step * 0.68} height={heightOf(received)} rx={1.5} fill={tones.problem.soft} stroke={tones.problem.ink} strokeWidth={0.8} />
            <rect x={LEFT + index * step + step * 0.16} y={BASE - heightOf(Math.min(sent, top))} width={step * 0.68} height={heightOf(Math.min(sent, top))} rx={1.5} fill={palette.primary.main} />
            {(index === 0 || (index + 1) % 7 === 0) && <text x={LEFT + (index + 0.5) * step} y={HEIGHT - 6} textAnchor="middle" fontSize={11} fill={palette.text.secondary}>{Number(on.slice(8))}</text>}
          </g>
        ))}
      </Box>
      <Box sx={{ display: 'flex', gap: 2, fontSize: 12, color: 'text.secondary' }}>
        <Legend colour={palette.primary.main} line={palette.primary.main} text={`Posted ${count(posted)}`} />
        <Legend colour={tones.problem.soft} line={tones.problem.ink} text={`Received ${count(orders)}`} />
      </Box>
    </Box>
  );
}

function Legend({ colour, line, text }: { colour: string; line: string; text: string }) {
  return <Box component="span" sx={{ display: 'inline-flex', gap: 0.75, alignItems: 'center' }}><Box component="span" aria-hidden sx={{ width: 10, height: 10, borderRadius: '2px', backgroundColor: colour, border: `1px solid ${line}` }} />{text}</Box>;
}

/** The next even 1, 2 or 5 of its magnitude, so that the half line is a whole number too. */
function niceTop(most: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(most));
  const nice = [1, 2, 4, 6, 8, 10].find(step => step * magnitude >= most) ?? 10;
  return Math.max(2, nice * magnitude);
}
