import type { Json } from '../connectors/connector.ts';

type Holder = { [name: string]: Json };

/** 'lines[2].description' → ['lines', '2', 'description']. */
const namesOf = (path: string): string[] => path.replace(/\[(\d+)\]/g, '.$1').split('.').filter(name => name !== '');

/** The value at a path of a body; undefined where there is none. */
export function valueAt(body: Json, path: string): Json | undefined {
  let place: Json | undefined = body;
  for (const name of namesOf(path)) {
    place = place !== null && typeof place === 'object' && Object.hasOwn(place, name) ? (place as Holder)[name] : undefined;
  }
  return place;
}

/** A copy of the body with a value set; objects on the way are made, list entries are not. */
export function withValueAt(body: Json, path: string, value: Json): Json {
  const copy = structuredClone(body);
  const names = namesOf(path);
  const last = names.pop();
  let place: Json = copy;
  for (const name of names) {
    if (place === null || typeof place !== 'object') return copy;
    const holder = place as Holder;
    if (!Object.hasOwn(holder, name)) {
      if (Array.isArray(place)) return copy;
      holder[name] = {};
    }
    place = holder[name] ?? null;
  }
  if (last !== undefined && place !== null && typeof place === 'object') (place as Holder)[last] = value;
  return copy;
}

/** What a person typed for a field: a number stays a number where one was. */
export const typedLike = (text: string, before: Json | undefined): Json => (typeof before === 'number' && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);
