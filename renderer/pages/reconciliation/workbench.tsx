import { Box, Button, useMediaQuery } from '@mui/material';
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { contract } from '../../../shared/contract/contract.ts';
import type { Entry, Figures } from '../../../shared/contract/reconciliation.ts';
import { FilterChips } from '../../components/filter-chips.tsx';
import { KeyHints } from '../../components/key-hints.tsx';
import { usePages, useQuery } from '../../engine/use-engine.tsx';
import { useWhyNot } from '../../engine/why-not.ts';
import { DataGrid, type GridHandle } from '../../grid/data-grid.tsx';
import { go, useRoute } from '../../stores/route-store.ts';
import { reconciliationPath, sides } from '../../text/close-words.ts';
import { money, month } from '../../text/format.ts';
import { AdjustmentDialog } from './adjustment-dialog.tsx';
import { entryColumns, idOf, toneOf, type StateShown } from './entry-columns.tsx';
import { NoteDialog } from './notes.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { otherSide, pick, whyNoMatch, type Side } from './selection.ts';
import { SplitDialog } from './split-dialog.tsx';
import { StatementFoot } from './statement-foot.tsx';
import { Tray } from './tray.tsx';
import { useActs } from './use-acts.ts';
import { useSettled, WhyPanel, type Candidate } from './why-panel.tsx';

const SHOWS = ['open', 'explained', 'suggested', 'matched', 'named', 'all'] as const;
type Show = (typeof SHOWS)[number];
/** How far ahead the next open line is looked for among the rows on the screen. */
const MAX_STEPS = 200;
const LAND_MS = 30;
const KEYS = [['↑ ↓', 'move'], ['Tab', 'other side'], ['Space', 'select'], ['1–9', 'candidate'], ['M', 'match'], ['F', 'fee'], ['P', 'part'], ['S J', 'split, join'], ['E', 'reason'], ['W', 'write off'], ['T', 'note'], ['Y N', 'suggestions'], ['⌫', 'take apart'], ['?', 'why']] as const;

type Asked = 'difference' | 'explain' | 'split' | 'writeOff' | 'note';

