import assert from 'node:assert/strict';
import { afterAll, beforeAll, test } from 'vitest';
import type { EngineCaller } from '../../../main/hosts/caller.ts';
import type { MappingField, MappingSummary } from '../../../shared/contract/mappings.ts';
import { afterwards, cleanUp } from '../../support/new-engine.ts';
import type { TestEngine } from '../../support/new-engine.ts';
import { answering, answersText, completion, documentOf, json, modelServer } from './model-server.ts';
import type { ModelServer } from './model-server.ts';
import { mappedEngine, PAIR, switchOn, trail } from './workspace.ts';

/** Nothing of what follows changes the draft, so that all of it is asked of one. */
let server: ModelServer;
let engine: TestEngine;
let sam: EngineCaller;
let summary: MappingSummary;
let fields: MappingField[];

beforeAll(async () => {
  server = await modelServer(() => undefined);
  afterwards(() => server.close());
  engine = await mappedEngine();
  await switchOn(engine, server.url, { monthlyCapMicro: 900_000_000 });
  sam = await engine.as('operator');
  summary = await sam.mappings.create(PAIR);
  ({ fields } = await sam.mappings.get({ id: summary.id }));
});
afterAll(cleanUp);

type Failing = { name: string; reply: ModelServer['reply']; says: RegExp; sends?: number; costs?: boolean };
const endless = 'x'.repeat(64 * 1024);

const FAILURES: Failing[] = [
  { name: 'a refused key', reply: ({ response }) => json(response, 401, { error: { message: 'Incorrect API key provided: sk-abcdef123456' } }), says: /refused the key \(401\)/ },
  { name: 'an unknown model', reply: ({ response }) => json(response, 404, { error: { message: 'no such model' } }), says: /404: .*no such model/ },
  { name: 'a busy service that names a moment too far away', reply: ({ response }) => json(response, 429, { error: { message: 'rate limit' } }, { 'retry-after': '3600' }), says: /no more questions now/ },
  { name: 'a busy service that says no when', reply: ({ response }) => json(response, 429, { error: { message: 'quota' } }), says: /no more questions now/ },
  { name: 'a busy service that stays busy', reply: ({ response }) => json(response, 429, { error: { message: 'rate limit' } }, { 'retry-after': '1' }), says: /no more questions now/, sends: 2 },
  { name: 'a failing service', reply: ({ response }) => json(response, 500, { error: { message: 'oops' } }), says: /failed \(500/, costs: true },
  { name: 'a form that the service refuses', reply: ({ response }) => json(response, 400, { error: { message: 'response_format is not supported' } }), says: /refused the form .*Test the connection/ },
  { name: 'a redirect to somewhere else', reply: ({ response }) => { response.writeHead(307, { location: `${server.url}/elsewhere` }); response.end(); }, says: /cannot be reached/, costs: true },
  { name: 'an answer that is no JSON', reply: ({ response }) => { response.writeHead(200, { 'content-type': 'application/json' }); response.end('{"choices": ['); }, says: /cannot be read/, costs: true },
  { name: 'an answer of another kind', reply: ({ response }) => { response.writeHead(200, { 'content-type': 'text/html' }); response.end('<h1>Welcome to the hotel</h1>'); }, says: /cannot be read/, costs: true },
  { name: 'an answer without choices', reply: ({ response }) => json(response, 200, { choices: [] }), says: /cannot be read/, costs: true },
  { name: 'words instead of JSON', reply: ({ response }) => json(response, 200, completion('Sure! Here is your mapping.')), says: /does not have the form/, costs: true },
  { name: 'JSON of another form', reply: ({ response }) => json(response, 200, completion('{"mappings":{"t1":"s1"}}')), says: /does not have the form/, costs: true },
  { name: 'extra keys around the answers', reply: ({ body, response }) => json(response, 200, completion(JSON.stringify({ ...(JSON.parse(answersText([{ target: documentOf(body).targets[0]?.id ?? '', source: 'none' }])) as object), note: 'x' }))), says: /does not have the form/, costs: true },
  { name: 'extra keys in an answer', reply: ({ body, response }) => json(response, 200, completion(JSON.stringify({ answers: documentOf(body).targets.map(({ id }) => ({ target: id, source: 'none', steps: [], why: '', execute: 'rm' })) }))), says: /Part of the model’s answer/, costs: true },
  { name: 'names of fields that do not exist', reply: answering(() => ({ source: 'GeneralInfo.ReferenceNum' })), says: /not among its candidates/, costs: true },
  { name: 'targets that were not asked about', reply: ({ response }) => json(response, 200, completion(answersText([{ target: 't99', source: 's1' }, { target: '__proto__', source: 's1' }]))), says: /not asked about/, costs: true },
  { name: 'two answers for one field', reply: ({ body, response }) => json(response, 200, completion(answersText(documentOf(body).targets.flatMap(({ id, candidates }) => [...candidates, { source: 'none' }].slice(-2).map(({ source }) => ({ target: id, source })))))), says: /answered twice/, costs: true },
  { name: 'a refusal', reply: ({ response }) => json(response, 200, completion(null, { refusal: 'I cannot help with that.' })), says: /refused to answer/, costs: true },
  { name: 'a cut-off answer', reply: ({ response }) => json(response, 200, completion('{"answers":[', { finish_reason: 'length' })), says: /cut off/, costs: true },
  { name: 'an empty answer', reply: ({ response }) => json(response, 200, completion('')), says: /answered nothing/, costs: true },
  { name: 'an answer of 10 MB', reply: ({ response }) => { response.writeHead(200, { 'content-type': 'application/json' }); response.end(JSON.stringify(completion('x'.repeat(10 * 1024 * 1024)))); }, says: /larger than 512 KB/, costs: true },
  { name: 'an answer that never ends', reply: ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const pour = (): void => { while (!response.destroyed && response.write(endless)); if (!response.destroyed) response.once('drain', pour); };
    pour();
  }, says: /larger than 512 KB/, costs: true },
  { name: 'a connection that is cut', reply: ({ response }) => { response.destroy(); }, says: /cannot be reached/, costs: true },
];

for (const { name, reply, says, sends = 1, costs = false } of FAILURES) {
  test(`the offline suggestions stand after ${name}, and the reason is said`, async () => {
    server.reply = reply;
    server.captured.length = 0;
    const before = (await trail(engine, 'languageModel.answer')).length;
    const { ticket } = await sam.ai.prepare({ id: summary.id, rev: summary.rev });
    const answer = await sam.ai.ask({ ticket });
    assert.deepEqual(engine.mistakes, []);
    assert.deepEqual((await sam.mappings.get({ id: summary.id })).fields, fields);
    assert.match(answer.refusals.join(' '), says);
    assert.equal(answer.refusals.join(' ').includes('sk-abcdef'), false);
    assert.equal(answer.unanswered, answer.asked);
    assert.equal(server.captured.length, sends);
    assert.equal(answer.costMicro > 0, costs, 'what may have been charged counts');
    assert.equal((await trail(engine, 'languageModel.answer')).length, before + 1);
  });
}
