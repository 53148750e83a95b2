import type { WorkflowDocument, WorkflowStep } from '../../../shared/contract/workflows.ts';
import type { StepName } from '../connectors/connector.ts';
import { closeAcceptedChanges, planAcceptedChanges } from './accepted-changes.ts';
import { awaitInvoices, planAllocations, planDespatches, planReceipts, readSalesLedger } from './after-order.ts';
import { linkCustomers, readCustomers } from './customers.ts';
import { readItems, tellItems } from './items.ts';
import { postLetters } from './post-letters.ts';
import { buryOrdersWithoutCustomer, prepareOrders } from './prepare-orders.ts';
import { postPurchases } from './purchases.ts';
import { proposeChanges } from './propose-changes.ts';
import { readRecords } from './read-records.ts';
import { requeueFollowUps } from './requeue-follow-ups.ts';
import { planRefundAllocations, planReturns } from './returns.ts';
import { planCustomerAllocations, planCustomerReceipts, planPayouts } from './settlements.ts';
import { tellShopOfShipments } from './shipments.ts';
import type { Work } from './work.ts';

type Action = (work: Work) => Promise<void>;

/** Orders whose buyer has no account yet wait for it, then are prepared again. */
async function prepareWithCustomers(work: Work): Promise<void> {
  work.at('Preparing orders');
  const { customers } = await prepareOrders(work);
  if (customers === 0 || work.stopped()) return;
  work.at('Creating customers');
  await postLetters(work, ['customer']);
  if (work.stopped()) return;
  work.references = await work.target.erp.references(work.target.session, work.signal);
  work.at('Preparing orders');
  await prepareOrders(work);
  buryOrdersWithoutCustomer(work);
}

/** Plans from what the file says is still missing, then sends. */
const planned = (plan: Action, ...steps: StepName[]): Action => async work => {
  await plan(work);
  if (!work.stopped()) await postLetters(work, steps);
};
const posted = (...steps: StepName[]): Action => work => postLetters(work, steps);
const whereOrdersArePosted = (action: Action): Action => async work => {
  if (work.documentStep === 'salesOrder') await action(work);
};
const readLedger: Action = async work => void (await readSalesLedger(work));

/** Credit notes for what came back, and for accepted changes; by now the ledger says which orders are invoiced. */
const creditAll: Action = async work => {
  await proposeChanges(work);
  await planAcceptedChanges(work);
  await planReturns(work);
  if (!work.stopped()) await postLetters(work, ['creditNote']);
  await closeAcceptedChanges(work);
};

const readOrders: Action = async work => {
  await readRecords(work, 'order');
  await proposeChanges(work);
};

type Kind<Step extends WorkflowStep['step']> = Extract<WorkflowStep, { step: Step }>;

const CREATE: Readonly<Record<Kind<'create'>['document'], Action>> = {
  salesOrder: posted('salesOrder', 'invoice'),
  receipt: planned(planReceipts, 'receipt'),
  // A return is credited and refunded in one plan; each is a step, so that a workflow may leave the money to others.
  creditNote: creditAll,
  refund: posted('refund'),
  fee: planned(planPayouts, 'fee'),
  transfer: posted('transfer'),
  customerReceipt: planned(planCustomerReceipts, 'receipt'),
  adjustment: posted('adjustment'),
  purchaseOrder: postPurchases,
};

const UPDATE: Readonly<Record<Kind<'update'>['document'], Action>> = {
  despatch: whereOrdersArePosted(planned(planDespatches, 'despatch')),
  shipment: tellShopOfShipments,
  allocation: planned(planAllocations, 'allocation'),
  refundAllocation: planned(planRefundAllocations, 'refundAllocation'),
  customerAllocation: planned(planCustomerAllocations, 'allocation'),
  stockLevel: work => tellItems(work, 'stockLevel'),
  price: work => tellItems(work, 'price'),
};

const TRIGGER: Readonly<Record<Kind<'trigger'>['reads'], Action>> = {
  orders: readOrders,
  returns: work => readRecords(work, 'return'),
  // People import statements; they are in the file already.
  statements: async () => {},
  stock: work => readItems(work, 'stockLevel'),
  products: work => readItems(work, 'price'),
  customers: readCustomers,
  purchaseOrders: work => readRecords(work, 'purchaseOrder'),
};

const WAIT: Readonly<Record<Kind<'wait'>['until'], Action>> = {
  invoiced: work => (work.documentStep === 'salesOrder' ? awaitInvoices(work) : readLedger(work)),
  ledgerRead: readLedger,
};

/** What a step does by itself; null for those that shape orders, which the making of documents asks for. */
function actionOf(step: WorkflowStep): Action | null {
  switch (step.step) {
    case 'trigger': return TRIGGER[step.reads];
    case 'create': return CREATE[step.document];
    case 'update': return UPDATE[step.document];
    case 'link': return linkCustomers;
    case 'wait': return WAIT[step.until];
    case 'notify': return async work => work.notice(step.text);
    default: return null;
  }
}

/**
 * Runs the steps in order. Each plans from what the file says is still missing, then sends; so a run that was stopped anywhere goes on
 * by simply running again, and nothing is planned twice (the letters' keys are unique).
 */
export async function runWorkflow(work: Work, { steps }: WorkflowDocument): Promise<void> {
  requeueFollowUps(work);
  for (const step of steps) {
    const action = actionOf(step);
    if (action === null) continue;
    if (step.step === 'create' && step.document === 'salesOrder') await prepareWithCustomers(work);
    if (work.stopped()) return;
    work.at(step.label);
    await action(work);
    work.tally();
  }
}
