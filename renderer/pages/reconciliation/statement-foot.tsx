import ExpandIcon from '@mui/icons-material/ExpandLess';
import { Box, Button, Popover, Typography } from '@mui/material';
import { useState, type ReactNode } from 'react';
import type { Figures } from '../../../shared/contract/reconciliation.ts';
import { Amount, Unexplained } from '../../components/amount.tsx';
import { HeardOnly } from '../../components/heard-only.tsx';
import { counted } from '../../text/format.ts';

/** The statement of the reconciliation in one line. It ends in the figure that has to be 0.00. */
export function StatementFoot({ figures, end }: { figures: Figures; end?: ReactNode }) {
  const { currency, openingMinor, movementsMinor, closingMinor, explainedMinor, unexplainedMinor } = figures;
  const [anchor, setAnchor] = useState<HTMLElement>();
  return (
    <Box component="footer" aria-label="Statement" sx={{ display: 'flex', alignItems: 'center', gap: 2, flex: 'none', flexWrap: 'wrap', rowGap: 0.5 }}>
      <Box sx={{ display: 'flex', alignItems: 'flex-end', gap: 1.25 }}>
        <Figure label="Opening" minor={openingMinor} currency={currency} /><Sign>+</Sign>
        <Figure label="Movements" minor={movementsMinor} currency={currency} /><Sign>=</Sign>
        <Figure label="Closing, per Sage" minor={closingMinor} currency={currency} strong /><Sign>−</Sign>
        <Button color="inherit" aria-haspopup="dialog" onClick={event => setAnchor(event.currentTarget)} endIcon={<ExpandIcon fontSize="small" />} sx={{ px: 0.75, py: 0, textAlign: 'left', fontWeight: 500, alignItems: 'flex-end' }}>
          <Figure label="Explained" minor={explainedMinor} currency={currency} /><HeardOnly>, in detail</HeardOnly>
        </Button>
        <Sign>=</Sign>
      </Box>
      <Unexplained minor={unexplainedMinor} currency={currency} large />
      <Box sx={{ flex: 1 }} />
      {end}
      <Popover open={anchor !== undefined} anchorEl={anchor ?? null} onClose={() => setAnchor(undefined)} anchorOrigin={{ vertical: 'top', horizontal: 'left' }} transformOrigin={{ vertical: 'bottom', horizontal: 'left' }}>
        <Breakdown figures={figures} />
      </Popover>
    </Box>
  );
}

/** What the explained amount is made of: the balance that the outside states, and every reason with its lines. */
function Breakdown({ figures: { explanations, explainedMinor, currency, key } }: { figures: Figures }) {
  const outsideMinor = explainedMinor - explanations.reduce((sum, { minor }) => sum + minor, 0);
  const rows = [
    { label: key.kind === 'payments' ? 'Balance the outside states' : 'Total outside', count: null, minor: outsideMinor },
    ...explanations.map(({ label, count, minor }) => ({ label, count, minor })),
  ];
  return (
    <Box sx={{ p: 2, minWidth: 400, maxHeight: 420, overflowY: 'auto' }}>
      <Typography variant="h2" sx={{ mb: 1 }}>Explained by</Typography>
      <Box component="table" sx={{ borderCollapse: 'collapse', width: '100%', fontSize: 13, '& td': { py: '3px' }, '& td + td': { textAlign: 'right', pl: 3 } }}>
        <tbody>
          {rows.map(({ label, count, minor }) => <tr key={label}><td>{label}</td><Box component="td" sx={{ color: 'text.secondary' }}>{count === null || count === 0 ? '' : counted(count, 'line')}</Box><td><Amount minor={minor} currency={currency} /></td></tr>)}
          <Box component="tr" sx={{ '& td': { borderTop: 1, borderColor: 'divider', fontWeight: 650 } }}><td>Explained</td><td /><td><Amount minor={explainedMinor} currency={currency} /></td></Box>
        </tbody>
      </Box>
    </Box>
  );
}

function Figure({ label, minor, currency, strong = false }: { label: string; minor: number; currency: string; strong?: boolean }) {
  return <Box component="span" sx={{ display: 'inline-flex', flexDirection: 'column', lineHeight: 1.25 }}><Box component="span" sx={{ fontSize: 11.5, color: 'text.secondary', fontWeight: 500, whiteSpace: 'nowrap' }}>{label}</Box><Amount minor={minor} currency={currency} strong={strong} sx={{ fontSize: 14 }} /></Box>;
}

const Sign = ({ children }: { children: string }) => <Box component="span" aria-hidden sx={{ color: 'text.secondary', fontSize: 14 }}>{children}</Box>;
