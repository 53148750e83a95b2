import type { Connection, Entity, SchemaField, System } from '../../shared/contract/connections.ts';
import type { Page, PageRequest } from '../../shared/contract/page.ts';
import type { OutputOf } from '../../shared/contract/method.ts';
import type { RecordRow, Run, runs } from '../../shared/contract/runs.ts';
import { instant, localDate, type Period } from '../../shared/values/date.ts';
import type { ConnectionId, RecordId, RunId } from '../../shared/values/id.ts';

export const PERIOD = '2026-10' as Period;
export const LINNWORKS = 'con_linnworks' as ConnectionId;
export const SAGE = 'con_sage' as ConnectionId;
const at = (day: number, hour = 9, minute = 0) => instant(Date.UTC(2026, 10, day, hour, minute));

export const systems: System[] = [
  { key: 'linnworks', label: 'Linnworks', side: 'commerce', auth: 'token', fields: [
    { name: 'applicationId', label: 'Application id', help: 'From the Linnworks developer portal.', kind: 'text', required: true, choices: [], initial: '', advanced: false },
    { name: 'applicationSecret', label: 'Application secret', help: 'Shown once when the application is made.', kind: 'secret', required: true, choices: [], initial: '', advanced: false },
    { name: 'token', label: 'Permanent token', help: 'The installation token of your Linnworks account.', kind: 'secret', required: true, choices: [], initial: '', advanced: false },
    { name: 'authorizeUrl', label: 'Sign-in address', help: 'Only a sandbox changes it.', kind: 'url', required: true, choices: [], initial: 'https://api.linnworks.net', advanced: true },
  ] },
  { key: 'sage200', label: 'Sage 200', side: 'erp', auth: 'oauth', fields: [
    { name: 'clientId', label: 'Client id', help: 'From the Sage developer account of your company.', kind: 'text', required: true, choices: [], initial: '', advanced: false },
    { name: 'clientSecret', label: 'Client secret', help: 'Given together with the client id.', kind: 'secret', required: true, choices: [], initial: '', advanced: false },
    { name: 'edition', label: 'Edition', help: 'Which Sage 200 this is.', kind: 'choice', required: true, choices: ['Standard', 'Professional'], initial: 'Professional', advanced: false },
    { name: 'apiUrl', label: 'API address', help: 'Only a sandbox or a private cloud changes it.', kind: 'url', required: true, choices: [], initial: 'https://api.columbus.sage.com', advanced: true },
  ] },
];

export const connections: Connection[] = [
  { id: LINNWORKS, system: 'linnworks', label: 'Northwind on Linnworks', environment: 'Sandbox', auth: 'token', settings: { applicationId: 'app-1', authorizeUrl: 'http://127.0.0.1:8101' }, secretsHeld: ['applicationSecret', 'token'], state: 'ready', stateText: 'Ready. The session lasts until 14:20 and renews itself.', site: null, tokenExpiresAt: at(21, 14, 20), lastReadAt: at(21, 8, 44), lastWriteAt: null, rateLimit: { limitPerMinute: 150, used: 38, waitingSeconds: 0 }, discoveredAt: at(20, 16) },
  { id: SAGE, system: 'sage200', label: 'Northwind Ltd in Sage 200', environment: 'Sandbox', auth: 'oauth', settings: { clientId: 'client-9', edition: 'Professional', apiUrl: 'http://127.0.0.1:8102' }, secretsHeld: ['clientSecret'], state: 'signedOut', stateText: 'Signed out: the refresh token was used twice. Sign in to Sage again.', site: { siteId: 's-1', siteName: 'Northwind', companyId: '1', companyName: 'Northwind Ltd' }, tokenExpiresAt: at(21, 8), lastReadAt: at(20, 17), lastWriteAt: at(20, 17, 5), rateLimit: { limitPerMinute: 300, used: 288, waitingSeconds: 12 }, discoveredAt: at(20, 16, 4) },
];

