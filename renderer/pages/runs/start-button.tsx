import ArrowDropDownIcon from '@mui/icons-material/ArrowDropDown';
import PlayArrowIcon from '@mui/icons-material/PlayArrow';
import { Button, ButtonGroup, Menu, MenuItem } from '@mui/material';
import { useState } from 'react';
import { runs as contractGroup, Workflow } from '../../../shared/contract/runs.ts';
import { useMay } from '../../engine/person.tsx';
import { useCommand, useQuery } from '../../engine/use-engine.tsx';
import { go } from '../../stores/route-store.ts';
import { useUi } from '../../stores/ui-store.ts';
import { month } from '../../text/format.ts';
import { workflows } from '../../text/words.ts';

/** Starts order to cash for the chosen month; the other workflows of these two systems are behind the arrow. */
export function StartButton() {
  const period = useUi(ui => ui.period);
  const may = useMay();
  const [anchor, setAnchor] = useState<HTMLElement>();
  const start = useCommand((client, workflow: Workflow) => client.runs.start({ workflow, period }));
  const listed = useQuery(['workflows', 'connections', 'settings'], client => client.workflows.list({}));
  const shipped = listed.status === 'ready' ? listed.value.map(({ document }) => document.key) : [];
  const begin = async (workflow: Workflow) => {
    setAnchor(undefined);
    const run = await start.run(workflow);
    if (run) go(`runs/${run.id}`);
  };
  if (!may(contractGroup.start)) return null;
  return (
    <>
      <ButtonGroup variant="contained" disableElevation disabled={start.busy}>
        <Button startIcon={<PlayArrowIcon />} onClick={() => { void begin('orderToCash'); }}>Run {month(period)}</Button>
        <Button aria-label="Other workflows" aria-haspopup="menu" onClick={event => setAnchor(event.currentTarget)} sx={{ px: 0.5 }}><ArrowDropDownIcon /></Button>
      </ButtonGroup>
      <Menu open={anchor !== undefined} anchorEl={anchor ?? null} onClose={() => setAnchor(undefined)}>
        {Workflow.options.filter(workflow => shipped.length === 0 || shipped.includes(workflow)).map(workflow => <MenuItem key={workflow} onClick={() => { void begin(workflow); }}>{workflows[workflow]} for {month(period)}</MenuItem>)}
      </Menu>
    </>
  );
}
