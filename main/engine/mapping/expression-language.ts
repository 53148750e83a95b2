import { Environment } from '@marcbachmann/cel-js';
import type { ASTNode } from '@marcbachmann/cel-js';
import { isDecimalText } from './decimal-text.ts';
import { compared, Decimal, divided, minus, negated, parseDecimal, plus, rounded, summed, times, wholeDecimal } from './exact-decimal.ts';

/**
 * Expressions of mappings: the Common Expression Language, which has no loops, no assignments and no way to the program around it, cut
 * down further so that every expression ends soon and no amount is ever a floating-point number. What is typed is checked whole
 * before it is kept: grammar, names, types, and a bound on the work it can do.
 */

const MAX_CHARACTERS = 500;
const LIMITS = { maxAstNodes: 300, maxDepth: 24, maxListElements: 60, maxMapEntries: 0, maxCallArguments: 4 };
/** Entries of a list that an expression looks at, and characters of a text: more stops the record. */
export const MAX_EXPRESSION_LIST = 1_000;
export const MAX_EXPRESSION_TEXT = 4_000;

/** A document line as expressions know it. A class for the same reason as Decimal. */
export class Line {
  readonly sku: string;
  readonly itemCode: string;
  readonly title: string;
  readonly quantity: bigint;
  readonly net: Decimal;
  readonly tax: Decimal;
  readonly gross: Decimal;
  constructor(line: { sku: string; itemCode: string; title: string; quantity: bigint; net: Decimal; tax: Decimal; gross: Decimal }) {
    ({ sku: this.sku, itemCode: this.itemCode, title: this.title, quantity: this.quantity, net: this.net, tax: this.tax, gross: this.gross } = line);
  }
}

/** What each name holds, for the checker and for people. */
export const EXPRESSION_NAMES = {
  value: { type: 'string', about: 'the value so far, as text' },
  values: { type: 'list<string>', about: 'the same as a list, where the source is one' },
  order: { type: 'Order', about: 'what the shop says: number, reference, channel, status, currency, paymentMethod, country (texts); gross, carriage, discount (exact amounts)' },
  document: { type: 'Document', about: 'its money as settled: net, tax, gross, carriage (exact amounts)' },
  lines: { type: 'list<Line>', about: 'the document lines: sku, itemCode, title, quantity, net, tax, gross' },
  line: { type: 'Line', about: 'the line in hand, on line fields' },
  channel: { type: 'Channel', about: 'its settings: label, customer, clearingBank, salesNominal, costCentre, department' },
  settings: { type: 'Settings', about: 'the company’s: carriageNominal, roundingNominal, writeOffNominal' },
  fields: { type: 'map<string, string>', about: 'any field of the record as text: fields["GeneralInfo.Source"]' },
} as const;
export type ExpressionName = keyof typeof EXPRESSION_NAMES;

/** Lists: what is in them is looked at once for each entry, so they may not be used inside of such a look. */
const LISTS: ReadonlySet<string> = new Set(['lines', 'values']);

const FUNCTIONS: ReadonlySet<string> = new Set(['size', 'string', 'int', 'decimal', 'round', 'divide', 'sum', 'smallest', 'largest']);
const METHODS: ReadonlySet<string> = new Set(['size', 'startsWith', 'endsWith', 'contains', 'lowerAscii', 'upperAscii', 'trim', 'indexOf', 'lastIndexOf', 'substring', 'parts', 'joined']);
const PER_ENTRY: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);
const RESULTS: ReadonlySet<string> = new Set(['string', 'int', 'bool', 'null', 'Decimal', 'list<string>', 'list<int>', 'list<Decimal>']);

function bounded(text: string): string {
  if (text.length > MAX_EXPRESSION_TEXT) throw new RangeError(`a text of more than ${MAX_EXPRESSION_TEXT} characters would be made`);
  return text;
}

function first<T>(list: readonly T[]): T {
  const [one] = list;
  if (one === undefined) throw new RangeError('the list is empty');
  return one;
}

const extreme = (wanted: number) => (list: readonly Decimal[]): Decimal => list.reduce((best, one) => (Math.sign(compared(one, best)) === wanted ? one : best), first(list));

