import { createHash } from 'node:crypto';
import { AppError } from '../../../shared/contract/errors.ts';
import { MAX_LOOKUP_ROWS } from '../../../shared/contract/lookups.ts';
import type { LookupChange, LookupCoverage, lookups, LookupTable } from '../../../shared/contract/lookups.ts';
import { addMonths, dayIn, periodOf } from '../../../shared/values/date.ts';
import type { Period } from '../../../shared/values/date.ts';
import type { LookupTableId } from '../../../shared/values/id.ts';
import type { Json } from '../connectors/connector.ts';
import type { Caller, CommandContext, Handlers, TaskContext } from '../handler.ts';
import type { PreviewContext } from '../mapping/handlers.ts';
import { mappedFields } from '../mapping/mapping-content.ts';
import { findVersion, listMappings, versionsOf } from '../mapping/mapping-store.ts';
import type { Mapping, Version } from '../mapping/mapping-store.ts';
import type { MappedField } from '../mapping/apply-mapping.ts';
import { foldKey } from '../mapping/record-context.ts';
import type { RecordContext } from '../mapping/record-context.ts';
import { tablesNamed } from '../mapping/tables-named.ts';
import { namesOf, withAuthor } from '../store/authors.ts';
import type { ReadDb } from '../store/sql.ts';
import { afterApproval, afterChange, afterDiscard, saysThen } from './changes.ts';
import type { Outcome, StoredRow } from './changes.ts';
import { gather, gatherer, missingOf, textsReader } from './coverage.ts';
import type { Gathered, ReadTexts } from './coverage.ts';
import { changesOfCsv, csvOf } from './lookup-csv.ts';
import { deleteTable, hasTableNamed, insertTable, listTables, lookupReader, monthStand, monthWithOrders, ordersOf, pageOfTable, putRow, rowsOfTable, tableById, touchTable } from './lookup-store.ts';
import type { Table } from './lookup-store.ts';

export type LookupDeps = {
  /** What a run would know of a mapping's records now. */
  previewContext(db: ReadDb, mapping: Mapping): PreviewContext;
};

/** Changed rows that an audit entry lists one by one; a hash of the whole table says the rest. */
const MAX_AUDITED = 500;
const BLOCK = 500;
/** Records that are counted: by their fields alone, and where their money has to be worked out. A few seconds each. */
const MAX_COUNTED = 100_000;
const MAX_COUNTED_WHOLE = 20_000;

const fixInput = (code: string, message: string, field?: string): AppError => new AppError(code, 'fixInput', message, field === undefined ? {} : { field });

type Use = { readonly mapping: Mapping; readonly version: Version; readonly field: MappedField; readonly name: string; readonly at: number };

const IN_USE: ReadonlySet<Version['state']> = new Set(['submitted', 'approved', 'published']);

/** Where mappings name lookup tables: in the version people work on, and in the one that runs use. */
function usesOf(db: ReadDb): Use[] {
  return listMappings(db).flatMap(mapping => {
    const newest = findVersion(db, mapping.id, null);
    const published = versionsOf(db, mapping.id).find(({ state }) => state === 'published');
    const live = published && published.version !== newest?.version ? findVersion(db, mapping.id, published.version) : undefined;
    return [newest, live].flatMap(version => (version ? tablesNamed(mappedFields(version.fields)).map(named => ({ mapping, version, ...named })) : []));
  });
}

const usesNamed = (uses: readonly Use[], name: string): Use[] => uses.filter(use => foldKey(use.name) === foldKey(name));
const isLive = ({ version }: Use): boolean => IN_USE.has(version.state);

function shown(db: ReadDb, caller: Caller, table: Table, uses: readonly Use[]): LookupTable {
  const mine = usesNamed(uses, table.name);
  const places = new Map(mine.map(use => [`${use.mapping.id} ${use.field.target.path}`, use]));
  return {
    ...table, authors: namesOf(db, table.authors), isOwnWork: table.authors.includes(caller.personId), needsApproval: mine.some(isLive),
    usedBy: [...places.values()].map(({ mapping, field }) => ({ mapping: mapping.id, name: mapping.name, target: field.target.path, isLive: mine.some(use => use.mapping.id === mapping.id && use.field.target.path === field.target.path && isLive(use)) })),
  };
}

