import type { Recovery } from '../../../shared/contract/errors.ts';

export type Outcome = readonly [recovery: Recovery, sentence: string];

/** What an answer to a write means. `{system}` is the name of the system. A connector refines it by the words of the refusal. */
export const writeOutcomes: Readonly<Record<number, Outcome>> = {
  400: ['fixRecord', '{system} refused this record'],
  401: ['fixConnection', '{system} no longer accepts this sign-in: sign in again'],
  403: ['fixConnection', 'This sign-in may not write there in {system}: choose the right company, or ask for the permission'],
  404: ['fixRecord', '{system} does not have what this record refers to'],
  409: ['fixRecord', '{system} already holds a different version of this record'],
  413: ['fixRecord', 'This record is too large for {system}'],
  422: ['fixRecord', '{system} refused this record'],
  429: ['retry', '{system} asks for a pause; this goes on by itself'],
  503: ['retry', '{system} is busy; this is tried again'],
};

/** Answers after which nobody knows whether a write was carried out: the target is asked before it is sent again. */
export const LOST_WRITE_STATUSES: ReadonlySet<number> = new Set([408, 500, 502, 504, 520, 522, 524]);

/** What an answer to a read means. A question that is refused as such is our mistake. */
export const readOutcomes: Readonly<Record<number, Outcome>> = {
  400: ['report', '{system} did not understand a question'],
  401: ['fixConnection', '{system} no longer accepts this sign-in: sign in again'],
  403: ['fixConnection', 'This sign-in may not read there in {system}: choose the right company, or ask for the permission'],
  404: ['report', '{system} does not know this address'],
  422: ['report', '{system} did not understand a question'],
  429: ['retry', '{system} asks for a pause; this goes on by itself'],
};

/** Reads are repeated by the client after these. */
export const isWorthRepeating = (status: number): boolean => status >= 500 || status === 408;

export function outcomeOf(status: number, { write }: { write: boolean }): Outcome {
  const known = (write ? writeOutcomes : readOutcomes)[status];
  if (known) return known;
  if (status >= 500) return ['retry', `{system} is out of order (${status}); this is tried again`];
  return ['report', `{system} gave an unexpected answer (${status})`];
}
