import { checkBalance } from './balance.ts';
import { digitsOf, isCurrencyCode, parseAmount } from './amount-text.ts';
import { dayText } from './date-text.ts';
import { headOf, openDrafts, type Draft } from './drafts.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, refusal, type Issues } from './issues.ts';
import { entry, HOME_CURRENCY, oneLine, type StatementBalance, type StatementHead } from './statement.ts';
import { find, findAll, readXml, textAt, textBelow, type XmlElement } from './xml-elements.ts';

/** ISO 20022 account reports, statements and notifications, any version; namespaces are ignored, some banks leave them out. */
const MESSAGES: Record<string, string> = { BkToCstmrAcctRpt: 'camt.052', BkToCstmrStmt: 'camt.053', BkToCstmrDbtCdtNtfctn: 'camt.054' };
const CUT = new Set(['Ntry', 'Rpt', 'Stmt', 'Ntfctn']);
const OPENING = ['OPBD', 'PRCD'];
const CLOSING = ['CLBD'];

type Money = { minor: number; currency: string };

function moneyOf(holder: XmlElement | undefined, fallback: string): Money | undefined {
  const amount = find(holder, 'Amt');
  if (!holder || !amount) return undefined;
  const written = (amount.attributes['Ccy'] ?? '').trim().toUpperCase();
  const currency = isCurrencyCode(written) ? written : fallback;
  const minor = /^\s*\d*\.?\d*\s*$/.test(amount.text) ? parseAmount(amount.text, '.', digitsOf(currency)) : undefined;
  if (minor === undefined) return undefined;
  const debit = textAt(holder, 'CdtDbtInd') === 'DBIT';
  return { minor: debit && minor > 0 ? -minor : minor, currency };
}

const dayOf = (element: XmlElement | undefined): string | null => {
  const text = textAt(element, 'Dt') || textAt(element, 'DtTm') || element?.text.trim() || '';
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(text);
  return match ? (dayText(Number(match[1]), Number(match[2]), Number(match[3])) ?? null) : null;
};

const given = (text: string): string => (/^(?:NOTPROVIDED|NONREF|NOTAVAILABLE)$/i.test(text) ? '' : text);

function referenceOf(entryElement: XmlElement, details: XmlElement | undefined): string {
  const refs = find(details, 'Refs');
  const structured = find(details, 'RmtInf', 'Strd', 'CdtrRefInf', 'Ref')?.text.trim() ?? '';
  const choices = [structured, textAt(refs, 'EndToEndId'), textAt(refs, 'TxId'), textAt(refs, 'InstrId'), textAt(refs, 'PmtInfId'), textAt(entryElement, 'NtryRef'), textAt(entryElement, 'AcctSvcrRef'), textAt(refs, 'AcctSvcrRef')];
  return choices.map(given).find(text => text !== '') ?? '';
}

/** The other side: who paid for money in, who was paid for money out. */
function partyOf(details: XmlElement | undefined, credit: boolean): string {
  const parties = find(details, 'RltdPties');
  const names = (credit ? ['Dbtr', 'UltmtDbtr'] : ['Cdtr', 'UltmtCdtr']).map(role => textAt(parties, role, 'Nm') || textAt(parties, role, 'Pty', 'Nm'));
  return oneLine(names.find(name => name !== '') ?? '');
}

function textOf(element: XmlElement, details: readonly XmlElement[]): string {
  const parts = details.flatMap(each => [...findAll(find(each, 'RmtInf'), 'Ustrd').map(line => line.text), textBelow(find(each, 'RmtInf', 'Strd', 'CdtrRefInf', 'Ref')), textAt(each, 'AddtlTxInf')]);
  return oneLine([...parts, textAt(element, 'AddtlNtryInf')].filter(part => part !== '').join(' '));
}

/** The currency is what the account or its balances state, else what its first entry is in. */
type Account = { draft: Draft; currency: string | null; fallback: string; booked: Sides; all: Sides };
/** What came in and went out, for the totals that a bank repeats. */
type Sides = { count: number; credit: number; debit: number };
const noSides = (): Sides => ({ count: 0, credit: 0, debit: 0 });

