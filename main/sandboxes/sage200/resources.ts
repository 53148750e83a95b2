import { ACCOUNT_STATUSES, DESPATCH_STATUSES, DOCUMENT_STATUSES, INVOICE_STATUSES, LINE_TYPES, PRODUCT_STATUSES, TRANSACTION_TYPES } from './enums.ts';
import { BANK_TYPES } from './cash-book.ts';
import { taxCode } from './chart.ts';
import { unscaled } from '../decimal.ts';
import { columns, toEntity, type Entity, type Resource } from './query.ts';
import type { Field, Fields } from './query-filter.ts';
import { REFERENCE_LISTS } from './reference-rows.ts';
import type { NominalItem, TaxItem } from './sales-ledger.ts';
import type { Store } from './store.ts';

const as = (sql: string, kind: 'text' | 'int' | 'bool' | 'day' | 'moment' | 'json'): Field => ({ sql, kind });
const text = (sql: string): Field => as(sql, 'text');
const int = (sql: string): Field => as(sql, 'int');
const bool = (sql: string): Field => as(sql, 'bool');
const day = (sql: string): Field => as(sql, 'day');
const minor = (sql: string): Field => ({ sql, kind: 'decimal', places: 2 });
const dec = (sql: string, places: number): Field => ({ sql, kind: 'decimal', places });
const oneOf = (sql: string, names: readonly string[]): Field => ({ sql, kind: 'enum', names });
const kept = (name: string, kind: 'text' | 'int' | 'json' | 'bool' | 'number' = 'text'): Field => ({ sql: kind === 'text' ? `(rest ->> '$.${name}') COLLATE NOCASE` : `rest ->> '$.${name}'`, kind, kept: name });
const stamps: Fields = { date_time_created: as('created_at', 'moment'), date_time_updated: as('updated_at', 'moment') };
const analysisCodes: Fields = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`analysis_code_${index + 1}`, kept(`analysis_code_${index + 1}`)]));

const PLACEHOLDERS = 'SELECT value FROM json_each(?)';

function rowsWhere(store: Store, resource: Resource, column: string, ids: readonly unknown[]): Entity[] {
  const shown = Object.entries(resource.fields);
  const rows = store.all<Entity>(`SELECT ${columns(shown)} FROM ${resource.from} WHERE ${column} IN (${PLACEHOLDERS}) ${resource.where ? `AND ${resource.where.sql}` : ''} ORDER BY id`, JSON.stringify(ids), ...(resource.where?.values ?? []));
  return rows.map(row => toEntity(row, shown));
}

/** `$expand` of the record that an id points to. */
const parent = (resource: () => Resource, name: string, key: string) => (store: Store, rows: Entity[]): void => {
  const byId = new Map(rowsWhere(store, resource(), 'id', [...new Set(rows.map(row => row[key]))]).map(row => [row['id'], row]));
  for (const row of rows) row[name] = byId.get(row[key]) ?? null;
};

/** `$expand` of the records that point here. */
const children = (resource: () => Resource, name: string, column: string, key: string) => (store: Store, rows: Entity[]): void => {
  const groups = Map.groupBy(rowsWhere(store, resource(), column, rows.map(row => row['id'])), row => row[key]);
  for (const row of rows) row[name] = groups.get(row['id']) ?? [];
};

/** The analysis kept as JSON beside a posted entry, in the shape that Sage gives it. */
const analysis = (table: string, name: string, column: string, shape: (items: unknown[]) => unknown[]) => (store: Store, rows: Entity[]): void => {
  const found = store.all<{ id: number; items: string }>(`SELECT id, ${column} AS items FROM ${table} WHERE id IN (${PLACEHOLDERS})`, JSON.stringify(rows.map(row => row['id'])));
  const byId = new Map(found.map(row => [row.id, row.items]));
  for (const row of rows) row[name] = shape(JSON.parse(byId.get(row['id'] as number) ?? '[]')); // ids of rows that SQLite gave us
};

const taxShape = (items: unknown[]): unknown[] =>
  (items as TaxItem[]).map(item => ({
    id: item.id, code: taxCode(item.id)?.code ?? 0, name: taxCode(item.id)?.name ?? '', entry_type: 'TaxEntryTypeOutput', goods_amount: unscaled(item.goodsMinor, 2), tax_amount: unscaled(item.taxMinor, 2), tax_discount_amount: 0,
  }));
