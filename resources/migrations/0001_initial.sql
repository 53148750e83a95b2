-- The workspace: one file per company and environment. Times are UTC text, amounts whole minor units beside a currency.

-- What happened, in order, for ever. Rows are only ever added.
CREATE TABLE audit_entry (
  seq          INTEGER PRIMARY KEY,
  at           TEXT NOT NULL,
  actor        TEXT NOT NULL,
  action       TEXT NOT NULL,
  detail_hash  TEXT NOT NULL,
  prev_hash    TEXT NOT NULL,
  hash         TEXT NOT NULL
) STRICT;
-- Lists of entries are counted and searched in here.
CREATE INDEX audit_entry_by_action ON audit_entry (action);
CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'audit entries cannot be changed'); END;
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'audit entries cannot be deleted'); END;

-- Before, after and why. May hold personal data, so it can be erased; the chain above still holds.
CREATE TABLE audit_detail (
  seq     INTEGER PRIMARY KEY REFERENCES audit_entry (seq),
  salt    TEXT NOT NULL,
  detail  TEXT NOT NULL
) STRICT;

-- A signed head of the chain: a chain alone cannot notice that its tail was cut off.
CREATE TABLE audit_checkpoint (
  seq        INTEGER PRIMARY KEY,
  at         TEXT NOT NULL,
  hash       TEXT NOT NULL,
  signature  TEXT NOT NULL
) STRICT;

-- A secret of the workspace itself (the key that signs checkpoints), sealed by the vault before it comes here.
CREATE TABLE sealed_secret (
  name    TEXT PRIMARY KEY,
  sealed  TEXT NOT NULL
) STRICT;

-- A person who signs in. Never deleted, only made inactive: the audit trail names them.
CREATE TABLE person (
  id             TEXT PRIMARY KEY,
  name           TEXT NOT NULL,
  email          TEXT NOT NULL UNIQUE COLLATE NOCASE,
  role           TEXT NOT NULL CHECK (role IN ('admin', 'accountant', 'operator', 'auditor')),
  active         INTEGER NOT NULL CHECK (active IN (0, 1)),
  password_hash  TEXT NOT NULL,
  created_at     TEXT NOT NULL
) STRICT;

-- One row: the company's settings as JSON, and a number that rises with each change.
CREATE TABLE setting (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  rev    INTEGER NOT NULL,
  value  TEXT NOT NULL CHECK (json_valid(value))
) STRICT;

-- A system that this workspace talks to.
CREATE TABLE connection (
  id                TEXT PRIMARY KEY,
  system            TEXT NOT NULL,
  label             TEXT NOT NULL,
  environment       TEXT NOT NULL CHECK (environment IN ('Dev', 'QA', 'Production', 'Sandbox')),
  settings          TEXT NOT NULL CHECK (json_valid(settings)),
  site              TEXT CHECK (site IS NULL OR json_valid(site)),
  state             TEXT NOT NULL CHECK (state IN ('new', 'signedOut', 'ready', 'failing')),
  state_text        TEXT NOT NULL,
  token_expires_at  TEXT,
  last_read_at      TEXT,
  last_write_at     TEXT,
  schema            TEXT CHECK (schema IS NULL OR json_valid(schema)),
  discovered_at     TEXT,
  removed_at        TEXT
) STRICT;

-- A secret of a connection, sealed by the vault before it comes here.
CREATE TABLE connection_secret (
  connection_id  TEXT NOT NULL REFERENCES connection (id),
  name           TEXT NOT NULL,
  sealed         TEXT NOT NULL,
  saved_at       TEXT NOT NULL,
  PRIMARY KEY (connection_id, name)
) STRICT, WITHOUT ROWID;

-- A record of a system, newest version only, with a hash of its bytes. `kind` is the shared concept. What it said in full is in record_body.
CREATE TABLE record (
  place           INTEGER PRIMARY KEY,
  id              TEXT NOT NULL UNIQUE,
  connection_id   TEXT NOT NULL REFERENCES connection (id),
  kind            TEXT NOT NULL CHECK (kind IN ('order', 'return', 'customer', 'product', 'invoice', 'payment', 'shipment', 'stockLevel', 'purchaseOrder')),
  external_id     TEXT NOT NULL,
  -- The reference people use (channel order number) and the system's own number.
  reference       TEXT NOT NULL,
  number          TEXT NOT NULL,
  channel         TEXT NOT NULL,
  period          TEXT NOT NULL,
  occurred_on     TEXT NOT NULL,
  -- The day the goods left, in the company's time zone: the day its sale belongs to.
  despatched_on   TEXT,
  -- The customer's account in the ERP, once known, and the buyer's name: what a bank line or a twin order is recognised by.
  customer_reference TEXT NOT NULL DEFAULT '',
  party           TEXT NOT NULL DEFAULT '',
  amount_minor    INTEGER NOT NULL CHECK (abs(amount_minor) <= 9007199254740991),
  currency        TEXT NOT NULL,
  -- What the record itself says: open, despatched, cancelled, unpaid …
  status          TEXT NOT NULL,
  body_hash       TEXT NOT NULL,
  changed_at      TEXT NOT NULL,
  read_at         TEXT NOT NULL,
  -- Where its chain stands in our hands.
  state           TEXT NOT NULL CHECK (state IN ('waiting', 'posted', 'held', 'failed', 'skipped', 'inDoubt')),
  stage           TEXT NOT NULL,
  reason          TEXT NOT NULL,
  document        TEXT NOT NULL,
  -- The hash and gross that were posted: a record edited afterwards differs.
  posted_hash     TEXT,
  -- Documents dated before this day are posted on it instead: a person moved them out of a closed period.
  post_on         TEXT,
  UNIQUE (connection_id, kind, external_id)
) STRICT;
CREATE INDEX record_by_period ON record (kind, period, occurred_on, id);
CREATE INDEX record_by_state ON record (kind, period, state, occurred_on, id);
CREATE INDEX record_by_reference ON record (reference);
CREATE INDEX record_by_number ON record (number);
CREATE INDEX record_by_amount ON record (kind, period, amount_minor, occurred_on, id);
CREATE INDEX record_by_reference_of_period ON record (kind, period, reference, occurred_on, id);

