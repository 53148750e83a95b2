import type { MappingField, Step } from '../../../shared/contract/mappings.ts';

/** A choice that nobody has saved, as a preview takes it. */
export type Change = { target: string; decision: 'changed'; source: string | null; steps: Step[] };

/** Null while there is nothing to try. */
export const triedChange = ({ target: { path } }: MappingField, { source, steps }: { source: string | null; steps: readonly Step[] }): Change | null =>
  (source === null && steps.length === 0 ? null : { target: path, decision: 'changed', source, steps: [...steps] });
