import { Box, Dialog, DialogContent, DialogTitle, Typography } from '@mui/material';
import { Key } from '../components/key-hints.tsx';
import { routes } from '../routes.tsx';
import { useUi } from '../stores/ui-store.ts';

const EVERYWHERE = [['Ctrl K', 'Find a record, an amount, a page'], ['?', 'This list'], ['Esc', 'Back, or close'], ['Tab', 'To the next part of the page']] as const;
const GRIDS = [['↑ ↓', 'Move'], ['Enter', 'Open'], ['Space', 'Select'], ['Ctrl A', 'Select all, up to 500'], ['Ctrl C', 'Copy as a table']] as const;

export function Shortcuts() {
  const { shortcutsOpen, setShortcutsOpen } = useUi();
  return (
    <Dialog open={shortcutsOpen} onClose={() => setShortcutsOpen(false)} maxWidth="sm" fullWidth>
      <DialogTitle>Keyboard shortcuts</DialogTitle>
      <DialogContent sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 3 }}>
        <Box><List title="Everywhere" keys={EVERYWHERE} /><List title="In a grid" keys={GRIDS} /></Box>
        <List title="Go to a page" keys={routes.map(({ key, label }) => [`G ${key.toUpperCase()}`, label] as const)} />
      </DialogContent>
    </Dialog>
  );
}

function List({ title, keys }: { title: string; keys: readonly (readonly [string, string])[] }) {
  return (
    <Box sx={{ mb: 2 }}>
      <Typography variant="h3" sx={{ mb: 0.75 }}>{title}</Typography>
      {keys.map(([key, does]) => <Box key={key} sx={{ display: 'flex', gap: 1.5, py: '3px' }}><Box sx={{ minWidth: 56 }}><Key>{key}</Key></Box>{does}</Box>)}
    </Box>
  );
}
