/** Faults with a number each: how many calls they hit, or how long they take. */
export type CountedFaults<Name extends string> = {
  /** Replaces all; `name` or `name:number`. */
  set(names: readonly string[]): void;
  list(): Record<string, number>;
  /** Uses one up; true while there are some. */
  take(name: Name): boolean;
  /** What is left of one; undefined when it is not set. */
  left(name: Name): number | undefined;
};

/** `defaults` holds every fault there is, with the number that it has when none is given. */
export function countFaults<Name extends string>(defaults: Readonly<Record<Name, number>>, initial: readonly string[]): CountedFaults<Name> {
  const counts = new Map<Name, number>();
  const isFault = (name: string): name is Name => Object.hasOwn(defaults, name);
  function set(names: readonly string[]): void {
    const parsed = names.map((given): [Name, number] => {
      const [name = '', number] = given.split(':');
      if (!isFault(name)) throw new RangeError(`no fault '${given}'; there are ${Object.keys(defaults).join(', ')}`);
      const count = number === undefined ? defaults[name] : Number(number);
      if (!Number.isSafeInteger(count) || count < 1) throw new RangeError(`'${given}' needs a whole number of at least 1`);
      return [name, count];
    });
    counts.clear();
    for (const [name, count] of parsed) counts.set(name, count);
  }
  set(initial);
  return {
    set,
    list: () => Object.fromEntries(counts),
    left: name => counts.get(name),
    take(name) {
      const count = counts.get(name) ?? 0;
      if (count <= 0) return false;
      if (count === 1) counts.delete(name);
      else counts.set(name, count - 1);
      return true;
    },
  };
}
