import type { Order } from '../../../shared/canonical/order.ts';
import type { Json } from '../connectors/connector.ts';
import { letterByKey, letterOf } from '../outbox/outbox-store.ts';
import { priceOrder } from '../pricing/price-order.ts';
import { acceptedToPost, markDone } from '../proposals/proposal-store.ts';
import { creditParts } from '../proposals/remedy.ts';
import { recordById, storedOrder } from '../records/record-store.ts';
import { customerIdOf } from './after-order.ts';
import { planLetters } from './post-letters.ts';
import type { Planned } from './post-letters.ts';
import { ledgerTax } from './prepare-order.ts';
import type { Tools } from './prepare-order.ts';
import { makeTools } from './prepare-orders.ts';
import type { Work } from './work.ts';

const MAX_ACCEPTED = 1_000;
const MAX_REFERENCE = 20;

type Accepted = ReturnType<typeof acceptedToPost>[number];

/** Our mark in the ERP's second reference; a credit in full leaves nothing for a later return to credit, one over a difference does. */
export const FULL_CREDIT = 'CC-';
export const DIFFERENCE_CREDIT = 'CD-';
const markOf = ({ id, remedy }: Accepted): string => `${remedy === 'creditInFull' ? FULL_CREDIT : DIFFERENCE_CREDIT}${id.replace(/^pro_/, '').replaceAll('-', '')}`.slice(0, MAX_REFERENCE);

const keyOf = (work: Work, { id }: Accepted): string => `creditNote ${work.target.connectionId} ${id}`;

/** Changes that a person accepted and that Tieout carries out: a credit note for each, at the original invoice's price and VAT. */
export async function planAcceptedChanges(work: Work): Promise<void> {
  const { db } = work.deps;
  const accepted = acceptedToPost(db, MAX_ACCEPTED);
  if (accepted.length === 0) return;
  const { tools } = makeTools(work);
  await planLetters(work, accepted.filter(one => letterByKey(db, keyOf(work, one)) === undefined).flatMap(one => planned(work, one, tools)));
}

/** Once the ERP has the credit note, the change is done. */
export async function closeAcceptedChanges(work: Work): Promise<void> {
  const done = acceptedToPost(work.deps.db, MAX_ACCEPTED).filter(one => letterByKey(work.deps.db, keyOf(work, one))?.state === 'sent');
  if (done.length === 0) return;
  work.commit(({ db, audit }) => {
    for (const { id } of done) markDone(db, id);
    audit('proposals.posted', { run: work.run.id, proposals: done.map(one => ({ proposal: one.id, creditNote: letterByKey(db, keyOf(work, one))?.targetNumber })) });
  });
}

function planned(work: Work, accepted: Accepted, tools: Tools): Planned[] {
  const { db } = work.deps;
  const record = recordById(db, accepted.recordId);
  const document = record && (letterOf(db, record.id, 'invoice') ?? letterOf(db, record.id, 'salesOrder'));
  const [posted, now] = [storedOrder({ canonical: accepted.posted }), storedOrder({ canonical: accepted.says })];
  const body = document && creditNote(work, { accepted, posted, now, customerId: customerIdOf(work, document) }, tools);
  if (!record || !body) return [];
  // Not a letter of the record: the order's own document stays the one that was posted first.
  return [{
    letter: { key: keyOf(work, accepted), recordId: null, step: 'creditNote', reference: record.reference, channel: record.channel, amountMinor: body.grossMinor, currency: record.currency, body: JSON.stringify(body.json), mappingVersion: null },
    on: accepted.postsOn, ledger: 'sales',
  }];
}

type Given = { accepted: Accepted; posted: Order; now: Order; customerId: string };

function creditNote(work: Work, { accepted, posted, now, customerId }: Given, tools: Tools): { json: Json; grossMinor: number } | null {
  const make = work.target.erp.documents.creditNote;
  const [before, after] = [priceOrder(posted, tools.lookups), priceOrder(now, tools.lookups)];
  const inFull = accepted.remedy === 'creditInFull';
  if (!make || !before.ok || !(inFull || after.ok)) return null;
  const parts = creditParts(ledgerTax(before.priced), inFull || !after.ok ? [] : ledgerTax(after.priced));
  const [netMinor, taxMinor] = [parts.reduce((sum, part) => sum + part.netMinor, 0), parts.reduce((sum, part) => sum + part.taxMinor, 0)];
  const channel = tools.channels.get(posted.channel);
  const json = make({
    customerId, on: accepted.postsOn, currency: posted.currency, exchangeRate: posted.exchangeRate, reference: posted.reference.slice(0, MAX_REFERENCE), secondReference: markOf(accepted), netMinor, taxMinor,
    tax: parts.map(part => ({ ...part, rate: before.priced.taxes.find(({ taxCodeId }) => taxCodeId === part.taxCodeId)?.rate ?? '0' })),
    nominal: [{ code: channel?.salesNominal ?? '', costCentre: channel?.costCentre ?? '', department: channel?.department ?? '', narrative: `${inFull ? 'Cancelled' : 'Changed'} ${posted.number}`, netMinor }],
  });
  return { json, grossMinor: netMinor + taxMinor };
}
