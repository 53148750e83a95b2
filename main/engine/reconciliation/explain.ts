import type { Reason } from '../../../shared/contract/reconciliation.ts';
import { addDays } from '../../../shared/values/date.ts';
import type { RecordFact } from './entries.ts';
import type { ReconEntry } from './entry.ts';
import { bankLineOf, dayName, TRANSIT_DAYS, type Evidence } from './evidence.ts';
import type { DifferenceJudge } from './match.ts';
import type { Slip } from './slips.ts';

/** `reason` null: what can be said of an entry that stays open all the same, because only a person can explain it. */
export type Named = { readonly reason: Reason | null; readonly text: string };
type Explainer = (entry: ReconEntry, evidence: Evidence) => Named | null;

/** Names why an open entry is open, when something proves it; null leaves it unexplained for a person. */
export function explain(entry: ReconEntry, evidence: Evidence): Named | null {
  for (const explainer of EXPLAINERS[`${evidence.shape} ${entry.side}`] ?? []) {
    const named = explainer(entry, evidence);
    if (named) return named;
  }
  return null;
}

const EXPLAINERS: Readonly<Record<string, readonly Explainer[]>> = {
  'clearing left': [carriedDifference, payoutOnItsWay, laterPosting, standsTwice, saleWithoutReceipt, refundWithoutPayment, reserve, chargeback, unpostedFee],
  'clearing right': [carriedDifference, postedTwice, receiptWithoutPayout],
  'bank left': [payoutWithoutTransfer, laterPosting, bankCharge, standsTwice, customerPayment],
  'bank right': [carriedDifference, postedTwice, notAtTheBankYet],
  'invoices left': [laterPosting, orderWithoutInvoice, standsTwice],
  'invoices right': [postedTwice, invoiceBeforeDespatch, invoiceWithoutOrder],
  'returns left': [laterPosting, chargeback, returnWithoutCredit, standsTwice],
  'returns right': [postedTwice, creditWithoutReturn],
};

const name = ({ reference, number }: RecordFact): string => (reference === '' ? number : reference);

function carriedDifference(entry: ReconEntry): Named | null {
  return entry.kind === 'difference' ? { reason: 'openingItem', text: `A difference agreed in an earlier period still stands on the account (${entry.text}). It goes when its adjustment is posted.` } : null;
}

function payoutOnItsWay(entry: ReconEntry, evidence: Evidence): Named | null {
  if (entry.kind !== 'payout') return null;
  const amount = evidence.format(-entry.amountMinor);
  const what = `Payout ${entry.payout || entry.reference || 'without a number'} of ${amount} left the gateway on ${dayName(entry.on)}`;
  const banked = bankLineOf(evidence, entry);
  if (banked && banked.on > evidence.lastDay) return { reason: 'payoutInTransit', text: `${what} and reached the bank on ${dayName(banked.on)}.` };
  const transfer = evidence.later('right', entry);
  if (!banked && transfer) return { reason: 'payoutInTransit', text: `${what}; the ledger shows its transfer on ${dayName(transfer.on)}.` };
  if (banked) return { reason: 'missingInLedger', text: `${what} and reached the bank on ${dayName(banked.on)}, but the ledger holds no transfer of it. Run the settlements again, or post the transfer.` };
  if (addDays(entry.on, TRANSIT_DAYS) > evidence.lastDay) return { reason: 'payoutInTransit', text: `${what}; the bank does not show it yet. Look for it in the next statement.` };
  return null;
}

function laterPosting(entry: ReconEntry, evidence: Evidence): Named | null {
  const later = evidence.later('right', entry);
  if (!later) return null;
  const amount = evidence.format(later.amountMinor);
  if (evidence.shape === 'invoices') return { reason: 'invoicedLater', text: `Order ${entry.orderReference} was despatched on ${dayName(entry.on)} and invoiced on ${dayName(later.on)} (${amount}). It belongs to the cut-off of ${evidence.period}.` };
  return { reason: 'timing', text: `Posted on ${dayName(later.on)} (${amount}), after the end of ${evidence.period}.` };
}

const STOPPED: Readonly<Record<string, string>> = { failed: 'could not be posted', held: 'is held', waiting: 'is not posted yet', inDoubt: 'is in doubt', skipped: 'was skipped' };

/** What a record says about why the ledger does not know it. */
function stopped(order: RecordFact): string | null {
  const words = STOPPED[order.state];
  return words === undefined ? null : `Order ${name(order)} ${words}${order.reason === '' ? '' : `: ${order.reason.replace(/\.$/, '')}`}. Put it right under Failed or Held, then read both sides again.`;
}

