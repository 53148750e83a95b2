import type { SchemaField } from '../../../shared/contract/connections.ts';
import type { StoredField } from '../../engine/mapping/mapping-content.ts';

type Way = readonly [target: string, type: SchemaField['type'], source: string | null, ...steps: readonly (string | readonly [transform: string, parameters: Readonly<Record<string, string>>])[]];

/** Forty fields, most of them transformed: the width of a usual sales order. */
const WAYS: readonly Way[] = [
  ['customer_id', 'integer', null, 'customerId'],
  ['document_date', 'moment', 'Received', 'dayInBooks', 'startOfDay'],
  ['due_date', 'moment', 'Due', 'dayInBooks', 'startOfDay'],
  ['document_ref', 'text', 'Reference', 'trim'],
  ['shop_no', 'text', 'Number', 'trim', ['before', { text: 'L' }]],
  ['exchange_rate', 'decimal', 'Rate', 'exchangeRate'],
  ['channel', 'text', 'Source', 'titleCase'],
  ['shop', 'text', 'SubSource', 'tidySpaces'],
  ['payment', 'text', 'Payment', 'lower', ['cut', { length: '20' }]],
  ['service', 'text', 'Service', 'tidySpaces', ['cut', { length: '40' }]],
  ['tracked', 'boolean', null, ['constant', { value: 'true' }]],
  ['priority', 'integer', null, ['constant', { value: '2' }]],
  ['warehouse_id', 'integer', null, ['warehouseId', { name: 'Home' }]],
  ['paid', 'money', 'Total', 'amountPaid'],
  ['paid_on', 'moment', 'Paid', 'dayInBooks', 'startOfDay'],
  ['currency_id', 'integer', 'Currency', 'currencyId'],
  ['contact.name', 'text', 'Buyer.Name', 'tidySpaces', ['cut', { length: '60' }]],
  ['contact.email', 'text', 'Buyer.Email', 'trim', 'lower'],
  ['contact.phone', 'text', 'Buyer.Phone', 'digitsOnly'],
  ['contact.company', 'text', 'Buyer.Company', ['defaultTo', { value: 'Private' }]],
  ['address.name', 'text', 'Buyer.Name', 'tidySpaces'],
  ['address.line_1', 'text', 'Buyer.Address1', 'tidySpaces'],
  ['address.line_2', 'text', 'Buyer.Address2', 'tidySpaces'],
  ['address.city', 'text', 'Buyer.Town', 'titleCase'],
  ['address.county', 'text', 'Buyer.Region', 'tidySpaces'],
  ['address.postcode', 'text', 'Buyer.PostCode', 'tidySpaces', 'upper'],
  ['address.country', 'text', 'Buyer.Country', 'countryCode'],
  ['analysis_1', 'text', 'Source', 'upper'],
  ['analysis_2', 'text', 'Number', ['lastCharacters', { length: '6' }]],
  ['analysis_3', 'text', 'Reference', 'lettersAndDigits'],
  ['lines[].product_id', 'integer', 'Items[].SKU', 'itemId'],
  ['lines[].code', 'text', 'Items[].SKU', 'itemCode'],
  ['lines[].text', 'text', 'Items[].Title', 'lineDescription', 'tidySpaces', ['cut', { length: '60' }]],
  ['lines[].quantity', 'decimal', 'Items[].Quantity', 'lineQuantity'],
  ['lines[].price', 'money', 'Items[].Price', 'unitPrice'],
  ['lines[].tax_id', 'integer', 'Items[].TaxRate', 'taxCodeId'],
  ['lines[].own_price', 'boolean', null, ['constant', { value: 'true' }]],
  ['lines[].analysis_1', 'text', 'Items[].ChannelSKU', 'upper'],
  ['lines[].analysis_2', 'text', 'Items[].ItemNumber', 'trim'],
  ['lines[].type', 'text', null, ['constant', { value: 'Standard' }]],
];

const REQUIRED = new Set(['customer_id', 'document_date', 'document_ref', 'lines[].product_id', 'lines[].quantity', 'lines[].price']);
const TEXT_LENGTH = 60;

/** The mapping as a person would have decided it. */
export const fortyFields: readonly StoredField[] = WAYS.map(([path, type, source, ...steps]) => ({
  target: { path, label: path, type, maxLength: type === 'text' ? TEXT_LENGTH : null, required: REQUIRED.has(path), readOnly: false, custom: false, choices: [], description: '', concept: null, samples: [] },
  decision: 'accepted', source, candidates: [],
  steps: steps.map(step => (typeof step === 'string' ? { transform: step, parameters: {} } : { transform: step[0], parameters: { ...step[1] } })),
}));
