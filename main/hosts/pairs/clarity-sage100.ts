import { startClaritySandbox } from '../../sandboxes/clarity/clarity-sandbox.ts';
import { STORES } from '../../sandboxes/clarity/order-view.ts';
import { bankLetter } from '../../sandboxes/sage100/bank-codes.ts';
import { WEB_DIVISION } from '../../sandboxes/sage100/seed.ts';
import { startSage100Sandbox } from '../../sandboxes/sage100/server.ts';
import { makeWorld } from '../../sandboxes/world/make-world.ts';
import { partOfWorld } from '../../sandboxes/world/part-of-world.ts';
import { askSandbox, atPort } from './pair.ts';
import type { Pair } from './pair.ts';

/** A quarter of what the seller sells goes through the shop's own stores in the currency of Sage 100's books. */
const OWN_STORES = ['shopify-uk', 'wholesale'] as const;
const SHARE = 4;
const CURRENCY = 'GBP';

/** Deleted orders and quotes. */
const GONE: ReadonlySet<string> = new Set(['X', 'Z', 'Q']);

/** What the company is called in these books; an order of Sage 100 keeps the whole reference. */
const LABELS: Readonly<Record<string, string>> = { 'shopify-uk': 'Web store', wholesale: 'Trade portal' };

export const clarityWorld = ({ seed, orders }: { seed: number; orders: number }) => partOfWorld(makeWorld({ seed, orders: orders * SHARE }), OWN_STORES);

export const claritySage100: Pair = {
  label: 'Clarity and Sage 100',
  makeWorld: clarityWorld,
  async start({ world, dir, shopPort, erpPort, rateLimits }) {
    const clarity = await atPort(port => startClaritySandbox({ world, dir, rateLimits, fulfilledBy: 'erp', ...port }), shopPort);
    const sage100 = await atPort(port => startSage100Sandbox({ world, dir, ...port }), erpPort);
    return {
      shopUrl: clarity.url, erpUrl: sage100.url, erpSignIn: null,
      connections: [
        { system: 'clarity', label: 'Clarity', environment: 'Sandbox', settings: { apiBaseUrl: `${clarity.url}/api/v1`, clientId: clarity.credentials.clientId, baseCurrency: CURRENCY }, secrets: { clientSecret: clarity.credentials.clientSecret } },
        { system: 'sage100', label: 'Sage 100', environment: 'Sandbox', settings: { gatewayUrl: sage100.url, companyCode: sage100.credentials.companyCode }, secrets: { apiKey: sage100.credentials.apiKey } },
      ],
      books() {
        const { orders, invoices, trialBalanceMinor } = sage100.books();
        const kept = orders.filter(({ reference, status }) => reference !== '' && !GONE.has(status));
        return {
          orders: kept.map(({ reference, totalMinor }) => ({ reference, grossMinor: totalMinor })),
          invoiced: new Set(invoices.filter(({ type, posted }) => type === 'IN' && posted).map(({ reference }) => reference)),
          duplicates: kept.length - new Set(kept.map(({ reference }) => reference)).size, trialBalanceMinor, invoiceReference: ({ reference }) => reference,
        };
      },
      shipments() {
        const left = new Set(world.orders.filter(({ status }) => status === 'despatched').map(({ reference }) => reference));
        const orders = clarity.books().orders.filter(({ reference }) => left.has(reference));
        return { expected: left.size, found: orders.filter(({ shipments, status }) => shipments.length > 0 && status === 'Shipped').length, twice: orders.filter(({ shipments }) => shipments.length > 1).length };
      },
      importJournal: csv => askSandbox(`${sage100.url}/sandbox/staff`, { action: 'import-journal', csv }),
      async releaseCustomer(reference) {
        const [division = '', ...number] = reference.split('-');
        await askSandbox(`${sage100.url}/sandbox/staff`, { action: 'release-customer', division, customerNo: number.join('-') });
      },
      async close() {
        await clarity.close();
        await sage100.close();
      },
    };
  },
  channelSettings: (channel, world) => ({
    label: LABELS[channel.key] ?? channel.key, costCentre: '', department: '', key: `CLARITY/${STORES[channel.key] ?? ''}`, currency: channel.currency,
    customerPolicy: channel.customerReference === null ? 'perBuyer' : 'webSales', customerReference: channel.customerReference === null ? '' : `${WEB_DIVISION}-${channel.customerReference}`,
    clearingBank: channel.clearingBankCode === null ? '' : bankLetter(world, channel.clearingBankCode), bank: bankLetter(world, channel.bankCode), feeNominal: '610-00', salesNominal: '400-00',
    feeBasisPoints: channel.fee.rateBasisPoints, feeFixedMinor: channel.fee.fixedMinor,
  }),
  bankChargeNominal: '620-00',
  settings: {
    carriageNominal: '410-00', roundingNominal: '420-00', writeOffNominal: '420-00',
    taxCodes: [{ rate: '20', country: '*', code: 'VAT TX' }, { rate: '5', country: '*', code: 'VAT RD' }, { rate: '0', country: '*', code: 'VAT NT' }],
  },
};
