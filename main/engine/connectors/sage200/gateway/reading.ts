import { AppError } from '../../../../../shared/contract/errors.ts';
import { LocalDate } from '../../../../../shared/values/date.ts';
import type { Currency } from '../../../../../shared/values/money.ts';
import type { Erp, ErpReferences, Json, LedgerPosting, PostingKind, Session } from '../../connector.ts';
import { decimalText } from '../../decimal.ts';
import { allRows, amountAt, firstRow, pagesOf } from '../../gateway/pages.ts';
import { textAt, valueAt } from '../../json-value.ts';
import { cashKind, currencyOf } from '../ledger.ts';

type LedgerAsk = Parameters<Erp['ledger']>[1];

export type Company = { code: string; name: string; currency: string; pricesIncludeTax: boolean };

export async function companyOf(session: Session, signal: AbortSignal | undefined): Promise<Company> {
  const code = (session.settings['companyCode'] ?? '').trim();
  const row = (await allRows(session, '/company', { signal })).find(one => textAt(one, 'CompanyCode') === code);
  if (row === undefined) throw new AppError('sage200.noCompany', 'fixConnection', `The gateway does not show company ${code}. Correct the company number, or let the gateway's administrator add it.`);
  return { code, name: textAt(row, 'CompanyName'), currency: textAt(row, 'Currency'), pricesIncludeTax: textAt(row, 'PricesIncludeTax') === 'Y' };
}

/** The company's own lists. Codes that people see are the ids here: the gateway takes no others. */
export async function references(session: Session, signal?: AbortSignal): Promise<ErpReferences> {
  const company = await companyOf(session, signal);
  const read = (path: string): Promise<Json[]> => allRows(session, path, { signal });
  const [customers, items, taxCodes, banks, warehouses, accounts] = await Promise.all([read('/customers'), read('/stockitems'), read('/taxcodes'), read('/banks'), read('/warehouses'), read('/generalledger/accounts')]);
  const currencies = new Set([company.currency, ...banks.map(row => textAt(row, 'Currency')), ...customers.map(row => textAt(row, 'Currency'))]);
  return {
    customers: customers.map(row => ({
      id: textAt(row, 'CustomerAccountRef'), reference: textAt(row, 'CustomerAccountRef'), name: textAt(row, 'CustomerName'), email: textAt(row, 'EmailAddress'), postcode: textAt(row, 'PostCode'), currency: textAt(row, 'Currency'),
      onHold: textAt(row, 'OnHold') === 'Y', active: textAt(row, 'Active') !== 'N',
    })),
    products: items.filter(row => textAt(row, 'Active') !== 'N').map(row => ({ id: textAt(row, 'StockCode'), code: textAt(row, 'StockCode'), name: textAt(row, 'Name') })),
    taxCodes: taxCodes.map(row => ({ id: textAt(row, 'TaxCode'), code: textAt(row, 'TaxCode'), name: textAt(row, 'Name'), rate: decimalText(valueAt(row, 'TaxRate')) || '0' })),
    banks: banks.map(row => ({ id: textAt(row, 'BankCode'), code: textAt(row, 'BankCode'), name: textAt(row, 'Name'), currency: textAt(row, 'Currency') })),
    currencies: [...currencies].filter(Boolean).map(code => ({ id: code, code, isBase: code === company.currency })),
    warehouses: warehouses.map(row => ({ id: textAt(row, 'WarehouseID'), name: textAt(row, 'Name') })),
    nominals: accounts.map(row => ({ code: textAt(row, 'NominalCode'), costCentre: textAt(row, 'CostCentre'), department: textAt(row, 'Department'), name: textAt(row, 'Name') })),
    pricesIncludeTax: company.pricesIncludeTax,
  };
}

const KINDS: Readonly<Record<string, PostingKind>> = {
  Invoice: 'invoice', CreditNote: 'creditNote', PurchasePaymentSalesReceipt: 'receipt', PurchaseReceiptSalesPayment: 'refund', OpeningBalanceInvoice: 'opening', OpeningBalanceCreditNote: 'opening',
};

const dayAt = (row: Json, name: string): LocalDate => LocalDate.parse(textAt(row, name).slice(0, 10));
const since = ({ changedSince }: LedgerAsk): Readonly<Record<string, string>> => (changedSince === null ? {} : { updatedSince: changedSince });

export async function* ledger(session: Session, ask: LedgerAsk): AsyncGenerator<LedgerPosting[]> {
  yield* ask.ledger === 'sales' ? salesLedger(session, ask) : cashBook(session, ask);
}

