import { Box, Button, InputBase, ToggleButton, ToggleButtonGroup, Typography } from '@mui/material';
import { useCallback, useMemo, useRef, useState } from 'react';
import { contract } from '../../../shared/contract/contract.ts';
import type { MappingField, MappingSummary } from '../../../shared/contract/mappings.ts';
import { ActButton } from '../../components/act-button.tsx';
import { KeyHints } from '../../components/key-hints.tsx';
import { Banner } from '../../components/status-chip.tsx';
import { useQuery } from '../../engine/use-engine.tsx';
import { useWhyNot } from '../../engine/why-not.ts';
import { CoverageBanner } from '../../components/lookup-coverage.tsx';
import type { GridHandle } from '../../grid/data-grid.tsx';
import { useNotices } from '../../stores/notice-store.ts';
import { go } from '../../stores/route-store.ts';
import { counted } from '../../text/format.ts';
import { AskModel } from './ask-model.tsx';
import { FieldPanel } from './field-panel.tsx';
import { isMapped, isWeak, needsMe, type Transforms } from './how-text.ts';
import { MappingGrid } from './mapping-grid.tsx';
import { acceptance, leftEmpty, type MappingWork } from './use-mapping.ts';

type FieldsTabProps = { work: MappingWork; summary: MappingSummary; transforms: Transforms; canEdit: boolean };
type Show = 'all' | 'needsMe' | 'required' | 'custom';

const SHOWS: Record<Show, string> = { all: 'All', needsMe: 'Needs me', required: 'Required', custom: 'Custom' };
const SURE = 0.9;
const KEYS = [['Enter', 'accept'], ['Space', 'next source'], ['E', 'edit how'], ['X', 'leave empty'], ['A', 'accept all ≥ 90'], ['U', 'undo']] as const;

const passes: Record<Show, (field: MappingField) => boolean> = { all: () => true, needsMe, required: ({ target }) => target.required, custom: ({ target }) => target.custom };

