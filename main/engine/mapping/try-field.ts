import type { TriedField } from '../../../shared/contract/mappings.ts';
import type { Json } from '../connectors/connector.ts';
import { compileMapping } from './apply-mapping.ts';
import type { MappedField } from './apply-mapping.ts';
import type { Prepared } from './preview.ts';
import { transformsByName } from './transforms.ts';

type Sample = { readonly reference: string; readonly raw: Json; readonly prepared: Prepared };

const nothing = (issue: string | null, issueAt: number | null): TriedField => ({ reference: '', before: '', steps: [], after: '', issue, issueAt });

/** What the steps of one field make of the first record that has anything in it; what is wrong with the steps themselves is said without a record. */
export function tryField(field: MappedField, samples: readonly Sample[]): TriedField {
  for (const [at, { transform, parameters }] of field.steps.entries()) {
    const known = transformsByName.get(transform);
    const isComplete = known?.parameters.every(({ name, required }) => !required || (parameters[name] ?? '') !== '') ?? false;
    const wrong = isComplete ? known?.check?.(parameters) ?? null : null;
    if (wrong !== null) return nothing(wrong, at);
  }
  const mapped = compileMapping([field], { trace: true });
  let shown: TriedField | null = null;
  for (const { reference, raw, prepared } of samples) {
    if ('issue' in prepared) continue;
    const [trace] = mapped(raw, prepared.context).trace;
    if (!trace) continue;
    const { before, steps, after, issue } = trace;
    shown = { reference, before, steps: steps.map(({ text }) => text), after, issue, issueAt: issue !== null && steps.length < field.steps.length ? steps.length : null };
    if (before !== '' || (field.source === null && after !== '')) return shown;
  }
  return shown ?? nothing(null, null);
}
