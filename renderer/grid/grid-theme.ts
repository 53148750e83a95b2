import type { Theme } from '@mui/material/styles';
import { themeQuartz } from 'ag-grid-community';

export const ROW_HEIGHT = 32;

export function gridTheme(theme: Theme) {
  return themeQuartz.withParams({
    browserColorScheme: theme.palette.mode,
    fontFamily: theme.typography.fontFamily ?? 'sans-serif',
    fontSize: 13,
    headerFontSize: 12,
    headerFontWeight: 650,
    accentColor: theme.palette.primary.main,
    backgroundColor: theme.palette.background.paper,
    foregroundColor: theme.palette.text.primary,
    headerBackgroundColor: theme.grid.head,
    headerTextColor: theme.palette.text.secondary,
    borderColor: theme.grid.line,
    rowBorder: { color: theme.grid.line, width: 1 },
    columnBorder: false,
    headerColumnBorder: false,
    headerColumnResizeHandleColor: theme.palette.divider,
    wrapperBorder: false,
    wrapperBorderRadius: 0,
    rowHeight: ROW_HEIGHT,
    headerHeight: 34,
    cellHorizontalPadding: 10,
    selectedRowBackgroundColor: theme.tones.selected.soft,
    rowHoverColor: theme.palette.mode === 'light' ? 'rgb(29 92 77 / 0.045)' : 'rgb(124 198 176 / 0.07)',
    rangeSelectionBorderColor: theme.palette.primary.main,
    checkboxCheckedBackgroundColor: theme.palette.primary.main,
    checkboxCheckedShapeColor: theme.palette.primary.contrastText,
    iconSize: 14,
    spacing: 6,
  });
}
