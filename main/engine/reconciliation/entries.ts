import type { LocalDate } from '../../../shared/values/date.ts';
import { sumOf, type DraftEntry, type Shape } from './entry.ts';
import type { ReferenceIndex } from './references.ts';

/** A line of an imported statement or settlement. */
export type StatementLine = {
  id: string; statementId: string; line: number; kind: string; on: LocalDate; amountMinor: number; currency: string;
  reference: string; orderReference: string; payout: string; party: string; text: string;
};

/** A posting as the ERP's ledger shows it. */
export type Posting = {
  source: string; ledger: 'sales' | 'cash'; kind: string; account: string; on: LocalDate; amountMinor: number; taxMinor: number; currency: string;
  reference: string; secondReference: string; narrative: string; urn: string;
};

/** An order or return of commerce, with where it stands in our hands. */
export type RecordFact = {
  id: string; kind: 'order' | 'return'; externalId: string; reference: string; number: string; channel: string; on: LocalDate; despatchedOn: LocalDate | null; amountMinor: number; currency: string;
  status: string; party: string; customerReference: string; state: string; stage: string; reason: string; document: string;
  /** It changed after it was posted. */
  edited: boolean;
};

/** How references of orders and payouts are found again in what a ledger or a bank writes. */
export type Lookups = { readonly orders: ReferenceIndex; readonly payouts: ReferenceIndex };

const first = (lines: readonly StatementLine[]): StatementLine => {
  const [line] = lines;
  if (!line) throw new RangeError('a group has a member');
  return line;
};

/** A report splits one sale into price, tax and carriage: of one order, kind and day in a payout they are one entry. */
export function settlementEntries(lines: readonly StatementLine[]): DraftEntry[] {
  const groups = new Map<string, StatementLine[]>();
  for (const line of lines) {
    const key = line.orderReference === '' ? `line ${line.id}` : [line.statementId, line.orderReference, line.kind, line.on].join(' ');
    const members = groups.get(key);
    if (members) members.push(line);
    else groups.set(key, [line]);
  }
  return [...groups.entries()].map(([source, members]): DraftEntry => {
    const line = first(members);
    return {
      side: 'left', source, kind: line.kind, on: line.on, amountMinor: sumOf(members), currency: line.currency, reference: line.reference, orderReference: line.orderReference,
      payout: line.payout, party: line.party, text: line.text,
    };
  });
}

export function bankEntries(lines: readonly StatementLine[], { orders, payouts }: Lookups): DraftEntry[] {
  return lines.map((line): DraftEntry => ({
    side: 'left', source: `line ${line.id}`, kind: 'bank', on: line.on, amountMinor: line.amountMinor, currency: line.currency, reference: line.reference,
    orderReference: line.orderReference || single(orders.findAll(line.reference)) || single(orders.findAll(line.text)),
    payout: line.payout || payouts.find(line.reference, line.text), party: line.party, text: line.text,
  }));
}

/** A text that names several orders names none in particular. */
const single = (found: readonly string[]): string => (found.length === 1 ? (found[0] ?? '') : '');

export function postingEntries(postings: readonly Posting[], shape: Shape, { orders, payouts }: Lookups): DraftEntry[] {
  // Credit notes stand as negative amounts on the customer's account; a reconciliation of returns compares what was given back.
  const sign = shape === 'returns' ? -1 : 1;
  return postings.map((posting): DraftEntry => ({
    side: 'right', source: posting.source, kind: posting.kind, on: posting.on, amountMinor: sign * posting.amountMinor, currency: posting.currency, reference: posting.reference,
    orderReference: orders.find(posting.secondReference, posting.reference, posting.narrative) || orderLike(posting),
    payout: isTradeMoney(posting.kind) ? '' : payouts.find(posting.reference, posting.secondReference, posting.narrative),
    party: posting.account, text: posting.narrative,
  }));
}

const isTradeMoney = (kind: string): boolean => kind === 'invoice' || kind === 'creditNote';
/** An order that commerce data does not hold (an earlier month's) is still known by its second reference. */
const orderLike = ({ kind, secondReference, reference }: Posting): string => (kind === 'transfer' || kind === 'bankPayment' || kind === 'bankReceipt' || kind === 'opening' ? '' : secondReference || reference);

export function orderEntries(orders: readonly RecordFact[]): DraftEntry[] {
  return orders.flatMap((order): DraftEntry[] => order.despatchedOn === null || order.status === 'cancelled' ? [] : [{
    side: 'left', source: `record ${order.id}`, kind: 'order', on: order.despatchedOn, amountMinor: order.amountMinor, currency: order.currency, reference: order.number,
    orderReference: order.reference, payout: '', party: order.party, text: order.stage,
  }]);
}

/** A refund of an order that was cancelled before it was invoiced needs no credit note; it is left out. */
export function returnEntries(returns: readonly RecordFact[], lines: readonly StatementLine[], { orders }: Lookups, ordersByReference: ReadonlyMap<string, RecordFact>): DraftEntry[] {
  const known = returns.flatMap((record): DraftEntry[] => {
    const orderReference = orders.find(record.reference, record.number) || record.reference;
    if (record.status === 'open' || (record.status === 'cancellation' && (ordersByReference.get(orderReference)?.despatchedOn ?? null) === null)) return [];
    return [{
      side: 'left', source: `record ${record.id}`, kind: 'return', on: record.on, amountMinor: record.amountMinor, currency: record.currency, reference: record.externalId,
      orderReference, payout: '', party: record.party, text: record.stage,
    }];
  });
  return [...known, ...gatewayRefunds(lines, known)];
}

/** What the gateway gave back and commerce does not know: refunds without a return, chargebacks and their reversals. */
function gatewayRefunds(lines: readonly StatementLine[], known: readonly DraftEntry[]): DraftEntry[] {
  const unclaimed = new Map<string, number>();
  const keyOf = (reference: string, minor: number): string => `${reference.toUpperCase()}|${minor}`;
  for (const entry of known) {
    const key = keyOf(entry.orderReference, entry.amountMinor);
    unclaimed.set(key, (unclaimed.get(key) ?? 0) + 1);
  }
  return settlementEntries(lines.filter(({ kind }) => kind === 'refund' || kind === 'chargeback' || kind === 'chargebackReversal')).flatMap((entry): DraftEntry[] => {
    const key = keyOf(entry.orderReference, -entry.amountMinor);
    const waiting = unclaimed.get(key) ?? 0;
    if (entry.kind === 'refund' && waiting > 0) {
      unclaimed.set(key, waiting - 1);
      return [];
    }
    return [{ ...entry, kind: entry.kind === 'refund' ? 'gatewayRefund' : entry.kind, amountMinor: -entry.amountMinor }];
  });
}
