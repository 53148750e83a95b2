import CheckIcon from '@mui/icons-material/Check';
import { Box, IconButton, Tooltip } from '@mui/material';
import { useMemo, type ReactNode, type Ref } from 'react';
import type { MappingField } from '../../../shared/contract/mappings.ts';
import { Status } from '../../components/status-chip.tsx';
import { Confidence, customColumn, type Column } from '../../grid/columns.tsx';
import { DataGrid, type GridHandle } from '../../grid/data-grid.tsx';
import { decisions } from '../../text/words.ts';
import { howText, isMapped, isWeak, sourceText, type Transforms } from './how-text.ts';
import { opinionOf, opinionText } from './model-opinion.tsx';

type MappingGridProps = {
  rows: readonly MappingField[];
  transforms: Transforms;
  onFocusField: (field: MappingField) => void;
  onKey: (key: string, field: MappingField | undefined) => boolean;
  onAccept: (field: MappingField) => void;
  canEdit: boolean;
  footer: ReactNode;
  ref?: Ref<GridHandle<MappingField>>;
};

/** One row per target field: where its value comes from, how, what becomes of a sample, and how sure the suggestion is. */
export function MappingGrid({ rows, transforms, onFocusField, onKey, onAccept, canEdit, footer, ref }: MappingGridProps) {
  const columns = useMemo(() => columnsOf(transforms, canEdit ? onAccept : undefined), [transforms, canEdit, onAccept]);
  return (
    <DataGrid<MappingField> id="mapping-fields" label="Target fields" unit="field" columns={columns} rows={rows} rowId={pathOf} onFocusRow={onFocusField} onKey={(key, row) => onKey(key, row)} rowTone={toneOf} selection="none" autoFocus
      empty={{ title: 'No field fits', text: 'Nothing is left here, or the filter is too narrow.' }} footer={footer} {...(ref === undefined ? {} : { ref })} />
  );
}

const pathOf = ({ target }: MappingField): string => target.path;

function toneOf(field: MappingField): 'broken' | 'problem' | undefined {
  if (field.issue !== null) return 'broken';
  return field.target.required && !isMapped(field) ? 'problem' : undefined;
}

function columnsOf(transforms: Transforms, onAccept: ((field: MappingField) => void) | undefined): readonly Column<MappingField>[] {
  return [
    customColumn('target', 'Target field', { flex: 6, minWidth: 165, text: pathOf, render: field => <Target field={field} /> }),
    customColumn<MappingField>('source', 'Source', { flex: 5, minWidth: 140, text: sourceText, render: field => <Source field={field} /> }),
    customColumn('how', 'How', { flex: 4, minWidth: 90, text: field => howText(field.steps, transforms), render: field => (!isMapped(field) ? '' : isWeak(field) ? 'a weak guess' : howText(field.steps, transforms) || 'copy') }),
    customColumn('sample', 'Before → after', { flex: 5, minWidth: 120, sortable: false, text: ({ before, after }) => `${before} → ${after}`, render: field => <Sample field={field} /> }),
    customColumn('confidence', 'Sure', { width: 112, help: 'How sure the suggestion is, of 100', filter: false, text: ({ confidence }) => (confidence === null ? '' : String(Math.round(confidence * 100))), render: field => <Sureness field={field} /> }),
    customColumn('decision', 'Decision', { width: 108, text: ({ decision }) => decisions[decision].label, render: field => <Decided field={field} onAccept={onAccept} /> }),
  ];
}

function Target({ field: { target } }: { field: MappingField }) {
  return (
    <Tooltip title={`${target.path}${target.description === '' ? '' : `: ${target.description}`}`}>
      <Box component="span" sx={{ display: 'flex', alignItems: 'center', gap: 0.75, minWidth: 0 }}>
        <Box component="span" sx={{ fontWeight: 600, overflow: 'hidden', textOverflow: 'ellipsis' }}>{target.label}</Box>
        {target.required && <Box component="span" role="img" aria-label="required" sx={theme => ({ color: theme.tones.problem.ink, fontSize: 10 })}>●</Box>}
        {target.custom && <Box component="span" role="img" aria-label="custom field" sx={theme => ({ color: theme.tones.busy.ink, fontSize: 10 })}>◆</Box>}
      </Box>
    </Tooltip>
  );
}

function Source({ field }: { field: MappingField }) {
  const others = field.candidates.length - 1;
  return (
    <Box component="span" sx={{ color: field.source === null || isWeak(field) ? 'text.secondary' : 'text.primary' }} title={sourceText(field)}>
      <SourcePath path={sourceText(field)} />{field.decision === 'open' && others > 0 && <Box component="span" sx={{ color: 'text.secondary' }}> +{others}</Box>}
    </Box>
  );
}

/** The last part first, because that is what people look for: "ReferenceNum · GeneralInfo". */
function SourcePath({ path }: { path: string }) {
  const at = path.lastIndexOf('.');
  if (at < 1 || path.includes(' ')) return path;
  return <>{path.slice(at + 1)}<Box component="span" sx={{ color: 'text.secondary', fontSize: 12 }}> · {path.slice(0, at)}</Box></>;
}

function Sample({ field: { before, after, issue } }: { field: MappingField }) {
  if (issue !== null) return <Box component="span" sx={{ color: 'error.main' }} title={issue}>{issue}</Box>;
  if (before === '' && after === '') return null;
  return <span title={`${before} → ${after}`}><Box component="span" sx={{ color: 'text.secondary' }}>{before} → </Box>{before === after ? 'same' : after}</span>;
}

function Sureness({ field }: { field: MappingField }) {
  const opinion = opinionOf(field);
  return field.confidence === null || field.decision === 'none' ? <Box component="span" sx={{ color: 'text.secondary' }}>—</Box> : <Tooltip title={opinion ? `${opinionText(opinion)} The matcher: ${field.reason}` : field.reason}><span><Confidence share={field.confidence} />{opinion && <Box component="span" role="img" aria-label={`the model ${opinion.verdict === 'none' ? 'doubts it' : 'says so'}`} sx={theme => ({ ml: 0.5, color: theme.tones.busy.ink, fontSize: 11, fontWeight: 700 })}>{opinion.verdict === 'none' ? 'M?' : 'M'}</Box>}</span></Tooltip>;
}

function Decided({ field, onAccept }: { field: MappingField; onAccept: ((field: MappingField) => void) | undefined }) {
  if (field.decision !== 'open') return <Status status={decisions[field.decision]} />;
  if (!onAccept || !isMapped(field) || isWeak(field)) return <Status status={decisions.open} />;
  return (
    <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.5 }}>
      <Status status={decisions.open} />
      <Tooltip title="Accept (Enter)"><IconButton tabIndex={-1} aria-label={`Accept ${field.target.label}`} onClick={() => onAccept(field)} sx={{ p: '3px' }}><CheckIcon sx={{ fontSize: 17 }} /></IconButton></Tooltip>
    </Box>
  );
}
