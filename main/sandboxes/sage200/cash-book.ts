import { CONTROL, EXCHANGE, FEES, VAT_INPUT, VAT_OUTPUT, currencyCode, taxCode } from './chart.ts';
import { customerById, inHome, rateFor } from './customer-account.ts';
import { PAYMENT, RECEIPT } from './enums.ts';
import { dayField, idField, listField, numberField, textField, type Body } from './field-rules.ts';
import { nextUrn, nominalCodeId, postNominal, type NominalEntry, type NominalPlace } from './nominal-ledger.ts';
import { momentOf, todayOf, USER, type Office } from './office.ts';
import { requireOpenPeriod } from './periods.ts';
import { badValue, ruleBroken } from './sage-error.ts';
import { insertLedgerRow, type NominalItem, type TaxItem } from './sales-ledger.ts';

export type BankRow = { id: number; code: string; description: string; currency_id: number };
type TradeItem = { accountNumber: string; accountName: string; type: string; reference: string; grossMinor: number; urn: number };

export const BANK_TYPES = ['Receipt', 'Payment', 'TransferIn', 'TransferOut', 'SalesReceipt', 'SalesPayment'].map(name => `BankTransactionType${name}`);

export function bankById(office: Office, id: number | undefined): BankRow {
  const row = office.store.get<BankRow>('SELECT id, code, description, currency_id FROM bank WHERE id = ?', id ?? 0);
  if (!row) throw badValue(`The bank account with id ${id} does not exist.`);
  return row;
}

export function bankByCode(office: Office, code: string): BankRow {
  const row = office.store.get<BankRow>('SELECT id, code, description, currency_id FROM bank WHERE code = ?', code);
  if (!row) throw badValue(`The bank account ${code} does not exist.`);
  return row;
}

type BankEntry = {
  urn: number; bank: BankRow; type: string; description: string; reference: string; secondReference: string; on: string; minor: number; rateE6: number; source: string; user: string;
  nominalItems?: readonly NominalItem[]; taxItems?: readonly TaxItem[]; tradeItems?: readonly TradeItem[];
};

