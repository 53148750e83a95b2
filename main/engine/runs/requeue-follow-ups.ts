import { STEPS } from '../connectors/connector.ts';
import type { Json, StepName } from '../connectors/connector.ts';
import { requeuedLetters, requeueWith } from '../outbox/outbox-store.ts';
import { recordById } from '../records/record-store.ts';
import { typedLike, valueAt, withValueAt } from './body-path.ts';
import type { Work } from './work.ts';

const MAX_REQUEUED = 5_000;
/** Documents that are made anew from their record by the preparing stage. */
const MADE_ANEW: readonly StepName[] = ['salesOrder', 'invoice', 'purchaseOrder'];

/** Letters of later steps that a person sent again go out as they were, with what the person changed and on the day the record was moved to. */
export function requeueFollowUps(work: Work): void {
  const steps = STEPS.filter(step => !MADE_ANEW.includes(step) || (step === 'invoice' && work.documentStep === 'salesOrder'));
  const letters = requeuedLetters(work.deps.db, steps, MAX_REQUEUED);
  if (letters.length === 0) return;
  work.commit(({ db, audit, now }) => {
    for (const letter of letters) {
      const overrides = Object.entries(JSON.parse(letter.overrides) as Record<string, string>);
      const body = overrides.reduce((result, [path, text]) => withValueAt(result, path, typedLike(text, valueAt(result, path))), JSON.parse(letter.body) as Json);
      requeueWith(db, letter.id, JSON.stringify(movedTo(work, letter.step, letter.recordId, body)), letter.mappingVersion, now);
    }
    audit('runs.requeued', { run: work.run.id, keys: letters.map(letter => letter.key) });
  });
}

function movedTo(work: Work, step: StepName, recordId: string | null, body: Json): Json {
  const field = work.target.erp.targets[step]?.dateField;
  const postOn = recordId === null ? null : recordById(work.deps.db, recordId)?.postOn;
  const own = field === undefined ? undefined : valueAt(body, field);
  return field !== undefined && postOn && typeof own === 'string' && own.slice(0, 10) < postOn ? withValueAt(body, field, `${postOn}T00:00:00Z`) : body;
}
