import { startClaritySandbox } from '../../sandboxes/clarity/clarity-sandbox.ts';
import type { ClaritySandbox } from '../../sandboxes/clarity/clarity-sandbox.ts';
import { STORES } from '../../sandboxes/clarity/order-view.ts';
import { makeWorld } from '../../sandboxes/world/make-world.ts';
import { partOfWorld } from '../../sandboxes/world/part-of-world.ts';
import type { Channel, World } from '../../sandboxes/world/world-types.ts';
import { atPort } from './pair.ts';
import type { ConnectionForm, Running, Started } from './pair.ts';

/** A quarter of what the seller sells goes through the shop's own stores in the currency of the US systems' books: they keep only one. */
const OWN_STORES = ['shopify-uk', 'wholesale'] as const;
const SHARE = 4;
const CURRENCY = 'GBP';

const LABELS: Readonly<Partial<Record<Channel['key'], string>>> = { 'shopify-uk': 'Web store', wholesale: 'Trade portal' };

export const clarityWorld = ({ seed, orders }: { seed: number; orders: number }): World => partOfWorld(makeWorld({ seed, orders: orders * SHARE }), OWN_STORES);

/** The shop, whose goods leave the ERP's warehouse. */
export const startShop = ({ world, dir, shopPort, rateLimits }: Started): Promise<ClaritySandbox> => atPort(port => startClaritySandbox({ world, dir, rateLimits, fulfilledBy: 'erp', ...port }), shopPort);

export const shopConnection = ({ url, credentials }: ClaritySandbox): ConnectionForm =>
  ({ system: 'clarity', label: 'Clarity', environment: 'Sandbox', settings: { apiBaseUrl: `${url}/api/v1`, clientId: credentials.clientId, baseCurrency: CURRENCY }, secrets: { clientSecret: credentials.clientSecret } });

/** What the shop knows of the orders that left. */
export function shopShipments(shop: ClaritySandbox, world: World): ReturnType<NonNullable<Running['shipments']>> {
  const left = new Set(world.orders.filter(({ status }) => status === 'despatched').map(({ reference }) => reference));
  const orders = shop.books().orders.filter(({ reference }) => left.has(reference));
  return { expected: left.size, found: orders.filter(({ shipments, status }) => shipments.length > 0 && status === 'Shipped').length, twice: orders.filter(({ shipments }) => shipments.length > 1).length };
}

/** How a store of the shop is kept, apart from the ERP's own codes. */
export const storeSettings = ({ key, currency, customerReference, fee }: Channel) => ({
  key: `CLARITY/${STORES[key] ?? ''}`, label: LABELS[key] ?? key, costCentre: '', department: '', currency, feeTiers: [{ upToMinor: null, basisPoints: fee.rateBasisPoints, flatMinor: fee.fixedMinor }],
  customerPolicy: customerReference === null ? 'perBuyer' as const : 'webSales' as const,
});
