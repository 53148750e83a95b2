import { isCurrencyCode } from './amount-text.ts';
import { checkBalance } from './balance.ts';
import { dayText, fullYear } from './date-text.ts';
import { headOf, openDrafts, type Draft } from './drafts.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, type Issues } from './issues.ts';
import { linesOf } from './lines.ts';
import { entry, oneLine, type StatementBalance, type StatementEntry, type StatementHead } from './statement.ts';

/** CODA, the Belgian banks' statement: records of 128 characters, fields by their place. */
const FORMAT = 'coda';

/** Places as the standard counts them, from 1 and both ends included. */
const field = (record: string, from: number, to: number): string => record.slice(from - 1, to);
const textIn = (record: string, from: number, to: number): string => field(record, from, to).trim();

/** Fifteen digits, the last three after the point; a thousandth of a euro is never money here. */
function amountIn(record: string, signAt: number, from: number): number | undefined {
  const digits = field(record, from, from + 14);
  if (!/^\d{14}0$/.test(digits)) return undefined;
  const minor = Number(digits.slice(0, 14));
  return field(record, signAt, signAt) === '1' && minor > 0 ? -minor : minor;
}

function dayIn(record: string, from: number): string | null {
  const match = /^(\d\d)(\d\d)(\d\d)$/.exec(field(record, from, from + 5));
  return match ? (dayText(fullYear(Number(match[3])), Number(match[2]), Number(match[1])) ?? null) : null;
}

type Account = { line: number; account: string; currency: string; sequence: string; draft: Draft; openingMinor: number | null; openedOn: string | null; closingMinor: number | null; closedOn: string | null; closingLine: number | null; debitMinor: number; creditMinor: number };

/** A booking gathers what the records 22, 23, 31 to 33 after it say; `detail` is '0000' for the booking itself and counts up for its parts. */
type Booking = { entry: StatementEntry; words: string[]; party: string };

function openAccount(record: string, line: number, draft: Draft, issues: Issues): Account {
  const structure = field(record, 2, 2);
  const isIban = structure === '2' || structure === '3';
  const currency = isIban ? textIn(record, 40, 42) : textIn(record, 19, 21) || 'EUR';
  const openingMinor = amountIn(record, 43, 44);
  if (openingMinor === undefined) issues.refuse(line, 'statement.amount', `The opening balance at line ${line} cannot be read.`);
  return {
    line, account: isIban ? textIn(record, 6, 39) : textIn(record, 6, 17), currency: isCurrencyCode(currency) ? currency : 'EUR', sequence: textIn(record, 126, 128) || textIn(record, 3, 5), draft,
    openingMinor: openingMinor ?? null, openedOn: dayIn(record, 59), closingMinor: null, closedOn: null, closingLine: null, debitMinor: 0, creditMinor: 0,
  };
}

function openBooking(record: string, line: number, { currency, draft }: Account, issues: Issues): Booking | null {
  // The parts of a collective booking are named in the statement, but its balance counts the booking.
  if (field(record, 7, 10) !== '0000') return null;
  const amountMinor = amountIn(record, 32, 33);
  const bookedOn = dayIn(record, 116) ?? dayIn(record, 48);
  if (amountMinor === undefined || bookedOn === null) {
    issues.refuse(line, amountMinor === undefined ? 'statement.amount' : 'statement.date', `The movement at line ${line} has no readable ${amountMinor === undefined ? 'amount' : 'date'}.`);
    return null;
  }
  return {
    entry: entry({ id: `${draft.part + 1}-${field(record, 3, 6)}-${line}`, line, kind: 'bank', bookedOn, valueOn: dayIn(record, 48), amountMinor, currency, reference: textIn(record, 11, 31) }),
    words: [communicationIn(record)], party: '',
  };
}

/** Free text, or a structured reference: +++123/4567/89012+++. */
function communicationIn(record: string): string {
  const text = textIn(record, 63, 115);
  const structured = field(record, 62, 62) === '1' ? /^10[12](\d{3})(\d{4})(\d{5})/.exec(text) : null;
  return structured ? `+++${structured[1]}/${structured[2]}/${structured[3]}+++` : text;
}

