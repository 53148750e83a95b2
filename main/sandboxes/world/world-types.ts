/**
 * The world behind the sandboxes: one UK mid-market seller and its October 2026, as it really happened.
 * Linnworks, Sage 200, the gateways and the bank each show a part of it through their own windows.
 * Amounts are whole minor units of the currency beside them, positive unless a field says "signed".
 * Days are `YYYY-MM-DD` in Europe/London; moments are ISO UTC.
 */

export type Currency = 'GBP' | 'EUR';

/** One place where things are sold and paid for; each has a clearing account in Sage (wholesale has none). */
export type Channel = {
  key: 'amazon-uk' | 'ebay-uk' | 'shopify-uk' | 'shopify-eu' | 'wholesale';
  source: string; // Linnworks Source, e.g. 'AMAZON'
  subSource: string; // Linnworks SubSource, e.g. 'Amazon UK'
  currency: Currency;
  paymentMethod: string; // Linnworks PaymentMethod
  /** Sage customer reference of the channel's web-sales account; null: a customer per buyer. */
  customerReference: string | null;
  /** Sage bank code of the clearing account; null: customers pay straight into the bank account. */
  clearingBankCode: string | null;
  /** Sage bank code of the bank account that payouts (or customers' transfers) reach. */
  bankCode: string;
  /** The contract with the channel: fee = rateBasisPoints of gross (half up) + fixedMinor per order. */
  fee: { rateBasisPoints: number; fixedMinor: number };
};

export type Product = {
  sku: string; // as sold, in Linnworks
  sageCode: string | null; // product code in Sage; null when Sage has no such code
  title: string;
  grossMinor: number; // list price, VAT included, GBP
  vatRate: 20 | 5 | 0;
  barcode: string;
  stock: number;
  /** Components of a composite with their quantities; empty for a simple product. */
  parts: readonly { sku: string; quantity: number }[];
  archived: boolean;
};

export type Address = {
  fullName: string;
  company: string;
  address1: string;
  address2: string;
  town: string;
  region: string;
  postcode: string;
  country: string;
  countryCode: string;
  email: string;
  phone: string;
};

export type OrderLine = {
  sku: string;
  title: string;
  quantity: number;
  unitGrossMinor: number; // what the buyer paid for one, VAT included, before the line discount
  discountPercent: number; // Linnworks `Discount` of the line
  grossMinor: number; // of the line, after its discount
  /** As the channel sends it: usually 20, 5 or 0; may be 20.1, 19.95 … (computed backwards) or 25. */
  taxRate: number;
};

export type OrderStatus = 'despatched' | 'open' | 'cancelled' | 'unpaid';

export type SaleOrder = {
  id: string; // Linnworks OrderId (guid)
  number: number; // NumOrderId
  reference: string; // channel reference, ReferenceNum
  channel: Channel['key'];
  currency: Currency;
  receivedAt: string;
  paidAt: string | null;
  despatchedAt: string | null;
  cancelledAt: string | null;
  lastUpdatedAt: string;
  status: OrderStatus;
  buyer: Address;
  lines: readonly OrderLine[];
  carriageGrossMinor: number;
  carriageTaxRate: number;
  discountGrossMinor: number; // TotalDiscount, on top of line discounts
  grossMinor: number; // TotalCharge: what the buyer paid. Lines + carriage − discount.
  /** Foreign units per 1 GBP on the order's day; 1 for GBP. */
  exchangeRate: number;
  /** What the sandbox does to the first POST of this order's document in Sage. */
  sageFault: 'none' | 'timeout-after-save' | 'busy-once';
  /** For orders that fail for a real reason, which one; the demo and tests check that it was found. */
  expectedFailure:
    | null
    | 'unknown-sku'
    | 'customer-on-hold'
    | 'text-too-long'
    | 'missing-tax-code'
    | 'closed-period'
    | 'timeout-after-save';
  /** A later version of the same order (edited after it was first served); served once "time" moves on. */
  edited: null | { at: string; grossMinor: number; lines: readonly OrderLine[] };
};

/** A return or refund as Linnworks shows it (ReturnsRefunds search) — amounts gross, one number. */
export type Refund = {
  id: string; // pkReturnId / RefundReference
  orderNumber: number;
  orderReference: string;
  channel: Channel['key'];
  currency: Currency;
  sku: string;
  quantity: number; // 0 for a pure money refund
  grossMinor: number;
  reason: string;
  createdAt: string;
  actionedAt: string;
  /** false: the gateway paid it, Linnworks never heard of it (refund without a credit note). */
  inLinnworks: boolean;
};

export type SettlementLineKind = 'sale' | 'refund' | 'fee' | 'reserve' | 'reserve-release' | 'chargeback' | 'chargeback-reversal' | 'other';

