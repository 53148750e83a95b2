import { createHash } from 'node:crypto';
import { BackTestResult } from '../../../shared/contract/back-tests.ts';
import type { BackTest } from '../../../shared/contract/back-tests.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import type { mappings as contractGroup } from '../../../shared/contract/mappings.ts';
import type { Period } from '../../../shared/values/date.ts';
import { assert } from '../../../shared/values/assert.ts';
import type { BackTestId } from '../../../shared/values/id.ts';
import type { Handlers, TaskContext } from '../handler.ts';
import { inReaderThread } from '../store/reader-thread.ts';
import type { ReadDb } from '../store/sql.ts';
import type { ListedDocument } from './back-test.ts';
import { backTestDocument, listBackTests, pageBackTest, saveBackTest } from './back-test-store.ts';
import { mappedFields } from './mapping-content.ts';
import type { StoredField } from './mapping-content.ts';
import { findMapping, findVersion } from './mapping-store.ts';
import type { Mapping, Version } from './mapping-store.ts';

/** What the stages behind lend: the thread that tries, and what it is told of the documents of a mapping; null where a run makes none of them. */
export type BackTestDeps = {
  readonly workerFile: URL;
  jobOf(db: ReadDb, mapping: Mapping, fields: readonly StoredField[], period: Period): { readonly period: Period } | null;
};

const TASK = 'mappings.backTest';

/** What a version would do: its decided fields, without what people read beside them. */
export const contentHash = (fields: readonly StoredField[]): string => createHash('sha256').update(JSON.stringify(mappedFields(fields))).digest('hex');

type Progress = { readonly done: number; readonly total: number; readonly tried: number };
type Finished = { readonly result: BackTestResult; readonly documents: readonly ListedDocument[] };

const inThread = (workerFile: URL, job: unknown, { signal, announce }: TaskContext): Promise<Finished> => inReaderThread<Progress, Finished>({
  workerFile, job, signal, stopped: { code: 'mapping.backTestStopped', message: 'The try was stopped. Nothing of it was kept.' },
  tell: ({ done, total, tried }) => announce('taskProgress', { task: TASK, text: `${tried.toLocaleString('en-GB')} documents tried`, done, total: total + 1 }),
});

export type BackTestMethods = Pick<Handlers<typeof contractGroup>, 'backTest' | 'backTests' | 'backTestDocuments' | 'backTestDocument'>;

const found = (db: ReadDb, id: string, version: number | null): { mapping: Mapping; version: Version } => {
  const mapping = findMapping(db, id);
  const own = mapping && findVersion(db, id, version);
  if (!mapping || !own) throw new AppError('mapping.missing', 'fixInput', 'This mapping or its version is not there any more. Go back to the list.');
  return { mapping, version: own };
};

const shownTests = (db: ReadDb, id: string): BackTest[] => {
  const hashes = new Map<number, string | null>();
  return listBackTests(db, id, version => {
    if (!hashes.has(version)) {
      const own = findVersion(db, id, version);
      hashes.set(version, own ? contentHash(own.fields) : null);
    }
    return hashes.get(version) ?? null;
  });
};

/** Tries a version on a past period, and keeps what came of it. Nothing is sent anywhere. */
export const backTestHandlers = ({ workerFile, jobOf }: BackTestDeps): BackTestMethods => ({
  async backTest(context, { id, version: asked, period }) {
    const { mapping, version } = found(context.db, id, asked ?? null);
    if (mappedFields(version.fields).length === 0) throw new AppError('mapping.empty', 'fixInput', 'Nothing is mapped yet. Accept or choose at least one field, then try it.');
    const job = jobOf(context.db, mapping, version.fields, period);
    if (!job) throw new AppError('mapping.noDocuments', 'fixInput', `"${mapping.name}" cannot be tried on a past month: that compares sales orders, customers and receipts. Its preview shows whole records.`);
    const startedAt = context.now();
    context.announce('taskProgress', { task: TASK, text: 'Trying the mapping', done: 0, total: null });
    const { result, documents } = await inThread(workerFile, job, context);
    const testId = context.newId('try') as BackTestId;
    context.commit(['mappings'], ({ db, audit, caller, now }) => {
      saveBackTest(db, {
        id: testId, mappingId: mapping.id, version: version.version, contentHash: contentHash(version.fields), period, startedBy: caller.name, startedAt, endedAt: now, result: BackTestResult.parse(result),
      }, documents);
      const { accounts: _accounts, causes: _causes, ...summary } = result;
      audit('mappings.backTest', { mapping: mapping.id, version: version.version, period, backTest: testId, ...summary });
    });
    context.announce('taskProgress', { task: TASK, text: 'Tried', done: 1, total: 1 });
    const test = shownTests(context.db, id).find(one => one.id === testId);
    assert(test, 'a back-test that was just kept');
    return test;
  },

  backTests: ({ db }, { id }) => shownTests(db, id),
  backTestDocuments: ({ db }, { backTest, page }) => pageBackTest(db, backTest, page),

  backTestDocument({ db }, { backTest, place }) {
    const detail = backTestDocument(db, backTest, place);
    if (!detail) throw new AppError('mapping.backTestGone', 'fixInput', 'The documents of this try are not kept any more. Try the mapping on this month again.');
    return detail;
  },
});
