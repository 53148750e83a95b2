import type { World } from '../world/world-types.ts';
import { COST_CENTRES, CURRENCIES, currencyId, DEPARTMENTS, HOME_CURRENCY_ID, STANDARD_TAX_ID, TAX_CODES } from './chart.ts';
import { USER, type Office, type Settings } from './office.ts';
import { periodRows } from './periods.ts';

type Rows = Readonly<Record<string, readonly ({ id: number } & Record<string, unknown>)[]>>;

export const WAREHOUSE_ID = 12;
const PRODUCT_GROUP_ID = 101;

/** The labels that this company gave its analysis codes: its custom fields. */
const ANALYSIS_LABELS: Readonly<Record<'SOPOrderReturn' | 'SLCustomerAccount', readonly string[]>> = {
  SOPOrderReturn: ['Channel', 'Web order', 'Gift', 'Payment method', 'Marketplace'],
  SLCustomerAccount: ['Customer source', 'Buyer email'],
};
const FRIENDLY = { SOPOrderReturn: 'SOP Order', SLCustomerAccount: 'Customer' } as const;

function analysisMappings(): { id: number }[] {
  const rows = (['SOPOrderReturn', 'SLCustomerAccount'] as const).flatMap(className =>
    ANALYSIS_LABELS[className].map((label, index) => ({
      class_name: className, friendly_class_name: FRIENDLY[className], property_name: `AnalysisCode${index + 1}`, friendly_property_name: `analysis_code_${index + 1}`,
      is_mandatory: false, is_read_only: false, slot: index + 1, analysis_code: { name: label, default_value: '', allow_any_value: true },
    })));
  return rows.map((row, index) => ({ id: index + 1, ...row, analysis_code_id: index + 1, analysis_code: { id: index + 1, ...row.analysis_code } }));
}

const sopSettings = (settings: Settings): { id: number } & Record<string, unknown> => ({
  id: 1, auto_generate_order_return_numbers: true, order_line_item_type: 'EnumOrderLineItemTypeStandard', amend_analysis_codes: true, amend_nominal_codes: true, allow_payment_with_order: true,
  allow_cash_orders: false, are_prices_tax_inclusive: settings.pricesIncludeTax, allocate_stock_on_order_entry: true, update_stock_on_despatch: true, record_cancelled_order_lines: false,
  add_invoice_credit_note_to_sales_ledger: true, amend_header_analysis_codes: true,
});

const userPermission = (settings: Settings): { id: number } & Record<string, unknown> => ({
  id: 1, user_number: 14, user_name: USER, view_profit_values: false, view_price_calculations: false, override_credit_holds: settings.mayOverrideHolds,
  override_prices_discounts: settings.mayOverridePrices, override_fulfilment_method: false, override_confirmation_method: true, override_cost_price: false, generate_purchase_orders: false,
});

function paymentMethods(world: World, bankId: (code: string) => number): { id: number }[] {
  return world.channels.map((channel, index) => ({
    id: index + 1, name: channel.paymentMethod.slice(0, 20), description: `${channel.subSource} payments`, bank_account_id: bankId(channel.clearingBankCode ?? channel.bankCode),
    currency_id: currencyId(channel.currency), card_processing_method: false,
  }));
}

