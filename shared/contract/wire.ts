import { z } from 'zod';
import { WireError } from './errors.ts';

/** The envelopes between the window and the engine, the same on a MessagePort and over HTTP. */
export const FromPage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('request'), id: z.int(), method: z.string().max(100), input: z.unknown() }),
  z.object({ type: z.literal('cancel'), id: z.int() }),
]);
export type FromPage = z.infer<typeof FromPage>;

export const Result = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), output: z.unknown() }),
  z.object({ ok: z.literal(false), error: WireError }),
]);
export type Result = z.infer<typeof Result>;

export const ToPage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('reply'), id: z.int(), result: Result }),
  z.object({ type: z.literal('event'), name: z.string(), payload: z.unknown() }),
]);
export type ToPage = z.infer<typeof ToPage>;
