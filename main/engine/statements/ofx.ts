import { decimalMarkOf, digitsOf, isCurrencyCode, parseAmount } from './amount-text.ts';
import { spanOf } from './balance.ts';
import { parseDay } from './date-text.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, refusal, type Issues } from './issues.ts';
import { entry, HOME_CURRENCY, MAX_ENTRIES, oneLine, statement, type Statement, type StatementEntry } from './statement.ts';

/**
 * OFX 1 (SGML, where leaves need no end) and OFX 2 (XML), QFX too. One forgiving tokenizer reads both, because banks mix them;
 * it knows no entities beyond the five of XML, so nothing can be declared or fetched.
 */
const STATEMENTS = new Set(['STMTRS', 'CCSTMTRS', 'INVSTMTRS']);
const AGGREGATES = new Set([...STATEMENTS, 'STMTTRN', 'LEDGERBAL', 'AVAILBAL', 'CURRENCY', 'ORIGCURRENCY', 'PAYEE', 'BANKACCTFROM', 'CCACCTFROM', 'INVACCTFROM', 'BANKACCTTO', 'CCACCTTO', 'BANKTRANLIST', 'INVTRANLIST']);

type Fields = { line: number; values: Map<string, string> };
type Draft = { line: number; account: string; currency: string; from: string; to: string; ledger: Fields | null; entries: Fields[] };

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
const plain = (text: string): string => text.trim().replace(/&(amp|lt|gt|quot|apos|nbsp);/gi, (_, name: string) => ENTITIES[name.toLowerCase()] ?? '').replace(/&#(\d{1,5});/g, (_, code: string) => String.fromCharCode(Number(code)));

function draftsOf(text: string): Draft[] {
  const drafts: Draft[] = [];
  const path: string[] = [];
  let draft: Draft | null = null;
  let row: Fields | null = null;
  let line = 1;
  let scanned = 0;
  for (const token of text.matchAll(/<(\/?)([A-Za-z][\w.]*)[^<>]*>([^<]*)/g)) {
    const name = (token[2] ?? '').toUpperCase();
    const value = plain(token[3] ?? '');
    for (let at = text.indexOf('\n', scanned); at >= 0 && at < token.index; at = text.indexOf('\n', at + 1)) { line += 1; scanned = at + 1; }
    if (token[1] === '/') {
      const at = path.lastIndexOf(name);
      if (at >= 0) path.length = at;
      if (name === 'STMTTRN' || name === 'LEDGERBAL') row = null;
      if (STATEMENTS.has(name)) draft = null;
      continue;
    }
    if (AGGREGATES.has(name)) {
      path.push(name);
      if (STATEMENTS.has(name)) drafts.push(draft = { line, account: '', currency: '', from: '', to: '', ledger: null, entries: [] });
      if (name === 'STMTTRN' && draft) draft.entries.push(row = { line, values: new Map() });
      if (name === 'LEDGERBAL' && draft) draft.ledger = row = { line, values: new Map() };
      if (name === 'AVAILBAL') row = null;
      continue;
    }
    if (!draft) continue;
    const inside = path.at(-1) ?? '';
    if (row) {
      const key = inside === 'CURRENCY' || inside === 'ORIGCURRENCY' || inside === 'PAYEE' ? `${inside}.${name}` : /ACCTTO$/.test(inside) ? `TO.${name}` : name;
      if (!row.values.has(key)) row.values.set(key, value);
    } else if (name === 'CURDEF') draft.currency = value.toUpperCase();
    else if (name === 'ACCTID' && draft.account === '') draft.account = value;
    else if (name === 'DTSTART') draft.from = value;
    else if (name === 'DTEND') draft.to = value;
  }
  return drafts;
}

const dayIn = (text: string): string | null => parseDay(text.slice(0, 8), 'YMD') ?? parseDay(text, 'YMD') ?? null;

function readEntry(fields: Fields, place: string, account: { currency: string; decimal: '.' | ',' }, issues: Issues): StatementEntry | null {
  const value = (name: string): string => fields.values.get(name) ?? '';
  const own = value('CURRENCY.CURSYM').toUpperCase();
  const currency = isCurrencyCode(own) ? own : account.currency;
  const amountMinor = parseAmount(value('TRNAMT'), account.decimal, digitsOf(currency));
  const bookedOn = dayIn(value('DTPOSTED'));
  if (amountMinor === undefined || bookedOn === null) {
    const [code, what] = amountMinor === undefined ? ['statement.amount', 'TRNAMT'] : ['statement.date', 'DTPOSTED'];
    issues.refuse(fields.line, code, `The transaction at line ${fields.line} has no readable ${what}.`);
    return null;
  }
  if (currency !== account.currency) issues.note(fields.line, 'statement.currency', `The transaction at line ${fields.line} is in ${currency}, the account is in ${account.currency}.`);
  const party = value('NAME') || value('PAYEE.NAME');
  return entry({
    id: value('FITID') === '' ? place : `${place}-${value('FITID')}`, line: fields.line, kind: 'bank', bookedOn, valueOn: dayIn(value('DTAVAIL')), amountMinor, currency,
    reference: value('REFNUM') || value('CHECKNUM') || value('FITID'), party: oneLine(party), text: oneLine(value('MEMO') || party),
  });
}

function readDraft(draft: Draft, place: number, options: { fallback: string; decimal: '.' | ',' }, issues: Issues): Statement {
  const currency = isCurrencyCode(draft.currency) ? draft.currency : options.fallback;
  if (currency !== draft.currency) issues.note(draft.line, 'statement.currency', `The statement at line ${draft.line} names no currency; ${currency} is taken.`);
  const entries = draft.entries.flatMap((fields, index) => readEntry(fields, `${place}-${index + 1}`, { currency, decimal: options.decimal }, issues) ?? []);
  const balanceText = draft.ledger?.values.get('BALAMT') ?? '';
  const closingMinor = balanceText === '' ? null : (parseAmount(balanceText, options.decimal, digitsOf(currency)) ?? null);
  if (draft.ledger && closingMinor === null) issues.note(draft.ledger.line, 'statement.balance', `The balance at line ${draft.ledger.line} is empty or cannot be read; the statement cannot be proved complete.`);
  const span = spanOf(entries);
  return statement({
    account: draft.account, currency, entries, closingMinor, fromOn: dayIn(draft.from) ?? span.fromOn, toOn: dayIn(draft.to) ?? span.toOn,
    balances: closingMinor === null ? [] : [{ kind: 'ledger', on: dayIn(draft.ledger?.values.get('DTASOF') ?? '') ?? '', amountMinor: closingMinor }],
  });
}

export const ofx: StatementReader = {
  format: 'ofx',
  recognises: ({ text }) => /^\s*(?:OFXHEADER\s*:|<\?xml[^>]*\?>\s*)?[^]{0,2000}?<OFX>/i.test(text.slice(0, 8_000)) || /^\s*(?:OFXHEADER\s*:|<\?OFX\b)/i.test(text),
  read({ text }, { defaultCurrency }) {
    const format = 'ofx';
    if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) return refusal(format, 1, 'statement.doctype', 'The file declares a document type (DTD). OFX files never do; the file is refused for safety.');
    if (!/<\/OFX\s*>/i.test(text.slice(-2_000)))
      return refusal(format, text.split('\n').length, 'statement.truncated', 'The file ends before </OFX>: it is not complete. Download it again.');
    const issues = collectIssues();
    const drafts = draftsOf(text);
    const amounts = drafts.flatMap(draft => draft.entries.map(({ values }) => values.get('TRNAMT') ?? ''));
    if (amounts.length > MAX_ENTRIES) issues.refuse(1, 'statement.tooLarge', `The file has more than ${MAX_ENTRIES} transactions. Download it in shorter periods.`);
    if (issues.refused) return readingOf(format, [], issues);
    // OFX groups no thousands, so a lone comma is a decimal mark.
    const decimal = amounts.some(amount => /,\d{1,4}$/.test(amount.trim())) && !amounts.some(amount => amount.includes('.')) ? ',' : decimalMarkOf(amounts).decimal;
    const statements = drafts.map((draft, index) => readDraft(draft, index + 1, { fallback: defaultCurrency ?? HOME_CURRENCY, decimal }, issues));
    return readingOf(format, statements, issues);
  },
};
