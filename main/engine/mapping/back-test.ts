import type { AccountEffect, BackTestOutcome, BackTestResult, FieldChange } from '../../../shared/contract/back-tests.ts';
import { assert } from '../../../shared/values/assert.ts';
import type { LocalDate } from '../../../shared/values/date.ts';
import { formatMinor } from '../../../shared/values/money.ts';
import type { Currency } from '../../../shared/values/money.ts';
import { fieldOfPath } from './body-differences.ts';
import type { Entry } from './document-entries.ts';

/** What a document was, for people to find it. */
export type TriedDocument = { readonly recordId: string; readonly reference: string; readonly document: string; readonly channel: string; readonly on: LocalDate; readonly amountMinor: number; readonly currency: Currency };

/** One document tried: what became of it, field by field, and its double entry as posted and as it would be. `cause` groups what failed for one reason. */
export type Tried = {
  readonly outcome: BackTestOutcome | 'same' | 'stillFail';
  readonly document: TriedDocument;
  readonly changes: readonly FieldChange[];
  readonly before: readonly Entry[];
  readonly after: readonly Entry[];
  readonly message: string;
  readonly cause: string;
};

/** A document as it is kept, ready to be stored. */
export type ListedDocument = TriedDocument & { readonly outcome: BackTestOutcome; readonly movedMinor: number; readonly fields: string; readonly message: string; readonly changes: readonly FieldChange[]; readonly effect: readonly AccountEffect[] };

/** Documents that are kept one by one: more than anybody reads, and what memory and one commit hold with ease. All are counted. */
export const MAX_LISTED = 10_000;
const MAX_CHANGES = 200;
const MAX_CAUSES = 200;

type Sums = { debit: number; credit: number };
type Account = { currency: Currency; before: Sums; after: Sums };

function add(sums: Sums, minor: number): void {
  if (minor > 0) sums.debit += minor;
  else sums.credit -= minor;
}

type Ledger = Map<string, Account>;
const KEY_END = '\n';

function post(ledger: Ledger, entries: readonly Entry[], currency: Currency, side: 'before' | 'after'): void {
  for (const { account, minor } of entries) {
    const key = `${currency}${KEY_END}${account}`;
    let known = ledger.get(key);
    if (!known) ledger.set(key, (known = { currency, before: { debit: 0, credit: 0 }, after: { debit: 0, credit: 0 } }));
    add(known[side], minor);
  }
}

const effectsOf = (ledger: Ledger): AccountEffect[] => [...ledger].map(([key, { currency, before, after }]) => ({
  account: key.slice(key.indexOf(KEY_END) + 1), currency, beforeDebitMinor: before.debit, beforeCreditMinor: before.credit, afterDebitMinor: after.debit, afterCreditMinor: after.credit,
})).sort((a, b) => a.currency.localeCompare(b.currency) || a.account.localeCompare(b.account));

const before = (effect: AccountEffect): number => effect.beforeDebitMinor - effect.beforeCreditMinor;
/** Net of an account: what it has more (debit) or less (credit) than was posted. */
export const netOf = (effect: AccountEffect): number => effect.afterDebitMinor - effect.afterCreditMinor - before(effect);

/** How much stands in another account than before: what leaves accounts is what comes to others. */
function movedIn(effects: readonly AccountEffect[]): number {
  return effects.reduce((sum, effect) => sum + Math.max(0, netOf(effect)), 0);
}

function checkBalance(effects: readonly AccountEffect[]): void {
  for (const currency of new Set(effects.map(effect => effect.currency))) {
    const own = effects.filter(effect => effect.currency === currency);
    assert(own.reduce((sum, effect) => sum + before(effect), 0) === 0 && own.reduce((sum, effect) => sum + netOf(effect), 0) === 0, `a back-test does not balance in ${currency}`);
  }
}

const count = (n: number, one: string, many: string): string => `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`;

/** What moves between accounts in one currency: "2.40 GBP moves from 4000 to 4100". */
function moveText(currency: Currency, effects: readonly AccountEffect[]): string {
  const changed = effects.filter(effect => effect.currency === currency && netOf(effect) !== 0);
  const amount = `${formatMinor(movedIn(changed), currency)} ${currency}`;
  // An account is left when its balance comes nearer to nothing.
  const left = changed.filter(effect => before(effect) !== 0 && Math.sign(netOf(effect)) !== Math.sign(before(effect)));
  const [from, second] = left;
  const to = changed.filter(effect => !left.includes(effect));
  if (from && !second && to.length === 1) return `${amount} moves from ${from.account} to ${to[0]?.account}`;
  return `${amount} moves between ${changed.length} accounts`;
}

