import { AppError } from '../../../../shared/contract/errors.ts';
import { localDate } from '../../../../shared/values/date.ts';
import type { LocalDate } from '../../../../shared/values/date.ts';
import { Currency } from '../../../../shared/values/money.ts';
import type { Erp, Json, LedgerPosting, PostingKind, Session } from '../connector.ts';
import { exact, toMinor } from '../decimal.ts';
import { listAt, textAt, valueAt } from '../json-value.ts';
import { allocatedTo, baseValue } from './ledger-facts.ts';
import { allOf, allRows, firstRows, pagesOf, quoted, sageDay } from './query.ts';
import { currencyRows, customerRows } from './references.ts';
import type { CustomerRow } from './references.ts';

const LEDGER_TOP = 2_000;
const BALANCE_READS = 3;

const SALES_KINDS: Readonly<Record<string, PostingKind>> = {
  TradingAccountEntryTypeInvoice: 'invoice', TradingAccountEntryTypeCreditNote: 'creditNote', TradingAccountEntryTypePurchasePaymentSalesReceipt: 'receipt',
  TradingAccountEntryTypePurchaseReceiptSalesPayment: 'refund', TradingAccountEntryTypeOpeningBalanceInvoice: 'opening', TradingAccountEntryTypeOpeningBalanceCreditNote: 'opening',
};

const MONEY_TYPES = ['TradingAccountEntryTypePurchasePaymentSalesReceipt', 'TradingAccountEntryTypePurchaseReceiptSalesPayment'] as const;

const salesKind = (row: Json): PostingKind => SALES_KINDS[textAt(row, 'trader_transaction_type')] ?? 'other';

/** A name that a later version adds is read by what it says, and as `other` when it says nothing known. */
export function cashKind(row: Json): PostingKind {
  const type = textAt(row, 'bank_transaction_type');
  if (/opening/i.test(type) || /^opening balance/i.test(textAt(row, 'entry_description'))) return 'opening';
  if (/transfer/i.test(type)) return 'transfer';
  if (/sales.*receipt|receipt.*sales/i.test(type)) return 'receipt';
  if (/sales.*payment|payment.*sales/i.test(type)) return 'refund';
  if (/receipt/i.test(type)) return 'bankReceipt';
  return /payment/i.test(type) ? 'bankPayment' : 'other';
}

function money(row: Json, name: string, currency: Currency): number {
  const minor = toMinor(exact(valueAt(row, name)) ?? 0n, currency);
  if (minor === undefined) throw new AppError('sage200.amount', 'report', `Sage shows ${name} of posting ${textAt(row, 'urn')} as an amount that is too large.`);
  return minor;
}

export function currencyOf(code: string, account: string): Currency {
  const currency = Currency.safeParse(code);
  if (currency.success) return currency.data;
  throw new AppError('sage200.currency', 'fixConnection', `The currency of ${account} in Sage (${code || 'none'}) is not one that Tieout keeps books in.`);
}

const dayAt = (row: Json, name: string): LocalDate => localDate(textAt(row, name).slice(0, 10));

type LedgerAsk = Parameters<Erp['ledger']>[1];

/** Postings from a day to a day; in the sales ledger also what is older and still open, since next month begins with it. */
export async function* ledger(session: Session, ask: LedgerAsk): AsyncGenerator<LedgerPosting[]> {
  yield* ask.ledger === 'sales' ? salesLedger(session, ask) : cashBook(session, ask);
}

const changed = ({ changedSince }: LedgerAsk): string => (changedSince === null ? '' : `date_time_updated ge ${changedSince}`);

const isType = (comparison: 'eq' | 'ne') => (type: string): string => `trader_transaction_type ${comparison} ${quoted(type)}`;
/** Sage gathers the items of allocations entry by entry, so they are asked for of money only. */
const SALES_LISTINGS = [
  { types: MONEY_TYPES.map(isType('ne')).join(' and '), expand: '' },
  { types: `(${MONEY_TYPES.map(isType('eq')).join(' or ')})`, expand: 'allocation_session_items' },
] as const;
const SALES_COLUMNS = 'id,customer_id,trader_transaction_type,reference,second_reference,transaction_date,document_gross_value,document_tax_value,document_outstanding_value,base_gross_value,exchange_rate,urn';

