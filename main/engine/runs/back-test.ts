import type { Order } from '../../../shared/canonical/order.ts';
import { formatMinor } from '../../../shared/values/money.ts';
import type { Json } from '../connectors/connector.ts';
import type { MappedField } from '../mapping/apply-mapping.ts';
import type { Tried, TriedDocument } from '../mapping/back-test.ts';
import { bodyDifferences } from '../mapping/body-differences.ts';
import { entriesOf } from '../mapping/document-entries.ts';
import type { Entry, Posts } from '../mapping/document-entries.ts';
import type { RecordContext } from '../mapping/record-context.ts';
import { priceOrder } from '../pricing/price-order.ts';
import type { PostedDocument } from './back-test-store.ts';
import { valueAt } from './body-path.ts';
import { findCustomer } from './find-customer.ts';
import { newCustomer, salesOrderDocument } from './prepare-order.ts';
import type { Tools } from './prepare-order.ts';
import { receiptDocument } from './receipt-document.ts';

export type Step = 'salesOrder' | 'customer' | 'receipt';

/** What is the same for every document of a back-test; plain data, so that it crosses to a thread. */
export type BackTestPlan = {
  readonly step: Step;
  readonly posts: Posts;
  /** The fields of the body that name the customer, and the day. */
  readonly customerFields: readonly string[];
  readonly dateField: string;
  readonly customerReferenceField: string | null;
  readonly fields: readonly MappedField[];
  /** What people call the target's fields, mapped or not. */
  readonly labels: readonly (readonly [path: string, label: string])[];
};

/** The mapping under trial ready to make documents, and the one that a document was made with then (null: not kept any more). */
export type BackTestTools = { readonly plan: BackTestPlan; readonly tools: Tools; readonly toolsOfVersion: (version: number) => Tools | null };

type Made = { readonly body: Json } | { readonly code: string; readonly about: string; readonly message: string };
type Rebuilt = { readonly context: RecordContext; readonly make: (tools: Tools) => Made } | { readonly cannot: string; readonly cause: string };

const isFailure = (made: Made): made is Exclude<Made, { body: Json }> => !('body' in made);

const textOf = (value: Json | undefined): string => (value === undefined || value === null || typeof value === 'object' ? '' : String(value));

/** The customer that the document was posted to stays its customer, however accounts have changed since; of one that failed it is looked for. */
function customerOf(posted: Json, order: Order, { plan, tools }: BackTestTools): string | null {
  const named = plan.customerFields.map(field => textOf(valueAt(posted, field)));
  if (named.every(part => part !== '')) return named.join('-');
  const channel = tools.channels.get(order.channel);
  const found = channel && findCustomer(order, channel, tools.customers, () => false);
  return found?.kind === 'found' ? found.customer.id : null;
}

function makerOf(one: PostedDocument & { body: string }, posted: Json, context: RecordContext, { plan }: BackTestTools): (tools: Tools) => Made {
  const raw = JSON.parse(one.body) as Json;
  const overrides = one.overrides === '{}' ? {} : JSON.parse(one.overrides) as Record<string, string>;
  if (plan.step === 'salesOrder') return tools => {
    const prepared = salesOrderDocument(raw, context, { postOn: one.postOn, overrides }, tools);
    return prepared.kind === 'ready' ? { body: prepared.body } : prepared.kind === 'fail' ? prepared.failure : { code: prepared.kind, about: '', message: 'No document is made of it.' };
  };
  if (plan.step === 'customer') return tools => {
    const reference = plan.customerReferenceField === null ? '' : textOf(valueAt(posted, plan.customerReferenceField));
    const prepared = newCustomer(raw, { ...context, priced: null }, { key: '', reference }, tools);
    return prepared.kind === 'customer' ? { body: prepared.body } : prepared.kind === 'fail' ? prepared.failure : { code: prepared.kind, about: '', message: 'No document is made of it.' };
  };
  return tools => {
    const { paidAt } = context.order;
    if (paidAt === null || !tools.receiptMapping) return { code: 'receipt.unpaid', about: 'receipt', message: 'The order is not paid any more.' };
    const { body, issues: [issue] } = receiptDocument(raw, { ...context, priced: null, order: { ...context.order, paidAt } }, one.postOn, { receiptMapping: tools.receiptMapping, receiptDateField: plan.dateField });
    return issue ?? { body };
  };
}

const cannot = (cause: string, message: string): Rebuilt => ({ cannot: message, cause });

