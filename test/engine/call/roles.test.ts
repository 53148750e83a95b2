import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { contract } from '../../../shared/contract/contract.ts';
import type { Method } from '../../../shared/contract/method.ts';
import { Role } from '../../../shared/contract/method.ts';
import { cleanUp, newEngine } from '../../support/new-engine.ts';
import type { TestEngine } from '../../support/new-engine.ts';

const methods = Object.entries(contract).flatMap(([group, own]) => Object.entries(own as Record<string, Method>).map(([name, method]) => ({ name: `${group}.${name}`, method })));
/** Input that no method takes, so that a call which gets past the roles does nothing. */
const NONSENSE = 'no input of any method';

/** Tasks and queries without input run; the rest stops at its input. Both mean: the role was right. */
const refusedForRole = (code: string | null): boolean => code === 'people.role' || code === 'people.signIn';

describe('who may call what stands in the contract, and is held to', () => {
  let test_: TestEngine;
  beforeAll(async () => {
    test_ = await newEngine();
    for (const role of Role.options) await test_.sessionOf(role);
  }, 30_000);
  afterAll(cleanUp);

  const codeOf = async (session: string | null, name: string): Promise<string | null> => {
    const result = await test_.engine.call(session, name, NONSENSE);
    return result.ok ? null : result.error.code;
  };

  for (const { name, method } of methods) {
    const { may } = method;
    test(`${name}: ${may === 'public' ? 'anybody' : may.join(', ')}`, async () => {
      for (const role of Role.options) {
        const code = await codeOf(await test_.sessionOf(role), name);
        assert.equal(refusedForRole(code), may !== 'public' && !may.includes(role), `${role}: ${code}`);
      }
      assert.equal(refusedForRole(await codeOf(null, name)), may !== 'public', 'nobody signed in');
    });
  }

  test('the auditor may call no command at all but signing out', () => {
    const own = methods.filter(({ method: { kind, may } }) => kind === 'command' && may !== 'public' && may.includes('auditor')).map(({ name }) => name);
    assert.deepEqual(own, ['people.signOut']);
  });

  test('only signing in and the first admin are open before anybody is known', () => {
    assert.deepEqual(methods.filter(({ method }) => method.may === 'public').map(({ name }) => name), ['people.welcome', 'people.createFirstAdmin', 'people.signIn']);
  });

  test('a refusal names the role it needs and who was refused', async () => {
    const result = await test_.engine.call(await test_.sessionOf('auditor'), 'settings.save', {});
    assert.deepEqual(result.ok ? null : result.error, { code: 'people.role', recovery: 'askAdmin', message: 'This needs the role admin or accountant; Olga Auditor is auditor. Ask an admin (settings.save).' });
  });
});
