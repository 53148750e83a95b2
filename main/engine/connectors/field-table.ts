import { FieldType } from '../../../shared/contract/connections.ts';
import type { SchemaField } from '../../../shared/contract/connections.ts';
import { assert } from '../../../shared/values/assert.ts';

/**
 * A table of fields as text, one a line: `path | label | type | concept | description`. After the type: `(30)` the longest text,
 * `!` required, `=` read only, `~` personal (samples are masked), `{a;b}` choices.
 */
export type TableField = SchemaField & { readonly personal: boolean };

export function fieldTable(text: string): readonly TableField[] {
  return text.trim().split('\n').map(line => {
    const [path = '', label = '', kind = '', concept = '', description = ''] = line.split('|').map(part => part.trim());
    const match = /^([a-z]+)(?:\((\d+)\))?([!=~]*)(?:\{([^}]*)\})?$/.exec(kind);
    assert(match && path && label, `a line of a field table is malformed: ${line}`);
    const [, type = '', length, marks = '', choices = ''] = match;
    return {
      path, label, type: FieldType.parse(type), maxLength: length === undefined ? null : Number(length), required: marks.includes('!'), readOnly: marks.includes('='),
      custom: false, choices: choices ? choices.split(';') : [], description, concept: concept || null, samples: [], personal: marks.includes('~'),
    };
  });
}

export const withoutMarks = ({ personal: _personal, ...field }: TableField): SchemaField => field;
