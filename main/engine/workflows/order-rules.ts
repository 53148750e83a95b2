import type { Order } from '../../../shared/canonical/order.ts';
import type { WorkflowDocument, WorkflowStep } from '../../../shared/contract/workflows.ts';

type Condition = Extract<WorkflowStep, { step: 'condition' }>;

/** What a workflow says about single orders, gathered for the stage that makes documents of them. */
export type OrderRules = {
  readonly conditions: readonly Condition[];
  /** Large orders wait for a look. */
  readonly holds: boolean;
  readonly createsCustomers: boolean;
  /** The setting decides between sales orders and ledger invoices. */
  readonly routes: boolean;
};

export function orderRulesOf({ steps }: Pick<WorkflowDocument, 'steps'>): OrderRules {
  return {
    conditions: steps.filter(step => step.step === 'condition'),
    holds: steps.some(step => step.step === 'hold'),
    createsCustomers: steps.some(step => step.step === 'findOrCreate' && step.document === 'customer' && step.create),
    routes: steps.some(step => step.step === 'route'),
  };
}

const FIELDS: Readonly<Record<Condition['field'], (order: Order) => string>> = {
  status: order => order.status, channel: order => order.channel, currency: order => order.currency, country: order => order.delivery.country, paymentMethod: order => order.paymentMethod,
};

/** Why a workflow leaves an order out; null when it goes on. */
export function leftOut(order: Order, { conditions }: Pick<OrderRules, 'conditions'>): string | null {
  const broken = conditions.find(({ field, isNoneOf }) => isNoneOf.some(value => value.toLowerCase() === FIELDS[field](order).toLowerCase()));
  return broken?.because ?? null;
}
