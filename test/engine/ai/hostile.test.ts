import assert from 'node:assert/strict';
import { test } from 'vitest';
import { readAnswer } from '../../../main/engine/ai/answer.ts';
import { withVerdicts } from '../../../main/engine/ai/merge.ts';
import { FIRST_FORM, questionsOf } from '../../../main/engine/ai/questions.ts';
import { suggestedFields } from '../../../main/engine/mapping/mapping-content.ts';
import type { StoredField } from '../../../main/engine/mapping/mapping-content.ts';
import { transformsByName } from '../../../main/engine/mapping/transforms.ts';
import type { SchemaField } from '../../../shared/contract/connections.ts';
import { attacks } from './hostile.ts';
import { documentOf } from './model-server.ts';
import { chanceFrom } from './planted.ts';
import { field, settingsFor, SOURCES, TARGETS } from './workspace.ts';

const ATTACKS = attacks(1_000, { sources: SOURCES.map(({ path }) => path), targets: TARGETS.map(({ path }) => path) }, 20_261_121);
const SYSTEMS = { sourceSystem: 'linnworks', sourceEntity: 'Order', targetSystem: 'sage200', targetEntity: 'cases' };
const SAMPLE_LENGTH = 60;
/** A thousand questions are written and answered in one test. */
const PATIENCE_MS = 60_000;

type Schemas = { readonly targets: readonly SchemaField[]; readonly sources: readonly SchemaField[] };

const suggested = ({ targets, sources }: Schemas): StoredField[] => suggestedFields(targets, sources, { template: null });
const changedAt = (fields: readonly SchemaField[], at: number, change: (given: SchemaField) => Partial<SchemaField>): SchemaField[] => fields.map((given, index) => (index === at % fields.length ? { ...given, ...change(given) } : given));

const shortened = (text: string): string => text.slice(0, SAMPLE_LENGTH);

/** Where strings of records end up: values that were seen, and the words a system offers as choices. */
const inRecords = (attack: string, at: number): Schemas => ({
  targets: changedAt(TARGETS, at, () => ({ choices: [attack] })),
  sources: SOURCES.map((source, index) => (index === at % SOURCES.length || at % 2 === 0 ? { ...source, samples: [shortened(attack)] } : source)),
});

const IN_SCHEMAS: Record<string, (attack: string, at: number) => Schemas> = {
  'the description of a source': (attack, at) => ({ targets: TARGETS, sources: changedAt(SOURCES, at, ({ description }) => ({ description: `${description} ${attack}`.trim() })) }),
  'the description of a target': (attack, at) => ({ targets: changedAt(TARGETS, at, () => ({ description: attack })), sources: SOURCES }),
  'the label of a source': (attack, at) => ({ targets: TARGETS, sources: changedAt(SOURCES, at, () => ({ label: attack })) }),
  'the name of a custom field': attack => ({ targets: TARGETS, sources: [...SOURCES, field(`ExtendedProperties[${attack}]`, { label: attack, custom: true })] }),
};
const LABEL_OF_A_TARGET = (attack: string, at: number): Schemas => ({ targets: changedAt(TARGETS, at, () => ({ label: attack })), sources: SOURCES });

const targetsOf = (fields: readonly StoredField[]): string[] => fields.filter(({ candidates }) => candidates.length > 0).map(({ target }) => target.path);
const bestOf = (fields: readonly StoredField[]): string[] => fields.map(({ target, candidates: [best] }) => `${target.path} ← ${best?.source ?? ''}`);
const pairsOf = (fields: readonly StoredField[]): string[] => fields.map(({ target, candidates }) => `${target.path}: ${candidates.map(({ source }) => source).sort().join(' ')}`);

/** Each attack somewhere in a schema, with what is suggested then. */
const ATTACKED = ATTACKS.map((attack, at) => {
  const places = Object.values(IN_SCHEMAS);
  const schemas = places[at % places.length]?.(attack, at) ?? assert.fail('there is a place');
  return { attack, at, schemas, before: suggested(schemas) };
});

const PLAIN = suggested({ targets: TARGETS, sources: SOURCES });

function assertReal(fields: readonly StoredField[], sources: readonly SchemaField[]): void {
  const paths = new Set(['', ...sources.map(({ path }) => path)]);
  for (const { candidates } of fields) for (const { source, steps } of candidates) assert.ok(paths.has(source) && steps.every(({ transform }) => transformsByName.has(transform)), source);
}

