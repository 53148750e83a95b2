import type { ChannelSettings } from '../../../shared/contract/settings.ts';
import { formatMinor } from '../../../shared/values/money.ts';
import { dayIn } from '../../../shared/values/date.ts';
import { asText, problem } from './record-context.ts';
import { indexOf } from './reference-index.ts';
import { eg, needed, optional } from './transform.ts';
import type { Transform } from './transform.ts';

const GROUP = 'Order';

const CHANNEL_PARTS = ['source', 'subSource', 'label', 'costCentre', 'department', 'salesNominal', 'customerReference'] as const;
const NOMINALS = ['sales', 'carriage', 'rounding', 'writeOff'] as const;

/** Sage's account references have eight characters: six of the name and a number that is free. */
const REFERENCE_LETTERS = 6;
const MAX_REFERENCE_NUMBER = 99;

function freeReference(name: string, taken: (reference: string) => boolean): string | null {
  const letters = name.toUpperCase().replace(/[^A-Z0-9]/g, '').slice(0, REFERENCE_LETTERS);
  if (letters === '') return null;
  for (let number = 1; number <= MAX_REFERENCE_NUMBER; number += 1) {
    const reference = letters + String(number).padStart(2, '0');
    if (!taken(reference)) return reference;
  }
  return null;
}

function channelPart(part: string, key: string, channel: ChannelSettings | null): string | undefined {
  const [source = '', ...rest] = key.split('/');
  if (part === 'source') return source;
  if (part === 'subSource') return rest.join('/');
  const known = CHANNEL_PARTS.find(candidate => candidate === part);
  return known && known !== 'source' && known !== 'subSource' ? channel?.[known] : undefined;
}

const noChannel = (key: string) => problem('channel.unknown', key, `The channel ${key} has no settings. Add it under Settings, Channels.`);

