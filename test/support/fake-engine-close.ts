import { AppError } from '../../shared/contract/errors.ts';
import type { CloseState } from '../../shared/contract/close.ts';
import type { Adjustment, Entry, Match, ReconciliationKey } from '../../shared/contract/reconciliation.ts';
import type { Settings } from '../../shared/contract/settings.ts';
import type { StatementFile } from '../../shared/contract/statements.ts';
import { instant, localDate } from '../../shared/values/date.ts';
import { DEFAULT_SETTINGS } from '../../main/engine/settings/default-settings.ts';
import { reasons } from '../../renderer/text/words.ts';
import { figuresOf, makeBooks, REFRESHED_AT, type Book } from './fake-close-data.ts';
import type { FakeHandlers } from './fake-engine.ts';
import { letterHandlers } from './fake-letters.ts';
import { pageOf, PERIOD } from './fake-run-data.ts';

type Tell = (event: { name: string; payload: unknown }) => void;

/** The pretend engine's month-end: two thousand lines a side, some open, some suggested. `who` signs and proposes. */
export const closeHandlers = (who: () => string) => (tell: Tell): FakeHandlers => {
  const changed = (...groups: string[]) => tell({ name: 'changed', payload: { groups } });
  const month = openMonth();
  return {
    ...reconciliationHandlers(month, who, tell), notes: { list: () => [] }, close: signatures(month, who, changed), statements: statementHandlers(month, changed), settings: settingsHandlers(changed), ...letterHandlers(tell, changed), ...auditHandlers(),
    today: {
      get: ({ period }) => ({
        period, daysToClose: 3, badges: { reconcile: month.books.reduce((sum, book) => sum + book.entries.filter(({ state }) => state === 'open').length, 0), failed: 20, held: 3, changed: 2, mappings: 1, lookups: 0, rules: 0, running: 0, alarms: 0 }, orders: { read: 2040, posted: 2017, failed: 20, held: 3 },
        perDay: Array.from({ length: 31 }, (_, index) => ({ on: localDate(`2026-10-${String(index + 1).padStart(2, '0')}`), orders: 48 + ((index * 29) % 37), posted: 44 + ((index * 29) % 37) })),
        nextSteps: [{ text: '20 failed orders need a fix.', page: 'dead-letters' }, { text: '3 held orders wait for a decision.', page: 'holds' }, { text: '7 lines of October are open.', page: 'reconciliation' }],
      }),
    },
  };
};

type Month = { books: Book[]; state: CloseState; adjustments: Adjustment[]; files: StatementFile[]; nextId: number };

const openMonth = (): Month => ({
  books: makeBooks(), nextId: 1, adjustments: [adjustment('adj_1', 'Priya Raman', 1250, 'Bank charges October')], files: [statement('sta_1', 'amazon-2026-10-16.txt', '1250'), statement('sta_2', 'barclays-october.xml', '1200')],
  state: { period: PERIOD, blockers: [], slips: { count: 1, first: ['Receipt 109411 of order 202-7712093-5529144 is allocated to invoice 0000012204 of order 202-4410337-2210981 (45.99 GBP). Take the allocation off in the ERP and allocate the receipt to invoice 0000012191.'], unseen: [] }, preparedBy: null, preparedAt: null, reviewedBy: null, reviewedAt: null, locked: false },
});

const adjustment = (id: string, proposedBy: string, amountMinor: number, narrative: string): Adjustment =>
  ({ id: id as Adjustment['id'], key: { kind: 'payments', account: '1200', period: PERIOD }, kind: 'bankCharge', amountMinor: -amountMinor, currency: 'GBP', nominalCode: '7901', narrative, state: 'proposed', proposedBy, decidedBy: null });

const statement = (id: string, fileName: string, account: string): StatementFile => ({
  id: id as StatementFile['id'], fileName, format: fileName.endsWith('xml') ? 'camt.053' : 'Amazon settlement', account, currency: 'GBP', fromOn: localDate('2026-10-02'), toOn: localDate('2026-10-16'), openingMinor: 8500, closingMinor: 2988,
  payoutReference: '7769', entries: 1204, importedBy: 'Priya Raman', importedAt: REFRESHED_AT, issues: fileName.endsWith('xml') ? ['The statement of 17 October is missing: the balance goes from 812.44 to 790.10 without a line.'] : [], asItIs: null,
});

