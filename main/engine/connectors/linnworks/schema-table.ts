import { fieldTable } from '../field-table.ts';

const address = (path: string, label: string, concept: string): string => `
${path}.FullName | ${label} name | text~ | ${concept}.name | Full name.
${path}.Company | ${label} company | text~ | ${concept}.company | Company, when the buyer gave one.
${path}.Address1 | ${label} address 1 | text~ | ${concept}.address1 | First line of the address.
${path}.Address2 | ${label} address 2 | text~ | ${concept}.address2 | Second line of the address.
${path}.Address3 | ${label} address 3 | text~ | ${concept}.address3 | Third line of the address.
${path}.Town | ${label} town | text~ | ${concept}.town | Town or city.
${path}.Region | ${label} region | text~ | ${concept}.region | County, state or region.
${path}.PostCode | ${label} postcode | text~ | ${concept}.postcode | Postcode.
${path}.Country | ${label} country | text | ${concept}.country | Country by its English name.
${path}.EmailAddress | ${label} e-mail | text~ | ${concept}.email | E-mail; marketplaces give an alias.
${path}.PhoneNumber | ${label} phone | text~ | ${concept}.phone | Telephone number.`;

/** OrderDetails as Orders/GetOrdersById gives it, with the moment of the last change from the v2 feed. */
export const orderFields = fieldTable(`
OrderId | Order id | text! | order.id | The order's id in Linnworks, a GUID.
NumOrderId | Order number | integer! | order.number | The number people see in Linnworks.
Processed | Despatched | boolean |  | True once the order was processed (despatched) or cancelled.
ProcessedDateTime | Despatched at | moment | order.despatchedAt | When the order was processed, UTC.
PaidDateTime | Paid at | moment | order.paidAt | When the buyer paid, UTC; missing when unpaid or on account.
LastUpdated | Last changed at | moment | order.changedAt | When anything about the order changed, UTC.
CancelledOn | Cancelled at | moment | order.cancelledAt | When the order was cancelled, UTC; missing when it was not.
FulfilmentLocationId | Location id | text |  | The location that despatches it; zeros are the Default location.
TaxId | Tax number | text~ | order.buyer.taxId | The buyer's tax number.
GeneralInfo.Status | Payment status | integer | order.paymentStatus | 0 unpaid, 1 paid, 2 return, 3 pending, 4 resend.
GeneralInfo.ReferenceNum | Channel reference | text! | order.reference | The order's number on the channel it was sold on.
GeneralInfo.SecondaryReference | Secondary reference | text | order.secondReference | A second number of the channel.
GeneralInfo.ExternalReferenceNum | External reference | text |  | The channel's own key of the order.
GeneralInfo.ReceivedDate | Received at | moment! | order.receivedAt | When the order was placed, UTC.
GeneralInfo.Source | Channel | text! | order.channel.source | The kind of channel, e.g. AMAZON.
GeneralInfo.SubSource | Shop | text | order.channel.subSource | The shop on that channel, e.g. Amazon UK.
GeneralInfo.SiteCode | Site code | text |  | The marketplace site.
GeneralInfo.DespatchByDate | Despatch by | moment | order.despatchBy | The latest moment of despatch, UTC.
GeneralInfo.HoldOrCancel | On hold or cancelled | boolean |  | On a processed order: it was cancelled.
GeneralInfo.IsParked | Parked | boolean |  | Parked orders wait, mostly for payment.
GeneralInfo.PartShipped | Part shipped | boolean |  | Some of it has left.
GeneralInfo.NumItems | Number of lines | integer |  | How many lines the order has.
GeneralInfo.Marker | Marker | integer |  | The coloured tag, 0 to 7.
ShippingInfo.Vendor | Carrier | text |  | The carrier.
ShippingInfo.PostalServiceName | Postal service | text | order.shipping.service | The postal service chosen.
ShippingInfo.TrackingNumber | Tracking number | text | order.shipping.tracking | Tracking number, once there is one.
ShippingInfo.TotalWeight | Total weight | decimal |  | With packaging.
ShippingInfo.PostageCost | Carriage with VAT | money | order.carriage | What the buyer paid for carriage, VAT included.
ShippingInfo.PostageCostExTax | Carriage without VAT | money | order.carriage.net | The same without VAT, not rounded.
CustomerInfo.ChannelBuyerName | Channel buyer name | text~ | order.buyer.channelName | The buyer's name or alias on the channel.
${address('CustomerInfo.Address', 'Delivery', 'order.delivery').trim()}
${address('CustomerInfo.BillingAddress', 'Billing', 'order.buyer').trim()}
TotalsInfo.TotalCharge | Total paid | money! | order.total.gross | What the buyer paid: lines, carriage and VAT, less discounts.
TotalsInfo.Subtotal | Goods without VAT | money | order.total.net | Goods without VAT and carriage, not rounded.
TotalsInfo.Tax | VAT | money | order.total.tax | VAT of goods and carriage, not rounded.
TotalsInfo.PostageCost | Carriage with VAT (totals) | money |  | The same figure as under shipping.
TotalsInfo.PostageCostExTax | Carriage without VAT (totals) | money |  | The same figure as under shipping.
TotalsInfo.TotalDiscount | Discount | money | order.discount | Taken off the whole order, VAT included.
TotalsInfo.Currency | Currency | text! | order.currency | ISO code; UNK when Linnworks does not know it.
TotalsInfo.ConversionRate | Conversion rate | decimal | order.exchangeRate | Fixed when the order was saved.
TotalsInfo.CountryTaxRate | Country VAT rate | decimal | order.taxRate | Per cent, of the buyer's country.
TotalsInfo.PaymentMethod | Payment method | text | order.paymentMethod | How the buyer paid.
FolderName | Folders | list |  | Folders the order lies in.
Items[].SKU | SKU | text! | order.line.sku | The stock item's SKU in Linnworks.
Items[].ItemNumber | Channel item number | text | order.line.itemNumber | The channel's own number of the line.
Items[].Title | Title | text | order.line.title | The item's title.
Items[].ChannelSKU | Channel SKU | text |  | The SKU as the channel has it.
Items[].ChannelTitle | Channel title | text |  | The title as the channel has it.
Items[].Quantity | Quantity | integer! | order.line.quantity | How many.
Items[].PricePerUnit | Price per unit | money | order.line.unitPrice | With VAT when "price includes VAT" is true, else without.
Items[].TaxCostInclusive | Price includes VAT | boolean | order.line.priceIncludesTax | Whether the price per unit includes VAT.
Items[].Discount | Line discount % | decimal | order.line.discountPercent | Per cent off the line.
Items[].DiscountValue | Line discount | money |  | The same as an amount.
Items[].TaxRate | VAT rate | decimal | order.line.taxRate | Per cent; channels may compute it backwards (20.1).
Items[].Tax | Line VAT | money | order.line.tax | VAT of the line, not rounded.
Items[].Cost | Line without VAT | money | order.line.net | The line without VAT, not rounded.
Items[].CostIncTax | Line with VAT | money | order.line.gross | The line with VAT, after its discount.
Items[].IsService | Service | boolean |  | A service instead of goods.
Items[].BarcodeNumber | Barcode | text | order.line.barcode | EAN or UPC.
Items[].CategoryName | Category | text |  | The stock item's category.
Items[].UnitCost | Unit cost | money |  | What one costs the seller.
Items[].Weight | Weight | decimal |  | Of one.
Items[].BinRack | Bin rack | text |  | Where it lies.
Items[].CompositeSubItems[].SKU | Component SKU | text | order.line.part.sku | A part of a composite; its money is on the parent.
Items[].CompositeSubItems[].Title | Component title | text |  | Title of the part.
Items[].CompositeSubItems[].Quantity | Component quantity | integer | order.line.part.quantity | Multiplied out already.
Notes[].Note | Note | text~ |  | A note on the order.
`);

