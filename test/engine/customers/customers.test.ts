import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { connectBoth } from '../../../main/hosts/cli/demo-connect.ts';
import type { EngineCaller } from '../../../main/hosts/caller.ts';
import { pairs } from '../../../main/hosts/pairs/pairs.ts';
import { GUESTS, seedWorkspace } from '../../../main/hosts/sandbox-workspace.ts';
import { proposeLinks } from '../../../main/engine/customers/link-customers.ts';
import { customerDifferences } from '../../../main/engine/customers/masters.ts';
import type { Customer } from '../../../shared/canonical/customer.ts';
import { DEFAULT_MASTERS } from '../../../shared/contract/customers.ts';
import type { CustomerLink } from '../../../shared/contract/customers.ts';
import type { Role } from '../../../shared/contract/method.ts';
import type { Run } from '../../../shared/contract/runs.ts';
import { afterwards, cleanUp, folder, newEngine, refusalOf, testClock } from '../../support/new-engine.ts';
import { OCTOBER } from '../../support/new-workspace.ts';

const ann: Customer = { kind: 'customer', externalId: 'C-1', account: '', name: 'Ann Miller', company: 'Miller & Co', email: 'Ann@Example.com', phone: '0113 496 0000', postcode: 'LS1 4DY', currency: 'GBP', onHold: false, creditLimit: '0.00' };
const account: Customer = { ...ann, externalId: '7', account: 'MILLE001', name: 'Miller & Co.', company: '', email: 'accounts@miller.example', phone: '01134960000', creditLimit: '500' };
const pairsOf = (shop: Customer[], erp: Customer[]) => proposeLinks(shop, erp).map(({ shopId, erpId, evidence }) => [shopId, erpId, evidence.length]);

describe('which customer is which account', () => {
  test('the e-mail address says so, whatever its capitals', () => assert.deepEqual(pairsOf([ann], [{ ...account, email: 'ann@example.com', name: 'Other', postcode: '' }]), [['C-1', '7', 1]]));
  test('so do the name of the person or the company with the postcode', () => assert.deepEqual(pairsOf([ann], [account]), [['C-1', '7', 1]]));
  test('so does the account number that the shop keeps', () => assert.deepEqual(pairsOf([{ ...ann, account: 'mille001' }], [{ ...account, name: '', postcode: '' }]), [['C-1', '7', 1]]));
  test('all that speaks for it is told, and who has most comes first', () => {
    const twin = { ...account, externalId: '8', account: 'MILLE002', email: 'ann@example.com' };
    assert.deepEqual(pairsOf([ann], [account, twin]), [['C-1', '8', 2], ['C-1', '7', 1]]);
  });
  test('another currency is another account, and nothing in common is nobody', () => {
    assert.deepEqual(pairsOf([ann], [{ ...account, currency: 'EUR' }]), []);
    assert.deepEqual(pairsOf([ann], [{ ...account, postcode: 'LS9 9ZZ' }]), []);
    assert.deepEqual(pairsOf([{ ...ann, email: '', name: '', company: '' }], [{ ...account, email: '', name: '' }]), []);
  });
});

describe('whose word counts', () => {
  const names = { shop: 'Clarity', erp: 'Sage 100' };
  test('the ERP’s on credit, the shop’s on addresses; the side that follows is told, spelling aside', () => {
    assert.deepEqual(customerDifferences({ shop: ann, erp: account, masters: DEFAULT_MASTERS, names }).map(({ field, master, instruction }) => [field, master, instruction]), [
      ['E-mail', 'shop', 'Sage 100 should say Ann@Example.com.'], ['Credit limit', 'erp', 'Clarity should say 500.'],
    ]);
  });
  test('the setting turns it round', () => assert.equal(customerDifferences({ shop: ann, erp: account, masters: { ...DEFAULT_MASTERS, email: 'erp' }, names })[0]?.instruction, 'Clarity should say accounts@miller.example.'));
  test('what a side does not keep differs from nothing', () => assert.deepEqual(customerDifferences({ shop: { ...ann, email: null, creditLimit: null }, erp: account, masters: DEFAULT_MASTERS, names }), []));
});

describe.each(['clarity-sage100', 'clarity-sagepro'] as const)('customers of %s', pair => {
  let people: Record<Role, EngineCaller>;
  let run: () => Promise<Run>;
  let links: CustomerLink[];
  let books: () => string;
  const list = async (): Promise<CustomerLink[]> => (await people.auditor.customers.list({ page: { start: 0, end: 500 } })).rows;

  beforeAll(async () => {
    const dir = folder();
    const world = pairs[pair].makeWorld({ seed: 3, orders: 60 });
    const running = await pairs[pair].start({ world, dir, shopPort: undefined, erpPort: undefined, rateLimits: 'off' });
    afterwards(() => running.close());
    const made = await newEngine({ clock: testClock({ tickMs: 1, patienceMs: 5 }) });
    await seedWorkspace(made.engine, { ...running, pair, world }, join(dir, 'workspace'));
    // GUESTS holds one person of each role.
    people = Object.fromEntries(await Promise.all(GUESTS.map(async ({ role }) => [role, await made.as(role)] as const))) as Record<Role, EngineCaller>;
    await connectBoth(running, people);
    run = async () => {
      const { id } = await people.operator.runs.start({ workflow: 'customers', period: OCTOBER });
      await made.engine.idle();
      assert.deepEqual(made.mistakes, []);
      return people.auditor.runs.get({ id });
    };
    books = () => JSON.stringify(running.books());
    const before = books();
    const first = await run();
    assert.deepEqual([first.state, books()], ['finished', before]);
    assert.match(first.message, /may have an account/);
    links = await list();
  }, 120_000);
  afterAll(cleanUp);

  test('are proposed with their evidence and never linked by themselves', () => {
    assert.ok(links.length > 0);
    assert.ok(links.every(({ state, evidence, differences, erp }) => state === 'proposed' && evidence.length > 0 && differences.length === 0 && erp !== null));
  });

  test('reading again proposes nothing twice', async () => {
    assert.equal((await run()).message, '');
    assert.deepEqual((await list()).map(({ id }) => id), links.map(({ id }) => id));
  });

  test('once a person links them, what differs is told field by field', async () => {
    const [first] = links as [CustomerLink];
    assert.equal((await refusalOf(people.operator.customers.decide({ id: first.id, decision: 'link' }))).code, 'people.role');
    const { state, decidedBy, differences } = await people.accountant.customers.decide({ id: first.id, decision: 'link', reason: 'The same firm' });
    assert.equal(state, 'linked');
    assert.notEqual(decidedBy, '');
    assert.ok(differences.every(({ shop, erp, instruction }) => shop !== erp && instruction.length > 0));
    assert.ok((await list()).filter(({ shop }) => shop.id === first.shop.id).every(one => one.state !== 'proposed'));
    assert.equal((await refusalOf(people.accountant.customers.decide({ id: first.id, decision: 'refuse' }))).code, 'customer.decided');
  });

  test('what was refused is not proposed again', async () => {
    const refused = links.at(-1) as CustomerLink;
    await people.accountant.customers.decide({ id: refused.id, decision: 'refuse', reason: 'A namesake' });
    await run();
    assert.equal((await list()).find(({ id }) => id === refused.id)?.state, 'refused');
    assert.deepEqual((await people.auditor.audit.list({ page: { start: 0, end: 10, filter: { action: 'customers.refuse' } } })).total, 1);
  });
});