function saleWithoutReceipt(entry: ReconEntry, evidence: Evidence): Named | null {
  if (entry.kind !== 'sale') return null;
  const order = evidence.orderOf(entry);
  if (!order) return null;
  const paid = `${entry.payout === '' ? 'The gateway' : `Payout ${entry.payout}`} includes order ${name(order)} with ${evidence.format(entry.amountMinor)}`;
  if (order.status === 'cancelled') return { reason: 'paidOutOrderCancelled', text: `${paid}, but the order was cancelled. Expect the gateway to take it back, or refund the buyer.` };
  const why = stopped(order);
  if (why) return { reason: 'orderNotPosted', text: why };
  return { reason: 'missingInLedger', text: `${paid}; order ${name(order)} is posted (${order.document || order.stage}), but the ledger holds no receipt of it. Run the month again to post it.` };
}

function refundWithoutPayment(entry: ReconEntry, evidence: Evidence): Named | null {
  if (entry.kind !== 'refund') return null;
  const amount = evidence.format(-entry.amountMinor);
  const credit = evidence.creditOf(entry.orderReference);
  const known = evidence.isReturned(entry.orderReference, -entry.amountMinor);
  if (!credit && !known) return { reason: 'refundWithoutCreditNote', text: `The gateway refunded ${amount} for order ${entry.orderReference} on ${dayName(entry.on)}; commerce knows no return and the ledger no credit note. Find out why, then credit the order.` };
  if (credit) return { reason: 'missingInLedger', text: `Order ${entry.orderReference} is credited (${credit.reference}), but the refund of ${amount} is not posted from the clearing account.` };
  return { reason: 'refundWithoutCreditNote', text: `The return of order ${entry.orderReference} (${amount}) has no credit note and no refund in the ledger. Run the month again, or look under Failed.` };
}

function reserve(entry: ReconEntry, evidence: Evidence): Named | null {
  const amount = evidence.format(Math.abs(entry.amountMinor));
  if (entry.kind === 'reserve') return { reason: 'reserveHeld', text: `The gateway holds ${amount} back since ${dayName(entry.on)}. It is released with a later payout.` };
  if (entry.kind === 'reserveRelease') return { reason: 'reserveReleased', text: `The gateway released ${amount} on ${dayName(entry.on)} that it had held back before.` };
  return null;
}

function chargeback(entry: ReconEntry, evidence: Evidence): Named | null {
  const amount = evidence.format(Math.abs(entry.amountMinor));
  if (entry.kind === 'chargeback') return { reason: 'chargeback', text: `The buyer of order ${entry.orderReference} charged ${amount} back on ${dayName(entry.on)}. Answer the dispute, or credit the order.` };
  if (entry.kind === 'chargebackReversal') return { reason: 'chargebackWon', text: `The dispute over order ${entry.orderReference} was won on ${dayName(entry.on)}: ${amount} came back.` };
  return null;
}

function unpostedFee(entry: ReconEntry, evidence: Evidence): Named | null {
  if (entry.kind !== 'fee' || evidence.isPayoutPosted(entry.payout)) return null;
  return { reason: 'fee', text: `The fee of ${evidence.format(-entry.amountMinor)} (${entry.text || 'gateway fee'}${entry.payout === '' ? '' : `, payout ${entry.payout}`}) is not in the ledger. Run the settlements again, or propose it as an adjustment.` };
}

function postedTwice(entry: ReconEntry, evidence: Evidence): Named | null {
  const twin = evidence.twinOf(entry);
  if (!twin || entry.kind === 'transfer') return null;
  return { reason: 'postedTwice', text: `${entry.orderReference} stands twice in the ledger with ${evidence.format(entry.amountMinor)}: ${twin.reference} of ${dayName(twin.on)} and ${entry.reference} of ${dayName(entry.on)}. Reverse the second in the ERP.` };
}

