import type { ChannelSettings } from '../../../shared/contract/settings.ts';
import { lastDayOf, firstDayOf } from '../../../shared/values/date.ts';
import type { Currency } from '../../../shared/values/money.ts';
import type { StatementLine } from '../reconciliation/entries.ts';
import { recordFacts, statementLines } from '../reconciliation/source-store.ts';
import { letterOf, letterByKey } from '../outbox/outbox-store.ts';
import type { Letter, NewLetter } from '../outbox/outbox-store.ts';
import { postingByUrn } from '../records/ledger-store.ts';
import type { StoredPosting } from '../records/ledger-store.ts';
import { customerIdOf, invoiceOf } from './after-order.ts';
import { planLetters } from './post-letters.ts';
import type { Planned } from './post-letters.ts';
import { bankLinesOf, payoutsOf, wordsOf } from './settlement-documents.ts';
import type { Work } from './work.ts';

const MAX_REFERENCE = 20;

type Base = Pick<NewLetter, 'recordId' | 'mappingVersion' | 'channel' | 'currency'>;

const inPeriod = (work: Work, on: string): boolean => on >= firstDayOf(work.period) && on <= lastDayOf(work.period);

/** Fees and transfers of one channel's payouts: fees leave the clearing account when the payout is made, the rest when the bank shows it. */
function payoutDocuments(work: Work, channel: ChannelSettings): Planned[] {
  const { deps: { db }, references, target: { erp, connectionId } } = work;
  const bankIdOf = (code: string) => references.banks.find(bank => bank.code === code)?.id;
  const [clearingId, bankId] = [bankIdOf(channel.clearingBank), bankIdOf(channel.bank)];
  const { bankPosting, transfer: transferOf } = erp.documents;
  if (clearingId === undefined || bankId === undefined || !bankPosting || !transferOf) return [];
  const payouts = payoutsOf(statementLines(db, channel.clearingBank));
  const banked = bankLinesOf(payouts, statementLines(db, channel.bank).filter(line => line.amountMinor > 0));
  const base: Base = { recordId: null, mappingVersion: null, channel: channel.key, currency: channel.currency };
  const currency = channel.currency as Currency;
  return payouts.flatMap((payout): Planned[] => {
    const reference = payout.reference.slice(0, MAX_REFERENCE);
    const line = banked.get(payout);
    const fee = bankPosting({
      bankId: clearingId, amountMinor: -payout.feesMinor, currency, on: payout.paidOn, nominalCode: channel.feeNominal, costCentre: channel.costCentre, department: channel.department,
      taxCodeId: null, taxMinor: 0, reference, secondReference: `FEE-${reference}`.slice(0, MAX_REFERENCE), narrative: `${channel.label} fees ${reference}`,
    });
    const fees: Planned[] = payout.feesMinor === 0 || !inPeriod(work, payout.paidOn) ? [] : [{ letter: { ...base, key: `fee ${connectionId} ${channel.clearingBank} ${payout.reference}`, step: 'fee', reference: payout.reference, amountMinor: -payout.feesMinor, body: JSON.stringify(fee) }, on: payout.paidOn, ledger: 'cash' }];
    if (!line || !inPeriod(work, line.on)) return fees;
    const transfer = transferOf({ fromBankId: clearingId, toBankId: bankId, amountMinor: payout.payoutMinor, currency, on: line.on, reference, secondReference: `PO-${reference}`.slice(0, MAX_REFERENCE), narrative: `${channel.label} payout ${reference}` });
    return [...fees, { letter: { ...base, key: `transfer ${connectionId} ${channel.clearingBank} ${payout.reference}`, step: 'transfer', reference: payout.reference, amountMinor: payout.payoutMinor, body: JSON.stringify(transfer) }, on: line.on, ledger: 'cash' }];
  });
}

type Paid = { line: StatementLine; customerId: string; invoices: readonly Invoiced[] };

type Invoiced = { recordId: string; document: Letter; posting: StoredPosting };

/** Posted invoices of a trade channel, by order reference and by buyer and amount. */
function invoicedOrders(work: Work, channel: ChannelSettings): { byReference: Map<string, Invoiced>; byBuyerAndAmount: Map<string, Invoiced[]> } {
  const byReference = new Map<string, Invoiced>();
  const byBuyerAndAmount = new Map<string, Invoiced[]>();
  for (const fact of recordFacts(work.deps.db)) {
    if (fact.kind !== 'order' || fact.channel !== channel.key) continue;
    const document = letterOf(work.deps.db, fact.id, 'salesOrder') ?? letterOf(work.deps.db, fact.id, 'invoice');
    const posting = document && invoiceOf(work, document);
    if (!posting) continue;
    const invoiced = { recordId: fact.id, document, posting };
    byReference.set(fact.reference.toUpperCase(), invoiced);
    const key = buyerAndAmount(fact.party, posting.amountMinor);
    byBuyerAndAmount.set(key, [...(byBuyerAndAmount.get(key) ?? []), invoiced]);
  }
  return { byReference, byBuyerAndAmount };
}

const buyerAndAmount = (party: string, minor: number): string => `${party.toUpperCase().replace(/[^A-Z0-9]/g, '')}|${minor}`;

