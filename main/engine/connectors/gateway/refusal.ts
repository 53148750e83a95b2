import type { Json, Refusal } from '../connector.ts';
import { errorText } from '../error-text.ts';
import { isObject, textAt } from '../json-value.ts';

/** What a system calls things in its refusals. */
export type RefusalWords = {
  label: string;
  /** The customer that a document names. */
  customerOf: (sent: Json) => string;
  /** Columns that name a customer, an item, a place where goods lie. */
  columns: { customer: RegExp; item: RegExp; place: RegExp };
  /** What a person does about a customer or an item that is not there. */
  advice: { customer: string; item: string };
};

type Told = { words: RefusalWords; code: string; field: string; sentence: string; about: string; customer: string };
type Reading = Omit<Refusal, 'recovery' | 'field'> & { recovery?: Refusal['recovery']; field?: string | null };

/** A value that Sage looked up in vain, by the column that it was given in. */
function notOnFile({ words: { label, columns, advice }, field, about, customer, sentence }: Told): Reading {
  if (columns.customer.test(field)) return { code: 'customer.unknown', about: customer, message: `${label} has no active customer ${customer}. ${advice.customer}` };
  if (/ZipCode$/.test(field)) return { code: 'address.zipUnknown', about, message: `${label} refused this: the ZIP code ${about} is not on file there. Enter it in ZIP Code Maintenance, or correct the address.` };
  if (columns.place.test(field)) return { code: 'product.noWarehouse', about, message: `${label} refused this: ${sentence}. Set the item up there, or choose another place in the mapping.` };
  if (columns.item.test(field)) return { code: 'product.unknown', about, message: `${label} has no active item ${about}${advice.item}` };
  return { code: 'field.invalid', about: field, message: `${label} refused this: ${sentence} (${field}). Correct it in the record, or in the mapping.` };
}

const exists = ({ words: { label }, about, sentence }: Told): Reading => ({ code: 'record.exists', about, message: `${label} refused this: ${sentence}. Use what is there, or give the document another number.` });
const invalid = ({ words: { label }, field, sentence }: Told): Reading => ({ code: 'field.invalid', about: field, message: `${label} refused this: ${sentence}. Correct it in the record, or in the mapping.` });

const MEANINGS: Readonly<Record<string, (told: Told) => Reading>> = {
  CI_NOF: notOnFile,
  CI_CharLength: ({ words: { label }, field, sentence }) => ({ code: 'field.tooLong', about: field, message: `${label} refused this: ${sentence}. Shorten it in the record, or cut it in the mapping.` }),
  CI_InvalidNumber: invalid, CI_InvalidDate: invalid, CI_InvalidValue: invalid, RA_Quantity: invalid, TotalMismatch: invalid,
  CI_Required: ({ words: { label }, field, sentence }) => ({ code: 'field.required', about: field, message: `${label} refused this: ${sentence}. Fill it in the record, or give it a value in the mapping.` }),
  AR_CreditHold: ({ words: { label }, customer }) => ({ code: 'customer.onHold', about: customer, message: `${label} refused this: customer ${customer} is on credit hold. Release it in Sage, or choose another account.` }),
  AR_CustomerInactive: notOnFile,
  CI_ItemInactive: notOnFile,
  WS_AlreadyExists: exists, DuplicateCustomerPO: exists, IdempotencyConflict: exists,
  RecordLocked: ({ words: { label }, sentence }) => ({ code: 'record.locked', about: '', field: null, recovery: 'retry', message: `${label} did not take this yet: ${sentence}. It is tried again; if this goes on, close the record on that user's screen.` }),
};

/** What a gateway means by refusing a write; null when its code is none of those known. */
export const gatewayRefusal = (words: RefusalWords) => (status: number, body: Json, sent: Json): Refusal | null => {
  const read = MEANINGS[textAt(body, 'code')];
  if (!read || status === 401 || status === 403) return null;
  const field = textAt(body, 'field');
  const sentence = errorText(JSON.stringify(body)).replace(/[.\s]+$/, '');
  return { recovery: 'fixRecord', field: field || null, ...read({ words, code: textAt(body, 'code'), field, sentence, customer: words.customerOf(sent), about: valueOf(sent, field) || field }) };
};

/** What was sent at 'Lines[0].ItemCode'. */
function valueOf(sent: Json, path: string): string {
  const match = /^(\w+)\[(\d+)\]\.(\w+)$/.exec(path);
  if (!match) return textAt(sent, path);
  const rows = isObject(sent) ? sent[match[1] ?? ''] : undefined;
  return textAt(Array.isArray(rows) ? (rows[Number(match[2])] ?? null) : null, match[3] ?? '');
}