type Sided = readonly [left: 'Decimal' | 'int', right: 'Decimal' | 'int'];
const SIDES: readonly Sided[] = [['Decimal', 'Decimal'], ['Decimal', 'int'], ['int', 'Decimal']];
const exact = (side: Decimal | bigint): Decimal => (typeof side === 'bigint' ? wholeDecimal(side) : side);

const OPERATORS: Readonly<Record<string, (a: Decimal, b: Decimal) => Decimal | boolean>> = {
  '+': plus, '-': minus, '*': times,
  '<': (a, b) => compared(a, b) < 0, '<=': (a, b) => compared(a, b) <= 0, '>': (a, b) => compared(a, b) > 0, '>=': (a, b) => compared(a, b) >= 0, '==': (a, b) => compared(a, b) === 0,
};

function environment(): Environment {
  const amounts = (names: readonly string[]): Record<string, string> => Object.fromEntries(names.map(name => [name, 'Decimal']));
  const texts = (names: readonly string[]): Record<string, string> => Object.fromEntries(names.map(name => [name, 'string']));
  const made = new Environment({ limits: LIMITS })
    .registerType('Decimal', { ctor: Decimal, fields: {} })
    .registerType('Line', { ctor: Line, fields: { ...texts(['sku', 'itemCode', 'title']), quantity: 'int', ...amounts(['net', 'tax', 'gross']) } })
    .registerVariable({ name: 'order', schema: { ...texts(['number', 'reference', 'channel', 'status', 'currency', 'paymentMethod', 'country']), ...amounts(['gross', 'carriage', 'discount']) } })
    .registerVariable({ name: 'document', schema: amounts(['net', 'tax', 'gross', 'carriage']) })
    .registerVariable({ name: 'channel', schema: texts(['label', 'customer', 'clearingBank', 'salesNominal', 'costCentre', 'department']) })
    .registerVariable({ name: 'settings', schema: texts(['carriageNominal', 'roundingNominal', 'writeOffNominal']) })
    .registerVariable('value', 'string').registerVariable('values', 'list<string>').registerVariable('lines', 'list<Line>').registerVariable('line', 'Line').registerVariable('fields', 'map<string, string>');
  for (const [operator, handler] of Object.entries(OPERATORS)) {
    // Equality of two types holds both ways as soon as it is said once.
    for (const [left, right] of operator === '==' ? SIDES.slice(0, 2) : SIDES) made.registerOperator(`${left} ${operator} ${right}`, (a: Decimal | bigint, b: Decimal | bigint) => handler(exact(a), exact(b)));
  }
  const add = (signature: string, handler: (...given: never[]) => unknown): void => { made.registerFunction(signature, handler, { async: false }); };
  made.registerOperator('-Decimal', negated);
  // Lists that grow are the one way to much work: none grows.
  made.registerOperator('list + list', () => { throw new RangeError('lists cannot be added'); });
  add('decimal(string): Decimal', parseDecimal);
  add('decimal(int): Decimal', wholeDecimal);
  add('string(Decimal): string', ({ text }: Decimal) => text);
  add('round(Decimal, int): Decimal', rounded);
  for (const [left, right] of [...SIDES, ['int', 'int'] as const]) add(`divide(${left}, ${right}, int): Decimal`, (a: Decimal | bigint, b: Decimal | bigint, places: bigint) => divided(exact(a), exact(b), places));
  add('sum(list<Decimal>): Decimal', summed);
  add('sum(list<int>): int', (list: readonly bigint[]) => list.reduce((total, one) => total + one, 0n));
  add('smallest(list<Decimal>): Decimal', extreme(-1));
  add('largest(list<Decimal>): Decimal', extreme(1));
  add('string.parts(string): list<string>', (text: string, separator: string) => text.split(separator, MAX_EXPRESSION_LIST));
  add('list<string>.joined(string): string', (list: readonly string[], separator: string) => bounded(list.join(separator)));
  return made;
}

const language = environment();

/** Something wrong with an expression: a sentence, and the character (from 1) it is about. */
export type ExpressionFault = { readonly message: string; readonly at: number };

export type Expression = {
  /** The names it uses: only these need a value. */
  readonly names: ReadonlySet<ExpressionName>;
  /** The paths of `fields[…]`. */
  readonly paths: readonly string[];
  /** Throws an Error with a message when a value does not allow it. */
  readonly evaluate: (given: Readonly<Record<string, unknown>>) => unknown;
};

