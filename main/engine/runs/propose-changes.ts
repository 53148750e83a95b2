import type { Order } from '../../../shared/canonical/order.ts';
import { dayIn, firstDayOf, periodOf } from '../../../shared/values/date.ts';
import type { LocalDate } from '../../../shared/values/date.ts';
import { earliestOpen } from '../close/close-store.ts';
import type { Commit } from '../handler.ts';
import { letterOf } from '../outbox/outbox-store.ts';
import type { Letter } from '../outbox/outbox-store.ts';
import { priceOrder } from '../pricing/price-order.ts';
import type { PricingLookups } from '../pricing/price-order.ts';
import { pricingLookups } from '../pricing/pricing-lookups.ts';
import { changeOf } from '../proposals/differences.ts';
import type { Change } from '../proposals/differences.ts';
import { decideProposal, insertProposal, lastProposalOf, standsAsBefore, tellsTheSame, updateProposal } from '../proposals/proposal-store.ts';
import type { Found } from '../proposals/proposal-store.ts';
import { adviceFor } from '../proposals/remedy.ts';
import type { TaxPart } from '../proposals/remedy.ts';
import { postingsByReference } from '../records/ledger-store.ts';
import { changedAfterPosting, forgetPostedVersion, storedOrder } from '../records/record-store.ts';
import { invoiceOf } from './after-order.ts';
import { ledgerTax } from './prepare-order.ts';
import type { Work } from './work.ts';

const CHUNK = 250;
const MAX_REFERENCE = 20;

type Changed = ReturnType<typeof changedAfterPosting>[number];

/**
 * Orders that the shop changed after their document was made become proposals: nothing in the ERP is overwritten. Found from what the
 * file holds, so it may be asked as often as one likes; an open proposal follows the shop and the ledger until somebody decides.
 */
export async function proposeChanges(work: Work): Promise<void> {
  const { db } = work.deps;
  const lookups = pricingLookups(work.settings, work.references);
  for (let after = 0; ; ) {
    const records = changedAfterPosting(db, { after, limit: CHUNK });
    const last = records.at(-1);
    if (!last) return;
    after = last.place;
    const judged = records.map(record => judge(work, record, lookups));
    const news = judged.filter(isNews(work));
    if (news.length > 0) work.commit(commit => saveNews(work, news, commit));
  }
}

/** `found` null: the shop says what the books say again. */
type Judged = { record: Changed; found: Found | null };

function judge(work: Work, record: Changed, lookups: PricingLookups): Judged {
  const [posted, now] = [storedOrder({ canonical: record.posted }), storedOrder(record)];
  const change = changeOf(posted, now);
  const letter = letterOf(work.deps.db, record.id, 'invoice') ?? letterOf(work.deps.db, record.id, 'salesOrder');
  return { record, found: change && letter ? foundIn(work, { record, posted, now, change, letter, lookups }) : null };
}

type Given = { record: Changed; posted: Order; now: Order; change: Change; letter: Letter; lookups: PricingLookups };

function foundIn(work: Work, { record, posted, now, change, letter, lookups }: Given): Found {
  const { db } = work.deps;
  const invoice = letter.targetId === null ? undefined : invoiceOf(work, letter);
  const credits = postingsByReference(db, 'creditNote', posted.reference.slice(0, MAX_REFERENCE));
  const advice = adviceFor({
    kind: change.kind, currency: posted.currency, reference: record.reference, postedMinor: posted.grossMinor, nowMinor: now.grossMinor, document: letter.targetNumber ?? 'on its way',
    invoice: invoice ? { number: invoice.reference || invoice.urn, amountMinor: Math.abs(invoice.amountMinor) } : null,
    creditedMinor: credits.reduce((sum, { amountMinor }) => sum + Math.abs(amountMinor), 0),
    hasReceipt: letterOf(db, record.id, 'receipt')?.state === 'sent', paidMinor: now.paidMinor ?? (now.paidAt === null ? 0 : now.grossMinor),
    postedTax: taxOf(posted, lookups), nowTax: taxOf(now, lookups), canCredit: work.target.erp.documents.creditNote !== undefined && work.target.erp.targets.creditNote !== undefined,
    erp: work.target.connector.label,
  });
  return {
    recordId: record.id, kind: change.kind, differences: change.differences, postedMinor: posted.grossMinor, nowMinor: now.grossMinor, document: letter.targetNumber ?? '',
    ...advice, postsOn: postingDayOf(work, now, invoice?.on ?? null), posted: record.posted, says: record.canonical,
  };
}

function taxOf(order: Order, lookups: PricingLookups): TaxPart[] | null {
  const pricing = priceOrder(order, lookups);
  return pricing.ok ? ledgerTax(pricing.priced) : null;
}

/** The day of the change in the shop, not before the invoice; a change within a signed-off month is booked in the first open one. */
function postingDayOf(work: Work, now: Order, invoicedOn: LocalDate | null): LocalDate {
  const changedOn = dayIn(work.settings.timeZone, now.cancelledAt ?? now.changedAt);
  const on = invoicedOn !== null && invoicedOn > changedOn ? invoicedOn : changedOn;
  const open = earliestOpen(work.deps.db, periodOf(on));
  return open === periodOf(on) ? on : firstDayOf(open);
}

/** Whether something has to be written: a new change, one that looks different now, or one that is gone. */
const isNews = (work: Work) => ({ record, found }: Judged): boolean => {
  if (!found) return true;
  const last = lastProposalOf(work.deps.db, record.id);
  if (last?.state === 'open') return !standsAsBefore(last, found);
  return !(last?.state === 'dismissed' && tellsTheSame(last, found));
};

function saveNews(work: Work, news: readonly Judged[], { db, audit, now, newId }: Commit): void {
  const told: { order: string; proposal: string; kind: string; remedy: string; what: 'found' | 'changed' | 'taken back' }[] = [];
  for (const { record, found } of news) {
    const last = lastProposalOf(db, record.id);
    const open = last?.state === 'open' ? last : undefined;
    if (found) {
      const id = open?.id ?? newId('pro');
      if (open) updateProposal(db, id, found);
      else insertProposal(db, id, found, now);
      told.push({ order: record.reference, proposal: id, kind: found.kind, remedy: found.remedy, what: open ? 'changed' : 'found' });
      continue;
    }
    forgetPostedVersion(db, record.id);
    if (!open) continue;
    decideProposal(db, open.id, { state: 'dismissed', by: 'Tieout', at: now, reason: 'The shop took the change back.' });
    told.push({ order: record.reference, proposal: open.id, kind: open.kind, remedy: open.remedy, what: 'taken back' });
  }
  audit('proposals.read', { run: work.run.id, proposals: told, unchanged: news.length - told.length });
}
