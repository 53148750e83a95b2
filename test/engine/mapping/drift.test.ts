import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'vitest';
import type { Entity, SchemaField } from '../../../shared/contract/connections.ts';
import type { MappingSummary } from '../../../shared/contract/mappings.ts';
import { approvedSchema, driftOf } from '../../../main/engine/mapping/drift.ts';
import type { StoredField } from '../../../main/engine/mapping/mapping-content.ts';
import { cleanUp, refusalOf } from '../../support/new-engine.ts';
import { newWorkspace, OCTOBER } from '../../support/new-workspace.ts';
import type { TestWorkspace } from '../../support/new-workspace.ts';

const field = (path: string, rest: Partial<SchemaField> = {}): SchemaField => ({ path, label: path, type: 'text', maxLength: 60, required: false, readOnly: false, custom: false, choices: [], description: '', concept: null, samples: [], ...rest });
const entity = (fields: SchemaField[], rest: Partial<Entity> = {}): Entity => ({ name: 'any', label: 'any', canRead: true, canWrite: true, fields, ...rest });
const mapped = (target: SchemaField, source: string | null, steps: StoredField['steps'] = []): StoredField => ({ target, decision: 'accepted', source, steps, candidates: [] });

const SOURCE = [field('number'), field('note', { custom: true }), field('extra'), field('spare')];
const TARGET = [field('reference', { required: true }), field('campaign', { custom: true, label: 'Campaign' }), field('kind', { type: 'choice', choices: ['A', 'B', 'C'] }), field('unused')];
const FIELDS = [
  mapped(TARGET[0] as SchemaField, 'number', [{ transform: 'orElse', parameters: { path: 'extra' } }]), mapped(TARGET[1] as SchemaField, 'note'),
  mapped(TARGET[2] as SchemaField, null, [{ transform: 'constant', parameters: { value: 'A' } }]),
];

const change = (fields: SchemaField[], path: string, to: Partial<SchemaField> | null): SchemaField[] => fields.flatMap(each => (each.path !== path ? [each] : to === null ? [] : [{ ...each, ...to }]));

/** What the system does to a field of the source (<) or the target (>), and what is found. */
const CASES: readonly [string, '<' | '>', (fields: SchemaField[]) => SchemaField[], string | null][] = [
  ['nothing', '<', fields => fields, null],
  ['a new field', '<', fields => [...fields, field('new')], null],
  ['a new field that may be filled', '>', fields => [...fields, field('new')], null],
  ['a field that is not used is gone', '<', fields => change(fields, 'spare', null), null],
  ['a field that is not mapped becomes shorter', '>', fields => change(fields, 'unused', { maxLength: 3 }), null],
  ['a field becomes longer', '>', fields => change(fields, 'reference', { maxLength: 90 }), null],
  ['a field of the makers is written otherwise on the screen', '>', fields => change(fields, 'reference', { label: 'Reference no.' }), null],
  ['a choice that the mapping never gives is gone', '>', fields => change(fields, 'kind', { choices: ['A', 'B'] }), null],
  ['a mapped field becomes required', '>', fields => change(fields, 'campaign', { required: true }), null],
  ['a source is gone', '<', fields => change(fields, 'number', null), 'gone number'],
  ['a source that only a step reads is gone', '<', fields => change(fields, 'extra', null), 'gone extra'],
  ['a source is another type', '<', fields => change(fields, 'number', { type: 'list' }), 'type number'],
  ['a target is gone', '>', fields => change(fields, 'reference', null), 'gone reference'],
  ['a target can only be read now', '>', fields => change(fields, 'reference', { readOnly: true }), 'gone reference'],
  ['a custom field is used for something else', '>', fields => change(fields, 'campaign', { label: 'Season' }), 'renamed campaign'],
  ['a custom field is given up, its place being of the makers', '>', fields => change(fields, 'campaign', { label: 'Analysis code 3', custom: false }), 'renamed campaign'],
  ['a target is another type', '>', fields => change(fields, 'campaign', { type: 'integer' }), 'type campaign'],
  ['a target becomes shorter', '>', fields => change(fields, 'reference', { maxLength: 20 }), 'shorter reference'],
  ['the choice that the mapping gives is gone', '>', fields => change(fields, 'kind', { choices: ['B', 'C'] }), 'choice kind'],
  ['a field that nothing is mapped to becomes required', '>', fields => change(fields, 'unused', { required: true }), 'required unused'],
  ['a new field is required', '>', fields => [...fields, field('new', { required: true })], 'required new'],
];

describe('a mapping holds as long as the fields that it uses are what they were', () => {
  const approved = approvedSchema(FIELDS, { source: entity(SOURCE), target: entity(TARGET) });
  for (const [what, side, after, expected] of CASES) {
    test(`${what}: ${expected ?? 'it holds'}`, () => {
      const now = { source: entity(side === '<' ? after(SOURCE) : SOURCE), target: entity(side === '>' ? after(TARGET) : TARGET) };
      const found = driftOf(approved, FIELDS, now, { source: 'Shop', target: 'ERP' });
      assert.deepEqual(found.map(drift => `${drift.kind} ${drift.field}`), expected === null ? [] : [expected]);
      assert.ok(found.every(drift => drift.message.startsWith(side === '<' ? 'Shop: ' : 'ERP: ') && drift.message.includes(drift.field) && drift.message.includes('approved again')));
    });
  }
  test('a custom field that no sampled record has may only be rare', () => {
    const now = { source: entity(change(SOURCE, 'note', null), { customFieldsSampled: true }), target: entity(TARGET) };
    assert.deepEqual(driftOf(approved, FIELDS, now, { source: 'Shop', target: 'ERP' }), []);
  });
  test('an entity that is gone takes every field with it', () => {
    assert.deepEqual(driftOf(approved, FIELDS, { source: null, target: entity(TARGET) }, { source: 'Shop', target: 'ERP' }).map(drift => drift.field), ['number', 'note', 'extra']);
  });
});

