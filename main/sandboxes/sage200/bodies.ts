import { analysisCodes, bool, date, decimal, enumeration, int, list, object, required, text, type Rules } from './field-rules.ts';

const address: Rules = { address_1: text(60), address_2: text(60), address_3: text(60), address_4: text(60), city: text(60), county: text(60) };

export const customerRules: Rules = {
  reference: required(text(8)), name: required(text(60)), short_name: text(8), on_hold: bool, status_reason: text(256), account_status_type: enumeration,
  currency_id: int, exchange_rate_type: enumeration, telephone_country_code: text(5), telephone_area_code: text(20), telephone_subscriber_number: text(200),
  website: text(200), credit_limit: decimal(2), country_code_id: int, default_tax_code_id: int, vat_number: text(30), duns_code: text(9), account_type: enumeration,
  payment_terms_days: int, payment_terms_basis: enumeration, terms_agreed: bool, trading_terms: text(30), credit_reference: text(60), order_priority: text(1),
  default_nominal_code_reference: text(8), default_nominal_code_cost_centre: text(3), default_nominal_code_department: text(3), ...analysisCodes,
  main_address: object({ ...address, postcode: text(10), address_country_code_id: int }),
  contacts: list({ first_name: text(60), middle_name: text(60), last_name: text(60), emails: list({ email: text(227), is_default: bool }), telephones: list({}) }),
};

export const productRules: Rules = {
  code: required(text(30)), name: required(text(60)), description: text(1000), barcode: text(60), product_group_id: required(int), tax_code_id: int, product_status_type: enumeration,
  manufacturer: text(40), part_number: text(60), weight: decimal(4),
};

const deliveryAddress: Rules = {
  postal_name: text(60), ...address, country: text(60), postcode: text(10), contact: text(235), telephone_number: text(30), fax_number: text(30), email_address: text(255),
  tax_number: text(30), tax_code_id: int, country_code_id: int,
};

/** Sage's table calls `document_no` required and more of the line; the server itself is laxer, by line type. */
export const orderHeaderRules: Rules = {
  customer_id: required(int), lock_id: int, is_editing: bool, override_on_hold: bool, suppress_warnings: bool, document_no: text(20), customer_type: enumeration, document_date: date,
  exchange_rate: decimal(6), customer_document_no: text(30), use_invoice_address: bool, settlement_discount_days: int, settlement_discount_percent: decimal(2),
  document_discount_percent: decimal(2), document_created_by: text(30), requested_delivery_date: date, promised_delivery_date: date, order_priority: text(1),
  payment_with_order: bool, payment_type: enumeration, payment_value: decimal(2), payment_reference: text(20), payment_method_id: int, ...analysisCodes,
  delivery_address: object(deliveryAddress),
};

export const orderLineRules: Rules = {
  line_type: required(enumeration), product_id: int, warehouse_id: int, code: text(30), description: text(6000), line_quantity: decimal(5), tax_code_id: int,
  nominal_reference: text(8), nominal_cost_centre: text(3), nominal_department: text(3), selling_unit_price: decimal(5), selling_unit_price_overridden: bool,
  unit_discount_percent: decimal(2), unit_discount_value: decimal(5), cost_price: decimal(5), confirmation_intent_type: enumeration, requested_delivery_date: date,
  promised_delivery_date: date, picking_list_comment: text(160), despatch_note_comment: text(160), show_on_customer_docs: bool, is_to_delete: bool, ...analysisCodes,
};

export const despatchRules: Rules = {
  sop_order_return_id: required(int), despatch_receipt_date: date, items: required(list({ id: required(int), quantity: required(decimal(5)) })),
  tracking_items: list({ consignment_no: text(60), notes: text(256), weight: decimal(4), pieces: int }),
};

const taxItems = list({ id: required(int), goods_amount: decimal(2), discount_amount: decimal(2), tax_amount: decimal(2), tax_discount_amount: decimal(2) });
const nominalItems = list({ code: required(text(8)), cost_centre: text(3), department: text(3), narrative: text(6000), value: decimal(2), transaction_analysis_code: text(20) });

export const salesDocumentRules: Rules = {
  customer_id: required(int), transaction_date: date, due_date: date, exchange_rate: decimal(6), reference: text(20), second_reference: text(20), settled_immediately: bool,
  document_goods_value: decimal(2), document_tax_value: decimal(2), document_discount_value: decimal(2), document_tax_discount_value: decimal(2), discount_percent: decimal(2),
  discount_days: int, tax_analysis_items: taxItems, nominal_analysis_items: nominalItems,
};

export const salesReceiptRules: Rules = {
  customer_id: required(int), bank_id: required(int), cheque_currency_id: int, cheque_value: required(decimal(2)), customer_cheque_value: decimal(2), transaction_date: date,
  exchange_rate: decimal(6), bank_exchange_rate: decimal(6), cheque_exchange_rate: decimal(6), settlement_discount_value: decimal(2), reference: text(20), second_reference: text(20),
  nominal_analysis_items: nominalItems,
};

export const allocationRules: Rules = {
  customer_id: required(int), allocation_date: date, allocation_lines: required(list({ posted_tran_id: required(int), value_to_allocate: required(decimal(2)) })),
};

const bankItems = list({
  code: required(text(8)), cost_centre: text(3), department: text(3), narrative: text(6000), gross_value: decimal(2), goods_value: decimal(2), tax_code_id: int, tax_value: decimal(2),
  transaction_date: date, reference: text(20),
});

export const bankEntryRules: Rules = {
  bank_id: required(int), transaction_date: date, reference: text(20), second_reference: text(20), narrative: text(6000), exchange_rate: decimal(6), cheque_value: decimal(2),
  cheque_goods_value: decimal(2), cheque_tax_value: decimal(2), nominal_analysis_items: required(bankItems),
  bank_charges: list({ code: required(text(8)), cost_centre: text(3), department: text(3), value: decimal(2) }),
};

export const bankTransferRules: Rules = {
  bank_from_id: required(int), bank_to_id: required(int), narrative: text(6000), reference: text(20), second_reference: text(20), transaction_date: date,
  payment_value: required(decimal(2)), receipt_value: decimal(2), exchange_rate: decimal(6), commission_value: decimal(2), commission_code: text(8), commission_cost_centre: text(3),
  commission_department: text(3), payment_to_base_exchange_rate: decimal(6), receipt_to_base_exchange_rate: decimal(6), exchange_difference_code: text(8),
  exchange_difference_cost_centre: text(3), exchange_difference_department: text(3),
};
