import type { Settings } from '../../../shared/contract/settings.ts';
import type { Connector, ItemStep } from '../connectors/connector.ts';
import type { Abilities } from '../workflows/check-workflow.ts';
import { followedIn } from './items.ts';

type Masters = Pick<Settings, 'stockMaster' | 'priceMaster'>;

/** Why one system can't be told of the other's items; null when it can. */
function unable(step: ItemStep, commerce: Connector, erp: Connector, masters: Masters): string | null {
  const followsErp = followedIn(step, masters) === 'erp';
  const [follower, part] = followsErp ? [commerce, commerce.commerce] : [erp, erp.erp];
  const silent = [commerce, erp].find(({ commerce: shop, erp: office }) => (step === 'stockLevel' ? (shop ?? office)?.stock : (shop ?? office)?.products) === undefined);
  if (!part?.targets?.[step]) return part?.cannot?.[step] ?? `${follower.label} takes no ${step} from outside.`;
  return silent ? `${silent.label} does not show its ${step === 'stockLevel' ? 'stock levels' : 'prices'}.` : null;
}

/** What two systems can do for a workflow, as their connectors say. */
export const abilitiesOf = (source: Connector, target: Connector, masters: Masters): Abilities => ({
  target: target.label, writes: new Set([...Object.keys(target.erp?.targets ?? {}), ...(target.erp?.journal?.steps ?? [])]), tells: new Set(Object.keys(source.commerce?.targets ?? {})), showsShipments: target.erp?.shipments !== undefined,
  showsPurchases: source.commerce?.purchaseOrders !== undefined && target.erp?.suppliers !== undefined,
  showsCustomers: source.commerce?.customers !== undefined,
  untold: { stockLevel: unable('stockLevel', source, target, masters), price: unable('price', source, target, masters) },
});
