import type { Refund } from '../world/world-types.ts';
import type { Account, LiveOrder } from './account.ts';
import { dotNetMoment, plainMoment, NO_DATE } from './moments.ts';
import { orderMoney } from './order-money.ts';
import { idOf, postalServiceOf, redacted, sourceOf, statusOf, DEFAULT_ID } from './order-views.ts';

/** What the rows of both searches have in common; old-style names, as Linnworks has them there. */
function commonRow(live: LiveOrder, account: Account, { redact }: { redact: boolean }) {
  const { order } = live;
  const buyer = redact ? redacted(order.buyer) : order.buyer;
  const money = orderMoney(order, account.products);
  const [vendor, service] = postalServiceOf(live);
  const { source, subSource } = sourceOf(live);
  return {
    pkOrderID: order.id, fPostageCost: money.postageCost, fTotalCharge: money.totalCharge, PostageCostExTax: money.postageCostExTax, Subtotal: money.subtotal, fTax: money.tax, TotalDiscount: money.totalDiscount, CountryTaxRate: money.countryTaxRate,
    nOrderId: order.number, cCurrency: order.currency, PostalTrackingNumber: live.state === 'processed' ? `NW${order.number}${order.number % 97}GB` : '', cCountry: buyer.country, Source: source, SubSource: subSource, PostalServiceName: service, Vendor: vendor,
    ReferenceNum: order.reference, SecondaryReference: order.reference, ExternalReference: order.reference, Address1: buyer.address1, Address2: buyer.address2, Address3: '', Town: buyer.town, Region: buyer.region, BuyerPhoneNumber: buyer.phone, Company: buyer.company,
    ChannelBuyerName: buyer.email, AccountName: 'Default', cFullName: buyer.fullName, cEmailAddress: buyer.email, cPostCode: buyer.postcode,
    dPaidOn: order.paidAt === null ? NO_DATE : dotNetMoment(order.paidAt, order.number + 1),
  };
}

/** A row of ProcessedOrders/SearchProcessedOrders. No line items; a cancelled order is on hold and has a real day of cancellation. */
export function processedRow(live: LiveOrder, account: Account, options: { redact: boolean }): Record<string, unknown> {
  const { order } = live;
  const processedAt = live.processedAt ?? order.receivedAt;
  return {
    ...commonRow(live, account, options), dReceivedDate: plainMoment(order.receivedAt), dProcessedOn: dotNetMoment(processedAt, order.number), timeDiff: (Date.parse(processedAt) - Date.parse(order.receivedAt)) / 86_400_000, ProfitMargin: 0, nStatus: statusOf(live),
    dCancelledOn: live.cancelledAt === null ? NO_DATE : dotNetMoment(live.cancelledAt, order.number), ItemWeight: 0, TotalWeight: 0, HoldOrCancel: live.state === 'cancelled', IsResend: false, IsExchange: false, TaxId: '', FulfilmentLocationName: 'Default',
  };
}

export type RefundRowOptions = { row: number; redact: boolean };

/** A row of ReturnsRefunds/SearchReturnsRefundsPaged. The amount is gross and one number; its VAT is for the reader to find out. */
export function refundRow(refund: Refund, live: LiveOrder, account: Account, { row, redact }: RefundRowOptions): Record<string, unknown> {
  const isReturn = refund.quantity > 0;
  const title = account.products.get(refund.sku)?.title ?? '';
  return {
    Row: row, ...commonRow(live, account, { redact }), dProcessedOn: dotNetMoment(live.processedAt ?? live.order.receivedAt, live.order.number), cItemNumber: refund.sku, cItemName: title, pkReturnId: Number(refund.id), RowType: isReturn ? 'RETURNREFUND' : 'UNKNOWN',
    ...(isReturn ? { ReturnReference: `RMA${refund.id}`, ReturnQty: refund.quantity, fkReturnLocationId: DEFAULT_ID, Location: 'Default', ReturnDate: plainMoment(refund.createdAt) } : { ReturnQty: 0 }),
    PendingRefundAmount: 0, LastDate: plainMoment(refund.actionedAt), Reason: refund.reason, ChannelReason: '', Category: isReturn ? 'Returned' : 'Refunded', Scrapped: refund.reason === 'Damaged in transit', ScrapQty: refund.reason === 'Damaged in transit' ? refund.quantity : 0,
    ItemNumber: refund.sku, ItemTitle: title, RefundReference: refund.id, pkRefundRowId: idOf('refund', refund.id), Amount: refund.grossMinor / 100, CreateDate: plainMoment(refund.createdAt), ActionDate: plainMoment(refund.actionedAt), RefundStatus: 'PROCESSED',
  };
}

/** A cancelled order, as the same search shows it under CANCELLATIONS. */
export function cancellationRow(live: LiveOrder, account: Account, { row, redact }: RefundRowOptions): Record<string, unknown> {
  const { order } = live;
  const at = plainMoment(live.cancelledAt ?? order.receivedAt);
  return { Row: row, ...commonRow(live, account, { redact }), dProcessedOn: at, RowType: 'UNKNOWN', Reason: 'Cancelled', Amount: order.paidAt === null ? 0 : order.grossMinor / 100, CancellationQuantity: order.lines.reduce((sum, line) => sum + line.quantity, 0), CreateDate: at, ActionDate: at, RefundStatus: 'PROCESSED' };
}

/** The paged envelope of v1; pages start at 1. */
export function paged<Row>(rows: readonly Row[], page: { pageNumber: number; entriesPerPage: number }, show: (row: Row, index: number) => unknown): Record<string, unknown> {
  const from = (Math.max(1, page.pageNumber) - 1) * page.entriesPerPage;
  return { PageNumber: page.pageNumber, EntriesPerPage: page.entriesPerPage, TotalEntries: rows.length, TotalPages: Math.ceil(rows.length / page.entriesPerPage), Data: rows.slice(from, from + page.entriesPerPage).map((row, index) => show(row, from + index)) };
}
