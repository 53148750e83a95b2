import type { ChannelSettings } from '../../../shared/contract/settings.ts';
import type { StatementHead } from './statement.ts';

/** An account of the ERP that a file may belong to. */
export type AccountChoice = { value: string; label: string; currency: string; kind: 'clearing' | 'bank'; names: readonly string[] };

export function accountChoices(channels: readonly ChannelSettings[]): AccountChoice[] {
  const choices = new Map<string, AccountChoice>();
  const add = (value: string, kind: 'clearing' | 'bank', { label, key, currency }: ChannelSettings): void => {
    if (value === '') return;
    const before = choices.get(value);
    choices.set(value, { value, kind: before?.kind ?? kind, currency, label: kind === 'bank' ? `${value} · bank account, ${currency}` : `${value} · clearing ${[...(before ? [before.label.replace(/^.*clearing /, '')] : []), label].join(', ')}`, names: [...(before?.names ?? []), label, key] });
  };
  for (const channel of channels) add(channel.clearingBank, 'clearing', channel);
  for (const channel of channels) if (!choices.has(channel.bank) || choices.get(channel.bank)?.kind === 'bank') add(channel.bank, 'bank', channel);
  return [...choices.values()];
}

/** A gateway's report tells sales from fees, or names its payout; a bank's statement has only lines. */
export const isSettlement = ({ kinds, payoutReference }: StatementHead): boolean => payoutReference !== null || kinds.some(kind => kind !== 'bank' && kind !== 'other' && kind !== 'fee');

/** Rows that are in no payout yet come again with the payout that they end up in; taken now they would count twice. */
export const isPending = (head: StatementHead): boolean =>
  isSettlement(head) && head.payoutReference === null && head.openingMinor === null && head.closingMinor === null && !head.kinds.includes('payout');

/** The only account that fits the file by its currency and, for a gateway, by its name; null when a person must say. */
export function resolveAccount(statement: StatementHead, choices: readonly AccountChoice[]): string | null {
  const inCurrency = choices.filter(({ currency }) => currency === statement.currency);
  const [word = ''] = statement.account.toLowerCase().split(/[^a-z0-9]+/);
  const fitting = isSettlement(statement)
    ? inCurrency.filter(({ kind, names }) => kind === 'clearing' && word !== '' && names.some(name => name.toLowerCase().includes(word)))
    : inCurrency.filter(({ kind }) => kind === 'bank');
  return fitting.length === 1 ? (fitting[0]?.value ?? null) : null;
}

/** What makes a statement the same statement, whatever file it comes in. */
export function identityOf(account: string, statement: StatementHead): string {
  const { currency, payoutReference, fromOn, toOn, openingMinor, closingMinor, entryCount, movedMinor, sequence } = statement;
  if (isSettlement(statement) && payoutReference !== null) return `${account} ${currency} payout ${payoutReference}`;
  return [account, currency, fromOn ?? '', toOn ?? '', openingMinor ?? '', closingMinor ?? '', entryCount, movedMinor, openingMinor === null ? '' : (sequence ?? '')].join(' ');
}
