import { createHash } from 'node:crypto';
import { z } from 'zod';
import prompt from '../../../resources/prompts/mapping-review.json' with { type: 'json' };
import type { AiSettings } from '../../../shared/contract/ai.ts';
import type { SchemaField } from '../../../shared/contract/connections.ts';
import type { Candidate } from '../../../shared/contract/mappings.ts';
import type { StoredField } from '../mapping/mapping-content.ts';
import { NONE } from './answer.ts';
import { costMicro, tokensIn } from './cost.ts';
import { maskIdentifiers, maskText, shapeOf } from './mask.ts';
import { parametersOf, proposable } from './proposable-steps.ts';

const { version, system } = z.object({ version: z.int(), system: z.array(z.string()) }).parse(prompt);
export const PROMPT_VERSION = version;

const FIELDS_A_CALL = 20;
const MAX_CALLS = 12;
/** Surer suggestions are not asked about. */
const SURE = 0.9;
const MAX_NAME = 160;
const MAX_DESCRIPTION = 240;
const MAX_SHAPES = 3;
const MAX_SAMPLE = 60;
const MAX_CHOICES = 12;
/** What an answer may be long: some for every field, and room for models that think in tokens first. */
const TOKENS_A_FIELD = 150;
const TOKENS_BESIDE = 4_000;

/** How a service wants to be asked; found out by the test of the connection. */
export const Form = z.object({ structure: z.enum(['schema', 'object']), limit: z.enum(['max_completion_tokens', 'max_tokens']) });
export type Form = z.infer<typeof Form>;
export const FIRST_FORM: Form = { structure: 'schema', limit: 'max_completion_tokens' };

/** A target that is asked about; `sources` gives the ids of its candidates, by what they stand for. */
export type AskedField = { readonly id: string; readonly target: SchemaField; readonly candidates: readonly Candidate[]; readonly sources: ReadonlyMap<string, string> };
export type Question = { readonly fields: readonly AskedField[]; readonly body: string; readonly bytes: number; readonly sha256: string; readonly atMostMicro: number; readonly atMost: { readonly read: number; readonly written: number } };

/** Systems go by our own names for them, never by what somebody called a connection. */
export type Systems = { readonly sourceSystem: string; readonly sourceEntity: string; readonly targetSystem: string; readonly targetEntity: string };
type QuestionOptions = { readonly settings: AiSettings; readonly form: Form; readonly withSamples: boolean };

/** Open fields with candidates of which none is sure: required ones first, then as they stand. */
export function fieldsToAsk(fields: readonly StoredField[]): StoredField[] {
  const open = fields.filter(({ decision, candidates: [best] }) => decision === 'open' && best !== undefined && best.confidence < SURE);
  return [...open.filter(({ target }) => target.required), ...open.filter(({ target }) => !target.required)];
}

const described = (field: SchemaField) => ({
  path: maskText(field.path, MAX_NAME), label: maskText(field.label, MAX_NAME), type: field.type, maxLength: field.maxLength, description: maskText(field.description, MAX_DESCRIPTION),
});

const seen = ({ samples }: SchemaField, withSamples: boolean): string[] => samples.slice(0, MAX_SHAPES).map(sample => (withSamples ? maskIdentifiers(sample, MAX_SAMPLE) : shapeOf(sample)));

const steps = [...proposable].map(([name, transform]) => ({
  name, does: transform.label, help: transform.help.slice(0, MAX_DESCRIPTION), parameters: parametersOf(transform).map(({ name: parameter, required, choices }) => ({ name: parameter, required, choices })),
}));

/** The document that the model reads: everything in it is data. */
function documentOf(fields: readonly AskedField[], bySource: ReadonlyMap<string, SchemaField>, systems: Systems, withSamples: boolean): string {
  const sources = new Map(fields.flatMap(({ sources: ids }) => [...ids]));
  return JSON.stringify({
    from: `${systems.sourceSystem} ${maskText(systems.sourceEntity, MAX_NAME)}`, to: `${systems.targetSystem} ${maskText(systems.targetEntity, MAX_NAME)}`,
    targets: fields.map(({ id, target, candidates, sources: ids }) => ({
      id, ...described(target), required: target.required, choices: target.choices.slice(0, MAX_CHOICES).map(choice => maskText(choice, MAX_SAMPLE)),
      candidates: candidates.map(({ source, confidence, steps: own }) => ({ source: ids.get(source), likely: Math.round(confidence * 100), steps: own.map(({ transform }) => transform) })),
    })),
    sources: [...sources].map(([path, id]) => {
      const field = bySource.get(path);
      return field ? { id, ...described(field), [withSamples ? 'samples' : 'shapes']: seen(field, withSamples) } : { id, path: 'the record as a whole' };
    }),
    steps,
  });
}

/** The same form as a JSON schema, with the ids that exist. Every object is closed and every key required, as strict services ask. */
function answerSchema(fields: readonly AskedField[]): object {
  const closed = (properties: Record<string, object>): object => ({ type: 'object', properties, required: Object.keys(properties), additionalProperties: false });
  const text = { type: 'string' };
  const oneOf = (values: Iterable<string>): object => ({ type: 'string', enum: [...new Set(values)] });
  const step = closed({ transform: oneOf(proposable.keys()), parameters: { type: 'array', items: closed({ name: text, value: text }) } });
  const answer = closed({ target: oneOf(fields.map(({ id }) => id)), source: oneOf([...fields.flatMap(({ sources }) => [...sources.values()]), NONE]), steps: { type: 'array', items: step }, why: text });
  return closed({ answers: { type: 'array', items: answer } });
}

type Message = { readonly role: 'system' | 'user'; readonly content: string };

/** The body of a request, once and for all: these characters are shown, kept and sent. */
export function bodyOf({ model }: Pick<AiSettings, 'model'>, form: Form, { messages, schema, limit }: { messages: readonly Message[]; schema: object; limit: number }): string {
  const format = form.structure === 'schema' ? { type: 'json_schema', json_schema: { name: 'mapping_review', strict: true, schema } } : { type: 'json_object' };
  return JSON.stringify({ model, messages, [form.limit]: limit, response_format: format });
}

export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** The requests about these fields, at most `MAX_CALLS` of them. The same input always gives the same bytes. */
export function questionsOf(fields: readonly StoredField[], sources: readonly SchemaField[], systems: Systems, { settings, form, withSamples }: QuestionOptions): Question[] {
  const bySource = new Map(sources.map(source => [source.path, source]));
  const questions: Question[] = [];
  for (let from = 0; from < fields.length && questions.length < MAX_CALLS; from += FIELDS_A_CALL) {
    const ids = new Map<string, string>();
    const idOf = (path: string): string => {
      const id = ids.get(path) ?? `s${ids.size + 1}`;
      ids.set(path, id);
      return id;
    };
    const asked = fields.slice(from, from + FIELDS_A_CALL).map(({ target, candidates }, index): AskedField => ({ id: `t${index + 1}`, target, candidates, sources: new Map(candidates.map(({ source }) => [source, idOf(source)])) }));
    const limit = TOKENS_BESIDE + TOKENS_A_FIELD * asked.length;
    const messages: Message[] = [{ role: 'system', content: system.join('\n') }, { role: 'user', content: documentOf(asked, bySource, systems, withSamples) }];
    const body = bodyOf(settings, form, { messages, schema: answerSchema(asked), limit });
    const bytes = Buffer.byteLength(body, 'utf8');
    const atMost = { read: tokensIn(bytes), written: limit };
    questions.push({ fields: asked, body, bytes, sha256: sha256(body), atMost, atMostMicro: costMicro(atMost, settings) });
  }
  return questions;
}
