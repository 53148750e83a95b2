import { countryCodeOf, countryNameOf, longCountryCodeOf } from './countries.ts';
import { branchesOf, compareBy, COMPARISONS, rowsOf, wrongRow } from './comparisons.ts';
import type { Branches } from './comparisons.ts';
import { isDecimalText } from './decimal-text.ts';
import { notANumber } from './number-transforms.ts';
import { sourceReader } from './paths.ts';
import { asText, foldKey, problem } from './record-context.ts';
import type { LookupRows, Problem, Scope } from './record-context.ts';
import { eg, needed, optional } from './transform.ts';
import type { Transform } from './transform.ts';

const GROUP = 'Choices';

/** One branch holds, none does, or a number was asked for and is none. */
function branchFor({ branches }: Branches, text: string): string | null | Problem {
  for (const { holds, gives } of branches) {
    const outcome = holds(text);
    if (outcome === null) return text.trim() === '' ? null : notANumber(text);
    if (outcome) return gives;
  }
  return null;
}

/** Rows of the step itself, 'Amazon=AMZ; eBay=EBY'; null for the name of a table. */
export const ownRows = (table: string): LookupRows | null =>
  (table.includes('=') ? { columns: [''], rows: new Map(rowsOf(table).map(({ left, right }) => [foldKey(left), [right]])) } : null);

/** Finds a text in a table: its own rows, or the one that the parameter names. The cell, undefined when no row has it, or a problem with the table. */
export function tableReader(table: string, column: string): (text: string, scope: Scope) => string | undefined | Problem {
  const own = ownRows(table);
  return (text, { context }) => {
    const found = own ?? context.table(table);
    if (!found) return problem('lookup.noTable', table, `There is no lookup table "${table}". Make it under Lookup tables, or choose another in the mapping.`);
    const at = column === '' ? 0 : found.columns.findIndex(name => foldKey(name) === foldKey(column));
    if (at < 0) return problem('lookup.noColumn', column, `The lookup table "${table}" has no column "${column}". It has ${found.columns.join(', ')}.`);
    return found.rows.get(foldKey(text))?.[at];
  };
}

const rowMissing = (table: string, text: string): Problem =>
  problem('lookup.missing', text, table.includes('=') ? `The table of this field has no row for "${text}". Add one in the mapping.` : `The lookup table "${table}" has no row for "${text}". Add one under Lookup tables.`);

