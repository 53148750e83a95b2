import FileDownloadIcon from '@mui/icons-material/FileDownloadOutlined';
import { Button, Menu, MenuItem } from '@mui/material';
import { useState } from 'react';
import type { PackFormat } from '../../../shared/contract/close.ts';
import type { Period } from '../../../shared/values/date.ts';
import { useCommand } from '../../engine/use-engine.tsx';
import { saveFile } from '../../grid/grid-text.ts';
import { useNotices } from '../../stores/notice-store.ts';

const FORMATS: Readonly<Record<PackFormat, { label: string; type: string }>> = {
  xlsx: { label: 'Excel workbook', type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
  pdf: { label: 'PDF to print and sign', type: 'application/pdf' },
  csv: { label: 'CSV', type: 'text/csv;charset=utf-8' },
};

/** The month as a file for the folder, the auditor and the next person. */
export function PackButton({ period }: { period: Period }) {
  const say = useNotices(store => store.say);
  const [anchor, setAnchor] = useState<HTMLElement>();
  const pack = useCommand((client, format: PackFormat, signal) => client.close.pack({ period, format }, { signal }));
  const save = async (format: PackFormat) => {
    setAnchor(undefined);
    const file = await pack.run(format);
    if (!file) return;
    saveFile(file.fileName, Uint8Array.from(atob(file.base64), character => character.charCodeAt(0)), FORMATS[format].type);
    say(`${file.fileName} saved; its SHA-256 ${file.sha256.slice(0, 12)}… is in the audit trail`);
  };
  return (
    <>
      <Button variant="outlined" startIcon={<FileDownloadIcon fontSize="small" />} aria-haspopup="menu" disabled={pack.busy} onClick={event => setAnchor(event.currentTarget)}>{pack.busy ? 'Making the pack…' : 'Month-end pack'}</Button>
      <Menu open={anchor !== undefined} anchorEl={anchor ?? null} onClose={() => setAnchor(undefined)}>
        {(Object.keys(FORMATS) as PackFormat[]).map(format => <MenuItem key={format} onClick={() => { void save(format); }}>{FORMATS[format].label}</MenuItem>)}
      </Menu>
    </>
  );
}
