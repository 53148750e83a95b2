import type { Settings } from '../../../shared/contract/settings.ts';
import { assert } from '../../../shared/values/assert.ts';
import { Currency } from '../../../shared/values/money.ts';
import type { ItemLists, ItemStep, ListedProduct, Session, StockLevel } from '../connectors/connector.ts';
import { exact, toMinor } from '../connectors/decimal.ts';
import type { Commit } from '../handler.ts';
import { compareLevels, comparePrices } from '../items/compare-items.ts';
import type { Comparison, NewPrice } from '../items/compare-items.ts';
import { adoptLetter, countItems, dropLetter, forgetItems, lettersAbout, openLetters, saveItems, storedItems } from '../items/item-store.ts';
import type { ItemRow } from '../items/item-store.ts';
import { toldRemarks } from '../items/pair-items.ts';
import type { ListedSide } from '../items/pair-items.ts';
import { enqueueLetter, requeueWith } from '../outbox/outbox-store.ts';
import { postLetters } from './post-letters.ts';
import { runById, setRunProgress } from './run-store.ts';
import type { Work } from './work.ts';

/** Which side is followed in a value of items. */
export const followedIn = (step: ItemStep, { stockMaster, priceMaster }: Pick<Settings, 'stockMaster' | 'priceMaster'>): 'erp' | 'shop' => (step === 'stockLevel' ? stockMaster : priceMaster);

type Side = { connectionId: string; label: string; session: Session; lists: ItemLists; keyOf(code: string): string };

/** Both sides, with the ERP's codes as the common ground. Codes compare without regard to capitals, as SKUs of orders do. */
function sidesOf(work: Work, step: ItemStep): { followed: Side; follower: Side } {
  const { source, target, settings } = work;
  const aliases = new Map(settings.skuAliases.map(({ sku, itemCode }) => [sku.toUpperCase(), itemCode.toUpperCase()]));
  const shop: Side = { ...source, lists: source.commerce, keyOf: code => aliases.get(code.toUpperCase()) ?? code.toUpperCase() };
  const erp: Side = { ...target, label: target.connector.label, lists: target.erp, keyOf: code => code.toUpperCase() };
  return followedIn(step, settings) === 'erp' ? { followed: erp, follower: shop } : { followed: shop, follower: erp };
}

/** Reads what both sides say of their items, anew and whole: nothing that was read before counts. */
export async function readItems(work: Work, step: ItemStep): Promise<void> {
  const { followed, follower } = sidesOf(work, step);
  for (const { connectionId, session, lists } of [followed, follower]) {
    const reading = step === 'stockLevel' ? lists.stock : lists.products;
    assert(reading, `a system that lists no items passed the check of the workflow for ${step}`);
    work.commit(({ db, audit }) => {
      forgetItems(db, step, connectionId);
      audit('items.reading', { run: work.run.id, step, connection: connectionId });
    });
    for await (const rows of reading.pages(session, work.signal) as AsyncIterable<ItemRow[]>) {
      work.commit(({ db, audit }) => {
        saveItems(db, step, connectionId, rows);
        audit('items.page', { run: work.run.id, step, connection: connectionId, items: rows.length });
      });
      if (work.stopped()) return;
    }
  }
}

function comparisonOf(work: Work, step: ItemStep, { followed, follower }: { followed: Side; follower: Side }): Comparison<StockLevel | NewPrice> {
  const { db } = work.deps;
  const listed = <Row extends ItemRow>({ connectionId, label, keyOf }: Side): ListedSide<Row> => ({ label, keyOf, rows: storedItems<Row>(db, step, connectionId) });
  if (step === 'stockLevel') {
    assert(follower.lists.stock, 'who is told of stock shows it');
    return compareLevels(listed(followed), listed(follower), follower.lists.stock);
  }
  assert(follower.lists.products, 'who is told of prices shows them');
  return comparePrices(listed<ListedProduct>(followed), listed<ListedProduct>(follower), follower.lists.products.priceDecimals);
}

/** Tells the side that follows what differs: one letter an item, of the newest value. */
export async function tellItems(work: Work, step: ItemStep): Promise<void> {
  const sides = sidesOf(work, step);
  const comparison = comparisonOf(work, step, sides);
  work.commit(commit => planItems(commit, work, { step, connectionId: sides.follower.connectionId, comparison }));
  if (comparison.remarks.length > 0) work.notice(toldRemarks(comparison.remarks));
  await postLetters(work, [step]);
}

type Plan = { step: ItemStep; connectionId: string; comparison: Comparison<StockLevel | NewPrice> };

/**
 * Commits the intent to tell. An item has one open letter at most: a newer value takes its place, whether the older one was queued, refused
 * or lost on the way (then it is looked at first). What both sides agree on by now, or what the other side is followed in, is told no more.
 */
function planItems({ db, audit, now, newId }: Commit, work: Work, { step, connectionId, comparison: { wanted, remarks, items } }: Plan): void {
  const bySubject = new Map(wanted.map(one => [`${step} ${connectionId} ${encodeURIComponent(one.code)}`, { ...one, text: JSON.stringify(one.body) }]));
  const open = new Set<string>();
  for (const letter of openLetters(db, step)) {
    const subject = letter.key.slice(0, letter.key.lastIndexOf(' '));
    const want = bySubject.get(subject);
    if (want === undefined || (!want.differs && !(letter.state === 'inDoubt' && letter.body === want.text))) {
      dropLetter(db, letter.id, 'Not told: both sides agree by now, or the other side is followed.', now);
      continue;
    }
    open.add(subject);
    if (letter.body !== want.text) requeueWith(db, letter.id, want.text, null, now);
    adoptLetter(db, letter.id, work.run.id);
  }
  const added = [...bySubject].filter(([subject, { differs }]) => differs && !open.has(subject));
  for (const [subject, { code, text, body }] of added) {
    enqueueLetter(db, {
      id: newId('let'), key: `${subject} ${lettersAbout(db, subject) + 1}`, runId: work.run.id, recordId: null, connectionId, step, reference: code, channel: '', ...amountOf(work, body), body: text, mappingVersion: null,
    }, now);
  }
  audit('items.planned', { run: work.run.id, step, connection: connectionId, items, told: added.map(([, { body }]) => body), again: open.size, remarks });
  setRunProgress(db, work.run.id, runById(db, work.run.id)?.step ?? '', countItems(db, work.run.id, items));
}

/** Letters carry an amount for people to look for: the price, in the books' currency; a count of pieces is none. */
function amountOf({ references }: Work, body: StockLevel | NewPrice): { amountMinor: number; currency: string } {
  const base = Currency.safeParse(references.currencies.find(({ isBase }) => isBase)?.code);
  const currency = base.success ? base.data : 'GBP';
  return { currency, amountMinor: 'price' in body ? (toMinor(exact(body.price) ?? 0n, currency) ?? 0) : 0 };
}