function addToBooking(booking: Booking, record: string): void {
  const kind = field(record, 1, 2);
  if (kind === '22') {
    booking.words.push(textIn(record, 11, 63));
    const reference = textIn(record, 64, 98);
    if (reference !== '' && reference !== 'NOTPROVIDED') booking.entry.reference = reference;
  } else if (kind === '23') {
    booking.party ||= textIn(record, 48, 82);
    booking.words.push(textIn(record, 83, 125));
  } else if (kind === '31') {
    const isStructured = field(record, 40, 40) === '1';
    // Structured information begins with its kind; 001 is the name of the other side.
    if (isStructured && field(record, 41, 43) === '001') booking.party ||= textIn(record, 44, 113);
    else booking.words.push(textIn(record, isStructured ? 44 : 41, 113));
  }
}

function closeAccount(account: Account, issues: Issues): StatementHead {
  const balance = (kind: string, on: string | null, amountMinor: number | null): StatementBalance[] => (amountMinor === null ? [] : [{ kind, on: on ?? '', amountMinor }]);
  const head = headOf(account.draft, {
    account: account.account, currency: account.currency, sequence: account.sequence || null, openingMinor: account.openingMinor, closingMinor: account.closingMinor,
    balances: [...balance('opening', account.openedOn, account.openingMinor), ...balance('closing', account.closedOn, account.closingMinor)],
  });
  if (account.closingMinor === null) issues.refuse(account.line, 'statement.truncated', `The statement at line ${account.line} has no closing balance (record 8): the file is not complete. Download it again.`);
  checkBalance(head, account.draft, account.closingLine ?? account.line, issues);
  return head;
}

export const coda: StatementReader = {
  format: FORMAT,
  recognises: ({ opening }) => /^\s*0{5}\d{6}[ \d]{3}05.{112,}\r?\n1[0-3]/.test(opening),
  read(source, _options, keep) {
    const issues = collectIssues();
    const drafts = openDrafts(keep, issues);
    const statements: StatementHead[] = [];
    let account: Account | null = null;
    let booking: Booking | null = null;
    let isEnded = false;
    let lastLine = 1;
    const settle = (): void => {
      if (account && booking) {
        const { amountMinor } = booking.entry;
        if (amountMinor < 0) account.debitMinor -= amountMinor;
        else account.creditMinor += amountMinor;
        account.draft.add({ ...booking.entry, party: oneLine(booking.party), text: oneLine(booking.words.filter(word => word !== '').join(' ')) });
      }
      booking = null;
    };
    const close = (): void => {
      settle();
      if (account) statements.push(closeAccount(account, issues));
    };
    for (const { line, text } of linesOf(source.chunks())) {
      if (text.trim() === '') continue;
      lastLine = line;
      const kind = text.charAt(0);
      if (kind === '1') { if (account) close(); account = openAccount(text, line, drafts.open(), issues); isEnded = false; }
      else if (text.startsWith('21') && account) {
        const next = openBooking(text, line, account, issues);
        if (next || field(text, 7, 10) === '0000') { settle(); booking = next; }
      } else if ((kind === '2' || kind === '3') && booking) addToBooking(booking, text);
      else if (kind === '8' && account) {
        settle();
        const closing = amountIn(text, 42, 43);
        if (closing === undefined) issues.refuse(line, 'statement.amount', `The closing balance at line ${line} cannot be read.`);
        Object.assign(account, { closingMinor: closing ?? null, closedOn: dayIn(text, 58), closingLine: line });
      } else if (kind === '9' && account) {
        const [debit, credit] = [amountIn(`0${text}`, 1, 24), amountIn(`0${text}`, 1, 39)];
        if (debit !== account.debitMinor || credit !== account.creditMinor) issues.note(line, 'statement.controlTotal', `The turnover at line ${line} differs from the movements above it.`);
        close();
        account = null;
        isEnded = true;
      }
    }
    if (account) close();
    if (!isEnded) issues.refuse(lastLine, 'statement.truncated', 'The file has no end record (9): it is not complete. Download it again.');
    return readingOf(FORMAT, statements, issues);
  },
};