const field = (path: string, type: SchemaField['type'], rest: Partial<SchemaField> = {}): SchemaField => ({ path, label: path.split('.').at(-1) ?? path, type, maxLength: null, required: false, readOnly: false, custom: false, choices: [], description: '', concept: null, samples: [], ...rest });

export const schema: Entity[] = [
  { name: 'sop_orders', label: 'Sales order', canRead: true, canWrite: true, fields: [
    field('customer_id', 'integer', { required: true, description: 'The customer account of the order.', concept: 'order.customer', samples: ['48', '51'] }),
    field('customer_document_no', 'text', { maxLength: 30, required: true, description: "The customer's own order number.", concept: 'order.reference', samples: ['203-1234567-1234567'] }),
    field('document_date', 'date', { required: true, concept: 'order.receivedOn', samples: ['2026-10-31'] }),
    field('document_status', 'choice', { readOnly: true, choices: ['Live', 'OnHold', 'Completed', 'Cancelled'], samples: ['Live'] }),
    field('lines[].product_id', 'integer', { required: true, concept: 'order.lines.sku', samples: ['1207'] }),
    field('lines[].selling_unit_price', 'decimal', { required: true, concept: 'order.lines.unitPrice', samples: ['23.32500'] }),
    ...Array.from({ length: 20 }, (_, index) => field(`analysis_code_${index + 1}`, 'text', { maxLength: 60, custom: true, description: index === 0 ? 'Channel' : '', samples: index === 0 ? ['AMZUK'] : [] })),
  ] },
  { name: 'customers', label: 'Customer', canRead: true, canWrite: true, fields: [field('reference', 'text', { maxLength: 8, required: true, samples: ['WEBGBP'] }), field('name', 'text', { maxLength: 60, required: true, samples: ['Web sales GBP'] }), field('on_hold', 'boolean', { samples: ['false'] })] },
  { name: 'sales_receipts', label: 'Sales receipt', canRead: false, canWrite: true, fields: [field('customer_id', 'integer', { required: true }), field('bank_id', 'integer', { required: true }), field('cheque_value', 'money', { required: true })] },
];

const CHANNELS = ['Amazon UK', 'eBay UK', 'Shopify UK', 'Shopify EU', 'Wholesale'];
const ORDERS = 2_040;

/** The state of an order by its number: ten fail, six are held, four are skipped. */
function stateOf(index: number): RecordRow['state'] {
  if (index % 204 === 17) return 'failed';
  if (index % 340 === 33) return 'held';
  if (index % 510 === 77) return 'skipped';
  return 'posted';
}

const REASONS: Record<RecordRow['state'], [stage: string, reason: string]> = {
  posted: ['invoiced, receipt allocated', ''],
  failed: ['stopped before the order', 'Unknown SKU MUG-BLU2. Add an alias, or the item in Sage.'],
  held: ['held before posting', 'Above 1,000.00: held for a look.'],
  skipped: ['not sent', 'Cancelled before despatch.'],
  waiting: ['read', ''],
  inDoubt: ['sent, not answered', 'Sage did not answer; it is asked before anything is sent again.'],
};

export const records: RecordRow[] = Array.from({ length: ORDERS }, (_, index): RecordRow => {
  const state = stateOf(index);
  const [stage, reason] = REASONS[state];
  const channel = CHANNELS[index % 7 === 3 ? 1 : index % 11 === 5 ? 2 : index % 31 === 6 ? 4 : index % 17 === 9 ? 3 : 0] ?? '';
  return {
    id: `rec_${index + 1}` as RecordId, reference: `203-${String(1_234_567 + index * 37).padStart(7, '0')}-${String(7_654_321 - index * 113)}`, number: String(109_390 + index), channel,
    receivedOn: localDate(`2026-10-${String(1 + (index * 31) % 31).padStart(2, '0')}`), amountMinor: 899 + ((index * 7_919) % 14_500), currency: channel === 'Shopify EU' ? 'EUR' : 'GBP', state, stage, reason, document: state === 'posted' ? String(20_001 + index) : '',
  };
});

