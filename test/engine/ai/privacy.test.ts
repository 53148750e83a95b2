import assert from 'node:assert/strict';
import { afterAll, test } from 'vitest';
import { openStore } from '../../../main/engine/store/open-store.ts';
import { sql } from '../../../main/engine/store/sql.ts';
import { RESOURCES } from '../../../main/hosts/host-options.ts';
import type { SchemaField } from '../../../shared/contract/connections.ts';
import { instant } from '../../../shared/values/date.ts';
import { afterwards, cleanUp, newEngine } from '../../support/new-engine.ts';
import { answering, documentOf, modelServer } from './model-server.ts';
import { disguises, planted } from './planted.ts';
import type { Planted } from './planted.ts';
import { ERP, field, mappedEngine, PAIR, SHOP, switchOn } from './workspace.ts';

afterAll(cleanUp);

const PLANTED = planted(10_000, 20_261_121);
const ENTITIES = 10;
const FIELDS = 40;
const RECORDS = 500;
/** Ten mappings are made and asked about in one test; a machine that does other things as well takes its time. */
const PATIENCE_MS = 90_000;

/** Hands out the planted values one after another, from the beginning again when all were used. */
function dispenser(values: readonly Planted[]) {
  let next = 0;
  return { value: (): string => values[next++ % values.length]?.value ?? '', used: () => next };
}

const NAMES = ['reference', 'number', 'customer', 'amount', 'address', 'currency', 'note', 'status'];

/** Fields that resemble each other, so that all of them are asked about, with planted values wherever a system can carry what is in its records. */
function plantedFields(entity: number, side: 'source' | 'target', next: () => string): SchemaField[] {
  return Array.from({ length: FIELDS }, (_, at) => {
    const name = NAMES[at % NAMES.length] ?? '';
    const path = side === 'source' ? (at % 3 === 0 ? `ExtendedProperties[order ${name} ${next().replace(/[[\].]/g, ' ')}]` : `Order.${name}Of${entity}Part${at}`) : `their_${name}_${at}`;
    return field(path, {
      custom: at % 3 === 0, label: `Order ${name} ${next()}`, description: `The ${name} as in ${next()}; written by ${next()}.`, choices: [next(), next(), next()], samples: [next(), next(), next()].map(text => text.slice(0, 60)),
    });
  });
}

const PIECE = 4;
const TABLE = 2 ** 22;

function placeOf(text: string, at: number): number {
  let hash = 0;
  for (let index = at; index < at + PIECE; index += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(index) * 2_654_435) >>> 0;
  return hash % TABLE;
}

/** Whether a form is in a text, in whatever letters: one look tells for nearly all forms that they cannot be. */
function finder(given: string): (form: string) => boolean {
  const text = given.toLowerCase();
  const pieces = new Uint8Array(TABLE);
  for (let at = 0; at + PIECE <= text.length; at += 1) pieces[placeOf(text, at)] = 1;
  return shown => {
    const form = shown.toLowerCase();
    return pieces[placeOf(form, 0)] === 1 && pieces[placeOf(form, form.length - PIECE)] === 1 && text.includes(form);
  };
}

function leaks(text: string): string[] {
  const finds = finder(text);
  return PLANTED.flatMap(({ value }) => disguises(value).filter(finds).map(form => `${value} as ${form}`));
}

test('the search finds what is there, in every disguise', () => {
  const some = PLANTED.filter((_, at) => at % 97 === 0).flatMap(({ value }) => disguises(value));
  const finds = finder(some.join(' … '));
  for (const form of some) assert.ok(finds(form), form);
});

test('none of 10,000 names, e-mails, IBANs and cards in records, samples, labels, choices, descriptions and names of fields is in any outgoing request', async () => {
  assert.equal(PLANTED.length, 10_000);
  const server = await modelServer(answering(({ candidates }) => ({ source: candidates.at(-1)?.source ?? 'none' })));
  afterwards(() => server.close());
  const { value: next, used } = dispenser(PLANTED);
  const schemas = Array.from({ length: ENTITIES }, (_, entity) => ({ entity, sources: plantedFields(entity, 'source', next), targets: plantedFields(entity, 'target', next) }));
  const made = await mappedEngine();
  await made.close();
  const store = openStore({ file: made.file, migrations: `${RESOURCES}/migrations` });
  const entityOf = (name: string, fields: readonly SchemaField[], canWrite: boolean) => ({ name, label: next(), canRead: true, canWrite, fields });
  store.transaction(db => {
    db.run(sql`UPDATE connection SET label = ${next()}, schema = ${JSON.stringify(schemas.map(({ entity, sources }) => entityOf(`Order${entity}`, sources, false)))} WHERE id = ${SHOP}`);
    db.run(sql`UPDATE connection SET label = ${next()}, schema = ${JSON.stringify(schemas.map(({ entity, targets }) => entityOf(`cases${entity}`, targets, true)))} WHERE id = ${ERP}`);
    for (let at = 0; at < RECORDS; at += 1) {
      const body = JSON.stringify({ CustomerInfo: { Name: next(), Email: next(), Account: next() }, Items: [{ Title: next() }], GeneralInfo: { ReferenceNum: next() } });
      db.run(sql`INSERT INTO record (id, connection_id, kind, external_id, reference, number, channel, period, occurred_on, party, amount_minor, currency, status, body_hash, changed_at, read_at, state, stage, reason, document)
        VALUES (${`rec_${at}`}, ${SHOP}, 'order', ${`x${at}`}, ${next()}, ${next()}, '', '2026-10', '2026-10-01', ${next()}, 0, 'GBP', 'open', '', ${instant(0)}, ${instant(0)}, 'waiting', '', '', '')`);
      db.run(sql`INSERT INTO record_body (place, body, canonical) SELECT place, ${body}, 'null' FROM record WHERE id = ${`rec_${at}`}`);
    }
  });
  store.close();
  const engine = await newEngine({ file: made.file });
  await switchOn(engine, server.url, { monthlyCapMicro: 900_000_000_000 });
  const sam = await engine.as('operator');
  for (const { entity } of schemas) {
    const summary = await sam.mappings.create({ ...PAIR, sourceEntity: `Order${entity}`, targetEntity: `cases${entity}` });
    const { ticket } = await sam.ai.prepare({ id: summary.id, rev: summary.rev });
    await sam.ai.ask({ ticket });
  }
  assert.ok(used() >= PLANTED.length, 'every value was planted');
  const asked = server.captured.map(({ body }) => documentOf(body));
  const told = asked.reduce((sum, { targets, sources }) => sum + targets.length + sources.length, 0);
  assert.ok(told > ENTITIES * FIELDS, `${told} fields were told`);
  const text = server.captured.flatMap(({ head, body }, at) => [head, body, JSON.stringify(asked[at])]).join('\n');
  assert.deepEqual(leaks(text), []);
}, PATIENCE_MS);
