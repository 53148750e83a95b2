import { formatMinor } from '../../../shared/values/money.ts';
import { londonDay } from './calendar.ts';
import type { Product, SaleOrder, Settlement, SettlementLine, World } from './world-types.ts';

const COLUMNS = ['settlement-id', 'settlement-start-date', 'settlement-end-date', 'deposit-date', 'total-amount', 'currency', 'transaction-type', 'order-id', 'merchant-order-id', 'adjustment-id', 'shipment-id', 'marketplace-name', 'amount-type', 'amount-description', 'amount', 'fulfillment-id', 'posted-date', 'posted-date-time', 'order-item-code', 'merchant-order-item-id', 'merchant-adjustment-item-id', 'sku', 'quantity-purchased', 'promotion-id'] as const;
type Row = Partial<Record<(typeof COLUMNS)[number], string>>;

const pounds = (minor: number): string => formatMinor(minor, 'GBP');
const tax = (grossMinor: number, rate: number): number => Math.sign(grossMinor) * Math.round((Math.abs(grossMinor) * rate) / (100 + rate));

/** Amazon's settlement report V2, tab separated: one line for the payout, then a row per amount of every order, refund and charge. */
export function amazonSettlement(settlement: Settlement, orders: ReadonlyMap<string, SaleOrder>, world: World): string {
  const products = new Map(world.products.map(product => [product.sku, product]));
  const head: Row = { 'settlement-start-date': `${settlement.from} 00:00:00 UTC`, 'settlement-end-date': `${settlement.to} 23:59:59 UTC`, 'deposit-date': `${settlement.paidOn} 00:00:00 UTC`, 'total-amount': pounds(settlement.payoutMinor), currency: settlement.currency };
  const rows = settlement.lines.flatMap((line, index) => {
    const order = orders.get(line.orderReference ?? '');
    const amounts = line.kind === 'sale' ? saleAmounts(line, order, products) : line.kind === 'refund' ? refundAmounts(line) : [otherAmount(line)];
    return amounts.map((amount): Row => ({ ...lineHead(line, { order, index }), ...amount, currency: settlement.currency }));
  });
  return `${[COLUMNS.join('\t'), ...[head, ...rows].map(row => COLUMNS.map(column => (column === 'settlement-id' ? settlement.id : (row[column] ?? ''))).join('\t'))].join('\n')}\n`;
}

function lineHead(line: SettlementLine, { order, index }: { order: SaleOrder | undefined; index: number }): Row {
  const posted = line.kind === 'sale' && order?.despatchedAt && londonDay(order.despatchedAt) === line.on ? order.despatchedAt : `${line.on}T12:00:00.000Z`;
  const dates: Row = { 'posted-date': `${posted.slice(0, 10)} 00:00:00 UTC`, 'posted-date-time': `${posted.slice(0, 19).replace('T', ' ')} UTC` };
  if (line.orderReference === null) return { ...dates, 'transaction-type': 'other-transaction' };
  const adjustment: Row = line.kind === 'refund' ? { 'adjustment-id': `amzn1:crow:${line.id}` } : {};
  return { ...dates, ...adjustment, 'transaction-type': line.kind === 'refund' ? 'Refund' : 'Order', 'order-id': line.orderReference, 'merchant-order-id': order ? String(order.number) : '', 'shipment-id': `D${line.id.replace('-', '').slice(-9)}`, 'marketplace-name': 'Amazon.co.uk', 'fulfillment-id': 'MFN', 'order-item-code': `55${line.id.replace('-', '').slice(-7)}${String(index % 100).padStart(2, '0')}` };
}

/** Principal and its VAT per line, carriage and its VAT, the commission once. Together: gross and fee of the order. */
function saleAmounts(line: SettlementLine, order: SaleOrder | undefined, products: ReadonlyMap<string, Product>): Row[] {
  if (!order) return [...withTax('Principal', line.amountMinor, 20), commission(line.feeMinor)];
  const goods = order.lines.flatMap(each => withTax('Principal', each.grossMinor, products.get(each.sku)?.vatRate ?? 20).map((row): Row => ({ ...row, sku: each.sku, 'quantity-purchased': String(each.quantity) })));
  const carriage = order.carriageGrossMinor > 0 ? withTax('Shipping', order.carriageGrossMinor, order.carriageTaxRate) : [];
  const promotion: Row[] = order.discountGrossMinor > 0 ? [{ 'amount-type': 'Promotion', 'amount-description': 'Principal', amount: pounds(-order.discountGrossMinor), 'promotion-id': 'NWH-AUTUMN' }] : [];
  return [...goods, ...carriage, ...promotion, commission(line.feeMinor)];
}

/** Amazon gives the commission back and keeps a fifth of it as its refund commission. */
function refundAmounts(line: SettlementLine): Row[] {
  const kept = Math.round(line.feeMinor / 4);
  return [...withTax('Principal', line.amountMinor, 20), commission(line.feeMinor + kept), { 'amount-type': 'ItemFees', 'amount-description': 'RefundCommission', amount: pounds(-kept) }];
}

function withTax(description: 'Principal' | 'Shipping', grossMinor: number, rate: number): Row[] {
  const vat = tax(grossMinor, rate);
  const net: Row = { 'amount-type': 'ItemPrice', 'amount-description': description, amount: pounds(grossMinor - vat) };
  return vat === 0 ? [net] : [net, { 'amount-type': 'ItemPrice', 'amount-description': description === 'Principal' ? 'Tax' : 'ShippingTax', amount: pounds(vat) }];
}

const commission = (minor: number): Row => ({ 'amount-type': 'ItemFees', 'amount-description': 'Commission', amount: pounds(minor) });
const otherAmount = (line: SettlementLine): Row => ({ 'amount-type': 'other-transaction', 'amount-description': line.description, amount: pounds(line.amountMinor + line.feeMinor) });
