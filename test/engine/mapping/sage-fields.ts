import type { SchemaField } from '../../../shared/contract/connections.ts';
import { fieldTable, withoutMarks } from '../../../main/engine/connectors/field-table.ts';

/** What Sage 200 publishes of the writable fields of three of its documents: names, types and lengths alone, no labels, no concepts. */
const SOP_ORDERS = `
  customer_id integer!, is_editing boolean, is_to_sequence_lines boolean, override_on_hold boolean, recalculate_prices boolean,
  apply_available_document_discount_percent boolean, customer_delivery_address_id integer, suppress_warnings boolean, document_no text(20), customer_type text(50),
  document_date date, exchange_rate decimal, customer_document_no text(30), use_invoice_address boolean, is_triangulated boolean, settlement_discount_days integer,
  settlement_discount_percent money, document_discount_percent money, document_created_by text(30), requested_delivery_date date, promised_delivery_date date,
  quotation_expiry_date date, order_priority text(1), payment_with_order boolean, payment_type text(20), invoice_payment_with_order_immediately boolean, payment_value money,
  payment_reference text(20), payment_method_id integer, analysis_code_1..20 text(60), spare_text_1..10 text(100), spare_number_1..10 decimal, spare_date_1..5 date,
  spare_bool_1..5 boolean, cash_account_invoice_address.postal_name text(60), cash_account_invoice_address.address_1 text(60), cash_account_invoice_address.address_2 text(60),
  cash_account_invoice_address.address_3 text(60), cash_account_invoice_address.address_4 text(60), cash_account_invoice_address.city text(60),
  cash_account_invoice_address.county text(60), cash_account_invoice_address.country text(60), cash_account_invoice_address.postcode text(10),
  delivery_address.postal_name text(60), delivery_address.address_1 text(60), delivery_address.address_2 text(60), delivery_address.address_3 text(60),
  delivery_address.address_4 text(60), delivery_address.city text(60), delivery_address.county text(60), delivery_address.country text(60), delivery_address.postcode text(10),
  delivery_address.contact text(235), delivery_address.telephone_number text(30), delivery_address.fax_number text(30), delivery_address.email_address text(255),
  delivery_address.tax_number text(30), delivery_address.tax_code_id integer, delivery_address.country_code_id integer,
  lines[].line_type choice{EnumLineTypeStandard;EnumLineTypeFreeText;EnumLineTypeCharge;EnumLineTypeComment}!, lines[].product_id integer, lines[].warehouse_id integer,
  lines[].create_cancelled_line boolean, lines[].is_to_split_line boolean, lines[].code text(30), lines[].use_description boolean, lines[].description text(6000),
  lines[].line_quantity decimal!, lines[].to_allocate_quantity decimal, lines[].tax_code_id integer, lines[].nominal_reference text(8), lines[].nominal_cost_centre text(3),
  lines[].nominal_department text(3), lines[].allocated_quantity decimal, lines[].selling_unit_id integer, lines[].selling_unit_description text(20),
  lines[].selling_unit_price decimal, lines[].selling_unit_price_overridden boolean, lines[].pricing_unit_id integer, lines[].pricing_unit_description text(20),
  lines[].unit_discount_percent money, lines[].discount_percent_specified boolean, lines[].unit_discount_value decimal, lines[].unit_discount_overridden boolean,
  lines[].discounted_unit_price money, lines[].cost_price decimal, lines[].retain_manual_prices boolean, lines[].fulfilment_method text(50),
  lines[].confirmation_intent_type text(50), lines[].mark_as_preferred boolean, lines[].requested_delivery_date date, lines[].promised_delivery_date date,
  lines[].picking_list_comment text(160), lines[].despatch_note_comment text(160), lines[].show_on_customer_docs boolean, lines[].show_on_picking_list_type text(20),
  lines[].analysis_code_1..20 text(60), lines[].spare_text_1..10 text(100), lines[].spare_number_1..10 decimal, lines[].spare_date_1..5 date, lines[].spare_bool_1..5 boolean,
  lines[].is_to_delete boolean
`;

const CUSTOMERS = `
  reference text(8)!, name text(60)!, short_name text(8), on_hold boolean, status_reason text(256), account_status_type text(20), currency_id integer,
  exchange_rate_type text(20), telephone_country_code text(5), telephone_area_code text(20), telephone_subscriber_number text(200), fax_country_code text(5),
  fax_area_code text(20), fax_subscriber_number text(200), website text(200), credit_limit money, country_code_id integer, default_tax_code_id integer, vat_number text(30),
  duns_code text(9), account_type text(20), early_settlement_discount_percent money, early_settlement_discount_days integer, payment_terms_days integer,
  payment_terms_basis text(20), terms_agreed boolean, credit_bureau_id integer, credit_position_id integer, finance_charge_id integer, trading_terms text(30),
  credit_reference text(60), account_opened date, last_credit_review date, next_credit_review date, application_date date, date_received date, office_type text(20),
  associated_head_office_id integer, produce_statements_for_customer boolean, is_head_office_with_branches boolean, use_consolidated_billing boolean, order_priority text(1),
  use_tax_code_as_default boolean, months_to_keep_transactions integer, default_nominal_code_reference text(8), default_nominal_code_cost_centre text(3),
  default_nominal_code_department text(3), invoice_discount_percent money, invoice_line_discount_percent money, customer_discount_group_id integer,
  order_value_discount_id integer, price_band_id integer, analysis_code_1..20 text(60), spare_text_1..10 text(100), spare_number_1..10 decimal, spare_date_1..5 date,
  spare_bool_1..5 boolean, credit_memo_note.note text(1000), main_address.address_1 text(60), main_address.address_2 text(60), main_address.address_3 text(60),
  main_address.address_4 text(60), main_address.city text(60), main_address.county text(60), main_address.postcode text(10), main_address.address_country_code_id integer,
  contacts[].first_name text(60), contacts[].middle_name text(60), contacts[].last_name text(60), contacts[].emails[].email text(227), contacts[].emails[].is_default boolean,
  contacts[].telephones[].subscriber_number text(200)
`;

const SALES_RECEIPTS = `
  customer_id integer!, bank_id integer!, cheque_currency_id integer, cheque_value money!, customer_cheque_value money, transaction_date date, exchange_rate decimal,
  bank_exchange_rate decimal, cheque_exchange_rate decimal, settlement_discount_value money, reference text(20), second_reference text(20),
  nominal_analysis_items[].code text(8), nominal_analysis_items[].cost_centre text(3), nominal_analysis_items[].department text(3),
  nominal_analysis_items[].narrative text(6000), nominal_analysis_items[].value money, nominal_analysis_items[].transaction_analysis_code text(20)
`;

/** `analysis_code_1..20` stands for twenty fields. */
function numbered(row: string): string[] {
  const match = /^(.*_)1\.\.(\d+)( .*)$/.exec(row);
  return match ? Array.from({ length: Number(match[2]) }, (_, index) => `${match[1]}${index + 1}${match[3]}`) : [row];
}

const read = (text: string): SchemaField[] => fieldTable(text.trim().split(/,\s+/).flatMap(numbered).map(row => {
  const [path = '', ...type] = row.split(' ');
  return `${path} | ${path} | ${type.join(' ').replace(/^(choice)(\{.*\})(!?)$/, '$1$3$2')} | |`;
}).join('\n')).map(withoutMarks);

export const sopOrderFields = read(SOP_ORDERS);
export const customerFields = read(CUSTOMERS);
export const salesReceiptFields = read(SALES_RECEIPTS);
