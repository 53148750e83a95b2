import type { Proposal, ProposalKind } from '../../../shared/contract/proposals.ts';
import { formatMinor } from '../../../shared/values/money.ts';
import type { Currency } from '../../../shared/values/money.ts';

/** Net and VAT of a document under one tax code. */
export type TaxPart = { taxCodeId: string; netMinor: number; taxMinor: number };

/** What the books hold of an order, and what they would hold if it were posted as the shop has it now. */
export type Standing = {
  kind: ProposalKind;
  currency: Currency;
  reference: string;
  postedMinor: number;
  nowMinor: number;
  /** How the ERP's people know the posted document. */
  document: string;
  invoice: { number: string; amountMinor: number } | null;
  /** Credit notes that the ledger already shows for the order. */
  creditedMinor: number;
  /** A receipt was posted for the whole order. */
  hasReceipt: boolean;
  paidMinor: number;
  /** VAT of both versions; null when one of them can no longer be priced. */
  postedTax: readonly TaxPart[] | null;
  nowTax: readonly TaxPart[] | null;
  /** The ERP takes credit notes from outside. */
  canCredit: boolean;
  erp: string;
};

export type Advice = Pick<Proposal, 'remedy' | 'doneBy' | 'effect' | 'instruction'>;

const sumOf = (parts: readonly TaxPart[], of: (part: TaxPart) => number): number => parts.reduce((sum, part) => sum + of(part), 0);

/** What has to be credited, tax code by tax code, to come from one version to the other: minus means more to invoice. */
export function creditParts(posted: readonly TaxPart[], now: readonly TaxPart[]): TaxPart[] {
  return [...new Set([...posted, ...now].map(({ taxCodeId }) => taxCodeId))].flatMap(taxCodeId => {
    const of = (parts: readonly TaxPart[], pick: (part: TaxPart) => number) => sumOf(parts.filter(part => part.taxCodeId === taxCodeId), pick);
    const [netMinor, taxMinor] = [of(posted, ({ netMinor }) => netMinor) - of(now, ({ netMinor }) => netMinor), of(posted, ({ taxMinor }) => taxMinor) - of(now, ({ taxMinor }) => taxMinor)];
    return netMinor === 0 && taxMinor === 0 ? [] : [{ taxCodeId, netMinor, taxMinor }];
  });
}

/** What to do about an order that changed after posting, and its double entry. Nothing is decided here: a person accepts or dismisses it. */
export function adviceFor(standing: Standing): Advice {
  if (standing.kind === 'partPayment') return receiptAdvice(standing);
  if (!standing.invoice) return orderAdvice(standing);
  return standing.kind === 'cancellation' ? cancellationAdvice(standing, standing.invoice) : editAdvice(standing, standing.invoice);
}

const money = ({ currency }: Standing, minor: number): string => `${formatMinor(minor, currency)} ${currency}`;

/** Sales and VAT on one side, the customer on the other. */
function creditEffect(standing: Standing, parts: readonly TaxPart[]): string {
  const [net, tax] = [sumOf(parts, part => part.netMinor), sumOf(parts, part => part.taxMinor)];
  return `Debit sales ${money(standing, net)} and VAT output ${money(standing, tax)}, credit the sales ledger control ${money(standing, net + tax)}.`;
}

function orderAdvice(standing: Standing): Advice {
  const { kind, document, erp, hasReceipt, postedMinor } = standing;
  const receipt = hasReceipt ? ` The receipt of ${money(standing, postedMinor)} stays on the customer’s account until it is refunded or used.` : '';
  const what = kind === 'cancellation' ? `Cancel sales order ${document} in ${erp}, so that it is neither sent nor invoiced.` : `Change sales order ${document} in ${erp} to what the shop says, before it is invoiced.`;
  return { remedy: 'amendOrder', doneBy: 'staff', effect: `No entry: sales order ${document} is not invoiced.${receipt}`, instruction: what };
}

