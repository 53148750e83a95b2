import type { Customer } from '../../../shared/canonical/customer.ts';
import type { Order } from '../../../shared/canonical/order.ts';
import type { PurchaseOrder } from '../../../shared/canonical/purchase-order.ts';
import type { Return } from '../../../shared/canonical/return.ts';
import type { Recovery } from '../../../shared/contract/errors.ts';
import type { Entity, SettingField, Site, SystemKey } from '../../../shared/contract/connections.ts';
import type { Instant, LocalDate, Period } from '../../../shared/values/date.ts';
import type { Currency } from '../../../shared/values/money.ts';
import type { Wire } from './wire.ts';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

export type Ask = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Under the connection's base address, or absolute on one of its own hosts. */
  path: string;
  query?: Readonly<Record<string, string>>;
  body?: Json;
  /** A write is never repeated by the client itself: a lost answer comes back as AppError `http.lost` (in doubt). */
  write?: boolean;
  /** Names the document to systems that drop a second write of the same; text without line breaks. */
  idempotencyKey?: string;
  signal?: AbortSignal | undefined;
};

/**
 * A signed-in way to one system: adds credentials, keeps the rate limit, waits out 429 and Retry-After, signs in again once on 401,
 * turns every other answer into a value or an AppError by the connector's outcome table. JSON in, JSON out; an empty body is null.
 */
export type Session = {
  readonly settings: Readonly<Record<string, string>>;
  readonly site: Site | null;
  request(ask: Ask): Promise<Json>;
};

/** A page of a stream with the cursor to save in the same transaction. Reading again from a saved cursor repeats or loses nothing. */
export type StreamPage<T> = { records: { raw: Json; record: T | null; issue: string | null }[]; cursor: string; total: number | null };

/** Goods that left, as the ERP tells it. `at` is UTC; an ERP that keeps days says noon. */
export type Shipped = {
  externalId: string;
  /** The shop's own reference of the order. */
  orderReference: string;
  at: Instant; carrier: string; service: string; trackingNumber: string;
  lines: { itemCode: string; quantity: number }[];
};

/** Neutral descriptions of what is told to the shop. `lines`: quantities by the index of the order's line; null: all of them. */
export type CommerceDocuments = {
  shipment(document: { order: Json; at: Instant; carrier: string; service: string; trackingNumber: string; lines: ReadonlyMap<number, number> | null }): Json;
};

/** How many of a product lie on the shelf of a warehouse; `quantity` in digits, below zero where more was sold than was counted. */
export type StockLevel = { code: string; warehouseId: string; quantity: string };

/** A product's list price. `price` and `taxRate` (per cent) in digits; '' where the system keeps none with the product. */
export type ListedProduct = { code: string; name: string; price: string; currency: string; includesTax: boolean; taxRate: string };

/** What a system says of its items, in pages, and how finely it can be told the same. Both sides have it, for either may follow the other. */
export type ItemLists = {
  readonly stock?: { pages(session: Session, signal: AbortSignal): AsyncIterable<StockLevel[]>; readonly decimals: number; readonly belowZero: boolean };
  readonly products?: { pages(session: Session, signal: AbortSignal): AsyncIterable<ListedProduct[]>; readonly priceDecimals: number };
};

export type Commerce = ItemLists & {
  /** What the shop can be told. */
  readonly targets?: Readonly<Partial<Record<StepName, Target>>>;
  /** Why the shop can't be told of an item, where it can't: a sentence for people, with what happens instead. */
  readonly cannot?: Readonly<Partial<Record<ItemStep, string>>>;
  readonly documents?: CommerceDocuments;
  /** Orders (open, despatched, cancelled) that changed in or concern the period, in pages. */
  orders(session: Session, ask: { period: Period; cursor: string | null; timeZone: string; signal: AbortSignal }): AsyncIterable<StreamPage<Order>>;
  /** Customers that changed since the cursor, in pages; missing where the shop knows buyers from their orders only. */
  customers?(session: Session, ask: { cursor: string | null; signal: AbortSignal }): AsyncIterable<StreamPage<Customer>>;
  returns(session: Session, ask: { period: Period; cursor: string | null; timeZone: string; signal: AbortSignal }): AsyncIterable<StreamPage<Return>>;
  /** Goods ordered from suppliers in the period, in pages; missing where the shop buys nothing. An empty cursor: the next reading begins anew. */
  purchaseOrders?(session: Session, ask: { period: Period; cursor: string | null; timeZone: string; signal: AbortSignal }): AsyncIterable<StreamPage<PurchaseOrder>>;
};

