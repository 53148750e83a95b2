import type { Cause, SuggestedFix } from '../../../shared/contract/dead-letters.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import type { CauseRow } from './dead-letter-store.ts';
import { keyOfCause } from './cause-key.ts';
import { closestCodes } from './similar-codes.ts';

/** What suggesting needs to know of the ERP: its item codes and tax codes, as last read. */
export type FixFacts = { itemCodes: readonly string[]; taxCodes: readonly { code: string; name: string }[]; settings: Settings };

const TITLES: Readonly<Record<string, (about: string) => string>> = {
  'product.unknown': about => `Unknown SKU ${about}`,
  'customer.onHold': about => `Customer ${about} is on hold`,
  'customer.creditLimit': about => `Customer ${about} is over its credit limit`,
  'customer.unclear': about => `No single customer for ${about}`,
  'customer.unknown': about => `Customers of ${about} could not be created`,
  'field.tooLong': about => `Text too long for ${about}`,
  'field.required': about => `${about} is missing`,
  'taxCode.missing': about => `No tax code for ${about}`,
  'taxCode.unproved': about => `${about} is no rate the tax proves`,
  'period.closed': about => `${about} is in a closed period`,
  'totals.differ': about => `Order ${about} does not add up`,
  'record.unreadable': () => 'Records that could not be read',
  'channel.unknown': about => `Channel ${about} has no settings`,
  'mapping.missing': about => `No published mapping for ${about}`,
};

const titleOf = ({ code, about, sample }: CauseRow): string => TITLES[code]?.(about) ?? (sample.length > 90 ? `${sample.slice(0, 89)}…` : sample);

const MAX_CHOICES = 5;
const fix = (kind: SuggestedFix['kind'], text: string, value = '', choices: SuggestedFix['choices'] = [], confidence: number | null = null): SuggestedFix => ({ kind, text, value, choices, confidence });

/** A fix by rule; a person may change its value before applying it. */
export function suggestFix({ code, about }: Pick<CauseRow, 'code' | 'about'>, { itemCodes, taxCodes, settings }: FixFacts): SuggestedFix | null {
  switch (code) {
    case 'product.unknown': {
      const close = closestCodes(about, itemCodes, MAX_CHOICES);
      const [best] = close;
      const choices = close.map(one => ({ value: one.code, label: `${one.code} (${Math.round(one.likeness * 100)} %)` }));
      return best ? fix('alias', `Alias of ${best.code}, ${Math.round(best.likeness * 100)} % alike`, best.code, choices, best.likeness) : fix('alias', 'Choose the ERP’s item for this SKU', '', choices);
    }
    case 'taxCode.missing':
    case 'taxCode.unproved': {
      const choices = taxCodes.map(taxCode => ({ value: taxCode.code, label: `${taxCode.code} ${taxCode.name}` }));
      return fix('taxCode', 'Choose the tax code for this rate and country', '', choices);
    }
    case 'field.tooLong':
      return fix('shorten', 'Cut the text to what the ERP takes', '', [], 0.9);
    case 'period.closed':
      return fix('date', `Post on ${settings.booksOpenFrom}, the first open day`, settings.booksOpenFrom, [{ value: settings.booksOpenFrom, label: settings.booksOpenFrom }], 0.9);
    case 'customer.onHold':
    case 'customer.creditLimit':
      return fix('release', 'Release the customer in the ERP, then send again');
    default:
      return fix('retry', 'Put the cause right, then send again');
  }
}

/** One cause per code and subject; money by currency. */
export function causesOf(rows: readonly CauseRow[], facts: FixFacts): Cause[] {
  const causes = new Map<string, Cause>();
  for (const row of rows) {
    const key = keyOfCause(row.code, row.about);
    const before = causes.get(key);
    const amount = { currency: row.currency, minor: row.minor };
    if (before) causes.set(key, { ...before, count: before.count + row.count, amounts: [...before.amounts, amount], oldestAt: before.oldestAt < row.oldestAt ? before.oldestAt : row.oldestAt });
    else causes.set(key, { key, title: titleOf(row), recovery: row.recovery as Cause['recovery'], count: row.count, amounts: [amount], oldestAt: row.oldestAt, fix: suggestFix(row, facts) });
  }
  return [...causes.values()].sort((a, b) => b.count - a.count);
}
