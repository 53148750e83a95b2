import FilterListIcon from '@mui/icons-material/FilterList';
import FileDownloadIcon from '@mui/icons-material/FileDownloadOutlined';
import ViewColumnIcon from '@mui/icons-material/ViewColumnOutlined';
import { Box, Checkbox, Divider, IconButton, Menu, MenuItem, Tooltip } from '@mui/material';
import { useState, type ReactNode } from 'react';
import { count, counted } from '../text/format.ts';

export type ColumnChoice = { id: string; label: string; hidden: boolean };

type GridFooterProps = {
  total: number | undefined;
  selected: number;
  unit: string;
  children?: ReactNode;
  filtersOpen: boolean;
  onFilters: () => void;
  onExport: () => void;
  columns: () => ColumnChoice[];
  onColumn: (id: string, hidden: boolean) => void;
  onResetColumns: () => void;
};

/** The status bar of a grid: how many, how many selected, and what can be done with what is seen. */
export function GridFooter({ total, selected, unit, children, filtersOpen, onFilters, onExport, columns, onColumn, onResetColumns }: GridFooterProps) {
  const [menu, setMenu] = useState<{ anchor: HTMLElement; choices: ColumnChoice[] }>();
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, px: 1.25, minHeight: 32, borderTop: 1, borderColor: 'divider', fontSize: 12, color: 'text.secondary', flex: 'none', backgroundColor: 'background.paper' }}>
      <span role="status">{total === undefined ? 'Loading…' : counted(total, unit)}{selected > 0 && ` · ${count(selected)} selected`}</span>
      <Box sx={{ flex: 1, minWidth: 0, display: 'flex', alignItems: 'center', gap: 1.5, overflow: 'hidden' }}>{children}</Box>
      <Tooltip title="Filter by column"><IconButton aria-label="Filter by column" aria-pressed={filtersOpen} color={filtersOpen ? 'primary' : 'default'} onClick={onFilters}><FilterListIcon sx={{ fontSize: 17 }} /></IconButton></Tooltip>
      <Tooltip title="Choose columns"><IconButton aria-label="Choose columns" onClick={event => setMenu({ anchor: event.currentTarget, choices: columns() })}><ViewColumnIcon sx={{ fontSize: 17 }} /></IconButton></Tooltip>
      <Tooltip title="Export what you see as CSV"><IconButton aria-label="Export what you see as CSV" onClick={onExport}><FileDownloadIcon sx={{ fontSize: 17 }} /></IconButton></Tooltip>
      <Menu open={menu !== undefined} anchorEl={menu?.anchor ?? null} onClose={() => setMenu(undefined)}>
        {menu?.choices.map(({ id, label, hidden }) => (
          <MenuItem key={id} role="menuitemcheckbox" aria-checked={!hidden} dense onClick={() => { onColumn(id, !hidden); setMenu({ ...menu, choices: menu.choices.map(choice => (choice.id === id ? { ...choice, hidden: !hidden } : choice)) }); }}>
            <Checkbox checked={!hidden} tabIndex={-1} disableRipple sx={{ p: 0, mr: 1 }} />{label}
          </MenuItem>
        ))}
        <Divider />
        <MenuItem dense onClick={() => { onResetColumns(); setMenu(undefined); }}>Columns as at first</MenuItem>
      </Menu>
    </Box>
  );
}
