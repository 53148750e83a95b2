import type { HttpReply } from '../http.ts';
import type { Account } from './account.ts';
import { BadCall, isGuid, type Input } from './call-input.ts';
import type { LiveOrder } from './account.ts';

/** What a method of the v1 API works with. */
export type Call = { account: Account; input: Input; redact: boolean };

/** One v1 method: calls per minute, whether its body sits under `request`, whether it changes anything, and what it answers. */
export type Method = { perMinute: number; wrapped?: true; writes?: true; run(call: Call): HttpReply };

export const ok = (body?: unknown): HttpReply => (body === undefined ? { status: 200 } : { status: 200, body });

/** Page sizes are refused above Linnworks' own limit. */
export function entriesPerPage(input: Input, name: string, { most, otherwise }: { most: number; otherwise: number }): number {
  const entries = input.integer(name, otherwise);
  if (entries < 1 || entries > most) throw new BadCall(`Number must be between 1 and ${most}`);
  return entries;
}

export function orderOf({ account, input }: Call, name: string): LiveOrder {
  const id = input.text(name);
  if (!isGuid(id)) throw new BadCall(`Invalid parameter ${name}`);
  const live = account.byId(id);
  if (!live) throw new BadCall('Order not found');
  return live;
}
