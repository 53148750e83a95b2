import { AppError } from '../../../shared/contract/errors.ts';
import type { Figures, ReconciliationKey } from '../../../shared/contract/reconciliation.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import { addDays, firstDayOf, lastDayOf, type LocalDate, type Period } from '../../../shared/values/date.ts';
import { formatMinor } from '../../../shared/values/money.ts';
import { Currency } from '../../../shared/values/money.ts';
import type { Erp, LedgerPosting, Session } from '../connectors/connector.ts';
import type { Commit, TaskContext } from '../handler.ts';
import { feeOf } from '../matching/fees.ts';
import type { ReadDb } from '../store/sql.ts';
import { channelsOfAccounts } from './channels.ts';
import type { RecordFact } from './entries.ts';
import { deleteEntry, entriesOf, firstPeriod, insertEntry, setReason, settledSources, updateEntry, type StoredEntry } from './entry-store.ts';
import type { DraftEntry } from './entry.ts';
import { gatherEvidence, type PayoutFact } from './evidence.ts';
import { differenceJudge, explain, nameMatched, twinKey, withSlips, type Named } from './explain.ts';
import { accountsOf, boardOf, figuresOf, readState, saveState, type Account, type Signatures } from './figures-store.ts';
import { cashPostings, removeVanished, salesDocuments, saveControlTotal, savePostings } from './ledger-store.ts';
import { deleteMatch, earlierDifferences, insertMatch, matchRows, refusals } from './match-store.ts';
import { repeatsOf, type RuleBook } from './match-rules.ts';
import { match, type MatchResult } from './match.ts';
import { indexReferences } from './references.ts';
import { automaticMatches, keepAlike, type Standing } from './rematch-store.ts';
import { recordFacts, statementHeads, statementLines } from './source-store.ts';
import { readSlips, type SlipSources } from './slip-store.ts';
import type { Slips } from './slips.ts';
import { buildSides, ledgerStart, LOOKAHEAD_DAYS, LOOKBACK_DAYS, type Material, type Sides } from './sides.ts';
import { inParts, nameOfSource, partId, partSource, type InParts } from './splits.ts';
import { saveSplit, splitsOf } from './split-store.ts';

export type OpenErp = { readonly connectionId: string; readonly session: Session; readonly erp: Erp };

export type RefreshDeps = {
  /** The signed-in ERP of this workspace; null while none is connected. */
  openErp(): Promise<OpenErp | null>;
  settings(db: ReadDb): Settings;
  /** The matching rules in force. */
  rules(db: ReadDb): RuleBook;
  signatures(db: ReadDb, period: Period): Signatures;
  /** Throws `period.locked` for a signed-off period. */
  refuseLocked(db: ReadDb, period: Period): void;
  /** Looks whether what was just read changes a month that is signed and locked. */
  watchSigned(commit: Commit): void;
  /** A lookup table in force, by name. */
  table: SlipSources['table'];
};

/** Postings written in one transaction. */
const POSTINGS_PER_COMMIT = 5_000;
/** Postings that a month and what lies around it may have; beyond it the books belong in a bigger tool. */
const MAX_POSTINGS = 5_000_000;
/** Customer accounts of one channel whose totals are asked from the ERP. */
const MAX_CONTROL_ACCOUNTS = 2_000;

const TASK = 'reconciliation.refresh';

/**
 * Reads both ledgers from the ERP, rebuilds the sides of every reconciliation of the period, matches what is certain and names what stays open.
 * Reading again adds nothing twice; matches by hand, reasons given by people and matches taken apart are kept.
 */
export async function refreshReconciliation(deps: RefreshDeps, context: TaskContext, period: Period): Promise<Figures[]> {
  const { db } = context;
  deps.refuseLocked(db, period);
  const opened = await deps.openErp();
  if (!opened) throw new AppError('reconciliation.noErp', 'fixConnection', 'No ERP is connected. Connect Sage and sign in, then read both sides again.');
  const settings = deps.settings(db);
  await readLedgers(deps, opened, { context, period });
  const accounts = accountsOf(settings, period);
  const slips = readSlips(db, { settings, orders: ordersOf(recordFacts(db)).index, table: deps.table });
  for (const [index, account] of accounts.entries()) {
    context.signal.throwIfAborted();
    context.announce('taskProgress', { task: TASK, text: `Comparing ${account.label} (${account.key.kind})`, done: index, total: accounts.length });
    const totals = await askTotals(opened, context, account, settings);
    context.commit(['reconciliation'], commit => rebuild(commit, { account, settings, totals, slips, book: deps.rules(commit.db) }));
    await new Promise<void>(resolve => void setImmediate(resolve));
  }
  context.announce('taskProgress', { task: TASK, text: 'Both sides are read and compared', done: accounts.length, total: accounts.length });
  return boardOf(db, { settings, period, signatures: deps.signatures(db, period) });
}

