import { Box, Divider } from '@mui/material';
import type { Today } from '../../shared/contract/settings.ts';
import { Mark } from '../components/mark.tsx';
import { routes, type PageRoute } from '../routes.tsx';
import { href } from '../stores/route-store.ts';
import { count } from '../text/format.ts';

type Badges = Today['badges'] | undefined;

/** Pages by how often they are used; a number is work that waits. */
export function Rail({ badges, current }: { badges: Badges; current: string }) {
  return (
    <Box component="nav" aria-label="Pages" sx={theme => ({ gridArea: 'rail', width: 184, display: 'flex', flexDirection: 'column', backgroundColor: theme.rail.ground, color: theme.rail.text, py: 1.25, gap: '2px', overflowY: 'auto', '& :focus-visible': { outlineColor: theme.rail.text } })}>
      <Box component="a" href={href('today')} aria-label="Tieout, to the first page" sx={{ display: 'flex', alignItems: 'center', gap: 1.25, px: 2, pb: 1.5, pt: 0.25, color: 'inherit', textDecoration: 'none', fontWeight: 700, fontSize: 16.5, letterSpacing: '-0.01em' }}>
        <Mark />Tieout
      </Box>
      {routes.map(route => <RailLink key={route.page} route={route} badges={badges} isCurrent={route.page === current} />)}
    </Box>
  );
}

function RailLink({ route, badges, isCurrent }: { route: PageRoute; badges: Badges; isCurrent: boolean }) {
  const { page, label, Icon, badge, key, dividerBefore } = route;
  const waiting = badge === undefined ? 0 : badges?.[badge] ?? 0;
  return (
    <>
      {dividerBefore === true && <Divider sx={theme => ({ borderColor: theme.rail.line, my: 0.75, mx: 2 })} />}
      <Box component="a" href={href(page)} aria-current={isCurrent ? 'page' : undefined} aria-keyshortcuts={`G ${key.toUpperCase()}`} aria-label={waiting > 0 ? `${label}, ${count(waiting)}` : label}
        sx={theme => ({
          display: 'flex', alignItems: 'center', gap: 1.25, mx: 1, px: 1.25, minHeight: 34, borderRadius: 1, fontSize: 13.5, textDecoration: 'none',
          color: isCurrent ? theme.rail.text : theme.rail.quiet, backgroundColor: isCurrent ? theme.rail.chosen : 'transparent', fontWeight: isCurrent ? 650 : 500,
          '&:hover': { color: theme.rail.text, backgroundColor: theme.rail.chosen },
        })}>
        <Icon fontSize="small" />
        <Box component="span" sx={{ flex: 1 }}>{label}</Box>
        {waiting > 0 && <Box component="span" aria-hidden sx={theme => ({ fontSize: 11.5, fontWeight: 650, color: theme.rail.text, backgroundColor: theme.rail.line, borderRadius: 8, px: '7px', lineHeight: '18px' })}>{waiting > 999 ? '999+' : waiting}</Box>}
      </Box>
    </>
  );
}
