import type { Json, Refusal } from '../connector.ts';
import { errorText } from '../error-text.ts';
import { textAt } from '../json-value.ts';

/** Sage names only the first problem of a record, in a sentence. What such sentences say, in the order in which they are tried. */
type Meaning = { pattern: RegExp; read(match: RegExpExecArray, words: string): Omit<Refusal, 'recovery'> & { recovery?: Refusal['recovery'] } };

const MEANINGS: readonly Meaning[] = [
  {
    pattern: /supplier(?: account)? (\S+) is on hold/i,
    read: ([, account = '']) => ({ code: 'supplier.onHold', about: account, field: 'supplier_id', message: `Sage refused this: supplier ${account} is on hold. Release the account in Sage, then try again.` }),
  },
  {
    pattern: /supplier(?: account)?(?: with)?(?: the)?(?: id| reference)? (\S+) (?:does not exist|could not be found|is inactive)/i,
    read: ([, account = '']) => ({ code: 'supplier.unknown', about: account, field: 'supplier_id', message: `Sage has no active supplier ${account}. Make the account in Sage, or make it active.` }),
  },
  {
    pattern: /customer(?: account)? (\S+) is on hold|account is on hold/i,
    read: ([, account = '']) => ({ code: 'customer.onHold', about: account, field: 'customer_id', message: `Sage refused this: customer ${account || 'account'} is on hold. Release it in Sage, or choose another account.` }),
  },
  {
    pattern: /credit limit/i,
    read: (_match, words) => ({ code: 'customer.creditLimit', about: accountIn(words), field: 'customer_id', message: `Sage refused this: the credit limit of customer ${accountIn(words) || 'account'} is passed. Raise it in Sage, or take payment first.` }),
  },
  {
    pattern: /customer(?: account)?(?: with)?(?: the)?(?: id| reference)? (\S+) (?:does not exist|could not be found|is inactive)/i,
    read: ([, account = '']) => ({ code: 'customer.unknown', about: account, field: 'customer_id', message: `Sage has no active customer ${account}. Choose another account in the channel's settings, or make it active in Sage.` }),
  },
  {
    pattern: /(?:stock item|product)(?: with)?(?: the)?(?: id| code)? (\S+) (?:does not exist|could not be found|is inactive)/i,
    read: ([, product = '']) => ({ code: 'product.unknown', about: product, field: 'lines', message: `Sage has no active stock item ${product}. Add it in Sage, or give the SKU another item code.` }),
  },
  {
    pattern: /field '([^']+)' is too long(?:\.? The maximum length is (\d+))?/i,
    read: ([, field = '', length = '']) => ({ code: 'field.tooLong', about: field, field, message: `Sage refused this: ${field} is too long${length && `, it takes ${length} characters`}. Shorten it in the record, or cut it in the mapping.` }),
  },
  {
    pattern: /tax code(?: with)?(?: the)?(?: id| code)? (\S+) (?:does not exist|could not be found|cannot be used)|field '([^']*tax_code_id)' must have a value/i,
    read: ([, code = '', field = '']) => ({ code: 'taxCode.unknown', about: code || field, field: field || 'tax_code_id', message: `Sage does not know the tax code${code ? ` ${code}` : ' of this record'}. Add the rate and country to the tax codes in the settings.` }),
  },
  {
    pattern: /closed period ?(\d{4}-\d{2})?|period .*(?:closed|not open)|not in a financial year that is open|TransactionDateException/i,
    read: ([, period = ''], words) => ({ code: 'period.closed', about: period || (/\d{4}-\d{2}/.exec(words)?.[0] ?? ''), field: null, message: `Sage takes no posting into ${period || 'this period'}: it is closed. Open it in Sage, or post the record on an open day.` }),
  },
  {
    pattern: /field '([^']+)' must have a value/i,
    read: ([, field = '']) => ({ code: 'field.required', about: field, field, message: `Sage refused this: ${field} is missing. Fill it in the record, or give it a value in the mapping.` }),
  },
  {
    pattern: /field '([^']+)' is not (?:a |an )?(.+)|field '([^']+)' (?:must|is) /i,
    read: ([, field = '', wanted = '', other = '']) => ({ code: 'field.invalid', about: field || other, field: field || other, message: `Sage refused this: ${field || other} is not ${wanted ? wanted.replace(/[.\s]+$/, '') : 'as Sage wants it'}. Correct it in the record, or in the mapping.` }),
  },
  {
    pattern: /order (\S+) is (?:not live|on hold)/i,
    read: ([, order = '']) => ({ code: 'order.onHold', about: order, field: null, message: `Sage refused this: order ${order} is not live there (on hold, complete or cancelled). Release it in Sage, then try again.` }),
  },
  {
    pattern: /(?:order|record) (\S+ )?is locked/i,
    read: ([, order = '']) => ({ code: 'order.locked', about: order.trim(), field: null, message: `Sage refused this: ${order ? `order ${order.trim()}` : 'the record'} is open on somebody's screen. Close it there, then try again.` }),
  },
  {
    pattern: /already exists/i,
    read: (_match, words) => ({ code: 'record.exists', about: '', field: null, message: `Sage refused this: ${withoutStop(words)}. Choose another reference, or use what is there.` }),
  },
];

const accountIn = (words: string): string => /(?:customer|account)(?: account)? ([A-Z0-9]{2,8})\b/.exec(words)?.[1] ?? '';
const withoutStop = (words: string): string => words.replace(/[.\s]+$/, '');

/** What Sage means by refusing a write; null when its sentence is none of those known. */
export function refusal(status: number, body: Json): Refusal | null {
  if (status !== 400 && status !== 409 && status !== 422) return null;
  const words = errorText(typeof body === 'string' ? body : JSON.stringify(body));
  const told = `${words} ${textAt(body, 'exception_type')}`.trim();
  for (const { pattern, read } of MEANINGS) {
    const match = pattern.exec(told);
    if (match) return { recovery: 'fixRecord', ...read(match, words) };
  }
  return null;
}
