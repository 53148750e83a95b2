import type { Channel, TradeCustomer, World } from '../world/world-types.ts';
import { allocate } from './allocations.ts';
import { bankByCode, postCustomerMoney } from './cash-book.ts';
import { currencyId, NOMINALS, PLACES, SALES, STANDARD_TAX_ID, taxIdOfRate } from './chart.ts';
import { customerById, inHome, rateFor, type CustomerRow } from './customer-account.ts';
import { divideHalfUp } from '../decimal.ts';
import { ACTIVE, INVOICE, PRODUCT_ACTIVE } from './enums.ts';
import { nextUrn, postNominal } from './nominal-ledger.ts';
import { momentOf, STAFF, type Office } from './office.ts';
import { postSalesDocument } from './sales-ledger.ts';
import { seedSuppliers } from './pop-orders.ts';
import { LEDGER_REFERENCE } from './staff.ts';

const OPENING_DAY = '2026-09-30';
const BANK_NAMES: Readonly<Record<string, string>> = { 1200: 'Bank current account', 1201: 'Bank euro account' };

/** The company as it stands on 1 October, written once into an empty file. */
export function seedCompany(office: Office): void {
  seedNominals(office);
  seedBanks(office);
  seedCustomers(office);
  seedSuppliers(office);
  seedProducts(office);
  seedOpeningBalances(office);
  seedOpeningSales(office);
}

function seedNominals(office: Office): void {
  const at = momentOf(office);
  const add = (reference: string, costCentre: string, department: string, name: string): void =>
    void office.store.run('INSERT OR IGNORE INTO nominal_code (reference, cost_centre, department, name, type, created_at) VALUES (?, ?, ?, ?, ?, ?)',
      reference, costCentre, department, name, reference < '4000' ? 'NominalTypeBalanceSheet' : 'NominalTypeProfitAndLoss', at);
  for (const [reference, name, byChannel] of NOMINALS) {
    add(reference, '', '', name);
    if (byChannel) for (const place of Object.values(PLACES)) add(reference, place.costCentre, place.department, `${name} – ${place.name}`);
  }
  for (const { code, name } of banksOf(office.world)) add(code, '', '', name);
}

type Bank = { code: string; name: string; currency: string; kind: string };

