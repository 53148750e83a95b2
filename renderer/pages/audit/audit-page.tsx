import { Box, Button, InputBase, LinearProgress, MenuItem, TextField, Typography } from '@mui/material';
import SearchIcon from '@mui/icons-material/Search';
import { useEffect, useMemo, useState } from 'react';
import type { AuditEntry, Verification } from '../../../shared/contract/audit.ts';
import { JsonText } from '../../components/json-text.tsx';
import { Page } from '../../components/page.tsx';
import { SideDrawer } from '../../components/side-drawer.tsx';
import { Banner } from '../../components/status-chip.tsx';
import { useCommand, usePages, useQuery } from '../../engine/use-engine.tsx';
import { momentColumn, textColumn } from '../../grid/columns.tsx';
import { DataGrid } from '../../grid/data-grid.tsx';
import { saveFile } from '../../grid/grid-text.ts';
import { useNotices } from '../../stores/notice-store.ts';
import { useProgress } from '../../stores/progress-store.ts';
import { count, counted, moment } from '../../text/format.ts';
import { actionWord, summaryOf } from './audit-text.ts';

const PAUSE_MS = 250;

const COLUMNS = [
  textColumn<AuditEntry>('seq', 'No.', { width: 78, filter: false }),
  momentColumn<AuditEntry>('at', 'When', { width: 134 }),
  textColumn<AuditEntry>('actor', 'Who', { width: 160, strong: true }),
  textColumn<AuditEntry>('action', 'What', { width: 230, text: entry => actionWord(entry.action) }),
  textColumn<AuditEntry>('detail', 'Detail', { flex: 1, minWidth: 240, sortable: false, text: entry => summaryOf(entry.detail) }),
  textColumn<AuditEntry>('hash', 'Seal', { width: 120, hidden: true, mono: true, sortable: false, filter: false }),
];
const entryId = ({ seq }: AuditEntry): string => String(seq);

export function AuditPage() {
  const pages = usePages<AuditEntry>('audit', (client, page) => client.audit.list({ page }));
  const people = useQuery('people', client => client.people.list({}));
  const say = useNotices(store => store.say);
  const [actor, setActor] = useState('');
  const [on, setOn] = useState('');
  const [action, setAction] = useState('');
  const [text, setText] = useState('');
  const [open, setOpen] = useState<AuditEntry>();
  const verify = useCommand((client, _: undefined, signal) => client.audit.verify({}, { signal }));
  const [result, setResult] = useState<Verification>();
  const exporting = useCommand((client, _: undefined, signal) => client.audit.export({}, { signal }));
  const filter = useSettledFilter({ actor, at: on, action, detail: text });

  const onVerify = async () => {
    setResult(undefined);
    const verified = await verify.run(undefined);
    useProgress.getState().tellTask({ task: 'audit.verify', text: '', done: 1, total: 1 });
    if (verified) setResult(verified);
  };
  const onExport = async () => {
    const file = await exporting.run(undefined);
    if (!file) return;
    saveFile(file.fileName, Uint8Array.from(atob(file.base64), character => character.charCodeAt(0)), 'application/x-ndjson');
    say(`${file.fileName} saved; anybody can verify it without Tieout`);
  };
  const names = people.status === 'ready' ? people.value.map(({ name }) => name) : [];
  const actions = (
    <>
      <Button variant="outlined" disabled={exporting.busy} onClick={() => { void onExport(); }}>{exporting.busy ? 'Exporting…' : 'Export'}</Button>
      {verify.busy ? <Button variant="outlined" onClick={verify.cancel}>Cancel</Button> : <Button variant="contained" onClick={() => { void onVerify(); }}>Verify</Button>}
    </>
  );
  return (
    <Page title="Audit" actions={actions}>
      {verify.busy && <VerifyProgress />}
      {result && <Sealed result={result} onClose={() => setResult(undefined)} />}
      <Box role="search" aria-label="Filter the trail" sx={{ display: 'grid', gridTemplateColumns: '190px 160px 200px minmax(180px, 1fr)', gap: 1, flex: 'none' }}>
        <TextField select label="Who" value={actor} onChange={event => setActor(event.target.value)} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}>
          <MenuItem value="">Everybody</MenuItem>
          {names.map(name => <MenuItem key={name} value={name}>{name}</MenuItem>)}
        </TextField>
        <TextField label="Day" type="date" value={on} onChange={event => setOn(event.target.value)} slotProps={{ inputLabel: { shrink: true } }} />
        <TextField label="What" value={action} placeholder="e.g. reconciliation" onChange={event => setAction(event.target.value)} slotProps={{ inputLabel: { shrink: true } }} />
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, border: 1, borderColor: 'divider', borderRadius: 1, px: 1.25, backgroundColor: 'background.paper' }}>
          <SearchIcon aria-hidden fontSize="small" sx={{ color: 'text.secondary' }} />
          <InputBase fullWidth value={text} placeholder="A reference, an amount, any words" onChange={event => setText(event.target.value.slice(0, 200))} inputProps={{ 'aria-label': 'Text in the detail' }} />
        </Box>
      </Box>
      <DataGrid<AuditEntry> id="audit" label="Audit trail" unit="record" columns={COLUMNS} rowId={entryId} pages={pages} filter={filter} onOpen={setOpen}
        empty={{ title: 'No such entries', text: 'Everything that changes in Tieout is written here, and nothing can be taken away. Choose wider filters to see more.' }} />
      <SideDrawer open={open !== undefined} label="Audit entry" title={open ? `Entry ${count(open.seq)}` : ''} onClose={() => setOpen(undefined)} width={680}>{open && <Detail entry={open} />}</SideDrawer>
    </Page>
  );
}