/** What the ERP's own lists say; ids are the ERP's, as text. */
export type ErpReferences = {
  customers: { id: string; reference: string; name: string; email: string; postcode: string; currency: string; onHold: boolean; active: boolean; phone?: string; creditLimit?: string }[];
  products: { id: string; code: string; name: string }[];
  taxCodes: { id: string; code: string; name: string; /** Per cent, digits: '20' */ rate: string }[];
  /** `nominal`: the account of the general ledger behind it, where journals name that. */
  banks: { id: string; code: string; name: string; currency: string; nominal?: string }[];
  currencies: { id: string; code: string; isBase: boolean }[];
  warehouses: { id: string; name: string }[];
  nominals: { code: string; costCentre: string; department: string; name: string }[];
  /** Only once something has asked for them; see `Erp.suppliers`. */
  suppliers?: SupplierAccount[];
  /** SOP prices include VAT. */
  pricesIncludeTax: boolean;
  /** Decimals that a unit price may have there; missing: five, as many as any order needs. */
  priceDecimals?: number;
};

/** Whom the ERP's company buys from. */
export type SupplierAccount = { id: string; reference: string; name: string; currency: string; onHold: boolean; active: boolean };

/** The steps a document takes, in the order of the chain of one sale; then what one side follows the other in. */
export const STEPS = ['customer', 'salesOrder', 'despatch', 'invoice', 'receipt', 'allocation', 'creditNote', 'refund', 'refundAllocation', 'shipment', 'fee', 'transfer', 'adjustment', 'stockLevel', 'price', 'purchaseOrder'] as const;
export type StepName = (typeof STEPS)[number];
/** What one side follows the other in. The body is a StockLevel, or code and price of a ListedProduct, in the terms of the system that is told. */
export type ItemStep = Extract<StepName, 'stockLevel' | 'price'>;

/** What a target made of a document: its id, its number for people, and the answer as it came (for the record). */
export type Sent = { id: string; number: string; answer: Json };

/** One kind of document that can be written. `body` is in the system's own shape. */
export type Target = {
  readonly step: StepName;
  /** Entity of the schema it is mapped to, e.g. sop_orders. */
  readonly entity: string;
  /** The field of its body that holds the document's day, as `YYYY-MM-DDT00:00:00Z`. */
  readonly dateField: string;
  /** The field that names the customer by the ERP's id, on documents that have one; several fields joined by '-' where its key has several parts. */
  readonly customerField?: string | readonly string[];
  /** The field of a new customer that takes the account reference which Tieout makes; missing where the ERP numbers its customers. */
  readonly referenceField?: string;
  send(session: Session, body: Json, signal?: AbortSignal): Promise<Sent>;
  /** Asks the system for a document that carries our reference; null when it certainly holds none. Never writes. */
  find(session: Session, body: Json, signal?: AbortSignal): Promise<Sent | null>;
};

/** Neutral descriptions of the documents that no mapping shapes; the ERP connector turns them into its own bodies. */
export type Documents = {
  despatch(document: { salesOrder: Json; on: LocalDate }): Json;
  /** Ledger mode: an invoice straight into the sales ledger. tax: one row per tax code. */
  invoice(document: LedgerDocument): Json;
  creditNote(document: LedgerDocument): Json;
  /** A customer's payment into a cash-book account, when no mapping shapes it (a trade customer's bank transfer). */
  receipt(document: { customerId: string; bankId: string; amountMinor: number; currency: Currency; on: LocalDate; reference: string; secondReference: string }): Json;
  /** Money back to a customer from a cash-book account. */
  refund(document: { customerId: string; bankId: string; amountMinor: number; currency: Currency; on: LocalDate; reference: string; secondReference: string }): Json;
  /** Ties a receipt (or refund) to an invoice (or credit note); ids are those of posted transactions. */
  allocation(document: { customerId: string; on: LocalDate; transactions: { id: string; amountMinor: number }[]; currency: Currency }): Json;
  /** Cash-book payment (amount > 0) or receipt (< 0) analysed to a nominal. */
  bankPosting(document: { bankId: string; amountMinor: number; currency: Currency; on: LocalDate; nominalCode: string; costCentre: string; department: string; taxCodeId: string | null; taxMinor: number; reference: string; secondReference: string; narrative: string }): Json;
  transfer(document: { fromBankId: string; toBankId: string; amountMinor: number; currency: Currency; on: LocalDate; reference: string; secondReference: string; narrative: string }): Json;
};

