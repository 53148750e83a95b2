import type { Site } from '../../../../shared/contract/connections.ts';
import { AppError } from '../../../../shared/contract/errors.ts';
import type { Connector, Erp, Session } from '../connector.ts';
import { flagAt, textAt } from '../json-value.ts';
import type { Wire } from '../wire.ts';
import { discover } from './discover.ts';
import { documents } from './documents.ts';
import { gatewayProfile } from './gateway/gateway-profile.ts';
import { items } from './items.ts';
import { bankBalance, ledger, periodOpen, salesTotal } from './ledger.ts';
import { firstRows, rowsIn } from './query.ts';
import { references, suppliers } from './references.ts';
import { refusal } from './refusal.ts';
import { DEFAULT_REDIRECT, fieldsOf, GATEWAY, NATIVE, PROFILE } from './settings.ts';
import { sage200SignIn, sageIdOf, TOKENS } from './sign-in.ts';
import { targets } from './targets.ts';

const LIMIT = { endpoint: 'sage200', perMinute: null } as const;

const wire: Wire = {
  // Requests go through a tunnel to the customer's own server, which takes its time.
  timeoutMs: 90_000,
  connections: 8,
  limitOf: () => LIMIT,
  isThrottled: status => status === 429,
  signIn: sage200SignIn,
  oauth: { client: sageIdOf, defaultRedirect: DEFAULT_REDIRECT, secret: TOKENS, identity: ['clientId', 'authorizeUrl', 'tokenUrl', 'apiBaseUrl', 'product'] },
};

async function sites(session: Session, signal: AbortSignal): Promise<Site[]> {
  const rows = rowsIn(await session.request({ method: 'GET', path: '/sites', signal }));
  if (rows.length === 0) throw tunnelDown();
  return rows.map(row => ({ siteId: textAt(row, 'site_id'), siteName: textAt(row, 'site_name') || textAt(row, 'site_short_name'), companyId: textAt(row, 'company_id'), companyName: textAt(row, 'company_name') }));
}

const tunnelDown = (): AppError =>
  new AppError('sage200.tunnelDown', 'fixConnection', 'Sage names no company. The tunnel to the company’s Sage server is down, or this user may use no company: check the Native API service there, and that the user is enabled for the API.');

const checks: Connector['checks'] = [
  {
    label: 'Sign in, and reach the company’s server',
    async run(session, signal) {
      const found = await sites(session, signal);
      return `Signed in; ${found.length === 1 ? 'one company' : `${found.length} companies`}: ${found.slice(0, 3).map(site => site.companyName).join(', ')}.`;
    },
  },
  {
    label: 'Use the chosen company',
    async run(session, signal) {
      const { site } = session;
      if (!site) throw new AppError('connection.noSite', 'fixConnection', 'Choose the company in Sage that this connection works with.');
      const [company] = await firstRows(session, '/company_details', { top: 1, signal });
      return `${textAt(company ?? null, 'name') || site.companyName} answers.`;
    },
  },
  {
    label: 'Read customers and tax codes',
    async run(session, signal) {
      const [customers, taxCodes] = [await firstRows(session, '/customers', { top: 1, select: 'id,reference', signal }), await firstRows(session, '/tax_codes', { top: 100, signal })];
      if (taxCodes.length === 0) throw new AppError('sage200.noTaxCodes', 'fixConnection', 'This user sees no tax codes in Sage. Give it the right to read the sales ledger and its settings.');
      return `${customers.length === 0 ? 'No customers yet' : 'Customers can be read'}; ${taxCodes.length} tax codes.`;
    },
  },
  {
    label: 'Read the settings of sales orders',
    async run(session, signal) {
      const [settings] = await firstRows(session, '/sop_settings', { top: 1, signal });
      if (settings === undefined) throw new AppError('sage200.noSop', 'fixConnection', 'Sales order processing is not set up in this company, or this user may not use it.');
      return flagAt(settings, 'are_prices_tax_inclusive') ? 'Prices on orders include VAT.' : 'Prices on orders are without VAT.';
    },
  },
  {
    label: 'Give prices on orders',
    async run(session, signal) {
      const [permission] = await firstRows(session, '/current_user_sop_user_permissions', { top: 1, signal });
      if (permission !== undefined && !flagAt(permission, 'override_prices_discounts')) {
        throw new AppError('sage200.noPriceOverride', 'askAdmin', 'This user may not give prices on sales orders, so Sage would use its own and orders would not equal what buyers paid. Allow "override prices and discounts" for it in Sage’s SOP user permissions.');
      }
      return 'Prices that buyers paid are kept.';
    },
  },
];

const erp = {
  references, suppliers, targets, documents, ...items, periodOpen, ledger, bankBalance, salesTotal, shows: ['baseValues', 'allocations'],
  cannot: {
    postJournal: 'Sage 200’s own interface takes no journals. Post to the cash book instead, or import the journal in Sage from a file.',
    stockLevel: 'Sage 200’s own interface takes no stock adjustments: staff enter them in Sage.',
    price: 'Sage 200’s own interface takes no list prices: staff keep them in its price book.',
  },
} satisfies Erp;

export const sage200 = {
  key: 'sage200', label: 'Sage 200', side: 'erp', auth: 'oauth', fields: fieldsOf.native, wire, discover, sites, checks, refusal, erp,
  profiles: { setting: PROFILE, choices: { [NATIVE]: {}, [GATEWAY]: { ...gatewayProfile, fields: fieldsOf.gateway } } },
} satisfies Connector;
