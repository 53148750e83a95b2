import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'vitest';
import type { MappingField } from '../../../shared/contract/mappings.ts';
import { afterwards, cleanUp, refusalOf, testClock } from '../../support/new-engine.ts';
import type { TestEngineOptions } from '../../support/new-engine.ts';
import { answering, completion, json, modelServer } from './model-server.ts';
import type { ModelServer } from './model-server.ts';
import { mappedEngine, PAIR, settingsFor, switchOn, trail } from './workspace.ts';

let server: ModelServer;
beforeEach(async () => {
  server = await modelServer(answering(({ candidates }) => ({ source: candidates.at(-1)?.source ?? 'none', why: 'Both hold the same reference.' })));
  afterwards(() => server.close());
});
afterEach(cleanUp);

async function begun(options: TestEngineOptions & { settings?: Parameters<typeof switchOn>[2] } = {}) {
  const { settings, ...rest } = options;
  const engine = await mappedEngine(rest);
  await switchOn(engine, server.url, settings);
  const sam = await engine.as('operator');
  const summary = await sam.mappings.create(PAIR);
  const { fields } = await sam.mappings.get({ id: summary.id });
  return { engine, sam, summary, fields };
}

const pairsOf = (fields: readonly MappingField[]): string[] => fields.map(({ target, candidates }) => `${target.path}: ${candidates.map(({ source }) => source).sort().join(', ')}`);

/** Asks once with whatever the server answers, and says what came of it. */
async function asked(options: Parameters<typeof begun>[0] = {}) {
  const start = await begun(options);
  const { engine, sam, summary } = start;
  const prepared = await sam.ai.prepare({ id: summary.id, rev: summary.rev });
  const answer = await sam.ai.ask({ ticket: prepared.ticket });
  const { fields: after } = await sam.mappings.get({ id: summary.id });
  assert.deepEqual(engine.mistakes, []);
  return { ...start, prepared, answer, after };
}

test('nothing is sent while no model is in use, and the reason is plain', async () => {
  const engine = await mappedEngine();
  const sam = await engine.as('operator');
  const state = await sam.ai.state({});
  assert.deepEqual([state.ready, state.settings.enabled, state.keyHeld], [false, false, false]);
  assert.match(state.notReady, /admin can switch one on under Settings/);
  const summary = await sam.mappings.create(PAIR);
  assert.equal((await refusalOf(sam.ai.prepare({ id: summary.id, rev: summary.rev }))).code, 'ai.off');
  assert.equal(server.captured.length, 0);
});

test('only an admin sets the model up, and only at an address that keeps the key secret', async () => {
  const engine = await mappedEngine();
  const [admin, sam] = [await engine.as('admin'), await engine.as('operator')];
  assert.equal((await refusalOf(sam.ai.save({ settings: settingsFor(server.url), rev: 0 }))).recovery, 'askAdmin');
  const refused = async (baseUrl: string) => (await refusalOf(admin.ai.save({ settings: settingsFor(baseUrl), rev: 0 }))).code;
  assert.equal(await refused('http://model.example/v1'), 'connection.insecure');
  assert.equal(await refused('https://user:pass@model.example/v1'), 'connection.address');
  assert.equal(await refused('file:///etc/passwd'), 'connection.insecure');
  assert.equal(await refused('https://model.example/v1?key=1'), 'ai.address');
  assert.equal((await refusalOf(admin.ai.save({ settings: settingsFor(server.url, { model: '' }), rev: 0 }))).field, 'model');
  assert.equal((await refusalOf(admin.ai.save({ settings: settingsFor(server.url), rev: 7 }))).code, 'ai.stale');
  const state = await admin.ai.save({ settings: settingsFor('https://model.example/v1/'), rev: 0, key: 'the-secret-key' });
  assert.deepEqual([state.settings.baseUrl, state.keyHeld, state.ready], ['https://model.example/v1', true, true]);
});

test('the key is sealed, is in no answer and no audit entry, and never follows the address to another host', async () => {
  const engine = await mappedEngine();
  const admin = await switchOn(engine, 'https://model.example/v1');
  assert.equal(JSON.stringify([await admin.ai.state({}), await trail(engine, '')]).includes('the-secret-key'), false);
  const samePlace = await admin.ai.save({ settings: settingsFor('https://model.example/v2'), rev: 1 });
  assert.equal(samePlace.keyHeld, true);
  const moved = await admin.ai.save({ settings: settingsFor(server.url), rev: 2 });
  assert.equal(moved.keyHeld, false);
});

