import { parentPort, workerData } from 'node:worker_threads';
import SQLite from 'better-sqlite3';
import type { Period } from '../../../shared/values/date.ts';
import { assert } from '../../../shared/values/assert.ts';
import { lookupReader } from '../lookups/lookup-store.ts';
import { tallyBackTest } from '../mapping/back-test.ts';
import type { MappedField } from '../mapping/apply-mapping.ts';
import { mappedFields } from '../mapping/mapping-content.ts';
import { findVersion } from '../mapping/mapping-store.ts';
import { lastReferences } from '../records/reference-store.ts';
import { readSettings } from '../settings/settings-store.ts';
import { readDb } from '../store/sql.ts';
import { tryDocument } from './back-test.ts';
import type { BackTestPlan } from './back-test.ts';
import { nextPlace, postedDocuments, recordsOfPeriod } from './back-test-store.ts';
import type { Place } from './back-test-store.ts';
import { toolsOf } from './prepare-orders.ts';
import type { Tools } from './prepare-order.ts';

/** Tries a mapping on a past period, on a connection of its own that cannot write: the engine and the window go on meanwhile. */
export type BackTestJob = { readonly file: string; readonly mappingId: string; readonly period: Period; readonly plan: BackTestPlan };

/** Records at once: what is in memory, and how often progress is told. */
const CHUNK = 500;
const MAX_VERSIONS = 50;

assert(parentPort, 'this file runs in a worker thread');
const port = parentPort;
const { file, mappingId, period, plan } = workerData as BackTestJob;
const database = new SQLite(file, { readonly: true });
const db = readDb(database);
const { settings } = readSettings(db);
const references = lastReferences(db);
const table = lookupReader(db);

function toolsFor(fields: readonly MappedField[]): Tools {
  const given = {
    settings, references, table, rules: { conditions: [], holds: false, createsCustomers: true, routes: false }, documentStep: 'salesOrder' as const, documents: {}, orderDateField: plan.dateField,
    customerReferenceField: plan.customerReferenceField, referenceTaken: () => false,
  };
  return toolsOf(given, { order: plan.step === 'salesOrder' ? fields : [], customer: plan.step === 'customer' ? fields : null, receipt: plan.step === 'receipt' ? fields : null });
}

const versions = new Map<number, Tools | null>();

function toolsOfVersion(version: number): Tools | null {
  let tools = versions.get(version);
  if (tools === undefined) {
    const found = versions.size < MAX_VERSIONS ? findVersion(db, mappingId, version) : undefined;
    tools = found ? toolsFor(mappedFields(found.fields)) : null;
    versions.set(version, tools);
  }
  return tools;
}

// Fields of goods stand first; of carriage and rounding only what goods do not have is named by them.
const labels = new Map(plan.labels.toReversed().map(([path, label]) => [path.replace(/\[\w+\]/, '[]'), label]));
const tally = tallyBackTest(field => labels.get(field) ?? field);
const given = { plan, tools: toolsFor(plan.fields), toolsOfVersion };
const total = recordsOfPeriod(db, period);
let done = 0;
for (let after: Place = { on: '', id: '' }; ;) {
  const next = nextPlace(db, { period, after, limit: CHUNK });
  if (!next) break;
  for (const one of postedDocuments(db, { step: plan.step, period, after, limit: CHUNK })) tally.add(tryDocument(one, given));
  done += next.records;
  after = next;
  port.postMessage({ done, total, tried: tally.tried });
}
const finished = tally.result();
database.close();
port.postMessage(finished);
