import { z } from 'zod';
import { anyone, query } from './method.ts';
import { Nothing } from './page.ts';
import { Workflow } from './runs.ts';

/** A name within its workflow; problems and progress are told by it. */
const id = z.string().regex(/^[a-z][a-zA-Z0-9]{0,39}$/);
/** What the step is for, in words for the people who run it. */
const label = z.string().min(1).max(80);

/** What an order can be asked. Words are compared without regard to capitals. */
export const OrderField = z.enum(['status', 'channel', 'currency', 'country', 'paymentMethod']);

export const WorkflowStep = z.discriminatedUnion('step', [
  /** Reads what is new or changed since the last time. */
  z.object({ step: z.literal('trigger'), id, label, reads: z.enum(['orders', 'returns', 'statements', 'stock', 'products', 'customers', 'purchaseOrders']), by: z.array(z.enum(['hand', 'schedule', 'webhook'])).min(1) }),
  /** Orders whose field is none of these values are skipped with the reason. */
  z.object({ step: z.literal('condition'), id, label, field: OrderField, isNoneOf: z.array(z.string().max(60)).min(1).max(200), because: z.string().min(1).max(200) }),
  /** Orders above the limit of the settings wait for a person. */
  z.object({ step: z.literal('hold'), id, label, above: z.literal('holdAboveMinor') }),
  /** Finds the account of the buyer; without `create` an unknown buyer's order fails and says so. Items that only one side knows are told of, and never created; nor are suppliers. */
  z.object({ step: z.literal('findOrCreate'), id, label, document: z.enum(['customer', 'item', 'supplier']), create: z.boolean() }),
  /** Proposes which records of both sides are the same, with what speaks for it; a person decides. */
  z.object({ step: z.literal('link'), id, label, document: z.literal('customer') }),
  /** By the published mapping between the two. */
  z.object({ step: z.literal('map'), id, label, from: z.enum(['Order', 'PurchaseOrder']), to: z.enum(['salesOrder', 'purchaseOrder']) }),
  /** Every rule over every field before anything is sent. */
  z.object({ step: z.literal('validate'), id, label }),
  /** Which document an order becomes, by a setting. */
  z.object({ step: z.literal('route'), id, label, by: z.literal('invoiceMode'), sop: z.literal('salesOrder'), ledger: z.literal('invoice') }),
  z.object({ step: z.literal('create'), id, label, document: z.enum(['salesOrder', 'receipt', 'creditNote', 'refund', 'fee', 'transfer', 'customerReceipt', 'adjustment', 'purchaseOrder']) }),
  z.object({ step: z.literal('update'), id, label, document: z.enum(['despatch', 'shipment', 'allocation', 'refundAllocation', 'customerAllocation', 'stockLevel', 'price']) }),
  /** Until the ERP's own people have done their part, as long as more of it keeps appearing. */
  z.object({ step: z.literal('wait'), id, label, until: z.enum(['invoiced', 'ledgerRead']) }),
  /** A line on the first page of these roles when the workflow is through. */
  z.object({ step: z.literal('notify'), id, label, text: z.string().min(1).max(200) }),
]);
export type WorkflowStep = z.infer<typeof WorkflowStep>;

/** What a run does, as data: its steps in order. */
export const WorkflowDocument = z.object({
  key: Workflow,
  name: z.string().min(1).max(80),
  version: z.int().min(1),
  /** The systems that it is for. */
  source: z.string(), target: z.string(),
  about: z.string().max(400),
  steps: z.array(WorkflowStep).min(1).max(60),
});
export type WorkflowDocument = z.infer<typeof WorkflowDocument>;

export const WorkflowProblem = z.object({ step: z.string(), message: z.string() });
export type WorkflowProblem = z.infer<typeof WorkflowProblem>;

export const workflows = {
  /** Those for the systems of this workspace, each with what would keep it from running. */
  list: query({ may: anyone, input: Nothing, output: z.array(z.object({ document: WorkflowDocument, problems: z.array(WorkflowProblem) })) }),
};
