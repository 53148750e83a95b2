import type { Cause, DeadLetter, Hold, LetterDetail } from '../../shared/contract/dead-letters.ts';
import type { Proposal } from '../../shared/contract/proposals.ts';
import { instant } from '../../shared/values/date.ts';
import type { FakeHandlers } from './fake-engine.ts';
import { pageOf } from './fake-run-data.ts';

const BURIED_AT = Date.UTC(2026, 10, 1, 9, 30);
/** How long a resubmitted letter of the pretend engine takes to pass. */
const PASSES_AFTER_MS = 2_500;

type Plan = { key: string; title: string; count: number; message: string; field: string | null; fix: Cause['fix'] };

const PLANS: readonly Plan[] = [
  { key: 'product.unknown MUG-BLU2', title: 'Unknown SKU MUG-BLU2', count: 14, message: 'Sage has no item MUG-BLU2. Add an alias, or create the item in Sage.', field: 'lines.0.code', fix: { kind: 'alias', text: 'MUG-BLU2 is an alias of MUG-BLU: same name, same price, sold together since September.', value: 'MUG-BLU', choices: [{ value: 'MUG-BLU', label: 'Mug, blue, 300 ml' }, { value: 'MUG-BLK', label: 'Mug, black, 300 ml' }], confidence: 0.96 } },
  { key: 'customer.onHold WEBGBP', title: 'Customer WEBGBP is on hold', count: 4, message: 'Sage refused the order: customer WEBGBP is on hold. Release it in Sage or choose another account.', field: null, fix: { kind: 'release', text: 'Release WEBGBP in Sage, then send these again.', value: '', choices: [], confidence: null } },
  { key: 'text.tooLong delivery_address.postal_name', title: 'Delivery name longer than 60 characters', count: 2, message: 'The delivery name has 84 characters; Sage takes 60.', field: 'delivery_address.postal_name', fix: null },
];

const lettersOf = ({ key, count, message, field }: Plan, plan: number): DeadLetter[] => Array.from({ length: count }, (_, index) => ({
  id: `let_${plan}-${index}` as DeadLetter['id'], recordId: null, cause: key, reference: `203-${4_400_000 + plan * 1_000 + index}-71200${index}`, step: 'Sales order', channel: 'AMAZON/Amazon UK', amountMinor: 2_799 + index * 137, currency: 'GBP', message, field,
  attempts: 1, buriedAt: instant(BURIED_AT + index * 60_000), status: 'waiting',
}));

