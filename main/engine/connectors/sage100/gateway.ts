import { AppError } from '../../../../shared/contract/errors.ts';
import { localDate } from '../../../../shared/values/date.ts';
import type { LocalDate } from '../../../../shared/values/date.ts';
import { Currency } from '../../../../shared/values/money.ts';
import type { Json, Session } from '../connector.ts';
import { allRows } from '../gateway/pages.ts';
import { textAt } from '../json-value.ts';

/** '2026-10-05' as Sage keeps it: '20261005'. */
export const sageDay = (day: string): string => day.slice(0, 10).replaceAll('-', '');

/** Blank, and 1753 of the SQL edition, are no day. */
export function dayAt(row: Json, name: string): LocalDate | null {
  const text = textAt(row, name).trim();
  return /^\d{8}$/.test(text) && text > '18000101' ? localDate(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`) : null;
}

/** A customer is a division and a number; one alone may be two customers. */
export const customerId = (row: Json): string => `${textAt(row, 'ARDivisionNo').trim()}-${textAt(row, 'CustomerNo').trim()}`;

export async function companyOf(session: Session, signal: AbortSignal | undefined): Promise<{ code: string; name: string; currency: Currency; invoiceNumberLength: string }> {
  const code = (session.settings['companyCode'] ?? '').trim();
  const row = (await allRows(session, '/SY/Company', { signal })).find(one => textAt(one, 'CompanyCode') === code);
  if (row === undefined) throw new AppError('sage100.noCompany', 'fixConnection', `The gateway does not show company ${code}. Correct the company code, or let the gateway's administrator add it.`);
  const currency = Currency.safeParse(textAt(row, 'CurrencyCode'));
  if (!currency.success) throw new AppError('sage100.currency', 'fixConnection', `The currency of company ${code} (${textAt(row, 'CurrencyCode') || 'none'}) is not one that Tieout keeps books in.`);
  return { code, name: textAt(row, 'CompanyName'), currency: currency.data, invoiceNumberLength: textAt(row, 'InvoiceNoLength') };
}
