import type { Signals } from './pair-score.ts';

const quoted = (words: readonly string[]): string => (words.length === 0 ? '' : ` (${words.join(', ')})`);

/** What speaks for a pair, strongest first, and what speaks against it. `shared` are the words of the target that the source says too. */
export function evidenceOf(signals: Signals, shared: readonly string[], isApproved: boolean): { for: string[]; against: string[] } {
  const { own, label, context, prose, type, kind, conflict, samples, concept } = signals;
  const words = quoted(shared);
  const parts: string[] = [];
  if (isApproved) parts.push('the same pair was approved before');
  if (concept > 0) parts.push('both are bound to the same shared concept');
  if (label > own && label >= 0.6) parts.push(`the labels mean the same${words}`);
  else if (own >= 0.75) parts.push(`the names mean the same${words}`);
  else if (own >= 0.35) parts.push(`the names have much in common${words}`);
  if (context >= 0.6) parts.push('they stand in the same group');
  if (prose >= 0.5) parts.push('the descriptions agree');
  if (samples) parts.push('the sample values look alike');
  const against: string[] = [];
  if (concept < 0) against.push('they are bound to different concepts');
  if (conflict < 0.75) against.push('their names take opposite sides');
  if (type < 0.8) against.push('their types differ');
  else if (kind < 0.7) against.push('they hold different kinds of values');
  return { for: parts, against };
}

const sentenceOf = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** The parts of a sentence as one: "The names mean the same (city) and they stand in the same group, but their types differ." */
export function sentence(parts: readonly string[], against: readonly string[] = []): string {
  const [first = 'little speaks for it', ...rest] = parts;
  const joined = rest.length === 0 ? first : `${[first, ...rest.slice(0, -1)].join(', ')} and ${rest.at(-1)}`;
  return sentenceOf(against.length === 0 ? joined : `${joined}, but ${against.join(' and ')}`);
}