/** Both sides of one reconciliation, and everything that can be done with their lines without leaving the keyboard. */
export function Workbench({ figures, locked, choice }: { figures: Figures; locked: boolean; choice: ReactNode }) {
  const { key, currency } = figures;
  const { parameters } = useRoute();
  const wide = useMediaQuery('(min-width: 1800px)');
  // Where the work is when the page is opened; it stays there while the work gets less.
  const [first] = useState<Show>(() => (figures.open > 0 || figures.suggested === 0 && figures.unexplainedMinor !== 0 ? 'open' : figures.suggested > 0 ? 'suggested' : 'explained'));
  const show: Show = SHOWS.find(value => value === parameters['show']) ?? first;
  const [ticked, setTicked] = useState<Record<Side, Entry[]>>({ left: [], right: [] });
  const [focused, setFocused] = useState<Entry>();
  const [candidates, setCandidates] = useState<readonly Candidate[]>([]);
  const [chosen, setChosen] = useState<number>();
  const [whyOpen, setWhyOpen] = useState(true);
  const [asked, setAsked] = useState<Asked>();
  const early = useRef<{ pressed: string; entry: Entry }>(undefined);
  const [left, right] = [useRef<GridHandle<Entry>>(null), useRef<GridHandle<Entry>>(null)];
  const grids = useMemo(() => ({ left, right }), [left, right]);
  /** The line as it is now, for what comes back from the engine later. */
  const focusedNow = useRef(focused);
  const landing = useRef<{ side: Side; id: string | undefined }>(undefined);
  const settings = useQuery('settings', client => client.settings.get({}));
  const whyNotMethod = useWhyNot();
  const settled = useSettled(focused);

  const picked = useMemo(() => pick({ ticked, focused, candidate: (chosen === undefined ? undefined : candidates[chosen]?.entries) ?? [] }), [ticked, focused, candidates, chosen]);
  const whyNot = locked ? `${month(key.period)} is signed and locked.` : whyNotMethod(contract.reconciliation.matchEntries);
  const noNote = locked ? whyNot : whyNotMethod(contract.notes.add);
  const noAdjustment = key.kind === 'payments' ? undefined : 'An adjustment is a cash-book posting. Correct an invoice or a credit note in Sage itself.';
  const names = sides[key.kind];
  const state: StateShown = show === 'all' ? 'state' : show === 'explained' || show === 'named' ? 'reason' : 'none';
  const columns = useMemo(() => ({ left: entryColumns(key.period, { side: 'left', wide, state }), right: entryColumns(key.period, { side: 'right', wide, state }) }), [key.period, wide, state]);
  // Another page leads to lines by their amount, which both sides have.
  const only = /^-?\d+$/.test(parameters['amount'] ?? '') ? parameters['amount'] : undefined;
  const filter = useMemo((): Record<string, string> => ({ ...(show === 'all' ? {} : show === 'named' ? { named: 'yes' } : { state: show }), ...(only === undefined ? {} : { amountMinor: only }) }), [show, only]);

  /** After a command the rows are read anew: the keyboard then stands again where it stood. */
  const land = useCallback((side: Side, lines: number) => {
    const place = landing.current;
    if (place?.side !== side) return;
    landing.current = undefined;
    setTimeout(() => {
      const grid = grids[side].current;
      // Who opened a dialog or went to the other side meanwhile stays there.
      if (document.activeElement?.closest(`[role="dialog"], [data-side="${otherSide(side)}"]`)) return;
      if (lines === 0) leaveGrids();
      else if (place.id === undefined) grid?.focus();
      else grid?.focusRow(place.id);
    }, LAND_MS);
  }, [grids]);
  const pages = { left: useSide(figures, 'left', land), right: useSide(figures, 'right', land) };

  const focusOn = (entry: Entry | undefined): void => {
    focusedNow.current = entry;
    setFocused(entry);
  };
  const afterwards = (): void => {
    grids.left.current?.clearSelection();
    grids.right.current?.clearSelection();
    setTicked({ left: [], right: [] });
    setAsked(undefined);
    // Who went to another line while the engine worked stays there.
    if (focusedNow.current?.id !== focused?.id) return;
    setChosen(undefined);
    if (!focused) return;
    const done = new Set<string>([focused, ...picked.left, ...picked.right].map(({ id }) => id));
    const next = nextOf(grids[focused.side].current, focused.id, entry => !done.has(entry.id) && (show !== 'all' || entry.state === 'open' || entry.state === 'suggested'));
    if (!next) focusOn(undefined);
    if (show === 'all') return;
    landing.current = { side: focused.side, id: next?.id };
  };
  /** Parts stand where their line stood, and the keyboard on the first of them, or on the line that they were joined to. What is picked on the other side stays picked. */
  const onReplaced = ([first]: readonly Entry[]): void => {
    setAsked(undefined);
    setChosen(undefined);
    setCandidates([]);
    if (!first) return;
    grids[first.side].current?.clearSelection();
    setTicked(before => ({ ...before, [first.side]: [] }));
    focusOn(first);
    landing.current = { side: first.side, id: first.id };
    if (show !== 'all' && first.state !== show) go(`${reconciliationPath(figures)}?show=${first.state}`, { replace: true });
  };
  /** A line of the view before is not on the screen any more: nothing is done with it unseen. */
  const onView = (view: Show): void => {
    grids.left.current?.clearSelection();
    grids.right.current?.clearSelection();
    setTicked({ left: [], right: [] });
    setChosen(undefined);
    setCandidates([]);
    focusOn(undefined);
    go(`${reconciliationPath(figures)}?show=${view}`, { replace: true });
  };
  const acts = useActs({ figures, picked, focused, afterwards, onDifference: () => setAsked('difference'), onReplaced });
  const canSplit = focused !== undefined && focused.state !== 'matched';
  const dialogs = { ...acts, split: () => { if (canSplit) setAsked('split'); }, explain: () => { if (picked.left.length + picked.right.length > 0) setAsked('explain'); }, writeOff: () => { if (picked.left.length + picked.right.length > 0 && noAdjustment === undefined) setAsked('writeOff'); } };

  /** What is ticked, or the line under the keyboard, matched or not. */
  const noted = picked.left.length + picked.right.length > 0 ? [...picked.left, ...picked.right] : focused ? [focused] : [];
  const onFocusRow = (entry: Entry) => {
    if (entry.id !== focused?.id) { setChosen(undefined); setCandidates([]); }
    focusOn(entry);
  };
  const choose = useCallback((index: number) => setChosen(before => (before === index ? undefined : index)), []);
  const onKey = (pressed: string, entry: Entry | undefined): boolean => {
    if (pressed === '?') { setWhyOpen(open => !open); return true; }
    if (entry && entry.id !== focused?.id && entry.id === focusedNow.current?.id && /^[a-z]$/i.test(pressed)) {
      early.current = { pressed, entry };
      return true;
    }
    if (/^[1-9]$/.test(pressed) && candidates[Number(pressed) - 1]) { choose(Number(pressed) - 1); return true; }
    if (pressed.toLowerCase() === 't' && noNote === undefined && noted.length > 0) { setAsked('note'); return true; }
    if (whyNot !== undefined) return false;
    const isSuggested = entry?.state === 'suggested';
    const commands: Record<string, (() => void) | undefined> = {
      m: whyNoMatch(picked) === undefined ? acts.match : undefined, f: acts.paidInFull, p: acts.partPayment, s: canSplit ? dialogs.split : undefined, j: entry?.part ? acts.join : undefined, e: dialogs.explain, w: dialogs.writeOff,
      y: isSuggested ? acts.confirm : undefined, n: isSuggested ? acts.unmatch : undefined, backspace: entry?.matchId ? acts.unmatch : undefined,
    };
    const command = commands[pressed.toLowerCase()];
    command?.();
    return command !== undefined;
  };
  // A key that came with its line, before this page had shown it as the one that is worked on.
  useEffect(() => {
    const key = early.current;
    if (!key || key.entry.id !== focused?.id) return;
    early.current = undefined;
    onKey(key.pressed, key.entry);
  });
  // While rows are read anew the keyboard stands nowhere for a moment; a key pressed then is not lost.
  useEffect(() => {
    const onWindowKey = (event: globalThis.KeyboardEvent) => {
      if (event.target !== document.body || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
      if (onKey(event.key, focused)) event.preventDefault();
    };
    window.addEventListener('keydown', onWindowKey);
    return () => window.removeEventListener('keydown', onWindowKey);
  });
  /** Tab belongs to the two sides here; Esc leads out of the grids. */
  const onKeyDownCapture = (event: KeyboardEvent) => {
    const inside = event.target instanceof Element && event.target.closest('[role="gridcell"]') !== null;
    if (!inside || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Tab') {
      event.preventDefault();
      event.stopPropagation();
      grids[otherSide(focused?.side ?? 'left')].current?.focus();
    }
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      leaveGrids();
    }
  };
  const counts: Record<Show, number | undefined> = { open: figures.open, explained: undefined, suggested: figures.suggested, matched: figures.automatic + figures.manual, named: undefined, all: figures.leftCount + figures.rightCount };
  const labels: Record<Show, string> = { open: 'Open', explained: 'Explained', suggested: 'Suggested', matched: 'Matched', named: 'Named', all: 'All' };
  const both = picked.left.length + picked.right.length;
  const grid = (side: Side) => (
    <DataGrid<Entry>
      key={`${side} ${wide} ${state}`} id={`entries-${side}${wide ? '-wide' : ''}${state === 'none' ? '' : `-${state}`}`} label={names[side]} unit="line" ref={grids[side]} columns={columns[side]} rowId={idOf} pages={pages[side]} filter={filter} {...(show === 'all' ? { rowTone: toneOf } : {})} autoFocus={side === 'left'}
      selection="many" onSelect={entries => setTicked(before => ({ ...before, [side]: entries }))} onFocusRow={onFocusRow} onKey={onKey}
      empty={show === 'open' ? { title: 'Nothing open here', text: 'Every line of this side is matched, suggested or explained.' } : show === 'named' ? { title: 'Nothing to say here', text: 'No line of this side matched and is worth a look all the same.' } : { title: 'No such lines', text: 'Choose another view above.' }}
      footer={<strong>{names[side]}</strong>}
    />
  );
  const why = <WhyPanel entry={settled?.id === focused?.id ? settled : undefined} chosen={chosen} onCandidates={setCandidates} onChoose={choose} whyNotJoin={whyNot} onJoin={acts.join} />;
  return (
    <>
      <Box sx={{ display: 'flex', gap: 1.25, alignItems: 'center', flex: 'none', flexWrap: 'wrap' }}>
        {choice}
        <Box sx={{ flex: 1 }} />
        {only !== undefined && <Button variant="outlined" onClick={() => onView(show)}>{`Only ${money(Number(only), currency)} · show all`}</Button>}
        <FilterChips label="Lines shown" chosen={show} onChoose={onView} choices={SHOWS.map(value => ({ value, label: labels[value], count: counts[value] }))} />
      </Box>
      <Box onKeyDownCapture={onKeyDownCapture} sx={{ flex: 1, minHeight: 160, display: 'grid', gap: 1, gridTemplateColumns: wide && whyOpen ? 'minmax(0, 1fr) minmax(0, 1fr) 440px' : 'minmax(0, 1fr) minmax(0, 1fr)' }}>
        <Box role="region" aria-label={names.left} data-side="left" sx={{ display: 'flex', minHeight: 0, minWidth: 0 }}>{grid('left')}</Box>
        <Box role="region" aria-label={names.right} data-side="right" sx={{ display: 'flex', minHeight: 0, minWidth: 0 }}>{grid('right')}</Box>
        {wide && whyOpen && why}
      </Box>
      <Tray picked={picked} focused={focused} currency={currency} acts={dialogs} whyNot={whyNot} noAdjustment={noAdjustment} busy={acts.busy} />
      {!wide && whyOpen && <Box sx={{ height: 116, flex: 'none' }}>{why}</Box>}
      <StatementFoot figures={figures} />
      <KeyHints keys={KEYS} />
      {asked === 'difference' && <ReasonDialog title={`The sides differ by ${money(picked.differenceMinor, currency)}`} text="Say why; the difference is kept under this reason in the statement." action="Match" noteRequired={false} busy={acts.busy} error={acts.error} onClose={() => { acts.clear(); setAsked(undefined); }} onReason={acts.matchBecause} />}
      {asked === 'explain' && <ReasonDialog title={both === 1 ? 'Why does this line stay open?' : `Why do these ${both} lines stay open?`} text="Lines with a reason count as explained and are carried forward into next month’s opening list." action="Explain" noteRequired busy={acts.busy} error={acts.error} onClose={() => { acts.clear(); setAsked(undefined); }} onReason={acts.explainBecause} />}
      {asked === 'split' && focused && <SplitDialog entry={focused} others={focused.side === 'left' ? picked.right : picked.left} busy={acts.busy} error={acts.error} onClose={() => { acts.clear(); setAsked(undefined); }} onSplit={parts => acts.split(focused, parts)} />}
      {asked === 'note' && <NoteDialog entries={noted} onClose={() => setAsked(undefined)} />}
      {asked === 'writeOff' && <AdjustmentDialog picked={picked} currency={currency} account={key.account} settings={settings.status === 'ready' ? settings.value.settings : undefined} busy={acts.busy} error={acts.error} onClose={() => { acts.clear(); setAsked(undefined); }} onPropose={acts.propose} />}
    </>
  );
}

/** The keyboard to the choice of view above the grids: the way out, and where to go on when nothing is left. */
function leaveGrids(): void {
  document.querySelector<HTMLElement>('[aria-label="Lines shown"] [aria-pressed="true"]')?.focus();
}

function useSide({ key }: Figures, side: Side, land: (side: Side, lines: number) => void) {
  return usePages<Entry>('reconciliation', async (client, page) => {
    const rows = await client.reconciliation.entries({ key, side, page });
    land(side, rows.total);
    return rows;
  }, [key, side]);
}

/** From a line that was just dealt with to the next one that still waits, among the rows on the screen. */
function nextOf(grid: GridHandle<Entry> | null, from: string, waits: (entry: Entry) => boolean): Entry | undefined {
  let at = from;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const next = grid?.focusNext(at);
    if (!next || waits(next)) return next;
    at = next.id;
  }
  return undefined;
}
