import { decimalVotes, digitsOf, parseAmount } from './amount-text.ts';
import { dateVotes, parseDay } from './date-text.ts';
import { headOf, openDrafts, type Draft } from './drafts.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, type Issues } from './issues.ts';
import { linesOf, type Line } from './lines.ts';
import { entry, HOME_CURRENCY, oneLine, type DateFormat, type DecimalMark, type StatementEntry } from './statement.ts';

/** Quicken's interchange format: no currency, no balances, and a date order that only the whole file can tell. */
type Section = { line: number; kind: string; account: string };
type QifRecord = { section: Section; line: number; values: Map<string, string>; isEnded: boolean };

const ACCOUNT_KINDS = /^(?:bank|ccard|cash|oth ?a|oth ?l|port)$/i;

/** Each record with the section that it stands in; a section is announced by a record of its own, without values. */
function* recordsOf(lines: Iterable<Line>): Generator<QifRecord> {
  let section: Section | null = null;
  let account = '';
  let values = new Map<string, string>();
  let start = 1;
  const isAccount = (): boolean => section?.kind === 'account';
  for (const { line, text: raw } of lines) {
    const text = raw.trim();
    if (/^!(?:option|clear)/i.test(text)) continue;
    const type = /^!type\s*:\s*(.+)$/i.exec(text);
    const isHeader = type !== null || /^!account/i.test(text);
    if (isHeader || text === '^') {
      if (isAccount()) account = values.get('N') ?? account;
      else if (section && values.has('D')) yield { section, line: start, values, isEnded: !isHeader };
      values = new Map();
      start = line + 1;
      if (!isHeader) continue;
      section = { line, kind: type ? (type[1] ?? '').trim() : 'account', account };
      if (type) yield { section, line, values: new Map(), isEnded: true };
    } else if (text !== '' && !text.startsWith('#') && !values.has(text.charAt(0))) values.set(text.charAt(0), text.slice(1).trim());
  }
  if (section && !isAccount() && values.size > 0) yield { section, line: start, values, isEnded: false };
}

const amountIn = (values: Map<string, string>): string => values.get('T') ?? values.get('U') ?? '';

type Reading = { dateFormat: DateFormat; decimal: DecimalMark; currency: string };

function readRecord({ line, values }: QifRecord, place: number, { dateFormat, decimal, currency }: Reading, issues: Issues): StatementEntry | null {
  const amountMinor = parseAmount(amountIn(values), decimal, digitsOf(currency));
  const bookedOn = parseDay((values.get('D') ?? '').replace(/\s*(['/.-])\s*/g, '$1').replace("'", '/'), dateFormat);
  if (amountMinor === undefined) issues.refuse(line, 'statement.amount', `The record at line ${line} has no readable amount (T).`);
  else if (bookedOn === undefined) issues.refuse(line, 'statement.date', `The record at line ${line} has no readable date (D).`);
  else return entry({ id: `${place}-${line}`, line, kind: 'bank', bookedOn, amountMinor, currency, reference: values.get('N') ?? '', party: oneLine(values.get('P') ?? ''), text: oneLine(values.get('M') || values.get('P') || values.get('L') || '') });
  return null;
}

/** What the whole file tells of dates and amounts; no single record can. */
function decide(records: Iterable<QifRecord>, currency: string, issues: Issues): Reading {
  const dates = dateVotes();
  const decimals = decimalVotes();
  let line = 0;
  for (const record of records) {
    if (record.values.size === 0) continue;
    line ||= record.line;
    dates.see(record.values.get('D') ?? '');
    decimals.see(amountIn(record.values));
  }
  const { certain, contradictory, format } = dates.finding();
  if (!certain) issues.note(line || 1, 'statement.dateAmbiguous', 'The dates (D) fit day/month and month/day alike; day/month is taken.');
  if (contradictory) issues.note(line || 1, 'statement.dateMixed', 'The dates (D) mix day/month and month/day.');
  return { dateFormat: format, decimal: decimals.finding().decimal, currency };
}

export const qif: StatementReader = {
  format: 'qif',
  recognises: ({ opening }) => /^\s*(?:#[^\n]*\n\s*)*!(?:type|account|option|clear)\b/i.test(opening.slice(0, 8_000)),
  read(source, { defaultCurrency }, keep) {
    const issues = collectIssues();
    const drafts = openDrafts(keep, issues);
    const records = () => recordsOf(linesOf(source.chunks()));
    const reading = decide(records(), defaultCurrency ?? HOME_CURRENCY, issues);
    const accounts: { section: Section; draft: Draft }[] = [];
    let sections = 0;
    for (const record of records()) {
      const { section } = record;
      const isNew = record.values.size === 0;
      if (isNew) sections += 1;
      if (isNew && ACCOUNT_KINDS.test(section.kind)) accounts.push({ section, draft: drafts.open() });
      else if (isNew) issues.note(section.line, 'statement.skipped', `The section at line ${section.line} (${section.kind.slice(0, 20)}) holds no bank entries and is left out.`);
      else if (accounts.at(-1)?.section === section) {
        if (!record.isEnded) issues.note(record.line, 'statement.truncated', `The record at line ${record.line} is not ended (^): the file may end too early.`);
        const read = readRecord(record, sections, reading, issues);
        if (read) accounts.at(-1)?.draft.add(read);
      }
    }
    if (accounts.length > 0 && defaultCurrency === undefined) issues.note(1, 'statement.currencyAssumed', `QIF names no currency; ${reading.currency} is taken.`);
    return readingOf('qif', accounts.map(({ section, draft }) => headOf(draft, { account: section.account, currency: reading.currency })), issues);
  },
};
