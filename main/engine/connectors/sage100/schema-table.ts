import { fieldTable } from '../field-table.ts';

/** The columns that a month-end or a mapping needs, with what they mean to us. Their lengths are those that the company's own dictionary states. */
export const salesOrderFields = fieldTable(`
ARDivisionNo | Customer division | text(2)! | order.customer | The first part of the customer's key; 01 before the dash of 01-WEB0001.
CustomerNo | Customer number | text(20)! | order.customer | The second part of the customer's key.
OrderDate | Order date | date! | order.receivedAt | The day of the order in the company's time zone.
OrderType | Order type | choice{S;B;M;R;Q;P} |  | S is a standard order.
CustomerPONo | Customer PO number | text(30)! | order.reference | The channel's reference. Tieout finds the order again by it.
ShipExpireDate | Ship date | date | order.despatchBy | When the goods are wanted.
WarehouseCode | Warehouse | text(3) |  | Where the goods leave.
ShipVia | Ship via | text(15) | order.shipping.service | A shipping code set up in Sage.
TermsCode | Terms | text(2) |  | Empty: the customer's.
TaxSchedule | Tax schedule | text(9) |  | Empty: the customer's. Sage works the tax out from it.
Comment | Comment | text(30) |  | What the document says.
FreightAmt | Freight | money | order.carriage | Carriage, without tax.
DiscountAmt | Discount | money |  | Off the whole order.
DepositAmt | Deposit | money |  | Paid with the order.
PaymentType | Payment type | text(5) |  | A payment type set up in Sage, such as WEB.
OtherPaymentTypeRefNo | Payment reference | text(24) | order.number | The gateway's reference of the payment.
EmailAddress | E-mail | text(250)~ | order.buyer.email | Where documents go.
BillToName | Bill-to name | text(50)~ | order.buyer.name | Who pays.
BillToAddress1 | Bill-to address 1 | text(40)~ | order.buyer.address1 | First line.
BillToAddress2 | Bill-to address 2 | text(40)~ | order.buyer.address2 | Second line.
BillToAddress3 | Bill-to address 3 | text(40)~ | order.buyer.address3 | Third line.
BillToCity | Bill-to city | text(30)~ | order.buyer.town | Town or city.
BillToState | Bill-to state | text(2) | order.buyer.region | Two letters.
BillToZipCode | Bill-to ZIP | text(10)~ | order.buyer.postcode | Must be on file in Sage.
BillToCountryCode | Bill-to country | text(3) | order.buyer.country | Three letters, such as USA.
ShipToName | Ship-to name | text(50)~ | order.delivery.name | Who the goods go to.
ShipToAddress1 | Ship-to address 1 | text(40)~ | order.delivery.address1 | First line.
ShipToAddress2 | Ship-to address 2 | text(40)~ | order.delivery.address2 | Second line.
ShipToAddress3 | Ship-to address 3 | text(40)~ | order.delivery.address3 | Third line.
ShipToCity | Ship-to city | text(30)~ | order.delivery.town | Town or city.
ShipToState | Ship-to state | text(2) | order.delivery.region | Two letters.
ShipToZipCode | Ship-to ZIP | text(10)~ | order.delivery.postcode | Must be on file in Sage.
ShipToCountryCode | Ship-to country | text(3) | order.delivery.country | Three letters, such as USA.
Lines[].ItemCode | Item | text(30)! | order.line.sku | Capitals and small letters count.
Lines[].QuantityOrdered | Quantity | decimal! | order.line.quantity | Up to six decimals.
Lines[].UnitPrice | Unit price | decimal | order.line.unitPrice | Without tax, up to six decimals. Empty: Sage's own price.
Lines[].ItemCodeDesc | Description | text(30) | order.line.title | Empty: the item's.
Lines[].WarehouseCode | Line warehouse | text(3) |  | Empty: the order's.
Lines[].UnitOfMeasure | Unit of measure | text(4) |  | Empty: the item's.
Lines[].TaxClass | Tax class | text(2) | order.line.taxRate | Empty: the item's.
Lines[].CommentText | Line comment | text |  | What the line says besides.
Lines[charge].ItemCode | Carriage: item | text(30)! |  | A charge item of the company, such as /FREIGHT; a line of its own, because Sage taxes the freight field by a class of its own.
Lines[charge].QuantityOrdered | Carriage: quantity | decimal |  | Always 1.
Lines[charge].UnitPrice | Carriage: price | decimal! |  | Without tax.
Lines[charge].TaxClass | Carriage: tax class | text(2) |  | Empty: the item's.
Lines[rounding].ItemCode | Rounding: item | text(30)! |  | A charge item of the company, beginning with a slash.
Lines[rounding].UnitPrice | Rounding: price | decimal! |  | The penny that net prices cannot reach.
Lines[].ExtensionAmt | Line amount | money= |  | Worked out by Sage.
Lines[].LineKey | Line key | text(6)= |  | Given by Sage.
SalesOrderNo | Order number | text(7)= | order.number | Given by Sage.
OrderStatus | Status | choice={N;O;C;H} | order.status | New, open, closed, hold.
CurrentInvoiceNo | Invoice being entered | text(7)= |  | Entered, not posted.
LastInvoiceOrderNo | Last invoice | text(7)= |  | The last that was posted.
TaxableAmt | Taxable amount | money= |  | Worked out by Sage.
NonTaxableAmt | Non-taxable amount | money= |  | Worked out by Sage.
SalesTaxAmt | Sales tax | money= | order.total.tax | Worked out by Sage from the tax schedule.
`);

