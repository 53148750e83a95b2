import { assert } from '../../../shared/values/assert.ts';

export type Column = { name: string; kind: 'text' | 'decimal' | 'day' | 'long'; length: number; places: number; isKey: boolean; /** The company added it to its own files. */ isCustom: boolean };

export type Dictionary = {
  columns: (file: string) => readonly Column[];
  column: (file: string, name: string) => Column | undefined;
  has: (file: string) => boolean;
  /** The company changes a column of a file, or takes it away; false when there is none of that name. */
  change: (file: string, name: string, to: Partial<Pick<Column, 'length' | 'kind'>> | null) => boolean;
};

export type Layouts = {
  /** What the makers ship, and what this company added to it. Files begin a line, their columns are indented: see `columnOf`. */
  standard: string;
  custom: string;
  /** Fields as short as older releases had them. */
  shortFields: boolean;
  /** Where a company's own choice decides the length of a column. */
  lengthOf?: (name: string) => number | undefined;
};

export function readDictionary({ standard, custom, ...options }: Layouts): Dictionary {
  const files = new Map<string, Map<string, Column>>();
  const read = (text: string, { isCustom }: { isCustom: boolean }): void => {
    let columns = new Map<string, Column>();
    for (const line of text.split('\n').filter(Boolean)) {
      if (line.startsWith(' ')) for (const word of line.trim().split(' ')) columns.set(word.split(':', 1)[0] ?? '', { ...columnOf(word, options), isCustom });
      else {
        columns = files.get(line) ?? new Map<string, Column>();
        files.set(line, columns);
      }
    }
  };
  read(standard, { isCustom: false });
  read(custom, { isCustom: true });
  const all = new Map([...files].map(([file, found]) => [file, [...found.values()]]));
  return {
    has: file => all.has(file),
    column: (file, name) => files.get(file)?.get(name),
    change(file, name, to) {
      const [columns, column] = [files.get(file), files.get(file)?.get(name)];
      if (!columns || !column) return false;
      if (to === null) columns.delete(name);
      else columns.set(name, { ...column, ...to });
      all.set(file, [...columns.values()]);
      return true;
    },
    columns(file) {
      const found = all.get(file);
      assert(found, `there is no file named ${file}`);
      return found;
    },
  };
}

/** `Name:30` text of 30 characters (`:50/30` 30 in older releases), `:15.6` a decimal of 15 digits with 6 places, `:d` a day, `:t` long text; a star marks the key. */
function columnOf(word: string, { shortFields, lengthOf }: Pick<Layouts, 'shortFields' | 'lengthOf'>): Omit<Column, 'isCustom'> {
  const match = /^(\w+):(?:(d)|(t)|(\d+)\.(\d+)|(\d+)(?:\/(\d+))?)(\*)?$/.exec(word);
  assert(match, `a word of a layout is malformed: ${word}`);
  const [, name = '', day, long, digits, places, length, short, star] = match;
  const isKey = star !== undefined;
  if (day) return { name, kind: 'day', length: 10, places: 0, isKey };
  if (long) return { name, kind: 'long', length: 32_000, places: 0, isKey };
  if (digits) return { name, kind: 'decimal', length: Number(digits), places: Number(places), isKey };
  return { name, kind: 'text', length: lengthOf?.(name) ?? Number(shortFields && short ? short : length), places: 0, isKey };
}
