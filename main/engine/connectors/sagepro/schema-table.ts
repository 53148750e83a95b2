import { fieldTable } from '../field-table.ts';

const address = (group: string, label: string, concept: string): string => `
${group}.Company | ${label} name | text(60)~ | ${concept}.name | Name or company.
${group}.Address1 | ${label} address 1 | text(60)~ | ${concept}.address1 | First line.
${group}.Address2 | ${label} address 2 | text(60)~ | ${concept}.address2 | Second line.
${group}.City | ${label} city | text(20)~ | ${concept}.town | Town or city.
${group}.State | ${label} state | text(10) | ${concept}.region | State or region.
${group}.Zip | ${label} ZIP | text(10)~ | ${concept}.postcode | Postcode.
${group}.Country | ${label} country | text(15) | ${concept}.country | Country by name.
${group}.Phone | ${label} telephone | text(20)~ | ${concept}.phone | Such as 512/555-0142.
${group}.Email | ${label} e-mail | text(50)~ | ${concept}.email | E-mail.`.trim();

/** The columns that a month-end or a mapping needs, under the gateway's names. Their lengths are those that the company's own dictionary states. */
export const orderFields = fieldTable(`
CustomerNo | Customer number | text(10)! | order.customer | The customer account.
OrderDate | Order date | date! | order.receivedAt | The day of the order in the company's time zone.
PONumber | PO number | text(20)! | order.reference | The channel's reference. Tieout finds the order again by it.
Type | Order type | choice{O;B;R} |  | O is an order; empty means the same.
PaymentTerms | Terms | text(20) |  | Empty: the customer's.
ShipVia | Ship via | text(12) | order.shipping.service | How the goods go.
LocationId | Location | text(6) |  | Where the goods leave, such as MAIN.
Salesman | Salesman | text(4) |  | A code set up in Sage Pro.
Notes | Notes | text | order.notes | What is noted on the order.
${address('ShipToAddress', 'Ship-to', 'order.delivery')}
${address('BillToAddress', 'Bill-to', 'order.buyer')}
LineItems[].ItemCode | Item | text(25)! | order.line.sku | Must have its inventory rows at the location.
LineItems[].Quantity | Quantity | decimal! | order.line.quantity | Up to three decimals.
LineItems[].UnitPrice | Unit price | decimal | order.line.unitPrice | Without tax, up to three decimals. Empty: Sage's own price.
LineItems[].DiscountPercent | Line discount % | decimal | order.line.discountPercent | Off the unit price; 0 when the price is after discount.
LineItems[].Description | Description | text(120) | order.line.title | Empty: the item's.
LineItems[].TaxCode | Tax code | text(10) | order.line.taxRate | Empty: the item's.
LineItems[].LocationId | Line location | text(6) |  | Empty: the order's.
LineItems[].RequestDate | Requested | date |  | When the line is wanted.
LineItems[charge].ItemCode | Freight: item | text(25)! |  | The item that stands for freight, such as SHIP-01.
LineItems[charge].Quantity | Freight: quantity | decimal |  | One.
LineItems[charge].UnitPrice | Freight: price | decimal! | order.carriage | Without tax.
LineItems[charge].TaxCode | Freight: tax code | text(10) |  | Empty: the item's.
LineItems[rounding].ItemCode | Rounding: item | text(25)! |  | The item that stands for rounding, such as ROUND-01.
LineItems[rounding].Quantity | Rounding: quantity | decimal |  | One.
LineItems[rounding].UnitPrice | Rounding: price | decimal! |  | The penny that net prices cannot reach.
LineItems[].OpenQuantity | Open quantity | decimal= |  | Not shipped yet.
LineItems[].ShippedQuantity | Shipped quantity | decimal= |  | What has left.
LineItems[].ExtendedPrice | Line amount | money= |  | Worked out by the gateway.
LineItems[].TaxAmount | Line tax | money= |  | Worked out by the gateway.
SalesOrderNo | Order number | text(10)= | order.number | Given by Sage Pro.
EntryDate | Entered on | date= |  | The day it was entered.
Status | Status | text(1)= | order.status | Empty open, C closed, V void, X cancelled.
NetAmount | Net amount | money= | order.total.net | Of all lines.
TaxAmount | Tax | money= | order.total.tax | Once for each tax code.
TotalAmount | Total | money= | order.total.gross | What the customer owes for it.
ShippedAmount | Shipped amount | money= |  | Invoiced of it so far, without tax.
`);

