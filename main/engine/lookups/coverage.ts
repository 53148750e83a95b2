import type { LookupCoverage } from '../../../shared/contract/lookups.ts';
import type { Step } from '../../../shared/contract/mappings.ts';
import type { Json } from '../connectors/connector.ts';
import { parsePath, sourceReader } from '../mapping/paths.ts';
import { compileMapping } from '../mapping/apply-mapping.ts';
import type { MappedField } from '../mapping/apply-mapping.ts';
import { asText, foldKey, isProblem } from '../mapping/record-context.ts';
import type { RecordContext, Scope, Value } from '../mapping/record-context.ts';
import { needsRecord, transformsByName } from '../mapping/transforms.ts';

/** What one record gives a lookup step to look up; empty texts are nothing to look up. */
export type ReadTexts = { readonly needsContext: boolean; readonly texts: (raw: Json, context: RecordContext) => string[] };

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
    return { needsContext: true, texts: (raw, context) => filled(mapped(raw, context).trace.map(({ before, steps: traced, issue }) => (issue === null ? (traced.at(-1)?.text ?? before).trim() : null))) };
  }
  const { source } = field;
  const read = sourceReader(source);
  const after = textAfter(steps);
  const isLine = isLineField(field);
  return {
    needsContext: false,
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

/** Counts what of the texts has a row. Keys are folded. */
export function coverageCount(hasRow: (folded: string) => boolean): { count: (texts: readonly string[], reference: string) => void; figures: () => Pick<LookupCoverage, 'values' | 'missing' | 'unmapped'> } {
  let [values, missing] = [0, 0];
  const unmapped = new Map<string, { value: string; times: number; example: string }>();
  return {
    count(texts, reference) {
      for (const text of texts) {
        const folded = foldKey(text);
        values += 1;
        if (hasRow(folded)) continue;
        missing += 1;
        const known = unmapped.get(folded);
        if (known) known.times += 1;
        else unmapped.set(folded, { value: text, times: 1, example: reference });
      }
    },
    figures: () => ({ values, missing, unmapped: [...unmapped.values()].toSorted((a, b) => b.times - a.times || (a.value < b.value ? -1 : 1)).slice(0, MAX_LISTED) }),
  };
}