function reconciliationHandlers(month: Month, who: () => string, tell: Tell): FakeHandlers {
  const changed = (...groups: string[]) => tell({ name: 'changed', payload: { groups } });
  const figures = (book: Book) => figuresOf(book, month.state, reason => reasons[reason]);
  const bookOf = ({ kind, account }: ReconciliationKey): Book => month.books.find(({ key }) => key.kind === kind && key.account === account) as Book;
  const withEntry = (id: string): Book => {
    const book = month.books.find(({ entries }) => entries.some(entry => entry.id === id));
    if (!book) throw new AppError('reconciliation.gone', 'fixInput', 'This line is not there any more: it was split, or its parts were joined.');
    return book;
  };
  const withMatch = (id: string): Book => {
    const book = month.books.find(({ matches }) => matches.has(id));
    if (!book) throw new AppError('reconciliation.noMatch', 'fixInput', 'This match is not there any more: somebody took it apart.');
    return book;
  };
  const release = (match: Match) => {
    for (const entry of [...match.left, ...match.right]) Object.assign(entry, { state: 'open', matchId: null, openMinor: entry.amountMinor });
    withMatch(match.id).matches.delete(match.id);
  };
  return {
    reconciliation: {
      board: ({ period }) => (period === PERIOD ? month.books.map(figures) : []),
      figures: ({ key }) => figures(bookOf(key)),
      entries: ({ key, side, page }) => pageOf(bookOf(key).entries.filter(entry => entry.side === side), page),
      matches: ({ key, page }) => pageOf([...bookOf(key).matches.values()], page),
      match: ({ id }) => withMatch(id).matches.get(id) as Match,
      candidates: ({ entryId }) => {
        const { entries } = withEntry(entryId);
        const entry = entries.find(({ id }) => id === entryId) as Entry;
        return entries.filter(({ side, state }) => side !== entry.side && state === 'open').map(other => ({ entries: [other], score: other.amountMinor === entry.amountMinor ? 0.86 : 0.41, speaksFor: other.amountMinor === entry.amountMinor ? 'same amount, 2 days apart' : 'same week', speaksAgainst: other.amountMinor === entry.amountMinor ? 'another line has the same amount' : 'another amount' }))
          .sort((a, b) => b.score - a.score).slice(0, 5);
      },
      chains: () => ({ rows: [], total: 0 }),
      refresh: async (_, signal) => {
        for (let done = 0; done < month.books.length; done += 1) {
          await new Promise(resolve => setTimeout(resolve, 120));
          if (signal.aborted) throw new AppError('cancelled', 'retry', 'Stopped.');
          tell({ name: 'taskProgress', payload: { task: 'reconciliation.refresh', text: `Comparing ${month.books[done]?.label ?? ''}`, done, total: month.books.length } });
        }
        changed('reconciliation');
        return month.books.map(figures);
      },
      matchEntries: ({ leftIds, rightIds, differenceReason, note }) => {
        const book = withEntry([...leftIds, ...rightIds][0] ?? '');
        const [left, right] = [book.entries.filter(({ id }) => leftIds.includes(id)), book.entries.filter(({ id }) => rightIds.includes(id))];
        const total = (entries: readonly Entry[]) => entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
        const differenceMinor = total(right) - total(left);
        if (differenceMinor !== 0 && !differenceReason) throw new AppError('reconciliation.difference', 'fixInput', 'The sides differ. Say why, or choose other entries.');
        const id = `mat_hand-${month.nextId++}` as Match['id'];
        for (const entry of [...left, ...right]) Object.assign(entry, { state: 'matched', matchId: id, openMinor: 0, reason: null });
        const match: Match = { id, rule: 'manual', automatic: false, state: 'confirmed', why: note === '' ? 'Matched by hand.' : note, differenceMinor, differenceReason: differenceReason ?? null, score: 1, madeBy: who(), madeAt: REFRESHED_AT, left, right };
        book.matches.set(id, match);
        changed('reconciliation');
        return match;
      },
      confirm: ({ matchId }) => {
        const match = withMatch(matchId).matches.get(matchId) as Match;
        Object.assign(match, { state: 'confirmed', automatic: false, madeBy: who() });
        for (const entry of [...match.left, ...match.right]) Object.assign(entry, { state: 'matched', openMinor: 0 });
        changed('reconciliation');
        return match;
      },
      unmatch: ({ matchId }) => {
        const match = withMatch(matchId).matches.get(matchId) as Match;
        release(match);
        changed('reconciliation');
        return { entries: match.left.length + match.right.length };
      },
      explain: ({ entryIds, reason, note }) => {
        const book = withEntry(entryIds[0] ?? '');
        for (const entry of book.entries) if (entryIds.includes(entry.id)) Object.assign(entry, { state: 'explained', reason, reasonText: note });
        changed('reconciliation');
        return { explained: entryIds.length };
      },
      ...splitHandlers(withEntry, who, changed),
      proposeAdjustment: ({ key, entryIds, kind, nominalCode, narrative }) => {
        const entries = bookOf(key).entries.filter(({ id }) => entryIds.includes(id));
        const made: Adjustment = { ...adjustment(`adj_${10 + month.nextId++}`, who(), 0, narrative), key, kind, nominalCode, currency: bookOf(key).currency, amountMinor: entries.reduce((sum, { side, amountMinor }) => sum + (side === 'left' ? amountMinor : -amountMinor), 0) };
        month.adjustments.push(made);
        changed('reconciliation');
        return made;
      },
      adjustments: () => month.adjustments,
      decideAdjustment: ({ id, approve }) => {
        const found = month.adjustments.find(each => each.id === id) as Adjustment;
        Object.assign(found, { state: approve ? 'approved' : 'refused', decidedBy: who() });
        changed('reconciliation');
        return found;
      },
    },
  };
}

