import type { World } from '../world/world-types.ts';
import { textIn, type Body } from './body.ts';
import { badRequest } from './gateway-error.ts';
import type { Store } from './store.ts';

/** What the gateway or Sage behind it can meet. Those without a count in their name hit one request. */
export const FAULTS = ['record-locked', 'session-lost', 'busy', 'slow', 'timeout-after-save', 'malformed-body', 'server-error', 'seat-taken'] as const;
export type FaultName = (typeof FAULTS)[number];
/** Stays until it is switched off. */
const LASTING: ReadonlySet<FaultName> = new Set(['seat-taken']);
const SLOW_MS = 3_000;

type Fault = { name: FaultName; left: number; method: string; path: string; delayMs: number };

export type Faults = {
  /** Uses up one stroke of the fault, if it is set for this request. */
  strike: (name: FaultName, request: { method: string; path: string }) => { delayMs: number } | undefined;
  set: (body: Body) => { faults: Fault[] };
  list: () => Fault[];
};

const isFaultName = (name: string): name is FaultName => FAULTS.some(known => known === name);
const countIn = (body: Body, name: string): number | undefined => (typeof body[name] === 'number' ? body[name] : undefined);

export function openFaults(names: readonly string[]): Faults {
  let faults: Fault[] = [];
  function set(body: Body): { faults: Fault[] } {
    const name = textIn(body, 'name');
    if (!isFaultName(name)) throw badRequest('NoSuchFault', `There is no fault named '${name}'. Known faults: ${FAULTS.join(', ')}.`, 'name');
    faults = faults.filter(fault => fault.name !== name);
    const times = countIn(body, 'times') ?? (LASTING.has(name) ? Number.MAX_SAFE_INTEGER : 1);
    if (body['on'] !== false && times > 0) faults.push({ name, left: times, method: textIn(body, 'method'), path: textIn(body, 'path'), delayMs: countIn(body, 'delayMs') ?? SLOW_MS });
    return { faults };
  }
  for (const text of names) {
    const [name = '', times] = text.split(':');
    set({ name, ...(times !== undefined && { times: Number(times) }) });
  }
  return {
    set,
    list: () => faults,
    strike(name, { method, path }) {
      const fault = faults.find(candidate => candidate.name === name && candidate.left > 0 && (!candidate.method || candidate.method === method) && path.includes(candidate.path));
      if (!fault) return undefined;
      fault.left -= 1;
      return { delayMs: fault.delayMs };
    },
  };
}

/** What happens to the first posting of certain orders, as the world says; remembered across restarts. */
export function orderFaults(world: World, store: Store): (body: Body) => 'none' | 'timeout-after-save' | 'busy-once' {
  const byReference = new Map(world.orders.filter(order => order.sageFault !== 'none').map(order => [order.reference.slice(0, 30), order.sageFault]));
  return body => {
    const reference = textIn(body, 'CustomerPONo');
    const fault = byReference.get(reference) ?? 'none';
    return fault !== 'none' && store.once(`fault ${reference}`) ? fault : 'none';
  };
}
