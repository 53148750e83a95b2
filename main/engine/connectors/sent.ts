import { AppError } from '../../../shared/contract/errors.ts';
import type { Json, Sent } from './connector.ts';

/** The system took a document, and its answer does not say what it made of it: in doubt until it is asked. */
export const takenUnseen = (system: string, cause?: unknown): AppError =>
  new AppError('http.lost', 'retry', `${system} took this, but did not say under which number. It is asked for it before anything else is sent.`, cause === undefined ? {} : { cause });

/** What an answer says of the document that was made; an answer without its id (an empty body, say) leaves it in doubt. */
export function sentAs(system: string, { id, number, answer }: { id: string; number: string; answer: Json }): Sent {
  if (!id) throw takenUnseen(system);
  return { id, number, answer };
}
