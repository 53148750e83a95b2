import { createHash } from 'node:crypto';
import type { Order } from '../../../shared/canonical/order.ts';
import type { Return } from '../../../shared/canonical/return.ts';
import type { Alarm } from '../../../shared/contract/close.ts';
import type { LocalDate } from '../../../shared/values/date.ts';
import { canonicalJson } from '../audit/audit-log.ts';
import { digitsOf } from './say-money.ts';

/** What a record said, field by field, in the words of people. */
export type Facts = Readonly<Record<string, string>>;
export type SignedSystem = 'shop' | 'ledger';

/** One record of a month, as it was signed or as a system shows it now. */
export type SignedRecord = { system: SignedSystem; connectionId: string; kind: string; externalId: string; reference: string; facts: Facts };

export type PostingFact = { kind: string; account: string; on: LocalDate; amountMinor: number; taxMinor: number; currency: string; reference: string; secondReference: string; narrative: string; /** Units of its currency for one of the books'; null where the ledger shows none. */ rate: string | null };

/** What is paid of it moves on after the month: only what was posted is signed. */
export const postingFacts = ({ kind, account, on, amountMinor, taxMinor, currency, reference, secondReference, narrative, rate }: PostingFact): Facts =>
  ({ kind, account, day: on, amount: digitsOf(amountMinor, currency), VAT: digitsOf(taxMinor, currency), currency, 'exchange rate': rate ?? '', reference, 'second reference': secondReference, narrative });

const lineText = ({ sku, quantity, grossMinor, taxRate }: Order['lines'][number], currency: string): string => `${quantity} × ${sku} ${digitsOf(grossMinor, currency)} at ${taxRate} %`;

/** The sale itself. That somebody opened or tagged the order since is no change of the books. */
export const orderFacts = (order: Order, { soldOn, despatchedOn }: { soldOn: LocalDate; despatchedOn: LocalDate | null }): Facts => ({
  reference: order.reference, number: order.number, channel: order.channel, 'sold on': soldOn, 'sent off on': despatchedOn ?? '', status: order.status, gross: digitsOf(order.grossMinor, order.currency), currency: order.currency,
  carriage: digitsOf(order.carriageMinor, order.currency), discount: digitsOf(order.discountMinor, order.currency), lines: order.lines.map(line => lineText(line, order.currency)).join('; '),
});

export const returnFacts = (record: Return, on: LocalDate): Facts => ({
  order: record.orderReference, number: record.externalId, channel: record.channel, day: on, status: record.status, gross: digitsOf(record.grossMinor, record.currency), currency: record.currency, goods: `${record.quantity} × ${record.sku}`,
});

export const hashOfFacts = (facts: Facts): string => createHash('sha256').update(canonicalJson(facts)).digest('hex');

export function differencesOf(signed: Facts, now: Facts): Alarm['differences'] {
  return [...new Set([...Object.keys(signed), ...Object.keys(now)])].flatMap(field => {
    const [before, after] = [signed[field] ?? '', now[field] ?? ''];
    return before === after ? [] : [{ field, signed: before, now: after }];
  });
}

export type Finding = SignedRecord & { change: Alarm['change']; differences: Alarm['differences']; nowHash: string };

const nameOf = ({ system, connectionId, kind, externalId }: SignedRecord): string => JSON.stringify([system, connectionId, kind, externalId]);
const allOf = (facts: Facts): [string, string][] => Object.entries(facts).filter(([, value]) => value !== '');

/** What a system shows otherwise than it was signed. `whole`: `now` is all there is, so what it lacks is missing. */
export function findingsSince(signed: readonly SignedRecord[], now: readonly SignedRecord[], { whole }: { whole: boolean }): Finding[] {
  const before = new Map(signed.map(record => [nameOf(record), record]));
  const findings = now.flatMap((record): Finding[] => {
    const known = before.get(nameOf(record));
    before.delete(nameOf(record));
    const nowHash = hashOfFacts(record.facts);
    if (!known) return [{ ...record, change: 'new', nowHash, differences: allOf(record.facts).map(([field, value]) => ({ field, signed: '', now: value })) }];
    const differences = differencesOf(known.facts, record.facts);
    return differences.length === 0 ? [] : [{ ...record, reference: known.reference, change: 'changed', nowHash, differences }];
  });
  const missing = whole ? [...before.values()].map((record): Finding => ({ ...record, change: 'missing', nowHash: '', differences: allOf(record.facts).map(([field, value]) => ({ field, signed: value, now: '' })) })) : [];
  return [...findings, ...missing];
}

const WORDS = { order: 'order', return: 'return', sales: 'sales posting', cash: 'cash-book posting' } as const;
const MAX_FIELDS_SAID = 3;

/** The alarm in one sentence. */
export function alarmText({ period, system, kind, reference, change, differences }: Pick<Alarm, 'period' | 'system' | 'kind' | 'reference' | 'change' | 'differences'>): string {
  // Kinds are those of the two tables that are signed.
  const what = `${WORDS[kind as keyof typeof WORDS] ?? kind} ${reference}`.trim();
  const values = (side: 'signed' | 'now'): string => ['kind', 'day', 'sold on', 'amount', 'gross', 'currency'].flatMap(field => differences.find(difference => difference.field === field)?.[side] ?? []).filter(value => value !== '').join(' ');
  if (change === 'new') return `${system} shows ${what} in ${period} (${values('now')}), which was not there when the month was signed.`;
  if (change === 'missing') return `${system} no longer shows ${what} (${values('signed')}), which was signed with ${period}.`;
  const said = differences.slice(0, MAX_FIELDS_SAID).map(({ field, signed, now }) => `${field} ${signed || 'nothing'} → ${now || 'nothing'}`).join(', ');
  return `${system} changed ${what} after ${period} was signed: ${said}${differences.length > MAX_FIELDS_SAID ? ` and ${differences.length - MAX_FIELDS_SAID} more` : ''}.`;
}
