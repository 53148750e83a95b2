import type { Database, Statement } from 'better-sqlite3';

export type Value = string | number | bigint | null | Uint8Array;
export type Query = { readonly text: string; readonly values: readonly Value[] };

/** Trusted SQL text (an identifier, a list of columns) to be placed inside a `sql` tag. Never build it from input. */
class Fragment {
  readonly text: string;
  readonly values: readonly Value[];
  constructor(text: string, values: readonly Value[]) {
    this.text = text;
    this.values = values;
  }
}

type Part = Value | Fragment;

/** Of statements without fragments the text is the same each time; as one string object it is found again without being read. */
const texts = new WeakMap<readonly string[], string>();

function textOf(strings: readonly string[]): string {
  let text = texts.get(strings);
  if (text === undefined) {
    text = strings.join('?');
    texts.set(strings, text);
  }
  return text;
}

function assemble(strings: readonly string[], parts: readonly Part[]): Query {
  // `as`: none is a fragment, so all are values.
  if (!parts.some(part => part instanceof Fragment)) return { text: textOf(strings), values: parts as readonly Value[] };
  const values: Value[] = [];
  let text = strings[0] ?? '';
  parts.forEach((part, index) => {
    if (part instanceof Fragment) {
      text += part.text;
      values.push(...part.values);
    } else {
      text += '?';
      values.push(part);
    }
    text += strings[index + 1] ?? '';
  });
  return { text, values };
}

/** sql`SELECT … WHERE id = ${id}`: values are always bound, fragments are placed. */
export const sql = (strings: TemplateStringsArray, ...parts: readonly Part[]): Query => assemble(strings, parts);

/** A piece of a statement with its own bound values. */
export function fragment(strings: TemplateStringsArray, ...parts: readonly Part[]): Fragment {
  const { text, values } = assemble(strings, parts);
  return new Fragment(text, values);
}
export type { Fragment };

/** Our own text as SQL: a column or direction chosen from a closed list in the code. */
export const raw = (text: string): Fragment => new Fragment(text, []);

export const join = (parts: readonly Fragment[], separator: string): Fragment =>
  new Fragment(parts.map(part => part.text).join(separator), parts.flatMap(part => part.values));

/** `(?, ?, ?)` for IN; an empty list becomes (NULL), which matches nothing. */
export const list = (values: readonly Value[]): Fragment =>
  values.length === 0 ? new Fragment('(NULL)', []) : new Fragment(`(${values.map(() => '?').join(', ')})`, values);

declare const writable: unique symbol;

export type ReadDb = {
  all<Row>(query: Query): Row[];
  get<Row>(query: Query): Row | undefined;
  /** The first column alone, for long lists of keys. */
  keys(query: Query): number[];
};

/** The right to write is a type: only commands and commits are handed one. */
export type WriteDb = ReadDb & {
  run(query: Query): { changes: number };
  readonly [writable]: true;
};

/** Distinct statement texts come from the code, so the cache is bounded by it; lists of ids vary, hence the limit. */
const MAX_CACHED_STATEMENTS = 500;

function statements(database: Database, shape: (statement: Statement) => Statement = statement => statement): (text: string) => Statement {
  const cache = new Map<string, Statement>();
  return text => {
    let statement = cache.get(text);
    if (!statement) {
      if (cache.size >= MAX_CACHED_STATEMENTS) cache.clear();
      statement = shape(database.prepare(text));
      cache.set(text, statement);
    }
    return statement;
  };
}

export function readDb(database: Database): ReadDb {
  const prepare = statements(database);
  const prepareKeys = statements(database, statement => statement.pluck());
  return {
    all: <Row>({ text, values }: Query) => prepare(text).all(...values) as Row[],
    get: <Row>({ text, values }: Query) => prepare(text).get(...values) as Row | undefined,
    keys: ({ text, values }) => prepareKeys(text).all(...values) as number[],
  };
}

export function writeDb(database: Database): WriteDb {
  const prepare = statements(database);
  const db = {
    ...readDb(database),
    run: ({ text, values }: Query) => ({ changes: prepare(text).run(...values).changes }),
  };
  // The brand exists only in the type, so the compiler cannot see it here.
  return db as unknown as WriteDb;
}
