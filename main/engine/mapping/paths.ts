import type { Json } from '../connectors/connector.ts';
import type { Scope, Value } from './record-context.ts';

/**
 * One step of a path. `GeneralInfo.Source` are two plain ones, `Items[].SKU` starts with a list,
 * `ExtendedProperties[Gift note]` picks the entry of a list by its name.
 */
export type Segment = { readonly name: string; readonly kind: 'plain' | 'list' | 'named'; readonly pick: string };

/** Names that commerce systems give to the list of an order's lines: inside document lines these are taken line by line. */
const LINE_LISTS: ReadonlySet<string> = new Set(['Items', 'items', 'lines', 'Lines', 'line_items', 'lineItems', 'LineItems', 'PurchaseOrderItem']);
/** A list outside of document lines is read up to here. */
const MAX_ENTRIES = 1000;

export function parsePath(path: string): Segment[] {
  const segments: Segment[] = [];
  for (const match of path.matchAll(/([^.[\]]+)(?:\[([^\]]*)\])?(?:\.|$)/g)) {
    const [, name = '', pick] = match;
    segments.push({ name, kind: pick === undefined ? 'plain' : pick === '' ? 'list' : 'named', pick: pick ?? '' });
  }
  return segments;
}

type Reader = (value: Json | undefined, scope: Scope) => Value;

/** Its own entries only: a record has no field "constructor" because objects have one. */
const child = (value: Json | undefined, name: string): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name) ? value[name] : undefined;

function scalarOf(value: Json | undefined): Value {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object') return value;
  return Array.isArray(value) ? value.filter(entry => typeof entry !== 'object').slice(0, MAX_ENTRIES) as Value : null;
}

function readerFrom(segments: readonly Segment[], at: number): Reader {
  const segment = segments[at];
  if (!segment) return scalarOf;
  const { name } = segment;
  const rest = readerFrom(segments, at + 1);
  if (segment.kind === 'plain') return (value, scope) => rest(child(value, name), scope);
  if (segment.kind === 'named') return (value, scope) => rest(namedEntry(child(value, name), segment.pick), scope);
  const byLine = LINE_LISTS.has(name);
  return (value, scope) => {
    const list = child(value, name);
    if (!Array.isArray(list)) return null;
    if (byLine && scope.line) return rest(list[scope.line.sourceIndex], scope);
    return list.slice(0, MAX_ENTRIES).flatMap(entry => {
      const read = rest(entry, scope);
      return Array.isArray(read) ? read : [read as string];
    });
  };
}

/** Custom properties come as rows of Name and Value; both spellings of the keys are met. */
function namedEntry(list: Json | undefined, name: string): Json | undefined {
  if (!Array.isArray(list)) return child(list, name);
  const row = list.find(entry => child(entry, 'Name') === name || child(entry, 'name') === name);
  return child(row, 'Value') ?? child(row, 'value');
}

/** Reads a source path of a raw record; what is not there is null. Parsed once, called for every record. */
export function sourceReader(path: string): (scope: Scope) => Value {
  const segments = parsePath(path);
  const [only] = segments;
  if (segments.length === 1 && only?.kind === 'plain') return scope => scalarOf(child(scope.raw, only.name));
  const read = readerFrom(segments, 0);
  return scope => read(scope.raw, scope);
}

export type Body = { [name: string]: Json };
export type Writer = (body: Body, value: Json) => void;

/** Puts a value into a body, making objects on the way; a list other than the document lines has one entry. */
export function bodyWriter(segments: readonly Segment[]): Writer {
  const last = segments.at(-1);
  const parents = segments.slice(0, -1);
  const name = last?.name ?? '';
  if (parents.length === 0) return last?.kind === 'list' ? (body, value) => { body[name] = [value]; } : (body, value) => { body[name] = value; };
  return (body, value) => {
    let place = body;
    for (const parent of parents) place = childBody(place, parent);
    place[name] = value;
  };
}

function childBody(body: Body, { name, kind }: Segment): Body {
  const held = body[name];
  const inner = kind === 'plain' ? held : Array.isArray(held) ? held[0] : undefined;
  if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) return inner;
  const made: Body = {};
  body[name] = kind === 'plain' ? made : [made];
  return made;
}

/** The value at a concrete path of a body, such as `lines[0].product_id`. */
export function readBody(body: Json, path: string): Json | undefined {
  let value: Json | undefined = body;
  for (const { name, kind, pick } of parsePath(path)) {
    value = child(value, name);
    if (kind !== 'plain') value = Array.isArray(value) ? value[kind === 'list' ? 0 : Number(pick)] : undefined;
  }
  return value;
}
