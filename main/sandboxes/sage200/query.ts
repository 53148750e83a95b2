import { unscaled } from '../decimal.ts';
import { compileFilter, fieldNamed, queryError, type Condition, type Field, type Fields } from './query-filter.ts';
import type { Store, Value } from './store.ts';

export type Entity = Record<string, unknown>;

/** What can be read at one address: its rows in SQL, its properties, and what `$expand` adds to a page of them. */
export type Resource = {
  name: string;
  from: string;
  fields: Fields;
  /** Always applied, for lists that share a table. */
  where?: Condition;
  expand?: Readonly<Record<string, (store: Store, rows: Entity[]) => void>>;
  /** Expanded even when nobody asks. */
  always?: readonly string[];
};

const DEFAULT_TOP = 500;
const MAX_TOP = 5_000;

/** A collection: a bare array, or with `$count=true` an envelope. */
export function readCollection(store: Store, resource: Resource, query: URLSearchParams, extra: Condition[] = []): unknown {
  const filter = query.get('$filter');
  const conditions = [...(resource.where ? [resource.where] : []), ...extra, ...(filter ? [compileFilter(filter, resource.fields, resource.name)] : [])];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.map(one => one.sql).join(' AND ')}`;
  const values = conditions.flatMap(one => one.values);
  const top = countOption(query, '$top') ?? DEFAULT_TOP;
  const skip = countOption(query, '$skip');
  if (top > MAX_TOP) throw queryError(`The limit of ${MAX_TOP} for $top has been exceeded. The value from the incoming request is ${top}.`);
  if (skip !== undefined && !query.get('$orderby')) throw queryError('The $skip option can only be used together with $orderby.');
  const order = orderOf(query.get('$orderby'), resource);
  const shown = shownFields(query, resource);
  const rows = store.all<Entity>(`SELECT ${columnsOf(resource, shown)} FROM ${resource.from}${where} ORDER BY ${order} LIMIT ? OFFSET ?`, ...values, top, skip ?? 0);
  const entities = finish(store, resource, query, rows, shown);
  if (query.get('$count') !== 'true') return entities;
  const count = store.get<{ n: number }>(`SELECT COUNT(*) AS n FROM ${resource.from}${where}`, ...values)?.n ?? 0;
  return { '@odata.count': count, value: entities };
}

/** One entity by id; only `$select` and `$expand` count here. Undefined when there is none. */
export function readEntity(store: Store, resource: Resource, id: number, query: URLSearchParams): Entity | undefined {
  const shown = shownFields(query, resource);
  const conditions = [...(resource.where ? [resource.where] : []), { sql: `${resource.fields['id']?.sql} = ?`, values: [id] as Value[] }];
  const rows = store.all<Entity>(`SELECT ${columnsOf(resource, shown)} FROM ${resource.from} WHERE ${conditions.map(one => one.sql).join(' AND ')}`, ...conditions.flatMap(one => one.values));
  return finish(store, resource, query, rows, shown)[0];
}

function countOption(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw queryError(`The value '${text}' of ${name} is not a whole number.`);
  return Number(text);
}

function orderOf(text: string | null, resource: Resource): string {
  const parts = (text ?? '').split(',').map(part => part.trim()).filter(Boolean).map(part => {
    const match = /^(\S+)(?:\s+(asc|desc))?$/i.exec(part);
    if (!match) throw queryError(`Syntax error in $orderby '${text}'.`);
    return `${fieldNamed(resource.fields, match[1] ?? '', resource.name).sql} ${match[2]?.toUpperCase() ?? 'ASC'}`;
  });
  return [...parts, ...(resource.fields['id'] ? [resource.fields['id'].sql] : ['1'])].join(', ');
}

const names = (query: URLSearchParams, option: string): string[] => (query.get(option) ?? '').split(',').map(name => name.trim()).filter(Boolean);

const expansionsOf = (query: URLSearchParams, resource: Resource): string[] => {
  const nested = names(query, '$select').filter(name => name.includes('.')).map(name => name.split('.')[0] ?? '');
  const asked = [...names(query, '$expand').map(name => name.split(/[./(]/)[0] ?? ''), ...nested, ...(resource.always ?? [])];
  return [...new Set(asked)].filter(name => resource.expand?.[name]);
};

/** With `$select` only those columns are read, and the ids that an expansion needs. */
function shownFields(query: URLSearchParams, resource: Resource): [string, Field][] {
  const all = Object.entries(resource.fields);
  const selected = names(query, '$select');
  if (selected.length === 0) return all;
  for (const name of selected) if (!name.includes('.') && !resource.expand?.[name]) fieldNamed(resource.fields, name, resource.name);
  const needed = expansionsOf(query, resource).length > 0;
  return all.filter(([name]) => selected.includes(name) || (needed && (name === 'id' || name.endsWith('_id'))));
}

const columnsOf = (resource: Resource, shown: [string, Field][]): string => (shown.length === 0 ? `${resource.fields['id']?.sql ?? '1'} AS id` : columns(shown));

/** What to read for these properties; all that is kept in `rest` comes in one column. */
export function columns(shown: readonly [string, Field][]): string {
  const read = shown.filter(([, field]) => field.kept === undefined).map(([name, field]) => `${field.sql} AS "${name}"`);
  return (read.length < shown.length ? [...read, `rest AS "${REST}"`] : read).join(', ');
}

const REST = '$rest';

/** Turns the row that was read into the entity that Sage shows. */
export function toEntity(row: Entity, shown: readonly [string, Field][]): Entity {
  const rest: unknown = typeof row[REST] === 'string' ? JSON.parse(row[REST]) : undefined;
  const entity: Entity = {};
  for (const [name, field] of shown) entity[name] = field.kept === undefined ? jsonValue(field, row[name]) : (isEntity(rest) ? (rest[field.kept] ?? null) : null);
  return entity;
}

const isEntity = (value: unknown): value is Entity => typeof value === 'object' && value !== null;

function finish(store: Store, resource: Resource, query: URLSearchParams, read: Entity[], shown: [string, Field][]): Entity[] {
  const rows = read.map(row => toEntity(row, shown));
  for (const name of expansionsOf(query, resource)) resource.expand?.[name]?.(store, rows);
  const selected = names(query, '$select');
  if (selected.length === 0) return rows;
  const expanded = new Set([...names(query, '$expand')]);
  return rows.map(row => pick(row, selected, expanded));
}

function pick(row: Entity, selected: string[], expanded: Set<string>): Entity {
  const picked: Entity = {};
  for (const name of selected) {
    const [head = '', tail] = name.split('.');
    const value = row[head];
    if (tail === undefined) picked[head] = value;
    else if (Array.isArray(value)) {
      const previous = Array.isArray(picked[head]) ? picked[head] : value.map(() => ({}));
      picked[head] = value.map((one: Entity, index) => ({ ...previous[index], [tail]: one[tail] }));
    } else if (typeof value === 'object' && value !== null) picked[head] = { ...(picked[head] as Entity | undefined), [tail]: (value as Entity)[tail] };
  }
  for (const name of expanded) if (name in row && !(name in picked)) picked[name] = row[name];
  return picked;
}

/** SQLite's value as Sage writes it: days at midnight Z, moments without a zone, decimals as numbers. */
function jsonValue(field: Field, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (field.kind) {
    case 'bool':
      return value === 1;
    case 'decimal':
      return unscaled(value as number, field.places); // decimals are INTEGER columns
    case 'day':
      return `${value as string}T00:00:00Z`;
    case 'moment':
      return (value as string).replace(/Z$/, '');
    case 'json':
      return typeof value === 'string' ? JSON.parse(value) : value;
    default:
      return value;
  }
}