function found(db: ReadDb, id: LookupTableId): Table {
  const table = tableById(db, id);
  if (!table) throw fixInput('lookup.unknown', 'This table is not there any more. Go back to the list.', 'id');
  return table;
}

/** The table, if nobody changed it since it was read. */
function unchanged(db: ReadDb, { id, rev }: { id: LookupTableId; rev: number }): Table {
  const table = found(db, id);
  if (table.rev !== rev) throw fixInput('lookup.stale', 'Somebody else changed this table meanwhile. Look at it again, then repeat the step.');
  return table;
}

type Done = { table: LookupTable; added: number; changed: number; removed: number };

const hashOf = (table: Table, rows: ReadonlyMap<string, StoredRow>): string =>
  createHash('sha256').update(csvOf(table, [...rows.values()].flatMap(row => { const values = saysThen(row); return values === null ? [] : [{ key: row.key, values }]; }))).digest('hex');

/** Writes outcomes, one audit entry for all of them, and answers what they were. */
function keep(context: CommandContext, { table, uses, outcomes, authors, action, detail }: { table: Table; uses: readonly Use[]; outcomes: ReadonlyMap<string, Outcome>; authors: readonly string[]; action: string; detail: Readonly<Record<string, unknown>> }): Done {
  const { db, audit, now } = context;
  const before = rowsOfTable(db, table.id);
  const tally = { added: 0, changed: 0, removed: 0 };
  const listed: unknown[] = [];
  for (const [folded, { row, kind }] of outcomes) {
    putRow(db, table.id, folded, row);
    tally[kind] += 1;
    const was = before.get(folded);
    if (listed.length < MAX_AUDITED) listed.push({ key: row?.key ?? was?.key ?? folded, kind, before: was ?? null, after: row });
  }
  touchTable(db, table, { authors, changedAt: now });
  const after = found(db, table.id);
  audit(action, { table: table.id, name: table.name, rev: after.rev, ...detail, ...tally, rows: listed, listed: listed.length, hash: hashOf(after, rowsOfTable(db, table.id)) });
  return { table: shown(db, context.caller, after, uses), ...tally };
}

/** Makes changes, in force at once or waiting for somebody else. */
function change(context: CommandContext, table: Table, changes: readonly LookupChange[], action: string): Done {
  const { db, caller } = context;
  const uneven = changes.find(({ values }) => values !== null && values.length !== table.valueColumns.length);
  if (uneven) throw fixInput('lookup.columns', `The row "${uneven.key}" has ${uneven.values?.length ?? 0} values; the table has ${table.valueColumns.length} (${table.valueColumns.join(', ')}). Give each column one.`, 'changes');
  const uses = usesOf(db);
  const waits = usesNamed(uses, table.name).some(isLive);
  const rows = rowsOfTable(db, table.id);
  const outcomes = new Map<string, Outcome>();
  for (const one of changes) {
    const folded = foldKey(one.key);
    const outcome = afterChange(rows.get(folded), one, { waits });
    if (outcome) outcomes.set(folded, outcome);
  }
  const size = rows.size + [...outcomes].filter(([folded]) => !rows.has(folded)).length;
  if (size > MAX_LOOKUP_ROWS) throw fixInput('lookup.tooLarge', `The table would have ${size} rows; it holds ${MAX_LOOKUP_ROWS}. Split it.`);
  const authors = waits && outcomes.size > 0 ? withAuthor(table.authors, caller.personId) : table.authors;
  return keep(context, { table, uses, outcomes, authors, action, detail: { waits } });
}

/** Settles what waits, one way or the other. */
function settle(context: CommandContext, table: Table, { outcome, action, detail }: { outcome: (row: StoredRow) => Outcome | null; action: string; detail: Readonly<Record<string, unknown>> }): Done {
  if (table.waiting === 0) throw fixInput('lookup.nothingWaits', `Nothing of "${table.name}" waits for approval.`);
  const outcomes = new Map<string, Outcome>();
  for (const [folded, row] of rowsOfTable(context.db, table.id)) {
    const settled = outcome(row);
    if (settled) outcomes.set(folded, settled);
  }
  return keep(context, { table, uses: usesOf(context.db), outcomes, authors: [], action, detail: { authors: table.authors, ...detail } });
}

type Reading = Pick<TaskContext, 'db' | 'signal'>;
type Month = { readonly connectionId: string; readonly period: Period };

