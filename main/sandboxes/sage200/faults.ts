import { openFaults as setFaults, type Faults as SetFaults } from '../faults.ts';
import type { World } from '../world/world-types.ts';
import { textField, type Body } from './field-rules.ts';
import { badValue } from './sage-error.ts';
import { LEDGER_REFERENCE } from './staff.ts';
import type { Store } from './store.ts';

/** What the native interface can meet, and what the gateway can. 'tunnel-down', 'early-refresh' and 'seat-taken' stay until they are switched off, the others hit single requests. */
export const NATIVE_FAULTS = ['empty-401', 'bad-request', 'busy', 'slow', 'timeout-after-save', 'malformed-body', 'tunnel-down', 'early-refresh'] as const;
export const FAULTS = [...NATIVE_FAULTS, 'record-locked', 'session-lost', 'server-error', 'seat-taken'] as const;
export type FaultName = (typeof FAULTS)[number];
const LASTING: ReadonlySet<FaultName> = new Set(['tunnel-down', 'early-refresh', 'seat-taken']);

export type Faults = SetFaults<FaultName>;

export const openFaults = (names: readonly string[]): Faults => setFaults(names, { known: FAULTS, lasting: LASTING, refuse: badValue });

/** What happens to the first posting of certain orders' documents, as the world says; remembered across restarts. */
export function orderFaults(world: World, store: Store): { before: (body: Body) => boolean; afterSave: (body: Body) => boolean } {
  const byReference = new Map<string, 'timeout-after-save' | 'busy-once'>();
  for (const order of world.orders) {
    if (order.sageFault === 'none') continue;
    for (const key of [order.reference, order.reference.slice(0, 30), order.reference.slice(0, LEDGER_REFERENCE)]) byReference.set(key, order.sageFault);
  }
  const referenceOf = (body: Body): string => textField(body, 'customer_document_no') || textField(body, 'second_reference');
  const spend = (key: string): boolean => store.changes('INSERT OR IGNORE INTO fault_spent (key) VALUES (?)', key) === 1;
  const isFirst = (body: Body, fault: string): boolean => {
    const reference = referenceOf(body);
    return byReference.get(reference) === fault && spend(reference);
  };
  return { before: body => isFirst(body, 'busy-once'), afterSave: body => isFirst(body, 'timeout-after-save') };
}
