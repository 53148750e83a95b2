import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { commit } from '../../../main/engine/commit.ts';
import { withoutMarks } from '../../../main/engine/connectors/field-table.ts';
import { orderFields } from '../../../main/engine/connectors/linnworks/schema-table.ts';
import type { Caller, Commit } from '../../../main/engine/handler.ts';
import { mappingHandlers } from '../../../main/engine/mapping/handlers.ts';
import { publishedMapping } from '../../../main/engine/mapping/mapping-store.ts';
import { mappingsFor } from '../../../main/engine/today/today-store.ts';
import { openStore } from '../../../main/engine/store/open-store.ts';
import type { Store } from '../../../main/engine/store/open-store.ts';
import { sql } from '../../../main/engine/store/sql.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { mappings } from '../../../shared/contract/mappings.ts';
import type { MappingSummary } from '../../../shared/contract/mappings.ts';
import { instant } from '../../../shared/values/date.ts';
import { ConnectionId } from '../../../shared/values/id.ts';
import { salesReceiptFields, sopOrderFields } from './sage-fields.ts';
import { context, order, rawOrder } from './sample-record.ts';

const sam: Caller = { personId: 'per_sam', name: 'Sam', role: 'accountant', session: 's' };
const alex: Caller = { personId: 'per_alex', name: 'Alex', role: 'admin', session: 's' };
const now = instant(Date.parse('2026-10-31T12:00:00Z'));
const shop = ConnectionId.parse('con_shop');
const erp = ConnectionId.parse('con_erp');
const pair = { sourceConnection: shop, sourceEntity: 'Order', targetConnection: erp, targetEntity: 'sop_orders' };

const handlers = mappingHandlers({
  previewContext: () => ({ timeZone: 'Europe/London', table: context.table, judge: { rules: [], check: () => () => [] }, prepare: ({ canonical }) => (canonical === null ? { issue: 'This record cannot be read.' } : { order, context, issues: [] }) }),
});

let folder: string;
let store: Store;
let ids = 0;

const entity = (name: string, fields: unknown, canWrite: boolean) => ({ name, label: name, canRead: true, canWrite, fields });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tieout-mapping-'));
  store = openStore({ file: join(folder, 'tieout.sqlite'), migrations: join(import.meta.dirname, '../../../resources/migrations') });
  as(alex, ({ db, audit }) => {
    for (const [id, name] of [['per_sam', 'Sam'], ['per_alex', 'Alex']]) db.run(sql`INSERT INTO person (id, name, email, role, active, password_hash, created_at) VALUES (${id ?? ''}, ${name ?? ''}, ${`${name}@x.example`}, 'admin', 1, '', ${now})`);
    const schemas = [[shop, 'linnworks', [entity('Order', orderFields.map(withoutMarks), false)]], [erp, 'sage200', [entity('sop_orders', sopOrderFields, true), entity('sales_receipts', salesReceiptFields, true), entity('views', [], false)]]] as const;
    for (const [id, system, schema] of schemas) db.run(sql`INSERT INTO connection (id, system, label, environment, settings, state, state_text, schema) VALUES (${id}, ${system}, ${system}, 'Sandbox', '{}', 'ready', '', ${JSON.stringify(schema)})`);
    audit('test.setUp', {});
  });
});

afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const as = <T>(caller: Caller, work: (at: Commit) => T): T => commit({ store, now: () => now, newId: prefix => `${prefix}_${(ids += 1)}` }, caller, work);
const asked = () => ({ db: store.read, caller: sam, now });
const create = () => as(sam, at => handlers.create(at, pair));
const get = (summary: MappingSummary) => mappings.get.output.parse(handlers.get(asked(), { id: summary.id }));
const at = ({ id, rev }: MappingSummary) => ({ id, rev });

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof AppError, String(error));
    assert.equal(error.recovery, 'fixInput');
    return error.code;
  }
  return 'nothing was refused';
}

const acceptTemplate = (summary: MappingSummary): MappingSummary => as(sam, context => handlers.acceptAll(context, { ...at(summary), threshold: 0.9 })).summary;
function submitted(): MappingSummary {
  const accepted = acceptTemplate(create());
  return as(sam, context => handlers.submit(context, { ...at(accepted), note: 'first' }));
}
function published(): MappingSummary {
  const waiting = submitted();
  const approved = as(alex, context => handlers.approve(context, { ...at(waiting), note: '' }));
  return as(alex, context => handlers.publish(context, at(approved)));
}

