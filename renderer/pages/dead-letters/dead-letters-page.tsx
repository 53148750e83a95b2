import { Box, useMediaQuery } from '@mui/material';
import { useMemo, useRef, useState } from 'react';
import { contract } from '../../../shared/contract/contract.ts';
import type { DeadLetter } from '../../../shared/contract/dead-letters.ts';
import { ActButton } from '../../components/act-button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { FilterChips } from '../../components/filter-chips.tsx';
import { KeyHints } from '../../components/key-hints.tsx';
import { Page } from '../../components/page.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useCommand, usePages, useQuery } from '../../engine/use-engine.tsx';
import { useWhyNot } from '../../engine/why-not.ts';
import { momentColumn, moneyColumn, numberColumn, statusColumn, textColumn } from '../../grid/columns.tsx';
import { DataGrid, type GridHandle } from '../../grid/data-grid.tsx';
import { useNotices } from '../../stores/notice-store.ts';
import { go, useRoute } from '../../stores/route-store.ts';
import { counted } from '../../text/format.ts';
import { letterStates } from '../../text/words.ts';
import { CauseList } from './cause-list.tsx';
import { LetterDrawer } from './letter-drawer.tsx';

type Show = 'waiting' | 'requeued' | 'mended' | 'discarded' | 'all';
const SHOWS: readonly Show[] = ['waiting', 'requeued', 'mended', 'discarded', 'all'];

const columnsFor = (wide: boolean) => [
  statusColumn<DeadLetter>('status', 'State', letterStates, { width: 132 }),
  textColumn<DeadLetter>('reference', 'Order', { width: 174, strong: true }),
  textColumn<DeadLetter>('channel', 'Channel', { width: 170, hidden: !wide }),
  moneyColumn<DeadLetter>('amountMinor', 'Amount', { currency: letter => letter.currency, showCurrency: true, width: 110 }),
  textColumn<DeadLetter>('message', 'What was refused', { flex: 1, minWidth: 150 }),
  momentColumn<DeadLetter>('buriedAt', 'Since', { width: 124, hidden: !wide }),
  textColumn<DeadLetter>('step', 'Step', { width: 130, hidden: true }),
  textColumn<DeadLetter>('field', 'Field', { width: 150, hidden: true }),
  numberColumn<DeadLetter>('attempts', 'Attempts', { width: 90, hidden: true }),
];

const letterId = ({ id }: DeadLetter): string => id;