/** The record as it was when its document was made, with the accounts and prices of today's settings and lists. */
function rebuild(one: PostedDocument, order: Order, posted: Json, given: BackTestTools): Rebuilt {
  const { tools, plan } = given;
  const { body } = one;
  if (body === null) return cannot('record.changed', `Order ${one.reference} was changed after it was posted, and the change was accepted: what the document was made of is not kept any more.`);
  const channel = tools.channels.get(order.channel);
  if (!channel) return cannot(`channel ${order.channel}`, `Channel ${order.channel} of order ${one.reference} has no settings any more. Add it under Settings, Channels.`);
  const pricing = plan.step === 'salesOrder' ? priceOrder(order, tools.lookups) : null;
  if (pricing && !pricing.ok) return cannot(pricing.issues.map(({ code, about }) => `${code} ${about}`).join(' '), pricing.issues.map(({ message }) => message).join(' '));
  const context: RecordContext = {
    order, priced: pricing?.ok ? pricing.priced : null, references: tools.references, settings: tools.settings, channel, customerId: plan.step === 'customer' ? null : customerOf(posted, order, given),
    bankId: tools.banks.get(channel.clearingBank) ?? null, timeZone: tools.settings.timeZone, table: tools.table,
  };
  return { context, make: makerOf({ ...one, body }, posted, context, given) };
}

const documentOf = (one: PostedDocument, order: Order): TriedDocument => ({
  recordId: one.recordId, reference: one.reference, document: one.document ?? '', channel: one.channel, on: one.on, amountMinor: order.grossMinor, currency: order.currency,
});

/** Differs by the mapping, or alike with the mapping of then: that tells what the mapping does from what has changed since. */
function changesOf(posted: Json, made: Json, thenMade: Made | null): Tried['changes'] {
  const then = thenMade === null || isFailure(thenMade) ? null : new Map(bodyDifferences(posted, thenMade.body).map(({ path, after }) => [path, after]));
  return bodyDifferences(posted, made).map(change => ({ ...change, because: then?.get(change.path) === change.after ? 'since' as const : 'mapping' as const }));
}

/** One posted document against what the mapping would make of the same record. Pure; nothing is sent. */
export function tryDocument(one: PostedDocument, given: BackTestTools): Tried {
  const { plan, tools, toolsOfVersion } = given;
  const order = JSON.parse(one.canonical) as Order;
  const posted = JSON.parse(one.posted) as Json;
  const failedThen = one.state === 'buried';
  const base = { document: documentOf(one, order), changes: [], before: [], after: [], message: '', cause: '' };
  const rebuilt = rebuild(one, order, posted, given);
  if ('cannot' in rebuilt) return { ...base, outcome: failedThen ? 'stillFail' : 'notRebuilt', message: rebuilt.cannot, cause: rebuilt.cause };
  const { context, make } = rebuilt;
  const post = (body: Json): Entry[] => entriesOf(body, plan.posts, plan.customerFields, context);
  const made = make(tools);
  const before = failedThen ? [] : post(posted);
  if (isFailure(made)) return { ...base, outcome: failedThen ? 'stillFail' : 'wouldFail', before, message: made.message, cause: `${made.code} ${made.about}` };
  if (JSON.stringify(made.body) === one.posted) return failedThen ? { ...base, outcome: 'stillFail', message: one.failed, cause: one.failed } : { ...base, outcome: 'same', before, after: before };
  const changes = changesOf(posted, made.body, one.version === null ? null : thenMade(one.version, make, toolsOfVersion));
  if (failedThen) return passes(one, { ...base, changes: one.attempts > 0 ? changes : [], after: post(made.body) });
  if (changes.length === 0) return { ...base, outcome: 'same', before, after: before };
  return { ...base, outcome: changes.some(({ because }) => because === 'mapping') ? 'differs' : 'since', changes, before, after: post(made.body) };
}

function thenMade(version: number, make: (tools: Tools) => Made, toolsOfVersion: BackTestTools['toolsOfVersion']): Made | null {
  const tools = toolsOfVersion(version);
  return tools && make(tools);
}

/** What stopped a document whatever its mapping: a closed day, a customer who could not be told. */
const NOT_OF_THE_MAPPING = /^(period\.|customer\.|order\.skipped|hold$)/;

/** It failed then. When the target refused it and would get the same again, or when no mapping could help it, it fails still. */
function passes(one: PostedDocument, tried: Omit<Tried, 'outcome'>): Tried {
  if (NOT_OF_THE_MAPPING.test(one.failedCode) || (one.attempts > 0 && tried.changes.length === 0)) return { ...tried, outcome: 'stillFail', after: [], message: one.failed, cause: one.failed };
  const { amountMinor, currency } = tried.document;
  return { ...tried, outcome: 'wouldPass', message: `${formatMinor(amountMinor, currency)} ${currency} that failed then: ${one.failed}`.slice(0, 500) };
}