/** Reads a month's orders once for all readers. */
async function gatherAll({ db, signal }: Reading, readers: readonly ReadTexts[], { month, known }: { month: Month; known: PreviewContext }): Promise<Gathered[]> {
  const all = readers.map(() => gatherer());
  const needsContext = readers.some(reader => reader.needsContext);
  const most = needsContext ? MAX_COUNTED_WHOLE : MAX_COUNTED;
  // Readers that need no record read nothing of the context but these two.
  const plain = { timeZone: known.timeZone, table: known.table } as RecordContext;
  let records = 0;
  for (let after = -1; records < most;) {
    signal.throwIfAborted();
    const block = ordersOf(db, { ...month, after, limit: Math.min(BLOCK, most - records) });
    const last = block.at(-1);
    if (!last) break;
    after = last.place;
    records += block.length;
    for (const { record: { reference, raw, canonical } } of block) {
      const prepared = needsContext ? known.prepare({ raw, canonical: JSON.parse(canonical) as Json }) : null;
      const whole = prepared && !('issue' in prepared) ? prepared.context : null;
      for (const [index, reader] of readers.entries()) if (!reader.needsContext || whole) gather(all[index] as Gathered, reader.texts(raw, whole ?? plain), reference);
    }
    // The window gets its answers between two blocks.
    await new Promise(resolve => setImmediate(resolve));
  }
  return all.map(gathered => ({ ...gathered, records, isWhole: records < most }));
}

/** Values of a month that were gathered once, while its records are the same: a grid asks again after every change of a row. */
const MAX_REMEMBERED = 8;

function rememberedTexts(): (reading: Reading, uses: readonly Use[], at: { month: Month; known: PreviewContext }) => Promise<Gathered[]> {
  const remembered = new Map<string, Gathered>();
  return async (reading, uses, at) => {
    const stand = `${at.month.connectionId} ${at.month.period} ${monthStand(reading.db, at.month)}`;
    const readers = uses.map(({ field, at: step }) => ({ reader: textsReader(field, step), key: JSON.stringify([stand, field.target.path, field.source, field.steps.slice(0, step + 1)]) }));
    const unknown = readers.filter(({ key }) => !remembered.has(key));
    // Quick readers are not made to wait for a slow one, which looks at fewer records.
    const found = new Map<string, Gathered>();
    for (const group of [unknown.filter(({ reader }) => !reader.needsContext), unknown.filter(({ reader }) => reader.needsContext)]) {
      if (group.length === 0) continue;
      (await gatherAll(reading, group.map(({ reader }) => reader), at)).forEach((gathered, index) => { found.set(group[index]?.key ?? '', gathered); });
    }
    const answers = readers.map(({ key }) => remembered.get(key) ?? found.get(key) ?? gatherer());
    for (const { key, reader } of unknown) {
      const gathered = found.get(key);
      if (reader.isStable && gathered) remembered.set(key, gathered);
      const [oldest] = remembered.keys();
      if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    }
    return answers;
  };
}

function coverageOf(previewContext: LookupDeps['previewContext']): Handlers<typeof lookups>['coverage'] {
  const textsOf = rememberedTexts();
  return async ({ db, now, signal }, { table: asked, mapping: ofMapping, period: wanted }) => {
    const tables = new Map(listTables(db).filter(({ id }) => asked === undefined || id === asked).map(table => [foldKey(table.name), table]));
    // The version people work on: what will be submitted is what should reach everything.
    const newest = usesOf(db).filter(use => tables.has(foldKey(use.name)) && (ofMapping === undefined || use.mapping.id === ofMapping) && use.version.version === findVersion(db, use.mapping.id, null)?.version);
    const bySource = Map.groupBy(newest, ({ mapping }) => mapping.sourceConnection);
    const read = lookupReader(db);
    // What waits counts as covered: the grid shows what is left to do. Rows whose removal waits do not.
    const rowsOf = (name: string): ReadonlySet<string> => {
      const table = tables.get(foldKey(name));
      return table && table.waiting > 0 ? new Set([...rowsOfTable(db, table.id)].filter(([, row]) => saysThen(row) !== null).map(([folded]) => folded)) : new Set(read(name)?.rows.keys());
    };
    const covered: LookupCoverage[] = [];
    for (const [connectionId, uses] of bySource) {
      const [first] = uses;
      if (!first) continue;
      const known = previewContext(db, first.mapping);
      const lastMonth = addMonths(periodOf(dayIn(known.timeZone, now())), -1);
      const period = monthWithOrders(db, connectionId, wanted ?? lastMonth);
      if (period === null || (wanted !== undefined && period !== wanted)) continue;
      const gathered = await textsOf({ db, signal }, uses, { month: { connectionId, period }, known });
      covered.push(...uses.flatMap(({ mapping, version, field, name, at }, index): LookupCoverage[] => {
        const [table, texts] = [tables.get(foldKey(name)), gathered[index]];
        if (!table || !texts) return [];
        return [{ table: table.id, tableName: table.name, mapping: mapping.id, mappingName: mapping.name, version: version.version, target: field.target.path, period, hasOtherwise: (field.steps[at]?.parameters.otherwise ?? '') !== '', ...missingOf(texts, rowsOf(name)) }];
      }));
    }
    return covered;
  };
}

