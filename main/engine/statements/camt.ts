import { checkBalance, spanOf } from './balance.ts';
import { digitsOf, isCurrencyCode, parseAmount } from './amount-text.ts';
import { dayText } from './date-text.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, refusal, type Issues } from './issues.ts';
import { entry, HOME_CURRENCY, MAX_ENTRIES, MAX_STATEMENTS, oneLine, statement, type Statement, type StatementBalance, type StatementEntry } from './statement.ts';
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

type Draft = { entries: StatementEntry[]; pending: number; currency: string };

/** One booking; a collective booking stays one entry, as the balance counts it. */
function readEntry(element: XmlElement, draft: Draft, statementDay: string | null, place: string, issues: Issues): void {
  const status = textAt(element, 'Sts', 'Cd') || textAt(element, 'Sts');
  if (status !== '' && status !== 'BOOK') {
    draft.pending += 1;
    return;
  }
  const money = moneyOf(element, draft.currency);
  if (!money) return issues.refuse(element.line, 'statement.amount', `The entry at line ${element.line} has no readable amount.`);
  const valueOn = dayOf(find(element, 'ValDt'));
  const bookedOn = dayOf(find(element, 'BookgDt')) ?? valueOn ?? statementDay;
  if (bookedOn === null) return issues.refuse(element.line, 'statement.date', `The entry at line ${element.line} has no readable date.`);
  const details = findAll(element, 'NtryDtls').flatMap(each => findAll(each, 'TxDtls'));
  draft.entries.push(entry({
    id: place, line: element.line, kind: 'bank', bookedOn, valueOn, amountMinor: money.minor, currency: money.currency,
    reference: referenceOf(element, details[0]),
    party: partyOf(details[0], textAt(element, 'CdtDbtInd') !== 'DBIT'),
    text: textOf(element, details),
  }));
}

function balancesOf(element: XmlElement, currency: string, issues: Issues): StatementBalance[] {
  return findAll(element, 'Bal').flatMap(balance => {
    const kind = textAt(balance, 'Tp', 'CdOrPrtry', 'Cd') || textAt(balance, 'Tp', 'CdOrPrtry', 'Prtry');
    const money = moneyOf(balance, currency);
    if (!money) {
      issues.refuse(balance.line, 'statement.amount', `The balance at line ${balance.line} has no readable amount.`);
      return [];
    }
    return [{ kind, on: dayOf(find(balance, 'Dt')) ?? '', amountMinor: money.minor }];
  });
}

const accountCurrency = (element: XmlElement, fallback: string): string => {
  const texts = [textAt(element, 'Acct', 'Ccy'), ...findAll(element, 'Bal').map(balance => find(balance, 'Amt')?.attributes['Ccy'] ?? '')];
  return texts.map(text => text.trim().toUpperCase()).find(isCurrencyCode) ?? fallback;
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

function finish(element: XmlElement, draft: Draft, issues: Issues): Statement {
  const currency = accountCurrency(element, draft.entries[0]?.currency ?? draft.currency);
  const balances = balancesOf(element, currency, issues);
  const span = spanOf(draft.entries);
  const period = find(element, 'FrToDt');
  const result = statement({
    account: textAt(element, 'Acct', 'Id', 'IBAN') || textAt(element, 'Acct', 'Id', 'Othr', 'Id') || textAt(element, 'Acct', 'Id', 'PrtryAcct', 'Id') || textAt(element, 'Acct', 'Id', 'BBAN'),
    currency, balances, ...endsOf(balances), entries: draft.entries,
    fromOn: dayOf(find(period, 'FrDtTm') ?? find(period, 'FrDt')) ?? span.fromOn,
    toOn: dayOf(find(period, 'ToDtTm') ?? find(period, 'ToDt')) ?? span.toOn,
    sequence: textAt(element, 'ElctrncSeqNb') || textAt(element, 'LglSeqNb') || null,
  });
  if (draft.pending > 0) issues.note(element.line, 'statement.pending', `${draft.pending} entries are not booked yet and are left out; a later statement brings them.`);
  for (const each of draft.entries.filter(({ currency: own }) => own !== currency).slice(0, 20))
    issues.note(each.line, 'statement.currency', `The entry at line ${each.line} is in ${each.currency}, the account is in ${currency}.`);
  checkBalance(result, element.line, issues);
  return result;
}

export const camt: StatementReader = {
  format: 'camt',
  recognises: ({ text }) => /<(?:\w+:)?(?:BkToCstmrAcctRpt|BkToCstmrStmt|BkToCstmrDbtCdtNtfctn)[\s>/]/.test(text.slice(0, 100_000)),
  read({ text }, { defaultCurrency }) {
    const issues = collectIssues();
    const statements: Statement[] = [];
    const fallback = defaultCurrency ?? HOME_CURRENCY;
    let draft: Draft = { entries: [], pending: 0, currency: fallback };
    let count = 0;
    let format = 'camt';
    const { root, problem } = readXml(text, CUT, (element, parent) => {
      if (element.name === 'Ntry') {
        count += 1;
        if (count === MAX_ENTRIES + 1) issues.refuse(element.line, 'statement.tooLarge', `The file has more than ${MAX_ENTRIES} entries. Download it in shorter periods.`);
        if (count > MAX_ENTRIES) return;
        if (draft.entries.length === 0) draft.currency = accountCurrency(parent, fallback);
        readEntry(element, draft, dayOf(find(parent, 'CreDtTm')), `${statements.length + 1}-${draft.entries.length + draft.pending + 1}`, issues);
        return;
      }
      format = MESSAGES[parent.name] ?? format;
      if (statements.length < MAX_STATEMENTS) statements.push(finish(element, draft, issues));
      draft = { entries: [], pending: 0, currency: fallback };
    });
    if (problem) return refusal(format, problem.line, problem.code, problem.message);
    format = root?.children.map(child => MESSAGES[child.name]).find(name => name !== undefined) ?? MESSAGES[root?.name ?? ''] ?? format;
    return readingOf(format, statements, issues);
  },
};