/** Twice outside and once in the ledger. Of an order that is worth more, two equal lines may be two parts of it. A person says which it is, so it stays open. */
function standsTwice(entry: ReconEntry, evidence: Evidence): Named | null {
  const repeat = evidence.repeatOf(entry);
  const order = evidence.orderOf(entry);
  if (!repeat || (order && order.amountMinor !== entry.amountMinor)) return null;
  const { original, copy, isOriginalMatched } = repeat;
  const days = original.on === copy.on ? `both of ${dayName(copy.on)}` : `${dayName(original.on)} and ${dayName(copy.on)}`;
  const what = `${entry.orderReference || entry.reference} stands twice outside with ${evidence.format(entry.amountMinor)} (${days}), and the ledger has it once.`;
  const which = isOriginalMatched ? 'The first is matched, so this is the copy:' : original.on === copy.on ? 'Match one of them; the other is the copy:' : entry === original ? 'This is the earlier: match it. The other is the copy:' : 'The other is earlier; this is the copy:';
  return { reason: null, text: `${what} ${which} a line that came twice, or a second payment to be posted and given back.` };
}

function receiptWithoutPayout(entry: ReconEntry, evidence: Evidence): Named | null {
  if (entry.kind !== 'receipt' && entry.kind !== 'refund') {
    const payout = evidence.payoutOf(entry.payout);
    return payout?.paidOn && payout.paidOn > evidence.lastDay ? { reason: 'timing', text: `Belongs to payout ${entry.payout} of ${dayName(payout.paidOn)}.` } : null;
  }
  const order = evidence.orderOf(entry);
  const what = entry.kind === 'receipt' ? `Receipt ${entry.reference} of order ${entry.orderReference}` : `Refund ${entry.reference} of order ${entry.orderReference}`;
  const later = evidence.later('left', entry);
  if (later) return { reason: 'notInPayoutYet', text: `${what} (${evidence.format(entry.amountMinor)}) is in ${later.payout === '' ? 'a later settlement' : `payout ${later.payout}`} of ${dayName(later.on)}.` };
  const due = order?.despatchedOn && order.despatchedOn > entry.on ? order.despatchedOn : entry.on;
  if (evidence.coveredTo === null) return null;
  if (order && order.despatchedOn === null && order.status !== 'cancelled') return { reason: 'notInPayoutYet', text: `${what} (${evidence.format(entry.amountMinor)}) is not despatched, so the gateway has not paid it out.` };
  if (due >= evidence.coveredTo) return { reason: 'notInPayoutYet', text: `${what} (${evidence.format(entry.amountMinor)}) is of ${dayName(due)}; the settlements reach to ${dayName(evidence.coveredTo)}. Expect it in the next payout.` };
  return { reason: 'missingFromPayout', text: `${what} (${evidence.format(entry.amountMinor)}, ${dayName(due)}) is in none of the payouts up to ${dayName(evidence.coveredTo)}. Ask ${evidence.channelName} for it.` };
}

function payoutWithoutTransfer(entry: ReconEntry, evidence: Evidence): Named | null {
  if (entry.payout === '') return null;
  const later = evidence.later('right', entry);
  if (later) return { reason: 'timing', text: `Payout ${entry.payout} reached the bank on ${dayName(entry.on)}; its transfer is posted on ${dayName(later.on)}.` };
  return { reason: 'missingInLedger', text: `Payout ${entry.payout} of ${evidence.format(entry.amountMinor)} reached the bank on ${dayName(entry.on)}; the ledger holds no transfer of it. Run the settlements again, or post it.` };
}

function bankCharge(entry: ReconEntry, evidence: Evidence): Named | null {
  if (entry.amountMinor >= 0 || !/\b(fees?|charges?|commission|interest|tariff)\b/i.test(`${entry.text} ${entry.reference}`)) return null;
  return { reason: 'bankCharge', text: `The bank took ${evidence.format(-entry.amountMinor)} on ${dayName(entry.on)} (${entry.text || entry.reference}); the ledger does not hold it. Propose a bank charge for it.` };
}

function customerPayment(entry: ReconEntry, evidence: Evidence): Named | null {
  if (entry.amountMinor <= 0) return null;
  const order = evidence.orderOf(entry) ?? (entry.orderReference === '' ? evidence.orderOfBuyer(entry.party, entry.amountMinor) : undefined);
  if (!order) return null;
  const paid = `${entry.party || 'A customer'} paid ${evidence.format(entry.amountMinor)} on ${dayName(entry.on)}`;
  if (entry.amountMinor < order.amountMinor) return { reason: 'partPaid', text: `${paid} of the ${evidence.format(order.amountMinor)} of order ${name(order)}. Post the receipt and ask for the rest.` };
  if (entry.amountMinor > order.amountMinor) return { reason: 'paidTogether', text: `${paid} and names order ${name(order)} of ${evidence.format(order.amountMinor)}: more than one was paid. Post the receipts of all of them.` };
  return { reason: 'missingInLedger', text: `${paid} for order ${name(order)}; the ledger holds no receipt of it. Post the receipt.` };
}

