import { chanceOf, companyName, dayText, personName, withSlip, type Chance, type GeneratedRow, type GeneratedSides, type TrueGroup } from './generated-sides.ts';

/** How a channel numbers its orders, what it keeps back, and how its payouts are named. */
type Channel = {
  readonly account: string; readonly currency: string; readonly share: number;
  readonly order: (chance: Chance, number: number) => string;
  readonly fee: (grossMinor: number) => number;
  readonly payout: (chance: Chance, number: number) => string;
  readonly payer: string;
};

const LETTERS = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ0123456789';
const token = (chance: Chance, length: number): string => Array.from({ length }, () => LETTERS[chance.below(LETTERS.length)] ?? '').join('');
const shareOf = (grossMinor: number, basisPoints: number): number => Math.round((grossMinor * basisPoints) / 10_000);

const CHANNELS: readonly Channel[] = [
  { account: 'amazon-uk', currency: 'GBP', share: 40, order: (chance, number) => `20${chance.below(10)}-${String(1_000_000 + ((number * 7_919) % 8_999_999))}-${String(chance.below(9_999_999)).padStart(7, '0')}`, fee: gross => shareOf(gross, 1_530), payout: (chance, number) => `${11_000_000_000 + number * 37 + chance.below(30)}`, payer: 'AMAZON PAYMENTS EU SCA' },
  { account: 'shopify', currency: 'GBP', share: 35, order: (_chance, number) => `#${4_000 + number}`, fee: gross => shareOf(gross, 220) + 20, payout: chance => `po_1N${token(chance, 18)}`, payer: 'SHOPIFY' },
  { account: 'paypal', currency: 'EUR', share: 15, order: (chance, number) => `${String(number).padStart(3, '0')}${token(chance, 12).toUpperCase()}`, fee: gross => (gross <= 5_000 ? shareOf(gross, 340) + 35 : shareOf(gross, 290) + 35), payout: (chance, number) => `PP-D-${number}${chance.below(90) + 10}`, payer: 'PAYPAL SARL' },
  { account: 'trade', currency: 'GBP', share: 10, order: (_chance, number) => `SI${String(70_000 + number).padStart(8, '0')}/UK`, fee: gross => Math.min(2_500, shareOf(gross, 100)), payout: (_chance, number) => `BATCH ${number}`, payer: 'GOCARDLESS LTD' },
];

const WEEK = 7;
/** Money arrives on working days only, some days later. */
const settled = (day: number, lag: number): number => {
  let arrived = day + lag;
  while ((arrived % WEEK) > 4) arrived += 1;
  return arrived;
};

/** How a name arrives at the other end: as a bank writes it, turned round, cut short, or not at all. */
function banked(chance: Chance, name: string): string {
  const [first = '', ...rest] = name.split(' ');
  switch (chance.below(7)) {
    case 0: return name.toUpperCase();
    case 1: return `${rest.join(' ')} ${first}`.toUpperCase().trim();
    case 2: return rest.length > 0 ? `${first[0] ?? ''}. ${rest.join(' ')}` : name;
    case 3: return name.slice(0, 12).toUpperCase().trim();
    case 4: return '';
    default: return name;
  }
}

/** How a reference arrives at the other end. `isLost` where nobody could tell it any more. */
function carried(chance: Chance, reference: string, name: string): Partial<GeneratedRow> {
  const bankOwn = `FP${26_000_000 + chance.below(999_999)}${chance.below(90) + 10}`;
  switch (chance.below(9)) {
    case 0: return { reference: bankOwn, text: `FASTER PAYMENT ${name.toUpperCase()} REF ${reference}` };
    case 1: return { reference: '', text: `${reference.replaceAll('-', ' ')} ${name}` };
    case 2: return { reference: reference.slice(0, 18) };
    case 3: return { reference: reference.replaceAll('0', 'O') };
    case 4: return { reference: withSlip(chance, reference) };
    case 5: return { reference: `ORDER NO ${reference.replaceAll(/[#/]/g, '')}` };
    case 6: return { reference: bankOwn, text: `CREDIT ${name.toUpperCase().slice(0, 18)}` };
    case 7: return { reference: reference.toLowerCase().replaceAll(/[-/]/g, '') };
    default: return { reference: '', text: '' };
  }
}

export type ChannelOptions = {
  readonly seed: number; readonly size: number; readonly days?: number;
  /** Shares of a thousand events that are not plain; each is its own kind of trouble. */
  readonly trouble?: Partial<Readonly<Record<'noise' | 'fee' | 'payout' | 'split' | 'part' | 'missing' | 'twice' | 'void' | 'together', number>>>;
};

const TROUBLE = { noise: 50, fee: 30, payout: 1, split: 5, part: 10, missing: 15, twice: 8, void: 7, together: 8 } as const;

/**
 * Four channels against one ledger, built unlike the shop: orders numbered in four ways, names as banks write them, fees by channel and tier, money that arrives on working days only,
 * part payments, voided postings, lines that come twice, and payouts that are sometimes named in a text and sometimes not at all.
 */
