import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { DeadLetter, Hold } from '../../../shared/contract/dead-letters.ts';
import type { Run } from '../../../shared/contract/runs.ts';
import { makeWorld } from '../../../main/sandboxes/world/make-world.ts';
import type { SaleOrder, World } from '../../../main/sandboxes/world/world-types.ts';
import { cleanUp, refusalOf } from '../../support/new-engine.ts';
import { newWorkspace, soldIn } from '../../support/new-workspace.ts';
import type { TestWorkspace } from '../../support/new-workspace.ts';

const FAILS = new Set(['unknown-sku', 'customer-on-hold', 'text-too-long', 'missing-tax-code', 'closed-period']);
const passes = ({ expectedFailure }: SaleOrder): boolean => !FAILS.has(expectedFailure ?? '');
const passing = (world: World): SaleOrder[] => soldIn(world).filter(passes);

describe('ledger mode: Tieout posts the sales invoices itself', () => {
  let workspace: TestWorkspace;
  let run: Run;
  const invoiced = (): SaleOrder[] => soldIn(workspace.sandboxes.world).filter(order => order.status === 'despatched' && !['unknown-sku', 'missing-tax-code'].includes(order.expectedFailure ?? ''));
  beforeAll(async () => {
    workspace = await newWorkspace({ orders: 60, seed: 4, settings: settings => ({ ...settings, invoiceMode: 'ledger' }) });
    run = await workspace.run();
  }, 180_000);
  afterAll(cleanUp);

  test('the run finishes and balances', () => {
    assert.deepEqual([run.state, run.message, workspace.mistakes], ['finished', '', []]);
    assert.equal(run.counts.read, run.counts.posted + run.counts.failed + run.counts.skipped + run.counts.held);
  });

  test('no sales order is made; each despatched order is one invoice of exactly what the buyer paid', () => {
    const { orders } = workspace.sandboxes.sage200.books();
    assert.deepEqual(orders, []);
    const own = Map.groupBy(workspace.sage.invoices(), ({ secondReference }) => secondReference);
    const expected = invoiced().filter(({ expectedFailure }) => expectedFailure !== 'closed-period' && expectedFailure !== 'customer-on-hold');
    assert.deepEqual(expected.map(({ reference }) => [reference, own.get(reference.slice(0, 20))?.map(({ grossMinor, currency }) => [grossMinor, currency])]), expected.map(({ reference, grossMinor, currency }) => [reference, [[grossMinor, currency]]]));
  });

  test('an order that is not despatched yet is skipped with that reason, and its receipt is not posted either', async () => {
    const open = workspace.sandboxes.world.orders.find(({ status }) => status === 'open');
    assert.ok(open);
    const { rows } = await workspace.people.auditor.runs.records({ page: { start: 0, end: 5, filter: { reference: open.reference } } });
    assert.deepEqual(rows.map(({ state, reason }) => [state, reason]), [['skipped', 'Not despatched yet; it is invoiced on despatch.']]);
    assert.equal(workspace.sandboxes.sage200.books().transactions.some(({ secondReference, type }) => secondReference === open.reference.slice(0, 20) && type.endsWith('Receipt')), false);
  });

  test('receipts settle their invoices, and the trial balance is nil', () => {
    const paid = new Set(invoiced().filter(({ paidAt }) => paidAt !== null).map(({ reference }) => reference.slice(0, 20)));
    assert.deepEqual(workspace.sage.invoices().filter(({ secondReference, outstandingMinor }) => paid.has(secondReference) && outstandingMinor !== 0), []);
    const { trialBalance } = workspace.sandboxes.sage200.books();
    assert.equal(trialBalance.debitMinor, trialBalance.creditMinor);
  });
});

