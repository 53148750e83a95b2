import { fieldTable } from '../field-table.ts';

const address = (path: string, label: string, concept: string): string => `
${path}.name | ${label} name | text(120)~ | ${concept}.name | Full name.
${path}.company | ${label} company | text(120)~ | ${concept}.company | Company, when there is one.
${path}.line1 | ${label} address 1 | text(120)~ | ${concept}.address1 | First line of the address.
${path}.line2 | ${label} address 2 | text(120)~ | ${concept}.address2 | Second line of the address.
${path}.city | ${label} city | text(60)~ | ${concept}.town | City or town.
${path}.state | ${label} state | text(60)~ | ${concept}.region | State, county or region.
${path}.postalCode | ${label} postal code | text(16)~ | ${concept}.postcode | Postal code.
${path}.country | ${label} country | text(2) | ${concept}.country | ISO code of two letters.
${path}.email | ${label} e-mail | text(254)~ | ${concept}.email | E-mail.
${path}.phone | ${label} phone | text(40)~ | ${concept}.phone | Telephone number.`;

const STATUSES = 'Pending;On Hold;Confirmed;Full Payment Received;Partial Payment Received;Processing;Backordered;Ready For Pickup;Shipped;Shipped from Vendor;Completed;Void';

/** An order as `/orders` lists it. */
export const orderFields = fieldTable(`
orderId | Order id | text(40)! | order.id | The order's id, and the number people see.
referenceNumber | Reference number | text(60) | order.reference | The number that the buyer and the payment gateway see; the order id where there is none.
store | Store | text(60) | order.channel.subSource | The store or portal of the shop that sold it.
customerId | Customer id | text(40)! | order.customer | The customer who bought.
poNumber | Purchase order | text(60) | order.secondReference | The buyer's own order number.
orderDate | Ordered at | moment! | order.receivedAt | When the order was placed.
status | Status | choice!{${STATUSES}} | order.status | How far the order is.
currency | Currency | text(3)! | order.currency | ISO code.
exchangeRate | Exchange rate | decimal | order.exchangeRate | Units of the order's currency for one of the books' currency.
totalAmount | Total | money! | order.total.gross | What the buyer paid: lines, shipping and tax, less the discount.
shippingAmount | Shipping | money | order.carriage.net | Shipping without tax.
taxAmount | Tax | money | order.total.tax | Tax of the lines and the shipping.
discountAmount | Discount | money | order.discount | Taken off the total, tax included.
${address('shippingAddress', 'Delivery', 'order.delivery').trim()}
${address('billingAddress', 'Billing', 'order.buyer').trim()}
lineItems[].lineId | Line id | text(40) | order.line.itemNumber | Names the line within its order.
lineItems[].sku | SKU | text(40)! | order.line.sku | The product sold.
lineItems[].name | Product name | text(200) | order.line.title | Its name when it was sold.
lineItems[].quantity | Quantity | integer! | order.line.quantity | How many.
lineItems[].unitPrice | Unit price | decimal! | order.line.unitPrice | Price of one without tax, up to four places.
lineItems[].discountAmount | Line discount | money |  | Taken off the line, without tax.
lineItems[].taxRate | Tax rate | decimal | order.line.taxRate | Per cent.
lineItems[].taxAmount | Line tax | money | order.line.tax | Tax of the line.
lineItems[].total | Line total | money | order.line.net | The line without tax, after its discount.
lineItems[].components[].sku | Component SKU | text(40) | order.line.part.sku | A part of a set; its money is on the line.
lineItems[].components[].name | Component name | text(200) | order.line.part.title | Its name.
lineItems[].components[].quantity | Component quantity | integer | order.line.part.quantity | Multiplied out already.
paymentInfo.method | Payment method | text(60) |  | Card, bank transfer and the like.
paymentInfo.provider | Payment provider | text(60) | order.paymentMethod | The payment gateway.
paymentInfo.transactionId | Transaction id | text(80) |  | The gateway's own number of the payment.
paymentInfo.status | Payment status | choice{pending;captured;on account} | order.paymentStatus | Whether the money has come.
paymentInfo.amount | Amount to pay | money |  | What the gateway was asked for.
paymentInfo.capturedAt | Paid at | moment | order.paidAt | When the money was taken.
shippedAt | Shipped at | moment | order.despatchedAt | When the last of it left.
cancelledAt | Cancelled at | moment | order.cancelledAt | When it was made void.
createdAt | Created at | moment |  | When the record was made.
updatedAt | Last changed at | moment! | order.changedAt | When anything about it changed.
`);

export const productFields = fieldTable(`
productId | Product id | text(40)! | product.id | The product's id.
sku | SKU | text(40)! | product.code | The SKU.
name | Name | text(200)! | product.name | The name in the shop.
description | Description | text | product.description | The long description.
price | Price | decimal | product.price | Without tax, up to four places.
currency | Currency | text(3) |  | ISO code of the price.
taxRate | Tax rate | decimal | product.taxRate | Per cent.
barcode | Barcode | text(60) | product.barcode | EAN or UPC.
status | Status | choice{Active;Archived} |  | Whether it is sold.
components[].sku | Component SKU | text(40) |  | A part, when it is a set.
components[].quantity | Component quantity | integer |  | How many of the part are in one.
createdAt | Created at | moment |  | When the record was made.
updatedAt | Last changed at | moment! |  | When anything about it changed.
`);

