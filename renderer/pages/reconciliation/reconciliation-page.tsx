import { Box, Button, LinearProgress, ListSubheader, MenuItem, Select, ToggleButton, ToggleButtonGroup, Typography } from '@mui/material';
import { useMemo, useState, type DragEvent } from 'react';
import { contract } from '../../../shared/contract/contract.ts';
import { ReconciliationKind, type Figures } from '../../../shared/contract/reconciliation.ts';
import type { Period } from '../../../shared/values/date.ts';
import { ActButton } from '../../components/act-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FileButton } from '../../components/file-button.tsx';
import { Page } from '../../components/page.tsx';
import { Banner, Status } from '../../components/status-chip.tsx';
import { sendStatement, type ImportInput } from '../../components/send-statement.ts';
import { useStatementImport } from '../../components/statement-import.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useCommand, useQuery } from '../../engine/use-engine.tsx';
import { useWhyNot } from '../../engine/why-not.ts';
import { useNotices } from '../../stores/notice-store.ts';
import { useProgress } from '../../stores/progress-store.ts';
import { go, href, useRoute } from '../../stores/route-store.ts';
import { useUi } from '../../stores/ui-store.ts';
import { aside, boardKey, reconciliationKinds, reconciliationPath, standing } from '../../text/close-words.ts';
import { ago, count, counted, month } from '../../text/format.ts';
import { ChainView } from './chain-view.tsx';
import { Workbench } from './workbench.tsx';

const REFRESH_TASK = 'reconciliation.refresh';
const IMPORT_TASK = 'statements.import';
/** The address of the orders’ chains, beside those of the kinds. */
const CHAIN = 'chain';

export function ReconciliationPage() {
  const period = useUi(ui => ui.period);
  const { rest } = useRoute();
  const whyNot = useWhyNot();
  const board = useQuery(['reconciliation', 'close', 'statements'], client => client.reconciliation.board({ period }), [period]);
  const close = useQuery(['close', 'reconciliation'], client => client.close.state({ period }), [period]);
  const refresh = useRefresh(period);
  const importer = useImporter();
  const [over, setOver] = useState(false);

  const figures = useMemo(() => (board.status === 'ready' ? chosen(board.value, rest) : undefined), [board, rest]);
  const locked = close.status === 'ready' && close.value.locked;
  const noImport = whyNot(contract.statements.import);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (noImport === undefined) importer.take(event.dataTransfer.files);
  };
  const actions = (
    <>
      <FileButton variant="outlined" whyNot={noImport} onFiles={importer.take}>Import statement</FileButton>
      {refresh.busy ? <Button variant="outlined" onClick={refresh.cancel}>Cancel matching</Button>
        : <ActButton variant="contained" whyNot={locked ? `${month(period)} is signed and locked.` : whyNot(contract.reconciliation.refresh)} onClick={() => { void refresh.run(); }}>Read and match</ActButton>}
    </>
  );
  return (
    <Page title="Reconcile" actions={actions} beside={figures && rest[0] !== CHAIN && <Summary figures={figures} />}>
      <Box onDragOver={event => { event.preventDefault(); setOver(true); }} onDragLeave={event => { if (event.currentTarget === event.target) setOver(false); }} onDrop={onDrop}
        sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column', gap: 1, position: 'relative' }}>
        {refresh.busy && <RefreshProgress />}
        {close.status === 'ready' && locked && <Banner tone="good" action={<Button href={href('close')}>Close</Button>}>{`${month(period)} is locked: prepared by ${close.value.preparedBy ?? ''}, reviewed by ${close.value.reviewedBy ?? ''}. Nothing in it can be changed.`}</Banner>}
        {board.status !== 'ready' ? <Waiting on={board} rows={12} />
          : !figures ? <EmptyState title={`Nothing to compare in ${month(period)} yet`} text="Read and match asks Sage, the shop and the imported statements for both sides of the month. Statements can be dropped here." />
          : rest[0] === CHAIN ? <ChainView key={period} period={period} choice={<Choice board={board.value} figures={figures} chains />} />
          : <Workbench key={`${period} ${boardKey(figures)}`} figures={figures} locked={locked} choice={<Choice board={board.value} figures={figures} />} />}
        {over && <DropZone whyNot={noImport} />}
      </Box>
      {importer.dialog}
    </Page>
  );
}

/** What the address names; without one, the first that still needs work. */
function chosen(board: readonly Figures[], [kind, account]: readonly string[]): Figures | undefined {
  const named = board.find(({ key }) => key.kind === kind && (account === undefined || key.account === account));
  return named ?? board.find(({ unexplainedMinor, open }) => unexplainedMinor !== 0 || open > 0) ?? board[0];
}

function Summary({ figures }: { figures: Figures }) {
  const { automatic, manual, suggested, open, leftCount, rightCount, refreshedAt } = figures;
  const all = automatic + manual + suggested + open;
  const share = all === 0 ? '' : ` (${((100 * (automatic + manual)) / all).toFixed(1)} %)`;
  return (
    <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center', color: 'text.secondary', fontSize: 13, whiteSpace: 'nowrap', overflow: 'hidden' }}>
      <Status status={standing(figures)} filled />
      <span>{`${counted(automatic + manual, 'match', 'matches')}${share} · ${count(suggested)} suggested · ${count(open)} open`}</span>
      <Box component="span" sx={{ display: { xs: 'none', lg: 'inline' } }}>{`${count(leftCount)} against ${counted(rightCount, 'line')}${refreshedAt === null ? '' : ` · read ${ago(refreshedAt)}`}`}</Box>
    </Box>
  );
}

