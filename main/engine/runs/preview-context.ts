import { Order } from '../../../shared/canonical/order.ts';
import { PurchaseOrder } from '../../../shared/canonical/purchase-order.ts';
import type { Json } from '../connectors/connector.ts';
import type { PreviewContext } from '../mapping/handlers.ts';
import type { Prepared } from '../mapping/preview.ts';
import { lookupReader } from '../lookups/lookup-store.ts';
import { priceOrder } from '../pricing/price-order.ts';
import { pricingLookups } from '../pricing/pricing-lookups.ts';
import { lastReferences } from '../records/reference-store.ts';
import { readSettings } from '../settings/settings-store.ts';
import type { ReadDb } from '../store/sql.ts';
import { findCustomer, indexCustomers } from './find-customer.ts';
import { purchaseContext } from './purchases.ts';
import type { PurchaseTools } from './purchases.ts';

/** What a run would know of a record now: its money, its customer, its accounts. The ERP's lists are those last read. */
export function previewContextOf(db: ReadDb): (record: { raw: Json; canonical: Json }) => Prepared {
  const { settings } = readSettings(db);
  const references = lastReferences(db);
  const lookups = pricingLookups(settings, references);
  const customers = indexCustomers(references.customers);
  const table = lookupReader(db);
  return ({ canonical }) => {
    const purchase = PurchaseOrder.safeParse(canonical);
    if (purchase.success) return preparedPurchase(purchase.data, { settings, references, lookups, suppliers: references.suppliers ?? [], table });
    const parsed = Order.safeParse(canonical);
    if (!parsed.success) return { issue: 'This record is no order that Tieout can read.' };
    const order = parsed.data;
    const channel = settings.channels.find(({ key }) => key === order.channel) ?? null;
    const pricing = priceOrder(order, lookups);
    const found = channel && findCustomer(order, channel, customers, () => false);
    const bank = references.banks.find(({ code }) => code === channel?.clearingBank);
    return {
      order,
      context: { order, priced: pricing.ok ? pricing.priced : null, references, settings, channel, customerId: found?.kind === 'found' ? found.customer.id : null, bankId: bank?.id ?? null, timeZone: settings.timeZone, table },
      issues: pricing.ok ? [] : pricing.issues.map(({ field, message }) => ({ field, message })),
    };
  };
}

function preparedPurchase(purchase: PurchaseOrder, tools: PurchaseTools): Prepared {
  const { context, failures } = purchaseContext(purchase, tools);
  return { order: context.order, context, issues: failures.map(({ field, message }) => ({ field, message })) };
}

export const previewContext = (db: ReadDb): PreviewContext => ({ timeZone: readSettings(db).settings.timeZone, table: lookupReader(db), prepare: previewContextOf(db) });