type SalesReading = { customers: ReadonlyMap<string, CustomerRow>; base: Currency | null };

async function* salesLedger(session: Session, ask: LedgerAsk): AsyncGenerator<LedgerPosting[]> {
  const customers = new Map((await customerRows(session, ask.signal)).map(customer => [customer.id, customer]));
  const base = (await currencyRows(session, ask.signal)).find(({ isBase }) => isBase);
  const reading: SalesReading = { customers, base: base === undefined ? null : currencyOf(base.code, 'the books') };
  for (const { types, expand } of SALES_LISTINGS) {
    const filter = allOf([types, `transaction_date le ${ask.to}`, `(transaction_date ge ${ask.from} or document_outstanding_value ne 0)`, changed(ask)]);
    for await (const rows of pagesOf(session, '/sales_posted_transactions', { filter, select: SALES_COLUMNS, expand, top: LEDGER_TOP, signal: ask.signal })) {
      yield rows.filter(row => !/DeletedRecord$/.test(textAt(row, 'trader_transaction_type'))).map(row => salesPosting(row, reading));
    }
  }
}

function salesPosting(row: Json, { customers, base }: SalesReading): LedgerPosting {
  const customerId = textAt(row, 'customer_id');
  const customer = customers.get(customerId);
  const account = customer?.reference ?? customerId;
  const currency = currencyOf(customer?.currency ?? '', `customer ${account}`);
  const kind = salesKind(row);
  const amountMinor = money(row, 'document_gross_value', currency);
  const inBase = base === null ? undefined : baseValue(row, { amountMinor, currency, base });
  return {
    ledger: 'sales', externalId: textAt(row, 'id'), kind, account, customerId, on: dayAt(row, 'transaction_date'),
    amountMinor, taxMinor: money(row, 'document_tax_value', currency), openMinor: money(row, 'document_outstanding_value', currency), currency,
    reference: textAt(row, 'reference'), secondReference: textAt(row, 'second_reference'), narrative: '', urn: textAt(row, 'urn'),
    ...(inBase && { base: inBase }),
    ...((kind === 'receipt' || kind === 'refund') && { allocatedTo: allocatedTo(listAt(row, 'allocation_session_items').map(item => ({ kind: salesKind(item), urn: textAt(item, 'urn'), reference: textAt(item, 'reference'), amountMinor: money(item, 'allocation_value', currency) })), { urn: textAt(row, 'urn'), amountMinor }) }),
  };
}

type Bank = { id: string; code: string; currency: Currency };

async function bankRows(session: Session, filter: string, signal: AbortSignal | undefined): Promise<Bank[]> {
  const currencies = new Map((await currencyRows(session, signal)).map(currency => [currency.id, currency.code]));
  const rows = await allRows(session, '/banks', { filter, select: 'id,code,account_currency_id', signal });
  return rows.map(row => ({ id: textAt(row, 'id'), code: textAt(row, 'code'), currency: currencyOf(currencies.get(textAt(row, 'account_currency_id')) ?? '', `bank account ${textAt(row, 'code')}`) }));
}

async function* cashBook(session: Session, ask: LedgerAsk): AsyncGenerator<LedgerPosting[]> {
  const banks = new Map((await bankRows(session, '', ask.signal)).map(bank => [bank.id, bank]));
  const filter = allOf([`transaction_date ge ${ask.from}`, `transaction_date le ${ask.to}`, changed(ask)]);
  for await (const rows of pagesOf(session, '/bank_posted_transactions', { filter, expand: 'tax_analysis_items', top: LEDGER_TOP, signal: ask.signal })) {
    yield rows.flatMap((row): LedgerPosting[] => {
      const bank = banks.get(textAt(row, 'bank_id'));
      if (!bank) return [];
      const amountMinor = money(row, 'cheque_value', bank.currency);
      return [{
        ledger: 'cash', externalId: textAt(row, 'id'), kind: cashKind(row), account: bank.code, customerId: null, on: dayAt(row, 'transaction_date'),
        amountMinor, taxMinor: listAt(row, 'tax_analysis_items').reduce<number>((sum, item) => sum + money(item, 'tax_amount', bank.currency), 0), openMinor: 0, currency: bank.currency,
        reference: textAt(row, 'reference'), secondReference: textAt(row, 'second_reference'), narrative: textAt(row, 'entry_description'), urn: textAt(row, 'urn'),
      }];
    });
  }
}