function addOrder(): void {
  as(alex, ({ db, audit }) => {
    db.run(sql`INSERT INTO record (id, connection_id, kind, external_id, reference, number, channel, period, occurred_on, amount_minor, currency, status, body_hash, changed_at, read_at, state, stage, reason, document)
      VALUES ('rec_1', ${shop}, 'order', 'x', ${order.reference}, ${order.number}, ${order.channel}, '2026-05', '2026-05-23', 3159, 'GBP', 'open', '', ${now}, ${now}, 'waiting', 'read', '', '')`);
    db.run(sql`INSERT INTO record_body (place, body, canonical) SELECT place, ${JSON.stringify(rawOrder)}, ${JSON.stringify(order)} FROM record WHERE id = 'rec_1'`);
    audit('test.order', {});
  });
}

describe('a draft', () => {
  test('starts with a suggestion for every field that has one, all open', () => {
    const { summary, fields } = get(create());
    assert.deepEqual([summary.state, summary.version, summary.rev, summary.author, summary.decided], ['draft', 1, 1, 'Sam', 0]);
    const date = fields.find(field => field.target.path === 'document_date');
    assert.deepEqual([date?.decision, date?.source, date?.steps.map(step => step.transform)], ['open', 'GeneralInfo.ReceivedDate', ['dayInBooks', 'startOfDay']]);
    assert.ok(fields.every(field => !field.target.readOnly && field.target.type !== 'object'));
    assert.equal(fields.some(field => field.target.path === 'lines[charge].selling_unit_price'), true);
  });

  test('shows samples of the schema before the first record was read, and of a record afterwards', () => {
    const draft = create();
    const before = get(draft).fields.find(field => field.target.path === 'customer_document_no');
    assert.equal(before?.issue, null);
    addOrder();
    const fields = get(draft).fields;
    const shown = (path: string) => fields.find(field => field.target.path === path);
    assert.deepEqual([shown('customer_document_no')?.before, shown('document_date')?.after], ['203-1234567-1234567', '2026-05-23T00:00:00Z']);
    assert.deepEqual([shown('lines[].product_id')?.after, shown('lines[charge].selling_unit_price')?.after], ['27865', '3.6']);
  });

  test('a pair is mapped once', () => {
    create();
    assert.equal(refusal(create), 'mapping.exists');
  });

  test('what was not discovered or cannot be written is refused', () => {
    assert.equal(refusal(() => as(sam, context => handlers.create(context, { ...pair, targetEntity: 'nowhere' }))), 'mapping.noSchema');
    assert.equal(refusal(() => as(sam, context => handlers.create(context, { ...pair, targetEntity: 'views' }))), 'mapping.cannotWrite');
  });

  test('a decision is kept, audited with before and after, and taken back by undo', () => {
    const draft = create();
    const decided = as(sam, context => handlers.decide(context, { ...at(draft), changes: [{ target: 'analysis_code_9', decision: 'changed', source: 'GeneralInfo.Source', steps: [{ transform: 'upper', parameters: {} }] }] }));
    assert.equal(decided.decided, 1);
    const row = store.read.get<{ detail: string }>(sql`SELECT detail FROM audit_detail ORDER BY seq DESC LIMIT 1`);
    assert.match(row?.detail ?? '', /GeneralInfo\.Source → upper/);
    const undone = as(sam, context => handlers.undo(context, at(decided)));
    assert.equal(undone.decided, 0);
    assert.equal(refusal(() => as(sam, context => handlers.undo(context, at(undone)))), 'mapping.nothingToUndo');
  });

  test('a save against an older stand is refused', () => {
    const draft = create();
    acceptTemplate(draft);
    assert.equal(refusal(() => as(alex, context => handlers.acceptAll(context, { ...at(draft), threshold: 0.5 }))), 'mapping.stale');
  });

  test('impossible decisions name the field', () => {
    const draft = create();
    const decide = (change: { target: string; source: string | null; steps: { transform: string; parameters: Record<string, string> }[] }) =>
      refusal(() => as(sam, context => handlers.decide(context, { ...at(draft), changes: [{ decision: 'changed' as const, ...change }] })));
    assert.equal(decide({ target: 'nowhere', source: 'NumOrderId', steps: [] }), 'mapping.unknownTarget');
    assert.equal(decide({ target: 'analysis_code_1', source: 'Nowhere', steps: [] }), 'mapping.unknownSource');
    assert.equal(decide({ target: 'analysis_code_1', source: null, steps: [] }), 'mapping.nothingChosen');
    assert.equal(decide({ target: 'analysis_code_1', source: 'NumOrderId', steps: [{ transform: 'fly', parameters: {} }] }), 'mapping.unknownStep');
    assert.equal(decide({ target: 'analysis_code_1', source: 'NumOrderId', steps: [{ transform: 'cut', parameters: {} }] }), 'mapping.missingParameter');
  });

  test('suggesting again keeps what was decided', () => {
    const accepted = acceptTemplate(create());
    const again = as(sam, context => handlers.suggest(context, at(accepted)));
    assert.equal(again.decided, accepted.decided);
    assert.equal(again.rev, accepted.rev + 1);
  });
});

