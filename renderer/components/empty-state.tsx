import { Box, Typography } from '@mui/material';
import type { ReactNode } from 'react';

/** Says what belongs here and how it comes to be here. */
export function EmptyState({ title, text, action }: { title: string; text?: ReactNode; action?: ReactNode }) {
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', alignItems: 'center', justifyContent: 'center', textAlign: 'center', gap: 1, p: 4, height: '100%' }}>
      <Typography variant="h2" component="p">{title}</Typography>
      {text !== undefined && <Typography color="textSecondary" sx={{ maxWidth: 460 }}>{text}</Typography>}
      {action !== undefined && <Box sx={{ mt: 1 }}>{action}</Box>}
    </Box>
  );
}