-- A record as the system gave it, and the same as a canonical record: apart, so that lists of records stay narrow.
CREATE TABLE record_body (
  place      INTEGER PRIMARY KEY REFERENCES record (place),
  body       TEXT NOT NULL CHECK (json_valid(body)),
  canonical  TEXT NOT NULL CHECK (json_valid(canonical))
) STRICT;

-- What an order said when its document was made, kept once the shop says something else; gone again when nothing that matters differs.
CREATE TABLE posted_version (
  place      INTEGER PRIMARY KEY REFERENCES record (place),
  canonical  TEXT NOT NULL CHECK (json_valid(canonical)),
  -- As the shop gave it then; NULL once an accepted change took its place in the books.
  body       TEXT CHECK (body IS NULL OR json_valid(body))
) STRICT;

-- An order that changed in the shop after its document was posted: what differs, what it would do to the books, and what a person decided.
CREATE TABLE proposal (
  id            TEXT PRIMARY KEY,
  record_id     TEXT NOT NULL REFERENCES record (id),
  kind          TEXT NOT NULL CHECK (kind IN ('edit', 'cancellation', 'partPayment')),
  -- [{field, posted, now}], in words.
  differences   TEXT NOT NULL CHECK (json_valid(differences)),
  posted_minor  INTEGER NOT NULL CHECK (abs(posted_minor) <= 9007199254740991),
  now_minor     INTEGER NOT NULL CHECK (abs(now_minor) <= 9007199254740991),
  document      TEXT NOT NULL,
  effect        TEXT NOT NULL,
  remedy        TEXT NOT NULL CHECK (remedy IN ('creditInFull', 'creditDifference', 'creditAndPostAnew', 'amendOrder', 'correctReceipt', 'nothing')),
  done_by       TEXT NOT NULL CHECK (done_by IN ('tieout', 'staff', 'nobody')),
  instruction   TEXT NOT NULL,
  posts_on      TEXT NOT NULL,
  -- The order as the shop has it now, which is what a decision is about.
  says          TEXT NOT NULL CHECK (json_valid(says)),
  posted        TEXT NOT NULL CHECK (json_valid(posted)),
  state         TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'done', 'dismissed')),
  found_at      TEXT NOT NULL,
  decided_by    TEXT NOT NULL DEFAULT '',
  decided_at    TEXT,
  reason        TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX proposal_one_open ON proposal (record_id) WHERE state = 'open';
CREATE INDEX proposal_by_state ON proposal (state, found_at);

-- A customer as the shop knows them, newest version only.
CREATE TABLE shop_customer (
  external_id    TEXT PRIMARY KEY,
  connection_id  TEXT NOT NULL REFERENCES connection (id),
  value          TEXT NOT NULL CHECK (json_valid(value)),
  read_at        TEXT NOT NULL
) STRICT;

-- A customer of the shop and an account of the ERP that may be the same. evidence = sentences; only a person links them.
CREATE TABLE customer_link (
  id          TEXT PRIMARY KEY,
  shop_id     TEXT NOT NULL REFERENCES shop_customer (external_id),
  erp_id      TEXT NOT NULL,
  evidence    TEXT NOT NULL CHECK (json_valid(evidence)),
  state       TEXT NOT NULL CHECK (state IN ('proposed', 'linked', 'refused')),
  found_at    TEXT NOT NULL,
  decided_by  TEXT NOT NULL DEFAULT '',
  decided_at  TEXT,
  reason      TEXT NOT NULL DEFAULT '',
  UNIQUE (shop_id, erp_id)
) STRICT;
CREATE UNIQUE INDEX customer_link_one ON customer_link (shop_id) WHERE state = 'linked';

-- The ERP's own lists (customers, items, tax codes, banks …) as last read, for suggestions and previews while nothing runs.
CREATE TABLE erp_references (
  connection_id  TEXT PRIMARY KEY REFERENCES connection (id),
  value          TEXT NOT NULL CHECK (json_valid(value)),
  read_at        TEXT NOT NULL
) STRICT;

-- What each system says of its items, as last read: how many lie in a place ('' where it knows none), or what one costs.
CREATE TABLE item (
  step           TEXT NOT NULL CHECK (step IN ('stockLevel', 'price')),
  connection_id  TEXT NOT NULL REFERENCES connection (id),
  code           TEXT NOT NULL,
  place          TEXT NOT NULL,
  body           TEXT NOT NULL CHECK (json_valid(body)),
  PRIMARY KEY (step, connection_id, code, place)
) STRICT, WITHOUT ROWID;

