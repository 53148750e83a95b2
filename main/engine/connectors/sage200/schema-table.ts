import { fieldTable } from '../field-table.ts';

const ANALYSIS_CODES = 20;
/** Of an order only the first five; what a company labels beyond them is added from its own list. */
const analysisCodes = (prefix: string, count: number): string => Array.from({ length: count }, (_, index) => `${prefix}analysis_code_${index + 1} | Analysis code ${index + 1} | text(60) |  | Free for the company's own use.`).join('\n');

/** The fields of a purchase order that one of the shop can need; goods only. Prices are without VAT. */
export const purchaseOrderFields = fieldTable(`
supplier_id | Supplier account | integer! | purchaseOrder.supplier | Id of the supplier account.
document_date | Order date | date! | purchaseOrder.orderedAt | The day of the order in the company's time zone.
requested_delivery_date | Requested delivery date | date | purchaseOrder.expectedAt | When the goods are wanted.
supplier_document_no | Supplier document no. | text(30)! | purchaseOrder.reference | Tieout finds the order again by it.
exchange_rate | Exchange rate | decimal | purchaseOrder.exchangeRate | Foreign units per unit of the base currency, six decimals.
${analysisCodes('', 3)}
lines[].line_type | Line type | choice!{EnumLineTypeStandard;EnumLineTypeFreeText;EnumLineTypeCharge;EnumLineTypeComment} |  | Goods are standard lines.
lines[].product_id | Stock item | integer! | purchaseOrder.line.sku | Id of the stock item.
lines[].warehouse_id | Warehouse | integer! | purchaseOrder.warehouse | Id of the warehouse the goods go to.
lines[].code | Item code | text(30) |  | Code of the stock item.
lines[].description | Description | text(6000) | purchaseOrder.line.title | What the document says.
lines[].supplier_part_ref | Supplier's part no. | text(60) | purchaseOrder.line.supplierCode | The supplier's own code of it.
lines[].line_quantity | Quantity | decimal! | purchaseOrder.line.quantity | How many.
lines[].unit_buying_price | Unit price | decimal! | purchaseOrder.line.unitPrice | Five decimals, without VAT.
lines[].tax_code_id | Tax code | integer! | purchaseOrder.line.taxRate | Id of the tax code.
id | Id | integer= |  | Sage's own key.
document_no | Order number | text(20)= | purchaseOrder.number | Given by Sage.
document_status | Status | text= | purchaseOrder.status | Live, on hold, complete, cancelled …
total_net_value | Net | money= |  | Worked out by Sage.
total_tax_value | VAT | money= |  | Worked out by Sage.
total_gross_value | Gross | money= | purchaseOrder.total.gross | Worked out by Sage.
`);

/** A row of Sage's suppliers. */
export const supplierFields = fieldTable(`
id | Id | integer= | supplier.id | Sage's own key.
reference | Account reference | text(8)! | supplier.reference | Up to eight characters.
name | Name | text(60)! | supplier.name | The supplier's name.
short_name | Short name | text(8) |  | For lists.
currency_id | Currency | integer | supplier.currency | Id of the currency of the account.
on_hold | On hold | boolean |  | Takes no orders.
account_status_type | Status | text= |  | Active, inactive, hidden.
`);

