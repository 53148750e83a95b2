import { AppError } from '../../../../shared/contract/errors.ts';
import type { LocalDate } from '../../../../shared/values/date.ts';
import type { Currency } from '../../../../shared/values/money.ts';
import { eachOnce } from '../allocated.ts';
import type { Erp, Json, LedgerPosting, Session } from '../connector.ts';
import { balanceOn, cashBook } from '../gateway/cash-book.ts';
import type { Bank, GeneralLedger, GlPosting } from '../gateway/cash-book.ts';
import { allRows, amountAt, firstRow, pagesOf } from '../gateway/pages.ts';
import { listAt, textAt } from '../json-value.ts';
import { companyOf, dayAt, numberAt } from './gateway.ts';
import { TAX_PATTERN } from './settings.ts';

type LedgerAsk = Parameters<Erp['ledger']>[1];

const OPEN = { open: 'Y' };

/** Sage Pro does not note when a record changed, so whatever moved since is found by reading the days again. */
export async function* ledger(session: Session, ask: LedgerAsk): AsyncGenerator<LedgerPosting[]> {
  const { currency } = await companyOf(session, ask.signal);
  yield* ask.ledger === 'sales' ? salesLedger(session, ask, currency) : cashBook(generalLedger(session, currency, ask.signal), (await allRows(session, '/banks', { signal: ask.signal })).map(bankOf), ask);
}

/** What the days hold, and what is older and still open, since next month begins with it. */
async function* salesLedger(session: Session, { from, to, signal }: LedgerAsk, currency: Currency): AsyncGenerator<LedgerPosting[]> {
  const isTax = taxPattern(session);
  for (const [path, read] of [['/invoices', (row: Json) => invoicePosting(row, { currency, isTax })], ['/payments', (row: Json) => paymentPosting(row, currency)]] as const) {
    const postings = (rows: readonly Json[], wanted: (posting: LedgerPosting) => boolean): LedgerPosting[] => rows.flatMap(read).filter(wanted);
    for await (const rows of pagesOf(session, path, { query: { from, to }, signal })) yield postings(rows, () => true);
    for await (const rows of pagesOf(session, path, { query: { ...OPEN, to }, signal })) yield postings(rows, posting => posting.on < from);
  }
}

/** Every company has its own habit of what stands for tax on an invoice: 'TAX-*, VAT'. */
function taxPattern(session: Session): (itemCode: string) => boolean {
  const patterns = (session.settings[TAX_PATTERN] || 'TAX-*').split(',').map(part => part.trim().toUpperCase()).filter(Boolean);
  return code => patterns.some(pattern => (pattern.endsWith('*') ? code.toUpperCase().startsWith(pattern.slice(0, -1)) : code.toUpperCase() === pattern));
}

type Reading = { currency: Currency; isTax: (itemCode: string) => boolean };

function invoicePosting(row: Json, { currency, isTax }: Reading): LedgerPosting[] {
  const on = dayAt(row, 'InvoiceDate');
  if (on === null || textAt(row, 'Status') === 'V') return [];
  const isCredit = textAt(row, 'Type') === 'C';
  const [number, customerId] = [numberAt(row, 'InvoiceNo'), numberAt(row, 'CustomerNo')];
  const tax = listAt(row, 'LineItems').filter(line => isTax(numberAt(line, 'ItemCode')));
  return [{
    ledger: 'sales', externalId: number, kind: isCredit ? 'creditNote' : 'invoice', account: customerId, customerId, on, currency, urn: number,
    amountMinor: amountAt(row, 'Amount', currency), taxMinor: tax.reduce<number>((sum, line) => sum + amountAt(line, 'ExtendedPrice', currency), 0), openMinor: amountAt(row, 'Balance', currency),
    reference: isCredit ? numberAt(row, 'PONumber') : numberAt(row, 'SalesOrderNo') || numberAt(row, 'Notes') || number, secondReference: isCredit ? numberAt(row, 'Notes') : numberAt(row, 'PONumber'), narrative: numberAt(row, 'TrackingNo'),
  }];
}

