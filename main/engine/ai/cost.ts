import type { AiSettings } from '../../../shared/contract/ai.ts';

/** Tokens as a service counts them, or as they are estimated before. */
export type Tokens = { readonly read: number; readonly written: number };

/** English and JSON have about four bytes a token; three are taken, so that the estimate is not exceeded. */
const BYTES_A_TOKEN = 3;
const PER_MILLION = 1_000_000n;

export const tokensIn = (bytes: number): number => Math.ceil(bytes / BYTES_A_TOKEN);

/** What tokens cost, in millionths of the currency's unit; a started one counts as a whole. */
export function costMicro({ read, written }: Tokens, { inputPriceMicro, outputPriceMicro }: Pick<AiSettings, 'inputPriceMicro' | 'outputPriceMicro'>): number {
  const product = BigInt(read) * BigInt(inputPriceMicro) + BigInt(written) * BigInt(outputPriceMicro);
  const micro = (product + PER_MILLION - 1n) / PER_MILLION;
  return micro > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(micro);
}
