import { abbreviated, chanceOf, companyName, dayText, withSlip, type GeneratedRow, type GeneratedSides, type TrueGroup } from './generated-sides.ts';

const DAYS = 180;
const MAX_ERRORS = 4;

/** Payments of customers against invoices, each with up to four errors: a reference mistyped, cut, or left out; a fee taken off; days late; a name abbreviated. */
export function generateInvoices({ seed, size, customers = Math.max(40, Math.ceil(size / 12)), cleanShare = 0.4 }: { seed: number; size: number; customers?: number; cleanShare?: number }): GeneratedSides {
  const chance = chanceOf(seed);
  const [left, right, truth]: [GeneratedRow[], GeneratedRow[], TrueGroup[]] = [[], [], []];
  const row = (side: 'P' | 'I', given: Pick<GeneratedRow, 'reference' | 'amountMinor' | 'date' | 'party' | 'text' | 'kind'>): string => {
    const rows = side === 'P' ? left : right;
    const id = `${side}${String(rows.length + 1).padStart(6, '0')}`;
    rows.push({ id, currency: 'GBP', account: '', payout: '', feeMinor: null, ...given });
    return id;
  };
  for (let number = 1; number <= size; number += 1) {
    const customer = chance.below(customers);
    const name = companyName(customer);
    const reference = `INV-${2026}-${String(number).padStart(5, '0')}`;
    const day = chance.below(DAYS);
    // Some customers buy the same every month.
    const amountMinor = chance.share(0.15) ? 12_000 + (customer % 7) * 2_500 : 1_500 + chance.below(900_000);
    const invoice = { reference, amountMinor, date: dayText(day), party: name, text: `Invoice ${reference}`, kind: 'invoice' };
    const which = chance.below(100);
    if (which < 3) {
      row('I', invoice);
      continue;
    }
    if (which < 5) {
      row('P', { reference: `TRF${chance.below(9_000_000) + 1_000_000}`, amountMinor: 1_500 + chance.below(900_000), date: dayText(day), party: companyName(chance.below(customers)), text: '', kind: 'payment' });
      continue;
    }
    if (which < 7) {
      const parts = [Math.floor(amountMinor / 3), amountMinor - Math.floor(amountMinor / 3)];
      truth.push({ left: parts.map((part, at) => row('P', { reference, amountMinor: part, date: dayText(day + 10 + at * 14), party: name, text: '', kind: 'payment' })), right: [row('I', invoice)], kind: 'partPayments' });
      continue;
    }
    if (which < 9) {
      const other = { ...invoice, reference: `INV-2026-${String(size + number).padStart(5, '0')}`, amountMinor: 1_500 + chance.below(90_000) };
      truth.push({ left: [row('P', { reference: `${reference} ${other.reference}`, amountMinor: amountMinor + other.amountMinor, date: dayText(day + 12), party: name, text: '', kind: 'payment' })], right: [row('I', invoice), row('I', other)], kind: 'paidTogether' });
      continue;
    }
    const payment = { reference, amountMinor, date: dayText(day + chance.below(30)), party: name, text: chance.share(0.3) ? `FPS ${name.toUpperCase()}` : '', kind: 'payment' };
    const errors = chance.share(cleanShare) ? 0 : 1 + chance.below(MAX_ERRORS);
    for (const error of chance.shuffle([0, 1, 2, 3]).slice(0, errors)) {
      if (error === 0) payment.reference = chance.pick([withSlip(chance, reference), withSlip(chance, reference), reference.slice(4), reference.replaceAll('-', ''), '', `PAYMENT ${reference}`, reference.slice(0, -2), `inv ${reference.slice(9)}`]);
      if (error === 1) payment.amountMinor = chance.pick([amountMinor - Math.round(amountMinor * 0.029) - 30, amountMinor - Math.round(amountMinor * 0.015), amountMinor - 1, amountMinor + 1, amountMinor - 1_500]);
      if (error === 2) payment.date = dayText(day + 30 + chance.below(20));
      if (error === 3) payment.party = abbreviated(chance, name);
    }
    truth.push({ left: [row('P', payment)], right: [row('I', invoice)], kind: `errors${errors}` });
  }
  return { left: chance.shuffle(left), right: chance.shuffle(right), truth };
}
