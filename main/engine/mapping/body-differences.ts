import type { Json } from '../connectors/connector.ts';
import { asText } from './record-context.ts';

/** Fields of a document that are looked at; one with more is refused by the target anyway. */
const MAX_FIELDS = 20_000;

function leavesInto(body: Json, path: string, found: Map<string, string>): void {
  if (found.size >= MAX_FIELDS) return;
  if (Array.isArray(body)) body.forEach((entry, index) => leavesInto(entry, `${path}[${index}]`, found));
  else if (typeof body === 'object' && body !== null) for (const [name, value] of Object.entries(body)) leavesInto(value, path === '' ? name : `${path}.${name}`, found);
  else {
    const text = asText(body);
    if (text !== '') found.set(path, text);
  }
}

function leafTexts(body: Json): Map<string, string> {
  const found = new Map<string, string>();
  leavesInto(body, '', found);
  return found;
}

export type BodyDifference = { readonly path: string; readonly before: string; readonly after: string };

/** The fields in which two documents differ, as text; what a document does not have is ''. The order of fields and how a number is written do not count. */
export function bodyDifferences(before: Json, after: Json): BodyDifference[] {
  const [was, is] = [leafTexts(before), leafTexts(after)];
  const differences = [...is].flatMap(([path, text]) => (was.get(path) === text ? [] : [{ path, before: was.get(path) ?? '', after: text }]));
  for (const [path, text] of was) if (!is.has(path)) differences.push({ path, before: text, after: '' });
  return differences;
}

/** `lines[2].code` → `lines[].code`: the field that it is one of. */
export const fieldOfPath = (path: string): string => path.replace(/\[\d+\]/g, '[]');
