import type { Json } from './connector.ts';

export type JsonObject = { [name: string]: Json };

/** Readers for answers of outside systems: what is missing, null or of another type reads as empty, never as an exception. */
export const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

const NOTHING: JsonObject = Object.freeze({});

export const objectAt = (value: Json | undefined, name: string): JsonObject => {
  const inner = isObject(value) ? value[name] : undefined;
  return isObject(inner) ? inner : NOTHING;
};

export const listAt = (value: Json | undefined, name: string): Json[] => {
  const inner = isObject(value) ? value[name] : undefined;
  return Array.isArray(inner) ? inner : [];
};

export const textAt = (value: Json | undefined, name: string): string => {
  const inner = isObject(value) ? value[name] : undefined;
  return typeof inner === 'string' ? inner : typeof inner === 'number' ? String(inner) : '';
};

export const flagAt = (value: Json | undefined, name: string): boolean => isObject(value) && value[name] === true;

export const valueAt = (value: Json | undefined, name: string): Json => (isObject(value) ? (value[name] ?? null) : null);

export const wholeAt = (value: Json | undefined, name: string): number => {
  const inner = isObject(value) ? value[name] : undefined;
  return typeof inner === 'number' && Number.isSafeInteger(inner) ? inner : 0;
};

export const parseJson = (text: string): Json | undefined => {
  if (text.trim() === '') return null;
  try {
    // JSON.parse of a text gives exactly the shapes of Json.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
};