function notAtTheBankYet(entry: ReconEntry, evidence: Evidence): Named | null {
  const later = evidence.later('left', entry);
  if (later) return { reason: 'timing', text: `The bank shows it on ${dayName(later.on)}, after the end of ${evidence.period}.` };
  if (entry.kind !== 'opening' && addDays(entry.on, TRANSIT_DAYS) > evidence.lastDay) return { reason: 'timing', text: `Posted on ${dayName(entry.on)}; the bank does not show it by ${dayName(evidence.lastDay)}. Look for it in the next statement.` };
  return null;
}

function orderWithoutInvoice(entry: ReconEntry, evidence: Evidence): Named | null {
  const order = evidence.orderOf(entry);
  if (!order) return null;
  const why = stopped(order);
  if (why) return { reason: 'orderNotPosted', text: why };
  return { reason: 'despatchedNotInvoiced', text: `Order ${name(order)} (${order.document || 'posted'}) was despatched on ${dayName(entry.on)} and is not invoiced. Post its invoice in the ERP.` };
}

function invoiceBeforeDespatch(entry: ReconEntry, evidence: Evidence): Named | null {
  const order = evidence.orderOf(entry);
  if (!order) return null;
  if (order.status === 'cancelled') return { reason: 'orderEditedAfterPosting', text: `Order ${name(order)} was cancelled after invoice ${entry.reference} was posted. Credit the invoice.` };
  if (order.despatchedOn === null) return { reason: 'timing', text: `Invoice ${entry.reference} is posted, order ${name(order)} is not despatched yet.` };
  return order.despatchedOn > evidence.lastDay ? { reason: 'timing', text: `Invoice ${entry.reference} is posted before order ${name(order)} was despatched on ${dayName(order.despatchedOn)}.` } : null;
}

/** Typed into the ledger past the sales orders: no goods were booked out for it. Whether it is right only a person can say, so it stays open. */
function invoiceWithoutOrder(entry: ReconEntry, evidence: Evidence): Named | null {
  if (evidence.orderOf(entry) || entry.kind !== 'invoice' || entry.on < evidence.firstDay) return null;
  return { reason: null, text: `Invoice ${entry.reference} of ${evidence.format(entry.amountMinor)} (${dayName(entry.on)}) was posted straight to the ledger: no order of ${evidence.channelName} stands behind it, so no stock was issued for it. Ask who posted it; reverse it, or name the reason.` };
}

function returnWithoutCredit(entry: ReconEntry, evidence: Evidence): Named | null {
  const order = evidence.orderOf(entry);
  const why = order ? stopped(order) : null;
  if (why && entry.kind === 'return') return { reason: 'orderNotPosted', text: `${why} Until it is invoiced there is nothing to credit.` };
  const amount = evidence.format(entry.amountMinor);
  if (entry.kind === 'return') return { reason: 'refundWithoutCreditNote', text: `Return ${entry.reference} of order ${entry.orderReference} (${amount}) has no credit note. Run the month again, or look under Failed.` };
  return { reason: 'refundWithoutCreditNote', text: `The gateway refunded ${amount} for order ${entry.orderReference}; commerce knows no return and the ledger no credit note. Find out why, then credit the order.` };
}

function creditWithoutReturn(entry: ReconEntry, evidence: Evidence): Named | null {
  const later = evidence.later('left', entry);
  if (later) return { reason: 'timing', text: `The refund of order ${entry.orderReference} follows on ${dayName(later.on)}.` };
  if (evidence.matchedPartner(entry)) return { reason: 'postedTwice', text: `Order ${entry.orderReference} is credited already; credit note ${entry.reference} of ${evidence.format(entry.amountMinor)} has no refund behind it. Reverse it in the ERP.` };
  if (evidence.isOpenOnTheLeft(entry.orderReference) || !evidence.orderOf(entry)) return null;
  return { reason: 'creditNoteWithoutRefund', text: `Credit note ${entry.reference} of ${evidence.format(entry.amountMinor)} for order ${entry.orderReference}: neither commerce nor the gateway knows a refund. Refund the buyer, or reverse it.` };
}