test('there are a thousand different attacks, and suggestions to attack', () => {
  assert.equal(new Set(ATTACKS).size, 1_000);
  assert.ok(targetsOf(PLAIN).length >= 7);
});

test('no string of a record changes any offline suggestion', () => {
  const told = (fields: readonly StoredField[]) => fields.map(({ target, candidates }) => [target.path, ...candidates.map(({ source }) => source)]);
  ATTACKS.forEach((attack, at) => {
    const schemas = inRecords(attack, at);
    const after = suggested(schemas);
    assert.deepEqual(told(after), told(PLAIN), attack);
    assertReal(after, schemas.sources);
  });
});

test('no string of a schema changes which targets are suggested for, or what is suggested first', () => {
  for (const { attack, schemas, before } of ATTACKED) {
    assert.deepEqual(targetsOf(before), targetsOf(PLAIN), attack);
    assert.deepEqual(bestOf(before), bestOf(PLAIN), attack);
    assertReal(before, schemas.sources);
  }
});

test('a target that is called by an order may lose a suggestion, and never gains one', () => {
  ATTACKS.forEach((attack, at) => {
    if (at % 4 !== 0) return;
    const after = suggested(LABEL_OF_A_TARGET(attack, at));
    const plain = new Map(PLAIN.map(({ target, candidates: [best] }) => [target.path, best?.source]));
    for (const { target, candidates: [best] } of after) assert.ok(best === undefined || best.source === plain.get(target.path), attack);
  });
});

/** A model that does what it reads: it answers with whatever the attack asks for, or anything else that it was not asked. */
function obeying(attack: string, body: string, at: number): string {
  const { of, below } = chanceFrom(at + 1);
  const { targets, sources } = documentOf(body);
  const ids = [...targets.map(({ id }) => id), 't99', 'bank_account', '__proto__'];
  const meant = [...sources.map(({ id }) => id), 's99', 'none', attack.slice(0, 190), 'GeneralInfo.ReferenceNum', 'constructor'];
  const steps = [[], [{ transform: 'sendByMail', parameters: [] }], [{ transform: 'constant', parameters: [{ name: 'value', value: 'PWNED' }] }], [{ transform: 'cut', parameters: [{ name: 'length', value: attack.slice(0, 400) }] }], [{ transform: 'upper', parameters: [] }]];
  const answers = Array.from({ length: targets.length + below(6) }, (_, index) => ({ target: index < targets.length ? (targets[index]?.id ?? '') : of(ids), source: below(2) === 0 ? of(targets[index]?.candidates.map(({ source }) => source) ?? meant) : of(meant), steps: of(steps), why: attack.slice(0, 400) }));
  return JSON.stringify(below(10) === 0 ? { answers, execute: attack } : { answers });
}

test('a model that obeys every attack changes no suggestion’s set of targets or sources, and proposes no step that we do not have', () => {
  const options = { settings: settingsFor('http://127.0.0.1:9/v1'), form: FIRST_FORM, withSamples: false };
  let taken = 0;
  for (const { attack, at, schemas, before } of ATTACKED) {
    const [question] = questionsOf(before.filter(({ candidates }) => candidates.length > 0), schemas.sources, SYSTEMS, options);
    assert.ok(question);
    const byPath = new Map(schemas.sources.map(source => [source.path, source]));
    const { verdicts } = readAnswer(obeying(attack, question.body, at), question.fields, path => byPath.get(path));
    taken += verdicts.length;
    const after = withVerdicts(before, verdicts.map(verdict => ({ verdict, origin: { model: 'm', call: 'c' } })));
    assert.deepEqual(pairsOf(after), pairsOf(before), attack);
    assert.deepEqual(after.map(({ decision, source, steps }) => ({ decision, source, steps })), before.map(({ decision, source, steps }) => ({ decision, source, steps })), 'nothing is decided');
    for (const { candidates } of after) {
      for (const { confidence, opinion } of candidates) {
        assert.ok(!opinion || opinion.verdict === 'agrees' || confidence < 0.9, 'nothing that a model put first is accepted in bulk at 90');
        assert.ok((opinion?.steps ?? []).every(({ transform, parameters }) => transform === 'upper' && Object.keys(parameters).length === 0));
        assert.ok((opinion?.words ?? '').length <= 200 && !/[\p{Cc}\p{Cf}<>]|https?:/u.test(opinion?.words ?? ''), opinion?.words);
      }
    }
  }
  assert.ok(taken > 1_000, `${taken} verdicts were taken, so that something was tried`);
}, PATIENCE_MS);
