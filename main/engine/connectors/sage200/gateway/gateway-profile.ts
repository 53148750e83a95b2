import type { Entity, SchemaField, Site } from '../../../../../shared/contract/connections.ts';
import { AppError } from '../../../../../shared/contract/errors.ts';
import type { Connector, Erp, Json, Refusal, Session } from '../../connector.ts';
import { withoutMarks } from '../../field-table.ts';
import type { TableField } from '../../field-table.ts';
import { columnsOf, customFields } from '../../gateway/dictionary.ts';
import { allRows } from '../../gateway/pages.ts';
import { gatewayRefusal } from '../../gateway/refusal.ts';
import { gatewaySignIn } from '../../gateway/sign-in.ts';
import { listAt, textAt } from '../../json-value.ts';
import { samplesOf } from '../../samples.ts';
import type { Wire } from '../../wire.ts';
import { refusal as nativeRefusal } from '../refusal.ts';
import { items, itemTargets } from './items.ts';
import { bankBalance, companyOf, ledger, references, salesTotal } from './reading.ts';
import { customerFields, invoiceFields, orderFields, paymentFields, purchaseInvoiceFields, stockFields } from './schema-table.ts';
import { documents, postJournal, targets } from './writing.ts';

const LIMIT = { endpoint: 'sage200', perMinute: null } as const;

const wire: Wire = {
  timeoutMs: 60_000,
  connections: 4,
  limitOf: () => LIMIT,
  isThrottled: status => status === 429,
  signIn: gatewaySignIn({ label: 'Sage 200', sessionPath: '/session', company: { pattern: /^\d{1,6}$/, shape: 'up to six digits' }, userAdvice: 'check with the gateway’s administrator that the user may be used from outside' }),
};

const SAMPLE_ROWS = '20';
const SOURCES: readonly { name: string; label: string; path: string; canWrite: boolean; fields: readonly TableField[] }[] = [
  { name: 'salesorders', label: 'Sales order', path: '/salesorders', canWrite: true, fields: orderFields },
  { name: 'customers', label: 'Customer', path: '/customers', canWrite: true, fields: customerFields },
  { name: 'customerpayments', label: 'Customer payment', path: '/customerpayments', canWrite: true, fields: paymentFields },
  { name: 'stockitems', label: 'Stock item', path: '/stockitems', canWrite: true, fields: stockFields },
  { name: 'salesinvoices', label: 'Posted sales invoice', path: '/salesinvoices', canWrite: false, fields: invoiceFields },
  { name: 'purchaseinvoices', label: 'Purchase invoice', path: '/purchaseinvoices', canWrite: false, fields: purchaseInvoiceFields },
];

async function discover(session: Session, signal: AbortSignal): Promise<Entity[]> {
  const entities: Entity[] = [];
  for (const { name, label, path, canWrite, fields } of SOURCES) {
    const rows = listAt(await session.request({ method: 'GET', path, query: { limit: SAMPLE_ROWS }, signal }), 'Records');
    const own = new Map((await columnsOf(session, '/dictionary', name, signal)).map(column => [column.name, column]));
    const known = fields.map((field): SchemaField => ({ ...withoutMarks(field), samples: samplesOf(rows, field.path, { personal: field.personal }) }));
    entities.push({ name, label, canRead: true, canWrite, fields: [...known, ...customFields(own, rows, { canWrite })] });
  }
  return entities;
}

async function sites(session: Session, signal: AbortSignal): Promise<Site[]> {
  const { code, name } = await companyOf(session, signal);
  return [{ siteId: 'gateway', siteName: 'Sage 200', companyId: code, companyName: name }];
}

const checks: Connector['checks'] = [
  {
    label: 'Sign in, and find the company',
    async run(session, signal) {
      const { code, name, currency, pricesIncludeTax } = await companyOf(session, signal);
      return `Company ${code}, ${name}, keeps its books in ${currency}; prices on orders ${pricesIncludeTax ? 'include VAT' : 'are without VAT'}.`;
    },
  },
  {
    label: 'Read customers and stock items',
    async run(session, signal) {
      const sample = async (path: string) => listAt(await session.request({ method: 'GET', path, query: { limit: '20' }, signal }), 'Records');
      const [customers, items] = [await sample('/customers'), await sample('/stockitems')];
      return `${customers.length === 0 ? 'No customers yet' : 'Customers can be read'}; ${items.length === 0 ? 'no stock items yet' : 'stock items can be read'}.`;
    },
  },
  {
    label: 'Read tax codes and bank accounts',
    async run(session, signal) {
      const [taxCodes, banks] = [await allRows(session, '/taxcodes', { signal }), await allRows(session, '/banks', { signal })];
      if (banks.length === 0) throw new AppError('sage200.noBanks', 'fixConnection', 'The gateway shows no bank account, so no payment could be entered. Set one up in Sage, or let the gateway read them.');
      return `${taxCodes.length} tax codes; bank accounts ${banks.slice(0, 5).map(bank => textAt(bank, 'BankCode')).join(', ')}.`;
    },
  },
];

const byCode = gatewayRefusal({
  label: 'Sage 200', customerOf: sent => textAt(sent, 'CustomerAccountRef'), columns: { customer: /CustomerAccountRef$/, item: /StockCode$/, place: /Warehouse/ },
  advice: { customer: "Choose another account in the channel's settings, or make it active in Sage.", item: '. Add it in Sage, or give the SKU another item code.' },
});

/** By the gateway's own code, or else by what Sage said behind it; the field is the gateway's. */
function refusal(status: number, body: Json, sent: Json): Refusal | null {
  const known = byCode(status, body, sent);
  if (known) return known;
  const read = nativeRefusal(status, body);
  return read && { ...read, field: textAt(body, 'field') || null };
}

const BY_STAFF = 'The gateway takes none: Sage’s own staff enter it.';

const erp = {
  references, targets: { ...targets, ...itemTargets }, documents, ...items, ledger, bankBalance, salesTotal, postJournal, dropsRepeats: true,
  cannot: {
    baseValues: 'The gateway shows postings in their own currency only: check exchange rates in Sage.', allocations: 'The gateway does not show what payments are allocated to: look at the customer’s account in Sage.',
    invoice: 'Sage’s own staff invoice what has left; the gateway takes no sales invoices.', creditNote: BY_STAFF, allocation: 'Staff allocate payments in Sage: the gateway takes no allocations.', refund: BY_STAFF,
    refundAllocation: 'Staff allocate refunds in Sage: the gateway takes no allocations.', fee: 'The gateway takes no cash-book entries. Post a journal, or enter it in the cash book.',
    price: 'The gateway takes no prices: staff keep them in Sage’s price book.',
    purchaseOrder: 'The gateway takes no purchase orders: use Sage 200’s own interface, or let staff enter them in Sage.',
    transfer: 'The gateway takes no cash-book entries: staff enter the transfer.', adjustment: 'The gateway takes no cash-book entries. Post a journal, or enter it in the cash book.',
  },
} satisfies Erp;

/** Sage 200 behind a gateway of the company's own, with the contract `/api/v1/customers`, `/salesorders`, `/stockitems`, `/purchaseinvoices`, `/generalledger/journals`. */
export const gatewayProfile = { auth: 'token', wire, discover, sites, checks, refusal, erp } satisfies Partial<Connector>;
