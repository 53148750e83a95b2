import { z } from 'zod';

/** Between the Electron shell and the process that runs the engine. Calls of the window do not pass here: each window has a port of its own. */
export const ToEngineProcess = z.discriminatedUnion('type', [
  z.object({ type: z.literal('open'), workspace: z.string().min(1), version: z.string() }),
  /** Comes with a message port: one window. */
  z.object({ type: z.literal('window') }),
  z.object({ type: z.literal('vaultAnswer'), id: z.int(), text: z.string().nullable(), message: z.string().optional() }),
  z.object({ type: z.literal('close') }),
]);
export type ToEngineProcess = z.infer<typeof ToEngineProcess>;

export const FromEngineProcess = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** The workspace could not be opened; the sentence is for the person. */
  z.object({ type: z.literal('refused'), message: z.string() }),
  z.object({ type: z.literal('vault'), id: z.int(), act: z.enum(['seal', 'open']), text: z.string() }),
  z.object({ type: z.literal('closed') }),
]);
export type FromEngineProcess = z.infer<typeof FromEngineProcess>;
