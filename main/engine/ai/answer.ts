import { z } from 'zod';
import type { SchemaField } from '../../../shared/contract/connections.ts';
import type { Step } from '../../../shared/contract/mappings.ts';
import { checkedSteps } from './proposable-steps.ts';
import type { AskedField } from './questions.ts';

/** What a model says when no candidate is right. */
export const NONE = 'none';

const MAX_ID = 200;
const MAX_ANSWERS = 200;
const MAX_WHY = 2_000;
const MAX_WORDS = 200;
const MAX_REFUSALS = 12;

const Proposed = z.strictObject({ transform: z.string().max(60), parameters: z.array(z.strictObject({ name: z.string().max(40), value: z.string().max(500) })).max(12) });
const One = z.strictObject({ target: z.string().max(MAX_ID), source: z.string().max(MAX_ID), steps: z.array(Proposed).max(12), why: z.string().max(MAX_WHY) });
const Whole = z.strictObject({ answers: z.array(z.unknown()).max(MAX_ANSWERS) });

/** What a model said of a target that can be used. `source`: one of the target's own candidates, or null: none of them. */
export type Verdict = { readonly target: string; readonly source: string | null; readonly steps: Step[] | null; readonly words: string };
export type Read = { readonly verdicts: Verdict[]; readonly refusals: string[] };

/** A model's words as plain text of one line: no links, no marks that move or hide text, and no longer than a sentence. */
export function plainWords(given: string): string {
  const text = given.slice(0, MAX_WHY).normalize('NFKC').replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\b(?:[a-z][a-z0-9+.-]*:\/\/|www\.|mailto:|javascript:|data:)\S*/gi, '…').replace(/<[^>]*>/g, ' ').replace(/[<>`*_[\]{}|\\#]/g, ' ').replace(/\s+/g, ' ').trim();
  const end = /[.!?](?=\s|$)/.exec(text);
  const sentence = end ? text.slice(0, end.index + 1) : text;
  return sentence.length > MAX_WORDS ? `${sentence.slice(0, MAX_WORDS - 1).trimEnd()}…` : sentence;
}

/** Some services wrap JSON in a fence although they were asked not to. */
const unfenced = (text: string): string => /^\s*```(?:json)?\s*([\s\S]*?)\s*```\s*$/.exec(text)?.[1] ?? text;

function parsed(text: string): unknown {
  try {
    return JSON.parse(unfenced(text));
  } catch {
    return undefined;
  }
}

type Judged = { readonly verdict: Verdict } | { readonly refusal: string };

/** A step that cannot be taken costs the proposal, not the choice. */
function judged(one: z.infer<typeof One>, { target, sources }: AskedField, fieldOf: (path: string) => SchemaField | undefined, note: (refusal: string) => void): Judged {
  const words = plainWords(one.why);
  if (one.source === NONE) return { verdict: { target: target.path, source: null, steps: null, words } };
  const path = [...sources].find(([, id]) => id === one.source)?.[0];
  if (path === undefined) return { refusal: `For ${target.label} the model named a source that is not among its candidates.` };
  if (one.steps.length === 0) return { verdict: { target: target.path, source: path, steps: null, words } };
  const checked = checkedSteps(one.steps, { samples: fieldOf(path)?.samples ?? [] });
  if ('refusal' in checked) note(`The model's steps for ${target.label} are not taken: ${checked.refusal}.`);
  return { verdict: { target: target.path, source: path, steps: 'steps' in checked ? checked.steps : null, words } };
}

/** What can be used of an answer: choices among the candidates that each target had, and steps that exist. Everything else is refused and named. */
export function readAnswer(text: string, fields: readonly AskedField[], fieldOf: (path: string) => SchemaField | undefined): Read {
  const whole = Whole.safeParse(parsed(text));
  if (!whole.success) return { verdicts: [], refusals: ['The model’s answer does not have the form that was asked for.'] };
  const byId = new Map(fields.map(field => [field.id, field]));
  const refusals = new Set<string>();
  const verdicts = new Map<string, Verdict | null>();
  for (const entry of whole.data.answers) {
    const one = One.safeParse(entry);
    const field = one.success ? byId.get(one.data.target) : undefined;
    if (!one.success || !field) refusals.add(one.success ? 'The model answered for a field that was not asked about.' : 'Part of the model’s answer does not have the form that was asked for.');
    else if (verdicts.has(field.id)) {
      verdicts.set(field.id, null);
      refusals.add(`The model answered twice for ${field.target.label}.`);
    } else {
      const outcome = judged(one.data, field, fieldOf, refusal => refusals.add(refusal));
      verdicts.set(field.id, 'verdict' in outcome ? outcome.verdict : null);
      if ('refusal' in outcome) refusals.add(outcome.refusal);
    }
  }
  return { verdicts: [...verdicts.values()].filter(verdict => verdict !== null), refusals: [...refusals].slice(0, MAX_REFUSALS) };
}
