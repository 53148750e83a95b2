import { isCurrencyCode } from './amount-text.ts';
import { checkBalance } from './balance.ts';
import { dayText, fullYear } from './date-text.ts';
import { headOf, openDrafts, type Draft } from './drafts.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, type Issues } from './issues.ts';
import { linesOf } from './lines.ts';
import { entry, oneLine, type StatementEntry, type StatementHead } from './statement.ts';

/** CFONB 120 (AFB120), the French banks' statement: records of 120 characters, fields by their place. */
const FORMAT = 'cfonb120';

const field = (record: string, from: number, to: number): string => record.slice(from - 1, to);
const textIn = (record: string, from: number, to: number): string => field(record, from, to).trim();

/** The last digit carries the sign: {, A to I are +0 to +9, }, J to R are −0 to −9. */
const CREDIT = '{ABCDEFGHI';
const DEBIT = '}JKLMNOPQR';

function amountIn(record: string): number | undefined {
  const written = field(record, 91, 104);
  const last = written.charAt(13);
  const [plus, minus] = [CREDIT.indexOf(last), DEBIT.indexOf(last)];
  const digit = plus >= 0 ? plus : minus;
  if (!/^[\d ]{13}$/.test(written.slice(0, 13)) || digit < 0 || last === '') return undefined;
  const minor = Number(`${written.slice(0, 13).trim()}${digit}`);
  return minus >= 0 && minor > 0 ? -minor : minor;
}

function dayIn(record: string, from: number): string | null {
  const match = /^(\d\d)(\d\d)(\d\d)$/.exec(field(record, from, from + 5));
  return match ? (dayText(fullYear(Number(match[3])), Number(match[2]), Number(match[1])) ?? null) : null;
}

type Account = { line: number; account: string; currency: string; draft: Draft; openingMinor: number | null; openedOn: string | null };

function openAccount(record: string, line: number, draft: Draft, issues: Issues): Account {
  const openingMinor = amountIn(record);
  if (openingMinor === undefined) issues.refuse(line, 'statement.amount', `The opening balance at line ${line} cannot be read.`);
  const currency = field(record, 17, 19);
  return { line, account: `${textIn(record, 3, 7)} ${textIn(record, 12, 16)} ${textIn(record, 22, 32)}`, currency: isCurrencyCode(currency) ? currency : 'EUR', draft, openingMinor: openingMinor ?? null, openedOn: dayIn(record, 35) };
}

function openEntry(record: string, line: number, { currency, draft }: Account, issues: Issues): StatementEntry | null {
  const amountMinor = amountIn(record);
  const bookedOn = dayIn(record, 35);
  if (amountMinor === undefined || bookedOn === null) {
    issues.refuse(line, amountMinor === undefined ? 'statement.amount' : 'statement.date', `The movement at line ${line} has no readable ${amountMinor === undefined ? 'amount' : 'date'}.`);
    return null;
  }
  return entry({ id: `${draft.part + 1}-${line}`, line, kind: 'bank', bookedOn, valueOn: dayIn(record, 43), amountMinor, currency, reference: textIn(record, 105, 120) || textIn(record, 82, 88), text: textIn(record, 49, 79) });
}

/** What a record 05 adds: NPY and NBE name the other side, RCN and REF its reference, the rest is text. */
function addDetail(open: StatementEntry, record: string): void {
  const kind = textIn(record, 46, 48);
  const said = textIn(record, 49, 118);
  if (kind === 'NPY' || kind === 'NBE') open.party ||= oneLine(said);
  else if (kind === 'RCN' || kind === 'REF') open.reference = said || open.reference;
  open.text += ` ${said}`;
}

export const cfonb120: StatementReader = {
  format: FORMAT,
  recognises: ({ opening }) => /^\s*01[\dA-Z ]{14}[A-Z]{3}\d.{14}\d{6}.{50}[\d ]{13}[{}A-R]/.test(opening),
  read(source, _options, keep) {
    const issues = collectIssues();
    const drafts = openDrafts(keep, issues);
    const statements: StatementHead[] = [];
    let account: Account | null = null;
    let open: StatementEntry | null = null;
    const settle = (): void => {
      if (account && open) account.draft.add({ ...open, text: oneLine(open.text) });
      open = null;
    };
    const refuseOpen = (): void => {
      if (account) issues.refuse(account.line, 'statement.truncated', `The account at line ${account.line} has no closing balance (07): the file is not complete. Download it again.`);
    };
    for (const { line, text } of linesOf(source.chunks())) {
      const kind = text.slice(0, 2);
      if (kind === '01') {
        refuseOpen();
        account = openAccount(text, line, drafts.open(), issues);
      } else if (kind === '04' && account) {
        settle();
        open = openEntry(text, line, account, issues);
      } else if (kind === '05' && open) addDetail(open, text);
      else if (kind === '07' && account) {
        settle();
        const { account: name, currency, draft, openingMinor, openedOn } = account as Account;
        const closingMinor = amountIn(text);
        if (closingMinor === undefined) issues.refuse(line, 'statement.amount', `The closing balance at line ${line} cannot be read.`);
        const head = headOf(draft, { account: name, currency, openingMinor, closingMinor: closingMinor ?? null, fromOn: openedOn, toOn: dayIn(text, 35) });
        checkBalance(head, draft, line, issues);
        statements.push(head);
        account = null;
      }
    }
    settle();
    refuseOpen();
    return readingOf(FORMAT, statements, issues);
  },
};