/** What the days hold, and what is older and still open, since next month begins with it. */
async function* salesLedger(session: Session, ask: LedgerAsk): AsyncGenerator<LedgerPosting[]> {
  const { from, to, signal } = ask;
  for (const path of ['/salesinvoices', '/customerpayments']) {
    for await (const rows of pagesOf(session, path, { query: { from, to, ...since(ask) }, signal })) yield rows.map(salesPosting);
    for await (const rows of pagesOf(session, path, { query: { open: 'Y', to, ...since(ask) }, signal })) yield rows.map(salesPosting).filter(posting => posting.on < from);
  }
}

function salesPosting(row: Json): LedgerPosting {
  const account = textAt(row, 'CustomerAccountRef');
  const currency = currencyOf(textAt(row, 'Currency'), `customer ${account}`);
  return {
    ledger: 'sales', externalId: textAt(row, 'TransactionID'), kind: KINDS[textAt(row, 'Type')] ?? 'other', account, customerId: account, on: dayAt(row, 'Date'), currency, urn: textAt(row, 'URN'),
    amountMinor: amountAt(row, 'GrossValue', currency), taxMinor: amountAt(row, 'TaxValue', currency), openMinor: amountAt(row, 'OutstandingValue', currency),
    reference: textAt(row, 'Reference'), secondReference: textAt(row, 'SecondReference'), narrative: '',
  };
}

async function* cashBook(session: Session, ask: LedgerAsk): AsyncGenerator<LedgerPosting[]> {
  const currencies = new Map((await allRows(session, '/banks', { signal: ask.signal })).map(row => [textAt(row, 'BankCode'), currencyOf(textAt(row, 'Currency'), `bank account ${textAt(row, 'BankCode')}`)]));
  for await (const rows of pagesOf(session, '/banktransactions', { query: { from: ask.from, to: ask.to, ...since(ask) }, signal: ask.signal })) {
    yield rows.flatMap(row => {
      const currency = currencies.get(textAt(row, 'BankCode'));
      return currency === undefined ? [] : [cashPosting(row, currency)];
    });
  }
}

const cashPosting = (row: Json, currency: Currency): LedgerPosting => ({
  ledger: 'cash', externalId: textAt(row, 'TransactionID'), kind: cashKind({ bank_transaction_type: textAt(row, 'Type'), entry_description: textAt(row, 'Description') }), account: textAt(row, 'BankCode'), customerId: null, on: dayAt(row, 'Date'),
  amountMinor: amountAt(row, 'Value', currency), taxMinor: 0, openMinor: 0, currency, reference: textAt(row, 'Reference'), secondReference: textAt(row, 'SecondReference'), narrative: textAt(row, 'Description'), urn: textAt(row, 'URN'),
});

const BALANCE_READS = 3;

/** What the account holds now, less what was posted after the day. Read again when somebody posted in between. */
export async function bankBalance(session: Session, bankCode: string, on: LocalDate, signal?: AbortSignal): Promise<number> {
  const read = async (): Promise<{ balanceMinor: number; currency: Currency }> => {
    const row = await firstRow(session, '/banks', { query: { bankCode }, signal });
    if (row === undefined) throw new AppError('sage200.noBank', 'fixInput', `Sage has no bank account ${bankCode}. Check the channel's settings.`);
    const currency = currencyOf(textAt(row, 'Currency'), `bank account ${bankCode}`);
    return { currency, balanceMinor: amountAt(row, 'Balance', currency) };
  };
  let before = await read();
  for (let attempt = 0; attempt < BALANCE_READS; attempt += 1) {
    let later = 0;
    for await (const rows of pagesOf(session, '/banktransactions', { query: { bankCode, from: on }, signal })) for (const row of rows) if (dayAt(row, 'Date') > on) later += amountAt(row, 'Value', before.currency);
    const after = await read();
    if (after.balanceMinor === before.balanceMinor) return after.balanceMinor - later;
    before = after;
  }
  throw new AppError('sage200.moving', 'retry', `Somebody is posting to bank account ${bankCode} in Sage at this moment; its balance is read again.`);
}

export async function salesTotal(session: Session, { account, kind, from, to }: Parameters<Erp['salesTotal']>[1], signal?: AbortSignal): Promise<{ count: number; amountMinor: number }> {
  if ((await firstRow(session, '/customers', { query: { accountRef: account }, signal })) === undefined) throw new AppError('sage200.noCustomer', 'fixInput', `Sage has no customer ${account}. Check the channel's settings.`);
  let [count, amountMinor] = [0, 0];
  for await (const rows of pagesOf(session, '/salesinvoices', { query: { customer: account, type: kind === 'invoice' ? 'Invoice' : 'CreditNote', from, to }, signal })) {
    for (const row of rows) {
      count += 1;
      amountMinor += salesPosting(row).amountMinor;
    }
  }
  return { count, amountMinor };
}
