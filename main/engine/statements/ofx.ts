import { digitsOf, isCurrencyCode, parseAmount } from './amount-text.ts';
import { parseDay } from './date-text.ts';
import { headOf, openDrafts, type Draft as Entries } from './drafts.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, refusal, type Issues } from './issues.ts';
import { ofxTokens, type OfxToken } from './ofx-tokens.ts';
import { entry, HOME_CURRENCY, oneLine, type StatementEntry, type StatementHead } from './statement.ts';

/** OFX 1 and 2 and QFX: bank, card and investment statements. Banks mix the two syntaxes, so one forgiving tokenizer reads both. */
const STATEMENTS = new Set(['STMTRS', 'CCSTMTRS', 'INVSTMTRS']);
const AGGREGATES = new Set([...STATEMENTS, 'STMTTRN', 'LEDGERBAL', 'AVAILBAL', 'CURRENCY', 'ORIGCURRENCY', 'PAYEE', 'BANKACCTFROM', 'CCACCTFROM', 'INVACCTFROM', 'BANKACCTTO', 'CCACCTTO', 'BANKTRANLIST', 'INVTRANLIST']);

type Fields = { line: number; values: Map<string, string> };
/** Trades of an investment account: no cash line, so they are counted and not read. */
const TRADES = /^(?:BUY|SELL)[A-Z]+$|^(?:REINVEST|INCOME|INVEXPENSE|JRNLFUND|JRNLSEC|MARGININTEREST|RETOFCAP|SPLIT|TRANSFER|CLOSUREOPT)$/;

type Account = { line: number; trades: number; id: string; currency: string | null; from: string; to: string; ledger: Fields | null; entries: Entries };

const dayIn = (text: string): string | null => parseDay(text.slice(0, 8), 'YMD') ?? parseDay(text, 'YMD') ?? null;

/** OFX groups no thousands, so a lone comma is a decimal mark; banks that group write both marks, the decimal one last. */
function amountIn(text: string, currency: string): number | undefined {
  const decimal = text.lastIndexOf(',') > text.lastIndexOf('.') ? ',' : '.';
  return parseAmount(text, decimal, digitsOf(currency));
}

function readEntry(fields: Fields, place: string, account: string, issues: Issues): StatementEntry | null {
  const value = (name: string): string => fields.values.get(name) ?? '';
  const own = value('CURRENCY.CURSYM').toUpperCase();
  const currency = isCurrencyCode(own) ? own : account;
  const amountMinor = amountIn(value('TRNAMT'), currency);
  const bookedOn = dayIn(value('DTPOSTED'));
  if (amountMinor === undefined || bookedOn === null) {
    const [code, what] = amountMinor === undefined ? ['statement.amount', 'TRNAMT'] : ['statement.date', 'DTPOSTED'];
    issues.refuse(fields.line, code, `The transaction at line ${fields.line} has no readable ${what}.`);
    return null;
  }
  if (currency !== account) issues.note(fields.line, 'statement.currency', `The transaction at line ${fields.line} is in ${currency}, the account is in ${account}.`);
  const party = value('NAME') || value('PAYEE.NAME');
  return entry({
    id: value('FITID') === '' ? place : `${place}-${value('FITID')}`, line: fields.line, kind: 'bank', bookedOn, valueOn: dayIn(value('DTAVAIL')), amountMinor, currency,
    reference: value('REFNUM') || value('CHECKNUM') || value('FITID'), party: oneLine(party), text: oneLine(value('MEMO') || party),
  });
}

/** The statement's currency comes before its transactions; one that names none is in the caller's. */
function currencyOf(account: Account, fallback: string, issues: Issues): string {
  if (account.currency === null) {
    issues.note(account.line, 'statement.currency', `The statement at line ${account.line} names no currency; ${fallback} is taken.`);
    account.currency = fallback;
  }
  return account.currency;
}

