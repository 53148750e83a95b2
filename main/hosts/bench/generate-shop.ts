import { chanceOf, dayText, personName, withSlip, type Chance, type GeneratedRow, type GeneratedSides, type TrueGroup } from './generated-sides.ts';

/** Prices of a shop: the same ones over and over, some far more often than others. */
const PRICES = Array.from({ length: 400 }, (_, at) => 499 + at * 250 + (at % 3) * 46);
const FEE_BASIS = 290;
const FEE_FLAT = 30;
const DAYS = 90;
/**
 * How often each comes, so that of the entries 85 % are plain, 5 % have noise in the reference, 3 % lose a fee or a few pennies, 3 % are in payouts (54 each as a rule),
 * 1 % are n:m (two each), 1.5 % are missing on one side, and 1.5 % stand there twice or are undone.
 */
const WEIGHTS = { plain: 85_000, noise: 5_000, fee: 3_000, payout: 56, nm: 500, missing: 1_500, twice: 500, reversal: 400 } as const;
const ALL = Object.values(WEIGHTS).reduce((sum, weight) => sum + weight, 0);

export type ShopOptions = { readonly seed: number; readonly size: number; readonly hasParties?: boolean; readonly people?: number; readonly days?: number };

/** A shop's sales against its ledger, with the trouble that shops have. `size` is about the number of entries of the left side. */
export function generateShop({ seed, size, hasParties = true, people = Math.max(200, Math.ceil(size / 8)), days = DAYS }: ShopOptions): GeneratedSides {
  const chance = chanceOf(seed);
  const [left, right, truth]: [GeneratedRow[], GeneratedRow[], TrueGroup[]] = [[], [], []];
  let [order, payout] = [1, 1];
  const row = (side: 'L' | 'R', given: Partial<GeneratedRow> & Pick<GeneratedRow, 'amountMinor' | 'date'>): string => {
    const rows = side === 'L' ? left : right;
    const id = `${side}${rows.length + 1}`;
    rows.push({ id, reference: '', currency: 'GBP', party: '', kind: side === 'L' ? 'sale' : 'receipt', text: '', account: '', payout: '', feeMinor: null, ...given });
    return id;
  };
  const sale = () => {
    const day = chance.below(days);
    const number = order++;
    const quantity = chance.share(0.2) ? 2 + chance.below(3) : 1;
    const amountMinor = chance.share(0.7) ? (PRICES[Math.floor(PRICES.length * (chance.below(1000) / 1000) ** 2)] ?? 999) * quantity : 500 + chance.below(30_000);
    return { reference: `ORD-${100_000 + number}`, amountMinor, day, date: dayText(day), party: hasParties ? personName(chance, people) : '' };
  };
  const later = (day: number): string => dayText(day + (chance.share(0.8) ? 0 : chance.below(4)));
  const pair = (kind: string, given: ReturnType<typeof sale>, change: Partial<GeneratedRow>): void => {
    const l = row('L', { reference: given.reference, amountMinor: given.amountMinor, date: given.date, party: given.party });
    const r = row('R', { reference: given.reference, amountMinor: given.amountMinor, date: later(given.day), party: given.party, ...change });
    truth.push({ left: [l], right: [r], kind });
  };
  const events: Readonly<Record<keyof typeof WEIGHTS, () => void>> = {
    plain: () => pair('plain', sale(), {}),
    noise() {
      const given = sale();
      pair('noise', given, noiseOf(chance, given.reference));
    },
    fee() {
      const given = sale();
      const fee = chance.share(0.4) ? chance.below(3) + 1 : Math.floor((given.amountMinor * FEE_BASIS) / 10_000 + 0.5) + FEE_FLAT;
      pair('fee', given, { amountMinor: given.amountMinor - fee });
    },
    payout: payoutOf,
    // The lines of one order, split on each side in its own way.
    nm() {
      const given = sale();
      const [n, m] = [1 + chance.below(3), 2 + chance.below(2)];
      const total = given.amountMinor * 3;
      const split = (parts: number): number[] => {
        const first = Array.from({ length: parts - 1 }, () => 100 + chance.below(Math.floor(total / parts / 2)));
        return [...first, total - first.reduce((sum, part) => sum + part, 0)];
      };
      const lefts = split(n).map(amountMinor => row('L', { reference: given.reference, amountMinor, date: given.date, party: given.party }));
      const rights = split(m).map(amountMinor => row('R', { reference: given.reference, amountMinor, date: later(given.day), party: given.party }));
      truth.push({ left: lefts, right: rights, kind: 'nm' });
    },
    missing() {
      const given = sale();
      row(chance.share(0.5) ? 'L' : 'R', { reference: given.reference, amountMinor: given.amountMinor, date: given.date, party: given.party });
    },
    twice() {
      const given = sale();
      pair('twice', given, {});
      row(chance.share(0.5) ? 'L' : 'R', { reference: given.reference, amountMinor: given.amountMinor, date: later(given.day), party: given.party });
    },
    reversal() {
      const given = sale();
      const first = row('L', { reference: given.reference, amountMinor: given.amountMinor, date: given.date, party: given.party });
      const second = row('L', { reference: given.reference, amountMinor: -given.amountMinor, date: later(given.day), party: given.party, kind: 'reversal' });
      truth.push({ left: [first, second], right: [], kind: 'reversal' });
    },
  };
  while (left.length < size) {
    let at = chance.below(ALL);
    // The weights add up to what is drawn from.
    const kind = (Object.keys(WEIGHTS) as (keyof typeof WEIGHTS)[]).find(each => (at -= WEIGHTS[each]) < 0) ?? 'plain';
    events[kind]();
  }
  function payoutOf(): void {
    const name = `PO-${20_000 + payout++}`;
    const members: string[] = [];
    const start = chance.below(days);
    let [net, last] = [0, start];
    const sales = 5 + Math.floor(196 * (chance.below(1000) / 1000) ** 3);
    for (let at = 0; at < sales; at += 1) {
      const given = sale();
      const day = start + chance.below(3);
      last = Math.max(last, day);
      const isRefund = chance.share(0.05);
      const amountMinor = isRefund ? -given.amountMinor : given.amountMinor;
      const fee = isRefund ? 0 : Math.floor((given.amountMinor * FEE_BASIS) / 10_000 + 0.5) + FEE_FLAT;
      net += amountMinor - fee;
      members.push(row('L', { reference: given.reference, amountMinor, date: dayText(day), party: given.party, payout: name, feeMinor: fee, kind: isRefund ? 'refund' : 'sale' }));
    }
    const isNamed = chance.share(0.9);
    truth.push({ left: members, right: [row('R', { reference: isNamed ? name : '', amountMinor: net, date: dayText(last + 1 + chance.below(3)), party: 'STRIPE PAYMENTS', kind: 'payout', text: isNamed ? '' : 'STRIPE PAYMENTS UK PAYOUT' })], kind: isNamed ? 'payout' : 'payoutWithoutName' });
  }
  return { left: chance.shuffle(left), right: chance.shuffle(right), truth };
}

/** Ways in which a reference arrives changed. */
function noiseOf(chance: Chance, reference: string): Partial<GeneratedRow> {
  const digits = reference.replace(/\D/g, '');
  switch (chance.below(8)) {
    case 0: return { reference: reference.toLowerCase().replace('-', ' ') };
    case 1: return { reference: reference.replace('-', '') };
    case 2: return { reference: digits };
    case 3: return { reference: '', text: `PAYMENT ${reference} THANK YOU` };
    case 4: return { reference: `REF ${reference}/GB` };
    case 5: return { reference: withSlip(chance, reference) };
    case 6: return { reference: withSlip(chance, reference) };
    default: return { reference: '' };
  }
}