/** Typing asks once, when it pauses; an empty field is no filter. */
function useSettledFilter(filter: Record<string, string>): Record<string, string> {
  const asked = JSON.stringify(Object.entries(filter).map(([field, value]) => [field, value.trim()]).filter(([, value]) => value !== ''));
  const [settled, setSettled] = useState(asked);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(asked), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  // The text was made three lines above from pairs of strings.
  return useMemo(() => Object.fromEntries(JSON.parse(settled) as [string, string][]), [settled]);
}

function VerifyProgress() {
  const progress = useProgress(store => store.tasks['audit.verify']);
  const text = progress?.text ?? 'Every entry is sealed again and compared';
  return (
    <Box role="status" sx={{ flex: 'none' }}>
      <Typography variant="caption" color="text.secondary">{progress ? `${text} · ${count(progress.done)}` : text}</Typography>
      <LinearProgress aria-label={text} variant={progress?.total ? 'determinate' : 'indeterminate'} value={progress?.total ? (100 * progress.done) / progress.total : 0} />
    </Box>
  );
}

function Sealed({ result: { ok, entries, checkpoints, firstBad, reason }, onClose }: { result: Verification; onClose: () => void }) {
  const close = <Button color="inherit" onClick={onClose}>Close</Button>;
  if (ok) return <Banner tone="good" action={close}><strong>Sealed ✓</strong>{` ${counted(entries, 'entry', 'entries')} and ${counted(checkpoints, 'signed checkpoint')} fit together. Nothing was changed, added or taken away.`}</Banner>;
  return <Banner tone="broken" action={close}><strong>{firstBad === null ? 'The trail is broken' : `Broken at entry ${count(firstBad)}`}</strong>{`: ${reason}. The entries before it are as they were written. Keep a copy of the file and tell the auditor.`}</Banner>;
}

function Detail({ entry }: { entry: AuditEntry }) {
  return (
    <>
      <Box>
        <Typography variant="h1" component="h2">{actionWord(entry.action)}</Typography>
        <Typography color="text.secondary">{`${entry.actor} · ${moment(entry.at)} · ${entry.at}`}</Typography>
      </Box>
      {entry.detail === 'erased' ? <Banner tone="quiet">The detail was erased on request. The entry itself still holds the chain together.</Banner> : <JsonText text={entry.detail} label="Detail" maxHeight="56vh" />}
      <Box><Typography variant="caption" color="text.secondary">Seal of this entry</Typography><JsonText text={entry.hash} label="Seal" /></Box>
    </>
  );
}
