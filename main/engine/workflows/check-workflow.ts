import type { ItemStep } from '../connectors/connector.ts';
import type { WorkflowDocument, WorkflowProblem, WorkflowStep } from '../../../shared/contract/workflows.ts';

/** What the two systems can do, as far as a workflow asks for it. */
export type Abilities = {
  target: string;
  /** Documents that the ERP takes, from outside or from its own staff. */
  writes: ReadonlySet<string>;
  /** What the shop can be told. */
  tells: ReadonlySet<string>;
  /** The ERP says what left its warehouse. */
  showsShipments: boolean;
  /** Why the side that follows can't be told of items, by what it follows in; null: it can. */
  untold: Readonly<Record<ItemStep, string | null>>;
  /** The shop says what it ordered from suppliers, and the ERP whom it knows. */
  showsPurchases: boolean;
  /** The shop lists its customers. */
  showsCustomers: boolean;
};

const isItem = (document: string): document is ItemStep => document === 'stockLevel' || document === 'price';
const LISTS: Readonly<Record<ItemStep, string>> = { stockLevel: 'stock', price: 'products' };

/** The document of the ERP that a step needs; null: none. */
function needs(step: WorkflowStep): string | null {
  if (step.step === 'create') return step.document === 'customerReceipt' ? 'receipt' : step.document;
  if (step.step === 'findOrCreate') return step.create && step.document === 'customer' ? step.document : null;
  if (step.step === 'route') return step.ledger;
  if (step.step !== 'update' || step.document === 'shipment' || isItem(step.document)) return null;
  return step.document === 'despatch' ? 'despatch' : 'allocation';
}

/** Steps about single orders: they shape the document before it is created. */
const SHAPING: ReadonlySet<WorkflowStep['step']> = new Set(['condition', 'hold', 'findOrCreate', 'map', 'validate', 'route']);

const isFindingItems = (step: WorkflowStep): step is Extract<WorkflowStep, { step: 'findOrCreate' }> => step.step === 'findOrCreate' && step.document === 'item';
const isSalesOrder = (step: WorkflowStep): boolean => step.step === 'create' && step.document === 'salesOrder';
const isFindingSuppliers = (step: WorkflowStep): boolean => step.step === 'findOrCreate' && step.document === 'supplier';
const isMappingPurchases = (step: WorkflowStep): boolean => step.step === 'map' && step.from === 'PurchaseOrder';
/** Steps about single purchase orders: they shape the document before it is created. */
const isAboutPurchases = (step: WorkflowStep): boolean => isFindingSuppliers(step) || isMappingPurchases(step);
const isPurchase = (step: WorkflowStep): boolean => step.step === 'create' && step.document === 'purchaseOrder';
const reads = (step: WorkflowStep, what: string): boolean => step.step === 'trigger' && step.reads === what;

/** Everything that would keep a workflow from running, each with its step and what to do about it. Pure. */
export function checkWorkflow({ steps }: WorkflowDocument, { target, writes, tells, showsShipments, showsCustomers, showsPurchases, untold }: Abilities): WorkflowProblem[] {
  const problems: WorkflowProblem[] = [];
  const complain = (step: WorkflowStep, message: string): void => void problems.push({ step: step.id, message });
  const created = steps.findIndex(isSalesOrder);
  const bought = steps.findIndex(isPurchase);
  const seen = new Set<string>();
  for (const [index, step] of steps.entries()) {
    const before = steps.slice(0, index);
    if (seen.has(step.id)) complain(step, `Two steps are named ${step.id}. Rename one of them.`);
    seen.add(step.id);
    const document = needs(step);
    if (document !== null && !writes.has(document)) complain(step, `${target} takes no ${document} from outside. Remove the step; its own staff do it.`);
    if (step.step === 'update' && step.document === 'shipment' && !(tells.has('shipment') && showsShipments)) complain(step, `Shipments can't be passed on: either ${target} does not show them, or the shop takes none. Remove the step.`);
    if (step.step === 'update' && isItem(step.document)) {
      const { document } = step;
      const reason = untold[document];
      if (reason !== null) complain(step, `${reason} Let the other side follow in the settings, or remove the step.`);
      if (!before.some(one => reads(one, LISTS[document]))) complain(step, `Nothing reads ${LISTS[document]} before this step. Begin with a trigger that reads them.`);
      if (!before.some(isFindingItems)) complain(step, 'Nothing says what becomes of items that only one side knows. Add a step that finds items in front of it.');
    }
    if (isFindingItems(step) && step.create) complain(step, 'Items that only one side knows are told of, not created. Let the step only find them.');
    if (isFindingSuppliers(step) && step.step === 'findOrCreate' && step.create) complain(step, 'A supplier that the ERP does not know is for its own staff to make. Let the step only find them.');
    if (step.step === 'map' && (step.from === 'PurchaseOrder') !== (step.to === 'purchaseOrder')) complain(step, 'Orders become sales orders, and purchase orders purchase orders. Change what the step maps.');
    if (isAboutPurchases(step) && (bought < 0 || index > bought)) complain(step, 'This step looks at purchase orders before they are posted. Move it in front of the step that creates them.');
    if (reads(step, 'purchaseOrders') && !showsPurchases) complain(step, 'Either the shop shows no purchase orders, or the ERP no suppliers. Remove the step.');
    if (isPurchase(step) && !before.some(one => reads(one, 'purchaseOrders'))) complain(step, 'No purchase orders are read before this step. Begin with a trigger that reads them.');
    if (isPurchase(step) && !before.some(isMappingPurchases)) complain(step, 'Nothing says how a purchase order becomes one of the ERP. Add a map step in front of it.');
    if (isPurchase(step) && !before.some(isFindingSuppliers)) complain(step, 'Nothing finds the supplier. Add a step that finds suppliers in front of it.');
    if (SHAPING.has(step.step) && !isFindingItems(step) && !isAboutPurchases(step) && !(step.step === 'validate' && bought > index) && (created < 0 || index > created)) complain(step, 'This step looks at orders before they are posted. Move it in front of the step that creates sales orders.');
    if (reads(step, 'customers') && !showsCustomers) complain(step, 'The shop lists no customers; it knows buyers from their orders only. Remove the step.');
    if (step.step === 'link' && !before.some(one => reads(one, 'customers'))) complain(step, 'No customers are read before this step. Begin with a trigger that reads customers.');
    if (isSalesOrder(step) && !before.some(one => reads(one, 'orders'))) complain(step, 'No orders are read before this step. Begin with a trigger that reads orders.');
    if (isSalesOrder(step) && !before.some(one => one.step === 'map' && one.from === 'Order')) complain(step, 'Nothing says how an order becomes a sales order. Add a map step in front of it.');
    if (step.step === 'create' && (step.document === 'creditNote' || step.document === 'refund') && !before.some(one => reads(one, 'returns'))) complain(step, 'No returns are read before this step. Add a trigger that reads returns.');
    if (step.step === 'create' && step.document === 'refund' && !before.some(one => one.step === 'create' && one.document === 'creditNote')) complain(step, 'Money is given back against a credit note. Create credit notes first.');
  }
  const [first] = steps;
  if (first && first.step !== 'trigger') complain(first, 'A workflow begins with a trigger: what it reads, and when.');
  return problems;
}
