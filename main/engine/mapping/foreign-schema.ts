import { z } from 'zod';
import type { SchemaField } from '../../../shared/contract/connections.ts';

const MAX_FIELDS = 20_000;

/** A schema as a file of names, with types in any system's words. */
export const ForeignSchema = z.object({
  name: z.string(),
  fields: z.array(z.object({ path: z.string().min(1).max(500), type: z.string().nullish(), description: z.string().nullish() })).max(MAX_FIELDS),
});
export type ForeignSchema = z.infer<typeof ForeignSchema>;

/** Words in a type's name and the type they mean; the first that is found decides. */
const TYPE_WORDS: readonly (readonly [RegExp, SchemaField['type']])[] = [
  [/bool|\bbit\b|yes.?no|check/i, 'boolean'], [/datetime|timestamp|moment/i, 'moment'], [/date|\bday\b/i, 'date'], [/currency|money|monetary|amount/i, 'money'], [/int|serial|\blong\b|short|count/i, 'integer'],
  [/dec|num|float|double|real|percent|rate/i, 'decimal'], [/\bselect(?:ion)?\b|enum|choice|\blink\b|many2one|recordref|foreign/i, 'choice'], [/\btable\b|array|list|2many/i, 'list'], [/object|struct|complex/i, 'object'],
];

const typeOf = (text: string): SchemaField['type'] => TYPE_WORDS.find(([pattern]) => pattern.test(text))?.[1] ?? 'text';

/** The fields of such a file as the matcher takes them; what it does not say is left open. */
export const foreignFields = ({ fields }: ForeignSchema): SchemaField[] => fields.map(({ path, type, description }) => ({
  path, label: path.slice(path.lastIndexOf('.') + 1), type: typeOf(type ?? ''), maxLength: Number(/\((\d{1,6})\)/.exec(type ?? '')?.[1] ?? 0) || null, required: false, readOnly: false, custom: false, choices: [],
  description: description ?? '', concept: null, samples: [],
}));
