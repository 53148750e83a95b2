import { startLinnworksSandbox } from '../../sandboxes/linnworks/linnworks-sandbox.ts';
import type { LinnworksSandbox } from '../../sandboxes/linnworks/linnworks-sandbox.ts';
import { startSage200Sandbox } from '../../sandboxes/sage200/server.ts';
import type { Sage200Sandbox } from '../../sandboxes/sage200/server.ts';
import { makeWorld } from '../../sandboxes/world/make-world.ts';
import type { Channel } from '../../sandboxes/world/world-types.ts';
import { askSandbox, atPort } from './pair.ts';
import type { Pair, Running } from './pair.ts';

/** Sage keeps twenty characters of an order's reference on its invoice. */
const MAX_REFERENCE = 20;

const CHANNELS: Readonly<Record<Channel['key'], { label: string; costCentre: string; department: string }>> = {
  'amazon-uk': { label: 'Amazon UK', costCentre: 'WEB', department: 'AMZ' },
  'ebay-uk': { label: 'eBay UK', costCentre: 'WEB', department: 'EBY' },
  'shopify-uk': { label: 'Shopify UK', costCentre: 'WEB', department: 'SHP' },
  'shopify-eu': { label: 'Shopify EU', costCentre: 'WEB', department: 'SHE' },
  wholesale: { label: 'Wholesale', costCentre: 'TRD', department: 'WHO' },
};

/** Both systems of this pair as they run. Tests that start the sandboxes themselves come in here. */
export function runningLinnworksSage200(linnworks: LinnworksSandbox, sage200: Sage200Sandbox): Running {
  return {
    shopUrl: linnworks.url, erpUrl: sage200.url, erpSignIn: sage200.credentials,
    connections: [
      {
        system: 'linnworks', label: 'Linnworks', environment: 'Sandbox',
        settings: { applicationId: linnworks.credentials.applicationId, authBaseUrl: linnworks.url, v2BaseUrl: `${linnworks.url}/v2` },
        secrets: { applicationSecret: linnworks.credentials.applicationSecret, token: linnworks.credentials.token },
      },
      {
        system: 'sage200', label: 'Sage 200', environment: 'Sandbox',
        settings: { clientId: sage200.credentials.clientId, authorizeUrl: `${sage200.url}/authorize`, tokenUrl: `${sage200.url}/oauth/token`, apiBaseUrl: `${sage200.url}/uk/sage200extra/accounts/v1` },
        secrets: { clientSecret: sage200.credentials.clientSecret },
      },
    ],
    books() {
      const { orders, transactions, duplicates, trialBalance } = sage200.books();
      return {
        orders: orders.map(({ customerDocumentNo, grossMinor }) => ({ reference: customerDocumentNo, grossMinor })),
        invoiced: new Set(transactions.filter(({ type }) => /Invoice/.test(type)).map(({ secondReference }) => secondReference)),
        duplicates: duplicates.length, trialBalanceMinor: trialBalance.debitMinor - trialBalance.creditMinor, invoiceReference: ({ reference }) => reference.slice(0, MAX_REFERENCE),
      };
    },
    releaseCustomer: reference => askSandbox(`${sage200.url}/sandbox/staff`, { action: 'release-customer', reference }),
    advanceShop: () => askSandbox(`${linnworks.url}/sandbox/advance`, { to: '2026-11-04T12:00:00Z' }),
    async close() {
      await linnworks.close();
      await sage200.close();
    },
  };
}

export const linnworksSage200: Pair = {
  label: 'Linnworks and Sage 200',
  makeWorld,
  async start({ world, dir, shopPort, erpPort, rateLimits }) {
    const linnworks = await atPort(port => startLinnworksSandbox({ world, dir, rateLimits, ...port }), shopPort);
    return runningLinnworksSage200(linnworks, await atPort(port => startSage200Sandbox({ world, dir, ...port }), erpPort));
  },
  channelSettings: channel => ({
    ...CHANNELS[channel.key], key: `${channel.source}/${channel.subSource}`, currency: channel.currency,
    customerPolicy: channel.customerReference === null ? 'perBuyer' : 'webSales', customerReference: channel.customerReference ?? '',
    clearingBank: channel.clearingBankCode ?? '', bank: channel.bankCode, feeNominal: '7901', salesNominal: '4000',
    feeTiers: [{ upToMinor: null, basisPoints: channel.fee.rateBasisPoints, flatMinor: channel.fee.fixedMinor }],
  }),
  bankChargeNominal: '7900',
  settings: {},
};
