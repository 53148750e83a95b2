import { makeRandom } from './random.ts';
import type { Currency, Product, World } from './world-types.ts';

/** Whom the seller buys from. `sageReference` is null where nobody has made the account in Sage yet. */
export type WorldSupplier = { name: string; currency: Currency; email: string; sageReference: string | null; onHold: boolean };

export type PurchaseLine = { product: Product; quantity: number; grossMinor: number; taxMinor: number; taxRate: number };

/** Goods ordered from a supplier, as Linnworks shows it; gross = Σ lines + carriage. */
export type WorldPurchase = {
  reference: string; supplier: WorldSupplier; status: 'PENDING' | 'OPEN' | 'PARTIAL' | 'DELIVERED'; orderedAt: string; expectedAt: string; supplierNumber: string;
  lines: readonly PurchaseLine[]; carriage: { grossMinor: number; taxMinor: number; taxRate: number } | null; exchangeRate: number;
};

export const SUPPLIERS: readonly WorldSupplier[] = [
  { name: 'Fenland Ceramics Ltd', currency: 'GBP', email: 'orders@fenland.example', sageReference: 'FENLAND', onHold: false },
  { name: "O'Dowd Textiles", currency: 'GBP', email: 'sales@odowd.example', sageReference: 'ODOWD', onHold: false },
  { name: 'Maison Lumière SARL', currency: 'EUR', email: 'ventes@lumiere.example', sageReference: 'LUMIERE', onHold: false },
  { name: 'Pennine Packaging', currency: 'GBP', email: 'office@pennine.example', sageReference: 'PENNINE', onHold: true },
  { name: 'Harbour Lighting Co', currency: 'GBP', email: '', sageReference: null, onHold: false },
];

const COUNT = 14;
const FIRST_NUMBER = 4101;
const STATUSES = ['OPEN', 'DELIVERED', 'PARTIAL', 'DELIVERED', 'PENDING'] as const;
/** What a thing costs, in hundredths of its price. */
const COST_SHARE = 40;

/** A month of buying, the same for the same world; nothing else of the world depends on it. */
export function purchasesOf(world: World): WorldPurchase[] {
  const random = makeRandom(world.seed, 'purchases');
  const stocked = world.products.filter(product => product.sageCode !== null && product.parts.length === 0 && !product.archived);
  return Array.from({ length: COUNT }, (_, index): WorldPurchase => {
    // The last account that Sage lacks, and the one on hold, come up once each.
    const supplier = SUPPLIERS[index === 6 ? 4 : index === 10 ? 3 : index % 3] ?? (SUPPLIERS[0] as WorldSupplier); // the list has five
    const day = String(2 + index * 2).padStart(2, '0');
    const lines = Array.from({ length: random.int(1, 3) }, (): PurchaseLine => lineOf(random.pick(stocked), random.int(1, 12) * 6, supplier));
    return {
      reference: `PO${FIRST_NUMBER + index}`, supplier, status: STATUSES[index % STATUSES.length] ?? 'OPEN', orderedAt: `2026-10-${day}T09:30:00.000Z`, expectedAt: `2026-11-${day}T00:00:00.000Z`,
      supplierNumber: index % 4 === 0 ? '' : `SO-${random.digits(5)}`, lines,
      carriage: index === 3 ? { grossMinor: 1_800, taxMinor: 300, taxRate: 20 } : null, exchangeRate: supplier.currency === 'GBP' ? 1 : world.eurPerGbp,
    };
  });
}

/** Suppliers abroad charge no VAT. */
function lineOf(product: Product, quantity: number, { currency }: WorldSupplier): PurchaseLine {
  const taxRate = currency === 'GBP' ? product.vatRate : 0;
  const unitNetMinor = Math.max(1, Math.round((product.grossMinor * 100 * COST_SHARE) / ((100 + product.vatRate) * 100)));
  const taxMinor = Math.round((unitNetMinor * quantity * taxRate) / 100);
  return { product, quantity, taxRate, taxMinor, grossMinor: unitNetMinor * quantity + taxMinor };
}
