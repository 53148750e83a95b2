import type { SchemaField } from '../../../shared/contract/connections.ts';
import type { Candidate, Step } from '../../../shared/contract/mappings.ts';
import { LINES, step } from './fitting-steps.ts';

type Settled = { readonly when: RegExp; readonly types?: readonly SchemaField['type'][]; readonly make: (target: SchemaField, sources: readonly SchemaField[]) => Omit<Candidate, 'confidence'> | null; readonly confidence: number };

const constant = (value: string, reason: string): Omit<Candidate, 'confidence'> => ({ source: '', steps: [step('constant', { value })], reason });
const byStep = (transform: string, reason: string, parameters: Record<string, string> = {}): Omit<Candidate, 'confidence'> => ({ source: '', steps: [step(transform, parameters)], reason });

/** A source by its concept, else by its name: for fields that Tieout works out, and that read better with their origin named. */
const from = (concepts: readonly string[], name: RegExp, steps: readonly Step[], reason: string) => (_target: SchemaField, sources: readonly SchemaField[]): Omit<Candidate, 'confidence'> | null => {
  const source = sources.find(field => field.concept !== null && concepts.includes(field.concept)) ?? sources.find(field => name.test(field.path));
  return source ? { source: source.path, steps: [...steps], reason } : null;
};

const FROM_SKU = [['order.line.sku'], /(items?|lines?)\[\]\.(sku|item_?code|product_?code)$/i] as const;

const choiceLike = (pattern: RegExp, reason: string) => (target: SchemaField): Omit<Candidate, 'confidence'> | null => {
  const choice = target.choices.find(one => pattern.test(one));
  return choice === undefined ? null : constant(choice, reason);
};

/** A system's description may name a usual value: "such as WEB", "S is a standard order". It is believed until somebody knows better. */
const fromDescription = (pattern: RegExp, reason: string) => ({ description, choices }: SchemaField): Omit<Candidate, 'confidence'> | null => {
  const value = pattern.exec(description)?.[1];
  return value === undefined || (choices.length > 0 && !choices.includes(value)) ? null : constant(value, reason);
};
const SUCH_AS = /such as ([^\s.,;]+)/i;

/** Some ERPs keep a customer's key in two fields, 01 and WEB0001 of 01-WEB0001. */
const partOfCustomer = (number: string) => ({ concept }: SchemaField): Omit<Candidate, 'confidence'> | null => (concept === 'order.customer'
  ? { source: '', steps: [step('customerId'), step('part', { separator: '-', number })], reason: "The customer account follows the channel's customer policy in the settings; this is one part of its key." } : null);

/** A shop without notes can still say on the document which of its orders it is. */
function shopOrderAsNote({ concept }: SchemaField, sources: readonly SchemaField[]): Omit<Candidate, 'confidence'> | null {
  const order = sources.find(source => source.concept === 'order.id');
  if (concept !== 'order.notes' || !order || sources.some(({ path }) => /notes?$|comments?$/i.test(path))) return null;
  return { source: order.path, steps: [step('before', { text: 'Order ' })], reason: "The shop has no notes; with its order's id the document can be found there." };
}

