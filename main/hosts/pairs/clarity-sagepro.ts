import { startSageProSandbox } from '../../sandboxes/sagepro/server.ts';
import { clarityWorld, shopConnection, shopShipments, startShop, storeSettings } from './clarity-shop.ts';
import { askSandbox, atPort } from './pair.ts';
import type { Pair } from './pair.ts';

/** Void and cancelled orders. */
const GONE: ReadonlySet<string> = new Set(['V', 'X']);
const GATEWAY_BASE = '/api/v1/sagepro';
/** Sage Pro keeps twenty characters of an order's reference. */
const MAX_REFERENCE = 20;

export const claritySagePro: Pair = {
  label: 'Clarity and Sage Pro',
  makeWorld: clarityWorld,
  async start(options) {
    const { world, dir, erpPort } = options;
    const shop = await startShop(options);
    const sagepro = await atPort(port => startSageProSandbox({ world, dir, ...port }), erpPort);
    const { url, credentials } = sagepro;
    return {
      shopUrl: shop.url, erpUrl: url, erpSignIn: null,
      connections: [shopConnection(shop), { system: 'sagepro', label: 'Sage Pro', environment: 'Sandbox', settings: { gatewayUrl: `${url}${GATEWAY_BASE}`, companyCode: credentials.companyCode }, secrets: { apiKey: credentials.apiKey } }],
      books() {
        const { orders, invoices, trialBalanceMinor } = sagepro.books();
        const kept = orders.filter(({ reference, status }) => reference !== '' && !GONE.has(status));
        return {
          orders: kept.map(({ reference, totalMinor }) => ({ reference, grossMinor: totalMinor })),
          invoiced: new Set(invoices.filter(({ type }) => type === '').map(({ reference }) => reference)),
          duplicates: kept.length - new Set(kept.map(({ reference }) => reference)).size, trialBalanceMinor, invoiceReference: ({ reference }) => reference.slice(0, MAX_REFERENCE),
        };
      },
      shipments: () => shopShipments(shop, world),
      importJournal: csv => askSandbox(`${url}/sandbox/staff`, { action: 'import-journal', csv }),
      releaseCustomer: customerNo => askSandbox(`${url}/sandbox/staff`, { action: 'release-customer', customerNo }),
      async close() {
        await shop.close();
        await sagepro.close();
      },
    };
  },
  channelSettings: channel => ({
    ...storeSettings(channel), customerReference: channel.customerReference ?? '', clearingBank: channel.clearingBankCode ?? '', bank: channel.bankCode, feeNominal: '6100-00', salesNominal: '4000-00',
  }),
  bankChargeNominal: '6200-00',
  settings: {
    carriageNominal: '4000-00', roundingNominal: '4000-00', writeOffNominal: '4000-00',
    taxCodes: [{ rate: '20', country: '*', code: 'S' }, { rate: '5', country: '*', code: 'R' }, { rate: '0', country: '*', code: 'Z' }],
  },
};
