import ArrowBackIcon from '@mui/icons-material/ArrowBack';
import { Box, IconButton, Typography } from '@mui/material';
import { useEffect, type ReactNode } from 'react';
import { href } from '../stores/route-store.ts';

type PageProps = {
  title: string;
  /** Beside the title: a state, a version. */
  beside?: ReactNode;
  /** One line that says what this page is for; give it only while the page is empty. */
  hint?: string | undefined;
  /** Secondary actions first, the primary one last. */
  actions?: ReactNode;
  /** The way back up, before the title. Esc goes there too. */
  back?: { to: string; label: string };
  children: ReactNode;
  /** true: the page scrolls as a whole; otherwise its content fills the window and scrolls inside (grids). */
  scroll?: boolean;
};

/** Title, actions, content. The only h1 of the window. */
export function Page({ title, beside, hint, actions, back, children, scroll = false }: PageProps) {
  useEffect(() => {
    document.title = `${title} – Tieout`;
  }, [title]);
  return (
    <Box sx={{ height: '100%', display: 'flex', flexDirection: 'column', px: { xs: 1.5, md: 2.5 }, pt: 1.75, pb: scroll ? 0 : 1.5, minWidth: 0, overflowY: { xs: 'auto', md: 'visible' } }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, minHeight: 36, mb: 1.25, flex: 'none', flexWrap: { xs: 'wrap', md: 'nowrap' } }}>
        {back && <IconButton component="a" href={href(back.to)} aria-label={back.label} sx={{ ml: -1, mr: -0.75 }}><ArrowBackIcon fontSize="small" /></IconButton>}
        <Typography variant="h1" noWrap sx={{ minWidth: 0 }}>{title}</Typography>
        {beside}
        <Box sx={{ flex: 1 }} />
        <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flex: 'none' }}>{actions}</Box>
      </Box>
      {hint !== undefined && <Typography color="textSecondary" sx={{ mb: 1.5, mt: -0.5, maxWidth: 820, flex: 'none' }}>{hint}</Typography>}
      <Box sx={{ flex: { xs: '1 0 auto', md: 1 }, minHeight: { xs: 420, md: 0 }, display: 'flex', flexDirection: 'column', gap: 1.25, ...(scroll ? { overflowY: 'auto', pb: 3, mx: -2.5, px: 2.5 } : {}) }}>{children}</Box>
    </Box>
  );
}

/** A bordered part of a page with its own heading. */
export function Panel({ title, actions, children, sx }: { title?: ReactNode; actions?: ReactNode; children: ReactNode; sx?: object }) {
  return (
    <Box component="section" sx={{ border: 1, borderColor: 'divider', borderRadius: 1.5, backgroundColor: 'background.paper', minWidth: 0, minHeight: 0, display: 'flex', flexDirection: 'column', ...sx }}>
      {(title !== undefined || actions !== undefined) && (
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, px: 1.75, minHeight: 42, borderBottom: 1, borderColor: 'divider', flex: 'none' }}>
          <Typography variant="h2" noWrap sx={{ flex: 1 }}>{title}</Typography>
          {actions}
        </Box>
      )}
      {children}
    </Box>
  );
}