/** The fields of a sales order that an order from the web can need. `lines[]` are goods, `lines[charge]` carriage, `lines[rounding]` the last penny. */
export const salesOrderFields = fieldTable(`
customer_id | Customer account | integer! | order.customer | Id of the customer account the order is for.
document_date | Order date | date! | order.receivedAt | The day of the order in the company's time zone.
requested_delivery_date | Requested delivery date | date | order.despatchBy | When the goods are wanted.
customer_document_no | Customer order no. | text(30)! | order.reference | The customer's own order number: the channel's reference. Tieout finds the order again by it.
exchange_rate | Exchange rate | decimal | order.exchangeRate | Foreign units per unit of the base currency, six decimals.
use_invoice_address | Deliver to invoice address | boolean |  | False when the order has a delivery address of its own.
override_on_hold | Override hold | boolean |  | Takes the order although the account is on hold; needs the permission.
suppress_warnings | Suppress warnings | boolean |  | Saves although Sage would ask on the screen.
order_priority | Priority | text(1) |  | One letter, A to Z.
${analysisCodes('', 5)}
delivery_address.postal_name | Delivery name | text(60)~ | order.delivery.name | Who the goods go to.
delivery_address.address_1 | Delivery address 1 | text(60)~ | order.delivery.address1 | First line.
delivery_address.address_2 | Delivery address 2 | text(60)~ | order.delivery.address2 | Second line.
delivery_address.address_3 | Delivery address 3 | text(60)~ | order.delivery.address3 | Third line.
delivery_address.city | Delivery town | text(60)~ | order.delivery.town | Town or city.
delivery_address.county | Delivery county | text(60)~ | order.delivery.region | County or region.
delivery_address.postcode | Delivery postcode | text(10)~ | order.delivery.postcode | Postcode.
delivery_address.country | Delivery country | text(60) | order.delivery.country | Country by name.
delivery_address.contact | Delivery contact | text(235)~ |  | Whom to ask for.
delivery_address.telephone_number | Delivery telephone | text(30)~ | order.delivery.phone | Telephone.
delivery_address.email_address | Delivery e-mail | text(255)~ | order.delivery.email | E-mail.
lines[].line_type | Line type | choice!{EnumLineTypeStandard;EnumLineTypeFreeText;EnumLineTypeCharge;EnumLineTypeComment} |  | Goods are standard lines.
lines[].product_id | Stock item | integer! | order.line.sku | Id of the stock item.
lines[].warehouse_id | Warehouse | integer! |  | Id of the warehouse the goods leave.
lines[].code | Item code | text(30) |  | Code of the stock item; Sage fills it by the id.
lines[].description | Description | text(6000) | order.line.title | What the document says.
lines[].line_quantity | Quantity | decimal! | order.line.quantity | How many.
lines[].selling_unit_price | Unit price | decimal! | order.line.unitPrice | Five decimals, with or without VAT as the company's SOP settings say.
lines[].selling_unit_price_overridden | Price given | boolean |  | True: Sage keeps this price instead of its price band's.
lines[].unit_discount_percent | Line discount % | decimal | order.line.discountPercent | Off the unit price; 0 when the price is after discount.
lines[].tax_code_id | Tax code | integer! | order.line.taxRate | Id of the tax code.
lines[].nominal_reference | Nominal account | text(8) |  | Only where it differs from the stock item's.
lines[].nominal_cost_centre | Cost centre | text(3) |  | Of that nominal account.
lines[].nominal_department | Department | text(3) |  | Of that nominal account.
lines[].analysis_code_1 | Line analysis code 1 | text(60) |  | Free for the company's own use.
lines[].analysis_code_2 | Line analysis code 2 | text(60) |  | Free for the company's own use.
lines[charge].line_type | Carriage: line type | choice!{EnumLineTypeCharge} |  | An additional charge.
lines[charge].code | Carriage: charge code | text(20)! |  | One of the additional charges set up in Sage, such as CARR.
lines[charge].description | Carriage: description | text(60) |  | What the document says.
lines[charge].line_quantity | Carriage: quantity | decimal |  | One.
lines[charge].selling_unit_price | Carriage: price | decimal! | order.carriage | As the goods' prices: with or without VAT.
lines[charge].tax_code_id | Carriage: tax code | integer! |  | Id of the tax code.
lines[charge].nominal_reference | Carriage: nominal account | text(8) |  | Only where it differs from the charge's.
lines[rounding].line_type | Rounding: line type | choice!{EnumLineTypeFreeText} |  | A free-text line outside VAT.
lines[rounding].description | Rounding: description | text(6000)! |  | What the document says.
lines[rounding].line_quantity | Rounding: quantity | decimal! |  | One.
lines[rounding].selling_unit_price | Rounding: price | decimal! |  | The penny that net prices cannot reach.
lines[rounding].tax_code_id | Rounding: tax code | integer! |  | The tax code outside the scope of VAT.
lines[rounding].nominal_reference | Rounding: nominal account | text(8) |  | Where rounding is kept.
id | Id | integer= |  | Sage's own key.
document_no | Order number | text(20)= | order.number | Given by Sage.
document_status | Status | text= | order.status | Live, on hold, complete, cancelled …
despatch_receipt_status | Despatch status | text= |  | None, part or full.
invoice_credit_status | Invoice status | text= |  | None, part or full.
total_net_value | Net total | money= | order.total.net | Worked out by Sage.
total_tax_value | VAT total | money= | order.total.tax | Worked out by Sage, once a rate.
total_gross_value | Gross total | money= | order.total.gross | Worked out by Sage; must be what the buyer paid.
`);

