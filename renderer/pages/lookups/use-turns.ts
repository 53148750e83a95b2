import { useCallback, useEffect, useRef } from 'react';
import type { LookupTable } from '../../../shared/contract/lookups.ts';

/** Changes are sent one after another, each with the number that the one before answered: fast fingers never meet "somebody else changed it". */
export function useTurns({ rev }: LookupTable): <D extends { table: LookupTable }>(act: (rev: number) => Promise<D>) => Promise<D> {
  const newest = useRef(rev);
  const turn = useRef<Promise<unknown>>(Promise.resolve());
  useEffect(() => { newest.current = Math.max(newest.current, rev); }, [rev]);
  return useCallback(act => {
    const done = turn.current.catch(() => undefined).then(() => act(newest.current)).then(answer => {
      newest.current = answer.table.rev;
      return answer;
    });
    turn.current = done.catch(() => undefined);
    return done;
  }, []);
}