function addTo(sides: Sides, minor: number): void {
  sides.count += 1;
  if (minor < 0) sides.debit -= minor;
  else sides.credit += minor;
}

/** The totals that the bank states itself: they count the booked entries, or all. */
function checkTotals(element: XmlElement, { booked, all }: Account, currency: string, issues: Issues): void {
  const summary = find(element, 'TxsSummry');
  if (!summary) return;
  const count = textAt(summary, 'TtlNtries', 'NbOfNtries');
  const sum = (side: string): number | undefined => parseAmount(textAt(summary, side, 'Sum'), '.', digitsOf(currency));
  const [credit, debit] = [sum('TtlCdtNtries'), sum('TtlDbtNtries')];
  const fits = (sides: Sides): boolean => (count === '' || Number(count) === sides.count) && (credit === undefined || credit === sides.credit) && (debit === undefined || debit === sides.debit);
  if (!fits(booked) && !fits(all)) issues.note(summary.line, 'statement.controlTotal', `The totals at line ${summary.line} (TxsSummry) differ from the entries of the statement.`);
}

/** One booking; a collective booking stays one entry, as the balance counts it. */
function readEntry(element: XmlElement, account: Account, statementDay: string | null, issues: Issues): void {
  const { draft } = account;
  const money = moneyOf(element, account.currency ?? account.fallback);
  const status = textAt(element, 'Sts', 'Cd') || textAt(element, 'Sts');
  const isBooked = status === '' || status === 'BOOK';
  for (const sides of isBooked ? [account.booked, account.all] : [account.all]) addTo(sides, money?.minor ?? 0);
  if (!isBooked) {
    draft.pending += 1;
    return;
  }
  if (!money) return issues.refuse(element.line, 'statement.amount', `The entry at line ${element.line} has no readable amount.`);
  account.currency ??= money.currency;
  if (money.currency !== account.currency) issues.note(element.line, 'statement.currency', `The entry at line ${element.line} is in ${money.currency}, the account is in ${account.currency}.`);
  const valueOn = dayOf(find(element, 'ValDt'));
  const bookedOn = dayOf(find(element, 'BookgDt')) ?? valueOn ?? statementDay;
  if (bookedOn === null) return issues.refuse(element.line, 'statement.date', `The entry at line ${element.line} has no readable date.`);
  const details = findAll(element, 'NtryDtls').flatMap(each => findAll(each, 'TxDtls'));
  draft.add(entry({
    id: `${draft.part + 1}-${draft.entryCount + draft.pending + 1}`, line: element.line, kind: 'bank', bookedOn, valueOn, amountMinor: money.minor, currency: money.currency,
    reference: referenceOf(element, details[0]),
    party: partyOf(details[0], textAt(element, 'CdtDbtInd') !== 'DBIT'),
    text: textOf(element, details),
  }));
}

const kindOf = (balance: XmlElement): string => textAt(balance, 'Tp', 'CdOrPrtry', 'Cd') || textAt(balance, 'Tp', 'CdOrPrtry', 'Prtry');

function balancesOf(element: XmlElement, currency: string, issues: Issues): StatementBalance[] {
  return findAll(element, 'Bal').flatMap(balance => {
    const kind = kindOf(balance);
    const money = moneyOf(balance, currency);
    if (!money) {
      issues.refuse(balance.line, 'statement.amount', `The balance at line ${balance.line} has no readable amount.`);
      return [];
    }
    return [{ kind, on: dayOf(find(balance, 'Dt')) ?? '', amountMinor: money.minor }];
  });
}

const accountCurrency = (element: XmlElement): string | null => {
  const texts = [textAt(element, 'Acct', 'Ccy'), ...findAll(element, 'Bal').map(balance => find(balance, 'Amt')?.attributes['Ccy'] ?? '')];
  return texts.map(text => text.trim().toUpperCase()).find(isCurrencyCode) ?? null;
};

