import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { APPROVAL_STEPS, nextState } from '../../../main/engine/mapping/approval.ts';
import { MappingState } from '../../../shared/contract/mappings.ts';

/** Every state × every step, for somebody else / for an author. `–` is refused because of the state, `own` because it is their own work. */
const TABLE = `
  state     | change      | submit              | approve              | sendBack      | publish             | retire          | edit
  draft     | draft/draft | submitted/submitted | –/–                  | –/–           | –/–                 | –/–             | –/–
  submitted | –/–         | –/–                 | approved/own         | draft/draft   | –/–                 | –/–             | –/–
  approved  | –/–         | –/–                 | –/–                  | –/–           | published/published | retired/retired | draft/draft
  published | –/–         | –/–                 | –/–                  | –/–           | –/–                 | retired/retired | draft/draft
  retired   | –/–         | –/–                 | –/–                  | –/–           | –/–                 | –/–             | draft/draft
`;

const rows = TABLE.trim().split('\n').map(row => row.split('|').map(cell => cell.trim()));
const [header = [], ...states] = rows;

describe('the way of a version', () => {
  for (const [state = '', ...cells] of states) {
    cells.forEach((cell, at) => {
      const step = APPROVAL_STEPS.find(one => one === header[at + 1]);
      assert.ok(step);
      test(`${step} on ${state} gives ${cell}`, () => {
        const outcome = [false, true].map(isAuthor => {
          const passage = nextState(MappingState.parse(state), step, { isAuthor });
          return passage.ok ? passage.state : passage.code === 'mapping.ownWork' ? 'own' : '–';
        });
        assert.equal(outcome.join('/'), cell);
      });
    });
  }
  test('the table has every state and every step', () => {
    assert.deepEqual(states.map(([state]) => state), MappingState.options);
    assert.deepEqual(header.slice(1), [...APPROVAL_STEPS]);
  });
});
