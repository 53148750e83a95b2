/** What a command line said: --name value, --flag, and the words without a name. */
export type Arguments = {
  readonly help: boolean;
  readonly json: boolean;
  readonly words: readonly string[];
  text(name: string): string | undefined;
  number(name: string, fallback: number): number;
  flag(name: string): boolean;
  all(name: string): readonly string[];
};

/** Options of a command: 'value' takes the next word, 'flag' takes none, 'many' may be repeated. */
export type Options = Readonly<Record<string, 'value' | 'flag' | 'many'>>;

const COMMON: Options = { help: 'flag', json: 'flag', dir: 'value' };

/** Reads words by the command's own list of options; an unknown one is refused by name. */
export function parseArguments(words: readonly string[], options: Options): Arguments {
  const known: Options = { ...COMMON, ...options };
  const values = new Map<string, string[]>();
  const rest: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (!word.startsWith('--')) {
      rest.push(word);
      continue;
    }
    const [name = '', inline] = word.slice(2).split(/=(.*)/s);
    const kind = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!kind) throw new RangeError(`unknown option --${name}; --help lists what there is`);
    if (kind === 'flag') {
      values.set(name, ['']);
      continue;
    }
    const value = inline ?? words[(at += 1)];
    if (value === undefined) throw new RangeError(`--${name} needs a value`);
    values.set(name, kind === 'many' ? [...(values.get(name) ?? []), value] : [value]);
  }
  return {
    help: values.has('help'), json: values.has('json'), words: rest,
    text: name => values.get(name)?.[0],
    number(name, fallback) {
      const text = values.get(name)?.[0];
      if (text === undefined) return fallback;
      const number = Number(text);
      if (text.trim() === '' || !Number.isSafeInteger(number) || number < 0) throw new RangeError(`--${name} must be a whole number, not ${text}`);
      return number;
    },
    flag: name => values.has(name),
    all: name => values.get(name) ?? [],
  };
}