/** Both ledgers of the month and what lies around it, as the ERP shows them now; what it no longer shows is gone here as well. */
export async function readLedgers({ watchSigned }: Pick<RefreshDeps, 'watchSigned'>, { connectionId, session, erp }: OpenErp, { context, period }: { context: TaskContext; period: Period }): Promise<void> {
  const from = addDays(firstDayOf(period), -LOOKBACK_DAYS);
  const to = addDays(lastDayOf(period), LOOKAHEAD_DAYS);
  const readAt = context.now();
  for (const ledger of ['sales', 'cash'] as const) {
    let [read, changed] = [0, 0];
    let waiting: LedgerPosting[] = [];
    const save = (): void => {
      if (waiting.length === 0) return;
      const postings = waiting;
      waiting = [];
      changed += context.commit(['reconciliation'], ({ db, audit }) => {
        const fresh = savePostings(db, connectionId, postings, readAt);
        audit('reconciliation.ledger', { ledger, from, to, postings: postings.length, changed: fresh });
        return fresh;
      });
      context.announce('taskProgress', { task: TASK, text: `Reading the ${ledger === 'sales' ? 'sales ledger' : 'cash book'}`, done: read, total: null });
    };
    for await (const page of erp.ledger(session, { ledger, from, to, changedSince: null, signal: context.signal })) {
      read += page.length;
      if (read > MAX_POSTINGS) throw new AppError('reconciliation.tooMany', 'askAdmin', `The ${ledger} ledger holds more than ${MAX_POSTINGS} postings around ${period}. Reconcile it in smaller companies or periods.`);
      waiting.push(...page);
      if (waiting.length >= POSTINGS_PER_COMMIT) save();
    }
    save();
    context.commit(['reconciliation'], commit => {
      const vanished = removeVanished(commit.db, { connectionId, ledger, from, to, readAt });
      commit.audit('reconciliation.ledgerRead', { ledger, from, to, read, changed, vanished });
      watchSigned(commit);
    });
  }
}

type LedgerTotals = { openingMinor: number; closingMinor: number; broughtForwardMinor: number; customerAccounts: string[] };

/** The ledger's own figures, asked from it: never added up from our rows. */
async function askTotals({ session, erp }: OpenErp, context: TaskContext, { key, shape, currency }: Account, settings: Settings): Promise<LedgerTotals> {
  const { db, signal } = context;
  const [first, last] = [firstDayOf(key.period), lastDayOf(key.period)];
  const save = (kind: string, on: LocalDate, { entries = null, amountMinor }: { entries?: number | null; amountMinor: number }): void => context.commit(['reconciliation'], ({ db: write, audit, now }) => {
    saveControlTotal(write, { kind, account: key.account, on, entries, amountMinor, currency }, now);
    audit('reconciliation.controlTotal', { kind, account: key.account, on, entries, amountMinor, currency });
  });
  if (shape === 'clearing' || shape === 'bank') {
    const began = firstPeriod(db, key) as Period;
    const closingMinor = await erp.bankBalance(session, key.account, last, signal);
    const openingMinor = await erp.bankBalance(session, key.account, addDays(first, -1), signal);
    const start = shape === 'bank' ? addDays(firstDayOf(began), -1) : addDays(ledgerStart(began), -1);
    const broughtForwardMinor = start === addDays(first, -1) ? openingMinor : await erp.bankBalance(session, key.account, start, signal);
    save('bankBalance', last, { amountMinor: closingMinor });
    return { openingMinor, closingMinor, broughtForwardMinor, customerAccounts: [] };
  }
  const { index, orders } = ordersOf(recordFacts(db));
  const channelOf = channelsOfAccounts(settings.channels, salesDocuments(db), index, orders);
  const customerAccounts = [...channelOf].filter(([, channel]) => channel === key.account).map(([account]) => account).sort();
  if (customerAccounts.length > MAX_CONTROL_ACCOUNTS) throw new AppError('reconciliation.tooManyAccounts', 'askAdmin', `${key.account} has ${customerAccounts.length} customer accounts; totals are asked for at most ${MAX_CONTROL_ACCOUNTS}. Use a web-sales account for it.`);
  let [closingMinor, entries] = [0, 0];
  const kind = shape === 'invoices' ? 'invoice' : 'creditNote';
  for (const account of customerAccounts) {
    const { amountMinor, count } = await erp.salesTotal(session, { account, kind, from: first, to: last }, signal);
    closingMinor += shape === 'returns' ? Math.abs(amountMinor) : amountMinor;
    entries += count;
  }
  save(`salesTotal.${kind}`, last, { entries, amountMinor: closingMinor });
  return { openingMinor: 0, closingMinor, broughtForwardMinor: 0, customerAccounts };
}