const nominalShape = (items: unknown[]): unknown[] =>
  (items as NominalItem[]).map(item => ({ code: item.code, cost_centre: item.costCentre, department: item.department, narrative: item.narrative, value: unscaled(item.minor, 2), base_value: unscaled(item.baseMinor, 2) }));
const tradeShape = (items: unknown[]): unknown[] =>
  (items as { accountNumber: string; accountName: string; type: string; reference: string; grossMinor: number; urn: number }[]).map(item => ({
    account_number: item.accountNumber, account_name: item.accountName, trading_entry_type: item.type, reference: item.reference, gross_value: unscaled(item.grossMinor, 2), urn: item.urn,
  }));

const referenceResource = (name: string, fields: (typeof REFERENCE_LISTS)[string]['fields']): Resource => ({
  name, from: 'reference_row', where: { sql: 'resource = ?', values: [name] },
  fields: {
    id: int('id'),
    ...Object.fromEntries(Object.entries(fields).map(([field, kind]): [string, Field] => [
      field, kind === 'json' ? as(`body -> '$.${field}'`, 'json') : { sql: kind === 'text' ? `(body ->> '$.${field}') COLLATE NOCASE` : `body ->> '$.${field}'`, kind }])),
  },
});

const references = Object.fromEntries(Object.entries(REFERENCE_LISTS).map(([address, { name, fields }]) => [address, referenceResource(name, fields)]));
const reference = (address: string) => (): Resource => resourceAt(address);

const addressOf = (part: string): Field => text(`rest ->> '$.main_address.${part}'`);

const customers: Resource = {
  name: 'customer', from: 'customer',
  fields: {
    id: int('id'), reference: text('reference'), name: text('name'), short_name: text('short_name'), balance: minor('balance_minor'), on_hold: bool('on_hold'), status_reason: kept('status_reason'),
    account_status_type: oneOf('account_status_type', ACCOUNT_STATUSES), currency_id: int('currency_id'), credit_limit: minor('credit_limit_minor'), vat_number: kept('vat_number'),
    value_of_current_orders_in_sop: minor('open_orders_minor'), default_tax_code_id: int('tax_code_id'), default_nominal_code_reference: text('nominal_reference'),
    default_nominal_code_cost_centre: text('nominal_cost_centre'), default_nominal_code_department: text('nominal_department'), telephone_country_code: kept('telephone_country_code'),
    telephone_area_code: kept('telephone_area_code'), telephone_subscriber_number: kept('telephone_subscriber_number'), website: kept('website'), payment_terms_days: kept('payment_terms_days', 'int'),
    payment_terms_basis: kept('payment_terms_basis'), terms_agreed: kept('terms_agreed', 'bool'), country_code_id: kept('country_code_id', 'int'), main_address: kept('main_address', 'json'),
    contacts: kept('contacts', 'json'), ...analysisCodes, ...stamps,
  },
  expand: { currency: parent(reference('currencies'), 'currency', 'currency_id'), default_tax_code: parent(reference('tax_codes'), 'default_tax_code', 'default_tax_code_id') },
};

const customerViews: Resource = {
  name: 'customer_view', from: 'customer',
  fields: {
    id: int('id'), reference: text('reference'), name: text('name'), short_name: text('short_name'), currency_id: int('currency_id'),
    currency_name: text(`CASE currency_id WHEN 1 THEN 'Pound Sterling' ELSE 'Euro' END`), currency_symbol: text(`CASE currency_id WHEN 1 THEN '£' ELSE '€' END`),
    currency_iso_code: text(`CASE currency_id WHEN 1 THEN 'GBP' ELSE 'EUR' END`), balance: minor('balance_minor'), credit_limit: minor('credit_limit_minor'), vat_number: kept('vat_number'),
    default_tax_rate_id: int('tax_code_id'), default_nominal_account_number: text('nominal_reference'), default_nominal_cost_centre: text('nominal_cost_centre'),
    default_nominal_department: text('nominal_department'), account_is_on_hold: bool('on_hold'), account_status_type: oneOf('account_status_type', ACCOUNT_STATUSES),
    value_of_current_orders_in_sop: minor('open_orders_minor'), contact_default_email_address: text('email'), customer_location_address_line_1: addressOf('address_1'),
    customer_location_address_line_2: addressOf('address_2'), customer_location_city: addressOf('city'), customer_location_county: addressOf('county'), customer_location_post_code: addressOf('postcode'), ...stamps,
  },
};

