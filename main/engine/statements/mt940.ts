import { digitsOf, parseAmount } from './amount-text.ts';
import { checkBalance, spanOf } from './balance.ts';
import { fullYear, nearestDay } from './date-text.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, type Issues } from './issues.ts';
import { entry, HOME_CURRENCY, MAX_ENTRIES, oneLine, statement, type Statement, type StatementEntry } from './statement.ts';

/** SWIFT MT940 statements and MT942 interim reports, with or without the {1:…} envelope, as banks really write them. */
type Field = { tag: string; line: number; text: string };

const TAG = /^:(20|21|25P?|28C?|13D?|34F|NS|60[FM]|61|86|62[FM]|64|65|90[CD]):(.*)$/;
const HALF_YEAR_DAYS = 183;
/** SWIFT allows 390 characters; banks write more, hostile files far more. */
const MAX_NARRATIVE = 4_000;

/** Lines → messages, each the fields from :20: (or the first :25:) to the next one. */
function messagesOf(text: string): Field[][] {
  const messages: Field[][] = [];
  let fields: Field[] | null = null;
  let open = false;
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const written = raw.replace(/^\{[1-5]:.*\{4:\s*/, '').replace(/^[\x01-\x03\s]+(?=:)/, '');
    const match = TAG.exec(written);
    if (match) {
      const tag = match[1] ?? '';
      if (tag === '20' || !fields) messages.push(fields = []);
      fields.push({ tag, line: index + 1, text: match[2] ?? '' });
      open = true;
    } else if (/^[-\u00ad](?:\}|X{2,}|\s*$)|^\{[1-5]:|^\s*\{4:/.test(written)) open = false;
    else if (open) {
      const last = fields?.at(-1);
      if (last) last.text += `\n${raw}`;
    }
  }
  return messages.filter(message => message.some(({ tag }) => /^(?:25|6|9|34)/.test(tag)));
}

type Balance = { on: string; currency: string; amountMinor: number };

function balanceOf(field: Field | undefined, issues: Issues): Balance | null {
  if (!field) return null;
  const match = /^([CD])(\d{2})(\d{2})(\d{2})([A-Z]{3})\s*([\d.,]+)/.exec(field.text.trim());
  const amountMinor = match ? swiftAmount(match[6] ?? '', match[5] ?? '') : undefined;
  const day = match ? nearestDay(fullYear(Number(match[2])), Number(match[3]), Number(match[4])) : undefined;
  if (!match || amountMinor === undefined || !day) {
    issues.refuse(field.line, 'statement.amount', `The balance at line ${field.line} (:${field.tag}:) cannot be read.`);
    return null;
  }
  return { on: day.on, currency: match[5] ?? '', amountMinor: match[1] === 'D' ? 0 - amountMinor : amountMinor };
}

/** '500,' and '8,85': the comma is the decimal mark; a bank that writes a point means the same. */
const swiftAmount = (text: string, currency: string): number | undefined => parseAmount(text.replace('.', ','), ',', digitsOf(currency));

const ENTRY = /^\s*(\d{2})(\d{2})(\d{2})(\d{4})?\s*(RC|RD|EC|ED|C|D)([A-Z])?\s*([\d.,]+)(.*)$/;

/** The booking day has no year: it is the one nearest to the value day. */
function bookingDay(monthDay: string | undefined, valueOn: string): string | null {
  if (!monthDay) return null;
  const year = Number(valueOn.slice(0, 4));
  const days = [year - 1, year, year + 1].flatMap(each => nearestDay(each, Number(monthDay.slice(0, 2)), Number(monthDay.slice(2)))?.on ?? []);
  const distance = (on: string): number => Math.abs(Date.parse(on) - Date.parse(valueOn)) / 86_400_000;
  return days.find(on => distance(on) <= HALF_YEAR_DAYS) ?? null;
}

const NO_REFERENCE = /^(?:NONREF|NOREF|EREF|PREF|MREF|CREF|KREF)?$/i;

/** Type code, the customer's reference, '//' the bank's own. */
function referencesOf(tail: string): { customer: string; bank: string; note: string } {
  const [first = '', ...more] = tail.split('\n');
  const [, rest = ''] = /^(?:[NSF](?:[A-Z0-9]{3}|[A-Z]{2}\s))?(.*)$/.exec(first.trimEnd()) ?? [];
  const [customer = '', bank = ''] = rest.split('//');
  const known = (text: string): string => (NO_REFERENCE.test(text.trim()) ? '' : text.trim());
  return { customer: known(customer), bank: known(bank), note: more.join(' ').trim() };
}

/** What :86: says, whether in ?20 sub-fields, in /REMI/ words, or free. */
function narrativeOf(raw: string): { text: string; party: string; reference: string } {
  const joined = raw.slice(0, MAX_NARRATIVE).replace(/\n/g, '');
  const mark = /^\s*\d{3}([?>])\d{2}|([?>])2[0-9]/.exec(joined);
  const sign = mark?.[1] ?? mark?.[2];
  if (sign) {
    const parts = joined.split(sign).slice(1).map(part => ({ code: part.slice(0, 2), text: part.slice(2) }));
    const of = (pattern: RegExp): string => parts.filter(({ code }) => pattern.test(code)).map(({ text }) => text).join('');
    const text = of(/^(?:2\d|6[0-3])$/).replace(/(?<=\S)(?=[A-Z]{4}\+)/g, ' ');
    return { text: oneLine([of(/^00$/), text].filter(part => part !== '').join(' ')), party: oneLine(of(/^3[23]$/)), reference: /EREF\+\s*([^+]*?)\s*(?:[A-Z]{4}\+|$)/.exec(text)?.[1] ?? '' };
  }
  const words = (key: string): string => new RegExp(`/${key}/(.*?)(?:/[A-Z]{4}/|$)`).exec(joined)?.[1]?.replace(/\/+$/, '').trim() ?? '';
  const counterparty = words('CNTP').split('/')[2] ?? '';
  return { text: oneLine(raw), party: oneLine(words('NAME') || counterparty), reference: words('EREF').replace(/^NOTPROVIDED$/i, '') };
}

function readEntry(field: Field, narrative: Field | undefined, currency: string, id: string, issues: Issues): StatementEntry | null {
  const [head = '', ...tail] = field.text.split('\n');
  const match = ENTRY.exec(head);
  const amountMinor = match ? swiftAmount(match[7] ?? '', currency) : undefined;
  if (!match || amountMinor === undefined) {
    issues.refuse(field.line, 'statement.amount', `The entry at line ${field.line} (:61:) cannot be read.`);
    return null;
  }
  const value = nearestDay(fullYear(Number(match[1])), Number(match[2]), Number(match[3]));
  if (!value) {
    issues.refuse(field.line, 'statement.date', `The entry at line ${field.line} (:61:) has no readable date.`);
    return null;
  }
  if (value.moved) issues.note(field.line, 'statement.date', `The date at line ${field.line} does not exist; the last day of that month is taken.`);
  const out = /^(?:RC|D|ED)$/.test(match[5] ?? '');
  const { customer, bank, note } = referencesOf([match[8] ?? '', ...tail].join('\n'));
  const told = narrativeOf(narrative?.text ?? '');
  return entry({
    id, line: field.line, kind: 'bank', bookedOn: bookingDay(match[4], value.on) ?? value.on, valueOn: value.on,
    amountMinor: out ? 0 - amountMinor : amountMinor, currency,
    reference: customer || told.reference || bank, party: told.party, text: oneLine([told.text, note].filter(part => part !== '').join(' ')),
  });
}

function readMessage(fields: Field[], place: number, fallback: string, issues: Issues): Statement {
  const first = (pattern: RegExp): Field | undefined => fields.find(({ tag }) => pattern.test(tag));
  const opening = balanceOf(first(/^60/), issues);
  const closing = balanceOf(fields.findLast(({ tag }) => /^62/.test(tag)), issues);
  const account = (first(/^25/)?.text ?? '').split('\n')[0]?.trim() ?? '';
  const currency = opening?.currency ?? closing?.currency ?? /^([A-Z]{3})/.exec(first(/^34F/)?.text ?? '')?.[1] ?? /\s([A-Z]{3})$/.exec(account)?.[1] ?? fallback;
  const entries = fields.flatMap((field, index) => {
    if (field.tag !== '61') return [];
    const next = fields[index + 1];
    return readEntry(field, next?.tag === '86' ? next : undefined, currency, `${place}-${index}`, issues) ?? [];
  });
  const result = statement({
    account: account.replace(new RegExp(`(?<=\\d)\\s*${currency}$`), '').replace(/\s+/g, ' '), currency, entries, ...spanOf(entries),
    openingMinor: opening?.amountMinor ?? null, closingMinor: closing?.amountMinor ?? null,
    balances: [...(opening ? [{ kind: 'opening', on: opening.on, amountMinor: opening.amountMinor }] : []), ...(closing ? [{ kind: 'closing', on: closing.on, amountMinor: closing.amountMinor }] : [])],
    sequence: first(/^28/)?.text.trim().split('\n')[0] || null,
  });
  const line = fields[0]?.line ?? 1;
  if (opening && closing && opening.currency !== closing.currency) issues.note(line, 'statement.currency', `The statement at line ${line} opens in ${opening.currency} and closes in ${closing.currency}.`);
  else checkBalance(result, fields.findLast(({ tag }) => /^62/.test(tag))?.line ?? line, issues);
  if (opening && !closing) issues.note(fields.at(-1)?.line ?? line, 'statement.truncated', `The statement that begins at line ${line} has no closing balance (:62F:); the file may end too early.`);
  checkTotals(fields, entries, currency, issues);
  return result;
}

/** An interim report counts its entries instead of naming balances. */
function checkTotals(fields: Field[], entries: StatementEntry[], currency: string, issues: Issues): void {
  for (const field of fields.filter(({ tag }) => tag === '90C' || tag === '90D')) {
    const match = /^(\d{1,5})[A-Z]{3}([\d.,]+)/.exec(field.text.trim());
    const side = entries.filter(({ amountMinor }) => (field.tag === '90C' ? amountMinor > 0 : amountMinor < 0));
    const total = side.reduce((sum, { amountMinor }) => sum + Math.abs(amountMinor), 0);
    if (match && (Number(match[1]) !== side.length || swiftAmount(match[2] ?? '', currency) !== total))
      issues.note(field.line, 'statement.controlTotal', `The total at line ${field.line} (:${field.tag}:) differs from the entries above it.`);
  }
}

export const mt940: StatementReader = {
  format: 'mt940',
  recognises: ({ text }) => /^[\x01-\x03 ]*(?:\{4:\s*)?:(?:20|25P?):/m.test(text) && /^:(?:6[012][FM]?|28C?|34F):/m.test(text),
  read({ text }, { defaultCurrency }) {
    const issues = collectIssues();
    const messages = messagesOf(text);
    if (messages.reduce((sum, fields) => sum + fields.length, 0) > MAX_ENTRIES * 2) {
      issues.refuse(1, 'statement.tooLarge', `The file has more than ${MAX_ENTRIES} entries. Download it in shorter periods.`);
      return readingOf('mt940', [], issues);
    }
    const statements = messages.map((fields, index) => readMessage(fields, index + 1, defaultCurrency ?? HOME_CURRENCY, issues));
    const interim = messages.length > 0 && messages.every(fields => !fields.some(({ tag }) => /^6[02]/.test(tag)));
    return readingOf(interim ? 'mt942' : 'mt940', statements, issues);
  },
};