function signatures(month: Month, who: () => string, changed: (...groups: string[]) => void): NonNullable<FakeHandlers['close']> {
  const state = (): CloseState => {
    const open = month.books.filter(book => figuresOf(book, month.state, reason => reasons[reason]).unexplainedMinor !== 0);
    return { ...month.state, blockers: month.state.locked ? [] : open.map(({ label, key }) => `${label} (${key.kind}) is not at 0.00 unexplained. Match or explain its open lines.`) };
  };
  const set = (part: Partial<CloseState>): CloseState => { month.state = { ...month.state, ...part }; changed('close', 'reconciliation'); return state(); };
  return {
    state,
    proof: () => ({ rollForward: [], controls: [], ageing: [], carried: 0 }),
    carried: () => ({ rows: [], total: 0 }),
    alarms: () => [],
    check: () => ({ asked: 0, different: 0, alarms: 0 }),
    pack: ({ format }) => ({ fileName: `month-end-2026-10.${format}`, base64: '', sha256: '0'.repeat(64) }),
    prepare: () => set({ preparedBy: who(), preparedAt: REFRESHED_AT }),
    review: () => set({ reviewedBy: who(), reviewedAt: REFRESHED_AT, locked: true }),
    reopen: () => set({ preparedBy: null, preparedAt: null, reviewedBy: null, reviewedAt: null, locked: false }),
  };
}

/** Splitting and joining as the engine does it, for one line at a time. */
function splitHandlers(withEntry: (id: string) => Book, who: () => string, changed: (...groups: string[]) => void): Partial<NonNullable<FakeHandlers['reconciliation']>> {
  const lines = new Map<string, Entry>();
  const lineIdOf = (id: string): string => id.replace(/-p\d+$/, '');
  const partsOf = (id: string): Entry[] => withEntry(id).entries.filter(entry => entry.part !== null && lineIdOf(entry.id) === lineIdOf(id));
  const put = (book: Book, gone: readonly Entry[], instead: readonly Entry[]): void => {
    book.entries.splice(book.entries.findIndex(({ id }) => id === gone[0]?.id), gone.length, ...instead);
    changed('reconciliation');
  };
  const matchOf = (entries: Entry[]): Match => ({
    id: `mat_part-${lines.size}` as Match['id'], rule: 'manual', automatic: false, state: 'confirmed', why: 'Part payment.', differenceMinor: 0, differenceReason: null, score: 1, madeBy: who(), madeAt: REFRESHED_AT,
    left: entries.filter(({ side }) => side === 'left'), right: entries.filter(({ side }) => side === 'right'),
  });
  return {
    split: ({ entryId, parts }) => {
      const book = withEntry(entryId);
      const line = book.entries.find(({ id }) => id === entryId) as Entry;
      lines.set(line.id, line);
      const made = parts.map(({ amountMinor, reference, note }, index): Entry => ({
        ...line, id: `${line.id}-p${index + 1}` as Entry['id'], amountMinor, openMinor: amountMinor, reference: reference || line.reference, text: note || line.text, part: { line: line.reference, number: index + 1, of: parts.length },
      }));
      put(book, [line], made);
      return { parts: made };
    },
    join: ({ entryId }) => {
      const line = lines.get(lineIdOf(entryId)) as Entry;
      put(withEntry(entryId), partsOf(entryId), [line]);
      return line;
    },
    matchPart: ({ leftIds, rightIds }) => {
      const book = withEntry([...leftIds, ...rightIds][0] ?? '');
      const chosen = book.entries.filter(({ id }) => [...leftIds, ...rightIds].includes(id));
      const [larger, smaller] = chosen.toSorted((a, b) => Math.abs(b.amountMinor) - Math.abs(a.amountMinor)) as [Entry, Entry];
      const [paid, rest] = [smaller.amountMinor, larger.amountMinor - smaller.amountMinor].map((amountMinor, index): Entry => ({ ...larger, id: `${larger.id}0${index}` as Entry['id'], amountMinor, openMinor: amountMinor })) as [Entry, Entry];
      const match = matchOf([smaller, paid]);
      for (const entry of [smaller, paid]) Object.assign(entry, { state: 'matched', matchId: match.id, openMinor: 0 });
      book.matches.set(match.id, match);
      Object.assign(rest, { state: 'explained', reason: 'partPaid' });
      put(book, [larger], [paid, rest]);
      return { match, rest };
    },
    splitOf: ({ entryId }) => {
      const matched = partsOf(entryId).find(({ state }) => state === 'matched');
      return {
        line: lines.get(lineIdOf(entryId)) as Entry, by: who(), at: REFRESHED_AT, whyNotJoin: matched ? `Part ${matched.part?.number ?? 0} of ${matched.part?.of ?? 0} is matched. Take that match apart first.` : null,
        parts: partsOf(entryId).map(entry => ({ number: entry.part?.number ?? 0, amountMinor: entry.amountMinor, reference: entry.reference === entry.part?.line ? '' : entry.reference, note: '', entry, settledIn: null })),
      };
    },
  };
}