function ordersOf(records: readonly RecordFact[]) {
  const orders = new Map(records.filter(({ kind }) => kind === 'order').map(order => [order.reference, order]));
  return { orders, index: indexReferences([...orders.values()].map(({ reference, number }) => ({ reference, names: [reference, number] }))) };
}

type Rebuild = { account: Account; settings: Settings; totals: LedgerTotals; slips: Slips; book: RuleBook };

function materialOf(db: ReadDb, { account: { key, shape, label, currency, channels }, totals }: Pick<Rebuild, 'account' | 'totals'>): Material {
  const records = recordFacts(db);
  const { orders, index } = ordersOf(records);
  const clearing = [...new Set(channels.map(({ clearingBank }) => clearingBank))].filter(code => code !== '');
  const own = shape === 'clearing' || shape === 'bank';
  const heads = (own ? [key.account] : clearing).flatMap(account => statementHeads(db, account));
  const payoutHeads = clearing.flatMap(account => statementHeads(db, account));
  const documents = own ? [] : salesDocuments(db).filter(({ account }) => totals.customerAccounts.includes(account));
  const credits = own ? salesDocuments(db).filter(({ account, kind }) => kind === 'creditNote' && channels.some(({ customerReference }) => customerReference === account)) : [];
  const iso = Currency.safeParse(currency);
  return {
    shape, account: key.account, label, period: key.period, firstPeriod: firstPeriod(db, key) as Period, channels, currency, records, orders,
    format: minor => (iso.success ? `${formatMinor(minor, iso.data)} ${currency}` : `${minor} ${currency}`),
    lookups: { orders: index, payouts: indexReferences(payoutHeads.filter(({ payout }) => payout !== '').map(({ payout }) => ({ reference: payout, names: [payout] }))) },
    lines: shape === 'returns' ? clearing.flatMap(account => statementLines(db, account)) : own ? statementLines(db, key.account) : [],
    statements: heads.map(head => ({ ...head, amountMinor: head.payoutMinor ?? 0 })),
    bankLines: shape === 'clearing' ? [...new Set(channels.map(({ bank }) => bank))].flatMap(bank => statementLines(db, bank)) : [],
    postings: own ? cashPostings(db, key.account) : documents.filter(({ kind }) => kind === (shape === 'invoices' ? 'invoice' : 'creditNote')),
    creditNotes: credits, openingMinor: totals.openingMinor, closingMinor: totals.closingMinor, broughtForwardMinor: totals.broughtForwardMinor,
    earlierDifferences: own ? earlierDifferences(db, key) : [],
  };
}

/** One transaction per reconciliation: what is new comes in, what changed is opened again, what is certain is matched, what stays open is named. */
function rebuild(commit: Commit, given: Rebuild): void {
  const { db, audit, now } = commit;
  const { account: { key, currency }, book } = given;
  const material = materialOf(db, given);
  const { sides, ...split } = sidesInParts(commit, key, material);
  const moved = replaceEntries(commit, key, { drafts: sides.drafts, idOf: split.idOf });
  for (const row of matchRows(db, key)) if (row.state === 'suggested') deleteMatch(db, row.id);
  const entries = entriesOf(db, key);
  const standing: Standing = isUnderOtherRules(db, given) ? automaticMatches(db, key, entries) : new Map();
  const judgedAnew = new Set([...standing.values()].map(({ id }) => id));
  const free = entries.filter(({ matchId }) => matchId === null || judgedAnew.has(matchId));
  const result = match(free.filter(({ side }) => side === 'left'), free.filter(({ side }) => side === 'right'), {
    shape: material.shape, book, refused: refusals(db, key), from: firstDayOf(key.period), judge: differenceJudge(material),
  });
  const { fresh, takenBack } = keepAlike(db, standing, result.matches);
  saveMatches(commit, key, { ...result, matches: fresh });
  const slips = nameEntries(commit, given, { material, sides, split });
  saveState(db, key, { currency, openingMinor: material.openingMinor, closingMinor: material.closingMinor, outsideMinor: sides.outsideMinor, findings: sides.findings, slips, customers: given.totals.customerAccounts, rulesVersion: book.version, rulesSeal: book.seal, refreshedAt: now });
  const figures = figuresOf(db, given.account, { preparedBy: null, reviewedBy: null, locked: false });
  audit('reconciliation.refresh', {
    ...key, ...moved, ...(split.undone.length === 0 ? {} : { splitsUndone: split.undone }), rules: book.version, takenBack, matched: fresh.length, suggested: result.suggestions.length, open: figures.open, closingMinor: figures.closingMinor, explainedMinor: figures.explainedMinor,
    unexplainedMinor: figures.unexplainedMinor, findings: sides.findings, slips: slips.length,
  });
}