const free = 'stock_e5 - allocated_e5';
const products: Resource = {
  name: 'product', from: 'product',
  fields: {
    id: int('id'), code: text('code'), name: text('name'), description: text('name'), barcode: text('barcode'), allow_sales_order: bool('1'), free_stock_quantity: dec(`(${free})`, 5),
    product_group_id: int('101'), tax_code_id: int('tax_code_id'), product_status_type: oneOf('status', PRODUCT_STATUSES), ...stamps,
  },
  expand: { tax_code: parent(reference('tax_codes'), 'tax_code', 'tax_code_id'), product_group: parent(reference('product_groups'), 'product_group', 'product_group_id') },
};

const productViews: Resource = {
  name: 'product_view', from: 'product',
  fields: {
    id: int('id'), code: text('code'), name: text('name'), status_type: oneOf('status', PRODUCT_STATUSES), product_group_code: text(`'STOCK'`), stock_unit_name: text(`'Each'`), base_unit_name: text(`'Each'`),
    allow_sales_order: bool('1'), description: text('name'), selling_price: minor('price_minor'), price: minor('price_minor'), free_stock_quantity: dec(`(${free})`, 5), actual_quantity: dec('stock_e5', 5),
    confirmed_quantity_in_stock: dec('stock_e5', 5), quantity_allocated_sop: dec('allocated_e5', 5), quantity_allocated_stock: dec('0', 5), quantity_on_pop_order: dec('0', 5),
  },
};

const warehouseHoldings: Resource = {
  name: 'warehouse_holding', from: 'product',
  fields: {
    id: int('id'), warehouse_id: int('12'), product_id: int('id'), quantity_in_stock: dec('stock_e5', 5), quantity_allocated: dec('allocated_e5', 5), quantity_allocated_sop: dec('allocated_e5', 5),
    free_stock_available: dec(`(${free})`, 5), warehouse_name: text(`'MAIN'`), ...stamps,
  },
};

const sopLines: Resource = {
  name: 'sop_order_line', from: 'sop_line',
  fields: {
    id: int('id'), sop_order_id: int('order_id'), line_number: int('number'), line_type: oneOf('type', LINE_TYPES), product_id: int('product_id'), warehouse_id: int('warehouse_id'), code: text('code'),
    description: text('description'), line_quantity: dec('quantity_e5', 5), allocated_quantity: dec(`CASE WHEN product_id IS NULL THEN 0 ELSE quantity_e5 - despatched_e5 END`, 5),
    despatch_receipt_quantity: dec('despatched_e5', 5), invoice_credit_quantity: dec('invoiced_e5', 5), posted_invoice_credit_quantity: dec('invoiced_e5', 5), tax_code_id: int('tax_code_id'),
    nominal_reference: text('nominal_reference'), nominal_cost_centre: text('nominal_cost_centre'), nominal_department: text('nominal_department'), selling_unit_price: dec('price_e5', 5),
    selling_unit_price_overridden: kept('selling_unit_price_overridden', 'bool'), unit_discount_percent: dec('discount_e2', 2), unit_discount_value: dec('discount_value_e5', 5), line_tax_value: minor('tax_minor'),
    line_total_value: minor('total_minor'), ...analysisCodes, ...stamps,
  },
  expand: { product: parent(() => products, 'product', 'product_id'), tax_code: parent(reference('tax_codes'), 'tax_code', 'tax_code_id') },
};