export const isFault = (outcome: Expression | ExpressionFault): outcome is ExpressionFault => 'message' in outcome;

type Walk = { readonly text: string; readonly names: Set<ExpressionName>; readonly paths: Set<string>; readonly decimals: { start: number; end: number }[]; readonly own: readonly string[]; readonly depth: number };

class Refusal extends Error {
  readonly at: number;
  constructor(message: string, node: ASTNode) {
    super(message);
    this.at = node.range.start + 1;
  }
}

function visitName(node: ASTNode & { op: 'id' }, walk: Walk): void {
  const name = node.args;
  if (walk.own.includes(name)) return;
  if (!Object.hasOwn(EXPRESSION_NAMES, name)) throw new Refusal(`There is no "${name}" here. The names are ${Object.keys(EXPRESSION_NAMES).join(', ')}; write texts in quotes.`, node);
  if (name === 'fields') throw new Refusal('Name one field: fields["GeneralInfo.Source"].', node);
  if (walk.depth > 0 && LISTS.has(name)) throw new Refusal(`"${name}" cannot be gone through inside of a look at each entry. Look at one list at a time.`, node);
  walk.names.add(name as ExpressionName);
}

function visitField(node: ASTNode & { op: '[]' | '.' }, walk: Walk): void {
  const key = node.op === '.' ? node.args[1] : node.args[1].op === 'value' ? node.args[1].args : null;
  if (typeof key !== 'string' || key === '') throw new Refusal('Name the field in quotes: fields["GeneralInfo.Source"].', node);
  walk.names.add('fields');
  walk.paths.add(key);
}

/** `list.map(x, …)`: x is known inside, lists are not, and a second look inside goes over a list written there. */
function visitPerEntry([, receiver, given]: readonly [string, ASTNode, readonly ASTNode[]], node: ASTNode, walk: Walk): void {
  const [name, ...bodies] = given;
  if (walk.depth >= 2 || (walk.depth === 1 && receiver.op !== 'list')) throw new Refusal('A look at each entry inside of another one goes over a list written there, such as ["A", "B"].', node);
  visit(receiver, walk);
  if (name?.op !== 'id') throw new Refusal('The first part names an entry: lines.map(x, x.sku).', node);
  if (Object.hasOwn(EXPRESSION_NAMES, name.args)) throw new Refusal(`"${name.args}" is taken. Give the entry another name, such as x.`, name);
  for (const body of bodies) visit(body, { ...walk, own: [...walk.own, name.args], depth: walk.depth + 1 });
}

function visitValue(node: ASTNode & { op: 'value' }, walk: Walk): void {
  if (typeof node.args !== 'number') return;
  const { start, end } = node.range;
  if (!isDecimalText(walk.text.slice(start, end))) throw new Refusal('Write the number with its digits, such as 0.2.', node);
  walk.decimals.push({ start, end });
}

/** Goes through everything that was typed, and refuses what is not listed. */
function visit(node: ASTNode, walk: Walk): void {
  switch (node.op) {
    case 'value': return visitValue(node, walk);
    case 'id': return visitName(node, walk);
    case '.':
    case '[]':
      if (node.args[0].op === 'id' && node.args[0].args === 'fields' && !walk.own.includes('fields')) return visitField(node, walk);
      visit(node.args[0], walk);
      return node.op === '[]' ? visit(node.args[1], walk) : undefined;
    case 'call': {
      const [name, given] = node.args;
      if (!FUNCTIONS.has(name)) throw new Refusal(`There is no function "${name}" here. The functions are ${[...FUNCTIONS].join(', ')}.`, node);
      return given.forEach(one => visit(one, walk));
    }
    case 'rcall': {
      const [name, receiver, given] = node.args;
      if (PER_ENTRY.has(name)) return visitPerEntry(node.args, node, walk);
      if (!METHODS.has(name)) throw new Refusal(`There is no function ".${name}()" here. They are ${[...METHODS, ...PER_ENTRY].map(one => `.${one}()`).join(', ')}.`, node);
      return [receiver, ...given].forEach(one => visit(one, walk));
    }
    case '/': throw new Refusal('A division has to say how it rounds: write divide(a, b, 2) for two decimals.', node);
    case '!_':
    case '-_': return visit(node.args, walk);
    case 'list':
    case '?:': return node.args.forEach(one => visit(one, walk));
    case '||':
    case '&&':
    case '==': case '!=': case '<': case '<=': case '>': case '>=': case '+': case '-': case '*': case '%': case 'in':
      return node.args.forEach(one => visit(one, walk));
    default: throw new Refusal('This sign is not part of expressions here.', node);
  }
}