-- Where reading a stream goes on. Saved in the same transaction as the page it follows.
CREATE TABLE cursor (
  connection_id  TEXT NOT NULL,
  stream         TEXT NOT NULL,
  value          TEXT NOT NULL,
  saved_at       TEXT NOT NULL,
  PRIMARY KEY (connection_id, stream)
) STRICT, WITHOUT ROWID;

-- A mapping from one entity to another; its versions hold the content.
CREATE TABLE mapping (
  id                 TEXT PRIMARY KEY,
  name               TEXT NOT NULL,
  source_connection  TEXT NOT NULL REFERENCES connection (id),
  source_entity      TEXT NOT NULL,
  target_connection  TEXT NOT NULL REFERENCES connection (id),
  target_entity      TEXT NOT NULL,
  created_at         TEXT NOT NULL,
  UNIQUE (source_connection, source_entity, target_connection, target_entity)
) STRICT;

-- One version of a mapping: fields is an array of {target, decision, source, steps, candidates, …}; history is what undo takes back; authors = ids of all who had a hand in it.
-- approved_schema: what both systems' fields looked like when it was approved, {sources, targets}; runs stop when a field it uses has changed since.
CREATE TABLE mapping_version (
  mapping_id   TEXT NOT NULL REFERENCES mapping (id),
  version      INTEGER NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'approved', 'published', 'retired')),
  rev          INTEGER NOT NULL,
  authors      TEXT NOT NULL,
  approved_by  TEXT,
  note         TEXT NOT NULL,
  fields       TEXT NOT NULL CHECK (json_valid(fields)),
  history      TEXT NOT NULL CHECK (json_valid(history)),
  approved_schema TEXT CHECK (approved_schema IS NULL OR json_valid(approved_schema)),
  changed_at   TEXT NOT NULL,
  PRIMARY KEY (mapping_id, version)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX mapping_one_published ON mapping_version (mapping_id) WHERE state = 'published';
CREATE UNIQUE INDEX mapping_one_draft ON mapping_version (mapping_id) WHERE state IN ('draft', 'submitted');

-- A version of a mapping tried on a period that is past: what would differ from what was posted. Nothing of it was sent.
CREATE TABLE back_test (
  id            TEXT PRIMARY KEY,
  mapping_id    TEXT NOT NULL,
  version       INTEGER NOT NULL,
  -- A hash of the decided fields: a draft that was changed afterwards is another mapping.
  content_hash  TEXT NOT NULL,
  period        TEXT NOT NULL,
  started_by    TEXT NOT NULL,
  started_at    TEXT NOT NULL,
  ended_at      TEXT NOT NULL,
  -- Counts, differences by field and by account, causes.
  result        TEXT NOT NULL CHECK (json_valid(result)),
  FOREIGN KEY (mapping_id, version) REFERENCES mapping_version (mapping_id, version)
) STRICT;
CREATE INDEX back_test_by_mapping ON back_test (mapping_id, started_at DESC);

-- A document that would differ, fail or pass. changes = [{path, before, after, because}], effect = its double entry before and after.
CREATE TABLE back_test_document (
  place         INTEGER PRIMARY KEY,
  back_test_id  TEXT NOT NULL REFERENCES back_test (id) ON DELETE CASCADE,
  record_id     TEXT NOT NULL,
  outcome       TEXT NOT NULL CHECK (outcome IN ('differs', 'wouldFail', 'wouldPass', 'since', 'notRebuilt')),
  reference     TEXT NOT NULL,
  document      TEXT NOT NULL,
  channel       TEXT NOT NULL,
  on_day        TEXT NOT NULL,
  amount_minor  INTEGER NOT NULL CHECK (abs(amount_minor) <= 9007199254740991),
  currency      TEXT NOT NULL,
  -- How much of it stands in another account than before.
  moved_minor   INTEGER NOT NULL CHECK (abs(moved_minor) <= 9007199254740991),
  fields        TEXT NOT NULL,
  message       TEXT NOT NULL,
  changes       TEXT NOT NULL CHECK (json_valid(changes)),
  effect        TEXT NOT NULL CHECK (json_valid(effect))
) STRICT;
CREATE INDEX back_test_document_by_test ON back_test_document (back_test_id, outcome, on_day, place);
-- One row: which language model may be asked, in which form it takes questions and when that was tried. Its key is a sealed_secret.
CREATE TABLE ai_setting (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  rev        INTEGER NOT NULL,
  value      TEXT NOT NULL CHECK (json_valid(value)),
  form       TEXT NOT NULL CHECK (json_valid(form)),
  tested_at  TEXT
) STRICT;

-- A question sent to a language model, written before it leaves: until the service says what it cost, the most that it can cost counts.
CREATE TABLE ai_call (
  id          TEXT PRIMARY KEY,
  at          TEXT NOT NULL,
  month       TEXT NOT NULL,
  model       TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('sent', 'answered', 'failed')),
  cost_micro  INTEGER NOT NULL CHECK (cost_micro BETWEEN 0 AND 9007199254740991),
  currency    TEXT NOT NULL
) STRICT;
CREATE INDEX ai_call_by_month ON ai_call (month, currency);

