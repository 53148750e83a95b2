import { countryCodeOf } from './countries.ts';
import { sourceReader } from './paths.ts';
import { wrapped } from './pattern.ts';
import { asText, problem } from './record-context.ts';
import { subdivisionOf } from './subdivisions.ts';
import { eg, needed, optional } from './transform.ts';
import type { Transform } from './transform.ts';

const GROUP = 'Addresses';
const MAX_LINES = 10;

/** Outward and inward half, as Royal Mail writes them (BS 7666): A9 9AA, A99 9AA, A9A 9AA, AA9 9AA, AA99 9AA, AA9A 9AA. */
const POSTCODE = /^(GIR|[A-Z]{1,2}\d[A-Z\d]?)(\d[ABD-HJLNP-UW-Z]{2})$/;

/** Letters that are typed for digits and the other way round, in the inward half only: its first sign is always a digit. */
const postcodeOf = (text: string): string | null => {
  const plain = text.toUpperCase().replace(/[^A-Z0-9]/g, '');
  const mended = plain.replace(/O(?=[A-Z]{2}$)/, '0').replace(/I(?=[A-Z]{2}$)/, '1');
  const match = POSTCODE.exec(mended);
  return match ? `${match[1]} ${match[2]}` : null;
};

const isBritish = (country: string): boolean => country === '' || ['GB', 'JE', 'GG', 'IM'].includes(countryCodeOf(country) ?? '');

/** Weights of the last check of a British number: two check digits make it a multiple of 97, older and newer numbers in two ways. */
function isBritishVatNumber(digits: string): boolean {
  if (!/^\d{9}(?:\d{3})?$/.test(digits)) return false;
  const sum = [8, 7, 6, 5, 4, 3, 2].reduce((total, weight, at) => total + weight * Number(digits[at]), 0) + Number(digits.slice(7, 9));
  return sum % 97 === 0 || (sum + 55) % 97 === 0;
}

/** How the numbers of the other countries look, behind the two letters. */
const VAT_SHAPES: Readonly<Record<string, RegExp>> = {
  AT: /^U\d{8}$/, BE: /^[01]\d{9}$/, BG: /^\d{9,10}$/, CY: /^\d{8}[A-Z]$/, CZ: /^\d{8,10}$/, DE: /^\d{9}$/, DK: /^\d{8}$/, EE: /^\d{9}$/, EL: /^\d{9}$/, ES: /^[A-Z0-9]\d{7}[A-Z0-9]$/, FI: /^\d{8}$/, FR: /^[A-Z0-9]{2}\d{9}$/,
  HR: /^\d{11}$/, HU: /^\d{8}$/, IE: /^\d[A-Z0-9+*]\d{5}[A-Z]{1,2}$/, IT: /^\d{11}$/, LT: /^(?:\d{9}|\d{12})$/, LU: /^\d{8}$/, LV: /^\d{11}$/, MT: /^\d{8}$/, NL: /^\d{9}B\d{2}$/, PL: /^\d{10}$/, PT: /^\d{9}$/, RO: /^\d{2,10}$/, SE: /^\d{12}$/, SI: /^\d{8}$/, SK: /^\d{10}$/, XI: /^\d{9}(?:\d{3})?$/,
};

