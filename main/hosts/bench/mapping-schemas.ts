import type { SchemaField } from '../../../shared/contract/connections.ts';

/** Documents and master data, as a shop and as an ERP call them. */
const ENTITIES: readonly (readonly [shop: string, erp: string])[] = [
  ['Order', 'SalesOrder'], ['Order.lineItems[]', 'SalesOrderLine'], ['Order.billingAddress', 'InvoiceAddress'], ['Order.shippingAddress', 'DeliveryAddress'], ['Customer', 'DebtorAccount'], ['Product', 'StockItem'],
  ['Payment', 'CashReceipt'], ['Refund', 'CreditNote'], ['Warehouse', 'StockLocation'], ['Supplier', 'CreditorAccount'], ['PurchaseOrder', 'PurchOrder'], ['PurchaseOrder.lines[]', 'PurchOrderLine'],
];
const FIELDS: readonly (readonly [shop: string, erp: string, type: SchemaField['type'], description: string])[] = [
  ['id', 'RecID', 'text', 'Unique identifier.'], ['reference', 'ref_no', 'text', 'The reference people search for.'], ['createdAt', 'doc_date', 'moment', 'When it was entered.'], ['updatedAt', 'LastModified', 'moment', 'When it last changed.'],
  ['name', 'full_name', 'text', 'The name as it is printed.'], ['companyName', 'organisation', 'text', 'The company, if there is one.'], ['email', 'EMailAddress', 'text', 'Where messages go.'], ['phone', 'tel_no', 'text', 'Telephone number.'],
  ['address1', 'Street', 'text', 'First line of the address.'], ['address2', 'StreetSupplement', 'text', 'Second line of the address.'], ['city', 'Town', 'text', 'Town or city.'], ['zip', 'PostCode', 'text', 'Postal code.'], ['country', 'CountryISO', 'text', 'Country by its code.'],
  ['quantity', 'QTY', 'decimal', 'How many.'], ['price', 'UnitPrice', 'money', 'The price of one.'], ['total', 'GrossAmt', 'money', 'What is to be paid, tax included.'], ['tax', 'VATAmount', 'money', 'The tax in it.'], ['discount', 'disc_val', 'money', 'What was taken off.'],
  ['currency', 'curr_code', 'text', 'ISO code of the currency.'], ['sku', 'stock_code', 'text', 'The code of the item.'], ['weight', 'nett_weight', 'decimal', 'What it weighs.'], ['status', 'DocStatus', 'choice', 'Where it stands.'], ['note', 'Comments', 'text', 'What somebody wrote about it.'],
  ['barcode', 'EAN', 'text', 'Number under the bars.'], ['trackingNumber', 'consignment_no', 'text', 'The number of the parcel.'],
];

const field = (path: string, type: SchemaField['type'], description: string): SchemaField =>
  ({ path, label: path.slice(path.lastIndexOf('.') + 1), type, maxLength: null, required: false, readOnly: false, custom: false, choices: [], description, concept: null, samples: [] });

/** Two schemas of this many fields each: the same things in two systems' words, again and again under further departments. */
export function twoSchemas(size: number): { source: SchemaField[]; target: SchemaField[] } {
  const source: SchemaField[] = [];
  const target: SchemaField[] = [];
  for (let department = 0; source.length < size; department += 1) {
    const suffix = department === 0 ? '' : `Dept${department}`;
    for (const [shop, erp] of ENTITIES) {
      for (const [ours, theirs, type, description] of FIELDS) {
        if (source.length >= size) break;
        source.push(field(`${shop.replace(/^\w+/, entity => `${entity}${suffix}`)}.${ours}`, type, description));
        target.push(field(`${erp}${suffix}.${theirs}`, type, description));
      }
    }
  }
  return { source, target };
}
