/** What every reader gives: the file in the accountant's words, before anything is stored. Plain values, no promises about truth beyond the file. */

export type StatementEntryKind =
  | 'sale'
  | 'refund'
  | 'fee'
  | 'payout'
  | 'reserve'
  | 'reserveRelease'
  | 'chargeback'
  | 'chargebackReversal'
  | 'bank'
  | 'other';

export type StatementEntry = {
  /** Unique within the file and the same each time the file is read. */
  id: string;
  line: number;
  kind: StatementEntryKind;
  bookedOn: string;
  valueOn: string | null;
  /** Signed, from the view of whoever holds the account: money in is positive. */
  amountMinor: number;
  /** The fee that the same row states, signed; it is also an entry of its own, so sums use `amountMinor` only. */
  feeMinor: number;
  currency: string;
  reference: string;
  orderReference: string | null;
  payoutReference: string | null;
  party: string;
  text: string;
};

export type StatementBalance = { kind: string; on: string; amountMinor: number };

/** One account (or one payout) over one span: opening + Σ entries = closing, and a settlement's entries sum to zero. */
export type Statement = {
  account: string;
  currency: string;
  openingMinor: number | null;
  closingMinor: number | null;
  balances: StatementBalance[];
  fromOn: string | null;
  toOn: string | null;
  sequence: string | null;
  payoutReference: string | null;
  payoutMinor: number | null;
  entries: StatementEntry[];
};

/** A statement without its entries, and what is known of all of them: enough to place a file, however large it is. */
export type StatementHead = Omit<Statement, 'entries'> & {
  /** The numbers its entries were handed over under. */
  parts: number[];
  entryCount: number;
  /** The sum of the entries in the statement's own currency; a settlement with its payout sums to zero. */
  movedMinor: number;
  kinds: StatementEntryKind[];
  /** Rows that the file shows as not booked, not completed or not paid out yet; they are no entries. */
  pending: number;
  /** Why its balances, or its payout, are not what its entries give; null when they are, or when nothing is stated. */
  unbalanced: StatementIssue | null;
};

/** A finding. The message names lines and columns, never a person or an account. */
export type StatementIssue = { line: number; code: string; message: string };

/**
 * `ok` is false when the file must not be relied on: it could not be read, ends too early, or has a row that could not be read.
 * A file that is read whole and does not balance stays ok and says so in its issues.
 */
export type Reading = { format: string; ok: boolean; statements: StatementHead[]; issues: StatementIssue[]; /** What `ok` failed on first; null when it did not. */ refusedFor: StatementIssue | null };

/** A reading with every entry in memory, for files that fit. */
export type ReadStatement = Omit<Reading, 'statements'> & { statements: (StatementHead & { entries: StatementEntry[] })[] };

/** Where a reader hands each entry to, at once; it keeps none. */
export type Keep = (part: number, entry: StatementEntry) => void;

export type DateFormat = 'YMD' | 'DMY' | 'MDY';
export type DecimalMark = '.' | ',';

/** Which column holds what: header texts, or '#3' for the third column of a file without a header. Remembered per layout. */
export type CsvColumns = {
  date: string;
  valueDate?: string;
  description?: string;
  reference?: string;
  /** Either one signed amount, or paid in and paid out. */
  amount?: string;
  paidIn?: string;
  paidOut?: string;
  /** Says debit or credit beside an unsigned amount ('D', 'Soll', 'Af'). */
  direction?: string;
  fee?: string;
  balance?: string;
  currency?: string;
  party?: string;
  account?: string;
  dateFormat?: DateFormat;
  decimal?: DecimalMark;
  delimiter?: string;
};

export type ReadOptions = { fileName: string; csvColumns?: CsvColumns; defaultCurrency?: string };

/** The books are kept in Britain unless the caller says otherwise. */
export const HOME_CURRENCY = 'GBP';

/** Reading takes the same memory whatever the size, so these bound the time that a hostile file can cost. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024 * 1024;
export const MAX_ENTRIES = 20_000_000;
export const MAX_STATEMENTS = 10_000;
export const MAX_ISSUES = 200;
export const MAX_TEXT_LENGTH = 1_000;

export const sumMinor = (entries: readonly { amountMinor: number }[]): number => entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0);

/** Free text on one line, bounded. */
const SEVERAL_SPACES = /[^\S ]| {2}/;
export const oneLine = (text: string): string => (text.length <= MAX_TEXT_LENGTH && !SEVERAL_SPACES.test(text) ? text.trim() : text.slice(0, MAX_TEXT_LENGTH * 4).replace(/\s+/g, ' ').trim().slice(0, MAX_TEXT_LENGTH));

/** An entry with everything that a reader has nothing to say about left empty. */
export function entry(parts: Pick<StatementEntry, 'id' | 'line' | 'kind' | 'bookedOn' | 'amountMinor' | 'currency'> & Partial<StatementEntry>): StatementEntry {
  return { valueOn: null, feeMinor: 0, reference: '', orderReference: null, payoutReference: null, party: '', text: '', ...parts };
}

export function statement(parts: Pick<Statement, 'account' | 'currency' | 'entries'> & Partial<Statement>): Statement {
  return { openingMinor: null, closingMinor: null, balances: [], fromOn: null, toOn: null, sequence: null, payoutReference: null, payoutMinor: null, ...parts };
}