test('what is sent is byte for byte what was shown, to that address, and the library tells nothing of this machine', async () => {
  const { prepared, answer } = await asked();
  assert.deepEqual(server.captured.map(({ body }) => body), prepared.calls.map(({ body }) => body));
  const [call] = prepared.calls;
  assert.equal(Buffer.byteLength(call?.body ?? ''), call?.bytes);
  assert.equal(answer.calls, 1);
  const [head = ''] = server.captured.map(captured => captured.head.toLowerCase());
  assert.match(head, /^post \/v1\/chat\/completions\n/);
  assert.match(head, /authorization\nbearer the-secret-key/);
  assert.equal(head.includes('stainless'), false);
  assert.match(head, /user-agent\ntieout/);
});

test('the audit trail keeps the bytes before they leave, and model, tokens, cost, the hash of the answer and who accepted', async () => {
  const { engine, sam, prepared, answer, after } = await asked();
  const [intent] = await trail(engine, 'languageModel.ask');
  const detail = intent?.detail ?? {};
  assert.equal(intent?.actor, 'Sam Operator');
  assert.deepEqual([detail['body'], detail['sha256'], detail['model'], detail['to']], [prepared.calls[0]?.body, prepared.calls[0]?.sha256, 'pretend-1', server.url]);
  const answered = (await trail(engine, 'languageModel.answer'))[0]?.detail ?? {};
  // 1,000 tokens read at 2.50 and 200 written at 10.00 a million: 0.0025 + 0.0020.
  assert.deepEqual([answered['costMicro'], answered['tokensRead'], answered['tokensWritten'], answered['answeredBy'], String(answered['answerSha256']).length], [4_500, 1_000, 200, 'pretend-1-2026', 64]);
  assert.equal(answer.costMicro, 4_500);
  const changed = after.find(({ candidates: [best] }) => best?.opinion?.verdict === 'chosen');
  assert.ok(changed && changed.candidates[0]);
  const { source, steps, opinion } = changed.candidates[0];
  await sam.mappings.decide({ id: answer.summary.id, rev: answer.summary.rev, changes: [{ target: changed.target.path, decision: 'accepted', source, steps }] });
  const [{ actor: who, detail: decided } = { actor: '', detail: {} }] = await trail(engine, 'mappings.decide');
  assert.equal(who, 'Sam Operator');
  assert.match(JSON.stringify(decided), new RegExp(`"suggestedBy":\\{"call":"${opinion?.call ?? ''}","model":"pretend-1"\\}`));
  assert.equal((await sam.ai.state({})).spentMicro, 4_500);
});

test('what was shown can be sent once, by whom it was shown, while draft and settings are the same', async () => {
  const { engine, sam, summary } = await begun();
  const prepared = await sam.ai.prepare({ id: summary.id, rev: summary.rev });
  const priya = await engine.as('accountant');
  assert.equal((await refusalOf(priya.ai.ask({ ticket: prepared.ticket }))).code, 'ai.notShown');
  const { summary: after } = await sam.ai.ask({ ticket: prepared.ticket });
  assert.equal((await refusalOf(sam.ai.ask({ ticket: prepared.ticket }))).code, 'ai.notShown');
  const again = await sam.ai.prepare({ id: summary.id, rev: after.rev });
  await sam.mappings.suggest({ id: summary.id, rev: after.rev });
  assert.equal((await refusalOf(sam.ai.ask({ ticket: again.ticket }))).code, 'mapping.stale');
  const third = await sam.ai.prepare({ id: summary.id, rev: after.rev + 1 });
  await switchOn(engine, server.url, { model: 'another' });
  assert.equal((await refusalOf(sam.ai.ask({ ticket: third.ticket }))).code, 'ai.changed');
  const olga = await engine.as('auditor');
  assert.equal((await refusalOf(olga.ai.prepare({ id: summary.id, rev: after.rev + 1 }))).recovery, 'askAdmin');
  assert.equal(server.captured.length, 1);
});

