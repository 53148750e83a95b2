import type { ai as contractGroup, AiSettings, AiState } from '../../../shared/contract/ai.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { checkedAddress } from '../connectors/addresses.ts';
import type { Handlers, TaskContext } from '../handler.ts';
import type { ReadDb } from '../store/sql.ts';
import { bookOf, keepKey, readAi, sealedKey, spentIn, writeAi } from './ai-store.ts';
import { askHandlers, openedKey, readyAi, whyNotReady } from './ask-handlers.ts';
import type { AiDeps } from './ask-handlers.ts';
import { FIRST_FORM } from './questions.ts';
import { testService } from './test-service.ts';

const fixInput = (code: string, message: string, field?: string): AppError => new AppError(code, 'fixInput', message, field === undefined ? {} : { field });

function stateOf(db: ReadDb, now: TaskContext['now']): AiState {
  const { settings, rev, testedAt } = readAi(db);
  const { micro, calls } = spentIn(db, now(), settings.currency);
  const notReady = whyNotReady(settings);
  return { settings, rev, keyHeld: sealedKey(db) !== null, ready: notReady === '', notReady, spentMicro: micro, calls, testedAt };
}

const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).origin : '');

function checkedAi(settings: AiSettings): AiSettings {
  const { enabled, baseUrl, model } = settings;
  if (enabled && model === '') throw fixInput('ai.model', 'Name the model that is asked, as its service calls it.', 'model');
  if (baseUrl === '' && !enabled) return settings;
  const url = checkedAddress(baseUrl, 'baseUrl', 'Address of the service');
  if (url.search !== '' || url.hash !== '') throw fixInput('ai.address', 'Leave out what stands behind ? or # in the address of the service.', 'baseUrl');
  return { ...settings, baseUrl: url.href.replace(/\/+$/, '') };
}

type Saved = Parameters<Handlers<typeof contractGroup>['save']>[1];

/** The key is sealed first, then everything is kept in one commit. A key never follows an address to another host. */
async function save(context: TaskContext, { settings: given, rev, key, removeKey }: Saved, { vault }: AiDeps): Promise<AiState> {
  const settings = checkedAi(given);
  const sealed = key === '' ? null : await vault.seal(key);
  context.commit(['ai'], ({ db, audit }) => {
    const before = readAi(db);
    if (before.rev !== rev) throw fixInput('ai.stale', 'Somebody else changed these settings meanwhile. Look at them again, then save.');
    const moved = hostOf(before.settings.baseUrl) !== hostOf(settings.baseUrl);
    const forgotten = sealed === null && (removeKey || moved) && sealedKey(db) !== null;
    const isAnother = before.settings.baseUrl !== settings.baseUrl || before.settings.model !== settings.model;
    if (sealed !== null || forgotten) keepKey(db, sealed);
    writeAi(db, { settings, rev: rev + 1, form: isAnother ? FIRST_FORM : before.form, testedAt: isAnother || sealed !== null || forgotten ? null : before.testedAt });
    audit('languageModel.save', { before: before.settings, after: settings, key: sealed !== null ? 'changed' : forgotten ? 'removed' : 'kept' });
  });
  return stateOf(context.db, context.now);
}

/** What the test found out is kept, unless the settings were changed while it waited. */
async function test(context: TaskContext, deps: AiDeps): Promise<{ ok: boolean; message: string }> {
  const { settings, rev } = readyAi(context.db);
  const tested = await testService({ context, book: bookOf(context, settings), settings, key: await openedKey(deps.vault, context.db), wait: deps.wait });
  context.commit(['ai'], ({ db, audit, now }) => {
    const current = readAi(db);
    if (tested.ok && current.rev === rev) writeAi(db, { ...current, form: tested.form, testedAt: now });
    audit('languageModel.test', { ok: tested.ok, to: settings.baseUrl, model: settings.model, message: tested.message });
  });
  return { ok: tested.ok, message: tested.message };
}

/** The door to the language model. What leaves the machine was shown first, goes out once and unchanged, and stays in the audit trail. */
export const aiHandlers = (deps: AiDeps): Handlers<typeof contractGroup> => ({
  state: ({ db, now }) => stateOf(db, () => now),
  save: (context, input) => save(context, input, deps),
  test: context => test(context, deps),
  ...askHandlers(deps),
});
