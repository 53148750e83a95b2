import type { Json, Refusal } from '../connector.ts';
import { errorText } from '../error-text.ts';
import { isObject, textAt } from '../json-value.ts';

type Told = { code: string; field: string; words: string; about: string; customer: string };
type Reading = Omit<Refusal, 'recovery' | 'field'> & { recovery?: Refusal['recovery']; field?: string | null };

/** A value that Sage looked up in vain, by the column that it was given in. */
function notOnFile({ field, about, customer, words }: Told): Reading {
  if (/(ARDivisionNo|CustomerNo)$/.test(field)) return { code: 'customer.unknown', about: customer, message: `Sage 100 has no active customer ${customer}. Choose another account in the channel's settings, or enter it in Customer Maintenance. The division is part of the number.` };
  if (/ZipCode$/.test(field)) return { code: 'address.zipUnknown', about, message: `Sage 100 refused this: the ZIP code ${about} is not on file there. Enter it in ZIP Code Maintenance, or correct the address.` };
  if (/WarehouseCode$/.test(field)) return { code: 'product.noWarehouse', about, message: `Sage 100 refused this: ${words}. Add the item to that warehouse, or choose another warehouse in the mapping.` };
  if (/ItemCode$/.test(field)) return { code: 'product.unknown', about, message: `Sage 100 has no active item ${about}; capitals and small letters count. Add it in Sage, or give the SKU another item code.` };
  return { code: 'field.invalid', about: field, message: `Sage 100 refused this: ${words} (${field}). Correct it in the record, or in the mapping.` };
}

const exists = ({ about, words }: Told): Reading => ({ code: 'record.exists', about, message: `Sage 100 refused this: ${words}. Use what is there, or give the document another number.` });
const invalid = ({ field, words }: Told): Reading => ({ code: 'field.invalid', about: field, message: `Sage 100 refused this: ${words}. Correct it in the record, or in the mapping.` });

const MEANINGS: Readonly<Record<string, (told: Told) => Reading>> = {
  CI_NOF: notOnFile,
  CI_CharLength: ({ field, words }) => ({ code: 'field.tooLong', about: field, message: `Sage 100 refused this: ${words}. Shorten it in the record, or cut it in the mapping.` }),
  CI_InvalidNumber: invalid, CI_InvalidDate: invalid, CI_InvalidValue: invalid, RA_Quantity: invalid,
  CI_Required: ({ field, words }) => ({ code: 'field.required', about: field, message: `Sage 100 refused this: ${words}. Fill it in the record, or give it a value in the mapping.` }),
  AR_CreditHold: ({ customer }) => ({ code: 'customer.onHold', about: customer, message: `Sage 100 refused this: customer ${customer} is on credit hold. Release it in Sage, or choose another account.` }),
  AR_CustomerInactive: notOnFile,
  CI_ItemInactive: notOnFile,
  WS_AlreadyExists: exists, DuplicateCustomerPO: exists, IdempotencyConflict: exists,
  RecordLocked: ({ words }) => ({ code: 'record.locked', about: '', field: null, recovery: 'retry', message: `Sage 100 did not take this yet: ${words}. It is tried again; if this goes on, close the record on that user's screen.` }),
};

/** What the gateway means by refusing a write; null when its code is none of those known. */
export function refusal(status: number, body: Json, sent: Json): Refusal | null {
  const read = MEANINGS[textAt(body, 'code')];
  if (!read || status === 401 || status === 403) return null;
  const field = textAt(body, 'field');
  const words = errorText(JSON.stringify(body)).replace(/[.\s]+$/, '');
  const customer = [textAt(sent, 'ARDivisionNo'), textAt(sent, 'CustomerNo')].filter(Boolean).join('-');
  return { recovery: 'fixRecord', field: field || null, ...read({ code: textAt(body, 'code'), field, words, customer, about: valueOf(sent, field) || field }) };
}

/** What was sent at 'Lines[0].ItemCode'. */
function valueOf(sent: Json, path: string): string {
  const match = /^(\w+)\[(\d+)\]\.(\w+)$/.exec(path);
  if (!match) return textAt(sent, path);
  const rows = isObject(sent) ? sent[match[1] ?? ''] : undefined;
  return textAt(Array.isArray(rows) ? (rows[Number(match[2])] ?? null) : null, match[3] ?? '');
}