/** An interim report between two interim balances balances between these. */
function endsOf(balances: readonly StatementBalance[]): { openingMinor: number | null; closingMinor: number | null } {
  const pick = (kinds: string[]): number | null => kinds.map(kind => balances.find(balance => balance.kind === kind)?.amountMinor).find(minor => minor !== undefined) ?? null;
  const interim = balances.filter(balance => balance.kind === 'ITBD');
  return {
    openingMinor: pick(OPENING) ?? (interim.length > 1 ? (interim[0]?.amountMinor ?? null) : null),
    closingMinor: pick(CLOSING) ?? interim.at(-1)?.amountMinor ?? null,
  };
}

/** Where the balance stands that `endsOf` closes with. */
function closingLineOf(element: XmlElement): number | undefined {
  const stated = findAll(element, 'Bal');
  return (CLOSING.map(kind => stated.find(balance => kindOf(balance) === kind)).find(balance => balance !== undefined) ?? stated.findLast(balance => kindOf(balance) === 'ITBD'))?.line;
}

function finish(element: XmlElement, account: Account, issues: Issues): StatementHead {
  const { draft, currency: assumed, fallback } = account;
  const currency = accountCurrency(element) ?? assumed ?? fallback;
  const balances = balancesOf(element, currency, issues);
  const period = find(element, 'FrToDt');
  const head = headOf(draft, {
    account: textAt(element, 'Acct', 'Id', 'IBAN') || textAt(element, 'Acct', 'Id', 'Othr', 'Id') || textAt(element, 'Acct', 'Id', 'PrtryAcct', 'Id') || textAt(element, 'Acct', 'Id', 'BBAN'),
    currency, balances, ...endsOf(balances),
    fromOn: dayOf(find(period, 'FrDtTm') ?? find(period, 'FrDt')),
    toOn: dayOf(find(period, 'ToDtTm') ?? find(period, 'ToDt')),
    sequence: textAt(element, 'ElctrncSeqNb') || textAt(element, 'LglSeqNb') || null,
  });
  if (draft.pending > 0) issues.note(element.line, 'statement.pending', `${draft.pending} entries are not booked yet and are left out; a later statement brings them.`);
  checkBalance(head, draft, closingLineOf(element) ?? element.line, issues);
  checkTotals(element, account, currency, issues);
  const pages = ['StmtPgntn', 'RptPgntn', 'NtfctnPgntn'].map(name => find(element, name)).find(page => page !== undefined);
  if (textAt(pages, 'LastPgInd') === 'false') issues.note(element.line, 'statement.truncated', `The statement at line ${element.line} is one of several pages; the others are in files of their own.`);
  return head;
}

export const camt: StatementReader = {
  format: 'camt',
  recognises: ({ opening }) => /<(?:\w+:)?(?:BkToCstmrAcctRpt|BkToCstmrStmt|BkToCstmrDbtCdtNtfctn)[\s>/]/.test(opening),
  read(source, { defaultCurrency }, keep) {
    const issues = collectIssues();
    const drafts = openDrafts(keep, issues);
    const statements: StatementHead[] = [];
    let account: Account | null = null;
    const accountOf = (element: XmlElement): Account => (account ??= { draft: drafts.open(), currency: accountCurrency(element), fallback: defaultCurrency ?? HOME_CURRENCY, booked: noSides(), all: noSides() });
    let format = 'camt';
    const { root, problem } = readXml(source.chunks(), CUT, (element, parent) => {
      if (element.name === 'Ntry') return readEntry(element, accountOf(parent), dayOf(find(parent, 'CreDtTm')), issues);
      format = MESSAGES[parent.name] ?? format;
      statements.push(finish(element, accountOf(element), issues));
      account = null;
    });
    if (problem) return refusal(format, problem.line, problem.code, problem.message);
    format = root?.children.map(child => MESSAGES[child.name]).find(name => name !== undefined) ?? MESSAGES[root?.name ?? ''] ?? format;
    return readingOf(format, statements, issues);
  },
};
