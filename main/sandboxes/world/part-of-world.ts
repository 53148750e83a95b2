import type { BankLine, Channel, Settlement, World } from './world-types.ts';

/** The part of a world that some of its channels make: their orders, refunds and payouts, and of the bank what concerns them or nobody. */
export function partOfWorld(world: World, keys: readonly Channel['key'][]): World {
  const isKept = ({ channel }: { channel: Channel['key'] }): boolean => keys.includes(channel);
  const channels = world.channels.filter(({ key }) => keys.includes(key));
  const orders = world.orders.filter(isKept);
  const refunds = world.refunds.filter(isKept);
  const references = new Set(orders.map(({ reference }) => reference));
  const banks = new Set(channels.map(({ bankCode }) => bankCode));
  const foreignPayouts = world.settlements.filter(settlement => !isKept(settlement));
  return {
    ...world, channels, orders, refunds,
    settlements: world.settlements.filter(isKept),
    bankLines: world.bankLines.filter(line => banks.has(line.bankCode) && !foreignPayouts.some(payout => isPayout(line, payout))),
    openingSales: world.openingSales.filter(isKept),
    openingBalances: world.openingBalances.filter(({ bankCode }) => banks.has(bankCode)),
    staff: world.staff.filter(action => 'orderReference' in action ? references.has(action.orderReference) : 'refundId' in action ? refunds.some(({ id }) => id === action.refundId) : !('bankCode' in action) || banks.has(action.bankCode)),
    mishaps: world.mishaps.filter(isKept),
  };
}

const isPayout = (line: BankLine, { bankedOn, payoutMinor, currency }: Settlement): boolean => line.bookedOn === bankedOn && line.amountMinor === payoutMinor && line.currency === currency;
