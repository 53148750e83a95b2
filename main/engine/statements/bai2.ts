import { isCurrencyCode, parseMinor } from './amount-text.ts';
import { checkBalance, spanOf } from './balance.ts';
import { dayText, fullYear } from './date-text.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, type Issues } from './issues.ts';
import { entry, HOME_CURRENCY, MAX_ENTRIES, oneLine, statement, type Statement } from './statement.ts';

/** BAI2: comma-separated records, '/' at the end, 88 goes on with the record before; amounts are minor units without a mark. */
type BaiRecord = { code: string; line: number; fields: string[]; text: string };

const OPENING = '010';
const CLOSING = '015';

function recordsOf(text: string): BaiRecord[] {
  const records: BaiRecord[] = [];
  const physical = text.split(/\r\n|\n|\r/).flatMap((raw, index) => (raw.trim() === '' ? [] : [{ line: index + 1, raw: raw.trimEnd() }]));
  for (const { line, raw } of physical.slice(0, MAX_ENTRIES * 2)) {
    const body = raw.endsWith('/') ? raw.slice(0, -1) : raw;
    const last = records.at(-1);
    if (body.startsWith('88,') && last) {
      last.fields.push(...body.slice(3).split(','));
      last.text += `\n${body.slice(3)}`;
    } else records.push({ code: body.slice(0, 2), line, fields: body.split(','), text: '' });
  }
  return records;
}

const dayOf = (text: string): string | null => {
  const match = /^(\d{2})(\d{2})(\d{2})$/.exec(text.trim());
  return match ? (dayText(fullYear(Number(match[1])), Number(match[2]), Number(match[3])) ?? null) : null;
};

/** What follows the funds type: a value day, or an availability split that only its length matters of. */
function afterFunds(fields: readonly string[], at: number): { next: number; valueOn: string | null } {
  const funds = (fields[at] ?? '').trim();
  if (funds === 'V') return { next: at + 3, valueOn: dayOf(fields[at + 1] ?? '') };
  if (funds === 'S') return { next: at + 4, valueOn: null };
  if (funds === 'D') return { next: at + 2 + 2 * (Number(fields[at + 1]) || 0), valueOn: null };
  return { next: at + 1, valueOn: null };
}

/** 100–399 are credits, 400–699 debits; above, customer and loan codes follow the same halves where they are known. */
function signOf(code: string): 1 | -1 | 0 {
  const number = Number(code);
  if ((number >= 100 && number <= 399) || (number >= 720 && number <= 721)) return 1;
  return number >= 400 && number <= 699 ? -1 : 0;
}

type Account = { head: BaiRecord; details: BaiRecord[]; end: BaiRecord | null; records: number; on: string; currency: string };

/** The summary amounts of an 03 record: type, amount, count, funds type, again and again. */
function summariesOf(head: BaiRecord, issues: Issues): { kind: string; amountMinor: number }[] {
  const found: { kind: string; amountMinor: number }[] = [];
  for (let at = 3; at < head.fields.length;) {
    const kind = (head.fields[at] ?? '').trim();
    const written = (head.fields[at + 1] ?? '').trim();
    if (kind !== '' && written !== '') {
      const amountMinor = parseMinor(written);
      if (amountMinor === undefined) issues.refuse(head.line, 'statement.amount', `The account at line ${head.line} has an amount (type ${kind.slice(0, 3)}) that cannot be read.`);
      else found.push({ kind, amountMinor });
    }
    at = kind === '' && written === '' ? at + 4 : afterFunds(head.fields, at + 3).next;
  }
  return found;
}