-- A table that mappings look values up in. value_columns = names of what a key is translated to; authors = ids of those who proposed what waits.
CREATE TABLE lookup_table (
  id             TEXT PRIMARY KEY,
  name           TEXT NOT NULL COLLATE NOCASE UNIQUE,
  key_column     TEXT NOT NULL,
  value_columns  TEXT NOT NULL CHECK (json_valid(value_columns)),
  note           TEXT NOT NULL,
  rev            INTEGER NOT NULL,
  authors        TEXT NOT NULL DEFAULT '',
  changed_at     TEXT NOT NULL
) STRICT;

-- A row of it. in_force = the values that runs use, null while only proposed; proposed = the values that wait, or 'null' for a removal that waits.
CREATE TABLE lookup_row (
  place      INTEGER PRIMARY KEY,
  table_id   TEXT NOT NULL REFERENCES lookup_table (id),
  -- The key as it is compared: outer spaces and capitals do not count.
  folded     TEXT NOT NULL,
  key        TEXT NOT NULL,
  in_force   TEXT CHECK (in_force IS NULL OR json_valid(in_force)),
  proposed   TEXT CHECK (proposed IS NULL OR json_valid(proposed)),
  CHECK (in_force IS NOT NULL OR proposed IS NOT NULL),
  UNIQUE (table_id, folded)
) STRICT;
CREATE INDEX lookup_row_waiting ON lookup_row (table_id) WHERE proposed IS NOT NULL;

-- One run of a workflow over a period.
CREATE TABLE run (
  id          TEXT PRIMARY KEY,
  workflow    TEXT NOT NULL CHECK (workflow IN ('orderToCash', 'settlements', 'inventory', 'products', 'customers', 'purchaseOrders')),
  period      TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('running', 'pausing', 'paused', 'cancelling', 'cancelled', 'stopped', 'failed', 'finished')),
  started_by  TEXT NOT NULL,
  started_at  TEXT NOT NULL,
  ended_at    TEXT,
  step        TEXT NOT NULL,
  counts      TEXT NOT NULL CHECK (json_valid(counts)),
  message     TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX run_one_at_work ON run (workflow, period) WHERE state IN ('running', 'pausing', 'cancelling');

-- What a system told us of a change, as it came and with what it was signed; committed before it is answered. An id is taken once for ever.
CREATE TABLE webhook_delivery (
  place          INTEGER PRIMARY KEY,
  connection_id  TEXT NOT NULL REFERENCES connection (id),
  delivery_id    TEXT NOT NULL,
  type           TEXT NOT NULL,
  body           BLOB NOT NULL,
  signature      TEXT NOT NULL,
  signed_at      TEXT,
  received_at    TEXT NOT NULL,
  -- The run that read what it told of; NULL: it is still news.
  run_id         TEXT REFERENCES run (id),
  UNIQUE (connection_id, delivery_id)
) STRICT;
CREATE INDEX webhook_delivery_by_connection ON webhook_delivery (connection_id, place);
CREATE INDEX webhook_delivery_news ON webhook_delivery (connection_id, place) WHERE run_id IS NULL;

-- A document on its way to a system: intent is committed here before anything is sent. The key makes it unique for ever.
CREATE TABLE letter (
  id             TEXT PRIMARY KEY,
  -- What it does and for which record, e.g. `salesOrder 109390`: unique for ever (FLOW-10).
  key            TEXT NOT NULL UNIQUE,
  run_id         TEXT REFERENCES run (id),
  record_id      TEXT REFERENCES record (id),
  connection_id  TEXT NOT NULL REFERENCES connection (id),
  step           TEXT NOT NULL,
  reference      TEXT NOT NULL,
  channel        TEXT NOT NULL,
  amount_minor   INTEGER NOT NULL CHECK (abs(amount_minor) <= 9007199254740991),
  currency       TEXT NOT NULL,
  body           TEXT NOT NULL CHECK (json_valid(body)),
  -- sending: claimed, maybe sent; after a crash it is in doubt until the target was asked.
  state          TEXT NOT NULL CHECK (state IN ('held', 'queued', 'sending', 'inDoubt', 'sent', 'buried', 'discarded')),
  -- The target's own id and document number, once it has one.
  target_id      TEXT,
  target_number  TEXT,
  answer         TEXT CHECK (answer IS NULL OR json_valid(answer)),
  error_code     TEXT,
  error_about    TEXT,
  error_field    TEXT,
  recovery       TEXT,
  message        TEXT NOT NULL DEFAULT '',
  attempts       INTEGER NOT NULL DEFAULT 0,
  next_try_at    TEXT,
  requeued       INTEGER NOT NULL DEFAULT 0 CHECK (requeued IN (0, 1)),
  -- A person let a held document go on: it is not held again, whatever else happens to it.
  released       INTEGER NOT NULL DEFAULT 0 CHECK (released IN (0, 1)),
  overrides      TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(overrides)),
  mapping_version INTEGER,
  buried_at      TEXT,
  created_at     TEXT NOT NULL,
  changed_at     TEXT NOT NULL
) STRICT;
CREATE INDEX letter_by_state ON letter (state, step);
CREATE INDEX letter_by_record ON letter (record_id, step, state, requeued);
-- What waits to be sent, in the order in which it was queued.
CREATE INDEX letter_waiting ON letter (step) WHERE state IN ('queued', 'inDoubt');
CREATE INDEX letter_by_reference ON letter (reference);
CREATE INDEX letter_by_burial ON letter (buried_at DESC, id) WHERE buried_at IS NOT NULL;
CREATE INDEX letter_by_buried_amount ON letter (amount_minor, buried_at DESC, id) WHERE buried_at IS NOT NULL;
CREATE INDEX letter_by_cause ON letter (error_code, error_about) WHERE state = 'buried';