function paymentPosting(row: Json, currency: Currency): LedgerPosting[] {
  const on = dayAt(row, 'PaymentDate');
  if (on === null) return [];
  const [number, customerId] = [numberAt(row, 'PaymentNo'), numberAt(row, 'CustomerNo')];
  const amountMinor = -amountAt(row, 'Amount', currency);
  return [{
    ledger: 'sales', externalId: `payment/${number}`, kind: amountMinor > 0 ? 'refund' : 'receipt', account: customerId, customerId, on, currency, urn: number, amountMinor, taxMinor: 0, openMinor: -amountAt(row, 'Unapplied', currency),
    allocatedTo: eachOnce(listAt(row, 'Applications').map(applied => ({ kind: 'invoice', urn: numberAt(applied, 'InvoiceNo'), reference: numberAt(applied, 'InvoiceNo'), amountMinor: amountAt(applied, 'Amount', currency) }))),
    reference: numberAt(row, 'CheckNo'), secondReference: numberAt(row, 'Reference'), narrative: listAt(row, 'Applications').map(applied => numberAt(applied, 'InvoiceNo')).join(', '),
  }];
}

const bankOf = (row: Json): Bank => ({ code: numberAt(row, 'BankCode'), account: numberAt(row, 'Account') });

const moved = (row: Json, currency: Currency): number => amountAt(row, 'Debit', currency) - amountAt(row, 'Credit', currency);

const generalLedger = (session: Session, currency: Currency, signal: AbortSignal | undefined): GeneralLedger => ({
  system: 'Sage Pro', currency,
  async *postings(account, { from, to }) {
    for await (const rows of pagesOf(session, '/gl/postings', { query: { account, from, ...(to !== null && { to }) }, signal })) yield rows.flatMap(row => glPosting(row, currency));
  },
  periods: async account => (await allRows(session, '/gl/balances', { query: { account }, signal })).map(row => ({ year: textAt(row, 'FiscalYear'), beginningMinor: amountAt(row, 'BeginningBalance', currency), movedMinor: moved(row, currency) })),
});

function glPosting(row: Json, currency: Currency): GlPosting[] {
  const on = dayAt(row, 'PostingDate');
  return on === null ? [] : [{ on, amountMinor: moved(row, currency), journal: numberAt(row, 'Source'), register: numberAt(row, 'BatchNo'), sequence: numberAt(row, 'SequenceNo'), document: numberAt(row, 'Reference'), comment: numberAt(row, 'Description') }];
}

export async function bankBalance(session: Session, bankCode: string, on: LocalDate, signal?: AbortSignal): Promise<number> {
  const { currency } = await companyOf(session, signal);
  const row = await firstRow(session, '/banks', { query: { bankCode }, signal });
  if (row === undefined) throw new AppError('sagepro.noBank', 'fixInput', `Sage Pro has no bank code ${bankCode}. Check the channel's settings.`);
  return balanceOn(generalLedger(session, currency, signal), bankOf(row), on);
}

export async function salesTotal(session: Session, { account, kind, from, to }: Parameters<Erp['salesTotal']>[1], signal?: AbortSignal): Promise<{ count: number; amountMinor: number }> {
  const { currency } = await companyOf(session, signal);
  if ((await firstRow(session, '/customers', { query: { customer: account }, signal })) === undefined) throw new AppError('sagepro.noCustomer', 'fixInput', `Sage Pro has no customer ${account}. Check the channel's settings.`);
  let [count, amountMinor] = [0, 0];
  for await (const rows of pagesOf(session, '/invoices', { query: { customer: account, type: kind === 'invoice' ? '' : 'C', from, to }, signal })) {
    for (const posting of rows.flatMap(row => invoicePosting(row, { currency, isTax: () => false }))) {
      count += 1;
      amountMinor += posting.amountMinor;
    }
  }
  return { count, amountMinor };
}
