import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { SchemaField } from '../../../shared/contract/connections.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import type { StoredField } from '../../../main/engine/mapping/mapping-content.ts';
import { changed } from '../../../main/engine/mapping/mapping-content.ts';
import { fitFile, mappingFile, readMappingFile } from '../../../main/engine/mapping/mapping-file.ts';

const ENDS = { sourceSystem: 'linnworks', sourceEntity: 'Order', targetSystem: 'sage200', targetEntity: 'sop_orders' };
const target = (path: string, rest: Partial<SchemaField> = {}): SchemaField => ({ path, label: path, type: 'text', maxLength: null, required: false, readOnly: false, custom: false, choices: [], description: '', concept: null, samples: ['seen'], ...rest });
const FIELDS: StoredField[] = [
  { target: target('reference'), decision: 'accepted', source: 'Number', steps: [{ transform: 'cut', parameters: { length: '30' } }], candidates: [{ source: 'Number', confidence: 0.9, steps: [], reason: '' }] },
  { target: target('analysis_code_1', { custom: true, label: 'Channel' }), decision: 'changed', source: null, steps: [{ transform: 'when', parameters: { path: 'Source', then: 'A', equals: 'AMAZON' } }], candidates: [] },
  { target: target('note'), decision: 'none', source: null, steps: [], candidates: [] },
  { target: target('open'), decision: 'open', source: null, steps: [], candidates: [] },
];
const known = (path: string): boolean => path === 'Number';
const refusal = (content: string): string => {
  try {
    readMappingFile(content, ENDS);
  } catch (error) {
    assert.ok(error instanceof AppError);
    return error.message;
  }
  return 'it was taken';
};

describe('a mapping as a file', () => {
  test('holds what was decided, one field a block in the order of names, without ids, dates and people', () => {
    assert.equal(mappingFile(ENDS, FIELDS), `{
  "format": "tieout-mapping/1",
  "source": {
    "system": "linnworks",
    "entity": "Order"
  },
  "target": {
    "system": "sage200",
    "entity": "sop_orders"
  },
  "fields": [
    {
      "target": "analysis_code_1",
      "label": "Channel",
      "source": null,
      "steps": [
        {
          "transform": "when",
          "parameters": {
            "equals": "AMAZON",
            "path": "Source",
            "then": "A"
          }
        }
      ]
    },
    {
      "target": "note",
      "leftEmpty": true
    },
    {
      "target": "reference",
      "source": "Number",
      "steps": [
        {
          "transform": "cut",
          "parameters": {
            "length": "30"
          }
        }
      ]
    }
  ]
}
`);
  });

  test('is the same whatever order the fields and parameters came in, and comes back as it was', () => {
    const text = mappingFile(ENDS, FIELDS);
    assert.equal(mappingFile(ENDS, FIELDS.toReversed()), text);
    const { changes, taken, notTaken } = fitFile(readMappingFile(text, ENDS), FIELDS, known);
    assert.deepEqual([taken, notTaken], [3, []]);
    assert.equal(mappingFile(ENDS, changed(FIELDS, changes).fields), text);
  });

  test('tells what does not fit here, and leaves it open', () => {
    const file = JSON.stringify({
      format: 'tieout-mapping/1', source: { system: 'Linnworks', entity: 'Order' }, target: { system: 'sage200', entity: 'sop_orders' },
      fields: [
        { target: 'reference', source: 'Nowhere' }, { target: 'gone', source: 'Number' }, { target: 'note', steps: [{ transform: 'magic' }] },
        { target: 'analysis_code_1', label: 'Season', source: 'Number' }, { target: 'open', source: 'Number', steps: [{ transform: 'cut', parameters: {} }] },
      ],
    });
    const { changes, taken, notTaken } = fitFile(readMappingFile(file, ENDS), FIELDS, known);
    assert.deepEqual([taken, notTaken.map(({ target: path }) => path)], [0, ['reference', 'gone', 'note', 'analysis_code_1', 'open']]);
    for (const [at, words] of ['no field Nowhere', 'no field gone', 'no step "magic"', 'is “Channel”; the file means “Season”', 'needs "'].entries()) assert.ok(notTaken[at]?.why.includes(words), notTaken[at]?.why);
    assert.ok(changes.every(({ decision }) => decision === 'open'));
  });

  test('of another kind is refused with its first fault', () => {
    assert.match(refusal('{'), /no JSON/);
    assert.match(refusal('{"format":"other"}'), /no exported mapping: format/);
    assert.match(refusal(mappingFile({ ...ENDS, targetSystem: 'sage100' }, FIELDS)), /The file maps linnworks Order to sage100 sop_orders, and this mapping is from/);
    assert.match(refusal(mappingFile(ENDS, FIELDS).replace('"cut"', '7')), /fields\.2\.steps\.0\.transform/);
  });
});
