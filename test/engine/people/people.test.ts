import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, describe, test } from 'vitest';
import { callerOf } from '../../../main/hosts/caller.ts';
import { cleanUp, guestOf, newEngine, refusalOf, signIn } from '../../support/new-engine.ts';

const HOUR_MS = 60 * 60 * 1000;

describe('signing in', () => {
  afterEach(cleanUp);

  test('the first start asks for an admin, once', async () => {
    const { engine } = await newEngine({ empty: true });
    const anybody = callerOf(engine, null);
    assert.equal((await anybody.people.welcome({})).firstRun, true);
    const admin = { name: 'Ada', email: 'ada@northwind.example', password: 'long enough' };
    assert.equal((await anybody.people.createFirstAdmin(admin)).role, 'admin');
    assert.equal((await anybody.people.welcome({})).firstRun, false);
    const error = await refusalOf(anybody.people.createFirstAdmin({ ...admin, email: 'eve@northwind.example' }));
    assert.deepEqual([error.code, error.recovery], ['people.notFirst', 'askAdmin']);
  });

  test('a password is at least ten characters, of whatever kind', async () => {
    const { engine } = await newEngine({ empty: true });
    const error = await refusalOf(callerOf(engine, null).people.createFirstAdmin({ name: 'Ada', email: 'ada@northwind.example', password: '123456789' }));
    assert.equal(error.field, 'password');
    assert.match(error.message, /at least 10 characters/);
  });

  test('gives a session to whoever knows the password; the address is the same in capitals', async () => {
    const { engine } = await newEngine();
    const { email, password, name } = guestOf('operator');
    const { session, person } = await callerOf(engine, null).people.signIn({ email: email.toUpperCase(), password });
    assert.deepEqual([person.name, person.role], [name, 'operator']);
    assert.equal((await callerOf(engine, session).people.me({})).id, person.id);
  });

  test('a wrong password and an unknown address are refused in the same words', async () => {
    const { engine } = await newEngine();
    const { people } = callerOf(engine, null);
    const [wrong, unknown] = [await refusalOf(people.signIn({ email: guestOf('admin').email, password: 'not the password' })), await refusalOf(people.signIn({ email: 'nobody@northwind.example', password: 'not the password' }))];
    assert.deepEqual(wrong, unknown);
    assert.equal(wrong.field, 'password');
  });

  test('an unknown address takes as long as a wrong password: nobody can find out who works here', async () => {
    const { engine } = await newEngine();
    const { people } = callerOf(engine, null);
    const measure = async (email: string): Promise<number> => {
      const startedAt = performance.now();
      await refusalOf(people.signIn({ email, password: 'not the password' }));
      return performance.now() - startedAt;
    };
    const known = Math.min(await measure(guestOf('admin').email), await measure(guestOf('operator').email));
    const unknown = Math.min(await measure('nobody@northwind.example'), await measure('noone@northwind.example'));
    assert.ok(unknown > known / 4, `${unknown} ms against ${known} ms`);
  });

  test('after five wrong passwords even the right one waits a minute; another person does not', async () => {
    const { engine, clock } = await newEngine();
    const { email, password } = guestOf('operator');
    const { people } = callerOf(engine, null);
    for (let times = 0; times < 5; times += 1) assert.equal((await refusalOf(people.signIn({ email, password: `wrong password ${times}` }))).code, 'people.password');
    const locked = await refusalOf(people.signIn({ email: email.toUpperCase(), password }));
    assert.deepEqual([locked.code, locked.message], ['people.locked', 'Too many wrong passwords. Try again in 60 s.']);
    await signIn(engine, 'accountant');
    clock.forward(59_000);
    assert.match((await refusalOf(people.signIn({ email, password }))).message, /in 1 s/);
    clock.forward(1_000);
    assert.ok((await people.signIn({ email, password })).session);
  });

  test('wrong passwords are written into the trail, an address that nobody has is not, and a flood is told in numbers', async () => {
    const { engine, clock, as } = await newEngine();
    const { people } = callerOf(engine, null);
    const { email } = guestOf('operator');
    await refusalOf(people.signIn({ email, password: 'wrong password' }));
    for (let times = 0; times < 40; times += 1) await refusalOf(people.signIn({ email: `hunter2-${times}@example.com`, password: 'wrong password' }));
    const failed = async () => (await (await as('admin')).audit.list({ page: { start: 0, end: 100, filter: { action: 'people.signInFailed' } } })).rows;
    const rows = await failed();
    assert.equal(rows.length, 20);
    assert.match(rows.at(-1)?.detail ?? '', /"active":true,"attempts":1,"inARow":1,"name":"Sam Operator"/);
    assert.ok(rows.every(({ detail }) => !detail.includes('hunter2')));
    clock.forward(HOUR_MS);
    await refusalOf(people.signIn({ email, password: 'wrong password' }));
    assert.match((await failed())[0]?.detail ?? '', /"attempts":22,/);
  }, 60_000);

  test('a session ends by signing out', async () => {
    const { engine } = await newEngine();
    const session = await signIn(engine, 'operator');
    await callerOf(engine, session).people.signOut({});
    const error = await refusalOf(callerOf(engine, session).people.me({}));
    assert.deepEqual([error.code, error.recovery], ['people.signIn', 'fixInput']);
    assert.match(error.message, /nothing was lost/);
  });

  test('a session ends after a working day without a call, and each call prolongs it', async () => {
    const { engine, clock } = await newEngine();
    const caller = callerOf(engine, await signIn(engine, 'operator'));
    for (let times = 0; times < 3; times += 1) {
      clock.forward(9 * HOUR_MS);
      await caller.people.me({});
    }
    clock.forward(10 * HOUR_MS + 1);
    assert.equal((await refusalOf(caller.people.me({}))).code, 'people.signIn');
  });

  test('a restart signs everybody out', async () => {
    const before = await newEngine();
    const session = await before.sessionOf('admin');
    const after = await before.reopen();
    assert.equal((await refusalOf(callerOf(after.engine, session).people.me({}))).code, 'people.signIn');
  });

  test('neither passwords nor sessions are in the file', async () => {
    const test_ = await newEngine();
    const session = await test_.sessionOf('admin');
    await test_.close();
    const bytes = readFileSync(test_.file, 'latin1');
    for (const secret of [guestOf('admin').password, guestOf('operator').password, session]) assert.equal(bytes.includes(secret), false);
  });
});

