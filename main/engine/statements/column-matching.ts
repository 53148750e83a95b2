import type { SchemaField } from '../../../shared/contract/connections.ts';
import { areAmounts, areDays } from './bank-columns.ts';
import type { CsvColumns } from './statement.ts';

/** How the field matcher is asked: for each target the sources that may fill it, best first. */
export type MatchSchemas = (targets: readonly SchemaField[], sources: readonly SchemaField[]) => { suggestions: readonly { target: SchemaField; none: boolean; candidates: readonly { source: SchemaField }[] }[] };

type Wanted = { role: 'date' | 'valueDate' | 'description' | 'reference' | 'amount' | 'paidIn' | 'paidOut' | 'balance' | 'currency' | 'party'; type: SchemaField['type']; description: string };

/** What a bank statement's columns can hold, as the matcher reads it. */
const WANTED: readonly Wanted[] = [
  { role: 'date', type: 'date', description: 'Day on which the transaction was booked' },
  { role: 'amount', type: 'decimal', description: 'Amount of the transaction, signed: money in is positive' },
  { role: 'paidIn', type: 'decimal', description: 'Money in: credit, deposit, receipt' },
  { role: 'paidOut', type: 'decimal', description: 'Money out: debit, withdrawal, payment' },
  { role: 'balance', type: 'decimal', description: 'Running balance of the account after the transaction' },
  { role: 'valueDate', type: 'date', description: 'Value date, from which interest counts' },
  { role: 'description', type: 'text', description: 'Description, narrative or details of the transaction' },
  { role: 'reference', type: 'text', description: 'Reference of the payment or the customer' },
  { role: 'party', type: 'text', description: 'Name of the counterparty, payer or payee' },
  { role: 'currency', type: 'text', description: 'Currency code of the amount' },
];

const field = (path: string, type: SchemaField['type'], description: string, samples: string[]): SchemaField =>
  ({ path, label: path, type, description, samples, maxLength: null, required: false, readOnly: false, custom: false, choices: [], concept: null });

const MAX_SAMPLES = 3;

export type ColumnLayout = { header: readonly string[]; sample: readonly (readonly string[])[] };

/**
 * Columns of a layout whose headers nobody knows, as the matcher of field mappings sees them. A date must hold days and an amount amounts,
 * and a column has one role; null when no date or no amount remains. It is only ever proposed: a person confirms it.
 */
export function columnsByMatching({ header, sample }: ColumnLayout, match: MatchSchemas): CsvColumns | null {
  const cells = (at: number): string[] => sample.map(row => row[at] ?? '').filter(text => text !== '');
  const typeOf = (at: number): SchemaField['type'] => (areDays(cells(at)) ? 'date' : cells(at).length > 0 && areAmounts(cells(at)) ? 'decimal' : 'text');
  const sources = header.map((name, at) => field(name, typeOf(at), '', cells(at).slice(0, MAX_SAMPLES)));
  const { suggestions } = match(WANTED.map(({ role, type, description }) => field(role, type, description, [])), sources);
  const taken = new Set<number>();
  const best = (role: Wanted['role']): number | undefined => {
    const index = WANTED.findIndex(wanted => wanted.role === role);
    const [suggestion, type] = [suggestions[index], WANTED[index]?.type];
    if (suggestion?.none !== false) return undefined;
    return suggestion.candidates.map(({ source }) => header.indexOf(source.path)).find(at => at >= 0 && !taken.has(at) && (type === 'text' || typeOf(at) === type));
  };
  /** The only column that can be it, whatever it is called. */
  const only = (type: SchemaField['type']): number | undefined => {
    const fitting = header.flatMap((_, at) => (!taken.has(at) && typeOf(at) === type ? [at] : []));
    return fitting.length === 1 ? fitting[0] : undefined;
  };
  const found: Partial<Record<Wanted['role'], string>> = {};
  const take = (role: Wanted['role'], at: number | undefined): void => {
    if (at === undefined) return;
    taken.add(at);
    found[role] = header[at] ?? '';
  };
  take('date', best('date') ?? only('date'));
  const [paidIn, paidOut] = [best('paidIn'), best('paidOut')];
  if (paidIn !== undefined && paidOut !== undefined && paidIn !== paidOut) {
    take('paidIn', paidIn);
    take('paidOut', paidOut);
  } else take('amount', best('amount') ?? only('decimal'));
  for (const role of ['balance', 'valueDate', 'description', 'reference', 'party', 'currency'] as const) take(role, best(role));
  const { date, ...rest } = found;
  return date !== undefined && (rest.amount !== undefined || rest.paidIn !== undefined) ? { date, ...rest } : null;
}
