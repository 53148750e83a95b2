import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { connectorOf } from '../../../main/engine/connectors/registry.ts';
import { abilitiesOf } from '../../../main/engine/runs/abilities.ts';
import { DEFAULT_SETTINGS } from '../../../main/engine/settings/default-settings.ts';
import { checkWorkflow } from '../../../main/engine/workflows/check-workflow.ts';
import type { Abilities } from '../../../main/engine/workflows/check-workflow.ts';
import { leftOut, orderRulesOf } from '../../../main/engine/workflows/order-rules.ts';
import { shippedWorkflows, workflowOf } from '../../../main/engine/workflows/shipped-workflows.ts';
import type { Order } from '../../../shared/canonical/order.ts';
import type { SystemKey } from '../../../shared/contract/connections.ts';
import { WorkflowDocument } from '../../../shared/contract/workflows.ts';
import type { WorkflowStep } from '../../../shared/contract/workflows.ts';

const orderToCash = workflowOf('orderToCash', { source: 'linnworks', target: 'sage200' }) ?? assert.fail('it is shipped');
const ABLE: Abilities = { target: 'Sage', writes: new Set(['salesOrder', 'customer', 'invoice', 'despatch', 'receipt', 'allocation', 'creditNote', 'refund']), tells: new Set(['shipment']), showsShipments: true, showsCustomers: true, showsPurchases: true, untold: { stockLevel: null, price: null } };

const stepOf = (id: string): WorkflowStep => orderToCash.steps.find(step => step.id === id) ?? assert.fail(id);
const without = (...ids: string[]): WorkflowStep[] => orderToCash.steps.filter(({ id }) => !ids.includes(id));
const problemsOf = (steps: readonly WorkflowStep[], abilities: Partial<Abilities> = {}) => checkWorkflow({ ...orderToCash, steps: [...steps] }, { ...ABLE, ...abilities });

describe('the shipped workflows', () => {
  for (const document of shippedWorkflows) {
    test(`${document.source} → ${document.target}, ${document.name}: both systems can do every step`, () => {
      // The documents name systems of the registry.
      assert.deepEqual(checkWorkflow(document, abilitiesOf(connectorOf(document.source as SystemKey), connectorOf(document.target as SystemKey), DEFAULT_SETTINGS)), []);
    });
  }

  test('a step of another kind is refused by name', () => {
    const { error } = WorkflowDocument.safeParse({ ...orderToCash, steps: [{ step: 'delete', id: 'all', label: 'Deleting everything' }] });
    assert.deepEqual(error?.issues.map(({ path }) => path.join('.')), ['steps.0.step']);
  });
});

/** What was done to a good workflow, the step that is named, and what is said about it. */
const BROKEN: readonly [what: string, steps: readonly WorkflowStep[], abilities: Partial<Abilities>, step: string, says: RegExp][] = [
  ['nothing reads orders', without('orders'), {}, 'salesOrders', /No orders are read/],
  ['nothing maps them', without('order'), {}, 'salesOrders', /Add a map step/],
  ['returns are credited unread', without('returns'), {}, 'creditNotes', /Add a trigger that reads returns/],
  ['money is given back without a credit note', without('creditNotes'), {}, 'refunds', /Create credit notes first/],
  ['a hold comes too late', [...without('large'), stepOf('large')], {}, 'large', /Move it in front/],
  ['a step is there twice', [...orderToCash.steps, stepOf('ledger')], {}, 'ledger', /Rename one/],
  ['the ERP takes no allocations', orderToCash.steps, { writes: new Set([...ABLE.writes].filter(name => name !== 'allocation')) }, 'allocation', /Sage takes no allocation/],
  ['the shop takes no shipments', [...orderToCash.steps, { step: 'update', id: 'tell', label: 'Telling', document: 'shipment' }], { tells: new Set() }, 'tell', /Remove the step/],
];

const inventory = workflowOf('inventory', { source: 'clarity', target: 'sagepro' })?.steps ?? assert.fail('it is shipped');

