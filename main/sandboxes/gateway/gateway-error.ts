/** A refusal as the gateway words it: its own code and sentence, Sage's sentence, and the column it is about. */
export class GatewayError extends Error {
  override name = 'GatewayError';
  readonly status: number;
  readonly code: string;
  readonly sageMessage: string;
  readonly field: string;
  readonly retryable: boolean;
  constructor(status: number, code: string, message: string, { sageMessage = '', field = '', retryable = false }: { sageMessage?: string; field?: string; retryable?: boolean } = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.sageMessage = sageMessage;
    this.field = field;
    this.retryable = retryable;
  }
}

/** A value that Sage looks up and does not have. */
export const notOnFile = (object: string, field: string, message: string): GatewayError =>
  new GatewayError(422, 'CI_NOF', message, { sageMessage: `Could not set ${object} column ${field.replace(/^.*\./, '')}`, field });

export const noKey = (message: string): GatewayError => new GatewayError(404, 'CI_NoKey', message, { sageMessage: 'Record not found.' });

export const badRequest = (code: string, message: string, field = ''): GatewayError => new GatewayError(400, code, message, { field });

export const refused = (code: string, message: string, field = ''): GatewayError => new GatewayError(422, code, message, { sageMessage: message, field });
