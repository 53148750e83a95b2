import type { Site } from '../../../../shared/contract/connections.ts';
import { AppError } from '../../../../shared/contract/errors.ts';
import type { Connector, Erp, Session } from '../connector.ts';
import { allRows } from '../gateway/pages.ts';
import { gatewaySignIn } from '../gateway/sign-in.ts';
import { listAt } from '../json-value.ts';
import type { Wire } from '../wire.ts';
import { discover } from './discover.ts';
import { documents } from './documents.ts';
import { companyOf, numberAt } from './gateway.ts';
import { items, itemTargets } from './items.ts';
import { journal } from './journal.ts';
import { bankBalance, ledger, salesTotal } from './ledger.ts';
import { references } from './references.ts';
import { refusal } from './refusal.ts';
import { ITEM_SETTINGS, itemFor, sageProSettings } from './settings.ts';
import { shipments } from './shipments.ts';
import { targets } from './targets.ts';

const LIMIT = { endpoint: 'sagepro', perMinute: null } as const;

const wire: Wire = {
  timeoutMs: 60_000,
  connections: 2,
  limitOf: () => LIMIT,
  isThrottled: status => status === 429,
  signIn: gatewaySignIn({ label: 'Sage Pro', sessionPath: '/session', company: { pattern: /^[A-Z0-9]{2}$/, shape: 'two capital letters or digits' }, userAdvice: 'check with the gateway’s administrator that the user may be used from outside' }),
};

async function sites(session: Session, signal: AbortSignal): Promise<Site[]> {
  const { code, name } = await companyOf(session, signal);
  return [{ siteId: 'gateway', siteName: 'Sage Pro', companyId: code, companyName: name }];
}

const checks: Connector['checks'] = [
  {
    label: 'Sign in, and find the company',
    async run(session, signal) {
      const { code, name, currency, edition } = await companyOf(session, signal);
      return `Company ${code}, ${name}, keeps its books in ${currency}${edition && ` in the ${edition} edition`}.`;
    },
  },
  {
    label: 'Read customers and items',
    async run(session, signal) {
      const sample = async (path: string) => listAt(await session.request({ method: 'GET', path, query: { limit: '20' }, signal }), 'Records');
      const [customers, items] = [await sample('/customers'), await sample('/products')];
      return `${customers.length === 0 ? 'No customers yet' : 'Customers can be read'}; ${items.length === 0 ? 'no items yet' : 'items can be read'}.`;
    },
  },
  {
    label: 'Read tax codes and bank codes',
    async run(session, signal) {
      const [taxCodes, banks] = [await allRows(session, '/taxcodes', { signal }), await allRows(session, '/banks', { signal })];
      if (banks.length === 0) throw new AppError('sagepro.noBanks', 'fixConnection', 'The gateway shows no bank code, so no payment could be entered. Set one up in Sage Pro, or let the gateway read them.');
      return `${taxCodes.length} tax codes; bank codes ${banks.slice(0, 5).map(bank => numberAt(bank, 'BankCode')).join(', ')}.`;
    },
  },
  {
    label: 'Find the items that stand for money',
    async run(session, signal) {
      const items = new Set((await allRows(session, '/products', { query: { stockCode: 'N' }, signal })).map(item => numberAt(item, 'ItemCode')));
      const named = Object.values(ITEM_SETTINGS).map(name => itemFor(session.settings, name));
      const missing = named.filter(code => !items.has(code));
      if (missing.length > 0) throw new AppError('sagepro.noItem', 'fixConnection', `Sage Pro has no item without stock named ${missing.join(', ')}. Set it up there, or name another one under Advanced in the connection.`);
      return `${named.join(', ')} are there.`;
    },
  },
];

const BY_STAFF = 'The gateway takes none: staff enter it in Sage Pro.';

/** Shipments (and with them the invoices of orders) and allocations are made by Sage Pro's own staff, who also import the journals of cash-book postings. An invoice is in the ledger at once: nothing waits to be posted. */
const erp = {
  references, targets: { ...targets, ...itemTargets }, documents, ...items, dropsRepeats: true, readsWhole: true, journal, shipments, ledger, bankBalance, salesTotal, shows: ['allocations'],
  cannot: {
    baseValues: 'The gateway shows amounts in the company’s own currency only: check exchange rates in Sage Pro.',
    despatch: 'Staff ship orders in Sage Pro, which invoices them; the gateway shows both.', allocation: 'A payment names its invoices when it is entered; what it did not name staff apply in Sage Pro.', refundAllocation: BY_STAFF,
    postJournal: 'The gateway takes no journals: staff import the file.', purchaseOrder: 'The gateway takes no purchase orders: staff enter them in Sage Pro.',
  },
} satisfies Erp;

export const sagepro = { key: 'sagepro', label: 'Sage Pro', side: 'erp', auth: 'token', fields: sageProSettings, wire, discover, sites, checks, refusal, erp } satisfies Connector;
