import type { Address, Order, OrderLine } from '../../../shared/canonical/order.ts';
import type { Difference, ProposalKind } from '../../../shared/contract/proposals.ts';
import { formatMinor } from '../../../shared/values/money.ts';

/** Most differences of one order that are told; an order of a thousand lines is not read line by line. */
const MAX_TOLD = 60;

export type Change = { kind: ProposalKind; differences: Difference[] };

/**
 * What the shop says of an order now that its document does not say. Being despatched or paid in full is the order's way through the
 * chain, not a change; null when nothing else differs.
 */
export function changeOf(posted: Order, now: Order): Change | null {
  const edits = [...moneyEdits(posted, now), ...lineEdits(posted, now), ...addressEdit('Delivery address', posted.delivery, now.delivery), ...addressEdit('Buyer', posted.buyer, now.buyer)];
  const payment = paymentEdit(posted, now);
  if (now.status === 'cancelled' && posted.status !== 'cancelled') return told('cancellation', [{ field: 'Status', posted: posted.status, now: 'cancelled' }, ...edits]);
  if (edits.length > 0) return told('edit', [...edits, ...payment]);
  return payment.length > 0 ? told('partPayment', payment) : null;
}

const told = (kind: ProposalKind, differences: Difference[]): Change => ({ kind, differences: differences.slice(0, MAX_TOLD) });

const differing = (field: string, posted: string, now: string): Difference[] => (posted === now ? [] : [{ field, posted, now }]);

function moneyEdits(posted: Order, now: Order): Difference[] {
  const amounts = [['Total', 'grossMinor'], ['Carriage', 'carriageMinor'], ['Discount', 'discountMinor']] as const;
  return [
    ...differing('Currency', posted.currency, now.currency),
    ...amounts.flatMap(([field, name]) => differing(field, formatMinor(posted[name], posted.currency), formatMinor(now[name], now.currency))),
  ];
}

/** Several lines of one article are one row: systems do not keep the order of lines. */
function bySku(lines: readonly OrderLine[]): Map<string, { quantity: number; grossMinor: number; rates: string }> {
  const rows = new Map<string, { quantity: number; grossMinor: number; rates: string }>();
  for (const [sku, own] of Map.groupBy(lines, line => line.sku)) {
    rows.set(sku, {
      quantity: own.reduce((sum, { quantity }) => sum + quantity, 0), grossMinor: own.reduce((sum, { grossMinor }) => sum + grossMinor, 0),
      rates: [...new Set(own.map(({ taxRate }) => taxRate))].sort().join(' and '),
    });
  }
  return rows;
}

function lineEdits(posted: Order, now: Order): Difference[] {
  const [before, after] = [bySku(posted.lines), bySku(now.lines)];
  const said = (order: Order, row: { quantity: number; grossMinor: number; rates: string } | undefined): string =>
    (row ? `${row.quantity} for ${formatMinor(row.grossMinor, order.currency)} at ${row.rates} % VAT` : 'not on the order');
  return [...new Set([...before.keys(), ...after.keys()])].flatMap(sku => differing(`Line ${sku}`, said(posted, before.get(sku)), said(now, after.get(sku))));
}

/** What is written on a parcel or an invoice; a change of telephone number or e-mail address alters no document. */
const written = ({ name, company, address1, address2, town, region, postcode, country }: Address): string =>
  [name, company, address1, address2, town, region, postcode, country].map(part => part.trim()).filter(Boolean).join(', ');

const addressEdit = (field: string, posted: Address, now: Address): Difference[] => differing(field, written(posted), written(now));

/** Only less than was thought to be paid is a change; the rest of a payment arriving is not. */
function paymentEdit(posted: Order, now: Order): Difference[] {
  const paid = (order: Order): number => (order.paidMinor ?? (order.paidAt === null ? 0 : order.grossMinor));
  if (now.status === 'cancelled' || posted.paidAt === null && posted.paidMinor === undefined && now.paidMinor === undefined) return [];
  const isPart = now.paidMinor !== undefined || now.paidAt === null;
  return isPart ? differing('Paid', formatMinor(paid(posted), posted.currency), formatMinor(paid(now), now.currency)) : [];
}
