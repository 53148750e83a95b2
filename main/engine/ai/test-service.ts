import { costMicro, tokensIn } from './cost.ts';
import { bodyOf, sha256 } from './questions.ts';
import type { Form } from './questions.ts';
import { sendQuestion } from './send.ts';
import type { Sender } from './send.ts';

const SCHEMA = { type: 'object', properties: { ready: { type: 'boolean' } }, required: ['ready'], additionalProperties: false };
/** Models that think spend tokens before they say a word. */
const LIMIT = 1_000;
const FORMS: readonly Form[] = [
  { structure: 'schema', limit: 'max_completion_tokens' }, { structure: 'schema', limit: 'max_tokens' }, { structure: 'object', limit: 'max_completion_tokens' }, { structure: 'object', limit: 'max_tokens' },
];

type Tested = { readonly ok: true; readonly form: Form; readonly message: string } | { readonly ok: false; readonly message: string };

function isReady(text: string): boolean {
  try {
    const answer = JSON.parse(text) as unknown;
    return typeof answer === 'object' && answer !== null && 'ready' in answer;
  } catch {
    return false;
  }
}

/** Asks for one word in the strictest form first; where the service refuses the form, in the next. Nothing of the workspace is in the question. */
export async function testService(sender: Sender): Promise<Tested> {
  const { settings } = sender;
  const messages = [{ role: 'system' as const, content: 'Answer with JSON only.' }, { role: 'user' as const, content: 'Answer {"ready":true}' }];
  let last = 'The service takes questions in no form that is known.';
  for (const form of FORMS) {
    const body = bodyOf(settings, form, { messages, schema: SCHEMA, limit: LIMIT });
    const atMost = { read: tokensIn(Buffer.byteLength(body)), written: LIMIT };
    const { outcome } = await sendQuestion(sender, { body, sha256: sha256(body), atMost, atMostMicro: costMicro(atMost, settings) }, { purpose: 'test of the connection' });
    if (outcome.ok) {
      if (!isReady(outcome.text)) return { ok: false, message: `${settings.model} answers, but not with JSON as it was asked to. Choose another model.` };
      return { ok: true, form, message: `${settings.model} answers${form.structure === 'schema' ? ' in the form it is told' : '. The service knows no answer schemas, so answers are checked here alone'}.` };
    }
    if (outcome.code !== 'form') return { ok: false, message: outcome.message };
    last = outcome.message;
  }
  return { ok: false, message: last };
}
