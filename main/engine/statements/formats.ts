import { adyenAccounting } from './adyen-accounting.ts';
import { adyenSettlement } from './adyen-settlement.ts';
import { amazonPaySettlement } from './amazon-pay.ts';
import { amazonSettlement } from './amazon-settlement.ts';
import { bai2 } from './bai2.ts';
import { bankCsv } from './bank-csv.ts';
import { camt } from './camt.ts';
import { cfonb120 } from './cfonb120.ts';
import { coda } from './coda.ts';
import { ebayTransactions } from './ebay-transactions.ts';
import { gatewayTable } from './gateway-table.ts';
import { klarna } from './klarna.ts';
import { linnworksOrders } from './linnworks-orders.ts';
import { mt940 } from './mt940.ts';
import { norma43 } from './norma43.ts';
import { ofx } from './ofx.ts';
import { paypalActivity } from './paypal.ts';
import { paypalSettlement } from './paypal-settlement.ts';
import { qif } from './qif.ts';
import { shopifyPayments } from './shopify-payments.ts';
import { shopifyPayouts } from './shopify-payouts.ts';
import type { Source } from './sniff.ts';
import type { Keep, Reading, ReadOptions } from './statement.ts';
import { stripe } from './stripe.ts';

/** A format is a value: how it is recognised by its content, and how it is read. File names decide nothing. */
export type StatementReader = {
  format: string;
  recognises(source: Source, options: ReadOptions): boolean;
  /** Hands every entry to `keep` as it comes and gives the statements' heads at the end; memory does not follow the file's size. */
  read(source: Source, options: ReadOptions, keep: Keep): Reading;
};

/** Asked in this order; the first that recognises the file reads it. The bank's CSV comes last because almost any table looks like one. */
export const readers: readonly StatementReader[] = [
  camt, ofx, mt940, bai2, qif, coda, norma43, cfonb120,
  amazonSettlement, amazonPaySettlement, ebayTransactions, shopifyPayments, shopifyPayouts, stripe, paypalSettlement, adyenSettlement, adyenAccounting, klarna, paypalActivity,
  linnworksOrders,
  gatewayTable,
  bankCsv,
];
