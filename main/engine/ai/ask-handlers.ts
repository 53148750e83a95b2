import type { ai as contractGroup, AiSettings, PreparedAsk } from '../../../shared/contract/ai.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import type { MappingSummary } from '../../../shared/contract/mappings.ts';
import type { MappingId } from '../../../shared/values/id.ts';
import type { Handlers, TaskContext, Vault } from '../handler.ts';
import { nextState } from '../mapping/approval.ts';
import { discoveredEntity, findMapping, findVersion, saveVersion, summaryOf } from '../mapping/mapping-store.ts';
import type { Mapping, Version } from '../mapping/mapping-store.ts';
import { withAuthor } from '../store/authors.ts';
import type { ReadDb } from '../store/sql.ts';
import { bookOf, readAi, sealedKey, spentIn } from './ai-store.ts';
import { readAnswer } from './answer.ts';
import type { Verdict } from './answer.ts';
import { withVerdicts } from './merge.ts';
import { completionsUrl, HEADERS } from './openai-suggester.ts';
import { fieldsToAsk, questionsOf } from './questions.ts';
import type { Question } from './questions.ts';
import { sendQuestion } from './send.ts';
import type { Sender } from './send.ts';

export type AiDeps = { readonly vault: Vault; wait(ms: number, signal?: AbortSignal): Promise<void> };

/** What was shown to somebody and may be sent once. */
type Prepared = { readonly by: string; readonly mapping: MappingId; readonly rev: number; readonly aiRev: number; readonly questions: readonly Question[]; readonly withSamples: boolean };
type Tickets = Map<string, Prepared>;

const MAX_TICKETS = 20;
/** Answers in a row that cannot be used before the rest is not asked any more. */
const MAX_USELESS = 2;
const OPEN = 'No language model is in use. Everything works without one; an admin can switch one on under Settings.';

const fixInput = (code: string, message: string, field?: string): AppError => new AppError(code, 'fixInput', message, field === undefined ? {} : { field });

export function whyNotReady({ enabled, baseUrl, model }: AiSettings): string {
  if (!enabled) return OPEN;
  return baseUrl === '' || model === '' ? 'The language model has no address or no name yet. An admin can enter both under Settings.' : '';
}

/** The draft that is asked about, if it is the one that was looked at. */
function draftOf(db: ReadDb, { id, rev }: { id: MappingId; rev: number }): { mapping: Mapping; version: Version } {
  const mapping = findMapping(db, id);
  const version = mapping && findVersion(db, id, null);
  if (!version) throw fixInput('mapping.missing', 'This mapping is not there any more. Go back to the list.');
  if (version.rev !== rev) throw fixInput('mapping.stale', 'This mapping was changed meanwhile. Look at it again, then ask.');
  const passage = nextState(version.state, 'change', { isAuthor: false });
  if (!passage.ok) throw fixInput(passage.code, passage.message);
  return { mapping, version };
}

export function readyAi(db: ReadDb) {
  const stored = readAi(db);
  const notReady = whyNotReady(stored.settings);
  if (notReady !== '') throw new AppError('ai.off', 'askAdmin', notReady);
  return stored;
}

function sourcesOf(db: ReadDb, mapping: Mapping) {
  const source = discoveredEntity(db, mapping.sourceConnection, mapping.sourceEntity);
  const target = discoveredEntity(db, mapping.targetConnection, mapping.targetEntity);
  if (!source || !target) throw fixInput('mapping.noSchema', 'The fields of a connection are not known any more. Discover them under Connections first.');
  return { fields: source.entity.fields, systems: { sourceSystem: source.system, sourceEntity: mapping.sourceEntity, targetSystem: target.system, targetEntity: mapping.targetEntity } };
}

