import { fieldTable } from '../../field-table.ts';

const deliveryAddress = `
DeliveryAddress.Name | Delivery name | text(60)~ | order.delivery.name | Who the goods go to.
DeliveryAddress.AddressLine1 | Delivery address 1 | text(60)~ | order.delivery.address1 | First line.
DeliveryAddress.AddressLine2 | Delivery address 2 | text(60)~ | order.delivery.address2 | Second line.
DeliveryAddress.City | Delivery town | text(60)~ | order.delivery.town | Town or city.
DeliveryAddress.County | Delivery county | text(60)~ | order.delivery.region | County or region.
DeliveryAddress.PostCode | Delivery postcode | text(10)~ | order.delivery.postcode | Postcode.
DeliveryAddress.Country | Delivery country | text(60) | order.delivery.country | Country by name.
DeliveryAddress.PhoneNumber | Delivery telephone | text(30)~ | order.delivery.phone | Telephone.
DeliveryAddress.EmailAddress | Delivery e-mail | text(255)~ | order.delivery.email | E-mail.`.trim();

/** The gateway's fields. Analysis codes that the company labelled are added from its own dictionary. */
export const orderFields = fieldTable(`
CustomerAccountRef | Customer account | text(8)! | order.customer | The customer account the order is for.
OrderDate | Order date | date! | order.receivedAt | The day of the order in the company's time zone.
RequestedDate | Requested delivery date | date | order.despatchBy | When the goods are wanted.
CustomerOrderNumber | Customer order no. | text(30)! | order.reference | The channel's reference. Tieout finds the order again by it.
${deliveryAddress}
Lines[].Kind | Line kind | choice!{Standard;FreeText;Charge} |  | Goods are standard lines.
Lines[].StockCode | Stock code | text(30)! | order.line.sku | Code of the stock item.
Lines[].Description | Description | text(6000) | order.line.title | Empty: the stock item's.
Lines[].Quantity | Quantity | decimal! | order.line.quantity | How many.
Lines[].UnitPrice | Unit price | decimal! | order.line.unitPrice | Five decimals, with or without VAT as the company's SOP settings say.
Lines[].TaxCode | Tax code | text(10)! | order.line.taxRate | The code that people see.
Lines[].NominalCode | Nominal account | text(8) |  | Only where it differs from the stock item's.
Lines[charge].Kind | Carriage: line kind | choice!{Charge} |  | An additional charge.
Lines[charge].StockCode | Carriage: charge code | text(20)! |  | One of the additional charges set up in Sage, such as CARR.
Lines[charge].Quantity | Carriage: quantity | decimal |  | One.
Lines[charge].UnitPrice | Carriage: price | decimal! | order.carriage | As the goods' prices: with or without VAT.
Lines[charge].TaxCode | Carriage: tax code | text(10)! |  | The code that people see.
Lines[rounding].Kind | Rounding: line kind | choice!{FreeText} |  | A free-text line outside VAT.
Lines[rounding].Description | Rounding: description | text(6000)! |  | What the document says.
Lines[rounding].Quantity | Rounding: quantity | decimal! |  | One.
Lines[rounding].UnitPrice | Rounding: price | decimal! |  | The penny that net prices cannot reach.
Lines[rounding].TaxCode | Rounding: tax code | text(10)! |  | The code outside the scope of VAT.
OrderNumber | Order number | text(20)= | order.number | Given by Sage.
Status | Status | choice={Live;OnHold;Despatched;Cancelled} | order.status | How far it is.
InvoiceStatus | Invoice status | text= |  | None or invoiced.
NetValue | Net total | money= | order.total.net | Worked out by Sage.
TaxValue | VAT total | money= | order.total.tax | Worked out by Sage, once a rate.
TotalValue | Gross total | money= | order.total.gross | Worked out by Sage; must be what the buyer paid.
`);

export const customerFields = fieldTable(`
CustomerAccountRef | Account reference | text(8)! | customer.reference | Up to eight characters; cannot be changed later.
CustomerName | Name | text(60)! | order.buyer.company | Name of the account.
AddressLine1 | Address 1 | text(60)~ | order.buyer.address1 | First line.
AddressLine2 | Address 2 | text(60)~ | order.buyer.address2 | Second line.
City | Town | text(60)~ | order.buyer.town | Town or city.
PostCode | Postcode | text(10)~ | order.buyer.postcode | Postcode.
ContactName | Contact | text(60)~ | order.buyer.name | Whom to ask for.
EmailAddress | E-mail | text(227)~ | order.buyer.email | Where documents go.
PhoneNumber | Telephone | text(200)~ | order.buyer.phone | Telephone number.
CreditLimit | Credit limit | money |  | 0: none.
PaymentTerms | Payment terms | integer |  | Days.
Currency | Currency | text(3) | order.currency | ISO code; one for each account.
CustomerID | Id | integer= |  | Sage's own key.
Balance | Balance | money= |  | What the account owes.
OnHold | On hold | choice={Y;N} |  | Sage takes no orders while it is set.
`);

export const paymentFields = fieldTable(`
CustomerAccountRef | Customer account | text(8)! | order.customer | The customer account.
BankCode | Bank account | text(8)! | order.paymentMethod | Code of the bank account that the money is in.
PaymentDate | Date | date! | order.paidAt | The day of the payment in the company's time zone.
Amount | Amount | money! | order.total.gross | What was paid.
Reference | Reference | text(20) | order.number | What the ledger shows.
SecondReference | Second reference | text(20)! | order.reference | Tieout finds the payment again by it.
PaymentNumber | Payment number | text= |  | Given by Sage.
`);

export const stockFields = fieldTable(`
StockCode | Stock code | text(30)=! | product.code | The key.
Name | Name | text(60)= | product.name | Its name.
Price | Price | decimal= |  | Of the standard price band.
StockLevel | In stock | decimal |  | What is there; the gateway takes another level.
Allocated | Allocated | decimal= |  | What orders have taken.
FreeStock | Free stock | decimal= | product.available | In stock less allocated.
Active | Active | choice={Y;N} |  | N: sold no more.
`);

export const invoiceFields = fieldTable(`
URN | Number | text= | invoice.number | Unique in the ledger.
Type | Type | text= | invoice.kind | Invoice, credit note, opening balance.
CustomerAccountRef | Customer account | text(8)= | invoice.customer | The customer account.
Date | Date | date= | invoice.date | It decides the period.
Reference | Reference | text(20)= |  | What the ledger shows.
SecondReference | Second reference | text(20)= | invoice.reference | The channel's reference.
GrossValue | Gross | money= | invoice.total.gross | Credit notes are negative.
TaxValue | VAT | money= | invoice.total.tax | Credit notes are negative.
OutstandingValue | Outstanding | money= |  | Not paid or allocated yet.
`);

export const purchaseInvoiceFields = fieldTable(`
SupplierAccountRef | Supplier account | text(8)! |  | The supplier account.
InvoiceNumber | Invoice number | text(20)! |  | The supplier's own number.
InvoiceDate | Date | date! |  | It decides the period.
Lines[].NominalCode | Nominal account | text(8)! |  | What was bought.
Lines[].NetValue | Net | money! |  | Without VAT.
Lines[].TaxValue | VAT | money |  | Of the line.
Lines[].Description | Description | text(60) |  | What the ledger shows.
URN | Number | text= |  | Unique in the ledger.
NetValue | Net total | money= |  | Of all lines.
TaxValue | VAT total | money= |  | Of all lines.
`);
