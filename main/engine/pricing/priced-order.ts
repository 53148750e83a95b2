import type { Currency } from '../../../shared/values/money.ts';

/** A goods line ready for the ERP: item found, tax code proved, figures that add up. */
export type PricedLine = {
  /** Index of the order line it comes from (several when a composite was sold in parts). */
  readonly sourceIndex: number;
  readonly sku: string;
  readonly itemCode: string;
  readonly productId: string;
  readonly description: string;
  readonly quantity: number;
  readonly taxCodeId: string;
  readonly grossMinor: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  /** Five decimals, gross or net as the ERP prices orders. */
  readonly unitPrice: string;
};

export type PricedCharge = { readonly description: string; readonly taxCodeId: string; readonly grossMinor: number; readonly netMinor: number; readonly taxMinor: number; readonly unitPrice: string };

/** Tax once per code on the document, half up. */
export type PricedTax = { readonly taxCodeId: string; readonly code: string; readonly rate: string; readonly netMinor: number; readonly taxMinor: number };

/** The money of a sales document. grossMinor always equals paidMinor; whatever rounding had to move is in the residual. */
export type PricedOrder = {
  readonly currency: Currency;
  readonly pricesIncludeTax: boolean;
  readonly lines: readonly PricedLine[];
  readonly carriage: PricedCharge | null;
  /** A line outside VAT that carries the penny which net prices cannot reach. */
  readonly rounding: PricedCharge | null;
  readonly taxes: readonly PricedTax[];
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly grossMinor: number;
  readonly paidMinor: number;
  readonly residualMinor: number;
  /** Where the residual was put, in words; '' when there is none. */
  readonly residualPlace: string;
  /** Why an odd rate was taken for a known one, a sentence each. */
  readonly proofs: readonly string[];
};

/** Something on the order that a person must mend before it can be posted. */
export type PricingIssue = { readonly code: string; readonly about: string; readonly field: string; readonly message: string };

export type Pricing = { readonly ok: true; readonly priced: PricedOrder } | { readonly ok: false; readonly issues: readonly PricingIssue[] };
