import { AppError } from '../../../../shared/contract/errors.ts';
import { LocalDate } from '../../../../shared/values/date.ts';
import { Currency } from '../../../../shared/values/money.ts';
import type { Json, Session } from '../connector.ts';
import { allRows } from '../gateway/pages.ts';
import { textAt } from '../json-value.ts';

/** Days go as they are; what mappings make of them has a time behind it. */
export const sageProDay = (day: string): string => day.slice(0, 10);

/** An empty day of the FoxPro edition is no day. */
export function dayAt(row: Json, name: string): LocalDate | null {
  const read = LocalDate.safeParse(textAt(row, name).trim().slice(0, 10));
  return read.success && read.data > '1900-01-01' ? read.data : null;
}

/** Numbers of documents stand on the right of their field, with blanks before them: a number is what is left without those. */
export const numberAt = (row: Json, name: string): string => textAt(row, name).trim();

export type Company = { code: string; name: string; currency: Currency; edition: string };

export async function companyOf(session: Session, signal: AbortSignal | undefined): Promise<Company> {
  const code = (session.settings['companyCode'] ?? '').trim();
  const row = (await allRows(session, '/company', { signal })).find(one => textAt(one, 'CompanyCode') === code);
  if (row === undefined) throw new AppError('sagepro.noCompany', 'fixConnection', `The gateway does not show company ${code}. Correct the company code, or let the gateway's administrator add it.`);
  const currency = Currency.safeParse(textAt(row, 'Currency'));
  if (!currency.success) throw new AppError('sagepro.currency', 'fixConnection', `The currency of company ${code} (${textAt(row, 'Currency') || 'none'}) is not one that Tieout keeps books in.`);
  return { code, name: textAt(row, 'CompanyName'), currency: currency.data, edition: textAt(row, 'Edition') };
}