describe('a run whose fields have changed', () => {
  afterEach(cleanUp);

  const sopOf = async ({ people }: TestWorkspace): Promise<MappingSummary> => (await people.operator.mappings.list({})).find(one => one.targetEntity === 'sop_orders') ?? assert.fail('no mapping');

  test('stops before anything is sent, names the field and what to do, and goes on once it is mapped and approved again', async () => {
    const workspace = await newWorkspace({ orders: 20 });
    const { operator, admin } = workspace.people;
    await workspace.sage.staff('relabel-analysis-code', { slot: 5, name: 'Season' });
    const stopped = await workspace.run();
    assert.equal(stopped.state, 'paused');
    assert.match(stopped.message, /Nothing was sent\. .*analysis_code_5 was “Marketplace” and is “Season” now\. Edit the mapping as a new version, map the field again, and have it approved again\. It is used by "[^"]*Sales order" v1\./);
    assert.equal(workspace.sandboxes.sage200.books().orders.length, 0);

    const [found] = await operator.mappings.drift({});
    assert.deepEqual([found?.drifts.map(({ field: path, kind }) => [path, kind]), found?.version], [[['analysis_code_5', 'renamed']], 1]);
    const { nextSteps } = await admin.today.get({ period: OCTOBER });
    assert.ok(nextSteps.some(({ text, page }) => page === 'mappings' && text.startsWith('1 field of a published mapping changed')));

    const before = await sopOf(workspace);
    const draft = await operator.mappings.edit({ id: before.id, version: 1 });
    const opened = (await operator.mappings.get({ id: draft.id })).fields.filter(({ decision }) => decision === 'open');
    assert.deepEqual(opened.map(({ target }) => [target.path, target.label]), [['analysis_code_5', 'Season']], 'only what has changed is asked again');
    const decided = await operator.mappings.decide({ id: draft.id, rev: draft.rev, changes: [{ target: 'analysis_code_5', decision: 'none', source: null, steps: [] }] });
    const submitted = await operator.mappings.submit({ id: draft.id, rev: decided.rev });
    const approved = await admin.mappings.approve({ id: draft.id, rev: submitted.rev });
    assert.equal((await refusalOf(operator.mappings.publish({ id: draft.id, rev: approved.rev }))).code, 'people.role');
    await admin.mappings.publish({ id: draft.id, rev: approved.rev });
    assert.deepEqual(await operator.mappings.drift({}), []);
    const run = await workspace.resume(stopped);
    assert.equal(run.state, 'finished', run.message);
    assert.ok(workspace.sandboxes.sage200.books().orders.length > 0);
    assert.deepEqual(workspace.mistakes, []);
  }, 60_000);

  test('stops for a field of the shop as well; a field that no mapping uses may come and go', async () => {
    const workspace = await newWorkspace({ orders: 20 });
    const { operator, admin } = workspace.people;
    const rename = async (from: string, to?: string) => assert.equal((await fetch(`${workspace.sandboxes.linnworks.url}/sandbox/rename-property`, { method: 'POST', body: JSON.stringify({ from, to }) })).status, 200);
    const before = await sopOf(workspace);
    const draft = await operator.mappings.edit({ id: before.id, version: 1 });
    const decided = await operator.mappings.decide({ id: draft.id, rev: draft.rev, changes: [{ target: 'analysis_code_5', decision: 'changed', source: 'ExtendedProperties[CostCentre]', steps: [] }] });
    const submitted = await operator.mappings.submit({ id: draft.id, rev: decided.rev });
    await admin.mappings.publish({ id: draft.id, rev: (await admin.mappings.approve({ id: draft.id, rev: submitted.rev })).rev });

    await rename('BuyerPONumber', 'PurchaseOrder');
    const first = await workspace.run();
    assert.equal(first.state, 'finished', first.message);
    await rename('CostCentre', 'Department');
    const second = await workspace.run();
    assert.equal(second.state, 'paused');
    assert.match(second.message, /Linnworks[^:]*: CostCentre \(ExtendedProperties\[CostCentre\]\) is not there any more/);
  }, 60_000);

  test('what an approval is given for must still be there', async () => {
    const workspace = await newWorkspace({ orders: 10 });
    const { operator, admin } = workspace.people;
    const draft = await operator.mappings.edit({ id: (await sopOf(workspace)).id, version: 1 });
    const submitted = await operator.mappings.submit({ id: draft.id, rev: draft.rev });
    await workspace.sage.staff('relabel-analysis-code', { slot: 1, name: 'Season' });
    await operator.connections.discover({ id: submitted.targetConnection });
    const refused = await refusalOf(admin.mappings.approve({ id: draft.id, rev: submitted.rev }));
    assert.deepEqual([refused.code, refused.field], ['mapping.drift', 'analysis_code_1']);
    const back = await admin.mappings.sendBack({ id: draft.id, rev: submitted.rev, reason: 'A field has changed' });
    assert.equal((await refusalOf(operator.mappings.submit({ id: draft.id, rev: back.rev }))).code, 'mapping.drift');
    const anew = await operator.mappings.suggest({ id: draft.id, rev: back.rev });
    const { fields } = await operator.mappings.get({ id: draft.id });
    assert.deepEqual(fields.filter(each => each.decision === 'open').map(each => each.target.label), ['Season'], 'what was decided for another field is asked again');
    assert.equal((await operator.mappings.submit({ id: draft.id, rev: anew.rev })).state, 'submitted');
  }, 60_000);
});
