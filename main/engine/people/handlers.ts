import { AppError } from '../../../shared/contract/errors.ts';
import type { people, Person } from '../../../shared/contract/people.ts';
import type { Role } from '../../../shared/contract/method.ts';
import { assert } from '../../../shared/values/assert.ts';
import type { Handlers } from '../handler.ts';
import { hashPassword, NOBODYS_HASH, passwordFits } from './password.ts';
import { activeAdmins, hasPeople, insertPerson, listPeople, passwordOf, personById, updatePerson } from './people-store.ts';
import type { SignIns } from './sessions.ts';

export type Guest = { name: string; email: string; role: Role; password: string };

export type PeopleDeps = {
  signIns: SignIns;
  workspace: string;
  environment: 'Dev' | 'QA' | 'Production' | 'Sandbox';
  version: string;
  guests: readonly Guest[];
  newSession: () => string;
};

const wrongPassword = () => new AppError('people.password', 'fixInput', 'The e-mail address or the password is wrong.', { field: 'password' });

export const peopleHandlers = ({ signIns, workspace, environment, version, guests, newSession }: PeopleDeps): Handlers<typeof people> => ({
  welcome: ({ db }) => ({ firstRun: !hasPeople(db), workspace, environment, version, guests: [...guests] }),

  createFirstAdmin({ db, audit, now, newId }, { name, email, password }) {
    if (hasPeople(db)) throw new AppError('people.notFirst', 'askAdmin', 'This workspace already has people. Ask its admin for an account.');
    const person: Person = { id: newId('per') as Person['id'], name, email, role: 'admin', active: true, createdAt: now };
    insertPerson(db, person, hashPassword(password));
    audit('people.createFirstAdmin', { person: person.id }, name);
    return person;
  },

  async signIn({ db, commit, now: clock }, { email, password }) {
    const now = clock();
    const wait = signIns.waitFor(email, now);
    if (wait > 0) throw new AppError('people.locked', 'fixInput', `Too many wrong passwords. Try again in ${wait} s.`, { field: 'password' });
    const found = passwordOf(db, email);
    const fits = passwordFits(password, found?.passwordHash ?? NOBODYS_HASH);
    if (!found?.person.active || !fits) {
      const inARow = signIns.failed(email, now);
      const attempts = signIns.standsFor(now);
      // An address that nobody here has may be a password in the wrong field: it is not kept.
      if (attempts !== null) commit(['people'], ({ audit }) => audit('people.signInFailed', { person: found?.person.id ?? null, name: found?.person.name ?? 'nobody of this workspace', active: found?.person.active ?? false, inARow, attempts }));
      throw wrongPassword();
    }
    const { person } = found;
    const session = newSession();
    signIns.open(session, person, now);
    commit(['people'], ({ audit }) => audit('people.signIn', { person: person.id }, person.name));
    return { session, person };
  },

  signOut({ audit, caller }) {
    if (caller.session) signIns.close(caller.session);
    audit('people.signOut', { person: caller.personId });
    return {};
  },

  me({ db, caller }) {
    const person = personById(db, caller.personId);
    assert(person, 'a session without its person');
    return person;
  },

  list: ({ db }) => listPeople(db),

  save({ db, audit, now, newId }, { id, password, ...fields }) {
    const taken = passwordOf(db, fields.email);
    if (taken && taken.person.id !== id) throw new AppError('people.email', 'fixInput', `${taken.person.name} already uses this e-mail address.`, { field: 'email' });
    if (!id) {
      if (!password) throw new AppError('people.password', 'fixInput', 'A new person needs a first password.', { field: 'password' });
      const person: Person = { id: newId('per') as Person['id'], ...fields, createdAt: now };
      insertPerson(db, person, hashPassword(password));
      audit('people.add', { person: person.id, name: person.name, role: person.role });
      return person;
    }
    const before = personById(db, id);
    if (!before) throw new AppError('people.unknown', 'fixInput', 'This person is not in the workspace.', { field: 'id' });
    const loses = before.role === 'admin' && before.active && (fields.role !== 'admin' || !fields.active);
    if (loses && activeAdmins(db) === 1) throw new AppError('people.lastAdmin', 'fixInput', `${before.name} is the last admin. Make somebody else admin first.`, { field: 'role' });
    updatePerson(db, { id, ...fields }, password ? hashPassword(password) : null);
    signIns.closeAllOf(id);
    audit('people.change', { person: id, before: { name: before.name, role: before.role, active: before.active }, after: { name: fields.name, role: fields.role, active: fields.active }, passwordChanged: password !== undefined });
    return { ...before, ...fields };
  },
});