function rowsOf({ world, settings, store }: Office): Rows {
  const bankId = (code: string): number => store.get<{ id: number }>('SELECT id FROM bank WHERE code = ?', code)?.id ?? 0;
  const nominalId = (code: string): number => store.get<{ id: number }>('SELECT id FROM nominal_code WHERE reference = ? ORDER BY id', code)?.id ?? 0;
  return {
    tax_code: TAX_CODES.map(tax => ({ id: tax.id, code: tax.code, name: tax.name, tax_rate: tax.rate / 100, terms: tax.terms, terms_description: tax.name, is_notional_acquisition_tax: false })),
    currency: CURRENCIES.map(currency => ({
      id: currency.id, name: currency.name, symbol: currency.symbol, core_currency_rate: currency.id === HOME_CURRENCY_ID ? 1 : world.eurPerGbp, is_base_currency: currency.id === HOME_CURRENCY_ID,
      is_euro_currency: currency.code === 'EUR', use_for_new_accounts: true, exchange_rate_type: 'ExchangeRateSingle', currency_iso_code_id: currency.id,
      currency_iso_code: { id: currency.id, code: currency.code, name: currency.name },
    })),
    sop_settings: [sopSettings(settings)],
    sop_user_permission: [userPermission(settings)],
    sop_payment_method: paymentMethods(world, bankId),
    sop_additional_charge: [
      { id: 1, code: 'CARR', name: 'Carriage', charge_value: 0, nominal_code_id: nominalId('4905'), tax_code_id: STANDARD_TAX_ID },
      { id: 2, code: 'GIFT', name: 'Gift wrap', charge_value: 2.5, nominal_code_id: nominalId('4000'), tax_code_id: STANDARD_TAX_ID },
    ],
    warehouse: [{ id: WAREHOUSE_ID, name: 'MAIN', description: 'Main warehouse', warehouse_type: 'EnumWarehouseTypeStandard', use_for_sales_trading: true, postcode: 'LS10 1AB', country: 'United Kingdom' }],
    cost_centre: COST_CENTRES.map((place, index) => ({ id: index + 1, ...place })),
    department: DEPARTMENTS.map((place, index) => ({ id: index + 1, ...place })),
    product_group: [{ id: PRODUCT_GROUP_ID, code: 'STOCK', description: 'Stock items', product_type: 'EnumProductTypeStock', costing_method: 'EnumCostingMethodFIFO', can_levels_go_negative: true, this_is_the_sop_product_group: true }],
    country_code: [{ id: 1, code: 'GB', name: 'Great Britain' }, { id: 2, code: 'IE', name: 'Ireland' }, { id: 3, code: 'DE', name: 'Germany' }, { id: 4, code: 'FR', name: 'France' }, { id: 5, code: 'NL', name: 'Netherlands' }, { id: 6, code: 'ES', name: 'Spain' }],
    company_details: [{ id: 1, name: world.company.name, tax_registration_number: world.company.vatNumber, email: 'accounts@sandbox.example', years_accounts_held_for: 7, country_code_id: 1 }],
    current_user: [{ id: 14, logon_name: USER, friendly_name: 'Tieout (API)', email_address: 'accounts@sandbox.example', is_web_user: true }],
    system_settings: [{
      id: 1, number_open_periods: 24, update_nominal_online: true, use_cost_centre_breakdown: true, use_period_exchange_rates: false, accounting_period_validation_type: 'ByPeriod',
      financial_year_end_date: '2026-12-31T00:00:00Z', transaction_date_validation: { id: 1, closed_period_classification: 'NotAllowed', future_period_classification: 'Normal' },
    }],
    licence: [{ id: 1, is_sales_enabled: true, is_purchase_enabled: true, is_nominal_enabled: true, is_cash_book_enabled: true, is_stock_enabled: true, is_sales_orders_enabled: true, is_price_book_enabled: true, is_invoicing_enabled: true }],
    analysis_code_mapping: analysisMappings(),
    financial_year_period_view: periodRows().map((row, index) => ({ ...row, id: index + 1 })),
    sop_return: [],
  };
}

/** Written at every start, since settings may differ from last time; nobody posts to these. */
export function writeReferenceRows(office: Office): void {
  for (const [resource, rows] of Object.entries(rowsOf(office))) {
    office.store.run('DELETE FROM reference_row WHERE resource = ?', resource);
    for (const row of rows) office.store.run('INSERT INTO reference_row (resource, id, body) VALUES (?, ?, ?)', resource, row.id, JSON.stringify(row));
  }
}