export const orderTransforms = {
  customerId: {
    label: 'Customer account', help: "The ERP's id of the customer: the channel's web-sales account, or the buyer's own, as the channel settings say.", group: GROUP, parameters: [],
    examples: [eg('x7y@marketplace.example', '1057')],
    apply: () => (_value, { context }) =>
      context.customerId ?? problem('customer.unknown', context.channel?.customerReference || context.order.channel, `The ERP has no customer account for order ${context.order.reference}. Set the account of the channel ${context.order.channel} in the settings, or let customers be created.`),
  },
  supplierId: {
    label: 'Supplier account', help: "The ERP's id of the supplier, found by name and currency. A supplier that the ERP does not know is never made.", group: GROUP, parameters: [],
    examples: [eg('Fenland Ceramics Ltd', 'stops: supplier.unknown')],
    apply: () => (_value, { context }) =>
      context.supplierId ?? problem('supplier.unknown', context.order.buyer.name, `The ERP has no supplier account for ${context.order.reference}. Make the account there under the supplier's name, then send it again.`),
  },
  customerReference: {
    label: 'New account reference', help: 'A reference of eight characters for a new customer account: letters of the name and the next free number.', group: GROUP, parameters: [],
    examples: [eg('Harbour & Vine Ltd', 'HARBOU02'), eg('Rows & Walls Ltd', 'ROWSWA01'), eg('', 'ABUYER01'), eg('& Co.', 'CO01'), eg('&&', 'stops: customer.noReference')],
    apply: () => (value, { context }) => {
      const { references, order } = context;
      const taken = (reference: string): boolean => references.customers.some(customer => customer.reference.toUpperCase() === reference);
      const name = asText(value).trim() || order.buyer.company || order.buyer.name;
      return freeReference(name, taken) ?? problem('customer.noReference', order.reference, `No free account reference can be made from the name "${name}". Enter a company or a name on the order.`);
    },
  },
  bankId: {
    label: 'Clearing account', help: "The ERP's id of the channel's clearing account.", group: GROUP, parameters: [],
    examples: [eg('Amazon', '31')],
    apply: () => (_value, { context }) => context.bankId ?? problem('bank.unknown', context.order.channel, `The ERP has no bank account for the channel ${context.order.channel}. Set its clearing account in the settings.`),
  },
  currencyId: {
    label: "The ERP's currency", help: "The ERP's id of a currency code; without one, of the order's currency.", group: GROUP, parameters: [],
    examples: [eg('GBP', '1'), eg('', '1'), eg('XXX', 'stops: currency.unknown')],
    apply: () => (value, { context }) => {
      const code = asText(value).trim().toUpperCase() || context.order.currency;
      return indexOf(context.references).currencyByCode.get(code) ?? problem('currency.unknown', code, `The ERP keeps no currency ${code}. Add it in the ERP, or hold these orders back.`);
    },
  },
  exchangeRate: {
    label: 'Exchange rate', help: "The order's rate: units of its currency for one of the company's.", group: GROUP, parameters: [],
    examples: [eg('0.87', '1')],
    apply: () => (_value, { context }) => context.order.exchangeRate,
  },
  amountPaid: {
    label: 'What the buyer paid', help: 'The gross of the order to the penny.', group: GROUP, parameters: [],
    examples: [eg('31.59', '31.59')],
    apply: () => (_value, { context: { order, priced } }) => formatMinor(priced?.paidMinor ?? order.grossMinor, order.currency),
  },
  paidDay: {
    label: 'Day of payment', help: "The day the buyer paid, in the company's time zone.", group: GROUP, parameters: [],
    examples: [eg('', '2026-05-23')],
    apply: () => (_value, { context: { order, timeZone } }) => (order.paidAt ? dayIn(timeZone, order.paidAt) : problem('order.unpaid', order.reference, `Order ${order.reference} is not paid, so no receipt can be posted. Wait for the payment, or skip the order.`)),
  },
  orderDay: {
    label: 'Day of the order', help: "The day the order was received, in the company's time zone.", group: GROUP, parameters: [],
    examples: [eg('', '2026-05-23')],
    apply: () => (_value, { context: { order, timeZone } }) => dayIn(timeZone, order.receivedAt),
  },
  buyerName: {
    label: 'Company or name', help: 'The company that bought, else the person.', group: GROUP, parameters: [],
    examples: [eg('', 'A Buyer')],
    apply: () => (_value, { context: { order } }) => order.buyer.company.trim() || order.buyer.name.trim(),
  },
  channelPart: {
    label: 'Something of the channel', help: "A part of the channel's key, or one of its settings.", group: GROUP, parameters: [needed('part', 'Which', CHANNEL_PARTS)],
    examples: [eg('', 'AMAZON', { part: 'source' }), eg('', 'Amazon UK', { part: 'subSource' }), eg('', 'AMZ', { part: 'department' })],
    apply: ({ part = 'source' }) => (_value, { context: { order, channel } }) => channelPart(part, order.channel, channel) ?? noChannel(order.channel),
  },
  nominal: {
    label: 'Nominal account', help: "A nominal account from the settings: the channel's sales, or the company's for carriage, rounding or write-offs.", group: GROUP, parameters: [needed('which', 'Which', NOMINALS), optional('otherwise', 'Otherwise')],
    examples: [eg('', '4905', { which: 'carriage' }), eg('', '4000', { which: 'sales' })],
    apply: ({ which = 'sales', otherwise }) => (_value, { context: { settings, channel, order } }) => {
      const chosen = which === 'carriage' ? settings.carriageNominal : which === 'rounding' ? settings.roundingNominal : which === 'writeOff' ? settings.writeOffNominal : channel?.salesNominal;
      return chosen || otherwise || problem('nominal.unknown', which, `The settings name no nominal account for ${which === 'writeOff' ? 'write-offs' : which} (order ${order.reference}). Enter one under Settings.`);
    },
  },
} satisfies Record<string, Transform>;
