import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { BackTest } from '../../../shared/contract/back-tests.ts';
import type { MappingSummary } from '../../../shared/contract/mappings.ts';
import type { Step } from '../../../shared/contract/mappings.ts';
import { callerOf } from '../../../main/hosts/caller.ts';
import { cleanUp, refusalOf } from '../../support/new-engine.ts';
import { newWorkspace, OCTOBER } from '../../support/new-workspace.ts';
import type { TestWorkspace } from '../../support/new-workspace.ts';

let workspace: TestWorkspace;

beforeAll(async () => {
  workspace = await newWorkspace();
  await workspace.run();
});
afterAll(cleanUp);

const mappingTo = async (targetEntity: string): Promise<MappingSummary> => {
  const found = (await workspace.people.operator.mappings.list({})).find(one => one.targetEntity === targetEntity);
  return found ?? assert.fail(`no mapping to ${targetEntity}`);
};

/** A draft in which one field is mapped otherwise; the next draft takes its place. */
async function changed(target: string, source: string | null, ...steps: Step[]): Promise<MappingSummary> {
  const { operator } = workspace.people;
  const before = await mappingTo('sop_orders');
  const draft = before.state === 'draft' ? before : await operator.mappings.edit({ id: before.id, version: before.version });
  return operator.mappings.decide({ id: draft.id, rev: draft.rev, changes: [{ target, decision: 'changed', source, steps }] });
}

const undo = async ({ id }: MappingSummary): Promise<MappingSummary> => workspace.people.operator.mappings.undo({ id, rev: (await mappingTo('sop_orders')).rev });
const tried = (id: MappingSummary['id'], version?: number): Promise<BackTest> => workspace.people.operator.mappings.backTest({ id, period: OCTOBER, ...(version === undefined ? {} : { version }) });
const constant = (value: string): Step => ({ transform: 'constant', parameters: { value } });
const balance = (test: BackTest): number[] => ['before', 'after'].map(side => test.accounts.reduce((sum, account) => sum + (side === 'before' ? account.beforeDebitMinor - account.beforeCreditMinor : account.afterDebitMinor - account.afterCreditMinor), 0));
const allOf = (id: BackTest['id']) => workspace.people.auditor.mappings.backTestDocuments({ backTest: id, page: { start: 0, end: 100, sort: [], filter: {} } });

describe('a mapping tried on the month that it posted', () => {
  test('is the same for every document of it, and the books stand as they were posted', async () => {
    for (const entity of ['sop_orders', 'sales_receipts', 'customers']) {
      const mapping = await mappingTo(entity);
      const result = await tried(mapping.id, mapping.publishedVersion ?? 1);
      assert.ok(result.documents > 0, entity);
      assert.deepEqual([result.differ, result.wouldFail, result.notRebuilt, result.since], [0, 0, 0, 0], `${entity}: ${result.sentence} ${JSON.stringify(result.causes)}`);
      assert.deepEqual(balance(result), [0, 0], entity);
      assert.equal((await allOf(result.id)).total, result.wouldPass, JSON.stringify((await allOf(result.id)).rows));
    }
  });

  test('counts in the sales ledger what the orders of the letters are worth', async () => {
    const result = await tried((await mappingTo('sop_orders')).id);
    const ledger = result.accounts.filter(({ account }) => account.startsWith('Sales ledger'));
    const { rows } = await workspace.people.auditor.runs.records({ period: OCTOBER, page: { start: 0, end: 500, sort: [], filter: { state: 'posted' } } });
    const worth = (currency: string) => rows.filter(row => row.currency === currency).reduce((sum, row) => sum + row.amountMinor, 0);
    for (const currency of new Set(rows.map(row => row.currency))) assert.equal(ledger.filter(each => each.currency === currency).reduce((sum, each) => sum + each.beforeDebitMinor, 0), worth(currency), currency);
  });
});