export type SettlementLine = {
  id: string;
  kind: SettlementLineKind;
  orderReference: string | null;
  on: string; // day
  amountMinor: number; // signed: sales and releases +, refunds, fees and reserves −
  /** Fee that belongs to this sale or refund; signed (fee −, fee returned +). Its own row in the file. */
  feeMinor: number;
  description: string;
};

/** One payout of one channel: Σ (amount + fee) over lines = payout. */
export type Settlement = {
  id: string; // e.g. '28471003921' or 'P-7781'
  channel: Channel['key'];
  currency: Currency;
  from: string;
  to: string;
  paidOn: string; // the gateway sent it
  bankedOn: string; // the bank shows it
  payoutMinor: number;
  lines: readonly SettlementLine[];
};

export type BankLine = {
  id: string;
  bankCode: string;
  currency: Currency;
  bookedOn: string;
  valueOn: string;
  amountMinor: number; // signed
  reference: string; // maybe cut at 18 characters
  party: string;
  text: string;
};

/** September's leftovers: sold, invoiced and received in Sage in September, paid out by the gateway in October. */
export type OpeningSale = {
  orderNumber: number;
  reference: string;
  channel: Channel['key'];
  currency: Currency;
  on: string;
  grossMinor: number;
};

/** What Sage's own people do, rightly or wrongly, besides posting invoices for what was despatched. */
export type StaffAction =
  | { kind: 'post-invoice-late'; orderReference: string; on: string } // October despatch, November invoice
  | { kind: 'post-invoice-twice'; orderReference: string; on: string } // the same order typed in again by hand
  | { kind: 'credit-note'; orderReference: string; on: string; grossMinor: number; reference: string } // without a refund behind it
  | { kind: 'credit-at-todays-price'; refundId: string; on: string; grossMinor: number } // staff credited it first, wrongly
  | { kind: 'invoice-at-rate-of'; orderReference: string; on: string } // invoiced at the rate that held on another day
  | { kind: 'allocate-elsewhere'; orderReference: string; otherReference: string } // the receipt of one order put on the invoice of the other, by hand at month-end
  | { kind: 'bank-charge'; bankCode: string; on: string; grossMinor: number; narrative: string }
  | { kind: 'journal'; nominalCode: string; on: string; grossMinor: number; narrative: string };

/** Names follow "What goes wrong in real months" of the accounting notes, kebab-cased. */
export type MishapName =
  | 'order-posted-twice'
  | 'invoice-in-november'
  | 'credit-note-at-todays-price'
  | 'refund-without-credit-note'
  | 'credit-note-without-refund'
  | 'payout-with-cancelled-order'
  | 'fee-above-contract'
  | 'payout-missing-line'
  | 'same-amount-day-customer'
  | 'reserve-held-and-released'
  | 'chargeback-won'
  | 'order-edited-after-posting'
  | 'bank-reference-cut'
  | 'sku-renamed'
  | 'vat-at-20.1'
  | 'country-without-tax-code'
  | 'two-invoices-paid-at-once'
  | 'half-an-invoice-paid'
  | 'receipt-allocated-elsewhere'
  | 'rate-of-another-day';

export type Mishap = {
  name: MishapName;
  channel: Channel['key'];
  references: readonly string[]; // order references, settlement or line ids it concerns
  amountMinor: number; // signed effect, or the amount concerned
  currency: Currency;
};

/** A file that the month-end needs, exactly as the gateway or bank would hand it over. */
/** `account` is the Sage bank code the file belongs to: the channel's clearing account for a settlement, else the bank account. */
export type WorldFile = { name: string; kind: 'settlement' | 'bank'; account: string; content: string };

/** A trade buyer with an account of their own in Sage (some exist there already, some must be created). */
export type TradeCustomer = { buyer: Address; sageReference: string | null; onHold: boolean; creditLimitMinor: number };

export type World = {
  seed: number;
  company: { name: string; vatNumber: string; siteName: string };
  channels: readonly Channel[];
  products: readonly Product[];
  tradeCustomers: readonly TradeCustomer[];
  orders: readonly SaleOrder[]; // October's, by receivedAt
  refunds: readonly Refund[];
  settlements: readonly Settlement[];
  bankLines: readonly BankLine[];
  openingSales: readonly OpeningSale[];
  /** What the bank accounts held on 1 October, by the bank and by Sage alike. Clearing accounts open with Σ openingSales of their channel. */
  openingBalances: readonly { bankCode: string; currency: Currency; amountMinor: number }[];
  staff: readonly StaffAction[];
  mishaps: readonly Mishap[];
  /** EUR per 1 GBP that Sage uses as the core rate. */
  eurPerGbp: number;
};