describe('people', () => {
  afterEach(cleanUp);

  test('the last admin can neither be made something else nor inactive', async () => {
    const { as } = await newEngine();
    const { people } = await as('admin');
    const me = await people.me({});
    for (const change of [{ role: 'operator' as const }, { active: false }]) {
      const error = await refusalOf(people.save({ ...me, ...change }));
      assert.deepEqual([error.code, error.message], ['people.lastAdmin', 'Alex Admin is the last admin. Make somebody else admin first.']);
    }
  });

  test('with a second admin the first may go', async () => {
    const { as } = await newEngine();
    const { people } = await as('admin');
    const all = await people.list({});
    const operator = all.find(({ role }) => role === 'operator');
    assert.ok(operator);
    await people.save({ ...operator, role: 'admin' });
    const me = await people.me({});
    assert.equal((await people.save({ ...me, role: 'auditor' })).role, 'auditor');
  });

  test('who is deactivated is signed out at once and can’t come back', async () => {
    const { engine, as } = await newEngine();
    const operator = await as('operator');
    const person = await operator.people.me({});
    await (await as('admin')).people.save({ ...person, active: false });
    assert.equal((await refusalOf(operator.people.me({}))).code, 'people.signIn');
    assert.equal((await refusalOf(signIn(engine, 'operator'))).code, 'people.password');
  });

  test('a changed role counts from the next sign-in, and the old session is over', async () => {
    const { engine, as } = await newEngine();
    const operator = await as('operator');
    await (await as('admin')).people.save({ ...(await operator.people.me({})), role: 'auditor' });
    assert.equal((await refusalOf(operator.people.me({}))).code, 'people.signIn');
    assert.equal((await callerOf(engine, await signIn(engine, 'operator')).people.me({})).role, 'auditor');
  });

  test('two people can’t have one address', async () => {
    const { as } = await newEngine();
    const error = await refusalOf((await as('admin')).people.save({ name: 'Twin', email: guestOf('operator').email.toUpperCase(), role: 'operator', active: true, password: 'long enough' }));
    assert.deepEqual([error.code, error.field], ['people.email', 'email']);
    assert.match(error.message, /Sam Operator/);
  });

  test('a new person needs a first password', async () => {
    const { as } = await newEngine();
    assert.equal((await refusalOf((await as('admin')).people.save({ name: 'New', email: 'new@northwind.example', role: 'operator', active: true }))).field, 'password');
  });

  test('the audit trail says who changed whom, before and after, without the password', async () => {
    const { as } = await newEngine();
    const admin = await as('admin');
    const auditor = await as('auditor');
    const operator = (await admin.people.list({})).find(({ role }) => role === 'operator');
    assert.ok(operator);
    await admin.people.save({ ...operator, role: 'accountant', password: 'a brand new one' });
    const { rows } = await auditor.audit.list({ page: { start: 0, end: 1, filter: { action: 'people.change' } } });
    const [entry] = rows;
    assert.ok(entry);
    assert.equal(entry.actor, 'Alex Admin');
    assert.deepEqual(JSON.parse(entry.detail), { person: operator.id, before: { name: operator.name, role: 'operator', active: true }, after: { name: operator.name, role: 'accountant', active: true }, passwordChanged: true });
  });
});
