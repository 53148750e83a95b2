import { londonDay, plusWorkdays } from './calendar.ts';
import { channelOf, type Draft } from './make-orders.ts';
import type { Plan } from './plant.ts';
import { makeRandom } from './random.ts';
import type { BankLine, Settlement, StaffAction } from './world-types.ts';

/** BACS passes on eighteen characters of a reference, whatever the payer wrote. */
export const BANK_REFERENCE_LENGTH = 18;

export const OPENING_BALANCES = [
  { bankCode: '1200', currency: 'GBP', amountMinor: 4_821_357 },
  { bankCode: '1201', currency: 'EUR', amountMinor: 612_040 },
] as const;

const PAYERS: Partial<Record<Settlement['channel'], { party: string; reference: (id: string) => string; text: string }>> = {
  'amazon-uk': { party: 'AMAZON PAYMENTS UK LTD', reference: id => `AMZ${id}`, text: 'BACS CREDIT' },
  'ebay-uk': { party: 'EBAY COMMERCE UK LTD', reference: id => `EBAY COMMERCE ${id}`, text: 'BACS CREDIT' },
  'shopify-uk': { party: 'SHOPIFY INTERNATIONAL', reference: id => `SHPFY${id}`, text: 'FASTER PAYMENT' },
  'shopify-eu': { party: 'SHOPIFY INTERNATIONAL', reference: id => `SHPFY${id}`, text: 'SEPA CREDIT TRANSFER' },
};

/** Charges of the bank; staff have typed in all but the last. */
const CHARGES = [
  { bankCode: '1200', currency: 'GBP', on: '2026-10-07', amountMinor: 1850, text: 'ACCOUNT FEE SEPTEMBER', posted: true },
  { bankCode: '1201', currency: 'EUR', on: '2026-10-09', amountMinor: 650, text: 'SEPA SERVICE FEE', posted: true },
  { bankCode: '1200', currency: 'GBP', on: '2026-10-21', amountMinor: 2500, text: 'CHAPS FEE', posted: true },
  { bankCode: '1200', currency: 'GBP', on: '2026-10-29', amountMinor: 1275, text: 'BACS SUBMISSION FEES', posted: false },
] as const;

export type Bank = { lines: readonly BankLine[]; cutReferences: readonly BankLine[]; paidTogether: BankLine | null; halfPaid: BankLine | null; charges: readonly StaffAction[] };

/** Everything that reaches the two bank accounts: payouts, trade customers' transfers, charges. */
export function makeBank(seed: number, { drafts, settlements, plan }: { drafts: readonly Draft[]; settlements: readonly Settlement[]; plan: Plan }): Bank {
  const fromPayouts = settlements.map(payoutLine);
  const together = paidTogether(plan.paidTogether);
  const [half] = plan.halfPaid;
  const halfLine = half ? transfer(half, payDay(half, 6), Math.floor(half.grossMinor / 2), `${half.reference} PART`) : null;
  const ordinary = ordinaryTransfers(seed, drafts);
  const charges = CHARGES.map((charge): BankLine => ({ id: '', bankCode: charge.bankCode, currency: charge.currency, bookedOn: charge.on, valueOn: charge.on, amountMinor: -charge.amountMinor, reference: '', party: 'NORTHERN COUNTIES BANK', text: charge.text }));
  const all = [...fromPayouts.map(each => each.line), ...(together ? [together] : []), ...(halfLine ? [halfLine] : []), ...ordinary, ...charges];
  all.sort((a, b) => order(a.bankCode, b.bankCode) || order(a.bookedOn, b.bookedOn));
  all.forEach((line, index) => { line.id = `B${line.bankCode}-${String(index + 1).padStart(5, '0')}`; });
  return {
    lines: all, cutReferences: fromPayouts.filter(each => each.cut).map(each => each.line), paidTogether: together, halfPaid: halfLine,
    charges: CHARGES.filter(charge => charge.posted).map(charge => ({ kind: 'bank-charge', bankCode: charge.bankCode, on: charge.on, grossMinor: charge.amountMinor, narrative: charge.text })),
  };
}

function payoutLine(settlement: Settlement): { line: BankLine; cut: boolean } {
  const payer = PAYERS[settlement.channel];
  const full = payer?.reference(settlement.id) ?? settlement.id;
  const reference = full.slice(0, BANK_REFERENCE_LENGTH).trimEnd();
  const line: BankLine = {
    id: '', bankCode: channelOf(settlement.channel).bankCode, currency: settlement.currency, bookedOn: settlement.bankedOn, valueOn: settlement.bankedOn, amountMinor: settlement.payoutMinor,
    reference, party: payer?.party ?? '', text: `${payer?.text ?? 'CREDIT'} ${payer?.party ?? ''} ${reference}`,
  };
  return { line, cut: reference !== full };
}

/** One transfer for two invoices of the same customer, naming both as far as the reference reaches. */
function paidTogether([first, second]: readonly Draft[]): BankLine | null {
  if (!first || !second) return null;
  const later = payDay(first, 5) > payDay(second, 5) ? payDay(first, 5) : payDay(second, 5);
  return transfer(first, later, first.grossMinor + second.grossMinor, `${first.reference}+${second.reference.slice(4)}`);
}

/** Most trade orders despatched by the 20th are paid in October, one transfer each; a few customers write no reference. */
function ordinaryTransfers(seed: number, drafts: readonly Draft[]): BankLine[] {
  const random = makeRandom(seed, 'bank');
  const lines: BankLine[] = [];
  for (const draft of drafts) {
    if (draft.channel !== 'wholesale' || draft.planted || draft.status !== 'despatched' || draft.despatchedAt === null || londonDay(draft.despatchedAt) > '2026-10-20') continue;
    if (!random.chance(0.85)) continue;
    lines.push(transfer(draft, payDay(draft, random.int(3, 7)), draft.grossMinor, random.chance(0.08) ? 'NORTHWIND HOME' : random.pick([draft.reference, `INV ${draft.reference}`, draft.reference])));
  }
  return lines;
}

const payDay = (draft: Draft, workdays: number): string => {
  const day = plusWorkdays(londonDay(draft.despatchedAt ?? draft.receivedAt), workdays);
  return day > '2026-10-30' ? '2026-10-30' : day;
};

function transfer(draft: Draft, on: string, amountMinor: number, reference: string): BankLine {
  const party = draft.buyer.company.toUpperCase();
  const cut = reference.slice(0, BANK_REFERENCE_LENGTH);
  return { id: '', bankCode: '1200', currency: 'GBP', bookedOn: on, valueOn: on, amountMinor, reference: cut, party, text: `FASTER PAYMENT ${party} ${cut}` };
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
