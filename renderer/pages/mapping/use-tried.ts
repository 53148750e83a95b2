import { useEffect, useRef, useState } from 'react';
import type { Step, TriedField } from '../../../shared/contract/mappings.ts';
import type { MappingId } from '../../../shared/values/id.ts';
import { useQuery } from '../../engine/use-engine.tsx';

/** How long a person stops typing before it is tried. */
const PAUSE_MS = 200;

type Asked = { id: MappingId; target: string; source: string | null; steps: readonly Step[] };

/** What the steps make of a record, a moment after the last change; the answer before stays until then. */
export function useTried(asked: Asked | undefined): TriedField | undefined {
  const key = JSON.stringify(asked);
  const [settled, setSettled] = useState(key);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(key), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [key]);
  const answer = useQuery('lookups', client => (settled === key && asked ? client.mappings.tryField({ ...asked, steps: [...asked.steps] }) : Promise.resolve(undefined)), [settled]);
  const last = useRef<TriedField | undefined>(undefined);
  useEffect(() => { if (answer.status === 'ready' && answer.value !== undefined) last.current = answer.value; });
  if (asked === undefined) return undefined;
  return answer.status === 'ready' && answer.value !== undefined ? answer.value : last.current;
}
