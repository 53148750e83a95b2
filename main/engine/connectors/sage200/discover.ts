import type { Entity, SchemaField } from '../../../../shared/contract/connections.ts';
import { AppError } from '../../../../shared/contract/errors.ts';
import type { Json, Session } from '../connector.ts';
import { withoutMarks } from '../field-table.ts';
import type { TableField } from '../field-table.ts';
import { objectAt, textAt, wholeAt } from '../json-value.ts';
import { samplesOf } from '../samples.ts';
import { allRows, firstRows } from './query.ts';
import { ANALYSIS_CODES, customerFields, postedTransactionFields, productFields, purchaseOrderFields, receiptFields, salesOrderFields, supplierFields, taxCodeFields } from './schema-table.ts';

const SAMPLE_ROWS = 20;

/** Sage's published fields, with the labels that this company gave its analysis codes and with samples. */
export async function discover(session: Session, signal: AbortSignal): Promise<Entity[]> {
  const sample = (path: string, expand = ''): Promise<Json[]> => firstRows(session, path, { top: SAMPLE_ROWS, signal, ...(expand && { expand }) });
  const labels = labelsOf(await allRows(session, '/analysis_code_mappings', { expand: 'analysis_code', signal }));
  const purchasing = await purchasingOf(sample);
  const [orders, customers, products, taxCodes, postings] = await Promise.all([
    sample('/sop_orders', 'lines,delivery_address'), sample('/customers', 'contacts,main_address'), sample('/products'), sample('/tax_codes'), sample('/sales_posted_transactions'),
  ]);
  return [
    { name: 'sop_orders', label: 'Sales order', canRead: true, canWrite: true, fields: labelled(withSamples(salesOrderFields, orders), labels.orders) },
    { name: 'customers', label: 'Customer', canRead: true, canWrite: true, fields: labelled(withSamples(customerFields, customers), labels.customers) },
    { name: 'sales_receipts', label: 'Sales receipt', canRead: false, canWrite: true, fields: withSamples(receiptFields, []) },
    ...purchasing,
    { name: 'products', label: 'Stock item', canRead: true, canWrite: false, fields: withSamples(productFields, products) },
    { name: 'tax_codes', label: 'Tax code', canRead: true, canWrite: false, fields: withSamples(taxCodeFields, taxCodes) },
    { name: 'sales_posted_transactions', label: 'Posted sales transaction', canRead: true, canWrite: false, fields: withSamples(postedTransactionFields, postings) },
  ];
}

/** A user of the sales ledger may see nothing of what the company buys: then there is nothing to map either. */
async function purchasingOf(sample: (path: string, expand?: string) => Promise<Json[]>): Promise<Entity[]> {
  try {
    const [purchases, suppliers] = [await sample('/pop_orders', 'lines'), await sample('/suppliers')];
    return [
      { name: 'pop_orders', label: 'Purchase order', canRead: true, canWrite: true, fields: withSamples(purchaseOrderFields, purchases) },
      { name: 'suppliers', label: 'Supplier', canRead: true, canWrite: false, fields: withSamples(supplierFields, suppliers) },
    ];
  } catch (error) {
    if (error instanceof AppError && UNSEEN.has(error.code)) return [];
    throw error;
  }
}

/** Not allowed to look, or a company without purchase orders. */
const UNSEEN: ReadonlySet<string> = new Set(['http.403', 'http.404']);

const withSamples = (fields: readonly TableField[], records: readonly Json[]): SchemaField[] =>
  fields.map(field => ({ ...withoutMarks(field), samples: samplesOf(records, field.path, { personal: field.personal }) }));

type Labels = ReadonlyMap<number, string>;

/** Which analysis code means what, for orders and for customers. */
function labelsOf(rows: readonly Json[]): { orders: Labels; customers: Labels } {
  const orders = new Map<number, string>();
  const customers = new Map<number, string>();
  for (const row of rows) {
    const of = `${textAt(row, 'class_name')} ${textAt(row, 'friendly_class_name')}`;
    const slot = wholeAt(row, 'slot') || Number(/(\d+)$/.exec(textAt(row, 'property_name'))?.[1] ?? 0);
    const label = textAt(objectAt(row, 'analysis_code'), 'name');
    if (!label || slot < 1 || slot > ANALYSIS_CODES || /line|item/i.test(of)) continue;
    if (/sop/i.test(of)) orders.set(slot, label);
    else if (/^sl|customer/i.test(of)) customers.set(slot, label);
  }
  return { orders, customers };
}

/** An analysis code with a label is a field of the company's own; those beyond the usual ones are added. */
function labelled(fields: readonly SchemaField[], labels: Labels): SchemaField[] {
  const named = fields.map((field): SchemaField => {
    const label = labels.get(Number(/^analysis_code_(\d+)$/.exec(field.path)?.[1] ?? 0));
    return label === undefined ? field : { ...field, label, custom: true, description: `Analysis code of this company: ${label}.` };
  });
  const known = new Set(named.map(field => field.path));
  const more = [...labels].filter(([slot]) => !known.has(`analysis_code_${slot}`)).map(([slot, label]): SchemaField => ({
    path: `analysis_code_${slot}`, label, type: 'text', maxLength: 60, required: false, readOnly: false, custom: true, choices: [], description: `Analysis code of this company: ${label}.`, concept: null, samples: [],
  }));
  return [...named, ...more];
}