const sopOrders: Resource = {
  name: 'sop_order', from: 'sop_order',
  fields: {
    id: int('id'), customer_id: int('customer_id'), lock_id: int('lock_id'), document_no: text('document_no'), document_date: day('document_on'), document_status: oneOf('status', DOCUMENT_STATUSES),
    despatch_receipt_status: oneOf('despatch_status', DESPATCH_STATUSES), invoice_credit_status: oneOf('invoice_status', INVOICE_STATUSES), currency_id: int('currency_id'), exchange_rate: dec('rate_e6', 6),
    subtotal_goods_value: minor('goods_minor'), subtotal_charge_net_value: minor('charge_net_minor'), subtotal_charge_tax_value: minor('charge_tax_minor'), subtotal_discount_value: minor('discount_minor'),
    total_net_value: minor('net_minor'), total_tax_value: minor('tax_minor'), total_gross_value: minor('gross_minor'), customer_document_no: text('customer_document_no'),
    is_credit_limit_exceeded: bool('over_credit'), document_discount_percent: dec('discount_e2', 2), requested_delivery_date: kept('requested_delivery_date'), promised_delivery_date: kept('promised_delivery_date'),
    payment_with_order: kept('payment_with_order', 'bool'), payment_type: kept('payment_type'), payment_value: kept('payment_value', 'number'), payment_reference: kept('payment_reference'),
    payment_method_id: kept('payment_method_id', 'int'), use_invoice_address: kept('use_invoice_address', 'bool'), delivery_address: kept('delivery_address', 'json'), ...analysisCodes, ...stamps,
  },
  expand: { lines: children(() => sopLines, 'lines', 'order_id', 'sop_order_id'), customer: parent(() => customers, 'customer', 'customer_id'), currency: parent(reference('currencies'), 'currency', 'currency_id') },
};

const suppliers: Resource = {
  name: 'supplier', from: 'supplier',
  fields: {
    id: int('id'), reference: text('reference'), name: text('name'), short_name: text('reference'), on_hold: bool('on_hold'), account_status_type: oneOf('account_status_type', ACCOUNT_STATUSES), currency_id: int('currency_id'), ...stamps,
  },
};

const supplierViews: Resource = {
  name: 'supplier_view', from: 'supplier',
  fields: {
    id: int('id'), reference: text('reference'), name: text('name'), short_name: text('reference'), currency_id: int('currency_id'), currency_iso_code: text(`CASE currency_id WHEN 1 THEN 'GBP' ELSE 'EUR' END`),
    account_is_on_hold: bool('on_hold'), account_status_type: oneOf('account_status_type', ACCOUNT_STATUSES),
  },
};

const popLines: Resource = {
  name: 'pop_order_line', from: 'pop_line',
  fields: {
    id: int('id'), pop_order_id: int('order_id'), line_number: int('number'), line_type: oneOf('type', LINE_TYPES), product_id: int('product_id'), warehouse_id: int('warehouse_id'), code: text('code'), description: text('description'),
    line_quantity: dec('quantity_e5', 5), unit_buying_price: dec('price_e5', 5), tax_code_id: int('tax_code_id'), line_total_value: minor('total_minor'), line_tax_value: minor('tax_minor'), supplier_part_ref: kept('supplier_part_ref'),
    ...analysisCodes, ...stamps,
  },
};

const popOrders: Resource = {
  name: 'pop_order', from: 'pop_order',
  fields: {
    id: int('id'), supplier_id: int('supplier_id'), document_no: text('document_no'), document_date: day('document_on'), document_status: oneOf('status', DOCUMENT_STATUSES), exchange_rate: dec('rate_e6', 6),
    total_net_value: minor('net_minor'), total_tax_value: minor('tax_minor'), total_gross_value: minor('gross_minor'), supplier_document_no: text('supplier_document_no'), requested_delivery_date: kept('requested_delivery_date'),
    ...analysisCodes, ...stamps,
  },
  expand: { lines: children(() => popLines, 'lines', 'order_id', 'pop_order_id'), supplier: parent(() => suppliers, 'supplier', 'supplier_id') },
};

const despatchReceipts: Resource = {
  name: 'sop_despatch_receipt', from: 'despatch_receipt',
  fields: { id: int('id'), despatch_no: text('despatch_no'), sop_order_return_id: int('order_id'), despatch_date: day('despatched_on'), consignment_no: text('consignment_no'), notes: text('notes'), ...stamps },
};

