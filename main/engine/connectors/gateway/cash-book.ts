import { AppError } from '../../../../shared/contract/errors.ts';
import type { LocalDate } from '../../../../shared/values/date.ts';
import type { Currency } from '../../../../shared/values/money.ts';
import type { LedgerPosting } from '../connector.ts';

/** A bank code, and the account of the general ledger that its money is in. */
export type Bank = { code: string; account: string };
export type GlPosting = { on: LocalDate; amountMinor: number; journal: string; register: string; sequence: string; document: string; comment: string };
/** The sums of an account in a fiscal period, which is nowhere assumed to be a month. */
export type GlPeriod = { year: string; beginningMinor: number; movedMinor: number };

/** A general ledger that stands in for a cash book. Asked for an account's postings of days, both included; without a last day, for all from the first on. */
export type GeneralLedger = {
  system: string;
  currency: Currency;
  postings(account: string, days: { from: LocalDate; to: LocalDate | null }): AsyncIterable<GlPosting[]>;
  periods(account: string): Promise<GlPeriod[]>;
};

const BALANCE_READS = 3;

/** Sage's US systems have no cash book beside the general ledger: it is what was posted to each bank code's account. */
export async function* cashBook(ledger: GeneralLedger, banks: readonly Bank[], days: { from: LocalDate; to: LocalDate }): AsyncGenerator<LedgerPosting[]> {
  const journals: { posting: GlPosting; bank: Bank }[] = [];
  for (const bank of banks) {
    for await (const postings of ledger.postings(bank.account, days)) {
      journals.push(...postings.filter(isJournal).map(posting => ({ posting, bank })));
      yield postings.filter(posting => !isJournal(posting)).map(posting => cashPosting(posting, bank, ledger.currency));
    }
  }
  // A journal that moves money from one bank code to another is a transfer, which shows only once every bank code was read.
  const banksOf = Map.groupBy(journals, ({ posting }) => documentOf(posting));
  yield journals.map(({ posting, bank }) => {
    const isTransfer = banksOf.get(documentOf(posting))?.some(other => other.bank !== bank) === true;
    // A journal's document is a mark of whoever entered it, no reference that a bank or a gateway would know.
    return { ...cashPosting(posting, bank, ledger.currency), reference: '', ...(isTransfer && { kind: 'transfer' as const }) };
  });
}

const isJournal = ({ journal }: GlPosting): boolean => journal === 'GJ';
const documentOf = ({ on, register, document }: GlPosting): string => `${on} ${register} ${document}`;

const cashPosting = ({ on, amountMinor, journal, register, sequence, document, comment }: GlPosting, { code, account }: Bank, currency: Currency): LedgerPosting => ({
  ledger: 'cash', externalId: `${account}/${on.replaceAll('-', '')}/${journal}/${register}/${sequence}`, kind: journal === 'CR' ? (amountMinor < 0 ? 'refund' : 'receipt') : amountMinor < 0 ? 'bankPayment' : 'bankReceipt', account: code, customerId: null, on, amountMinor,
  taxMinor: 0, openMinor: 0, currency, reference: document, secondReference: document, narrative: comment, urn: `${journal}-${register}-${sequence}`,
});

/** The general ledger's own sums of a bank code's account, less what it posted after the day. Read again when somebody posted in between. */
export async function balanceOn(ledger: GeneralLedger, bank: Bank, on: LocalDate): Promise<number> {
  const sum = async (): Promise<number> => {
    const periods = await ledger.periods(bank.account);
    // The balance that a year begins with holds everything before it.
    const began = periods.filter(period => period.beginningMinor !== 0).map(({ year }) => year).sort().at(-1) ?? periods.map(({ year }) => year).sort()[0] ?? '';
    return periods.filter(({ year }) => year >= began).reduce((total, { year, beginningMinor, movedMinor }) => total + (year === began ? beginningMinor : 0) + movedMinor, 0);
  };
  let before = await sum();
  for (let attempt = 0; attempt < BALANCE_READS; attempt += 1) {
    let later = 0;
    for await (const postings of ledger.postings(bank.account, { from: on, to: null })) for (const posting of postings) if (posting.on > on) later += posting.amountMinor;
    const after = await sum();
    if (after === before) return after - later;
    before = after;
  }
  throw new AppError('gateway.moving', 'retry', `Somebody is posting to bank code ${bank.code} in ${ledger.system} at this moment; its balance is read again.`);
}
