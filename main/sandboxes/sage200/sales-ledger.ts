import { CONTROL, STANDARD_TAX_ID, VAT_OUTPUT, taxCode } from './chart.ts';
import { customerById, inHome, rateFor, type CustomerRow } from './customer-account.ts';
import { INVOICE, type CREDIT_NOTE } from './enums.ts';
import { dayField, idField, listField, numberField, textField, type Body } from './field-rules.ts';
import { nextUrn, nominalCodeId, postNominal, type NominalPlace } from './nominal-ledger.ts';
import { momentOf, todayOf, USER, type Office } from './office.ts';
import { absorbRest } from './order-totals.ts';
import { requireOpenPeriod } from './periods.ts';
import { badValue, nullField, ruleBroken } from './sage-error.ts';

/** Signed in the document's currency, as posted. */
export type TaxItem = { id: number; goodsMinor: number; taxMinor: number };
export type NominalItem = NominalPlace & { narrative: string; minor: number; baseMinor: number };

export type SalesDocument = {
  type: typeof INVOICE | typeof CREDIT_NOTE;
  customer: CustomerRow;
  on: string;
  dueOn: string;
  reference: string;
  secondReference: string;
  rateE6: number;
  /** Positive for invoices and credit notes alike. */
  taxItems: readonly TaxItem[];
  nominalItems: readonly (NominalPlace & { narrative: string; minor: number })[];
  discountMinor?: number;
  user: string;
  orderId?: number;
};

export type LedgerRow = {
  urn: number; customerId: number; type: string; reference: string; secondReference: string; on: string; dueOn: string; goodsMinor: number; taxMinor: number; grossMinor: number;
  discountMinor: number; baseGoodsMinor: number; baseTaxMinor: number; rateE6: number; taxItems: readonly TaxItem[]; nominalItems: readonly NominalItem[]; bankCode: string | null;
  user: string; orderId: number | null;
};