-- Each time a letter was sent: what was asked and what was answered, shortened, without secrets.
CREATE TABLE attempt (
  letter_id  TEXT NOT NULL REFERENCES letter (id),
  n          INTEGER NOT NULL,
  at         TEXT NOT NULL,
  request    TEXT NOT NULL,
  status     TEXT NOT NULL,
  answer     TEXT NOT NULL,
  PRIMARY KEY (letter_id, n)
) STRICT, WITHOUT ROWID;

-- A statement or settlement that was imported; hash = of its file's bytes, identity = account and statement number or period.
CREATE TABLE statement (
  id                TEXT PRIMARY KEY,
  file_name         TEXT NOT NULL,
  file_hash         TEXT NOT NULL,
  identity          TEXT NOT NULL UNIQUE,
  format            TEXT NOT NULL,
  account           TEXT NOT NULL,
  -- The account as the file names it (IBAN, gateway); '' when it names none.
  external_account  TEXT NOT NULL DEFAULT '',
  currency          TEXT NOT NULL,
  from_on           TEXT,
  to_on             TEXT,
  opening_minor     INTEGER,
  closing_minor     INTEGER,
  payout_reference  TEXT,
  payout_minor      INTEGER,
  issues            TEXT NOT NULL CHECK (json_valid(issues)),
  -- Why it does not add up, and why it was taken all the same; both or neither.
  unbalanced        TEXT,
  taken_because     TEXT,
  imported_by       TEXT NOT NULL,
  imported_at       TEXT NOT NULL,
  CHECK ((unbalanced IS NULL) = (taken_because IS NULL))
) STRICT;

CREATE TABLE statement_line (
  id                TEXT PRIMARY KEY,
  statement_id      TEXT NOT NULL REFERENCES statement (id) ON DELETE CASCADE,
  line              INTEGER NOT NULL,
  kind              TEXT NOT NULL,
  booked_on         TEXT NOT NULL,
  value_on          TEXT,
  amount_minor      INTEGER NOT NULL CHECK (abs(amount_minor) <= 9007199254740991),
  currency          TEXT NOT NULL,
  reference         TEXT NOT NULL,
  order_reference   TEXT,
  payout_reference  TEXT,
  party             TEXT NOT NULL,
  text              TEXT NOT NULL
) STRICT;
CREATE INDEX statement_line_by_statement ON statement_line (statement_id, line);
CREATE INDEX statement_line_by_order ON statement_line (order_reference) WHERE order_reference IS NOT NULL;

-- How a CSV layout is read, remembered by the signature of its header.
CREATE TABLE csv_layout (
  signature  TEXT PRIMARY KEY,
  columns    TEXT NOT NULL CHECK (json_valid(columns)),
  account    TEXT NOT NULL,
  saved_at   TEXT NOT NULL
) STRICT;

-- Which account of the ERP a file's own account (format and IBAN, gateway …) stands for, remembered once somebody said it.
CREATE TABLE known_account (
  format            TEXT NOT NULL,
  external_account  TEXT NOT NULL,
  currency          TEXT NOT NULL,
  account           TEXT NOT NULL,
  saved_at          TEXT NOT NULL,
  PRIMARY KEY (format, external_account, currency)
) STRICT, WITHOUT ROWID;