export function DeadLettersPage() {
  const route = useRoute();
  const { rest, parameters } = route;
  const chosen = parameters['cause'];
  const show = SHOWS.find(value => value === parameters['show']) ?? 'waiting';
  const causes = useQuery('deadLetters', engine => engine.deadLetters.causes({}));
  const counts = useQuery('deadLetters', async engine => Promise.all(SHOWS.map(async value => {
    const { total } = await engine.deadLetters.list({ ...(chosen === undefined ? {} : { cause: chosen }), page: { start: 0, end: 1, filter: value === 'all' ? {} : { status: value } } });
    return [value, total] as const;
  })), [chosen ?? '']);
  const pages = usePages<DeadLetter>('deadLetters', (engine, page) => engine.deadLetters.list({ ...(chosen === undefined ? {} : { cause: chosen }), page }), [chosen ?? '']);
  const whyNot = useWhyNot();
  const say = useNotices(store => store.say);
  const grid = useRef<GridHandle<DeadLetter>>(null);
  const [selected, setSelected] = useState<DeadLetter[]>([]);
  const [discarding, setDiscarding] = useState<DeadLetter[]>();
  const requeue = useCommand((engine, ids: DeadLetter['id'][]) => engine.deadLetters.requeue({ ids }));
  const discard = useCommand((engine, input: { ids: DeadLetter['id'][]; reason: string }) => engine.deadLetters.discard(input), { inline: true });
  const wide = useMediaQuery('(min-width: 1800px)');
  const columns = useMemo(() => columnsFor(wide), [wide]);
  const filter = useMemo(() => ({ ...(show === 'all' ? {} : { status: show }) }), [show]);
  const open = rest[0];

  const view = (next: { cause?: string | undefined; show?: Show; letter?: string }) => {
    const search = new URLSearchParams();
    const cause = 'cause' in next ? next.cause : chosen;
    if (cause !== undefined) search.set('cause', cause);
    const wanted = next.show ?? show;
    if (wanted !== 'waiting') search.set('show', wanted);
    go(`dead-letters${next.letter === undefined ? '' : `/${next.letter}`}?${search.toString()}`);
  };
  /** Shows what was sent again, unless the person went on while the engine worked. */
  const showSentAgain = () => { if (useRoute.getState() === route) view({ cause: undefined, show: 'all' }); };
  const sendAgain = async (letters: readonly DeadLetter[]) => {
    const ids = letters.filter(({ status }) => status === 'waiting').map(({ id }) => id);
    if (ids.length === 0) { say('Only letters that wait for you can be sent again.'); return; }
    const answer = await requeue.run(ids);
    if (!answer) return;
    grid.current?.clearSelection();
    say(`${counted(answer.requeued, 'order')} sent again`);
    showSentAgain();
  };
  const actions = (
    <>
      <ActButton variant="outlined" color="error" whyNot={whyNot(contract.deadLetters.discard)} disabled={selected.length === 0} onClick={() => setDiscarding(selected)}>Discard…</ActButton>
      <ActButton variant="contained" whyNot={whyNot(contract.deadLetters.requeue)} disabled={selected.length === 0 || requeue.busy} onClick={() => { void sendAgain(selected); }}>{selected.length > 0 ? `Resubmit ${selected.length}` : 'Resubmit'}</ActButton>
    </>
  );
  const onKey = (key: string, letter: DeadLetter | undefined): boolean => {
    const under = selected.length > 0 ? selected : letter ? [letter] : [];
    if (key === 'r' && under.length > 0 && whyNot(contract.deadLetters.requeue) === undefined) { void sendAgain(under); return true; }
    if ((key === 'd' || key === 'Delete') && under.length > 0 && whyNot(contract.deadLetters.discard) === undefined) { setDiscarding(under); return true; }
    return false;
  };
  const totals = counts.status === 'ready' ? Object.fromEntries(counts.value) : {};

  return (
    <Page title="Failed" actions={actions}>
      <Box sx={{ flex: 1, minHeight: 0, display: 'grid', gridTemplateColumns: { xs: '336px minmax(0, 1fr)', xl: '420px minmax(0, 1fr)' }, gap: 1.5 }}>
        {causes.status === 'ready'
          ? <CauseList causes={causes.value} chosen={chosen} onChoose={cause => view({ cause })} onApplied={showSentAgain} />
          : <Waiting on={causes} />}
        <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1, minHeight: 0, minWidth: 0 }}>
          <Box sx={{ overflowX: 'auto', flex: 'none' }}>
            <FilterChips label="Letters shown" chosen={show} onChoose={value => view({ show: value })} choices={SHOWS.map(value => ({ value, label: value === 'all' ? 'All' : letterStates[value].label, count: totals[value] }))} />
          </Box>
          <DataGrid<DeadLetter>
            key={String(wide)} id={wide ? 'dead-letters-wide' : 'dead-letters'} label="Failed orders" unit="order" ref={grid} columns={columns} rowId={letterId} pages={pages} filter={filter}
            selection="many" onSelect={setSelected} onOpen={({ id }) => view({ letter: id })} onKey={onKey}
            empty={show === 'waiting'
              ? { title: 'Nothing waits for you', text: 'Orders that a system refuses appear here, grouped by cause, with the fix that mends them.' }
              : { title: 'No such letters', text: 'Choose another view above.' }}
          />
          <KeyHints keys={[['Space', 'select'], ['Enter', 'open'], ['R', 'resubmit'], ['D', 'discard']]} />
        </Box>
      </Box>
      <LetterDrawer id={open as DeadLetter['id'] | undefined} onClose={() => view({})} onSentAgain={showSentAgain} />
      <ConfirmDialog
        open={discarding !== undefined} destructive title={`Discard ${counted(discarding?.length ?? 0, 'order')}`} action="Discard"
        text="Discarded orders are never sent. They stay in the audit trail with your reason, and the reconciliation names them."
        reason={{ label: 'Why they are not to be sent' }} busy={discard.busy} error={discard.error}
        onClose={() => { setDiscarding(undefined); discard.clear(); }}
        onConfirm={reason => {
          void discard.run({ ids: (discarding ?? []).map(({ id }) => id), reason }).then(answer => {
            if (!answer) return;
            setDiscarding(undefined);
            grid.current?.clearSelection();
            say(`${counted(answer.discarded, 'order')} discarded`);
          });
        }}
      />
    </Page>
  );
}