function readAccount({ head, details, end, records, on, currency: groupCurrency }: Account, place: number, issues: Issues): Statement {
  const written = (head.fields[2] ?? '').trim().toUpperCase();
  const currency = isCurrencyCode(written) ? written : groupCurrency;
  const summaries = summariesOf(head, issues);
  let control = summaries.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const entries = details.flatMap((detail, index) => {
    const code = (detail.fields[1] ?? '').trim();
    const amountMinor = parseMinor(detail.fields[2] || '0');
    const sign = signOf(code);
    if (amountMinor === undefined || (sign === 0 && amountMinor !== 0)) {
      issues.refuse(detail.line, amountMinor === undefined ? 'statement.amount' : 'statement.kind', `The transaction at line ${detail.line} has ${amountMinor === undefined ? 'no readable amount' : 'a type code that is neither credit nor debit'}.`);
      return [];
    }
    control += amountMinor;
    const { next, valueOn } = afterFunds(detail.fields, 3);
    const [bankReference = '', customerReference = ''] = detail.fields.slice(next, next + 2).map(field => field.trim());
    const rest = detail.fields.slice(next + 2).join(',');
    const party = /(?:^|[\s,])(?:BO|PY|CRNM|From|To):[ \t]*([^,\n]+?)(?=\s[A-Z]{2,4}\d?:|,|$)/m.exec(detail.text)?.[1] ?? '';
    return [entry({
      id: `${place}-${index + 1}`, line: detail.line, kind: 'bank', bookedOn: on, valueOn, amountMinor: sign === -1 ? 0 - amountMinor : amountMinor, currency,
      reference: customerReference || bankReference, party: oneLine(party), text: oneLine(rest),
    })];
  });
  const balance = (kind: string): number | null => summaries.find(each => each.kind === kind)?.amountMinor ?? null;
  const result = statement({
    account: (head.fields[1] ?? '').trim(), currency, entries, ...spanOf(entries), openingMinor: balance(OPENING), closingMinor: balance(CLOSING),
    balances: summaries.map(each => ({ ...each, on })),
  });
  checkBalance(result, head.line, issues);
  if (!end) issues.refuse(head.line, 'statement.truncated', `The account at line ${head.line} has no end record (49): the file is not complete. Download it again.`);
  else if (parseMinor(end.fields[1] ?? '') !== control || (end.fields[2] !== undefined && Number(end.fields[2]) !== records))
    issues.note(end.line, 'statement.controlTotal', `The control total at line ${end.line} differs from the records above it.`);
  return result;
}

function accountsOf(text: string, fallback: string): Account[] {
  const accounts: Account[] = [];
  let group = { on: '', currency: fallback };
  const lines = text.split(/\r\n|\n|\r/);
  for (const record of recordsOf(text)) {
    const account = accounts.at(-1);
    if (record.code === '02') {
      const currency = (record.fields[6] ?? '').trim().toUpperCase();
      group = { on: dayOf(record.fields[4] ?? '') ?? '', currency: isCurrencyCode(currency) ? currency : fallback };
    } else if (record.code === '03') accounts.push({ head: record, details: [], end: null, records: 0, ...group });
    else if (record.code === '16' && account) account.details.push(record);
    else if (record.code === '49' && account) {
      account.end = record;
      account.records = lines.slice(account.head.line - 1, record.line).filter(line => line.trim() !== '').length;
    }
  }
  return accounts;
}

export const bai2: StatementReader = {
  format: 'bai2',
  recognises: ({ text }) => /^\s*01,[^\n]*/.test(text) && /^0[23],/m.test(text.slice(0, 8_000)),
  read({ text }, { defaultCurrency }) {
    const issues = collectIssues();
    const accounts = accountsOf(text, defaultCurrency ?? HOME_CURRENCY);
    for (const { head, on } of accounts) if (on === '') issues.refuse(head.line, 'statement.date', `The group before line ${head.line} (02) has no readable as-of date.`);
    if (!/^99,/m.test(text)) issues.refuse(text.split('\n').length, 'statement.truncated', 'The file has no end record (99): it is not complete. Download it again.');
    const statements = accounts.map((account, index) => readAccount(account, index + 1, issues));
    return readingOf('bai2', statements, issues);
  },
};