export function generateChannels({ seed, size, days = 60, trouble = {} }: ChannelOptions): GeneratedSides {
  const chance = chanceOf(seed * 7_919 + 13);
  const shares = { ...TROUBLE, ...trouble };
  const [left, right, truth]: [GeneratedRow[], GeneratedRow[], TrueGroup[]] = [[], [], []];
  let [orders, payouts] = [0, 0];
  const add = (side: 'C' | 'G', given: Partial<GeneratedRow> & Pick<GeneratedRow, 'amountMinor' | 'date' | 'currency'>): string => {
    const rows = side === 'C' ? left : right;
    const id = `${side}-${token(chance, 4)}${rows.length}`;
    rows.push({ id, reference: '', party: '', kind: '', text: '', account: '', payout: '', feeMinor: null, ...given });
    return id;
  };
  const pick = (): Channel => {
    let at = chance.below(100);
    return CHANNELS.find(({ share }) => (at -= share) < 0) ?? CHANNELS[0] as Channel;
  };
  const order = (channel = pick()) => {
    const number = (orders += 1);
    const isTrade = channel.account === 'trade';
    const amountMinor = isTrade ? 10_000 + chance.below(400_000) : chance.share(0.6) ? 995 + 500 * chance.below(40) : 300 + chance.below(25_000);
    const day = chance.below(days);
    return { channel, reference: channel.order(chance, number), amountMinor, day, date: dayText(day), party: isTrade ? companyName(chance.below(Math.max(60, Math.ceil(size / 30)))) : personName(chance, Math.max(500, Math.ceil(size / 3))), currency: channel.currency };
  };
  type Order = ReturnType<typeof order>;
  const ours = ({ channel, reference, amountMinor, date, party, currency }: Order, change: Partial<GeneratedRow> = {}): string => add('C', { reference, amountMinor, date, party, currency, account: channel.account, kind: 'order', ...change });
  const theirs = ({ channel, reference, amountMinor, day, party, currency }: Order, change: Partial<GeneratedRow> = {}): string =>
    add('G', { reference, amountMinor, date: dayText(settled(day, chance.below(channel.account === 'trade' ? 25 : 3))), party: chance.share(0.15) ? banked(chance, party) : party, currency, account: 'clearing', kind: 'receipt', ...change });
  const group = (kind: string, lefts: readonly string[], rights: readonly string[]): void => void truth.push({ kind, left: lefts, right: rights });

  const events: Readonly<Record<keyof typeof TROUBLE, () => void>> = {
    noise() {
      const given = order();
      group('noise', [ours(given)], [theirs(given, carried(chance, given.reference, given.party))]);
    },
    fee() {
      const given = order();
      const off = chance.share(0.3) ? chance.pick([-2, -1, 1, 2]) : given.channel.fee(given.amountMinor);
      group('fee', [ours(given, chance.share(0.5) && off > 2 ? { feeMinor: off } : {})], [theirs(given, { amountMinor: given.amountMinor - off })]);
    },
    payout() {
      const channel = pick();
      const name = channel.payout(chance, (payouts += 1));
      const [size_, start] = [5 + chance.below(chance.share(0.2) ? 196 : 50), chance.below(days)];
      let net = 0;
      const members = Array.from({ length: size_ }, (): string => {
        const given = order(channel);
        const sort = chance.below(40);
        const [amountMinor, kind, feeMinor] = sort === 0 ? [-given.amountMinor, 'refund', 0] : sort === 1 ? [-1_500, 'chargeback', 0] : sort === 2 ? [-2_000, 'reserve', 0] : [given.amountMinor, 'sale', channel.fee(given.amountMinor)] as const;
        net += amountMinor - feeMinor;
        return ours(given, { amountMinor, kind, feeMinor, payout: name, date: dayText(start + chance.below(7)) });
      });
      const named = chance.below(10);
      const line = named < 6 ? { reference: name } : named < 9 ? { reference: '', text: `${channel.payer} ${name}` } : { reference: '', text: channel.payer };
      group(named < 9 ? 'payout' : 'payoutWithoutName', members, [add('G', { amountMinor: net, currency: channel.currency, date: dayText(settled(start + 7, 1 + chance.below(3))), party: channel.payer, kind: 'bank', account: 'bank', ...line })]);
    },
    split() {
      const given = order();
      const parts = [Math.floor(given.amountMinor * 0.4), given.amountMinor - Math.floor(given.amountMinor * 0.4)];
      const goods = [Math.floor(given.amountMinor * 0.7), Math.floor(given.amountMinor * 0.2), given.amountMinor - Math.floor(given.amountMinor * 0.7) - Math.floor(given.amountMinor * 0.2)];
      group('nm', parts.map(amountMinor => ours(given, { amountMinor })), goods.map(amountMinor => theirs(given, { amountMinor })));
    },
    part() {
      const given = order();
      const [first, second] = [Math.ceil(given.amountMinor / 2), Math.floor(given.amountMinor / 2) - 1];
      const rest = given.amountMinor - first - second;
      group('partPayments', [ours(given)], [first, second, rest].filter(amountMinor => amountMinor > 0).map(amountMinor => theirs(given, { amountMinor })));
    },
    missing() {
      if (chance.share(0.5)) ours(order());
      else theirs(order());
    },
    twice() {
      const given = order();
      const isOurs = chance.share(0.5);
      group('twice', [ours(given)], [theirs(given)]);
      if (isOurs) ours(given);
      else theirs(given);
    },
    void() {
      const given = order();
      const [first, second] = [theirs(given), theirs(given, { amountMinor: -given.amountMinor, kind: 'void', text: `VOID ${given.reference}` })];
      group('void', [], [first, second]);
    },
    together() {
      const first = order(CHANNELS[3]);
      const second = { ...order(CHANNELS[3]), party: first.party, day: first.day };
      group('together', [ours(first), ours(second)], [theirs(first, { amountMinor: first.amountMinor + second.amountMinor, reference: '', text: `${first.party.toUpperCase().slice(0, 16)} ${first.reference} ${second.reference}` })]);
    },
  };
  while (left.length < size) {
    let at = chance.below(1_000);
    const kind = (Object.keys(events) as (keyof typeof events)[]).find(each => (at -= shares[each]) < 0);
    if (kind) events[kind]();
    else {
      const given = order();
      group('plain', [ours(given)], [theirs(given)]);
    }
  }
  return { left: chance.shuffle(left), right: chance.shuffle(right), truth };
}
