import { CONTROL, EXCHANGE } from './chart.ts';
import { customerById } from './customer-account.ts';
import { divideHalfUp, unscaled } from '../decimal.ts';
import { dayField, idField, listField, numberField, type Body } from './field-rules.ts';
import { nextUrn, postNominal } from './nominal-ledger.ts';
import { momentOf, todayOf, USER, type Office } from './office.ts';
import { requireOpenPeriod } from './periods.ts';
import { badValue, ruleBroken } from './sage-error.ts';

export type AllocationLine = { transactionId: number; minor: number };

type Allocatable = { id: number; customer_id: number; reference: string; gross_minor: number; allocated_minor: number; base_gross_minor: number; base_allocated_minor: number };

/** Invoices against receipts: the signed values add up to nothing, and none exceeds what is outstanding. */
export function allocate(office: Office, options: { customerId: number; on: string; lines: readonly AllocationLine[]; user: string }): void {
  const { customerId, on, lines } = options;
  if (lines.length < 2) throw ruleBroken('An allocation needs at least two transactions.');
  const session = nextUrn(office);
  let signed = 0;
  let baseLeft = 0;
  for (const line of lines) {
    const row = transactionOf(office, line.transactionId, customerId);
    const minor = Math.sign(row.gross_minor) * Math.abs(line.minor);
    const outstanding = row.gross_minor - row.allocated_minor;
    if (minor === 0) throw badValue('The value to allocate must not be zero.');
    if (Math.abs(minor) > Math.abs(outstanding)) throw ruleBroken(`The value to allocate is more than the outstanding value of transaction ${row.reference || row.id}.`);
    signed += minor;
    baseLeft += settle(office, { row, minor, on, session });
  }
  if (signed !== 0) throw ruleBroken('The allocation does not balance: the values to allocate must add up to zero.');
  if (baseLeft !== 0) bookDifference(office, { session, on, baseLeft, user: options.user });
}

/** Takes the allocation of two transactions with each other off again; both stand open as they did before. False when they are in no session of their own. */
export function takeOff(office: Office, first: number, second: number): boolean {
  const found = office.store.get<{ session: number }>(
    `SELECT session FROM allocation_line GROUP BY session HAVING count(*) = 2 AND sum(transaction_id IN (?, ?)) = 2`, first, second);
  if (!found) return false;
  for (const line of office.store.all<{ transaction_id: number; value_minor: number; base_minor: number }>('SELECT transaction_id, value_minor, base_minor FROM allocation_line WHERE session = ?', found.session)) {
    office.store.run('UPDATE sales_transaction SET allocated_minor = allocated_minor - ?, base_allocated_minor = base_allocated_minor - ?, settled_on = NULL, updated_at = ? WHERE id = ?',
      line.value_minor, line.base_minor, momentOf(office), line.transaction_id);
  }
  office.store.run('DELETE FROM allocation_line WHERE session = ?', found.session);
  return true;
}

function transactionOf(office: Office, id: number, customerId: number): Allocatable {
  const row = office.store.get<Allocatable>(
    'SELECT id, customer_id, reference, gross_minor, allocated_minor, base_gross_minor, base_allocated_minor FROM sales_transaction WHERE id = ?', id);
  if (!row || row.customer_id !== customerId) throw badValue(`The transaction with id ${id} does not exist on this customer's account.`);
  return row;
}

/** Returns the part of the home-currency value that this allocation used up. */
function settle(office: Office, { row, minor, on, session }: { row: Allocatable; minor: number; on: string; session: number }): number {
  const settled = row.allocated_minor + minor === row.gross_minor;
  const base = settled ? row.base_gross_minor - row.base_allocated_minor : divideHalfUp(BigInt(row.base_gross_minor) * BigInt(minor), BigInt(row.gross_minor));
  const at = momentOf(office);
  office.store.run('UPDATE sales_transaction SET allocated_minor = allocated_minor + ?, base_allocated_minor = base_allocated_minor + ?, settled_on = ?, updated_at = ? WHERE id = ?',
    minor, base, settled ? on : null, at, row.id);
  office.store.run('INSERT INTO allocation_line (session, transaction_id, value_minor, allocated_on, base_minor, created_at) VALUES (?, ?, ?, ?, ?, ?)', session, row.id, minor, on, base, at);
  return base;
}

/** Two rates met: what is left of the control account's home value is an exchange gain or loss. */
function bookDifference(office: Office, { session, on, baseLeft, user }: { session: number; on: string; baseLeft: number; user: string }): void {
  requireOpenPeriod(office, on);
  const narrative = 'Exchange difference on allocation';
  postNominal(office, {
    urn: session, on, reference: '', source: 'SL', user,
    entries: [
      { code: CONTROL, costCentre: '', department: '', minor: -baseLeft, narrative },
      { code: EXCHANGE, costCentre: '', department: '', minor: baseLeft, narrative },
    ],
  });
}

export function createAllocation(office: Office, body: Body): Body {
  const customerId = customerById(office, idField(body, 'customer_id')).id;
  const lines = listField(body, 'allocation_lines').map(line => ({ transactionId: idField(line, 'posted_tran_id') ?? 0, minor: numberField(line, 'value_to_allocate', 2) ?? 0 }));
  const on = dayField(body, 'allocation_date', todayOf(office));
  allocate(office, { customerId, on, lines, user: USER });
  return {
    customer_id: customerId, allocation_date: `${on}T00:00:00Z`,
    allocation_lines: lines.map(line => ({ posted_tran_id: line.transactionId, value_to_allocate: unscaled(line.minor, 2) })),
  };
}
