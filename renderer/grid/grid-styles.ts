import type { Theme } from '@mui/material/styles';
import { MONO } from '../theme.ts';

/** What AG Grid's own theme does not know: numbers, tones of rows, the row under the keyboard. */
export function gridStyles(theme: Theme): Record<string, object> {
  const tones = Object.fromEntries(Object.entries(theme.tones).map(([tone, { soft, ink }]) => [`& .tieout-row-${tone}`, { backgroundColor: soft, boxShadow: `inset 3px 0 0 ${ink}` }]));
  return {
    '& > div:first-of-type': { height: '100%' },
    '& .ag-root-wrapper': { border: 'none' },
    '& .ag-cell': { fontVariantNumeric: 'tabular-nums' },
    '& .tieout-number': { textAlign: 'right', justifyContent: 'flex-end' },
    '& .tieout-number-head .ag-header-cell-label': { justifyContent: 'flex-end' },
    '& .tieout-strong': { fontWeight: 600 },
    '& .tieout-mono': { fontFamily: MONO, fontSize: 12.5 },
    '& .tieout-editable': { cursor: 'text' },
    '& .ag-row-focus': { boxShadow: `inset 3px 0 0 ${theme.palette.primary.main}` },
    '& .ag-row-pinned': { fontWeight: 650, backgroundColor: theme.grid.head },
    '& .tieout-row-waiting .ag-cell-value': { visibility: 'hidden' },
    ...tones,
    '& .ag-row.ag-row-selected': { backgroundColor: theme.tones.selected.soft },
  };
}