describe('Sage prices orders without VAT', () => {
  afterAll(cleanUp);

  test('every document still ends at exactly what its buyer paid', async () => {
    const workspace = await newWorkspace({ orders: 120, seed: 6, sage: { faults: ['prices-exclude-tax'] } });
    const run = await workspace.run();
    assert.deepEqual([run.state, run.message, workspace.mistakes], ['finished', '', []]);
    const { orders } = workspace.sandboxes.sage200.books();
    const inSage = new Map(orders.map(order => [order.customerDocumentNo, order.grossMinor]));
    const expected = passing(workspace.sandboxes.world);
    assert.deepEqual(expected.map(({ reference }) => [reference, inSage.get(reference)]), expected.map(({ reference, grossMinor }) => [reference, grossMinor]));
  }, 180_000);

  test('and so does every invoice in ledger mode, where Sage is told net and VAT', async () => {
    const workspace = await newWorkspace({ orders: 60, seed: 6, sage: { faults: ['prices-exclude-tax'] }, settings: settings => ({ ...settings, invoiceMode: 'ledger' }) });
    const run = await workspace.run();
    assert.deepEqual([run.state, run.message, workspace.mistakes], ['finished', '', []]);
    const invoices = new Map(workspace.sage.invoices().map(invoice => [invoice.secondReference, invoice.grossMinor]));
    const expected = passing(workspace.sandboxes.world).filter(({ status }) => status === 'despatched');
    assert.deepEqual(expected.map(({ reference }) => [reference, invoices.get(reference.slice(0, 20))]), expected.map(({ reference, grossMinor }) => [reference, grossMinor]));
  }, 180_000);
});

describe('orders above a limit', () => {
  let workspace: TestWorkspace;
  let run: Run;
  let held: Hold[];
  const LIMIT = 20_000;
  const above = (): SaleOrder[] => soldIn(workspace.sandboxes.world).filter(({ grossMinor }) => grossMinor > LIMIT);
  beforeAll(async () => {
    workspace = await newWorkspace({ orders: 40, seed: 8, settings: settings => ({ ...settings, holdAboveMinor: LIMIT }) });
    run = await workspace.run();
    held = (await workspace.people.auditor.holds.list({ page: { start: 0, end: 100 } })).rows;
  }, 180_000);
  afterAll(cleanUp);

  test('are held, each with the reason, and nothing of them is in Sage', () => {
    assert.equal(run.state, 'finished', run.message);
    assert.ok(above().length > 0);
    assert.deepEqual(held.map(({ reference }) => reference).sort(), above().map(({ reference }) => reference).sort());
    assert.equal(run.counts.held, above().length);
    for (const { reason } of held) assert.match(reason, /above the limit for posting without a look/);
    const inSage = new Set(workspace.sandboxes.sage200.books().orders.map(({ customerDocumentNo }) => customerDocumentNo));
    assert.deepEqual(above().filter(({ reference }) => inSage.has(reference)), []);
  });

  test('a release needs a reason', async () => {
    const [first] = held;
    assert.ok(first);
    assert.deepEqual((await refusalOf(workspace.people.operator.holds.release({ ids: [first.id], reason: ' ' }))).field, 'reason');
  });

  test('released, they are posted by themselves; who released them and why is in the audit trail', async () => {
    const { operator, auditor } = workspace.people;
    const { released } = await operator.holds.release({ ids: held.map(({ id }) => id), reason: 'Seen by the owner' });
    assert.equal(released, held.length);
    await workspace.engine.idle();
    const inSage = new Map(workspace.sandboxes.sage200.books().orders.map(order => [order.customerDocumentNo, order.grossMinor]));
    const expected = above().filter(passes);
    assert.deepEqual(expected.map(({ reference }) => inSage.get(reference)), expected.map(({ grossMinor }) => grossMinor));
    assert.deepEqual((await auditor.holds.list({ page: { start: 0, end: 100 } })).total, 0);
    const { rows } = await auditor.audit.list({ page: { start: 0, end: 10, filter: { action: 'holds.release' } } });
    assert.deepEqual(rows.map(({ actor, detail }) => [actor, detail.includes('Seen by the owner')]), [['Sam Operator', true]]);
  });

  test('the same hold can’t be released twice', async () => {
    assert.deepEqual(await workspace.people.operator.holds.release({ ids: held.map(({ id }) => id), reason: 'Once more' }), { released: 0 });
  });

  test('a released order that then failed is mended without being held a second time', async () => {
    const { operator, auditor } = workspace.people;
    const ids = new Set(held.map(({ id }) => id));
    const { rows } = await auditor.deadLetters.list({ page: { start: 0, end: 100 } });
    const failed = rows.filter(({ id, cause }) => ids.has(id) && cause.startsWith('customer.onHold'));
    assert.ok(failed.length > 0, `none of the held orders failed afterwards: ${rows.map(({ cause }) => cause).join(', ')}`);
    for (const { cause } of failed) await workspace.sage.staff('release-customer', { reference: cause.split(' ')[1] });
    assert.deepEqual(await operator.deadLetters.requeue({ ids: failed.map(({ id }) => id) }), { requeued: failed.length });
    await workspace.engine.idle();
    const after = await Promise.all(failed.map(({ id }) => auditor.deadLetters.get({ id })));
    assert.deepEqual(after.map(({ letter }) => [letter.status, letter.message]), failed.map(() => ['mended', '']));
  });

  test('a held order can’t be sent by way of the failed ones', async () => {
    await workspace.change(settings => ({ ...settings, holdAboveMinor: 1 }));
    const { rows } = await workspace.people.auditor.deadLetters.list({ page: { start: 0, end: 1, filter: { status: 'waiting' } } });
    const [letter] = rows;
    assert.ok(letter);
    await workspace.people.operator.deadLetters.requeue({ ids: [letter.id] });
    await workspace.engine.idle();
    const holds = await workspace.people.auditor.holds.list({ page: { start: 0, end: 10 } });
    assert.deepEqual(holds.rows.map(({ id }) => id), [letter.id], 'sent again under a lower limit, it waits for a look');
    assert.deepEqual(await workspace.people.operator.deadLetters.requeue({ ids: [letter.id] }), { requeued: 0 });
  });
});

