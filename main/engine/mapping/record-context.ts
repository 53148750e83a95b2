import type { Order } from '../../../shared/canonical/order.ts';
import type { ChannelSettings, Settings } from '../../../shared/contract/settings.ts';
import type { ErpReferences, Json } from '../connectors/connector.ts';
import type { PricedCharge, PricedLine, PricedOrder } from '../pricing/priced-order.ts';

/** What is known about a record beside its own fields: its money, the ERP's lists, the company's settings. */
export type RecordContext = {
  readonly order: Order;
  /** null when the record carries no document lines (a customer, a receipt) or when it could not be priced. */
  readonly priced: PricedOrder | null;
  readonly references: ErpReferences;
  readonly settings: Settings;
  readonly channel: ChannelSettings | null;
  /** The ERP's ids of the customer account and the clearing account, once they are known. */
  readonly customerId: string | null;
  readonly bankId: string | null;
  /** Of a purchase order: the ERP's id of the supplier account; null while it is not known. */
  readonly supplierId?: string | null;
  readonly timeZone: string;
  /** A table that steps look values up in, by its name, as it is in force; null when there is none. */
  readonly table: (name: string) => LookupRows | null;
};

/** A lookup table at work. Keys are folded: outer spaces and capitals do not count. */
export type LookupRows = { readonly columns: readonly string[]; readonly rows: ReadonlyMap<string, readonly string[]> };

export const foldKey = (text: string): string => text.trim().toLowerCase();

/** Something that a person must mend. `about` is the thing at fault (a SKU, a field): issues with the same code and about have one cause. */
export type RecordIssue = { readonly code: string; readonly about: string; readonly field: string; readonly message: string };

export type Scalar = string | number | boolean | null;
/** What passes from step to step. A list appears only where a path names every entry of a list outside of document lines. */
export type Value = Scalar | readonly Scalar[];

/** Where on the document a field stands. Its fields change from line to line, so that a record needs one scope only. */
export type Scope = {
  raw: Json;
  context: RecordContext;
  /** Set while a goods line is filled. */
  line: PricedLine | null;
  /** Set while the carriage or the rounding line is filled. */
  charge: PricedCharge | null;
};

/** A step that could not do its work says why; the field is then left out and the record stops. */
export type Problem = { readonly issue: { readonly code: string; readonly about: string; readonly message: string } };

export const problem = (code: string, about: string, message: string): Problem => ({ issue: { code, about, message } });

export const isProblem = (outcome: Value | Problem): outcome is Problem => typeof outcome === 'object' && outcome !== null && !Array.isArray(outcome);

/** A value as text: null is nothing, several values are separated by commas, numbers never use an exponent. */
export function asText(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return value.map(asText).filter(text => text !== '').join(', ');
}

/** Most decimals that a number is written with: more than any field of an ERP takes. */
const MAX_DECIMALS = 20;

function numberText(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(MAX_DECIMALS).replace(/\.?0+$/, '') : text;
}
