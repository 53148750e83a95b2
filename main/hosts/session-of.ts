import { z } from 'zod';
import type { Result } from '../../shared/contract/wire.ts';

const SignedIn = z.object({ session: z.string().min(1).max(200) });

/** Who calls after this answer: signing in binds a session, signing out ends it, everything else leaves it. */
export function sessionAfter(method: string, result: Result, session: string | null): string | null {
  if (!result.ok) return session;
  if (method === 'people.signOut') return null;
  if (method !== 'people.signIn') return session;
  return SignedIn.safeParse(result.output).data?.session ?? session;
}