export const customerFields = fieldTable(`
ARDivisionNo | Division | text(2)! | customer.division | The first part of the key.
CustomerNo | Customer number | text(20) | customer.reference | The second part of the key. Empty: Sage's next number.
CustomerName | Name | text(50)! | order.buyer.company | Name of the account.
AddressLine1 | Address 1 | text(40)~ | order.buyer.address1 | First line.
AddressLine2 | Address 2 | text(40)~ | order.buyer.address2 | Second line.
AddressLine3 | Address 3 | text(40)~ | order.buyer.address3 | Third line.
City | City | text(30)~ | order.buyer.town | Town or city.
State | State | text(2) | order.buyer.region | Two letters.
ZipCode | ZIP | text(10)~ | order.buyer.postcode | Must be on file in Sage.
CountryCode | Country | text(3) | order.buyer.country | Three letters, such as USA.
TelephoneNo | Telephone | text(20)~ | order.buyer.phone | Telephone.
EmailAddress | E-mail | text(250)~ | order.buyer.email | E-mail.
TermsCode | Terms | text(2) |  | Empty: 00.
TaxSchedule | Tax schedule | text(9) |  | What tax the customer pays.
CreditLimit | Credit limit | money |  | 0: none.
CreditHold | Credit hold | choice{Y;N} |  | Sage takes no orders while it is set.
DefaultPaymentType | Payment type | text(5) |  | Such as CHECK.
PriceLevel | Price level | text(1) |  | Which of the item's prices.
CustomerStatus | Status | choice={A;I;T} |  | Active, inactive, temporary.
CurrentBalance | Balance | money= |  | What the account owes.
OpenOrderAmt | Open orders | money= |  | Ordered and not yet invoiced.
`);

export const receiptFields = fieldTable(`
ARDivisionNo | Customer division | text(2)! | order.customer | The first part of the customer's key.
CustomerNo | Customer number | text(20)! | order.customer | The second part of the customer's key.
BankCode | Bank code | text(1)! | order.paymentMethod | One letter or digit; the account that the money is in.
DepositDate | Deposit date | date! | order.paidAt | The day of the payment in the company's time zone.
CheckNo | Check number | text(10)! | order.number | Where there is no check, staff type a word.
PostingAmt | Amount | money! | order.total.gross | What was paid.
PaymentType | Payment type | text(5) |  | Such as WEB.
OtherPaymentTypeRefNo | Payment reference | text(24)! | order.reference | Tieout finds the receipt again by it.
BatchNo | Batch | text(5)= |  | Entered, not posted, until staff post the batch.
DepositNo | Deposit number | text(5)= |  | Given by Sage.
`);

export const creditFields = fieldTable(`
ARDivisionNo | Customer division | text(2)! |  | The first part of the customer's key.
CustomerNo | Customer number | text(20)! |  | The second part of the customer's key.
InvoiceType | Type | choice!{CM} |  | Credit memo; invoices come from orders.
InvoiceDate | Date | date! | return.at | The day of the credit.
ApplyToInvoiceNo | Credited invoice | text(7) |  | Numbers are compared without their padding.
CustomerPONo | Customer PO number | text(30) | return.orderReference | The channel's reference.
Comment | Comment | text(30)! | return.reference | Tieout finds the credit again by it.
Lines[].ItemCode | Item | text(30)! | return.sku | What came back, or a charge item.
Lines[].QuantityShipped | Quantity | decimal! | return.quantity | How many came back.
Lines[].UnitPrice | Unit price | decimal! |  | Without tax.
Lines[].TaxClass | Tax class | text(2) |  | Empty: the item's.
BatchNo | Batch | text(5)= |  | Entered, not posted, until staff post the batch.
InvoiceNo | Number | text(7)= |  | Given by Sage.
`);

