import { bankLetter } from '../../sandboxes/sage100/bank-codes.ts';
import { WEB_DIVISION } from '../../sandboxes/sage100/seed.ts';
import { startSage100Sandbox } from '../../sandboxes/sage100/server.ts';
import { clarityWorld, shopConnection, shopShipments, startShop, storeSettings } from './clarity-shop.ts';
import { askSandbox, atPort } from './pair.ts';
import type { Pair } from './pair.ts';

/** Deleted orders and quotes. */
const GONE: ReadonlySet<string> = new Set(['X', 'Z', 'Q']);

export const claritySage100: Pair = {
  label: 'Clarity and Sage 100',
  makeWorld: clarityWorld,
  async start(options) {
    const { world, dir, erpPort } = options;
    const shop = await startShop(options);
    const sage100 = await atPort(port => startSage100Sandbox({ world, dir, ...port }), erpPort);
    const { url, credentials } = sage100;
    return {
      shopUrl: shop.url, erpUrl: url, erpSignIn: null,
      connections: [shopConnection(shop), { system: 'sage100', label: 'Sage 100', environment: 'Sandbox', settings: { gatewayUrl: url, companyCode: credentials.companyCode }, secrets: { apiKey: credentials.apiKey } }],
      books() {
        const { orders, invoices, trialBalanceMinor } = sage100.books();
        const kept = orders.filter(({ reference, status }) => reference !== '' && !GONE.has(status));
        return {
          orders: kept.map(({ reference, totalMinor }) => ({ reference, grossMinor: totalMinor })),
          invoiced: new Set(invoices.filter(({ type, posted }) => type === 'IN' && posted).map(({ reference }) => reference)),
          duplicates: kept.length - new Set(kept.map(({ reference }) => reference)).size, trialBalanceMinor, invoiceReference: ({ reference }) => reference,
        };
      },
      shipments: () => shopShipments(shop, world),
      importJournal: csv => askSandbox(`${url}/sandbox/staff`, { action: 'import-journal', csv }),
      async releaseCustomer(reference) {
        const [division = '', ...number] = reference.split('-');
        await askSandbox(`${url}/sandbox/staff`, { action: 'release-customer', division, customerNo: number.join('-') });
      },
      async close() {
        await shop.close();
        await sage100.close();
      },
    };
  },
  channelSettings: (channel, world) => ({
    ...storeSettings(channel), customerReference: channel.customerReference === null ? '' : `${WEB_DIVISION}-${channel.customerReference}`,
    clearingBank: channel.clearingBankCode === null ? '' : bankLetter(world, channel.clearingBankCode), bank: bankLetter(world, channel.bankCode), feeNominal: '610-00', salesNominal: '400-00',
  }),
  bankChargeNominal: '620-00',
  settings: {
    carriageNominal: '410-00', roundingNominal: '420-00', writeOffNominal: '420-00',
    taxCodes: [{ rate: '20', country: '*', code: 'VAT TX' }, { rate: '5', country: '*', code: 'VAT RD' }, { rate: '0', country: '*', code: 'VAT NT' }],
  },
};