/** The invoices that a bank line names: in full, or shortened ("WHS-20402+20401") when only all of them together make the amount. */
function namedInvoices(line: StatementLine, byReference: ReadonlyMap<string, Invoiced>): Invoiced[] {
  const words = wordsOf(line);
  const inFull = words.flatMap(word => byReference.get(word) ?? []);
  const shortened = words.filter(word => /^\d{4,}$/.test(word)).flatMap(word => {
    const ending = [...byReference].filter(([reference]) => reference.endsWith(`-${word}`));
    return ending.length === 1 ? ending.map(([, invoiced]) => invoiced) : [];
  });
  const all = [...new Set([...inFull, ...shortened])];
  return all.reduce((sum, { posting }) => sum + posting.amountMinor, 0) === line.amountMinor ? all : inFull;
}

/**
 * Customers who pay the bank themselves: a line that names posted invoices of one customer is their receipt; so is one that names
 * none, when the payer's name and the amount fit exactly one invoice.
 */
function paidInvoices(work: Work, channel: ChannelSettings): Paid[] {
  const { byReference, byBuyerAndAmount } = invoicedOrders(work, channel);
  return statementLines(work.deps.db, channel.bank).flatMap((line): Paid[] => {
    if (line.amountMinor <= 0 || !inPeriod(work, line.on)) return [];
    const named = namedInvoices(line, byReference);
    const alike = byBuyerAndAmount.get(buyerAndAmount(line.party, line.amountMinor)) ?? [];
    const invoices = named.length > 0 ? named : alike.length === 1 ? alike : [];
    const customers = new Set(invoices.map(({ document }) => customerIdOf(work, document)));
    const [customerId] = customers;
    const owed = invoices.reduce((sum, { posting }) => sum + posting.amountMinor, 0);
    // More than was invoiced, or two customers on one line, is for a person.
    return customerId === undefined || customers.size > 1 || line.amountMinor > owed ? [] : [{ line, customerId, invoices }];
  });
}

/** A bank line's mark in the ERP: unique, and short enough for its reference. */
const lineMark = (line: StatementLine): string => `BK-${line.id.replace(/^[a-z]+_/, '').replace(/-/g, '')}`.slice(0, MAX_REFERENCE);

function receiptDocuments(work: Work, channel: ChannelSettings): Planned[] {
  const { references, target: { erp, connectionId } } = work;
  const bankId = references.banks.find(bank => bank.code === channel.bank)?.id;
  const { receipt } = erp.documents;
  if (bankId === undefined || !receipt) return [];
  return paidInvoices(work, channel).map(({ line, customerId, invoices }): Planned => {
    const [first] = invoices;
    const body = receipt({ customerId, bankId, amountMinor: line.amountMinor, currency: channel.currency as Currency, on: line.on, reference: (first?.posting.secondReference ?? '').slice(0, MAX_REFERENCE), secondReference: lineMark(line) });
    return { letter: { recordId: null, mappingVersion: null, channel: channel.key, currency: channel.currency, key: `receipt ${connectionId} line ${line.id}`, step: 'receipt', reference: line.reference || line.text.slice(0, MAX_REFERENCE), amountMinor: line.amountMinor, body: JSON.stringify(body) }, on: line.on, ledger: 'cash' };
  });
}

/** Each invoice takes of the receipt what it still owes, in the order the line names them. */
function allocationDocuments(work: Work, channel: ChannelSettings): Planned[] {
  const { deps: { db }, target: { erp: { documents: { allocation } }, connectionId } } = work;
  if (!allocation) return [];
  return paidInvoices(work, channel).flatMap(({ line, customerId, invoices }): Planned[] => {
    const letter = letterByKey(db, `receipt ${connectionId} line ${line.id}`);
    const receipt = letter?.targetId ? postingByUrn(db, letter.targetId) : undefined;
    if (!receipt) return [];
    let left = Math.abs(receipt.openMinor);
    const shares = invoices.flatMap(({ posting }) => {
      const amountMinor = Math.min(left, Math.abs(posting.openMinor));
      left -= amountMinor;
      return amountMinor > 0 ? [{ id: posting.externalId, amountMinor }] : [];
    });
    const amountMinor = shares.reduce((sum, share) => sum + share.amountMinor, 0);
    if (amountMinor === 0) return [];
    const body = allocation({ customerId, on: line.on, currency: channel.currency as Currency, transactions: [{ id: receipt.externalId, amountMinor }, ...shares] });
    return [{ letter: { recordId: null, mappingVersion: null, channel: channel.key, currency: channel.currency, key: `allocation ${connectionId} line ${line.id}`, step: 'allocation', reference: line.reference, amountMinor, body: JSON.stringify(body) }, on: line.on, ledger: 'sales' }];
  });
}

const clearedChannels = ({ settings: { channels } }: Work): ChannelSettings[] => channels.filter(one => one.clearingBank !== '');
/** Channels whose customers pay the bank themselves. */
const bankChannels = ({ settings: { channels } }: Work): ChannelSettings[] => channels.filter(one => one.clearingBank === '');

/** Fees and payouts that the imported settlements prove, where the bank shows them. */
export async function planPayouts(work: Work): Promise<void> {
  for (const channel of clearedChannels(work)) await planLetters(work, payoutDocuments(work, channel));
}

/** Customers' own payments, where the bank's statement names what they are for. */
export async function planCustomerReceipts(work: Work): Promise<void> {
  for (const channel of bankChannels(work)) await planLetters(work, receiptDocuments(work, channel));
}

export async function planCustomerAllocations(work: Work): Promise<void> {
  for (const channel of bankChannels(work)) await planLetters(work, allocationDocuments(work, channel));
}