/** What was allocated of a transaction, each time; to what is not said here. */
const allocationHistory: Resource = {
  name: 'allocation_history_item', from: 'allocation_line',
  fields: {
    id: int('id'), transaction_id: int('transaction_id'), trading_revaluation_allocation_entry_type: text(`'TradingRevaluationAllocationEntryTypeAllocation'`), entry_date: day('allocated_on'), allocation_value: minor('value_minor'),
    nominal_updated: bool('1'), exchange_rate: dec('(SELECT rate_e6 FROM sales_transaction t WHERE t.id = transaction_id)', 6), exchange_gain_loss: dec('0', 2), date_time_created: as('created_at', 'moment'), date_time_updated: as('created_at', 'moment'),
  },
};

type SessionItem = { of: number; user: string; urn: number; on: string; type: string; reference: string; gross: number; value: number };

/**
 * Everybody who took part in the sessions in which a transaction was allocated: itself, those it was put on, and whoever was allocated beside
 * it. The `urn` is that of the transaction; nothing says which session an item is of, nor whose money went where.
 */
function sessionItems(store: Store, rows: Entity[]): void {
  const items = store.all<SessionItem>(
    `SELECT own.transaction_id AS "of", t.user_name AS user, t.urn, line.allocated_on AS "on", t.type, t.reference, t.gross_minor AS gross, line.value_minor AS value
     FROM allocation_line own JOIN allocation_line line ON line.session = own.session JOIN sales_transaction t ON t.id = line.transaction_id
     WHERE own.transaction_id IN (${PLACEHOLDERS}) ORDER BY line.id`, JSON.stringify(rows.map(row => row['id'])));
  const groups = Map.groupBy(items, ({ of }) => of);
  for (const row of rows) {
    row['allocation_session_items'] = (groups.get(row['id'] as number) ?? []).map(item => ({ // ids of rows that SQLite gave us
      user_name: item.user, ledger_type: 'LedgerSales', urn: item.urn, allocation_date: `${item.on}T00:00:00Z`, trader_transaction_type: item.type, reference: item.reference, value: unscaled(item.gross, 2), allocation_value: unscaled(item.value, 2),
    }));
  }
}

const postedTransactions: Resource = {
  name: 'sales_posted_transaction', from: 'sales_transaction',
  fields: {
    id: int('id'), customer_id: int('customer_id'), trader_transaction_type: oneOf('type', TRANSACTION_TYPES), reference: text('reference'), second_reference: text('second_reference'), queried: text('queried'),
    transaction_date: day('transaction_on'), posted_date: day('posted_on'), due_date: day('due_on'), full_settlement_date: day('settled_on'), document_goods_value: minor('goods_minor'),
    document_gross_value: minor('gross_minor'), document_tax_value: minor('tax_minor'), document_discount_value: minor('discount_minor'), document_allocated_value: minor('allocated_minor'),
    document_outstanding_value: minor('(gross_minor - allocated_minor)'), base_goods_value: minor('base_goods_minor'), base_gross_value: minor('base_gross_minor'), base_tax_value: minor('base_tax_minor'),
    base_allocated_value: minor('base_allocated_minor'), control_value_in_base_currency: minor('base_gross_minor'), exchange_rate: dec('rate_e6', 6), urn: int('urn'), user_name: text('user_name'), ...stamps,
  },
  always: ['tax_analysis_items'],
  expand: {
    tax_analysis_items: analysis('sales_transaction', 'tax_analysis_items', 'tax_items', taxShape), nominal_analysis_items: analysis('sales_transaction', 'nominal_analysis_items', 'nominal_items', nominalShape),
    allocation_history_items: children(() => allocationHistory, 'allocation_history_items', 'transaction_id', 'transaction_id'), allocation_session_items: sessionItems, customer: parent(() => customers, 'customer', 'customer_id'),
  },
};

const banks: Resource = {
  name: 'bank', from: 'bank',
  fields: {
    id: int('id'), code: text('code'), description: text('description'), account_name: text('description'), account_type: text('kind'), account_status_type: oneOf(`'AccountStatusActive'`, ACCOUNT_STATUSES), balance: minor('balance_minor'),
    account_currency_id: int('currency_id'), bank_account_nominal_reference: text('code'), bank_account_nominal_cost_centre: text(`''`), bank_account_nominal_department: text(`''`),
    bank_charges_nominal_reference: text(`'7900'`), exchange_diff_nominal_reference: text(`'7906'`), ...stamps,
  },
  expand: { account_currency: parent(reference('currencies'), 'account_currency', 'account_currency_id') },
};

