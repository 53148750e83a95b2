import { CARRIAGE, taxCode } from './chart.ts';
import { customerById, type CustomerRow } from './customer-account.ts';
import { kept } from './customers.ts';
import { CHARGE, COMMENT, enumName, FREE_TEXT, LINE_TYPES, PRODUCT_ACTIVE, STANDARD } from './enums.ts';
import { orderLineRules } from './bodies.ts';
import { checkBody, idField, numberField, textField, type Body } from './field-rules.ts';
import { nominalCodeId, type NominalPlace } from './nominal-ledger.ts';
import { momentOf, type Office } from './office.ts';
import { lineTotal, orderTotals } from './order-totals.ts';
import { badValue, nullField, ruleBroken } from './sage-error.ts';

export const ONE_E5 = 100_000;

export type LineRow = {
  id: number; order_id: number; number: number; type: string; product_id: number | null; warehouse_id: number | null; code: string; description: string; quantity_e5: number; price_e5: number;
  discount_e2: number; discount_value_e5: number; tax_code_id: number | null; nominal_reference: string; nominal_cost_centre: string; nominal_department: string; total_minor: number;
  tax_minor: number; net_minor: number; despatched_e5: number; invoiced_e5: number; rest: string;
};

type Draft = Omit<LineRow, 'id' | 'order_id' | 'number' | 'tax_minor' | 'net_minor' | 'despatched_e5' | 'invoiced_e5'>;
type ProductRow = { id: number; code: string; name: string; status: string; tax_code_id: number; price_minor: number };

const KEPT = ['cost_price', 'picking_list_comment', 'despatch_note_comment', 'show_on_customer_docs', 'requested_delivery_date', 'promised_delivery_date', 'confirmation_intent_type',
  'selling_unit_price_overridden', ...Array.from({ length: 20 }, (_, index) => `analysis_code_${index + 1}`)];

function productFor(office: Office, id: number | undefined): ProductRow {
  if (id === undefined) throw nullField('product_id');
  const row = office.store.get<ProductRow>('SELECT id, code, name, status, tax_code_id, price_minor FROM product WHERE id = ?', id);
  if (!row) throw badValue(`The stock item with id ${id} does not exist.`);
  if (row.status !== PRODUCT_ACTIVE) throw ruleBroken(`The stock item ${row.code} is inactive.`);
  return row;
}

function requireTaxCode(id: number | undefined, fallback: number): number {
  const chosen = id ?? fallback;
  if (!taxCode(chosen)) throw badValue(`The tax code with id ${chosen} does not exist.`);
  return chosen;
}

/** The account that the line's net goes to: its own, else the customer's; carriage has its own beside the customer's place. */
function placeOf(office: Office, body: Body, customer: CustomerRow, fallback: string): NominalPlace {
  const reference = textField(body, 'nominal_reference');
  const own = { costCentre: customer.nominal_cost_centre, department: customer.nominal_department };
  const place = reference
    ? { code: reference, costCentre: textField(body, 'nominal_cost_centre'), department: textField(body, 'nominal_department') }
    : { code: fallback, costCentre: textField(body, 'nominal_cost_centre', own.costCentre), department: textField(body, 'nominal_department', own.department) };
  nominalCodeId(office, place);
  return place;
}

/** One line of a body, checked as Sage does for its type; nothing is saved here. */
export function draftLine(office: Office, body: Body, customer: CustomerRow): Draft {
  checkBody(body, orderLineRules);
  const type = enumName(LINE_TYPES, body['line_type']);
  if (!type) throw badValue(`The value '${String(body['line_type'])}' of field 'line_type' is not valid.`);
  const rest = JSON.stringify(kept(body, KEPT));
  const blank = { type, product_id: null, warehouse_id: null, quantity_e5: 0, price_e5: 0, discount_e2: 0, discount_value_e5: 0, tax_code_id: null, nominal_reference: '', nominal_cost_centre: '', nominal_department: '', total_minor: 0, rest };
  const description = textField(body, 'description');
  if (type === COMMENT) {
    if (!description) throw nullField('description');
    return { ...blank, code: '', description };
  }
  const product = type === STANDARD ? productFor(office, idField(body, 'product_id')) : undefined;
  const warehouseId = warehouseOf(office, body, type);
  if (type === CHARGE) requireCharge(office, textField(body, 'code'));
  if (type === FREE_TEXT && !description) throw nullField('description');
  const quantity = type === CHARGE ? ONE_E5 : numberField(body, 'line_quantity', 5);
  if (quantity === undefined) throw nullField('line_quantity');
  if (quantity === 0) throw badValue('The line quantity must not be zero.');
  const amounts = {
    quantity_e5: quantity, price_e5: priceOf(office, body, product), discount_e2: office.settings.mayOverridePrices ? (numberField(body, 'unit_discount_percent', 2) ?? 0) : 0,
    discount_value_e5: office.settings.mayOverridePrices ? (numberField(body, 'unit_discount_value', 5) ?? 0) : 0,
  };
  if (amounts.discount_e2 > 10_000) throw badValue('The unit discount percentage must not be more than 100.');
  const place = placeOf(office, body, customer, type === CHARGE ? CARRIAGE : customer.nominal_reference);
  return {
    ...blank, ...amounts, product_id: product?.id ?? null, warehouse_id: warehouseId, code: product?.code ?? textField(body, 'code'), description: description || (product?.name ?? ''),
    tax_code_id: requireTaxCode(idField(body, 'tax_code_id'), product?.tax_code_id ?? customer.tax_code_id), nominal_reference: place.code, nominal_cost_centre: place.costCentre,
    nominal_department: place.department, total_minor: lineTotal({ quantityE5: quantity, priceE5: amounts.price_e5, discountE2: amounts.discount_e2, discountValueE5: amounts.discount_value_e5 }),
  };
}

