import type { AppError, Recovery } from '../../shared/contract/errors.ts';

export type ErrorText = { title: string; advice: string; button: string; act: 'retry' | 'connections' | 'copy' | 'none' };

const texts: Record<Recovery, ErrorText> = {
  retry: { title: 'Not just now', advice: 'Nothing is lost. Try again in a moment.', button: 'Try again', act: 'retry' },
  fixInput: { title: 'Something in the form needs a change', advice: '', button: 'Close', act: 'none' },
  fixRecord: { title: 'This record was refused', advice: 'Change the record or the mapping, then send it again.', button: 'Close', act: 'none' },
  fixConnection: { title: 'The connection needs you', advice: 'Test the connection and sign in again if it says so.', button: 'Open connections', act: 'connections' },
  askAdmin: { title: 'This needs another role', advice: 'Ask an admin, or sign in as somebody who may do it.', button: 'Close', act: 'none' },
  report: { title: 'Tieout made a mistake', advice: 'Nothing was half done. Copy the details and report it.', button: 'Copy details', act: 'copy' },
};

export const errorText = (error: AppError): ErrorText => texts[error.recovery];

/** Everything a report needs, and nothing that is a secret. */
export function errorDetails(error: AppError): string {
  const cause = error.cause instanceof Error ? `\n${error.cause.name}: ${error.cause.message}` : '';
  return `${error.code} (${error.recovery}${error.field === undefined ? '' : `, ${error.field}`})\n${error.message}${cause}`;
}