export type LedgerDocument = {
  customerId: string; on: LocalDate; currency: Currency; exchangeRate: string; reference: string; secondReference: string;
  netMinor: number; taxMinor: number;
  /** `rate`, per cent, is what an ERP that works the tax out itself will take of the net. */
  tax: { taxCodeId: string; netMinor: number; taxMinor: number; rate?: string }[];
  nominal: { code: string; costCentre: string; department: string; narrative: string; netMinor: number }[];
};

/** A posting for the ERP's own staff: debits +, credits −, minor units, together nothing. A line is a bank account or a nominal. */
export type JournalEntry = { document: string; on: LocalDate; narrative: string; currency: Currency; lines: { bankId: string | null; nominalCode: string; amountMinor: number }[] };

/** Documents that an ERP takes from nobody outside: its staff import them as a file, and Tieout sees them arrive in the cash book. */
export type Journal = {
  /** The steps whose `documents` are JournalEntry values. */
  readonly steps: readonly StepName[];
  /** The file in the form that the ERP's own import reads. */
  file(entries: readonly JournalEntry[], references: ErpReferences): { fileName: string; content: string };
};

export type PostingKind = 'invoice' | 'creditNote' | 'receipt' | 'refund' | 'bankReceipt' | 'bankPayment' | 'transfer' | 'opening' | 'other';

/** What a posting is worth in the currency of the books: the amount as the ledger keeps it, and the rate in plain digits, units of the posting's currency for one of the books'. */
export type BaseValue = { currency: Currency; amountMinor: number; rate: string };

/**
 * A document on the other side of the allocations of a posting: how much of it was allocated there, signed as it stands in the ledger. Where several
 * were allocated at once, no ledger says whose money went where.
 */
export type Allocated = { kind: PostingKind; urn: string; reference: string; amountMinor: number };

/** A posting as a ledger shows it. Sales ledger: invoices +, credit notes and receipts −. Cash book: money in +, out −. */
export type LedgerPosting = {
  ledger: 'sales' | 'cash';
  externalId: string; kind: PostingKind;
  /** Customer reference, or bank code. */
  account: string;
  customerId: string | null;
  on: LocalDate; amountMinor: number; taxMinor: number; openMinor: number; currency: Currency;
  reference: string; secondReference: string; narrative: string; urn: string;
  /** Missing where the ledger does not show it: see `Erp.shows`. Of the sales ledger only. */
  base?: BaseValue;
  /** What it is allocated to, each document once; empty while it is allocated to nothing. Of receipts and refunds of the sales ledger only. */
  allocatedTo?: readonly Allocated[];
};

/** What a ledger may tell beyond the amounts in their own currency. */
export type LedgerFact = 'baseValues' | 'allocations';

/** Entered in the ERP and waiting for its staff to post it: in no ledger yet, but no longer only with us. */
export type EnteredDocument = {
  kind: 'invoice' | 'creditNote' | 'receipt';
  externalId: string; customerId: string;
  on: LocalDate; amountMinor: number; currency: Currency;
  reference: string;
  /** Our reference or the buyer's order number. */
  secondReference: string;
  batch: string;
  /** Goods have left; only the posting is missing. */
  shipped: boolean;
};

