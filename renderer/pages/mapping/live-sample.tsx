import { Box, Button, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import type { MappingField, MappingSummary, PreviewRecord, Step } from '../../../shared/contract/mappings.ts';
import { useQuery } from '../../engine/use-engine.tsx';

/** Somebody typing is let finish the word. */
const PAUSE_MS = 200;
const RECORDS = 3;

export type Tried = { readonly source: string | null; readonly steps: readonly Step[] };

/** The choice as it stands while somebody types, as the engine is asked about it. */
function useSettled(tried: Tried): Tried {
  const key = JSON.stringify(tried);
  const [settled, setSettled] = useState({ key, tried });
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ key, tried: JSON.parse(key) as Tried }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return settled.tried;
}

export type Change = { target: string; decision: 'changed' | 'none'; source: string | null; steps: Step[] };

/** A choice that nobody has saved, as a preview takes it; null while there is nothing to try. */
export const triedChange = ({ target: { path } }: MappingField, { source, steps }: Tried): Change | null =>
  (source === null && steps.length === 0 ? null : { target: path, decision: 'changed', source, steps: [...steps] });

type SampleProps = { field: MappingField; summary: MappingSummary; version: number | undefined; /** What is shown is what is saved. */ isSaved: boolean; tried: Tried; onWhole: (change: Change | undefined) => void };

/** Three of the newest records through what is chosen now, saved or not: what the source holds, what each step makes of it, what would be sent. */
export function LiveSample({ field, summary: { id, rev }, version, isSaved, tried, onWhole }: SampleProps) {
  const settled = useSettled(tried);
  const change = triedChange(field, settled);
  const preview = useQuery([], client => (change === null ? Promise.resolve<PreviewRecord[]>([]) : client.mappings.preview({ id, records: RECORDS, changes: isSaved ? [] : [change], ...(version === undefined ? {} : { version }) })), [id, rev, version, field.target.path, isSaved, settled]);
  if (change === null) return null;
  if (preview.status === 'failed') return <Typography variant="caption" color="error" role="status">{preview.error.message}</Typography>;
  const rows = preview.status === 'ready' ? preview.value.flatMap(({ reference, target }) => target.filter(({ target: path }) => path === field.target.path).slice(0, 1).map(each => ({ reference, ...each }))) : [];
  if (rows.length === 0) return preview.status === 'loading' ? <Typography variant="caption" color="textSecondary">Trying it …</Typography> : null;
  return (
    <Box role="region" aria-label="Samples" sx={{ display: 'flex', flexDirection: 'column', gap: 0.75 }}>
      {rows.map(({ reference, before, steps, value, issue }, index) => (
        <Box key={`${index} ${reference}`} sx={theme => ({ fontSize: 13, backgroundColor: theme.grid.head, borderRadius: 1, px: 1, py: 0.75, overflowWrap: 'anywhere' })}>
          <Typography variant="caption" component="div" color="textSecondary">{reference}</Typography>
          <Box>{before || '(nothing)'}</Box>
          {steps.map((step, at) => <Box key={`${at} ${step}`} sx={{ color: 'text.secondary', pl: 1 }}>{`→ ${step}`}</Box>)}
          {issue === null ? <Box sx={{ fontWeight: 600 }}>{`→ ${value || '(nothing is sent)'}`}</Box> : <Box sx={{ color: 'error.main' }}>{issue}</Box>}
        </Box>
      ))}
      <Box><Button onClick={() => onWhole(isSaved ? undefined : change)} aria-keyshortcuts="P">Whole record</Button></Box>
    </Box>
  );
}