export const choiceTransforms = {
  constant: {
    label: 'Always the same', help: 'The same value for every record.', group: GROUP,
    parameters: [needed('value', 'Value')],
    examples: [eg('', 'EnumLineTypeStandard', { value: 'EnumLineTypeStandard' })],
    apply: ({ value: fixed = '' }) => () => fixed,
  },
  defaultTo: {
    label: 'Otherwise', help: 'Takes a fixed value when the field is empty.', group: GROUP,
    parameters: [needed('value', 'Value')],
    examples: [eg('', 'United Kingdom', { value: 'United Kingdom' }), eg('France', 'France', { value: 'United Kingdom' })],
    apply: ({ value: fallback = '' }) => value => (asText(value).trim() === '' ? fallback : value),
  },
  lookup: {
    label: 'Look up in a table', help: 'Translates a value by a lookup table, named here, or by rows written here: "Amazon=AMZ; eBay=EBY". What is not in the table takes "otherwise", or stops the record.', group: GROUP,
    parameters: [needed('table', 'Table, or rows word=value; word=value', 'table'), optional('otherwise', 'Otherwise'), optional('column', 'Column', 'column')],
    examples: [
      eg('amazon', 'AMZ', { table: 'Amazon=AMZ; eBay=EBY' }), eg('Etsy', 'OTH', { table: 'Amazon=AMZ', otherwise: 'OTH' }), eg('Etsy', 'stops: lookup.missing', { table: 'Amazon=AMZ' }), eg('', '', { table: 'Amazon=AMZ' }),
      eg('paypal', '1251', { table: 'Payment methods' }), eg('PayPal ', 'PP', { table: 'Payment methods', column: 'Short name' }), eg('Cheque', 'stops: lookup.missing', { table: 'Payment methods' }), eg('PayPal', 'stops: lookup.noTable', { table: 'No such table' }),
    ],
    check: ({ table = '' }) => (table.includes('=') ? wrongRow(table) : null),
    apply: ({ table = '', column = '', otherwise = '' }) => {
      const read = tableReader(table.trim(), column);
      return (value, scope) => {
        const text = asText(value).trim();
        if (text === '') return otherwise === '' ? null : otherwise;
        return read(text, scope) ?? (otherwise === '' ? rowMissing(table.trim(), text) : otherwise);
      };
    },
  },
  when: {
    label: 'One or the other', help: 'Compares a field of the record (without one, the value so far) with a text or number, and gives one value if it holds, another if not. An empty "then" or "else" keeps the value.', group: GROUP,
    parameters: [optional('path', 'Field', 'field'), optional('is', 'Comparison', COMPARISONS), optional('equals', 'Compared with'), optional('then', 'Then'), optional('else', 'Else')],
    examples: [
      eg('', 'OWN', { path: 'GeneralInfo.Source', equals: 'AMAZON', then: 'OWN', else: 'OTHER' }), eg('kept', 'kept', { path: 'GeneralInfo.Source', equals: 'EBAY', then: 'OTHER' }),
      eg('31.59', 'large', { is: 'more than', equals: '30', then: 'large', else: 'small' }), eg('Royal Mail Tracked 24', 'RM', { is: 'starts with', equals: 'royal mail', then: 'RM' }),
      eg('', 'none', { is: 'is empty', then: 'none' }), eg('FR', 'abroad', { is: 'is one of', equals: 'FR, DE, ES', then: 'abroad' }), eg('many', 'stops: value.notANumber', { is: 'at least', equals: '2', then: 'x' }),
    ],
    check: ({ is = 'equals', equals = '' }) => (/than|at /.test(is) && !isDecimalText(equals) ? `"${equals}" is not a number. Enter one to compare with.` : null),
    apply: ({ path = '', is = 'equals', equals = '', then = '', else: other = '' }) => {
      const read = path === '' ? null : sourceReader(path);
      const compare = compareBy(is, equals);
      return (value, scope) => {
        const text = asText(read === null ? value : read(scope));
        const holds = compare(text);
        if (holds === null) return notANumber(text);
        const chosen = holds ? then : other;
        return chosen === '' ? value : chosen;
      };
    },
  },
  cases: {
    label: 'Several cases', help: 'Goes through rows such as "contains ebay = EBY; starts with AMZ = Amazon; more than 100 = large; otherwise = small". The first that holds gives the value; without "otherwise" the value stays.', group: GROUP,
    parameters: [needed('rows', 'Cases: comparison = value; …', 'rows'), optional('path', 'Field, if not the value so far', 'field')],
    examples: [
      eg('eBay UK', 'EBY', { rows: 'contains ebay = EBY; starts with amz = AMZ; otherwise = WEB' }), eg('Etsy', 'WEB', { rows: 'contains ebay = EBY; otherwise = WEB' }), eg('Etsy', 'Etsy', { rows: 'contains ebay = EBY' }),
      eg('2.5', 'parcel', { rows: 'at most 0.1 = letter; at most 20 = parcel; otherwise = pallet' }), eg('', 'AMZ', { rows: 'Amazon = AMZ', path: 'TotalsInfo.PaymentMethod' }),
    ],
    check: ({ rows = '' }) => wrongRow(rows),
    apply: ({ rows = '', path = '' }) => {
      const cases = branchesOf(rows);
      const read = path === '' ? null : sourceReader(path);
      return (value, scope) => branchFor(cases, asText(read === null ? value : read(scope))) ?? cases.otherwise ?? value;
    },
  },
  yesNo: {
    label: 'Yes or no', help: 'Reads yes, true, 1, paid … as true and no, false, 0 or nothing as false.', group: GROUP, parameters: [],
    examples: [eg('Yes', 'true'), eg('0', 'false'), eg('', 'false'), eg('maybe', 'stops: value.notYesNo')],
    apply: () => value => {
      const text = asText(value).trim().toLowerCase();
      if (['true', 'yes', 'y', '1', 'on', 'paid'].includes(text)) return true;
      if (['', 'false', 'no', 'n', '0', 'off', 'unpaid'].includes(text)) return false;
      return problem('value.notYesNo', text, `"${text}" is neither yes nor no. Use a look-up table for it.`);
    },
  },
  countryName: {
    label: 'Country by name', help: 'Writes a country by its English name, from a code or another spelling; unknown ones stay as they are.', group: GROUP, parameters: [],
    examples: [eg('GB', 'United Kingdom'), eg('uk', 'United Kingdom'), eg('Deutschland', 'Germany'), eg('Atlantis', 'Atlantis')],
    apply: () => value => countryNameOf(asText(value).trim()),
  },
  countryCode: {
    label: 'Country by code', help: 'Writes a country as its code of two letters, or of three.', group: GROUP, parameters: [optional('letters', 'Letters', ['2', '3'])],
    examples: [eg('United Kingdom', 'GB'), eg('ireland', 'IE'), eg('GB', 'GBR', { letters: '3' }), eg('United States', 'USA', { letters: '3' }), eg('UAE', 'ARE', { letters: '3' }), eg('Atlantis', 'stops: country.unknown'), eg('', '')],
    apply: ({ letters }) => value => {
      const text = asText(value).trim();
      if (text === '') return null;
      return (letters === '3' ? longCountryCodeOf(text) : countryCodeOf(text)) ?? problem('country.unknown', text, `"${text}" is not a known country. Correct it in the source, or use a look-up table.`);
    },
  },
} satisfies Record<string, Transform>;