/** The same about items. */
const BROKEN_ITEMS: typeof BROKEN = [
  ['nothing reads stock', inventory.filter(({ id }) => id !== 'stock'), {}, 'levels', /Nothing reads stock/],
  ['products are read instead of stock', inventory.map(step => (step.step === 'trigger' ? { ...step, reads: 'products' } : step)), {}, 'levels', /Nothing reads stock/],
  ['nobody says what becomes of unknown items', inventory.filter(({ id }) => id !== 'items'), {}, 'levels', /Add a step that finds items/],
  ['unknown items are to be created', inventory.map(step => (step.step === 'findOrCreate' ? { ...step, create: true } : step)), {}, 'items', /not created/],
  ['the side that follows takes none', inventory, { untold: { stockLevel: 'Sage takes none: staff enter them.', price: null } }, 'levels', /Sage takes none: staff enter them\. Let the other side follow/],
];

const purchases = workflowOf('purchaseOrders', { source: 'linnworks', target: 'sage200' })?.steps ?? assert.fail('it is shipped');
const BUYS: Partial<Abilities> = { writes: new Set(['purchaseOrder']) };

/** The same about what is bought. */
const BROKEN_PURCHASES: typeof BROKEN = [
  ['nothing reads purchase orders', purchases.filter(({ id }) => id !== 'purchases'), BUYS, 'purchaseOrders', /No purchase orders are read/],
  ['nothing maps them', purchases.filter(({ id }) => id !== 'purchase'), BUYS, 'purchaseOrders', /Add a map step/],
  ['nothing finds the supplier', purchases.filter(({ id }) => id !== 'supplier'), BUYS, 'purchaseOrders', /Add a step that finds suppliers/],
  ['suppliers are to be created', purchases.map(step => (step.step === 'findOrCreate' ? { ...step, create: true } : step)), BUYS, 'supplier', /own staff to make/],
  ['they are to become sales orders', purchases.map(step => (step.step === 'map' ? { ...step, to: 'salesOrder' } : step)), BUYS, 'purchase', /Change what the step maps/],
  ['the supplier is found too late', [...purchases.filter(({ id }) => id !== 'supplier'), ...purchases.filter(({ id }) => id === 'supplier')], BUYS, 'supplier', /Move it in front/],
  ['the shop shows none', purchases, { ...BUYS, showsPurchases: false }, 'purchases', /shows no purchase orders/],
  ['the ERP takes none', purchases, { writes: new Set() }, 'purchaseOrders', /takes no purchaseOrder/],
];

describe('a workflow that cannot run says which step, and what to do', () => {
  test('the shipped one can', () => assert.deepEqual(problemsOf(orderToCash.steps), []));
  for (const [what, steps, abilities, step, says] of [...BROKEN, ...BROKEN_ITEMS, ...BROKEN_PURCHASES]) {
    test(what, () => {
      const first = problemsOf(steps, abilities).find(problem => problem.step === step);
      assert.equal(first?.step, step);
      assert.match(first?.message ?? '', says);
    });
  }
});

describe('what a workflow says about single orders', () => {
  const order = { status: 'open', channel: 'EBAY/shop', currency: 'GBP', delivery: { country: 'France' }, paymentMethod: 'PayPal' } as Order; // the fields that conditions may ask for
  const rulesWith = (...steps: WorkflowStep[]) => orderRulesOf({ steps });
  const noFrance: WorkflowStep = { step: 'condition', id: 'noFrance', label: 'Not to France', field: 'country', isNoneOf: ['FRANCE', 'Germany'], because: 'Sold through the French company.' };

  test('a condition leaves an order out with its reason, whatever the capitals', () => assert.equal(leftOut(order, rulesWith(noFrance)), 'Sold through the French company.'));
  test('an order that fits no condition goes on', () => assert.equal(leftOut({ ...order, delivery: { ...order.delivery, country: 'Spain' } }, rulesWith(noFrance)), null));
  test('without a hold, a route or a step that creates customers there is none', () => assert.deepEqual(rulesWith(noFrance), { conditions: [noFrance], holds: false, createsCustomers: false, routes: false }));
});
