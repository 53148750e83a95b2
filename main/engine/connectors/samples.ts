import type { Json } from './connector.ts';
import { isObject, textAt } from './json-value.ts';

const MAX_SAMPLES = 3;
const MAX_SAMPLE_LENGTH = 60;
const MAX_VALUES = 200;

/** Every value at a path of a record: `Items[].SKU` walks a list, `ExtendedProperties[GiftMessage]` takes the named entry's value. */
export function valuesAt(record: Json, path: string): Json[] {
  let values: Json[] = [record];
  for (const step of path.split('.')) {
    const match = /^([^[\]]+)(?:\[([^\]]*)\])?$/.exec(step);
    if (!match) return [];
    const [, name = '', inside] = match;
    values = values.flatMap(value => {
      const inner = isObject(value) ? (value[name] ?? null) : null;
      if (inside === undefined) return [inner];
      const rows = Array.isArray(inner) ? inner : [];
      return inside === '' ? rows : rows.filter(row => textAt(row, 'Name') === inside).map(row => (isObject(row) ? (row['Value'] ?? null) : null));
    }).slice(0, MAX_VALUES);
  }
  return values.filter(value => value !== null);
}

/** Up to three different values seen at a path, shortened; of personal data only the shape is kept. */
export function samplesOf(records: readonly Json[], path: string, { personal }: { personal: boolean }): string[] {
  const samples = new Set<string>();
  for (const record of records) {
    for (const value of valuesAt(record, path)) {
      if (typeof value === 'object' || value === '') continue;
      const text = String(value);
      samples.add(shorten(personal ? mask(text) : text));
      if (samples.size === MAX_SAMPLES) return [...samples];
    }
  }
  return [...samples];
}

/** 'Anna Berg' → 'A••• B•••', 'a@b.co' → 'a•••@•••', 'LS1 1AA' → 'L•• 1••': the shape without the person. */
export const mask = (text: string): string => text.replace(/[\p{L}\p{N}][\p{L}\p{N}._%+'-]*/gu, word => word.slice(0, 1) + '•'.repeat(Math.min(3, word.length - 1)));

const shorten = (text: string): string => (text.length > MAX_SAMPLE_LENGTH ? `${text.slice(0, MAX_SAMPLE_LENGTH - 1)}…` : text);
