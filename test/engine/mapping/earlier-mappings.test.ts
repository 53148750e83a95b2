import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'vitest';
import { commit } from '../../../main/engine/commit.ts';
import { withoutMarks } from '../../../main/engine/connectors/field-table.ts';
import { orderFields } from '../../../main/engine/connectors/linnworks/schema-table.ts';
import type { Caller, Commit } from '../../../main/engine/handler.ts';
import { earlierApproved } from '../../../main/engine/mapping/earlier-mappings-store.ts';
import { mappingHandlers } from '../../../main/engine/mapping/handlers.ts';
import { openStore } from '../../../main/engine/store/open-store.ts';
import type { Store } from '../../../main/engine/store/open-store.ts';
import { sql } from '../../../main/engine/store/sql.ts';
import type { MappingSummary } from '../../../shared/contract/mappings.ts';
import { instant } from '../../../shared/values/date.ts';
import { ConnectionId } from '../../../shared/values/id.ts';
import { sopOrderFields } from './sage-fields.ts';

const sam: Caller = { personId: 'per_sam', name: 'Sam', role: 'accountant', session: 's' };
const alex: Caller = { personId: 'per_alex', name: 'Alex', role: 'admin', session: 's' };
const now = instant(Date.parse('2026-10-31T12:00:00Z'));
const [shop, otherShop, erp] = ['con_shop', 'con_other', 'con_erp'].map(id => ConnectionId.parse(id)) as [ConnectionId, ConnectionId, ConnectionId];
const handlers = mappingHandlers({ previewContext: () => ({ timeZone: 'Europe/London', table: () => null, prepare: () => ({ issue: 'no records here' }) }) });
const systems = { sourceSystem: 'linnworks', sourceEntity: 'Order', targetSystem: 'sage200', targetEntity: 'sop_orders' };

let folder: string;
let store: Store;
let ids = 0;
const as = <T>(caller: Caller, work: (at: Commit) => T): T => commit({ store, now: () => now, newId: prefix => `${prefix}_${(ids += 1)}` }, caller, work);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tieout-earlier-'));
  store = openStore({ file: join(folder, 'tieout.sqlite'), migrations: join(import.meta.dirname, '../../../resources/migrations') });
  as(alex, ({ db, audit }) => {
    for (const id of ['per_sam', 'per_alex']) db.run(sql`INSERT INTO person (id, name, email, role, active, password_hash, created_at) VALUES (${id}, ${id}, ${`${id}@x.example`}, 'admin', 1, '', ${now})`);
    const entity = (name: string, fields: unknown, canWrite: boolean) => [{ name, label: name, canRead: true, canWrite, fields }];
    const shopSchema = entity('Order', orderFields.map(withoutMarks), false);
    for (const [id, system, schema] of [[shop, 'linnworks', shopSchema], [otherShop, 'linnworks', shopSchema], [erp, 'sage200', entity('sop_orders', sopOrderFields, true)]] as const) {
      db.run(sql`INSERT INTO connection (id, system, label, environment, settings, state, state_text, schema) VALUES (${id}, ${system}, ${id}, 'Sandbox', '{}', 'ready', '', ${JSON.stringify(schema)})`);
    }
    audit('test.setUp', {});
  });
});

afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const pairOf = (sourceConnection: ConnectionId) => ({ sourceConnection, sourceEntity: 'Order', targetConnection: erp, targetEntity: 'sop_orders' });
const at = ({ id, rev }: MappingSummary) => ({ id, rev });
/** Somebody maps the order's reference to where the company wants it, against the template. */
const decidedDraft = (): MappingSummary => {
  const draft = as(sam, context => handlers.create(context, pairOf(shop)));
  const accepted = as(sam, context => handlers.acceptAll(context, { ...at(draft), threshold: 0.9 })).summary;
  return as(sam, context => handlers.decide(context, { ...at(accepted), changes: [{ target: 'customer_document_no', decision: 'changed', source: 'GeneralInfo.ExternalReferenceNum', steps: [{ transform: 'upper', parameters: {} }] }] }));
};
const best = (summary: MappingSummary) => handlers.get({ db: store.read, caller: sam, now }, { id: summary.id }).fields.find(field => field.target.path === 'customer_document_no')?.candidates[0];

test('what was approved for one shop is suggested first for the next, with its steps', () => {
  const draft = decidedDraft();
  const waiting = as(sam, context => handlers.submit(context, { ...at(draft), note: '' }));
  as(alex, context => handlers.approve(context, { ...at(waiting), note: '' }));
  const candidate = best(as(sam, context => handlers.create(context, pairOf(otherShop))));
  assert.deepEqual([candidate?.source, candidate?.steps.map(({ transform }) => transform)], ['GeneralInfo.ExternalReferenceNum', ['upper']]);
  assert.match(candidate?.reason ?? '', /approved before/);
});

test('what nobody has approved yet teaches nothing', () => {
  decidedDraft();
  assert.deepEqual(earlierApproved(store.read, systems), []);
  assert.equal(best(as(sam, context => handlers.create(context, pairOf(otherShop))))?.source, 'GeneralInfo.ReferenceNum');
});

test('what was approved for other systems teaches nothing', () => {
  const draft = decidedDraft();
  const waiting = as(sam, context => handlers.submit(context, { ...at(draft), note: '' }));
  as(alex, context => handlers.approve(context, { ...at(waiting), note: '' }));
  assert.ok(earlierApproved(store.read, systems).length > 0);
  assert.deepEqual(earlierApproved(store.read, { ...systems, targetSystem: 'sage100' }), []);
});