function prepare(context: TaskContext, { id, rev, withSamples }: { id: MappingId; rev: number; withSamples: boolean }, tickets: Tickets): PreparedAsk {
  const { settings, form, rev: aiRev } = readyAi(context.db);
  const { mapping, version } = draftOf(context.db, { id, rev });
  const open = fieldsToAsk(version.fields);
  if (open.length === 0) throw fixInput('ai.nothingToAsk', 'There is nothing to ask: every open field has a sure suggestion or none at all.');
  const { fields, systems } = sourcesOf(context.db, mapping);
  const questions = questionsOf(open, fields, systems, { settings, form, withSamples });
  const ticket = context.newId('ask');
  const [oldest] = tickets.keys();
  if (tickets.size >= MAX_TICKETS && oldest !== undefined) tickets.delete(oldest);
  tickets.set(ticket, { by: context.caller.personId, mapping: id, rev, aiRev, questions, withSamples });
  const asked = questions.reduce((sum, question) => sum + question.fields.length, 0);
  return {
    ticket, url: completionsUrl(settings.baseUrl), headers: [...Object.entries(HEADERS).map(([name, value]) => `${name}: ${value}`), ...(sealedKey(context.db) === null ? [] : ['authorization: Bearer (the key of the vault)'])],
    model: settings.model, calls: questions.map(({ fields: about, body, bytes, sha256 }) => ({ fields: about.length, body, bytes, sha256 })), fields: asked, leftOut: open.length - asked, withSamples,
    atMostMicro: questions.reduce((sum, { atMostMicro }) => sum + atMostMicro, 0), spentMicro: spentIn(context.db, context.now(), settings.currency).micro, monthlyCapMicro: settings.monthlyCapMicro, currency: settings.currency,
  };
}

type Said = { readonly verdict: Verdict; readonly origin: { readonly model: string; readonly call: string } };
type Gathered = { readonly said: Said[]; readonly refusals: Set<string>; calls: number; costMicro: number };

/** Question after question, until all are answered, something outside fails, or what comes back is of no use. */
async function askAll(sender: Sender & { readonly context: TaskContext }, { questions, mapping, withSamples, aiRev }: Prepared, sources: ReturnType<typeof sourcesOf>['fields']): Promise<Gathered> {
  const { context, settings } = sender;
  const byPath = new Map(sources.map(source => [source.path, source]));
  const gathered: Gathered = { said: [], refusals: new Set(), calls: 0, costMicro: 0 };
  let useless = 0;
  const tell = (done: number): void => context.announce('taskProgress', { task: `ai.ask ${mapping}`, text: `Asking ${settings.model}`, done, total: questions.length });
  for (const [index, question] of questions.entries()) {
    if (context.signal.aborted || useless >= MAX_USELESS) break;
    if (readAi(context.db).rev !== aiRev) {
      gathered.refusals.add('The language model’s settings were changed meanwhile, so the rest was not sent.');
      break;
    }
    tell(index);
    const { call, outcome, costMicro } = await sendQuestion(sender, question, { mapping, withSamples });
    if (call !== null) gathered.calls += 1;
    gathered.costMicro += costMicro;
    if (!outcome.ok) {
      gathered.refusals.add(outcome.message);
      if (!['refused', 'truncated', 'unreadable', 'tooLarge'].includes(outcome.code)) break;
      useless += 1;
      continue;
    }
    const { verdicts, refusals } = readAnswer(outcome.text, question.fields, path => byPath.get(path));
    useless = verdicts.length === 0 ? useless + 1 : 0;
    for (const refusal of refusals) gathered.refusals.add(refusal);
    for (const verdict of verdicts) gathered.said.push({ verdict, origin: { model: settings.model, call: call ?? '' } });
  }
  tell(questions.length);
  return gathered;
}

const MAX_TOLD = 20;