test('a model puts the matcher’s own candidates in another order, in its words, and no candidate comes or goes', async () => {
  const { fields, after, answer } = await asked();
  assert.deepEqual(pairsOf(after), pairsOf(fields));
  const moved = after.filter(({ candidates: [best] }) => best?.opinion?.verdict === 'chosen');
  assert.ok(moved.length >= 3);
  assert.equal(answer.chosen, moved.length);
  for (const { decision, candidates: [best] } of moved) {
    assert.equal(decision, 'open');
    assert.equal(best?.opinion?.words, 'Both hold the same reference.');
    assert.ok(best.confidence >= 0.5 && best.confidence < 0.9);
  }
});

test('a model that finds none right leaves the candidates and takes the weight off the first', async () => {
  server.reply = answering(() => ({ source: 'none', why: 'None of them is the same fact.' }));
  const { fields, after, answer } = await asked();
  assert.deepEqual(after.map(({ candidates }) => candidates.map(({ source }) => source)), fields.map(({ candidates }) => candidates.map(({ source }) => source)));
  assert.equal(answer.none, answer.asked);
  for (const { candidates: [best] } of after) if (best?.opinion) assert.ok(best.opinion.verdict === 'none' && best.confidence < 0.3);
});

test('steps that a model proposes are kept beside the candidate, and those that do not exist or do not fit are not', async () => {
  const proposals = [
    [{ transform: 'part', parameters: [{ name: 'separator', value: '-' }, { name: 'number', value: '1' }] }],
    [{ transform: 'sendByMail', parameters: [] }],
    [{ transform: 'constant', parameters: [{ name: 'value', value: 'PWNED' }] }],
    [{ transform: 'cut', parameters: [{ name: 'length', value: '12' }, { name: 'path', value: 'CustomerInfo.Name' }] }],
    [{ transform: 'cut', parameters: [] }],
    [{ transform: '__proto__', parameters: [] }],
  ];
  let next = 0;
  server.reply = answering(({ candidates }) => ({ source: candidates[0]?.source ?? 'none', steps: proposals[next++ % proposals.length] ?? [] }));
  const { after, answer } = await asked();
  const proposed = after.flatMap(({ candidates }) => candidates.flatMap(({ opinion }) => (opinion?.steps ? [opinion.steps] : [])));
  assert.ok(proposed.length > 0);
  for (const steps of proposed) assert.deepEqual(steps, [{ transform: 'part', parameters: { separator: '-', number: '1' } }]);
  assert.match(answer.refusals.join(' '), /does not exist or that it may not propose/);
  assert.match(answer.refusals.join(' '), /parameter that this step does not have/);
  assert.match(answer.refusals.join(' '), /left out what/);
  assert.equal(answer.agreed, answer.asked);
});

test('a service that says when to come back is asked once more, with the same bytes', async () => {
  const answer = server.reply;
  server.reply = given => {
    if (server.captured.length > 1) answer(given);
    else json(given.response, 429, { error: { message: 'slow down' } }, { 'retry-after': '2' });
  };
  const clock = testClock();
  const before = clock.nowMs();
  const { answer: came } = await asked({ clock });
  assert.ok(came.chosen > 0);
  assert.equal(server.captured[0]?.body, server.captured[1]?.body);
  assert.ok(clock.nowMs() - before >= 2_000);
});

test('a service that does not answer in time is left, and the most it can have cost counts', async () => {
  server.reply = ({ response }) => { response.writeHead(200, { 'content-type': 'application/json' }); response.write(' '); };
  const { prepared, answer, fields, after } = await asked({ settings: { timeoutSeconds: 1 } });
  assert.deepEqual(after, fields);
  assert.match(answer.refusals.join(' '), /did not answer in time|cannot be reached/);
  assert.equal(answer.costMicro, prepared.atMostMicro);
});

test('a question can be cancelled while the model thinks, and changes nothing', async () => {
  const { engine, sam, summary, fields } = await begun();
  const controller = new AbortController();
  server.reply = () => { controller.abort(); };
  const { ticket } = await sam.ai.prepare({ id: summary.id, rev: summary.rev });
  const result = await engine.engine.call(await engine.sessionOf('operator'), 'ai.ask', { ticket }, controller.signal);
  assert.equal(result.ok ? '' : result.error.code, 'ai.cancelled');
  assert.deepEqual((await sam.mappings.get({ id: summary.id })).fields, fields);
  assert.deepEqual((await trail(engine, 'languageModel.answer')).map(({ detail }) => detail['outcome']), ['cancelled']);
  const progress = engine.events.filter(({ name }) => name === 'taskProgress').at(-1)?.payload as { done: number; total: number };
  assert.equal(progress.done, progress.total);
});