-- A posting as the ERP's ledger shows it, read for reconciliation. `ledger` = sales (customer account) or cash (bank account).
CREATE TABLE ledger_posting (
  connection_id     TEXT NOT NULL REFERENCES connection (id),
  ledger            TEXT NOT NULL CHECK (ledger IN ('sales', 'cash')),
  external_id       TEXT NOT NULL,
  kind              TEXT NOT NULL,
  account           TEXT NOT NULL,
  posted_on         TEXT NOT NULL,
  amount_minor      INTEGER NOT NULL CHECK (abs(amount_minor) <= 9007199254740991),
  tax_minor         INTEGER NOT NULL CHECK (abs(tax_minor) <= 9007199254740991),
  open_minor        INTEGER NOT NULL CHECK (abs(open_minor) <= 9007199254740991),
  currency          TEXT NOT NULL,
  reference         TEXT NOT NULL,
  second_reference  TEXT NOT NULL,
  narrative         TEXT NOT NULL,
  urn               TEXT NOT NULL,
  -- In the currency of the books, and units of the posting's currency for one of it, in plain digits; NULL where the ledger does not show them.
  base_currency     TEXT,
  base_minor        INTEGER CHECK (abs(base_minor) <= 9007199254740991),
  rate              TEXT,
  body_hash         TEXT NOT NULL,
  read_at           TEXT NOT NULL,
  PRIMARY KEY (connection_id, ledger, external_id),
  CHECK ((base_currency IS NULL) = (base_minor IS NULL) AND (base_currency IS NULL) = (rate IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_posting_by_account ON ledger_posting (account, posted_on);
CREATE INDEX ledger_posting_by_day ON ledger_posting (posted_on);
CREATE INDEX ledger_posting_by_second_reference ON ledger_posting (second_reference);
CREATE INDEX ledger_posting_by_reference ON ledger_posting (reference);
CREATE INDEX ledger_posting_by_urn ON ledger_posting (urn);

-- A document that a receipt or refund of the sales ledger is allocated to, as far as the ledger shows it: known by its own number (urn) and kind.
CREATE TABLE ledger_allocation (
  connection_id  TEXT NOT NULL,
  ledger         TEXT NOT NULL CHECK (ledger = 'sales'),
  external_id    TEXT NOT NULL,
  kind           TEXT NOT NULL,
  urn            TEXT NOT NULL,
  reference      TEXT NOT NULL,
  amount_minor   INTEGER NOT NULL CHECK (abs(amount_minor) <= 9007199254740991),
  PRIMARY KEY (connection_id, ledger, external_id, kind, urn),
  FOREIGN KEY (connection_id, ledger, external_id) REFERENCES ledger_posting (connection_id, ledger, external_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- A system's own figure for an account on a day, asked from it (a control total, never added up from our rows), with how many it counts.
CREATE TABLE control_total (
  kind          TEXT NOT NULL,
  account       TEXT NOT NULL,
  on_day        TEXT NOT NULL,
  -- NULL where the system states a balance only.
  entries       INTEGER,
  amount_minor  INTEGER NOT NULL,
  currency      TEXT NOT NULL,
  read_at       TEXT NOT NULL,
  PRIMARY KEY (kind, account, on_day, currency)
) STRICT, WITHOUT ROWID;

-- One line of one side of one reconciliation. Open lines are carried into the next period.
CREATE TABLE entry (
  id               TEXT PRIMARY KEY,
  kind             TEXT NOT NULL CHECK (kind IN ('payments', 'invoices', 'returns')),
  account          TEXT NOT NULL,
  period           TEXT NOT NULL,
  side             TEXT NOT NULL CHECK (side IN ('left', 'right')),
  -- Where it comes from: statement line, record, ledger posting. Unique, so that reading again adds nothing twice.
  source           TEXT NOT NULL,
  entry_kind       TEXT NOT NULL,
  on_day           TEXT NOT NULL,
  amount_minor     INTEGER NOT NULL CHECK (abs(amount_minor) <= 9007199254740991),
  open_minor       INTEGER NOT NULL CHECK (abs(open_minor) <= 9007199254740991),
  currency         TEXT NOT NULL,
  reference        TEXT NOT NULL,
  order_reference  TEXT NOT NULL,
  payout           TEXT NOT NULL,
  party            TEXT NOT NULL,
  text             TEXT NOT NULL,
  state            TEXT NOT NULL CHECK (state IN ('open', 'explained', 'suggested', 'matched', 'partMatched')),
  match_id         TEXT,
  reason           TEXT,
  reason_text      TEXT NOT NULL DEFAULT '',
  reason_by        TEXT NOT NULL DEFAULT '',
  -- Of a part of a line that a person split: where that line comes from and what it is called, which part it is, and of how many. NULL where the line stands whole.
  part_of          TEXT,
  line_name        TEXT,
  part_number      INTEGER,
  part_count       INTEGER,
  line_source      TEXT NOT NULL GENERATED ALWAYS AS (coalesce(part_of, source)) VIRTUAL,
  UNIQUE (kind, account, period, side, source),
  CHECK ((part_of IS NULL) = (part_number IS NULL) AND (part_of IS NULL) = (part_count IS NULL) AND (part_of IS NULL) = (line_name IS NULL))
) STRICT;
CREATE INDEX entry_by_key ON entry (kind, account, period, side, on_day, id);
CREATE INDEX entry_by_amount ON entry (kind, account, period, side, amount_minor, on_day, id);
CREATE INDEX entry_by_match ON entry (match_id) WHERE match_id IS NOT NULL;
CREATE INDEX entry_by_order ON entry (order_reference);
CREATE INDEX entry_part ON entry (kind, account, period, side, part_of) WHERE part_of IS NOT NULL;
CREATE INDEX entry_posted_twice ON entry (period) WHERE reason = 'postedTwice';

-- A line that a person split, as it was read last: its parts stand in `entry` in its place. Without parts it was joined again. Each month has its own row, as it has its own entries,
-- and begins with the one of the month before.
CREATE TABLE line_split (
  -- The id that the line had as an entry of the month, and has again once its parts are joined.
  id               TEXT PRIMARY KEY,
  kind             TEXT NOT NULL CHECK (kind IN ('payments', 'invoices', 'returns')),
  account          TEXT NOT NULL,
  period           TEXT NOT NULL,
  side             TEXT NOT NULL CHECK (side IN ('left', 'right')),
  source           TEXT NOT NULL,
  entry_kind       TEXT NOT NULL,
  on_day           TEXT NOT NULL,
  amount_minor     INTEGER NOT NULL CHECK (abs(amount_minor) <= 9007199254740991),
  currency         TEXT NOT NULL,
  reference        TEXT NOT NULL,
  order_reference  TEXT NOT NULL,
  payout           TEXT NOT NULL,
  party            TEXT NOT NULL,
  text             TEXT NOT NULL,
  -- How many parts were ever made of it: the place of one is never given to another.
  places           INTEGER NOT NULL,
  by_name          TEXT NOT NULL,
  at               TEXT NOT NULL,
  UNIQUE (kind, account, side, source, period)
) STRICT;

CREATE TABLE line_part (
  split_id      TEXT NOT NULL REFERENCES line_split (id),
  place         INTEGER NOT NULL,
  amount_minor  INTEGER NOT NULL CHECK (amount_minor <> 0 AND abs(amount_minor) <= 9007199254740991),
  reference     TEXT NOT NULL,
  note          TEXT NOT NULL,
  PRIMARY KEY (split_id, place)
) STRICT, WITHOUT ROWID;

-- Entries that belong together. Its members point here; taking one apart touches no other.
CREATE TABLE match (
  id                 TEXT PRIMARY KEY,
  kind               TEXT NOT NULL,
  account            TEXT NOT NULL,
  period             TEXT NOT NULL,
  rule               TEXT NOT NULL,
  automatic          INTEGER NOT NULL CHECK (automatic IN (0, 1)),
  state              TEXT NOT NULL CHECK (state IN ('suggested', 'confirmed')),
  why                TEXT NOT NULL,
  difference_minor   INTEGER NOT NULL,
  difference_reason  TEXT,
  score              REAL NOT NULL,
  made_by            TEXT NOT NULL,
  made_at            TEXT NOT NULL,
  -- How many entries are in it.
  lines              INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX match_by_key ON match (kind, account, period);

-- A match that a person took apart: the same members are never matched automatically again. members = sorted entry ids.
CREATE TABLE match_refusal (
  kind       TEXT NOT NULL,
  account    TEXT NOT NULL,
  period     TEXT NOT NULL,
  members    TEXT NOT NULL,
  -- The rule that had put them together, and whether it counted before any person had looked: a false match of that rule.
  rule       TEXT NOT NULL,
  automatic  INTEGER NOT NULL CHECK (automatic IN (0, 1)),
  by_name    TEXT NOT NULL,
  at         TEXT NOT NULL,
  PRIMARY KEY (kind, account, period, members)
) STRICT, WITHOUT ROWID;

-- Where a reconciliation stood when both sides were last read: the ledger's own figures and the outside's own balance.
CREATE TABLE reconciliation_state (
  kind           TEXT NOT NULL CHECK (kind IN ('payments', 'invoices', 'returns')),
  account        TEXT NOT NULL,
  period         TEXT NOT NULL,
  currency       TEXT NOT NULL,
  opening_minor  INTEGER NOT NULL,
  closing_minor  INTEGER NOT NULL,
  -- The balance that the outside itself states: the bank's closing balance, what the gateway still owes, the period's orders.
  outside_minor  INTEGER NOT NULL,
  findings       TEXT NOT NULL CHECK (json_valid(findings)),
  -- What is wrong inside the ledger although the totals agree, in sentences; it keeps nobody from signing.
  slips          TEXT NOT NULL CHECK (json_valid(slips)),
  -- The customer accounts whose sales documents it holds: [] where it is about a bank account.
  customers      TEXT NOT NULL CHECK (json_valid(customers)),
  -- The rules that matched it: their version and a hash of all that can be set.
  rules_version  INTEGER NOT NULL,
  rules_seal     TEXT NOT NULL,
  refreshed_at   TEXT NOT NULL,
  PRIMARY KEY (kind, account, period)
) STRICT, WITHOUT ROWID;

-- A cash-book posting proposed to put a difference right; posted only after a second person approved it.
CREATE TABLE adjustment (
  id            TEXT PRIMARY KEY,
  kind          TEXT NOT NULL CHECK (kind IN ('writeOff', 'fee', 'bankCharge', 'correction')),
  recon_kind    TEXT NOT NULL,
  account       TEXT NOT NULL,
  period        TEXT NOT NULL,
  amount_minor  INTEGER NOT NULL,
  currency      TEXT NOT NULL,
  nominal_code  TEXT NOT NULL,
  narrative     TEXT NOT NULL,
  entry_ids     TEXT NOT NULL CHECK (json_valid(entry_ids)),
  state         TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'posted', 'refused')),
  proposed_by   TEXT NOT NULL,
  proposed_at   TEXT NOT NULL,
  decided_by    TEXT,
  CHECK (decided_by IS NULL OR decided_by <> proposed_by)
) STRICT;

-- The rules that match the two sides, as data: [each rule with what can be set of it]. Version 0, as delivered, is in the app. Rows are never deleted.
CREATE TABLE match_rules_version (
  version         INTEGER PRIMARY KEY CHECK (version > 0),
  state           TEXT NOT NULL CHECK (state IN ('draft', 'proposed', 'inForce', 'retired', 'discarded')),
  rules           TEXT NOT NULL CHECK (json_valid(rules)),
  -- A hash of them: what was tried is what is proposed.
  seal            TEXT NOT NULL,
  rev             INTEGER NOT NULL,
  note            TEXT NOT NULL DEFAULT '',
  -- Ids of those who had a hand in it.
  authors         TEXT NOT NULL,
  changed_at      TEXT NOT NULL,
  proposed_by     TEXT,
  approved_by     TEXT,
  in_force_since  TEXT,
  CHECK (approved_by IS NULL OR instr(' ' || authors || ' ', ' ' || approved_by || ' ') = 0)
) STRICT;
CREATE UNIQUE INDEX match_rules_at_work ON match_rules_version ((1)) WHERE state IN ('draft', 'proposed');
CREATE UNIQUE INDEX match_rules_in_force ON match_rules_version ((1)) WHERE state = 'inForce';

-- Rules of a version tried on every month that was read: what they would win and lose against what stands. stand = a hash of when each account was read.
CREATE TABLE match_rules_trial (
  id          TEXT PRIMARY KEY,
  version     INTEGER NOT NULL REFERENCES match_rules_version (version),
  seal        TEXT NOT NULL,
  stand       TEXT NOT NULL,
  started_by  TEXT NOT NULL,
  started_at  TEXT NOT NULL,
  ended_at    TEXT NOT NULL,
  result      TEXT NOT NULL CHECK (json_valid(result))
) STRICT;
CREATE INDEX match_rules_trial_by_version ON match_rules_trial (version);

-- A match that was won, lost, or made against what a person decided. lines = [{side, kind, on, reference, party, amountMinor, currency}].
CREATE TABLE match_rules_case (
  place         INTEGER PRIMARY KEY,
  trial_id      TEXT NOT NULL REFERENCES match_rules_trial (id) ON DELETE CASCADE,
  outcome       TEXT NOT NULL CHECK (outcome IN ('won', 'lost', 'contradict', 'again')),
  rule          TEXT NOT NULL,
  kind          TEXT NOT NULL,
  account       TEXT NOT NULL,
  period        TEXT NOT NULL,
  why           TEXT NOT NULL,
  instead       TEXT NOT NULL,
  amount_minor  INTEGER NOT NULL,
  currency      TEXT NOT NULL,
  reference     TEXT NOT NULL,
  lines         TEXT NOT NULL CHECK (json_valid(lines))
) STRICT;
CREATE INDEX match_rules_case_by_trial ON match_rules_case (trial_id, outcome, place);

-- Signatures under a period. Both set = locked for every command.
CREATE TABLE period_close (
  period        TEXT PRIMARY KEY,
  prepared_by   TEXT,
  prepared_at   TEXT,
  reviewed_by   TEXT,
  reviewed_at   TEXT,
  figures_hash  TEXT NOT NULL,
  -- At the second signature: {board, rollForward, controls} as they were signed, and the audit entry that holds it.
  signed        TEXT CHECK (signed IS NULL OR json_valid(signed)),
  head_seq      INTEGER,
  head_hash     TEXT,
  CHECK (reviewed_by IS NULL OR (prepared_by IS NOT NULL AND reviewed_by <> prepared_by))
) STRICT;

-- A record or posting of a locked month as it was signed, and the hash of that. facts = what it said, as a JSON object of texts.
CREATE TABLE signed_record (
  period         TEXT NOT NULL,
  system         TEXT NOT NULL CHECK (system IN ('shop', 'ledger')),
  connection_id  TEXT NOT NULL,
  kind           TEXT NOT NULL,
  external_id    TEXT NOT NULL,
  reference      TEXT NOT NULL,
  facts          TEXT NOT NULL CHECK (json_valid(facts)),
  hash           TEXT NOT NULL,
  -- The hash of the row that it was signed from: while that is the same, nothing has to be compared.
  source_hash    TEXT NOT NULL,
  PRIMARY KEY (period, system, connection_id, kind, external_id)
) STRICT, WITHOUT ROWID;

-- A record of a locked month that a system showed otherwise than it was signed. The same finding is raised once; somebody acknowledges it with a reason.
CREATE TABLE close_alarm (
  id               TEXT PRIMARY KEY,
  period           TEXT NOT NULL,
  system           TEXT NOT NULL CHECK (system IN ('shop', 'ledger')),
  connection_id    TEXT NOT NULL,
  kind             TEXT NOT NULL,
  external_id      TEXT NOT NULL,
  reference        TEXT NOT NULL,
  change           TEXT NOT NULL CHECK (change IN ('changed', 'missing', 'new')),
  -- [{field, signed, now}]
  differences      TEXT NOT NULL CHECK (json_valid(differences)),
  -- What the system says now: the same again is no second alarm.
  now_hash         TEXT NOT NULL,
  found_at         TEXT NOT NULL,
  acknowledged_by  TEXT NOT NULL DEFAULT '',
  acknowledged_at  TEXT,
  reason           TEXT NOT NULL DEFAULT '',
  UNIQUE (period, system, connection_id, kind, external_id, now_hash)
) STRICT;
CREATE INDEX close_alarm_open ON close_alarm (period) WHERE acknowledged_at IS NULL;

-- What a person wrote about lines of a reconciliation, and the file that proves it. Never changed or taken away.
CREATE TABLE note (
  id          TEXT PRIMARY KEY,
  kind        TEXT NOT NULL,
  account     TEXT NOT NULL,
  period      TEXT NOT NULL,
  text        TEXT NOT NULL,
  -- The attached file: its name, size and the SHA-256 that it lies under in the workspace's folder; NULL without one.
  file_name   TEXT,
  file_bytes  INTEGER,
  file_hash   TEXT,
  by_name     TEXT NOT NULL,
  at          TEXT NOT NULL
) STRICT;
CREATE INDEX note_by_key ON note (kind, account, period);

-- The lines that a note is about, by where they come from: it stays with them when both sides are read anew, and goes with an open item into the next month.
CREATE TABLE note_line (
  kind     TEXT NOT NULL,
  account  TEXT NOT NULL,
  side     TEXT NOT NULL,
  source   TEXT NOT NULL,
  note_id  TEXT NOT NULL REFERENCES note (id),
  PRIMARY KEY (kind, account, side, source, note_id)
) STRICT, WITHOUT ROWID;