/** Puts one signed entry on a customer's account; the nominal side is the caller's. */
export function insertLedgerRow(office: Office, row: LedgerRow): number {
  const at = momentOf(office);
  const id = office.store.run(
    `INSERT INTO sales_transaction (urn, customer_id, type, reference, second_reference, transaction_on, posted_on, due_on, goods_minor, tax_minor, gross_minor, discount_minor,
      base_goods_minor, base_tax_minor, base_gross_minor, rate_e6, tax_items, nominal_items, bank_code, user_name, order_id, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    row.urn, row.customerId, row.type, row.reference, row.secondReference, row.on, at.slice(0, 10), row.dueOn, row.goodsMinor, row.taxMinor, row.grossMinor, row.discountMinor,
    row.baseGoodsMinor, row.baseTaxMinor, row.baseGoodsMinor + row.baseTaxMinor, row.rateE6, JSON.stringify(row.taxItems), JSON.stringify(row.nominalItems), row.bankCode, row.user, row.orderId,
    at, at,
  );
  office.store.run('UPDATE customer SET balance_minor = balance_minor + ?, updated_at = ? WHERE id = ?', row.grossMinor, at, row.customerId);
  return id;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Debits the control account and credits the analysis and VAT (a credit note the other way), in the home currency to the penny. */
export function postSalesDocument(office: Office, document: SalesDocument): { id: number; urn: number } {
  const sign = document.type === INVOICE ? 1 : -1;
  const goods = sign * sum(document.taxItems.map(item => item.goodsMinor));
  const tax = sign * sum(document.taxItems.map(item => item.taxMinor));
  const baseGross = inHome(goods + tax, document.rateE6);
  const baseTax = inHome(tax, document.rateE6);
  const baseParts = absorbRest(document.nominalItems.map(item => sign * inHome(item.minor, document.rateE6)), baseGross - baseTax);
  const nominalItems = document.nominalItems.map((item, index) => ({ ...item, minor: sign * item.minor, baseMinor: baseParts[index] ?? 0 }));
  const urn = nextUrn(office);
  const id = insertLedgerRow(office, {
    urn, customerId: document.customer.id, type: document.type, reference: document.reference, secondReference: document.secondReference, on: document.on, dueOn: document.dueOn,
    goodsMinor: goods, taxMinor: tax, grossMinor: goods + tax, discountMinor: sign * (document.discountMinor ?? 0), baseGoodsMinor: baseGross - baseTax, baseTaxMinor: baseTax, rateE6: document.rateE6,
    taxItems: document.taxItems.map(item => ({ id: item.id, goodsMinor: sign * item.goodsMinor, taxMinor: sign * item.taxMinor })), nominalItems, bankCode: null,
    user: document.user, orderId: document.orderId ?? null,
  });
  const narrative = document.customer.name;
  postNominal(office, {
    urn, on: document.on, reference: document.reference, source: 'SL', user: document.user,
    entries: [
      { code: CONTROL, costCentre: '', department: '', minor: baseGross, narrative },
      { code: VAT_OUTPUT, costCentre: '', department: '', minor: -baseTax, narrative },
      ...nominalItems.map(item => ({ code: item.code, costCentre: item.costCentre, department: item.department, minor: -item.baseMinor, narrative: item.narrative })),
    ],
  });
  return { id, urn };
}

/** POST sales_invoices and sales_credit_notes: the analysis must add up to the headline values. */
export function createSalesDocument(office: Office, type: SalesDocument['type'], body: Body): { urn: string } {
  const customer = customerById(office, idField(body, 'customer_id'));
  const on = dayField(body, 'transaction_date', todayOf(office));
  requireOpenPeriod(office, on);
  const goodsMinor = numberField(body, 'document_goods_value', 2) ?? 0;
  const taxMinor = numberField(body, 'document_tax_value', 2) ?? 0;
  if (goodsMinor < 0 || taxMinor < 0) throw badValue('The document values must not be negative.');
  if (goodsMinor + taxMinor === 0) throw badValue('The document value must be greater than zero.');
  const taxItems = taxItemsOf(body);
  if (sum(taxItems.map(item => item.goodsMinor)) !== goodsMinor) throw ruleBroken('The goods amounts of the tax analysis do not add up to the document goods value.');
  if (sum(taxItems.map(item => item.taxMinor)) !== taxMinor) throw ruleBroken('The tax amounts of the tax analysis do not add up to the document tax value.');
  const nominalItems = nominalItemsOf(office, body, customer, goodsMinor);
  if (sum(nominalItems.map(item => item.minor)) !== goodsMinor) throw ruleBroken('The nominal analysis does not add up to the document goods value.');
  const { urn } = postSalesDocument(office, {
    type, customer, on, dueOn: dayField(body, 'due_date', on), reference: textField(body, 'reference'), secondReference: textField(body, 'second_reference'),
    rateE6: rateFor(office, customer.currency_id, numberField(body, 'exchange_rate', 6)), taxItems, nominalItems, discountMinor: numberField(body, 'document_discount_value', 2) ?? 0, user: USER,
  });
  return { urn: String(urn) };
}

function taxItemsOf(body: Body): TaxItem[] {
  const items = listField(body, 'tax_analysis_items');
  if (items.length === 0) throw nullField('tax_analysis_items');
  return items.map(item => {
    const id = idField(item, 'id') ?? STANDARD_TAX_ID;
    if (!taxCode(id)) throw badValue(`The tax code with id ${id} does not exist.`);
    return { id, goodsMinor: numberField(item, 'goods_amount', 2) ?? 0, taxMinor: numberField(item, 'tax_amount', 2) ?? 0 };
  });
}

function nominalItemsOf(office: Office, body: Body, customer: CustomerRow, goodsMinor: number): SalesDocument['nominalItems'] {
  const items = listField(body, 'nominal_analysis_items');
  if (items.length === 0) {
    return [{ code: customer.nominal_reference, costCentre: customer.nominal_cost_centre, department: customer.nominal_department, narrative: textField(body, 'reference'), minor: goodsMinor }];
  }
  return items.map(item => {
    const costCentre = textField(item, 'cost_centre');
    const place = { code: textField(item, 'code'), costCentre, department: textField(item, 'department', costCentre ? customer.nominal_department : '') };
    nominalCodeId(office, place);
    return { ...place, narrative: textField(item, 'narrative'), minor: numberField(item, 'value', 2) ?? 0 };
  });
}
