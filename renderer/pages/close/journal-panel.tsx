import FileDownloadIcon from '@mui/icons-material/FileDownload';
import { Box, Button } from '@mui/material';
import { Panel } from '../../components/page.tsx';
import { useQuery } from '../../engine/use-engine.tsx';
import { saveFile } from '../../grid/grid-text.ts';
import { useNotices } from '../../stores/notice-store.ts';
import { counted } from '../../text/format.ts';

/** Postings that the ERP takes from its own staff only, as the file that its import reads. Not there where the ERP takes everything, or nothing waits. */
export function JournalPanel() {
  const say = useNotices(store => store.say);
  const journal = useQuery(['runs', 'reconciliation'], client => client.runs.journal({}));
  if (journal.status !== 'ready' || journal.value.entries === 0) return null;
  const { entries, fileName, content } = journal.value;
  return (
    <Panel title="Journal for the ERP’s own staff" actions={<Button variant="outlined" startIcon={<FileDownloadIcon fontSize="small" />} onClick={() => { saveFile(fileName, content); say(`${fileName} saved: ${counted(entries, 'entry', 'entries')}`); }}>Save file</Button>}>
      <Box sx={{ px: 1.75, py: 1.25, fontSize: 13 }}>
        <strong>{counted(entries, 'entry', 'entries')}</strong> {entries === 1 ? 'waits' : 'wait'}: fees, payouts and adjustments that the ERP takes from nobody outside. Have the file imported and posted there, then run the settlements again: what stands in the ledger is crossed off here.
      </Box>
    </Panel>
  );
}
