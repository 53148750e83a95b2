import { AppError } from '../../../../shared/contract/errors.ts';
import type { LocalDate } from '../../../../shared/values/date.ts';
import type { Currency } from '../../../../shared/values/money.ts';
import type { Allocated, EnteredDocument, Erp, Json, LedgerPosting, PostingKind, Session } from '../connector.ts';
import { balanceOn, cashBook } from '../gateway/cash-book.ts';
import type { Bank, GeneralLedger, GlPosting } from '../gateway/cash-book.ts';
import { allRows, amountAt, firstRow, pagesOf } from '../gateway/pages.ts';
import { textAt } from '../json-value.ts';
import { companyOf, customerId, dayAt, sageDay } from './gateway.ts';
import { invoiceKey } from './invoice-number.ts';

type LedgerAsk = Parameters<Erp['ledger']>[1];

const KINDS: Readonly<Record<string, PostingKind>> = { IN: 'invoice', CM: 'creditNote', BF: 'opening', PP: 'receipt', PY: 'receipt' };
const PREPAYMENT = /^P[PY]$/;

/** The names of an invoice: with customer and type, since a number may stand for an invoice and its credit. */
const nameOf = (row: Json): string => `${customerId(row)}/${invoiceKey(textAt(row, 'InvoiceNo'))}/${textAt(row, 'InvoiceType')}`;
const since = ({ changedSince }: LedgerAsk): Readonly<Record<string, string>> => (changedSince === null ? {} : { updatedSince: changedSince });
const within = ({ from, to }: LedgerAsk): { from: string; to: string } => ({ from: sageDay(from), to: sageDay(to) });

export async function* ledger(session: Session, ask: LedgerAsk): AsyncGenerator<LedgerPosting[]> {
  yield* ask.ledger === 'sales' ? salesLedger(session, ask) : cashPostings(session, ask);
}

/** What staff have posted: history says how much, the open items say what is still owed. What is only entered is in no ledger. */
async function* salesLedger(session: Session, ask: LedgerAsk): AsyncGenerator<LedgerPosting[]> {
  const { currency } = await companyOf(session, ask.signal);
  const open = new Map((await allRows(session, '/AR/OpenInvoice', { query: since(ask), signal: ask.signal })).map(row => [nameOf(row), row]));
  const told = new Set<string>();
  for await (const rows of pagesOf(session, '/AR/InvoiceHistory', { query: { ...within(ask), ...since(ask) }, signal: ask.signal })) {
    yield rows.flatMap(row => {
      const name = nameOf(row);
      told.add(name);
      const openRow = open.get(name);
      return invoicePostings(row, { currency, openMinor: openRow ? amountAt(openRow, 'Balance', currency) : 0 });
    });
  }
  yield* receipts(session, ask, { open, currency });
  yield [...open].flatMap(([name, row]) => (told.has(name) || PREPAYMENT.test(textAt(row, 'InvoiceType')) || !concerns(row, ask, currency) ? [] : openPosting(row, currency)));
}

/** Older than the days asked for and still owed, or of those days and changed since by a payment. */
function concerns(row: Json, { from, to }: LedgerAsk, currency: Currency): boolean {
  const on = dayAt(row, 'PostingDate') ?? dayAt(row, 'InvoiceDate');
  return on !== null && on <= to && (on >= from || amountAt(row, 'Balance', currency) !== 0);
}

type Owed = { currency: Currency; openMinor: number };

/** A deposit taken with the order was paid before the invoice was posted: it is a receipt of its own, wholly used. */
function invoicePostings(row: Json, { currency, openMinor }: Owed): LedgerPosting[] {
  const on = dayAt(row, 'TransactionDate') ?? dayAt(row, 'InvoiceDate');
  if (on === null) return [];
  const amount = (name: string): number => amountAt(row, name, currency);
  const isCredit = textAt(row, 'InvoiceType') === 'CM';
  const base = postingOf(row, currency, on);
  const invoice: LedgerPosting = {
    ...base, amountMinor: amount('TaxableSalesAmt') + amount('NonTaxableSalesAmt') + amount('FreightAmt') + amount('SalesTaxAmt') - amount('DiscountAmt'), taxMinor: amount('SalesTaxAmt'), openMinor,
    reference: (isCredit ? textAt(row, 'CustomerPONo') : textAt(row, 'SalesOrderNo')) || textAt(row, 'InvoiceNo'), secondReference: isCredit ? textAt(row, 'Comment') : textAt(row, 'CustomerPONo'), narrative: textAt(row, 'Comment'),
  };
  const deposit = amount('DepositAmt');
  return deposit === 0 ? [invoice] : [invoice, {
    ...invoice, kind: 'receipt', externalId: `${base.externalId}/deposit`, urn: `${base.urn}-D`, amountMinor: -deposit, taxMinor: 0, openMinor: 0,
    allocatedTo: [{ kind: invoice.kind, urn: base.urn, reference: invoice.reference, amountMinor: deposit }],
  }];
}