type SidesInParts = {
  sides: Sides;
  /** By 'side source': the ids of lines in parts and of their parts, those lines, and what is to be said of lines that were in parts before. */
  idOf: ReadonlyMap<string, string>; lines: ReadonlyMap<string, DraftEntry>; said: ReadonlyMap<string, string>;
  undone: { line: string; amountMinor: number; nowMinor: number | null; parts: number[] }[];
};

/** The sides with split lines in their parts; a split that its line no longer bears is undone, and said so. The month keeps what it begins with as its own. */
function sidesInParts({ db, newId }: Commit, key: ReconciliationKey, material: Material): SidesInParts {
  const settled = settledSources(db, key);
  const before = splitsOf(db, key).map(split => (split.period === key.period ? split : { ...split, id: newId('ent') }));
  let parts: InParts | undefined;
  const sides = buildSides(material, due => {
    parts = inParts(due, before, { settled, lookups: material.lookups });
    return parts.drafts;
  });
  const splits = parts?.splits ?? [];
  const undone = parts?.undone ?? [];
  const standing = new Set(sides.drafts.flatMap(({ side, part }) => (part ? [nameOfSource({ side, source: part.source })] : [])));
  for (const split of splits) if (standing.has(nameOfSource(split.line)) || undone.some(each => each.split.id === split.id)) saveSplit(db, key, split);
  const idOf = new Map(splits.flatMap(({ id, line, parts: own }) => [
    [nameOfSource(line), id] as const, ...own.map(({ place }) => [nameOfSource({ side: line.side, source: partSource(line.source, place) }), partId(id, place)] as const),
  ]));
  const said = new Map(undone.flatMap(({ split: { line, parts: own, by }, now }) => (now === null ? [] : [[
    nameOfSource(line), `${by} had split it into ${own.map(({ amountMinor }) => material.format(amountMinor)).join(' and ')}. It came to ${material.format(line.amountMinor)} then and to ${material.format(now.amountMinor)} now, so its parts were joined again. Split it anew if need be.`,
  ] as const])));
  const lines = new Map(splits.map(({ line }) => [nameOfSource(line), line]));
  return { sides, idOf, lines, said, undone: undone.map(({ split: { line, parts: own }, now }) => ({ line: line.reference || line.text, amountMinor: line.amountMinor, nowMinor: now?.amountMinor ?? null, parts: own.map(({ amountMinor }) => amountMinor) })) };
}

/** Rules that were approved since the last reading judge an open month whole; what was matched under the ones before is not mixed with it. */
function isUnderOtherRules(db: ReadDb, { account: { key }, book }: Rebuild): boolean {
  const before = readState(db, key);
  return before !== undefined && before.rulesSeal !== book.seal;
}

const FIELDS = ['kind', 'on', 'amountMinor', 'currency', 'reference', 'orderReference', 'payout', 'party', 'text'] as const;

const differs = (before: StoredEntry, now: DraftEntry): boolean => FIELDS.some(field => before[field] !== now[field]) || (['line', 'number', 'of'] as const).some(field => before.part?.[field] !== now.part?.[field]);

/** `idOf`: the ids that lines which are or were in parts have for ever in this month, by 'side source'. */
function replaceEntries({ db, newId }: Commit, key: ReconciliationKey, { drafts, idOf }: { drafts: readonly DraftEntry[]; idOf: ReadonlyMap<string, string> }): { added: number; changed: number; removed: number; takenApart: string[] } {
  const stored = new Map(entriesOf(db, key).map(entry => [nameOfSource(entry), entry]));
  const takenApart = new Set<string>();
  let [added, changed] = [0, 0];
  const open = (entry: StoredEntry): void => {
    if (entry.matchId === null || takenApart.has(entry.matchId)) return;
    takenApart.add(entry.matchId);
    deleteMatch(db, entry.matchId);
  };
  for (const draft of drafts) {
    const name = nameOfSource(draft);
    const before = stored.get(name);
    stored.delete(name);
    if (!before) {
      insertEntry(db, key, idOf.get(name) ?? newId('ent'), draft);
      added += 1;
    } else if (differs(before, draft)) {
      if (before.amountMinor !== draft.amountMinor) open(before);
      updateEntry(db, before.id, draft);
      changed += 1;
    }
  }
  for (const gone of stored.values()) {
    open(gone);
    deleteEntry(db, gone.id);
  }
  return { added, changed, removed: stored.size, takenApart: [...takenApart] };
}