export type Erp = ItemLists & {
  references(session: Session, signal?: AbortSignal): Promise<ErpReferences>;
  readonly targets: Readonly<Partial<Record<StepName, Target>>>;
  /** What is missing here cannot be written through this ERP's interface: its own staff do it. */
  readonly documents: Partial<Documents>;
  readonly journal?: Journal;
  /** What the ERP's own people sent off within days, in pages; only of ERPs where goods leave by their own hand. */
  shipments?(session: Session, ask: { from: LocalDate; to: LocalDate; signal: AbortSignal }): AsyncIterable<Shipped[]>;
  /** Posts a journal of nominals, known by its document; missing where the interface takes none. */
  readonly postJournal?: { send(session: Session, entry: JournalEntry, signal?: AbortSignal): Promise<Sent>; find(session: Session, entry: JournalEntry, signal?: AbortSignal): Promise<Sent | null> };
  /** Everyone whom the company buys from; missing where the interface does not show them. */
  suppliers?(session: Session, signal?: AbortSignal): Promise<SupplierAccount[]>;
  /** What its sales ledger shows besides; the rest has its reason under `cannot`. */
  readonly shows?: readonly LedgerFact[];
  /** Whatever is neither a target, nor a step of the journal, nor offered above has its reason here: a sentence for people, with what happens instead. */
  readonly cannot?: Readonly<Partial<Record<Ability, string>>>;
  /** A second write of the same document is answered with the first: the system knows it by the key that it came with. Elsewhere only looking first keeps it single. */
  readonly dropsRepeats?: true;
  /** The system does not note when a record changed: `ledger` reads the days whole, whatever `changedSince` says. */
  readonly readsWhole?: true;
  /** Whether a ledger takes a posting on a day: asked before anything is sent. Missing where the day is chosen later, when staff post. */
  periodOpen?(session: Session, on: LocalDate, ledger: 'sales' | 'cash' | 'orders', signal?: AbortSignal): Promise<{ open: boolean; message: string }>;
  /** Postings of both ledgers up to a day (opening items included), in pages. `changedSince` limits it to what moved since. */
  ledger(session: Session, ask: { ledger: 'sales' | 'cash'; from: LocalDate; to: LocalDate; changedSince: string | null; signal: AbortSignal }): AsyncIterable<LedgerPosting[]>;
  /** The ledger's own balance of a bank account on a day (control total), minor units of its currency. */
  bankBalance(session: Session, bankCode: string, on: LocalDate, signal?: AbortSignal): Promise<number>;
  /** Documents that are entered, not posted, in pages; only of ERPs that tell the two apart. */
  entered?(session: Session, ask: { signal: AbortSignal }): AsyncIterable<EnteredDocument[]>;
  /** The ERP's own total and count of sales documents of a kind for a customer account within days: a control total. */
  salesTotal(session: Session, ask: { account: string; kind: 'invoice' | 'creditNote'; from: LocalDate; to: LocalDate }, signal?: AbortSignal): Promise<{ count: number; amountMinor: number }>;
};

/** How a system's refusal reads for us, beyond its status: e.g. «on hold» → customer.onHold about WEBGBP. */
export type Refusal = { code: string; about: string; field: string | null; recovery: Recovery; message: string };

/** What an ERP may or may not be asked to do: its documents, and what no step of a sale needs. */
export type Ability = Exclude<StepName, 'shipment'> | 'postJournal' | LedgerFact;

export type Webhooks = {
  /**
   * Asks the system to tell this address of changes. The secret that it will sign with is handed to `keep` before earlier registrations
   * of the address end, so that no delivery comes without a secret to check it by. Missing where people enter the address there.
   */
  register?(session: Session, ask: { address: string; keep(secret: string): Promise<void>; signal: AbortSignal }): Promise<void>;
};

/** A connector is a value: what a system is, how one signs in to it, what can be read and written. */
export type Connector = {
  readonly key: SystemKey;
  readonly label: string;
  readonly side: 'commerce' | 'erp';
  readonly auth: 'token' | 'oauth';
  readonly fields: readonly SettingField[];
  /** How it is spoken to: addresses, sign-in, limits. */
  readonly wire: Wire;
  /** What the mapping screen may pair: source entities for commerce, target entities for ERPs. */
  discover(session: Session, signal: AbortSignal): Promise<Entity[]>;
  /** Companies that this sign-in may use; systems without the notion answer one row of their own. */
  sites(session: Session, signal: AbortSignal): Promise<Site[]>;
  /** The checks of a connection test, in order; the first that fails ends it. */
  checks: readonly { label: string; run(session: Session, signal: AbortSignal): Promise<string> }[];
  /** What a refusal of a write means, from status and body; null: the outcome table decides. */
  refusal(status: number, body: Json, sent: Json): Refusal | null;
  readonly commerce?: Commerce;
  readonly erp?: Erp;
  /** A system that tells of changes by itself, with the settings of change-settings.ts. */
  readonly webhooks?: Webhooks;
  /** Where a system is spoken to in more than one way: the setting that says which, and what differs then. `registry.connectorOf` puts it together. */
  readonly profiles?: { readonly setting: string; readonly choices: Readonly<Record<string, Partial<Omit<Connector, 'key' | 'label' | 'side' | 'profiles'>>>> };
};