/** Numbers with a decimal point are read by their digits: 0.2 becomes decimal("0.2"). Answers also where a place of the new text was in the old one. */
function withDecimals(text: string, decimals: readonly { start: number; end: number }[]): { text: string; before: (at: number) => number } {
  const [open, close] = ['decimal("', '")'];
  let made = '';
  let from = 0;
  const grown: { from: number; by: number }[] = [];
  for (const { start, end } of decimals.toSorted((a, b) => a.start - b.start)) {
    made += text.slice(from, start);
    grown.push({ from: made.length, by: open.length });
    made += open + text.slice(start, end);
    grown.push({ from: made.length, by: close.length });
    made += close;
    from = end;
  }
  return { text: made + text.slice(from), before: at => at - grown.reduce((sum, { from: place, by }) => sum + Math.min(by, Math.max(0, at - place)), 0) };
}

const TYPE_WORDS: readonly (readonly [RegExp, string])[] = [[/\blist<(\w+)>/g, 'list of $1'], [/\bstring\b/g, 'text'], [/\bint\b/g, 'whole number'], [/\bbool\b/g, 'yes or no'], [/\bDecimal\b/g, 'exact number'], [/\bnull_type\b|\bnull\b/g, 'nothing'], [/\$(\w+)/g, '$1']];

/** The library's words in a bookkeeper's. */
function inWords(summary: string): string {
  const [, left, sign, right] = /^no such overload: (\S+) (\S+) (\S+)$/.exec(summary) ?? [];
  const words = sign === undefined ? summary.replace(/^found no matching overload for/, 'This cannot be done:').replace('Ternary branches must have the same type, got', 'Both outcomes must be of one kind, but they are').replace('Unexpected token: EOF', 'The expression ends too early') : `"${sign}" does not go between ${left} and ${right}`;
  const plain = TYPE_WORDS.reduce((text, [pattern, word]) => text.replace(pattern, word), words.split('\n')[0] ?? '');
  return /[.!?]$/.test(plain) ? plain : `${plain}.`;
}

type Thrown = { readonly summary?: string; readonly message: string; readonly range?: { readonly start: number } };

const faultOf = (error: unknown, before: (at: number) => number = at => at): ExpressionFault => {
  if (error instanceof Refusal) return { message: error.message, at: error.at };
  // The library throws nothing but its own errors, whose fields these are, and what our functions threw.
  const { summary, message, range } = error as Thrown;
  return { message: inWords(summary ?? message), at: before(range?.start ?? 0) + 1 };
};

/** Reads and checks an expression. What comes back can be evaluated for any record; a fault names the character. */
export function compileExpression(typed: string): Expression | ExpressionFault {
  if (typed.trim() === '') return { message: 'The expression is empty. Write one, such as order.gross > 100 ? "large" : "small".', at: 1 };
  if (typed.length > MAX_CHARACTERS) return { message: `The expression has more than ${MAX_CHARACTERS} characters. Use several steps.`, at: MAX_CHARACTERS };
  const walk: Walk = { text: typed, names: new Set(), paths: new Set(), decimals: [], own: [], depth: 0 };
  let before = (at: number): number => at;
  try {
    visit(language.parse(typed).ast, walk);
    const rewritten = withDecimals(typed, walk.decimals);
    before = rewritten.before;
    const parsed = language.parse(rewritten.text);
    const checked = parsed.check();
    if (!checked.valid) return faultOf(checked.error, before);
    if (!RESULTS.has(checked.type ?? '')) return { message: `The expression gives ${inWords(checked.type ?? 'nothing')} Let it give a text, a number, yes or no, or a list of these.`, at: 1 };
    return { names: walk.names, paths: [...walk.paths], evaluate: given => evaluated(() => parsed(given)) };
  } catch (error) {
    return faultOf(error, before);
  }
}

function evaluated(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    throw new Error(faultOf(error).message, { cause: error });
  }
}