export function letterHandlers(tell: (event: { name: string; payload: unknown }) => void, changed: (...groups: string[]) => void): FakeHandlers {
  const letters = PLANS.flatMap(lettersOf);
  const edits = new Map<string, Record<string, string>>();
  let holds: Hold[] = [1, 2, 3].map(index => ({ id: `let_hold-${index}` as Hold['id'], recordId: null, reference: `203-770000${index}-11`, rule: 'Above the hold limit', reason: `Order of GBP ${1_200 + index * 40}.00 is above the limit of GBP 1,000.00`, amountMinor: (1_200 + index * 40) * 100, currency: 'GBP', heldAt: instant(BURIED_AT) }));
  const proposals = [1, 2].map((index): Proposal => ({
    id: `pro_${index}` as Proposal['id'], recordId: `rec_${index}` as Proposal['recordId'], reference: `203-880000${index}-11`, channel: 'SHOPIFY/Shopify UK', period: '2026-10' as Proposal['period'],
    kind: index === 1 ? 'edit' : 'cancellation', differences: [{ field: 'Total', posted: '120.00', now: '96.00' }], postedMinor: 12_000, nowMinor: 9_600, currency: 'GBP', document: `000000412${index}`,
    effect: 'Debit sales 20.00 GBP and VAT output 4.00 GBP, credit the sales ledger control 24.00 GBP.', remedy: 'creditDifference', doneBy: index === 1 ? 'tieout' : 'staff',
    instruction: `Credit 24.00 GBP of invoice 000000412${index}.`, postsOn: '2026-11-03' as Proposal['postsOn'], state: 'open', foundAt: instant(BURIED_AT), decidedBy: '', decidedAt: null, reason: '',
  }));
  const waiting = (key: string) => letters.filter(({ cause, status }) => cause === key && status === 'waiting');
  const sendAgain = (sent: readonly DeadLetter[]): number => {
    for (const letter of sent) letter.status = 'requeued';
    changed('deadLetters', 'today');
    setTimeout(() => { for (const letter of sent) letter.status = 'mended'; changed('deadLetters', 'today'); tell({ name: 'changed', payload: { groups: ['runs'] } }); }, PASSES_AFTER_MS);
    return sent.length;
  };
  const detail = (id: string): LetterDetail => {
    const letter = letters.find(each => each.id === id) as DeadLetter;
    const value = (path: string, original: string) => edits.get(id)?.[path] ?? original;
    const name = value('delivery_address.postal_name', 'The Right Honourable Society of Potters, Glaziers and Painters of Stoke-on-Trent Ltd');
    return {
      letter, mappingVersion: 6, attempts: [{ at: letter.buriedAt, status: '400 Bad Request', request: '{"customer_id":27451,"lines":[{"code":"MUG-BLU2"}]}', answer: '{"message":"The item was not found."}' }],
      fields: [
        { path: 'customer_document_no', value: letter.reference, editable: false, maxLength: 30, issue: null },
        { path: 'delivery_address.postal_name', value: name, editable: true, maxLength: 60, issue: name.length > 60 ? 'longer than 60 characters' : null },
        { path: 'lines.0.code', value: value('lines.0.code', 'MUG-BLU2'), editable: true, maxLength: 30, issue: letter.field === 'lines.0.code' ? 'Sage has no such item' : null },
      ],
    };
  };
  return {
    deadLetters: {
      causes: () => PLANS.map(({ key, title, fix }): Cause => ({ key, title, recovery: 'fixRecord', count: waiting(key).length, amounts: [{ currency: 'GBP', minor: waiting(key).reduce((sum, { amountMinor }) => sum + amountMinor, 0) }], oldestAt: instant(BURIED_AT), fix })).filter(({ count }) => count > 0),
      list: ({ cause, page }) => pageOf(cause === undefined ? letters : letters.filter(letter => letter.cause === cause), page),
      get: ({ id }) => detail(id),
      edit: ({ id, changes }) => { edits.set(id, { ...edits.get(id), ...changes }); changed('deadLetters'); return detail(id); },
      applyFix: ({ cause }) => ({ requeued: sendAgain(waiting(cause)) }),
      requeue: ({ ids }) => ({ requeued: sendAgain(letters.filter(({ id }) => ids.includes(id))) }),
      discard: ({ ids }) => { for (const letter of letters) if (ids.includes(letter.id)) letter.status = 'discarded'; changed('deadLetters'); return { discarded: ids.length }; },
    },
    customers: { list: ({ page }) => pageOf([], page) },
    proposals: {
      list: ({ page }) => pageOf(proposals, page),
      get: ({ id }) => proposals.find(each => each.id === id) as Proposal,
      decide: ({ id, decision, reason }) => {
        const proposal = proposals.find(each => each.id === id) as Proposal;
        Object.assign(proposal, { state: decision === 'dismiss' ? 'dismissed' : decision === 'done' ? 'done' : 'accepted', reason, decidedBy: 'Priya Shah', decidedAt: instant(BURIED_AT) });
        changed('proposals', 'today');
        return proposal;
      },
    },
    holds: {
      list: ({ page }) => pageOf(holds, page),
      release: ({ ids }) => { const before = holds.length; holds = holds.filter(({ id }) => !ids.includes(id)); changed('holds'); return { released: before - holds.length }; },
    },
  };
}
