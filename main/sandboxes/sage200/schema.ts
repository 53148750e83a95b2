/** Amounts are minor units (`_minor`), quantities and prices 10^-5 (`_e5`), rates 10^-6 (`_e6`). Text compares without case, as Sage's own server does. */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS sequence (name TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT;

-- Sage ID: what was issued, and whether it was used.
CREATE TABLE IF NOT EXISTS oauth_code (
  code TEXT PRIMARY KEY, client_id TEXT NOT NULL, redirect_uri TEXT NOT NULL, challenge TEXT, scope TEXT NOT NULL, expires_at INTEGER NOT NULL, family TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS oauth_token (
  token TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('access', 'refresh')), family TEXT NOT NULL, client_id TEXT NOT NULL, expires_at INTEGER NOT NULL,
  access_expires_at INTEGER NOT NULL, spent INTEGER NOT NULL DEFAULT 0, with_secret INTEGER NOT NULL, scope TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS oauth_token_family ON oauth_token (family);

-- Small lists that nobody posts to: tax codes, currencies, settings, payment methods ...
CREATE TABLE IF NOT EXISTS reference_row (resource TEXT NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL CHECK (json_valid(body)), PRIMARY KEY (resource, id)) STRICT;

CREATE TABLE IF NOT EXISTS customer (
  id INTEGER PRIMARY KEY, reference TEXT NOT NULL COLLATE NOCASE UNIQUE, name TEXT NOT NULL COLLATE NOCASE, short_name TEXT NOT NULL, on_hold INTEGER NOT NULL,
  account_status_type TEXT NOT NULL, currency_id INTEGER NOT NULL, credit_limit_minor INTEGER NOT NULL, balance_minor INTEGER NOT NULL DEFAULT 0,
  open_orders_minor INTEGER NOT NULL DEFAULT 0, email TEXT NOT NULL COLLATE NOCASE, nominal_reference TEXT NOT NULL, nominal_cost_centre TEXT NOT NULL,
  nominal_department TEXT NOT NULL, tax_code_id INTEGER NOT NULL, rest TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS customer_email ON customer (email);
CREATE INDEX IF NOT EXISTS customer_updated ON customer (updated_at);

CREATE TABLE IF NOT EXISTS product (
  id INTEGER PRIMARY KEY, code TEXT NOT NULL COLLATE NOCASE UNIQUE, name TEXT NOT NULL COLLATE NOCASE, status TEXT NOT NULL, tax_code_id INTEGER NOT NULL,
  price_minor INTEGER NOT NULL, barcode TEXT NOT NULL COLLATE NOCASE, stock_e5 INTEGER NOT NULL, allocated_e5 INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS sop_order (
  id INTEGER PRIMARY KEY, document_no TEXT NOT NULL UNIQUE COLLATE NOCASE, customer_id INTEGER NOT NULL REFERENCES customer (id),
  customer_document_no TEXT NOT NULL COLLATE NOCASE, document_on TEXT NOT NULL, status TEXT NOT NULL, despatch_status TEXT NOT NULL, invoice_status TEXT NOT NULL,
  currency_id INTEGER NOT NULL, rate_e6 INTEGER NOT NULL, discount_e2 INTEGER NOT NULL, goods_minor INTEGER NOT NULL, charge_net_minor INTEGER NOT NULL,
  charge_tax_minor INTEGER NOT NULL, discount_minor INTEGER NOT NULL, net_minor INTEGER NOT NULL, tax_minor INTEGER NOT NULL, gross_minor INTEGER NOT NULL,
  tax_groups TEXT NOT NULL, over_credit INTEGER NOT NULL, inclusive INTEGER NOT NULL, lock_id INTEGER, locked_until INTEGER, despatched_on TEXT,
  rest TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS sop_order_customer_document ON sop_order (customer_document_no, customer_id);
CREATE INDEX IF NOT EXISTS sop_order_customer ON sop_order (customer_id);
CREATE INDEX IF NOT EXISTS sop_order_updated ON sop_order (updated_at);
CREATE INDEX IF NOT EXISTS sop_order_to_invoice ON sop_order (id) WHERE despatch_status = 'EnumDespatchReceiptStatusFull' AND invoice_status = 'EnumInvoiceCreditStatusNone';

CREATE TABLE IF NOT EXISTS sop_line (
  id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES sop_order (id), number INTEGER NOT NULL, type TEXT NOT NULL, product_id INTEGER, warehouse_id INTEGER,
  code TEXT NOT NULL, description TEXT NOT NULL, quantity_e5 INTEGER NOT NULL, price_e5 INTEGER NOT NULL, discount_e2 INTEGER NOT NULL, discount_value_e5 INTEGER NOT NULL,
  tax_code_id INTEGER, nominal_reference TEXT NOT NULL, nominal_cost_centre TEXT NOT NULL, nominal_department TEXT NOT NULL,
  total_minor INTEGER NOT NULL, tax_minor INTEGER NOT NULL DEFAULT 0, net_minor INTEGER NOT NULL DEFAULT 0, despatched_e5 INTEGER NOT NULL DEFAULT 0,
  invoiced_e5 INTEGER NOT NULL DEFAULT 0, rest TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS sop_line_order ON sop_line (order_id, number);

-- Whom the company buys from, and what it ordered there.
CREATE TABLE IF NOT EXISTS supplier (
  id INTEGER PRIMARY KEY, reference TEXT NOT NULL COLLATE NOCASE UNIQUE, name TEXT NOT NULL COLLATE NOCASE, on_hold INTEGER NOT NULL, account_status_type TEXT NOT NULL, currency_id INTEGER NOT NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS pop_order (
  id INTEGER PRIMARY KEY, document_no TEXT NOT NULL UNIQUE COLLATE NOCASE, supplier_id INTEGER NOT NULL REFERENCES supplier (id), supplier_document_no TEXT NOT NULL COLLATE NOCASE, document_on TEXT NOT NULL,
  status TEXT NOT NULL, currency_id INTEGER NOT NULL, rate_e6 INTEGER NOT NULL, net_minor INTEGER NOT NULL, tax_minor INTEGER NOT NULL, gross_minor INTEGER NOT NULL, rest TEXT NOT NULL, created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS pop_line (
  id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES pop_order (id), number INTEGER NOT NULL, type TEXT NOT NULL, product_id INTEGER NOT NULL, warehouse_id INTEGER NOT NULL, code TEXT NOT NULL,
  description TEXT NOT NULL, quantity_e5 INTEGER NOT NULL, price_e5 INTEGER NOT NULL, tax_code_id INTEGER NOT NULL, total_minor INTEGER NOT NULL, tax_minor INTEGER NOT NULL, rest TEXT NOT NULL, created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS despatch_receipt (
  id INTEGER PRIMARY KEY, despatch_no TEXT NOT NULL, order_id INTEGER NOT NULL REFERENCES sop_order (id), despatched_on TEXT NOT NULL, consignment_no TEXT NOT NULL,
  notes TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS despatch_receipt_order ON despatch_receipt (order_id);

-- The sales ledger: invoices and payments to customers positive, credit notes and receipts negative.
CREATE TABLE IF NOT EXISTS sales_transaction (
  id INTEGER PRIMARY KEY, urn INTEGER NOT NULL, customer_id INTEGER NOT NULL REFERENCES customer (id), type TEXT NOT NULL, reference TEXT NOT NULL COLLATE NOCASE,
  second_reference TEXT NOT NULL COLLATE NOCASE, transaction_on TEXT NOT NULL, posted_on TEXT NOT NULL, due_on TEXT NOT NULL, settled_on TEXT,
  goods_minor INTEGER NOT NULL, tax_minor INTEGER NOT NULL, gross_minor INTEGER NOT NULL, discount_minor INTEGER NOT NULL,
  allocated_minor INTEGER NOT NULL DEFAULT 0, base_goods_minor INTEGER NOT NULL, base_tax_minor INTEGER NOT NULL, base_gross_minor INTEGER NOT NULL,
  base_allocated_minor INTEGER NOT NULL DEFAULT 0, rate_e6 INTEGER NOT NULL, tax_items TEXT NOT NULL, nominal_items TEXT NOT NULL, bank_code TEXT,
  user_name TEXT NOT NULL, queried TEXT NOT NULL DEFAULT '', order_id INTEGER, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS sales_transaction_urn ON sales_transaction (urn);
CREATE INDEX IF NOT EXISTS sales_transaction_reference ON sales_transaction (reference, customer_id);
CREATE INDEX IF NOT EXISTS sales_transaction_second ON sales_transaction (second_reference, customer_id);
CREATE INDEX IF NOT EXISTS sales_transaction_customer ON sales_transaction (customer_id);
CREATE INDEX IF NOT EXISTS sales_transaction_updated ON sales_transaction (updated_at);

CREATE TABLE IF NOT EXISTS allocation_line (
  id INTEGER PRIMARY KEY, session INTEGER NOT NULL, transaction_id INTEGER NOT NULL REFERENCES sales_transaction (id), value_minor INTEGER NOT NULL,
  allocated_on TEXT NOT NULL, base_minor INTEGER NOT NULL, created_at TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS allocation_line_transaction ON allocation_line (transaction_id);
CREATE INDEX IF NOT EXISTS allocation_line_session ON allocation_line (session);

CREATE TABLE IF NOT EXISTS bank (
  id INTEGER PRIMARY KEY, code TEXT NOT NULL COLLATE NOCASE UNIQUE, description TEXT NOT NULL, currency_id INTEGER NOT NULL, kind TEXT NOT NULL,
  balance_minor INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;

-- The cash book: money in positive, money out negative, in the account's own currency.
CREATE TABLE IF NOT EXISTS bank_transaction (
  id INTEGER PRIMARY KEY, urn INTEGER NOT NULL, bank_id INTEGER NOT NULL REFERENCES bank (id), type TEXT NOT NULL, description TEXT NOT NULL,
  reference TEXT NOT NULL COLLATE NOCASE, second_reference TEXT NOT NULL COLLATE NOCASE, transaction_on TEXT NOT NULL, posted_on TEXT NOT NULL, value_minor INTEGER NOT NULL,
  rate_e6 INTEGER NOT NULL, source TEXT NOT NULL, user_name TEXT NOT NULL, nominal_items TEXT NOT NULL, tax_items TEXT NOT NULL, trade_items TEXT NOT NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS bank_transaction_urn ON bank_transaction (urn);
CREATE INDEX IF NOT EXISTS bank_transaction_reference ON bank_transaction (reference, bank_id);
CREATE INDEX IF NOT EXISTS bank_transaction_second ON bank_transaction (second_reference, bank_id);
CREATE INDEX IF NOT EXISTS bank_transaction_bank ON bank_transaction (bank_id, transaction_on);

CREATE TABLE IF NOT EXISTS nominal_code (
  id INTEGER PRIMARY KEY, reference TEXT NOT NULL COLLATE NOCASE, cost_centre TEXT NOT NULL COLLATE NOCASE, department TEXT NOT NULL COLLATE NOCASE, name TEXT NOT NULL,
  type TEXT NOT NULL, created_at TEXT NOT NULL, UNIQUE (reference, cost_centre, department)
) STRICT;

-- Double entry in the home currency: each urn's debits equal its credits.
CREATE TABLE IF NOT EXISTS nominal_transaction (
  id INTEGER PRIMARY KEY, urn INTEGER NOT NULL, nominal_code_id INTEGER NOT NULL REFERENCES nominal_code (id), transaction_on TEXT NOT NULL, reference TEXT NOT NULL,
  narrative TEXT NOT NULL, debit_minor INTEGER NOT NULL CHECK (debit_minor >= 0), credit_minor INTEGER NOT NULL CHECK (credit_minor >= 0),
  source TEXT NOT NULL, user_name TEXT NOT NULL, created_at TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS nominal_transaction_urn ON nominal_transaction (urn);
CREATE INDEX IF NOT EXISTS nominal_transaction_code ON nominal_transaction (nominal_code_id, transaction_on);

-- Behind the gateway: what was written under which key, and purchase invoices, which Sage's own interface does not take.
CREATE TABLE IF NOT EXISTS gateway_written (key TEXT PRIMARY KEY, digest TEXT NOT NULL, answer TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS purchase_invoice (
  id INTEGER PRIMARY KEY, urn INTEGER NOT NULL, supplier TEXT NOT NULL COLLATE NOCASE, number TEXT NOT NULL, invoiced_on TEXT NOT NULL, net_minor INTEGER NOT NULL, tax_minor INTEGER NOT NULL,
  lines TEXT NOT NULL, updated_at TEXT NOT NULL, UNIQUE (supplier, number)
) STRICT;

CREATE TABLE IF NOT EXISTS closed_period (period TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS fault_spent (key TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS staff_done (key TEXT PRIMARY KEY) STRICT;
`;