function openPosting(row: Json, currency: Currency): LedgerPosting[] {
  const on = dayAt(row, 'PostingDate') ?? dayAt(row, 'InvoiceDate');
  if (on === null) return [];
  const sign = textAt(row, 'InvoiceType') === 'CM' ? -1 : 1;
  const amount = (name: string): number => amountAt(row, name, currency);
  return [{
    ...postingOf(row, currency, on), amountMinor: sign * (amount('TaxableAmt') + amount('NonTaxableAmt') + amount('FreightAmt') + amount('SalesTaxAmt') - amount('DiscountAmt')), taxMinor: sign * amount('SalesTaxAmt'), openMinor: amount('Balance'),
    reference: textAt(row, 'InvoiceNo'), secondReference: sign < 0 ? textAt(row, 'Comment') : textAt(row, 'CustomerPONo'), narrative: textAt(row, 'Comment'),
  }];
}

const postingOf = (row: Json, currency: Currency, on: LocalDate): Pick<LedgerPosting, 'ledger' | 'externalId' | 'kind' | 'account' | 'customerId' | 'on' | 'currency' | 'urn'> => ({
  ledger: 'sales', externalId: nameOf(row), kind: KINDS[textAt(row, 'InvoiceType')] ?? 'other', account: customerId(row), customerId: customerId(row), on, currency, urn: invoiceKey(textAt(row, 'InvoiceNo')),
});

/** Each line of a receipt names the one invoice that it was applied to; a prepayment names itself. */
function appliedTo(row: Json, amountMinor: number): Allocated[] {
  const [type, urn] = [textAt(row, 'InvoiceType'), invoiceKey(textAt(row, 'InvoiceNo'))];
  return urn === '' || amountMinor === 0 || PREPAYMENT.test(type) ? [] : [{ kind: KINDS[type] ?? 'other', urn, reference: urn, amountMinor }];
}

/** A receipt is posted line by line; what was applied to no invoice stays open as a prepayment. */
async function* receipts(session: Session, ask: LedgerAsk, { open, currency }: { open: ReadonlyMap<string, Json>; currency: Currency }): AsyncGenerator<LedgerPosting[]> {
  const posting = (row: Json): LedgerPosting[] => {
    const on = dayAt(row, 'PostingDate') ?? dayAt(row, 'DepositDate');
    const owed = PREPAYMENT.test(textAt(row, 'InvoiceType')) ? open.get(nameOf(row)) : undefined;
    if (on === null) return [];
    const id = ['BankCode', 'DepositDate', 'DepositNo', 'CheckNo', 'SequenceNo'].map(name => textAt(row, name).trim()).join('/');
    return [{
      ...postingOf(row, currency, on), kind: amountAt(row, 'CashAmountApplied', currency) < 0 ? 'refund' : 'receipt', externalId: `${customerId(row)}/${id}`, allocatedTo: appliedTo(row, amountAt(row, 'CashAmountApplied', currency)), urn: textAt(row, 'DepositNo'), amountMinor: -amountAt(row, 'CashAmountApplied', currency), taxMinor: 0,
      openMinor: owed === undefined ? 0 : amountAt(owed, 'Balance', currency), reference: textAt(row, 'CheckNo'), secondReference: textAt(row, 'Comment'), narrative: invoiceKey(textAt(row, 'InvoiceNo')),
    }];
  };
  const told = new Set<string>();
  for await (const rows of pagesOf(session, '/AR/CashReceiptsHistory', { query: { ...within(ask), ...since(ask) }, signal: ask.signal })) {
    for (const row of rows) told.add(nameOf(row));
    yield rows.flatMap(posting);
  }
  for (const [name, row] of open) {
    if (told.has(name) || !PREPAYMENT.test(textAt(row, 'InvoiceType')) || !concerns(row, ask, currency)) continue;
    const rows = await allRows(session, '/AR/CashReceiptsHistory', { query: { customer: customerId(row), invoiceNo: textAt(row, 'InvoiceNo') }, signal: ask.signal });
    yield rows.flatMap(posting);
  }
}

const bankOf = (row: Json): Bank => ({ code: textAt(row, 'BankCode'), account: textAt(row, 'CashAccountKey') });

const generalLedger = (session: Session, currency: Currency, signal: AbortSignal | undefined): GeneralLedger => ({
  system: 'Sage 100', currency,
  async *postings(accountKey, { from, to }) {
    for await (const rows of pagesOf(session, '/GL/DetailPosting', { query: { accountKey, from: sageDay(from), ...(to !== null && { to: sageDay(to) }) }, signal })) yield rows.flatMap(row => glPosting(row, currency));
  },
  periods: async accountKey => (await allRows(session, '/GL/PeriodPostingHistory', { query: { accountKey }, signal })).map(row => ({ year: textAt(row, 'FiscalYear'), beginningMinor: amountAt(row, 'BeginningBalance', currency), movedMinor: moved(row, currency) })),
});

