import type { SchemaField } from '../../../shared/contract/connections.ts';
import type { Step } from '../../../shared/contract/mappings.ts';

export const step = (transform: string, parameters: Step['parameters'] = {}): Step => ({ transform, parameters });

type StepRule = { readonly when: (target: SchemaField, source: SchemaField) => boolean; readonly steps: (target: SchemaField, source: SchemaField) => Step[] };

/** Document lines, as systems call them: `lines[]`, `Lines[]`, `LineItems[]`. */
export const LINES = /^(?:line_?items?|lines)\[/i;

const isLine = ({ path }: SchemaField): boolean => LINES.test(path);
const isGoods = ({ path }: SchemaField): boolean => path.startsWith('[]', path.indexOf('[')) && LINES.test(path);
const isCharge = ({ path }: SchemaField): boolean => path.startsWith('[charge]', path.indexOf('[')) && LINES.test(path);
const last = ({ path }: SchemaField): string => path.slice(path.lastIndexOf('.') + 1).toLowerCase();
const isNumber = ({ type }: SchemaField): boolean => type === 'integer' || type === 'decimal' || type === 'money';
const isDay = ({ type }: SchemaField): boolean => type === 'date' || type === 'moment';
const about = (field: SchemaField, pattern: RegExp): boolean => pattern.test(last(field)) || (field.concept !== null && pattern.test(field.concept.toLowerCase()));

/** A key is never cut: half a reference finds nothing. A name is not either: half a name is a lost parcel. */
const isKeyOrName = (field: SchemaField): boolean => about(field, /reference|document_?no|_ref$|refno|(^|\.)(postal_|full)?name$/);

/** Sage and most interfaces want a day with its time; a target that says otherwise is believed. */
const dayFormat = (target: SchemaField): Step[] => (/yyyy-mm-dd(?!t)/i.test(target.description) ? [] : [step('startOfDay')]);

/** What a value needs so that the target can take it; the first rule that fits decides. */
const RULES: readonly StepRule[] = [
  { when: target => isCharge(target) && about(target, /price|carriage/), steps: () => [step('chargePrice')] },
  { when: target => isCharge(target) && about(target, /tax/), steps: () => [step('chargeTaxCode')] },
  { when: target => isCharge(target) && about(target, /description/), steps: () => [step('defaultTo', { value: 'Carriage' })] },
  { when: target => isGoods(target) && target.type === 'integer' && about(target, /product|item|stock|sku/), steps: () => [step('itemId')] },
  { when: target => isGoods(target) && about(target, /(^|_)(item_?|product_?|stock_?)?code$|sku/) && !about(target, /tax|analysis/), steps: () => [step('itemCode')] },
  { when: target => isLine(target) && about(target, /tax.*(id|code|class)|taxrate/), steps: () => [step('taxCodeId')] },
  { when: target => isLine(target) && about(target, /price/) && isNumber(target), steps: () => [step('unitPrice')] },
  { when: target => isGoods(target) && about(target, /quantity|qty/), steps: () => [step('lineQuantity')] },
  { when: (target, source) => isGoods(target) && about(target, /description|title/) && about(source, /title|description|name/), steps: () => [step('lineDescription'), step('tidySpaces')] },
  { when: target => about(target, /warehouse/) && target.type === 'integer', steps: () => [step('warehouseId')] },
  { when: target => about(target, /^customer_?id$/), steps: () => [step('customerId')] },
  { when: target => about(target, /^bank_?id$/), steps: () => [step('bankId')] },
  { when: target => about(target, /currency/) && target.type === 'integer', steps: () => [step('currencyId')] },
  { when: target => about(target, /exchange_?rate/), steps: () => [step('exchangeRate')] },
  { when: (target, source) => isDay(target) && about(source, /paid/), steps: target => [step('paidDay'), ...dayFormat(target)] },
  { when: target => isDay(target), steps: target => [step('dayInBooks'), ...dayFormat(target)] },
  { when: (target, source) => !isLine(target) && isNumber(target) && about(target, /cheque_value|order\.gross|amount_paid|payment_value/) && about(source, /gross|total/), steps: () => [step('amountPaid')] },
  { when: (target, source) => about(target, /(first|given)_?name|forename/) && !about(source, /first|given/), steps: () => [step('part', { separator: ' ', number: '1' })] },
  { when: (target, source) => about(target, /(last|family)_?name|surname/) && !about(source, /last|family|surname/), steps: () => [step('part', { separator: ' ', number: '-1' })] },
  { when: target => about(target, /country_?code|country_iso/) && target.type === 'text', steps: () => [step('countryCode')] },
  { when: target => about(target, /country/) && target.type === 'text', steps: target => [step(target.maxLength === 2 ? 'countryCode' : 'countryName')] },
  { when: target => about(target, /post_?code|zip/), steps: () => [step('tidySpaces'), step('upper')] },
  { when: target => about(target, /e_?mail/), steps: () => [step('trim')] },
  { when: (target, source) => target.type === 'boolean' && source.type !== 'boolean', steps: () => [step('yesNo')] },
  { when: (target, source) => isNumber(target) && source.type === 'text', steps: () => [step('number')] },
];

function lengthSteps(target: SchemaField, source: SchemaField): Step[] {
  if (target.type !== 'text') return [];
  const longest = Math.max(source.maxLength ?? 0, ...source.samples.map(sample => sample.length));
  const isShorter = target.maxLength !== null && longest > target.maxLength;
  if (isKeyOrName(target)) return [step('trim')];
  return isShorter && target.maxLength !== null ? [step('tidySpaces'), step('cut', { length: String(target.maxLength) })] : source.type === 'text' ? [step('tidySpaces')] : [];
}

export function fittingSteps(target: SchemaField, source: SchemaField): Step[] {
  const rule = RULES.find(({ when }) => when(target, source));
  return rule ? rule.steps(target, source) : lengthSteps(target, source);
}
