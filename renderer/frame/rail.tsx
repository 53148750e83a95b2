import { Box, Divider } from '@mui/material';
import type { Today } from '../../shared/contract/settings.ts';
import { HeardOnly } from '../components/heard-only.tsx';
import { Mark } from '../components/mark.tsx';
import { routes, type PageRoute } from '../routes.tsx';
import { href } from '../stores/route-store.ts';
import { count } from '../text/format.ts';

/** In a narrow window, or at 200 %, the rail is its icons; the words are still read out. */
const WIDE_ONLY = { position: { xs: 'absolute', md: 'static' }, clipPath: { xs: 'inset(50%)', md: 'none' } } as const;
const MOST_SHOWN = 999;

type Badges = Today['badges'] | undefined;

/** Pages by how often they are used; a number is work that waits. */
export function Rail({ badges, current }: { badges: Badges; current: string }) {
  return (
    <Box component="nav" aria-label="Pages" sx={theme => ({ gridArea: 'rail', width: { xs: 52, md: 184 }, display: 'flex', flexDirection: 'column', backgroundColor: theme.rail.ground, color: theme.rail.text, py: 1.25, gap: '2px', overflowY: 'auto', '& :focus-visible': { outlineColor: theme.rail.text } })}>
      <Box component="a" href={href('today')} aria-label="Tieout, to the first page" sx={{ display: 'flex', alignItems: 'center', gap: 1.25, px: { xs: 1.75, md: 2 }, pb: 1.5, pt: 0.25, color: 'inherit', textDecoration: 'none', fontWeight: 700, fontSize: 16.5, letterSpacing: '-0.01em' }}>
        <Mark /><Box component="span" sx={WIDE_ONLY}>Tieout</Box>
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
      <Box component="a" href={href(page)} aria-current={isCurrent ? 'page' : undefined} aria-keyshortcuts={`G ${key.toUpperCase()}`}
        sx={theme => ({
          display: 'flex', alignItems: 'center', gap: 1.25, mx: 1, px: 1.25, minHeight: 34, borderRadius: 1, fontSize: 13.5, textDecoration: 'none',
          color: isCurrent ? theme.rail.text : theme.rail.quiet, backgroundColor: isCurrent ? theme.rail.chosen : 'transparent', fontWeight: isCurrent ? 650 : 500,
          '&:hover': { color: theme.rail.text, backgroundColor: theme.rail.chosen },
        })}>
        <Icon fontSize="small" />
        <Box component="span" sx={{ flex: 1, ...WIDE_ONLY }}>{label}{waiting > 0 && <HeardOnly>, </HeardOnly>}</Box>
        {waiting > 0 && <Box component="span" sx={theme => ({ ...WIDE_ONLY, fontSize: 11.5, fontWeight: 650, color: theme.rail.text, backgroundColor: theme.rail.line, borderRadius: 8, px: '7px', lineHeight: '18px' })}>{waiting > MOST_SHOWN ? `${count(MOST_SHOWN)}+` : waiting}</Box>}
      </Box>
    </>
  );
}
