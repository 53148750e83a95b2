import type { ChannelSettings } from '../../../shared/contract/settings.ts';
import type { Posting, RecordFact } from './entries.ts';
import type { ReferenceIndex } from './references.ts';

/**
 * Each customer account belongs to one channel: a web-sales account to the channel that names it, any other to the channel of most of its orders.
 * So the ERP's own totals per account add up to the channel's.
 */
export function channelsOfAccounts(channels: readonly ChannelSettings[], documents: readonly Posting[], index: ReferenceIndex, orders: ReadonlyMap<string, RecordFact>): Map<string, string> {
  const channelOf = new Map<string, string>();
  for (const { customerReference, key } of channels) if (customerReference !== '') channelOf.set(customerReference, key);
  const votes = new Map<string, Map<string, number>>();
  for (const { account, secondReference, reference } of documents) {
    if (channelOf.has(account)) continue;
    const channel = orders.get(index.find(secondReference, reference))?.channel;
    if (channel === undefined) continue;
    const counts = votes.get(account) ?? new Map<string, number>();
    votes.set(account, counts.set(channel, (counts.get(channel) ?? 0) + 1));
  }
  for (const [account, counts] of votes) {
    const [winner] = [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
    if (winner) channelOf.set(account, winner[0]);
  }
  return channelOf;
}