describe('a changed mapping tried on the month', () => {
  test('names the documents, fields and accounts that would differ, and sends nothing', async () => {
    const sent = workspace.sandboxes.sage200.books().transactions.length;
    const draft = await changed('lines[charge].nominal_reference', null, constant('4999'));
    const result = await tried(draft.id);
    assert.ok(result.differ > 0 && result.differ < result.documents, result.sentence);
    assert.equal(result.same + result.differ + result.wouldFail + result.wouldPass + result.stillFail + result.since + result.notRebuilt, result.documents);
    assert.deepEqual(result.fields.map(({ field, documents }) => [field, documents]), [['lines[].nominal_reference', result.differ]]);
    assert.deepEqual(balance(result), [0, 0]);
    const to = result.accounts.filter(({ account }) => account === '4999');
    assert.ok(to.length > 0 && to.every(each => each.beforeCreditMinor === 0 && each.afterCreditMinor > 0));
    assert.match(result.sentence, /^\d+ documents, \d+ differs?, [\d.]+ [A-Z]{3} moves from \d+ to 4999/);
    const { rows } = await allOf(result.id);
    const first = rows.find(row => row.outcome === 'differs') ?? assert.fail('none is listed');
    const detail = await workspace.people.auditor.mappings.backTestDocument({ backTest: result.id, place: first.place });
    assert.deepEqual(detail.changes.map(({ before, after, because }) => [before, after, because]), [['', '4999', 'mapping']]);
    assert.equal(detail.effect.find(({ account }) => account === '4999')?.afterCreditMinor, first.movedMinor);
    assert.equal(workspace.sandboxes.sage200.books().transactions.length, sent);
    const [kept] = await workspace.people.admin.mappings.backTests({ id: draft.id });
    assert.deepEqual(kept, result);
    await undo(draft);
    assert.equal((await workspace.people.admin.mappings.backTests({ id: draft.id }))[0]?.isCurrent, false);
  });

  test('names what would be stopped, and takes it out of the books', async () => {
    const draft = await changed('customer_document_no', null, constant('far longer than the thirty characters that Sage takes'));
    const result = await tried(draft.id);
    assert.equal(result.wouldFail, result.documents - result.stillFail - result.notRebuilt);
    assert.equal(result.causes[0]?.outcome, 'wouldFail');
    assert.match(result.causes[0]?.message ?? '', /takes 30/);
    assert.ok(result.accounts.every(each => each.afterDebitMinor === 0 && each.afterCreditMinor === 0));
    await undo(draft);
  });

  test('tells what settings have changed since from what the mapping changes', async () => {
    const mapping = await mappingTo('sop_orders');
    await workspace.change(settings => ({ ...settings, channels: settings.channels.map(channel => ({ ...channel, salesNominal: '4777' })) }));
    const draft = await changed('lines[].nominal_reference', null, { transform: 'nominal', parameters: { which: 'sales' } });
    const result = await tried(draft.id);
    assert.ok(result.differ > 0);
    await undo(draft);
    assert.ok(mapping.publishedVersion !== null);
    const untouched = await tried(mapping.id, mapping.publishedVersion);
    assert.equal(untouched.differ, 0, untouched.sentence);
  });

  test('is not kept when it is stopped, and says so', async () => {
    const { id } = await mappingTo('sop_orders');
    const before = await workspace.people.admin.mappings.backTests({ id });
    const stop = new AbortController();
    const stopped = refusalOf(callerOf(workspace.engine, await workspace.sessionOf('operator'), stop.signal).mappings.backTest({ id, period: OCTOBER }));
    setTimeout(() => stop.abort(), 1);
    assert.equal((await stopped).code, 'mapping.backTestStopped');
    assert.deepEqual(await workspace.people.admin.mappings.backTests({ id }), before);
    assert.deepEqual(workspace.mistakes, []);
  });
});

describe('a mapping carried and previewed', () => {
  test('a file is read into the draft and one undo takes it back; versions that are gone from use stay', async () => {
    const { operator, admin, auditor } = workspace.people;
    const before = await mappingTo('sop_orders');
    const exported = await auditor.mappings.export({ id: before.id, version: 1 });
    assert.equal(exported.fileName, 'linnworks-order-to-sage200-sop-orders.mapping.json');
    const altered = exported.content.replace('"constant"', '"nonsense"');
    const { summary, taken, notTaken } = await operator.mappings.import({ id: before.id, content: altered });
    assert.equal(summary.state, 'draft');
    assert.ok(taken > 20);
    assert.deepEqual(notTaken.map(({ why }) => why.slice(0, 26)), ['There is no step "nonsense']);
    await operator.mappings.import({ id: before.id, content: exported.content });
    assert.equal((await operator.mappings.export({ id: before.id })).content, exported.content);
    await undo(before);
    assert.notEqual((await operator.mappings.export({ id: before.id })).content, exported.content);
    await undo(before);
    const retired = await admin.mappings.retire({ id: before.id, version: 1, reason: 'Not in use any more' });
    assert.deepEqual([retired.state, retired.publishedVersion], ['retired', null]);
  });

  test('a preview takes what nobody has saved, names where each value comes from, and tells every rule', async () => {
    const { operator } = workspace.people;
    const { id } = await mappingTo('sop_orders');
    const change = { target: 'analysis_code_1', decision: 'changed' as const, source: 'GeneralInfo.SubSource', steps: [{ transform: 'upper', parameters: {} }] };
    const [plain] = await operator.mappings.preview({ id, records: 1 });
    const [tried] = await operator.mappings.preview({ id, records: 1, changes: [change] });
    const field = tried?.target.find(({ target }) => target === 'analysis_code_1');
    assert.deepEqual([field?.source, field?.value, field?.steps.length], ['GeneralInfo.SubSource', field?.before.toUpperCase(), 1]);
    assert.notEqual(plain?.target.find(({ target }) => target === 'analysis_code_1')?.value, field?.value);
    assert.deepEqual(tried?.checks.map(({ rule }) => rule), ['required', 'type', 'length', 'choice', 'reference', 'lines', 'totals', 'vatCode', 'address', 'creditLimit', 'period']);
    assert.equal((await refusalOf(operator.mappings.preview({ id, records: 1, changes: [{ ...change, source: 'Nowhere' }] }))).code, 'mapping.unknownSource');
    const wrong = await operator.mappings.preview({ id, records: 1, changes: [{ target: 'lines[].tax_code_id', decision: 'changed', source: null, steps: [constant('99999')] }] });
    assert.deepEqual(wrong[0]?.checks.filter(({ passed }) => !passed).map(({ rule }) => rule), ['reference']);
    const dry = await operator.mappings.dryRun({ id, records: 200, changes: [{ target: 'customer_document_no', decision: 'changed', source: null, steps: [constant('far longer than the thirty characters that Sage takes')] }] });
    assert.deepEqual([dry.pass, dry.fail], [0, dry.records]);
    const cause = dry.causes.find(({ label }) => label === 'Length');
    assert.ok(cause && cause.records > 50 && cause.examples.length === 5 && cause.message.includes('takes 30'));
  });
});
