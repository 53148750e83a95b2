import { z } from 'zod';
import { Instant } from '../values/date.ts';
import { ConnectionId, MappingId } from '../values/id.ts';
import { anyone, command, query, workers } from './method.ts';
import { Nothing } from './page.ts';
import { SchemaField } from './connections.ts';

/** One step of "how": a named transform and its parameters. */
export const Step = z.object({ transform: z.string().max(60), parameters: z.record(z.string().max(40), z.string().max(500)).default({}) });
export type Step = z.output<typeof Step>;

/** What has to be done with the source's value, in the words a person would use. */
export const How = z.enum(['copy', 'convert', 'look up', 'join', 'split', 'sum of lines', 'line by line', 'constant']);
export type How = z.infer<typeof How>;

/** What a language model said of a candidate. It changes the order of candidates, and nothing else, until a person decides. */
export const ModelOpinion = z.object({
  model: z.string(),
  /** The call in the audit trail. */
  call: z.string(),
  verdict: z.enum(['agrees', 'chosen', 'none']),
  /** Its own words, as plain text. */
  words: z.string(),
  /** Other steps than the matcher's, for a person to take; null when it proposed none. */
  steps: z.array(Step).nullable(),
});
export type ModelOpinion = z.output<typeof ModelOpinion>;

export const Candidate = z.object({
  source: z.string(),
  confidence: z.number().min(0).max(1),
  /** Missing where a person or a template chose. */
  how: How.optional(),
  steps: z.array(Step),
  /** The evidence in a sentence. */
  reason: z.string(),
  opinion: ModelOpinion.optional(),
});
export type Candidate = z.output<typeof Candidate>;

/** open: not decided; accepted: the suggestion stands; changed: a person chose otherwise; none: deliberately unmapped. */
export const Decision = z.enum(['open', 'accepted', 'changed', 'none']);

export const MappingField = z.object({
  target: SchemaField,
  decision: Decision,
  /** The chosen source path, or null (a constant or nothing). */
  source: z.string().nullable(),
  steps: z.array(Step),
  /** Best first, at most five; empty = no good source. */
  candidates: z.array(Candidate),
  confidence: z.number().nullable(),
  reason: z.string(),
  /** One sample through the steps, as text. */
  before: z.string(),
  after: z.string(),
  issue: z.string().nullable(),
});
export type MappingField = z.infer<typeof MappingField>;

export const MappingState = z.enum(['draft', 'submitted', 'approved', 'published', 'retired']);
export type MappingState = z.infer<typeof MappingState>;

export const MappingSummary = z.object({
  id: MappingId,
  name: z.string(),
  sourceConnection: ConnectionId,
  sourceEntity: z.string(),
  targetConnection: ConnectionId,
  targetEntity: z.string(),
  version: z.int(),
  state: MappingState,
  /** Rises with every change; a save against an older number is refused. */
  rev: z.int(),
  author: z.string(),
  approvedBy: z.string().nullable(),
  publishedVersion: z.int().nullable(),
  fields: z.int(),
  decided: z.int(),
  needsMe: z.int(),
  requiredUnmapped: z.int(),
  changedAt: Instant,
});
export type MappingSummary = z.infer<typeof MappingSummary>;

export const TransformHelp = z.object({
  name: z.string(),
  label: z.string(),
  help: z.string(),
  group: z.string(),
  parameters: z.array(z.object({ name: z.string(), label: z.string(), required: z.boolean(), kind: z.enum(['text', 'number', 'choice', 'field', 'fields', 'rows', 'table', 'column', 'expression']), choices: z.array(z.string()) })),
  examples: z.array(z.object({ given: z.string(), parameters: z.record(z.string(), z.string()), gives: z.string() })),
});
export type TransformHelp = z.infer<typeof TransformHelp>;

/** One field tried with steps that are not saved: the text of the source, the text after each step, and what is wrong at which step (from 0; null = the field itself). */
export const TriedField = z.object({ reference: z.string(), before: z.string(), steps: z.array(z.string()), after: z.string(), issue: z.string().nullable(), issueAt: z.int().nullable() });
export type TriedField = z.infer<typeof TriedField>;

