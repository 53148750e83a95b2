import AttachFileIcon from '@mui/icons-material/AttachFile';
import { Alert, Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, Link, TextField, Typography } from '@mui/material';
import { useRef, useState } from 'react';
import { MAX_ATTACHMENT_BYTES, type Note } from '../../../shared/contract/notes.ts';
import type { Entry } from '../../../shared/contract/reconciliation.ts';
import { uploadFile } from '../../components/send-statement.ts';
import { useCommand, useQuery } from '../../engine/use-engine.tsx';
import { saveFile } from '../../grid/grid-text.ts';
import { useNotices } from '../../stores/notice-store.ts';
import { bytesText, counted, moment } from '../../text/format.ts';

const SHORTEST = 3;
const LONGEST = 2_000;

/** What people wrote about the line under the keyboard, in this month and before, with the files that prove it. */
export function NoteList({ entryIds }: { entryIds: readonly Entry['id'][] }) {
  const notes = useQuery(['notes', 'reconciliation'], client => client.notes.list({ entryIds: [...entryIds] }), [entryIds.join(' ')]);
  const open = useCommand((client, id: Note['id']) => client.notes.file({ id }));
  if (notes.status !== 'ready' || notes.value.length === 0) return null;
  const save = async (id: Note['id']) => {
    const file = await open.run(id);
    if (file) saveFile(file.fileName, Uint8Array.from(atob(file.base64), character => character.charCodeAt(0)), 'application/octet-stream');
  };
  return (
    <Box component="ul" aria-label="Notes" sx={{ listStyle: 'none', m: 0, mt: 0.5, p: 0, borderTop: 1, borderColor: 'divider' }}>
      {notes.value.map(({ id, text, file, by, at, lines }) => (
        <Box component="li" key={id} sx={{ display: 'flex', gap: 1, alignItems: 'baseline', py: '3px' }}>
          <Box component="span" sx={{ fontWeight: 600, whiteSpace: 'nowrap' }}>{by}</Box>
          <Box component="span" sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
            {text}{lines > 1 ? <Box component="span" sx={{ color: 'text.secondary' }}>{` · about ${counted(lines, 'line')}`}</Box> : null}
            {file && <Link component="button" onClick={() => { void save(id); }} sx={{ ml: 1, verticalAlign: 'baseline' }}><AttachFileIcon aria-hidden sx={{ fontSize: 14, verticalAlign: 'middle' }} />{`${file.name}, ${bytesText(file.bytes)}`}</Link>}
          </Box>
          <Box component="span" sx={{ color: 'text.secondary', whiteSpace: 'nowrap' }}>{moment(at)}</Box>
        </Box>
      ))}
    </Box>
  );
}

type NoteDialogProps = { entries: readonly Entry[]; onClose: () => void };

/** A note about lines, and a file if there is one: both are kept for good, in the pack as well. */
export function NoteDialog({ entries, onClose }: NoteDialogProps) {
  const say = useNotices(store => store.say);
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [file, setFile] = useState<File>();
  const add = useCommand(async (client, _: undefined, signal) => {
    const attached = file && { upload: await uploadFile(client, file, signal), name: file.name.slice(-120) };
    return client.notes.add({ entryIds: entries.map(({ id }) => id), text: text.trim(), ...(attached ? { file: attached } : {}) }, { signal });
  }, { inline: true });
  const tooLarge = file !== undefined && file.size > MAX_ATTACHMENT_BYTES;
  const ready = text.trim().length >= SHORTEST && !tooLarge && !add.busy;
  const send = async () => {
    if (!ready || !await add.run(undefined)) return;
    say(file ? `Note and ${file.name} kept` : 'Note kept');
    onClose();
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs">
      <form onSubmit={event => { event.preventDefault(); void send(); }}>
        <DialogTitle>{entries.length === 1 ? 'Note about this line' : `Note about these ${entries.length} lines`}</DialogTitle>
        <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
          <Typography>It stays with the lines, also in the next month, and stands in the month-end pack.</Typography>
          <TextField autoFocus multiline minRows={3} label="Note" value={text} onChange={event => setText(event.target.value.slice(0, LONGEST))}
            onKeyDown={event => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); void send(); } }} />
          <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center' }}>
            <Button variant="outlined" startIcon={<AttachFileIcon fontSize="small" />} onClick={() => input.current?.click()}>{file ? 'Another file' : 'Attach a file'}</Button>
            <input ref={input} type="file" hidden aria-label="Attached file" onChange={event => { setFile(event.target.files?.[0]); event.target.value = ''; }} />
            {file && <Typography noWrap sx={{ minWidth: 0 }}>{`${file.name}, ${bytesText(file.size)}`}</Typography>}
          </Box>
          {tooLarge && <Alert severity="error">{`A file may have ${bytesText(MAX_ATTACHMENT_BYTES)}. Attach a smaller copy, or the page that matters.`}</Alert>}
          {add.error && <Alert severity="error">{add.error.message}</Alert>}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button variant="outlined" onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" disabled={!ready}>{add.busy ? 'Keeping…' : 'Keep note'}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
