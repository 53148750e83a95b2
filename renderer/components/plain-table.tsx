import { Box } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import type { ReactNode } from 'react';

/** A short table inside a panel: numbers to the right, except in columns of the class `word`. Long lists belong into a grid. */
export function PlainTable({ label, children }: { label: string; children: ReactNode }) {
  const { grid } = useTheme();
  return (
    <Box sx={{ overflowX: 'auto' }}>
      <Box component="table" aria-label={label} sx={{
        width: '100%', borderCollapse: 'collapse', fontSize: 13, fontVariantNumeric: 'tabular-nums',
        '& th, & td': { px: 1.25, height: 30, textAlign: 'right', whiteSpace: 'nowrap', borderBottom: `1px solid ${grid.line}` },
        '& th:first-of-type, & td:first-of-type': { textAlign: 'left', pl: 1.75 }, '& tr > *:last-child': { pr: 1.75 },
        '& thead th': { fontSize: 12, fontWeight: 650, color: 'text.secondary', backgroundColor: grid.head, height: 30 },
        '& .word': { textAlign: 'left' }, '& tbody tr:last-of-type td': { borderBottom: 0 },
      }}>{children}</Box>
    </Box>
  );
}