/** Each list's address and properties. */
export const REFERENCE_LISTS: Readonly<Record<string, { name: string; fields: Readonly<Record<string, 'text' | 'int' | 'bool' | 'number' | 'json'>> }>> = {
  tax_codes: { name: 'tax_code', fields: { code: 'int', name: 'text', tax_rate: 'number', terms: 'text', terms_description: 'text', is_notional_acquisition_tax: 'bool' } },
  currencies: {
    name: 'currency', fields: { name: 'text', symbol: 'text', core_currency_rate: 'number', is_base_currency: 'bool', is_euro_currency: 'bool', use_for_new_accounts: 'bool', exchange_rate_type: 'text', currency_iso_code_id: 'int', currency_iso_code: 'json' },
  },
  sop_settings: {
    name: 'sop_settings',
    fields: {
      auto_generate_order_return_numbers: 'bool', order_line_item_type: 'text', amend_analysis_codes: 'bool', amend_nominal_codes: 'bool', allow_payment_with_order: 'bool', allow_cash_orders: 'bool',
      are_prices_tax_inclusive: 'bool', allocate_stock_on_order_entry: 'bool', update_stock_on_despatch: 'bool', record_cancelled_order_lines: 'bool', add_invoice_credit_note_to_sales_ledger: 'bool',
      amend_header_analysis_codes: 'bool',
    },
  },
  current_user_sop_user_permissions: {
    name: 'sop_user_permission',
    fields: {
      user_number: 'int', user_name: 'text', view_profit_values: 'bool', view_price_calculations: 'bool', override_credit_holds: 'bool', override_prices_discounts: 'bool', override_fulfilment_method: 'bool',
      override_confirmation_method: 'bool', override_cost_price: 'bool', generate_purchase_orders: 'bool',
    },
  },
  sop_payment_methods: { name: 'sop_payment_method', fields: { name: 'text', description: 'text', bank_account_id: 'int', currency_id: 'int', card_processing_method: 'bool' } },
  sop_additional_charges: { name: 'sop_additional_charge', fields: { code: 'text', name: 'text', charge_value: 'number', nominal_code_id: 'int', tax_code_id: 'int' } },
  warehouses: { name: 'warehouse', fields: { name: 'text', description: 'text', warehouse_type: 'text', use_for_sales_trading: 'bool', postcode: 'text', country: 'text' } },
  cost_centres: { name: 'cost_centre', fields: { code: 'text', name: 'text' } },
  departments: { name: 'department', fields: { code: 'text', name: 'text' } },
  product_groups: { name: 'product_group', fields: { code: 'text', description: 'text', product_type: 'text', costing_method: 'text', can_levels_go_negative: 'bool', this_is_the_sop_product_group: 'bool' } },
  country_codes: { name: 'country_code', fields: { code: 'text', name: 'text' } },
  company_details: { name: 'company_details', fields: { name: 'text', tax_registration_number: 'text', email: 'text', years_accounts_held_for: 'int', country_code_id: 'int' } },
  system_settings: {
    name: 'system_settings',
    fields: { number_open_periods: 'int', update_nominal_online: 'bool', use_cost_centre_breakdown: 'bool', use_period_exchange_rates: 'bool', accounting_period_validation_type: 'text', financial_year_end_date: 'text', transaction_date_validation: 'json' },
  },
  analysis_code_mappings: {
    name: 'analysis_code_mapping',
    fields: { class_name: 'text', friendly_class_name: 'text', property_name: 'text', friendly_property_name: 'text', is_mandatory: 'bool', is_read_only: 'bool', slot: 'int', analysis_code_id: 'int', analysis_code: 'json' },
  },
  financial_year_period_views: {
    name: 'financial_year_period_view',
    fields: {
      financial_year_id: 'int', financial_year_start_date: 'text', financial_year_end_date: 'text', year_relative_to_current_year: 'int', number_of_periods_in_year: 'int', accounting_period_id: 'int',
      period_number: 'int', period_start_date: 'text', period_end_date: 'text',
    },
  },
  sop_returns: { name: 'sop_return', fields: { document_no: 'text', customer_id: 'int', customer_document_no: 'text' } },
};

/** These two answer with one entity instead of a list. */
export const SINGLE_ENTITIES: Readonly<Record<string, string>> = { current_user: 'current_user', licence: 'licence' };
