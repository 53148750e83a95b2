import { useCallback } from 'react';
import type { Method } from '../../shared/contract/method.ts';
import { useMay } from './person.tsx';

/** Why this person may not call a method, as the sentence of a tooltip; undefined when they may. The engine decides again. */
export function useWhyNot(): (method: Method) => string | undefined {
  const may = useMay();
  return useCallback(method => (may(method) || method.may === 'public' ? undefined : `This needs the role ${method.may.join(' or ')}.`), [may]);
}
