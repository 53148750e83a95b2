import type { Site } from '../../../../shared/contract/connections.ts';
import { AppError } from '../../../../shared/contract/errors.ts';
import type { Connector, Erp, Session } from '../connector.ts';
import { allRows } from '../gateway/pages.ts';
import { gatewaySignIn } from '../gateway/sign-in.ts';
import { listAt, textAt } from '../json-value.ts';
import type { Wire } from '../wire.ts';
import { discover } from './discover.ts';
import { documents } from './documents.ts';
import { companyOf } from './gateway.ts';
import { items } from './items.ts';
import { journal } from './journal.ts';
import { bankBalance, entered, ledger, salesTotal } from './ledger.ts';
import { odbcProfile } from './odbc/odbc-profile.ts';
import { references } from './references.ts';
import { refusal } from './refusal.ts';
import { BY_GATEWAY, BY_ODBC, fieldsOf, PROFILE } from './settings.ts';
import { shipments } from './shipments.ts';
import { targets } from './targets.ts';

const LIMIT = { endpoint: 'sage100', perMinute: null } as const;

const wire: Wire = {
  // Behind the gateway one session of Sage's does everything in turn.
  timeoutMs: 90_000,
  connections: 2,
  limitOf: () => LIMIT,
  isThrottled: status => status === 429,
  signIn: gatewaySignIn({
    label: 'Sage 100', sessionPath: '/SY/Session', company: { pattern: /^[A-Z0-9]{3}$/, shape: 'three capital letters or digits' },
    userAdvice: 'check in User Maintenance that the user may be used from outside',
  }),
};

async function sites(session: Session, signal: AbortSignal): Promise<Site[]> {
  const { code, name } = await companyOf(session, signal);
  return [{ siteId: 'gateway', siteName: 'Sage 100', companyId: code, companyName: name }];
}

const checks: Connector['checks'] = [
  {
    label: 'Sign in, and find the company',
    async run(session, signal) {
      const { code, name, currency, invoiceNumberLength } = await companyOf(session, signal);
      return `Company ${code}, ${name}, keeps its books in ${currency}; invoice numbers have ${invoiceNumberLength || '7'} characters.`;
    },
  },
  {
    label: 'Read customers and items',
    async run(session, signal) {
      const sample = async (path: string) => listAt(await session.request({ method: 'GET', path, query: { limit: '20' }, signal }), 'Records');
      const [customers, items] = [await sample('/AR/Customer'), await sample('/CI/Item')];
      return `${customers.length === 0 ? 'No customers yet' : 'Customers can be read'}; ${items.length === 0 ? 'no items yet' : 'items can be read'}.`;
    },
  },
  {
    label: 'Read tax schedules and bank codes',
    async run(session, signal) {
      const [rates, banks] = [await allRows(session, '/SY/SalesTaxSchedule', { signal }), await allRows(session, '/GL/Bank', { signal })];
      if (banks.length === 0) throw new AppError('sage100.noBanks', 'fixConnection', 'The gateway shows no bank code, so no receipt could be entered. Set one up in Sage 100, or let the gateway read them.');
      return `${rates.length} tax rates; bank codes ${banks.slice(0, 5).map(bank => textAt(bank, 'BankCode')).join(', ')}.`;
    },
  },
  {
    label: 'Read what is entered and not posted',
    async run(session, signal) {
      const [invoices, receipts] = [await allRows(session, '/SO/Invoice', { signal }), await allRows(session, '/AR/CashReceipts', { signal })];
      return `${invoices.length} invoices and ${receipts.length} receipts wait for Sage's staff to post them.`;
    },
  },
];

/** Despatches and invoices are made by Sage's own staff, cash-book postings imported by them: the gateway takes none. Nor does it know which periods are open, because the day of a posting is chosen by who posts. */
const IN_CASH_RECEIPTS = 'Staff apply receipts in Cash Receipts Entry: the gateway takes no applications.';

const erp = {
  references, targets, documents, ...items, dropsRepeats: true, journal, shipments, ledger, bankBalance, salesTotal, entered, shows: ['allocations'],
  cannot: {
    baseValues: 'Sage 100 keeps a company in one currency: there are no exchange rates to check.',
    despatch: 'Staff ship orders in Shipping Data Entry; the gateway shows what they shipped.', invoice: 'Invoices come from orders, through Sage’s own staff.', allocation: IN_CASH_RECEIPTS, refundAllocation: IN_CASH_RECEIPTS,
    postJournal: 'The gateway takes no journals: staff import the file.', stockLevel: 'The gateway takes no stock adjustments: staff enter them in Sage.', price: 'The gateway takes no prices: staff keep them in Item Maintenance.',
    purchaseOrder: 'The gateway takes no purchase orders: staff enter them in Sage.',
  },
} satisfies Erp;

export const sage100 = {
  key: 'sage100', label: 'Sage 100', side: 'erp', auth: 'token', fields: fieldsOf.gateway, wire, discover, sites, checks, refusal, erp,
  profiles: { setting: PROFILE, choices: { [BY_GATEWAY]: {}, [BY_ODBC]: { ...odbcProfile({ discover, erp }), fields: fieldsOf.odbc } } },
} satisfies Connector;
