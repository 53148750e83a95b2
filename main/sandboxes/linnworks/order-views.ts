import { makeRandom } from '../world/random.ts';
import type { Address, OrderLine, Product } from '../world/world-types.ts';
import type { Account, LiveOrder, Property } from './account.ts';
import { dotNetMoment, plainMoment, NO_DATE } from './moments.ts';
import { lineMoney, orderMoney, pricesIncludeTax, type LineMoney } from './order-money.ts';

/** The id of the Default location, category and supplier. */
export const DEFAULT_ID = '00000000-0000-0000-0000-000000000000';

const ids = new Map<string, string>();

/** An id that Linnworks gave a thing of its own (a stock item, a country, a payment method): always the same for the same name. */
export function idOf(kind: string, name: string): string {
  const key = `${kind} ${name}`;
  const known = ids.get(key);
  if (known !== undefined) return known;
  const id = makeRandom(1, key).guid();
  ids.set(key, id);
  return id;
}

const rowId = (orderId: string, part: string, index: number): string => `${orderId.slice(0, 24)}${part}${String(index).padStart(12 - part.length, '0')}`;
const POSTAL_SERVICES = { GB: ['Royal Mail', 'Tracked 48'], other: ['DHL', 'Parcel Connect'] } as const;
const postalService = (countryCode: string): readonly [string, string] => (countryCode === 'GB' ? POSTAL_SERVICES.GB : POSTAL_SERVICES.other);
export const postalServiceOf = ({ order }: LiveOrder): readonly [string, string] => postalService(order.buyer.countryCode);

/** Thirty days after processing Linnworks shows nothing of a buyer but the country. */
export function redacted(buyer: Address): Address {
  return { ...buyer, fullName: 'Redacted', company: 'Redacted', address1: 'Redacted', address2: '', town: 'Redacted', region: '', postcode: 'Redacted', email: 'Redacted', phone: '' };
}

/** OrderDetails, as Orders/GetOrdersById and its sisters answer. Fields without a value are left out. */
export function orderDetails(live: LiveOrder, account: Account, { redact }: { redact: boolean }): Record<string, unknown> {
  const { order } = live;
  const buyer = redact ? redacted(order.buyer) : order.buyer;
  const isProcessed = live.state !== 'open';
  return {
    OrderId: order.id, NumOrderId: order.number, Processed: isProcessed,
    ...(live.processedAt === null ? {} : { ProcessedDateTime: dotNetMoment(live.processedAt, order.number) }),
    ...(order.paidAt === null ? {} : { PaidDateTime: dotNetMoment(order.paidAt, order.number + 1) }),
    FulfilmentLocationId: DEFAULT_ID, TaxId: '',
    GeneralInfo: { ...generalInfo(live), LabelPrinted: isProcessed, Notes: 0, PartShipped: false, IsParked: isParked(live), SiteCode: order.channel === 'amazon-uk' ? 'A1F83G8C2ARO7P' : '', HoldOrCancel: live.state === 'cancelled', Location: DEFAULT_ID },
    ShippingInfo: shippingInfo(live, account),
    CustomerInfo: { ChannelBuyerName: channelBuyerName(live, buyer), Address: address(buyer), BillingAddress: address(buyer) },
    TotalsInfo: { ...totalsInfo(live, account), ProfitMargin: 0 },
    ...(live.properties.length === 0 ? {} : { ExtendedProperties: live.properties.map(property) }),
    FolderName: order.channel === 'wholesale' ? ['Wholesale'] : [],
    Items: order.lines.map((line, index) => itemDetails(line, { live, account, index })),
    Notes: [],
  };
}

