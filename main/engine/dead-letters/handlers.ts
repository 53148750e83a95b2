import type { deadLetters as contractGroup, LetterDetail } from '../../../shared/contract/dead-letters.ts';
import { MAX_LETTERS } from '../../../shared/contract/dead-letters.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import { LocalDate, periodOf } from '../../../shared/values/date.ts';
import type { Period } from '../../../shared/values/date.ts';
import type { CommandContext, Handlers } from '../handler.ts';
import { letterById } from '../outbox/outbox-store.ts';
import { postRecordOn } from '../records/record-store.ts';
import { SHORTENED } from '../runs/prepare-order.ts';
import { isAboutItems } from '../runs/run-store.ts';
import { readSettings, writeSettings } from '../settings/settings-store.ts';
import type { ReadDb } from '../store/sql.ts';
import { causesOf } from './causes.ts';
import type { FixFacts } from './causes.ts';
import { attemptsOf, causeRows, chainsOfLetters, discardLetter, getDeadLetter, listDeadLetters, requeueLetter, saveOverrides, waitingOfCause } from './dead-letter-store.ts';
import type { Chain } from './dead-letter-store.ts';

export type DeadLetterDeps = {
  /** The ERP's item and tax codes, as last read. */
  factsOf(db: ReadDb): Pick<FixFacts, 'itemCodes' | 'taxCodes'>;
  /** Throws `period.locked` for a signed-off period. */
  refuseLocked(db: ReadDb, period: Period): void;
  /** Lets these chains go on, once the commit holds. */
  sendAgain(context: CommandContext, chains: readonly Chain[]): void;
  /** The fields of a letter's document as they would be sent, with what may be changed. */
  fieldsOf(db: ReadDb, letterId: string): LetterDetail['fields'];
};

const splitCause = (cause: string): { code: string; about: string } => {
  const at = cause.indexOf(' ');
  return at < 0 ? { code: cause, about: '' } : { code: cause.slice(0, at), about: cause.slice(at + 1) };
};

const needed = (value: string, what: string): string => {
  if (value.trim() === '') throw new AppError('fix.value', 'fixInput', `Choose ${what} first.`, { field: 'value' });
  return value.trim();
};

function change(context: CommandContext, cause: string, edit: (settings: Settings) => Settings): void {
  const { settings, rev } = readSettings(context.db);
  writeSettings(context.db, edit(settings), rev + 1);
  context.audit('settings.fix', { cause });
}

/** '25 % Norway' → rate and country. */
function rateAndCountry(about: string): { rate: string; country: string } {
  const [rate = '', country = '*'] = about.split(' % ');
  return { rate, country };
}

/** Mends what all letters of a cause have in common; what is left to each letter becomes its override. */
function mend(context: CommandContext, { refuseLocked }: Pick<DeadLetterDeps, 'refuseLocked'>, { cause, kind, value }: { cause: string; kind: string; value: string }): void {
  const { code, about } = splitCause(cause);
  const { db, now } = context;
  const letters = waitingOfCause(db, cause, MAX_LETTERS);
  if (kind === 'alias' && code === 'product.unknown') {
    const itemCode = needed(value, 'the item');
    change(context, cause, settings => ({ ...settings, skuAliases: [...settings.skuAliases.filter(alias => alias.sku.toUpperCase() !== about.toUpperCase()), { sku: about, itemCode }] }));
  } else if (kind === 'taxCode') {
    const taxCode = needed(value, 'the tax code');
    change(context, cause, settings => ({ ...settings, taxCodes: [{ ...rateAndCountry(about), code: taxCode }, ...settings.taxCodes] }));
  } else if (kind === 'date') {
    const day = LocalDate.safeParse(needed(value, 'the day'));
    if (!day.success) throw new AppError('fix.value', 'fixInput', 'The day must be written YYYY-MM-DD.', { field: 'value' });
    refuseLocked(db, periodOf(day.data));
    for (const { recordId } of letters) if (recordId !== null) postRecordOn(db, recordId, day.data);
  } else if (kind === 'shorten') {
    for (const { id, overrides, field } of letters) if (field !== null) saveOverrides(db, id, { ...(JSON.parse(overrides) as Record<string, string>), [field]: SHORTENED }, now);
  }
}

export const deadLetterHandlers = ({ factsOf, refuseLocked, sendAgain, fieldsOf }: DeadLetterDeps): Handlers<typeof contractGroup> => {
  function detail(db: ReadDb, id: string): LetterDetail {
    const letter = getDeadLetter(db, id);
    if (!letter) throw new AppError('letter.unknown', 'fixInput', 'This failed record is no longer here.', { field: 'id' });
    return { letter, fields: fieldsOf(db, id), attempts: attemptsOf(db, id), mappingVersion: letterById(db, id)?.mappingVersion ?? null };
  }
  /** A document of a month that is signed stays as it was left. */
  function refuseLockedLetters(db: ReadDb, ids: readonly string[]): void {
    for (const { workflow, period } of chainsOfLetters(db, ids)) if (!isAboutItems(workflow)) refuseLocked(db, period);
  }
  function requeue(context: CommandContext, ids: readonly string[]): number {
    refuseLockedLetters(context.db, ids);
    const requeued = ids.filter(id => requeueLetter(context.db, id, context.now));
    context.audit('deadLetters.requeue', { asked: ids.length, requeued });
    sendAgain(context, chainsOfLetters(context.db, requeued));
    return requeued.length;
  }
  return {
    causes: ({ db }) => causesOf(causeRows(db), { ...factsOf(db), settings: readSettings(db).settings }),
    list: ({ db }, { cause, page }) => listDeadLetters(db, cause ?? null, page),
    get: ({ db }, { id }) => detail(db, id),
    edit({ db, audit, now }, { id, changes }) {
      const letter = letterById(db, id);
      const before = getDeadLetter(db, id);
      if (!letter || before?.status !== 'waiting') throw new AppError('letter.notWaiting', 'fixInput', 'This record is on its way or done; it can no longer be edited.', { field: 'id' });
      refuseLockedLetters(db, [id]);
      saveOverrides(db, id, { ...(JSON.parse(letter.overrides) as Record<string, string>), ...changes }, now);
      audit('deadLetters.edit', { letter: letter.key, before: JSON.parse(letter.overrides) as unknown, changes });
      return detail(db, id);
    },
    applyFix(context, { cause, kind, value }) {
      mend(context, { refuseLocked }, { cause, kind, value });
      const ids = waitingOfCause(context.db, cause, MAX_LETTERS).map(({ id }) => id);
      context.audit('deadLetters.applyFix', { cause, kind, value, letters: ids.length });
      return { requeued: requeue(context, ids) };
    },
    requeue: (context, { ids }) => ({ requeued: requeue(context, ids) }),
    discard({ db, audit, now }, { ids, reason }) {
      refuseLockedLetters(db, ids);
      const discarded = ids.filter(id => discardLetter(db, id, reason, now));
      audit('deadLetters.discard', { discarded, reason });
      return { discarded: discarded.length };
    },
  };
};