function saveMatches({ db, newId, now }: Commit, key: ReconciliationKey, { matches, suggestions }: MatchResult): void {
  for (const proposal of [...matches, ...suggestions]) {
    insertMatch(db, {
      id: newId('mat'), ...key, rule: proposal.rule, automatic: true, state: proposal.suggested ? 'suggested' : 'confirmed', why: proposal.why, differenceMinor: proposal.differenceMinor,
      differenceReason: proposal.differenceReason, score: proposal.score, madeBy: 'Tieout', madeAt: now, members: [...proposal.left, ...proposal.right].map(({ id }) => id),
    });
  }
}

/** Answers the slips that were found at its lines. */
function nameEntries({ db }: Commit, { account: { key }, book, slips }: Rebuild, { material, sides, split: { said, lines } }: { material: Material; sides: Sides; split: Pick<SidesInParts, 'said' | 'lines'> }): string[] {
  const entries = entriesOf(db, key);
  const matched = entries.filter(({ state }) => state === 'matched');
  const [channel] = material.channels;
  const evidence = gatherEvidence({
    ...material, ...sides, channelName: material.channels.map(({ label }) => label).join(', '), firstDay: firstDayOf(key.period), lastDay: lastDayOf(key.period), matched, open: entries.filter(({ state }) => state !== 'matched'),
    returns: material.records.filter(({ kind }) => kind === 'return'), payouts: material.statements.map((head): PayoutFact => head),
    isRepeat: repeatsOf(book, lastDayOf(key.period)),
    contractFee: material.shape === 'clearing' && channel && channel.feeTiers.length > 0 ? gross => feeOf({ tiers: channel.feeTiers }, gross) : null,
  });
  const rules = new Map(matchRows(db, key).map(({ id, rule }) => [id, rule]));
  const fees = new Map<string, number>();
  for (const { kind, orderReference, payout, on, amountMinor } of entries) if (kind === 'fee' && amountMinor < 0) fees.set(`${orderReference}|${payout}|${on}`, (fees.get(`${orderReference}|${payout}|${on}`) ?? 0) - amountMinor);
  const twins = twinsOf(entries);
  /** What is wrong inside the ledger is wrong with the posting, in however many parts it stands here. */
  const lineOf = (entry: StoredEntry): DraftEntry => (entry.part && lines.get(nameOfSource({ side: entry.side, source: entry.part.source }))) ?? entry;
  for (const entry of entries) {
    // What proves why a whole line is open proves nothing of its parts: a person who split it says it of each.
    if (entry.reasonBy !== '' || entry.state === 'suggested' || (entry.part && entry.state !== 'matched')) continue;
    const found: Named | null = entry.part ? null : entry.state === 'matched'
      ? nameMatched(entry, evidence, { rule: rules.get(entry.matchId ?? '') ?? '', feeOf: (order, payout) => fees.get(`${order}|${payout}|${entry.on}`) ?? 0, twins })
      : explain(entry, evidence) ?? (said.has(nameOfSource(entry)) ? { reason: null, text: said.get(nameOfSource(entry)) ?? '' } : null);
    const named = withSlips(found, slips.of(lineOf(entry)), entry.state);
    if ((named?.reason ?? null) !== entry.reason || (named?.text ?? '') !== entry.reasonText) setReason(db, entry.id, { reason: named?.reason ?? null, text: named?.text ?? '', by: '' });
  }
  const told = new Map(entries.map(lineOf).map(line => [nameOfSource(line), line]));
  return [...told.values()].flatMap(line => slips.of(line).map(({ text }) => text));
}

function twinsOf(entries: readonly StoredEntry[]): Set<string> {
  const seen = new Set<string>();
  const twins = new Set<string>();
  for (const entry of entries) {
    if (entry.side !== 'left' || entry.kind !== 'order' || entry.part) continue;
    const key = twinKey(entry);
    if (key !== '' && seen.has(key)) twins.add(key);
    seen.add(key);
  }
  return twins;
}
