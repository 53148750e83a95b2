import { checkBalance } from './balance.ts';
import { dayText, fullYear } from './date-text.ts';
import { headOf, openDrafts, type Draft } from './drafts.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, type Issues } from './issues.ts';
import { linesOf } from './lines.ts';
import { entry, oneLine, type StatementEntry, type StatementHead } from './statement.ts';

/** Norma 43, the Spanish banks' statement (cuaderno 43 of the AEB): records of 80 characters, fields by their place. */
const FORMAT = 'norma43';

const field = (record: string, from: number, to: number): string => record.slice(from - 1, to);
const textIn = (record: string, from: number, to: number): string => field(record, from, to).trim();

/** Fourteen digits of cents after their sign: 1 is debit, 2 credit. */
function amountIn(record: string, signAt: number): number | undefined {
  const sign = field(record, signAt, signAt);
  const digits = field(record, signAt + 1, signAt + 14);
  if (!/^\d{14}$/.test(digits) || !/^[12]$/.test(sign)) return undefined;
  const minor = Number(digits);
  return sign === '1' && minor > 0 ? -minor : minor;
}

function dayIn(record: string, from: number): string | null {
  const match = /^(\d\d)(\d\d)(\d\d)$/.exec(field(record, from, from + 5));
  return match ? (dayText(fullYear(Number(match[1])), Number(match[2]), Number(match[3])) ?? null) : null;
}

/** Currencies are written by their ISO numbers. */
const CURRENCIES: Record<string, string> = { '978': 'EUR', '840': 'USD', '826': 'GBP', '756': 'CHF', '392': 'JPY', '752': 'SEK', '208': 'DKK', '578': 'NOK', '985': 'PLN', '203': 'CZK', '124': 'CAD', '036': 'AUD', '484': 'MXN' };

type Side = { count: number; minor: number };
type Account = { line: number; account: string; currency: string; draft: Draft; openingMinor: number | null; fromOn: string | null; toOn: string | null; debits: Side; credits: Side };

function openAccount(record: string, line: number, draft: Draft, issues: Issues): Account {
  const openingMinor = amountIn(record, 33);
  if (openingMinor === undefined) issues.refuse(line, 'statement.amount', `The opening balance at line ${line} cannot be read.`);
  const code = field(record, 48, 50);
  if (CURRENCIES[code] === undefined) issues.note(line, 'statement.currency', `The account at line ${line} has a currency number that is not known (${code}); EUR is taken.`);
  return {
    line, account: `${field(record, 3, 6)} ${field(record, 7, 10)} ${field(record, 11, 20)}`, currency: CURRENCIES[code] ?? 'EUR', draft,
    openingMinor: openingMinor ?? null, fromOn: dayIn(record, 21), toOn: dayIn(record, 27), debits: { count: 0, minor: 0 }, credits: { count: 0, minor: 0 },
  };
}

function openEntry(record: string, line: number, { currency, draft }: Account, issues: Issues): StatementEntry | null {
  const amountMinor = amountIn(record, 28);
  const bookedOn = dayIn(record, 11);
  if (amountMinor === undefined || bookedOn === null) {
    issues.refuse(line, amountMinor === undefined ? 'statement.amount' : 'statement.date', `The movement at line ${line} has no readable ${amountMinor === undefined ? 'amount' : 'date'}.`);
    return null;
  }
  const known = (text: string): string => (/^0*$/.test(text) ? '' : text);
  return entry({
    id: `${draft.part + 1}-${line}`, line, kind: 'bank', bookedOn, valueOn: dayIn(record, 17), amountMinor, currency,
    reference: known(textIn(record, 65, 80)) || known(textIn(record, 53, 64)) || known(textIn(record, 43, 52)),
  });
}

function closeAccount(account: Account, record: string, line: number, issues: Issues): StatementHead {
  const { debits, credits, draft, currency, openingMinor } = account;
  const closingMinor = amountIn(record, 59);
  if (closingMinor === undefined) issues.refuse(line, 'statement.amount', `The closing balance at line ${line} cannot be read.`);
  const stated = [field(record, 21, 25), field(record, 26, 39), field(record, 40, 44), field(record, 45, 58)].map(Number);
  if ([debits.count, debits.minor, credits.count, credits.minor].some((figure, at) => figure !== stated[at]))
    issues.note(line, 'statement.controlTotal', `The totals at line ${line} differ from the movements above it.`);
  const head = headOf(draft, { account: account.account, currency, openingMinor, closingMinor: closingMinor ?? null, fromOn: account.fromOn, toOn: account.toOn });
  checkBalance(head, draft, line, issues);
  return head;
}

export const norma43: StatementReader = {
  format: FORMAT,
  recognises: ({ opening }) => /^\s*11\d{18}\d{12}[12]\d{14}\d{3}/.test(opening),
  read(source, _options, keep) {
    const issues = collectIssues();
    const drafts = openDrafts(keep, issues);
    const statements: StatementHead[] = [];
    let account: Account | null = null;
    let open: StatementEntry | null = null;
    let isEnded = false;
    let lastLine = 1;
    const settle = (): void => {
      if (account && open) {
        const side = open.amountMinor < 0 ? account.debits : account.credits;
        side.count += 1;
        side.minor += Math.abs(open.amountMinor);
        account.draft.add({ ...open, text: oneLine(open.text) });
      }
      open = null;
    };
    for (const { line, text } of linesOf(source.chunks())) {
      const kind = text.slice(0, 2);
      if (text.trim() === '') continue;
      lastLine = line;
      if (kind === '11') {
        if (account) issues.refuse(line, 'statement.truncated', `The account before line ${line} has no end record (33).`);
        account = openAccount(text, line, drafts.open(), issues);
      } else if (kind === '22' && account) {
        settle();
        open = openEntry(text, line, account, issues);
      } else if (kind === '23' && open) (open as StatementEntry).text += ` ${textIn(text, 5, 42)} ${textIn(text, 43, 80)}`;
      else if (kind === '33' && account) {
        settle();
        statements.push(closeAccount(account, text, line, issues));
        account = null;
      } else if (kind === '88') isEnded = true;
    }
    if (!isEnded || account) issues.refuse(lastLine, 'statement.truncated', 'The file has no end record (88): it is not complete. Download it again.');
    return readingOf(FORMAT, statements, issues);
  },
};
