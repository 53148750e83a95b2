import type { SchemaField } from '../../../shared/contract/connections.ts';
import type { Json } from '../connectors/connector.ts';
import type { PricedOrder } from '../pricing/priced-order.ts';
import type { RuleName, Severity } from './rule-list.ts';

/** The same shape as an issue of the mapping: one list shows both. */
export type ValidationIssue = { readonly rule: RuleName; readonly severity: Severity; readonly code: string; readonly about: string; readonly field: string; readonly message: string };

export type RuleField = Pick<SchemaField, 'path' | 'label' | 'type' | 'maxLength' | 'required' | 'choices'>;

/** A rule looks at one value (undefined: not in the body) and says what is wrong with it, or nothing. */
export type FieldRule = { readonly name: RuleName; readonly concerns: (field: RuleField) => boolean; readonly check: (field: RuleField, value: Json | undefined) => { code: string; message: string } | null };

const isEmpty = (value: Json | undefined): boolean => value === undefined || value === null || value === '';

const shown = (value: Json | undefined): string => (typeof value === 'object' ? 'a group of fields' : `"${String(value)}"`);

const DAY_OR_MOMENT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

const isDate = (value: Json | undefined): boolean => typeof value === 'string' && DAY_OR_MOMENT.test(value) && !Number.isNaN(Date.parse(value));

/** What a body must hold for each type of the schema, and how that is said. */
const TYPES: Readonly<Record<SchemaField['type'], { holds: (value: Json | undefined) => boolean; wanted: string }>> = {
  text: { holds: value => typeof value === 'string', wanted: 'text' },
  choice: { holds: value => typeof value === 'string', wanted: 'one of its choices' },
  integer: { holds: Number.isSafeInteger, wanted: 'a whole number' },
  decimal: { holds: value => typeof value === 'number' && Number.isFinite(value), wanted: 'a number' },
  money: { holds: value => typeof value === 'number' && Number.isFinite(value), wanted: 'an amount' },
  boolean: { holds: value => typeof value === 'boolean', wanted: 'true or false' },
  date: { holds: isDate, wanted: 'a date' },
  moment: { holds: isDate, wanted: 'a date and time' },
  object: { holds: value => typeof value === 'object' && value !== null && !Array.isArray(value), wanted: 'a group of fields' },
  list: { holds: value => Array.isArray(value), wanted: 'a list' },
};

/** The rules of one field, in the order in which they are told. */
export const FIELD_RULES: readonly FieldRule[] = [
  {
    name: 'required', concerns: field => field.required,
    check: (field, value) => (isEmpty(value) ? { code: 'field.required', message: `${field.label} is required, and nothing is in it. Fill it in the record, or map it.` } : null),
  },
  {
    name: 'type', concerns: () => true,
    check: (field, value) => {
      const { holds, wanted } = TYPES[field.type];
      return isEmpty(value) || holds(value) ? null : { code: 'field.type', message: `${field.label} must be ${wanted}, but it is ${shown(value)}. Correct it.` };
    },
  },
  {
    name: 'length', concerns: field => field.type === 'text' && field.maxLength !== null,
    check: (field, value) =>
      (typeof value === 'string' && field.maxLength !== null && value.length > field.maxLength
        ? { code: 'field.tooLong', message: `${field.label} has ${value.length} characters; the target takes ${field.maxLength}. Shorten it.` } : null),
  },
  {
    name: 'choice', concerns: field => field.type === 'choice' && field.choices.length > 0,
    check: (field, value) =>
      (typeof value === 'string' && value !== '' && !field.choices.includes(value)
        ? { code: 'field.choice', message: `${field.label} is "${value}"; the target knows ${field.choices.slice(0, 8).join(', ')}. Choose one of them.` } : null),
  },
];

/** The document's own money adds up: net + tax = gross = paid, tax by code = tax, goods and carriage = paid (a rounding line only mends what net prices cannot reach). */
export function totalsOf(priced: PricedOrder): string | null {
  const { lines, carriage, taxes, netMinor, taxMinor, grossMinor, paidMinor } = priced;
  const parts = [...lines, ...(carriage ? [carriage] : [])];
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  if (netMinor + taxMinor !== grossMinor) return 'net and VAT do not make the gross';
  if (grossMinor !== paidMinor) return 'the gross is not what the buyer paid';
  if (sum(taxes.map(tax => tax.taxMinor)) !== taxMinor) return 'the VAT by rate is not the VAT of the document';
  if (sum(parts.map(part => part.grossMinor)) !== paidMinor) return 'the lines do not make what the buyer paid';
  return null;
}
