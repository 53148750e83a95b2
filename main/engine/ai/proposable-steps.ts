import type { SchemaField } from '../../../shared/contract/connections.ts';
import type { Step } from '../../../shared/contract/mappings.ts';
import { isProblem } from '../mapping/record-context.ts';
import type { Problem, RecordContext, Scope, Value } from '../mapping/record-context.ts';
import type { Parameter, Transform } from '../mapping/transform.ts';
import { needsRecord, SELF_SUFFICIENT, transformsByName } from '../mapping/transforms.ts';

const WHOLE_NUMBER = /^-?\d{1,3}$/;
const SEPARATOR = /^[ -/:-@[-`{-~]{1,3}$/;
/** Parameters that say how, never what, with what they may look like: no step that a model proposes may bring in a value or another field. */
const HOW_ONLY: ReadonlyMap<string, RegExp> = new Map([
  ['length', WHOLE_NUMBER], ['characters', WHOLE_NUMBER], ['number', WHOLE_NUMBER], ['places', WHOLE_NUMBER], ['decimals', WHOLE_NUMBER], ['digits', WHOLE_NUMBER],
  ['separator', SEPARATOR], ['mark', SEPARATOR], ['format', /^[dmyhsDMYHSTZ ./:,-]{1,24}$/],
]);
const MAX_STEPS = 4;

const saysHow = ({ name, choices }: Parameter): boolean => choices.length > 0 || HOW_ONLY.has(name);
/** A step that looks at the whole record cannot be tried on a sample. */
const isProposable = (name: string, transform: Transform): boolean => !SELF_SUFFICIENT.has(name) && !needsRecord(transform) && transform.parameters.every(parameter => !parameter.required || saysHow(parameter));

/** The steps that a model may propose, by name. */
export const proposable: ReadonlyMap<string, Transform> = new Map([...transformsByName].filter(([name, transform]) => isProposable(name, transform)));

export const parametersOf = ({ parameters }: Transform): Parameter[] => parameters.filter(saysHow);

type ProposedStep = { readonly transform: string; readonly parameters: readonly { readonly name: string; readonly value: string }[] };
type Checked = { readonly steps: Step[] } | { readonly refusal: string };

function checkedStep({ transform, parameters }: ProposedStep): Step | string {
  const known = proposable.get(transform);
  if (!known) return 'it proposed a step that does not exist or that it may not propose';
  const allowed = new Map(parametersOf(known).map(parameter => [parameter.name, parameter]));
  const given: Record<string, string> = {};
  for (const { name, value } of parameters) {
    const parameter = allowed.get(name);
    if (!parameter || Object.hasOwn(given, name)) return `it gave "${known.label}" a parameter that this step does not have`;
    if (!(parameter.choices.length > 0 ? parameter.choices.includes(value) : HOW_ONLY.get(name)?.test(value))) return `it gave "${known.label}" a parameter that does not fit`;
    given[name] = value;
  }
  return known.parameters.some(({ name, required }) => required && (given[name] ?? '') === '') ? `it left out what "${known.label}" needs` : { transform, parameters: given };
}

/** Whether the steps get through on at least one sample; samples of personal data are masked and prove nothing. */
function worksOn(steps: readonly Step[], { samples }: Pick<SchemaField, 'samples'>): boolean {
  // Steps outside of the record's groups read nothing of the context but the time zone.
  const scope: Scope = { raw: null, context: { timeZone: 'UTC' } as RecordContext, line: null, charge: null };
  const telling = samples.filter(sample => !sample.includes('•'));
  const passes = (sample: string): boolean => {
    let value: Value = sample;
    for (const { transform, parameters } of steps) {
      const outcome: Value | Problem = proposable.get(transform)?.apply(parameters)(value, scope) ?? null;
      if (isProblem(outcome)) return false;
      value = outcome;
    }
    return true;
  };
  try {
    return telling.length === 0 ? steps.every(({ transform, parameters }) => typeof proposable.get(transform)?.apply(parameters) === 'function') : telling.some(passes);
  } catch {
    return false;
  }
}

/** A model's steps as a mapping would take them, or why they are not taken. */
export function checkedSteps(proposed: readonly ProposedStep[], source: Pick<SchemaField, 'samples'>): Checked {
  if (proposed.length > MAX_STEPS) return { refusal: 'it proposed too many steps' };
  const steps: Step[] = [];
  for (const one of proposed) {
    const step = checkedStep(one);
    if (typeof step === 'string') return { refusal: step };
    steps.push(step);
  }
  return worksOn(steps, source) ? { steps } : { refusal: 'the steps it proposed fail on every sample' };
}