/** The grid, what is chosen in it, and the keys that decide without a mouse. */
export function FieldsTab({ work, summary, transforms, canEdit }: FieldsTabProps) {
  const { fields, decide, step, tryNext } = work;
  const say = useNotices(store => store.say);
  const grid = useRef<GridHandle<MappingField>>(null);
  const editor = useRef<HTMLElement>(null);
  const [chosenPath, setChosenPath] = useState<string>();
  const [text, setText] = useState('');
  const [shown, setShown] = useState<{ show: Show; paths: ReadonlySet<string> | undefined }>({ show: 'all', paths: undefined });
  const isOpen = canEdit && summary.state === 'draft';
  const model = useQuery('ai', client => client.ai.state({}));
  const mayAsk = useWhyNot()(contract.ai.ask);
  const [asking, setAsking] = useState(false);
  const whyNotAsk = mayAsk ?? (model.status !== 'ready' ? 'One moment.' : model.value.ready ? undefined : model.value.notReady);

  // The rows of a filter are fixed when it is chosen: a row that was just accepted does not run away.
  const choose = (show: Show) => setShown({ show, paths: show === 'all' ? undefined : new Set(fields.filter(passes[show]).map(({ target }) => target.path)) });
  const wanted = text.trim().toLowerCase();
  const rows = useMemo(() => fields.filter(({ target, source }) => (shown.paths?.has(target.path) ?? true) && (wanted === '' || `${target.path} ${target.label} ${source ?? ''}`.toLowerCase().includes(wanted))), [fields, shown, wanted]);
  const chosen = fields.find(({ target }) => target.path === chosenPath) ?? rows[0];
  const missing = fields.filter(field => field.target.required && !isMapped(field));
  const waiting = fields.filter(needsMe).length;

  const acceptAll = useCallback(async () => {
    const answer = await step((client, draft) => client.mappings.acceptAll({ ...draft, threshold: SURE }));
    if (answer) say(`${counted(answer.accepted, 'suggestion')} accepted. U takes it back.`);
  }, [step, say]);
  const undo = useCallback(async () => {
    if (await step((client, draft) => client.mappings.undo(draft))) say('The last decision was taken back');
  }, [step, say]);

  const onKey = (key: string, row: MappingField | undefined): boolean => {
    if (!isOpen) return false;
    const lower = key.toLowerCase();
    if (lower === 'a') { void acceptAll(); return true; }
    if (lower === 'u') { void undo(); return true; }
    if (lower === 'm') { if (whyNotAsk === undefined) setAsking(true); else say(whyNotAsk); return true; }
    if (!row) return false;
    if (key === 'Enter') {
      if (isWeak(row) && work.tried[row.target.path] === undefined) say('Only a weak guess: Space chooses it, X leaves the field empty');
      else if (isMapped(row)) decide([acceptance(row)]);
      grid.current?.focusNext(row.target.path);
      return true;
    }
    if (key === ' ') { tryNext(row); return true; }
    if (lower === 'x') { decide([leftEmpty(row)]); grid.current?.focusNext(row.target.path); return true; }
    if (lower === 'e') { setChosenPath(row.target.path); setTimeout(() => editor.current?.querySelector<HTMLElement>('input')?.focus()); return true; }
    return false;
  };

  return (
    <>
      {isOpen && missing.length > 0 && (
        <Banner tone="problem" action={<Button onClick={() => choose('required')}>Show required</Button>}>
          {counted(missing.length, 'required field')} without a source ({missing.slice(0, 3).map(({ target }) => target.label).join(', ')}{missing.length > 3 ? ' …' : ''}). It cannot be submitted before.
        </Banner>
      )}
      <TablesBanner mapping={summary.id} fields={fields} />
      <Box sx={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: 1.5, flex: 'none' }}>
        <ToggleButtonGroup exclusive size="small" value={shown.show} aria-label="Which fields" onChange={(_, show: Show | null) => choose(show ?? shown.show)}>
          {(Object.keys(SHOWS) as Show[]).map(show => <ToggleButton key={show} value={show}>{SHOWS[show]}{show === 'needsMe' ? ` ${waiting}` : ''}</ToggleButton>)}
        </ToggleButtonGroup>
        <InputBase value={text} onChange={event => setText(event.target.value)} placeholder="Filter by name or source" inputProps={{ 'aria-label': 'Filter fields' }} sx={{ border: 1, borderColor: 'divider', borderRadius: 1, px: 1, backgroundColor: 'background.paper', width: 176, height: 32 }} />
        <Typography variant="body2" color="textSecondary" noWrap>required <b>{missing.length}</b> missing · decided <b>{fields.filter(({ decision }) => decision !== 'open').length}</b>/{fields.length}</Typography>
        <Box sx={{ flex: 1 }} />
        {isOpen && <ActButton variant="outlined" shortcut="M" whyNot={whyNotAsk} onClick={() => setAsking(true)}>Ask the model</ActButton>}
        {isOpen && <Button variant="outlined" onClick={() => { void undo(); }}>Undo</Button>}
        {isOpen && <Button variant="outlined" onClick={() => { void acceptAll(); }}>Accept all ≥ 90</Button>}
      </Box>
      <Box sx={{ flex: 1, minHeight: 0, display: 'grid', gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 1fr) 308px', xl: 'minmax(0, 1fr) 440px' }, gap: 1.5 }}>
        <Box sx={{ minWidth: 0, minHeight: 0, display: 'flex', flexDirection: 'column' }}>
          <MappingGrid ref={grid} rows={rows} transforms={transforms} onFocusField={field => setChosenPath(field.target.path)} onKey={onKey} onAccept={field => decide([acceptance(field)])} canEdit={isOpen} footer={isOpen && <KeyHints keys={KEYS} />} />
        </Box>
        {chosen && <FieldPanel key={chosen.target.path} ref={editor} field={chosen} summary={summary} transforms={transforms} canEdit={isOpen} onTry={index => work.tryCandidate(chosen, index)} onDecide={change => decide([change])} onDone={() => grid.current?.focusRow(chosen.target.path)} />}
      </Box>
      {asking && <AskModel work={work} onClose={() => { setAsking(false); if (chosen) grid.current?.focusRow(chosen.target.path); }} />}
    </>
  );
}

/** Before anything runs: values of last month that a table of this mapping does not know. */
function TablesBanner({ mapping, fields }: { mapping: MappingSummary['id']; fields: readonly MappingField[] }) {
  const hasTables = fields.some(({ steps }) => steps.some(({ parameters: { table = '' } }) => table !== '' && !table.includes('=')));
  const coverage = useQuery('lookups', client => (hasTables ? client.lookups.coverage({ mapping }) : Promise.resolve([])), [mapping, hasTables]);
  const lacking = coverage.status === 'ready' ? coverage.value.filter(({ missing, hasOtherwise }) => missing > 0 && !hasOtherwise) : [];
  const [first] = lacking;
  if (!first) return null;
  return <CoverageBanner use={first} named="table" action={<>{lacking.length > 1 && <Typography variant="body2" color="textSecondary" noWrap>and {counted(lacking.length - 1, 'more table')}</Typography>}<Button onClick={() => go(`lookups/${first.table}?show=missing`)}>Fill in</Button></>} />;
}
