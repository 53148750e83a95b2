import { isCurrencyCode, parseMinor } from './amount-text.ts';
import { checkBalance } from './balance.ts';
import { dayText, fullYear } from './date-text.ts';
import { headOf, openDrafts, type Draft, type Drafts } from './drafts.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, type Issues } from './issues.ts';
import { linesOf, type Line } from './lines.ts';
import { entry, oneLine, type StatementHead } from './statement.ts';

/** BAI2: comma-separated records, '/' at the end, 88 goes on with the record before; amounts are minor units without a mark. */
type BaiRecord = { code: string; line: number; lines: number; fields: string[]; text: string };

const OPENING = '010';
const CLOSING = '015';
/** A record that never ends is cut here. */
const MAX_TEXT = 100_000;

/** Records are whole when the next one begins, as 88 may go on with any of them. `lines` counts them as the bank's control counts do. */
function* recordsOf(lines: Iterable<Line>): Generator<BaiRecord> {
  let record: BaiRecord | null = null;
  for (const { line, text: raw } of lines) {
    const written = raw.trimEnd();
    if (written === '') continue;
    const body = written.endsWith('/') ? written.slice(0, -1) : written;
    if (body.startsWith('88,') && record) {
      record.lines += 1;
      if (record.text.length > MAX_TEXT) continue;
      record.fields.push(...body.slice(3).split(','));
      record.text += `\n${body.slice(3)}`;
    } else {
      if (record) yield record;
      record = { code: body.slice(0, 2), line, lines: 1, fields: body.split(','), text: '' };
    }
  }
  if (record) yield record;
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

type Group = { on: string; currency: string; isStated: boolean };
type Account = { head: BaiRecord; currency: string; on: string; summaries: { kind: string; amountMinor: number }[]; controlMinor: number; lines: number; draft: Draft };

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

function openAccount(head: BaiRecord, { on, currency: groupCurrency }: Group, drafts: Drafts, issues: Issues): Account {
  if (on === '') issues.refuse(head.line, 'statement.date', `The group before line ${head.line} (02) has no readable as-of date.`);
  const written = (head.fields[2] ?? '').trim().toUpperCase();
  const summaries = summariesOf(head, issues);
  return {
    head, on, currency: isCurrencyCode(written) ? written : groupCurrency, summaries, lines: head.lines,
    controlMinor: summaries.reduce((sum, { amountMinor }) => sum + amountMinor, 0), draft: drafts.open(),
  };
}

function addDetail(account: Account, detail: BaiRecord, issues: Issues): void {
  const code = (detail.fields[1] ?? '').trim();
  const amountMinor = parseMinor(detail.fields[2] || '0');
  const sign = signOf(code);
  account.lines += detail.lines;
  if (amountMinor === undefined || (sign === 0 && amountMinor !== 0)) {
    return issues.refuse(detail.line, amountMinor === undefined ? 'statement.amount' : 'statement.kind', `The transaction at line ${detail.line} has ${amountMinor === undefined ? 'no readable amount' : 'a type code that is neither credit nor debit'}.`);
  }
  account.controlMinor += amountMinor;
  const { next, valueOn } = afterFunds(detail.fields, 3);
  const [bankReference = '', customerReference = ''] = detail.fields.slice(next, next + 2).map(field => field.trim());
  const party = /(?:^|[\s,])(?:BO|PY|CRNM|From|To):[ \t]*([^,\n]+?)(?=\s[A-Z]{2,4}\d?:|,|$)/m.exec(detail.text)?.[1] ?? '';
  account.draft.add(entry({
    id: `${account.draft.part + 1}-${account.draft.entryCount + 1}`, line: detail.line, kind: 'bank', bookedOn: account.on, valueOn, amountMinor: sign === -1 ? 0 - amountMinor : amountMinor, currency: account.currency,
    reference: customerReference || bankReference, party: oneLine(party), text: oneLine(detail.fields.slice(next + 2).join(',')),
  }));
}

function closeAccount({ head, on, currency, summaries, controlMinor, lines, draft }: Account, end: BaiRecord | null, issues: Issues): StatementHead {
  const balance = (kind: string): number | null => summaries.find(each => each.kind === kind)?.amountMinor ?? null;
  const result = headOf(draft, { account: (head.fields[1] ?? '').trim(), currency, openingMinor: balance(OPENING), closingMinor: balance(CLOSING), balances: summaries.map(each => ({ ...each, on })) });
  checkBalance(result, draft, head.line, issues);
  if (!end) issues.refuse(head.line, 'statement.truncated', `The account at line ${head.line} has no end record (49): the file is not complete. Download it again.`);
  else if (parseMinor(end.fields[1] ?? '') !== controlMinor || (end.fields[2] !== undefined && Number(end.fields[2]) !== lines + end.lines))
    issues.note(end.line, 'statement.controlTotal', `The control total at line ${end.line} differs from the records above it.`);
  return result;
}

export const bai2: StatementReader = {
  format: 'bai2',
  recognises: ({ opening }) => /^\s*01,[^\n]*/.test(opening) && /^0[23],/m.test(opening.slice(0, 8_000)),
  read(source, { defaultCurrency }, keep) {
    const issues = collectIssues();
    const drafts = openDrafts(keep, issues);
    // The standard means dollars where it names no currency.
    const fallback = defaultCurrency ?? 'USD';
    let isAssumed = false;
    const statements: StatementHead[] = [];
    let group: Group = { on: '', currency: fallback, isStated: false };
    let account: Account | null = null;
    let last: BaiRecord | null = null;
    const close = (end: BaiRecord | null): void => {
      if (account) statements.push(closeAccount(account, end, issues));
      account = null;
    };
    for (const record of recordsOf(linesOf(source.chunks()))) {
      last = record;
      if (record.code === '02') {
        const currency = (record.fields[6] ?? '').trim().toUpperCase();
        group = { on: dayOf(record.fields[4] ?? '') ?? '', currency: isCurrencyCode(currency) ? currency : fallback, isStated: isCurrencyCode(currency) };
      } else if (record.code === '03') {
        close(null);
        account = openAccount(record, group, drafts, issues);
        isAssumed ||= !isCurrencyCode((record.fields[2] ?? '').trim().toUpperCase()) && !group.isStated;
      } else if (record.code === '16' && account) addDetail(account, record, issues);
      else if (record.code === '49') close(record);
    }
    close(null);
    if (last?.code !== '99') issues.refuse(last?.line ?? 1, 'statement.truncated', 'The file has no end record (99): it is not complete. Download it again.');
    if (isAssumed && defaultCurrency === undefined) issues.note(1, 'statement.currencyAssumed', `The file names no currency for an account; ${fallback} is taken, as the standard says.`);
    return readingOf('bai2', statements, issues);
  },
};