/** The bank accounts and, for each channel, its clearing account. */
function banksOf(world: World): Bank[] {
  const byCode = new Map<string, Bank>();
  for (const channel of world.channels) byCode.set(channel.bankCode, { code: channel.bankCode, name: BANK_NAMES[channel.bankCode] ?? `Bank ${channel.bankCode}`, currency: channel.currency, kind: 'BankAccountTypeCurrent' });
  for (const channel of world.channels) {
    if (channel.clearingBankCode) byCode.set(channel.clearingBankCode, { code: channel.clearingBankCode, name: `${PLACES[channel.key].name} clearing`, currency: channel.currency, kind: 'BankAccountTypeClearing' });
  }
  return [...byCode.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}

function seedBanks(office: Office): void {
  const at = momentOf(office);
  for (const bank of banksOf(office.world)) {
    office.store.run('INSERT INTO bank (code, description, currency_id, kind, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)', bank.code, bank.name, currencyId(bank.currency), bank.kind, at, at);
  }
}

type NewCustomer = { reference: string; name: string; email: string; currency: string; channel: Channel['key']; onHold: boolean; creditLimitMinor: number; rest: Record<string, unknown> };

function addCustomer(office: Office, customer: NewCustomer): void {
  const at = momentOf(office);
  const place = PLACES[customer.channel];
  office.store.run(
    `INSERT OR IGNORE INTO customer (id, reference, name, short_name, on_hold, account_status_type, currency_id, credit_limit_minor, email, nominal_reference, nominal_cost_centre, nominal_department,
      tax_code_id, rest, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    office.store.next('customer', 1_057), customer.reference, customer.name.slice(0, 60), customer.reference, customer.onHold ? 1 : 0, ACTIVE, currencyId(customer.currency), customer.creditLimitMinor,
    customer.email, SALES, place.costCentre, place.department, STANDARD_TAX_ID, JSON.stringify(customer.rest), at, at,
  );
}

const tradeRest = ({ buyer, onHold }: TradeCustomer): Record<string, unknown> => ({
  status_reason: onHold ? 'Awaiting payment of overdue account' : '',
  main_address: { address_1: buyer.address1.slice(0, 60), address_2: buyer.address2.slice(0, 60), city: buyer.town.slice(0, 60), county: buyer.region.slice(0, 60), postcode: buyer.postcode.slice(0, 10), country: buyer.country },
  contacts: [{ last_name: buyer.fullName.slice(0, 60), is_default: true, emails: [{ email: buyer.email, is_default: true }] }],
});

function seedCustomers(office: Office): void {
  for (const channel of office.world.channels) {
    if (channel.customerReference === null) continue;
    addCustomer(office, { reference: channel.customerReference, name: `${PLACES[channel.key].name} web sales`, email: '', currency: channel.currency, channel: channel.key, onHold: false, creditLimitMinor: 0, rest: {} });
  }
  for (const customer of office.world.tradeCustomers) {
    if (customer.sageReference === null) continue;
    addCustomer(office, {
      reference: customer.sageReference, name: customer.buyer.company || customer.buyer.fullName, email: customer.buyer.email, currency: 'GBP', channel: 'wholesale', onHold: customer.onHold,
      creditLimitMinor: customer.creditLimitMinor, rest: tradeRest(customer),
    });
  }
}

/** The price list is kept the way the company quotes prices, with or without VAT. */
function seedProducts(office: Office): void {
  const at = momentOf(office);
  for (const product of office.world.products) {
    if (product.sageCode === null) continue;
    const price = office.settings.pricesIncludeTax ? product.grossMinor : divideHalfUp(BigInt(product.grossMinor) * 100n, BigInt(100 + product.vatRate));
    office.store.run('INSERT OR IGNORE INTO product (id, code, name, status, tax_code_id, price_minor, barcode, stock_e5, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      office.store.next('product', 27_865), product.sageCode.slice(0, 30), product.title.slice(0, 60), PRODUCT_ACTIVE, taxIdOfRate(product.vatRate), price, product.barcode, product.stock * 100_000, at, at);
  }
}

function seedOpeningBalances(office: Office): void {
  const at = momentOf(office);
  for (const { bankCode, amountMinor } of office.world.openingBalances) {
    const bank = bankByCode(office, bankCode);
    const rateE6 = rateFor(office, bank.currency_id, undefined);
    const base = inHome(amountMinor, rateE6);
    const urn = nextUrn(office);
    office.store.run(
      `INSERT INTO bank_transaction (urn, bank_id, type, description, reference, second_reference, transaction_on, posted_on, value_minor, rate_e6, source, user_name, nominal_items, tax_items, trade_items,
        created_at, updated_at) VALUES (?, ?, ?, 'Opening balance', 'OPENING', '', ?, ?, ?, ?, 'CB', ?, '[]', '[]', '[]', ?, ?)`,
      urn, bank.id, amountMinor < 0 ? 'BankTransactionTypePayment' : 'BankTransactionTypeReceipt', OPENING_DAY, OPENING_DAY, amountMinor, rateE6, STAFF, at, at,
    );
    office.store.run('UPDATE bank SET balance_minor = balance_minor + ? WHERE id = ?', amountMinor, bank.id);
    postNominal(office, {
      urn, on: OPENING_DAY, reference: 'OPENING', source: 'CB', user: STAFF,
      entries: [{ code: bank.code, costCentre: '', department: '', minor: base, narrative: 'Opening balance' }, { code: '3200', costCentre: '', department: '', minor: -base, narrative: 'Opening balance' }],
    });
  }
}

/** September's sales that the channels have not paid out yet: invoiced, received into clearing and allocated in September. */
function seedOpeningSales(office: Office): void {
  for (const sale of office.world.openingSales) {
    const channel = office.world.channels.find(candidate => candidate.key === sale.channel);
    if (!channel?.customerReference) continue;
    const customer = customerOf(office, channel.customerReference);
    const rateE6 = rateFor(office, customer.currency_id, undefined);
    const taxMinor = divideHalfUp(BigInt(sale.grossMinor) * 20n, 120n);
    const goodsMinor = sale.grossMinor - taxMinor;
    const reference = String(sale.orderNumber);
    const secondReference = sale.reference.slice(0, LEDGER_REFERENCE);
    const invoice = postSalesDocument(office, {
      type: INVOICE, customer, on: sale.on, dueOn: sale.on, reference, secondReference, rateE6, user: STAFF, taxItems: [{ id: STANDARD_TAX_ID, goodsMinor, taxMinor }],
      nominalItems: [{ code: SALES, costCentre: customer.nominal_cost_centre, department: customer.nominal_department, narrative: `Order ${reference}`, minor: goodsMinor }],
    });
    const receipt = postCustomerMoney(office, {
      kind: 'receipt', customerId: customer.id, bank: bankByCode(office, channel.clearingBankCode ?? channel.bankCode), minor: sale.grossMinor, on: sale.on, reference, secondReference, rateE6, user: STAFF,
    });
    allocate(office, { customerId: customer.id, on: sale.on, lines: [{ transactionId: invoice.id, minor: sale.grossMinor }, { transactionId: receipt.id, minor: sale.grossMinor }], user: STAFF });
  }
}

function customerOf(office: Office, reference: string): CustomerRow {
  return customerById(office, office.store.get<{ id: number }>('SELECT id FROM customer WHERE reference = ?', reference)?.id);
}
