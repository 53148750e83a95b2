import type { World } from '../world/world-types.ts';
import { numberField, textField, type Body } from './field-rules.ts';
import { LEDGER_REFERENCE } from './staff.ts';
import type { Store } from './store.ts';
import { badValue } from './sage-error.ts';

/** The first five hit single requests; the last two stay until they are switched off. */
export const FAULTS = ['empty-401', 'bad-request', 'busy', 'slow', 'timeout-after-save', 'malformed-body', 'tunnel-down', 'early-refresh'] as const;
export type FaultName = (typeof FAULTS)[number];
const LASTING: ReadonlySet<FaultName> = new Set(['tunnel-down', 'early-refresh']);
const SLOW_MS = 3_000;

type Fault = { name: FaultName; left: number; method: string; path: string; delayMs: number };

export type Faults = {
  /** Uses up one stroke of the fault, if it is set for this request. */
  strike: (name: FaultName, request: { method: string; path: string }) => { delayMs: number } | undefined;
  isOn: (name: FaultName) => boolean;
  set: (body: Body) => { faults: Fault[] };
  list: () => Fault[];
};

const isFaultName = (name: string): name is FaultName => FAULTS.some(known => known === name);

/** Faults by name, such as 'slow' or 'busy:3'; names of settings are the caller's. */
export function openFaults(names: readonly string[]): Faults {
  let faults: Fault[] = [];
  function set(body: Body): { faults: Fault[] } {
    const name = textField(body, 'name');
    if (!isFaultName(name)) throw badValue(`There is no fault named '${name}'. Known faults: ${FAULTS.join(', ')}.`);
    faults = faults.filter(fault => fault.name !== name);
    const times = numberField(body, 'times', 0) ?? (LASTING.has(name) ? Number.MAX_SAFE_INTEGER : 1);
    if (body['on'] !== false && times > 0) faults.push({ name, left: times, method: textField(body, 'method'), path: textField(body, 'path'), delayMs: numberField(body, 'delayMs', 0) ?? SLOW_MS });
    return { faults };
  }
  for (const text of names) {
    const [name = '', times] = text.split(':');
    set({ name, ...(times !== undefined && { times: Number(times) }) });
  }
  return {
    set,
    list: () => faults,
    isOn: name => faults.some(fault => fault.name === name && fault.left > 0),
    strike(name, { method, path }) {
      const fault = faults.find(candidate => candidate.name === name && candidate.left > 0 && (!candidate.method || candidate.method === method) && path.includes(candidate.path));
      if (!fault) return undefined;
      fault.left -= 1;
      return { delayMs: fault.delayMs };
    },
  };
}

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
