import { HOME_CURRENCY_ID, CURRENCIES, OUTSIDE_SCOPE_ID, STANDARD_TAX_ID, taxCode, SALES } from './chart.ts';
import { ACCOUNT_STATUSES, ACTIVE, enumName, PRODUCT_ACTIVE, PRODUCT_STATUSES } from './enums.ts';
import { customerRules, productRules } from './bodies.ts';
import { checkBody, idField, isBody, listField, numberField, textField, type Body } from './field-rules.ts';
import { nominalCodeId } from './nominal-ledger.ts';
import { momentOf, type Office } from './office.ts';
import { badValue, notFound, ruleBroken } from './sage-error.ts';

/** The properties that Sage keeps and gives back without working with them. */
const KEPT = ['status_reason', 'vat_number', 'telephone_country_code', 'telephone_area_code', 'telephone_subscriber_number', 'website', 'payment_terms_days', 'payment_terms_basis', 'terms_agreed',
  'trading_terms', 'credit_reference', 'country_code_id', 'main_address', 'contacts', ...Array.from({ length: 20 }, (_, index) => `analysis_code_${index + 1}`)];

export const kept = (body: Body, names: readonly string[], before: Body = {}): Body => {
  const rest: Body = { ...before };
  for (const name of names) if (body[name] !== undefined) rest[name] = body[name];
  return rest;
};

function emailOf(body: Body): string {
  for (const contact of listField(body, 'contacts')) for (const email of listField(contact, 'emails')) if (textField(email, 'email')) return textField(email, 'email');
  return '';
}

function requireCurrency(id: number): number {
  if (!CURRENCIES.some(currency => currency.id === id)) throw badValue(`The currency with id ${id} does not exist.`);
  return id;
}

export function createCustomer(office: Office, body: Body): number {
  checkBody(body, customerRules);
  const reference = textField(body, 'reference').trim();
  if (office.store.get('SELECT 1 FROM customer WHERE reference = ?', reference)) throw ruleBroken(`A customer account with the reference ${reference} already exists.`);
  const taxCodeId = idField(body, 'default_tax_code_id') ?? STANDARD_TAX_ID;
  if (!taxCode(taxCodeId)) throw badValue(`The tax code with id ${taxCodeId} does not exist.`);
  const place = { code: textField(body, 'default_nominal_code_reference', SALES), costCentre: textField(body, 'default_nominal_code_cost_centre'), department: textField(body, 'default_nominal_code_department') };
  nominalCodeId(office, place);
  const at = momentOf(office);
  return office.store.run(
    `INSERT INTO customer (reference, name, short_name, on_hold, account_status_type, currency_id, credit_limit_minor, email, nominal_reference, nominal_cost_centre, nominal_department, tax_code_id,
      rest, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    reference, textField(body, 'name'), textField(body, 'short_name', textField(body, 'name').slice(0, 8)), body['on_hold'] === true ? 1 : 0,
    enumName(ACCOUNT_STATUSES, body['account_status_type']) ?? ACTIVE, requireCurrency(idField(body, 'currency_id') ?? HOME_CURRENCY_ID), numberField(body, 'credit_limit', 2) ?? 0, emailOf(body),
    place.code, place.costCentre, place.department, taxCodeId, JSON.stringify(kept(body, KEPT)), at, at,
  );
}

type Amendable = { reference: string; name: string; short_name: string; on_hold: number; account_status_type: string; currency_id: number; credit_limit_minor: number; email: string; rest: string };

/** Only what is sent changes; the reference and the currency never do. */
export function amendCustomer(office: Office, id: number, body: Body): void {
  checkBody(body, customerRules, { partial: true });
  const row = office.store.get<Amendable>('SELECT reference, name, short_name, on_hold, account_status_type, currency_id, credit_limit_minor, email, rest FROM customer WHERE id = ?', id);
  if (!row) throw notFound('customer', id);
  if (body['reference'] !== undefined && textField(body, 'reference').toUpperCase() !== row.reference.toUpperCase()) throw ruleBroken('The reference of a customer account cannot be changed.');
  if (body['currency_id'] !== undefined && idField(body, 'currency_id') !== row.currency_id) throw ruleBroken('The currency of a customer account cannot be changed.');
  const before: unknown = JSON.parse(row.rest);
  office.store.run(
    'UPDATE customer SET name = ?, short_name = ?, on_hold = ?, account_status_type = ?, credit_limit_minor = ?, email = ?, rest = ?, updated_at = ? WHERE id = ?',
    textField(body, 'name', row.name), textField(body, 'short_name', row.short_name), typeof body['on_hold'] === 'boolean' ? Number(body['on_hold']) : row.on_hold,
    enumName(ACCOUNT_STATUSES, body['account_status_type']) ?? row.account_status_type, numberField(body, 'credit_limit', 2) ?? row.credit_limit_minor, emailOf(body) || row.email,
    JSON.stringify(kept(body, KEPT, isBody(before) ? before : {})), momentOf(office), id,
  );
}

export function createProduct(office: Office, body: Body): number {
  checkBody(body, productRules);
  const code = textField(body, 'code');
  if (office.store.get('SELECT 1 FROM product WHERE code = ?', code)) throw ruleBroken(`A stock item with the code ${code} already exists.`);
  const taxCodeId = idField(body, 'tax_code_id') ?? STANDARD_TAX_ID;
  if (!taxCode(taxCodeId) || taxCodeId === OUTSIDE_SCOPE_ID) throw badValue(`The tax code with id ${taxCodeId} cannot be used for a stock item.`);
  const at = momentOf(office);
  return office.store.run('INSERT INTO product (code, name, status, tax_code_id, price_minor, barcode, stock_e5, created_at, updated_at) VALUES (?, ?, ?, ?, 0, ?, 0, ?, ?)',
    code, textField(body, 'name'), enumName(PRODUCT_STATUSES, body['product_status_type']) ?? PRODUCT_ACTIVE, taxCodeId, textField(body, 'barcode'), at, at);
}
