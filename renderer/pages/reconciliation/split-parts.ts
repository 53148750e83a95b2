import type { Entry, LinePart } from '../../../shared/contract/reconciliation.ts';
import { amount, amountFrom, money } from '../../text/format.ts';

/** One row of the dialog: texts as they are typed. */
export type PartRow = { key: number; amount: string; reference: string; note: string };

const MAX_PARTS = 20;
const row = (key: number, text = '', reference = ''): PartRow => ({ key, amount: text, reference, note: '' });
const nextKey = (rows: readonly PartRow[]): number => Math.max(...rows.map(({ key }) => key)) + 1;

/** Two empty parts; or a part for each line that is picked on the other side, and what is left of the line. */
export function partsFor({ amountMinor, currency }: Pick<Entry, 'amountMinor' | 'currency'>, others: readonly Pick<Entry, 'amountMinor' | 'reference'>[]): PartRow[] {
  const restMinor = amountMinor - others.reduce((sum, other) => sum + other.amountMinor, 0);
  if (others.length === 0 || others.length >= MAX_PARTS || (others.length === 1 && restMinor === 0)) return [row(0), row(1)];
  const parts = others.map((other, index) => row(index, amount(other.amountMinor, currency), other.reference));
  return restMinor === 0 ? parts : [...parts, row(others.length, amount(restMinor, currency))];
}

export const addPart = (rows: readonly PartRow[]): PartRow[] => (rows.length >= MAX_PARTS ? [...rows] : [...rows, row(nextKey(rows))]);

/** The rest of the line becomes the amount of one part, whatever stood there. */
export function restAt(entry: Pick<Entry, 'amountMinor' | 'currency'>, rows: readonly PartRow[], index: number): PartRow[] {
  const { restMinor } = splitting(entry, rows.map((each, at) => (at === index ? { ...each, amount: '' } : each)));
  return restMinor === undefined ? [...rows] : rows.map((each, at) => (at === index ? { ...each, amount: amount(restMinor, entry.currency) } : each));
}

/** Where the splitting stands: what is left of the line (undefined while an amount cannot be read), what is wrong in a sentence, and the parts once nothing is. */
export type Splitting = { restMinor: number | undefined; problem: string | undefined; parts: LinePart[] | undefined };

export function splitting({ amountMinor, currency }: Pick<Entry, 'amountMinor' | 'currency'>, rows: readonly PartRow[]): Splitting {
  const read = rows.map(each => ({ ...each, minor: each.amount.trim() === '' ? 0 : amountFrom(each.amount, currency) }));
  const unread = read.findIndex(({ minor }) => minor === undefined);
  if (unread >= 0) return { restMinor: undefined, problem: `“${read[unread]?.amount ?? ''}” is no amount in ${currency}.`, parts: undefined };
  const parts = read.map(({ minor = 0, reference, note }): LinePart => ({ amountMinor: minor, reference: reference.trim(), note: note.trim() }));
  const restMinor = amountMinor - parts.reduce((sum, part) => sum + part.amountMinor, 0);
  const against = parts.findIndex(part => part.amountMinor !== 0 && Math.sign(part.amountMinor) !== Math.sign(amountMinor) && part.note === '');
  const empty = parts.findIndex(part => part.amountMinor === 0);
  const isShort = Math.sign(restMinor) === Math.sign(amountMinor);
  const problem = restMinor !== 0 ? `${money(Math.abs(restMinor), currency)} ${isShort ? 'is missing' : 'too much'}`
    : empty >= 0 ? `Part ${empty + 1} has no amount`
    : against >= 0 ? `Part ${against + 1} goes the other way: say in its note what it is` : undefined;
  return { restMinor, problem, parts: problem === undefined ? parts : undefined };
}
