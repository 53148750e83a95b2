import { digitsOf, parseAmount } from './amount-text.ts';
import { checkBalance } from './balance.ts';
import { fullYear, nearestDay } from './date-text.ts';
import { headOf, openDrafts, type Draft, type Drafts } from './drafts.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, type Issues } from './issues.ts';
import { linesOf, type Line } from './lines.ts';
import { narrativeOf } from './mt940-narrative.ts';
import { entry, HOME_CURRENCY, oneLine, type StatementEntry, type StatementHead } from './statement.ts';

/** SWIFT MT940 statements and MT942 interim reports, with or without the {1:…} envelope, as banks really write them. */
type Field = { tag: string; line: number; text: string; isOpen?: true };

const TAG = /^:(20|21|25P?|28C?|13D?|34F|NS|60[FM]|61|86|62[FM]|64|65|90[CD]):(.*)$/;
const HALF_YEAR_DAYS = 183;
/** SWIFT allows 390 characters in the longest field; banks write more, hostile files far more. */
const MAX_FIELD = 16_000;

/** Lines → fields. What stands between messages (envelopes, "-" and "-}") ends a field and is no text. */
function* fieldsOf(lines: Iterable<Line>): Generator<Field> {
  let field: Field | null = null;
  for (const { line, text: raw, isOpen } of lines) {
    // Nearly every line begins with its tag; the others may carry an envelope before it.
    const written = raw.startsWith(':') ? raw : raw.replace(/^\{[1-5]:.*\{4:\s*/, '').replace(/^[\x01-\x03\s]+(?=:)/, '');
    const match = written.startsWith(':') ? TAG.exec(written) : null;
    if (match) {
      if (field) yield field;
      field = { tag: match[1] ?? '', line, text: match[2] ?? '', ...(isOpen ? { isOpen } : {}) };
    } else if (/^[-\u00ad](?:\}|X{2,}|\s*$)|^\{[1-5]:|^\s*\{4:/.test(written)) {
      if (field) yield field;
      field = null;
    } else if (field && field.text.length < MAX_FIELD) field.text += `\n${raw}`;
  }
  if (field) yield field;
}

type Balance = { on: string; currency: string; amountMinor: number; line: number };

function balanceOf(field: Field, issues: Issues): Balance | null {
  const match = /^([CD])(\d{2})(\d{2})(\d{2})([A-Z]{3})\s*([\d.,]+)/.exec(field.text.trim());
  const amountMinor = match ? swiftAmount(match[6] ?? '', match[5] ?? '') : undefined;
  const day = match ? nearestDay(fullYear(Number(match[2])), Number(match[3]), Number(match[4])) : undefined;
  if (!match || amountMinor === undefined || !day) {
    issues.refuse(field.line, 'statement.amount', `The balance at line ${field.line} (:${field.tag}:) cannot be read.`);
    return null;
  }
  return { on: day.on, currency: match[5] ?? '', amountMinor: match[1] === 'D' ? 0 - amountMinor : amountMinor, line: field.line };
}

/** '500,' and '8,85': the comma is the decimal mark. A bank that writes a point means the same; one that writes both groups with the first. */
function swiftAmount(text: string, currency: string): number | undefined {
  const isMixed = text.includes(',') && text.includes('.');
  const decimal = isMixed && text.lastIndexOf('.') > text.lastIndexOf(',') ? '.' : ',';
  return parseAmount(isMixed ? text : text.replace('.', ','), decimal, digitsOf(currency));
}

const ENTRY = /^\s*(\d{2})(\d{2})(\d{2})(\d{4})?\s*(RC|RD|EC|ED|C|D)([A-Z])?\s*([\d.,]+)(.*)$/;

/** The booking day has no year: it is the one nearest to the value day. */
function bookingDay(monthDay: string | undefined, valueOn: string): string | null {
  if (!monthDay) return null;
  if (monthDay === valueOn.slice(5).replace('-', '')) return valueOn;
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

function readEntry({ field, narrative }: Booking, currency: string, id: string, issues: Issues): StatementEntry | null {
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

/** An entry with what follows it; the narrative comes in a field of its own. */
type Booking = { field: Field; narrative: Field | null };
type Side = { count: number; minor: number };

/** One message, from :20: (or the first :25:) to the next. */
type Message = {
  line: number; lastLine: number; draft: Draft; fields: number;
  account: string; sequence: string | null; opening: Balance | null; closing: Balance | null; hasOpening: boolean; hasClosing: boolean;
  /** What the message says of its currency before its first balance. */
  hint: string | null;
  /** Entries that came before anything named a currency wait for it. */
  waiting: { booking: Booking; id: string }[];
  credits: Side; debits: Side; totals: Field[];
  isStatement: boolean;
  /** An interim report states floor limits or its moment, and no closing balance. */
  isInterim: boolean;
  /** Its last entry stands in the file's last line, which has no line end. */
  openEntry: number | null;
};

const MAX_WAITING = 100_000;

function newMessage(field: Field, drafts: Drafts): Message {
  return {
    line: field.line, lastLine: field.line, draft: drafts.open(), fields: 0, account: '', sequence: null, opening: null, closing: null, hasOpening: false, hasClosing: false,
    hint: null, waiting: [], credits: { count: 0, minor: 0 }, debits: { count: 0, minor: 0 }, totals: [], isStatement: false, isInterim: false, openEntry: null,
  };
}

const firstLine = (text: string): string => text.split('\n')[0]?.trim() ?? '';

function addEntry(message: Message, booking: Booking, id: string, currency: string, issues: Issues): void {
  const read = readEntry(booking, currency, id, issues);
  if (!read) return;
  const side = read.amountMinor > 0 ? message.credits : message.debits;
  if (read.amountMinor !== 0) { side.count += 1; side.minor += Math.abs(read.amountMinor); }
  message.draft.add(read);
}

function addField(message: Message, field: Field, issues: Issues): void {
  const { tag, text } = field;
  message.isStatement ||= /^(?:25|6|9|34)/.test(tag);
  message.isInterim ||= tag === '34F' || /^13/.test(tag);
  message.lastLine = field.line;
  if (tag === '61' && field.isOpen) message.openEntry = field.line;
  if (/^25/.test(tag) && message.account === '') {
    message.account = firstLine(text);
    message.hint ??= /\s([A-Z]{3})$/.exec(message.account)?.[1] ?? null;
  } else if (tag === '34F') message.hint = /^([A-Z]{3})/.exec(text)?.[1] ?? message.hint;
  else if (/^28/.test(tag)) message.sequence ??= firstLine(text) || null;
  else if (/^60/.test(tag) && !message.hasOpening) { message.hasOpening = true; message.opening = balanceOf(field, issues); }
  else if (/^62/.test(tag)) { message.hasClosing = true; message.closing = balanceOf(field, issues) ?? message.closing; }
  else if (/^90/.test(tag)) message.totals.push(field);
}

function addBooking(message: Message, booking: Booking, fallback: string, issues: Issues): void {
  const id = `${message.draft.part + 1}-${message.fields}`;
  const currency = message.opening?.currency ?? message.hint;
  if (currency === null && message.waiting.length < MAX_WAITING) message.waiting.push({ booking, id });
  else addEntry(message, booking, id, currency ?? fallback, issues);
}

function closeMessage(message: Message, fallback: string, issues: Issues): StatementHead | null {
  const { draft, opening, closing, line } = message;
  if (!message.isStatement) return null;
  const currency = opening?.currency ?? message.hint ?? closing?.currency ?? fallback;
  for (const { booking, id } of message.waiting) addEntry(message, booking, id, currency, issues);
  const balance = (kind: string, of: Balance | null) => (of ? [{ kind, on: of.on, amountMinor: of.amountMinor }] : []);
  const head = headOf(draft, {
    account: message.account.replace(new RegExp(`(?<=\\d)\\s*${currency}$`), '').replace(/\s+/g, ' '), currency,
    openingMinor: opening?.amountMinor ?? null, closingMinor: closing?.amountMinor ?? null,
    balances: [...balance('opening', opening), ...balance('closing', closing)], sequence: message.sequence,
  });
  if (opening && closing && opening.currency !== closing.currency) head.unbalanced = issues.unbalanced(closing.line, `The statement at line ${line} opens in ${opening.currency} and closes in ${closing.currency} (line ${closing.line}), so nothing shows that its entries are all there. Download it again; if it says the same, ask the bank.`);
  else checkBalance(head, draft, closing?.line ?? line, issues);
  if (!message.isInterim && !message.hasClosing) issues.note(message.lastLine, 'statement.truncated', `The statement that begins at line ${line} has no closing balance (:62F:); the file may end too early.`);
  else if (message.openEntry !== null) issues.note(message.openEntry, 'statement.lineEnd', `The last entry (line ${message.openEntry}) has no line end, so nothing shows that its amount is whole. Compare it with the bank's.`);
  checkTotals(message, currency, issues);
  return head;
}

/** An interim report counts its entries instead of naming balances. */
function checkTotals({ totals, credits, debits }: Message, currency: string, issues: Issues): void {
  for (const { tag, line, text } of totals) {
    const match = /^(\d{1,5})[A-Z]{3}([\d.,]+)/.exec(text.trim());
    const side = tag === '90C' ? credits : debits;
    if (match && (Number(match[1]) !== side.count || swiftAmount(match[2] ?? '', currency) !== side.minor))
      issues.note(line, 'statement.controlTotal', `The total at line ${line} (:${tag}:) differs from the entries above it.`);
  }
}

export const mt940: StatementReader = {
  format: 'mt940',
  recognises: ({ opening }) => /^[\x01-\x03 ]*(?:\{[1-5]:.*\{4:\s*)?:(?:20|25P?):/m.test(opening) && /^:(?:6[012][FM]?|28C?|34F):/m.test(opening),
  read(source, { defaultCurrency }, keep) {
    const issues = collectIssues();
    const drafts = openDrafts(keep, issues);
    const fallback = defaultCurrency ?? HOME_CURRENCY;
    const statements: StatementHead[] = [];
    let message: Message | null = null;
    let booking: Booking | null = null;
    let isInterim = true;
    const settle = (): void => {
      if (message && booking) addBooking(message, booking, fallback, issues);
      booking = null;
    };
    const close = (): void => {
      settle();
      const head = message && closeMessage(message, fallback, issues);
      if (head) statements.push(head);
      message = null;
    };
    for (const field of fieldsOf(linesOf(source.chunks()))) {
      if (field.tag === '20') close();
      message ??= newMessage(field, drafts);
      message.fields += 1;
      if (/^6[02]/.test(field.tag)) isInterim = false;
      // Only a narrative that follows its entry at once belongs to it; another one is about the statement.
      if (field.tag === '86' && booking) (booking as Booking).narrative = field;
      settle();
      if (field.tag === '61') booking = { field, narrative: null };
      addField(message, field, issues);
    }
    const last: Message | null = message;
    close();
    if (last && !(last as Message).isStatement) issues.note((last as Message).lastLine, 'statement.truncated', `The message that begins at line ${(last as Message).line} names no account and no balance; the file may end too early.`);
    return readingOf(isInterim && statements.length > 0 ? 'mt942' : 'mt940', statements, issues);
  },
};
