import { z } from 'zod';
import { Instant } from '../values/date.ts';
import { anyone, query, task } from './method.ts';
import { PageRequest, pageOf } from './page.ts';

export const AuditEntry = z.object({
  seq: z.int(),
  at: Instant,
  actor: z.string(),
  action: z.string(),
  /** Before, after and why as JSON text; 'erased' when it was erased on request. */
  detail: z.string(),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const Verification = z.object({ ok: z.boolean(), entries: z.int(), checkpoints: z.int(), firstBad: z.int().nullable(), reason: z.string() });
export type Verification = z.infer<typeof Verification>;

export const audit = {
  list: query({ may: anyone, input: z.object({ page: PageRequest }), output: pageOf(AuditEntry) }),
  /** Recomputes the whole chain in a worker. Finding a break is an answer, not an error. */
  verify: task({ may: anyone, input: z.object({}), output: Verification }),
  /** JSON lines that anybody can verify without the app; base64 of the file. */
  export: task({ may: anyone, input: z.object({}), output: z.object({ fileName: z.string(), base64: z.string() }) }),
};