const moved = (row: Json, currency: Currency): number => amountAt(row, 'DebitAmount', currency) - amountAt(row, 'CreditAmount', currency);

function glPosting(row: Json, currency: Currency): GlPosting[] {
  const on = dayAt(row, 'PostingDate');
  const [journal = '', register = '', sequence = ''] = ['SourceJournal', 'JournalRegisterNo', 'SequenceNo'].map(name => textAt(row, name).trim());
  return on === null ? [] : [{ on, amountMinor: moved(row, currency), journal, register, sequence, document: textAt(row, 'DocumentNo'), comment: textAt(row, 'PostingComment') }];
}

async function* cashPostings(session: Session, ask: LedgerAsk): AsyncGenerator<LedgerPosting[]> {
  const { currency } = await companyOf(session, ask.signal);
  yield* cashBook(generalLedger(session, currency, ask.signal), (await allRows(session, '/GL/Bank', { signal: ask.signal })).map(bankOf), ask);
}

export async function bankBalance(session: Session, bankCode: string, on: LocalDate, signal?: AbortSignal): Promise<number> {
  const { currency } = await companyOf(session, signal);
  const row = await firstRow(session, '/GL/Bank', { query: { bankCode }, signal });
  if (row === undefined) throw new AppError('sage100.noBank', 'fixInput', `Sage 100 has no bank code ${bankCode}. Check the channel's settings.`);
  return balanceOn(generalLedger(session, currency, signal), bankOf(row), on);
}

export async function salesTotal(session: Session, { account, kind, from, to }: Parameters<Erp['salesTotal']>[1], signal?: AbortSignal): Promise<{ count: number; amountMinor: number }> {
  const { currency } = await companyOf(session, signal);
  if ((await firstRow(session, '/AR/Customer', { query: { customer: account }, signal })) === undefined) throw new AppError('sage100.noCustomer', 'fixInput', `Sage 100 has no customer ${account}; a customer is named by division and number, such as 01-WEB0001. Check the channel's settings.`);
  let [count, amountMinor] = [0, 0];
  for await (const rows of pagesOf(session, '/AR/InvoiceHistory', { query: { customer: account, type: kind === 'invoice' ? 'IN' : 'CM', from: sageDay(from), to: sageDay(to) }, signal })) {
    for (const row of rows) {
      const [posting] = invoicePostings(row, { currency, openMinor: 0 });
      count += 1;
      amountMinor += posting?.amountMinor ?? 0;
    }
  }
  return { count, amountMinor };
}

/** Invoices, credit memos and receipts that staff have yet to post. */
export async function* entered(session: Session, { signal }: { signal: AbortSignal }): AsyncGenerator<EnteredDocument[]> {
  const { currency } = await companyOf(session, signal);
  for await (const rows of pagesOf(session, '/SO/Invoice', { signal })) yield rows.flatMap(row => enteredInvoice(row, currency));
  for await (const rows of pagesOf(session, '/AR/CashReceipts', { signal })) {
    yield rows.flatMap((row): EnteredDocument[] => {
      const on = dayAt(row, 'DepositDate');
      return on === null ? [] : [{ kind: 'receipt', externalId: textAt(row, 'DepositNo'), customerId: customerId(row), on, amountMinor: -amountAt(row, 'PostingAmt', currency), currency, reference: textAt(row, 'CheckNo'), secondReference: textAt(row, 'OtherPaymentTypeRefNo'), batch: textAt(row, 'BatchNo'), shipped: false }];
    });
  }
}

function enteredInvoice(row: Json, currency: Currency): EnteredDocument[] {
  const on = dayAt(row, 'InvoiceDate');
  const type = textAt(row, 'InvoiceType');
  if (on === null || (type !== 'IN' && type !== 'CM')) return [];
  const amount = (name: string): number => amountAt(row, name, currency);
  const total = amount('TaxableAmt') + amount('NonTaxableAmt') + amount('FreightAmt') + amount('SalesTaxAmt') - amount('DiscountAmt');
  return [{
    kind: type === 'CM' ? 'creditNote' : 'invoice', externalId: invoiceKey(textAt(row, 'InvoiceNo')), customerId: customerId(row), on, amountMinor: type === 'CM' ? -total : total, currency,
    reference: textAt(row, 'SalesOrderNo') || textAt(row, 'InvoiceNo'), secondReference: type === 'CM' ? textAt(row, 'Comment') : textAt(row, 'CustomerPONo'), batch: textAt(row, 'BatchNo'), shipped: textAt(row, 'ShipStatus') === 'S',
  }];
}