describe('on the way to a run', () => {
  test('a draft with an unmapped required field is not submitted, and the field is named', () => {
    const draft = create();
    assert.equal(draft.requiredUnmapped > 0, true);
    assert.throws(() => as(sam, context => handlers.submit(context, { ...at(draft), note: '' })), /customer_id/);
  });

  test('the author cannot approve, another admin can, and runs see it once it is published', () => {
    const waiting = submitted();
    assert.equal(refusal(() => as(sam, context => handlers.approve(context, { ...at(waiting), note: '' }))), 'mapping.ownWork');
    assert.equal(publishedMapping(store.read, pair), null);
    const approved = as(alex, context => handlers.approve(context, { ...at(waiting), note: 'fine' }));
    assert.deepEqual([approved.state, approved.approvedBy], ['approved', 'Alex']);
    as(alex, context => handlers.publish(context, at(approved)));
    const used = publishedMapping(store.read, pair);
    assert.equal(used?.version, 1);
    assert.ok((used?.fields.length ?? 0) >= 44);
  });

  test('who changed a draft that somebody else began cannot approve it either', () => {
    const accepted = acceptTemplate(create());
    const changed = as(alex, context => handlers.decide(context, { ...at(accepted), changes: [{ target: 'analysis_code_9', decision: 'none', source: null, steps: [] }] }));
    const waiting = as(sam, context => handlers.submit(context, { ...at(changed), note: '' }));
    assert.equal(waiting.author, 'Sam, Alex');
    assert.equal(refusal(() => as(alex, context => handlers.approve(context, { ...at(waiting), note: '' }))), 'mapping.ownWork');
  });

  test('stands on the Today page of who drafts it, then of an admin who had no hand in it', () => {
    const standsOn = (caller: Caller): number => mappingsFor(store.read, caller.personId, caller.role === 'admin');
    const draft = acceptTemplate(create());
    assert.deepEqual([standsOn(sam), standsOn(alex)], [1, 0]);
    const waiting = as(sam, context => handlers.submit(context, { ...at(draft), note: '' }));
    assert.deepEqual([standsOn(sam), standsOn({ ...sam, role: 'admin' }), standsOn(alex)], [0, 0, 1]);
    as(alex, context => handlers.approve(context, { ...at(waiting), note: '' }));
    assert.deepEqual([standsOn(sam), standsOn(alex)], [0, 1], 'it waits to be published');
  });

  test('what was sent back is a draft again, with the reason', () => {
    const waiting = submitted();
    const back = as(alex, context => handlers.sendBack(context, { ...at(waiting), reason: 'Wrong date' }));
    assert.deepEqual([back.state, get(back).versions[0]?.note], ['draft', 'Wrong date']);
  });

  test('a new version retires the one before when it is published, and the two can be compared', () => {
    const first = published();
    const draft = as(sam, context => handlers.edit(context, { id: first.id, version: 1 }));
    assert.deepEqual([draft.version, draft.state, draft.publishedVersion], [2, 'draft', 1]);
    assert.equal(refusal(() => as(sam, context => handlers.edit(context, { id: first.id, version: 1 }))), 'mapping.wrongState');
    const changed = as(sam, context => handlers.decide(context, { ...at(draft), changes: [{ target: 'analysis_code_1', decision: 'none', source: null, steps: [] }] }));
    assert.deepEqual(handlers.compare(asked(), { id: first.id, from: 1, to: 2 }), [{ target: 'analysis_code_1', label: 'analysis_code_1', before: 'GeneralInfo.Source', after: 'not mapped' }]);
    const waiting = as(sam, context => handlers.submit(context, { ...at(changed), note: '' }));
    const approved = as(alex, context => handlers.approve(context, { ...at(waiting), note: '' }));
    const second = as(alex, context => handlers.publish(context, at(approved)));
    assert.equal(second.publishedVersion, 2);
    assert.deepEqual(get(second).versions.map(version => version.state), ['published', 'retired']);
  });
});

