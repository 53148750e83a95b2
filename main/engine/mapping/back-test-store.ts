import { AccountEffect, BackTestDocument, BackTestResult, FieldChange } from '../../../shared/contract/back-tests.ts';
import type { BackTest, BackTestDetail } from '../../../shared/contract/back-tests.ts';
import type { Page, PageRequest } from '../../../shared/contract/page.ts';
import type { Instant, Period } from '../../../shared/values/date.ts';
import type { BackTestId, MappingId } from '../../../shared/values/id.ts';
import { z } from 'zod';
import { orderOf, pageRows, whereOf } from '../store/page-sql.ts';
import type { PageColumns } from '../store/page-sql.ts';
import { fragment, raw, sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';
import type { ListedDocument } from './back-test.ts';

export type NewBackTest = { id: BackTestId; mappingId: MappingId; version: number; contentHash: string; period: Period; startedBy: string; startedAt: Instant; endedAt: Instant; result: BackTestResult };

type Row = Omit<NewBackTest, 'result'> & { result: string };

/** Back-tests of a mapping whose documents are kept one by one; older ones keep their result. */
const KEPT_WHOLE = 5;
const MAX_SHOWN = 50;

/** Keeps a back-test with its documents, in the transaction of its audit entry. */
export function saveBackTest(db: WriteDb, test: NewBackTest, documents: readonly ListedDocument[]): void {
  db.run(sql`INSERT INTO back_test (id, mapping_id, version, content_hash, period, started_by, started_at, ended_at, result)
    VALUES (${test.id}, ${test.mappingId}, ${test.version}, ${test.contentHash}, ${test.period}, ${test.startedBy}, ${test.startedAt}, ${test.endedAt}, ${JSON.stringify(test.result)})`);
  for (const one of documents) {
    db.run(sql`INSERT INTO back_test_document (back_test_id, record_id, outcome, reference, document, channel, on_day, amount_minor, currency, moved_minor, fields, message, changes, effect)
      VALUES (${test.id}, ${one.recordId}, ${one.outcome}, ${one.reference}, ${one.document}, ${one.channel}, ${one.on}, ${one.amountMinor}, ${one.currency}, ${one.movedMinor}, ${one.fields}, ${one.message},
        ${JSON.stringify(one.changes)}, ${JSON.stringify(one.effect)})`);
  }
  db.run(sql`DELETE FROM back_test_document WHERE back_test_id IN (SELECT id FROM back_test WHERE mapping_id = ${test.mappingId} ORDER BY started_at DESC, id DESC LIMIT -1 OFFSET ${KEPT_WHOLE})`);
}

/** Back-tests of a mapping, the newest first; `hashOf` says what a version holds now. */
export const listBackTests = (db: ReadDb, mappingId: string, hashOf: (version: number) => string | null): BackTest[] =>
  db.all<Row>(sql`SELECT id, mapping_id AS mappingId, version, content_hash AS contentHash, period, started_by AS startedBy, started_at AS startedAt, ended_at AS endedAt, result
    FROM back_test WHERE mapping_id = ${mappingId} ORDER BY started_at DESC, id DESC LIMIT ${MAX_SHOWN}`)
    .map(({ contentHash, endedAt, result, ...row }) => ({ ...row, ...BackTestResult.parse(JSON.parse(result)), seconds: (Date.parse(endedAt) - Date.parse(row.startedAt)) / 1_000, isCurrent: hashOf(row.version) === contentHash }));

const COLUMNS: PageColumns = {
  reference: { column: 'd.reference', filter: 'contains' },
  document: { column: 'd.document', filter: 'prefix' },
  channel: { column: 'd.channel', filter: 'contains' },
  on: { column: 'd.on_day', filter: 'prefix' },
  outcome: { column: 'd.outcome', filter: 'equals' },
  amountMinor: { column: 'd.amount_minor', filter: 'equals' },
  movedMinor: { column: 'd.moved_minor', filter: 'equals' },
  currency: { column: 'd.currency', filter: 'equals' },
  fields: { column: 'd.fields', filter: 'contains' },
  message: { column: 'd.message', filter: 'contains' },
};

const SHOWN = raw('d.place, d.record_id AS recordId, d.outcome, d.reference, d.document, d.channel, d.on_day AS "on", d.amount_minor AS amountMinor, d.currency, d.moved_minor AS movedMinor, d.fields, d.message');

export function pageBackTest(db: ReadDb, backTest: string, page: PageRequest): Page<BackTestDocument> {
  const where = fragment`d.back_test_id = ${backTest} AND ${whereOf(COLUMNS, page.filter)}`;
  const { rows, total } = pageRows<Record<string, unknown>>(db, { columns: SHOWN, from: raw('back_test_document d'), key: raw('d.place'), where, order: orderOf(COLUMNS, page.sort, 'd.outcome, d.on_day, d.place') }, page);
  return { rows: rows.map(row => BackTestDocument.parse(row)), total };
}

/** One listed document with its fields and its double entry; null when a later back-test took its place. */
export function backTestDocument(db: ReadDb, backTest: string, place: number): BackTestDetail | null {
  const row = db.get<Record<string, unknown> & { changes: string; effect: string }>(sql`SELECT ${SHOWN}, d.changes, d.effect FROM back_test_document d WHERE d.back_test_id = ${backTest} AND d.place = ${place}`);
  return row ? { document: BackTestDocument.parse(row), changes: z.array(FieldChange).parse(JSON.parse(row.changes)), effect: z.array(AccountEffect).parse(JSON.parse(row.effect)) } : null;
}