function insertBankEntry(office: Office, entry: BankEntry): void {
  const at = momentOf(office);
  office.store.run(
    `INSERT INTO bank_transaction (urn, bank_id, type, description, reference, second_reference, transaction_on, posted_on, value_minor, rate_e6, source, user_name, nominal_items, tax_items,
      trade_items, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    entry.urn, entry.bank.id, entry.type, entry.description, entry.reference, entry.secondReference, entry.on, at.slice(0, 10), entry.minor, entry.rateE6, entry.source, entry.user,
    JSON.stringify(entry.nominalItems ?? []), JSON.stringify(entry.taxItems ?? []), JSON.stringify(entry.tradeItems ?? []), at, at,
  );
  office.store.run('UPDATE bank SET balance_minor = balance_minor + ?, updated_at = ? WHERE id = ?', entry.minor, at, entry.bank.id);
}

const bankNominal = (bank: BankRow): NominalPlace => ({ code: bank.code, costCentre: '', department: '' });
const control: NominalPlace = { code: CONTROL, costCentre: '', department: '' };

export type CustomerMoney = {
  kind: 'receipt' | 'payment'; customerId: number; bank: BankRow; minor: number; on: string; reference: string; secondReference: string; rateE6: number; user: string;
};

/** Money from a customer (or back to one): on the account, in the cash book and in the nominal ledger at once. */
export function postCustomerMoney(office: Office, money: CustomerMoney): { id: number; urn: number } {
  const customer = customerById(office, money.customerId);
  if (customer.currency_id !== money.bank.currency_id) {
    throw ruleBroken(`The currency of bank account ${money.bank.code} (${currencyCode(money.bank.currency_id)}) is not the currency of customer ${customer.reference} (${currencyCode(customer.currency_id)}).`);
  }
  const isReceipt = money.kind === 'receipt';
  const bankMinor = isReceipt ? money.minor : -money.minor;
  const bankBase = inHome(bankMinor, money.rateE6);
  const urn = nextUrn(office);
  const type = isReceipt ? RECEIPT : PAYMENT;
  const id = insertLedgerRow(office, {
    urn, customerId: customer.id, type, reference: money.reference, secondReference: money.secondReference, on: money.on, dueOn: money.on, goodsMinor: -bankMinor, taxMinor: 0,
    grossMinor: -bankMinor, discountMinor: 0, baseGoodsMinor: -bankBase, baseTaxMinor: 0, rateE6: money.rateE6, taxItems: [], nominalItems: [], bankCode: money.bank.code, user: money.user, orderId: null,
  });
  insertBankEntry(office, {
    urn, bank: money.bank, type: isReceipt ? 'BankTransactionTypeSalesReceipt' : 'BankTransactionTypeSalesPayment', description: customer.name, reference: money.reference,
    secondReference: money.secondReference, on: money.on, minor: bankMinor, rateE6: money.rateE6, source: 'SL', user: money.user,
    tradeItems: [{ accountNumber: customer.reference, accountName: customer.name, type, reference: money.reference, grossMinor: -bankMinor, urn }],
  });
  const narrative = customer.name;
  postNominal(office, { urn, on: money.on, reference: money.reference, source: 'SL', user: money.user, entries: [{ ...bankNominal(money.bank), minor: bankBase, narrative }, { ...control, minor: -bankBase, narrative }] });
  return { id, urn };
}

/** POST sales_receipts and sales_payments. */
export function createCustomerMoney(office: Office, kind: CustomerMoney['kind'], body: Body): { urn: string } {
  const customer = customerById(office, idField(body, 'customer_id'));
  const bank = bankById(office, idField(body, 'bank_id'));
  const on = dayField(body, 'transaction_date', todayOf(office));
  requireOpenPeriod(office, on);
  const minor = numberField(body, 'cheque_value', 2) ?? 0;
  if (minor <= 0) throw badValue('The cheque value must be greater than zero.');
  const chequeCurrency = idField(body, 'cheque_currency_id');
  if (chequeCurrency !== undefined && chequeCurrency !== bank.currency_id) throw ruleBroken(`The cheque currency is not the currency of bank account ${bank.code}.`);
  const rate = numberField(body, 'exchange_rate', 6) ?? numberField(body, 'bank_exchange_rate', 6);
  const { urn } = postCustomerMoney(office, {
    kind, customerId: customer.id, bank, minor, on, reference: textField(body, 'reference'), secondReference: textField(body, 'second_reference'), rateE6: rateFor(office, bank.currency_id, rate), user: USER,
  });
  return { urn: String(urn) };
}

type Analysis = NominalPlace & { narrative: string; goodsMinor: number; taxMinor: number; taxCodeId: number | null };

export type BankMoney = { kind: 'receipt' | 'payment'; bank: BankRow; on: string; reference: string; secondReference: string; narrative: string; rateE6: number; user: string; analysis: readonly Analysis[] };

/** Money in or out that belongs to no customer, analysed to nominal accounts with its VAT. */
export function postBankMoney(office: Office, money: BankMoney): { urn: number } {
  const sign = money.kind === 'receipt' ? 1 : -1;
  const home = (minor: number): number => sign * inHome(minor, money.rateE6);
  const urn = nextUrn(office);
  const vat = money.kind === 'receipt' ? VAT_OUTPUT : VAT_INPUT;
  const entries: NominalEntry[] = money.analysis.flatMap(item => [
    { code: item.code, costCentre: item.costCentre, department: item.department, minor: -home(item.goodsMinor), narrative: item.narrative },
    { code: vat, costCentre: '', department: '', minor: -home(item.taxMinor), narrative: item.narrative },
  ]);
  const total = money.analysis.reduce((sum, item) => sum + item.goodsMinor + item.taxMinor, 0);
  const base = -entries.reduce((sum, entry) => sum + entry.minor, 0);
  insertBankEntry(office, {
    urn, bank: money.bank, type: money.kind === 'receipt' ? 'BankTransactionTypeReceipt' : 'BankTransactionTypePayment', description: money.narrative, reference: money.reference,
    secondReference: money.secondReference, on: money.on, minor: sign * total, rateE6: money.rateE6, source: 'CB', user: money.user,
    nominalItems: money.analysis.map(item => ({ code: item.code, costCentre: item.costCentre, department: item.department, narrative: item.narrative, minor: item.goodsMinor, baseMinor: Math.abs(home(item.goodsMinor)) * Math.sign(item.goodsMinor) })),
    taxItems: money.analysis.flatMap(item => (item.taxCodeId === null ? [] : [{ id: item.taxCodeId, goodsMinor: item.goodsMinor, taxMinor: item.taxMinor }])),
  });
  postNominal(office, { urn, on: money.on, reference: money.reference, source: 'CB', user: money.user, entries: [{ ...bankNominal(money.bank), minor: base, narrative: money.narrative }, ...entries] });
  return { urn };
}

function analysisOf(office: Office, item: Body): Analysis {
  const place = { code: textField(item, 'code'), costCentre: textField(item, 'cost_centre'), department: textField(item, 'department') };
  nominalCodeId(office, place);
  const taxMinor = numberField(item, 'tax_value', 2) ?? 0;
  const gross = numberField(item, 'gross_value', 2);
  const goods = numberField(item, 'goods_value', 2);
  if (gross === undefined && goods === undefined) throw badValue('A nominal analysis item needs a gross_value or a goods_value.');
  const goodsMinor = goods ?? (gross ?? 0) - taxMinor;
  if (gross !== undefined && gross !== goodsMinor + taxMinor) throw ruleBroken('The goods and tax values of a nominal analysis item do not add up to its gross value.');
  const taxCodeId = idField(item, 'tax_code_id') ?? null;
  if (taxCodeId !== null && !taxCode(taxCodeId)) throw badValue(`The tax code with id ${taxCodeId} does not exist.`);
  if (taxCodeId === null && taxMinor !== 0) throw badValue('A nominal analysis item with a tax value needs a tax_code_id.');
  return { ...place, narrative: textField(item, 'narrative'), goodsMinor, taxMinor, taxCodeId };
}

/** POST bank_receipt and bank_payment. */
export function createBankMoney(office: Office, kind: BankMoney['kind'], body: Body): { urn: string } {
  const bank = bankById(office, idField(body, 'bank_id'));
  const on = dayField(body, 'transaction_date', todayOf(office));
  requireOpenPeriod(office, on);
  const analysis = listField(body, 'nominal_analysis_items').map(item => analysisOf(office, item));
  const total = analysis.reduce((sum, item) => sum + item.goodsMinor + item.taxMinor, 0);
  const cheque = numberField(body, 'cheque_value', 2);
  if (cheque !== undefined && cheque !== total) throw ruleBroken('The nominal analysis does not add up to the cheque value.');
  if (total <= 0) throw badValue('The value must be greater than zero.');
  const { urn } = postBankMoney(office, {
    kind, bank, on, reference: textField(body, 'reference'), secondReference: textField(body, 'second_reference'), narrative: textField(body, 'narrative'),
    rateE6: rateFor(office, bank.currency_id, numberField(body, 'exchange_rate', 6)), user: USER, analysis,
  });
  return { urn: String(urn) };
}

/** POST bank_transfer: both sides carry one urn; what two rates leave over is an exchange difference. */
export function createBankTransfer(office: Office, body: Body): { urn: string } {
  const from = bankById(office, idField(body, 'bank_from_id'));
  const to = bankById(office, idField(body, 'bank_to_id'));
  if (from.id === to.id) throw ruleBroken('A transfer needs two different bank accounts.');
  const on = dayField(body, 'transaction_date', todayOf(office));
  requireOpenPeriod(office, on);
  const paid = numberField(body, 'payment_value', 2) ?? 0;
  const commission = numberField(body, 'commission_value', 2) ?? 0;
  const received = numberField(body, 'receipt_value', 2) ?? (from.currency_id === to.currency_id ? paid : 0);
  if (paid <= 0 || received <= 0 || commission < 0) throw badValue('The payment and receipt values must be greater than zero.');
  if (from.currency_id === to.currency_id && received !== paid) throw ruleBroken('The payment and receipt values of a transfer in one currency must be the same.');
  const rateFrom = rateFor(office, from.currency_id, numberField(body, 'payment_to_base_exchange_rate', 6));
  const rateTo = rateFor(office, to.currency_id, numberField(body, 'receipt_to_base_exchange_rate', 6));
  const urn = nextUrn(office);
  const narrative = textField(body, 'narrative');
  const shared = { urn, description: narrative, reference: textField(body, 'reference'), secondReference: textField(body, 'second_reference'), on, source: 'CB', user: USER };
  insertBankEntry(office, { ...shared, bank: from, type: 'BankTransactionTypeTransferOut', minor: -paid - commission, rateE6: rateFrom });
  insertBankEntry(office, { ...shared, bank: to, type: 'BankTransactionTypeTransferIn', minor: received, rateE6: rateTo });
  const out = -inHome(paid + commission, rateFrom);
  const into = inHome(received, rateTo);
  const charge = inHome(commission, rateFrom);
  postNominal(office, {
    urn, on, reference: shared.reference, source: 'CB', user: USER,
    entries: [
      { ...bankNominal(from), minor: out, narrative },
      { ...bankNominal(to), minor: into, narrative },
      { code: textField(body, 'commission_code', FEES), costCentre: textField(body, 'commission_cost_centre'), department: textField(body, 'commission_department'), minor: charge, narrative },
      {
        code: textField(body, 'exchange_difference_code', EXCHANGE), costCentre: textField(body, 'exchange_difference_cost_centre'), department: textField(body, 'exchange_difference_department'),
        minor: -(out + into + charge), narrative,
      },
    ],
  });
  return { urn: String(urn) };
}