/** Without the permission Sage prices the line itself; so it does for an item whose price was not sent. */
function priceOf(office: Office, body: Body, product: ProductRow | undefined): number {
  const sent = numberField(body, 'selling_unit_price', 5);
  const listed = (product?.price_minor ?? 0) * 1000;
  if (!product) return sent ?? 0;
  if (sent === undefined || !office.settings.mayOverridePrices || body['selling_unit_price_overridden'] === false) return listed;
  return sent;
}

function warehouseOf(office: Office, body: Body, type: string): number | null {
  if (type !== STANDARD) return null;
  const id = idField(body, 'warehouse_id');
  if (id === undefined) throw nullField('warehouse_id');
  if (!office.store.get(`SELECT 1 FROM reference_row WHERE resource = 'warehouse' AND id = ?`, id)) throw badValue(`The warehouse with id ${id} does not exist.`);
  return id;
}

function requireCharge(office: Office, code: string): void {
  if (!code) throw nullField('code');
  if (!office.store.get(`SELECT 1 FROM reference_row WHERE resource = 'sop_additional_charge' AND body ->> '$.code' = ? COLLATE NOCASE`, code)) throw badValue(`The additional charge ${code} does not exist.`);
}

export function insertLine(office: Office, orderId: number, number: number, line: Draft): number {
  const at = momentOf(office);
  const id = office.store.run(
    `INSERT INTO sop_line (order_id, number, type, product_id, warehouse_id, code, description, quantity_e5, price_e5, discount_e2, discount_value_e5, tax_code_id, nominal_reference,
      nominal_cost_centre, nominal_department, total_minor, rest, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    orderId, number, line.type, line.product_id, line.warehouse_id, line.code, line.description, line.quantity_e5, line.price_e5, line.discount_e2, line.discount_value_e5, line.tax_code_id,
    line.nominal_reference, line.nominal_cost_centre, line.nominal_department, line.total_minor, line.rest, at, at,
  );
  allocateStock(office, line.product_id, line.quantity_e5);
  return id;
}

/** Stock is allocated when the order is entered; levels may go negative. */
export function allocateStock(office: Office, productId: number | null, quantityE5: number): void {
  if (productId !== null) office.store.run('UPDATE product SET allocated_e5 = allocated_e5 + ? WHERE id = ?', quantityE5, productId);
}

const LINE_COLUMNS = `id, order_id, number, type, product_id, warehouse_id, code, description, quantity_e5, price_e5, discount_e2, discount_value_e5, tax_code_id, nominal_reference,
  nominal_cost_centre, nominal_department, total_minor, tax_minor, net_minor, despatched_e5, invoiced_e5, rest`;

export const linesOf = (office: Office, orderId: number): LineRow[] => office.store.all<LineRow>(`SELECT ${LINE_COLUMNS} FROM sop_line WHERE order_id = ? ORDER BY number, id`, orderId);

/** Works out the order again after any change of its lines and returns its gross; the customer's open orders follow. */
export function retotal(office: Office, order: { id: number; customerId: number; discountE2: number; inclusive: boolean; oldGross: number }): number {
  const lines = linesOf(office, order.id);
  const totals = orderTotals(
    lines.map(line => ({ totalMinor: line.total_minor, taxCodeId: line.tax_code_id, rate: taxCode(line.tax_code_id ?? 0)?.rate ?? 0, isCharge: line.type === CHARGE })), order);
  lines.forEach((line, index) => office.store.run('UPDATE sop_line SET tax_minor = ?, net_minor = ? WHERE id = ?', totals.lineTax[index] ?? 0, totals.lineNet[index] ?? 0, line.id));
  office.store.run(
    `UPDATE sop_order SET goods_minor = ?, charge_net_minor = ?, charge_tax_minor = ?, discount_minor = ?, net_minor = ?, tax_minor = ?, gross_minor = ?, tax_groups = ?, updated_at = ? WHERE id = ?`,
    totals.goodsMinor, totals.chargeNetMinor, totals.chargeTaxMinor, totals.discountMinor, totals.netMinor, totals.taxMinor, totals.grossMinor, JSON.stringify(totals.taxGroups), momentOf(office), order.id,
  );
  const home = customerById(office, order.customerId);
  office.store.run('UPDATE customer SET open_orders_minor = ? WHERE id = ?', home.open_orders_minor + totals.grossMinor - order.oldGross, home.id);
  return totals.grossMinor;
}
