import { chanceOf, companyName, dayText, type GeneratedRow, type GeneratedSides, type TrueGroup } from './generated-sides.ts';

const DAYS = 60;

/** A bank statement against a ledger: cheques and transfers, card batches that reach the bank as one sum the next day, bank fees, voided postings, and lines that one side has not yet. */
export function generateBank({ seed, size, withReferences = true }: { seed: number; size: number; withReferences?: boolean }): GeneratedSides {
  const chance = chanceOf(seed);
  const [left, right, truth]: [GeneratedRow[], GeneratedRow[], TrueGroup[]] = [[], [], []];
  const row = (side: 'B' | 'G', given: Partial<GeneratedRow> & Pick<GeneratedRow, 'amountMinor' | 'date'>): string => {
    const rows = side === 'B' ? left : right;
    const id = side === 'B' ? `BNK${rows.length + 1}` : `GL-${rows.length + 1}`;
    rows.push({ id, reference: '', currency: 'GBP', party: '', kind: '', text: '', account: '1200', payout: '', feeMinor: null, ...given });
    return id;
  };
  let [cheque, transfer] = [1000, 50_000];
  const each = Math.max(1, Math.floor(size / DAYS));
  for (let day = 0; day < DAYS; day += 1) {
    // The day's card sales are banked together.
    const [batch, sales] = [`B${day + 300}-${day % 7}`, 3 + chance.below(12)];
    const members = Array.from({ length: sales }, () => 500 + chance.below(20_000));
    const fee = chance.share(0.3) ? Math.round(members.reduce((sum, amount) => sum + amount, 0) * 0.012) : 0;
    const ledger = members.map(amountMinor => row('G', { reference: withReferences ? batch : '', amountMinor, date: dayText(day), kind: 'receipt', text: `Card sale batch ${batch}`, party: 'Card sales' }));
    truth.push({ left: [row('B', { amountMinor: members.reduce((sum, amount) => sum + amount, 0) - fee, date: dayText(day + 1), reference: withReferences ? batch : '', text: withReferences ? `MERCHANT DEPOSIT ${batch}` : 'MERCHANT DEPOSIT', party: 'WORLDPAY', kind: 'deposit' })], right: ledger, kind: fee === 0 ? 'batch' : 'batchLessFee' });
    for (let at = 0; at < each; at += 1) {
      const name = companyName(chance.below(300));
      const which = chance.below(100);
      const amountMinor = (chance.share(0.5) ? -1 : 1) * (chance.share(0.3) ? 5_000 * (1 + chance.below(10)) : 1_000 + chance.below(500_000));
      if (which < 4) {
        row('B', { amountMinor: -chance.pick([650, 1_250, 2_500, 35]), date: dayText(day), text: 'SERVICE CHARGE', kind: 'fee' });
        continue;
      }
      if (which < 8) {
        const reference = `CHQ ${cheque++}`;
        const [first, second] = [row('G', { reference, amountMinor: -Math.abs(amountMinor), date: dayText(day), party: name, kind: 'payment' }), row('G', { reference, amountMinor: Math.abs(amountMinor), date: dayText(day + 1 + chance.below(5)), party: name, kind: 'void', text: `VOID ${reference}` })];
        truth.push({ left: [], right: [first, second], kind: 'void' });
        if (chance.share(0.5)) continue;
      }
      if (which < 12) {
        row('G', { reference: `CHQ ${cheque++}`, amountMinor: -Math.abs(amountMinor), date: dayText(day), party: name, kind: 'payment' });
        continue;
      }
      const isCheque = amountMinor < 0 && chance.share(0.5);
      const reference = isCheque ? `CHQ ${cheque++}` : `TRF${transfer++}`;
      const hasReference = withReferences && chance.share(0.85);
      const lag = isCheque ? 1 + chance.below(9) : chance.below(3);
      truth.push({
        left: [row('B', { amountMinor, date: dayText(day + lag), reference: hasReference ? (isCheque ? reference.slice(4) : reference) : '', text: isCheque ? `CHEQUE ${hasReference ? reference.slice(4) : ''}`.trim() : `${amountMinor < 0 ? 'FPO' : 'FPI'} ${name.toUpperCase().slice(0, 18)}`, kind: amountMinor < 0 ? 'debit' : 'credit' })],
        right: [row('G', { amountMinor, date: dayText(day), reference, party: name, kind: amountMinor < 0 ? 'payment' : 'receipt' })], kind: hasReference ? 'line' : isCheque ? 'chequeWithoutNumber' : 'lineWithoutReference',
      });
    }
  }
  return { left: chance.shuffle(left), right: chance.shuffle(right), truth };
}
