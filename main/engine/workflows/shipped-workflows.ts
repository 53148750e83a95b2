import { WorkflowDocument } from '../../../shared/contract/workflows.ts';
import type { Workflow } from '../../../shared/contract/runs.ts';
import customersSage100 from '../../../resources/workflows/clarity-sage100.customers.json' with { type: 'json' };
import customersSagePro from '../../../resources/workflows/clarity-sagepro.customers.json' with { type: 'json' };
import inventorySage100 from '../../../resources/workflows/clarity-sage100.inventory.json' with { type: 'json' };
import productsSage100 from '../../../resources/workflows/clarity-sage100.products.json' with { type: 'json' };
import inventorySagePro from '../../../resources/workflows/clarity-sagepro.inventory.json' with { type: 'json' };
import productsSagePro from '../../../resources/workflows/clarity-sagepro.products.json' with { type: 'json' };
import inventorySage200 from '../../../resources/workflows/linnworks-sage200.inventory.json' with { type: 'json' };
import fulfilment from '../../../resources/workflows/clarity-sage100.order-fulfilment.json' with { type: 'json' };
import settlementsSage100 from '../../../resources/workflows/clarity-sage100.settlements.json' with { type: 'json' };
import toFulfilment from '../../../resources/workflows/clarity-sagepro.order-to-fulfilment.json' with { type: 'json' };
import settlementsSagePro from '../../../resources/workflows/clarity-sagepro.settlements.json' with { type: 'json' };
import orderToCash from '../../../resources/workflows/linnworks-sage200.order-to-cash.json' with { type: 'json' };
import purchasesSage200 from '../../../resources/workflows/linnworks-sage200.purchase-orders.json' with { type: 'json' };
import settlementsSage200 from '../../../resources/workflows/linnworks-sage200.settlements.json' with { type: 'json' };

/** The workflows that come with Tieout: files fit for version control. */
export const shippedWorkflows: readonly WorkflowDocument[] = [
  orderToCash, settlementsSage200, inventorySage200, purchasesSage200,
  fulfilment, settlementsSage100, inventorySage100, productsSage100, customersSage100,
  toFulfilment, settlementsSagePro, inventorySagePro, productsSagePro, customersSagePro,
].map(document => WorkflowDocument.parse(document));

export type Systems = { source: string; target: string };

export const workflowsOf = ({ source, target }: Systems): WorkflowDocument[] => shippedWorkflows.filter(document => document.source === source && document.target === target);

export const workflowOf = (key: Workflow, systems: Systems): WorkflowDocument | undefined => workflowsOf(systems).find(document => document.key === key);