async function ask(context: TaskContext, ticket: string, { vault, wait }: AiDeps, tickets: Tickets) {
  const prepared = tickets.get(ticket);
  if (!prepared || prepared.by !== context.caller.personId) throw fixInput('ai.notShown', 'What would be sent has to be looked at first. Open the question again.');
  tickets.delete(ticket);
  const { settings, rev: aiRev } = readyAi(context.db);
  if (aiRev !== prepared.aiRev) throw fixInput('ai.changed', 'The language model’s settings were changed after this was shown. Look at the question again.');
  const { mapping } = draftOf(context.db, { id: prepared.mapping, rev: prepared.rev });
  const sources = sourcesOf(context.db, mapping).fields;
  const key = await openedKey(vault, context.db);
  const gathered = await askAll({ context, book: bookOf(context, settings), settings, key, wait }, prepared, sources);
  if (context.signal.aborted) throw fixInput('ai.cancelled', 'The question was cancelled. No suggestion was changed.');
  const { summary, kept } = keepVerdicts(context, prepared, gathered.said);
  if (!kept) gathered.refusals.add('The draft was changed while the model was thinking: what it said is not used.');
  const said = kept ? gathered.said : [];
  const asked = prepared.questions.flatMap(({ fields }) => fields);
  const before = new Map(asked.map(({ target, candidates: [first] }) => [target.path, first?.source]));
  const count = (is: (verdict: Verdict) => boolean): number => said.filter(({ verdict }) => is(verdict)).length;
  return {
    summary, asked: asked.length,
    chosen: count(({ target, source }) => source !== null && source !== before.get(target)), agreed: count(({ target, source }) => source !== null && source === before.get(target)), none: count(({ source }) => source === null),
    unanswered: asked.length - said.length, refusals: [...gathered.refusals].slice(0, MAX_TOLD), calls: gathered.calls, costMicro: gathered.costMicro, currency: settings.currency,
  };
}

/** The key for one call; null where the service needs none. */
export async function openedKey(vault: Vault, db: ReadDb): Promise<string | null> {
  const sealed = sealedKey(db);
  try {
    return sealed === null ? null : await vault.open(sealed);
  } catch {
    throw new AppError('ai.vault', 'askAdmin', 'The model’s key cannot be opened on this computer or by this user. Enter it again under Settings.');
  }
}

/** Puts what was said beside the candidates, unless somebody changed the draft while the model was thinking. */
function keepVerdicts(context: TaskContext, { mapping: id, rev }: Prepared, said: readonly Said[]): { summary: MappingSummary; kept: boolean } {
  if (said.length === 0) {
    const { mapping, version } = newestOf(context.db, id);
    return { summary: summaryOf(context.db, mapping, version), kept: true };
  }
  return context.commit(['mappings'], ({ db, audit, now, caller }) => {
    const { mapping, version } = newestOf(db, id);
    if (version.rev !== rev || version.state !== 'draft') {
      audit('languageModel.unused', { mapping: id, version: version.version, calls: callsOf(said), reason: 'the draft was changed meanwhile' });
      return { summary: summaryOf(db, mapping, version), kept: false };
    }
    const fields = withVerdicts(version.fields, said);
    const authors = withAuthor(version.authors, caller.personId);
    const after: Version = { ...version, fields, authors, rev: version.rev + 1, changedAt: now };
    saveVersion(db, after);
    audit('languageModel.suggested', { mapping: id, version: version.version, calls: callsOf(said), said: said.map(({ verdict: { target, source, words } }) => ({ target, source, words })) });
    return { summary: summaryOf(db, mapping, after), kept: true };
  });
}

const callsOf = (said: readonly Said[]): string[] => [...new Set(said.map(({ origin }) => origin.call))];

function newestOf(db: ReadDb, id: MappingId): { mapping: Mapping; version: Version } {
  const mapping = findMapping(db, id);
  const version = mapping && findVersion(db, id, null);
  if (!version) throw fixInput('mapping.missing', 'This mapping is not there any more. Go back to the list.');
  return { mapping, version };
}

type Asking = Pick<Handlers<typeof contractGroup>, 'prepare' | 'ask'>;

/** Showing what would be sent, and sending it. */
export function askHandlers(deps: AiDeps): Asking {
  const tickets: Tickets = new Map();
  return { prepare: async (context, input) => prepare(context, input, tickets), ask: (context, { ticket }) => ask(context, ticket, deps, tickets) };
}