/** An answer of PurchaseOrder/Get_PurchaseOrder. */
export const purchaseOrderFields = fieldTable(`
PurchaseOrderHeader.pkPurchaseID | Purchase order id | text! | purchaseOrder.id | A GUID.
PurchaseOrderHeader.ExternalInvoiceNumber | Reference | text! | purchaseOrder.reference | The number people use.
PurchaseOrderHeader.SupplierReferenceNumber | Supplier's number | text | purchaseOrder.supplier.reference | The supplier's own number for it.
PurchaseOrderHeader.fkSupplierId | Supplier id | text! | purchaseOrder.supplier.id | Whom it is bought from.
PurchaseOrderHeader.fkLocationId | Location id | text | purchaseOrder.warehouse | Where the goods go.
PurchaseOrderHeader.Currency | Currency | text! | purchaseOrder.currency | ISO code.
PurchaseOrderHeader.Status | Status | choice{PENDING;OPEN;PARTIAL;DELIVERED} | purchaseOrder.status | Pending: not placed yet.
PurchaseOrderHeader.DateOfPurchase | Ordered at | moment | purchaseOrder.orderedAt | UTC.
PurchaseOrderHeader.QuotedDeliveryDate | Expected at | moment | purchaseOrder.expectedAt | As the supplier quoted.
PurchaseOrderHeader.DateOfDelivery | Delivered at | moment |  | When all of it was there.
PurchaseOrderHeader.TotalCost | Total | money | purchaseOrder.total.gross | With tax, costs included.
PurchaseOrderHeader.taxPaid | Tax | money | purchaseOrder.total.tax | Within the total.
PurchaseOrderHeader.ConversionRate | Conversion rate | decimal | purchaseOrder.exchangeRate | To the account's currency.
PurchaseOrderItem[].SKU | SKU | text! | purchaseOrder.line.sku | What is bought.
PurchaseOrderItem[].ItemTitle | Title | text | purchaseOrder.line.title | Its title.
PurchaseOrderItem[].SupplierCode | Supplier's code | text | purchaseOrder.line.supplierCode | The supplier's own code of it.
PurchaseOrderItem[].Quantity | Quantity | integer! | purchaseOrder.line.quantity | How many.
PurchaseOrderItem[].Delivered | Delivered | integer |  | How many are there.
PurchaseOrderItem[].Cost | Cost | money | purchaseOrder.line.gross | Of the line, with tax.
PurchaseOrderItem[].Tax | Tax | money | purchaseOrder.line.tax | Within the cost.
PurchaseOrderItem[].TaxRate | VAT rate | decimal | purchaseOrder.line.taxRate | Per cent.
AdditionalCosts[].AdditionalCostTypeName | Kind of cost | text |  | Carriage and the like.
AdditionalCosts[].TotalLineCost | Cost | money |  | With tax.
AdditionalCosts[].Tax | Tax | money |  | Within the cost.
`);

