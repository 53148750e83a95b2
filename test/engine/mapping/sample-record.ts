import type { Order } from '../../../shared/canonical/order.ts';
import type { ChannelSettings, Settings } from '../../../shared/contract/settings.ts';
import type { LocalDate, Instant } from '../../../shared/values/date.ts';
import type { ErpReferences, Json } from '../../../main/engine/connectors/connector.ts';
import type { LookupRows, RecordContext } from '../../../main/engine/mapping/record-context.ts';
import type { PricedOrder } from '../../../main/engine/pricing/priced-order.ts';

/** The order of the penny trap (23.325 + 3.00 carriage, tax 5.265, paid 31.59), as Linnworks writes it. */
export const rawOrder = {
  OrderId: '0b9f7f1e-5b55-4a3e-9a4b-0d1f0a3c2d11', NumOrderId: 109390, Processed: true, PaidDateTime: '2026-05-22T23:09:36Z', FulfilmentLocationId: '00000000-0000-0000-0000-000000000000',
  GeneralInfo: { ReferenceNum: '203-1234567-1234567', ReceivedDate: '2026-05-22T23:09:35Z', Source: 'AMAZON', SubSource: 'Amazon UK', DespatchByDate: '2026-05-24T22:59:59Z', Location: '00000000-0000-0000-0000-000000000000' },
  ShippingInfo: { PostalServiceName: 'Tracked 48', PostageCost: 3.6, PostageCostExTax: 3 },
  CustomerInfo: {
    ChannelBuyerName: 'x7y@marketplace.example',
    Address: { EmailAddress: 'x7y@marketplace.example', Address1: '1 High St', Address2: '', Address3: '', Town: 'Leeds', Region: '', PostCode: 'LS1 1AA', Country: 'United Kingdom', FullName: 'A Buyer', Company: '', PhoneNumber: '0113 496 0000' },
    BillingAddress: { EmailAddress: 'x7y@marketplace.example', Address1: '1 High St', Address2: '', Address3: '', Town: 'Leeds', Region: '', PostCode: 'LS1 1AA', Country: 'United Kingdom', FullName: 'A Buyer', Company: '', PhoneNumber: '0113 496 0000' },
  },
  TotalsInfo: { Subtotal: 23.325, PostageCost: 3.6, PostageCostExTax: 3, Tax: 5.265, TotalCharge: 31.59, PaymentMethod: 'Amazon', TotalDiscount: 0, Currency: 'GBP', CountryTaxRate: 20, ConversionRate: 1 },
  ExtendedProperties: [{ RowId: 'r1', Name: 'Gift note', Value: 'With love', Type: 'Attribute' }],
  Items: [{ SKU: 'MUG-BLU', ItemNumber: '26483920012345', Title: 'Blue mug', Quantity: 1, PricePerUnit: 27.99, Tax: 4.665, TaxRate: 20, ChannelSKU: 'MUG-BLU', TaxCostInclusive: true }],
} satisfies Json;

const address = { name: 'A Buyer', company: '', address1: '1 High St', address2: '', town: 'Leeds', region: '', postcode: 'LS1 1AA', country: 'United Kingdom', email: 'x7y@marketplace.example', phone: '0113 496 0000' };

export const order: Order = {
  kind: 'order', externalId: rawOrder.OrderId, number: '109390', reference: '203-1234567-1234567', channel: 'AMAZON/Amazon UK', currency: 'GBP',
  receivedAt: '2026-05-22T23:09:35.000Z' as Instant, paidAt: '2026-05-22T23:09:36.000Z' as Instant, despatchedAt: null, cancelledAt: null, changedAt: '2026-05-22T23:09:36.000Z' as Instant,
  status: 'open', paymentMethod: 'Amazon', buyer: address, delivery: address,
  lines: [{ sku: 'MUG-BLU', title: 'Blue mug', quantity: 1, grossMinor: 2799, taxRate: '20', taxMinor: 467, parts: [] }],
  carriageMinor: 360, carriageTaxMinor: 60, discountMinor: 0, grossMinor: 3159, exchangeRate: '1',
};

export const priced: PricedOrder = {
  currency: 'GBP', pricesIncludeTax: true,
  lines: [{ sourceIndex: 0, sku: 'MUG-BLU', itemCode: 'MUG-BLU', productId: '27865', description: 'Blue mug', quantity: 1, taxCodeId: '1728', grossMinor: 2799, netMinor: 2332, taxMinor: 467, unitPrice: '27.99000' }],
  carriage: { description: 'Postage', taxCodeId: '1728', grossMinor: 360, netMinor: 300, taxMinor: 60, unitPrice: '3.60000' },
  rounding: null, taxes: [{ taxCodeId: '1728', code: '1', rate: '20', netMinor: 2632, taxMinor: 527 }],
  netMinor: 2632, taxMinor: 527, grossMinor: 3159, paidMinor: 3159, residualMinor: 0, residualPlace: '', proofs: [],
};

export const references: ErpReferences = {
  customers: [
    { id: '1057', reference: 'AMZGBP', name: 'Amazon UK', email: '', postcode: '', currency: 'GBP', onHold: false, active: true },
    { id: '1060', reference: 'HARBOU01', name: 'Harbour & Vine Ltd', email: 'accounts@harbourvine.example', postcode: 'BS1 5TR', currency: 'GBP', onHold: false, active: true },
  ],
  products: [{ id: '27865', code: 'MUG-BLU', name: 'Stoneware mug, blue' }, { id: '27866', code: 'BOWL-SRV', name: 'Serving bowl' }],
  taxCodes: [{ id: '1728', code: '1', name: 'Standard rate', rate: '20' }, { id: '1736', code: '9', name: 'Outside scope', rate: '0' }],
  banks: [{ id: '31', code: '1250', name: 'Amazon clearing', currency: 'GBP' }],
  currencies: [{ id: '1', code: 'GBP', isBase: true }, { id: '2', code: 'EUR', isBase: false }],
  warehouses: [{ id: '12', name: 'Home' }],
  nominals: [{ code: '4000', costCentre: 'WEB', department: 'AMZ', name: 'Sales' }],
  pricesIncludeTax: true,
};

export const channel: ChannelSettings = {
  key: 'AMAZON/Amazon UK', label: 'Amazon UK', currency: 'GBP', customerPolicy: 'webSales', customerReference: 'AMZGBP', clearingBank: '1250', bank: '1200',
  feeNominal: '7901', salesNominal: '4000', costCentre: 'WEB', department: 'AMZ', feeTiers: [{ upToMinor: null, basisPoints: 1500, flatMinor: 0 }],
};

export const settings: Settings = {
  timeZone: 'Europe/London', invoiceMode: 'sop', channels: [channel], carriageNominal: '4905', roundingNominal: '8201', writeOffNominal: '8200', writeOffLimitMinor: 100,
  taxCodes: [{ rate: '20', country: '*', code: '1' }], skuAliases: [{ sku: 'MUG-BLU2', itemCode: 'MUG-BLU' }], stockMaster: 'erp', priceMaster: 'erp', holdAboveMinor: 0, booksOpenFrom: '2026-05-01' as LocalDate, erpConcurrency: 2,
};

const paymentMethods: LookupRows = { columns: ['Ledger account', 'Short name'], rows: new Map([['paypal', ['1251', 'PP']], ['amazon', ['1250', 'AMZ']]]) };

export const context: RecordContext = {
  order, priced, references, settings, channel, customerId: '1057', bankId: '31', timeZone: 'Europe/London',
  table: name => (name === 'Payment methods' ? paymentMethods : null),
};