export function pageOf<T extends object>(rows: readonly T[], { start, end, sort, filter }: PageRequest): Page<T> {
  const value = (row: T, name: string) => (row as Record<string, unknown>)[name];
  const matching = rows.filter(row => Object.entries(filter).every(([name, text]) => String(value(row, name)).toLowerCase().includes(text.toLowerCase())));
  const [first] = sort;
  const sorted = first ? matching.toSorted((a, b) => {
    const [x, y] = [value(a, first.field), value(b, first.field)];
    const order = typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y));
    return first.direction === 'asc' ? order : -order;
  }) : matching;
  return { rows: sorted.slice(start, end), total: matching.length };
}

const STEPS = [['customers', 'Customers'], ['orders', 'Sales orders'], ['despatches', 'Despatches'], ['invoices', 'Invoices'], ['receipts', 'Receipts'], ['allocations', 'Allocations']] as const;

export function runOf(id: string, read: number, rest: Partial<Run> = {}): Run {
  const seen = records.slice(0, read);
  const of = (state: RecordRow['state']) => seen.filter(row => row.state === state).length;
  const counts = { read: ORDERS, posted: of('posted'), held: of('held'), failed: of('failed'), skipped: of('skipped'), inDoubt: 0, waiting: ORDERS - read };
  return {
    id: id as RunId, workflow: 'orderToCash', period: PERIOD, state: 'finished', startedBy: 'Sam Okoro', startedAt: at(21, 8, 40), endedAt: read === ORDERS ? at(21, 8, 44) : null, step: read === ORDERS ? 'done' : 'orders', counts,
    steps: STEPS.map(([name, label], index) => { const posted = Math.max(0, Math.round(counts.posted * (1 - index * 0.013))); return { step: name, label, queued: counts.posted - posted, posted, failed: index === 1 ? counts.failed : 0, inDoubt: 0 }; }),
    recordsPerSecond: 9.4, secondsLeft: read === ORDERS ? null : Math.ceil((ORDERS - read) / 9.4), message: '', ...rest,
  };
}

export const earlierRuns: Run[] = [
  runOf('run_2', ORDERS),
  runOf('run_1', 1_312, { state: 'stopped', startedAt: at(20, 16, 30), endedAt: at(20, 16, 33), startedBy: 'Ada Admin', message: 'Tieout ended in the middle of the run. Resume it: nothing is posted twice.' }),
  runOf('run_0', ORDERS, { workflow: 'settlements', startedAt: at(19, 10), endedAt: at(19, 10, 2), startedBy: 'Priya Raman' }),
];

export const timelineOf = (record: RecordRow): OutputOf<typeof runs.timeline>['entries'] => [
  { at: instant(Date.parse(`${record.receivedOn}T18:04:00Z`)), who: 'Linnworks', what: 'Order received', detail: `${record.channel}, paid in full` },
  { at: at(21, 8, 40), who: 'Tieout', what: 'Read', detail: 'Order feed, page 4' },
  { at: at(21, 8, 41), who: 'Tieout', what: 'Mapped and checked', detail: 'Mapping version 6; gross equals what the buyer paid' },
  ...(record.state === 'posted' ? [
    { at: at(21, 8, 41), who: 'Sage 200', what: 'Sales order posted', detail: `Order ${record.document}, answered in 240 ms` },
    { at: at(21, 8, 42), who: 'Sage 200', what: 'Despatched and invoiced', detail: `Invoice ${Number(record.document) + 40_000}` },
    { at: at(21, 8, 43), who: 'Sage 200', what: 'Receipt posted and allocated', detail: 'Clearing account 1250' },
  ] : [{ at: at(21, 8, 41), who: 'Tieout', what: record.state === 'failed' ? 'Buried' : 'Not sent', detail: record.reason }]),
];
