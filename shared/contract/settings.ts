import { z } from 'zod';
import { LocalDate, Period } from '../values/date.ts';
import { CustomerMasters } from './customers.ts';
import { anyone, command, query } from './method.ts';
import { Nothing } from './page.ts';

/** One step of a fee contract: sales up to a gross (minor units; null: any) are charged gross × basis points / 10,000, half up, and the flat part. */
export const FeeTier = z.object({ upToMinor: z.int().min(1).nullable(), basisPoints: z.int().min(0).max(10_000), flatMinor: z.int().min(0) });
export type FeeTier = z.output<typeof FeeTier>;

const FeeTiers = z.array(FeeTier).max(10).refine(
  tiers => tiers.every(({ upToMinor }, at) => (at === tiers.length - 1 ? upToMinor === null : upToMinor !== null && upToMinor > (tiers[at - 1]?.upToMinor ?? 0))),
  'steps that rise, the last of them for any amount',
);

/** How one channel is kept in the books. */
export const ChannelSettings = z.object({
  /** Source and SubSource as the commerce platform names them, joined by '/'. */
  key: z.string().max(100),
  label: z.string().max(60),
  currency: z.string().length(3),
  /** webSales: one account per channel and currency; perBuyer: found or created by e-mail or name and address. */
  customerPolicy: z.enum(['webSales', 'perBuyer']),
  /** The ERP's own keys: Sage 200's accounts have 8 characters, Sage 100's customers are a division and a number. */
  customerReference: z.string().max(24),
  clearingBank: z.string().max(8),
  bank: z.string().max(8),
  feeNominal: z.string().max(41),
  salesNominal: z.string().max(41),
  costCentre: z.string().max(3),
  department: z.string().max(3),
  /** The contract with the channel; a settlement line above it is named. None: nothing is known of its fees. */
  feeTiers: FeeTiers,
});
export type ChannelSettings = z.output<typeof ChannelSettings>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }).format() !== '';
  } catch {
    return false;
  }
}

export const Settings = z.object({
  /** IANA name: the day of a sale is the day there. */
  timeZone: z.string().max(60).refine(isTimeZone, 'a time zone such as Europe/London'),
  /** SOP: Sage's own staff post the invoices; ledger: Tieout posts sales invoices itself. */
  invoiceMode: z.enum(['sop', 'ledger']),
  channels: z.array(ChannelSettings).max(200),
  carriageNominal: z.string().max(41),
  roundingNominal: z.string().max(41),
  writeOffNominal: z.string().max(41),
  /** Largest difference that a rule may write off, minor units. */
  writeOffLimitMinor: z.int().min(0),
  /** Rate (per cent, as text: '20') and country → the ERP's tax code, first match wins; country '*' = any. */
  taxCodes: z.array(z.object({ rate: z.string().max(8), country: z.string().max(60), code: z.string().max(14) })).max(200),
  /** SKU → Sage item code. */
  skuAliases: z.array(z.object({ sku: z.string().max(60), itemCode: z.string().max(30) })).max(50_000),
  /** Which side says how many of an item there are, and what it costs; the other side is told. */
  stockMaster: z.enum(['erp', 'shop']).default('erp'),
  priceMaster: z.enum(['erp', 'shop']).default('erp'),
  /** Where the exchange rate of a document comes from: its order, a lookup table of rates by day (named here), or the ERP itself, where there is nothing to compare it with. Missing: its order. */
  exchangeRates: z.object({ from: z.enum(['orders', 'table', 'erp']), table: z.string().max(60) }).optional(),
  /** Whose word counts about a customer, field by field; missing: the ERP's on money, the shop's on everything else. */
  customerMasters: CustomerMasters.optional(),
  /** Orders above this gross are held for a look; 0 = no hold. */
  holdAboveMinor: z.int().min(0),
  /** Where dates before it may not be posted; asked from the ERP as well. */
  booksOpenFrom: LocalDate,
  /** Parallel requests to the ERP (its server serialises: 1–8). */
  erpConcurrency: z.int().min(1).max(8),
});
export type Settings = z.output<typeof Settings>;

export const settings = {
  get: query({ may: anyone, input: Nothing, output: z.object({ settings: Settings, rev: z.int() }) }),
  save: command({ may: ['admin', 'accountant'], input: z.object({ settings: Settings, rev: z.int(), reason: z.string().max(300).default('') }), output: z.object({ settings: Settings, rev: z.int() }) }),
};

/** The first page after signing in, for this person's role. */
export const Today = z.object({
  period: Period,
  daysToClose: z.int().nullable(),
  badges: z.object({ reconcile: z.int(), failed: z.int(), held: z.int(), changed: z.int(), mappings: z.int(), lookups: z.int(), rules: z.int(), running: z.int(), alarms: z.int() }),
  orders: z.object({ read: z.int(), posted: z.int(), failed: z.int(), held: z.int() }),
  /** Orders received and documents posted per day, oldest first. */
  perDay: z.array(z.object({ on: LocalDate, orders: z.int(), posted: z.int() })),
  nextSteps: z.array(z.object({ text: z.string(), page: z.string() })),
});
export type Today = z.infer<typeof Today>;

export const Found = z.object({ kind: z.enum(['order', 'letter', 'entry', 'page']), id: z.string(), title: z.string(), detail: z.string(), page: z.string() });

export const today = {
  get: query({ may: anyone, input: z.object({ period: Period }), output: Today }),
  /** Ctrl K: orders, failed letters and ledger lines by any of their references, an amount or a name. */
  find: query({ may: anyone, input: z.object({ text: z.string().trim().min(2).max(80) }), output: z.array(Found) }),
};
