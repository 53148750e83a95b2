/** What can be asked of a sandbox to go wrong, by name: how often, and for which requests. */
export type Fault<Name extends string> = { name: Name; left: number; method: string; path: string; delayMs: number };

export type Faults<Name extends string> = {
  /** Uses up one stroke of the fault, if it is set for this request. */
  strike: (name: Name, request: { method: string; path: string }) => { delayMs: number } | undefined;
  isOn: (name: Name) => boolean;
  set: (body: Readonly<Record<string, unknown>>) => { faults: Fault<Name>[] };
  list: () => Fault<Name>[];
};

export type FaultList<Name extends string> = {
  known: readonly Name[];
  /** These stay until they are switched off; the others hit one request. */
  lasting?: ReadonlySet<Name>;
  /** How this system words that there is no such fault. */
  refuse: (message: string) => Error;
};

const SLOW_MS = 3_000;

const textIn = (body: Readonly<Record<string, unknown>>, name: string): string => (typeof body[name] === 'string' ? body[name] : '');
const countIn = (body: Readonly<Record<string, unknown>>, name: string): number | undefined => (typeof body[name] === 'number' ? body[name] : undefined);

/** Faults by name, such as 'slow' or 'busy:3'; names of settings are the caller's. */
export function openFaults<Name extends string>(names: readonly string[], { known, lasting = new Set(), refuse }: FaultList<Name>): Faults<Name> {
  let faults: Fault<Name>[] = [];
  function set(body: Readonly<Record<string, unknown>>): { faults: Fault<Name>[] } {
    const asked = textIn(body, 'name');
    const name = known.find(one => one === asked);
    if (name === undefined) throw refuse(`There is no fault named '${asked}'. Known faults: ${known.join(', ')}.`);
    faults = faults.filter(fault => fault.name !== name);
    const times = countIn(body, 'times') ?? (lasting.has(name) ? Number.MAX_SAFE_INTEGER : 1);
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
    isOn: name => faults.some(fault => fault.name === name && fault.left > 0),
    strike(name, { method, path }) {
      const fault = faults.find(candidate => candidate.name === name && candidate.left > 0 && (!candidate.method || candidate.method === method) && path.includes(candidate.path));
      if (!fault) return undefined;
      fault.left -= 1;
      return { delayMs: fault.delayMs };
    },
  };
}