function closeAccount(account: Account, fallback: string, issues: Issues): StatementHead {
  const currency = currencyOf(account, fallback, issues);
  if (account.trades > 0) issues.note(account.line, 'statement.skipped', `The statement at line ${account.line} lists ${account.trades} trades of securities; they are no cash lines and are left out.`);
  const written = account.ledger?.values.get('BALAMT') ?? '';
  const closingMinor = written === '' ? null : (amountIn(written, currency) ?? null);
  if (account.ledger && closingMinor === null) issues.note(account.ledger.line, 'statement.balance', `The balance at line ${account.ledger.line} is empty or cannot be read; the statement cannot be proved complete.`);
  return headOf(account.entries, {
    account: account.id, currency, closingMinor, fromOn: dayIn(account.from), toOn: dayIn(account.to),
    balances: closingMinor === null ? [] : [{ kind: 'ledger', on: dayIn(account.ledger?.values.get('DTASOF') ?? '') ?? '', amountMinor: closingMinor }],
  });
}

/** A field of a row, named with the aggregate around it where the same name means something else there. */
function addField({ values }: Fields, { name, value }: OfxToken, inside: string): void {
  const key = inside === 'CURRENCY' || inside === 'ORIGCURRENCY' || inside === 'PAYEE' ? `${inside}.${name}` : /ACCTTO$/.test(inside) ? `TO.${name}` : name;
  if (!values.has(key)) values.set(key, value);
}

function addToAccount(account: Account, { name, value }: OfxToken): void {
  if (name === 'CURDEF' && isCurrencyCode(value.toUpperCase())) account.currency = value.toUpperCase();
  else if (name === 'ACCTID' && account.id === '') account.id = value;
  else if (name === 'DTSTART') account.from = value;
  else if (name === 'DTEND') account.to = value;
}

export const ofx: StatementReader = {
  format: 'ofx',
  recognises: ({ opening }) => /^\s*(?:OFXHEADER\s*:|<\?xml[^>]*\?>\s*)?[^]{0,2000}?<OFX>/i.test(opening.slice(0, 8_000)) || /^\s*(?:OFXHEADER\s*:|<\?OFX\b)/i.test(opening),
  read(source, { defaultCurrency }, keep) {
    const issues = collectIssues();
    const drafts = openDrafts(keep, issues);
    const fallback = defaultCurrency ?? HOME_CURRENCY;
    const statements: StatementHead[] = [];
    const path: string[] = [];
    let account: Account | null = null;
    let row: Fields | null = null;
    let isTransaction = false;
    let last: OfxToken | null = null;
    const settleRow = (): void => {
      if (row && isTransaction && account) {
        const read = readEntry(row, `${account.entries.part + 1}-${account.entries.entryCount + 1}`, currencyOf(account, fallback, issues), issues);
        if (read) account.entries.add(read);
      }
      row = null;
      isTransaction = false;
    };
    const settleAccount = (): void => {
      settleRow();
      if (account) statements.push(closeAccount(account, fallback, issues));
      account = null;
    };
    for (const token of ofxTokens(source.chunks())) {
      const { name, line } = token;
      last = token;
      if (name.startsWith('!')) {
        if (/^!(?:DOCTYPE|ENTITY)/.test(name)) return refusal('ofx', line, 'statement.doctype', 'The file declares a document type (DTD). OFX files never do; the file is refused for safety.');
      } else if (token.isClosing) {
        const at = path.lastIndexOf(name);
        if (at >= 0) path.length = at;
        if (name === 'STMTTRN' || name === 'LEDGERBAL') settleRow();
        if (STATEMENTS.has(name)) settleAccount();
      } else if (AGGREGATES.has(name)) {
        path.push(name);
        if (STATEMENTS.has(name)) { settleAccount(); account = { line, trades: 0, id: '', currency: null, from: '', to: '', ledger: null, entries: drafts.open() }; }
        if (name === 'STMTTRN' || name === 'LEDGERBAL' || name === 'AVAILBAL') settleRow();
        if (name === 'STMTTRN' && account) { row = { line, values: new Map() }; isTransaction = true; }
        if (name === 'LEDGERBAL' && account) { row = { line, values: new Map() }; (account as Account).ledger = row; }
      } else if (account && path.at(-1) === 'INVTRANLIST' && TRADES.test(name)) (account as Account).trades += 1;
      else if (row) addField(row, token, path.at(-1) ?? '');
      else if (account) addToAccount(account, token);
    }
    settleAccount();
    if (last?.name !== 'OFX' || !last.isClosing)
      return refusal('ofx', last?.line ?? 1, 'statement.truncated', 'The file ends before </OFX>: it is not complete. Download it again.');
    return readingOf('ofx', statements, issues);
  },
};
