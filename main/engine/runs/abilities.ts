import type { Connector } from '../connectors/connector.ts';
import type { Abilities } from '../workflows/check-workflow.ts';

/** What two systems can do for a workflow, as their connectors say. */
export const abilitiesOf = ({ commerce }: Connector, { label, erp }: Connector): Abilities => ({
  target: label, writes: new Set([...Object.keys(erp?.targets ?? {}), ...(erp?.journal?.steps ?? [])]), tells: new Set(Object.keys(commerce?.targets ?? {})), showsShipments: erp?.shipments !== undefined, showsCustomers: commerce?.customers !== undefined,
});
