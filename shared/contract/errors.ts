import { z } from 'zod';

/** Who acts next. Every failure in Tieout is one of these six. */
export const Recovery = z.enum(['retry', 'fixInput', 'fixRecord', 'fixConnection', 'askAdmin', 'report']);
export type Recovery = z.infer<typeof Recovery>;

export const WireError = z.object({
  code: z.string(),
  recovery: Recovery,
  message: z.string(),
  field: z.string().optional(),
});
export type WireError = z.infer<typeof WireError>;

/** The world refused. `code` is stable and dotted, `message` is for the accountant and names the remedy; `cause` is for the log. */
export class AppError extends Error {
  override name = 'AppError';
  readonly code: string;
  readonly recovery: Recovery;
  readonly field: string | undefined;

  constructor(code: string, recovery: Recovery, message: string, options: { field?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.recovery = recovery;
    this.field = options.field;
  }
}

/** What crosses the contract: an AppError as it is; anything else is ours to report, without its text. */
export function toWireError(error: unknown): WireError {
  if (error instanceof AppError) {
    const { code, recovery, message, field } = error;
    return field === undefined ? { code, recovery, message } : { code, recovery, message, field };
  }
  return { code: 'engine.unexpected', recovery: 'report', message: 'Tieout made a mistake and undid this step. Copy the details and report it.' };
}
