import { z } from 'zod';
import { Instant } from '../values/date.ts';
import { MappingId } from '../values/id.ts';
import { Currency } from '../values/money.ts';
import { MappingSummary } from './mappings.ts';
import { anyone, query, task, workers } from './method.ts';
import { Nothing } from './page.ts';

/** Millionths of a currency's unit: a call costs less than a penny. 1.25 USD = 1,250,000. */
const Micro = z.int().min(0).max(1_000_000_000_000);

export const AiSettings = z.object({
  /** Off: nothing is sent to anybody, and everything works. */
  enabled: z.boolean(),
  /** Of any OpenAI-compatible service: https, or http on this computer. */
  baseUrl: z.string().trim().max(300),
  model: z.string().trim().max(100),
  currency: Currency,
  /** What a million tokens cost, read and written. */
  inputPriceMicro: Micro,
  outputPriceMicro: Micro,
  /** What may be spent in a calendar month (UTC); what would go beyond it is not sent. */
  monthlyCapMicro: Micro,
  /** How long one answer may take as a whole. */
  timeoutSeconds: z.int().min(1).max(600),
});
export type AiSettings = z.output<typeof AiSettings>;

export const AiState = z.object({
  settings: AiSettings,
  rev: z.int(),
  /** A key is sealed in the vault; it never comes out here. */
  keyHeld: z.boolean(),
  /** Whether a model can be asked now, and otherwise why not, with the remedy. */
  ready: z.boolean(),
  notReady: z.string(),
  spentMicro: z.int(),
  calls: z.int(),
  testedAt: Instant.nullable(),
});
export type AiState = z.infer<typeof AiState>;

/** One request, as its bytes will leave the machine. */
const PreparedCall = z.object({ fields: z.int(), body: z.string(), bytes: z.int(), sha256: z.string() });

export const PreparedAsk = z.object({
  /** Names what was shown: only that can be sent, once, by whom it was shown. */
  ticket: z.string(),
  /** Where the bytes go, and the header lines beside them; the key is not shown. */
  url: z.string(),
  headers: z.array(z.string()),
  model: z.string(),
  calls: z.array(PreparedCall),
  fields: z.int(),
  /** Open fields beyond what is asked at once. */
  leftOut: z.int(),
  withSamples: z.boolean(),
  /** The most that it can cost by the prices of the settings. */
  atMostMicro: z.int(),
  spentMicro: z.int(),
  monthlyCapMicro: z.int(),
  currency: Currency,
});
export type PreparedAsk = z.infer<typeof PreparedAsk>;

export const AskAnswer = z.object({
  summary: MappingSummary,
  asked: z.int(),
  chosen: z.int(),
  agreed: z.int(),
  /** The model found none of the candidates right; they stand all the same. */
  none: z.int(),
  /** Fields for which the offline suggestion stands, because no answer could be used. */
  unanswered: z.int(),
  /** Why, a sentence each. */
  refusals: z.array(z.string()),
  calls: z.int(),
  costMicro: z.int(),
  currency: Currency,
});
export type AskAnswer = z.infer<typeof AskAnswer>;

export const ai = {
  state: query({ may: anyone, input: Nothing, output: AiState }),
  /** A task, because sealing the key waits for the keychain. A key is forgotten when the address moves to another host. */
  save: task({
    may: ['admin'],
    input: z.object({ settings: AiSettings, rev: z.int(), key: z.string().trim().max(500).default(''), removeKey: z.boolean().default(false) }),
    output: AiState,
  }),
  /** One small call without anything of the workspace; finds out in which form the service takes questions. A failing test is an answer, not an error. */
  test: task({ may: ['admin'], input: Nothing, output: z.object({ ok: z.boolean(), message: z.string() }) }),
  /** Builds the requests about a draft's open fields and sends nothing. */
  prepare: task({ may: workers, input: z.object({ id: MappingId, rev: z.int(), withSamples: z.boolean().default(false) }), output: PreparedAsk }),
  /** Sends exactly what was prepared. What the answers say is kept beside the candidates for a person to decide. */
  ask: task({ may: workers, input: z.object({ ticket: z.string().max(60) }), output: AskAnswer }),
};