export const addressTransforms = {
  ukPostcode: {
    label: 'UK postcode', help: 'Writes a British postcode in capitals with its space, and mends O for 0 and I for 1. Another country keeps its own; what cannot be a postcode stops the record.', group: GROUP,
    parameters: [optional('country', 'Field with the country', 'field')],
    examples: [
      eg('ls11aa', 'LS1 1AA'), eg('sw1a-2aa', 'SW1A 2AA'), eg('M1 OAB', 'M1 0AB'), eg('LS1', 'stops: address.postcode'), eg('', ''),
      eg('ls1 1aa', 'LS1 1AA', { country: 'CustomerInfo.Address.Country' }), eg('75008', 'stops: address.postcode', { country: 'CustomerInfo.Address.Country' }),
    ],
    apply: ({ country = '' }) => {
      const read = country === '' ? null : sourceReader(country);
      return (value, scope) => {
        const text = asText(value).trim();
        if (text === '') return null;
        if (read !== null && !isBritish(asText(read(scope)).trim())) return text.replace(/\s+/g, ' ').toUpperCase();
        return postcodeOf(text) ?? problem('address.postcode', text, `"${text}" is not a British postcode. Correct it in the record, or take another step for other countries.`);
      };
    },
  },
  addressLine: {
    label: 'Address line of the ERP', help: 'Takes the lines of an address together (this field and those named), leaves out empty and repeated ones, breaks what is too long at words, and gives one line. Stops the record when the address needs more lines than the ERP has.', group: GROUP,
    parameters: [needed('line', 'Which line', 'number'), needed('length', 'Characters in a line', 'number'), needed('of', 'Lines the ERP has', 'number'), optional('paths', 'Further address fields', 'fields')],
    examples: [
      eg('Unit 4, Harbour Industrial Estate, Long Street', 'Unit 4, Harbour', { line: '1', length: '20', of: '3' }), eg('Unit 4, Harbour Industrial Estate, Long Street', 'Industrial Estate', { line: '2', length: '20', of: '3' }),
      eg('1 High St', 'Leeds', { line: '2', length: '30', of: '5', paths: 'CustomerInfo.Address.Address2, CustomerInfo.Address.Town' }), eg('1 High St', '', { line: '2', length: '30', of: '5' }),
      eg('Unit 4, Harbour Industrial Estate', 'stops: address.tooLong', { line: '1', length: '20', of: '1' }),
    ],
    apply: ({ line = '1', length = '30', of = '5', paths = '' }) => {
      const readers = paths.split(',').map(path => path.trim()).filter(path => path !== '').map(sourceReader);
      const [place, wide, most] = [line, length, of].map((text, at) => (/^\d{1,3}$/.test(text.trim()) && Number(text) > 0 ? Number(text) : [1, 30, 5][at] ?? 1));
      return (value, scope) => {
        const texts = [asText(value), ...readers.map(read => asText(read(scope)))].flatMap(text => text.split(/[\r\n]+/)).map(text => text.replace(/\s+/g, ' ').trim()).filter(text => text !== '');
        const once = texts.filter((text, at) => texts.findIndex(other => other.toLowerCase() === text.toLowerCase()) === at);
        const lines = once.slice(0, MAX_LINES).flatMap(text => brokenAtCommas(text, wide ?? 30));
        if (lines.length > (most ?? 5)) return problem('address.tooLong', once.join(', ').slice(0, 80), `The address needs ${lines.length} lines of ${wide} characters; the ERP has ${most}. Shorten it in the record.`);
        return lines[(place ?? 1) - 1] ?? null;
      };
    },
  },
  subdivision: {
    label: 'State or province by code', help: 'Writes a state or province of the USA, Canada or Australia, or a nation of the UK, by its code (California: CA), or by its name. The country comes from a field, or is named. Unknown ones stay as they are.', group: GROUP,
    parameters: [optional('country', 'Field with the country', 'field'), optional('in', 'Country, if always the same'), optional('as', 'As', ['code', 'name'])],
    examples: [
      eg('California', 'CA', { in: 'US' }), eg('calif.', 'calif.', { in: 'US' }), eg('british columbia', 'BC', { in: 'Canada' }), eg('WA', 'Western Australia', { in: 'AU', as: 'name' }), eg('WA', 'Washington', { in: 'US', as: 'name' }),
      eg('England', 'ENG', { country: 'CustomerInfo.Address.Country' }), eg('Yorkshire', 'Yorkshire', { in: 'GB' }), eg('', '', { in: 'US' }),
    ],
    check: ({ country = '', in: fixed = '' }) => (country === '' && fixed === '' ? 'Choose the field with the country, or name the country: WA is in the USA and in Australia.' : null),
    apply: ({ country = '', in: fixed = '', as = 'code' }) => {
      const read = country === '' ? null : sourceReader(country);
      return (value, scope) => {
        const text = asText(value).trim();
        if (text === '') return null;
        const where = countryCodeOf(read === null ? fixed : asText(read(scope)).trim()) ?? '';
        return subdivisionOf(where, text)?.[as === 'name' ? 'name' : 'code'] ?? text;
      };
    },
  },
  vatNumber: {
    label: 'VAT number', help: "Writes a VAT registration number with its country and without spaces, and checks its shape, for British ones also the check digits. One that cannot be right stops the record: the customer's VAT treatment depends on it.", group: GROUP,
    parameters: [optional('country', 'Country, if the number has none')],
    examples: [eg('gb 980 7806 84', 'GB980780684'), eg('980780684', 'GB980780684', { country: 'GB' }), eg('IE6388047V', 'IE6388047V'), eg('DE 123 456 789', 'DE123456789'), eg('GB980780685', 'stops: vat.number'), eg('none', 'stops: vat.number'), eg('', '')],
    apply: ({ country = '' }) => value => {
      const text = asText(value).trim();
      if (text === '') return null;
      const plain = text.toUpperCase().replace(/[\s.\-/]/g, '');
      const number = /^[A-Z]{2}/.test(plain) || country === '' ? plain : country.trim().toUpperCase() + plain;
      const [where, digits] = [number.slice(0, 2), number.slice(2)];
      const isRight = where === 'GB' ? isBritishVatNumber(digits) : VAT_SHAPES[where]?.test(digits) === true;
      return isRight ? number : problem('vat.number', text, `"${text}" is not a VAT number that can be right. Ask the customer, and correct it in the record.`);
    },
  },
} satisfies Record<string, Transform>;

/** A line that is too long is broken at its commas first, then at words. */
function brokenAtCommas(text: string, wide: number): string[] {
  if (text.length <= wide) return [text];
  const lines: string[] = [];
  let line = '';
  for (const part of text.split(/,\s*/)) {
    const longer = line === '' ? part : `${line}, ${part}`;
    if (longer.length <= wide) { line = longer; continue; }
    const [first = '', ...rest] = wrapped(longer, wide);
    lines.push(first, ...rest.slice(0, -1));
    line = rest.at(-1) ?? '';
  }
  return (line === '' ? lines : [...lines, line]).map(one => one.replace(/,$/, ''));
}
