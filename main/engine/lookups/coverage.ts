import type { LookupCoverage } from '../../../shared/contract/lookups.ts';
import type { Step } from '../../../shared/contract/mappings.ts';
import type { Json } from '../connectors/connector.ts';
import { parsePath, sourceReader } from '../mapping/paths.ts';
import { compileMapping } from '../mapping/apply-mapping.ts';
import type { MappedField } from '../mapping/apply-mapping.ts';
import { asText, foldKey, isProblem } from '../mapping/record-context.ts';
import type { RecordContext, Scope, Value } from '../mapping/record-context.ts';
import { tablesNamed } from '../mapping/tables-named.ts';
import { needsRecord, transformsByName } from '../mapping/transforms.ts';

/** What one record gives a lookup step to look up; empty texts are nothing to look up. */
export type ReadTexts = { /** It has to be asked with the whole record known. */ readonly needsContext: boolean; /** Nothing but the record's own fields decides, so that the same records always give the same values. */ readonly isStable: boolean; readonly texts: (raw: Json, context: RecordContext) => string[] };

const isLineField = ({ target }: MappedField): boolean => parsePath(target.path)[0]?.kind !== 'plain' && /^line(s|items)$/i.test(parsePath(target.path)[0]?.name ?? '');

/** How many lines the record has, by the list that the source goes through. */
function linesOf(raw: Json, source: string): number {
  let value: Json | undefined = raw;
  for (const { name, kind } of parsePath(source)) {
    value = typeof value === 'object' && value !== null && !Array.isArray(value) ? value[name] : undefined;
    if (kind === 'list') return Array.isArray(value) ? value.length : 0;
  }
  return 1;
}

/** The steps in front of the lookup, applied; null when one of them stops the record. */
function textAfter(steps: readonly Step[]): (value: Value, scope: Scope) => string | null {
  const applies = steps.map(({ transform, parameters }) => transformsByName.get(transform)?.apply(parameters) ?? (() => null));
  return (value, scope) => {
    let result = value;
    for (const apply of applies) {
      const outcome = apply(result, scope);
      if (isProblem(outcome)) return null;
      result = outcome;
    }
    return asText(result).trim();
  };
}

/**
 * Reads the values that reach the step `at` of a field. Where only the record's own fields matter it reads them without working out the
 * order's money, which is twenty times as fast.
 */
export function textsReader(field: MappedField, at: number): ReadTexts {
  // A table of gateways is asked for the gateway, not for the transaction.
  const steps = [...field.steps.slice(0, at), ...(field.steps[at]?.transform === 'gatewayLedger' ? [{ transform: 'gateway', parameters: {} }] : [])];
  const needsContext = steps.some(({ transform }) => { const known = transformsByName.get(transform); return known !== undefined && needsRecord(known); });
  const filled = (texts: readonly (string | null)[]): string[] => texts.filter(text => text !== null && text !== '') as string[];
  if (needsContext || field.source === null) {
    const mapped = compileMapping([{ ...field, target: { ...field.target, type: 'text', maxLength: null, required: false }, steps }], { trace: true });
    return { needsContext: true, isStable: false, texts: (raw, context) => filled(mapped(raw, context).trace.map(({ before, steps: traced, issue }) => (issue === null ? (traced.at(-1)?.text ?? before).trim() : null))) };
  }
  const { source } = field;
  const read = sourceReader(source);
  const after = textAfter(steps);
  const isLine = isLineField(field);
  return {
    needsContext: false,
    isStable: tablesNamed([{ steps }]).length === 0,
    texts(raw, context) {
      const scope: Scope = { raw, context, line: null, charge: null };
      if (!isLine) return filled([after(read(scope), scope)]);
      return filled(Array.from({ length: linesOf(raw, source) }, (_, sourceIndex) => {
        // Steps that need no record look at no more of a line than its place.
        scope.line = { sourceIndex } as Scope['line'];
        return after(read(scope), scope);
      }));
    },
  };
}

const MAX_LISTED = 500;

/** Values by their folded text, as they were first written, how often they occur, and a record that has one. */
export type Gathered = { records: number; isWhole: boolean; values: number; readonly texts: Map<string, { value: string; times: number; example: string }> };

export const gatherer = (): Gathered => ({ records: 0, isWhole: true, values: 0, texts: new Map() });

export function gather(gathered: Gathered, texts: readonly string[], reference: string): void {
  for (const value of texts) {
    const folded = foldKey(value);
    const known = gathered.texts.get(folded);
    gathered.values += 1;
    if (known) known.times += 1;
    else gathered.texts.set(folded, { value, times: 1, example: reference });
  }
}

/** What of the values has no row. Keys are folded. */
export function missingOf({ records, isWhole, values, texts }: Gathered, rows: ReadonlySet<string>): Pick<LookupCoverage, 'records' | 'isWhole' | 'values' | 'missing' | 'unmapped'> {
  const unmapped = [...texts].filter(([folded]) => !rows.has(folded)).map(([, text]) => text).toSorted((a, b) => b.times - a.times || (a.value < b.value ? -1 : 1));
  return { records, isWhole, values, missing: unmapped.reduce((sum, { times }) => sum + times, 0), unmapped: unmapped.slice(0, MAX_LISTED) };
}