/** The name of the file decides what the pretend parser makes of it. */
function statementHandlers(month: Month, changed: (...groups: string[]) => void): NonNullable<FakeHandlers['statements']> {
  return {
    list: () => month.files,
    import: ({ fileName, account, columns }) => {
      if (month.files.some(file => file.fileName === fileName)) throw new AppError('statement.duplicate', 'fixInput', `“${fileName}” was imported already: as “${fileName}” on 2026-11-03 by Priya Raman. Nothing was changed.`);
      if (fileName.endsWith('.csv') && !columns) {
        return { outcome: 'needsColumns', header: ['Buchung', 'Text', 'Betrag'], sample: [['02.10.2026', 'AMAZON PAYMENTS 7781', '1.204,50'], ['05.10.2026', 'ENTGELT', '-12,50']], suggested: { date: 'Buchung', valueDate: null, description: 'Text', reference: null, amount: null, paidIn: null, paidOut: null, balance: null, currency: null, party: null, dateFormat: '', decimal: ',', delimiter: ';' } };
      }
      if (!account) return { outcome: 'needsAccount', found: 'MT940 · GB29NWBK60161331926819 · GBP · 31 lines', choices: [{ value: '1200', label: '1200 Bank current account' }, { value: '1250', label: '1250 Amazon UK clearing' }] };
      const file = statement(`sta_${10 + month.nextId++}`, fileName, account);
      month.files.push(file);
      changed('statements', 'reconciliation');
      return { outcome: 'imported', files: [file] };
    },
    remove: ({ id }) => { month.files = month.files.filter(file => file.id !== id); changed('statements', 'reconciliation'); return {}; },
  };
}

function settingsHandlers(changed: (...groups: string[]) => void): NonNullable<FakeHandlers['settings']> {
  let held: { settings: Settings; rev: number } = { settings: DEFAULT_SETTINGS, rev: 1 };
  return { get: () => held, save: ({ settings, rev }) => { held = { settings, rev: rev + 1 }; changed('settings'); return held; } };
}

const ACTIONS = ['reconciliation.match', 'deadLetters.applyFix', 'people.signIn', 'runs.start', 'settings.save', 'statements.import'];
const WHO = ['Priya Raman', 'Sam Okoro', 'Ada Admin'];

function auditHandlers(): FakeHandlers {
  const entries = Array.from({ length: 1_204 }, (_, index) => ({
    seq: 1_204 - index, at: instant(Date.UTC(2026, 10, 3, 8) - index * 61_000), actor: WHO[index % WHO.length] ?? '', action: ACTIONS[index % ACTIONS.length] ?? '',
    detail: JSON.stringify({ account: '1250', period: PERIOD, differenceMinor: index % 5, note: 'Looked at with the settlement of 16 October' }), hash: index.toString(16).padStart(64, '0'),
  }));
  return {
    audit: {
      list: ({ page }) => pageOf(entries, page),
      verify: () => ({ ok: true, entries: entries.length, checkpoints: 12, firstBad: null, reason: '' }),
      export: () => ({ fileName: 'audit-2026-11-03.jsonl', base64: Buffer.from('{}\n').toString('base64') }),
    },
  };
}
