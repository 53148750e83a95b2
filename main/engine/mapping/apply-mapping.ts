import type { SchemaField } from '../../../shared/contract/connections.ts';
import type { Step } from '../../../shared/contract/mappings.ts';
import type { Json } from '../connectors/connector.ts';
import type { PricedCharge, PricedOrder } from '../pricing/priced-order.ts';
import { isDecimalText } from './decimal-text.ts';
import { bodyWriter, parsePath, sourceReader } from './paths.ts';
import type { Body, Segment, Writer } from './paths.ts';
import { asText, isProblem, problem } from './record-context.ts';
import type { Problem, RecordContext, RecordIssue, Scope, Value } from './record-context.ts';
import { transformsByName } from './transforms.ts';
import type { Apply } from './transform.ts';

export type TargetField = Pick<SchemaField, 'path' | 'label' | 'type' | 'maxLength' | 'required' | 'choices'>;

/** A decided field of a mapping: what the target wants, where it comes from, and how. */
export type MappedField = { readonly target: TargetField; readonly source: string | null; readonly steps: readonly Step[] };

/** How one value came about, for people: the mapping's field and its place in the body, the source's text, the text after each step, the value sent or the issue. */
export type TracedField = { readonly target: string; readonly path: string; readonly source: string | null; readonly before: string; readonly steps: readonly { transform: string; text: string }[]; readonly after: string; readonly issue: string | null };

export type Mapped = { readonly body: Json; readonly issues: readonly RecordIssue[]; readonly trace: readonly TracedField[] };
export type CompiledMapping = (raw: Json, context: RecordContext) => Mapped;

/** The list of a document's lines, with the capitals that the system gives it: several kinds of lines in the mapping, one list in the body. */
const LINES = /^line(s|items)$/i;

type Place = 'header' | 'goods' | 'charge' | 'rounding';

type CompiledField = {
  readonly target: TargetField;
  readonly source: string | null;
  readonly steps: readonly Step[];
  readonly read: ((scope: Scope) => Value) | null;
  readonly applies: readonly Apply[];
  readonly finish: (value: Value) => Json | undefined | Problem;
  readonly write: Writer;
  /** Path of the field below its line (or of the header field): completes the field name of an issue. */
  readonly name: string;
};

type Report = { issues: RecordIssue[]; trace: TracedField[]; traced: boolean };

function placeOf([first]: readonly Segment[]): Place {
  if (!first || !LINES.test(first.name) || first.kind === 'plain') return 'header';
  return first.kind === 'list' ? 'goods' : first.pick === 'rounding' ? 'rounding' : 'charge';
}

function compileStep({ transform, parameters }: Step): Apply {
  const known = transformsByName.get(transform);
  if (known) return known.apply(parameters);
  return () => problem('mapping.unknownStep', transform, `This version of Tieout knows no step "${transform}". Change the field in the mapping.`);
}

const tooLong = (target: TargetField, length: number): Problem =>
  problem('field.tooLong', target.path, `${target.label} has ${length} characters; the target takes ${target.maxLength}. Shorten it in the record, or cut it in the mapping.`);

const wrongType = (target: TargetField, text: string, wanted: string): Problem => problem('field.type', target.path, `${target.label} must be ${wanted}, but it is "${text}". Change the steps in the mapping.`);

/** Largest whole number that a body can carry exactly. */
const isSafeWhole = (text: string): boolean => /^-?\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text));

/** The last step of every field: text becomes what the target's type is. Empty becomes "not sent". Decimal text is taken digit by digit into a number, no arithmetic. */
function finisher(target: TargetField): CompiledField['finish'] {
  const { type, maxLength } = target;
  if (type === 'boolean') return value => {
    if (typeof value === 'boolean') return value;
    const text = asText(value).trim();
    return text === '' ? undefined : text === 'true' ? true : text === 'false' ? false : wrongType(target, text, 'true or false');
  };
  if (type === 'integer') return value => {
    const text = asText(value).trim().replace(/^(-?\d+)\.0+$/, '$1');
    return text === '' ? undefined : isSafeWhole(text) ? Number(text) : wrongType(target, text, 'a whole number');
  };
  if (type === 'decimal' || type === 'money') return value => {
    const text = asText(value).trim();
    return text === '' ? undefined : isDecimalText(text) ? Number(text) : wrongType(target, text, 'a number');
  };
  if (type === 'choice' && target.choices.length > 0) {
    const choices = new Set(target.choices);
    return value => {
      const text = asText(value).trim();
      return text === '' ? undefined : choices.has(text) ? text : problem('field.choice', target.path, `${target.label} must be one of ${target.choices.slice(0, 8).join(', ')}, but it is "${text}". Use a look-up table in the mapping.`);
    };
  }
  return value => {
    const text = typeof value === 'string' ? value : asText(value);
    if (text === '') return undefined;
    return maxLength !== null && text.length > maxLength && type === 'text' ? tooLong(target, text.length) : text;
  };
}

