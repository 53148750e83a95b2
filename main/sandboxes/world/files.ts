import { formatMinor } from '../../../shared/values/money.ts';
import { amazonSettlement } from './amazon-settlement.ts';
import { camt053 } from './camt053.ts';
import { londonClock, londonOffsetHours, plusDays } from './calendar.ts';
import type { BankLine, Channel, SaleOrder, Settlement, SettlementLine, World, WorldFile } from './world-types.ts';

/**
 * The month's files as gateways and banks hand them over: one Amazon settlement per payout, one monthly transaction
 * report per eBay and Shopify shop, camt.053 for the pound account and a CSV for the euro account. Order references
 * are in them, buyers' names are not.
 */
export function worldFiles(world: World): WorldFile[] {
  const orders = new Map(world.orders.map(order => [order.reference, order]));
  const of = (key: Channel['key']): Settlement[] => world.settlements.filter(settlement => settlement.channel === key);
  const account = (key: Channel['key']): string => world.channels.find(channel => channel.key === key)?.clearingBankCode ?? '';
  const settlement = (name: string, key: Channel['key'], content: string): WorldFile => ({ name, kind: 'settlement', account: account(key), content });
  const bank = (bankCode: string): BankLine[] => world.bankLines.filter(line => line.bankCode === bankCode && line.bookedOn <= '2026-10-31');
  const opening = (bankCode: string): number => world.openingBalances.find(balance => balance.bankCode === bankCode)?.amountMinor ?? 0;
  return [
    ...of('amazon-uk').map(each => settlement(`amazon-uk-settlement-${each.id}.txt`, 'amazon-uk', amazonSettlement(each, orders, world))),
    settlement('ebay-uk-transaction-report-2026-10.csv', 'ebay-uk', ebayReport(of('ebay-uk'), orders)),
    settlement('shopify-uk-payments-2026-10.csv', 'shopify-uk', shopifyPayments(of('shopify-uk'), orders)),
    settlement('shopify-eu-payments-2026-10.csv', 'shopify-eu', shopifyPayments(of('shopify-eu'), orders)),
    { name: 'bank-1200-2026-10.camt053.xml', kind: 'bank', account: '1200', content: camt053(bank('1200'), { openingMinor: opening('1200'), company: world.company.name }) },
    { name: 'bank-1201-2026-10.csv', kind: 'bank', account: '1201', content: bankCsv(bank('1201'), opening('1201')) },
  ];
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const EBAY_COLUMNS = ['Transaction creation date', 'Type', 'Order number', 'Legacy order ID', 'Buyer username', 'Buyer name', 'Ship to city', 'Ship to province/region/state', 'Ship to zip', 'Ship to country', 'Net amount', 'Payout currency', 'Payout date', 'Payout ID', 'Payout method', 'Payout status', 'Reason for hold', 'Item ID', 'Transaction ID', 'Item title', 'Custom label', 'Quantity', 'Item subtotal', 'Shipping and handling', 'Seller collected tax', 'eBay collected tax', 'Final Value Fee - fixed', 'Final Value Fee - variable', 'Very high "item not as described" fee', 'Below standard performance fee', 'International fee', 'Gross transaction amount', 'Transaction currency', 'Exchange rate', 'Reference ID', 'Description'] as const;
const EBAY_FIXED_FEE_MINOR = 30;

const pounds = (minor: number): string => formatMinor(minor, 'GBP');
const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
const csvRow = (values: readonly string[]): string => values.map(value => (/[",\n]/.test(value) ? quoted(value) : value)).join(',');
const ebayDay = (day: string): string => `${MONTHS[Number(day.slice(5, 7)) - 1] ?? ''} ${Number(day.slice(8))}, ${day.slice(0, 4)}`;

/** eBay's transaction report: a heading of its own, every value quoted, "--" for nothing, a Payout row after each payout's rows. */
function ebayReport(settlements: readonly Settlement[], orders: ReadonlyMap<string, SaleOrder>): string {
  const rows = settlements.flatMap(settlement => [
    ...settlement.lines.map((line, index) => ebayRow(ebayLine(line, { settlement, index, order: orders.get(line.orderReference ?? '') }))),
    ebayRow({ 'Transaction creation date': ebayDay(settlement.paidOn), Type: 'Payout', 'Net amount': pounds(-settlement.payoutMinor), 'Payout currency': 'GBP', 'Payout date': ebayDay(settlement.paidOn), 'Payout ID': settlement.id, 'Payout method': 'Bank', 'Payout status': 'Funds sent', 'Transaction currency': 'GBP', Description: 'Payout to bank account ending 8841' }),
  ]);
  const heading = ['"Transaction report"', '"Start date","2026-10-01"', '"End date","2026-10-31"', ''];
  return `${[...heading, EBAY_COLUMNS.map(quoted).join(','), ...rows].join('\r\n')}\r\n`;
}

type EbayRow = Partial<Record<(typeof EBAY_COLUMNS)[number], string>>;
const ebayRow = (row: EbayRow): string => EBAY_COLUMNS.map(column => quoted(row[column] ?? '--')).join(',');

function ebayLine(line: SettlementLine, { settlement, index, order }: { settlement: Settlement; index: number; order: SaleOrder | undefined }): EbayRow {
  const common: EbayRow = {
    'Transaction creation date': ebayDay(line.on), 'Net amount': pounds(line.amountMinor + line.feeMinor), 'Payout currency': 'GBP', 'Payout date': ebayDay(settlement.paidOn), 'Payout ID': settlement.id,
    'Payout method': 'Bank', 'Payout status': 'Paid', 'Transaction currency': 'GBP', 'Transaction ID': `30${settlement.id.slice(-6)}${String(index).padStart(4, '0')}`,
  };
  if (line.kind === 'fee') return { ...common, Type: 'Other fee', Description: line.description };
  const [first] = order?.lines ?? [];
  const carriage = line.kind === 'sale' ? (order?.carriageGrossMinor ?? 0) : 0;
  const fixed = line.kind === 'sale' ? -EBAY_FIXED_FEE_MINOR : 0;
  return {
    ...common, Type: line.kind === 'sale' ? 'Order' : 'Refund', 'Order number': line.orderReference ?? '--', 'Item title': first?.title ?? '--', 'Custom label': first?.sku ?? '--',
    Quantity: first && line.kind === 'sale' ? String(first.quantity) : '--', 'Item subtotal': pounds(line.amountMinor - carriage), 'Shipping and handling': pounds(carriage), 'eBay collected tax': '0.00',
    'Final Value Fee - fixed': pounds(fixed), 'Final Value Fee - variable': pounds(line.feeMinor - fixed), 'Gross transaction amount': pounds(line.amountMinor),
  };
}

const SHOPIFY_COLUMNS = 'Transaction Date,Type,Order,Card Brand,Card Source,Payout Status,Payout Date,Payout ID,Available On,Amount,Fee,Net,Checkout,Payment Method Name,Presentment Amount,Presentment Currency,Currency';
const SHOPIFY_TYPES: Partial<Record<SettlementLine['kind'], string>> = { sale: 'charge', refund: 'refund', chargeback: 'chargeback', 'chargeback-reversal': 'chargeback won', fee: 'adjustment' };
const BRANDS = ['visa', 'master', 'american_express', 'visa'] as const;

/** Shopify's payments export: the fee is positive where it is a cost, Net = Amount − Fee. */
function shopifyPayments(settlements: readonly Settlement[], orders: ReadonlyMap<string, SaleOrder>): string {
  const rows = settlements.flatMap(settlement => settlement.lines.map((line, index) => {
    const amount = formatMinor(line.amountMinor, settlement.currency);
    const paidAt = line.kind === 'sale' ? orders.get(line.orderReference ?? '')?.paidAt : null;
    return csvRow([
      paidAt ? shopifyClock(paidAt) : shopifyClock(`${line.on}T11:${String(index % 60).padStart(2, '0')}:00.000Z`), SHOPIFY_TYPES[line.kind] ?? 'adjustment', line.orderReference ?? '', BRANDS[index % BRANDS.length] ?? 'visa', 'online',
      'paid', settlement.paidOn, settlement.id, plusDays(line.on, 2), amount, formatMinor(-line.feeMinor, settlement.currency), formatMinor(line.amountMinor + line.feeMinor, settlement.currency),
      `#${settlement.id.slice(-8)}${String(index).padStart(4, '0')}`, 'card', amount, settlement.currency, settlement.currency,
    ]);
  }));
  return `${[SHOPIFY_COLUMNS, ...rows].join('\n')}\n`;
}

const shopifyClock = (at: string): string => `${londonClock(at)} +0${londonOffsetHours(at)}00`;

/** The bank's download: UK dates, newest last, a running balance. */
function bankCsv(lines: readonly BankLine[], openingMinor: number): string {
  let balance = openingMinor;
  const ukDay = (day: string): string => `${day.slice(8)}/${day.slice(5, 7)}/${day.slice(0, 4)}`;
  const rows = lines.map(line => {
    balance += line.amountMinor;
    const amount = formatMinor(Math.abs(line.amountMinor), line.currency);
    return csvRow([ukDay(line.bookedOn), ukDay(line.valueOn), line.text, line.reference, line.amountMinor < 0 ? amount : '', line.amountMinor < 0 ? '' : amount, formatMinor(balance, line.currency)]);
  });
  return `${['Date,Value date,Description,Reference,Paid out,Paid in,Balance', ...rows].join('\r\n')}\r\n`;
}