const tableHandlers: Omit<Handlers<typeof lookups>, 'coverage'> = {
  list({ db, caller }) {
    const uses = usesOf(db);
    return listTables(db).map(table => shown(db, caller, table, uses));
  },

  page: ({ db }, { id, page }) => pageOfTable(db, found(db, id).id, page),

  create(context, given) {
    const { db, audit, caller, now, newId } = context;
    if (hasTableNamed(db, given.name)) throw fixInput('lookup.exists', `There is a table "${given.name}" already. Open it, or choose another name.`, 'name');
    const columns = [given.keyColumn, ...given.valueColumns].map(foldKey);
    if (new Set(columns).size < columns.length) throw fixInput('lookup.sameColumn', 'Two columns have the same name. Give each its own.', 'valueColumns');
    const id = newId('tab') as LookupTableId;
    insertTable(db, { id, ...given }, now);
    audit('lookups.create', { table: id, ...given });
    return shown(db, caller, found(db, id), usesOf(db));
  },

  edit: (context, { changes, ...at }) => change(context, unchanged(context.db, at), changes, 'lookups.edit'),

  approve(context, at) {
    const table = unchanged(context.db, at);
    if (table.authors.includes(context.caller.personId)) throw fixInput('lookup.ownWork', 'An author cannot approve their own changes. Ask another admin to approve them.');
    return settle(context, table, { outcome: afterApproval, action: 'lookups.approve', detail: {} });
  },

  discard: (context, { reason, ...at }) => settle(context, unchanged(context.db, at), { outcome: afterDiscard, action: 'lookups.discard', detail: { reason } }),

  importCsv(context, { content, mode, ...at }) {
    const table = unchanged(context.db, at);
    const read = changesOfCsv(content, table, MAX_LOOKUP_ROWS);
    if ('problem' in read) throw fixInput('lookup.file', read.problem, 'content');
    const inFile = new Set(read.changes.map(({ key }) => foldKey(key)));
    const gone = mode === 'replace' ? [...rowsOfTable(context.db, table.id)].filter(([folded]) => !inFile.has(folded)).map(([, { key }]): LookupChange => ({ key, values: null })) : [];
    return change(context, table, [...gone, ...read.changes], 'lookups.importCsv');
  },

  exportCsv({ db }, { id }) {
    const table = found(db, id);
    const rows = [...rowsOfTable(db, id).values()].flatMap(row => { const values = saysThen(row); return values === null ? [] : [{ key: row.key, values }]; });
    return { fileName: `${table.name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'table'}.csv`, content: csvOf(table, rows) };
  },

  remove(context, at) {
    const { db, audit } = context;
    const table = unchanged(db, at);
    const [use] = usesNamed(usesOf(db), table.name);
    if (use) throw fixInput('lookup.inUse', `"${use.mapping.name}" looks ${use.field.target.label} up in this table. Change the mapping first.`);
    const rows = rowsOfTable(db, table.id);
    audit('lookups.remove', { table: table.id, name: table.name, rows: rows.size, hash: hashOf(table, rows) });
    return { removed: deleteTable(db, table.id) };
  },
};

export const lookupHandlers = ({ previewContext }: LookupDeps): Handlers<typeof lookups> => ({
  ...tableHandlers,
  coverage: coverageOf(previewContext),
});
