import { parseInstant, type Instant } from '../../../shared/values/date.ts';
import { fromForm, parseJson, type HttpRequest } from '../http.ts';

/** Linnworks' answer to a bad call: 400 with one Message. */
export class BadCall extends Error {}

/** The parameters of one call, whatever way they came; names are matched without regard to case, as Linnworks does. */
export type Input = {
  has(name: string): boolean;
  value(name: string): unknown;
  text(name: string, otherwise?: string): string;
  integer(name: string, otherwise: number): number;
  flag(name: string): boolean;
  instant(name: string): Instant | undefined;
  list(name: string): readonly unknown[];
  guids(name: string): readonly string[];
  object(name: string): Input | undefined;
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isGuid = (value: unknown): value is string => typeof value === 'string' && GUID.test(value);

/** Query, JSON body or form: Linnworks takes each of them for nearly every method. */
export function readInput(request: HttpRequest): Input {
  const fromQuery = fromForm(request.query);
  if (request.method === 'GET' || request.body.trim() === '') return inputOf(fromQuery);
  if (request.contentType === 'application/x-www-form-urlencoded') return inputOf({ ...fromQuery, ...fromForm(new URLSearchParams(request.body)) });
  const body = parseJson(request.body);
  if (!isObject(body)) throw new BadCall('The request is invalid.');
  return inputOf({ ...fromQuery, ...body });
}

/** Where a method's body is wrapped, the parameters sit under `request`; anything else counts as an empty request. */
export function unwrap(input: Input): Input {
  const inner = input.object('request');
  if (!inner) throw new BadCall('request is empty');
  return inner;
}

export function inputOf(record: Record<string, unknown>): Input {
  const byName = new Map(Object.entries(record).map(([key, value]) => [key.toLowerCase(), value]));
  const value = (name: string): unknown => byName.get(name.toLowerCase()) ?? undefined;
  const invalid = (name: string): never => {
    throw new BadCall(`Invalid parameter ${name}`);
  };
  const list = (name: string): readonly unknown[] => {
    const given = value(name);
    if (given === undefined) return [];
    return Array.isArray(given) ? given : invalid(name);
  };
  return {
    has: name => value(name) !== undefined,
    value,
    text: (name, otherwise = '') => {
      const given = value(name);
      return given === undefined || given === 'null' ? otherwise : String(given);
    },
    integer(name, otherwise) {
      const given = value(name);
      if (given === undefined || given === '') return otherwise;
      const number = Number(given);
      return Number.isSafeInteger(number) ? number : invalid(name);
    },
    flag: name => value(name) === true || String(value(name)).toLowerCase() === 'true' || value(name) === 1 || value(name) === '1',
    instant(name) {
      const given = value(name);
      if (given === undefined || given === '' || given === 'null') return undefined;
      const day = /^\d{4}-\d{2}-\d{2}$/.test(String(given)) ? `${String(given)}T00:00:00Z` : String(given);
      return parseInstant(day) ?? invalid(name);
    },
    list,
    guids: name => list(name).map(each => (isGuid(each) ? each.toLowerCase() : invalid(name))),
    object: name => {
      const given = value(name);
      return isObject(given) ? inputOf(given) : undefined;
    },
  };
}
