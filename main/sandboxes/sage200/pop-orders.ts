import { SUPPLIERS } from '../world/purchases.ts';
import { analysisCodes, bool, checkBody, date, dayField, decimal, enumeration, idField, int, list, listField, numberField, required, text, textField, type Body, type Rules } from './field-rules.ts';
import { currencyId, taxCode } from './chart.ts';
import { rateFor } from './customer-account.ts';
import { kept } from './customers.ts';
import { ACTIVE, enumName, LINE_TYPES, LIVE, PRODUCT_ACTIVE, STANDARD } from './enums.ts';
import { momentOf, todayOf, type Office } from './office.ts';
import { lineTotal, orderTotals } from './order-totals.ts';
import { badValue, nullField, ruleBroken } from './sage-error.ts';

/** As Sage's table has them; prices of purchase orders are without VAT. */
const lineRules: Rules = {
  line_type: required(enumeration), product_id: int, warehouse_id: int, code: text(30), description: text(6000), use_description: bool, supplier_part_ref: text(60), line_quantity: required(decimal(5)), tax_code_id: int,
  unit_buying_price: decimal(5), unit_discount_percent: decimal(2), nominal_reference: text(8), nominal_cost_centre: text(3), nominal_department: text(3), ...analysisCodes,
};
const headerRules: Rules = {
  supplier_id: required(int), document_no: text(20), document_date: date, exchange_rate: decimal(6), supplier_document_no: text(30), requested_delivery_date: date, document_discount_percent: decimal(2), ...analysisCodes,
  lines: list(lineRules),
};
const KEPT_HEADER = ['requested_delivery_date', ...Object.keys(analysisCodes)];
const KEPT_LINE = ['supplier_part_ref', ...Object.keys(analysisCodes)];

const FIRST_SUPPLIER = 3_001;
const FIRST_DOCUMENT = 5_001;

/** The accounts that somebody has made; one supplier of the shop is still missing. */
export function seedSuppliers(office: Office): void {
  for (const { sageReference, ...supplier } of SUPPLIERS) if (sageReference !== null) addSupplier(office, { ...supplier, reference: sageReference });
}

/** Answers how many were added. */
export function addSupplier(office: Office, { reference, name, currency, onHold }: { reference: string; name: string; currency: string; onHold: boolean }): number {
  const at = momentOf(office);
  return office.store.changes('INSERT INTO supplier (id, reference, name, on_hold, account_status_type, currency_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    office.store.next('supplier', FIRST_SUPPLIER), reference, name, onHold ? 1 : 0, ACTIVE, currencyId(currency), at, at);
}

type SupplierRow = { id: number; reference: string; on_hold: number; account_status_type: string; currency_id: number };

function usableSupplier(office: Office, id: number | undefined): SupplierRow {
  const row = office.store.get<SupplierRow>('SELECT id, reference, on_hold, account_status_type, currency_id FROM supplier WHERE id = ?', id ?? 0);
  if (!row) throw badValue(`The supplier with id ${id} does not exist.`);
  if (row.account_status_type !== ACTIVE) throw ruleBroken(`The supplier account ${row.reference} is inactive.`);
  if (row.on_hold !== 0) throw ruleBroken(`The supplier account ${row.reference} is on hold.`);
  return row;
}

type Draft = { productId: number; warehouseId: number; code: string; description: string; quantityE5: number; priceE5: number; taxCodeId: number; totalMinor: number; rest: string };

function draftLine(office: Office, body: Body): Draft {
  checkBody(body, lineRules);
  if (enumName(LINE_TYPES, body['line_type']) !== STANDARD) throw badValue(`The value '${String(body['line_type'])}' of field 'line_type' is not taken here.`);
  const id = idField(body, 'product_id');
  if (id === undefined) throw nullField('product_id');
  const product = office.store.get<{ id: number; code: string; name: string; status: string; tax_code_id: number }>('SELECT id, code, name, status, tax_code_id FROM product WHERE id = ?', id);
  if (!product) throw badValue(`The stock item with id ${id} does not exist.`);
  if (product.status !== PRODUCT_ACTIVE) throw ruleBroken(`The stock item ${product.code} is inactive.`);
  const warehouseId = idField(body, 'warehouse_id');
  if (warehouseId === undefined) throw nullField('warehouse_id');
  if (!office.store.get(`SELECT 1 FROM reference_row WHERE resource = 'warehouse' AND id = ?`, warehouseId)) throw badValue(`The warehouse with id ${warehouseId} does not exist.`);
  const taxCodeId = idField(body, 'tax_code_id') ?? product.tax_code_id;
  if (!taxCode(taxCodeId)) throw badValue(`The tax code with id ${taxCodeId} does not exist.`);
  const [quantityE5, priceE5] = [numberField(body, 'line_quantity', 5) ?? 0, numberField(body, 'unit_buying_price', 5) ?? 0];
  if (quantityE5 === 0) throw badValue('The line quantity must not be zero.');
  return {
    productId: product.id, warehouseId, code: product.code, description: textField(body, 'description') || product.name, quantityE5, priceE5, taxCodeId,
    totalMinor: lineTotal({ quantityE5, priceE5, discountE2: numberField(body, 'unit_discount_percent', 2) ?? 0, discountValueE5: 0 }), rest: JSON.stringify(kept(body, KEPT_LINE)),
  };
}

/** POST pop_orders: numbered by Sage, VAT worked out by Sage for each rate. */
export function createPurchaseOrder(office: Office, body: Body): number {
  checkBody(body, headerRules);
  const supplier = usableSupplier(office, idField(body, 'supplier_id'));
  const drafts = listField(body, 'lines').map(line => draftLine(office, line));
  const { netMinor, taxMinor, grossMinor, lineTax } = orderTotals(drafts.map(({ totalMinor, taxCodeId }) => ({ totalMinor, taxCodeId, rate: taxCode(taxCodeId)?.rate ?? 0, isCharge: false })), { inclusive: false, discountE2: 0 });
  const at = momentOf(office);
  const id = office.store.run(
    'INSERT INTO pop_order (document_no, supplier_id, supplier_document_no, document_on, status, currency_id, rate_e6, net_minor, tax_minor, gross_minor, rest, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    String(office.store.next('pop_document_no', FIRST_DOCUMENT)).padStart(10, '0'), supplier.id, textField(body, 'supplier_document_no'), dayField(body, 'document_date', todayOf(office)), LIVE, supplier.currency_id,
    rateFor(office, supplier.currency_id, numberField(body, 'exchange_rate', 6)), netMinor, taxMinor, grossMinor, JSON.stringify(kept(body, KEPT_HEADER)), at, at,
  );
  drafts.forEach((line, index) => office.store.run(
    'INSERT INTO pop_line (order_id, number, type, product_id, warehouse_id, code, description, quantity_e5, price_e5, tax_code_id, total_minor, tax_minor, rest, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    id, index + 1, STANDARD, line.productId, line.warehouseId, line.code, line.description, line.quantityE5, line.priceE5, line.taxCodeId, line.totalMinor, lineTax[index] ?? 0, line.rest, at, at));
  return id;
}
