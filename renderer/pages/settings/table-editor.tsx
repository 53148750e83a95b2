import AddIcon from '@mui/icons-material/Add';
import DeleteIcon from '@mui/icons-material/DeleteOutlined';
import { Box, Button, IconButton, InputBase, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { Panel } from '../../components/page.tsx';
import { counted } from '../../text/format.ts';

type Row = Record<string, string>;
type Field<T extends Row> = { name: keyof T & string; label: string; width?: number; max: number };

type TableEditorProps<T extends Row> = { title: string; text: string; rows: readonly T[]; fields: readonly Field<T>[]; start: T; unit: string; readOnly: boolean; onRows: (rows: T[]) => void };

/** Above this only what is searched for is shown; a list of aliases may be long. */
const MAX_SHOWN = 60;

/** A short table that is typed into. */
export function TableEditor<T extends Row>({ title, text, rows, fields, start, unit, readOnly, onRows }: TableEditorProps<T>) {
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const found = rows.map((row, index) => ({ row, index })).filter(({ row }) => wanted === '' || Object.values(row).some(value => value.toLowerCase().includes(wanted)));
  const change = (index: number, part: Partial<T>) => onRows(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  const template = `${fields.map(({ width }) => (width === undefined ? 'minmax(0, 1fr)' : `${width}px`)).join(' ')} 40px`;
  return (
    <Panel title={title} actions={
      <>
        {rows.length > MAX_SHOWN && <TextField aria-label={`Search ${title}`} placeholder="Search" value={search} onChange={event => setSearch(event.target.value)} sx={{ width: 160 }} />}
        <Button startIcon={<AddIcon fontSize="small" />} disabled={readOnly} aria-label={`Add ${unit}`} onClick={() => { setSearch(''); onRows([{ ...start }, ...rows]); }}>Add</Button>
      </>
    }>
      <Typography variant="caption" color="text.secondary" sx={{ px: 1.75, pt: 1 }}>{text}</Typography>
      <Box role="table" aria-label={title} sx={{ px: 1.75, py: 1, maxHeight: 340, overflowY: 'auto' }}>
        <Box role="row" sx={{ display: 'grid', gridTemplateColumns: template, gap: 1, color: 'text.secondary', fontSize: 12, fontWeight: 650 }}>{fields.map(({ name, label }) => <span role="columnheader" key={name}>{label}</span>)}</Box>
        {found.slice(0, MAX_SHOWN).map(({ row, index }) => (
          <Box role="row" key={index} sx={{ display: 'grid', gridTemplateColumns: template, gap: 1, alignItems: 'center', borderBottom: 1, borderColor: 'divider' }}>
            {fields.map(({ name, label, max }) => (
              <Box role="cell" key={name}>
                <InputBase fullWidth value={row[name] ?? ''} disabled={readOnly} inputProps={{ 'aria-label': `${label}, row ${index + 1}` }} sx={{ fontSize: 13.5, '& input': { py: '6px' } }}
                  onChange={event => {
                    // A computed name makes the compiler forget that the field is one of T's.
                    change(index, { [name]: event.target.value.slice(0, max) } as Partial<T>);
                  }} />
              </Box>
            ))}
            <Box role="cell"><IconButton aria-label={`Remove ${unit} ${index + 1}`} disabled={readOnly} onClick={() => onRows(rows.filter((_, at) => at !== index))}><DeleteIcon fontSize="small" /></IconButton></Box>
          </Box>
        ))}
        {rows.length === 0 && <Typography color="text.secondary" sx={{ py: 1 }}>{`No ${unit} yet.`}</Typography>}
        {found.length > MAX_SHOWN && <Typography variant="caption" color="text.secondary">{`${counted(found.length - MAX_SHOWN, 'more')}: search for them.`}</Typography>}
      </Box>
    </Panel>
  );
}
