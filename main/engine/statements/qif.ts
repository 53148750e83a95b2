import { decimalMarkOf, digitsOf, parseAmount } from './amount-text.ts';
import { spanOf } from './balance.ts';
import { dateFormatOf, parseDay } from './date-text.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf } from './issues.ts';
import { entry, HOME_CURRENCY, MAX_ENTRIES, oneLine, statement, type Statement, type StatementEntry } from './statement.ts';

/** Quicken's interchange format: no currency, no balances, and a date order that only the whole file can tell. */
type Section = { line: number; kind: string; account: string; records: { line: number; values: Map<string, string> }[] };

const ACCOUNT_KINDS = /^(?:bank|ccard|cash|oth ?a|oth ?l|port)$/i;

function sectionsOf(text: string): Section[] {
  const sections: Section[] = [];
  let section: Section | null = null;
  let account = '';
  let values = new Map<string, string>();
  let start = 1;
  let count = 0;
  const close = (line: number): void => {
    if (section?.kind === 'account') account = values.get('N') ?? account;
    else if (section && values.has('D') && count < MAX_ENTRIES) { section.records.push({ line: start, values }); count += 1; }
    values = new Map();
    start = line + 1;
  };
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = raw.trim();
    if (/^!(?:option|clear)/i.test(line)) continue;
    const type = /^!type\s*:\s*(.+)$/i.exec(line);
    if (type || /^!account/i.test(line)) {
      close(index + 1);
      section = { line: index + 1, kind: type ? (type[1] ?? '').trim() : 'account', account, records: [] };
      if (type) sections.push(section);
      start = index + 2;
    } else if (line === '^') close(index + 1);
    else if (line !== '' && !line.startsWith('#') && !values.has(line.charAt(0))) values.set(line.charAt(0), line.slice(1).trim());
  }
  close(0);
  return sections;
}

export const qif: StatementReader = {
  format: 'qif',
  recognises: ({ text }) => /^\s*(?:#[^\n]*\n\s*)*!(?:type|account|option|clear)\b/i.test(text.slice(0, 8_000)),
  read({ text }, { defaultCurrency }) {
    const issues = collectIssues();
    const currency = defaultCurrency ?? HOME_CURRENCY;
    const sections = sectionsOf(text);
    const records = sections.flatMap(section => section.records);
    const dates = dateFormatOf(records.map(({ values }) => values.get('D') ?? ''));
    const amount = (values: Map<string, string>): string => values.get('T') ?? values.get('U') ?? '';
    const decimals = decimalMarkOf(records.map(({ values }) => amount(values)));
    if (!dates.certain) issues.note(records[0]?.line ?? 1, 'statement.dateAmbiguous', 'The dates (D) fit day/month and month/day alike; day/month is taken.');
    if (dates.contradictory) issues.note(records[0]?.line ?? 1, 'statement.dateMixed', 'The dates (D) mix day/month and month/day.');
    const statements: Statement[] = [];
    for (const [place, section] of sections.entries()) {
      if (!ACCOUNT_KINDS.test(section.kind)) {
        issues.note(section.line, 'statement.skipped', `The section at line ${section.line} (${section.kind.slice(0, 20)}) holds no bank entries and is left out.`);
        continue;
      }
      const entries: StatementEntry[] = [];
      for (const { line, values } of section.records) {
        const amountMinor = parseAmount(amount(values), decimals.decimal, digitsOf(currency));
        const bookedOn = parseDay((values.get('D') ?? '').replace(/\s*(['/.-])\s*/g, '$1').replace("'", '/'), dates.format);
        if (amountMinor === undefined) issues.refuse(line, 'statement.amount', `The record at line ${line} has no readable amount (T).`);
        else if (bookedOn === undefined) issues.refuse(line, 'statement.date', `The record at line ${line} has no readable date (D).`);
        else entries.push(entry({ id: `${place + 1}-${line}`, line, kind: 'bank', bookedOn, amountMinor, currency, reference: values.get('N') ?? '', party: oneLine(values.get('P') ?? ''), text: oneLine(values.get('M') || values.get('P') || values.get('L') || '') }));
      }
      statements.push(statement({ account: section.account, currency, entries, ...spanOf(entries) }));
    }
    if (statements.length > 0 && defaultCurrency === undefined) issues.note(1, 'statement.currencyAssumed', `QIF names no currency; ${currency} is taken.`);
    return readingOf('qif', statements, issues);
  },
};
