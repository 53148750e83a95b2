import type { LocalDate } from '../../../shared/values/date.ts';

export type Side = 'left' | 'right';

/** What is compared decides which rules and reasons apply: a gateway's clearing account, a bank account, the invoices or the returns of a channel. */
export type Shape = 'clearing' | 'bank' | 'invoices' | 'returns';

/** Which part of which line an entry is, when a person split the line: where the line comes from, what it is called, and its place among the parts. */
export type PartOf = { readonly source: string; readonly line: string; readonly number: number; readonly of: number };

/** One line of one side, whatever it comes from. Amounts are signed as the ledger's account sees them. */
export type ReconEntry = {
  readonly id: string;
  readonly side: Side;
  /** Statement line, record or posting; unique within its side, the same at every reading. */
  readonly source: string;
  readonly kind: string;
  readonly on: LocalDate;
  readonly amountMinor: number;
  readonly currency: string;
  readonly reference: string;
  /** The channel's reference of the order it belongs to, as commerce writes it; '' when none is known. */
  readonly orderReference: string;
  readonly payout: string;
  readonly party: string;
  readonly text: string;
  /** Absent: the line stands whole. */
  readonly part?: PartOf;
};

export type DraftEntry = Omit<ReconEntry, 'id'>;

export type Family = 'trade' | 'fee' | 'payout' | 'reserve' | 'opening' | 'any';

const FAMILIES: Readonly<Record<string, Family>> = {
  fee: 'fee', bankPayment: 'fee', bankReceipt: 'fee', payout: 'payout', transfer: 'payout', reserve: 'reserve', reserveRelease: 'reserve', opening: 'opening', difference: 'opening',
};

/** Which entries may stand against each other: a fee never pays an order. At the bank every line may stand against every posting. */
export function familyOf(entry: Pick<ReconEntry, 'kind'>, shape: Shape): Family {
  const family = FAMILIES[entry.kind] ?? 'trade';
  return shape === 'bank' && family !== 'opening' ? 'any' : family;
}

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** One order for every side, so that the order of the input decides nothing. */
export const byDay = (a: ReconEntry, b: ReconEntry): number => text(a.on, b.on) || a.amountMinor - b.amountMinor || text(a.source, b.source) || text(a.id, b.id);

export const sumOf = (entries: readonly { readonly amountMinor: number }[]): number => entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
