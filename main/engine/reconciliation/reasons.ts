import type { Reason } from '../../../shared/contract/reconciliation.ts';

/** What a reason is called on the screen and in the pack. */
export const REASON_LABELS: Readonly<Record<Reason, string>> = {
  payoutInTransit: 'Payout on its way to the bank', notInPayoutYet: 'Not in a payout yet', despatchedNotInvoiced: 'Despatched, not invoiced', invoicedLater: 'Invoiced in a later period',
  postedTwice: 'Posted twice', creditAtOtherPrice: 'Credit note at another price', refundWithoutCreditNote: 'Refund without a credit note', creditNoteWithoutRefund: 'Credit note without a refund',
  paidOutOrderCancelled: 'Paid out, order cancelled', feeAboveContract: 'Fee above the contract', missingFromPayout: 'Missing from the payout', sameAmountSameDay: 'Same amount, day and buyer',
  reserveHeld: 'Reserve held back', reserveReleased: 'Reserve released', chargeback: 'Chargeback', chargebackWon: 'Chargeback won', orderEditedAfterPosting: 'Order edited after posting',
  orderNotPosted: 'Order not posted', vatDifference: 'VAT differs', currencyDifference: 'Exchange difference', rounding: 'Rounding', fee: 'Fee not posted', timing: 'Posted in another period',
  paidTogether: 'Several paid at once', partPaid: 'Paid in part', bankCharge: 'Bank charge not posted', missingInLedger: 'Missing in the ledger', missingInCommerce: 'Missing in commerce',
  amountDiffers: 'Amounts differ', openingItem: 'Brought forward', allocatedElsewhere: 'Allocated to another order',
  rateNotOfTheDay: 'Not the day’s exchange rate', manual: 'Explained by hand',
};