export const customerFields = fieldTable(`
customerId | Customer id | text(40)! | customer.reference | The customer's id.
type | Kind | choice{business;consumer} |  | Business or consumer.
name | Name | text(120)!~ | order.buyer.name | Full name.
companyName | Company | text(120)~ | order.buyer.company | Company, when there is one.
email | E-mail | text(254)~ | order.buyer.email | E-mail.
phone | Phone | text(40)~ | order.buyer.phone | Telephone number.
${address('billingAddress', 'Billing', 'order.buyer').trim().split('\n').map(line => line.replace(/(order\.buyer\.(?:name|company|email|phone)) \|/, '|')).join('\n')}
${address('shippingAddress', 'Delivery', 'order.delivery').trim()}
onHold | On hold | boolean |  | Nothing is to be sent to this customer.
creditLimit | Credit limit | money |  | How much may be owed.
currency | Currency | text(3) |  | ISO code of the account.
createdAt | Created at | moment |  | When the record was made.
updatedAt | Last changed at | moment! |  | When anything about it changed.
`);

export const inventoryFields = fieldTable(`
sku | SKU | text(40)! | product.code | The product.
productId | Product id | text(40) | product.id | The product's id.
locationId | Location | text(40) |  | Where it lies.
quantityOnHand | On hand | integer! | product.stock | What is there.
quantityAllocated | Allocated | integer |  | Sold and not shipped.
quantityAvailable | Available | integer | product.available | On hand less allocated.
updatedAt | Last changed at | moment! |  | When it changed.
`);

export const paymentFields = fieldTable(`
paymentId | Payment id | text(40)! |  | The payment's id.
orderId | Order id | text(40)! | order.id | The order it belongs to.
referenceNumber | Order's reference | text(60) | order.reference | The order's number for buyer and gateway.
type | Kind | choice!{capture;refund} |  | Money taken, or given back.
method | Method | text(60) |  | Card, bank transfer and the like.
provider | Provider | text(60) | order.paymentMethod | The payment gateway.
transactionId | Transaction id | text(80) |  | The gateway's own number.
status | Status | text(20) |  | Whether it went through.
amount | Amount | money! |  | Positive for both kinds.
currency | Currency | text(3)! | order.currency | ISO code.
createdAt | Made at | moment! |  | When the money moved.
updatedAt | Last changed at | moment! |  | When it changed.
`);

export const returnFields = fieldTable(`
returnId | Return id | text(40)! | return.id | The return's id.
orderId | Order id | text(40)! | return.order.id | The order it belongs to.
referenceNumber | Order's reference | text(60) | return.order.reference | The order's number for buyer and gateway.
customerId | Customer id | text(40) |  | The customer who returns.
store | Store | text(60) | return.channel.subSource | The store that sold it.
status | Status | choice!{Requested;Approved;Received;Refunded;Denied} | return.status | How far the return is.
reason | Reason | text(200) | return.reason | Why.
currency | Currency | text(3)! | return.currency | ISO code.
refundAmount | Amount refunded | money! | return.total.gross | With tax, what was or will be paid back.
lineItems[].lineId | Line id | text(40) |  | The line of the order.
lineItems[].sku | SKU | text(40) | return.sku | What came back.
lineItems[].name | Product name | text(200) |  | Its name.
lineItems[].quantity | Quantity | integer | return.quantity | How many came back.
lineItems[].refundAmount | Line refund | money |  | With tax, paid back for the line.
createdAt | Asked for at | moment! | return.createdAt | When the buyer asked.
refundedAt | Refunded at | moment | return.at | When the money went back.
updatedAt | Last changed at | moment! |  | When anything about it changed.
`);

export const shipmentFields = fieldTable(`
shipmentId | Shipment id | text(40)! |  | The shipment's id.
orderId | Order id | text(40)! | order.id | The order it belongs to.
referenceNumber | Order's reference | text(60) | order.reference | The order's number for buyer and gateway.
carrier | Carrier | text(60)! |  | Who carries it.
service | Service | text(60) | order.shipping.service | The carrier's service.
trackingNumber | Tracking number | text(60)! | order.shipping.tracking | The carrier's number.
status | Status | text(20) |  | How far the parcel is.
shippedAt | Shipped at | moment! | order.despatchedAt | When it left.
lineItems[].lineId | Line id | text(40) |  | The line of the order.
lineItems[].sku | SKU | text(40) | order.line.sku | What is in the parcel.
lineItems[].quantity | Quantity | integer | order.line.quantity | How many of it.
createdAt | Created at | moment |  | When the record was made.
updatedAt | Last changed at | moment! |  | When anything about it changed.
`);