/** Fields that no source field can give, because the run, the settings or the kind of line decide them. */
const SETTLED: readonly Settled[] = [
  { when: /^customer_?id$/i, make: () => byStep('customerId', "The customer account follows the channel's customer policy in the settings."), confidence: 0.95 },
  { when: /^(ar_?)?(customer_?)?division_?(no|code)?$/i, make: partOfCustomer('1'), confidence: 0.95 },
  { when: /^customer_?(no|code)$/i, make: partOfCustomer('2'), confidence: 0.95 },
  { when: /^order_?type$/i, make: fromDescription(/\b(\S+) is a standard order/i, 'What the shop sells is a standard order.'), confidence: 0.9 },
  { when: /^payment_?type$/i, make: fromDescription(SUCH_AS, "The payment types are set up in the ERP; this one is its own description's example."), confidence: 0.6 },
  { when: /^lines\[charge\]\.(item_?)code$/i, make: fromDescription(SUCH_AS, "Carriage needs one of the ERP's charge items; this one is its own description's example."), confidence: 0.6 },
  { when: /^lines\[rounding\]\.(item_?)code$/i, make: target => fromDescription(SUCH_AS, "Rounding needs one of the ERP's items; this one is its own description's example.")(target) ?? constant('/ROUND', "Rounding needs one of the ERP's charge items; /ROUND is the usual one."), confidence: 0.6 },
  { when: /^notes?$/i, make: shopOrderAsNote, confidence: 0.5 },
  { when: /^bank_?id$/i, make: (target, sources) => from(['order.paymentMethod'], /payment_?(method|gateway)(_?name)?$/i, [step('bankId')], "The payment method leads to the channel's clearing account in the settings.")(target, sources) ?? byStep('bankId', "The channel's clearing account is in the settings."), confidence: 0.9 },
  { when: /^lines\[\]\.(line_)?type$/i, make: choiceLike(/standard|stock|product/i, 'A line of goods is a standard line.'), confidence: 0.95 },
  { when: /^lines\[charge\]\.(line_)?type$/i, make: choiceLike(/charge/i, 'Carriage is an additional charge.'), confidence: 0.95 },
  { when: /^lines\[rounding\]\.(line_)?type$/i, make: choiceLike(/free ?text/i, 'The penny of rounding is a free-text line.'), confidence: 0.95 },
  { when: /^lines\[(charge|rounding)\]\..*quantity(_?ordered)?$/i, make: () => constant('1', 'There is one such line at most.'), confidence: 0.95 },
  { when: /^lines\[\]\.(product|stock_?item|item)_?id$/i, make: from(...FROM_SKU, [step('itemId')], "The SKU leads to the ERP's item, through the aliases of the settings."), confidence: 0.95 },
  { when: /^lines\[\]\.((product|stock_?item|item)_?)?code$/i, make: from(...FROM_SKU, [step('itemCode')], "The SKU leads to the ERP's item code, through the aliases of the settings."), confidence: 0.9 },
  { when: /^lines\[charge\]\.description$/i, make: from(['order.shipping.service'], /(postal|shipping|delivery)_?(service|method)(_?name)?$/i, [step('before', { text: 'Carriage: ' }), step('defaultTo', { value: 'Carriage' })], 'The line says how the order was sent.'), confidence: 0.8 },
  { when: /^lines\[charge\]\.code$/i, make: () => constant('CARR', "Carriage needs the code of one of the ERP's additional charges; CARR is the usual one."), confidence: 0.6 },
  { when: /^lines\[charge\]\..*price$/i, make: from(['order.carriage', 'order.carriage.gross'], /(postage|shipping|carriage|freight)_?(cost|price|charge|total|amount)$/i, [step('chargePrice')], 'The carriage the buyer paid is the price of this line.'), confidence: 0.95 },
  { when: /^lines\[charge\]\.tax_?class$/i, make: () => ({ source: '', steps: [step('chargeTaxCode'), step('part', { separator: ' ', number: '-1' })], reason: 'Carriage takes the tax class of the goods.' }), confidence: 0.92 },
  { when: /^lines\[charge\]\.tax_?code.*$/i, make: () => byStep('chargeTaxCode', 'Carriage takes the tax code of the goods.'), confidence: 0.92 },
  { when: /^lines\[rounding\]\.description$/i, make: () => byStep('lineDescription', 'The line says that it is rounding.'), confidence: 0.92 },
  { when: /^lines\[rounding\]\..*price$/i, make: () => byStep('unitPrice', 'The penny that net prices cannot reach is the price of this line.'), confidence: 0.95 },
  { when: /^lines\[rounding\]\.tax_?code.*$/i, make: () => byStep('taxCodeId', 'Rounding stands outside VAT.'), confidence: 0.92 },
  { when: /^lines\[rounding\]\.nominal_(reference|code)$/i, make: () => byStep('nominal', 'The nominal account for rounding is in the settings.', { which: 'rounding' }), confidence: 0.95 },
  { when: /^lines\[\]\..*price_overridden$/i, types: ['boolean'], make: () => constant('true', 'The price comes from the order, so the ERP must not take its own.'), confidence: 0.9 },
  { when: /^use_(invoice|billing)_address$/i, types: ['boolean'], make: () => constant('false', "The order's delivery address is sent."), confidence: 0.85 },
];

/** The candidate of a field that the run, the settings or the kind of line decide; null for all others. */
export function settledBy(target: SchemaField, sources: readonly SchemaField[]): Candidate | null {
  const path = target.path.replace(LINES, 'lines[');
  const rule = SETTLED.find(({ when, types }) => when.test(path) && (types === undefined || types.includes(target.type)));
  const made = rule?.make(target, sources) ?? null;
  return rule && made ? { ...made, confidence: rule.confidence } : null;
}
