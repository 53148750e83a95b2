import type { StaffAction } from '../world/world-types.ts';
import { allocate, takeOff } from './allocations.ts';
import { INVOICE, RECEIPT } from './enums.ts';
import { STAFF, type Office } from './office.ts';

type Paid = { invoice: number; receipt: number; customerId: number; openedOn: string; grossMinor: number };

/** An order's invoice and receipt, once the one is allocated to the other in full. */
function paidOrder(office: Office, reference: string): Paid | undefined {
  return office.store.get<Paid>(
    `SELECT invoice.id AS invoice, receipt.id AS receipt, invoice.customer_id AS customerId, max(invoice.transaction_on, receipt.transaction_on) AS openedOn, invoice.gross_minor AS grossMinor
     FROM sales_transaction invoice JOIN sales_transaction receipt ON receipt.second_reference = invoice.second_reference AND receipt.customer_id = invoice.customer_id AND receipt.type = ?
     WHERE invoice.type = ? AND invoice.second_reference = ? AND invoice.allocated_minor = invoice.gross_minor AND receipt.allocated_minor = receipt.gross_minor`, RECEIPT, INVOICE, reference);
}

/** Somebody "tidies up" at month-end: takes the allocations of two orders off, and puts the receipt of the one on the invoice of the other. True when it was done. */
export function allocateElsewhere(office: Office, action: Extract<StaffAction, { kind: 'allocate-elsewhere' }>): boolean {
  const [own, other] = [paidOrder(office, action.orderReference), paidOrder(office, action.otherReference)];
  if (!own || !other || own.customerId !== other.customerId) return false;
  if (!takeOff(office, own.invoice, own.receipt) || !takeOff(office, other.invoice, other.receipt)) return false;
  const minor = Math.min(own.grossMinor, other.grossMinor);
  const on = own.openedOn > other.openedOn ? own.openedOn : other.openedOn;
  allocate(office, { customerId: own.customerId, on, lines: [{ transactionId: other.invoice, minor }, { transactionId: own.receipt, minor }], user: STAFF });
  return true;
}
