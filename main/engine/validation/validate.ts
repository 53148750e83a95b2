import type { Json } from '../connectors/connector.ts';
import type { PricedOrder } from '../pricing/priced-order.ts';
import { DOCUMENT_RULES } from './document-rules.ts';
import type { Known } from './document-rules.ts';
import { severityOf } from './rule-list.ts';
import { FIELD_RULES, totalsOf } from './rules.ts';
import type { FieldRule, RuleField, ValidationIssue } from './rules.ts';

type Segment = { name: string; list: boolean };
type CheckedField = { field: RuleField; segments: readonly Segment[]; rules: readonly FieldRule[]; place: LineKind | null };
type LineKind = 'goods' | 'charge' | 'rounding';

/** The list of a document's lines, with the capitals that the system gives it. */
const LINES = /^line(s|items)$/i;
/** Entries of a list that are looked at; a document of more lines is refused by the target anyway. */
const MAX_ENTRIES = 5_000;

function compileField(field: RuleField): CheckedField {
  const segments = field.path.split('.').map(part => ({ name: part.replace(/\[.*\]$/, ''), list: part.endsWith(']') }));
  const [first] = segments;
  const place = !first || !LINES.test(first.name) || !first.list ? null : /^\w+\[rounding\]/.test(field.path) ? 'rounding' : /^\w+\[charge\]/.test(field.path) ? 'charge' : 'goods';
  return { field, segments, place, rules: FIELD_RULES.filter(rule => rule.concerns(field)) };
}

const child = (value: Json | undefined, name: string): Json | undefined => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value[name] : undefined);

/** Checks the field wherever it stands. A required field below an optional group counts only where the group is there. */
function checkAt({ field, segments, rules }: CheckedField, value: Json | undefined, { from, path }: { from: number; path: string }, issues: ValidationIssue[]): void {
  const segment = segments[from];
  if (!segment) {
    for (const { name, check } of rules) {
      const found = check(field, value);
      if (found) issues.push({ rule: name, severity: severityOf(name), ...found, about: field.path, field: path });
    }
    return;
  }
  if (from > 0 && (value === undefined || value === null)) return;
  const inner = child(value, segment.name);
  const innerPath = path === '' ? segment.name : `${path}.${segment.name}`;
  if (!segment.list) return checkAt({ field, segments, rules, place: null }, inner, { from: from + 1, path: innerPath }, issues);
  if (!Array.isArray(inner)) return;
  inner.slice(0, MAX_ENTRIES).forEach((entry, index) => checkAt({ field, segments, rules, place: null }, entry, { from: from + 1, path: `${innerPath}[${index}]` }, issues));
}

function kindOfLine(index: number, priced: PricedOrder | null): LineKind {
  if (!priced || index < priced.lines.length) return 'goods';
  return index === priced.lines.length && priced.carriage ? 'charge' : 'rounding';
}

function checkLines(fields: readonly CheckedField[], body: Json, priced: PricedOrder | null, issues: ValidationIssue[]): void {
  const [first] = fields;
  const list = first?.segments[0]?.name;
  if (list === undefined) return;
  const lines = child(body, list);
  if (!Array.isArray(lines) || lines.length === 0) {
    issues.push({ rule: 'lines', severity: 'stops', code: 'lines.none', about: list, field: list, message: 'The document has no lines. Map at least the line fields of the target.' });
    return;
  }
  lines.slice(0, MAX_ENTRIES).forEach((line, index) => {
    const kind = kindOfLine(index, priced);
    for (const field of fields) if (field.place === kind) checkAt(field, line, { from: 1, path: `${list}[${index}]` }, issues);
  });
  if (!priced) return;
  const expected = priced.lines.length + (priced.carriage ? 1 : 0) + (priced.rounding ? 1 : 0);
  const wrong = lines.length === expected ? totalsOf(priced) : `the document has ${lines.length} lines and the order ${expected}`;
  if (wrong) issues.push({ rule: lines.length === expected ? 'totals' : 'lines', severity: 'stops', code: 'totals.differ', about: list, field: list, message: `The document does not add up: ${wrong}. Check the prices and tax rates of the order.` });
}

/** `known` null: only what the body itself tells is looked at. */
export type CompiledValidation = (body: Json, priced: PricedOrder | null, known?: Known | null) => ValidationIssue[];

/** Every rule over every field of the target's schema; all issues, not the first. Pure; prepared once per target. */
export function compileValidation(fields: readonly RuleField[]): CompiledValidation {
  const checked = fields.map(compileField);
  const header = checked.filter(field => field.place === null && !(field.segments.length === 1 && LINES.test(field.segments[0]?.name ?? '')));
  const lineFields = checked.filter(field => field.place !== null);
  return (body, priced, known = null) => {
    const issues: ValidationIssue[] = [];
    for (const field of header) checkAt(field, body, { from: 0, path: '' }, issues);
    checkLines(lineFields, body, priced, issues);
    // A body whose fields are wrong adds up to nothing that could be judged.
    if (known && issues.length === 0) for (const rule of DOCUMENT_RULES) for (const found of rule(body, priced, known)) issues.push({ ...found, severity: severityOf(found.rule) });
    return issues;
  };
}
