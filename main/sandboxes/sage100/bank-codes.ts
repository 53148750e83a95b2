import type { Channel, World } from '../world/world-types.ts';

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Sage keeps one currency: that of the world's first channel. */
export const currencyOf = ({ channels }: World): string => channels[0]?.currency ?? 'GBP';

export const channelsOf = (world: World): Channel[] => world.channels.filter(({ currency }) => currency === currencyOf(world));

/** The world's account codes in their order, with names. */
export function bankNames(world: World): [code: string, name: string][] {
  const channels = channelsOf(world);
  const banks = [...new Set(channels.map(channel => channel.bankCode))].sort().map((code): [string, string] => [code, `Operating account ${code}`]);
  const clearing = channels.flatMap((channel): [string, string][] => (channel.clearingBankCode ? [[channel.clearingBankCode, `${channel.subSource} clearing`]] : []));
  return [...banks, ...clearing];
}

/** Sage's own bank codes are one letter each. */
export const bankLetter = (world: World, worldCode: string): string => LETTERS[bankNames(world).findIndex(([code]) => code === worldCode)] ?? '';