/** One trade buyer whom Sage does not know, with two orders in the month. */
function worldWithNewBuyer(): { world: World; orders: SaleOrder[] } {
  const world = makeWorld({ orders: 60, seed: 12 });
  const [pattern, other] = world.orders.filter(order => order.channel === 'wholesale' && order.expectedFailure === null && order.status !== 'cancelled');
  assert.ok(pattern && other);
  const buyer = { ...pattern.buyer, fullName: 'Nora Newcomer', company: 'Newcomer & Daughters Ltd', email: 'nora@newcomer.example', postcode: 'YO1 7HH' };
  const orders = [pattern, other].map((order, index) => ({ ...order, buyer: index === 0 ? buyer : { ...buyer, email: 'NORA@newcomer.example ' } }));
  return { world: { ...world, orders: world.orders.map(order => orders.find(({ id }) => id === order.id) ?? order) }, orders };
}

describe('a channel with an account per buyer', () => {
  afterAll(cleanUp);

  test('a buyer whom Sage does not know gets one account, however many orders there are', async () => {
    const { world, orders } = worldWithNewBuyer();
    const workspace = await newWorkspace({ world });
    const run = await workspace.run();
    assert.deepEqual([run.state, run.message, workspace.mistakes], ['finished', '', []]);
    const inSage = workspace.sandboxes.sage200.books().orders.filter(({ customerDocumentNo }) => orders.some(({ reference }) => reference === customerDocumentNo));
    assert.equal(inSage.length, 2);
    const [account, second] = [...new Set(inSage.map(({ customer }) => customer))];
    assert.equal(second, undefined, 'both orders are on one account');
    assert.match(account ?? '', /^NEWCO\d{3}$/);
  }, 180_000);

  test('a run that was paused before the account was made makes it when it goes on', async () => {
    const { world, orders } = worldWithNewBuyer();
    const workspace = await newWorkspace({ world });
    const stop = workspace.engine.onEvent(({ name, payload }) => {
      const { step, runId } = payload as { step: string; runId: string };
      if (name !== 'runProgress' || step !== 'Creating customers') return;
      stop();
      void workspace.people.operator.runs.pause({ id: runId as Run['id'] });
    });
    const paused = await workspace.run();
    assert.equal(paused.state, 'paused');
    const run = await workspace.resume(paused);
    assert.deepEqual([run.state, run.message, run.counts.waiting], ['finished', '', 0]);
    const inSage = workspace.sandboxes.sage200.books().orders.filter(({ customerDocumentNo }) => orders.some(({ reference }) => reference === customerDocumentNo));
    assert.equal(inSage.length, 2);
  }, 180_000);

  test('when the account can’t be made, its orders fail with that reason instead of waiting for ever', async () => {
    const { world, orders } = worldWithNewBuyer();
    const workspace = await newWorkspace({ world });
    await workspace.sage.fault('bad-request', { times: 1, method: 'POST', path: '/customers' });
    const run = await workspace.run();
    assert.deepEqual([run.state, run.counts.waiting], ['finished', 0]);
    const again = await workspace.run();
    assert.deepEqual([again.state, again.counts], ['finished', run.counts]);
    const { rows } = await workspace.people.auditor.deadLetters.list({ page: { start: 0, end: 100, filter: { message: 'could not be created' } } });
    assert.deepEqual(rows.map(({ reference }) => reference).sort(), orders.map(({ reference }) => reference).sort());
  }, 180_000);
});

