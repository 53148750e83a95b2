import { z } from 'zod';
import { Instant } from '../values/date.ts';
import { PersonId } from '../values/id.ts';
import { anyone, command, query, Role, task } from './method.ts';
import { Nothing } from './page.ts';

export const Person = z.object({
  id: PersonId,
  name: z.string(),
  email: z.string(),
  role: Role,
  active: z.boolean(),
  createdAt: Instant,
});
export type Person = z.infer<typeof Person>;

const name = z.string().trim().min(1).max(80);
const email = z.email().max(200);
/** Length beats composition rules (NIST SP 800-63B). */
const password = z.string().min(10, 'at least 10 characters').max(200);

export const people = {
  /** What the sign-in page needs before anybody is known. `guests` are the sandbox workspace's people, with their passwords; empty elsewhere. */
  welcome: query({
    may: 'public',
    input: Nothing,
    output: z.object({
      firstRun: z.boolean(),
      workspace: z.string(),
      environment: z.enum(['Dev', 'QA', 'Production', 'Sandbox']),
      version: z.string(),
      guests: z.array(z.object({ name: z.string(), email: z.string(), role: Role, password: z.string() })),
    }),
  }),
  /** Only while there is no admin yet. */
  createFirstAdmin: command({ may: 'public', input: z.object({ name, email, password }), output: Person }),
  /** A task, because a wrong password is written into the trail although the sign-in is refused. */
  signIn: task({ may: 'public', input: z.object({ email, password: z.string().max(200) }), output: z.object({ session: z.string(), person: Person }) }),
  signOut: command({ may: anyone, input: Nothing, output: Nothing }),
  me: query({ may: anyone, input: Nothing, output: Person }),
  list: query({ may: anyone, input: Nothing, output: z.array(Person) }),
  /** Adds (no id) or changes a person; a password is set only when given. The last active admin can't be removed. */
  save: command({
    may: ['admin'],
    input: z.object({ id: PersonId.optional(), name, email, role: Role, active: z.boolean(), password: password.optional() }),
    output: Person,
  }),
};
