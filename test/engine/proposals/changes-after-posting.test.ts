import assert from 'node:assert/strict';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Proposal } from '../../../shared/contract/proposals.ts';
import type { RecordRow } from '../../../shared/contract/runs.ts';
import type { SaleOrder } from '../../../main/sandboxes/world/world-types.ts';
import { linnworksOffice } from '../../support/linnworks-office.ts';
import { cleanUp, refusalOf } from '../../support/new-engine.ts';
import { newWorkspace, OCTOBER } from '../../support/new-workspace.ts';
import type { TestWorkspace } from '../../support/new-workspace.ts';

const PAGE = { start: 0, end: 100 };
const AFTER_THE_EDIT = '2026-11-03T10:00:00.000Z';

describe('orders that changed in the shop after they were posted', () => {
  let workspace: TestWorkspace;
  let linnworks: ReturnType<typeof linnworksOffice>;
  let edited: SaleOrder;
  /** Open orders in the shop: one only ordered in Sage, one that Sage's staff sent and invoiced. */
  let ordered: SaleOrder;
  let invoiced: SaleOrder;
  /** Ordered in Sage, cancelled in the shop, and sent all the same. */
  let kept: SaleOrder;
  let before: ReturnType<TestWorkspace['sandboxes']['sage200']['books']>;
  let proposals: Map<string, Proposal>;

  const recordOf = async ({ reference }: SaleOrder): Promise<RecordRow> => {
    const { rows } = await workspace.people.auditor.runs.records({ period: OCTOBER, page: { ...PAGE, filter: { reference } } });
    return rows[0] as RecordRow;
  };
  const list = async (): Promise<Map<string, Proposal>> => new Map((await workspace.people.auditor.proposals.list({ page: PAGE })).rows.map(row => [row.reference, row]));
  const proposed = (order: SaleOrder): Proposal => proposals.get(order.reference) as Proposal;
  const creditNotes = (order: SaleOrder) => workspace.sandboxes.sage200.books().transactions.filter(({ type, reference }) => type.endsWith('CreditNote') && reference === order.reference.slice(0, 20));

  beforeAll(async () => {
    workspace = await newWorkspace({ orders: 120, seed: 3 });
    linnworks = linnworksOffice(workspace.sandboxes.linnworks);
    await workspace.run();
    const { orders } = workspace.sandboxes.world;
    edited = orders.find(order => order.edited !== null) as SaleOrder;
    const open = orders.filter(order => order.status === 'open' && order.expectedFailure === null && order.paidAt !== null);
    [ordered, invoiced, kept] = open as [SaleOrder, SaleOrder, SaleOrder];
    await workspace.sage.staff('despatch-order', { document_no: (await recordOf(invoiced)).document });
    await workspace.sage.staff('post-invoices');
    before = workspace.sandboxes.sage200.books();
    await linnworks.advance(AFTER_THE_EDIT);
    await linnworks.cancel(ordered.id);
    await linnworks.cancel(invoiced.id);
    await linnworks.cancel(kept.id);
    await workspace.run();
    proposals = await list();
  }, 180_000);
  afterAll(cleanUp);

  test('become proposals, one each, and nothing else does', () => {
    assert.deepEqual([...proposals.keys()].toSorted(), [edited, ordered, invoiced, kept].map(({ reference }) => reference).toSorted());
    assert.deepEqual([edited, ordered, invoiced].map(order => proposed(order).kind), ['edit', 'cancellation', 'cancellation']);
    assert.ok([...proposals.values()].every(({ state }) => state === 'open'));
  });

  test('are not overwritten in Sage', () => {
    const now = workspace.sandboxes.sage200.books();
    assert.deepEqual(now.orders, before.orders);
    assert.deepEqual(now.transactions.map(({ urn, grossMinor }) => [urn, grossMinor]), before.transactions.map(({ urn, grossMinor }) => [urn, grossMinor]));
  });

  test('an edit says field by field what was posted and what the shop says now', () => {
    const { differences, postedMinor, nowMinor } = proposed(edited);
    const gone = edited.lines.at(-1);
    assert.deepEqual([postedMinor, nowMinor], [edited.grossMinor, edited.edited?.grossMinor]);
    assert.deepEqual(differences[0], { field: 'Total', posted: (edited.grossMinor / 100).toFixed(2), now: ((edited.edited?.grossMinor ?? 0) / 100).toFixed(2) });
    assert.equal(differences.find(({ field }) => field === `Line ${gone?.sku}`)?.now, 'not on the order');
  });

  test('a lower total of an invoiced order is a credit note over the difference, with its double entry', () => {
    const { remedy, doneBy, effect } = proposed(edited);
    assert.deepEqual([remedy, doneBy], ['creditDifference', 'tieout']);
    const difference = edited.grossMinor - (edited.edited?.grossMinor ?? 0);
    assert.match(effect, new RegExp(`^Debit sales .* and VAT output .*, credit the sales ledger control ${(difference / 100).toFixed(2)} GBP\\.$`));
  });

  test('what is not invoiced yet is for Sage’s staff to cancel, and makes no entry', async () => {
    const { remedy, doneBy, effect, instruction } = proposed(ordered);
    const { document } = await recordOf(ordered);
    assert.deepEqual([remedy, doneBy], ['amendOrder', 'staff']);
    assert.match(effect, new RegExp(`^No entry: sales order ${document} is not invoiced\\.`));
    assert.match(instruction, new RegExp(`^Cancel sales order ${document} in Sage 200`));
  });

  test('a cancelled order that is invoiced is credited in full', () => {
    assert.deepEqual([proposed(invoiced).remedy, proposed(invoiced).doneBy], ['creditInFull', 'tieout']);
  });

  test('they show on the first page', async () => {
    const { badges, nextSteps } = await workspace.people.accountant.today.get({ period: OCTOBER });
    assert.equal(badges.changed, 4);
    assert.ok(nextSteps.some(({ page, text }) => page === 'proposals' && text.startsWith('4 orders changed after posting')));
  });

  test('reading again makes no second proposal', async () => {
    await workspace.run();
    assert.deepEqual([...(await list()).values()].map(({ id }) => id).toSorted(), [...proposals.values()].map(({ id }) => id).toSorted());
  });

  test('an operator may not decide, and nobody dismisses without a reason', async () => {
    const { id } = proposed(edited);
    assert.equal((await refusalOf(workspace.people.operator.proposals.decide({ id, decision: 'accept' }))).code, 'people.role');
    assert.equal((await refusalOf(workspace.people.accountant.proposals.decide({ id, decision: 'dismiss', reason: ' ' }))).field, 'reason');
  });

  test('a dismissed change leaves the books, with its reason, and is not told again', async () => {
    const { state, reason } = await workspace.people.accountant.proposals.decide({ id: proposed(kept).id, decision: 'dismiss', reason: 'It had left already; the buyer keeps it' });
    assert.deepEqual([state, reason], ['dismissed', 'It had left already; the buyer keeps it']);
    await workspace.run();
    const about = (await workspace.people.auditor.proposals.list({ page: { ...PAGE, filter: { reference: kept.reference } } })).rows;
    assert.deepEqual(about.map(one => one.state), ['dismissed']);
  });

  test('nothing is decided about a change that would be booked into a signed-off month', async () => {
    const { id, postsOn } = proposed(edited);
    const file = new Database(workspace.file);
    file.prepare("INSERT INTO period_close (period, prepared_by, prepared_at, reviewed_by, reviewed_at, figures_hash) VALUES (?, 'Priya', '2026-12-01T09:00:00.000Z', 'Sam', '2026-12-01T10:00:00.000Z', '')").run(postsOn.slice(0, 7));
    assert.equal((await refusalOf(workspace.people.accountant.proposals.decide({ id, decision: 'accept' }))).code, 'period.locked');
    file.prepare('DELETE FROM period_close').run();
    file.close();
    assert.equal((await workspace.people.auditor.proposals.get({ id })).state, 'open');
  });

  test('accepted, the difference is credited in Sage once, and the change is done', async () => {
    await workspace.people.accountant.proposals.decide({ id: proposed(edited).id, decision: 'accept', reason: 'Agreed with the buyer' });
    await workspace.engine.idle();
    await workspace.run();
    assert.deepEqual(creditNotes(edited).map(({ grossMinor }) => Math.abs(grossMinor)), [edited.grossMinor - (edited.edited?.grossMinor ?? 0)]);
    const { state, decidedBy, reason } = (await list()).get(edited.reference) as Proposal;
    assert.deepEqual({ state, reason }, { state: 'done', reason: 'Agreed with the buyer' });
    assert.notEqual(decidedBy, '');
    assert.equal((await recordOf(edited)).document, proposed(edited).document, 'the order’s own document stays');
  });

  test('accepted, a cancelled order that was invoiced is credited at what it was posted at', async () => {
    await workspace.people.accountant.proposals.decide({ id: proposed(invoiced).id, decision: 'accept' });
    await workspace.engine.idle();
    assert.deepEqual(creditNotes(invoiced).map(({ grossMinor }) => Math.abs(grossMinor)), [invoiced.grossMinor]);
    assert.equal((await list()).get(invoiced.reference)?.state, 'done');
  });

  test('an instruction to Sage’s staff stays open work until it is marked done', async () => {
    const { id } = proposed(ordered);
    const changed = async (): Promise<number> => (await workspace.people.accountant.today.get({ period: OCTOBER })).badges.changed;
    const accepted = await workspace.people.accountant.proposals.decide({ id, decision: 'accept' });
    assert.deepEqual([accepted.state, await changed()], ['accepted', 1]);
    const done = await workspace.people.accountant.proposals.decide({ id, decision: 'done' });
    assert.deepEqual([done.state, await changed()], ['done', 0]);
    assert.equal((await refusalOf(workspace.people.accountant.proposals.decide({ id, decision: 'done' }))).code, 'proposal.decided');
  });

  test('every step is in the audit trail', async () => {
    const { rows } = await workspace.people.auditor.audit.list({ page: { start: 0, end: 500, filter: { action: 'proposals' } } });
    const actions = rows.map(({ action }) => action);
    for (const action of ['proposals.read', 'proposals.accept', 'proposals.posted', 'proposals.done']) assert.ok(actions.includes(action), action);
    assert.deepEqual(workspace.mistakes, []);
  });
});
