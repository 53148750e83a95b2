import { Box, Typography } from '@mui/material';
import { Fragment } from 'react';
import type { RunCounts } from '../../../shared/contract/runs.ts';
import { Banner } from '../../components/status-chip.tsx';
import { href } from '../../stores/route-store.ts';
import { count } from '../../text/format.ts';
import { recordStates } from '../../text/words.ts';

const PARTS = ['posted', 'held', 'failed', 'skipped', 'inDoubt', 'waiting'] as const;

/** read = posted + held + failed + skipped + in doubt + waiting; each number is a link to exactly its rows. */
export function RunCountsLine({ counts }: { counts: RunCounts }) {
  const sum = PARTS.reduce((total, part) => total + counts[part], 0);
  return (
    <Box>
      <Box role="group" aria-label="What became of the records" sx={{ display: 'flex', alignItems: 'stretch', flexWrap: 'wrap', columnGap: 0.5, rowGap: 1 }}>
        <Tile name="Read" number={counts.read} to="runs/records" />
        {PARTS.map((part, index) => (
          <Fragment key={part}>
            <Box aria-hidden sx={{ alignSelf: 'center', px: 0.25, color: 'text.secondary', fontSize: 16 }}>{index === 0 ? '=' : '+'}</Box>
            <Tile name={recordStates[part].label} number={counts[part]} to={`runs/records?state=${part}`} tone={recordStates[part].tone} />
          </Fragment>
        ))}
      </Box>
      {sum !== counts.read && <Box sx={{ mt: 1 }}><Banner tone="broken">These do not add up: {count(counts.read)} were read, {count(sum)} are accounted for. Stop and report it.</Banner></Box>}
    </Box>
  );
}

function Tile({ name, number, to, tone }: { name: string; number: number; to: string; tone?: 'good' | 'problem' | 'broken' | 'quiet' | 'part' }) {
  return (
    <Box component="a" href={href(to)} sx={theme => ({ textDecoration: 'none', color: 'inherit', borderRadius: 1, px: 1.25, py: 0.5, minWidth: 76, border: 1, borderColor: 'divider', backgroundColor: number > 0 && tone !== undefined && tone !== 'quiet' ? theme.tones[tone].soft : 'transparent', '&:hover': { borderColor: 'primary.main' } })}>
      <Typography variant="caption" component="div" color="textSecondary">{name}</Typography>
      <Box sx={theme => ({ fontSize: 20, fontWeight: 650, lineHeight: 1.25, color: number === 0 ? 'text.disabled' : tone === undefined ? 'text.primary' : theme.tones[tone].ink })}>{count(number)}</Box>
    </Box>
  );
}
