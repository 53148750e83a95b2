import type { AiSettings } from '../../../shared/contract/ai.ts';
import type { TaskContext } from '../handler.ts';
import { costMicro } from './cost.ts';
import type { Tokens } from './cost.ts';
import { askModel } from './openai-suggester.ts';
import type { Outcome } from './openai-suggester.ts';
import { PROMPT_VERSION, sha256 } from './questions.ts';
import type { Question } from './questions.ts';

/** What is written down of a call, before it leaves and after. */
export type Book = {
  /** Writes down what is about to leave, unless it could cost more than is left this month; then null. */
  intend(atMostMicro: number, detail: Readonly<Record<string, unknown>>): string | null;
  settle(call: string, result: { state: 'answered' | 'failed'; costMicro: number }, detail: Readonly<Record<string, unknown>>): void;
};

export type Sender = { readonly context: Pick<TaskContext, 'signal'>; readonly book: Book; readonly settings: AiSettings; readonly key: string | null; wait(ms: number, signal?: AbortSignal): Promise<void> };
/** `call` is null for what never left. */
export type Sent = { readonly call: string | null; readonly outcome: Outcome | { readonly ok: false; readonly code: 'cap'; readonly message: string }; readonly costMicro: number };

type Sendable = Pick<Question, 'body' | 'sha256' | 'atMostMicro'> & { readonly atMost: Tokens };

/** What a call is booked with: what the service counted; where it says nothing, the most it can have been; nothing where it refused to work. */
function bookedCost(outcome: Outcome, { atMostMicro }: Sendable, settings: AiSettings): number {
  const { tokens } = outcome;
  if (tokens !== null) return costMicro(tokens, settings);
  return outcome.ok || outcome.sent ? atMostMicro : 0;
}

/** Intent before act, as with every letter: the exact bytes are in the audit trail before they leave. */
export async function sendQuestion({ context, book, settings, key, wait }: Sender, question: Sendable, about: Readonly<Record<string, unknown>>): Promise<Sent> {
  const call = book.intend(question.atMostMicro, { ...about, to: settings.baseUrl, model: settings.model, prompt: PROMPT_VERSION, body: question.body, sha256: question.sha256, atMostMicro: question.atMostMicro, currency: settings.currency });
  if (call === null) return { call, costMicro: 0, outcome: { ok: false, code: 'cap', message: 'This could go beyond what may be spent on the language model this month, so it was not sent. An admin can raise the cap under Settings.' } };
  const outcome = await askModel(question.body, { baseUrl: settings.baseUrl, key, timeoutMs: settings.timeoutSeconds * 1_000 }, { signal: context.signal, wait });
  const cost = bookedCost(outcome, question, settings);
  book.settle(call, { state: outcome.ok ? 'answered' : 'failed', costMicro: cost }, {
    call, outcome: outcome.ok ? 'answered' : outcome.code, costMicro: cost, currency: settings.currency, tokensRead: outcome.tokens?.read ?? null, tokensWritten: outcome.tokens?.written ?? null,
    ...(outcome.ok ? { answeredBy: outcome.model, answerSha256: sha256(outcome.text), answerCharacters: outcome.text.length } : { message: outcome.message }),
  });
  return { call, outcome, costMicro: cost };
}
