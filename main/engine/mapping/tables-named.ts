import type { Step } from '../../../shared/contract/mappings.ts';

/** Steps that look values up, by the parameter that names the table. */
const LOOK_UP: ReadonlySet<string> = new Set(['lookup', 'gatewayLedger']);

export type NamedTable<F> = { readonly name: string; readonly field: F; /** Which of the field's steps looks it up. */ readonly at: number };

/** The lookup tables that fields name. Rows that are written in a step itself are no table. */
export const tablesNamed = <F extends { readonly steps: readonly Step[] }>(fields: readonly F[]): NamedTable<F>[] => fields.flatMap(field => field.steps.flatMap(({ transform, parameters }, at) => {
  const name = (parameters.table ?? '').trim();
  return LOOK_UP.has(transform) && name !== '' && !name.includes('=') ? [{ name, field, at }] : [];
}));