const bankViews: Resource = {
  name: 'bank_view', from: 'bank',
  fields: {
    id: int('id'), code: text('code'), description: text('description'), account_name: text('description'), balance: minor('balance_minor'), currency_id: int('currency_id'),
    currency_iso_code: text(`CASE currency_id WHEN 1 THEN 'GBP' ELSE 'EUR' END`), currency_symbol: text(`CASE currency_id WHEN 1 THEN '£' ELSE '€' END`), bank_account_nominal_reference: text('code'),
  },
};

const bankTransactions: Resource = {
  name: 'bank_posted_transaction', from: 'bank_transaction',
  fields: {
    id: int('id'), bank_id: int('bank_id'), bank_transaction_type: oneOf('type', BANK_TYPES), entry_description: text('description'), reference: text('reference'), second_reference: text('second_reference'),
    transaction_date: day('transaction_on'), posted_date: day('posted_on'), cheque_value: minor('value_minor'), bank_cheque_to_base_currency_rate: dec('rate_e6', 6), source: text('source'), urn: int('urn'),
    user_name: text('user_name'), ...stamps,
  },
  expand: {
    bank: parent(() => banks, 'bank', 'bank_id'), nominal_analysis_items: analysis('bank_transaction', 'nominal_analysis_items', 'nominal_items', nominalShape),
    tax_analysis_items: analysis('bank_transaction', 'tax_analysis_items', 'tax_items', taxShape), trade_items: analysis('bank_transaction', 'trade_items', 'trade_items', tradeShape),
  },
};

const ytd = (part: string): Field => minor(`(SELECT COALESCE(SUM(${part}), 0) FROM nominal_transaction WHERE nominal_code_id = nominal_code.id)`);
const nominalCodes: Resource = {
  name: 'nominal_code', from: 'nominal_code',
  fields: {
    id: int('id'), reference: text('reference'), cost_centre_code: text('cost_centre'), department_code: text('department'), name: text('name'), nominal_account_type: text('type'),
    account_status_type: oneOf(`'AccountStatusActive'`, ACCOUNT_STATUSES), balance_year_to_date: ytd('debit_minor - credit_minor'), debit_balance_year_to_date: ytd('debit_minor'),
    credit_balance_year_to_date: ytd('credit_minor'), allow_manual_journal_entries: bool('1'), date_time_created: as('created_at', 'moment'),
  },
};

const nominalTransactions: Resource = {
  name: 'nominal_transaction_enquiry_view', from: 'nominal_transaction',
  fields: {
    id: int('id'), nominal_code_id: int('nominal_code_id'), transaction_date: day('transaction_on'), period_number: int('CAST(substr(transaction_on, 6, 2) AS INTEGER)'), reference: text('reference'),
    narrative: text('narrative'), debit: minor('debit_minor'), credit: minor('credit_minor'), user_name: text('user_name'), source: text('source'), urn: int('urn'),
  },
};

const RESOURCES: Readonly<Record<string, Resource>> = {
  ...references, customers, customer_views: customerViews, products, product_views: productViews, warehouse_holdings: warehouseHoldings, sop_orders: sopOrders, sop_order_lines: sopLines,
  sop_despatch_receipts: despatchReceipts, sales_posted_transactions: postedTransactions, banks, bank_views: bankViews, bank_posted_transactions: bankTransactions, nominal_codes: nominalCodes,
  nominal_transaction_enquiry_views: nominalTransactions, suppliers, supplier_views: supplierViews, pop_orders: popOrders, pop_order_lines: popLines,
};

export const findResource = (address: string): Resource | undefined => RESOURCES[address];

export function resourceAt(address: string): Resource {
  const resource = RESOURCES[address];
  if (!resource) throw new Error(`no resource at ${address}`);
  return resource;
}

/** Lists below another record: the column that points up. */
export const NESTED: Readonly<Record<string, string>> = {
  'customers/sop_orders': 'customer_id', 'customers/sales_posted_transactions': 'customer_id', 'sop_orders/sop_order_lines': 'order_id', 'products/warehouse_holdings': 'id',
  'banks/bank_posted_transactions': 'bank_id', 'suppliers/pop_orders': 'supplier_id', 'pop_orders/pop_order_lines': 'order_id',
};