/** An order of the v2 feed: the same things under other names, postage in TotalsInfo. */
export function orderV2(live: LiveOrder, account: Account, { redact }: { redact: boolean }): Record<string, unknown> {
  const { order } = live;
  const buyer = redact ? redacted(order.buyer) : order.buyer;
  const { Region, ...rest } = address(buyer);
  const v2Address = { ...rest, ...(Region === '' ? {} : { Region }) };
  const general = generalInfo(live);
  const { PostageCost: _cost, PostageCostExTax: _costExTax, ...shipping } = shippingInfo(live, account);
  return {
    OrderId: order.id, NumOrderId: order.number, Processed: live.state !== 'open',
    ProcessedOn: live.processedAt === null ? NO_DATE : dotNetMoment(live.processedAt, order.number),
    ...(order.paidAt === null ? {} : { PaidOn: dotNetMoment(order.paidAt, order.number + 1) }),
    LastUpdated: plainMoment(live.lastUpdatedAt), FulfilmentLocationId: DEFAULT_ID, ShippingInfo: shipping, TotalsInfo: totalsInfo(live, account),
    ExtendedProperties: live.properties.map(each => ({ ...property(each), CreateDate: plainMoment(order.receivedAt), LastUpdate: plainMoment(live.lastUpdatedAt), UpdatedBy: 'rules engine' })),
    Folders: order.channel === 'wholesale' ? ['Wholesale'] : [], TaxId: '',
    GeneralInfo: { ...general, StatusDescription: general.Status === 1 ? 'PAID' : 'UNPAID', NotesCount: 0, ...(live.state === 'open' ? { IsParked: isParked(live), IsMerged: false, IsLocked: false } : { IsCancelled: live.state === 'cancelled' }) },
    CustomerInfo: { ChannelBuyerName: channelBuyerName(live, buyer), Address: v2Address, BillingAddress: v2Address },
    Items: order.lines.map((line, index) => {
      const { ItemId: _id, OrderId: _order, Tax: _tax, BinRack: _rack, ...item } = itemDetails(line, { live, account, index });
      return { ...item, ParentItemId: DEFAULT_ID, CategoryId: DEFAULT_ID };
    }),
    Notes: [],
  };
}

/** Unpaid orders are parked. Trade orders are released as paid; their money comes by bank transfer and Linnworks never learns of it. */
export const statusOf = ({ order }: LiveOrder): 0 | 1 => (order.status === 'unpaid' ? 0 : 1);
const isParked = (live: LiveOrder): boolean => statusOf(live) === 0;

function generalInfo(live: LiveOrder) {
  const { order } = live;
  const { source, subSource } = sourceOf(live);
  return {
    Status: statusOf(live), LabelError: '', InvoicePrinted: false, InvoicePrintError: '', PickListPrinted: live.state === 'processed', PickListPrintError: '', IsRuleRun: true, Marker: 0, Identifiers: [],
    ReferenceNum: order.reference, SecondaryReference: order.reference, ExternalReferenceNum: order.reference, ReceivedDate: plainMoment(order.receivedAt), Source: source, SubSource: subSource,
    DespatchByDate: `${order.receivedAt.slice(0, 10)}T22:59:59Z`, HasScheduledDelivery: false, NumItems: order.lines.length, StockAllocationType: live.state === 'open' ? 'Full' : 'NotAllocated',
  };
}

const SOURCES = { 'amazon-uk': ['AMAZON', 'Amazon UK'], 'ebay-uk': ['EBAY', 'northwind_home'], 'shopify-uk': ['SHOPIFY', 'Northwind Home UK'], 'shopify-eu': ['SHOPIFY', 'Northwind Home EU'], wholesale: ['DIRECT', 'Wholesale'] } as const;
export function sourceOf({ order }: LiveOrder): { source: string; subSource: string } {
  const [source, subSource] = SOURCES[order.channel];
  return { source, subSource };
}

function shippingInfo(live: LiveOrder, account: Account) {
  const { order } = live;
  const [vendor, service] = postalService(order.buyer.countryCode);
  const weight = order.lines.reduce((sum, line) => sum + line.quantity * 0.4, 0);
  const { postageCost, postageCostExTax } = orderMoney(order, account.products);
  return {
    Vendor: vendor, PostalServiceId: idOf('postal service', service), PostalServiceName: service, TotalWeight: Number(weight.toFixed(2)), ItemWeight: Number(weight.toFixed(2)), PackageCategoryId: DEFAULT_ID, PackageCategory: 'Default',
    PackageTypeId: DEFAULT_ID, PackageType: 'Default', PostageCost: postageCost, PostageCostExTax: postageCostExTax, TrackingNumber: live.state === 'processed' ? `NW${order.number}${order.number % 97}GB` : '', ManualAdjust: false,
  };
}