test('nothing is sent that could go beyond the cap of the month', async () => {
  const { engine, sam, prepared, answer, fields, after } = await asked({ settings: { monthlyCapMicro: 1_000 } });
  assert.equal(server.captured.length, 0);
  assert.ok(prepared.atMostMicro > prepared.monthlyCapMicro);
  assert.match(answer.refusals.join(' '), /beyond what may be spent/);
  assert.deepEqual(after, fields);
  assert.equal((await trail(engine, 'languageModel.overCap')).length, 1);
  assert.equal((await sam.ai.state({})).spentMicro, 0);
});

test('a model that was switched off after the question was shown is not asked', async () => {
  const { engine, sam } = await begun();
  const admin = await engine.as('admin');
  const { settings, rev } = await admin.ai.state({});
  const summary = (await sam.mappings.list({}))[0] ?? assert.fail('the mapping is there');
  const { ticket } = await sam.ai.prepare({ id: summary.id, rev: summary.rev });
  await admin.ai.save({ settings: { ...settings, enabled: false }, rev });
  assert.equal((await refusalOf(sam.ai.ask({ ticket }))).code, 'ai.off');
  assert.equal(server.captured.length, 0);
});

test('prices of nothing, as of a model on this machine, need no cap', async () => {
  const { answer } = await asked({ settings: { inputPriceMicro: 0, outputPriceMicro: 0, monthlyCapMicro: 0 } });
  assert.equal(answer.costMicro, 0);
  assert.ok(answer.chosen > 0);
});

test('the test of the connection finds the form that the service takes, and later questions have it', async () => {
  const { sam, summary, engine } = await begun();
  const admin = await engine.as('admin');
  assert.equal((await refusalOf(sam.ai.test({}))).recovery, 'askAdmin');
  server.reply = ({ body, response }) => {
    const { response_format: format, ...others } = JSON.parse(body) as { response_format: { type: string } };
    if (format.type === 'json_schema') json(response, 400, { error: { message: 'response_format json_schema is unavailable' } });
    else if ('max_completion_tokens' in others) json(response, 422, { error: { message: 'extra inputs are not permitted' } });
    else json(response, 200, completion('{"ready":true}'));
  };
  const tested = await admin.ai.test({});
  assert.deepEqual([tested.ok, server.captured.length], [true, 4]);
  assert.match(tested.message, /answers are checked here alone/);
  const { calls: [call] } = await sam.ai.prepare({ id: summary.id, rev: summary.rev });
  const body = JSON.parse(call?.body ?? '{}') as Record<string, unknown>;
  assert.deepEqual(body['response_format'], { type: 'json_object' });
  assert.ok('max_tokens' in body && !('max_completion_tokens' in body));
  server.reply = ({ response }) => json(response, 401, { error: { message: 'no' } });
  assert.deepEqual(await admin.ai.test({}), { ok: false, message: 'The service refused the key (401). Enter another one under Settings.' });
});

test('a draft that was changed while the model was thinking keeps what the person did', async () => {
  const { engine, sam, summary } = await begun();
  const { ticket } = await sam.ai.prepare({ id: summary.id, rev: summary.rev });
  const answer = server.reply;
  server.reply = given => {
    void sam.mappings.suggest({ id: summary.id, rev: summary.rev }).then(() => answer(given));
  };
  const { summary: after, chosen, refusals } = await sam.ai.ask({ ticket });
  assert.deepEqual([after.rev, chosen], [summary.rev + 1, 0]);
  assert.match(refusals.join(' '), /what it said is not used/);
  assert.equal((await trail(engine, 'languageModel.unused')).length, 1);
});

test('values leave only when a person lets them, and even then nothing that identifies somebody', async () => {
  const { sam, summary } = await begun();
  const masked = await sam.ai.prepare({ id: summary.id, rev: summary.rev });
  assert.equal(masked.calls.some(({ body }) => body.includes('leave at the door') || body.includes('AMAZON')), false);
  const open = await sam.ai.prepare({ id: summary.id, rev: summary.rev, withSamples: true });
  assert.ok(open.calls.some(({ body }) => body.includes('leave at the door')));
  assert.equal(open.calls.some(({ body }) => body.includes('1234567')), false);
});