describe('a failed document', () => {
  let workspace: TestWorkspace;
  let letters: DeadLetter[];
  beforeAll(async () => {
    workspace = await newWorkspace({ orders: 80, seed: 3 });
    await workspace.run();
    letters = (await workspace.people.auditor.deadLetters.list({ page: { start: 0, end: 100 } })).rows;
  }, 180_000);
  afterAll(cleanUp);

  const letterOf = (code: string): DeadLetter => letters.find(({ cause }) => cause.startsWith(code)) ?? assert.fail(`none failed with ${code}: ${letters.map(({ cause }) => cause).join(', ')}`);

  test('shows its fields as they would be sent, with the issue at the field that has one', async () => {
    const letter = letterOf('field.tooLong');
    const { fields } = await workspace.people.auditor.deadLetters.get({ id: letter.id });
    const wrong = fields.filter(({ issue }) => issue !== null);
    assert.deepEqual(wrong.map(({ path, editable }) => [path, editable]), [['delivery_address.postal_name', true]]);
    assert.ok((wrong[0]?.value.length ?? 0) > (wrong[0]?.maxLength ?? 0));
  });

  test('is edited, sent again, and arrives with what the person typed; the letter is mended', async () => {
    const { operator, auditor } = workspace.people;
    const letter = letterOf('field.tooLong');
    await operator.deadLetters.edit({ id: letter.id, changes: { 'delivery_address.postal_name': 'A. Shorter Name' } });
    assert.deepEqual(await operator.deadLetters.requeue({ ids: [letter.id] }), { requeued: 1 });
    await workspace.engine.idle();
    const after = await auditor.deadLetters.get({ id: letter.id });
    assert.equal(after.letter.status, 'mended', after.letter.message);
    assert.ok(workspace.sandboxes.sage200.books().orders.some(({ customerDocumentNo }) => customerDocumentNo === letter.reference));
    const { rows } = await auditor.audit.list({ page: { start: 0, end: 10, filter: { action: 'deadLetters.edit' } } });
    assert.deepEqual(rows.map(({ actor }) => actor), ['Sam Operator']);
  });

  test('a fix for a cause mends all of its letters: the alias, and the orders behind it', async () => {
    const { operator, auditor } = workspace.people;
    const causes = (await auditor.deadLetters.causes({})).filter(({ key }) => key.startsWith('product.unknown'));
    assert.ok(causes.length > 0);
    for (const { key, count, fix } of causes) assert.equal((await operator.deadLetters.applyFix({ cause: key, kind: 'alias', value: fix?.value ?? '' })).requeued, count);
    await workspace.engine.idle();
    assert.deepEqual((await auditor.deadLetters.causes({})).filter(({ key }) => key.startsWith('product.unknown')), []);
  });

  test('a discarded letter is never sent; its order counts as skipped and the reason is kept', async () => {
    const { operator, auditor } = workspace.people;
    const letter = letterOf('customer.onHold');
    assert.deepEqual(await operator.deadLetters.discard({ ids: [letter.id], reason: 'Cancelled by phone' }), { discarded: 1 });
    assert.deepEqual(await operator.deadLetters.requeue({ ids: [letter.id] }).catch(() => ({ requeued: 0 })), { requeued: 0 });
    const run = await workspace.run();
    assert.equal(run.counts.read, run.counts.posted + run.counts.failed + run.counts.skipped + run.counts.held);
    const { letter: after } = await auditor.deadLetters.get({ id: letter.id });
    assert.deepEqual([after.status, after.message], ['discarded', 'Cancelled by phone']);
    assert.equal(workspace.sandboxes.sage200.books().orders.some(({ customerDocumentNo, status }) => customerDocumentNo === letter.reference && /Complete/.test(status)), false);
  });

  test('the auditor sees all this and can change none of it', async () => {
    const [letter] = letters;
    assert.ok(letter);
    assert.equal((await refusalOf(workspace.people.auditor.deadLetters.requeue({ ids: [letter.id] }))).code, 'people.role');
  });
});
