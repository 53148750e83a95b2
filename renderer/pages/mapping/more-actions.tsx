import MoreIcon from '@mui/icons-material/MoreVert';
import { Button, Dialog, DialogActions, DialogContent, DialogTitle, IconButton, Menu, MenuItem, Tooltip, Typography } from '@mui/material';
import { useRef, useState } from 'react';
import { mappings as contractGroup, type MappingSummary, type mappings } from '../../../shared/contract/mappings.ts';
import type { OutputOf } from '../../../shared/contract/method.ts';
import { useMay } from '../../engine/person.tsx';
import { useCommand } from '../../engine/use-engine.tsx';
import { saveFile } from '../../grid/grid-text.ts';
import { useNotices } from '../../stores/notice-store.ts';
import { counted } from '../../text/format.ts';
import type { MappingWork } from './use-mapping.ts';

type Imported = OutputOf<typeof mappings.import>;
const MAX_LISTED = 40;

/** What is done more rarely: the mapping as a file, and taking a version out of use. */
export function MoreActions({ summary, work, onRetire }: { summary: MappingSummary; work: MappingWork; onRetire: () => void }) {
  const { id, version, state } = summary;
  const may = useMay();
  const say = useNotices(store => store.say);
  const file = useRef<HTMLInputElement>(null);
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [imported, setImported] = useState<Imported>();
  const exporting = useCommand((client, of: number) => client.mappings.export({ id, version: of }));
  const close = () => setAnchor(null);
  const save = async () => {
    close();
    const made = await exporting.run(version);
    if (!made) return;
    saveFile(made.fileName, made.content, 'application/json');
    say(`${made.fileName} saved: one field a block, fit for version control`);
  };
  const take = async (chosen: File | undefined) => {
    if (!chosen) return;
    const content = await chosen.text();
    const answer = await work.step(client => client.mappings.import({ id, content }));
    if (!answer) return;
    if (answer.notTaken.length > 0) setImported(answer);
    else say(`${counted(answer.taken, 'field')} taken from ${chosen.name}. U takes it back.`);
  };
  const canImport = may(contractGroup.import) && state !== 'submitted';
  const canRetire = may(contractGroup.retire) && (state === 'published' || state === 'approved');
  return (
    <>
      <Tooltip title="More"><IconButton aria-label="More actions" aria-haspopup="menu" onClick={event => setAnchor(event.currentTarget)}><MoreIcon fontSize="small" /></IconButton></Tooltip>
      <Menu open={anchor !== null} anchorEl={anchor} onClose={close}>
        <MenuItem onClick={() => { void save(); }}>Export as a file</MenuItem>
        <MenuItem disabled={!canImport} onClick={() => { close(); file.current?.click(); }}>{state === 'draft' ? 'Import into this draft…' : 'Import as a new draft…'}</MenuItem>
        {canRetire && <MenuItem onClick={() => { close(); onRetire(); }}>Retire this version…</MenuItem>}
      </Menu>
      <input ref={file} type="file" accept="application/json,.json" hidden aria-label="Mapping file" onChange={event => { const [chosen] = event.target.files ?? []; event.target.value = ''; void take(chosen); }} />
      <Dialog open={imported !== undefined} onClose={() => setImported(undefined)} maxWidth="sm" fullWidth>
        {imported && <NotTaken imported={imported} onClose={() => setImported(undefined)} />}
      </Dialog>
    </>
  );
}

function NotTaken({ imported: { taken, notTaken }, onClose }: { imported: Imported; onClose: () => void }) {
  return (
    <>
      <DialogTitle>{`${counted(taken, 'field')} taken, ${counted(notTaken.length, 'field')} left open`}</DialogTitle>
      <DialogContent>
        <Typography sx={{ mb: 1.5 }}>What did not fit here stays open in the draft, for you to map. U takes the import back.</Typography>
        {notTaken.slice(0, MAX_LISTED).map(({ target, why }) => <Typography key={target} variant="body2" sx={{ py: 0.5, overflowWrap: 'anywhere' }}><b>{target}</b>{` – ${why}`}</Typography>)}
        {notTaken.length > MAX_LISTED && <Typography variant="body2" color="textSecondary">{`and ${counted(notTaken.length - MAX_LISTED, 'more field')}`}</Typography>}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}><Button variant="contained" autoFocus onClick={onClose}>Close</Button></DialogActions>
    </>
  );
}
