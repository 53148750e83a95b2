import SearchIcon from '@mui/icons-material/Search';
import { Box, Dialog, DialogTitle, InputBase, Typography } from '@mui/material';
import { useEffect, useId, useState, type KeyboardEvent } from 'react';
import type { OutputOf } from '../../shared/contract/method.ts';
import type { today } from '../../shared/contract/settings.ts';
import { useEngine } from '../engine/use-engine.tsx';
import { routes } from '../routes.tsx';
import { go } from '../stores/route-store.ts';
import { useUi } from '../stores/ui-store.ts';

type Found = OutputOf<typeof today.find>[number];
type Hit = { key: string; kind: string; title: string; detail: string; to: string };

const SHORTEST_SEARCH = 2;
const LONGEST_SEARCH = 80;
const PAUSE_MS = 120;
const KINDS: Record<string, string> = { order: 'Order', letter: 'Failed', entry: 'Ledger line', page: 'Page' };

/** Finds any record by any of its references, an amount or a name, and any page. */
export function Finder() {
  const { finderOpen, setFinderOpen } = useUi();
  const close = () => setFinderOpen(false);
  return (
    <Dialog open={finderOpen} onClose={close} fullWidth maxWidth="sm" sx={{ '& .MuiDialog-container': { alignItems: 'flex-start', pt: '8vh' } }}>
      <DialogTitle hidden>Find anything</DialogTitle>
      {finderOpen && <Search onClose={close} />}
    </Dialog>
  );
}

function Search({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const found = useFound(text.trim());
  const listId = useId();
  const pages = routes.filter(({ label }) => text.trim() === '' || label.toLowerCase().includes(text.trim().toLowerCase())).map(({ page, label, key }) => ({ key: page, kind: 'Page', title: label, detail: `G ${key.toUpperCase()}`, to: page }));
  const hits: Hit[] = [...found, ...pages];
  const index = Math.min(at, hits.length - 1);
  const open = (hit: Hit | undefined) => {
    if (!hit) return;
    onClose();
    go(hit.to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') { event.preventDefault(); setAt(Math.min(index + 1, hits.length - 1)); }
    if (event.key === 'ArrowUp') { event.preventDefault(); setAt(Math.max(index - 1, 0)); }
    if (event.key === 'Enter') { event.preventDefault(); open(hits[index]); }
  };
  return (
    <>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, px: 2, py: 1.25, borderBottom: 1, borderColor: 'divider' }}>
        <SearchIcon aria-hidden sx={{ color: 'text.secondary' }} />
        <InputBase autoFocus fullWidth placeholder="A reference, an amount, a name, a page" value={text} onChange={event => { setText(event.target.value.slice(0, LONGEST_SEARCH)); setAt(0); }} onKeyDown={onKeyDown}
          inputProps={{ 'aria-label': 'Find anything', role: 'combobox', 'aria-expanded': true, 'aria-controls': listId, 'aria-activedescendant': hits[index] ? `${listId}-${index}` : undefined }} sx={{ fontSize: 16 }} />
      </Box>
      <Box id={listId} role="listbox" aria-label="Found" sx={{ maxHeight: 420, overflowY: 'auto', py: 0.75, minHeight: 120 }}>
        {hits.map((hit, position) => (
          <Box key={`${hit.kind} ${hit.key}`} id={`${listId}-${position}`} role="option" aria-selected={position === index} onMouseMove={() => setAt(position)} onClick={() => open(hit)}
            ref={(element: HTMLElement | null) => { if (position === index) element?.scrollIntoView({ block: 'nearest' }); }}
            sx={theme => ({ display: 'flex', gap: 1.5, alignItems: 'baseline', px: 2, py: 0.75, cursor: 'pointer', backgroundColor: position === index ? theme.tones.selected.soft : 'transparent' })}>
            <Typography variant="caption" color="textSecondary" sx={{ width: 72, flex: 'none' }}>{hit.kind}</Typography>
            <Typography noWrap sx={{ fontWeight: 600 }}>{hit.title}</Typography>
            <Typography noWrap color="textSecondary" sx={{ flex: 1, minWidth: 0 }}>{hit.detail}</Typography>
          </Box>
        ))}
        {hits.length === 0 && <Typography color="textSecondary" sx={{ p: 3, textAlign: 'center' }}>Nothing has this reference, amount or name.</Typography>}
      </Box>
    </>
  );
}

/** The engine names the page; the place on it is the window's own. */
function placeOf(kind: Found['kind'], id: string, page: string): string {
  if (kind === 'order') return `runs/records/${id}`;
  return kind === 'letter' ? `dead-letters/${id}` : page;
}

/** What the engine finds; the last answer stays until the next one is there. */
function useFound(text: string): Hit[] {
  const { client } = useEngine();
  const [found, setFound] = useState<Hit[]>([]);
  useEffect(() => {
    if (text.length < SHORTEST_SEARCH) return undefined;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      client.today.find({ text }, { signal: controller.signal }).then(
        answers => { if (!controller.signal.aborted) setFound(answers.filter(({ kind }) => kind !== 'page').map(({ kind, id, title, detail, page }) => ({ key: id, kind: KINDS[kind] ?? kind, title, detail, to: placeOf(kind, id, page) }))); },
        () => { if (!controller.signal.aborted) setFound([]); },
      );
    }, PAUSE_MS);
    return () => { controller.abort(); clearTimeout(timer); };
  }, [client, text]);
  return text.length < SHORTEST_SEARCH ? [] : found;
}
