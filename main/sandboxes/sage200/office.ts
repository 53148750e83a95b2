import type { World } from '../world/world-types.ts';
import type { Store } from './store.ts';

export type Settings = {
  pricesIncludeTax: boolean;
  /** Whether the signed-in user may type prices and discounts over the price band's. */
  mayOverridePrices: boolean;
  mayOverrideHolds: boolean;
};

/** What every part of the pretend company works with. */
export type Office = { store: Store; world: World; now: () => number; settings: Settings };

export const USER = 'tieout.api';
export const STAFF = 'j.whitfield';

export const momentOf = (office: Office): string => new Date(office.now()).toISOString();
export const todayOf = (office: Office): string => momentOf(office).slice(0, 10);
