import ExpandMoreIcon from '@mui/icons-material/ExpandMore';
import { Box, Button, Divider, ListSubheader, Menu, MenuItem } from '@mui/material';
import CheckIcon from '@mui/icons-material/Check';
import { useState } from 'react';
import { useSignedIn } from '../engine/person.tsx';
import { useCommand } from '../engine/use-engine.tsx';
import { usePreferences, usePreferencesStore, type Density, type Mode } from '../stores/preferences-store.ts';
import { useUi } from '../stores/ui-store.ts';
import { roles } from '../text/words.ts';

const MODES: Record<Mode, string> = { system: 'As the system', light: 'Light', dark: 'Dark' };
const DENSITIES: Record<Density, string> = { compact: 'Compact', comfortable: 'Comfortable' };

export function PersonMenu({ onSignedOut }: { onSignedOut: () => void }) {
  const { person, version } = useSignedIn();
  const { mode, density } = usePreferences();
  const change = usePreferencesStore(store => store.change);
  const setShortcutsOpen = useUi(ui => ui.setShortcutsOpen);
  const [anchor, setAnchor] = useState<HTMLElement>();
  const signOut = useCommand(client => client.people.signOut({}));
  const close = () => setAnchor(undefined);
  const leave = async () => {
    close();
    await signOut.run(undefined);
    onSignedOut();
  };
  return (
    <>
      <Button color="inherit" endIcon={<ExpandMoreIcon fontSize="small" />} aria-haspopup="menu" onClick={event => setAnchor(event.currentTarget)} sx={{ flex: 'none' }}>
        {person.name}<Box component="span" sx={{ color: 'text.secondary', fontWeight: 500, ml: 0.75 }}>({roles[person.role]})</Box>
      </Button>
      <Menu open={anchor !== undefined} anchorEl={anchor ?? null} onClose={close} slotProps={{ paper: { sx: { minWidth: 220 } } }}>
        <ListSubheader sx={{ lineHeight: '28px' }}>Appearance</ListSubheader>
        {(Object.keys(MODES) as Mode[]).map(choice => <Choice key={choice} label={MODES[choice]} chosen={mode === choice} onChoose={() => change({ mode: choice })} />)}
        <ListSubheader sx={{ lineHeight: '28px' }}>Density</ListSubheader>
        {(Object.keys(DENSITIES) as Density[]).map(choice => <Choice key={choice} label={DENSITIES[choice]} chosen={density === choice} onChoose={() => change({ density: choice })} />)}
        <Divider />
        <MenuItem onClick={() => { close(); setShortcutsOpen(true); }}>Keyboard shortcuts</MenuItem>
        <MenuItem onClick={() => { void leave(); }}>Sign out</MenuItem>
        <ListSubheader sx={{ lineHeight: '28px', fontWeight: 400 }}>Tieout {version}</ListSubheader>
      </Menu>
    </>
  );
}

function Choice({ label, chosen, onChoose, ...rest }: { label: string; chosen: boolean; onChoose: () => void }) {
  return <MenuItem {...rest} role="menuitemradio" aria-checked={chosen} onClick={onChoose}><CheckIcon aria-hidden sx={{ fontSize: 16, mr: 1, visibility: chosen ? 'visible' : 'hidden' }} />{label}</MenuItem>;
}