export const customerFields = fieldTable(`
CustomerNo | Customer number | text(10) | customer.reference | Empty: the gateway gives the next number.
Company | Name | text(35)! | order.buyer.company | Name of the account.
Contact | Contact | text(20)~ | order.buyer.name | Whom to ask for.
Address1 | Address 1 | text(30)~ | order.buyer.address1 | First line.
Address2 | Address 2 | text(30)~ | order.buyer.address2 | Second line.
City | City | text(20)~ | order.buyer.town | Town or city.
State | State | text(10) | order.buyer.region | State or region.
Zip | ZIP | text(10)~ | order.buyer.postcode | Postcode.
Country | Country | text(15) | order.buyer.country | Country by name.
Phone | Telephone | text(20)~ | order.buyer.phone | Such as 512/555-0142.
Email | E-mail | text(50)~ | order.buyer.email | E-mail.
PaymentTerms | Terms | text(20) |  | Such as Net 30.
CreditLimit | Credit limit | money |  | 0: none.
CreditStatus | Credit status | text(1) |  | H: the gateway takes no orders.
PriceCode | Price code | text(6) |  | Which of the item's prices.
TaxCode | Tax code | text(10) |  | Where the customer is taxed.
Notes | Notes | text |  | What is noted on the account.
Currency | Currency | text(3) |  | ISO code.
Balance | Balance | money= |  | What the account owes.
OnOrder | On order | money= |  | Ordered and not yet invoiced.
`);

export const paymentFields = fieldTable(`
CustomerNo | Customer number | text(10)! | order.customer | The customer account.
BankCode | Bank code | text(6)! | order.paymentMethod | The account that the money is in.
PaymentDate | Payment date | date! | order.paidAt | The day of the payment in the company's time zone.
CheckNo | Check number | text(10) | order.number | Where there is no check, staff type a word.
Amount | Amount | money! | order.total.gross | What was paid.
Reference | Payment reference | text(20)! | order.reference | Tieout finds the payment again by it.
Applications[].InvoiceNo | Paid invoice | text(10) |  | Missing: the money stays open on the account.
Applications[].Amount | Paid of it | money |  | How much of that invoice.
PaymentNo | Payment number | text(10)= |  | Given by the gateway.
Unapplied | Unapplied | money= |  | On no invoice yet.
`);

export const invoiceFields = fieldTable(`
CustomerNo | Customer number | text(10)! | invoice.customer | The customer account.
Type | Type | choice{C} | invoice.kind | C is a credit memo; empty an invoice.
InvoiceDate | Date | date! | invoice.date | It decides the period.
PONumber | PO number | text(20)! | invoice.reference | The channel's reference.
Notes | Notes | text! | return.reference | Tieout finds the document again by it.
SalesOrderNo | Order | text(10) |  | The order it belongs to.
LineItems[].ItemCode | Item | text(25)! | return.sku | What was sold or came back, or an item that stands for money.
LineItems[].Quantity | Quantity | decimal | return.quantity | How many; credits are positive here.
LineItems[].UnitPrice | Unit price | decimal! |  | Without tax.
LineItems[].TaxCode | Tax code | text(10) |  | Empty: the item's.
LineItems[].ExtendedPrice | Line amount | money= |  | Credits are negative.
InvoiceNo | Number | text(10)= | invoice.number | Given by Sage Pro.
Status | Status | text(1)= |  | V is void.
Amount | Amount | money= | invoice.total.gross | Credits are negative.
PaidAmount | Paid | money= |  | Of the amount.
Balance | Balance | money= |  | Amount less what is paid.
FreightAmount | Freight | money= |  | The lines that stand for freight.
TrackingNo | Tracking number | text(30)= | shipment.trackingNumber | Of the shipment that was invoiced.
`);

export const itemFields = fieldTable(`
ItemCode | Item code | text(25)=! | product.code | The key.
Description | Description | text(60)= | product.name | Its name.
Description2 | Description 2 | text(60)= | product.description | More of its name.
Price | Price | decimal= |  | Without tax.
WebPrice | Web price | decimal= | product.price | What the web shop asks.
StockCode | Stocked | choice={Y;N} |  | N: freight, discount, tax and the like.
ItemClass | Class | text(6)= |  | A class set up in Sage Pro.
TaxCode | Tax code | text(10)= | product.taxRate | What tax it takes.
OnHand | On hand | decimal= | product.available | At all locations.
UnitOfMeasure | Unit | text(4)= |  | Such as EA.
`);

export const stockFields = fieldTable(`
ItemCode | Item code | text(25)=! | stockLevel.sku | The item.
LocationId | Location | text(6)=! | stockLevel.location | The location.
OnHand | On hand | decimal= | stockLevel.onHand | What is there.
Allocated | Allocated | decimal= | stockLevel.allocated | What open orders have taken.
Available | Available | decimal= | stockLevel.available | On hand less allocated.
OnPurchaseOrder | On purchase orders | decimal= | stockLevel.onOrder | On its way.
ReorderPoint | Reorder point | decimal= |  | When more is ordered.
AverageCost | Average cost | decimal= |  | What one cost.
`);

export const accountFields = fieldTable(`
Account | Account | text(20)= |  | Its number.
Description | Name | text(60)= |  | Its name.
Status | Status | choice={A;I} |  | Active, inactive.
`);
