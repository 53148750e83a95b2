import { countryCodeOf, countryNameOf, longCountryCodeOf } from './countries.ts';
import { sourceReader } from './paths.ts';
import { asText, problem } from './record-context.ts';
import { eg, needed, optional } from './transform.ts';
import type { Transform } from './transform.ts';

const GROUP = 'Choices';

/** 'a=b; c=d' as a table; the words on the left are compared without regard to capitals. */
function tableOf(text: string): ReadonlyMap<string, string> {
  return new Map(text.split(/[;\n]/).flatMap((row): [string, string][] => {
    const at = row.indexOf('=');
    return at < 0 ? [] : [[row.slice(0, at).trim().toLowerCase(), row.slice(at + 1).trim()]];
  }));
}

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
    label: 'Look up in a table', help: 'Translates words by a table such as "Amazon=AMZ; eBay=EBY". What is not in the table takes "otherwise", or stops the record.', group: GROUP,
    parameters: [needed('table', 'Table: word=value; word=value'), optional('otherwise', 'Otherwise')],
    examples: [eg('amazon', 'AMZ', { table: 'Amazon=AMZ; eBay=EBY' }), eg('Etsy', 'OTH', { table: 'Amazon=AMZ', otherwise: 'OTH' }), eg('Etsy', 'stops: lookup.missing', { table: 'Amazon=AMZ' }), eg('', '', { table: 'Amazon=AMZ' })],
    apply: ({ table = '', otherwise }) => {
      const rows = tableOf(table);
      return value => {
        const text = asText(value).trim();
        if (text === '') return otherwise ?? null;
        return rows.get(text.toLowerCase()) ?? otherwise ?? problem('lookup.missing', text, `The table of this field has no row for "${text}". Add one in the mapping.`);
      };
    },
  },
  when: {
    label: 'One or the other', help: 'Compares a field of the record with a text and gives one value if they are equal, another if not. An empty "then" or "else" keeps the value.', group: GROUP,
    parameters: [needed('path', 'Field'), needed('equals', 'Equals'), optional('then', 'Then'), optional('else', 'Else')],
    examples: [eg('', 'OWN', { path: 'GeneralInfo.Source', equals: 'AMAZON', then: 'OWN', else: 'OTHER' }), eg('kept', 'kept', { path: 'GeneralInfo.Source', equals: 'EBAY', then: 'OTHER' })],
    apply: ({ path = '', equals = '', then = '', else: other = '' }) => {
      const read = sourceReader(path);
      const wanted = equals.trim().toLowerCase();
      return (value, scope) => {
        const chosen = asText(read(scope)).trim().toLowerCase() === wanted ? then : other;
        return chosen === '' ? value : chosen;
      };
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