function cancellationAdvice(standing: Standing, invoice: { number: string; amountMinor: number }): Advice {
  const { creditedMinor, canCredit, postedTax, erp } = standing;
  const left = invoice.amountMinor - creditedMinor;
  if (left <= 0) return { remedy: 'nothing', doneBy: 'nobody', effect: `No entry: invoice ${invoice.number} is credited in full already.`, instruction: 'Nothing has to be posted.' };
  const byTieout = canCredit && creditedMinor === 0 && postedTax !== null && sumOf(postedTax, part => part.netMinor + part.taxMinor) === invoice.amountMinor;
  return {
    remedy: 'creditInFull', doneBy: byTieout ? 'tieout' : 'staff',
    effect: byTieout && postedTax ? creditEffect(standing, postedTax) : `Debit sales and VAT output, credit the sales ledger control ${money(standing, left)}: what is left of invoice ${invoice.number}.`,
    instruction: byTieout ? `Tieout posts a credit note of ${money(standing, left)} against invoice ${invoice.number}.` : `Credit ${money(standing, left)} of invoice ${invoice.number} in ${erp}.`,
  };
}

function editAdvice(standing: Standing, invoice: { number: string; amountMinor: number }): Advice {
  const { postedTax, nowTax, creditedMinor, canCredit, postedMinor, nowMinor, erp } = standing;
  const parts = postedTax && nowTax ? creditParts(postedTax, nowTax) : null;
  if (invoice.amountMinor === nowMinor && postedMinor !== nowMinor) {
    return { remedy: 'nothing', doneBy: 'nobody', effect: `No entry: invoice ${invoice.number} is at ${money(standing, nowMinor)} already.`, instruction: 'Nothing has to be posted.' };
  }
  if (parts?.length === 0 && postedMinor === nowMinor) {
    return { remedy: 'nothing', doneBy: 'nobody', effect: `No entry: net and VAT of invoice ${invoice.number} stay as they are.`, instruction: 'Nothing has to be posted. The document in the ERP keeps the words it was posted with.' };
  }
  const lower = parts !== null && parts.every(({ netMinor, taxMinor }) => netMinor >= 0 && taxMinor >= 0);
  if (lower) {
    const difference = sumOf(parts, part => part.netMinor + part.taxMinor);
    const byTieout = canCredit && creditedMinor === 0 && invoice.amountMinor === postedMinor;
    return {
      remedy: 'creditDifference', doneBy: byTieout ? 'tieout' : 'staff', effect: creditEffect(standing, parts),
      instruction: byTieout ? `Tieout posts a credit note of ${money(standing, difference)} against invoice ${invoice.number}.`
        : `Credit ${money(standing, difference)} of invoice ${invoice.number} in ${erp}${creditedMinor > 0 ? `, as far as it is not in the ${money(standing, creditedMinor)} that are credited already` : ''}.`,
    };
  }
  return {
    remedy: 'creditAndPostAnew', doneBy: 'staff',
    effect: `Credit note of ${money(standing, invoice.amountMinor)} (debit sales and VAT output, credit the sales ledger control), then an invoice of ${money(standing, nowMinor)} (the same accounts the other way round): ${money(standing, nowMinor - invoice.amountMinor)} more on the customer’s account.`,
    instruction: `Credit invoice ${invoice.number} in ${erp} and invoice order ${standing.reference} anew at ${money(standing, nowMinor)}.`,
  };
}

function receiptAdvice(standing: Standing): Advice {
  const { hasReceipt, paidMinor, postedMinor, erp, reference } = standing;
  if (!hasReceipt) return { remedy: 'nothing', doneBy: 'nobody', effect: 'No entry: no receipt was posted for this order.', instruction: 'Nothing has to be posted. The receipt follows when the shop says that all is paid.' };
  const missing = postedMinor - paidMinor;
  return {
    remedy: 'correctReceipt', doneBy: 'staff', effect: `Debit the sales ledger control ${money(standing, missing)}, credit the clearing account ${money(standing, missing)}.`,
    instruction: `Reverse ${money(standing, missing)} of the receipt for order ${reference} in ${erp}: the shop says that ${money(standing, paidMinor)} of ${money(standing, postedMinor)} is paid.`,
  };
}
