import CloseIcon from '@mui/icons-material/Close';
import { Box, Drawer, IconButton, Typography } from '@mui/material';
import type { ReactNode } from 'react';

type SideDrawerProps = { open: boolean; title: ReactNode; label: string; onClose: () => void; children: ReactNode; actions?: ReactNode; width?: number };

/** The detail of a row, over the right edge of the page; Esc closes it and the grid keeps its place. */
export function SideDrawer({ open, title, label, onClose, children, actions, width = 560 }: SideDrawerProps) {
  return (
    <Drawer anchor="right" open={open} onClose={onClose} slotProps={{ paper: { role: 'dialog', 'aria-label': label, sx: { width: `min(${width}px, 92vw)`, display: 'flex', flexDirection: 'column', borderLeft: 1, borderColor: 'divider' } } }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, px: 2.25, minHeight: 50, borderBottom: 1, borderColor: 'divider', flex: 'none' }}>
        <Typography variant="h2" noWrap sx={{ flex: 1, minWidth: 0 }}>{title}</Typography>
        <IconButton aria-label="Close" onClick={onClose}><CloseIcon fontSize="small" /></IconButton>
      </Box>
      <Box sx={{ flex: 1, minHeight: 0, overflowY: 'auto', px: 2.25, py: 1.75, display: 'flex', flexDirection: 'column', gap: 2 }}>{children}</Box>
      {actions !== undefined && <Box sx={{ display: 'flex', gap: 1, justifyContent: 'flex-end', px: 2.25, py: 1.25, borderTop: 1, borderColor: 'divider', flex: 'none' }}>{actions}</Box>}
    </Drawer>
  );
}
