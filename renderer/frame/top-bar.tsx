import AutorenewIcon from '@mui/icons-material/Autorenew';
import ChevronLeftIcon from '@mui/icons-material/ChevronLeft';
import ChevronRightIcon from '@mui/icons-material/ChevronRight';
import SearchIcon from '@mui/icons-material/Search';
import { Box, Button, IconButton, LinearProgress, MenuItem, Popover, Select, Tooltip, Typography } from '@mui/material';
import { useState } from 'react';
import { addMonths, type Period } from '../../shared/values/date.ts';
import { EnvironmentChip } from '../components/environment-chip.tsx';
import { Key } from '../components/key-hints.tsx';
import { useSignedIn } from '../engine/person.tsx';
import { useProgress } from '../stores/progress-store.ts';
import { go } from '../stores/route-store.ts';
import { useUi } from '../stores/ui-store.ts';
import { count, counted, duration, month } from '../text/format.ts';
import { PersonMenu } from './person-menu.tsx';

const MONTHS_OFFERED = 18;

/** Where this is (company, environment, month), the finder, what is running, and who is signed in. */
export function TopBar({ onSignedOut }: { onSignedOut: () => void }) {
  const { workspace, environment } = useSignedIn();
  const setFinderOpen = useUi(ui => ui.setFinderOpen);
  return (
    <Box component="header" sx={{ gridArea: 'bar', display: 'flex', alignItems: 'center', gap: 1.25, px: { xs: 1, md: 2.5 }, minHeight: 48, borderBottom: 1, borderColor: 'divider', backgroundColor: 'background.paper', minWidth: 0 }}>
      <Typography noWrap sx={{ fontWeight: 650, minWidth: 0 }}>{workspace}</Typography>
      <EnvironmentChip environment={environment} />
      <PeriodChoice />
      <Box sx={{ flex: 1 }} />
      <Button variant="outlined" color="inherit" startIcon={<SearchIcon fontSize="small" />} onClick={() => setFinderOpen(true)} aria-keyshortcuts="Control+K" sx={{ color: 'text.secondary', width: { xs: 130, md: 200, xl: 320 }, overflow: 'hidden', justifyContent: 'flex-start', fontWeight: 500, '& .MuiButton-startIcon': { mr: 0.75 } }}>
        <Box component="span" sx={{ flex: 1, textAlign: 'left' }}>Find anything</Box><Box component="span" aria-hidden><Key>Ctrl K</Key></Box>
      </Button>
      <RunningTasks />
      <PersonMenu onSignedOut={onSignedOut} />
    </Box>
  );
}

function PeriodChoice() {
  const { period, setPeriod } = useUi();
  const [latest] = useState(() => new Date().toISOString().slice(0, 7) as Period);
  const offered = Array.from({ length: MONTHS_OFFERED }, (_, index) => addMonths(latest, 1 - index));
  const choices = offered.includes(period) ? offered : [period, ...offered];
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', flex: 'none' }}>
      <Tooltip title="Month before"><IconButton aria-label="Month before" onClick={() => setPeriod(addMonths(period, -1))}><ChevronLeftIcon fontSize="small" /></IconButton></Tooltip>
      <Select variant="standard" disableUnderline value={period} onChange={event => setPeriod(event.target.value)} inputProps={{ 'aria-label': 'Period' }} sx={{ fontWeight: 650, '& .MuiSelect-select': { py: 0.25, pl: 0.5 } }} MenuProps={{ slotProps: { paper: { sx: { maxHeight: 420 } } } }}>
        {choices.map(choice => <MenuItem key={choice} value={choice}>{month(choice)}</MenuItem>)}
      </Select>
      <Tooltip title="Month after"><IconButton aria-label="Month after" onClick={() => setPeriod(addMonths(period, 1))}><ChevronRightIcon fontSize="small" /></IconButton></Tooltip>
    </Box>
  );
}

const UNDER_WAY = ['running', 'pausing', 'cancelling'];

/** Anything long keeps running when its page is left; here it is found again. */
function RunningTasks() {
  const { runs, tasks } = useProgress();
  const [anchor, setAnchor] = useState<HTMLElement>();
  const running = Object.values(runs).filter(run => UNDER_WAY.includes(run.state));
  const others = Object.values(tasks);
  const total = running.length + others.length;
  if (total === 0) return null;
  return (
    <>
      <Button color="inherit" startIcon={<AutorenewIcon fontSize="small" />} onClick={event => setAnchor(event.currentTarget)} aria-haspopup="dialog">{count(total)} running</Button>
      <Popover open={anchor !== undefined} anchorEl={anchor ?? null} onClose={() => setAnchor(undefined)} anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }} transformOrigin={{ vertical: 'top', horizontal: 'right' }}>
        <Box sx={{ width: 360, p: 2, display: 'flex', flexDirection: 'column', gap: 2 }}>
          {running.map(({ runId, step, done, total: whole, secondsLeft, counts }) => (
            <Box key={runId} component="a" href={`#/runs/${runId}`} onClick={() => { setAnchor(undefined); go(`runs/${runId}`); }} sx={{ color: 'inherit', textDecoration: 'none' }}>
              <Typography variant="h3">Order to cash · {step}</Typography>
              <LinearProgress aria-label={`${step}: ${done} of ${whole}`} variant={whole > 0 ? 'determinate' : 'indeterminate'} value={whole > 0 ? (100 * done) / whole : 0} sx={{ my: 0.75 }} />
              <Typography variant="caption" color="textSecondary">{count(done)} of {count(whole)} · {counted(counts.failed, 'failed', 'failed')}{secondsLeft === null ? '' : ` · ${duration(secondsLeft)} left`}</Typography>
            </Box>
          ))}
          {others.map(({ task, text, done, total: whole }) => (
            <Box key={task}>
              <Typography variant="h3">{text}</Typography>
              <LinearProgress aria-label={text} variant={whole === null ? 'indeterminate' : 'determinate'} value={whole === null ? 0 : (100 * done) / Math.max(1, whole)} sx={{ my: 0.75 }} />
              <Typography variant="caption" color="textSecondary">{whole === null ? count(done) : `${count(done)} of ${count(whole)}`}</Typography>
            </Box>
          ))}
        </Box>
      </Popover>
    </>
  );
}