function totalsInfo({ order }: LiveOrder, account: Account) {
  const money = orderMoney(order, account.products);
  const method = account.world.channels.find(channel => channel.key === order.channel)?.paymentMethod ?? 'Default';
  return {
    Subtotal: money.subtotal, PostageCost: money.postageCost, PostageCostExTax: money.postageCostExTax, Tax: money.tax, TotalCharge: money.totalCharge, PaymentMethod: method, PaymentMethodId: idOf('payment method', method),
    TotalDiscount: money.totalDiscount, Currency: order.currency, CountryTaxRate: money.countryTaxRate, ConversionRate: order.exchangeRate,
  };
}

function address(buyer: Address) {
  return {
    EmailAddress: buyer.email, Address1: buyer.address1, Address2: buyer.address2, Address3: '', Town: buyer.town, Region: buyer.region, PostCode: buyer.postcode, Country: buyer.country, Continent: 'Europe',
    FullName: buyer.fullName, Company: buyer.company, PhoneNumber: buyer.phone, CountryId: idOf('country', buyer.country),
  };
}

const channelBuyerName = ({ order }: LiveOrder, buyer: Address): string => (order.channel === 'ebay-uk' ? `buyer_${order.id.slice(0, 6)}` : buyer.email);
const property = ({ rowId: id, name, value, type }: Property) => ({ RowId: id, Name: name, Value: value, Type: type });

function itemDetails(line: OrderLine, { live, account, index }: { live: LiveOrder; account: Account; index: number }) {
  const product = account.products.get(line.sku);
  const money = lineMoney(live.order, line, product);
  const row = rowId(live.order.id, 'a', index);
  const parts = (product?.parts ?? []).map((part, partIndex) => subItem(account.products.get(part.sku), { quantity: part.quantity * line.quantity, row: rowId(live.order.id, 'b', index * 20 + partIndex), parent: row }));
  return { ...itemHead(line.sku, product, { live, quantity: line.quantity, row }), Title: line.title, ...itemMoney(line, money), TaxCostInclusive: pricesIncludeTax(live.order), CompositeSubItems: parts, ChannelSKU: line.sku, ChannelTitle: line.title, AddedDate: plainMoment(live.order.receivedAt) };
}

function itemHead(sku: string, product: Product | undefined, { live, quantity, row }: { live: LiveOrder; quantity: number; row: string }) {
  const { order } = live;
  return {
    RowId: row, OrderId: order.id, ItemId: idOf('stock item', sku), StockItemId: idOf('stock item', sku), StockItemIntId: stockIntId(product), ItemNumber: `${row.slice(-6)}${order.number}`, SKU: sku, ItemSource: sourceOf(live).source,
    Quantity: quantity, CategoryName: 'Default', UnitCost: 0, DespatchStockUnitCost: 0, SalesTax: 0, IsService: false, PartShipped: false, PartShippedQty: 0, Level: 0, BarcodeNumber: product?.barcode ?? '', Weight: 0.4, BinRack: 'A1', IsUnlinked: false,
  };
}

const itemMoney = (line: OrderLine, money: LineMoney) => ({ PricePerUnit: money.pricePerUnit, Discount: line.discountPercent, DiscountValue: money.discountValue, Tax: money.tax, TaxRate: line.taxRate, Cost: money.cost, CostIncTax: money.costIncTax });

/** A component: its quantity is multiplied out already, its money is on the parent. */
function subItem(product: Product | undefined, { quantity, row, parent }: { quantity: number; row: string; parent: string }) {
  const sku = product?.sku ?? '';
  return {
    RowId: row, ParentItemId: parent, StockItemId: idOf('stock item', sku), StockItemIntId: stockIntId(product), SKU: sku, Title: product?.title ?? '', Quantity: quantity, PricePerUnit: 0, Cost: 0, CostIncTax: 0, Tax: 0, TaxRate: product?.vatRate ?? 20,
    Discount: 0, DiscountValue: 0, Level: 0, IsService: false, BarcodeNumber: product?.barcode ?? '', CompositeSubItems: [],
  };
}

export const stockIntId = (product: Product | undefined): number => (product === undefined ? 0 : 4000 + Number(product.barcode.slice(-5)) - 10_000);