describe('preview', () => {
  test('a whole record: provenance, totals and the double entry it will make', () => {
    const mapping = published();
    addOrder();
    const [record] = mappings.preview.output.parse(handlers.preview(asked(), { id: mapping.id, records: 5, changes: [] }));
    assert.ok(record);
    assert.deepEqual(record.issues, []);
    const date = record.target.find(field => field.path === 'document_date');
    assert.deepEqual(date, { path: 'document_date', target: 'document_date', before: '2026-05-22T23:09:35Z', value: '2026-05-23T00:00:00Z', source: 'GeneralInfo.ReceivedDate', steps: ['Day in the books: 2026-05-23', 'Day as date and time: 2026-05-23T00:00:00Z'], issue: null });
    assert.deepEqual([record.totals?.paidMinor, record.totals?.grossMinor], [3159, 3159]);
    assert.equal(record.postings.reduce((sum, posting) => sum + posting.debitMinor - posting.creditMinor, 0), 0);
    assert.deepEqual(record.postings.map(posting => posting.account), ['Sales ledger AMZGBP', 'Sales 4000', 'Carriage 4905', 'VAT on sales']);
    assert.ok(record.source.some(field => field.path === 'Items[0].SKU'));
  });

  test('a draft shows what is still missing', () => {
    const draft = create();
    addOrder();
    const [record] = handlers.preview(asked(), { id: draft.id, records: 1, changes: [] });
    assert.ok(record?.issues.some(issue => issue.field === 'customer_id'));
  });

  test('one record is found by its reference or number', () => {
    const mapping = published();
    addOrder();
    assert.equal(handlers.preview(asked(), { id: mapping.id, records: 5, reference: '109390', changes: [] }).length, 1);
    assert.equal(handlers.preview(asked(), { id: mapping.id, records: 5, reference: 'nothing', changes: [] }).length, 0);
  });
});

test('the list and the help fit the contract', () => {
  create();
  assert.equal(mappings.list.output.parse(handlers.list(asked(), {})).length, 1);
  assert.ok(mappings.transforms.output.parse(handlers.transforms(asked(), {})).length >= 25);
});

describe('steps before they are saved', () => {
  const tried = (id: MappingSummary['id'], source: string | null, ...steps: { transform: string; parameters: Record<string, string> }[]) =>
    mappings.tryField.output.parse(handlers.tryField(asked(), { id, target: 'customer_document_no', source, steps }));

  test('show a record after each of them, and which one stops it', () => {
    const { id } = create();
    addOrder();
    const upper = { transform: 'upper', parameters: {} };
    assert.deepEqual(tried(id, 'CustomerInfo.Address.Town', upper, { transform: 'before', parameters: { text: 'X-' } }), { reference: '203-1234567-1234567', before: 'Leeds', steps: ['LEEDS', 'X-LEEDS'], after: 'X-LEEDS', issue: null, issueAt: null });
    const stopped = tried(id, 'CustomerInfo.Address.Town', upper, { transform: 'lookup', parameters: { table: 'York=YO' } });
    assert.deepEqual([stopped.steps, stopped.issueAt, stopped.issue], [['LEEDS'], 1, 'The table of this field has no row for "LEEDS". Add one in the mapping.']);
  });

  test('say what is wrong with themselves, with the place, also without any record', () => {
    const { id } = create();
    const { issue, issueAt } = tried(id, null, { transform: 'upper', parameters: {} }, { transform: 'expression', parameters: { expression: 'value +' } });
    assert.deepEqual([issueAt, issue], [1, 'Character 8: The expression ends too early.']);
    assert.deepEqual(tried(id, null, { transform: 'expression', parameters: {} }).issue, null);
  });

  test('cannot be decided while they are wrong, and not submitted while their table is not there', () => {
    const draft = acceptTemplate(create());
    const decide = (transform: string, parameters: Record<string, string>) => as(sam, context => handlers.decide(context, { ...at(draft), changes: [{ target: 'customer_document_no', decision: 'changed', source: 'NumOrderId', steps: [{ transform, parameters }] }] }));
    assert.equal(refusal(() => decide('expression', { expression: 'value / 2' })), 'mapping.wrongParameter');
    assert.equal(refusal(() => decide('convertUnit', { from: 'kg', to: 'cm' })), 'mapping.wrongParameter');
    const decided = decide('lookup', { table: 'Not made yet' });
    assert.equal(refusal(() => as(sam, context => handlers.submit(context, { ...at(decided), note: '' }))), 'lookup.noTable');
  });
});