function sentenceOf(result: Omit<BackTestResult, 'sentence'>, moved: readonly AccountEffect[]): string {
  const { documents, differ, wouldFail, wouldPass, since, notRebuilt, accounts } = result;
  if (documents === 0) return 'No document of this mapping was posted in this period.';
  const currencies = [...new Set(moved.filter(effect => netOf(effect) !== 0).map(effect => effect.currency as Currency))];
  const parts = [
    count(documents, 'document', 'documents'),
    differ === 0 ? 'none differs' : count(differ, 'differs', 'differ'),
    ...currencies.map(currency => moveText(currency, moved)),
    ...(differ > 0 && currencies.length === 0 && accounts.length > 0 ? ['no account changes'] : []),
    ...(wouldFail > 0 ? [`${count(wouldFail, 'would fail', 'would fail')} that ${wouldFail === 1 ? 'was' : 'were'} posted`] : []),
    ...(wouldPass > 0 ? [`${count(wouldPass, 'would pass', 'would pass')} that failed`] : []),
    ...(since > 0 ? [`${count(since, 'differs', 'differ')} by what has changed since`] : []),
    ...(notRebuilt > 0 ? [`${count(notRebuilt, 'cannot', 'cannot')} be rebuilt`] : []),
  ];
  return `${parts.join(', ')}.`;
}

export type Tally = { add(tried: Tried): void; readonly tried: number; result(): { result: BackTestResult; documents: readonly ListedDocument[] } };

/** Adds up a back-test document by document in bounded memory. `labelOf` names a target field for people. */
export function tallyBackTest(labelOf: (field: string) => string): Tally {
  const counts = { same: 0, differs: 0, wouldFail: 0, wouldPass: 0, stillFail: 0, since: 0, notRebuilt: 0 };
  const fields = new Map<string, number>();
  const causes = new Map<string, BackTestResult['causes'][number]>();
  const whole: Ledger = new Map();
  const moved: Ledger = new Map();
  const documents: ListedDocument[] = [];
  let tried = 0;

  function countCause(outcome: 'wouldFail' | 'stillFail' | 'notRebuilt', { cause, message, document }: Tried): void {
    const key = `${outcome} ${cause}`;
    const known = causes.get(key);
    if (known) known.documents += 1;
    else if (causes.size < MAX_CAUSES) causes.set(key, { outcome, message, documents: 1, example: document.reference });
  }

  function list(outcome: BackTestOutcome, one: Tried): void {
    const own: Ledger = new Map();
    post(own, one.before, one.document.currency, 'before');
    post(own, one.after, one.document.currency, 'after');
    const effect = effectsOf(own);
    const names = [...new Set(one.changes.map(({ path }) => fieldOfPath(path)))];
    documents.push({ ...one.document, outcome, movedMinor: movedIn(effect), fields: names.join(', '), message: one.message, changes: one.changes.slice(0, MAX_CHANGES), effect });
  }

  return {
    get tried() { return tried; },
    add(one) {
      const { outcome, document: { currency } } = one;
      tried += 1;
      counts[outcome] += 1;
      // What differs for another reason than the mapping says nothing about the mapping.
      const after = outcome === 'since' ? one.before : one.after;
      post(whole, one.before, currency, 'before');
      post(whole, after, currency, 'after');
      if (outcome === 'differs') {
        post(moved, one.before, currency, 'before');
        post(moved, after, currency, 'after');
        for (const field of new Set(one.changes.filter(({ because }) => because === 'mapping').map(({ path }) => fieldOfPath(path)))) fields.set(field, (fields.get(field) ?? 0) + 1);
      }
      if (outcome === 'wouldFail' || outcome === 'stillFail' || outcome === 'notRebuilt') countCause(outcome, one);
      if (outcome !== 'same' && outcome !== 'stillFail' && documents.length < MAX_LISTED) list(outcome, one);
    },
    result() {
      const { differs, ...others } = counts;
      const accounts = effectsOf(whole);
      const moves = effectsOf(moved);
      checkBalance(accounts);
      checkBalance(moves);
      const result = {
        documents: tried, differ: differs, ...others, listed: documents.length, accounts,
        fields: [...fields].map(([field, n]) => ({ field, label: labelOf(field), documents: n })).sort((a, b) => b.documents - a.documents || a.field.localeCompare(b.field)),
        causes: [...causes.values()].sort((a, b) => b.documents - a.documents || a.message.localeCompare(b.message)),
      };
      return { result: { ...result, sentence: sentenceOf(result, moves) }, documents };
    },
  };
}