/** What proves why two amounts under one reference differ. An edited order proves itself: its content is not the one that was posted. */
export function differenceJudge({ shape, orders, format }: Pick<Evidence, 'shape' | 'format'> & { readonly orders: Pick<Evidence['orders'], 'get'> }): DifferenceJudge {
  return (left, right) => {
    const order = orders.get(left.orderReference);
    const amounts = `${format(left.amountMinor)} outside, ${format(right.amountMinor)} in the ledger`;
    if (shape === 'returns' && right.kind === 'creditNote') return { reason: 'creditAtOtherPrice', why: `Credit note ${right.reference} is not at the price of the refund for order ${left.orderReference}: ${amounts}. Credit the difference at the original price.` };
    if (shape === 'invoices' && order?.edited) return { reason: 'orderEditedAfterPosting', why: `Order ${left.orderReference} was edited after it was posted: ${amounts}. Credit or invoice the difference.` };
    if (shape === 'clearing' && order?.edited && left.kind === 'sale') return { reason: 'orderEditedAfterPosting', why: `Order ${left.orderReference} was edited after it was posted: ${amounts}.` };
    if (shape === 'bank' && right.kind === 'receipt' && right.amountMinor === order?.amountMinor && left.amountMinor < right.amountMinor) return { reason: 'partPaid', why: `The customer paid a part of ${left.orderReference}: ${amounts}. Correct the receipt and ask for the rest.` };
    return null;
  };
}

/** What is worth a name although it matched; it does not move the figure. */
export function nameMatched(entry: ReconEntry, evidence: Evidence, match: { rule: string; feeOf: (order: string, payout: string) => number; twins: ReadonlySet<string> }): Named | null {
  if (entry.side !== 'left') return null;
  if (entry.kind === 'reserveRelease') return { reason: 'reserveReleased', text: `Held back before, released on ${dayName(entry.on)}.` };
  if (entry.kind === 'chargebackReversal') return { reason: 'chargebackWon', text: `The dispute over order ${entry.orderReference} was won on ${dayName(entry.on)}.` };
  if (evidence.shape === 'bank') return paidOtherwise(entry, evidence, match.rule);
  if (entry.kind === 'sale' && evidence.contractFee) return feeAbove(entry, evidence, match.feeOf(entry.orderReference, entry.payout));
  if (evidence.shape === 'invoices' && match.twins.has(twinKey(entry))) return { reason: 'sameAmountSameDay', text: `Another order of ${entry.party} has the same amount on ${dayName(entry.on)}; the reference tells them apart.` };
  return null;
}

/** A slip inside the ledger is told at its line, whatever else is said of it; it names a line that has no other name, but explains none that stands open. */
export function withSlips(named: Named | null, slips: readonly Slip[], state: string): Named | null {
  const [first] = slips;
  if (!first) return named;
  const text = [...(named ? [named.text] : []), ...slips.map(slip => slip.text)].join(' ');
  return { reason: named?.reason ?? (state === 'matched' ? first.reason : null), text };
}

/** The receipt follows the bank line, so the pair agrees; that it is not what was invoiced is worth a name. */
function paidOtherwise(entry: ReconEntry, evidence: Evidence, rule: string): Named | null {
  const order = evidence.orderOf(entry);
  if (!order || entry.amountMinor === order.amountMinor || entry.amountMinor <= 0 || entry.payout !== '') return rule === 'paidTogether' ? { reason: 'paidTogether', text: 'One payment for several documents.' } : null;
  const paid = `${entry.party || 'A customer'} paid ${evidence.format(entry.amountMinor)} on ${dayName(entry.on)}`;
  const owed = `the ${evidence.format(order.amountMinor)} of order ${name(order)}`;
  return entry.amountMinor > order.amountMinor ? { reason: 'paidTogether', text: `${paid}, more than ${owed}: several were paid at once.` } : { reason: 'partPaid', text: `${paid} of ${owed}; the rest is owed.` };
}

export const twinKey = (entry: ReconEntry): string => (entry.party === '' ? '' : `${entry.party.toUpperCase()}|${entry.on}|${entry.amountMinor}`);

/** A penny of rounding is no breach. */
const FEE_TOLERANCE_MINOR = 1;

function feeAbove(entry: ReconEntry, evidence: Evidence, chargedMinor: number): Named | null {
  const agreed = evidence.contractFee?.(entry.amountMinor) ?? chargedMinor;
  if (chargedMinor <= agreed + FEE_TOLERANCE_MINOR) return null;
  return { reason: 'feeAboveContract', text: `${evidence.channelName} charged ${evidence.format(chargedMinor)} on order ${entry.orderReference}; the contract gives ${evidence.format(agreed)}. Claim ${evidence.format(chargedMinor - agreed)} back.` };
}