/**
 * What Sage itself holds on the account at the end of a day: its balance of this moment less what it posted after that day. Read
 * again when something was posted in between.
 */
export async function bankBalance(session: Session, bankCode: string, on: LocalDate, signal?: AbortSignal): Promise<number> {
  const filter = `code eq ${quoted(bankCode)}`;
  const [bank] = await bankRows(session, filter, signal);
  if (!bank) throw new AppError('sage200.noBank', 'fixInput', `Sage has no bank account ${bankCode}. Check the channel's settings.`);
  const read = async (): Promise<number> => {
    const [row] = await firstRows(session, '/banks', { filter, select: 'id,code,balance', top: 1, signal });
    return money(row ?? null, 'balance', bank.currency);
  };
  let before = await read();
  for (let attempt = 0; attempt < BALANCE_READS; attempt += 1) {
    let later = 0;
    const listing = { filter: allOf([`bank_id eq ${bank.id}`, `transaction_date gt ${on}`]), select: 'id,cheque_value,urn', signal };
    for await (const rows of pagesOf(session, '/bank_posted_transactions', listing)) for (const row of rows) later += money(row, 'cheque_value', bank.currency);
    const after = await read();
    if (after === before) return after - later;
    before = after;
  }
  throw new AppError('sage200.moving', 'retry', `Somebody is posting to bank account ${bankCode} in Sage at this moment; its balance is read again.`);
}

type TotalAsk = Parameters<Erp['salesTotal']>[1];

/** Sage's own count and sum of what it posted to an account, asked for with the amounts alone. */
export async function salesTotal(session: Session, { account, kind, from, to }: TotalAsk, signal?: AbortSignal): Promise<{ count: number; amountMinor: number }> {
  const [customer] = await firstRows(session, '/customer_views', { filter: `reference eq ${quoted(account)}`, select: 'id,reference,currency_iso_code', top: 1, signal });
  if (customer === undefined) throw new AppError('sage200.noCustomer', 'fixInput', `Sage has no customer ${account}. Check the channel's settings.`);
  const currency = currencyOf(textAt(customer, 'currency_iso_code'), `customer ${account}`);
  const type = kind === 'invoice' ? 'TradingAccountEntryTypeInvoice' : 'TradingAccountEntryTypeCreditNote';
  const filter = allOf([`customer_id eq ${textAt(customer, 'id')}`, `trader_transaction_type eq ${quoted(type)}`, `transaction_date ge ${from}`, `transaction_date le ${to}`]);
  let count = 0;
  let amountMinor = 0;
  for await (const rows of pagesOf(session, '/sales_posted_transactions', { filter, select: 'id,document_gross_value,urn', signal })) {
    count += rows.length;
    for (const row of rows) amountMinor += money(row, 'document_gross_value', currency);
  }
  return { count, amountMinor };
}

const LEDGERS = { sales: 'LedgerSales', cash: 'LedgerCashBook', orders: 'LedgerSOP' } as const;

export async function periodOpen(session: Session, on: LocalDate, ledgerName: 'sales' | 'cash' | 'orders', signal?: AbortSignal): Promise<{ open: boolean; message: string }> {
  const answer = await session.request({ method: 'POST', path: '/transaction_date_validation', body: { date: sageDay(on), ledger_type: LEDGERS[ledgerName] }, signal });
  const open = !/^(not|un)|closed|invalid|error|refus/i.test(textAt(answer, 'classification'));
  return { open, message: textAt(answer, 'message') || (open ? '' : `Sage takes no posting on ${on}.`) };
}