export const itemFields = fieldTable(`
ItemCode | Item code | text(30)=! | product.code | Capitals and small letters count.
ItemCodeDesc | Description | text(30)= | product.name | Its name.
ItemType | Type | choice={1;3;4;5} |  | 1 regular, 3 charge, 4 comment, 5 miscellaneous.
TaxClass | Tax class | text(2)= | product.taxRate | What a tax schedule takes of it.
StandardUnitPrice | Standard price | decimal= |  | Without tax.
SalesUnitOfMeasure | Sales unit | text(4)= |  | Such as EACH.
TotalQuantityOnHand | On hand | decimal= | product.available | In all warehouses.
InactiveItem | Inactive | choice={Y;N} |  | Sage sells it no more.
`);

export const stockFields = fieldTable(`
ItemCode | Item code | text(30)=! | stockLevel.sku | The item.
WarehouseCode | Warehouse | text(3)=! | stockLevel.location | The warehouse.
QuantityOnHand | On hand | decimal= | stockLevel.onHand | What is there.
QuantityOnSalesOrder | On sales orders | decimal= | stockLevel.allocated | What is promised.
QuantityOnBackOrder | On back order | decimal= |  | Promised and not there.
QuantityInShipping | In shipping | decimal= |  | Shipped, not posted.
QuantityOnPurchaseOrder | On purchase orders | decimal= | stockLevel.onOrder | On its way.
`);

export const invoiceFields = fieldTable(`
InvoiceNo | Number | text(7)= | invoice.number | Compared without its padding.
InvoiceType | Type | choice={IN;CM;DM;AD;FC;CA;XD} | invoice.kind | Invoice, credit memo …
ARDivisionNo | Customer division | text(2)= |  | The first part of the customer's key.
CustomerNo | Customer number | text(20)= | invoice.customer | The second part of the customer's key.
TransactionDate | Posting date | date= | invoice.date | It decides the period.
InvoiceDate | Invoice date | date= |  | What the document says.
SalesOrderNo | Order | text(7)= |  | Of the order.
CustomerPONo | Customer PO number | text(30)= | invoice.reference | The channel's reference.
TaxableSalesAmt | Taxable amount | money= |  | Credits are negative.
NonTaxableSalesAmt | Non-taxable amount | money= |  | Credits are negative.
FreightAmt | Freight | money= |  | Credits are negative.
SalesTaxAmt | Sales tax | money= | invoice.total.tax | Credits are negative.
DiscountAmt | Discount | money= |  | Off the document.
DepositAmt | Deposit | money= |  | Paid with the order.
JournalNoGLBatchNo | Register | text(6)= |  | The journal that posted it.
`);

export const returnFields = fieldTable(`
RMANo | RMA number | text(7)= | return.number | Given by Sage.
RMADate | Date | date= | return.at | When the return was announced.
RMAStatus | Status | text(1)= |  | N new, O open.
ARDivisionNo | Customer division | text(2)= |  | The first part of the customer's key.
CustomerNo | Customer number | text(20)= |  | The second part of the customer's key.
Comment | Comment | text(30)= |  | What the return says.
Lines[].InvoiceNo | Invoice | text(7)= |  | What it was sold on.
Lines[].ItemCode | Item | text(30)= | return.sku | What comes back.
Lines[].QuantityReturned | Announced | decimal= | return.quantity | How many are to come back.
Lines[].QuantityReceived | Received | decimal= |  | How many came.
Lines[].CustomerAction | Customer action | choice={N;C;P;R} |  | None, credit, replacement, repair.
Lines[].ItemAction | Item action | choice={N;S;P;R} |  | None, stock, scrap, repair.
`);

/** Sage has no file of shipments: the gateway puts them together from invoice rows. */
export const shipmentFields = fieldTable(`
InvoiceNo | Invoice | text(20)= | shipment.number | The invoice that the goods left with.
SalesOrderNo | Order | text(7)= |  | Of the order.
CustomerPONo | Customer PO number | text(30)= | shipment.orderReference | The channel's reference.
ShipDate | Ship date | date= | shipment.at | The day the goods left.
ShipVia | Ship via | text(15)= | shipment.service | How they went.
Posted | Posted | choice={Y;N} |  | N: entered, not posted.
Tracking[].TrackingID | Tracking number | text(30)= | shipment.trackingNumber | One for each package.
Lines[].ItemCode | Item | text(30)= | shipment.line.sku | What left.
Lines[].QuantityShipped | Quantity | decimal= | shipment.line.quantity | How many.
`);

export const accountFields = fieldTable(`
Account | Account | text(41)= |  | As people write it; the books hold an inner key.
AccountDesc | Name | text(50)= |  | Its name.
Status | Status | choice={A;I;D} |  | Active, inactive, deleted.
`);