/** One node of a previewed record: where a value came from and what became of it. */
export const PreviewField = z.object({ path: z.string(), value: z.string(), source: z.string().nullable(), steps: z.array(z.string()), issue: z.string().nullable() });

export const PreviewRecord = z.object({
  reference: z.string(),
  source: z.array(z.object({ path: z.string(), value: z.string() })),
  target: z.array(PreviewField),
  /** Document figures, minor units: what the buyer paid against what the document will say. */
  totals: z.object({ currency: z.string(), paidMinor: z.int(), netMinor: z.int(), taxMinor: z.int(), grossMinor: z.int(), residualMinor: z.int(), residualPlace: z.string() }).nullable(),
  postings: z.array(z.object({ account: z.string(), debitMinor: z.int(), creditMinor: z.int() })),
  issues: z.array(z.object({ field: z.string().nullable(), message: z.string() })),
});
export type PreviewRecord = z.infer<typeof PreviewRecord>;

const draft = { id: MappingId, rev: z.int() };

export const mappings = {
  list: query({ may: anyone, input: Nothing, output: z.array(MappingSummary) }),
  get: query({ may: anyone, input: z.object({ id: MappingId, version: z.int().optional() }), output: z.object({ summary: MappingSummary, fields: z.array(MappingField), versions: z.array(z.object({ version: z.int(), state: MappingState, author: z.string(), changedAt: Instant, note: z.string() })) }) }),
  /** Creates the mapping with suggestions for every target field, from schemas, samples and templates; works offline. */
  create: command({ may: workers, input: z.object({ sourceConnection: ConnectionId, sourceEntity: z.string(), targetConnection: ConnectionId, targetEntity: z.string() }), output: MappingSummary }),
  /** Suggests again for the fields that are still open. */
  suggest: command({ may: workers, input: z.object(draft), output: MappingSummary }),
  decide: command({
    may: workers,
    input: z.object({
      ...draft,
      changes: z.array(z.object({ target: z.string(), decision: Decision, source: z.string().nullable(), steps: z.array(Step).max(12) })).min(1).max(500),
    }),
    output: MappingSummary,
  }),
  acceptAll: command({ may: workers, input: z.object({ ...draft, threshold: z.number().min(0).max(1) }), output: z.object({ accepted: z.int(), summary: MappingSummary }) }),
  /** Takes back the last decision of this draft. */
  undo: command({ may: workers, input: z.object(draft), output: MappingSummary }),
  /** What steps would make of a stored record, before they are saved. */
  tryField: query({ may: anyone, input: z.object({ id: MappingId, target: z.string().max(300), source: z.string().max(300).nullable(), steps: z.array(Step).max(12) }), output: TriedField }),
  transforms: query({ may: anyone, input: Nothing, output: z.array(TransformHelp) }),
  /** Sample records of the source through this version of the mapping. */
  preview: query({ may: anyone, input: z.object({ id: MappingId, version: z.int().optional(), records: z.int().min(1).max(50), reference: z.string().max(60).optional() }), output: z.array(PreviewRecord) }),
  /** Refused while a required field is unmapped. */
  submit: command({ may: workers, input: z.object({ ...draft, note: z.string().max(300).default('') }), output: MappingSummary }),
  /** Never by the author. */
  approve: command({ may: ['admin'], input: z.object({ ...draft, note: z.string().max(300).default('') }), output: MappingSummary }),
  sendBack: command({ may: ['admin'], input: z.object({ ...draft, reason: z.string().trim().min(3).max(300) }), output: MappingSummary }),
  /** Runs use the published version from now on; the one before retires. */
  publish: command({ may: ['admin'], input: z.object(draft), output: MappingSummary }),
  /** A new draft from any version. */
  edit: command({ may: workers, input: z.object({ id: MappingId, version: z.int() }), output: MappingSummary }),
  compare: query({ may: anyone, input: z.object({ id: MappingId, from: z.int(), to: z.int() }), output: z.array(z.object({ target: z.string(), before: z.string(), after: z.string() })) }),
};