/** A row of Inventory/GetSuppliers. */
export const supplierFields = fieldTable(`
pkSupplierID | Supplier id | text! | supplier.id | A GUID.
SupplierName | Name | text! | supplier.name | The supplier's name.
ContactName | Contact | text~ |  | Whom to ask for.
Email | E-mail | text~ | supplier.email | Where orders go.
TelephoneNumber | Telephone | text~ |  | The supplier's number.
Address | Address | text |  | Street.
City | Town | text |  | Town.
Region | Region | text |  | County or region.
PostCode | Postcode | text |  | Postcode.
Country | Country | text | supplier.country | Country.
Currency | Currency | text | supplier.currency | ISO code.
`);

/** A row of Stock/GetStockItems. */
export const stockItemFields = fieldTable(`
StockItemId | Stock item id | text! | product.id | A GUID.
ItemNumber | SKU | text! | product.code | The SKU.
ItemTitle | Title | text! | product.name | The title.
ItemDescription | Description | text | product.description | The long description.
BarcodeNumber | Barcode | text | product.barcode | EAN or UPC.
CategoryName | Category | text | product.group | The category.
RetailPrice | Retail price | money | product.price | Price in the account's currency.
PurchasePrice | Purchase price | money | product.cost | What one costs.
TaxRate | VAT rate | decimal | product.taxRate | Per cent; -1 means the country's rate.
Weight | Weight | decimal | product.weight | In the account's unit.
Quantity | Stock level | integer | product.stock | On hand at the location asked for.
InOrder | In orders | integer |  | Sold, not despatched.
Due | Due | integer |  | On purchase orders.
Available | Available | integer | product.available | Stock level less what is in orders.
MinimumLevel | Minimum level | integer |  | Reorder below this.
IsCompositeParent | Composite | boolean |  | Made up of other items.
PackageGroupName | Package group | text |  | How it is packed.
CreationDate | Created at | moment |  | When the item was made.
`);

/** A row of ReturnsRefunds/SearchReturnsRefundsPaged. */
export const returnFields = fieldTable(`
pkReturnId | Return id | integer | return.id | The return's number in Linnworks.
RefundReference | Refund reference | text | return.reference | The refund's reference.
ReturnReference | Return reference | text |  | The RMA's reference.
RowType | Kind | choice{UNKNOWN;RETURN;RETURNREFUND;EXCHANGE;RESEND;RETURNBOOKING;EXCHANGEBOOKING} | return.kind | What kind of return it is.
pkOrderID | Order id | text! | return.order.id | The order it belongs to.
nOrderId | Order number | integer! | return.order.number | The number people see.
ReferenceNum | Channel reference | text | return.order.reference | The order's number on the channel.
Source | Channel | text | return.channel.source | The kind of channel.
SubSource | Shop | text | return.channel.subSource | The shop on that channel.
cCurrency | Currency | text! | return.currency | ISO code.
Amount | Amount refunded | money | return.total.gross | Gross, one number; its VAT follows from the order's line.
PendingRefundAmount | Amount pending | money |  | Not yet confirmed by the channel.
RefundStatus | Refund status | choice{OPEN;PROCESSED;ERROR;ERROR_ACKED;PENDING} | return.status | How far the refund is.
ItemNumber | SKU | text | return.sku | What came back.
ItemTitle | Title | text |  | Its title.
ReturnQty | Quantity | integer | return.quantity | How many came back; 0 for money only.
CancellationQuantity | Quantity cancelled | integer |  | How many were cancelled.
Reason | Reason | text | return.reason | Why, in the seller's words.
ChannelReason | Channel reason | text |  | Why, in the channel's words.
Category | Category | text |  | The seller's category of returns.
CreateDate | Created at | moment | return.createdAt | When it was entered, UTC.
ActionDate | Actioned at | moment | return.at | When the money went back, UTC.
ReturnDate | Returned at | moment |  | When the goods came back, UTC.
Scrapped | Scrapped | boolean |  | Not put back into stock.
ScrapQty | Quantity scrapped | integer |  | How many.
Location | Location | text |  | Where they were put.
cFullName | Buyer | text~ | return.buyer.name | The buyer's name.
`);
