import type { z } from 'zod';
import type { HttpReply } from '../http.ts';

/** What the shop says to a request that it does not carry out. */
export class Refused extends Error {
  override name = 'Refused';
  readonly status: number;
  readonly code: string;
  readonly field: string | null;
  constructor(status: number, code: string, message: string, field: string | null = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.field = field;
  }
}

export const refusalReply = (status: number, code: string, message: string, field: string | null = null): HttpReply => ({ status, body: { error: { code, message, ...(field === null ? {} : { field }) } } });

export const notFound = (what: string, id: string): Refused => new Refused(404, 'not_found', `There is no ${what} ${id}.`);

/** A body in the shape that is asked for; the first thing that is wrong with it is named. */
export function checked<T>(schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const field = (issue?.path ?? []).reduce<string>((path, step) => (typeof step === 'number' ? `${path}[${step}]` : path === '' ? String(step) : `${path}.${String(step)}`), '');
  throw new Refused(422, 'validation_failed', field === '' ? 'The body is not what this address takes.' : `${field} ${issue?.message ?? 'is not valid'}`, field || null);
}
