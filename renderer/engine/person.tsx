import { createContext, useCallback, useContext } from 'react';
import type { Method } from '../../shared/contract/method.ts';
import type { Person } from '../../shared/contract/people.ts';

/** What the frame knows of the workspace and of whoever signed in. */
export type SignedIn = { person: Person; workspace: string; environment: 'Dev' | 'QA' | 'Production' | 'Sandbox'; version: string };

const SignedInContext = createContext<SignedIn | undefined>(undefined);
export const SignedInProvider = SignedInContext.Provider;

export function useSignedIn(): SignedIn {
  const signedIn = useContext(SignedInContext);
  if (!signedIn) throw new Error('useSignedIn belongs inside the frame');
  return signedIn;
}

/** Whether this person's role may call a method: `may(contract.mappings.approve)`. The engine decides again; this only hides what would be refused. */
export function useMay(): (method: Method) => boolean {
  const { person } = useSignedIn();
  return useCallback(({ may }) => may === 'public' || may.includes(person.role), [person.role]);
}