export const customerFields = fieldTable(`
reference | Account reference | text(8)! | customer.reference | Up to eight characters; cannot be changed later.
name | Name | text(60)! | order.buyer.company | Name of the account.
short_name | Short name | text(8) |  | For lists.
currency_id | Currency | integer | order.currency | Id of the currency; one for each account.
on_hold | On hold | boolean |  | Sage takes no orders while it is set.
credit_limit | Credit limit | money |  | 0: none.
telephone_subscriber_number | Telephone | text(200)~ | order.buyer.phone | Telephone number.
website | Website | text(200) |  | Address of the web site.
vat_number | VAT number | text(30)~ | order.buyer.taxId | The customer's VAT registration.
default_tax_code_id | Default tax code | integer |  | Id of the tax code.
default_nominal_code_reference | Default nominal account | text(8) |  | Where sales go.
default_nominal_code_cost_centre | Default cost centre | text(3) |  | Of that nominal account.
default_nominal_code_department | Default department | text(3) |  | Of that nominal account.
payment_terms_days | Payment terms, days | integer |  | Days to pay.
main_address.address_1 | Address 1 | text(60)~ | order.buyer.address1 | First line.
main_address.address_2 | Address 2 | text(60)~ | order.buyer.address2 | Second line.
main_address.address_3 | Address 3 | text(60)~ | order.buyer.address3 | Third line.
main_address.city | Town | text(60)~ | order.buyer.town | Town or city.
main_address.county | County | text(60)~ | order.buyer.region | County or region.
main_address.postcode | Postcode | text(10)~ | order.buyer.postcode | Postcode.
contacts[].first_name | Contact first name | text(60)~ |  | Of the main contact.
contacts[].last_name | Contact last name | text(60)~ | order.buyer.name | Of the main contact.
contacts[].emails[].email | Contact e-mail | text(227)~ | order.buyer.email | Of the main contact.
${analysisCodes('', 3)}
id | Id | integer= |  | Sage's own key.
balance | Balance | money= |  | What the account owes.
`);

export const receiptFields = fieldTable(`
customer_id | Customer account | integer! | order.customer | Id of the customer account that paid.
bank_id | Bank or clearing account | integer! | order.paymentMethod | Id of the cash-book account that the money is in.
cheque_value | Amount | money! | order.total.gross | What was paid, in the account's currency.
transaction_date | Date | date! | order.paidAt | The day of the payment in the company's time zone.
exchange_rate | Exchange rate | decimal | order.exchangeRate | Foreign units per unit of the base currency, six decimals.
bank_exchange_rate | Bank exchange rate | decimal |  | Of the bank account, when it differs.
settlement_discount_value | Settlement discount | money |  | Discount taken for paying early.
reference | Reference | text(20) | order.number | The first reference.
second_reference | Second reference | text(20)! | order.reference | The second reference. Tieout finds the receipt again by it.
`);

export const productFields = fieldTable(`
id | Id | integer= |  | Sage's own key.
code | Item code | text(30)=! | product.code | The stock item's code.
name | Name | text(60)=! | product.name | Its name.
description | Description | text(1000)= | product.description | Its description.
barcode | Barcode | text(60)= | product.barcode | EAN or UPC.
product_status_type | Status | text= |  | Active or not.
tax_code_id | Tax code | integer= | product.taxRate | Id of its tax code.
free_stock_quantity | Free stock | decimal= | product.available | In stock and not allocated.
`);

export const taxCodeFields = fieldTable(`
id | Id | integer= |  | What documents refer to.
code | Code | integer= | taxCode.code | The number people see.
name | Name | text(60)= | taxCode.name | Its name.
tax_rate | Rate | decimal= | taxCode.rate | Per cent.
`);

export const postedTransactionFields = fieldTable(`
id | Id | integer= |  | Sage's own key.
urn | Unique reference | integer= | invoice.id | Sage's number of the posting.
trader_transaction_type | Kind | text= | invoice.kind | Invoice, credit note, receipt, payment …
reference | Reference | text(20)= | invoice.number | The first reference.
second_reference | Second reference | text(20)= | invoice.reference | The second reference.
transaction_date | Date | date= | invoice.date | The day of the posting.
document_gross_value | Gross | money= | invoice.total.gross | In the account's currency; receipts and credits are negative.
document_tax_value | VAT | money= | invoice.total.tax | In the account's currency.
document_outstanding_value | Outstanding | money= | invoice.open | Not yet allocated.
`);

export { ANALYSIS_CODES };
