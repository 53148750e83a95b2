import type { StepName } from '../connectors/connector.ts';
import { awaitInvoices, planAllocations, planDespatches, planReceipts, readSalesLedger } from './after-order.ts';
import { postLetters } from './post-letters.ts';
import { buryOrdersWithoutCustomer, prepareOrders } from './prepare-orders.ts';
import { readRecords } from './read-records.ts';
import { requeueFollowUps } from './requeue-follow-ups.ts';
import { planRefundAllocations, planReturns } from './returns.ts';
import { tellShopOfShipments } from './shipments.ts';
import type { Work } from './work.ts';

type Stage = { name: string; steps: readonly StepName[]; plan(work: Work): Promise<void> };

/** Orders whose buyer has no account yet wait for it, then are prepared again. */
async function prepareWithCustomers(work: Work): Promise<void> {
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

/**
 * The chain of a sale, in order. Each stage plans from what the file says is still missing, then sends; so a run that was stopped
 * anywhere goes on by simply running again, and nothing is planned twice (the letters' keys are unique).
 */
const STAGES: readonly Stage[] = [
  { name: 'Reading orders', steps: [], plan: work => readRecords(work, 'order') },
  { name: 'Preparing orders', steps: [], plan: prepareWithCustomers },
  { name: 'Posting sales orders', steps: ['salesOrder', 'invoice'], plan: async () => {} },
  { name: 'Confirming despatch', steps: ['despatch'], plan: work => (work.settings.invoiceMode === 'sop' ? planDespatches(work) : Promise.resolve()) },
  { name: 'Posting receipts', steps: ['receipt'], plan: planReceipts },
  { name: 'Telling the shop of shipments', steps: [], plan: tellShopOfShipments },
  { name: 'Waiting for invoices', steps: [], plan: work => (work.settings.invoiceMode === 'sop' ? awaitInvoices(work) : readSalesLedger(work).then(() => {})) },
  { name: 'Allocating receipts', steps: ['allocation'], plan: planAllocations },
  { name: 'Reading returns', steps: [], plan: work => readRecords(work, 'return') },
  { name: 'Posting credit notes and refunds', steps: ['creditNote', 'refund'], plan: planReturns },
  { name: 'Reading the sales ledger', steps: [], plan: work => readSalesLedger(work).then(() => {}) },
  { name: 'Allocating refunds', steps: ['refundAllocation'], plan: planRefundAllocations },
];

/** Order-to-cash: captured orders become sales orders, despatches, invoices, receipts, allocations; returns become credit notes and refunds. */
export async function orderToCash(work: Work): Promise<void> {
  requeueFollowUps(work);
  for (const { name, steps, plan } of STAGES) {
    if (work.stopped()) return;
    work.at(name);
    await plan(work);
    if (steps.length > 0 && !work.stopped()) await postLetters(work, steps);
    work.tally();
  }
}