function Choice({ board, figures, chains = false }: { board: readonly Figures[]; figures: Figures; chains?: boolean }) {
  const kinds = ReconciliationKind.options.filter(kind => board.some(({ key }) => key.kind === kind));
  const first = (kind: ReconciliationKind) => board.find(({ key, unexplainedMinor, open }) => key.kind === kind && (unexplainedMinor !== 0 || open > 0)) ?? board.find(({ key }) => key.kind === kind);
  const own = board.filter(({ key }) => key.kind === figures.key.kind);
  const openPage = (next: Figures | undefined) => { if (next) go(reconciliationPath(next)); };
  return (
    <>
      <ToggleButtonGroup exclusive size="small" aria-label="Kind" value={chains ? CHAIN : figures.key.kind} onChange={(_, kind: ReconciliationKind | typeof CHAIN | null) => { if (kind === CHAIN) go('reconciliation/chain'); else if (kind !== null) openPage(first(kind)); }} sx={{ flex: 'none', backgroundColor: 'background.paper' }}>
        {kinds.map(kind => <ToggleButton key={kind} value={kind} sx={{ lineHeight: '20px' }}>{reconciliationKinds[kind]}</ToggleButton>)}
        <ToggleButton value={CHAIN} sx={{ lineHeight: '20px' }}>Chain</ToggleButton>
      </ToggleButtonGroup>
      {!chains && <Select value={figures.key.account} onChange={event => openPage(own.find(({ key }) => key.account === event.target.value))} inputProps={{ 'aria-label': 'Account' }}
        renderValue={() => <><strong>{figures.label}</strong><Box component="span" sx={{ color: 'text.secondary', ml: 0.75 }}>{aside(figures)}</Box></>}
        sx={{ minWidth: 230, flex: '0 1 auto', backgroundColor: 'background.paper', '& .MuiSelect-select': { py: '5px' } }}>
        <ListSubheader sx={{ lineHeight: '28px' }}>{reconciliationKinds[figures.key.kind]}</ListSubheader>
        {own.map(each => (
          <MenuItem key={each.key.account} value={each.key.account} sx={{ display: 'flex', gap: 3, justifyContent: 'space-between' }}>
            <span><strong>{each.label}</strong><Box component="span" sx={{ color: 'text.secondary', ml: 0.75 }}>{aside(each)}</Box></span>
            <Status status={standing(each)} />
          </MenuItem>
        ))}
      </Select>}
    </>
  );
}

function RefreshProgress() {
  const progress = useProgress(store => store.tasks[REFRESH_TASK]);
  const text = progress?.text ?? 'Reading both sides';
  return (
    <Box role="status" sx={{ flex: 'none' }}>
      <Typography variant="caption" color="text.secondary">{progress ? `${text} · ${count(progress.done)}${progress.total === null ? '' : ` of ${count(progress.total)}`}` : text}</Typography>
      <LinearProgress aria-label={text} variant={progress?.total ? 'determinate' : 'indeterminate'} value={progress?.total ? (100 * progress.done) / progress.total : 0} />
    </Box>
  );
}

function DropZone({ whyNot }: { whyNot: string | undefined }) {
  return (
    <Box sx={theme => ({ position: 'absolute', inset: -4, zIndex: 10, display: 'grid', placeItems: 'center', pointerEvents: 'none', borderRadius: 2, border: `2px dashed ${theme.palette.primary.main}`, backgroundColor: theme.palette.background.paper, opacity: 0.94 })}>
      <Typography variant="h2">{whyNot ?? 'Drop statement files to import them'}</Typography>
    </Box>
  );
}

/** Both sides anew. It goes on when the page is left; the bar at the top shows it. */
function useRefresh(period: Period) {
  const say = useNotices(store => store.say);
  const command = useCommand((client, asked: Period, signal) => client.reconciliation.refresh({ period: asked }, { signal }));
  const run = async () => {
    const figures = await command.run(period);
    endTask(REFRESH_TASK);
    if (figures) say(`${month(period)} is read and matched: ${counted(figures.reduce((sum, { open }) => sum + open, 0), 'line')} open`);
  };
  return { busy: command.busy, cancel: command.cancel, run };
}

function useImporter() {
  const command = useCommand((client, input: ImportInput, signal) => sendStatement(client, input, signal), { inline: true });
  const progress = useProgress(store => store.tasks[IMPORT_TASK]);
  const send = async (input: ImportInput) => {
    const outcome = await command.run(input);
    endTask(IMPORT_TASK);
    return outcome;
  };
  return useStatementImport({ send, busy: command.busy, error: command.error, onCancel: command.cancel, clear: command.clear, progress });
}

const LAST_EVENT_MS = 300;

/** A task of this window has ended, however it ended: the bar at the top forgets it. Its last event may come after its answer. */
function endTask(task: string): void {
  setTimeout(() => useProgress.getState().tellTask({ task, text: '', done: 1, total: 1 }), LAST_EVENT_MS);
}