function compileField({ target, source, steps }: MappedField): { place: Place; list: string; field: CompiledField } {
  const segments = parsePath(target.path);
  const place = placeOf(segments);
  const inner = place === 'header' ? segments : segments.slice(1);
  const name = inner.map(segment => segment.name + (segment.kind === 'plain' ? '' : '[0]')).join('.');
  return { place, list: segments[0]?.name ?? '', field: { target, source, steps, read: source === null || source === '' ? null : sourceReader(source), applies: steps.map(compileStep), finish: finisher(target), write: bodyWriter(inner), name } };
}

/** Fills one field; whatever cannot be put into the body is an issue, never a silent gap. */
function fill(field: CompiledField, scope: Scope, body: Body, prefix: string, report: Report): void {
  let value: Value = field.read === null ? null : field.read(scope);
  const before = report.traced ? asText(value) : '';
  const texts: { transform: string; text: string }[] = [];
  let failure: Problem | null = null;
  for (let step = 0; step < field.applies.length; step += 1) {
    const outcome = (field.applies[step] as Apply)(value, scope);
    if (isProblem(outcome)) {
      failure = outcome;
      break;
    }
    value = outcome;
    if (report.traced) texts.push({ transform: field.steps[step]?.transform ?? '', text: asText(value) });
  }
  let sent: Json | undefined;
  if (failure === null) {
    const finished = field.finish(value);
    if (isFinishProblem(finished)) failure = finished;
    else sent = finished;
  }
  if (failure === null && sent === undefined && field.target.required) {
    failure = problem('field.required', field.target.path, `${field.target.label} is required, and ${field.source === null ? 'its steps give nothing' : `${field.source} is empty`}. Fill it in the record, or give it a value in the mapping.`);
  }
  if (sent !== undefined) field.write(body, sent);
  if (failure !== null) report.issues.push({ ...failure.issue, field: prefix + field.name });
  if (report.traced) report.trace.push({ target: field.target.path, path: prefix + field.name, source: field.source, before, steps: texts, after: sent === undefined ? '' : asText(sent as Value), issue: failure?.issue.message ?? null });
}

const isFinishProblem = (finished: Json | undefined | Problem): finished is Problem => typeof finished === 'object' && finished !== null && 'issue' in finished;

type Groups = Readonly<Record<Place, readonly CompiledField[]>> & { readonly list: string };

function fillLines(groups: Groups, scope: Scope, priced: PricedOrder, report: Report): Json[] {
  const lines: Json[] = [];
  const fillLine = (fields: readonly CompiledField[]): void => {
    const line: Body = {};
    const prefix = `${groups.list}[${lines.length}].`;
    for (const field of fields) fill(field, scope, line, prefix, report);
    lines.push(line);
  };
  if (groups.goods.length > 0) {
    for (const line of priced.lines) {
      scope.line = line;
      fillLine(groups.goods);
    }
    scope.line = null;
  }
  for (const [fields, charge, name] of [[groups.charge, priced.carriage, 'carriage'], [groups.rounding, priced.rounding, 'rounding']] as const) {
    if (!charge) continue;
    if (fields.length === 0) report.issues.push(unmappedCharge(groups.list, name, charge));
    else {
      scope.charge = charge;
      fillLine(fields);
      scope.charge = null;
    }
  }
  return lines;
}

/** A charge that no field carries would make the document cheaper than the order. */
const unmappedCharge = (list: string, name: string, { description }: PricedCharge): RecordIssue =>
  ({ code: 'mapping.noChargeLine', about: name, field: list, message: `The order needs a ${name} line (${description}), and the mapping has none. Map the fields of ${list}[${name === 'carriage' ? 'charge' : 'rounding'}].` });

/**
 * Makes of decided fields a function from a source record to a target body. Everything that depends on the mapping alone is done here,
 * once; the function is pure and fast. Every field that has a value ends in the body or in the issues.
 */
export function compileMapping(fields: readonly MappedField[], { trace = false }: { trace?: boolean } = {}): CompiledMapping {
  const byPlace: Record<Place, CompiledField[]> = { header: [], goods: [], charge: [], rounding: [] };
  let list = '';
  for (const mapped of fields) {
    const compiled = compileField(mapped);
    byPlace[compiled.place].push(compiled.field);
    if (compiled.place !== 'header') list = compiled.list;
  }
  const groups: Groups = { ...byPlace, list };
  const hasLines = groups.goods.length + groups.charge.length + groups.rounding.length > 0;
  return (raw, context) => {
    const report: Report = { issues: [], trace: [], traced: trace };
    const scope: Scope = { raw, context, line: null, charge: null };
    const body: Body = {};
    for (const field of groups.header) fill(field, scope, body, '', report);
    if (hasLines && context.priced) body[list] = fillLines(groups, scope, context.priced, report);
    else if (hasLines) report.issues.push({ code: 'order.unpriced', about: context.order.reference, field: list, message: `The lines of order ${context.order.reference} have no prices yet, so no document can be made of it. See what is wrong with its items or tax rates.` });
    return { body, issues: report.issues, trace: report.trace };
  };
}
